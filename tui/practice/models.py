"""The records of the diary, as typed immutable values.

Each class is one document of the file, or a part of one (docs/file-format.md). The types carry the
allowed ranges: decoding a value of the wrong type or outside its range raises
``msgspec.ValidationError`` with the path to it. Constructing a record in Python checks only what
``__post_init__`` says. Fields at their default are left out on writing.

Durations are decimal seconds here, because that is what the file holds. `milliseconds` and
`seconds` convert between them and the integer milliseconds that the rest of the code counts in.
"""

import datetime as dt
import math
from enum import Enum
from typing import Annotated, Any, Literal, Self

from msgspec import Meta, Struct, field

from tui.practice.dates import ONE_DAY, week_start

Count = Annotated[int, Meta(ge=0, le=999)]
"""A number of reps in one session, as far as the file may hold it."""
Name = Annotated[str, Meta(min_length=1, max_length=80)]
"""An identifier of a record, in characters."""
# Labels and words are drawn on the screen, so no control character may move the cursor or break
# the line.
Label = Annotated[str, Meta(max_length=80, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
Word = Annotated[str, Meta(min_length=1, max_length=8, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
LONGEST_HOW = 140
"""The most characters that a line of an exercise's ``how`` may have."""
HowLine = Annotated[str, Meta(max_length=LONGEST_HOW, pattern=r"^[^\x00-\x1f\x7f-\x9f]*\Z")]
LONGEST_NOTE = 10_000
"""The most characters that a note may have."""
MOST_REPS = 100
"""The most reps of one kind that may be typed for an exercise of a session; more is a slip of the
finger. The file may hold more (`Count`)."""
Note = Annotated[str, Meta(max_length=LONGEST_NOTE)]
Moment = Annotated[dt.datetime, Meta(tz=True)]
"""A local time with its UTC offset."""
# Durations in seconds. Whole seconds stay integers, so that a file says 5 and not 5.0; therefore
# each range is given twice.
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
Compare = Literal["easier", "same", "worse"]
COMPARES: tuple[Compare, ...] = ("easier", "same", "worse")
"""The answers to the weekly question, from the best to the worst (rules R7.ask)."""
Needs = Literal["any", "full"]
Status = Literal["open", "finished", "stopped"]
StopReason = Literal["enough", "interrupted", "sore", "pain", "warning"]
RestReason = Literal["sore", "ill", "travel", "other"]
Via = Literal["timer", "log", "import"]


def milliseconds(seconds: float) -> int:
    """Return a duration given in decimal seconds as whole milliseconds."""
    return round(seconds * 1000)


def seconds(ms: int) -> int | float:
    """Return a duration given in milliseconds as decimal seconds, an integer where it is whole."""
    return ms // 1000 if ms % 1000 == 0 else ms / 1000


class Band(Enum):
    """A degree of soreness (rules R1.bands).

    Bands are ordered from ``clear`` to ``warning``, so ``max`` gives the worst. ``severity`` is the
    rank of a band: 0 (clear) to 4 (warning).
    """

    CLEAR = "clear"
    MILD = "mild"
    MODERATE = "moderate"
    HIGH = "high"
    WARNING = "warning"

    def __init__(self, _: str) -> None:
        self.severity = len(type(self).__members__)

    # Each on its own: years of dates compare bands, and `functools.total_ordering` takes twice as
    # long.
    def __lt__(self, other: Self) -> bool:
        return self.severity < other.severity

    def __le__(self, other: Self) -> bool:
        return self.severity <= other.severity

    def __gt__(self, other: Self) -> bool:
        return self.severity > other.severity

    def __ge__(self, other: Self) -> bool:
        return self.severity >= other.severity


STOP_BANDS: dict[str, Band] = {
    "sore": Band.MODERATE,
    "pain": Band.HIGH,
    "warning": Band.WARNING,
}
"""The bands that reasons for stopping stand for; other reasons say nothing about the body (rules
R1.three-ways)."""


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Base of all records: immutable, built by keyword, defaults left out of the file.

    No record can contain itself. ``gc=False`` therefore loses nothing, and spares the garbage
    collector years of records.
    """


class Exercise(Record, frozen=True):
    """One held movement of a routine.

    ``area`` is the part of the body and ``word`` what is shown during the hold. ``how`` is what to
    do, what it feels like and what not to do, in this order; a line may be empty. None is the text
    that came with the program, which only the built-in exercises have
    (`tui.words.how.how_lines`). The durations of its phases are in seconds (rules R4.phases).
    """

    id: Name
    name: Label
    area: Label = ""
    word: Word = "GENTLY"
    how: Annotated[tuple[HowLine, ...], Meta(max_length=3)] | None = None
    ease_in_s: EaseIn = 2
    hold_s: Hold = 5
    ease_out_s: EaseOut = 3
    rest_s: Rest = 6


class Plan(Record, frozen=True):
    """How the target of each exercise of a routine rises (rules R3.plan).

    The target is ``start_reps`` until ``start_days`` dates are earned. Then it rises by ``step``
    reps after each earned date, up to ``ceiling``. ``rounds`` is how often the target may be
    practised on a date.

    Raises:
        ValueError: ``ceiling`` is below 2 or below ``start_reps``.
    """

    start_reps: Annotated[int, Meta(ge=1, le=5)] = 2
    start_days: Annotated[int, Meta(ge=1, le=14)] = 2
    step: Annotated[int, Meta(ge=0, le=2)] = 1
    ceiling: Annotated[int, Meta(ge=1, le=20)] = 10
    rounds: Annotated[int, Meta(ge=1, le=3)] = 1

    def __post_init__(self) -> None:
        if self.ceiling < max(2, self.start_reps):
            raise ValueError(
                f"the ceiling ({self.ceiling}) must be at least 2 and not below "
                f"the {self.start_reps} reps to start with"
            )


# The three kinds of schedule entry (rules R2.kinds). Each applies from its date ``since``, and its
# ``needs`` says which level keeps a date (rules R1.kept). All have ``usual_gap``, the longest run
# of dates that the schedule itself leaves between two practices (rules R3.before.2), and
# ``schedules``, which says whether a date is scheduled.


class Daily(Record, frozen=True, tag_field="kind", tag="daily"):
    """A schedule entry that schedules every date."""

    since: dt.date = field(name="from")
    needs: Needs = "any"

    @property
    def usual_gap(self) -> int:
        """0 dates."""
        return 0

    def schedules(self, day: dt.date) -> bool:  # noqa: ARG002 - all kinds have the same signature
        """Return True."""
        return True


class Weekdays(Record, frozen=True, tag_field="kind", tag="weekdays"):
    """A schedule entry that schedules the listed days of every week."""

    since: dt.date = field(name="from")
    days: Annotated[tuple[Weekday, ...], Meta(min_length=1)]
    needs: Needs = "any"

    @property
    def usual_gap(self) -> int:
        """0 to 6 dates: the longest run of days that are not listed."""
        listed = [day in self.days for day in WEEKDAYS]
        longest = run = 0
        for is_listed in listed * 2:  # twice, because a run may cross the end of the week
            run = 0 if is_listed else run + 1
            longest = max(longest, run)
        return longest

    def schedules(self, day: dt.date) -> bool:
        """Return whether the date's day of the week is listed."""
        return WEEKDAYS[day.weekday()] in self.days


class Weekly(Record, frozen=True, tag_field="kind", tag="weekly"):
    """A schedule entry that asks for a number of dates in each week, on any days."""

    since: dt.date = field(name="from")
    times: Annotated[int, Meta(ge=1, le=6)]
    week_starts_on: Weekday = "mon"
    needs: Needs = "any"

    @property
    def usual_gap(self) -> int:
        """1 to 6 dates: what lies between practices that are spread evenly over the week."""
        return math.ceil(7 / self.times) - 1

    def schedules(self, day: dt.date) -> bool:  # noqa: ARG002 - all kinds have the same signature
        """Return False: only the week as a whole is scheduled."""
        return False

    def week_of(self, day: dt.date) -> list[dt.date]:
        """Return the seven dates of the week that holds a date, in order."""
        first = week_start(day, WEEKDAYS.index(self.week_starts_on))
        return [first + ONE_DAY * n for n in range(7)]

    def need(self, protected: int) -> int:
        """Return how many kept dates a week needs, given its protected dates (rules R2.need)."""
        return self.times * (7 - protected) // 7


ScheduleEntry = Daily | Weekdays | Weekly


class Routine(Record, frozen=True):
    """A routine: exercises in order, a plan, a schedule, and the pauses of its sessions in seconds.

    With ``deleted`` set it is the trace of a removed routine, and the only kind without a name.

    Raises:
        ValueError: two exercises have the same id.
    """

    id: Name
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
        """Return the schedule entry that governs a date (rules R2.entries, R2.default)."""
        governing: ScheduleEntry | None = None
        for entry in self.schedule:
            if entry.since <= day and (governing is None or entry.since >= governing.since):
                governing = entry
        return governing or Daily(since=dt.date.min)


class Reps(Record, frozen=True):
    """What a session records of one exercise, in reps.

    ``target`` is what the person set out to do of the date, None when nothing was asked. ``asked``
    is what the plan asked, given only where the person lowered it (rules R3.lowered), and never
    below ``target``. ``hold_s`` is the hold asked for each rep and ``held_s`` the sum of what was
    held in done and short reps, in seconds.
    """

    target: Annotated[int, Meta(ge=1, le=999)] | None = None
    asked: Annotated[int, Meta(ge=1, le=999)] | None = None
    done: Count = 0
    imagined: Count = 0
    short: Count = 0
    skipped: Count = 0
    hold_s: HeldSeconds | None = None
    held_s: HeldSeconds = 0

    @classmethod
    def to_do(cls, target: int | None, asked: int | None, hold_s: float) -> Self:
        """Return reps of which nothing is done yet; ``asked`` is what the plan asks."""
        is_lowered = target is not None and asked is not None and target < asked
        return cls(target=target, asked=asked if is_lowered else None, hold_s=hold_s)

    @property
    def counted(self) -> int:
        """Reps that count for the day and the streak: done plus imagined (rules R1.counted)."""
        return self.done + self.imagined


class Session(Record, frozen=True):
    """One practice session, with its reps by exercise id.

    ``kept`` marks the date as done without counts. ``confirmed`` is False until someone answered
    for the session (rules R4.unattended). With ``deleted`` set it is the trace of a removed
    session, and the only kind whose ``day`` means nothing.
    """

    id: Name
    routine: str = ""
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
        """Counted reps of all exercises together."""
        return sum(reps.done + reps.imagined for reps in self.reps.values())

    @property
    def has_counted(self) -> bool:
        """Whether any rep was counted; quicker than `counted`, for years of sessions."""
        for reps in self.reps.values():  # noqa: SIM110 - a generator takes three times as long
            if reps.done or reps.imagined:
                return True
        return False

    @property
    def asks_real_reps(self) -> bool:
        """Whether a target is asked of any exercise; if not, its reps stay imagined (R3.rest)."""
        return any(reps.target is not None for reps in self.reps.values())

    @property
    def stop_band(self) -> Band:
        """The band that the stop reason stands for; clear for any other reason, or none."""
        if self.stop_reason is None:
            return Band.CLEAR
        return STOP_BANDS.get(self.stop_reason, Band.CLEAR)


class DayRecord(Record, frozen=True):
    """What is known of one date apart from its sessions.

    It is about the person and acts on every routine (rules R1.person). ``check`` is the check-in,
    ``report`` what was answered later, ``ack`` whether a warning sign was acknowledged. ``compare``
    is the answer to the weekly question, and ``compare_put_off`` says that it was asked on the date
    and not answered (rules R7.ask).
    """

    day: dt.date
    check: Band | None = None
    report: Band | None = None
    areas: tuple[str, ...] = ()
    ack: bool = False
    compare: Compare | None = None
    compare_put_off: bool = False
    rest_reason: RestReason | None = None
    note: Note = ""
    changed: Moment | None = None
    deleted: Moment | None = None


ClockTime = Annotated[str, Meta(pattern=r"^(0\d|1[01]):[0-5]\d$")]


class Settings(Record, frozen=True):
    """The settings that are not part of a routine."""

    day_starts_at: ClockTime = "03:00"
    routine: Name = "neck-and-upper-back"
    sound: Literal["auto", "tones", "bell", "off"] = "auto"
    tick: Literal["all", "last3", "off"] = "last3"
    quiet: bool = False
    speech: bool = False
    notice: bool = False
    motion: Literal["full", "reduced", "none"] = "full"
    glyphs: Literal["unicode", "ascii"] = "unicode"
    theme: Annotated[str, Meta(min_length=1)] = "supine-night"
    week_starts_on: Weekday = "mon"
    # Keys by binding id. They are validated one by one when used: a wrong one spoils no other.
    keys: dict[str, Any] = {}
    welcomed: bool = False
    # When advice of each kind was dismissed last (rules R3.ask, R3.suggest).
    dismissed: dict[str, dt.date] = {}
    changed: Moment | None = None

    @property
    def first_weekday(self) -> int:
        """The weekday on which weeks begin, from 0 (Monday) to 6 (Sunday)."""
        return WEEKDAYS.index(self.week_starts_on)


DEFAULT_ROUTINE = Routine(
    id="neck-and-upper-back",
    name="Neck and upper back",
    exercises=(
        Exercise(id="shoulder-blades", name="Shoulder blades", area="upper back", word="SQUEEZE"),
        Exercise(id="neck", name="Neck", area="back of the neck", word="PRESS"),
    ),
)
