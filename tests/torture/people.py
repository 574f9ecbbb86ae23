# ruff: noqa: T201
"""Let people as they are practise for 120 days, and print what the plan did with them.

    python -m tests.torture.people             everyone
    python -m tests.torture.people nurse sore  those whose names contain one of these words

Each person is a function that says what is done on a day. The days are written through the diary,
as the program writes them, and each line of the report is what the program would have shown: the
number asked before practice with its reason, and the advice, which is dismissed once it is read.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.builders import FIRST_DAY, make_diary, nth
from tests.clock import ManualClock
from tui.diary.today import Today
from tui.practice.models import Band, Effort, Reps, RestReason, StopReason, Weekly
from tui.practice.timetable import length, plan_steps, with_reps
from tui.words.advice import advice_words
from tui.words.targets import reason_words

DAYS = 120
CLEAR, MILD, MODERATE, HIGH, WARNING = Band


@dataclass
class Life:
    """One person's diary, moved on day by day."""

    folder: Path
    asked: list[str] = field(default_factory=list)
    """What each day asked of the first exercise once the check-in was answered; "·" without one."""
    sentences: list[str] = field(default_factory=list)
    day: int = 0
    had_check_in: bool = False

    def __post_init__(self) -> None:
        self.clock = ManualClock(dt.datetime.combine(FIRST_DAY, dt.time(21), dt.UTC))
        self.diary = make_diary(self.folder / "supine.json", self.clock)
        self.diary.preferences.welcome()

    @property
    def today(self) -> Today:
        return Today.now(self.diary.read(), self.clock)

    @property
    def target(self) -> int:
        """The reps that today asks of the first exercise, 0 where it asks none."""
        return self.today.plan.exercises[0].target or 0

    def next_day(self) -> None:
        self.day += 1
        self.clock.wall = dt.datetime.combine(nth(self.day), dt.time(21), dt.UTC)
        self.had_check_in = False
        self.asked.append("·")

    def say(self, band: Band, *, ack: bool = False) -> None:
        """Answer the check-in, or report how it feels, as the date has it."""
        self.diary.record_feeling(nth(self.day), None if ack else band, ack=ack)

    def begin(self, band: Band = CLEAR) -> int:
        """Answer the check-in if it is asked, note what is asked then, and return the reps."""
        if self.today.asks_check_in():
            self.say(band)
        today = self.today
        plan = today.plan
        self.asked[-1] = str(plan.exercises[0].target or "–")
        self._note(reason_words(plan))
        if (advice := today.advice) is not None:
            self._note(f"[{advice_words(advice)}]")
            self.diary.preferences.dismiss_advice(advice.kind, nth(self.day))
        return 0 if plan.is_enough else plan.exercises[0].target or 0

    def _note(self, sentence: str) -> None:
        known = [each.partition(" ")[2] for each in self.sentences]
        words = sentence.partition(": ")[2] or sentence
        if words not in known:
            self.sentences.append(f"{self.day}: {words}".replace(": ", " ", 1))

    def practise(
        self,
        done: int | None = None,
        *,
        imagined: int = 0,
        effort: Effort | None = "right",
        stop: StopReason | None = None,
        confirmed: bool = True,
        fewer: int = 0,
    ) -> None:
        """Do a session with so many real reps of both exercises; by default all that is left."""
        today = self.today
        asked = today.asked()
        targets = {
            name: None if target is None else max(1, target - fewer)
            for name, target in today.targets().items()
        }
        session = self.diary.start_session(today.routine, nth(self.day), targets, asked=asked)
        reps = {}
        for each in today.plan.exercises:
            target = targets[each.exercise.id]
            real = (each.left if not fewer else target or 0) if done is None else done
            known = session.reps[each.exercise.id]
            reps[each.exercise.id] = Reps(
                target=known.target, asked=known.asked, done=real, imagined=imagined, hold_s=5
            )
        self.diary.end_session(session.id, reps, stop)
        self.diary.release_session()
        if confirmed:
            self.diary.answer_session(session.id, effort=effort)

    def rest(self, reason: RestReason) -> None:
        self.diary.rest(nth(self.day), reason)

    def reps_within(self, minutes: float) -> int:
        """Return how many reps of each exercise a session of so many minutes holds."""
        sets = with_reps(self.today.sets_left())
        for reps in range(max((each.reps for each in sets), default=0), 0, -1):
            cut = [type(each)(each.exercise, each.first, min(reps, each.reps)) for each in sets]
            if length(plan_steps(self.today.routine, cut)) <= minutes * 60_000:
                return reps
        return 0


Person = Callable[[Life], None]
PEOPLE: dict[str, tuple[str, Person]] = {}


def person(name: str) -> Callable[[Person], Person]:
    """Add a person; the docstring says who it is."""

    def add(act: Person) -> Person:
        PEOPLE[name] = " ".join((act.__doc__ or "").split()), act
        return act

    return add


def _fine(life: Life) -> None:
    life.begin()
    life.practise()


@person("fine")
def _(life: Life) -> None:
    """Feels fine every day and does what is asked."""
    _fine(life)


@person("a little sore, compared with usual")
def _(life: Life) -> None:
    """Has always been a little stiff, and answers "as usual" to the question as it is asked now."""
    _fine(life)


@person("a little sore, said every day")
def _(life: Life) -> None:
    """Answers "a bit more sore" every single day, and does what is asked."""
    life.begin(MILD)
    life.practise()


