"""The dates of one routine, gathered from its sessions and from what was said of each date.

The progression, the classification of a day and every statistic read these and nothing else, so
that all of them agree on which sessions speak for a date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tui.practice.models import Band, DayRecord, RestReason, Session


@dataclass(frozen=True, slots=True)
class Tally:
    """What one date says of one exercise, its sessions summed.

    ``target`` is the lowest recorded one, or None when none was asked.
    """

    target: int | None
    real: int
    imagined: int

    @property
    def counted(self) -> int:
        """Reps that count for the day: done and imagined."""
        return self.real + self.imagined


@dataclass(frozen=True, slots=True)
class Day:
    """One date as one routine sees it.

    ``sessions`` are this routine's that count: those with a counted rep, a ``kept`` mark, or a stop
    for the body's sake. ``stop`` is the worst stop of *any* routine, since soreness belongs to the
    person and not to a routine.
    """

    date: dt.date
    sessions: tuple[Session, ...] = ()
    check: Band | None = None
    report: Band | None = None
    stop: Band = Band.CLEAR
    ack: bool = False
    rest: RestReason | None = None

    @property
    def is_practised(self) -> bool:
        """Whether anything was counted, or the date was marked as kept."""
        return self.is_kept_mark or any(session.counted for session in self.sessions)

    @property
    def is_kept_mark(self) -> bool:
        """Whether a session says ``kept`` without counting reps."""
        return any(session.kept for session in self.sessions)

    @property
    def said_later(self) -> Band:
        """The worse of the report and the stop: what the body said after the check-in."""
        return max(self.report or Band.CLEAR, self.stop)

    @property
    def worst(self) -> Band:
        """The worst band said of the date in any of the three ways."""
        return max(self.check or Band.CLEAR, self.said_later)

    @property
    def tallies(self) -> dict[str, Tally]:
        """Per exercise id of the date's own sessions: target, real and imagined reps."""
        result: dict[str, Tally] = {}
        for session in self.sessions:
            for exercise, reps in session.reps.items():
                before = result.get(exercise)
                if before is None:
                    result[exercise] = Tally(reps.target, reps.done, reps.imagined)
                else:
                    targets = [t for t in (before.target, reps.target) if t is not None]
                    result[exercise] = Tally(
                        min(targets, default=None),
                        before.real + reps.done,
                        before.imagined + reps.imagined,
                    )
        return result

    def speaking_for(self, exercise: str) -> list[Session]:
        """The sessions with counted reps of an exercise; only they say how it went."""
        return [s for s in self.sessions if exercise in s.reps and s.reps[exercise].counted]


def gather(
    routine: str,
    sessions: Iterable[Session],
    records: Mapping[dt.date, DayRecord],
    *,
    today: dt.date | None = None,
) -> dict[dt.date, Day]:
    """The dates that say anything, in order.

    Sessions dated after ``today`` are ignored, and so are those in which nothing was counted and
    that did not stop for the body's sake. Rest marks may lie ahead and are kept.
    """
    own: dict[dt.date, tuple[Session, ...]] = {}
    stops: dict[dt.date, Band] = {}
    for session in sessions:
        date = session.day
        if today is not None and date > today:
            continue
        stop = Band.CLEAR
        if session.stop_reason is not None:
            stop = session.stop_band
            if stop is not Band.CLEAR:
                stops[date] = max(stops.get(date, Band.CLEAR), stop)
        if session.routine == routine and (
            session.kept or stop is not Band.CLEAR or session.has_counted
        ):
            own[date] = (*own[date], session) if date in own else (session,)
    said = {date: known for date, known in records.items() if today is None or date <= today}
    result: dict[dt.date, Day] = {}
    for date in sorted({*own, *stops, *records}):
        if date not in records and date not in stops:
            result[date] = Day(date, own[date])  # nearly every date of years is one of these
            continue
        record = said.get(date)
        result[date] = Day(
            date=date,
            sessions=own.get(date, ()),
            check=record.check if record else None,
            report=record.report if record else None,
            stop=stops.get(date, Band.CLEAR),
            ack=record.ack if record else False,
            rest=records[date].rest_reason if date in records else None,
        )
    return result


@dataclass(frozen=True, slots=True)
class LockSpan:
    """Dates locked by a warning sign: from ``since`` to the day before it was acknowledged."""

    since: dt.date
    until: dt.date | None

    def holds(self, date: dt.date) -> bool:
        """Whether a date lies in the span."""
        return self.since <= date and (self.until is None or date < self.until)


def lock_spans(days: Mapping[dt.date, Day]) -> list[LockSpan]:
    """When the steps were locked, from dates in order; the sign's own date counts as locked.

    An acknowledgement unlocks only on a date after the sign. It does not depend on any exercise,
    since a warning sign acts on all of them.
    """
    spans: list[LockSpan] = []
    since: dt.date | None = None
    sign = Band.WARNING
    for day in days.values():
        # Few dates of years say either, and comparing bands is slow.
        if not (day.ack or day.check is sign or day.report is sign or day.stop is sign):
            continue
        if since is not None and day.ack and day.date > since:
            spans.append(LockSpan(since, day.date))
            since = None
        if since is None and day.worst is sign:
            since = day.date
    if since is not None:
        spans.append(LockSpan(since, None))
    return spans


def is_locked(spans: list[LockSpan], date: dt.date) -> bool:
    """Whether a date lies in any of the spans."""
    return any(span.holds(date) for span in spans)
