"""The session machine: the phases, pauses and outcomes of one timed session.

It never sleeps and never reads a clock (rules R4.pure). Every call is given the time, in
milliseconds of a clock that only goes forward, and returns what happened since the call before.
Deadlines are absolute: each is the previous deadline plus a duration, so lateness does not add up
(rules R4.deadlines). In the comments below, ids such as R4.next are those of docs/rules.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tui.practice.models import Reps, StopReason, seconds
from tui.practice.session_events import Command, Cue, Outcome, OutcomeKind, Update
from tui.practice.timetable import Phase, PhaseStep

COUNTS_FROM = 0.8
"""The part of a hold that must be held for the rep to count (rules R4.outcomes)."""

# Durations in milliseconds.
LEAD_IN_AFTER_PAUSE = 5_000
LEAD_IN_AGAIN = 3_000
LEAST_AFTER_PAUSE = 5_000
"""The least time that is left of a rest or of preparing after a pause (rules R4.resume)."""
REST_WHEN_NEXT = 2_000
PREPARE_WHEN_NEXT = 3_000
PREPARE_STEP = 10_000
KEYS_IGNORED_FOR = 1_500
"""Keys are ignored at first, since the key that started the session may still be held down."""
SAME_KEY_WITHIN = 600
LONGEST_GAP = 2_000
"""A longer time between two calls means that nobody was counting: suspend, stop, or a stall."""
LONGEST_PAUSE = 15 * 60_000
REMIND_EVERY = 60_000

REMINDERS = 5
"""The number of reminders in one pause (rules R4.reminders)."""

_REPEATED_FROM = (Phase.EASE_IN, Phase.HOLD, Phase.EASE_OUT, Phase.REST)


class SessionMachine:
    """One session, from its first phase to its end.

    Args:
        steps: the phases in order, as `plan_steps` gives them.
        now: the time at which the session begins.
        slept: how long the computer has slept in all, in milliseconds. Every call is given it
            again; only its growth matters (rules R4.sleep).
        imagined: whether every rep begins as imagined.
        may_switch_imagined: whether reps can be switched between real and imagined.

    Raises:
        ValueError: ``steps`` is empty.
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
        self._index = 0  # of the step at hand; during a lead-in, of the ease-in that follows
        self._phase = steps[0].phase
        self._deadline = now + steps[0].duration
        self._duration = steps[0].duration  # of the step at hand
        self._remaining: int | None = None  # of the phase, while paused; else None
        self._paused_at = self._slept_before_pause = self._reminded = 0
        self._start = self._last = now
        self._slept = slept
        self._pressed_at: dict[Command, int] = {}
        self._all_imagined = imagined
        self._may_switch_imagined = may_switch_imagined
        self._switched: set[str] = set()  # exercises that are not as all began
        # What the next update will hold.
        self._cue: Cue | None = Cue(self._phase, now, steps[0].exercise)
        self._tick: int | None = None
        self._new_outcomes: list[Outcome] = []

    # State

    @property
    def phase(self) -> Phase:
        """The phase now: PAUSED during a pause, STOPPED after a stop."""
        if self.stop_reason is not None:
            return Phase.STOPPED
        return self._phase if self._remaining is None else Phase.PAUSED

    @property
    def underlying_phase(self) -> Phase:
        """The phase that a pause interrupted; without a pause the phase now."""
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
    def is_beginning(self) -> bool:
        """Whether the first preparation runs, in which nothing was asked of the person yet."""
        return self._index == 0 and self.phase is Phase.PREPARE

    @property
    def is_over(self) -> bool:
        """Whether the session is finished or stopped."""
        return self.phase in (Phase.FINISHED, Phase.STOPPED)

    @property
    def is_imagined(self) -> bool:
        """Whether the rep at hand, and the rest of its exercise, is imagined."""
        exercise = self.exercise
        return exercise is not None and self._imagines(exercise)

    def ignores_keys(self, now: int) -> bool:
        """Return whether keys are still ignored (rules R4.ignored-keys)."""
        return self._remaining is None and now - self._start < KEYS_IGNORED_FOR

    def heeds(self, command: Command) -> bool:
        """Return whether a key does something in this phase, in a pause only the one that resumes.

        `Command.NEXT` is heeded in an ease-out too, though it changes nothing there.
        """
        if self._remaining is not None:
            return command is Command.PAUSE
        match command:
            case Command.AGAIN:  # R4.again
                return self._phase in _REPEATED_FROM
            case Command.IMAGINED:  # R4.imagined
                return self.exercise is not None and self._may_switch_imagined
            case _:
                return True

    def remaining(self, now: int) -> int:
        """Return the milliseconds left of the phase, also while paused; never negative."""
        if self._remaining is not None:
            return self._remaining
        return max(0, self._deadline - now)

    def part_over(self, now: int) -> float:
        """Return the part of the step at hand that is over; 0 while it has been made longer."""
        return max(0.0, 1 - self.remaining(now) / self._duration) if self._duration else 1.0

    def digit(self, now: int) -> int:
        """Return the seconds to show: what remains, rounded up and at least 1 (rules R4.digit)."""
        return max(1, math.ceil(self.remaining(now) / 1000))

    def time_left(self, now: int) -> int:
        """Return the milliseconds until the session ends if nothing more interrupts it."""
        if self.is_over:
            return 0
        # A lead-in is no step: the whole ease-in at the index still follows it.
        following = self._index if self._phase is Phase.LEAD_IN else self._index + 1
        return self.remaining(now) + sum(step.duration for step in self.steps[following:])

    def wake_in(self, now: int) -> int:
        """Return the milliseconds until something visible changes; at least 1."""
        if self.phase is Phase.PAUSED:
            is_reminded = self._reminded < REMINDERS
            wait = REMIND_EVERY * (self._reminded + 1) if is_reminded else LONGEST_PAUSE
            return max(1, self._paused_at + wait - now)
        remaining = self._deadline - now
        return remaining - 1000 * (math.ceil(remaining / 1000) - 1)  # to the next whole second

    def reps(self, begun: Mapping[str, Reps]) -> dict[str, Reps]:
        """Return the counts so far in the form that a session records.

        ``begun`` holds the reps with which the session began, by exercise id. What was asked is
        kept.
        """
        return {exercise: self._counted(exercise, reps) for exercise, reps in begun.items()}

    def _counted(self, exercise: str, begun: Reps) -> Reps:
        outcomes = [o for o in self.outcomes.values() if o.exercise == exercise]
        count = Counter(outcome.kind for outcome in outcomes)
        held = (o.held for o in outcomes if o.kind in (OutcomeKind.DONE, OutcomeKind.SHORT))
        return replace(
            begun,
            done=count[OutcomeKind.DONE],
            imagined=count[OutcomeKind.IMAGINED],
            short=count[OutcomeKind.SHORT],
            skipped=count[OutcomeKind.SKIPPED],
            held_s=seconds(sum(held)),
        )

    # Calls that move it on

    def advance(self, now: int, slept: int = 0) -> Update:
        """Cross every boundary up to ``now``, or freeze if nobody was counting (R4.frozen)."""
        self._advance(now, slept)
        return self._take_update()

    def press(self, command: Command, now: int, slept: int = 0) -> Update:
        """Advance to ``now`` and do what a key asks, unless the key is ignored."""
        self._advance(now, slept)
        if not self.is_over and self._accepts(command, now):
            self._apply(command, now)
        return self._take_update()

    def pause(self, now: int, slept: int = 0) -> Update:
        """Pause without a key: a covered screen, a suspended program, the list of stop reasons."""
        self._advance(now, slept)
        self._pause(now)
        return self._take_update()

    def prepare_for(self, duration: int) -> None:
        """Let the preparation that has just begun take at least so long (rules R4.ready)."""
        if self.phase is Phase.PREPARE and duration > self._duration:
            self._deadline += duration - self._duration
            self._duration = duration

    def stop(self, reason: StopReason, now: int, slept: int = 0) -> Update:
        """End the session and keep what was done (rules R4.stop).

        A hold under way counts if enough of it was held.
        """
        self._advance(now, slept)
        self._pause(now)
        self._stop(reason, now)
        return self._take_update()

    def _take_update(self) -> Update:
        # R4.ticks: no tick together with a cue.
        update = Update(self._cue, None if self._cue else self._tick, tuple(self._new_outcomes))
        self._cue, self._tick, self._new_outcomes = None, None, []
        return update

    def _advance(self, now: int, slept: int) -> None:
        gap = max(now - self._last, slept - self._slept)  # R4.frozen, R4.sleep
        last = self._last
        self._last, self._slept = max(now, self._last), slept
        if self.is_over:
            return
        if self._remaining is not None:
            self._stay_paused(now, slept)
            return
        if gap > LONGEST_GAP:
            self._enter_pause(last, now)
            return
        while now >= self._deadline and self._phase is not Phase.FINISHED:  # R4.late
            self._cross_boundary(self._deadline)
        if self._phase is Phase.HOLD and self.digit(now) < self.digit(last):  # R4.ticks
            self._tick = self.digit(now)

    def _stay_paused(self, now: int, slept: int) -> None:
        """Give a reminder of the pause where one is due, or end the session after a long pause."""
        paused_for = now - self._paused_at + slept - self._slept_before_pause
        if paused_for >= LONGEST_PAUSE:  # R4.long-pause
            self._stop("interrupted", now)
            return
        due = min(REMINDERS, paused_for // REMIND_EVERY)
        if due > self._reminded:  # R4.reminders
            self._reminded = due
            self._cue = Cue(Phase.PAUSED, now, self.exercise, self.rep, resumed=True)

    # Phases

    def _cross_boundary(self, at: int) -> None:
        """End the phase at hand at its deadline, and begin the next one."""
        if self._phase is Phase.LEAD_IN:
            self._begin(self._index, at)
            return
        if self._phase is Phase.HOLD:
            self._end_rep(self.steps[self._index].duration)
        self._begin(self._index + 1, at)

    def _begin(self, index: int, at: int) -> None:
        step = self.steps[index]
        self._index, self._phase, self._deadline = index, step.phase, at + step.duration
        self._duration = step.duration
        self._cue = Cue(step.phase, at, step.exercise, step.rep)

    def _lead_in(self, duration: int, now: int) -> None:
        """Begin a lead-in, after which the rep at hand begins again."""
        rep = (self.exercise, self.rep)
        self._index = next(
            index
            for index, step in enumerate(self.steps)
            if step.phase is Phase.EASE_IN and (step.exercise, step.rep) == rep
        )
        self._phase, self._deadline = Phase.LEAD_IN, now + duration
        self._cue = Cue(Phase.LEAD_IN, now, *rep)

    def _end_rep(self, held: int) -> None:
        """Record how the rep at hand ended, in its ease-in (held 0) or its hold (R4.outcomes)."""
        step = self.steps[self._index]
        assert step.exercise is not None and step.rep is not None
        if held <= 0:
            if (step.exercise, step.rep) in self.outcomes:
                return  # R4.once: skipping a rep that is done again leaves the earlier outcome
            kind = OutcomeKind.SKIPPED
        elif not self._is_long_enough(held):
            kind = OutcomeKind.SHORT
        else:
            kind = OutcomeKind.IMAGINED if self._imagines(step.exercise) else OutcomeKind.DONE
        self._record(Outcome(step.exercise, step.rep, kind, held))

    def _record(self, outcome: Outcome) -> None:
        self.outcomes[outcome.exercise, outcome.rep] = outcome  # R4.once
        self._new_outcomes.append(outcome)

    def _held(self, now: int) -> int:
        """Return the milliseconds held of the hold at hand."""
        return self.steps[self._index].duration - self.remaining(now)

    def _is_long_enough(self, held: int) -> bool:
        """Return whether the hold at hand counts after ``held`` milliseconds."""
        return held >= COUNTS_FROM * self.steps[self._index].duration

    def _imagines(self, exercise: str) -> bool:
        return self._all_imagined != (exercise in self._switched)

    # Pause, resume and stop

    def _pause(self, now: int) -> None:
        if self.is_over or self._remaining is not None:
            return
        if self._phase is Phase.HOLD and self._is_long_enough(self._held(now)):
            self._end_rep(self._held(now))
            self._begin(self._index + 1, now)
        self._enter_pause(now, now)

    def _enter_pause(self, at: int, now: int) -> None:
        """Pause with what was left of the phase at a time ``at``, which may lie before ``now``.

        A hold under way is not recorded here. After a gap nobody knows how long it was held.
        """
        self._remaining = max(0, self._deadline - at)
        self._paused_at, self._slept_before_pause, self._reminded = now, self._slept, 0
        self._cue = Cue(Phase.PAUSED, now, self.exercise, self.rep)

    def _resume(self, now: int) -> None:
        """Go on after a pause (rules R4.resume)."""
        remaining = self.remaining(now)
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

    # Keys

    def _accepts(self, command: Command, now: int) -> bool:
        """Return whether a key counts, and note that it was pressed (R4.ignored-keys, R4.same-key).

        A stray key and the pause key are one key here: a hand on the keyboard must not pause and
        resume at once.
        """
        key = Command.PAUSE if command is Command.STRAY_KEY else command
        before = self._pressed_at.get(key)
        self._pressed_at[key] = now
        if self.ignores_keys(now):
            return False
        return before is None or now - before >= SAME_KEY_WITHIN

    def _apply(self, command: Command, now: int) -> None:
        if self._remaining is not None:
            if command is Command.PAUSE:  # R4.resume: nothing else does
                self._resume(now)
            return
        match command:
            case Command.PAUSE | Command.STRAY_KEY:  # R4.pause
                self._pause(now)
            case Command.NEXT:
                self._next(now)
            case Command.AGAIN:  # R4.again
                if self._phase in _REPEATED_FROM:
                    self._lead_in(LEAD_IN_AGAIN, now)
            case Command.IMAGINED:
                self._switch_imagined()
            case Command.LONGER:  # R4.prepare
                if self._phase is Phase.PREPARE:
                    self._deadline += PREPARE_STEP
            case Command.SHORTER:  # R4.prepare
                if self._phase is Phase.PREPARE:
                    self._shorten(max(PREPARE_WHEN_NEXT, self.remaining(now) - PREPARE_STEP), now)

    def _shorten(self, remaining: int, now: int) -> None:
        """Leave at most ``remaining`` milliseconds of the phase."""
        self._deadline = min(self._deadline, now + remaining)

    def _next(self, now: int) -> None:
        """Go on to what comes next (rules R4.next). An ease-out is never shortened."""
        match self._phase:
            case Phase.EASE_IN:
                self._end_rep(0)
                self._begin(self._index + 2, now)  # past the hold
            case Phase.HOLD:
                self._end_rep(self._held(now))
                self._begin(self._index + 1, now)
            case Phase.REST | Phase.LEAD_IN:
                self._shorten(REST_WHEN_NEXT, now)
            case Phase.PREPARE:
                self._shorten(PREPARE_WHEN_NEXT, now)
            case Phase.SETTLE:
                self._begin(self._index + 1, now)

    def _switch_imagined(self) -> None:
        """Switch between real and imagined reps (rules R4.imagined)."""
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
