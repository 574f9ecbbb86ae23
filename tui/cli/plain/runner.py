"""A session as lines that are only ever added: for voices that read a screen, and dumb terminals.

It says what begins, never how the seconds pass. Rules live in the machine, as for the screen; what
is said to be done is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from tui.cli.plain.console import Console, Signal
from tui.clock import Clock
from tui.cues.keep_awake import KeepAwake
from tui.cues.players import Which
from tui.cues.session_cues import open_cues
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unconfirmed
from tui.practice.models import Routine, Session, Settings
from tui.practice.session_events import Command, Cue, Outcome, OutcomeKind, Update
from tui.practice.session_machine import SAME_KEY_WITHIN, SessionMachine
from tui.practice.timetable import ExerciseSet, Phase, plan_steps
from tui.words import care, session_lines
from tui.words.phrases import plural

LAST_SOUND_MS = 5_000
"""How long the end sounds at most."""
_COMMANDS = {
    "": Command.PAUSE,
    **dict.fromkeys(("p", "pause"), Command.PAUSE),
    **dict.fromkeys(("n", "next"), Command.NEXT),
    **dict.fromkeys(("b", "again"), Command.AGAIN),
    **dict.fromkeys(("i", "imagined"), Command.IMAGINED),
    **dict.fromkeys(("+", "="), Command.LONGER),
    "-": Command.SHORTER,
}


@dataclass
class _Wait:
    """Handed out by a trial of the sound where it waits."""

    seconds: float

    def __await__(self) -> Generator[float, None, None]:
        yield self.seconds


class PlainSession:
    """One session, from its first line to its end on the disk.

    Args:
        console: where lines are said and typed.
        diary: where reps are kept.
        clock: what time it is.
        session: the open session, already on the disk.
        routine: the routine it belongs to.
        works: the reps still asked, exercise by exercise.
        settings: whether and how to be heard.
        which: finds an installed program.
        imagined: whether every rep is imagined.
    """

    def __init__(
        self,
        console: Console,
        diary: Diary,
        clock: Clock,
        session: Session,
        routine: Routine,
        works: Sequence[ExerciseSet],
        settings: Settings,
        which: Which,
        *,
        imagined: bool,
    ) -> None:
        self._console = console
        self._diary = diary
        self._clock = clock
        self._session = session
        self._works = {part.exercise.id: part for part in works if part.reps}
        self._cues = open_cues(
            settings,
            works,
            ring=console.ring,
            later=console.later,
            soon=console.soon,
            which=which,
        )
        self._inhibitor = KeepAwake(which)
        self._saved: tuple[Outcome, ...] = ()
        self._is_dirty = self._is_saving = False
        self._written: Callable[[], object] = lambda: None  # waits for what is being written
        self._asks = ""  # why one stops, or whether it is a warning sign
        self._asked_at = 0
        self._is_first = True
        self._machine = SessionMachine(
            plan_steps(routine, works),
            clock.monotonic(),
            slept=clock.slept(),
            imagined=imagined,
            # Where nothing real is asked, nothing real is led.
            may_switch_imagined=any(reps.target is not None for reps in session.reps.values()),
        )

    @property
    def warnings(self) -> list[str]:
        """What was wished for and is not heard, a sentence each."""
        return self._cues.warnings

    def run(self) -> Session:
        """Lead it to its end, however it ends; gives the session as it was closed on the disk.

        Raises:
            DiaryError: its end could not be written; what was written before stands.
            OSError: nobody reads the lines any more; it is kept as interrupted.
        """
        self._cues.warm_up()
        self._inhibitor.hold()
        try:
            if self._console.can_answer:
                self._console.say(session_lines.KEYS)
            self._lead()
            return self._close()
        except OSError:
            self._machine.stop("interrupted", *self._now())
            self._close()
            raise
        finally:
            self._diary.release_session()
            self._cues.close(at_once=self._machine.phase is not Phase.FINISHED)
            self._inhibitor.release()

    # Time and lines, in

    def _now(self) -> tuple[int, int]:
        return self._clock.monotonic(), self._clock.slept()

    def _lead(self) -> None:
        machine = self._machine
        self._take(machine.advance(*self._now()))
        while not machine.is_over:
            said = self._console.heard(machine.wake_in(self._clock.monotonic()))
            if said is None:
                self._take(machine.advance(*self._now()))
            elif isinstance(said, Signal):
                self._end_for(said)
            elif self._asks:
                self._answer(said.lower())
            else:
                self._obey(said.lower())

    def _end_for(self, said: Signal) -> None:
        """Ask why, where somebody is there who has not just been asked."""
        if said is Signal.INTERRUPT and self._console.can_answer:
            if not self._asks:
                self._ask_why()
                return
            if self._clock.monotonic() - self._asked_at < SAME_KEY_WITHIN:
                return
        self._console.can_answer = False  # nor is anything else asked
        self._take(self._machine.stop("interrupted", *self._now()))

    def _obey(self, typed: str) -> None:
        if typed in ("q", "quit", "stop"):
            self._ask_why()
        elif typed in ("?", "h", "help"):
            self._console.say(session_lines.ALL_KEYS)
        elif typed == "t" and self._is_beginning:
            self._try_sound()
        else:
            # What means nothing pauses: whoever typed it wanted something.
            self._press(_COMMANDS.get(typed, Command.STRAY_KEY))

    def _press(self, command: Command) -> None:
        machine = self._machine
        before = (self._deadline(), machine.is_imagined)
        update = machine.press(command, *self._now())
        self._take(update)
        if machine.phase is Phase.PAUSED and update.cue is None:
            self._console.say(session_lines.PAUSED)
        elif update.cue is None:
            self._acknowledge(command, update, before)

    def _deadline(self) -> int:
        now = self._clock.monotonic()
        return now + self._machine.remaining(now)

    def _acknowledge(self, command: Command, update: Update, before: tuple[int, bool]) -> None:
        """Say what a command did that nothing else tells of."""
        machine = self._machine
        deadline, was_imagined = before
        if command is Command.IMAGINED and machine.is_imagined != was_imagined:
            what = "Only imagined" if machine.is_imagined else "Real again"
            self._console.say(f"{what}, to the end of this movement.")
        elif command is Command.IMAGINED and update.outcomes:
            is_imagined = update.outcomes[-1].kind is OutcomeKind.IMAGINED
            self._console.say(f"That one was {'imagined' if is_imagined else 'real'}.")
        elif self._deadline() != deadline:
            self._console.say(f"{self._left()} left.")
        elif command not in (Command.PAUSE, Command.STRAY_KEY):  # twice at once is meant once
            self._console.say("That changes nothing just now.")

    def _ask_why(self) -> None:
        self._asks, self._asked_at = "why", self._clock.monotonic()
        self._take(self._machine.pause(*self._now()))
        if self._machine.is_over:
            return
        self._console.say(f"{care.STOP} {care.STOP_KEEPS} Type a number, then Enter.")
        labels = [care.GO_ON, *(label for _, label in care.STOPS)]
        for number, label in enumerate(labels, 1):
            self._console.say(f"{number} {label}")

    def _answer(self, typed: str) -> None:
        reasons = {str(n): reason for n, (reason, _) in enumerate(care.STOPS, 2)}
        if self._asks == "sign" and typed not in ("y", "yes"):
            self._ask_why()
            return
        reason = "warning" if self._asks == "sign" else reasons.get(typed)
        if typed in ("", "1"):
            self._asks = ""
            self._press(Command.PAUSE)
        elif reason is None:
            self._console.say(f"Type a number from 1 to {len(reasons) + 1}, then Enter.")
        elif reason == "warning" and self._asks == "why":
            self._asks = "sign"
            for text in (care.READ_FIRST + ".", *care.SIGN):
                self._console.say(text)
            yes, no = care.IS_SIGN, care.IS_NO_SIGN
            self._console.say(f"y, then Enter: {yes}. Enter alone: {no}.")
        else:
            self._take(self._machine.stop(reason, *self._now()))

    @property
    def _is_beginning(self) -> bool:
        """Whether nothing was asked of the person yet."""
        first = next(iter(self._works))
        return (self._machine.phase, self._machine.exercise) == (Phase.PREPARE, first)

    def _try_sound(self) -> None:
        """Let the start of a hold and its release be heard, before one lies down."""
        # Nothing here runs coroutines: it stops wherever it waits, and goes on when that is over.
        trial = self._cues.trial(_Wait)

        def go_on() -> None:
            try:
                wait: float = trial.send(None)
            except StopIteration:
                if self._is_beginning:
                    self._console.say(f"That was {self._cues.player_names}.")
            else:
                self._console.later(wait, go_on)

        go_on()

    # What happened, out

    def _take(self, update: Update) -> None:
        machine = self._machine
        cue = update.cue
        if cue is not None:
            remaining = machine.remaining(self._clock.monotonic())
            self._cues.sound(cue, remaining, imagined=machine.is_imagined)
            for line in self._lines(cue):
                self._console.say(line)
            self._is_first = False
        elif update.tick is not None:
            self._cues.tick(update.tick)
        if update.outcomes:
            self._is_dirty = True
            self._save()
        if machine.phase is Phase.PAUSED and not self._console.can_answer:
            # As after a sleep of the machine: nobody could ever go on.
            self._take(machine.stop("interrupted", *self._now()))

    def _save(self) -> None:
        """Write until what is written is what happened; one write at a time, beside the clock."""
        if self._is_saving or not self._is_dirty:
            return
        self._is_saving, self._is_dirty = True, False
        outcomes, reps = (
            tuple(self._machine.outcomes.values()),
            self._machine.reps(self._session.reps),
        )

        def write() -> None:
            trouble: DiaryError | None = None
            try:
                self._diary.record_reps(self._session.id, reps)
            except DiaryError as error:
                trouble = error
            self._console.soon(lambda: self._take_written(outcomes, trouble))

        self._written = self._console.in_background(write)

    def _take_written(self, outcomes: tuple[Outcome, ...], trouble: DiaryError | None) -> None:
        self._is_saving = False
        if trouble is not None:
            self._console.warn(str(trouble))
        if trouble is None or isinstance(trouble, Unconfirmed):
            self._saved = outcomes
            self._save()  # what came meanwhile; after a trouble the next outcome brings it along

    def _close(self) -> Session:
        """Close the session on the disk."""
        self._written()
        reason, reps = self._machine.stop_reason, self._machine.reps(self._session.reps)
        while True:
            try:
                return self._diary.end_session(self._session.id, reps, reason)
            except Unconfirmed as error:
                self._console.warn(str(error))
                result: Session = error.result
                return result
            except DiaryError as error:
                # What was written before stands; the next start closes the session with that.
                if not self._console.can_answer:
                    raise
                self._console.warn(str(error))
                self._console.say(
                    "The end could not be saved yet. Enter tries again; 2, then Enter, leaves it "
                    "as it is on the disk."
                )
                if self._console.heard(None) in ("2", *Signal):
                    raise

    # What is said

    def _lines(self, cue: Cue) -> list[str]:
        if cue.phase is Phase.PAUSED:
            if self._asks or not self._console.can_answer:
                return []  # the question stands, or nobody could go on
            return [session_lines.STILL_PAUSED if cue.resumed else session_lines.PAUSED]
        return session_lines.cue_lines(
            cue,
            self._works.get(cue.exercise or ""),
            self._left(),
            self._ended(),
            is_first=self._is_first,
            imagined=self._machine.is_imagined,
        )

    def _left(self) -> str:
        """How long the phase still takes, in whole seconds."""
        return plural(self._machine.digit(self._clock.monotonic()), "second")

    def _ended(self) -> list[str]:
        """How the last rep ended, once that is on the disk."""
        outcome = next(reversed(self._machine.outcomes.values()), None)
        if outcome is None or outcome not in self._saved:
            return []
        return [session_lines.outcome_line(outcome, self._works[outcome.exercise])]
