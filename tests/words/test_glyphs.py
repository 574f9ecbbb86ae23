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
from tui.practice.history import History
from tui.practice.models import Band, DayRecord, Session
from tui.words.glyphs import (
    DayGlyph,
    Look,
    Mark,
    day_glyph,
    day_signs,
    key_names,
    legend,
    legend_signs,
    to_ascii,
)

TODAY = dt.date(2026, 11, 22)
TUI = Path(tui.__file__).parent


def seen(date: dt.date, *sessions: Session, said: DayRecord | None = None) -> DayGlyph:
    plan = routine()
    records = {said.day: said} if said else {}
    history = History(plan, gather(plan.id, sessions, records, today=TODAY), TODAY)
    return day_glyph(history, date)


DAY = TODAY - dt.timedelta(days=3)


@pytest.mark.parametrize(
    ("sessions", "said", "expected"),
    [
        ([], None, DayGlyph(Mark.NONE)),
        ([session(DAY, target=2, done=2)], None, DayGlyph(Mark.FULL, 4)),
        ([session(DAY, target=2, done=1)], None, DayGlyph(Mark.PART, 2)),
        ([session(DAY, target=None, kept=True)], None, DayGlyph(Mark.FULL, 4)),
        ([session(DAY, target=2, imagined=2)], None, DayGlyph(Mark.IMAGINED, 4)),
        ([session(DAY, target=2, imagined=1)], None, DayGlyph(Mark.IMAGINED_PART, 2)),
        ([session(DAY, target=2, done=1, imagined=1)], None, DayGlyph(Mark.FULL, 4)),
        ([], DayRecord(day=DAY, rest_reason="ill"), DayGlyph(Mark.REST)),
        ([], record(DAY, check=Band.HIGH), DayGlyph(Mark.REST)),
        ([], record(DAY, check=Band.MILD), DayGlyph(Mark.NONE)),
        ([], record(DAY, check=Band.WARNING), DayGlyph(Mark.SIGN)),
        (
            [session(DAY, target=2, done=2)],
            record(DAY, report=Band.WARNING),
            DayGlyph(Mark.SIGN, 4),
        ),
        (
            [session(DAY, target=2, done=2)],
            DayRecord(day=DAY, rest_reason="ill"),
            DayGlyph(Mark.FULL, 4),
        ),
        # R6.shown
        (
            [],
            DayRecord(day=DAY, rest_reason="ill", check=Band.WARNING),
            DayGlyph(Mark.SIGN),
        ),
        (
            [session(DAY, target=2, imagined=1, stop="warning")],
            DayRecord(day=DAY, rest_reason="sore"),
            DayGlyph(Mark.SIGN, 2),
        ),
        (
            [session(DAY - dt.timedelta(days=1), target=2, stop="warning")],
            None,
            DayGlyph(Mark.REST),
        ),
    ],
)
def test_a_date_has_one_mark_and_one_shade(
    sessions: list[Session], said: DayRecord | None, expected: DayGlyph
) -> None:
    assert seen(DAY, *sessions, said=said) == expected


def test_today_is_a_ring_while_it_is_open() -> None:
    assert seen(TODAY) == DayGlyph(Mark.OPEN)
    assert seen(TODAY, session(TODAY, target=2, done=2)) == DayGlyph(Mark.FULL, 4)
    assert seen(TODAY, said=DayRecord(day=TODAY, rest_reason="ill")) == DayGlyph(Mark.REST)


def test_a_date_ahead_is_blank_unless_it_is_marked_as_rest() -> None:
    ahead = TODAY + dt.timedelta(days=5)
    assert seen(ahead) == DayGlyph(Mark.AHEAD)
    assert seen(ahead, session(DAY, target=2, stop="warning")) == DayGlyph(Mark.AHEAD)
    assert seen(ahead, said=DayRecord(day=ahead, rest_reason="travel")) == DayGlyph(Mark.REST)


LOOKS: tuple[Look, ...] = ("tiles", "shades", "digits")


@pytest.mark.parametrize("look", LOOKS)
def test_every_mark_differs_and_without_colours_every_shade_too(look: Look) -> None:
    counted = (Mark.PART, Mark.FULL, Mark.IMAGINED_PART, Mark.IMAGINED)
    others = [mark for mark in Mark if mark not in counted]
    drawn = [day_signs(DayGlyph(mark, step), look) for mark in counted for step in range(1, 5)]
    drawn += [day_signs(DayGlyph(mark), look) for mark in others]
    assert {len(signs) for signs in drawn} == {2}
    assert len(set(drawn)) == len(others) + (4 if look == "tiles" else 16)
    if look == "digits":
        assert "".join(drawn).isascii()


@pytest.mark.parametrize("look", LOOKS)
def test_the_legend_explains_shade_and_marks_in_one_line(look: Look) -> None:
    for is_short, width in ((True, 76), (False, 112)):
        entries = legend(look, is_short=is_short)
        signs = ["".join(legend_signs(seen, look) for seen in glyphs) for glyphs, _ in entries]
        assert len(set(signs)) == len(signs)
        assert len(signs[0]) == 4
        said = [f"{sign} {words}" for sign, (_, words) in zip(signs, entries, strict=True)]
        assert len(("  " if is_short else "   ").join(said)) <= width


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
