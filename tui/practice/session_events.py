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
    """What a key asks of a running session (rules R4.pause to R4.prepare).

    ``PAUSE`` pauses, and resumes when paused. ``STRAY_KEY`` is a key without a meaning, which only
    pauses.
    """

    PAUSE = auto()
    STRAY_KEY = auto()
    NEXT = auto()
    AGAIN = auto()
    IMAGINED = auto()
    LONGER = auto()
    SHORTER = auto()


class OutcomeKind(Enum):
    """How a rep ended (rules R4.outcomes)."""

    DONE = "done"
    IMAGINED = "imagined"
    SHORT = "short"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one rep ended. ``held`` is how long its hold was held, in milliseconds."""

    exercise: str
    rep: int
    kind: OutcomeKind
    held: int


@dataclass(frozen=True, slots=True)
class Cue:
    """A phase that began, or (``resumed``) that goes on after a pause.

    ``at`` is the phase's own time, which may lie before that of the call. A resumed cue of a pause
    is a reminder that the session is still paused (rules R4.reminders).
    """

    phase: Phase
    at: int
    exercise: str | None = None
    rep: int | None = None
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """What a call brought about: the newest cue only, and every outcome in order (rules R4.late).

    ``tick`` is the number of seconds that a hold now shows, if the call changed it (R4.ticks).
    """

    cue: Cue | None = None
    tick: int | None = None
    outcomes: tuple[Outcome, ...] = ()
