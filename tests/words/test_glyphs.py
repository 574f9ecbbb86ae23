"""The glyph of a date, and the ASCII forms of all signs."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import tui
from tests.builders import record, routine, session
from tui.practice.days import gather
from tui.practice.history import History, Level
from tui.practice.models import Band, DayRecord, Session
from tui.words.glyphs import LEGEND, day_glyph, key_names, to_ascii

TODAY = dt.date(2026, 11, 22)
TUI = Path(tui.__file__).parent


def seen(date: dt.date, *sessions: Session, said: DayRecord | None = None) -> tuple[str, Level]:
    plan = routine()
    records = {said.day: said} if said else {}
    history = History(plan, gather(plan.id, sessions, records, today=TODAY), TODAY)
    return tuple(day_glyph(history, date))  # type: ignore[return-value]


DAY = TODAY - dt.timedelta(days=3)


@pytest.mark.parametrize(
    ("sessions", "said", "expected"),
    [
        ([], None, ("·", Level.NONE)),
        ([session(DAY, target=2, done=2)], None, ("#", Level.FULL)),
        ([session(DAY, target=2, done=1)], None, ("-", Level.PART)),
        ([session(DAY, target=None, kept=True)], None, ("#", Level.FULL)),
        ([session(DAY, target=2, imagined=2)], None, ("i", Level.FULL)),
        ([session(DAY, target=2, imagined=1)], None, ("i", Level.PART)),
        ([session(DAY, target=2, done=1, imagined=1)], None, ("#", Level.FULL)),
        ([], DayRecord(day=DAY, rest_reason="ill"), ("r", Level.NONE)),
        ([], record(DAY, check=Band.HIGH), ("r", Level.NONE)),
        ([], record(DAY, check=Band.MILD), ("·", Level.NONE)),
        ([], record(DAY, check=Band.WARNING), ("!", Level.NONE)),
        (
            [session(DAY, target=2, done=2)],
            record(DAY, report=Band.WARNING),
            ("!", Level.FULL),
        ),
        (
            [session(DAY, target=2, done=2)],
            DayRecord(day=DAY, rest_reason="ill"),
            ("#", Level.FULL),
        ),
        # R6.shown
        ([], DayRecord(day=DAY, rest_reason="ill", check=Band.WARNING), ("!", Level.NONE)),
        (
            [session(DAY, target=2, imagined=1, stop="warning")],
            DayRecord(day=DAY, rest_reason="sore"),
            ("!", Level.PART),
        ),
        ([session(DAY - dt.timedelta(days=1), target=2, stop="warning")], None, ("r", Level.NONE)),
    ],
)
def test_a_date_has_one_glyph_and_one_shade(
    sessions: list[Session], said: DayRecord | None, expected: tuple[str, Level]
) -> None:
    assert seen(DAY, *sessions, said=said) == expected
    assert expected[0] in [seen.glyph for seen, _ in LEGEND]


def test_today_is_a_ring_while_it_is_open() -> None:
    assert seen(TODAY) == ("○", Level.NONE)
    assert seen(TODAY, session(TODAY, target=2, done=2)) == ("#", Level.FULL)
    assert seen(TODAY, said=DayRecord(day=TODAY, rest_reason="ill")) == ("r", Level.NONE)


def test_a_date_ahead_is_blank_unless_it_is_marked_as_rest() -> None:
    ahead = TODAY + dt.timedelta(days=5)
    assert seen(ahead) == (" ", Level.NONE)
    assert seen(ahead, session(DAY, target=2, stop="warning")) == (" ", Level.NONE)
    assert seen(ahead, said=DayRecord(day=ahead, rest_reason="travel")) == ("r", Level.NONE)


def test_glyphs_of_the_calendar_differ_from_one_another_in_ascii_too() -> None:
    glyphs = [to_ascii(seen.glyph) for seen, _ in LEGEND]
    assert "".join(glyphs).isascii()
    assert len(set(glyphs)) == len(LEGEND)


def strings(module: Path) -> Iterator[str]:
    """Yield the strings of a module, without its docstrings."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    for node in constants:
        if isinstance(node.value, str) and id(node) not in documentation:
            yield node.value.encode(errors="ignore").decode()  # a surrogate is no sign


ROOMS = ("app", "words", "settings", "practice", "diary", "exchange")
# The signs in these are not drawn: filters take theirs away, terminals send theirs, and an import
# looks for its own in files of other programs.
NOT_DRAWN = (
    "app/terminal_filters.py",
    "exchange/cells.py",
    "exchange/dates.py",
    "exchange/importers/csv_list.py",
    "exchange/tables.py",
    "words/visible.py",
)
MODULES = [
    module
    for room in ROOMS
    for module in sorted((TUI / room).rglob("*.py"))
    if module.relative_to(TUI).as_posix() not in NOT_DRAWN
]


@pytest.mark.parametrize("module", MODULES, ids=lambda each: each.relative_to(TUI).as_posix())
def test_every_sign_that_is_drawn_has_an_ascii_form_of_as_many_cells(module: Path) -> None:
    for text in strings(module):
        drawn = to_ascii(text)
        assert drawn.isascii(), ascii(text)
        assert cell_len(drawn) == cell_len(text)


@given(st.text())
def test_the_ascii_form_of_any_text_has_as_many_cells(text: str) -> None:
    assert cell_len(to_ascii(text)) == cell_len(text)


@pytest.mark.parametrize("written", ["é", "Zoë", "日本", "ß", "Привет", "“so”", "🙂", "e\u0301"])
def test_what_people_write_stays_in_ascii(written: str) -> None:
    assert to_ascii(written) == written


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ("⏎", "enter"),
        ("←→", "left/right"),
        ("⇧↑↓", "shift+up/down"),
        ("↓, j", "down, j"),
        ("⌫", "backspace"),
        ("x", "x"),
    ],
)
def test_keys_without_an_ascii_sign_are_named(keys: str, names: str) -> None:
    assert key_names(keys) == names
