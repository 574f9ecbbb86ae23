"""The lines that are spoken in a session, and the programs that speak them.

Speech tells what is done and how often, and never the time: no line counts seconds (rules
R5.speech). A line that would not end before the next phase is replaced by a shorter one, or left
out (rules R5.cut).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tui.cues.players import (
    SPEECH_LEAST_PART,
    Player,
    ProgramPlayer,
    powershell_command,
    powershell_literal,
)
from tui.cues.process import Which
from tui.cues.tones import QUIET_DB
from tui.practice.session_events import Cue
from tui.practice.timetable import ExerciseSet, Phase

BEFORE_NEXT_S = 0.15
"""How long before the next phase a line has ended, in seconds."""
# About how long a voice takes, in seconds: to begin, and for each character.
_TO_BEGIN_S, _A_CHARACTER_S = 0.35, 0.065
# Percent of the usual loudness at which a voice speaks (rules R5.loudness, R5.quiet). At 140 the
# mean level of espeak-ng lies 3 dB below that of `Sound.START`, and its loudest moment 3 dB above.
# Other voices cannot be made louder than they usually are.
_LOUDER_PERCENT, _USUAL_PERCENT = 140, 100
_QUIET_PART = 10 ** (-QUIET_DB / 20)
"""The part of its loudness at which a quiet voice speaks."""
GENTLE_WORDS = ("gently", "lightly", "softly", "slowly")
BREATHE = ("Keep breathing.", "Breathe.")
"""Lines of which one is said once in each exercise, the best first."""
LIGHTLY = ("Lightly, and keep breathing.", "Lightly, and breathe.", "Lightly.")
"""Lines for the first hold of an exercise that had no room for *lightly* before, the best first."""


def length_s(line: str) -> float:
    """Return about how long a line takes to say, in seconds."""
    return _TO_BEGIN_S + _A_CHARACTER_S * len(line)


def first_fitting(lines: Sequence[str], room_s: float | None) -> str | None:
    """Return the first line that can be said within some seconds; None if there is no such line.

    With ``room_s`` None there is no limit.
    """
    return next((line for line in lines if room_s is None or length_s(line) <= room_s), None)


def is_last_rep(cue: Cue, exercise_set: ExerciseSet) -> bool:
    """Return whether a cue's rep is the last that is asked of its exercise."""
    return cue.rep == exercise_set.first + exercise_set.reps - 1


def lines_for(
    cue: Cue, exercise_set: ExerciseSet | None, *, is_first: bool, imagined: bool
) -> tuple[str, ...]:
    """Return the lines that suit a cue, the best and longest first (rules R5.speech).

    Args:
        cue: what begins.
        exercise_set: the reps that are asked of the cue's exercise, if it has one.
        is_first: whether it is the first cue of the session.
        imagined: whether the current rep is imagined.
    """
    match cue.phase:
        case Phase.PAUSED:
            still = "Still paused. Carry on with space, a click or a tap."
            return (still if cue.resumed else "Paused.",)
        case Phase.SETTLE:
            return ("That was the last one. Stay lying down as long as you like.",)
        case Phase.LEAD_IN:
            return ("Again, from the beginning.", "Again.")
        case Phase.PREPARE if exercise_set is not None:
            return _preparing_lines(cue, exercise_set, is_first=is_first, imagined=imagined)
        case Phase.EASE_IN if exercise_set is not None:
            word = "Imagine it" if imagined else _spoken_word(exercise_set.exercise.word)
            is_gentle = imagined or word.lower() in GENTLE_WORDS
            lines = (f"{word}.",) if is_gentle else (f"{word}, lightly.", f"{word}.")
            # Where there is only one, its number was said before it.
            if is_last_rep(cue, exercise_set) and exercise_set.reps > 1:
                return (*(f"Last one. {line}" for line in lines), lines[-1])
            return lines
        case Phase.EASE_OUT:
            return ("Let go, slowly.", "Let go.")
        case Phase.REST if exercise_set is not None and cue.rep is not None:
            left = exercise_set.first + exercise_set.reps - 1 - cue.rep
            return (f"Rest. {'One' if left == 1 else left} more.", "Rest.")
        case _:
            return ()


