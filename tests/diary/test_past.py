"""What a file came from: which states count as what two files both began with, and which do not."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.builders import NOW, TODAY, TOMORROW, YESTERDAY, contents, done, make_diary
from tests.clock import ManualClock
from tests.diary.scenes import new_folder
from tests.diary.test_merge_devices import USES
from tui.diary import backups
from tui.diary.errors import DiaryError
from tui.diary.marks import MOST_MARKS, mark_of, newest_marks, read_past
from tui.exchange.merge_plan import plan_import
from tui.exchange.write_export import export_json
from tui.practice.models import DEFAULT_ROUTINE, Band

DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module", autouse=True)
def _without_flushing() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


class Device:
    """A diary in a folder of its own, which meets others as copies of their files."""

    def __init__(self, folder: Path, name: str, clock: ManualClock, like: Path | None = None):
        self.path = folder / name / "supine.json"
        self.path.parent.mkdir()
        if like is not None:
            shutil.copy(like, self.path)
        self.diary = make_diary(self.path, clock, ids=name)

    def merge(self, other: Device | Path) -> None:
        path = other if isinstance(other, Path) else other.path
        copy = self.path.with_name("supine (conflicted copy).json")
        shutil.copy(path, copy)
        self.diary.merge(self.diary.plan_merge([copy]))

    @property
    def rest(self) -> str | None:
        return self.diary.read().record_of(TOMORROW).rest_reason

    @property
    def signs(self) -> frozenset[dt.date]:
        return frozenset(self.diary.read().signed_dates)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def fleet(tmp_path: Path, clock: ManualClock) -> list[Device]:
    """Three devices with one diary that says to rest; it is the day after."""
    first = Device(tmp_path, "a", clock)
    first.diary.log_session(DEFAULT_ROUTINE, YESTERDAY, done(2))
    first.diary.rest(TOMORROW, "ill")
    others = [Device(tmp_path, name, clock, first.path) for name in "bc"]
    clock.wall += DAY
    return [first, *others]


def log(device: Device) -> None:
    device.diary.log_session(DEFAULT_ROUTINE, TODAY, done(1))


def past_of(path: Path) -> list[str]:
    found: list[str] = contents(path)["_meta"]["1"].get("past", [])
    return found


# Marks


def test_marks_name_the_bytes_and_are_read_whatever_stands_there() -> None:
    data = b'{"_meta":{"1":{"app":"supine","rev":12,"write":"a"}}}'
    assert mark_of(data).startswith("12-")
    assert mark_of(data) != mark_of(data.replace(b'"a"', b'"b"'))
    assert mark_of(b"").startswith("0-")
    marks = [f"{number}-{number:016x}" for number in range(300)]
    assert newest_marks(reversed(marks)) == marks[-MOST_MARKS:]
    assert read_past([marks[0], 7, "x", None, f"{marks[1]}\n", "1" * 30 + marks[2]]) == {marks[0]}
    for wrong in (None, "1-0", {"a": 1}, 3):
        assert read_past(wrong) == frozenset()


def test_a_write_names_the_backup_that_was_made_for_it_and_no_other(
    path: Path, clock: ManualClock
) -> None:
    diary = make_diary(path, clock)
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(1))
    assert past_of(path) == []
    for _ in range(3):
        clock.wall += DAY
        before = path.read_bytes()
        diary.record_feeling(TODAY, Band.MILD)
        assert past_of(path)[-1] == mark_of(before)
        diary.record_feeling(TODAY, Band.CLEAR)
        assert past_of(path)[-1] == mark_of(before)
    assert len(past_of(path)) == 3
    assert {mark_of(backups.read(each)) for each in backups.listed(path)} == {*past_of(path)}


# With what both began with


def test_what_was_taken_back_stays_away_whoever_merges(fleet: list[Device]) -> None:
    ours, theirs, third = fleet
    ours.diary.rest(TOMORROW, None)
    log(theirs)
    third.diary.record_feeling(YESTERDAY, Band.MILD)
    before = ours.path.read_bytes()
    assert past_of(ours.path)[-1] == past_of(theirs.path)[-1]
    ours.merge(theirs)
    theirs.merge(put(theirs, before))
    assert ours.rest is theirs.rest is None
    assert ours.path.read_bytes() == theirs.path.read_bytes()
    third.merge(ours)
    assert third.rest is None
    assert {each.id for each in third.diary.read().sessions} == {"a1", "b1"}
    log(theirs)
    theirs.merge(third)
    ours.merge(theirs)
    assert ours.rest is None
    assert ours.diary.read().record_of(YESTERDAY).report is Band.MILD


def put(device: Device, data: bytes) -> Path:
    target = device.path.with_name("elsewhere.json")
    target.write_bytes(data)
    return target


def test_an_earlier_state_of_the_diary_brings_nothing_and_a_later_one_all(
    fleet: list[Device],
) -> None:
    ours, theirs, _ = fleet
    log(ours)
    earlier = backups.read(backups.listed(ours.path)[0])
    ours.diary.rest(TOMORROW, None)
    plan = ours.diary.plan_merge([put(ours, earlier)])
    assert not plan.changes_diary
    theirs.merge(ours)
    assert theirs.rest is None
    assert {each.id for each in theirs.diary.read().sessions} == {"a1", "a2"}


def test_who_added_it_again_has_it(fleet: list[Device]) -> None:
    ours, theirs, _ = fleet
    ours.diary.rest(TOMORROW, None)
    theirs.diary.rest(TOMORROW, "travel")
    theirs.merge(ours)
    assert theirs.rest == "travel"


# What has not seen it takes nothing back


def take_away(device: Device) -> None:
    """What a program of an earlier version does not know is not there."""
    tables = contents(device.path)
    tables["_meta"]["1"].pop("past", None)
    device.path.write_text(json.dumps(tables))


def restore_oldest(device: Device) -> None:
    device.diary.restore(backups.listed(device.path)[-1])


def edit_by_hand(device: Device) -> None:
    """The record of the date is lost, and the file says as before where it came from."""
    tables = contents(device.path)
    tables["days"] = {}
    device.path.write_text(json.dumps(tables))


def date_back(device: Device) -> None:
    """A record of the date that is older than what the file says that it came from."""
    tables = contents(device.path)
    (key,) = tables["days"]
    tables["days"][key] = {"day": TOMORROW.isoformat(), "changed": "2020-01-01T00:00:00Z"}
    device.path.write_text(json.dumps(tables))


def spoil_backups(device: Device) -> None:
    """What the folder of backups holds is not what it was."""
    for each in backups.listed(device.path):
        data = backups.read(each).replace(b'"ill"', b'"travel"')
        each.path.unlink()
        backups.make(device.path, data, "daily", NOW)


@pytest.mark.parametrize(
    "harm", [take_away, restore_oldest, edit_by_hand, date_back, spoil_backups]
)
def test_what_has_not_come_from_a_state_takes_nothing_of_it_back(
    fleet: list[Device], harm: Callable[[Device], object]
) -> None:
    ours, theirs, _ = fleet
    log(ours)
    log(theirs)
    if harm is not restore_oldest:
        ours.diary.rest(TOMORROW, None)
    else:  # before the rest day was marked
        clock_back = backups.make(ours.path, first_write(ours), "manual", NOW - 30 * DAY)
        assert backups.listed(ours.path)[-1] == clock_back
    harm(ours)
    ours.merge(theirs)
    assert ours.rest == "ill"
    assert {each.id for each in ours.diary.read().sessions} >= {"a1", "b1"}


def test_an_older_state_does_not_stand_in_for_the_newest_one_that_is_gone(
    fleet: list[Device], clock: ManualClock
) -> None:
    ours, theirs, _ = fleet

    def choose(device: Device, sound: Any) -> None:
        device.diary.preferences.change_settings(
            lambda old: msgspec.structs.replace(old, sound=sound)
        )

    choose(ours, "bell")
    clock.wall += DAY
    choose(ours, "off")  # with a backup of what was before
    shutil.copy(ours.path, theirs.path)
    clock.wall += DAY
    log(ours)
    clock.wait(minutes=2)
    choose(theirs, "bell")
    marks = [mark_of(backups.read(each)) for each in backups.listed(ours.path)[:2]]
    assert {*marks} <= {*past_of(ours.path)} & {*past_of(theirs.path)}
    for device in (ours, theirs):
        backups.listed(device.path)[0].path.unlink()
    ours.merge(theirs)
    assert ours.diary.read().settings.sound == "bell"


def first_write(device: Device) -> bytes:
    tables = contents(device.path)
    tables["days"] = {}
    tables["_meta"]["1"] |= {"rev": 1, "past": []}
    tables["sessions"] = {"1": tables["sessions"]["1"]}
    return json.dumps(tables).encode()


def test_a_state_that_has_not_come_from_all_that_both_came_from_is_no_base(
    fleet: list[Device], clock: ManualClock
) -> None:
    """What was changed on the way to another one, and knowingly set back, would look untouched."""
    first, second, third = fleet
    second.diary.preferences.change_settings(lambda old: replace(old, sound="bell"))
    (session,) = second.diary.read().sessions
    second.diary.answer_session(session.id, note="wrong", reps=done(9))
    clock.wall += DAY
    third.merge(second)
    clock.wall += DAY
    third.diary.preferences.change_settings(lambda old: replace(old, sound="tones"))
    third.diary.answer_session(session.id, note="", reps=done(2))
    for _ in range(4):  # so that this one's writes are the most
        first.diary.log_session(DEFAULT_ROUTINE, clock.wall.date(), done(1))
    clock.wall += DAY
    second.merge(first)
    third.merge(first)
    third.merge(second)
    second.merge(third)
    for device in (second, third):
        read = device.diary.read()
        assert read.settings.sound == "tones"
        kept = read.session(session.id)
        assert (kept.note, kept.reps["neck"].done) == ("", 2)


def test_an_import_and_an_export_do_not_pass_on_what_the_other_diary_came_from(
    fleet: list[Device], tmp_path: Path, clock: ManualClock
) -> None:
    ours = fleet[0]
    log(ours)
    assert past_of(ours.path)
    tables: dict[str, dict[str, Any]] = contents(ours.path)
    assert b"past" not in export_json(tables)
    other = Device(tmp_path, "new", clock)
    other.diary.import_documents(lambda here: plan_import(here, tables))
    other.diary.record_feeling(TODAY, Band.MILD)
    assert not {*past_of(other.path)} & {*past_of(ours.path)}
    other.diary.rest(TOMORROW, None)
    other.merge(ours)
    assert other.rest == "ill"


def test_undoing_a_merge_forgets_what_the_merge_came_from(fleet: list[Device]) -> None:
    ours, theirs, _ = fleet
    log(ours)
    before = past_of(ours.path)
    log(theirs)
    ours.merge(theirs)
    assert mark_of(theirs.path.read_bytes()) in past_of(ours.path)
    ours.diary.changes.undo()
    assert {*past_of(ours.path)} >= {*before}
    assert mark_of(theirs.path.read_bytes()) not in past_of(ours.path)
    ours.merge(theirs)
    assert {each.id for each in ours.diary.read().sessions} == {"a1", "a2", "b1"}


# Warning signs


def test_a_sign_is_taken_back_only_by_who_knew_it_and_left_nothing_else_of_its_date(
    fleet: list[Device], clock: ManualClock
) -> None:
    ours, theirs, third = fleet
    ours.diary.record_feeling(TODAY, Band.WARNING)
    theirs.merge(ours)
    third.merge(ours)
    clock.wall += DAY
    for device in (ours, theirs, third):
        log(device)
    tables = contents(ours.path)  # by hand, as the program does it only within a minute
    for key, record in tables["days"].items():
        if record["day"] == TODAY.isoformat():
            tables["days"][key] = {"day": record["day"], "changed": clock.wall.isoformat()}
    ours.path.write_text(json.dumps(tables))
    third.diary.record_feeling(TODAY, Band.HIGH, report=True)
    assert ours.signs == frozenset()
    data = ours.path.read_bytes()
    ours.merge(third)
    assert ours.signs == {TODAY}, "the third device has said more of that date since"
    ours.path.write_bytes(data)
    ours.merge(theirs)
    assert ours.signs == frozenset()


def restore(device: Device, which: int) -> None:
    listed = backups.listed(device.path)
    if listed:
        device.diary.restore(listed[which % len(listed)])


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["warn", "log", "rest", "unrest", "drop"]), st.integers(0, 2)),
        st.tuples(st.just("merge"), st.integers(0, 8)),
        st.tuples(st.just("restore"), st.integers(0, 8)),
        st.tuples(st.just("day"), st.just(0)),
    ),
    min_size=6,
    max_size=16,
)
"""Few uses, so that a sign which is restored away or copied in between is often among them."""


@settings(max_examples=60, deadline=None)
@given(events=EVENTS)
def test_a_sign_is_never_lost_by_a_merge_and_devices_that_merge_agree(
    events: list[tuple[str, int]],
) -> None:
    folder = new_folder()
    try:
        clock = ManualClock(NOW)
        first = Device(folder, "a", clock)
        first.diary.preferences.welcome()
        devices = [first, *(Device(folder, name, clock, first.path) for name in "bc")]
        for use, number in events:
            clock.wait(minutes=2)
            device, other = devices[number % 3], devices[number // 3]
            with suppress(DiaryError):
                run(use, device, other, number, clock)
        for _ in range(3):  # where bases differ, once is not enough
            for one, two in ((0, 1), (0, 2), (1, 0), (2, 0)):
                merge_and_check(devices[one], devices[two])
            if len({facts(device) for device in devices}) == 1:
                break
        else:
            raise AssertionError([facts(device) for device in devices])
    finally:
        shutil.rmtree(folder)


def run(use: str, device: Device, other: Device, number: int, clock: ManualClock) -> None:
    if use == "merge":
        if device is not other:
            merge_and_check(device, other)
    elif use == "restore":
        restore(device, number // 3)
    elif use == "day":
        clock.wall += DAY
    else:
        USES[use](device.diary)


def merge_and_check(device: Device, other: Device) -> None:
    signs = device.signs | other.signs
    device.merge(other)
    assert device.signs == signs


def facts(device: Device) -> str:
    """What a diary says, in whatever order; a merge that brings nothing writes nothing.

    When single fields were changed is left out: with different bases, devices may differ in that.
    """
    tables = contents(device.path)
    return json.dumps(
        {
            name: sorted(
                json.dumps({**each, "changed_at": None}, sort_keys=True)
                for each in tables[name].values()
            )
            for name in sorted({*tables} - {"_meta"})
        }
    )
