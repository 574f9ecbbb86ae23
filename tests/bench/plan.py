"""Measure the plan of a day after 50 years: ``python -m tests.bench.plan``.

Each figure has as its floor the whole fold of the same dates, which the tail is to spare. People
differ in what the tail can spare: after pain each date is folded while a limit stands.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping

from tests.builders import nth, routine
from tui.practice.day_plan import plan_day
from tui.practice.days import Day, gather
from tui.practice.models import Band, DayRecord, Reps, Session
from tui.practice.progression import fold

DATES = 18_250
ROUNDS = 7
_EXERCISE = "neck"


def days_of_life(
    checks: Callable[[int], Band | None], stops: Callable[[int], bool]
) -> Mapping[dt.date, Day]:
    """Return 50 years of daily sessions, with check-ins and stops for pain on some of them."""
    sessions: list[Session] = []
    records: dict[dt.date, DayRecord] = {}
    for number in range(1, DATES + 1):
        day, is_stopped = nth(number), stops(number)
        target = min(10, 2 + number // 2)
        reps = Reps(target=target, done=target, hold_s=5, held_s=5 * target)
        sessions.append(
            Session(
                id=f"s{number}",
                routine=routine().id,
                day=day,
                reps={exercise.id: reps for exercise in routine().exercises},
                status="stopped" if is_stopped else "finished",
                stop_reason="pain" if is_stopped else None,
            )
        )
        if (check := checks(number)) is not None:
            records[day] = DayRecord(day=day, check=check)
    return gather(routine().id, sessions, records)


LIVES: Mapping[str, Mapping[dt.date, Day]] = {
    "nothing said": days_of_life(lambda _: None, lambda _: False),
    "a clear check-in daily": days_of_life(lambda _: Band.CLEAR, lambda _: False),
    "pain once, long ago": days_of_life(lambda _: Band.CLEAR, lambda number: number == 400),
    "pain once a year": days_of_life(lambda _: Band.CLEAR, lambda number: number % 365 == 0),
    "pain every month": days_of_life(lambda _: Band.CLEAR, lambda number: number % 30 == 0),
    "a mild check-in daily": days_of_life(lambda _: Band.MILD, lambda _: False),
}


def _best_ms(action: Callable[[], object]) -> float:
    times: list[float] = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        action()
        times.append((time.process_time() - begin) * 1000)
    return min(times)


def main() -> None:
    """Print a line for each kind of life."""
    print(f"The plan of the next day after {DATES:,} sessions, least of {ROUNDS} in ms of CPU time")
    print(f"{'life':24}{'whole fold':>12}{'the plan':>12}")
    for name, days in LIVES.items():
        in_order = list(days.values())

        def whole(dates: list[Day] = in_order) -> object:
            return [fold(routine(), exercise.id, dates) for exercise in routine().exercises]

        def plan(dates: Mapping[dt.date, Day] = days) -> object:
            return plan_day(routine(), dates, nth(DATES + 1))

        print(f"{name:24}{_best_ms(whole):12.1f}{_best_ms(plan):12.1f}")


if __name__ == "__main__":
    main()
