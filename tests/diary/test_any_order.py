"""Two diaries and other programs change one file in any order.

What a diary holds in memory, without reading the file again, is always what a fresh diary reads.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import TARGETS, TODAY, TOMORROW, YESTERDAY, done, make_diary, names_beside
from tests.diary.scenes import import_some, log, merge_some, new_folder, start
from tui.diary import backups, store
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError
from tui.practice.models import DEFAULT_ROUTINE, Band


@pytest.fixture(scope="module", autouse=True)
def _never_settled() -> Iterator[None]:
    """Look at the file's bytes each time, since no time passes between the changes.

    Nothing is really flushed; no power is cut here.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(store, "YOUNG_NS", 10**20)
        yield


def edited(edit: Callable[[dict[str, dict[str, Any]]], object]) -> Callable[[Diary], object]:
    """Another program edits the file, without a lock and in its own layout."""

    def change(diary: Diary) -> None:
        with suppress(FileNotFoundError):
            tables = json.loads(diary.path.read_bytes())
            edit(tables)
            diary.path.write_text(json.dumps(tables, indent=1))

    return change


def note_by_hand(tables: dict[str, dict[str, Any]]) -> None:
    """Change every session."""
    for session in tables.get("sessions", {}).values():
        session["note"] = "by hand"


def add(table: str, key: str, record: Any) -> Callable[[Diary], object]:
    """Another program adds a record, or writes over one."""
    return edited(lambda tables: tables.setdefault(table, {}).__setitem__(key, record))


def backdate(diary: Diary) -> None:
    """A sync program puts another file in the place of the diary, with that one's time."""
    with suppress(FileNotFoundError):
        other = diary.path.with_name("incoming")
        other.write_bytes(diary.path.read_bytes().replace(b'"n"', b'"m"'))
        os.utime(other, (1_600_000_000, 1_600_000_000))
        other.replace(diary.path)


def abandon(diary: Diary) -> None:
    """Start a session and abandon it."""
    start(diary)
    diary.release_session()


def run_session(diary: Diary) -> None:
    """Run a session from its start to its end."""
    name = diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS).id
    try:
        diary.record_reps(name, done(1))
        diary.end_session(name, done(2), "enough")
    finally:
        diary.release_session()


def restore_oldest(diary: Diary) -> None:
    """Go back to the oldest backup, once there is one."""
    if found := backups.listed(diary.path):
        diary.restore(found[-1])


USES: dict[str, Callable[[Diary], object]] = {
    "log": log,
    "log back": lambda d: d.log_session(DEFAULT_ROUTINE, YESTERDAY, done(1), note="n"),
    "run": run_session,
    "abandon": abandon,
    "answer": lambda d: d.answer_session(d.read().session("last").id, effort="hard", note="n"),
    "remove the last": lambda d: d.remove_session("last"),
    "remove by id": lambda d: d.remove_session(d.read().session("last").id),
    "close": lambda d: d.close_abandoned(TOMORROW),
    "feel": lambda d: d.record_feeling(TODAY, Band.MILD, areas=["neck"]),
    "warn": lambda d: d.record_feeling(YESTERDAY, Band.WARNING),
    "acknowledge": lambda d: d.acknowledge(TODAY),
    "rest": lambda d: d.rest(TODAY, "ill"),
    "unrest": lambda d: d.rest(TODAY, None),
    "welcome": lambda d: d.preferences.welcome(),
    "props": lambda d: d.preferences.set_props(DEFAULT_ROUTINE.id, ["roll", "towel"]),
    "undo": lambda d: d.changes.undo(),
    "redo": lambda d: d.changes.redo(),
    "back up": lambda d: d.store.make_backup("manual"),
    "import": import_some,
    "merge": merge_some,
    "restore": restore_oldest,
    "edit: a note": edited(note_by_hand),
    "edit: a day twice": add("days", "70", {"day": "2026-11-22", "check": "high", "x": 1}),
    "edit: a session": add("sessions", "80", {"id": "out", "day": "2026-11-22", "x": {"y": 1}}),
    "edit: no day": add("sessions", "81", {"id": "nameless"}),
    "edit: broken": add("sessions", "82", {"id": 7}),
    "edit: settings": add("settings", "1", {"sound": 3, "welcomed": True, "x": 1}),
    "edit: no document id": add("sessions", "one", {"id": "key", "day": "2026-11-22"}),
    "edit: drop": edited(lambda tables: tables.pop("days", None)),
    "backdate": backdate,
}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*USES]), st.integers(0, 1)), max_size=12))
def test_after_any_changes_what_is_held_is_what_a_fresh_diary_reads(
    uses: list[tuple[str, int]],
) -> None:
    folder = new_folder()
    path = folder / "supine.json"
    try:
        diaries = [make_diary(path, ids=ids) for ids in "ab"]
        for use, which in uses:
            with suppress(DiaryError):
                USES[use](diaries[which])
            fresh = make_diary(path).read()
            for diary in diaries:
                held = diary.read()
                assert held.file == fresh.file
                assert {*held.problems} == {*fresh.problems}
                assert (held.rev, held.schema) == (fresh.rev, fresh.schema)
                assert diary.documents() == json.loads(
                    path.read_bytes() if path.exists() else b"{}"
                )
            assert {*names_beside(path)} <= {
                path.name,
                f".{path.name}.lock",
                f".{path.name}.session",
            }
    finally:
        shutil.rmtree(folder)
