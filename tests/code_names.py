"""The names that the code defines, read from its source, for the tests of the documents."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ("tui", "tests", "docs")


@cache
def modules() -> dict[str, ast.Module]:
    """Return the parsed modules of the project, by path from its root: ``tui/clock.py``."""
    paths = sorted(path for folder in SOURCE for path in (ROOT / folder).rglob("*.py"))
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in paths
    }


@cache
def defined(path: str) -> frozenset[str]:
    """Return what a module defines: ``plan_day``, ``Diary``, ``Diary.record_reps``, ``RECIPES``.

    Of a class these are its methods and fields, and what its methods assign to ``self``.
    """
    found: set[str] = set()
    for node in modules()[path].body:
        found.update(_targets(node))
        if isinstance(node, ast.ClassDef):
            found.update(f"{node.name}.{name}" for name in _members(node))
    return frozenset(found)


def _targets(node: ast.stmt) -> Iterator[str]:
    """Yield the names that one statement binds."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            for target in targets:
                yield from (each.id for each in ast.walk(target) if isinstance(each, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


def _members(node: ast.ClassDef) -> Iterator[str]:
    for each in node.body:
        yield from _targets(each)
    for inner in ast.walk(node):
        match inner:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name


@cache
def bases() -> dict[str, tuple[str, ...]]:
    """Return the classes of the project by name, each with the names of its base classes."""
    return {
        node.name: tuple(_last_name(base) for base in node.bases)
        for module in modules().values()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    }


def _last_name(base: ast.expr) -> str:
    """Return ``Screen`` for ``Screen[T]`` and for ``textual.screen.Screen``."""
    match base:
        case ast.Subscript(value=value):
            return _last_name(value)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


@cache
def all_defined() -> frozenset[str]:
    """Return what all modules define, without the modules' names."""
    return frozenset(name for path in modules() for name in defined(path))


def has_member(class_name: str, member: str) -> bool:
    """Whether a class of the project, or one that it inherits from, defines a member."""
    return f"{class_name}.{member}" in all_defined() or any(
        has_member(base, member) for base in bases().get(class_name, ())
    )


@cache
def words() -> frozenset[str]:
    """Return every identifier in the code and every word of its texts, docstrings left out.

    The tests of the documents are left out, since they make up names that do not exist.
    """
    found: set[str] = set()
    for path, module in modules().items():
        if path == "tests/test_docs.py":
            continue
        docstrings = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
        for node in ast.walk(module):
            match node:
                case ast.Constant(value=str(text)) if id(node) not in docstrings:
                    found.update(text.replace(",", " ").replace("(", " ").split())
                    found.add(text)
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                    found.add(name)
                case ast.keyword(arg=str(name)) | ast.alias(name=name):
                    found.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    found.add(name)
                case ast.ClassDef(name=name):
                    found.add(name)
    return frozenset(found)
