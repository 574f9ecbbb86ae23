"""Sentences and parts of sentences that the screens and the command line share.

Functions whose names end in ``_words`` return text without a full stop, for a line or a part of
one. Their docstrings show what they return.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, get_args

from tui.practice.dates import ONE_DAY, LocalTime, days_between
from tui.practice.history import History, Level, TodayState
from tui.practice.models import COMPARES, Band, Compare, Prop, RestReason, Routine, Session

if TYPE_CHECKING:
    from tui.diary.today import Today
    from tui.diary.undo import UndoStep

PROP_WORDS: dict[Prop, str] = {
    "roll": "neck roll",
    "pillow": "flat pillow",
    "towel": "folded towel",
}
BAND_WORDS: dict[Band, str] = {
    Band.CLEAR: "as usual",
    Band.MILD: "a bit more sore",
    Band.MODERATE: "clearly more sore",
    Band.HIGH: "very sore or painful",
    Band.WARNING: "a warning sign",
}
"""How it feels, compared with the person's usual."""
COMPARE_WORDS: dict[Compare, str] = {"easier": "easier", "same": "the same", "worse": "worse"}

REST_WORDS: dict[RestReason, str] = {
    "sore": "sore or tired",
    "ill": "ill",
    "travel": "travelling",
    "other": "another reason",
}
"""The reasons for rest, in the order of their numbers from 1 on."""

_MOST_NAMED = 2
"""Sessions that are named one by one where a check-in confirms them."""
_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six")


