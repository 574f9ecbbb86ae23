"""The lines that are spoken: they fit before the next phase, and never count seconds.

Rules R5.speech, R5.cut and R5.players.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cues.recording import Listener
from tui.cues import speech
from tui.cues.players import SPEECH_LEAST_PART, ProgramPlayer, powershell_literal
from tui.practice.models import DEFAULT_ROUTINE, Exercise, Routine, Settings
from tui.practice.session_events import Cue
from tui.practice.timetable import ExerciseSet, Phase
from tui.words.how import how_lines

BLADES, NECK = DEFAULT_ROUTINE.exercises
THREE = ExerciseSet(BLADES, 1, 3)


def best(cue: Cue, part: ExerciseSet | None = THREE, **how: bool) -> str:
    options = {"is_first": False, "imagined": False} | how
    lines = speech.lines_for(cue, part, **options)
    return lines[0] if lines else ""


def test_an_exercise_is_named_before_it_begins() -> None:
    prepare = Cue(Phase.PREPARE, 0, BLADES.id)
    first = best(prepare, is_first=True)
    assert first == "First: Shoulder blades, 3 times, lightly. Lie back and get comfortable."
    now = best(prepare)
    assert now == "Now: Shoulder blades, 3 times, lightly. Take a moment to get comfortable."
    assert "only imagined" in best(prepare, imagined=True)


def test_what_to_do_follows_the_name_where_it_is_taught_and_has_room() -> None:
    lines = speech.lines_for(Cue(Phase.PREPARE, 0, BLADES.id), THREE, is_first=True, imagined=False)
    assert speech.with_lesson(lines, "") == lines
    what_to_do = how_lines(BLADES)[0]
    taught = speech.with_lesson(lines, what_to_do)
    assert speech.first_fitting(taught, 27.0) == f"{lines[0]} {what_to_do}"
    assert speech.first_fitting(taught, 5.0) in lines
    now = speech.lines_for(Cue(Phase.PREPARE, 0, NECK.id), THREE, is_first=False, imagined=False)
    said = speech.first_fitting(speech.with_lesson(now, how_lines(NECK)[0]), 14.85)
    assert said is not None and said.endswith(how_lines(NECK)[0])


@pytest.mark.parametrize(("reps", "expected"), [(1, "once"), (2, "twice"), (7, "7 times")])
def test_the_number_of_reps_is_spoken_as_once_twice_or_so_many_times(
    reps: int, expected: str
) -> None:
    assert f", {expected}, " in best(Cue(Phase.PREPARE, 0, BLADES.id), ExerciseSet(BLADES, 4, reps))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("SQUEEZE", "Squeeze, lightly."),
        ("PRESS", "Press, lightly."),
        ("GENTLY", "Gently."),
        ("--HUSH", "Hush, lightly."),
    ],
)
def test_the_effort_is_always_light(word: str, expected: str) -> None:
    part = ExerciseSet(Exercise(id="x", name="X", word=word), 1, 2)
    assert best(Cue(Phase.EASE_IN, 0, "x", 1), part) == expected
    assert best(Cue(Phase.EASE_IN, 0, "x", 1), part, imagined=True) == "Imagine it."


@pytest.mark.parametrize(
    ("first", "reps", "rep", "imagined", "expected"),
    [
        (1, 3, 2, False, "Squeeze, lightly."),
        (1, 3, 3, False, "Last one. Squeeze, lightly."),
        (1, 3, 3, True, "Last one. Imagine it."),
        (3, 2, 4, False, "Last one. Squeeze, lightly."),
        (1, 1, 1, False, "Squeeze, lightly."),  # it was announced as "once"
    ],
)
def test_the_last_rep_is_announced(
    first: int, reps: int, rep: int, imagined: bool, expected: str
) -> None:
    part = ExerciseSet(BLADES, first, reps)
    assert best(Cue(Phase.EASE_IN, 0, BLADES.id, rep), part, imagined=imagined) == expected


def test_the_reps_left_are_said_in_the_rest() -> None:
    spoken = [
        best(Cue(Phase.REST, 0, BLADES.id, rep), ExerciseSet(BLADES, 3, 4)) for rep in (3, 4, 5)
    ]
    assert spoken == ["Rest. 3 more.", "Rest. 2 more.", "Rest. One more."]


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        (Cue(Phase.EASE_OUT, 0, BLADES.id, 1), "Let go, slowly."),
        (Cue(Phase.PAUSED, 0, BLADES.id, 1), "Paused."),
        (Cue(Phase.PAUSED, 0, BLADES.id, 1, resumed=True), "Still paused."),
        (Cue(Phase.LEAD_IN, 0, BLADES.id, 1), "Again, from the beginning."),
        (Cue(Phase.PREPARE, 0, BLADES.id, resumed=True), "Carrying on."),
        (Cue(Phase.SETTLE, 0), "That was the last one."),
        (Cue(Phase.FINISHED, 0), ""),
        (Cue(Phase.HOLD, 0, BLADES.id, 1), ""),
        (Cue(Phase.STOPPED, 0), ""),
    ],
)
def test_the_line_of_each_other_cue(cue: Cue, expected: str) -> None:
    assert best(cue).startswith(expected)


def test_the_first_line_that_fits_is_said() -> None:
    lines = ("That was the last one.", "The last.")
    assert speech.first_fitting(lines, None) == lines[0]
    assert speech.first_fitting(lines, speech.length_s(lines[0])) == lines[0]
    assert speech.first_fitting(lines, speech.length_s(lines[0]) - 0.01) == lines[1]
    assert speech.first_fitting(lines, 0.3) is None


def quick(ease_in_s: float, hold_s: float) -> list[str]:
    """Return the lines of a session of two exercises with short phases."""
    names = {"shoulder-blades": "SQUEEZE", "neck": "PRESS"}
    times = {"ease_in_s": ease_in_s, "hold_s": hold_s, "ease_out_s": 2, "rest_s": 3}
    exercises = tuple(
        Exercise(id=name, name=name.capitalize(), word=word, **times)  # type: ignore[arg-type]
        for name, word in names.items()
    )
    routine = Routine(
        id="r", name="R", exercises=exercises, prepare_s=2, reposition_s=2, settle_s=0
    )
    heard = Listener(Settings(sound="bell", speech=True), routine=routine).to(60).heard
    return [each.what for each in heard if each.by == "voice"]


def test_where_only_one_line_fits_it_is_lightly_once_an_exercise() -> None:
    lines = quick(1.5, 2)
    assert lines[:4] == ["Squeeze.", "Lightly, and breathe.", "Let go, slowly.", "Rest. One more."]
    # The second exercise has room for it in the ease-in, so its hold does not say it again.
    assert lines.count("Press, lightly.") == 1
    assert sum(line.startswith("Lightly") for line in lines) == 1
    assert "Lightly, and keep breathing." in quick(1, 3)


def test_a_short_preparation_says_lightly_rather_than_the_number() -> None:
    prepare = Cue(Phase.PREPARE, 0, BLADES.id)
    lines = speech.lines_for(prepare, THREE, is_first=True, imagined=False)
    assert speech.first_fitting(lines, 2.4) == "Shoulder blades, lightly."


durations = st.integers(1, 20)


@settings(max_examples=60, deadline=None)
@given(
    ease_in=durations,
    hold=st.integers(2, 10),
    ease_out=st.integers(2, 20),
    rest=st.integers(3, 20),
    prepare=st.integers(0, 30),
    settle=st.integers(0, 10),
)
def test_no_line_reaches_into_the_next_phase(
    ease_in: int, hold: int, ease_out: int, rest: int, prepare: int, settle: int
) -> None:
    times = {"ease_in_s": ease_in, "hold_s": hold, "ease_out_s": ease_out, "rest_s": rest}
    routine = Routine(
        id="r",
        name="R",
        exercises=tuple(
            Exercise(id=name, name=name, word="PRESS", **times)  # type: ignore[arg-type]
            for name in ("one", "two")
        ),
        prepare_s=prepare,
        reposition_s=prepare,
        settle_s=settle,
    )
    listener = Listener(Settings(sound="bell", speech=True), routine=routine).to(400)
    # Nothing is heard once all is over, so the line about the end may go on.
    boundaries = [at for at, phase in listener.phases if phase is not Phase.FINISHED]
    spoken = [each for each in listener.heard if each.by == "voice"]
    for line in spoken:
        following = next((at for at in boundaries if at > line.at), None)
        if following is not None:
            assert line.until is not None
            assert line.until <= following - speech.BEFORE_NEXT_S + 1e-6
            assert line.at + speech.length_s(line.what) <= following
        assert "second" not in line.what
    assert sum(speech.is_about_breath(line.what) for line in spoken) == 2, "once an exercise"
    # Each exercise is said to be light before its first release.
    begun = [at for at, phase in listener.phases if phase is Phase.PREPARE]
    for since in begun:
        until = next(at for at, phase in listener.phases if phase is Phase.EASE_OUT and at > since)
        before_release = [line.what for line in spoken if since <= line.at < until]
        assert any("lightly" in line.lower() for line in before_release), before_release


def commands(line: str, *, quiet: bool = False, platform: str = "linux") -> dict[str, list[str]]:
    found = speech.find_voices(lambda name: f"/bin/{name}", quiet=quiet, platform=platform)
    return {p.name: list(p.command(line)) for p in found if isinstance(p, ProgramPlayer)}


def test_how_each_voice_is_called() -> None:
    assert commands("Rest.") == {
        "spd-say": [*("/bin/spd-say", "-w", "-N", "supine", "-l", "en", "-i", "40"), "Rest."],
        "espeak-ng": [*("/bin/espeak-ng", "-v", "en", "-a", "140"), "Rest."],
        "say": ["/bin/say", "Rest."],
    }
    quiet = commands("Rest.", quiet=True)
    assert quiet["spd-say"][-2:] == ["-82", "Rest."]
    assert quiet["espeak-ng"][-2:] == ["18", "Rest."]
    assert quiet["say"][-1] == "[[volm 0.13]] Rest."
    shell = commands("It's time.", platform="win32")["PowerShell"]
    assert shell[-1].endswith("$voice.Volume = 100; $voice.Speak('It''s time.')")


@pytest.mark.parametrize("name", ["-x", "--version", "- -f /etc/passwd", "$(z) `z` '\" ;|&%s"])
def test_a_name_is_spoken_and_never_taken_for_an_option_or_a_command(name: str) -> None:
    line = f"{name}, lightly."
    spoken = line.lstrip("- ")
    for platform in ("linux", "win32"):
        for voice, command in commands(line, platform=platform).items():
            if voice == "PowerShell":
                assert powershell_literal(spoken) in command[-1]
            else:  # one argument, and no shell
                assert command[-1] == spoken
    assert commands("[[slnc 9999]]x")["say"][-1] == "[ [slnc 9999]]x"


def test_warming_a_voice_up_is_not_heard() -> None:
    silent = commands("")
    assert silent["spd-say"][-2:] == ["-100", "ready"]
    assert silent["espeak-ng"][-2:] == ["0", "ready"]
    assert silent["say"][-1] == " "
    assert "Speak('')" in commands("", platform="win32")["PowerShell"][-1]


def test_only_espeak_has_failed_if_it_ends_at_once() -> None:
    voices = speech.find_voices(lambda name: f"/bin/{name}", quiet=False, platform="linux")
    assert {voice.name: voice.least_part for voice in voices} == {
        "spd-say": 0.0,
        "espeak-ng": SPEECH_LEAST_PART,
        "say": 0.0,
    }


def test_a_voice_with_a_server_is_silenced_there() -> None:
    voices = speech.find_voices(lambda name: f"/bin/{name}", quiet=False, platform="linux")
    commands_of = {
        voice.name: voice.silence_command for voice in voices if isinstance(voice, ProgramPlayer)
    }
    assert commands_of == {"spd-say": ("/bin/spd-say", "-S"), "espeak-ng": (), "say": ()}
