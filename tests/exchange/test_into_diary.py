"""Habits of another program are imported once, change nothing, and bring nothing removed back."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import CHANGED, NOW, ROUTINE_JSON, TODAY, contents, done, make_diary
from tests.diary.faults import Disk
from tests.exchange.foreign_files import loop_backup, zipped
from tui.diary import backups
from tui.diary.codec import decode
from tui.diary.diary import Diary
from tui.diary.errors import NotSaved
from tui.diary.import_plan import Count, ImportPlan
from tui.diary.snapshot import Snapshot
from tui.exchange.importers.detect import read_foreign
from tui.exchange.importers.habits import ForeignFile, ForeignHabit, HabitMark, State
from tui.exchange.importers.into_diary import HabitImport
from tui.exchange.source import Source
from tui.exchange.write_export import export_json
from tui.practice.history import History
from tui.practice.models import DEFAULT_ROUTINE, Band

MINE, OTHER = DEFAULT_ROUTINE.id, "evening"
DONE, SKIPPED = HabitMark("done"), HabitMark("skipped")
Tables = dict[str, dict[str, Any]]


def on(day: int) -> dt.date:
    return dt.date(2026, 11, day)


def habit_import(*habits: ForeignHabit, routine: str = MINE, source: str = "loop") -> HabitImport:
    return HabitImport(
        ForeignFile("Loop", source, habits), habits, routine, TODAY, NOW.astimezone(dt.UTC)
    )


def applied(current: Tables, plan: ImportPlan) -> Tables:
    """Return the diary as it is after the import."""
    assert not (plan.replace or plan.new_tables or plan.meta), "nothing that is there changes"
    result = copy.deepcopy(current)
    for table, document in plan.add:
        documents = result.setdefault(table, {})
        documents[str(len(documents) + 1)] = document
    return result


def snapshot_of(tables: Tables) -> Snapshot:
    meta = {"_meta": {"1": {"app": "supine", "schema": 1}}}
    return Snapshot.of(decode(Path("diary"), export_json(meta | tables)))


HABIT = ForeignHabit(
    "Neck",
    {
        on(20): DONE,
        on(18): HabitMark("done", "slept well"),
        on(19): HabitMark("skipped", "on a train"),
        on(17): HabitMark("open", "too late"),
        on(21): SKIPPED,
        on(23): DONE,
        on(24): SKIPPED,
    },
)


def test_done_becomes_a_session_skipped_a_rest_day_and_a_note_a_day() -> None:
    importing = habit_import(HABIT)
    assert importing.dates == [on(17), on(18), on(19), on(20), on(21)]
    assert importing.dates_ahead == 2, "what is in the future stays out"
    plan = importing.plan({})
    kept = {"routine": MINE, "via": "import", "kept": True, "changed": CHANGED}
    ids = [document.pop("id") for table, document in plan.add if table == "sessions"]
    assert plan.add == (
        ("sessions", {**kept, "day": "2026-11-18", "note": "slept well"}),
        ("sessions", {**kept, "day": "2026-11-20"}),
        ("days", {"day": "2026-11-17", "note": "too late", "changed": CHANGED}),
        (
            "days",
            {"day": "2026-11-19", "rest_reason": "other", "note": "on a train", "changed": CHANGED},
        ),
        ("days", {"day": "2026-11-21", "rest_reason": "other", "changed": CHANGED}),
    )
    assert len(set(ids)) == 2
    assert (plan.sessions, plan.days) == (Count(new=2), Count(new=3))


def test_an_id_follows_from_program_habit_routine_and_date() -> None:
    def first(name: str = "Neck", **options: str) -> Any:
        return habit_import(ForeignHabit(name, {on(1): DONE}), **options).plan({}).add[0][1]["id"]

    assert first() == "6b522b0b-bcf0-5865-b137-6b8d285840bf"
    assert len({first(), first("Back"), first(source="harsh"), first(routine=OTHER)}) == 4


def test_the_zip_and_the_backup_of_one_app_say_the_same() -> None:
    backup = loop_backup([(1, "Neck")], [(1, 20_000 + n, 2, "") for n in range(3)])
    dates = [dt.date(1970, 1, 1) + dt.timedelta(20_000 + n) for n in range(3)]
    lines = "".join(f"{date},YES_MANUAL,\n" for date in dates)
    packed = zipped({"001 Neck/Checkmarks.csv": f"Date,Value,Notes\n{lines}"})
    first, second = (read_foreign(Source("x", data)) for data in (backup, packed))
    assert first is not None
    assert first == second
    plan = habit_import(*first.habits).plan({})
    assert plan.sessions == Count(new=3)


def test_several_habits_become_one_routine() -> None:
    first = ForeignHabit(
        "A", {on(1): HabitMark("open", "a"), on(2): SKIPPED, on(3): SKIPPED, on(4): DONE}
    )
    second = ForeignHabit(
        "B", {on(1): DONE, on(2): HabitMark("skipped", "b"), on(4): HabitMark("done", "b")}
    )
    plan = habit_import(first, second).plan({})
    said = [(table, d["day"][-2:], d.get("note")) for table, d in plan.add]
    assert said == [
        ("sessions", "01", "a"),
        ("sessions", "04", "b"),
        ("days", "02", "b"),
        ("days", "03", None),
    ]
    for fewer in (habit_import(first), habit_import(second), habit_import(first, second)):
        assert fewer.plan(applied({}, plan)).sessions.new == 0, "whichever way they came"


SESSION = {"id": "s1", "routine": MINE, "day": "2026-11-20"}
HERE: dict[str, tuple[Tables, Count, Count]] = {
    "a date with reps": (
        {"sessions": {"1": {**SESSION, "reps": {"neck": {"imagined": 1}}}}},
        Count(new=1, there=1),
        Count(new=3),
    ),
    "a kept date": ({"sessions": {"1": {**SESSION, "kept": True}}}, Count(1, 1), Count(new=3)),
    "a session without reps": ({"sessions": {"1": SESSION}}, Count(new=2), Count(new=3)),
    "another routine": (
        {"sessions": {"1": {**SESSION, "routine": OTHER, "kept": True}}},
        Count(new=2),
        Count(new=3),
    ),
    "a record that cannot be read": (
        {"sessions": {"1": {**SESSION, "kept": "yes"}, "2": 7, "3": {"id": "s3"}}},
        Count(new=2),
        Count(new=3),
    ),
    "a removed session": (
        {"sessions": {"1": {"id": "@", "deleted": "2026-11-21T00:00:00Z"}}},
        Count(new=1, removed=1),
        Count(new=3),
    ),
    "a check-in": (
        {"days": {"1": {"day": "2026-11-19", "check": "mild"}}},
        Count(new=2),
        Count(new=2, there=1),
    ),
    "a rest mark taken back": (
        {"days": {"1": {"day": "2026-11-19", "changed": CHANGED}}},
        Count(new=2),
        Count(new=2, there=1),
    ),
    "a removed day": (
        {"days": {"1": {"day": "2026-11-19", "deleted": CHANGED}}},
        Count(new=2),
        Count(new=2, removed=1),
    ),
}


@pytest.mark.parametrize("name", HERE)
def test_a_date_that_is_recorded_already_stays_as_it_is(name: str) -> None:
    current, sessions, days = copy.deepcopy(HERE[name])
    if name == "a removed session":
        ids = [
            document["id"] for _, document in habit_import(HABIT).plan({}).add if "id" in document
        ]
        current["sessions"]["1"]["id"] = ids[1]
    before = copy.deepcopy(current)
    plan = habit_import(HABIT).plan(current)
    assert (plan.sessions, plan.days) == (sessions, days)
    assert current == before
    assert habit_import(HABIT).plan(applied(current, plan)).is_empty


STATES: st.SearchStrategy[State] = st.sampled_from(["done", "skipped", "open"])
MARKS = st.builds(HabitMark, STATES, st.sampled_from(["", "a", "ö\n"]))
HABITS = st.lists(
    st.builds(
        ForeignHabit,
        st.sampled_from(["A", "B", "C"]),
        st.dictionaries(
            st.integers(15, 25).map(on), MARKS.filter(lambda m: m != HabitMark("open"))
        ),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda habit: habit.name,
)
OURS = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["s1", "s2", "s3"]),
        "day": st.integers(15, 25).map(lambda day: str(on(day))),
        "routine": st.sampled_from([MINE, OTHER]),
    },
    optional={"kept": st.just(True), "reps": st.just({"neck": {"done": 1}})},
)


def numbered(documents: list[Any]) -> dict[str, Any]:
    return {str(key): each for key, each in enumerate(documents, 1)}


@given(HABITS, st.lists(OURS, unique_by=lambda each: each["id"]), st.sampled_from([MINE, OTHER]))
@settings(max_examples=100, deadline=None)
def test_an_import_keeps_exactly_what_was_kept_on_either_side(
    habits: list[ForeignHabit], sessions: list[dict[str, Any]], routine: str
) -> None:
    importing = habit_import(*habits, routine=routine)
    current: Tables = {"sessions": numbered(sessions), "days": {}}
    after = applied(current, importing.plan(current))
    assert importing.plan(after).is_empty, "running it again changes nothing"

    def practised(tables: Tables, of: str) -> list[dt.date]:
        return [
            session.day
            for session in snapshot_of(tables).sessions
            if session.routine == of and (session.kept or session.has_counted)
        ]

    theirs = {
        date
        for habit in habits
        for date, mark in habit.marks.items()
        if mark.state == "done" and date <= TODAY
    }
    for of in (MINE, OTHER):
        before = practised(current, of)
        added = theirs - set(before) if of == routine else set()
        assert sorted(practised(after, of)) == sorted([*before, *added])
    skipped = {
        date for habit in habits for date, mark in habit.marks.items() if mark.state == "skipped"
    }
    rests = {date for date, record in snapshot_of(after).days.items() if record.rest_reason}
    assert rests == {date for date in skipped - theirs if date <= TODAY}


# In a file


@pytest.fixture
def diary(tmp_path: Path) -> Diary:
    diary = make_diary(tmp_path / "d.json")
    diary.log_session(DEFAULT_ROUTINE, on(21), done(2))
    diary.record_feeling(on(19), Band.MILD)
    return diary


def test_years_arrive_in_the_streak_and_a_restore_takes_them_back(diary: Diary) -> None:
    years = {TODAY - dt.timedelta(n): DONE if n % 7 else SKIPPED for n in range(1, 3653)}
    before = diary.read()
    importing = habit_import(ForeignHabit("Neck", years))
    plan = diary.import_documents(importing.plan)
    assert (plan.sessions.new, plan.sessions.there) == (3130, 1)
    snapshot = diary.read()
    assert not snapshot.problems
    assert snapshot.file == make_diary(diary.path).read().file
    history = History(DEFAULT_ROUTINE, snapshot.routine_days(DEFAULT_ROUTINE, TODAY), TODAY)
    assert (history.current, history.longest, history.last_30) == (3131, 3131, 25)
    data = diary.path.read_bytes()
    assert importing.plan(diary.documents()).is_empty
    assert diary.path.read_bytes() == data
    diary.restore(backups.listed(diary.path)[0])
    assert diary.read().sessions == before.sessions
    assert diary.read().days == before.days


def test_what_was_removed_or_cleared_here_does_not_come_back(diary: Diary) -> None:
    importing = habit_import(ForeignHabit("Neck", {on(1): DONE, on(2): DONE, on(3): SKIPPED}))
    diary.import_documents(importing.plan)
    diary.remove_session(diary.read().sessions[-1].id)
    diary.rest(on(3), None)
    plan = importing.plan(diary.documents())
    assert plan.is_empty
    assert (plan.sessions, plan.days) == (Count(there=1, removed=1), Count(there=1))


def test_a_fresh_diary_gets_its_routine_with_them(tmp_path: Path) -> None:
    diary = make_diary(tmp_path / "d.json")
    diary.import_documents(habit_import(HABIT).plan)
    routines = contents(diary.path)["routines"]
    assert routines == {"1": ROUTINE_JSON}
    assert [session.day for session in diary.read().sessions] == [on(18), on(20)]


def test_a_full_disk_leaves_all_of_it_out(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    data = diary.path.read_bytes()
    Disk(monkeypatch).fill()
    with pytest.raises(NotSaved):
        diary.import_documents(habit_import(HABIT).plan)
    assert diary.path.read_bytes() == data
