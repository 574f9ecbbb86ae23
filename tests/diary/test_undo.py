"""Undo and redo, also across what other programs write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import NOW, TODAY, YESTERDAY, done, make_diary, records
from tests.clock import ManualClock
from tests.diary.faults import Disk
from tui.diary.diary import Diary
from tui.diary.errors import ChangeRejected, Unconfirmed
from tui.practice.models import DEFAULT_ROUTINE, Band

CHANGES: dict[str, Callable[[Diary], object]] = {
    "log_session": lambda diary: diary.log_session(DEFAULT_ROUTINE, TODAY, done(2)),
    "remove_session": lambda diary: diary.remove_session("last"),
    "answer_session": lambda diary: diary.answer_session("s1", effort="hard", note="well"),
    "check-in": lambda diary: diary.record_feeling(YESTERDAY, Band.MILD),
    "report": lambda diary: diary.record_feeling(TODAY, Band.HIGH),
    "acknowledge": lambda diary: diary.acknowledge(TODAY),
    "rest": lambda diary: diary.rest(YESTERDAY, "ill"),
    "props": lambda diary: diary.preferences.set_props(DEFAULT_ROUTINE.id, ["roll"]),
}


def started(path: Path) -> Diary:
    """A diary with one session that has an unknown field."""
    diary = make_diary(path, ManualClock(NOW))
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(1))
    path.write_text(path.read_text().replace('"via":"log"', '"via":"log","mood":"calm"'))
    return diary


def content(path: Path) -> dict[str, list[dict[str, object]]]:
    """The records of the file without the times of their changes, and without traces."""
    return {
        table: [
            {key: value for key, value in each.items() if key != "changed"}
            for each in records(path, table)
            if "deleted" not in each
        ]
        for table in ("sessions", "days", "routines")
    }


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_can_be_undone_and_redone(name: str, path: Path) -> None:
    diary = started(path)
    before = content(path)
    CHANGES[name](diary)
    after = content(path)
    assert after != before
    step = diary.changes.undo()
    assert step is not None and step.description
    assert content(path) == before
    assert diary.changes.redo() is not None
    assert content(path) == after
    diary.changes.undo()
    assert content(path) == before
    assert diary.read().file == make_diary(path).read().file


@pytest.mark.parametrize("name", CHANGES)
def test_undo_keeps_what_another_program_wrote_in_between(name: str, path: Path) -> None:
    diary = started(path)
    before = content(path)
    CHANGES[name](diary)
    other = make_diary(path, ids="other")
    other.log_session(DEFAULT_ROUTINE, YESTERDAY, done(2))
    diary.changes.undo()
    now = content(path)
    assert [each["id"] for each in now["sessions"]] == ["s1", "other1"]
    assert now["sessions"][:1] == before["sessions"]
    assert (now["days"], now["routines"]) == (before["days"], before["routines"])


def test_a_record_that_another_program_changed_is_not_undone(path: Path) -> None:
    diary = started(path)
    diary.rest(YESTERDAY, "ill")
    diary.record_feeling(TODAY, Band.MILD)
    make_diary(path).record_feeling(TODAY, Band.MODERATE)
    with pytest.raises(ChangeRejected, match="changed elsewhere since"):
        diary.changes.undo()
    assert records(path, "days")[1]["report"] == "moderate"
    step = diary.changes.undo()
    assert step is not None and step.description == "the change to the rest day", (
        "the older one can still go"
    )


def test_after_a_new_change_nothing_can_be_redone(tmp_path: Path) -> None:
    diary = started(tmp_path / "supine.json")
    diary.rest(YESTERDAY, "ill")
    diary.changes.undo()
    diary.rest(YESTERDAY, "travel")
    assert diary.changes.redoable is None
    assert diary.changes.redo() is None


def test_without_a_change_undo_does_nothing_and_makes_no_file(tmp_path: Path) -> None:
    diary = make_diary(tmp_path / "supine.json")
    assert diary.changes.undo() is None
    assert not (tmp_path / "supine.json").exists()


def test_undoing_an_added_session_leaves_a_trace(path: Path) -> None:
    diary = make_diary(path)
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    assert diary.changes.undoable is not None and diary.changes.undoable.removes_session
    diary.changes.undo()
    (trace,) = records(path, "sessions")
    assert set(trace) == {"id", "deleted"}
    assert diary.read().sessions == ()


def test_an_undo_that_removes_a_session_says_so_before(path: Path) -> None:
    diary = make_diary(path)
    changes = diary.changes

    assert not changes.undo_removes_session()
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    assert changes.undo_removes_session()
    for _ in range(2):
        changes.undo()
        assert not changes.undo_removes_session()
        changes.redo()
        assert changes.undo_removes_session()
    diary.answer_session("s1", reps=done(1))
    assert not changes.undo_removes_session()
    diary.remove_session("s1")
    assert not changes.undo_removes_session()


def test_what_was_changed_elsewhere_is_not_worth_a_question(path: Path) -> None:
    other = make_diary(path, ids="o")
    for ids, is_removed in (("a", True), ("b", False)):
        diary = make_diary(path, ids=ids)
        session = diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
        assert diary.changes.undo_removes_session()
        if is_removed:
            other.remove_session(session.id)
        else:
            other.answer_session(session.id, reps=done(1))
        assert not diary.changes.undo_removes_session()
        with pytest.raises(ChangeRejected, match="changed elsewhere since"):
            diary.changes.undo()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["undo", "redo", *CHANGES]), max_size=14))
def test_any_sequence_can_be_undone_to_the_beginning(names: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "supine.json"
        diary = started(path)
        diary.changes._done.clear()
        before = content(path)
        for name in names:
            if name in CHANGES:
                try:
                    CHANGES[name](diary)
                except Exception as error:
                    assert type(error).__name__ == "NotFound"
            else:
                getattr(diary.changes, name)()
            assert diary.read().file == make_diary(path).read().file
        while diary.changes.undo() is not None:
            pass
        assert content(path) == before


def test_undo_after_an_unconfirmed_change_undoes_that_one(path: Path, disk: Disk) -> None:
    diary = make_diary(path)
    diary.log_session(DEFAULT_ROUTINE, YESTERDAY, done(1))
    disk.lose_confirmation()
    with pytest.raises(Unconfirmed):
        diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    with pytest.raises(Unconfirmed):
        diary.changes.undo()
    disk.heal()
    assert [each.id for each in diary.read().sessions] == ["s1"]
    assert diary.changes.redo() is not None
    assert [each.id for each in diary.read().sessions] == ["s1", "s2"]
