"""What a session of lines says: first what to do, then how long."""

from __future__ import annotations

from tui.practice.session_events import Cue, Outcome, OutcomeKind
from tui.practice.timetable import ExerciseSet, Phase
from tui.words.phrases import plural

KEYS = "Enter pauses. Or type a letter, then Enter: n next, b again, i imagined, q stop."
ALL_KEYS = f"{KEYS} While you get ready: + or - for 10 seconds more or less, t to try the sound."
PAUSED = "Paused. Enter goes on."
STILL_PAUSED = "Still paused. Enter goes on."
_OUTCOMES = {
    OutcomeKind.DONE: "is done",
    OutcomeKind.IMAGINED: "is done, imagined",
    OutcomeKind.SHORT: "was short, and is not counted",
    OutcomeKind.SKIPPED: "is left out",
}


def cue_lines(
    cue: Cue,
    part: ExerciseSet | None,
    left: str,
    ended: list[str],
    *,
    is_first: bool,
    imagined: bool,
) -> list[str]:
    """What is said of a cue, but for pauses.

    Args:
        cue: what begins, or goes on.
        part: the reps asked of the exercise at hand.
        left: how long it takes.
        ended: how the rep before ended, where there is one and it is on the disk.
        is_first: whether nothing was asked of the person yet.
        imagined: whether the rep at hand is imagined.
    """
    if cue.resumed:
        return [f"Going on. {left} left."]
    match cue.phase:
        case Phase.PREPARE if part is not None:
            return [*ended, _preparing(part, left, is_first=is_first, imagined=imagined)]
        case Phase.LEAD_IN:
            return [f"Rep {cue.rep} once more, from its start. {left}."]
        case Phase.EASE_IN if part is not None:
            return [f"Rep {cue.rep} of {_last(part)}{', imagined' if imagined else ''}. Ease in."]
        case Phase.HOLD if part is not None:
            word = "Imagine it" if imagined else part.exercise.word.capitalize()
            breathe = " Keep breathing." if cue.rep == part.first else ""
            return [f"{word}, lightly, {left}.{breathe}"]
        case Phase.EASE_OUT:
            return ["Let go, slowly."]
        case Phase.REST:
            return [" ".join([f"Rest, {left}.", *ended])]
        case Phase.SETTLE:
            return [*ended, "That was the last one. Stay lying as long as you like."]
        case _:
            return []


def outcome_line(outcome: Outcome, part: ExerciseSet) -> str:
    """How a rep ended."""
    return f"Rep {outcome.rep} of {_last(part)} {_OUTCOMES[outcome.kind]}."


def _preparing(part: ExerciseSet, left: str, *, is_first: bool, imagined: bool) -> str:
    reps = plural(part.reps, "rep") if part.first == 1 else f"{part.reps} more"
    what = f"{part.exercise.name}, {reps}, {'only imagined' if imagined else 'lightly'}"
    if is_first:
        return f"Get ready: {what}. Lie back and get comfortable. {left}."
    return f"Next: {what}. Move until you lie comfortably. {left}."


def _last(part: ExerciseSet) -> int:
    return part.first + part.reps - 1
