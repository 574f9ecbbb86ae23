"""The lines of a plain session: first what to do, then how long it takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.practice.session_events import Cue, Outcome, OutcomeKind
from tui.practice.timetable import ExerciseSet, Phase
from tui.words.how import DONT_MOVE
from tui.words.phrases import listed, plural

KEYS = "Press Enter to pause. Or type a letter, then Enter: n next, b again, i imagine, q stop."
ALL_KEYS = (
    f"{KEYS} While you get ready: + or - for 10 seconds more or less, t to try the sound. "
    "h for how to do it, s for when to get help; both pause."
)
START_KEYS = (
    "Press Enter to start. Or type a letter, then Enter: f fewer reps, m more again, i imagine "
    "every rep, p props, h how to do it, s when to get help, e change the last session, q quit."
)
"""What can be done before a session."""
IDLE_KEYS = (
    "Press Enter to leave. Or type a letter, then Enter: e change the last session, h how to do "
    "it, s when to get help."
)
"""What can be done where nothing is left to do."""
NO_FEWER = "That's already the fewest."
NO_MORE = "That's already the most for today."
NO_SESSION = "There is no session yet."
PAUSED = "Paused. Press Enter to carry on."
STILL_PAUSED = "Still paused. Press Enter to carry on."
WHILE_BEGINNING, WHILE_HOLDING = "begin slowly", "gently, and keep breathing"
WHILE_IMAGINING, WHILE_LETTING_GO = "don't move, and keep breathing", "slowly"
"""What the timer says above its word while one begins, holds or imagines it, and lets go."""
IF_IT_HURTS = "if it hurts, {stop}"
STOP_IF_IT_HURTS = "stop if it hurts"
HOW_TO = " · {how}: how-to"
"""What a session on the screen says beside a rep, and in a pause (rules R4.hurts)."""
LIGHTLY_TODAY = "Go gently today."
"""What is said before the reps of a day that began sore (rules R6.rest-or-gentle)."""
_OUTCOME_WORDS = {
    OutcomeKind.DONE: "is done",
    OutcomeKind.IMAGINED: "was imagined",
    OutcomeKind.SHORT: "was too short to count",
    OutcomeKind.SKIPPED: "was skipped",
}


def cue_lines(
    cue: Cue,
    exercise_set: ExerciseSet | None,
    time_left: str,
    outcome_lines: Sequence[str],
    *,
    is_first: bool,
    imagined: bool,
) -> list[str]:
    """Return the lines for a cue; none for a pause, which has lines of its own.

    Args:
        cue: what begins, or goes on.
        exercise_set: the reps asked of the exercise; None if the cue belongs to none.
        time_left: how long the phase takes, such as ``5 seconds``.
        outcome_lines: how the rep before ended; empty if there is none, or it is not saved yet.
        is_first: whether it is the first cue of the session.
        imagined: whether the rep is imagined.
    """
    if cue.resumed:
        return [f"Carrying on. {time_left} left."]
    match cue.phase:
        case Phase.PREPARE if exercise_set is not None:
            line = _prepare_line(exercise_set, time_left, is_first=is_first, imagined=imagined)
            return [*outcome_lines, line]
        case Phase.LEAD_IN:
            return [f"Rep {cue.rep} again, in {time_left}."]
        case Phase.EASE_IN if exercise_set is not None:
            suffix = ", imagined" if imagined else ""
            return [f"Rep {cue.rep} of {_last_rep(exercise_set)}{suffix}. Begin slowly."]
        case Phase.HOLD if exercise_set is not None:
            word = "Imagine it" if imagined else exercise_set.exercise.word.capitalize()
            breathe = " Keep breathing." if cue.rep == exercise_set.first else ""
            lightly = "" if imagined else ", lightly"
            return [f"{word}{lightly}, {time_left}.{breathe}"]
        case Phase.EASE_OUT:
            return ["Let go, slowly."]
        case Phase.REST:
            return [" ".join([f"Rest, {time_left}.", *outcome_lines])]
        case Phase.SETTLE:
            return [*outcome_lines, "That was the last one. Stay lying down as long as you like."]
        case _:
            return []


def outcome_line(outcome: Outcome, exercise_set: ExerciseSet) -> str:
    """Return how a rep ended: ``Rep 1 of 2 is done.``"""
    return f"Rep {outcome.rep} of {_last_rep(exercise_set)} {_OUTCOME_WORDS[outcome.kind]}."


def numbered(labels: Iterable[str]) -> list[str]:
    """Return the lines of a list to choose from: ``1 light``, ``2 right`` …"""
    return [f"{number} {label}" for number, label in enumerate(labels, 1)]


def number_wanted(count: int) -> str:
    """Return what to type where one of ``count`` lines is to be chosen."""
    return f"Type a number from 1 to {count}, then Enter."


def counts_question(counts: Iterable[int]) -> str:
    """Return the question whether the counts of a session are right."""
    example = " ".join(map(str, counts))
    other = f", or type the numbers, such as {example}, then Enter" if example else ""
    return f"Press Enter if that's right{other}. Or type p for props, n for a note."


def counts_wanted(most: Iterable[int]) -> str:
    """Return what to type where counts are asked, each up to its limit."""
    limits = list(most)
    if not limits:
        return "Type p or n, or press Enter."
    each = ", one for each exercise" if len(limits) > 1 else ""
    return (
        f"Type {plural(len(limits), 'number')}{each}, at most {listed(map(str, limits))}, "
        "then Enter. Or type p or n, or press Enter."
    )


def effort_question(usual: str) -> str:
    """Return the question how hard a session was; ``usual`` is the answer of Enter alone."""
    answer = f"for {'about ' if usual == 'right' else ''}{usual}" if usual else "to skip"
    return f"How was it? Press Enter {answer}."


def props_question(now: str) -> str:
    """Return the question what lies under neck or head."""
    return (
        f"Props under your neck or head: {now}. Type the numbers of those you use, such as 1 3, or "
        "0 for none. Press Enter to keep it as it is."
    )


def props_wanted(count: int) -> str:
    """Return what to type where props are asked."""
    return f"Type numbers from 1 to {count}, or 0, then Enter."


def note_question(before: str) -> str:
    """Return the question for a note; ``before`` is the one there is, or empty."""
    if not before:
        return "Type a note, then Enter."
    return f'The note is: "{before}" Type another one, or 0 for none. Press Enter to keep it.'


def note_too_long(most: int) -> str:
    """Return that a note is too long."""
    return f"A note can have at most {most:,} characters. Type a shorter one."


def right_or_change() -> str:
    """Return what to type about an earlier session that nobody has confirmed."""
    return "Is that right? y, then Enter: yes. e, then Enter: change it. Enter alone: answer later."


def yes_or_no(yes: str, no: str) -> str:
    """Return what to type for each of two answers."""
    return f"y, then Enter: {yes}. Enter alone: {no}."


def _prepare_line(
    exercise_set: ExerciseSet, time_left: str, *, is_first: bool, imagined: bool
) -> str:
    reps = (
        plural(exercise_set.reps, "rep") if exercise_set.first == 1 else f"{exercise_set.reps} more"
    )
    what = f"{exercise_set.exercise.name}, {reps}, {'only imagined' if imagined else 'lightly'}"
    still = f"Then {DONT_MOVE[0].lower()}{DONT_MOVE[1:]} " if imagined else ""
    if is_first:
        return f"Get ready: {what}. Lie back and get comfortable. {still}{time_left}."
    return f"Next: {what}. Take a moment to get comfortable. {still}{time_left}."


def _last_rep(exercise_set: ExerciseSet) -> int:
    return exercise_set.first + exercise_set.reps - 1
