"""The session machine: phases, pauses and outcomes of one session, driven by given time.

It never sleeps and never reads a clock: every call is given the time, in milliseconds of a clock
that only goes forward, and tells what happened since. Deadlines are absolute (each is the previous
deadline plus a duration), so nothing drifts however late a call comes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from tui.practice.models import Reps, StopReason, seconds
from tui.practice.session_events import Command, Counts, Cue, Outcome, OutcomeKind, Update
from tui.practice.timetable import Phase, PhaseStep

COUNTS_FROM = 0.8
"""The part of a hold that must be held for the rep to count."""
LEAD_IN_AFTER_PAUSE = 5_000
LEAD_IN_AGAIN = 3_000
REST_WHEN_NEXT = 2_000
PREPARE_WHEN_NEXT = 3_000
LEAST_AFTER_PAUSE = 5_000
PREPARE_STEP = 10_000
KEYS_IGNORED_FOR = 1_500
"""Keys are ignored for so long, since the key that started may still be held down."""
SAME_KEY_WITHIN = 600
LONGEST_GAP = 2_000
"""A longer time between two calls means that nobody was counting: suspend, stop, or a stall."""
LONGEST_PAUSE = 15 * 60_000
REMIND_EVERY = 60_000
"""How often a pause is called to mind, at first."""
REMINDERS = 5


class SessionMachine:
    """One session. All times are milliseconds of the same forward-going clock.

    ``slept`` is how long the machine was asleep in all, by a clock that counts sleep; when it grows
    by more than ``LONGEST_GAP`` the session froze at the last good instant. ``imagined`` begins
    with every rep imagined, and without ``may_switch_imagined`` it stays as it began.
    """

    def __init__(
        self,
        steps: Sequence[PhaseStep],
        now: int,
        *,
        slept: int = 0,
        imagined: bool = False,
        may_switch_imagined: bool = True,
    ) -> None:
        if not steps:
            raise ValueError("a session needs at least one rep")
        self.steps = tuple(steps)
        self.outcomes: dict[tuple[str, int], Outcome] = {}
        self.stop_reason: StopReason | None = None
        self._time_after = [0] * len(steps)  # milliseconds of all later steps
        for index in range(len(steps) - 2, -1, -1):
            self._time_after[index] = self._time_after[index + 1] + steps[index + 1].duration
        self._index = 0
        self._phase = steps[0].phase
        self._deadline = now + steps[0].duration
        self._remaining: int | None = None  # while paused
        self._paused_at = self._slept_before_pause = self._reminded = 0
        self._start = self._last = now
        self._slept = slept
        self._presses: dict[Command, int] = {}
        self._all_imagined = imagined
        self._may_switch_imagined = may_switch_imagined
        self._switched: set[str] = set()
        self._cue: Cue | None = Cue(self._phase, now, steps[0].exercise)
        self._tick: int | None = None
        self._new: list[Outcome] = []

    # What is to be seen

    @property
    def phase(self) -> Phase:
        """The phase now; PAUSED hides the one that `underlying_phase` names."""
        if self.stop_reason is not None:
            return Phase.STOPPED
        return self._phase if self._remaining is None else Phase.PAUSED

    @property
    def underlying_phase(self) -> Phase:
        """The phase that goes on after a pause; the same as `phase` when not paused."""
        return self._phase

    @property
    def exercise(self) -> str | None:
        """The id of the exercise at hand; None while settling and at the end."""
        return self.steps[self._index].exercise

    @property
    def rep(self) -> int | None:
        """The number of the rep at hand; None while preparing, settling and at the end."""
        return self.steps[self._index].rep

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen any more."""
        return self.phase in (Phase.FINISHED, Phase.STOPPED)

    @property
    def is_imagined(self) -> bool:
        """Whether the rep at hand, and the rest of its exercise, is imagined."""
        exercise = self.exercise
        return exercise is not None and self._imagines(exercise)

    def ignores_keys(self, now: int) -> bool:
        """Whether keys are still ignored, as they are at the very start."""
        return now - self._start < KEYS_IGNORED_FOR

    def remaining(self, now: int) -> int:
        """Milliseconds left of the phase, paused or not; never negative."""
        if self._remaining is not None:
            return self._remaining
        return max(0, self._deadline - now)

    def digit(self, now: int) -> int:
        """The seconds to show: the ceiling of what remains, never 0."""
        return max(1, math.ceil(self.remaining(now) / 1000))

    def time_left(self, now: int) -> int:
        """Milliseconds until the session ends if nothing more interrupts it."""
        if self.is_over:
            return 0
        later = self._time_after[self._index]
        if self._phase is Phase.LEAD_IN:
            later += self.steps[self._index].duration
        return self.remaining(now) + later

    def wake_in(self, now: int) -> int:
        """Milliseconds until something to be seen changes; at least 1."""
        if self.phase is Phase.PAUSED:
            is_reminded = self._reminded < REMINDERS
            wait = REMIND_EVERY * (self._reminded + 1) if is_reminded else LONGEST_PAUSE
            return max(1, self._paused_at + wait - now)
        remaining = self._deadline - now
        return max(1, remaining - 1000 * (math.ceil(remaining / 1000) - 1))

    def counts(self, exercise: str) -> Counts:
        """The outcomes of one exercise so far."""
        counts = Counts()
        for outcome in self.outcomes.values():
            if outcome.exercise != exercise:
                continue
            match outcome.kind:
                case OutcomeKind.DONE:
                    counts.done += 1
                    counts.held += outcome.held
                case OutcomeKind.IMAGINED:
                    counts.imagined += 1
                case OutcomeKind.SHORT:
                    counts.short += 1
                    counts.held += outcome.held
                case OutcomeKind.SKIPPED:
                    counts.skipped += 1
        return counts

    def reps(self, begun: Mapping[str, Reps]) -> dict[str, Reps]:
        """The session's counts so far as they are written down, with the targets it began with."""
        written = {}
        for exercise, before in begun.items():
            counts = self.counts(exercise)
            written[exercise] = Reps(
                target=before.target,
                done=counts.done,
                imagined=counts.imagined,
                short=counts.short,
                skipped=counts.skipped,
                hold_s=before.hold_s,
                held_s=seconds(counts.held),
            )
        return written

    # What happens to it

    def advance(self, now: int, slept: int = 0) -> Update:
        """Cross every boundary up to ``now``; freeze instead if nobody was counting meanwhile."""
        self._advance(now, slept)
        return self._take()

    def press(self, command: Command, now: int, slept: int = 0) -> Update:
        """Do what a key asks for, at ``now``."""
        self._advance(now, slept)
        if not self.is_over and self._is_heard(command, now):
            self._obey(command, now)
        return self._take()

    def pause(self, now: int, slept: int = 0) -> Update:
        """Pause whatever the keys say (a covered screen, a suspended program, the stop list)."""
        self._advance(now, slept)
        self._pause(now)
        return self._take()

    def stop(self, reason: StopReason, now: int, slept: int = 0) -> Update:
        """End here and keep what was done; a hold under way counts if enough of it was held."""
        self._advance(now, slept)
        self._pause(now)
        self._stop(reason, now)
        return self._take()

    def _paused_for(self, now: int, slept: int) -> int:
        return now - self._paused_at + slept - self._slept_before_pause

    def _take(self) -> Update:
        update = Update(self._cue, None if self._cue else self._tick, tuple(self._new))
        self._cue, self._tick, self._new = None, None, []
        return update

    def _advance(self, now: int, slept: int) -> None:
        gap = max(now - self._last, slept - self._slept)
        good = self._last
        self._last, self._slept = max(now, self._last), slept
        if self.is_over:
            return
        if self._remaining is not None:
            self._wait(self._paused_for(now, slept), now)
            return
        if gap > LONGEST_GAP:
            self._freeze(good, now)
            return
        while now >= self._deadline and self._phase is not Phase.FINISHED:
            self._cross(self._deadline)
        if self._phase is Phase.HOLD and self.digit(now) < self.digit(good):
            self._tick = self.digit(now)

    def _wait(self, paused: int, now: int) -> None:
        """A pause goes on: a reminder now and then, and at last the end."""
        if paused >= LONGEST_PAUSE:
            self._stop("interrupted", now)
            return
        minutes = min(REMINDERS, paused // REMIND_EVERY)
        if minutes > self._reminded:
            self._reminded = minutes
            self._cue = Cue(Phase.PAUSED, now, self.exercise, self.rep, resumed=True)

    def _cross(self, at: int) -> None:
        if self._phase is Phase.LEAD_IN:
            self._begin(self._index, at)
            return
        if self._phase is Phase.HOLD:
            self._judge(self.steps[self._index].duration)
        self._begin(self._index + 1, at)

    def _begin(self, index: int, at: int) -> None:
        step = self.steps[index]
        self._index, self._phase, self._deadline = index, step.phase, at + step.duration
        self._cue = Cue(step.phase, at, step.exercise, step.rep)

    def _lead_in(self, duration: int, now: int) -> None:
        step = self.steps[self._index]
        self._index = self.steps.index(
            next(
                s
                for s in self.steps
                if (s.phase, s.exercise, s.rep) == (Phase.EASE_IN, step.exercise, step.rep)
            )
        )
        self._phase, self._deadline = Phase.LEAD_IN, now + duration
        self._cue = Cue(Phase.LEAD_IN, now, step.exercise, step.rep)

    def _imagines(self, exercise: str) -> bool:
        return self._all_imagined != (exercise in self._switched)

    def _judge(self, held: int) -> None:
        """Record how the rep at hand ended; a later outcome of the same rep replaces it."""
        step = self.steps[self._index]
        assert step.exercise is not None and step.rep is not None
        hold = next(
            s.duration for s in self.steps if (s.phase, s.exercise) == (Phase.HOLD, step.exercise)
        )
        if held >= COUNTS_FROM * hold:
            kind = OutcomeKind.IMAGINED if self._imagines(step.exercise) else OutcomeKind.DONE
        else:
            kind = OutcomeKind.SHORT if held > 0 else OutcomeKind.SKIPPED
            if kind is OutcomeKind.SKIPPED and (step.exercise, step.rep) in self.outcomes:
                return  # not doing it again after all leaves what it was
        self._record(Outcome(step.exercise, step.rep, kind, held))

    def _record(self, outcome: Outcome) -> None:
        self.outcomes[outcome.exercise, outcome.rep] = outcome
        self._new.append(outcome)

    def _held(self, now: int) -> int:
        if self._phase is not Phase.HOLD:
            return 0
        return self.steps[self._index].duration - max(0, self._deadline - now)

    def _pause(self, now: int) -> None:
        if self.is_over or self._remaining is not None:
            return
        if self._phase is Phase.HOLD and (
            self._held(now) >= COUNTS_FROM * self.steps[self._index].duration
        ):
            self._judge(self._held(now))
            self._begin(self._index + 1, now)
        self._hold_still(now, now)

    def _freeze(self, good: int, now: int) -> None:
        """Pause as of the last good instant; a hold that was under way then is not counted."""
        self._hold_still(good, now)

    def _hold_still(self, at: int, now: int) -> None:
        self._remaining = max(0, self._deadline - at)
        self._paused_at, self._slept_before_pause, self._reminded = now, self._slept, 0
        self._cue = Cue(Phase.PAUSED, now, self.exercise, self.rep)

    def _resume(self, now: int) -> None:
        remaining = self._remaining or 0
        self._remaining = None
        if self._phase in (Phase.EASE_IN, Phase.HOLD):
            self._lead_in(LEAD_IN_AFTER_PAUSE, now)
            return
        if self._phase in (Phase.REST, Phase.PREPARE, Phase.LEAD_IN):
            remaining = max(remaining, LEAST_AFTER_PAUSE)
        self._deadline = now + remaining
        self._cue = Cue(self._phase, now, self.exercise, self.rep, resumed=True)

    def _stop(self, reason: StopReason, now: int) -> None:
        if self.is_over:
            return
        self._remaining = None
        self.stop_reason = reason
        self._cue = Cue(Phase.STOPPED, now)

    # What keys do

    def _is_heard(self, command: Command, now: int) -> bool:
        # A touch and a pause are one key here: a slap on the keyboard must not pause and resume.
        same = Command.PAUSE if command is Command.STRAY_KEY else command
        before = self._presses.get(same)
        self._presses[same] = now
        if self.ignores_keys(now):
            return False
        return before is None or now - before >= SAME_KEY_WITHIN

    def _obey(self, command: Command, now: int) -> None:
        if self._remaining is not None:
            if command is Command.PAUSE:
                self._resume(now)
            return
        match command:
            case Command.PAUSE | Command.STRAY_KEY:
                self._pause(now)
            case Command.NEXT:
                self._next(now)
            case Command.AGAIN:
                if self._phase in (Phase.EASE_IN, Phase.HOLD, Phase.EASE_OUT, Phase.REST):
                    self._lead_in(LEAD_IN_AGAIN, now)
            case Command.IMAGINED:
                self._switch_imagined()
            case Command.LONGER:
                if self._phase is Phase.PREPARE:
                    self._deadline += PREPARE_STEP
            case Command.SHORTER:
                if self._phase is Phase.PREPARE:
                    self._shorten(max(PREPARE_WHEN_NEXT, self.remaining(now) - PREPARE_STEP), now)

    def _shorten(self, remaining: int, now: int) -> None:
        self._deadline = min(self._deadline, now + remaining)

    def _next(self, now: int) -> None:
        match self._phase:
            case Phase.EASE_IN:
                self._judge(0)
                self._begin(self._index + 2, now)
            case Phase.HOLD:
                self._judge(self._held(now))
                self._begin(self._index + 1, now)
            case Phase.REST | Phase.LEAD_IN:
                self._shorten(REST_WHEN_NEXT, now)
            case Phase.PREPARE:
                self._shorten(PREPARE_WHEN_NEXT, now)
            case Phase.SETTLE:
                self._begin(self._index + 1, now)
            case _:
                pass  # a release is never rushed

    def _switch_imagined(self) -> None:
        exercise, rep = self.exercise, self.rep
        if exercise is None or not self._may_switch_imagined:
            return
        if self._phase is not Phase.EASE_OUT:
            self._switched ^= {exercise}
            return
        assert rep is not None
        last = self.outcomes.get((exercise, rep))
        if last is not None and last.kind in (OutcomeKind.DONE, OutcomeKind.IMAGINED):
            kind = OutcomeKind.IMAGINED if last.kind is OutcomeKind.DONE else OutcomeKind.DONE
            self._record(Outcome(exercise, rep, kind, last.held))
