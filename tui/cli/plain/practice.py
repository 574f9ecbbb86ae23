"""``supine practice --plain``: what is asked before a plain session, and after it.

The questions, their order and their words are those of the home and Finish screens. Where nobody
can type, everything that needs an answer is refused with a reason, and the rest runs unattended.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.cli.output import print_answer, read_today
from tui.cli.plain.console import Console, EndRequest, open_console
from tui.cli.plain.questions import PersonLeft, Questions, SessionForm
from tui.cli.plain.runner import PlainSession
from tui.cli.plain.start import Present, StartMenu, counts_by_name
from tui.cli.support import FINE, UsageError
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.today import Today
from tui.practice.models import Band, Session
from tui.practice.timetable import ExerciseSet, with_reps
from tui.words import care, phrases, safety, session_lines
from tui.words.how import first_week_words, taught_lines
from tui.words.targets import is_shorter_next, nothing_left, outlook_words

if TYPE_CHECKING:
    import argparse

UNDO = "supine undo"
"""The command that takes back the last change."""
NOBODY_TO_ASK = "this is not an interactive terminal, so supine can't ask"


def practice(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Run a session as lines; a session that was stopped returns 0 as a finished one does.

    Raises:
        UsageError: ``--plain`` is missing, practice is paused, or a question cannot be asked.
        AlreadyRunning: another program runs a session in this diary.
        NotSaved: the session could not be started or closed on the disk.
    """
    if not options.plain:
        raise UsageError(
            "use --plain for a session line by line, or run supine for the full screen"
        )
    # A session is long, and every rep reads the diary again, so garbage has to be collected here.
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    with open_console(clock, to_errors=options.json) as console:
        session = _Practice(options, diary, clock, console).run()
    # The text was printed on the console while the session ran.
    print_answer(options, lambda: _session_json(session), lambda: ())
    return FINE


def _session_json(session: Session | None) -> dict[str, object]:
    if session is None:
        return {"id": None, "date": None, "status": None}
    return {
        "id": session.id,
        "date": session.day,
        "status": session.status,
        "stop_reason": session.stop_reason,
        "confirmed": session.confirmed,
        "exercises": [
            {"id": exercise, "target": reps.target, "done": reps.done, "imagined": reps.imagined}
            for exercise, reps in session.reps.items()
        ],
    }


