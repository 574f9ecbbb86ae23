"""The rules and their index: every id, function and test that is named exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.code_names import ROOT, defined

RULES = ROOT / "docs" / "rules.md"
ID = re.compile(r"\bR[1-7](?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+")
NO_TEST = "–"


class Row(NamedTuple):
    """A row of the index: where a rule is implemented and what proves it."""

    id: str
    code: str
    test: str


def text_and_index() -> tuple[str, str]:
    """Return the rules, and the section that lists them."""
    text, _, index = RULES.read_text(encoding="utf-8").partition("\n## 8. Index\n")
    assert index, "the index is gone"
    return text, index


def index() -> list[Row]:
    """Return the rows of the index."""
    _, table = text_and_index()
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| `")]
    assert all(len(row) == 4 for row in rows), "a row has not four cells"
    return [Row(row[0].strip("`"), row[2], row[3]) for row in rows]


def places(cell: str) -> list[tuple[str, list[str]]]:
    """Return the modules of a cell of the index, each with the names that stand behind it."""
    found = []
    for part in cell.split("; "):
        path, *names = re.findall(r"`([^`]+)`", part)
        found.append((path, names))
    return found


def cited(text: str) -> set[str]:
    """Return the ids in a text; of ``R3.before.2.`` the last full stop ends the sentence."""
    return set(ID.findall(text))


def test_the_index_lists_every_rule_once_and_in_order() -> None:
    text, _ = text_and_index()
    rules = re.findall(r"\*\*`(R\d\.[^`]+)`", text)
    assert rules and all(ID.fullmatch(rule) for rule in rules)
    assert [row.id for row in index()] == rules
    assert len(set(rules)) == len(rules)


@pytest.mark.parametrize("row", index(), ids=lambda row: row.id)
def test_what_the_index_names_exists(row: Row) -> None:
    cells = [row.code] if row.test == NO_TEST else [row.code, row.test]
    for path, names in (place for cell in cells for place in places(cell)):
        assert (ROOT / path).is_file(), path
        known = {name for each in defined(path) for name in (each, each.rpartition(".")[2])}
        assert names and [name for name in names if name not in known] == []


def test_every_rule_that_is_cited_exists() -> None:
    rules = {row.id for row in index()}
    files = [
        path
        for folder, kind in (("tui", "*.py"), ("tests", "*.py"), ("docs", "*.md"))
        for path in (ROOT / folder).rglob(kind)
    ]
    unknown = {
        f"{path.relative_to(ROOT)}: {rule}"
        for path in [*files, ROOT / "README.md"]
        if path != Path(__file__)
        for rule in cited(path.read_text(encoding="utf-8")) - rules
    }
    assert unknown == set()
