"""A date in words, for the calendar, the day's screen and the list of the command line.

A date is described by parts, most important first: what was practised, or why nothing was; how it
felt; why sessions stopped; marks; effort and props; notes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from tui.diary.today import Today
from tui.practice.days import Day
from tui.practice.models import EFFORTS, PROPS, Band, DayRecord, Session, StopReason, Weekly
from tui.words import phrases

LONGEST_QUOTE = 120
"""Characters of a note that are quoted. The day's screen shows the rest."""
_NOTHING = "nothing recorded", "no reps"
STOP_WORDS: dict[StopReason, str] = {
    "enough": "stopped early",
    "interrupted": "interrupted",
    "sore": "stopped because of soreness",
    "pain": "stopped because of pain",
    "warning": "stopped because of a warning sign",
}
_STOP_BAND_WORDS: dict[Band, str] = {
    Band.MODERATE: "sore",
    Band.HIGH: "painful",
    Band.WARNING: "a warning sign",
}
# Whitespace, control characters, and characters that turn the direction of text. A note may come
# from an import, and must not break the line, reverse it or move the cursor.
_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def day_line(today: Today, date: dt.date) -> str:
    """Return ``Tue 4 March · 4 of 4 each · felt as usual · right · folded towel``."""
    return " · ".join([date_words(date, today.date), *day_parts(today, date)])


def date_words(date: dt.date, today: dt.date) -> str:
    """Return ``Tue 4 March``, with the year if it is not that of today."""
    year = f" {date.year}" if date.year != today.year else ""
    return f"{date:%a} {date.day} {date:%B}{year}"


def has_content(today: Today, date: dt.date) -> bool:
    """Whether a date has practice, an answer, a rest mark, a lock or a note.

    Of a date ahead only a rest mark counts.
    """
    day = today.days.get(date)
    if date > today.date:
        return day is not None and day.rest is not None
    record = today.snapshot.days.get(date)
    has_record = day is not None and (day.sessions or day.check or day.report or day.ack)
    has_more = record is not None and (record.note or record.compare)
    return bool(has_record or has_more or today.history.verdict(date).protected)


def first_known_date(today: Today) -> dt.date:
    """Return the first date with content, or today if no earlier date has any."""
    dates = (date for date in today.days if has_content(today, date))
    return min(next(dates, today.date), today.date)


def day_parts(today: Today, date: dt.date, *, is_short: bool = False) -> list[str]:
    """Return the parts that describe a date, most important first and never empty.

    A date ahead has one part: its rest mark, or that it lies ahead. With ``is_short`` it is not
    said until when today lasts.
    """
    day = today.days.get(date) or Day(date)
    if date > today.date:
        return [phrases.rest_words(day.rest) if day.rest else "in the future"]
    record = today.snapshot.record_of(date)
    body_parts = [*_feeling_parts(day, record), *_stop_parts(day)]
    if record.compare is not None:
        body_parts.append(phrases.comparison_words(record.compare))
    if day.is_practised:
        parts = _count_parts(day)
    else:
        ends_at = None if is_short else today.ends_at
        parts = _idle_parts(today, day, ends_at, has_body=bool(body_parts))
    parts += body_parts
    if day.is_practised and day.rest:
        reason = "" if day.rest == "other" else f" ({phrases.REST_WORDS[day.rest]})"
        parts.append(f"marked as rest{reason}")
    if today.history.verdict(date).reason == "locked":
        parts.append("paused after a warning sign")
    if day.ack:
        parts.append("someone has looked at the warning sign")
    return [*parts, *_detail_parts(day.sessions), *_quotes(day.sessions, record)]


def day_columns(today: Today, date: dt.date, *, is_short: bool = False) -> tuple[str, str]:
    """Return what was counted on a date, and what of it is out of the ordinary; '' for neither.

    ``is_short`` is that of `day_parts`.

    Ordinary is what holds of most dates: that it felt as usual, that the effort was right, that
    nothing is recorded, and the props, which hardly change.
    """
    parts = day_parts(today, date, is_short=is_short)
    day = today.days.get(date)
    counted = parts.pop(0) if day is not None and day.is_practised and date <= today.date else ""
    props = {prop for session in day.sessions for prop in session.props} if day else set()
    ordinary = {
        f"felt {phrases.BAND_WORDS[Band.CLEAR]}",
        "right",
        phrases.listed(phrases.PROP_WORDS[prop] for prop in PROPS if prop in props),
        *_NOTHING,
    }
    return counted, " · ".join(part for part in parts if part not in ordinary)


def day_lines(parts: Sequence[str]) -> list[str]:
    """Return the parts on few lines: the first one, the others, and each note."""
    quotes = [part for part in parts[1:] if part.startswith('"')]
    rest = " · ".join(part for part in parts[1:] if not part.startswith('"'))
    return [*parts[:1], *([rest] if rest else []), *quotes]


