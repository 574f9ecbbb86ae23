"""What a person can do before a plain session: what the home screen offers, as lines.

`Present` is the diary at the present moment, with the one way to change it. `StartMenu` says what
today asks, and takes one letter at a time until the session starts or the person leaves.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeVar

from msgspec.structs import replace

from tui.cli.commands.how import how_text
from tui.cli.plain.console import Console
from tui.cli.plain.questions import Questions, SessionForm
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.errors import Unconfirmed
from tui.diary.today import Today
from tui.practice.models import MOST_REPS, Reps, Routine, Session
from tui.words import care, phrases, safety, session_lines
from tui.words.day import date_words, session_parts
from tui.words.targets import above_words, reason_words

T = TypeVar("T")


class Present:
    """The diary at the present moment, as ``today`` has it.

    Args:
        options: ``routine`` is the id of the routine, or None for the one shown.
        diary: the diary.
        clock: the time.
        console: where is said that the disk did not confirm a change.
        today: the moment at first.
    """

    def __init__(
        self,
        options: argparse.Namespace,
        diary: Diary,
        clock: Clock,
        console: Console,
        today: Today,
    ) -> None:
        self.today = today
        self._options = options
        self._diary = diary
        self._clock = clock
        self._console = console

    def change(self, operation: Callable[[Diary], T]) -> T:
        """Run one operation of the diary; warn if it was saved but not confirmed by the disk."""
        try:
            result = operation(self._diary)
        except Unconfirmed as error:
            self._console.warn(str(error))
            result = error.result
        self.refresh()
        return result

    def refresh(self) -> None:
        """Read what is true now: the diary changed, or waiting took until the next date."""
        before, routine = self.today, self._options.routine
        self.today = Today.now(self._diary.read(), self._clock, routine)
        if self.today.date == before.date:  # the number of another date is not lowered
            self.lower_by(before.lowered_by)

    def lower_by(self, reps: int) -> None:
        """Lower today's targets by so many reps (rules R3.lowered)."""
        self.today = replace(self.today, lowered_by=reps)

    def answer(self, answered: Session) -> Session:
        """Save a session as the person answered; this confirms it."""
        return self.change(
            lambda diary: diary.answer_session(
                answered.id,
                reps=answered.reps,
                effort=answered.effort,
                props=answered.props,
                note=answered.note,
            )
        )


class StartMenu:
    """The choices before a session.

    ``is_imagined`` says whether the person asked to imagine every rep.
    """

    def __init__(self, questions: Questions, present: Present) -> None:
        self.is_imagined = False
        self._questions = questions
        self._present = present
        self._print = questions.print

    def starts(self) -> bool:
        """Say what today asks, let it be changed, and return whether to start."""
        self._print(self._asked_words(), session_lines.START_KEYS)
        while True:
            typed = self._questions.read_answer()
            self._present.refresh()
            today = self._present.today
            if typed in ("q", "quit"):
                return False
            self.is_imagined = typed in ("i", "imagine", "imagined")
            if not typed or self.is_imagined:
                return True
            if typed in ("f", "fewer", "-"):
                can_lower = any(each.reps > 1 for each in today.sets_left())
                if can_lower:
                    self._present.lower_by(today.lowered_by + 1)
                self._print(self._asked_words() if can_lower else session_lines.NO_FEWER)
            elif typed in ("m", "more", "+", "="):
                can_raise = today.lowered_by > 0
                if can_raise:
                    self._present.lower_by(today.lowered_by - 1)
                self._print(self._asked_words() if can_raise else session_lines.NO_MORE)
            elif typed in ("p", "props"):
                self._set_props()
            elif not self._tells(typed):
                self._print(session_lines.START_KEYS)

    def idle(self) -> None:
        """Let the last session be changed where nothing is left to do."""
        self._print(session_lines.IDLE_KEYS)
        while self._tells(self._questions.read_answer()):
            pass

    def _tells(self, typed: str) -> bool:
        """Say how it is done or when to get help, or change the last session, if that is asked."""
        match typed:
            case "h" | "how":
                self._print(*how_text(self._present.today.routine))
            case "s" | "safety":
                self._print(*safety.SIGNS, safety.NOT_MEDICAL)
            case "e" | "edit" | "change":
                self._change_last_session()
            case _:
                return False
        return True

    def _asked_words(self) -> str:
        """Return how many reps a session would ask now, why, and how long it takes."""
        today = self._present.today
        why = reason_words(today.plan)
        if today.lowered_by:
            why = f"{phrases.counts_words(t for t in today.targets().values() if t)} today."
        return f"{why} {phrases.about_minutes(today.estimate_ms).capitalize()}."

    def _set_props(self) -> None:
        """Choose the usual props of the routine, which the session takes over."""
        routine = self._present.today.routine
        props = self._questions.props(routine.props)
        if props != routine.props:
            self._present.change(lambda diary: diary.preferences.set_props(routine.id, props))
        self._print(f"{phrases.props_words(props)}.")

    def _change_last_session(self) -> None:
        """Correct the routine's last session that has ended."""
        sessions, routine = self._present.today.snapshot.sessions, self._present.today.routine.id
        ended = (s for s in reversed(sessions) if s.routine == routine and s.status != "open")
        session = next(ended, None)
        if session is None:
            self._print(session_lines.NO_SESSION)
        else:
            self.correct(session)

    def correct(self, session: Session) -> None:
        """Ask for all of an earlier session, and save what is answered; this confirms it."""
        date = date_words(session.day, self._present.today.date)
        counts = counts_by_name(session, self._present.today.routine)
        self._print(f"{date}: {counts}." if counts else f"{date}.")
        is_new = not session.confirmed and session.stop_reason not in care.BODY_STOPS
        form = SessionForm(self._questions, session, dict.fromkeys(session.reps, MOST_REPS))
        answered = form.ask(session.effort or ("right" if is_new else None))
        self._present.answer(answered)
        counts_typed = (each.counted for each in answered.reps.values())
        if above := above_words(counts_typed, self._present.today.routine.plan):
            self._print(above)
        self._print(
            f"Saved: {'; '.join(session_parts(self._present.today.snapshot.session(session.id)))}."
        )


def counts_by_name(session: Session, routine: Routine) -> str:
    """Return ``Shoulder blades 2 (1 imagined) and Neck 2``."""
    names = {exercise.id: exercise.name for exercise in routine.exercises}
    return phrases.listed(
        f"{names.get(exercise, exercise)} {_count_words(reps)}"
        for exercise, reps in session.reps.items()
    )


def _count_words(reps: Reps) -> str:
    if not reps.imagined:
        return str(reps.counted)
    share = "imagined" if not reps.done else f"{reps.imagined} imagined"
    return f"{reps.counted} ({share})"
