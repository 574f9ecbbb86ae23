"""Does it help: the weekly question, and what its answers come to (rules R7).

The question is how the neck feels compared with a month ago. The answers are about the person, and
no target, streak or judgement of a date depends on them (rules R7.no-number).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from tui.practice.dates import days_between
from tui.practice.models import Compare, DayRecord

FIRST_ASKED_AFTER = 28
"""Days from the first record to the first question: only then was there a month ago."""
ASKED_EVERY = 7
"""Days from one question to the next."""
WEEKS_SUMMED_UP = 8
"""Weeks, the last one ending today, whose answers are counted."""
ADVISED_AFTER = 42
"""Days from the first answer to the first advice to ask a physiotherapist."""
ADVISED_EVERY = 30
"""Days from one such advice to the next."""
FRESH_FOR = 28
"""Days for which the last answer speaks about now; older ones lead to no advice."""
_ADVISED_ABOUT = 4
"""The last answers, none of which may be *easier* for the advice to be given."""


def is_question_due(
    records: Mapping[dt.date, DayRecord], first_record: dt.date | None, today: dt.date
) -> bool:
    """Return whether enough days have passed to ask the weekly question (rules R7.ask).

    An answer and a question that was put off both count as asked. What is said of dates ahead of
    ``today`` is ignored, here and below.

    Args:
        records: what is known of each date.
        first_record: the date of the routine's earliest session, None without one.
        today: the practice date.
    """
    if first_record is None or days_between(first_record, today) < FIRST_ASKED_AFTER:
        return False
    asked = [
        day
        for day, record in records.items()
        if day <= today and (record.compare is not None or record.compare_put_off)
    ]
    return not asked or days_between(max(asked), today) >= ASKED_EVERY


def recent_answers(records: Mapping[dt.date, DayRecord], today: dt.date) -> Counter[Compare]:
    """Return how often each answer was given in the last weeks (rules R7.sums)."""
    return Counter(
        record.compare
        for day, record in records.items()
        if record.compare is not None and 0 <= days_between(day, today) < 7 * WEEKS_SUMMED_UP
    )


def is_advice_due(
    records: Mapping[dt.date, DayRecord], today: dt.date, last_given: dt.date | None
) -> bool:
    """Return whether to suggest asking a physiotherapist (rules R7.advice).

    It is due six weeks after the first answer, when none of the last four is *easier* and the last
    one is not old.

    Args:
        records: what is known of each date.
        today: the practice date.
        last_given: when it was last dismissed, None for never.
    """
    answers = sorted(
        (day, record.compare)
        for day, record in records.items()
        if day <= today and record.compare is not None
    )
    last = [answer for _, answer in answers[-_ADVISED_ABOUT:]]
    if len(last) < _ADVISED_ABOUT or "easier" in last:
        return False
    if days_between(answers[-1][0], today) > FRESH_FOR:
        return False
    if days_between(answers[0][0], today) < ADVISED_AFTER:
        return False
    return last_given is None or days_between(last_given, today) >= ADVISED_EVERY