def session_parts(session: Session) -> list[str]:
    """Return the parts that describe one session of a date; never empty."""
    day = Day(session.day, (session,), stop=session.stop_band)
    lead = ["still running"] if session.status == "open" else []
    lead += _count_parts(day) if day.is_practised else ["no reps"]
    parts = [*lead, *_stop_parts(day), *_detail_parts(day.sessions)]
    return [*parts, *_quotes(day.sessions, DayRecord(day=session.day))]


def _count_parts(day: Day) -> list[str]:
    """Return the counts with their targets, how many were imagined, and in how many sessions."""
    tallies = list(day.tallies.values())
    counted = sum(tally.counted for tally in tallies)
    if not counted:
        return ["marked as done"]
    targets = {tally.target for tally in tallies}
    counts = {tally.counted for tally in tallies}
    if len(targets) == 1:
        target = targets.pop()
        goal = f" of {target}" if target is not None else ""
        is_alike = len(tallies) > 1 and len(counts) == 1
        alike = f"{tallies[0].counted}{goal} each"
        words = alike if is_alike else phrases.listed(str(t.counted) for t in tallies) + goal
    else:
        words = phrases.listed(
            f"{tally.counted} of {tally.target}" if tally.target is not None else f"{tally.counted}"
            for tally in tallies
        )
    imagined = sum(tally.imagined for tally in tallies)
    if imagined:
        share = "all" if imagined == counted else phrases.number_word(imagined)
        words += f", {share} imagined"
    sessions = sum(session.has_counted for session in day.sessions)
    if sessions > 1:
        words += f", in {phrases.number_word(sessions)} sessions"
    return [words, *(["marked as done"] if day.is_marked_kept else [])]


def _idle_parts(
    today: Today, day: Day, ends_at: dt.datetime | None, *, has_body: bool
) -> list[str]:
    """Return what comes first on a date without practice.

    ``ends_at`` is said of today. ``has_body`` tells whether parts about the body follow.
    """
    if day.rest:
        return [phrases.rest_words(day.rest)]
    if day.date == today.date:
        return [phrases.today_words(today.history, ends_at)]
    if today.history.verdict(day.date).protected:
        return []  # the part that says what protects the date follows
    if has_body:
        return [_NOTHING[1]]
    entry = today.routine.schedule_on(day.date)
    is_free = not isinstance(entry, Weekly) and not entry.schedules(day.date)
    return ["not planned" if is_free else _NOTHING[0]]


def _feeling_parts(day: Day, record: DayRecord) -> list[str]:
    """Return the check-in and the report; the areas go with the later of them."""
    words = []
    if day.check is Band.WARNING:
        words.append("noticed a warning sign")
    elif day.check is not None:
        is_before = day.is_practised and day.check is not Band.CLEAR
        words.append(f"felt {phrases.BAND_WORDS[day.check]}{' before' if is_before else ''}")
    if day.report is not None:
        when = "afterwards" if day.is_practised else "later"
        words.append(f"{phrases.BAND_WORDS[day.report]} {when}")
    if words and record.areas:
        words[-1] += f" ({phrases.listed(map(_clean, record.areas))})"
    return words


def _stop_parts(day: Day) -> list[str]:
    """Return why sessions stopped; those of other routines count if they say something worse."""
    reasons = dict.fromkeys(s.stop_reason for s in day.sessions if s.stop_reason is not None)
    words = [STOP_WORDS[reason] for reason in reasons]
    if day.stop > max((session.stop_band for session in day.sessions), default=Band.CLEAR):
        words.append(f"{_STOP_BAND_WORDS[day.stop]} in another routine")
    return words


def _detail_parts(sessions: Sequence[Session]) -> list[str]:
    """Return the effort, the props, and whether a session is not confirmed yet."""
    efforts = {session.effort for session in sessions}
    props = {prop for session in sessions for prop in session.props}
    words = [phrases.listed(effort for effort in EFFORTS if effort in efforts)]
    words.append(phrases.listed(phrases.PROP_WORDS[prop] for prop in PROPS if prop in props))
    if any(session.has_counted and not session.confirmed for session in sessions):
        words.append("not confirmed yet")
    return [word for word in words if word]


def _quotes(sessions: Sequence[Session], record: DayRecord) -> list[str]:
    notes = (_clean(note) for note in (*(session.note for session in sessions), record.note))
    return [f'"{note}"' for note in notes if note]


def _clean(text: str) -> str:
    """Return a text on one line, without unprintable characters and cut to `LONGEST_QUOTE`."""
    line = _UNPRINTABLE.sub(" ", text).strip()
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1].rstrip()}…"
