"""The texts that the program can say, read from its source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

TUI = Path(__file__).parents[2] / "tui"
_MESSAGE = re.compile(r"[A-Za-z]{2}.* |^[A-Z][a-z]+[.:!?]?$", re.DOTALL)
"""What a text for a person looks like: words with a space, or one word with a capital."""
_CODE = re.compile(
    r"^[o.# ]+$|^[$#@./\\<]|^-(?!-[a-z]+ [a-z])|^[\w.-]+=|^\S+\.(py|json|tcss|csv)$"
    r"|\(\?|\\[dsw]|=\"|^bold |^screen\."
)
"""What is written for a program: styles, patterns, paths, markup."""
_LABELLED = {"Binding": 2, "Choice": 2, "Answer": 2}
"""Which argument of a call is shown to people, be it a single word: keys and answers."""


class Text(NamedTuple):
    """A text with its place."""

    module: str
    line: int
    words: str


def texts() -> Iterator[Text]:
    """Give all texts, in the order of the modules and of their lines."""
    for path in sorted(TUI.rglob("*.py")):
        module = str(path.relative_to(TUI.parent))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found = {
            (node.lineno, words): None
            for node in _strings(tree)
            if (words := _words(node)) and _MESSAGE.search(words) and not _CODE.search(words)
        }
        found |= {(node.lineno, _words(node)): None for node in _labels(tree)}
        for line, words in sorted(found):
            yield Text(module, line, " ".join(words.split()))


def notified() -> Iterator[Text]:
    """Give the texts of messages that are shown for a moment, where they are written out."""
    for path in sorted(TUI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(ast.Attribute(attr="notify"), [ast.Constant() | ast.JoinedStr(), *_]):
                    words = _words(node.args[0])  # type: ignore[arg-type]
                    yield Text(str(path.relative_to(TUI.parent)), node.lineno, words)


def _labels(tree: ast.AST) -> Iterator[ast.Constant]:
    """Give the words on keys and answers, and those that stand for a value (``…_WORDS``)."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Name(name), args) if len(args) > _LABELLED.get(name, len(args)):
                shown = [args[_LABELLED[name]]]
            case ast.AnnAssign(ast.Name(name), value=ast.Dict(values=values)) | ast.Assign(
                [ast.Name(name)], ast.Dict(values=values)
            ) if name.endswith("WORDS"):
                shown = values
            case _:
                continue
        for each in shown:
            match each:
                case ast.Constant(str()):
                    yield each


def _strings(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """Give the strings of a node, but no docstrings, annotations, or parts of f-strings."""
    match node:
        case ast.Expr(ast.Constant()) | ast.arg():
            return  # a docstring, or the annotation of a parameter
        case ast.Constant(str()):
            yield node
        case ast.JoinedStr():
            yield node
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    yield from _strings(part)
        case ast.AnnAssign():
            if node.value is not None:
                yield from _strings(node.value)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _strings(child)


def _words(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "".join(
        str(part.value)
        if isinstance(part, ast.Constant)
        else f"{{{ast.unparse(part.value)}}}"
        if isinstance(part, ast.FormattedValue)
        else ""
        for part in node.values
    )
