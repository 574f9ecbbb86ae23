"""A session as it is heard, from the rules R5.sounds, R5.tick, R5.choice, R5.told and R5.test."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from msgspec.structs import replace

from tests.cues.recording import Heard, Listener, Room, written
from tui.cues.session_cues import open_cues, sound_of
from tui.cues.tones import Sound
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
    **dict.fromkeys(("ease", "first", "last", "only"), Phase.EASE_IN),
    "start": Phase.HOLD,
    "release": Phase.EASE_OUT,
    "change": Phase.PREPARE,
    "pause": Phase.PAUSED,
    "settle": Phase.SETTLE,
}
# These phases begin without a sound, since there is nothing to do.
SILENT = {Phase.REST, Phase.FINISHED}


def session_by_ear(
    heard: list[Heard],
) -> tuple[list[tuple[float, Phase]], list[list[str]], list[str]]:
    """What the tones alone tell: the phases, each exercise's reps, and its timbre.

    Of each rep: whether it is the first, the last or the only one of its exercise.
    """
    assert heard[0].what == "begin", "it began, and sound works"
    phases: list[tuple[float, Phase]] = []
    exercises: list[list[str]] = [[]]
    timbres = [""]
    for each in heard:
        sound, _, timbre = each.what.partition(".")
        if sound not in MEANS:
            continue
        phases.append((each.at, MEANS[sound]))
        if sound == "change":
            exercises.append([])
            timbres.append(timbre)
        elif MEANS[sound] is Phase.EASE_IN:
            exercises[-1].append(sound)
        if MEANS[sound] not in (Phase.PAUSED, Phase.SETTLE):
            assert timbre == timbres[-1], "what belongs to an exercise has its timbre"
    return phases, exercises, timbres


def rings_at(heard: list[Heard]) -> list[tuple[float, int]]:
    """When the bell begins to ring, and how often: rings of one pattern are 1.2 s apart."""
    groups: list[list[float]] = []
    for each in heard:
        if groups and each.at - groups[-1][-1] < 1.3:
            groups[-1].append(each.at)
        else:
            groups.append([each.at])
    return [(group[0], len(group)) for group in groups]


def by_bell(heard: list[Heard]) -> list[tuple[float, Phase]]:
    """What the bell alone tells of a session that nobody pauses.

    One ring is the start at first, and later a hold, unless it comes after three rings or the
    start: there one makes ready for the first hold.
    """
    (began, rings), *groups = rings_at(heard)
    assert (began, rings) == (0, 1)
    told: list[tuple[float, Phase]] = []
    is_new = True
    for at, count in groups:
        if count == 1:
            told.append((at, Phase.EASE_IN if is_new else Phase.HOLD))
            is_new = False
        else:
            told.append((at, {2: Phase.EASE_OUT, 3: Phase.PREPARE, 4: Phase.SETTLE}[count]))
            is_new = count == 3
    return told


@pytest.mark.parametrize("reps", [1, 2, 5])
def test_the_tones_alone_tell_the_whole_session(reps: int) -> None:
    listener = Listener(Settings(sound="tones"), reps=reps).to(400)
    happened = [(at, phase) for at, phase in listener.phases[1:] if phase not in SILENT]
    phases, exercises, timbres = session_by_ear(listener.heard)
    assert phases == happened
    each = ["only"] if reps == 1 else ["first", *["ease"] * (reps - 2), "last"]
    assert exercises == [each] * len(DEFAULT_ROUTINE.exercises)
    assert len(set(timbres)) == 2, "the two movements are told apart"
    assert listener.heard[-1].what == "settle", "and then there is silence"


@pytest.mark.parametrize("reps", [1, 2, 5])
def test_the_bell_alone_tells_what_must_be_done_when(reps: int) -> None:
    listener = Listener(Settings(sound="bell"), reps=reps).to(400)
    first = {
        listener.phases[n + 1][0] for n, (_, p) in enumerate(listener.phases) if p is Phase.PREPARE
    }
    happened = [
        (at, phase)
        for at, phase in listener.phases[1:]
        if phase not in SILENT and (phase is not Phase.EASE_IN or at in first)
    ]
    assert by_bell(listener.heard) == happened


def test_a_movement_keeps_its_timbre_when_the_one_before_is_done_already() -> None:
    both, neck = (
        {h.what for h in Listener(Settings(sound="tones"), first_done=done).to(400).heard}
        for done in (False, True)
    )
    assert {"start", "start.hollow"} <= both
    assert "start.hollow" in neck
    assert "start" not in neck


@pytest.mark.parametrize("settle_s", [0, 1, 10])
def test_the_end_is_told_once_and_nothing_comes_after_it(settle_s: int) -> None:
    routine = replace(DEFAULT_ROUTINE, settle_s=settle_s)
    heard = Listener(ALL, routine=routine).to(400).heard
    end = next(n for n, each in enumerate(heard) if each.what == "settle")
    assert heard[end].at == 97
    assert [each.what for each in heard[end + 1 :]] == [
        "That was the last one. Stay lying down as long as you like."
    ]


def test_the_lines_alone_tell_what_is_done_and_how_often() -> None:
    spoken = [h for h in Listener(ALL, reps=3).to(400).heard if h.by == "voice"]
    lines = [line.what for line in spoken]
    for exercise in DEFAULT_ROUTINE.exercises:
        named = next(n for n, line in enumerate(lines) if exercise.name in line)
        word = f"{exercise.word.capitalize()}, lightly."
        assert "3 times" in lines[named]
        assert lines.count(word) == 2
        assert lines.count(f"Last one. {exercise.word.capitalize()}.") == 1
        assert named < lines.index(word)
    assert lines.count("Let go, slowly.") == 6
    assert lines.count("Keep breathing.") == 2, "once an exercise"


def test_every_cue_comes_at_its_time_in_the_timetable() -> None:
    listener = Listener(ALL).to(115)
    assert [at for at, _ in listener.phases] == CUE_TIMES
    sounds = {each.at for each in listener.heard if each.what.partition(".")[0] in MEANS}
    assert sounds < set(CUE_TIMES)


def test_a_session_of_imagined_reps_says_so() -> None:
    lines = [h.what for h in Listener(ALL, imagined=True).to(110).heard if h.by == "voice"]
    assert lines[0].startswith("First: Shoulder blades, twice, only imagined.")
    assert lines.count("Imagine it.") == 2
    assert lines.count("Last one. Imagine it.") == 2


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
    assert listener.cues.player_names == ""


def test_tones_without_a_player_become_the_bell_with_a_warning() -> None:
    listener = Listener(Settings(sound="tones"), has_players=False).to(115)
    assert [round(at, 1) for at in listener.room.rings[:5]] == [0, 30, 32, 37, 38.2]
    assert listener.cues.warnings == ["Tones aren't available, so the bell is used."]


def test_auto_without_a_player_becomes_the_bell_without_a_warning() -> None:
    listener = Listener(Settings(sound="auto"), has_players=False).to(115)
    assert len(listener.room.rings) == 1 + 2 + 4 * 3 + 3 + 4
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
    listener.cues.ring_instead("release.hollow")
    listener.room.pass_to(39)
    assert listener.room.rings == pytest.approx([37, 38.2])


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
            *("resume", "Again, from the beginning.", "first", "Squeeze, lightly.", "start")
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
            == ["remind", "Still paused. Carry on with space, a click or a tap."] * 5
        )

    def test_the_bell_tells_each_pause_each_reminder_and_each_resume(self) -> None:
        bell = Listener(Settings(sound="bell")).to(42).press(Command.PAUSE).to(42 + 130)
        bell.press(Command.PAUSE).to(42 + 132)
        assert [at for at in bell.room.rings if at > 41] == [42, 42 + 60, 42 + 120, 42 + 130]

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
            (5.7, "This is the start of a hold."),
            (7.5, "release"),
            (8.38, "And let go."),
        ]
        assert listener.cues.player_names == "tones, by a tone; speech by a voice"

    async def test_the_bell_is_tried_where_there_are_no_tones(self) -> None:
        listener = Listener(Settings(sound="bell")).to(5)

        async def pause(seconds: float) -> None:
            listener.room.pass_to(listener.room.now + seconds)

        await listener.cues.trial(pause)
        assert listener.room.rings[1:] == pytest.approx([5, 7.5, 8.7])
        assert listener.cues.player_names == "the terminal's bell"

    async def test_a_cue_ends_the_trial(self) -> None:
        listener = Listener(ALL).to(29)

        async def pause(seconds: float) -> None:
            listener.to(29 + seconds)

        await listener.cues.trial(pause)
        sounds = [(h.at, h.what) for h in listener.heard if h.by == "tone"]
        assert sounds[1:] == [(29, "start"), (30, "first")], "no release without a hold"


def test_a_phase_that_goes_on_sounds_as_resumed() -> None:
    assert sound_of(Cue(Phase.PREPARE, 0), is_first=True) is Sound.BEGIN
    resumed = {sound_of(Cue(phase, 0, resumed=True)) for phase in (Phase.REST, Phase.PREPARE)}
    assert [sound.value for sound in resumed if sound] == ["resume"]


def test_the_last_sound_may_go_on_to_its_end() -> None:
    listener = Listener(ALL).to(107)
    listener.cues.close(at_once=False)
    assert listener.tones is not None
    assert listener.tones.closed is False
    assert listener.heard[-1].until is None


# What is opened for which settings

SETS = [ExerciseSet(exercise, 1, 2) for exercise in DEFAULT_ROUTINE.exercises]


def opened(settings: Settings, *installed: str, is_remote: bool = False) -> tuple[str, list[str]]:
    room = Room()
    cues = open_cues(
        settings,
        SETS,
        bell=room.bell(),
        call_soon=lambda callback: callback(),
        which=lambda name: f"/bin/{name}" if name in installed else None,
        is_remote=is_remote,
    )
    return cues.player_names, cues.warnings


BELL = "the terminal's bell"


@pytest.mark.parametrize(
    ("settings", "installed", "is_remote", "player_names"),
    [
        (Settings(), ["aplay", "paplay"], False, "tones, by paplay"),
        (Settings(), [], False, BELL),
        (Settings(), ["aplay"], True, BELL),
        (Settings(sound="tones"), ["aplay"], True, "tones, by aplay"),
        (Settings(sound="bell"), ["aplay"], False, BELL),
        (Settings(sound="off"), ["aplay"], False, ""),
        (Settings(sound="off", speech=True), ["espeak-ng"], False, ""),
        (Settings(sound="bell", speech=True), ["espeak-ng"], False, f"{BELL}; speech by espeak-ng"),
        (Settings(speech=False), ["espeak-ng"], False, BELL),
    ],
)
def test_what_is_heard_depends_on_the_settings_and_on_what_is_installed(
    settings: Settings, installed: list[str], is_remote: bool, player_names: str
) -> None:
    assert opened(settings, *installed, is_remote=is_remote)[0] == player_names


def test_what_is_wished_for_and_missing_is_warned_of() -> None:
    assert opened(Settings(sound="tones", speech=True))[1] == [
        "Tones aren't available, so the bell is used.",
        "No speech program found.",
    ]
    assert opened(Settings(speech=True))[1] == ["No speech program found."]
    assert opened(Settings())[1] == []
