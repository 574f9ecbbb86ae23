"""A plain session: lines that are only ever added, for screen readers and dumb terminals.

It prints what begins and not how the seconds pass. `SessionMachine` decides everything, as it does
for the session screen; this module gives it the time and what is typed, and prints what comes of
it. A rep is only said to be done once it is on the disk (rules R4.disk).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from tui.cli.commands.how import how_text
from tui.cli.plain.console import Console, EndRequest
from tui.clock import Clock
from tui.cues.bell import Bell
from tui.cues.keep_awake import KeepAwake
from tui.cues.process import Which
from tui.cues.remote import is_remote
from tui.cues.session_cues import open_cues
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unconfirmed
from tui.practice.models import Routine, Session, Settings
from tui.practice.session_events import Command, Cue, OutcomeKind, Update
from tui.practice.session_machine import SAME_KEY_WITHIN, SessionMachine
from tui.practice.session_saving import SessionSaving
from tui.practice.timetable import ExerciseSet, Phase, plan_steps, with_reps
from tui.words import care, safety, session_lines
from tui.words.how import HowLines, read_aloud, with_hold
from tui.words.phrases import heard_words, plural, unheard_words

_LAST_SOUND_MS = 7_000
"""How long the sound of the end takes at most, with its line."""
_COMMANDS = {
    "": Command.PAUSE,
    **dict.fromkeys(("p", "pause"), Command.PAUSE),
    **dict.fromkeys(("n", "next"), Command.NEXT),
    **dict.fromkeys(("b", "again"), Command.AGAIN),
    **dict.fromkeys(("i", "imagined"), Command.IMAGINED),
    **dict.fromkeys(("+", "="), Command.LONGER),
    "-": Command.SHORTER,
}


class _Question(Enum):
    """What the next typed line answers: why to stop, or whether it is a warning sign."""

    WHY_STOP = auto()
    IS_WARNING_SIGN = auto()


@dataclass
class _Sleep:
    """Awaited by a trial of the sound; yields its seconds to the code that drives the coroutine."""

    seconds: float

    def __await__(self) -> Generator[float, None, None]:
        yield self.seconds


class PlainSession:
    """One session, from its first line to its end on the disk.

    Args:
        console: where lines are printed and typed.
        diary: where reps are saved.
        clock: the time.
        session: the open session, which is on the disk already.
        routine: the routine that it belongs to.
        sets: the reps still asked, exercise by exercise.
        settings: which sounds are wanted.
        which: finds an installed program.
        imagined: whether every rep is imagined.
        taught: the lines of the exercises that are taught, by id (rules R4.taught).
    """

    def __init__(
        self,
        console: Console,
        diary: Diary,
        clock: Clock,
        session: Session,
        routine: Routine,
        sets: Sequence[ExerciseSet],
        settings: Settings,
        which: Which,
        *,
        imagined: bool,
        taught: Mapping[str, HowLines] | None = None,
    ) -> None:
        self._taught = taught or {}
        self._console = console
        self._diary = diary
        self._clock = clock
        self._session = session
        self._routine = routine
        self._sets = {each.exercise.id: each for each in with_reps(sets)}
        self._cues = open_cues(
            settings,
            sets,
            routine,
            bell=Bell(console.ring, console.call_later, lambda: clock.monotonic() / 1000),
            call_soon=console.post,
            which=which,
            is_remote=is_remote(os.environ),
            taught=self._taught,
        )
        self._keep_awake = KeepAwake(which)
        self._wait_for_write: Callable[[], object] = lambda: None
        self._question: _Question | None = None
        self._asked_at = 0
        self._is_first_cue = True
        self.sound_until = 0
        """Until when the sound of the end may be heard, in milliseconds of the clock."""
        self._machine = SessionMachine(
            plan_steps(routine, sets),
            clock.monotonic(),
            slept=clock.slept(),
            imagined=imagined,
            may_switch_imagined=session.asks_real_reps,
        )
        self._saving = SessionSaving(self._machine, session.reps)

    @property
    def warnings(self) -> list[str]:
        """Which sounds were wanted and could not be heard, a sentence each."""
        return self._cues.warnings

    def run(self) -> Session:
        """Run the session to its end and return it as it was closed on the disk.

        Raises:
            DiaryError: its end could not be saved. What was saved before stays.
            OSError: nobody reads the lines any more. The session is kept as interrupted.
        """
        self._cues.warm_up()
        self._keep_awake.hold()
        try:
            if self._console.can_answer:
                self._console.print_line(session_lines.KEYS)
            self._run_machine()
            return self._close()
        except OSError:
            self._machine.stop("interrupted", *self._now())
            self._close()
            raise
        finally:
            self._diary.release_session()
            self._cues.close(at_once=self._machine.phase is not Phase.FINISHED)
            self._keep_awake.release()

    # Time and lines, in

    def _now(self) -> tuple[int, int]:
        return self._clock.monotonic(), self._clock.slept()

    def _run_machine(self) -> None:
        machine = self._machine
        self._handle(machine.advance(*self._now()))
        while not machine.is_over:
            event = self._console.wait(machine.wake_in(self._clock.monotonic()))
            if event is None:
                self._handle(machine.advance(*self._now()))
            elif isinstance(event, EndRequest):
                self._handle_end_request(event)
            elif self._question is not None:
                self._answer(event.lower())
            else:
                self._run_command(event.lower())

    def _handle_end_request(self, request: EndRequest) -> None:
        """Ask why to stop, if somebody can answer and was not asked already; else stop."""
        if request is EndRequest.INTERRUPT and self._console.can_answer:
            if self._question is None:
                self._ask_why_stop()
                return
            if self._clock.monotonic() - self._asked_at < SAME_KEY_WITHIN:
                return  # the same ctrl+c once more
        self._console.can_answer = False  # so nothing is asked after the session either
        self._handle(self._machine.stop("interrupted", *self._now()))

    def _run_command(self, typed: str) -> None:
        if typed in ("q", "quit", "stop"):
            self._ask_why_stop()
        elif typed in ("?", "help"):
            self._console.print_line(session_lines.ALL_KEYS)
        elif typed in ("h", "how"):
            self._read_out(how_text(self._routine))
        elif typed in ("s", "safety"):
            self._read_out(safety.SIGNS)
        elif typed == "t" and self._machine.is_beginning:
            self._try_sound()
        else:
            # A line without a meaning pauses, since the person wanted something (rules R4.pause).
            self._press(_COMMANDS.get(typed, Command.STRAY_KEY))

    def _read_out(self, lines: Iterable[str]) -> None:
        """Print lines that take longer to hear than a phase lasts; the session pauses for them."""
        self._handle(self._machine.pause(*self._now()))
        if not self._machine.is_over:
            self._console.print_lines(*lines, session_lines.STILL_PAUSED)

    def _press(self, command: Command) -> None:
        machine = self._machine
        deadline, was_imagined = self._deadline(), machine.is_imagined
        update = machine.press(command, *self._now())
        self._handle(update)
        if update.cue is not None:
            return  # its lines tell what happened
        if machine.phase is Phase.PAUSED:
            self._console.print_line(session_lines.PAUSED)
        elif command is Command.IMAGINED and machine.is_imagined != was_imagined:
            what = "Imagining" if machine.is_imagined else "Back to doing it, no longer imagining"
            self._console.print_line(f"{what}, from here to the end of this exercise.")
        elif command is Command.IMAGINED and update.outcomes:
            is_imagined = update.outcomes[-1].kind is OutcomeKind.IMAGINED
            self._console.print_line(f"That rep counts as {'imagined' if is_imagined else 'done'}.")
        elif self._deadline() != deadline:
            self._console.print_line(f"{self._time_left()} left.")
        elif command not in (Command.PAUSE, Command.STRAY_KEY):
            # Those two do nothing only where they come twice at once and are meant once.
            self._console.print_line("That key does nothing right now.")

    def _deadline(self) -> int:
        now = self._clock.monotonic()
        return now + self._machine.remaining(now)

    def _ask_why_stop(self) -> None:
        self._question, self._asked_at = _Question.WHY_STOP, self._clock.monotonic()
        self._handle(self._machine.pause(*self._now()))
        if self._machine.is_over:
            return
        self._console.print_lines(
            f"{care.STOP} {care.STOP_KEEPS} Type a number, then Enter.",
            *session_lines.numbered([care.GO_ON, *(label for _, label in care.STOPS)]),
        )

    def _answer(self, typed: str) -> None:
        """Take a line as the answer to the question (rules R4.stop, R6.sign)."""
        is_about_sign = self._question is _Question.IS_WARNING_SIGN
        if is_about_sign and typed not in ("y", "yes"):
            self._ask_why_stop()
            return
        reasons = {str(number): reason for number, (reason, _) in enumerate(care.STOPS, 2)}
        reason = "warning" if is_about_sign else reasons.get(typed)
        if typed in ("", "1"):
            self._question = None
            self._press(Command.PAUSE)
        elif reason is None:
            self._console.print_line(session_lines.number_wanted(len(reasons) + 1))
        elif reason == "warning" and not is_about_sign:
            self._question = _Question.IS_WARNING_SIGN
            self._console.print_lines(
                f"{care.READ_FIRST}.",
                *safety.sign_paragraphs(is_today=True),
                session_lines.yes_or_no(care.IS_SIGN, care.IS_NO_SIGN),
            )
        else:
            self._handle(self._machine.stop(reason, *self._now()))

    def _try_sound(self) -> None:
        """Play the start of a hold and its release, before the person lies down."""
        # There is no event loop here. The coroutine runs until it awaits a `_Sleep`, whose seconds
        # `send` returns, and a timer resumes it.
        trial = self._cues.trial(_Sleep)

        def resume() -> None:
            try:
                seconds: float = trial.send(None)
            except StopIteration:
                if self._machine.is_beginning:
                    heard = heard_words(self._cues.player_names)
                    self._console.print_lines(heard, unheard_words(self._cues.channel))
            else:
                self._console.call_later(seconds, resume)

        resume()

    # What happened, out

    def _handle(self, update: Update) -> None:
        machine = self._machine
        cue = update.cue
        if cue is not None:
            remaining = machine.remaining(self._clock.monotonic())
            self._cues.play(cue, remaining, imagined=machine.is_imagined)
            self._console.print_lines(*self._lines(cue))
            if cue.phase in (Phase.SETTLE, Phase.FINISHED) and not self.sound_until:
                self.sound_until = self._clock.monotonic() + _LAST_SOUND_MS
            self._is_first_cue = False
        elif update.tick is not None:
            self._cues.tick(update.tick)
        if update.outcomes:
            self._saving.want()
            self._save()
        if machine.phase is Phase.PAUSED and not self._console.can_answer:
            # The machine pauses by itself after it slept (rules R4.frozen), and nobody can resume.
            self._handle(machine.stop("interrupted", *self._now()))

    def _save(self) -> None:
        """Save the outcomes in the background, unless a write is under way already."""
        reps = self._saving.begin()
        if reps is None:
            return

        def write() -> None:
            problem: DiaryError | None = None
            try:
                self._diary.record_reps(self._session.id, reps)
            except DiaryError as error:
                problem = error
            self._console.post(lambda: self._handle_written(problem))

        self._wait_for_write = self._console.run_in_background(write)

    def _handle_written(self, problem: DiaryError | None) -> None:
        if problem is not None:
            self._console.warn(str(problem))
        self._saving.end(is_written=problem is None or isinstance(problem, Unconfirmed))
        self._save()

    def _close(self) -> Session:
        """Close the session on the disk and return it as it is there."""
        self._wait_for_write()
        reason, reps = self._machine.stop_reason, self._machine.reps(self._session.reps)
        while True:
            try:
                return self._diary.end_session(self._session.id, reps, reason)
            except Unconfirmed as error:
                self._console.warn(str(error))
                closed: Session = error.result
                return closed
            except DiaryError as error:
                # What was saved before stays, and the next start closes the session with it.
                if not self._console.can_answer:
                    raise
                self._console.warn(str(error))
                self._console.print_line(
                    "The last part couldn't be saved yet. Enter tries again; 2, then Enter, keeps "
                    "what is already saved."
                )
                if self._console.wait(None) in ("2", *EndRequest):
                    raise

    # What is printed

    def _lines(self, cue: Cue) -> list[str]:
        if cue.phase is Phase.PAUSED:
            if self._question is not None or not self._console.can_answer:
                return []  # the question says enough, or nobody could resume
            return [session_lines.STILL_PAUSED if cue.resumed else session_lines.PAUSED]
        lines = session_lines.cue_lines(
            cue,
            self._sets.get(cue.exercise or ""),
            self._time_left(),
            self._outcome_lines(),
            is_first=self._is_first_cue,
            imagined=self._machine.is_imagined,
        )
        taught = self._taught.get(cue.exercise or "")
        if taught and cue.phase is Phase.PREPARE and not cue.resumed:
            hold_s = self._sets[cue.exercise or ""].exercise.hold_s
            held = with_hold(taught, hold_s)
            lines += read_aloud(held) if not self._machine.is_imagined else [f"Imagine: {held[0]}"]
        return lines

    def _time_left(self) -> str:
        """Return how long the phase still takes, such as ``5 seconds``."""
        return plural(self._machine.digit(self._clock.monotonic()), "second")

    def _outcome_lines(self) -> list[str]:
        """Return how the last rep ended, if that is on the disk."""
        outcome = next(reversed(self._machine.outcomes.values()), None)
        if outcome is None or outcome not in self._saving.saved.values():
            return []
        return [session_lines.outcome_line(outcome, self._sets[outcome.exercise])]
