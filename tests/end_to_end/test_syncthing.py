"""Two devices, one diary, through Syncthing itself: both are changed while they are apart."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.builders import done
from tests.clock import ManualClock
from tests.end_to_end.syncthing import Device, in_step, start, stop
from tui.diary.diary import Diary
from tui.practice.models import DEFAULT_ROUTINE, Band
from tui.words.merging import merge_lines

pytestmark = pytest.mark.skipif(
    shutil.which("syncthing") is None, reason="syncthing is not installed"
)

FIRST = dt.datetime(2026, 10, 1, 21, 0, tzinfo=dt.UTC)
FORTNIGHT = 14
BUILT_IN = DEFAULT_ROUTINE.id


@pytest.fixture
def devices(tmp_path: Path) -> Iterator[tuple[Device, Device]]:
    """A laptop and a tablet that share a folder; neither is running."""
    laptop, tablet = (
        Device(tmp_path / f"{name}-home", tmp_path / name) for name in ("laptop", "tablet")
    )
    laptop.share_with(tablet)
    tablet.share_with(laptop)
    yield laptop, tablet
    stop(laptop, tablet)


def diary_on(device: Device, clock: ManualClock) -> Diary:
    return Diary(device.folder / "supine.json", now=clock.now, host=device.folder.name)


def practise(diary: Diary, clock: ManualClock, first: int, step: int = 1) -> list[str]:
    """Log sessions in a fortnight; return their ids."""
    routine, added = diary.read().routine(), []
    for day in range(first, first + FORTNIGHT, step):
        clock.wall = FIRST + dt.timedelta(days=day)
        added.append(diary.log_session(routine, clock.wall.date(), done(2)).id)
    return added


def date(day: int) -> dt.date:
    return (FIRST + dt.timedelta(days=day)).date()


def set_ceiling(diary: Diary, ceiling: int) -> None:
    diary.preferences.change_routine(
        BUILT_IN, lambda old: replace(old, plan=replace(old.plan, ceiling=ceiling))
    )


def copies(device: Device) -> list[Path]:
    return [*device.folder.glob("supine.sync-conflict-*.json")]


def merge_on(device: Device, other: Device, clock: ManualClock) -> list[str]:
    """Start both, merge the copy that Syncthing makes, and wait until both are equal and quiet.

    Return what the preview says.
    """
    start(device, other)
    in_step(device, other, lambda: copies(device))
    diary = diary_on(device, clock)
    (copy,) = diary.find_copies()
    assert copy.kind == "news"
    plan = diary.plan_merge([copy.path])
    said = merge_lines(plan.steps[0].merged, clock.wall.date())
    result = diary.merge(plan)
    assert result.backup
    assert [before for before, _ in result.moved] == [copy.path]
    in_step(device, other, lambda: not copies(other))
    before = device.contents()
    in_step(device, other)
    assert device.contents() == other.contents() == before
    assert diary_on(device, clock).find_copies() == diary_on(other, clock).find_copies() == []
    stop(device, other)
    return said


def test_a_fortnight_on_two_devices_is_merged_in_both_directions(
    devices: tuple[Device, Device],
) -> None:
    laptop, tablet = devices
    clock = ManualClock(FIRST)
    common = practise(diary_on(laptop, clock), clock, 0)
    start(laptop, tablet)
    in_step(laptop, tablet, lambda: (tablet.folder / "supine.json").exists())
    stop(laptop, tablet)

    theirs = diary_on(tablet, clock)
    on_tablet = practise(theirs, clock, 14, 2)
    theirs.remove_session(common[0])
    theirs.remove_session(on_tablet[0])
    theirs.record_feeling(date(20), Band.HIGH, areas=["neck"])
    theirs.rest(date(21), "ill")
    theirs.preferences.change_settings(lambda old: replace(old, sound="bell"))
    theirs.preferences.add_routine("Evening", theirs.read().routine(BUILT_IN), date(27))
    set_ceiling(theirs, 6)

    clock.wall = FIRST
    ours = diary_on(laptop, clock)
    on_laptop = practise(ours, clock, 14, 3)
    ours.remove_session(common[1])
    ours.record_feeling(date(20), Band.MILD, areas=["upper back"])
    ours.record_feeling(date(22), Band.MILD)
    clock.wall = FIRST + dt.timedelta(days=30)
    ours.preferences.add_routine("Morning", ours.read().routine(BUILT_IN), date(28))
    set_ceiling(ours, 8)

    said = merge_on(laptop, tablet, clock)
    assert "Changed in both: the ceiling. The later change stays: 8, not 6." in said
    (only,) = (line for line in said if line.startswith("Only in "))
    (removed,) = (line for line in said if line.startswith("Removed in "))
    # Which of the two versions Syncthing leaves as the copy depends on their times.
    assert re.fullmatch(r"Only in the copy: [56] sessions, .*1 routine\.", only)
    assert re.fullmatch(r"Removed in the copy: the session of .*, finished, 4 reps\)\.", removed)
    snapshot = diary_on(tablet, clock).read()
    sessions = {each.id for each in snapshot.sessions}
    assert sessions == {*common[2:], *on_laptop, *on_tablet[1:]}
    day = snapshot.days[date(20)]
    assert (day.report or day.check) is Band.HIGH
    assert {*day.areas} == {"neck", "upper back"}
    assert snapshot.days[date(21)].rest_reason == "ill"
    assert date(22) in snapshot.days
    assert snapshot.settings.sound == "bell"
    assert {each.name for each in snapshot.routines.values()} >= {"Evening", "Morning"}
    assert snapshot.routine(BUILT_IN).plan.ceiling == 8, "changed later"

    # The other way round, now that both have all of it.
    clock.wall += dt.timedelta(days=1)
    diary_on(laptop, clock).remove_session(on_laptop[0])
    (later,) = practise(diary_on(tablet, clock), clock, 32, FORTNIGHT)
    merge_on(tablet, laptop, clock)
    found = {each.id for each in diary_on(laptop, clock).read().sessions}
    assert found == (sessions - {on_laptop[0]}) | {later}
