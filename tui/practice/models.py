"""The records of the diary, as typed values.

Each class is one document, or a part of one, of the file. Reading validates: a value of the wrong
type or outside its range raises ``msgspec.ValidationError`` with the path to it. Fields at their
default are left out again on writing. Durations are decimal seconds here because that is what the
file holds; the ``*_ms`` properties give the integer milliseconds that everything else counts in.
"""

import datetime as dt
import functools
import math
from enum import Enum
from typing import Annotated, Any, Literal, Self

from msgspec import Meta, Struct, field

Count = Annotated[int, Meta(ge=0, le=999)]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
# What is drawn on the screen: nothing in it may move the cursor or break the line.
Label = Annotated[str, Meta(max_length=80, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
Word = Annotated[str, Meta(min_length=1, max_length=8, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
LONGEST_NOTE = 10_000
MOST_REPS = 100
"""The most reps of one kind that may be typed for an exercise of a session; more is a slip of the
finger. The file may hold more (`Count`)."""
Note = Annotated[str, Meta(max_length=LONGEST_NOTE)]
Moment = Annotated[dt.datetime, Meta(tz=True)]
# Whole seconds stay integers, so that a file says 5 and not 5.0; hence each range is given twice.
Seconds = Annotated[int, Meta(ge=0, le=3600)] | Annotated[float, Meta(ge=0, le=3600)]
HeldSeconds = Annotated[int, Meta(ge=0)] | Annotated[float, Meta(ge=0)]
EaseIn = Annotated[int, Meta(ge=1, le=30)] | Annotated[float, Meta(ge=1, le=30)]
Hold = Annotated[int, Meta(ge=2, le=10)] | Annotated[float, Meta(ge=2, le=10)]
EaseOut = Annotated[int, Meta(ge=2, le=30)] | Annotated[float, Meta(ge=2, le=30)]
Rest = Annotated[int, Meta(ge=3, le=120)] | Annotated[float, Meta(ge=3, le=120)]

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Prop = Literal["roll", "pillow", "towel"]
PROPS: tuple[Prop, ...] = ("roll", "pillow", "towel")
Effort = Literal["light", "right", "hard"]
EFFORTS: tuple[Effort, ...] = ("light", "right", "hard")
Needs = Literal["any", "full"]
Status = Literal["open", "finished", "stopped"]
StopReason = Literal["enough", "interrupted", "sore", "pain", "warning"]
RestReason = Literal["sore", "ill", "travel", "other"]
Via = Literal["timer", "log", "import"]


def milliseconds(seconds: float) -> int:
    """Whole milliseconds of a duration given in decimal seconds."""
    return round(seconds * 1000)


def seconds(ms: int) -> int | float:
    """Decimal seconds of a duration in milliseconds, as an integer where it is whole."""
    return ms // 1000 if ms % 1000 == 0 else ms / 1000


@functools.total_ordering
class Band(Enum):
    """How sore, from ``clear`` to ``warning``; ordered, so that ``max`` is the worst."""

    CLEAR = "clear"
    MILD = "mild"
    MODERATE = "moderate"
    HIGH = "high"
    WARNING = "warning"

    @property
    def severity(self) -> int:
        """0 (clear) to 4 (warning)."""
        return _SEVERITY[self]

    def __lt__(self, other: Self) -> bool:
        return self.severity < other.severity


_SEVERITY = {band: rank for rank, band in enumerate(Band)}
STOP_BANDS: dict[str, Band] = {
    "sore": Band.MODERATE,
    "pain": Band.HIGH,
    "warning": Band.WARNING,
}


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What all records share: immutable, given by name, defaults left out of the file.

    None can hold itself, so the garbage collector need not look at years of them.
    """


class Exercise(Record, frozen=True):
    """One held movement: eased into, held, eased out of, and rested after."""

    id: Name
    name: Label
    area: Label = ""
    word: Word = "GENTLY"
    ease_in_s: EaseIn = 2
    hold_s: Hold = 5
    ease_out_s: EaseOut = 3
    rest_s: Rest = 6


class Plan(Record, frozen=True):
    """How the target rises: ``start_reps`` for ``start_days``, then by ``step`` to ``ceiling``."""

    start_reps: Annotated[int, Meta(ge=1, le=5)] = 2
    start_days: Annotated[int, Meta(ge=1, le=14)] = 2
    step: Annotated[int, Meta(ge=0, le=2)] = 1
    ceiling: Annotated[int, Meta(ge=1, le=20)] = 10

    def __post_init__(self) -> None:
        if self.ceiling < max(2, self.start_reps):
            raise ValueError(
                f"the ceiling ({self.ceiling}) must be at least 2 and not below "
                f"the {self.start_reps} reps to start with"
            )


class Daily(Record, frozen=True, tag_field="kind", tag="daily"):
    """Every date is asked for."""

    since: dt.date = field(name="from")
    needs: Needs = "any"

    @property
    def usual_gap(self) -> int:
        """Dates between two practices that this schedule itself leaves free: none."""
        return 0

    def schedules(self, day: dt.date) -> bool:  # noqa: ARG002 - the same question for every kind
        """Whether this date is scheduled by itself."""
        return True


class Weekdays(Record, frozen=True, tag_field="kind", tag="weekdays"):
    """The listed days of every week are asked for."""

    since: dt.date = field(name="from")
    days: Annotated[tuple[Weekday, ...], Meta(min_length=1)]
    needs: Needs = "any"

    @property
    def usual_gap(self) -> int:
        """The longest run of unlisted days, around the week's end too; 0 to 6."""
        listed = [day in self.days for day in WEEKDAYS]
        longest = run = 0
        for is_listed in listed * 2:
            run = 0 if is_listed else run + 1
            longest = max(longest, run)
        return longest

    def schedules(self, day: dt.date) -> bool:
        """Whether this date is scheduled by itself."""
        return WEEKDAYS[day.weekday()] in self.days


class Weekly(Record, frozen=True, tag_field="kind", tag="weekly"):
    """So many dates a week, whichever they are."""

    since: dt.date = field(name="from")
    times: Annotated[int, Meta(ge=1, le=6)]
    week_starts_on: Weekday = "mon"
    needs: Needs = "any"

    @property
    def usual_gap(self) -> int:
        """Dates between two practices spread evenly over the week; 1 to 6."""
        return math.ceil(7 / self.times) - 1

    def schedules(self, day: dt.date) -> bool:  # noqa: ARG002 - the same question for every kind
        """Whether this date is scheduled by itself: no, only the week is."""
        return False


ScheduleEntry = Daily | Weekdays | Weekly


class Routine(Record, frozen=True):
    """A routine: its exercises in order, how it grows, when it is asked for, and its pauses."""

    id: Name
    # Only a removed routine has no name.
    name: Label = ""
    exercises: tuple[Exercise, ...] = ()
    plan: Plan = Plan()
    schedule: tuple[ScheduleEntry, ...] = ()
    prepare_s: Seconds = 30
    reposition_s: Seconds = 15
    settle_s: Seconds = 10
    props: tuple[Prop, ...] = ()
    archived: bool = False
    changed: Moment | None = None
    deleted: Moment | None = None

    def __post_init__(self) -> None:
        if len({exercise.id for exercise in self.exercises}) < len(self.exercises):
            raise ValueError("two exercises have the same id")

    def schedule_on(self, day: dt.date) -> ScheduleEntry:
        """The entry that governs a date; before the first one it is daily, any rep keeps it."""
        governing: ScheduleEntry | None = None
        for entry in self.schedule:
            if entry.since <= day and (governing is None or entry.since >= governing.since):
                governing = entry
        return governing or Daily(since=dt.date.min)


class Reps(Record, frozen=True):
    """What was asked and done of one exercise in one session."""

    target: Annotated[int, Meta(ge=1, le=999)] | None = None
    done: Count = 0
    imagined: Count = 0
    short: Count = 0
    skipped: Count = 0
    hold_s: HeldSeconds | None = None
    held_s: HeldSeconds = 0

    @property
    def counted(self) -> int:
        """Reps that count for the day and the streak: done and imagined ones."""
        return self.done + self.imagined


class Session(Record, frozen=True):
    """One practice session, or (with ``deleted``) the trace of a removed one."""

    id: Name
    routine: str = ""
    # Only a removed session has no day; `is_live` tells them apart.
    day: dt.date = dt.date.min
    start: Moment | None = None
    end: Moment | None = None
    reps: dict[str, Reps] = {}
    status: Status = "finished"
    stop_reason: StopReason | None = None
    confirmed: bool = True
    host: str = ""
    effort: Effort | None = None
    props: tuple[Prop, ...] = ()
    via: Via | None = None
    note: Note = ""
    kept: bool = False
    changed: Moment | None = None
    deleted: Moment | None = None

    @property
    def counted(self) -> int:
        """Counted reps of all its exercises."""
        return sum(reps.done + reps.imagined for reps in self.reps.values())

    @property
    def has_counted(self) -> bool:
        """Whether any rep was counted; the quick question for years of sessions."""
        for reps in self.reps.values():  # noqa: SIM110 - a generator takes three times as long
            if reps.done or reps.imagined:
                return True
        return False

    @property
    def stop_band(self) -> Band:
        """The band that its stop reason says; clear when it says nothing about the body."""
        if self.stop_reason is None:
            return Band.CLEAR
        return STOP_BANDS.get(self.stop_reason, Band.CLEAR)


class DayRecord(Record, frozen=True):
    """What is known of one date apart from its sessions; about the person, so for every routine."""

    day: dt.date
    check: Band | None = None
    report: Band | None = None
    areas: tuple[str, ...] = ()
    ack: bool = False
    rest_reason: RestReason | None = None
    note: Note = ""
    changed: Moment | None = None
    deleted: Moment | None = None


ClockTime = Annotated[str, Meta(pattern=r"^(0\d|1[01]):[0-5]\d$")]


class Settings(Record, frozen=True):
    """The person's choices that are not part of a routine."""

    day_starts_at: ClockTime = "03:00"
    routine: Name = "neck-and-upper-back"
    sound: Literal["auto", "tones", "bell", "off"] = "auto"
    tick: Literal["all", "last3", "off"] = "last3"
    quiet: bool = False
    speech: bool = False
    motion: Literal["full", "reduced", "none"] = "full"
    glyphs: Literal["unicode", "ascii"] = "unicode"
    theme: Annotated[str, Meta(min_length=1)] = "supine-night"
    week_starts_on: Weekday = "mon"
    # What each says is looked at one by one, so that one that is wrong spoils no other.
    keys: dict[str, Any] = {}
    welcomed: bool = False


DEFAULT_ROUTINE = Routine(
    id="neck-and-upper-back",
    name="Neck and upper back",
    exercises=(
        Exercise(id="shoulder-blades", name="Shoulder blades", area="upper back", word="SQUEEZE"),
        Exercise(id="neck", name="Neck", area="back of the neck", word="PRESS"),
    ),
)
