"""Three devices change their copies of one diary and merge them, in any order.

The changes are those of the program. One of the clocks may be years ahead, as clocks are at times.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NECK, NOW, TARGETS, TODAY, TOMORROW, YESTERDAY, done, make_diary
from tests.clock import ManualClock
from tests.diary.scenes import new_folder
from tui.diary.codec import decode
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError
from tui.diary.merge import Tables, merge
from tui.diary.raw_file import decode_tables, encode_tables
from tui.diary.snapshot import Snapshot
from tui.practice.day_plan import plan_day
from tui.practice.models import DEFAULT_ROUTINE, Band, DayRecord, Exercise, Session

DEVICES = "abc"
NAME = DEFAULT_ROUTINE.id


@pytest.fixture(scope="module", autouse=True)
def _without_flushing() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


def ceiling(reps: int) -> Callable[[Diary], object]:
    return lambda diary: diary.preferences.change_routine(
        NAME, lambda old: replace(old, plan=replace(old.plan, ceiling=reps))
    )


def end_with_pain(diary: Diary) -> None:
    name = diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS).id
    diary.end_session(name, done(1), "pain")


def abandon(diary: Diary) -> None:
    diary.start_session(DEFAULT_ROUTINE, YESTERDAY, TARGETS)
    diary.release_session()


def hold(diary: Diary) -> None:
    def longer(old: Exercise) -> Exercise:
        return replace(old, hold_s=7) if old.id == NECK else old

    diary.preferences.change_routine(
        NAME, lambda old: replace(old, exercises=tuple(map(longer, old.exercises)))
    )


USES: dict[str, Callable[[Diary], object]] = {
    "log": lambda d: d.log_session(DEFAULT_ROUTINE, TODAY, done(2), note="n"),
    "pain": end_with_pain,
    "abandon": abandon,
    "close": lambda d: d.close_abandoned(TOMORROW),
    "answer": lambda d: d.answer_session("last", effort="hard"),
    "note": lambda d: d.answer_session(d.read().session("last").id, note=d.path.stem),
    "remove": lambda d: d.remove_session("last"),
    "remove one of before": lambda d: d.remove_session("s1"),
    "mild": lambda d: d.record_feeling(TODAY, Band.MILD, areas=[d.path.stem]),
    "high": lambda d: d.record_feeling(TODAY, Band.HIGH, report=True),
    "clear": lambda d: d.record_feeling(YESTERDAY, Band.CLEAR),
    "warn": lambda d: d.record_feeling(YESTERDAY, Band.WARNING),
    "acknowledge": lambda d: d.acknowledge(TODAY),
    "rest": lambda d: d.rest(YESTERDAY, "ill", TODAY),
    "unrest": lambda d: d.rest(YESTERDAY, None, TODAY),
    "props": lambda d: d.preferences.set_props(NAME, ["roll"]),
    "ceiling 6": ceiling(6),
    "ceiling 8": ceiling(8),
    "hold": hold,
    "exercise": lambda d: d.preferences.add_exercise(NAME, Exercise(id="x", name=d.path.stem)),
    "drop": lambda d: d.preferences.remove_exercise(NAME, DEFAULT_ROUTINE.exercises[0]),
    "move": lambda d: d.preferences.move_exercise(NAME, DEFAULT_ROUTINE.exercises[0], 1),
    "routine": lambda d: d.preferences.add_routine(d.path.stem, DEFAULT_ROUTINE, TODAY),
    "sound": lambda d: d.preferences.change_settings(lambda old: replace(old, sound="off")),
    "usual sound": lambda d: d.preferences.change_settings(lambda old: replace(old, sound="auto")),
    "theme": lambda d: d.preferences.change_settings(lambda old: replace(old, theme=d.path.stem)),
    "undo": lambda d: d.changes.undo(),
}  # fmt: skip
EVENTS = st.lists(st.tuples(st.sampled_from([*USES]), st.integers(0, 2)), max_size=10)


class Fleet:
    """Three diaries in one folder, which all began as the same file."""

    def __init__(self, folder: Path, before: list[tuple[str, int]], ahead: int | None) -> None:
        self.clocks = [ManualClock(NOW) for _ in DEVICES]
        if ahead is not None:
            self.clocks[ahead] = ManualClock(NOW.replace(year=2099))
        first = folder / "a.json"
        start = make_diary(first, ids="s")
        start.preferences.welcome()
        for use, _ in before:
            with suppress(DiaryError):
                USES[use](start)
        self.base = tables_of(first)
        self.diaries = []
        for name, clock in zip(DEVICES, self.clocks, strict=True):
            path = folder / f"{name}.json"
            if path != first:
                shutil.copy(first, path)
            self.diaries.append(make_diary(path, clock, host=name, ids=name))

    def use(self, events: list[tuple[str, int]]) -> None:
        for use, device in events:
            for clock in self.clocks:
                clock.wait(minutes=2)
            with suppress(DiaryError):
                USES[use](self.diaries[device])

    def tables(self) -> list[Tables]:
        return [tables_of(diary.path) for diary in self.diaries]

    def merge_into(self, device: int, other: int, base: Tables | None) -> None:
        ours, theirs = self.diaries[device].path, self.diaries[other].path
        merged = merge(tables_of(ours), tables_of(theirs), base).tables
        ours.write_bytes(encode_tables(merged))


def tables_of(path: Path) -> Tables:
    return decode_tables(path, path.read_bytes())


def snapshot_of(tables: Tables) -> Snapshot:
    return Snapshot.of(decode(Path(), encode_tables(tables)))


def severity(band: Band | None) -> int:
    return band.severity if band else 0


def check_nothing_is_lost(merged: Snapshot, sides: list[Snapshot]) -> None:
    """Assert that what a side has is there, unless another side removed it."""
    removed = {s.id for each in sides for s in each.file.sessions.values() if s.deleted}
    live = {session.id: session for session in merged.sessions}
    assert merged.problems == ()
    for side in sides:
        for session in side.sessions:
            assert session.id in live or session.id in removed
            if session.id in live and session.id not in removed:
                check_session(live[session.id], session)
        for date, record in side.days.items():
            # A sign that was not known, or a later version without it, may cost an acknowledgement.
            unseen = [each for each in merged.signed_dates if each < date]
            is_later = any(date in each.days and not each.days[date].ack for each in sides)
            check_date(merged.record_of(date), record, is_blind=bool(unseen) or is_later)
        archived = {each.id for each in side.routines.values()}
        assert archived <= {*merged.routines}


def check_session(merged: Session, session: Session) -> None:
    if session.status != "open":
        assert merged.status != "open"
    assert merged.stop_band.severity >= session.stop_band.severity


def check_date(merged: DayRecord, record: DayRecord, *, is_blind: bool) -> None:
    assert severity(merged.check) >= severity(record.check)
    assert severity(merged.report) >= severity(record.report)
    assert {*merged.areas} >= {*record.areas}
    assert merged.ack >= record.ack or is_blind
    assert (merged.rest_reason is None) <= (record.rest_reason is None)


@settings(max_examples=60, deadline=None)
@given(before=EVENTS, events=EVENTS, ahead=st.sampled_from([None, 0, 1]), has_base=st.booleans())
def test_devices_that_have_merged_hold_the_same_bytes_and_have_lost_nothing(
    before: list[tuple[str, int]],
    events: list[tuple[str, int]],
    ahead: int | None,
    has_base: bool,
) -> None:
    folder = new_folder()
    try:
        fleet = Fleet(folder, before, ahead)
        fleet.use(events)
        sides = fleet.tables()
        base = fleet.base if has_base else None
        results = set()
        for a, b, c in permutations(sides):
            both = merge(a, b, base).tables
            for side in (a, b):
                assert encode_tables(merge(both, side, base).tables) == encode_tables(both)
            results.add(encode_tables(merge(both, c, base).tables))
            results.add(encode_tables(merge(c, both, base).tables))
        assert len(results) == 1
        if not has_base:
            merged = decode_tables(Path(), results.pop())
            check_nothing_is_lost(snapshot_of(merged), [snapshot_of(side) for side in sides])
    finally:
        shutil.rmtree(folder)


@settings(max_examples=40, deadline=None)
@given(
    before=EVENTS,
    rounds=st.lists(st.tuples(EVENTS, st.permutations(range(3))), min_size=1, max_size=3),
)
def test_devices_that_change_merged_diaries_agree_once_they_have_merged_again(
    before: list[tuple[str, int]], rounds: list[tuple[list[tuple[str, int]], list[int]]]
) -> None:
    folder = new_folder()
    try:
        fleet = Fleet(folder, before, 1)
        for events, order in rounds:
            fleet.use(events)
            fleet.merge_into(order[0], order[1], fleet.base)
        for device, other in ((0, 1), (0, 2), (1, 0), (2, 0)):
            fleet.merge_into(device, other, fleet.base)
        assert len({diary.path.read_bytes() for diary in fleet.diaries}) == 1
        assert fleet.diaries[0].read().problems == ()
    finally:
        shutil.rmtree(folder)


def test_a_check_in_is_kept_though_the_other_device_marked_rest_later(tmp_path: Path) -> None:
    clock = ManualClock(NOW)
    ours = make_diary(tmp_path / "supine.json", clock)
    ours.log_session(DEFAULT_ROUTINE, YESTERDAY, done(2))
    other = tmp_path / "stick.json"
    shutil.copy(ours.path, other)
    for hours in (1, 30):  # the next day has a backup of what was said
        clock.wall += dt.timedelta(hours=hours)
        ours.record_feeling(TODAY, Band.MODERATE, areas=["neck"])
    clock.wall += dt.timedelta(hours=1)
    make_diary(other, clock).rest(TODAY, "travel")
    ours.merge(ours.plan_merge([other]))
    record = ours.read().record_of(TODAY)
    assert (record.check, record.rest_reason) == (Band.MODERATE, "travel")
    make_diary(other, clock).merge(make_diary(other, clock).plan_merge([ours.path]))
    assert make_diary(other, clock).read().record_of(TODAY) == record


@pytest.mark.parametrize("later", ["answer", "clear check-in", "remove", "look", "go on"])
def test_a_sign_that_stopped_a_session_is_not_lost_to_who_caught_it_half_done(
    tmp_path: Path, later: str
) -> None:
    clock = ManualClock(NOW)
    ours = make_diary(tmp_path / "a.json", clock, host="a", ids="a")
    ours.preferences.welcome()
    name = ours.start_session(DEFAULT_ROUTINE, YESTERDAY, TARGETS).id
    ours.record_reps(name, done(1))
    theirs = make_diary(tmp_path / "b.json", clock, host="b", ids="b")
    shutil.copy(ours.path, theirs.path)
    ours.end_session(name, done(1), "warning")
    clock.wall += dt.timedelta(days=2)
    theirs.close_abandoned(TOMORROW)
    match later:
        case "answer":
            theirs.answer_session(name, reps=done(3), effort="light")
        case "clear check-in":
            theirs.record_feeling(TODAY, Band.CLEAR)
            assert theirs.read().session(name).confirmed
        case "remove":
            theirs.remove_session(name)
        case "go on":
            theirs.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    before = theirs.path.read_bytes()
    theirs.merge(theirs.plan_merge([ours.path]))
    (tmp_path / "c.json").write_bytes(before)
    ours.merge(ours.plan_merge([tmp_path / "c.json"]))
    for diary in (ours, theirs):
        snapshot = diary.read()
        assert snapshot.session(name).stop_reason == "warning"
        days = snapshot.routine_days(snapshot.routine(), TOMORROW)
        assert plan_day(snapshot.routine(), days, TOMORROW).is_locked
    # Who knows of it may remove the session: the sign stays with its date, whatever is merged.
    old = tmp_path / "old.json"
    old.write_bytes(ours.path.read_bytes())
    clock.wait(minutes=5)
    ours.remove_session(name)
    ours.merge(ours.plan_merge([old]))
    theirs.merge(theirs.plan_merge([ours.path]))
    for diary in (ours, theirs):
        assert name not in {each.id for each in diary.read().sessions}
        assert [*diary.read().signed_dates] == [YESTERDAY]


def test_a_later_change_wins_over_a_clock_that_was_years_ahead(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, [], ahead=0)
    ceiling(6)(fleet.diaries[0])
    fleet.merge_into(1, 0, fleet.base)
    fleet.use([("ceiling 8", 1)])
    for base in (fleet.base, None):
        fleet.merge_into(0, 1, base)
        assert fleet.diaries[0].read().routine().plan.ceiling == 8


def test_after_a_merge_no_more_is_asked_than_the_worse_answer_allows(tmp_path: Path) -> None:
    fleet = Fleet(tmp_path, [], ahead=None)
    ours, theirs = fleet.diaries[:2]
    week = [TODAY - dt.timedelta(days=n) for n in range(8, 0, -1)]
    for day in week:
        target = asked(ours, day)
        for diary in (ours, theirs):
            diary.log_session(DEFAULT_ROUTINE, day, done(target, target))
    shutil.copy(ours.path, theirs.path)
    assert asked(ours, TODAY) == asked(theirs, TODAY)
    theirs.record_feeling(TODAY, Band.MODERATE, report=False)
    theirs.remove_session("last")
    ours.record_feeling(TODAY, Band.CLEAR)
    worse = asked(theirs, TODAY)
    assert worse < asked(ours, TODAY)
    fleet.merge_into(0, 1, fleet.base)
    assert asked(ours, TODAY) <= worse


def asked(diary: Diary, day: dt.date) -> int:
    """The target of a date, which is the same for both exercises."""
    snapshot = diary.read()
    routine = snapshot.routine()
    targets = {
        each.target
        for each in plan_day(routine, snapshot.routine_days(routine, day), day).exercises
    }
    (target,) = targets
    return target or 0
