"""Records a session's cues instead of playing them: what is heard, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tui.cues.bell import Bell
from tui.cues.fallback import Order
from tui.cues.session_cues import Cues
from tui.practice.models import DEFAULT_ROUTINE, Routine, Settings
from tui.practice.session_events import Command, Update
from tui.practice.session_machine import SessionMachine
from tui.practice.timetable import ExerciseSet, Phase, plan_steps


@dataclass
class Heard:
    """Something that is heard: when, in seconds from the start, through what, and what.

    A line is cut at ``until`` if it is not over then.
    """

    at: float
    by: str
    what: str
    until: float | None = None

    def __str__(self) -> str:
        minutes, seconds = divmod(self.at, 60)
        text = f'"{self.what}"' if self.by == "voice" else self.what
        return f"{minutes:.0f}:{seconds:04.1f}  {text}"


class Tape:
    """A channel that records; a newer order replaces an older one that has not begun."""

    def __init__(self, by: str, clock: Callable[[], float], *, has_player: bool = True) -> None:
        self.heard: list[Heard] = []
        self.player_name = f"a {by}" if has_player else None
        self.given_up: Sequence[str] = []
        self.orders: list[Order | None] = []
        self.closed: bool | None = None
        self._by = by
        self._clock = clock

    def order(self, order: Order | None) -> None:
        self.orders.append(order)
        now = self._clock()
        while self.heard and self.heard[-1].at > now:
            self.heard.pop()
        if self.heard:
            last = self.heard[-1]
            last.until = now if last.until is None else min(now, last.until)
        if order is not None and not order.is_trial:
            self.heard.append(Heard(order.at, self._by, order.content, order.cut_at))

    def close(self, *, at_once: bool) -> None:
        self.closed = at_once


@dataclass
class Timer:
    """A call that is to come, ``at`` so many seconds of the room's clock."""

    at: float
    callback: Callable[[], None]
    is_stopped: bool = False

    def stop(self) -> None:
        self.is_stopped = True


@dataclass
class Room:
    """Where a session is heard: a clock in seconds, timers, and the rings of the bell."""

    now: float = 0.0
    rings: list[float] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Timer:
        timer = Timer(self.now + seconds, callback)
        self.timers.append(timer)
        return timer

    def ring_once(self) -> None:
        self.rings.append(self.now)

    def bell(self) -> Bell:
        return Bell(self.ring_once, self.call_later, self.clock)

    def pass_to(self, now: float) -> None:
        """Let time pass; each timer fires at its own time."""
        for timer in sorted(self.timers, key=lambda timer: timer.at):
            if timer.at <= now and not timer.is_stopped:
                self.now = timer.at
                timer.is_stopped = True
                timer.callback()
        self.now = now


class Listener:
    """A session driven by a clock of its own, whose cues are recorded.

    Args:
        settings: whether and how the session is heard.
        routine: what is practised.
        reps: how many reps of each exercise.
        imagined: whether every rep is imagined.
        has_players: whether any player is installed.
        first_done: whether the first exercise is done already.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        routine: Routine = DEFAULT_ROUTINE,
        reps: int = 2,
        imagined: bool = False,
        has_players: bool = True,
        first_done: bool = False,
    ) -> None:
        self.room = Room()
        sets = [ExerciseSet(exercise, 1, reps) for exercise in routine.exercises][first_done:]
        self.tones = self.voice = None
        if settings.sound in ("auto", "tones"):
            self.tones = Tape("tone", self.room.clock, has_player=has_players)
        if settings.speech:
            self.voice = Tape("voice", self.room.clock, has_player=has_players)
        self.cues = Cues(
            settings,
            sets,
            routine,
            bell=self.room.bell(),
            tones=self.tones,
            voice=self.voice,
            clock=self.room.clock,
        )
        self.machine = SessionMachine(plan_steps(routine, sets), 0, imagined=imagined)
        self.phases: list[tuple[float, Phase]] = []
        self.cues.warm_up()
        self._take(self.machine.advance(0))

    def _take(self, update: Update) -> None:
        now = round(self.room.now * 1000)
        if update.cue is not None:
            self.phases.append((update.cue.at / 1000, update.cue.phase))
            remaining = self.machine.remaining(now)
            self.cues.play(update.cue, remaining, imagined=self.machine.is_imagined)
        elif update.tick is not None:
            self.cues.tick(update.tick)

    def to(self, second: float) -> Listener:
        """Let time pass without any key."""
        while self.room.now < second and not self.machine.is_over:
            now = round(self.room.now * 1000)
            wait = min(500, self.machine.wake_in(now), round(second * 1000) - now)
            self.room.pass_to((now + wait) / 1000)
            self._take(self.machine.advance(now + wait))
        self.room.pass_to(max(second, self.room.now))
        return self

    def press(self, command: Command) -> Listener:
        """Press a key."""
        self._take(self.machine.press(command, round(self.room.now * 1000)))
        return self

    def leap(self, second: float) -> Listener:
        """Let time pass without counting it, as on a machine that was asleep."""
        self.room.pass_to(second)
        self._take(self.machine.advance(round(second * 1000)))
        return self

    @property
    def heard(self) -> list[Heard]:
        """Everything that is heard, in order."""
        tapes = [tape.heard for tape in (self.tones, self.voice) if tape is not None]
        rings = [Heard(at, "bell", "ring") for at in self.room.rings]
        return sorted((each for tape in [*tapes, rings] for each in tape), key=lambda h: h.at)


def written(heard: Iterable[Heard]) -> str:
    """Return a recording as text, one line for each thing heard."""
    return "".join(f"{each}\n" for each in heard)
