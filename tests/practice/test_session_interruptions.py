"""The session machine: gaps in every phase, reminders of a pause, and the ticks of a hold."""

from __future__ import annotations

import pytest

from tests.practice.test_session_machine import CUE_TIMES, T0, Driver, steps
from tui.practice.session_events import Command, Cue, OutcomeKind, Update
from tui.practice.session_machine import SessionMachine
from tui.practice.timetable import Phase

# Somewhere in each phase of the default session, with what is counted by then: the second after
# which nobody counts, the key pressed just before (if any), the phase, the reps counted.
EVERYWHERE = [
    (10.0, None, Phase.PREPARE, 0),
    (31.0, None, Phase.EASE_IN, 0),
    (33.0, None, Phase.HOLD, 0),
    (36.75, None, Phase.HOLD, 0),
    (38.0, None, Phase.EASE_OUT, 1),
    (42.0, None, Phase.REST, 1),
    (42.0, Command.AGAIN, Phase.LEAD_IN, 1),
    (60.0, None, Phase.PREPARE, 2),
    (72.0, None, Phase.EASE_IN, 2),
    (90.0, None, Phase.HOLD, 3),
    (96.5, None, Phase.EASE_OUT, 4),
    (100.0, None, Phase.SETTLE, 4),
]


class TestGapsEverywhere:
    """A gap freezes the session and loses nothing (R4.frozen, R4.sleep)."""

    @pytest.mark.parametrize("is_asleep", [False, True], ids=["stopped", "asleep"])
    @pytest.mark.parametrize("gap", [3, 60, 8 * 3600])
    @pytest.mark.parametrize(("at", "key", "phase", "counted"), EVERYWHERE)
    def test_a_gap_freezes_the_phase_where_it_was(
        self, at: float, key: Command | None, phase: Phase, counted: int, gap: int, is_asleep: bool
    ) -> None:
        driver = Driver().to(at)
        if key is not None:
            driver.press(key)
        before, done = driver.remaining, driver.kinds
        if is_asleep:
            driver.slept += gap * 1000
            driver.leap(at + 0.25)
        else:
            driver.leap(at + gap)
        assert driver.machine.phase is Phase.PAUSED
        assert driver.cues[-1].phase is Phase.PAUSED
        assert (driver.machine.underlying_phase, driver.remaining) == (phase, before)
        assert driver.kinds == done, "nothing is counted for it"
        assert len(done) == counted, "and nothing is lost"

    @pytest.mark.parametrize(("at", "key", "phase", "counted"), EVERYWHERE)
    def test_resuming_after_a_gap_loses_no_rep(
        self, at: float, key: Command | None, phase: Phase, counted: int
    ) -> None:
        del phase, counted
        driver = Driver().to(at)
        if key is not None:
            driver.press(key)
        driver.leap(at + 60).to(at + 61).press(Command.PAUSE).to(at + 61 + 120)
        assert driver.machine.phase is Phase.FINISHED
        assert list(driver.kinds.values()) == [OutcomeKind.DONE] * 4

    @pytest.mark.parametrize(("gap", "ends"), [(3, False), (60, False), (8 * 3600, True)])
    @pytest.mark.parametrize("is_asleep", [False, True], ids=["stopped", "asleep"])
    def test_a_gap_in_a_pause_counts_as_pause(self, gap: int, ends: bool, is_asleep: bool) -> None:
        driver = Driver().to(42).press(Command.PAUSE).to(43)
        if is_asleep:
            driver.slept += gap * 1000
            driver.leap(43.25)
        else:
            driver.leap(43 + gap)
        assert driver.machine.phase is (Phase.STOPPED if ends else Phase.PAUSED)
        assert driver.reps("shoulder-blades").done == 1

    def test_two_gaps_in_a_row_are_one_pause(self) -> None:
        driver = Driver().to(33).leap(40).leap(50)
        assert driver.machine.phase is Phase.PAUSED
        assert driver.to(51).press(Command.PAUSE).machine.phase is Phase.LEAD_IN

    def test_a_finished_session_cannot_freeze(self) -> None:
        driver = Driver().to(108).leap(108 + 8 * 3600)
        assert driver.machine.phase is Phase.FINISHED


