"""When the outcomes of a running session are saved (rules R4.disk)."""

from __future__ import annotations

from tui.practice.models import DEFAULT_ROUTINE, Reps
from tui.practice.session_machine import SessionMachine
from tui.practice.session_saving import SessionSaving
from tui.practice.timetable import ExerciseSet, plan_steps

BLADES, NECK = DEFAULT_ROUTINE.exercises
BEGUN = {BLADES.id: Reps(target=2), NECK.id: Reps(target=2)}


class Run:
    """A session of two reps of each exercise whose outcomes are saved by hand."""

    def __init__(self) -> None:
        sets = [ExerciseSet(BLADES, 1, 2), ExerciseSet(NECK, 1, 2)]
        self.machine = SessionMachine(plan_steps(DEFAULT_ROUTINE, sets), 0)
        self.saving = SessionSaving(self.machine, BEGUN)
        self._ms = 0

    def to_outcome(self) -> None:
        """Let time pass until another rep has ended."""
        while True:
            self._ms += 500
            if self.machine.advance(self._ms).outcomes:
                self.saving.want()
                return

    def begin(self) -> int | None:
        """Begin a write; return how many reps of the first exercise it holds, if it may begin."""
        reps = self.saving.begin()
        return None if reps is None else reps[BLADES.id].done


def test_nothing_is_written_before_the_first_outcome() -> None:
    assert Run().begin() is None


def test_an_outcome_is_written_once_with_the_targets_that_began() -> None:
    run = Run()
    run.to_outcome()
    reps = run.saving.begin()
    assert reps is not None
    assert (reps[BLADES.id].target, reps[BLADES.id].done) == (2, 1)
    run.saving.end(is_written=True)
    assert run.begin() is None


def test_an_outcome_is_saved_only_once_its_write_has_succeeded() -> None:
    run = Run()
    run.to_outcome()
    run.begin()
    assert run.saving.saved == {}
    run.saving.end(is_written=True)
    assert list(run.saving.saved) == [(BLADES.id, 1)]


def test_an_outcome_during_a_write_waits_for_the_next_write() -> None:
    run = Run()
    run.to_outcome()
    run.begin()
    run.to_outcome()
    assert run.begin() is None, "one write at a time"
    run.saving.end(is_written=True)
    assert list(run.saving.saved) == [(BLADES.id, 1)], "what the write held, and no more"
    assert run.begin() == 2


def test_after_a_failed_write_the_next_outcome_brings_the_earlier_ones_along() -> None:
    run = Run()
    run.to_outcome()
    run.begin()
    run.saving.end(is_written=False)
    assert run.saving.has_failed
    assert run.begin() is None, "trying again at once would fail again"
    run.to_outcome()
    assert run.begin() == 2
    run.saving.end(is_written=True)
    assert not run.saving.has_failed
    assert len(run.saving.saved) == 2
