"""Days: the dates of one routine, gathered from its sessions and from the records of dates.

`gather` decides which sessions count for a date. The progression, the judgement of a date and every
statistic read its result and nothing else, so they cannot disagree about that.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tui.practice.models import Band, DayRecord, Reps, RestReason, Session


class Day(Struct, frozen=True, gc=False):
    """What is known of one date, as one routine sees it.

    ``sessions`` are the sessions of this routine that are not ignored (rules R1.ignored). ``check``
    and ``report`` are the bands that were answered, None without an answer. ``stop`` is the worst
    stop of *any* routine, because soreness belongs to the person (rules R1.person). ``ack`` says
    that a warning sign was acknowledged, and ``rest`` is the reason of a rest mark.

    ``only_reps`` is set if the date has one session that only counted reps, and nothing else is
    known of it but a clear check-in: two such dates with equal reps are judged alike.
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
        """Whether anything was counted, or a session marks the date as kept."""
        return self.is_marked_kept or any(session.counted for session in self.sessions)

    @property
    def is_marked_kept(self) -> bool:
        """Whether a session says ``kept``."""
        return any(session.kept for session in self.sessions)

    @property
    def later_band(self) -> Band:
        """The worse of the report and the stop: how it felt after the check-in."""
        return max(self.report or Band.CLEAR, self.stop)

    @property
    def worst_band(self) -> Band:
        """The worst of check-in, report and stop (rules R1.three-ways)."""
        return max(self.check or Band.CLEAR, self.later_band)

    @property
    def felt(self) -> Band | None:
        """The worst band that was said of the date; None if nothing was said."""
        is_answered = self.check is not None or self.report is not None or self.stop.severity
        return self.worst_band if is_answered else None

    @property
    def is_enough(self) -> bool:
        """Whether a stop or a report says that the date has had enough (rules R3.later)."""
        return self.later_band >= Band.MODERATE

    @property
    def allows_only_rest(self) -> bool:
        """Whether the check-in leaves only rest or imagined reps (rules R3.rest)."""
        return self.check is not None and self.check >= Band.HIGH

    @property
    def tallies(self) -> Mapping[str, Reps]:
        """The sums of the date's sessions by exercise id (rules R1.sum).

        The target is the lowest recorded one, or None when no session recorded one. What the plan
        asked is the highest that a session recorded where the person lowered it.
        """
        if len(self.sessions) == 1:
            return self.sessions[0].reps
        result: dict[str, Reps] = {}
        for session in self.sessions:
            for exercise, reps in session.reps.items():
                before = result.get(exercise, Reps())
                result[exercise] = Reps(
                    target=min(filter(None, (before.target, reps.target)), default=None),
                    asked=max(filter(None, (before.asked, reps.asked)), default=None),
                    done=before.done + reps.done,
                    imagined=before.imagined + reps.imagined,
                )
        return result

    def sessions_of(self, exercise: str) -> list[Session]:
        """Return the sessions with counted reps of an exercise.

        Only these say something about its effort and confirmation (rules R3.takes-part).
        """
        return [s for s in self.sessions if exercise in s.reps and s.reps[exercise].counted]


def gather(
    routine: str,
    sessions: Iterable[Session],
    records: Mapping[dt.date, DayRecord],
    *,
    today: dt.date | None = None,
) -> dict[dt.date, Day]:
    """Return the dates of a routine of which anything is known, in order.

    Args:
        routine: the routine's id.
        sessions: sessions of all routines, in any order.
        records: the records of dates.
        today: the practice date. Of later dates only rest marks are taken. None takes everything.
    """
    result: dict[dt.date, Day] = {}
    stops: dict[dt.date, Band] = {}
    # Nearly all records of years.
    clear = {
        date
        for date, record in records.items()
        if record.check is Band.CLEAR
        and record.report is None
        and record.rest_reason is None
        and not record.ack
    }
    latest = today or dt.date.max
    for session in sessions:
        date = session.day
        if date > latest:  # R1.ignored: it lies ahead
            continue
        only: Mapping[str, Reps] | None = None
        if session.stop_reason is not None and (band := session.stop_band) is not Band.CLEAR:
            stops[date] = max(stops.get(date, Band.CLEAR), band)  # R1.person: of any routine
        elif not session.kept:
            only = session.reps
            # The loop of `Session.has_counted`. Calling it for years of sessions takes three times
            # as long.
            for reps in only.values():
                if reps.done or reps.imagined:
                    break
            else:  # R1.ignored: nothing counted, not kept, no stop for the body's sake
                continue
        if session.routine == routine:
            if date in result:
                result[date] = Day(date, (*result[date].sessions, session))
            else:
                result[date] = Day(date, (session,), only, Band.CLEAR if date in clear else None)
    # This completes nearly every date of years. The others also have another record or a stop.
    for date in {*stops, *records}:
        if (
            date in clear
            and date in result
            and date not in stops
            and len(result[date].sessions) == 1
        ):
            continue
        record = records.get(date)
        answers = record if date <= latest else None  # R1.ahead: only rest lies ahead
        result[date] = Day(
            date=date,
            sessions=result[date].sessions if date in result else (),
            check=answers.check if answers else None,
            report=answers.report if answers else None,
            stop=stops.get(date, Band.CLEAR),
            ack=answers.ack if answers else False,
            rest=record.rest_reason if record else None,
        )
    # The sessions of a file are in order, so the dictionary is seldom built again.
    in_order = sorted(result)
    return result if in_order == list(result) else {date: result[date] for date in in_order}


def pain_indices(days: Iterable[Day]) -> list[int]:
    """Return where the dates are on which a report or a stop was high or a warning."""
    high, sign = Band.HIGH, Band.WARNING
    return [
        index
        for index, day in enumerate(days)
        # Nearly all dates of years have reps only. Comparing identities is much faster than
        # comparing bands.
        if day.only_reps is None
        and (day.stop is high or day.stop is sign or day.report is high or day.report is sign)
    ]


class LockSpan(Struct, frozen=True):
    """The dates that a warning sign locks: from ``since`` to the day before ``until``.

    ``until`` is the date of the acknowledgement, None while it is missing.
    """

    since: dt.date
    until: dt.date | None

    def holds(self, date: dt.date) -> bool:
        """Return whether a date lies in the span."""
        return self.since <= date and (self.until is None or date < self.until)


def lock_spans(days: Mapping[dt.date, Day], until: dt.date = dt.date.max) -> list[LockSpan]:
    """Return the spans that warning signs lock, in order (rules R3.lock).

    A span begins on the date of the sign. Only an acknowledgement on a later date ends it. Spans do
    not depend on an exercise, since a warning sign locks all of them. ``days`` must be in order;
    dates after ``until`` are left out.
    """
    spans: list[LockSpan] = []
    since: dt.date | None = None
    sign = Band.WARNING
    for day in days.values():
        # Few dates of years have either. Comparing identities first is much faster than comparing
        # bands.
        if day.only_reps is not None:
            continue
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


def lock_on(spans: Sequence[LockSpan], date: dt.date) -> LockSpan | None:
    """Return the span that locks a date, or None. ``spans`` must be in order."""
    # Years may hold many signs. Spans do not overlap, so only the last one that began can hold it.
    index = bisect_right(spans, date, key=lambda span: span.since) - 1
    return spans[index] if index >= 0 and spans[index].holds(date) else None
