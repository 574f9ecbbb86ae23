"""What is said aloud, and the programs that say it.

Speech carries the meaning and never the time: no seconds are counted, and a line that would not be
over before the next phase is a shorter one, or none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tui.cues.players import SPEAKS, Player, Program, Which, powershell, quoted
from tui.practice.session_events import Cue
from tui.practice.timetable import ExerciseSet, Phase

BEFORE_NEXT_S = 0.15
"""So long before the next phase nothing is said any more."""
# How long a voice takes, roughly: to begin, and for each letter.
_TO_BEGIN_S, _A_LETTER_S = 0.35, 0.065
_QUIET = 25
"""Percent of the usual loudness, as 12 dB less are."""
GENTLE_WORDS = ("gently", "lightly", "softly", "slowly")


def seconds(line: str) -> float:
    """About how long a line takes to say."""
    return _TO_BEGIN_S + _A_LETTER_S * len(line)


def fitting(lines: Sequence[str], room: float | None) -> str | None:
    """The first of these that can be said in so many seconds; None for as long as it takes."""
    return next((line for line in lines if room is None or seconds(line) <= room), None)


def lines(cue: Cue, part: ExerciseSet | None, *, is_first: bool, imagined: bool) -> tuple[str, ...]:
    """What could be said of a cue, the best first, each after it shorter.

    Args:
        cue: what begins.
        part: the reps asked of the exercise at hand.
        is_first: whether it is the session's own beginning.
        imagined: whether the rep at hand is imagined.
    """
    match cue.phase:
        case Phase.PAUSED:
            return ("Still paused. Space or a click goes on.",) if cue.resumed else ("Paused.",)
        case Phase.SETTLE:
            return ("That was the last one. Stay lying as long as you like.", "That was the last.")
        case Phase.FINISHED:
            return ("All done.",)
        case Phase.LEAD_IN:
            return ("Once more from the start.", "Once more.")
        case Phase.PREPARE if part is not None:
            return _preparing(cue, part, is_first=is_first, imagined=imagined)
        case Phase.EASE_IN if part is not None:
            word = _spoken(part.exercise.word)
            if imagined:
                return ("Imagine it, lightly.", "Imagine it.")
            lightly = "" if word.lower() in GENTLE_WORDS else ", lightly"
            return (f"{word}{lightly}.", f"{word}.")
        case Phase.EASE_OUT:
            return ("Let go, slowly.", "Let go.")
        case Phase.REST if part is not None and cue.rep is not None:
            more = part.first + part.reps - 1 - cue.rep
            return (f"Rest. {'One' if more == 1 else more} more.", "Rest.")
        case _:
            return ()


BREATHE = ("Keep breathing.", "Breathe.")
"""Said once in each exercise."""
LIGHTLY = ("Lightly, and keep breathing.", "Lightly, and breathe.", "Lightly.")
"""Said once in the first hold of an exercise that had no room for *lightly* before."""


def is_light(line: str) -> bool:
    """Whether a line says how little effort is meant."""
    return any(word in line.lower() for word in GENTLE_WORDS)


def is_breath(line: str) -> bool:
    """Whether a line reminds of breathing."""
    return "breath" in line.lower()


def _preparing(cue: Cue, part: ExerciseSet, *, is_first: bool, imagined: bool) -> tuple[str, ...]:
    if cue.resumed:
        return ("Going on.",)
    times = {1: "once", 2: "twice"}.get(part.reps, f"{part.reps} times")
    how = "only imagined" if imagined else "lightly"
    what = f"{'First' if is_first else 'Now'}: {part.exercise.name}, {times}"
    place = "Lie back and get comfortable." if is_first else "Move until you lie comfortably."
    brief = f"{part.exercise.name}, {how}."
    return (f"{what}, {how}. {place}", f"{what}, {how}.", brief, f"{what}.")


def _spoken(word: str) -> str:
    """A word of the screen for a voice: capitals may be spelled, a hyphen taken for an option."""
    return word.lower().lstrip("-").capitalize()


def find_voices(which: Which, *, quiet: bool, platform: str = sys.platform) -> list[Player]:
    """The installed programs that speak, best first; an empty line only warms them up."""
    loudness = _QUIET if quiet else 100
    softly = f"[[volm {loudness / 100}]] " if quiet else ""
    voices: dict[str, Callable[[str, str], list[str]]] = {
        "spd-say": lambda path, line: [
            *(path, "-w", "-N", "supine", "-l", "en"),
            # From -100 to 100, where 0 is the usual one.
            *("-i", str(loudness - 100 if line else -100), line or "ready"),
        ],
        "espeak-ng": lambda path, line: [
            *(path, "-v", "en", "-a", str(loudness if line else 0), line or "ready")
        ],
        "say": lambda path, line: [path, softly + (line or " ")],
    }
    found: list[Player] = []
    for name, command in voices.items():
        path = which(name)
        if path is not None:
            silence = (path, "-S") if name == "spd-say" else ()  # it only hands over to a server
            # The others were not seen to be over at once without a word.
            least = SPEAKS if name == "espeak-ng" else 0.0
            found.append(Program(name, _saying(command, path), silence, least))
    shell = which("powershell") if platform == "win32" else None
    if shell is not None:
        found.append(Program("PowerShell", _saying(_say_by_shell(loudness), shell)))
    return found


def _saying(command: Callable[[str, str], list[str]], path: str) -> Callable[[str], Sequence[str]]:
    return lambda line: command(path, line)


def _say_by_shell(loudness: int) -> Callable[[str, str], list[str]]:
    return lambda shell, line: powershell(
        shell,
        "Add-Type -AssemblyName System.Speech; "
        "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
        f"$voice.Volume = {loudness}; $voice.Speak({quoted(line)})",
    )