def _preparing_lines(
    cue: Cue, exercise_set: ExerciseSet, *, is_first: bool, imagined: bool
) -> tuple[str, ...]:
    if cue.resumed:
        return ("Carrying on.",)
    name, reps = exercise_set.exercise.name, exercise_set.reps
    times = {1: "once", 2: "twice"}.get(reps, f"{reps} times")
    how = "only imagined" if imagined else "lightly"
    announced = f"{'First' if is_first else 'Now'}: {name}, {times}"
    position = "Lie back and get comfortable." if is_first else "Take a moment to get comfortable."
    return (
        f"{announced}, {how}. {position}",
        f"{announced}, {how}.",
        f"{name}, {how}.",
        f"{announced}.",
    )


def with_lesson(lines: Sequence[str], what_to_do: str) -> tuple[str, ...]:
    """Return lines for getting ready, the first ones followed by what to do, where it is taught.

    It fills the silence before the first rep (rules R5.taught).
    """
    taught = (f"{line} {what_to_do}" for line in lines[:2]) if what_to_do else ()
    return (*taught, *lines)


def is_about_effort(line: str) -> bool:
    """Return whether a line says how light the effort is."""
    return any(word in line.lower() for word in GENTLE_WORDS)


def is_about_breath(line: str) -> bool:
    """Return whether a line reminds of breathing."""
    return "breath" in line.lower()


def _spoken_word(word: str) -> str:
    """Return an exercise's word as it is spoken: a voice may spell capitals."""
    return word.lower().lstrip("-").capitalize()


def find_voices(which: Which, *, quiet: bool, platform: str = sys.platform) -> list[Player]:
    """Return the installed programs that speak, best first (rules R5.players).

    Their content is a line. An empty line only warms them up and is not heard.

    Args:
        which: finds an installed program.
        quiet: whether they speak softly.
        platform: as ``sys.platform``.
    """
    part = _QUIET_PART if quiet else 1.0
    louder, usual = round(_LOUDER_PERCENT * part), round(_USUAL_PERCENT * part)
    softly = f"[[volm {part:.2f}]] " if quiet else ""
    commands: dict[str, Callable[[str, str], list[str]]] = {
        "spd-say": lambda path, line: [
            *(path, "-w", "-N", "supine", "-l", "en"),
            # From -100 to 100, where 0 is the usual loudness.
            *("-i", str(louder - 100 if line else -100), line or "ready"),
        ],
        "espeak-ng": lambda path, line: [
            *(path, "-v", "en", "-a", str(louder if line else 0), line or "ready")
        ],
        "say": lambda path, line: [path, softly + (line or " ")],
    }
    found: list[Player] = []
    for name, command in commands.items():
        path = which(name)
        if path is not None:
            # spd-say hands lines over to a server, which goes on speaking without it.
            silence_command = (path, "-S") if name == "spd-say" else ()
            # Only espeak-ng was seen to end at once without having spoken.
            least_part = SPEECH_LEAST_PART if name == "espeak-ng" else 0.0
            found.append(
                ProgramPlayer(name, _command_of(command, path), silence_command, least_part)
            )
    shell = which("powershell") if platform == "win32" else None
    if shell is not None:
        found.append(ProgramPlayer("PowerShell", _command_of(_speak_by_shell(usual), shell)))
    return found


def _command_of(
    command: Callable[[str, str], list[str]], path: str
) -> Callable[[str], Sequence[str]]:
    return lambda line: command(path, _as_text(line))


def _as_text(line: str) -> str:
    """Return a line that no voice takes for something else than a text to speak.

    What begins with a hyphen is an option to them, and ``[[`` a command to ``say`` of macOS.
    """
    return line.lstrip("- ").replace("[[", "[ [")


def _speak_by_shell(loudness: int) -> Callable[[str, str], list[str]]:
    return lambda shell, line: powershell_command(
        shell,
        "Add-Type -AssemblyName System.Speech; "
        "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
        f"$voice.Volume = {loudness}; $voice.Speak({powershell_literal(line)})",
    )
