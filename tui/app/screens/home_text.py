"""What the home screen says, as text: today, the days, and what needs a word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from textual.content import Content
from textual.keys import format_key

from tui.app.widgets.title_bar import FAINT, QUIET
from tui.diary.codec import SCHEMA
from tui.diary.store import NEWER
from tui.diary.today import Today
from tui.practice.day_plan import ExercisePlan
from tui.practice.history import Level, TodayState, Verdict
from tui.practice.models import WEEKDAYS, Session
from tui.practice.timetable import ExerciseSet
from tui.words import phrases

NAME_CELLS = 18
"""A longer exercise name is cut here, so that the numbers stay in line."""
ROW_CELLS = 33
"""Where the word of an exercise begins, behind its number, name and amount."""


def notices(
    today: Today, interrupted: list[Session], said: list[str], keys: Mapping[str, str] = {}
) -> list[Content]:
    """What needs a word but blocks nothing, a line each; ``said`` is what can be put away.

    ``keys`` are those that were remapped, by the ids of their bindings.
    """
    lines: list[Content] = []
    if today.unconfirmed is not None:
        lines += _unconfirmed(today.unconfirmed, today.date, keys)
    elif interrupted and not any(session.counted for session in interrupted):
        lines.append(Content("The last session was interrupted before its first rep."))
    if today.plan.should_ask_someone:
        from tui.words.safety import CONCERN

        lines.append(Content(CONCERN))
    snapshot = today.snapshot
    if snapshot.schema > SCHEMA:
        lines.append(Content(f"The file: {NEWER}."))
    if snapshot.problems:
        count = phrases.plural(len(snapshot.problems), "record")
        first = snapshot.problems[0]
        lines.append(Content(f"Passed over {count} that could not be understood ({first})."))
    for text in said:
        # The key first, so that it is seen however little room there is.
        words = f" put away · {text[:1].upper()}{text[1:]}."
        lines.append(Content.assemble((_key(keys, "routine.dismiss", "d"), "bold $primary"), words))
    return lines


def imaginable(today: Today) -> tuple[ExerciseSet, ...]:
    """The reps of an all-imagined session: what is left, or the few that a sore day allows."""
    plan = today.plan
    if plan.is_locked or plan.is_enough:
        return ()
    works = today.sets_to_imagine() if plan.is_rest else today.sets_left()
    return tuple(part for part in works if part.reps)


def _key(remapped: Mapping[str, str], binding: str, own: str) -> str:
    """The key of a binding as it is written on the screen."""
    return format_key(remapped[binding].split(",")[0]) if binding in remapped else own


def today(today: Today, *, room: int, is_short: bool, keys: Mapping[str, str] = {}) -> Content:
    """The exercises, why so many, how long, and what start does; ``room`` in cells a line."""
    plan = today.plan
    works = {part.exercise.id: part for part in today.sets_left()}
    rows = [
        _exercise_row(number, asked, works[asked.exercise.id], today.targets())
        for number, asked in enumerate(plan.exercises, 1)
    ]
    with_words = [
        Content.assemble(
            row, " " * (ROW_CELLS - row.cell_length), (asked.exercise.word.lower(), QUIET)
        )
        for row, asked in zip(rows, plan.exercises, strict=True)
    ]
    if all(row.cell_length < ROW_CELLS for row in rows) and all(
        row.cell_length <= room for row in with_words
    ):
        rows = with_words
    why = phrases.reason_words(plan)
    if today.lowered_by and plan.left:
        lowered = (t for t in today.targets().values() if t is not None)
        why = f"{phrases.counts_words(lowered)} today, as you like."
    facts = [phrases.props_words(today.routine.props)] if today.routine.props else []
    if plan.left:
        facts.insert(0, phrases.about_minutes(today.estimate_ms))
    detail = " · ".join(facts)
    lines = [*rows, *([] if is_short else [Content("")]), Content(why[:1].upper() + why[1:])]
    if detail:
        lines.append(Content.styled(detail[:1].upper() + detail[1:], QUIET))
    heading = [] if is_short else [Content.styled("TODAY", QUIET), Content("")]
    return Content("\n").join([*heading, *lines, Content(""), _start_line(today, keys)])


def _exercise_row(
    number: int, asked: ExercisePlan, part: ExerciseSet, targets: dict[str, int | None]
) -> Content:
    name = Content(asked.exercise.name).truncate(NAME_CELLS, ellipsis=True)
    name = name.pad_right(NAME_CELLS + 2 - name.cell_length)
    target = targets[asked.exercise.id]
    if target is None:
        amount = "rest"
    elif asked.counted and part.reps:
        amount = f"{asked.counted} of {target} done"
    elif asked.counted:
        amount = f"{asked.counted} done"
    else:
        amount = f"{target} × {asked.exercise.hold_s:g} s"
    style = "bold $primary" if part.reps else QUIET
    return Content.assemble((f"{number}  ", QUIET), name, (amount, style))


def _start_line(today: Today, keys: Mapping[str, str]) -> Content:
    plan, start = today.plan, _key(keys, "routine.start", "space")
    if plan.is_locked:
        label = f"Locked · {start} to read why"
    elif plan.left:
        left = [part.reps for part in today.sets_left() if part.reps]
        same = len(set(left)) == 1 and len(left) == len(plan.exercises)
        words = f"{left[0]} left of each" if same else f"{phrases.listed(map(str, left))} left"
        label = f"  Go on: {words}   {start}  " if plan.counted else f"  Start   {start}  "
        if plan.day.rest is None:
            return Content.styled(label, "bold $background on $primary @click=screen.start")
        label = f"Resting today · {start} if you want to after all"
    elif not plan.exercises:
        label = "No exercises yet"
    else:
        done = not plan.is_enough and not plan.is_rest
        label = "✓ Done for today" if done else "Resting today"
    return Content.styled(label, "$secondary")


def streak(today: Today) -> Content:
    """How the days have been."""
    history = today.history
    standing = phrases.today_words(history, today.ends_at)
    monday = today.date - dt.timedelta(days=_into_week(today))
    dates = [monday + dt.timedelta(days=n) for n in range(7)]
    heads = "  ".join(f"{date:%a}"[0] for date in dates)
    marks = [_mark(today, date) for date in dates]
    steadiness = f"steadiness {history.steadiness:.0%}"
    return Content("\n").join(
        [
            Content.styled("STREAK", QUIET),
            Content.styled(phrases.plural(history.current, "day"), "bold"),
            Content.styled(standing, QUIET),
            Content(""),
            Content.styled(heads, QUIET),
            Content("  ").join(marks),
            Content(""),
            Content(f"{history.last_30} of the last 30 days"),
            Content.styled(f"longest {history.longest:,} · {steadiness}", QUIET),
        ]
    )


def _into_week(today: Today) -> int:
    first = WEEKDAYS.index(today.snapshot.settings.week_starts_on)
    return (today.date.weekday() - first) % 7


def _mark(today: Today, date: dt.date) -> Content:
    """One cell of the week: a glyph that reads without its colour."""
    if date > today.date:
        return Content.styled("·", FAINT)
    verdict = today.history.verdict(date)
    if date == today.date and today.history.today_state is TodayState.PENDING:
        return Content.styled("○", "bold") if verdict.level is Level.NONE else _glyph(verdict)
    return _glyph(verdict)


def _glyph(verdict: Verdict) -> Content:
    if verdict.level is Level.FULL:
        return Content.styled("#", "bold $primary")
    if verdict.level is Level.PART:
        return Content.styled("-", "bold $secondary")
    if verdict.protected:
        return Content.styled("!" if verdict.reason == "warning" else "r", QUIET)
    return Content.styled("·", QUIET)


def _unconfirmed(session: Session, today: dt.date, remapped: Mapping[str, str]) -> list[Content]:
    counted = phrases.counts_words(reps.counted for reps in session.reps.values())
    day = "Today's" if session.day == today else f"{session.day:%A}'s"
    cut = " interrupted session" if session.stop_reason == "interrupted" else " session"
    keys = Content.assemble(
        (_key(remapped, "routine.confirm", "y"), "bold $primary"),
        " as it was   ",
        (_key(remapped, "routine.correct", "e"), "bold $primary"),
        " correct",
    )
    return [Content(f"{day}{cut} is kept as it ran, {counted}."), keys]
