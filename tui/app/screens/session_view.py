"""What a running session looks like at a moment: the timer's view and the title.

Everything here is a function of the session machine, the time and what is saved; the session screen
draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from tui.app.widgets.hold_timer import HoldView, Pip, TimerLook
from tui.app.widgets.lesson import Lesson
from tui.practice.session_events import Outcome, OutcomeKind
from tui.practice.session_machine import SessionMachine
from tui.practice.timetable import ExerciseSet, Phase
from tui.words.how import (
    DONT_MOVE,
    HowLines,
    closing,
    imagined_words,
    is_shown_held,
    labelled,
    openings,
    with_hold,
)
from tui.words.phrases import capital
from tui.words.session_lines import (
    HOW_TO,
    IF_IT_HURTS,
    LIGHTLY_TODAY,
    STOP_IF_IT_HURTS,
    WHILE_BEGINNING,
    WHILE_HOLDING,
    WHILE_IMAGINING,
    WHILE_LETTING_GO,
)

_LOOKS: dict[Phase, tuple[TimerLook, str]] = {
    Phase.PREPARE: ("ready", "READY"),
    Phase.LEAD_IN: ("ready", "READY"),
    Phase.EASE_IN: ("ease-in", ""),  # the exercise's own word, as in the hold
    Phase.HOLD: ("hold", ""),
    Phase.EASE_OUT: ("ease-out", "LET GO"),
    Phase.REST: ("rest", "REST"),
    Phase.SETTLE: ("done", "DONE"),
    Phase.FINISHED: ("done", "DONE"),
    Phase.PAUSED: ("paused", "PAUSED"),
    Phase.STOPPED: ("done", "DONE"),
}
_IMAGINE = "IMAGINE"
_AT_WORK = (Phase.EASE_IN, Phase.HOLD, Phase.EASE_OUT)
_ROOMY = 72
"""Cells of a title that has room for what to do if it hurts."""
_NOTES = {
    Phase.EASE_IN: WHILE_BEGINNING,
    Phase.HOLD: WHILE_HOLDING,
    Phase.EASE_OUT: WHILE_LETTING_GO,
}
_PIPS = {
    OutcomeKind.DONE: Pip.DONE,
    OutcomeKind.IMAGINED: Pip.IMAGINED,
    OutcomeKind.SHORT: Pip.MISSED,
    OutcomeKind.SKIPPED: Pip.MISSED,
}


def words_of(sets: Mapping[str, ExerciseSet]) -> set[str]:
    """Return every word that the timer may show, so that all of them get letters of one size."""
    words = {word for _, word in _LOOKS.values() if word} | {_IMAGINE}
    return words | {exercise_set.exercise.word for exercise_set in sets.values()}


class SessionView:
    """Draws one session in words and numbers.

    Args:
        sets: the reps that are asked, by exercise id.
        taught: the lines of the exercises that are taught, by id.
        length_ms: how long the session takes.
        is_sore: whether the day began sore, and is meant to be light.
        stop_way: how the session is stopped, such as ``press q``.
        how_key: the key that shows how to do the exercises; empty where a button does.
    """

    def __init__(
        self,
        sets: dict[str, ExerciseSet],
        taught: Mapping[str, HowLines],
        length_ms: int,
        *,
        is_sore: bool = False,
        stop_way: str = "press q",
        how_key: str = "h",
    ) -> None:
        self._sets = sets
        self._taught = taught
        self._length_ms = length_ms
        self._is_sore = is_sore
        self._has_keys = bool(how_key)
        self._if_it_hurts = IF_IT_HURTS.format(stop=stop_way)
        how = HOW_TO.format(how=how_key) if how_key else ""
        self._paused_note = f"{capital(self._if_it_hurts)}{how}"

    def _set_of(self, machine: SessionMachine) -> ExerciseSet | None:
        return self._sets.get(machine.exercise or "")

    def timer(
        self,
        machine: SessionMachine,
        now: int,
        saved: Mapping[tuple[str, int], Outcome],
        *,
        is_still: bool,
        has_shades: bool,
    ) -> HoldView:
        """Return what the timer shows.

        Args:
            machine: the session.
            now: the monotonic time in milliseconds.
            saved: the outcomes that are on the disk, by exercise id and rep.
            is_still: whether nothing may move.
            has_shades: whether greys and half blocks can be drawn.
        """
        look, word = _LOOKS[machine.phase]
        exercise_set = self._set_of(machine)
        if not word and exercise_set is not None:
            word = _IMAGINE if machine.is_imagined else exercise_set.exercise.word
        lesson = self._lesson(machine, now, is_still=is_still, has_shades=has_shades)
        # Easing in has none, which would be taken for that of the hold.
        has_number = look not in ("done", "paused", "ease-in") or lesson is not None
        return HoldView(
            look=look,
            seconds=machine.digit(now) if has_number else None,
            word=word,
            pips=self._pips(machine, saved),
            progress=1 - machine.time_left(now) / self._length_ms,
            frame=self._frame(machine, now),
            note=self._note(machine),
            lesson=lesson,
        )

    def _note(self, machine: SessionMachine) -> str:
        """Return the line above the word (rules R4.gently)."""
        phase, is_imagined = machine.phase, machine.is_imagined
        if is_imagined and phase in (Phase.EASE_IN, Phase.HOLD):
            return WHILE_IMAGINING
        if phase is Phase.PREPARE:
            return DONT_MOVE if is_imagined else LIGHTLY_TODAY if self._is_sore else ""
        if phase is Phase.PAUSED:
            return self._paused_note
        return self._if_it_hurts if phase is Phase.REST else _NOTES.get(phase, "")

    def _frame(self, machine: SessionMachine, now: int) -> float:
        """Return the part of the frame that stands while easing; it changes with the number.

        It is never the whole frame, which belongs to the hold.
        """
        phase, exercise_set = machine.phase, self._set_of(machine)
        if exercise_set is None or phase not in (Phase.EASE_IN, Phase.EASE_OUT):
            return 1.0
        exercise, seconds = exercise_set.exercise, machine.digit(now)
        if phase is Phase.EASE_OUT:
            return seconds / (ceil(exercise.ease_out_s) + 1)
        return 1 - seconds / (ceil(exercise.ease_in_s) + 1)

    def _lesson(
        self, machine: SessionMachine, now: int, *, is_still: bool, has_shades: bool
    ) -> Lesson | None:
        """Return what is taught before the first rep of an exercise (rules R4.ready).

        A pause leaves it there, to be read without haste. A drawing is shown held for as long as a
        hold takes, and relaxed in between; without motion it does not change.
        """
        exercise_set = self._set_of(machine)
        if machine.is_over or machine.underlying_phase is not Phase.PREPARE or exercise_set is None:
            return None
        exercise = exercise_set.exercise
        lines = self._taught.get(exercise.id)
        if lines is None:
            return None
        lines = with_hold(lines, exercise.hold_s)
        if machine.is_imagined:
            said = (("", imagined_words(lines)),)
        else:
            said = (*((("", LIGHTLY_TODAY),) if self._is_sore else ()), *labelled(lines))
        return Lesson(
            exercise.id,
            lines=said,
            openings=openings(exercise, is_first=exercise.id == next(iter(self._sets))),
            closing=() if machine.is_imagined else closing((exercise,)),
            is_held=is_still or is_shown_held(exercise, -machine.digit(now)),
            in_blocks=has_shades,
            part_over=machine.part_over(now),
        )

    def title(self, machine: SessionMachine, width: int) -> str:
        """Return the title in a line of some cells: the exercise, and which of its reps."""
        exercise_set = self._set_of(machine)
        if exercise_set is None:
            return "Stay lying down as long as you like"
        last = exercise_set.first + exercise_set.reps - 1
        # It comes first, where nothing is cut off.
        name = f"{'Imagine: ' if machine.is_imagined else ''}{exercise_set.exercise.name}"
        hint = ""
        if width >= _ROOMY and machine.phase is Phase.PREPARE:
            hint = " · lie flat on your back"
            hint += " · - and + change the time" if self._has_keys else ""
        elif width >= _ROOMY and machine.phase in _AT_WORK:
            hint = f" · {self._if_it_hurts}"
        if machine.rep is None:
            return f"{name}{hint}"
        return f"{name}{' · rep' if width >= 48 else ''} {machine.rep} of {last}{hint}"

    def stop_words(self, machine: SessionMachine, width: int) -> str:
        """Return when to press the key that stops (rules R4.hurts); nothing if the title says it.

        The words stay in a rest, so that the line of keys does not change from phase to phase.
        """
        is_said = width >= _ROOMY or machine.phase not in (*_AT_WORK, Phase.REST)
        return "" if is_said else STOP_IF_IT_HURTS

    def _pips(
        self, machine: SessionMachine, saved: Mapping[tuple[str, int], Outcome]
    ) -> tuple[Pip, ...]:
        """Return the pips of the exercise at hand, those done before this session included."""
        exercise = machine.exercise or next(reversed(self._sets), "")
        exercise_set = self._sets.get(exercise)
        if exercise_set is None:
            return ()
        pips = [Pip.DONE] * (exercise_set.first - 1)
        for rep in range(exercise_set.first, exercise_set.first + exercise_set.reps):
            outcome = saved.get((exercise, rep))
            if outcome is not None:
                pips.append(_PIPS[outcome.kind])
            else:
                pips.append(Pip.CURRENT if rep == machine.rep else Pip.LEFT)
        return tuple(pips)
