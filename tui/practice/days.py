"""The dates of one routine, gathered from its sessions and from what was said of each date.

The progression, the classification of a day and every statistic read these and nothing else, so
that all of them agree on which sessions speak for a date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from msgspec import Struct

from tui.practice.models import Band, DayRecord, Reps, RestReason, Session


class Day(Struct, frozen=True, gc=False):
    """One date as one routine sees it.

    ``sessions`` are this routine's that count: those with a counted rep, a ``kept`` mark, or a stop
    for the body's sake. ``stop`` is the worst stop of *any* routine, since soreness belongs to the
    person and not to a routine. ``only_reps`` may be given where nothing else says anything of the
    date than these reps of its one session: two such dates with the same reps are alike.
    """

    date: dt.date
    sessions: tuple[Session, ...] = ()
    only_reps: Mapping[str, Reps] | None = None
    check: Band | None = None
    report: Band | None = None
    stop: Band = Band.CLEAR
    ack: bool = False
    rest: RestReason | None = None

    @property
    def is_practised(self) -> bool:
        """Whether anything was counted, or the date was marked as kept."""
        return self.is_marked_kept or any(session.counted for session in self.sessions)

    @property
    def is_marked_kept(self) -> bool:
        """Whether a session says ``kept`` without counting reps."""
        return any(session.kept for session in self.sessions)

    @property
    def later_band(self) -> Band:
        """The worse of the report and the stop: what the body said after the check-in."""
        return max(self.report or Band.CLEAR, self.stop)

    @property
    def worst_band(self) -> Band:
        """The worst band said of the date in any of the three ways."""
        return max(self.check or Band.CLEAR, self.later_band)

    @property
    def tallies(self) -> Mapping[str, Reps]:
        """Per exercise id what the date's own sessions come to.

        Counts are summed; the target is the lowest recorded one, None when none was asked.
        """
        if len(self.sessions) == 1:
            return self.sessions[0].reps
        result: dict[str, Reps] = {}
        for session in self.sessions:
            for exercise, reps in session.reps.items():
                before = result.get(exercise, Reps())
                targets = [t for t in (before.target, reps.target) if t is not None]
                result[exercise] = Reps(
                    target=min(targets, default=None),
                    done=before.done + reps.done,
                    imagined=before.imagined + reps.imagined,
                )
        return result

    def sessions_of(self, exercise: str) -> list[Session]:
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
    result: dict[dt.date, Day] = {}
    stops: dict[dt.date, Band] = {}
    latest = today or dt.date.max
    for session in sessions:
        date = session.day
        if date > latest:
            continue
        only: Mapping[str, Reps] | None = None
        if session.stop_reason is not None and (band := session.stop_band) is not Band.CLEAR:
            stops[date] = max(stops.get(date, Band.CLEAR), band)
        elif not session.kept:
            only = session.reps
            for reps in only.values():  # as `has_counted`, which takes three times as long to call
                if reps.done or reps.imagined:
                    break
            else:
                continue
        if session.routine == routine:
            if date in result:
                result[date] = Day(date, (*result[date].sessions, session))
            else:
                result[date] = Day(date, (session,), only)
    # Nearly every date of years is done with that; of the others something was said as well.
    for date in {*stops, *records}:
        record = records.get(date)
        said = record if date <= latest else None
        result[date] = Day(
            date=date,
            sessions=result[date].sessions if date in result else (),
            check=said.check if said else None,
            report=said.report if said else None,
            stop=stops.get(date, Band.CLEAR),
            ack=said.ack if said else False,
            rest=record.rest_reason if record else None,
        )
    in_order = sorted(result)
    return result if in_order == list(result) else {date: result[date] for date in in_order}


class LockSpan(Struct, frozen=True):
    """Dates locked by a warning sign: from ``since`` to the day before it was acknowledged."""

    since: dt.date
    until: dt.date | None

    def holds(self, date: dt.date) -> bool:
        """Whether a date lies in the span."""
        return self.since <= date and (self.until is None or date < self.until)


def lock_spans(days: Mapping[dt.date, Day], until: dt.date = dt.date.max) -> list[LockSpan]:
    """When the steps were locked, from dates in order; the sign's own date counts as locked.

    An acknowledgement unlocks only on a date after the sign. It does not depend on any exercise,
    since a warning sign acts on all of them. What is said after ``until`` is left out.
    """
    spans: list[LockSpan] = []
    since: dt.date | None = None
    sign = Band.WARNING
    for day in days.values():
        # Few dates of years say either, and comparing bands is slow.
        if not (day.ack or day.check is sign or day.report is sign or day.stop is sign):
            continue
        if day.date > until:
            break
        if since is not None and day.ack and day.date > since:
            spans.append(LockSpan(since, day.date))
            since = None
        if since is None and day.worst_band is sign:
            since = day.date
    if since is not None:
        spans.append(LockSpan(since, None))
    return spans


def is_locked(spans: list[LockSpan], date: dt.date) -> bool:
    """Whether a date lies in any of the spans."""
    return any(span.holds(date) for span in spans)