class TestReminders:
    """A pause is called to mind after each of its first minutes (R4.reminders)."""

    def test_a_reminder_a_minute_for_five_minutes_then_the_end(self) -> None:
        driver = Driver().to(42).press(Command.PAUSE)
        driver.cues.clear()
        driver.to(42 + 901)
        reminders = [(cue.at - T0) / 1000 for cue in driver.cues if cue.resumed]
        assert reminders == [42 + 60 * minute for minute in range(1, 6)]
        assert [cue.phase for cue in driver.cues] == [Phase.PAUSED] * 5 + [Phase.STOPPED]

    def test_the_machine_wakes_for_each_reminder_and_for_the_end(self) -> None:
        driver = Driver().to(10).press(Command.PAUSE)
        machine, now, waits = driver.machine, driver.now, []
        while not machine.is_over:
            waits.append(machine.wake_in(now) / 1000)
            now += machine.wake_in(now)
            machine.advance(now)
        assert waits == [60, 60, 60, 60, 60, 600]

    def test_a_reminder_that_is_due_waits_for_the_next_millisecond(self) -> None:
        machine = Driver().to(10).press(Command.PAUSE).machine
        due = T0 + 70_000
        assert [machine.wake_in(due + late) for late in (-2, -1, 0, 5)] == [2, 1, 1, 1]

    def test_several_reminders_that_were_missed_become_one(self) -> None:
        driver = Driver().to(42).press(Command.PAUSE)
        driver.cues.clear()
        driver.leap(42 + 200)
        assert [(cue.phase, cue.resumed) for cue in driver.cues] == [(Phase.PAUSED, True)]
        assert driver.machine.wake_in(driver.now) == 40_000

    def test_each_pause_has_its_own_reminders(self) -> None:
        driver = Driver().to(10).press(Command.PAUSE).to(10 + 130).press(Command.PAUSE)
        driver.to(141).press(Command.PAUSE)
        driver.cues.clear()
        assert not driver.to(141 + 59).cues
        assert len(driver.to(141 + 61).cues) == 1


def ticks(driver: Driver, until: float) -> list[tuple[float, int]]:
    """The times of all ticks up to a second, and the seconds that they show."""
    found = []
    while driver.now < T0 + until * 1000:
        driver.now += driver.machine.wake_in(driver.now)
        update: Update = driver.machine.advance(driver.now)
        if update.tick is not None:
            found.append(((driver.now - T0) / 1000, update.tick))
    return found


class TestTicks:
    """A tick is given when the seconds shown of a hold change (R4.ticks)."""

    def test_ticks_at_the_whole_seconds_of_every_hold_and_nowhere_else(self) -> None:
        assert ticks(Driver(), 108) == [
            (hold + passed, 5 - passed) for hold in (32, 48, 73, 89) for passed in (1, 2, 3, 4)
        ]

    def test_no_tick_together_with_a_cue(self) -> None:
        machine = SessionMachine(steps(), T0)
        for second in range(108):
            update = machine.advance(T0 + second * 1000)
            assert (update.cue is not None) == (second in CUE_TIMES)
            assert update.cue is None or update.tick is None

    def test_one_tick_for_several_that_come_late(self) -> None:
        driver = Driver().to(33)
        assert driver.machine.advance(T0 + 34_900).tick == 4 - 1
        assert driver.machine.advance(T0 + 34_950).tick is None

    def test_no_tick_in_a_pause_or_a_gap(self) -> None:
        driver = Driver().to(33.5).press(Command.PAUSE)
        assert driver.machine.advance(T0 + 34_600) == Update()
        asleep = Driver().to(33.5)
        update = asleep.machine.advance(T0 + 36_600)
        assert (update.tick, update.cue) == (
            None,
            Cue(Phase.PAUSED, T0 + 36_600, "shoulder-blades", 1),
        )
