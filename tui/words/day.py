"""What a date was, in words: the same in the calendar and in the list of the command line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from tui.diary.today import Today
from tui.practice.days import Day
from tui.practice.models import EFFORTS, PROPS, Band, DayRecord, Session, StopReason, Weekly
from tui.words import phrases

LONGEST_QUOTE = 120
"""Characters of a note that are quoted; whoever wants the rest opens the day."""
_STOPS: dict[StopReason, str] = {
    "enough": "stopped when it was enough",
    "interrupted": "interrupted",
    "sore": "stopped as it was sore",
    "pain": "stopped as it was painful",
    "warning": "stopped at a warning sign",
}
# A note may come from elsewhere; nothing in it may break the line, turn it or move the cursor.
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def day_line(today: Today, date: dt.date) -> str:
    """``Tue 4 March · 4 and 4 of 4, all real · felt fine · right · folded towel``."""
    return " · ".join([date_words(date, today.date), *day_parts(today, date)])


def date_words(date: dt.date, today: dt.date) -> str:
    """``Tue 4 March``, and the year where it is not today's."""
    year = f" {date.year}" if date.year != today.year else ""
    return f"{date:%a} {date.day} {date:%B}{year}"


def has_content(today: Today, date: dt.date) -> bool:
    """Whether anything is known of a date: practice, an answer, a rest mark, a lock or a note."""
    day = today.days.get(date)
    if date > today.date:
        return day is not None and day.rest is not None
    record = today.snapshot.days.get(date)
    is_said = day is not None and (day.sessions or day.check or day.report or day.ack)
    is_noted = record is not None and record.note
    return bool(is_said or is_noted or today.history.verdict(date).protected)


def first_known_date(today: Today) -> dt.date:
    """The first date of which anything is known; today where nothing is of an earlier one."""
    known = (date for date in today.days if has_content(today, date))
    return min(next(known, today.date), today.date)


def day_parts(today: Today, date: dt.date) -> list[str]:
    """What there is to say of a date, most important first and never empty.

    Of one still to come only that, or that it is marked as rest.
    """
    day = today.days.get(date) or Day(date)
    if date > today.date:
        return [phrases.rest_words(day.rest) if day.rest else "still to come"]
    record = today.snapshot.days.get(date) or DayRecord(day=date)
    said = [*_said(day, record), *_stopped(day)]
    parts = _practised(day) if day.is_practised else _idle(today, day, said)
    parts += said
    if day.is_practised and day.rest:
        parts.append("marked as rest" if day.rest == "other" else f"marked as rest ({day.rest})")
    if today.history.verdict(date).reason == "locked":
        parts.append("locked since a warning sign")
    if day.ack:
        parts.append("the sign was looked into, or has gone")
    return [*parts, *_around(day.sessions), *_quotes(day.sessions, record)]


def day_lines(parts: Sequence[str]) -> list[str]:
    """The same on few lines: first what matters most, then the rest, then each note."""
    quotes = [part for part in parts[1:] if part.startswith('"')]
    rest = " · ".join(part for part in parts[1:] if not part.startswith('"'))
    return [*parts[:1], *([rest] if rest else []), *quotes]


def session_parts(session: Session) -> list[str]:
    """What there is to say of one session of a date; never empty."""
    day = Day(session.day, (session,), stop=session.stop_band)
    lead = ["still running"] if session.status == "open" else []
    lead += _practised(day) if day.is_practised else ["no reps"]
    parts = [*lead, *_stopped(day), *_around(day.sessions)]
    return [*parts, *_quotes(day.sessions, DayRecord(day=session.day))]


def _practised(day: Day) -> list[str]:
    """The counts against their targets, how many of them were imagined, in how many sessions."""
    tallies = list(day.tallies.values())
    counted = sum(tally.counted for tally in tallies)
    if not counted:
        return ["done (no counts)"]
    targets = {tally.target for tally in tallies}
    if len(targets) == 1:
        words = phrases.listed(str(tally.counted) for tally in tallies)
        target = targets.pop()
        words += f" of {target}" if target is not None else ""
    else:
        words = phrases.listed(
            f"{tally.counted} of {tally.target}" if tally.target is not None else f"{tally.counted}"
            for tally in tallies
        )
    imagined = sum(tally.imagined for tally in tallies)
    real = "all real" if not imagined else "all imagined" if imagined == counted else None
    words += f", {real or f'{phrases.number_word(imagined)} imagined'}"
    sessions = sum(session.has_counted for session in day.sessions)
    if sessions > 1:
        words += f", in {phrases.number_word(sessions)} sessions"
    return [words, *(["marked as done"] if day.is_marked_kept else [])]


def _idle(today: Today, day: Day, said: list[str]) -> list[str]:
    """What leads the words of a date without practice."""
    if day.rest:
        return [phrases.rest_words(day.rest)]
    if day.date == today.date:
        return [phrases.today_words(today.history, today.ends_at)]
    if today.history.verdict(day.date).protected:
        return []  # what protects it says enough
    if said:
        return ["no reps"]
    entry = today.routine.schedule_on(day.date)
    is_free = not isinstance(entry, Weekly) and not entry.schedules(day.date)
    return ["not planned" if is_free else "nothing recorded"]


def _said(day: Day, record: DayRecord) -> list[str]:
    """The check-in and the report; where it was felt stands with the later of them."""
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


def _stopped(day: Day) -> list[str]:
    """Why sessions were stopped, those of other routines too where it was for the body's sake."""
    reasons = dict.fromkeys(s.stop_reason for s in day.sessions if s.stop_reason is not None)
    words = [_STOPS[reason] for reason in reasons]
    if day.stop > max((session.stop_band for session in day.sessions), default=Band.CLEAR):
        words.append(f"{phrases.BAND_WORDS[day.stop]} in another routine")
    return words


def _around(sessions: Sequence[Session]) -> list[str]:
    """How hard it was, and with which props."""
    efforts = {session.effort for session in sessions}
    props = {prop for session in sessions for prop in session.props}
    words = [phrases.listed(effort for effort in EFFORTS if effort in efforts)]
    words.append(phrases.listed(phrases.PROP_WORDS[prop] for prop in PROPS if prop in props))
    if any(session.has_counted and not session.confirmed for session in sessions):
        words.append("not confirmed yet")
    return [each for each in words if each]


def _quotes(sessions: Sequence[Session], record: DayRecord) -> list[str]:
    notes = (_clean(note) for note in (*(session.note for session in sessions), record.note))
    return [f'"{note}"' for note in notes if note]


def _clean(text: str) -> str:
    """Text of a person on one line, and not too much of it."""
    line = _UNSEEN.sub(" ", text).strip()
    return line if len(line) <= LONGEST_QUOTE else f"{line[: LONGEST_QUOTE - 1].rstrip()}…"
