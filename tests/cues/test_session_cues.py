"""A session as it is heard, from the rules R5.sounds, R5.tick, R5.choice, R5.told and R5.test."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest

from tests.cues.recording import Heard, Listener, Room, written
from tui.cues.session_cues import is_remote, open_cues, sound_of
from tui.practice.models import DEFAULT_ROUTINE, Settings
from tui.practice.session_events import Command, Cue
from tui.practice.timetable import ExerciseSet, Phase

GOLDEN = Path(__file__).parent / "a-session-as-it-is-heard.txt"
CUE_TIMES = [0, 30, 32, 37, 40, 46, 48, 53, 56, 71, 73, 78, 81, 87, 89, 94, 97, 107]
ALL = Settings(sound="tones", speech=True)


def test_a_whole_session_with_eyes_shut() -> None:
    # ``SUPINE_LOOKS=write`` writes the recording anew; read it aloud before committing it.
    recording = written(Listener(ALL).to(115).heard)
    if os.environ.get("SUPINE_LOOKS") == "write":
        GOLDEN.write_text(recording, encoding="utf-8")
    assert recording == GOLDEN.read_text(encoding="utf-8")


# What a listener understands who knows only the meaning of each sound.
MEANS = {
    "ease": Phase.EASE_IN,
    "start": Phase.HOLD,
    "release": Phase.EASE_OUT,
    "change": Phase.PREPARE,
    "finish": Phase.FINISHED,
}
RINGS = {1: Phase.HOLD, 2: Phase.EASE_OUT, 3: Phase.PREPARE}
# These phases begin without a sound, since there is nothing to do.
SILENT = {Phase.REST, Phase.SETTLE}


def by_ear(heard: list[Heard]) -> list[tuple[float, Phase]]:
    return [(each.at, MEANS[each.what]) for each in heard if each.what in MEANS]


def by_bell(heard: list[Heard]) -> list[tuple[float, Phase]]:
    """Group rings that are less than a second apart; six of them are the end."""
    groups: list[list[float]] = []
    for each in heard:
        if groups and each.at - groups[-1][-1] < 1:
            groups[-1].append(each.at)
        else:
            groups.append([each.at])
    return [
        (group[0], Phase.FINISHED if len(group) == 6 else RINGS[len(group)]) for group in groups
    ]


@pytest.mark.parametrize("reps", [1, 2, 5])
def test_the_tones_alone_tell_the_whole_session(reps: int) -> None:
    listener = Listener(Settings(sound="tones"), reps=reps).to(400)
    happened = [(at, phase) for at, phase in listener.phases[1:] if phase not in SILENT]
    assert by_ear(listener.heard) == happened


@pytest.mark.parametrize("reps", [1, 2, 5])
def test_the_bell_alone_tells_what_must_be_done_when(reps: int) -> None:
    listener = Listener(Settings(sound="bell"), reps=reps).to(400)
    silent = SILENT | {Phase.EASE_IN}
    happened = [(at, phase) for at, phase in listener.phases[1:] if phase not in silent]
    assert by_bell(listener.heard) == happened


def test_the_lines_alone_tell_what_is_done_and_how_often() -> None:
    spoken = [h for h in Listener(ALL, reps=3).to(400).heard if h.by == "voice"]
    lines = [line.what for line in spoken]
    for exercise in DEFAULT_ROUTINE.exercises:
        named = next(n for n, line in enumerate(lines) if exercise.name in line)
        word = f"{exercise.word.capitalize()}, lightly."
        assert "3 times" in lines[named]
        assert lines.count(word) == 3
        assert named < lines.index(word)
    assert lines.count("Let go, slowly.") == 6
    assert lines.count("Keep breathing.") == 2, "once an exercise"


def test_every_cue_comes_at_its_time_in_the_timetable() -> None:
    listener = Listener(ALL).to(115)
    assert [at for at, _ in listener.phases] == CUE_TIMES
    sounds = {each.at for each in listener.heard if each.what in MEANS}
    assert sounds < set(CUE_TIMES)


def test_a_session_of_imagined_reps_says_so() -> None:
    lines = [h.what for h in Listener(ALL, imagined=True).to(110).heard if h.by == "voice"]
    assert lines[0].startswith("First: Shoulder blades, twice, only imagined.")
    assert lines.count("Imagine it, lightly.") == 4


@pytest.mark.parametrize(("tick", "each"), [("all", 4), ("last3", 3), ("off", 0)])
def test_as_many_seconds_tick_as_the_setting_says(
    tick: Literal["all", "last3", "off"], each: int
) -> None:
    heard = Listener(Settings(sound="tones", tick=tick)).to(110).heard
    ticks = [h.at for h in heard if h.what == "tick"]
    assert ticks == [hold + 5 - left for hold in (32, 48, 73, 89) for left in range(each, 0, -1)]


def test_the_bell_does_not_tick() -> None:
    with_ticks, without = (
        Listener(Settings(sound="bell", tick=tick)).to(115).room.rings for tick in ("all", "off")
    )
    assert with_ticks == without


def test_with_the_sound_off_nothing_is_heard() -> None:
    listener = Listener(Settings(sound="off")).to(115)
    assert listener.heard == []
    assert listener.cues.player_names == "no sound"


def test_tones_without_a_player_become_the_bell_with_a_warning() -> None:
    listener = Listener(Settings(sound="tones"), has_players=False).to(115)
    assert [round(at, 1) for at in listener.room.rings[:3]] == [32, 37, 37.4]
    assert listener.cues.warnings == ["Tones aren't available, so the bell is used."]


def test_auto_without_a_player_becomes_the_bell_without_a_warning() -> None:
    listener = Listener(Settings(sound="auto"), has_players=False).to(115)
    assert len(listener.room.rings) == 4 * 3 + 3 + 6
    assert listener.cues.warnings == []


def test_players_that_were_given_up_are_named() -> None:
    listener = Listener(ALL)
    assert listener.tones is not None
    assert listener.voice is not None
    assert listener.cues.warnings == []
    listener.tones.given_up = ["pw-play", "paplay"]
    listener.tones.player_name = "aplay"
    listener.voice.given_up = ["spd-say"]
    listener.voice.player_name = None
    assert listener.cues.warnings == [
        "pw-play and paplay didn't work, so aplay was used.",
        "spd-say didn't work, so there was no more speech.",
    ]
    listener.tones.player_name = None
    assert listener.cues.warnings[0] == "pw-play and paplay didn't work, so the bell was used."


def test_the_bell_rings_for_a_tone_that_no_player_could_play() -> None:
    listener = Listener(Settings(sound="tones")).to(37)
    listener.cues.ring_instead("release")
    listener.room.pass_to(38)
    assert listener.room.rings == [37, 37.4]


class TestInterrupted:
    def heard(self, listener: Listener, since: float) -> list[str]:
        return [each.what for each in listener.heard if each.at >= since]

    def test_a_pause_and_going_on(self) -> None:
        listener = Listener(ALL).to(42).press(Command.PAUSE).to(50)
        assert self.heard(listener, 42) == ["pause", "Paused."]
        listener.press(Command.PAUSE).to(53)
        assert self.heard(listener, 50) == ["resume", "Rest. One more."]

    def test_a_pause_in_a_hold_begins_it_again(self) -> None:
        listener = Listener(ALL).to(33).press(Command.PAUSE).to(40).press(Command.PAUSE).to(47.5)
        assert self.heard(listener, 40) == [
            *("resume", "Again, from the beginning.", "ease", "Squeeze, lightly.", "start")
        ]

    def test_a_line_is_cut_when_the_phase_ends_early(self) -> None:
        listener = Listener(ALL).to(57.5)
        listener.to(58).press(Command.PAUSE)
        line = next(each for each in listener.heard if each.what.startswith("Now: Neck"))
        assert line.until == 58

    def test_next_in_a_hold_sounds_as_a_release(self) -> None:
        listener = Listener(ALL).to(33.5).press(Command.NEXT).to(35)
        assert self.heard(listener, 33.5) == ["release", "Let go, slowly."]

    def test_reminders_once_a_minute_for_five_minutes(self) -> None:
        listener = Listener(ALL).to(42).press(Command.PAUSE).to(44)
        listener.to(42 + 901)
        assert (
            self.heard(listener, 44)
            == [
                "remind",
                "Still paused. Press space or click to carry on.",
            ]
            * 5
        )
        bell = Listener(Settings(sound="bell")).to(42).press(Command.PAUSE).to(42 + 901)
        assert len([at for at in bell.room.rings if at > 42]) == 5 * 4

    def test_a_gap_sounds_as_a_pause(self) -> None:
        listener = Listener(ALL).to(33).leap(8 * 3600)
        assert self.heard(listener, 34) == ["pause", "Paused."]
        assert "release" not in self.heard(listener, 33)

    def test_the_end_of_a_long_pause_is_silent(self) -> None:
        listener = Listener(ALL).to(42).press(Command.PAUSE).to(42 + 901)
        assert listener.machine.phase is Phase.STOPPED
        assert not self.heard(listener, 42 + 310)
        assert listener.tones is not None
        assert listener.tones.orders[-1] is None


class TestTrial:
    async def test_start_and_release_are_played_once_and_explained(self) -> None:
        listener = Listener(ALL).to(5)

        async def pause(seconds: float) -> None:
            listener.room.pass_to(listener.room.now + seconds)

        await listener.cues.trial(pause)
        assert [(h.at, h.what) for h in listener.heard if h.at >= 5] == [
            (5, "start"),
            (5.7, "This is the start."),
            (7.5, "release"),
            (8.35, "And let go."),
        ]
        assert listener.cues.player_names == "tones, played by a tone; speech by a voice"

    async def test_the_bell_is_tried_where_there_are_no_tones(self) -> None:
        listener = Listener(Settings(sound="bell"))

        async def pause(seconds: float) -> None:
            listener.room.pass_to(listener.room.now + seconds)

        await listener.cues.trial(pause)
        assert listener.room.rings == [0, 2.5, 2.9]
        assert listener.cues.player_names == "the terminal's bell"

    async def test_a_cue_ends_the_trial(self) -> None:
        listener = Listener(ALL).to(29)

        async def pause(seconds: float) -> None:
            listener.to(29 + seconds)

        await listener.cues.trial(pause)
        sounds = [(h.at, h.what) for h in listener.heard if h.by == "tone"]
        assert sounds == [(29, "start"), (30, "ease")], "no release without a hold"


def test_a_phase_that_goes_on_sounds_as_resumed() -> None:
    assert sound_of(Cue(Phase.HOLD, 0), is_first=True) is None
    resumed = {sound_of(Cue(phase, 0, resumed=True)) for phase in (Phase.REST, Phase.PREPARE)}
    assert [sound.value for sound in resumed if sound] == ["resume"]


def test_the_last_sound_may_go_on_to_its_end() -> None:
    listener = Listener(ALL).to(107)
    listener.cues.close(at_once=False)
    assert listener.tones is not None
    assert listener.tones.closed is False
    assert listener.heard[-1].what == "All done."


# What is opened for which settings

SETS = [ExerciseSet(exercise, 1, 2) for exercise in DEFAULT_ROUTINE.exercises]


def opened(
    settings: Settings, *installed: str, environment: dict[str, str] | None = None
) -> tuple[str, list[str]]:
    room = Room()
    cues = open_cues(
        settings,
        SETS,
        ring_once=room.ring_once,
        call_later=room.call_later,
        call_soon=lambda callback: callback(),
        which=lambda name: f"/bin/{name}" if name in installed else None,
        environment=environment or {},
    )
    return cues.player_names, cues.warnings


REMOTE = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
BELL = "the terminal's bell"


@pytest.mark.parametrize(
    ("settings", "installed", "environment", "player_names"),
    [
        (Settings(), ["aplay", "paplay"], {}, "tones, played by paplay"),
        (Settings(), [], {}, BELL),
        (Settings(), ["aplay"], REMOTE, BELL),
        (Settings(sound="tones"), ["aplay"], REMOTE, "tones, played by aplay"),
        (Settings(sound="bell"), ["aplay"], {}, BELL),
        (Settings(sound="off"), ["aplay"], {}, "no sound"),
        (Settings(sound="off", speech=True), ["espeak-ng"], {}, "no sound"),
        (Settings(sound="bell", speech=True), ["espeak-ng"], {}, f"{BELL}; speech by espeak-ng"),
        (Settings(speech=False), ["espeak-ng"], {}, BELL),
    ],
)
def test_what_is_heard_depends_on_the_settings_and_on_what_is_installed(
    settings: Settings, installed: list[str], environment: dict[str, str], player_names: str
) -> None:
    assert opened(settings, *installed, environment=environment)[0] == player_names


def test_what_is_wished_for_and_missing_is_warned_of() -> None:
    assert opened(Settings(sound="tones", speech=True))[1] == [
        "Tones aren't available, so the bell is used.",
        "No speech program found.",
    ]
    assert opened(Settings(speech=True))[1] == ["No speech program found."]
    assert opened(Settings())[1] == []


def test_a_terminal_over_ssh_is_remote() -> None:
    assert is_remote({"SSH_TTY": "/dev/pts/3"})
    assert not is_remote({"TERM": "xterm", "SSH_AUTH_SOCK": "/tmp/agent"})