class _Practice:
    """One call of the command, with a person who may or may not be there to answer."""

    def __init__(
        self, options: argparse.Namespace, diary: Diary, clock: Clock, console: Console
    ) -> None:
        self._options = options
        self._diary = diary
        self._clock = clock
        self._console = console
        self._print = console.print_lines
        self._questions = Questions(console)
        now = read_today(options, diary, clock)
        self._present = Present(options, diary, clock, console, now)
        self._menu = StartMenu(self._questions, self._present)

    def run(self) -> Session | None:
        """Ask, run the session, and ask again; return None if no session began."""
        try:
            sets = self._prepare()
        except PersonLeft:
            return None
        return None if sets is None else self._run_session(sets)

    @property
    def _today(self) -> Today:
        return self._present.today

    def _require_person(self, why: str) -> None:
        if not self._console.can_answer:
            raise UsageError(f"{why}; {NOBODY_TO_ASK}")

    # Before the session

    def _prepare(self) -> tuple[ExerciseSet, ...] | None:
        """Ask what has to be asked, and return the reps of the session.

        Return None if nothing is left, or the person decides against a session.

        Raises:
            UsageError: practice is paused, or a question cannot be asked.
            PersonLeft: the person left.
        """
        self._close_abandoned()
        if not (self._accepts_welcome() and self._is_unlocked()):
            return None
        if self._console.can_answer:
            self._advise()
        self._present.refresh()
        if not self._today.plan.left and not self._sets_to_imagine():
            self._confirm_earlier_session()
            self._print(nothing_left(self._today.plan, self._today.date))
            return self._another_round()
        if self._today.plan.is_rest:
            self._require_person("today is for rest, or imagined reps")
            self._print("Today is for rest.")
            if not self._questions.confirms("only imagine the movements", "rest"):
                return None
        elif not self._is_ready():
            return None
        self._confirm_earlier_session()  # unless a clear check-in did
        # Both may have changed what is asked.
        if self._today.plan.is_rest:
            return self._sets_to_imagine()
        return with_reps(self._today.sets_left())

    def _another_round(self) -> tuple[ExerciseSet, ...] | None:
        """Offer the next of the day's rounds, or what can be done without one (rules R3.rounds)."""
        sets = with_reps(self._today.sets_of_next_round())
        if not self._console.can_answer:
            return None
        if not sets:
            self._menu.idle()
            return None
        is_wanted = self._questions.confirms("another round, if you like", "that's enough")
        return sets if is_wanted else None

    def _is_ready(self) -> bool:
        """Let the person choose, then ask how it feels where that is due; return whether to go on.

        Where nobody can choose, the session is as the plan asks.
        """
        if self._console.can_answer and not self._menu.starts():
            return False
        return not self._today.asks_check_in() or self._checks_in()

    def _close_abandoned(self) -> None:
        """Close a session that a program left open, and say so (rules R4.abandoned)."""
        date = self._today.date
        is_any_open = any(session.status == "open" for session in self._today.snapshot.sessions)
        if is_any_open and self._present.change(lambda diary: diary.close_abandoned(date)):
            self._print("The last session was interrupted. What you did is saved.")

    def _sets_to_imagine(self) -> tuple[ExerciseSet, ...]:
        """Return the reps that may be imagined on a date of rest (rules R3.rest)."""
        plan = self._today.plan
        if not plan.is_rest or plan.is_enough or plan.is_locked:
            return ()
        return with_reps(self._today.sets_to_imagine())

    def _accepts_welcome(self) -> bool:
        """Show the first-run text until it was accepted once (rules R6.first-run)."""
        if self._today.snapshot.settings.welcomed:
            return True
        self._require_person("please run it once in a terminal to read the introduction")
        self._print("Welcome to supine.", *care.welcome("Lie down and listen."))
        if not self._questions.confirms(care.WELCOMED, "later"):
            return False
        from tui.words.first_weekday import first_weekday  # once in a diary's life

        weekday = first_weekday(os.environ)
        self._present.change(lambda diary: diary.preferences.welcome(weekday))
        return True

    def _is_unlocked(self) -> bool:
        """Show the safety words on a locked date; offer to end the lock (rules R6.acknowledge)."""
        plan, date = self._today.plan, self._today.date
        if not plan.is_locked:
            return True
        self._print(*safety.paused_paragraphs(can_acknowledge=plan.can_acknowledge))
        if not (plan.can_acknowledge and self._console.can_answer):
            raise UsageError("practice is paused")
        if not self._questions.confirms(safety.ACKNOWLEDGE, "go back"):
            return False
        self._present.change(lambda diary: diary.acknowledge(date))
        self._print(care.ACKNOWLEDGED)
        return True

    def _confirm_earlier_session(self) -> None:
        """Ask once whether a session that ran unattended was as recorded (rules R4.unattended)."""
        session = self._today.unconfirmed
        if session is None or not self._console.can_answer:
            return
        self._print(phrases.unconfirmed_words(session, self._today.date))
        self._print(session_lines.right_or_change())
        typed = self._questions.read_answer()
        if typed in ("y", "yes"):
            self._present.change(lambda diary: diary.answer_session(session.id))
        elif typed in ("e", "edit", "change"):
            self._menu.correct(session)

    def _advise(self) -> None:
        """Print what is advised; once is enough, so that counts as dismissed (rules R3.ask)."""
        from tui.words.advice import advice_words, command_words

        today, advice = self._today, self._today.advice
        if advice is None:
            return
        self._print(advice_words(advice), *command_words(advice))
        self._present.change(
            lambda diary: diary.preferences.dismiss_advice(advice.kind, today.date)
        )

    def _checks_in(self) -> bool:
        """Ask how it feels and record it; return whether a session may follow.

        A warning sign is recorded only once its words are accepted (rules R6.sign). After moderate
        or high the person chooses between rest and something gentler (rules R6.rest-or-gentle).
        """
        self._require_person("first say how you feel: supine check-in")
        date = self._today.date
        self._print(f"{care.CHECK_IN} Type a number, then Enter. Enter alone goes back.")
        number = self._questions.choose([label for _, label in care.BANDS])
        if number is None:
            return False
        band = care.BANDS[number][0]
        if band is Band.WARNING:
            self._print(f"{care.READ_FIRST}.", *safety.sign_paragraphs(is_today=True))
            if not self._questions.confirms(care.IS_SIGN, care.IS_NO_SIGN):
                self._print(care.NOTHING_SAVED)
                return False
        feeling = self._present.change(lambda diary: diary.record_feeling(date, band))
        if feeling.confirmed:
            self._print(phrases.confirmed_words(feeling.confirmed, date))
        if band is Band.WARNING:
            self._print(safety.slip_words(f"run {UNDO}"))
        if band < Band.MODERATE or band is Band.WARNING:
            return band is not Band.WARNING
        text, gentle = care.rest_or_gentle(band, self._today.plan, self._today.advice)
        self._print(text, care.REST_OR_GENTLE)
        choice = self._questions.choose([care.REST_DAY, gentle])
        if choice == 0:
            self._present.change(lambda diary: diary.rest(date, "sore"))
            self._print(care.RESTS)
        return choice == 1

    # The session

    def _run_session(self, sets: Sequence[ExerciseSet]) -> Session:
        today = self._today
        routine, targets = today.routine, today.targets()
        session = self._present.change(
            lambda diary: diary.start_session(
                routine, today.date, targets, routine.props, asked=today.asked()
            )
        )
        plain_session = PlainSession(
            self._console,
            self._diary,
            self._clock,
            session,
            routine,
            sets,
            today.snapshot.settings,
            shutil.which,
            imagined=today.plan.is_rest or self._menu.is_imagined,
            taught=taught_lines(routine.exercises, today.snapshot.sessions, today.date),
        )
        ended = plain_session.run()
        title = care.STOPPED.get(ended.stop_reason, "Stopped")
        warnings = plain_session.warnings if today.snapshot.is_first_timed(ended) else ()
        self._print(f"{title}. Saved: {counts_by_name(ended, routine)}.", *warnings)
        if ended.stop_reason == "warning":
            self._print(safety.slip_words(f"run {UNDO}"))
        answered = self._ask_how_it_was(ended, sets) if care.is_asked_about(ended) else ended
        if ended.stop_reason is None and today.snapshot.settings.sound != "off":
            self._wait_for_sound(plain_session.sound_until)
        return answered

    def _wait_for_sound(self, until: int) -> None:
        """Wait until the last sound was heard; the end of the program would cut it short."""
        while (left := until - self._clock.monotonic()) > 0:
            if isinstance(self._console.wait(left), EndRequest):
                return

    # After the session

    def _ask_how_it_was(self, ended: Session, sets: Sequence[ExerciseSet]) -> Session:
        """Ask for the counts and the effort, and return the answered session.

        Without an answer the session stays unconfirmed, and the next start asks.
        """
        # After soreness and pain, kind words come first (rules R6.after-stop).
        is_shorter = is_shorter_next(self._today.on(ended.day), ended)
        if body_words := care.body_stop_words(ended.stop_reason, is_shorter=is_shorter):
            self._print(body_words)
        if not self._console.can_answer:
            return ended
        most = {each.exercise.id: each.reps for each in sets}
        form = SessionForm(self._questions, ended, most)
        try:
            answered = self._present.answer(form.ask(None if body_words else "right"))
        except PersonLeft:
            return ended
        self._print(*self._outlook())
        if week := first_week_words(self._today.history.practice_day, answered):
            self._print(week)
        self._ask_comparison(answered)
        return answered

    def _ask_comparison(self, answered: Session) -> None:
        """Ask the weekly question where it is due, and record the answer (rules R7.ask)."""
        date = self._today.date
        if answered.stop_band >= Band.HIGH or not self._today.asks_comparison:
            return
        self._print(
            f"{care.COMPARE_WEEKLY} Type a number, then Enter. Enter alone: not now.", care.COMPARE
        )
        try:
            number = self._questions.choose([label for _, label in care.COMPARES])
        except PersonLeft:
            return
        if number is None:
            self._present.change(lambda diary: diary.put_off_comparison(date))
            return
        answer, _ = care.COMPARES[number]
        self._present.change(lambda diary: diary.record_feeling(date, None, compare=answer))
        self._print(f"Saved: {phrases.comparison_words(answer)}.")

    def _outlook(self) -> list[str]:
        """Return the streak, the date's sum after several sessions, and what tomorrow asks."""
        now = self._today
        lines = [f"Saved. {phrases.streak_words(now.history, now.ends_at)}."]
        if len(now.days[now.date].sessions) > 1:
            counted = phrases.counts_words(asked.counted for asked in now.plan.exercises)
            lines.append(f"Today in total: {counted}.")
        if outlook := outlook_words(now):
            lines.append(f"{phrases.capital(outlook)}.")
        return lines
