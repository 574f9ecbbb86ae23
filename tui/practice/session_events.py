"""What goes into the session machine and what comes out of it.

A `Command` goes in. An `Update` comes out, with a `Cue`, a tick and `Outcome` values. All times are
milliseconds of the clock that the session machine is given. Sounds and words depend on this module
and not on the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from tui.practice.timetable import Phase


class Command(Enum):
    """What a key asks for. ``PAUSE`` pauses, and goes on when paused; ``STRAY_KEY`` only pauses."""

    PAUSE = auto()
    STRAY_KEY = auto()
    NEXT = auto()
    AGAIN = auto()
    IMAGINED = auto()
    LONGER = auto()
    SHORTER = auto()


class OutcomeKind(Enum):
    """How a rep ended."""

    DONE = "done"
    IMAGINED = "imagined"
    SHORT = "short"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one rep ended; ``held`` in milliseconds."""

    exercise: str
    rep: int
    kind: OutcomeKind
    held: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A phase that began (or, ``resumed``, goes on), at its own time, not that of the call.

    A pause that goes on is a reminder of it.
    """

    phase: Phase
    at: int
    exercise: str | None = None
    rep: int | None = None
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """What a call brought about: the newest cue only, and every outcome, in order.

    ``tick`` is how many whole seconds a hold still has, when that has just changed.
    """

    cue: Cue | None = None
    tick: int | None = None
    outcomes: tuple[Outcome, ...] = ()


@dataclass(slots=True)
class Counts:
    """The outcomes of one exercise in one session; ``held`` milliseconds in done and short reps."""

    done: int = 0
    imagined: int = 0
    short: int = 0
    skipped: int = 0
    held: int = 0
