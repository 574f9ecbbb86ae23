# ruff: noqa: T201
"""The plan under torture: ``python -m tests.torture.plans [--plans N] [--seed S]``.

Makes up years of practice, each with a plan and a schedule of its own, and folds each of them
twice: whole, and by its tail alone (rules R3.tail). Prints how many were compared, and how many of
them ended with a limit, a lock or a short tail. Exits with 1 at the first difference. 100,000 plans
take some minutes. The short form is in the suite (`tests/practice/test_progression.py`).
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
from collections import Counter

from tests.builders import nth, routine
from tui.practice.days import Day, gather, lock_spans, pain_indices
from tui.practice.models import (
    Band,
    Daily,
    DayRecord,
    Plan,
    Reps,
    Routine,
    ScheduleEntry,
    Session,
    Weekdays,
    Weekly,
)
from tui.practice.progression import before, exercise_result, fold
from tui.practice.tail import fold_tail

CLEAR, MILD, MODERATE, HIGH, WARNING = Band
EXERCISE = "neck"
SCHEDULES: tuple[tuple[ScheduleEntry, ...], ...] = (
    (),
    (Weekdays(since=nth(1), days=("mon", "thu")),),
    (Weekly(since=nth(1), times=2),),
    (Weekly(since=nth(1), times=1), Daily(since=nth(40))),
)


class Life:
    """A made-up person, who practises day by day what the plan asks, or something else."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        plan = Plan(
            start_reps=chance.randint(1, 4),
            start_days=chance.randint(1, 4),
            step=chance.randint(0, 2),
            ceiling=chance.randint(4, 14),
            rounds=chance.choice((1, 1, 2, 3)),
        )
        self.routine: Routine = routine(plan=plan, schedule=chance.choice(SCHEDULES), exercises=2)
        self.sessions: list[Session] = []
        self.records: dict[dt.date, DayRecord] = {}
        # How often something goes wrong differs from life to life, so that long calm runs occur.
        self.trouble = chance.choice((0.02, 0.05, 0.15, 0.4))
        self.hurts_at = chance.choice((0, 0, plan.ceiling - 1, chance.randint(2, 10)))

    def live(self, dates: int) -> list[Day]:
        """Live so many dates with practice or answers, and return them all in order."""
        day = 1
        for _ in range(dates):
            self._day(nth(day))
            gap = self.chance.choice((1, 2, 3, 4, 8, 14, 15, 16, 30))
            day += gap if self._is_troubled() else 1
        return list(self.days().values())

    def days(self) -> dict[dt.date, Day]:
        """All dates so far, in order."""
        return gather(self.routine.id, self.sessions, self.records)

    def _is_troubled(self) -> bool:
        return self.chance.random() < self.trouble

    def _pick(self, *values: Band | None) -> Band | None:
        return self.chance.choice(values) if self._is_troubled() else None

    def _day(self, date: dt.date) -> None:
        chance = self.chance
        check = self._pick(MILD, MILD, MODERATE, HIGH, WARNING)
        if check is None and chance.random() < 0.3:
            check = CLEAR
        said = DayRecord(
            day=date,
            check=check,
            report=self._pick(CLEAR, MILD, MODERATE, HIGH, WARNING),
            ack=chance.random() < 0.2,
        )
        if said != DayRecord(day=date):
            self.records[date] = said
        if self._is_troubled() and chance.random() < 0.3:
            return
        asked = self._asked(Day(date, check=check, ack=said.ack))
        for _ in range(2 if self._is_troubled() else 1):
            self.sessions.append(self._session(date, asked))

    def _asked(self, day: Day) -> int | None:
        days = list(self.days().values())[-40:]  # mostly what the plan asks, and else close to it
        return before(fold(self.routine, EXERCISE, days), self.routine, day).target

    def _session(self, date: dt.date, asked: int | None) -> Session:
        chance = self.chance
        target = asked
        if asked is None and self._is_troubled():
            target = asked = chance.randint(1, 12)
        if target is not None and self._is_troubled():
            target = chance.randint(1, target)
        real = (target or 0) * chance.choice((1, 1, 1, self.routine.plan.rounds))
        imagined = 0
        if self._is_troubled():
            real, imagined = chance.randint(0, real + 4), chance.choice((0, 0, 1, 5))
        hurts = self.hurts_at and asked is not None and asked >= self.hurts_at
        is_stopped = hurts or (self._is_troubled() and chance.random() < 0.4)
        reps = Reps(
            target=target,
            asked=asked if target != asked else None,
            done=real,
            imagined=imagined,
        )
        return Session(
            id=f"s{len(self.sessions)}",
            routine=self.routine.id if not self._is_troubled() else "other",
            day=date,
            reps={EXERCISE: reps},
            status="stopped" if is_stopped else "finished",
            stop_reason="pain"
            if hurts
            else chance.choice(("enough", "sore", "pain", "warning"))
            if is_stopped
            else None,
            effort=chance.choice((None, "light", "hard")) if self._is_troubled() else None,
            confirmed=not self._is_troubled(),
        )


def compare(chance: random.Random, counts: Counter[str]) -> str:
    """Compare the tail with the whole fold of one life, date by date from some date on.

    Returns what differs in words, or nothing.
    """
    life = Life(chance)
    every = life.live(chance.choice((5, 20, 60, 120)))
    for _ in range(8):
        days = every[: chance.randint(0, len(every))]
        spans = lock_spans({day.date: day for day in days})
        whole = fold(life.routine, EXERCISE, days)
        tail = fold_tail(life.routine, EXERCISE, days, spans, pain_indices(days))
        counts["plans"] += 1
        counts["with a limit"] += whole.limit is not None
        counts["locked"] += whole.locked
        counts["of which the limit was forgotten"] += whole.limit is None and any(
            day.later_band >= HIGH and exercise_result(day, EXERCISE) is not None for day in days
        )
        if tail != whole:
            return f"{life.routine.plan}\n{life.routine.schedule}\nwhole {whole}\ntail  {tail}"
    return ""


def main() -> int:
    """Compare plans; return 1 at the first difference."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture.plans")
    parser.add_argument("--plans", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=None)
    args = parser.parse_args()
    seed = random.randrange(2**32) if args.seed is None else args.seed
    print(f"seed {seed}", flush=True)
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    while counts["plans"] < args.plans:
        if differs := compare(chance, counts):
            print(differs)
            return 1
    print(", ".join(f"{number} {what}" for what, number in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