@person("a little sore, two days in three")
def _(life: Life) -> None:
    """Answers "a bit more sore" on two days in three."""
    life.begin(CLEAR if life.day % 3 == 0 else MILD)
    life.practise()


@person("pain at five")
def _(life: Life) -> None:
    """It hurts whenever five are asked; everything below is fine."""
    target = life.begin()
    if target >= 5:
        life.practise(4, stop="pain")
    elif target:
        life.practise()


@person("lowers every Friday by two")
def _(life: Life) -> None:
    """Asks for two fewer on every seventh day."""
    target = life.begin()
    life.practise(fewer=2 if life.day % 7 == 0 and target > 2 else 0)


@person("stops half way every Friday")
def _(life: Life) -> None:
    """Has enough half way on every seventh day."""
    target = life.begin()
    if life.day % 7 == 0:
        life.practise(target // 2, stop="enough")
    else:
        life.practise()


@person("away 13, then 14 days")
def _(life: Life) -> None:
    """Is away on days 21 to 33 (13 days) and 61 to 74 (14 days)."""
    if not (21 <= life.day <= 33 or 61 <= life.day <= 74):
        _fine(life)


@person("falls asleep")
def _(life: Life) -> None:
    """Falls asleep before the end of every session, and never answers Finish."""
    life.begin()
    life.practise(confirmed=False, effort=None)


@person("two rounds a day")
def _(life: Life) -> None:
    """Practises two rounds a day, with rounds set to two."""
    if life.day == 1:
        from msgspec.structs import replace

        life.diary.preferences.change_routine(
            life.today.routine.id,
            lambda old: replace(old, plan=replace(old.plan, rounds=2)),
        )
    life.begin()
    target = life.target
    life.practise()
    life.practise(target)


@person("every fourth day")
def _(life: Life) -> None:
    """Practises every fourth day on a daily schedule, and takes the weekly one from day 61 on."""
    if life.day == 61:
        from msgspec.structs import replace

        life.diary.preferences.change_routine(
            life.today.routine.id,
            lambda old: replace(old, schedule=(Weekly(since=nth(61), times=2),)),
        )
    if life.day % 4 == 1:
        _fine(life)


@person("sore last winter")
def _(life: Life) -> None:
    """Only said that it was very sore on days 1 and 2, and begins to practise on day 31."""
    if life.day <= 2:
        life.say(HIGH)
    elif life.day >= 31:
        _fine(life)


@person("a warning sign")
def _(life: Life) -> None:
    """Notices tingling on day 20, has it looked at, and goes on from day 34."""
    if life.day == 34:
        life.say(CLEAR, ack=True)
    if life.day == 20:
        life.begin()
        life.practise(3, stop="warning")
    elif not 20 <= life.day <= 33:
        _fine(life)


@person("nurse on shifts")
def _(life: Life) -> None:
    """Nothing after the two nights of nine days, hard after the last late shift, sore after."""
    turn = life.day % 9
    if turn in (5, 6):
        return
    life.begin(MILD if turn == 7 else CLEAR)
    life.practise(effort="hard" if turn == 4 else "right")


@person("parent with four minutes")
def _(life: Life) -> None:
    """Has four minutes, then a child calls; misses every tenth day."""
    if life.day % 10 == 0:
        return
    target = life.begin()
    reps = min(life.reps_within(4), target)
    life.practise(reps, stop=None if reps == target else "interrupted")


@person("75, osteoporosis, honest")
def _(life: Life) -> None:
    """May practise; a bit more sore one day in three, clearly more sore every three weeks."""
    if life.day % 21 == 0:
        target = life.begin(MODERATE)
        life.practise(max(1, target), effort="light")
        return
    life.begin(MILD if life.day % 3 == 0 else CLEAR)
    life.practise(effort="hard" if life.day % 10 == 5 else "right")


@person("flare-up every three weeks")
def _(life: Life) -> None:
    """Three very sore days every three weeks, resting; two bit-more-sore ones; else fine."""
    turn = life.day % 21
    if turn in (0, 1, 2) and life.day >= 21:
        life.begin(HIGH)
        life.rest("sore")
        return
    life.begin(MILD if turn in (3, 4) and life.day >= 21 else CLEAR)
    life.practise()


@person("taps through everything")
def _(life: Life) -> None:
    """Taps "as usual" and enter always, skips most holds, presses done without moving."""
    life.begin()
    if life.day % 3 == 0:
        life.practise(0, imagined=0, stop="enough")
    else:
        life.practise()


def live(name: str) -> str:
    """Return the report of one person."""
    about, act = PEOPLE[name]
    with tempfile.TemporaryDirectory() as folder:
        life = Life(Path(folder))
        for _ in range(DAYS):
            life.next_day()
            act(life)
        history = life.today.history
        weeks = [life.asked[n : n + 10] for n in range(0, DAYS, 10)]
        numbers = " | ".join(" ".join(week) for week in weeks)
        lines = [
            f"## {name}",
            about,
            f"asked: {numbers}",
            f"day {DAYS}: {history.current} in a row, longest {history.longest}, "
            f"{history.last_30} of the last 30, steadiness {history.steadiness:.0%}, "
            f"{history.counted} reps",
            *(f"  day {sentence}" for sentence in life.sentences),
        ]
    return "\n".join(lines)


def main() -> None:
    """Print everyone, or those that are named."""
    words = sys.argv[1:]
    for name in PEOPLE:
        if not words or any(word in name for word in words):
            print(live(name), end="\n\n")


if __name__ == "__main__":
    main()