def listed(items: Iterable[str], word: str = "and") -> str:
    """Return ``a, b and c``."""
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def capital(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def plural(count: int, noun: str) -> str:
    """Return ``1 rep``, ``2 reps`` or ``4,812 reps``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def number_word(count: int) -> str:
    """Return ``no``, ``one``, ``two`` … ``six`` for 0 to 6, and digits for greater numbers."""
    return _NUMBER_WORDS[count] if count < len(_NUMBER_WORDS) else str(count)


def counts_words(numbers: Iterable[int]) -> str:
    """Return ``4 each``, or ``4 and 3`` if the numbers differ."""
    counts = list(numbers)
    if len(counts) > 1 and len(set(counts)) == 1:
        return f"{counts[0]} each"
    return listed(map(str, counts))


def about_minutes(milliseconds: int) -> str:
    """Return ``about 3 minutes``, to the nearest minute and at least one."""
    minutes = max(1, round(milliseconds / 60_000))
    return f"about {plural(minutes, 'minute')}"


def unconfirmed_words(session: Session, today: dt.date) -> str:
    """Return what a session that nobody has confirmed was saved as (rules R3.unconfirmed).

    ``Saturday's session was saved as 3 each.`` It may have been corrected since it ran.
    """
    day = "Today" if session.day == today else f"{session.day:%A}"
    kind = "interrupted session" if session.stop_reason == "interrupted" else "session"
    return f"{day}'s {kind} was saved as {_session_counts(session)}."


def confirmed_words(sessions: Sequence[Session], today: dt.date) -> str:
    """Return that a check-in confirmed some sessions (rules R3.unconfirmed).

    ``Earlier sessions confirmed: Friday (2 and 1), Saturday (3 each).``, or only how many there
    are.
    """
    if len(sessions) > _MOST_NAMED:
        return f"{len(sessions)} earlier sessions confirmed."
    noun = "session" if len(sessions) == 1 else "sessions"
    return f"Earlier {noun} confirmed: {', '.join(_day_and_counts(s, today) for s in sessions)}."


def _day_and_counts(session: Session, today: dt.date) -> str:
    """Return ``Saturday (3 each)``, or ``Sat 14 Nov (3 each)`` if that is a week ago or more."""
    is_near = days_between(session.day, today) < 7
    day = f"{session.day:%A}" if is_near else day_words(session.day, short=True)
    return f"{day} ({_session_counts(session)})"


def _session_counts(session: Session) -> str:
    return counts_words(reps.counted for reps in session.reps.values())


def heard_words(player_names: str) -> str:
    """Return what was played in a trial of the sound: ``Played: the terminal's bell.``

    ``player_names`` is empty where nothing plays.
    """
    return f"Played: {player_names}." if player_names else "Sound is off."


_UNHEARD = {
    "tones": (
        "Nothing heard? Turn the volume up, or choose the bell in Settings.",
        "Nothing? Volume up, or try the bell.",
    ),
    "bell": (
        "Nothing heard? Many terminals mute the bell; turn it on in the terminal's settings.",
        "Nothing? Unmute the terminal's bell.",
    ),
    "off": ("You can turn the sound on in Settings.", "Turn it on in Settings."),
}


def unheard_words(channel: str, *, is_narrow: bool = False) -> str:
    """Return what to do if nothing was heard in a trial of ``tones``, ``bell`` or ``off``."""
    return _UNHEARD[channel][is_narrow]


def day_words(date: dt.date, *, short: bool = False) -> str:
    """Return ``Sunday 22 November``, or ``Sun 22 Nov``."""
    if short:
        return f"{date:%a} {date.day} {date:%b}"
    return f"{date:%A} {date.day} {date:%B}"


def today_words(history: History, ends_at: dt.datetime | None = None) -> str:
    """Return where the streak stands today, without a threat (rules R2.today).

    ``ends_at`` is when the practice day ends: ``still time today, until 03:00``. Without it there
    is no time in the words, which are short then.
    """
    match history.today_state:
        case TodayState.KEPT:
            is_full = history.verdict(history.today).level is Level.FULL
            return "today is done" if is_full else "today already counts"
        case TodayState.PROTECTED:
            word = history.verdict(history.today).reason
            reason = next((each for each in get_args(RestReason) if each == word), None)
            return _resting_words(history, reason) if reason else "resting is fine today"
        case TodayState.OFF:
            return "nothing is planned today"
        case TodayState.PENDING:
            return "still time today" + (f", until {ends_at:%H:%M}" if ends_at else "")


def _resting_words(history: History, reason: RestReason) -> str:
    """Return ``resting today``, or ``resting to the end of Friday (ill)`` if more is marked."""
    last = history.today
    while history.verdict(last + ONE_DAY).reason == reason:
        last += ONE_DAY
    if last == history.today:
        return "resting today"
    is_near = days_between(history.today, last) < 7
    until = f"resting to the end of {f'{last:%A}' if is_near else f'{last.day} {last:%B}'}"
    return until if reason == "other" else f"{until} ({REST_WORDS[reason]})"


def streak_words(history: History, ends_at: dt.datetime) -> str:
    """Return ``12 days · still time today, until 03:00``."""
    return f"{plural(history.current, 'day')} · {today_words(history, ends_at)}"


def streak_lead(today: Today, number: str) -> str:
    """Return the number of days of the streak, or what is said in place of a zero (R2.quiet).

    ``Welcome back · 11 days practised so far`` on a return, and nothing for none in a first week.
    """
    return joined(*streak_lead_parts(today, number))


def streak_lead_parts(today: Today, number: str) -> tuple[str, ...]:
    """Return the parts of `streak_lead`, for lines of their own."""
    if today.is_return:
        return "Welcome back", f"{plural(today.history.practised, 'day')} practised so far"
    is_quiet = not today.history.current and _is_first_week(today.history)
    return () if is_quiet else (number,)


def _is_first_week(history: History) -> bool:
    """Return whether there is no week yet to look back at (rules R2.quiet)."""
    first = history.first_record
    return first is None or days_between(first, history.today) < 7


def joined(*parts: str) -> str:
    """Return the parts that are not empty on one line, a dot between them."""
    return " · ".join(filter(None, parts))


def sums_words(history: History) -> str:
    """Return ``longest 31 · 27 of the last 30 days · steadiness 72%``."""
    return joined(longest_words(history), last_30_words(history), steadiness_words(history))


def longest_words(history: History) -> str:
    """Return ``longest 31``, or nothing for none in a first week (rules R2.quiet)."""
    is_quiet = not history.longest and _is_first_week(history)
    return "" if is_quiet else f"longest {history.longest:,}"


def last_30_words(history: History) -> str:
    """Return ``27 of the last 30 days``, or nothing for none in a first week (rules R2.quiet)."""
    is_quiet = not history.last_30 and _is_first_week(history)
    return "" if is_quiet else f"{history.last_30} of the last 30 days"


def steadiness_words(history: History) -> str:
    """Return ``steadiness 72%``, or nothing for none in a first week (rules R2.quiet)."""
    percent = f"{history.steadiness:.0%}"
    return "" if percent == "0%" and _is_first_week(history) else f"steadiness {percent}"


def totals_words(history: History) -> str:
    """Return ``281 days · 4,812 reps · 6 h 41 min held``, all since the first record."""
    days, reps = plural(history.practised, "day"), plural(history.counted, "rep")
    # Days that were marked by hand have no time.
    held = f"{length_words(history.held_s)} held" if history.held_s else ""
    return joined(days, reps, held)


def length_words(seconds: float) -> str:
    """Return ``6 h 41 min``, ``41 min`` or ``40 s``, rounded down."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min" if minutes else f"{rest} s"


def comparison_words(answer: Compare) -> str:
    """Return an answer to the weekly question: ``neck easier than a month ago``."""
    return f"neck {compared_words(answer)}"


def compared_words(answer: Compare) -> str:
    """Return ``easier than a month ago``, where the neck is named already."""
    return f"{COMPARE_WORDS[answer]} {'as' if answer == 'same' else 'than'} a month ago"


def comparisons_words(answers: Mapping[Compare, int]) -> str:
    """Return ``neck easier 5 times, the same twice, in the last 8 weeks``; empty without answers.

    ``answers`` are counts as `recent_answers` returns them.
    """
    from tui.practice.comparison import WEEKS_SUMMED_UP  # no start and no prompt needs it

    counts = [(COMPARE_WORDS[each], answers[each]) for each in COMPARES if answers.get(each)]
    if not counts:
        return ""
    parts = [f"{words} {_times_words(count)}" for words, count in counts]
    return f"neck {', '.join(parts)}, in the last {WEEKS_SUMMED_UP} weeks"


def _times_words(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def rest_words(reason: RestReason) -> str:
    """Return ``resting: ill``, or ``resting`` for the reason ``other``."""
    return "resting" if reason == "other" else f"resting: {REST_WORDS[reason]}"


def step_words(step: UndoStep) -> str:
    """Return what a change was, with its date if it has one: ``the rest day (Sun 22 Nov)``."""
    date = f" ({day_words(step.day, short=True)})" if step.day else ""
    return f"{step.description}{date}"


def routine_words(routine: Routine) -> str:
    """Return what a routine asks: its exercises, the first and the highest number, and holds."""
    if not routine.exercises:
        return "No exercises yet."
    plan = routine.plan
    seconds = sorted({each.hold_s for each in routine.exercises})
    holds = f"{seconds[0]:g}" if len(seconds) == 1 else f"{seconds[0]:g} to {seconds[-1]:g}"
    often = "once a day" if plan.rounds == 1 else f"up to {plan.rounds} times a day"
    return (
        f"{listed(each.name for each in routine.exercises)}: starts with "
        f"{plural(plan.start_reps, 'rep')}, goes up to {plan.ceiling} at most, {often}, holds for "
        f"{holds} s."
    )


def overloaded_words(areas: Iterable[str]) -> str:
    """Return that several routines ask much of the same areas on one date (rules R3.areas)."""
    names = list(areas)
    where = f"the same area{'' if len(names) == 1 else 's'} ({listed(names)})"
    return f"today your routines add up to a lot for {where}; one of them may be enough"


def props_question(props: Iterable[Prop], way: str) -> str:
    """Return the question whether less under neck and head would do (rules R3.props-question).

    ``way`` is how the props are changed, such as ``press p``.
    """
    return (
        f"you've used a {listed((PROP_WORDS[prop] for prop in props), 'and a')} for a while; if "
        f"your neck feels just as good with less under it, {way} to change your props"
    )


def props_words(props: Iterable[Prop]) -> str:
    """Return ``neck roll and folded towel``, or ``no props``."""
    return listed(PROP_WORDS[prop] for prop in props) or "no props"


def moment_words(moment: dt.datetime, local: LocalTime) -> str:
    """Return ``Sun 22 Nov 2026 21:05`` in local time."""
    shown = local(moment)
    return f"{day_words(shown.date(), short=True)} {shown.year} {shown:%H:%M}"
