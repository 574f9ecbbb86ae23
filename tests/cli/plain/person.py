"""A person at the console of a plain session, and the command that they run.

Time passes only while the command waits: the clock then jumps to what happens next.
"""

from __future__ import annotations

import datetime as dt
import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from tests.cli.command_line import BERLIN, Answer, CommandLine
from tests.clock import ManualClock
from tui.cli.plain.console import Console, EndRequest, Event
from tui.diary.diary import Diary
from tui.practice.models import Band, Reps
from tui.words import session_lines

EVENING = dt.datetime(2026, 11, 22, 21, 0, tzinfo=BERLIN)
TODAY = EVENING.date()
Typed = str | EndRequest
"""A line, or a request to end."""


class PersonAtConsole(Console):
    """A console at which a person types.

    Args:
        clock: the clock, which this console moves.
        typed: what is typed, or what happens, at which second of the call.
        answers: the lines typed to questions that wait without an end; after the last one the
            person has left.
        can_answer: whether there is a person.
    """

    def __init__(
        self,
        clock: ManualClock,
        typed: dict[float, Typed | Callable[[], object]],
        answers: list[Typed],
        *,
        can_answer: bool,
    ) -> None:
        super().__init__(clock, None, None, can_answer=can_answer)
        self.at_once = True
        """Whether Enter alone answers what can be chosen before a session."""
        self.clock = clock
        self.printed: list[tuple[float, str]] = []
        self.rings: list[float] = []
        self._typed = sorted(typed.items(), key=lambda at_and_event: at_and_event[0])
        self._answers = answers

    def print_line(self, text: str) -> None:
        super().print_line(text)
        self.printed.append((self.clock.passed_s, text))

    def ring(self) -> None:
        self.rings.append(self.clock.passed_s)

    def run_in_background(self, job: Callable[[], object]) -> Callable[[], object]:
        job()
        return lambda: None

    def wait(self, milliseconds: int | None) -> Typed | None:
        if milliseconds is None:
            choices = (session_lines.START_KEYS, session_lines.IDLE_KEYS)
            if self.at_once and self.printed and self.printed[-1][1] in choices:
                return ""
            answer = self._answers.pop(0) if self._answers else EndRequest.HANG_UP
            self.can_answer = self.can_answer and answer is not EndRequest.HANG_UP
            return answer
        return super().wait(milliseconds)

    def _next_event(self, milliseconds: int) -> Event | None:
        with suppress(queue.Empty):
            return self._events.get_nowait()
        due = self._typed[0][0] if self._typed else float("inf")
        wait = round((due - self.clock.passed_s) * 1000) if self._typed else milliseconds + 1
        if wait > milliseconds:
            self.clock.ms += milliseconds
            return None
        self.clock.ms += max(0, wait)
        return self._typed.pop(0)[1]


class PlainPractice:
    """``supine practice --plain`` on one diary, with a person at the console.

    ``console_type`` is the console of the next calls.
    """

    def __init__(self, supine: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.supine = supine
        self.clock = ManualClock(EVENING)
        self.diary = Diary(supine.path, now=lambda: EVENING, host="bed")
        self.console: PersonAtConsole
        self.console_type = PersonAtConsole
        monkeypatch.setattr("tui.clock.SystemClock", lambda: self.clock)
        monkeypatch.setattr("shutil.which", lambda _: None)  # no test may be heard
        self._monkeypatch = monkeypatch

    def welcomed(self, *, feels: Band | None = Band.CLEAR, **settings: Any) -> PlainPractice:
        """Accept the first-run text, answer today's check-in, and change settings."""
        self.diary.preferences.welcome()
        if feels is not None:
            self.diary.record_feeling(TODAY, feels)
        if settings:
            self.diary.preferences.change_settings(
                lambda old: replace(old, **settings), "the sound"
            )
        return self

    def with_session(self, *, days_ago: int = 1, confirmed: bool = True) -> PlainPractice:
        """Record a session of two reps of each exercise."""
        routine, day = self.diary.read().routine(), TODAY - dt.timedelta(days=days_ago)
        targets = {exercise.id: 2 for exercise in routine.exercises}
        session = self.diary.start_session(routine, day, targets)
        reps = {exercise: Reps(target=2, done=2) for exercise in targets}
        self.diary.end_session(session.id, reps, None)
        if confirmed:
            self.diary.answer_session(session.id)
        return self

    def run(
        self,
        *answers: Typed,
        typed: dict[float, Typed | Callable[[], object]] | None = None,
        can_answer: bool = True,
        at_once: bool = True,
        options: tuple[str, ...] = (),
    ) -> Answer:
        """Run the command; the seconds of ``typed`` count from its start.

        With ``at_once`` nothing is chosen before the session, and ``answers`` are those after it.
        """
        self.console = self.console_type(
            self.clock, typed or {}, list(answers), can_answer=can_answer
        )
        self.console.at_once = at_once

        @contextmanager
        def open_console(*_: object, **__: object) -> Iterator[Console]:
            yield self.console

        self._monkeypatch.setattr("tui.cli.plain.practice.open_console", open_console)
        self.clock.began = self.clock.ms
        return self.supine.call("--file", str(self.supine.path), "practice", "--plain", *options)

    @property
    def lines(self) -> list[str]:
        """The lines that the last call printed, without what can be chosen before a session."""
        printed = [line for _, line in self.console.printed]
        if session_lines.START_KEYS in printed:
            at = printed.index(session_lines.START_KEYS)
            del printed[at - 1 : at + 1]
        return [line for line in printed if line != session_lines.IDLE_KEYS]

    def lines_from(self, second: float) -> list[str]:
        """The lines printed from a second of the last call on."""
        return [line for at, line in self.console.printed if at >= second]

    @property
    def last_session(self) -> dict[str, Any]:
        """The last session as it is on the disk."""
        tables = msgspec.json.decode(self.supine.path.read_bytes())
        session: dict[str, Any] = list(tables["sessions"].values())[-1]
        return session

    @property
    def done_reps(self) -> list[int]:
        """The done reps of each exercise of the last session."""
        return [reps.get("done", 0) for reps in self.last_session["reps"].values()]
