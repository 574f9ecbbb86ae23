"""``supine practice --plain``: what is asked before and after a session of lines."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from tui.cli.output import print_answer, read_today
from tui.cli.plain.console import Console, Signal, open_console
from tui.cli.plain.runner import LAST_SOUND_MS, PlainSession
from tui.cli.support import FINE, UsageError
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.errors import Unconfirmed
from tui.diary.today import Today
from tui.practice.corrections import recounted
from tui.practice.dates import ONE_DAY
from tui.practice.day_plan import plan_day
from tui.practice.models import EFFORTS, Band, Effort, Reps, Session
from tui.practice.timetable import ExerciseSet
from tui.words import care, phrases, safety

if TYPE_CHECKING:
    import argparse

T = TypeVar("T")
NO_ONE = "this is no terminal, so nobody can be asked"


class _Left(Exception):
    """Whoever was asked has left; what was not answered stays unanswered."""


def practice(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine practice --plain``; a session that was stopped is as fine as a finished one."""
    if not options.plain:
        raise UsageError("say --plain for a session as lines; supine alone shows it on the screen")
    if not gc.isenabled():  # a session is long, and every rep reads the diary anew
        gc.freeze()
        gc.enable()
    with open_console(clock, to_errors=options.json) as console:
        session = _Practice(options, diary, clock, console).run()
    # The text was written to the console while the session ran.
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
    """One call of the command, with the person at the other end of the console."""

    def __init__(
        self, options: argparse.Namespace, diary: Diary, clock: Clock, console: Console
    ) -> None:
        self._options = options
        self._diary = diary
        self._clock = clock
        self._console = console
        self._today = read_today(options, diary, clock)

    def run(self) -> Session | None:
        """Ask, lead, and ask again; None where no session began."""
        try:
            works = self._prepare()
        except _Left:
            return None
        return None if works is None else self._lead(works)

    # Asking

    def _heard(self) -> str:
        said = self._console.heard(None)
        if not isinstance(said, str):
            raise _Left
        return said.lower()

    def _choose(self, answers: Sequence[str]) -> int | None:
        """A number of one of the answers, from 0; Enter alone is no answer."""
        for number, label in enumerate(answers, 1):
            self._console.say(f"{number} {label}")
        while True:
            typed = self._heard()
            if not typed:
                return None
            if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(answers):
                return int(typed) - 1
            self._console.say(f"Type a number from 1 to {len(answers)}, then Enter.")

    def _agrees(self, yes: str, no: str) -> bool:
        self._console.say(f"y, then Enter: {yes}. Enter alone: {no}.")
        return self._heard() in ("y", "yes")

    def _say(self, *texts: str) -> None:
        for text in texts:
            self._console.say(text)

    def _change(self, operation: Callable[[Diary], T]) -> T:
        """Do one diary operation; what is saved but not confirmed is said."""
        try:
            result = operation(self._diary)
        except Unconfirmed as error:
            self._console.warn(str(error))
            result = error.result
        self._look()
        return result

    def _look(self) -> None:
        """See what is there now: an answer may have taken until the next day."""
        self._today = Today.now(self._diary.read(), self._clock, self._options.routine)

    def _need_someone(self, why: str) -> None:
        if not self._console.can_answer:
            raise UsageError(f"{why}; {NO_ONE}")

    # Before

    def _prepare(self) -> tuple[ExerciseSet, ...] | None:
        """The reps to lead; None where nothing is left, or the person would rather not.

        Raises:
            UsageError: the steps are locked, or a question cannot be put.
            _Left: the person has left.
        """
        if any(session.status == "open" for session in self._today.snapshot.sessions):
            date = self._today.date
            if self._change(lambda diary: diary.close_abandoned(date)):
                self._say("The last session was interrupted. What was done of it is kept.")
        if not (self._is_welcomed() and self._is_unlocked()):
            return None
        if self._console.can_answer:
            self._confirm_earlier()
        self._look()
        today = self._today
        if not today.plan.left and not self._imaginable():
            self._say(phrases.nothing_left(today.plan, today.date))
            return None
        if today.plan.is_rest:
            self._need_someone("today is for rest, or imagined reps")
            self._say("Today is for rest.")
            if not self._agrees("only imagine the movements", "rest"):
                return None
        elif today.asks_check_in() and not self._is_well():
            return None
        today = self._today
        if today.plan.is_rest:
            return self._imaginable()
        return tuple(part for part in today.sets_left() if part.reps)

    def _imaginable(self) -> tuple[ExerciseSet, ...]:
        """The few reps that a sore day allows to be imagined."""
        plan = self._today.plan
        if not plan.is_rest or plan.is_enough or plan.is_locked:
            return ()
        return tuple(part for part in self._today.sets_to_imagine() if part.reps)

    def _is_welcomed(self) -> bool:
        if self._today.snapshot.settings.welcomed:
            return True
        self._need_someone("the first time there is something to read and accept")
        how = "Lie down, and follow the lines and the bell. It grows slowly."
        movements, _, ask_first, not_medical = care.WELCOME
        self._say("Welcome to supine.", movements, how, ask_first, not_medical)
        if not self._agrees(care.WELCOMED, "later"):
            return False
        self._change(lambda diary: diary.preferences.welcome())
        return True

    def _is_unlocked(self) -> bool:
        plan, date = self._today.plan, self._today.date
        if not plan.is_locked:
            return True
        said = (safety.SAFETY_STILL_LOCKED, safety.SAFETY_NOW, safety.SAFETY_SIGNS)
        if not (plan.can_acknowledge and self._console.can_answer):
            self._say(*said, *([] if plan.can_acknowledge else [safety.SAFETY_LOCKED]))
            raise UsageError("nothing is asked while the steps are locked")
        self._say(*said)
        if not self._agrees(safety.ACKNOWLEDGE, "go back"):
            return False
        self._change(lambda diary: diary.acknowledge(date))
        self._say(care.ACKNOWLEDGED)
        return True

    def _confirm_earlier(self) -> None:
        """Ask once of a session that ran unattended; unanswered it stays as it is."""
        session = self._today.unconfirmed
        if session is None:
            return
        counted = phrases.counts_words(reps.counted for reps in session.reps.values())
        day = "Today" if session.day == self._today.date else f"{session.day:%A}"
        self._say(f"{day}'s session is kept as it ran, {counted}.")
        if self._agrees("it was like that", "answer later"):
            self._change(lambda diary: diary.answer_session(session.id))

    def _is_well(self) -> bool:
        """Ask how it feels, and record it; whether a session may follow."""
        self._need_someone("say first how it feels, with supine check-in")
        date = self._today.date
        self._say(f"{care.CHECK_IN} Type a number, then Enter. Enter alone goes back.")
        number = self._choose([label for _, label in care.BANDS])
        if number is None:
            return False
        band = care.BANDS[number][0]
        if band is Band.WARNING:
            self._say(f"{care.READ_FIRST}.", *care.SIGN)
            if not self._agrees(care.IS_SIGN, care.IS_NO_SIGN):
                return False
        self._change(lambda diary: diary.record_feeling(date, band))
        if band < Band.MODERATE or band is Band.WARNING:
            return band is not Band.WARNING
        text, gentle = care.rest_or_gentle(band, self._today.plan)
        self._say(text, care.REST_OR_GENTLE)
        choice = self._choose([care.REST_DAY, gentle])
        if choice == 0:
            self._change(lambda diary: diary.rest(date, "sore"))
            self._say(care.RESTS)
        return choice == 1

    # The session

    def _lead(self, works: Sequence[ExerciseSet]) -> Session:
        today = self._today
        routine, targets = today.routine, today.targets()
        session = self._change(
            lambda diary: diary.start_session(routine, today.date, targets, routine.props)
        )
        plain = PlainSession(
            self._console,
            self._diary,
            self._clock,
            session,
            routine,
            works,
            today.snapshot.settings,
            shutil.which,
            imagined=today.plan.is_rest,
        )
        ended = plain.run()
        sounds_until = self._clock.monotonic() + LAST_SOUND_MS
        title = care.STOPPED.get(ended.stop_reason, "Stopped")
        names = {exercise.id: exercise.name for exercise in routine.exercises}
        self._say(f"{title}. Kept: {_counted(ended, names)}.", *plain.warnings)
        answered = self._ask_how_it_was(ended, works) if _is_asked_about(ended) else ended
        if ended.stop_reason is None and today.snapshot.settings.sound != "off":
            self._let_sound(sounds_until)
        return answered

    def _let_sound(self, until: int) -> None:
        """Wait until the end has been heard, which the end of the program would cut short."""
        while (left := until - self._clock.monotonic()) > 0:
            if isinstance(self._console.heard(left), Signal):
                return

    # After

    def _ask_how_it_was(self, ended: Session, works: Sequence[ExerciseSet]) -> Session:
        body = care.BODY_STOPS.get(ended.stop_reason) if ended.stop_reason else None
        if body is not None:
            self._say(body)
        if not self._console.can_answer:
            return ended  # the next start asks whether it was like that
        try:
            reps = self._ask_counts(ended, works)
            effort = self._ask_effort(None if body is not None else "right")
        except _Left:
            return ended
        kept = self._change(lambda diary: diary.answer_session(ended.id, reps=reps, effort=effort))
        self._say(*self._outlook())
        return kept

    def _ask_counts(self, ended: Session, works: Sequence[ExerciseSet]) -> dict[str, Reps]:
        asked = {part.exercise.id: part.reps for part in works}
        now = {exercise: ended.reps[exercise].counted for exercise in asked}
        example = " ".join(map(str, now.values()))
        self._say(f"Enter if that is right. Else type the numbers, such as {example}, then Enter.")
        while True:
            typed = self._heard().replace(",", " ").split()
            if not typed:
                return dict(ended.reps)
            if len(typed) == len(now) and all(each.isascii() and each.isdigit() for each in typed):
                counts = dict(zip(now, map(int, typed), strict=True))
                if all(counts[each] <= max(asked[each], now[each]) for each in now):
                    return dict(ended.reps) | {
                        each: recounted(ended.reps[each], count) for each, count in counts.items()
                    }
            most = phrases.listed(str(max(asked[each], now[each])) for each in now)
            self._say(f"Type {phrases.plural(len(now), 'number')}, at most {most}, then Enter.")

    def _ask_effort(self, usual: Effort | None) -> Effort | None:
        self._say(f"How was it? Enter alone: {usual or 'not said'}.")
        number = self._choose(EFFORTS)
        return usual if number is None else EFFORTS[number]

    def _outlook(self) -> list[str]:
        """The streak, and what tomorrow asks if nothing comes in between.

        Of a date with several sessions also what it comes to.
        """
        now = self._today
        whole = [asked.counted for asked in now.plan.exercises]
        several = len(now.days[now.date].sessions) > 1
        plan = plan_day(now.routine, now.days, now.date + ONE_DAY)
        asked = [each.target for each in plan.exercises if each.target is not None]
        tomorrow = [f"Tomorrow: {phrases.counts_words(asked)}."] if asked else []
        today = [f"Today in all: {phrases.counts_words(whole)}."] if several else []
        return [f"Kept. {phrases.streak_words(now.history, now.ends_at)}.", *today, *tomorrow]


def _is_asked_about(ended: Session) -> bool:
    return ended.stop_reason != "warning" and (
        ended.has_counted or ended.stop_reason in care.BODY_STOPS
    )


def _counted(session: Session, names: dict[str, str]) -> str:
    return phrases.listed(f"{names[each]} {_count(reps)}" for each, reps in session.reps.items())


def _count(reps: Reps) -> str:
    if not reps.imagined:
        return str(reps.counted)
    share = "imagined" if not reps.done else f"{reps.imagined} imagined"
    return f"{reps.counted} ({share})"
