"""The tones: length, loudness, pitch, timbre and fades, and the folder that keeps them.

Rules R5.tones, R5.timbre, R5.loudness, R5.unlike and R5.quiet.
"""

from __future__ import annotations

import array
import io
import itertools
import math
import sys
import wave
from pathlib import Path

import pytest

from tui.cues import tones
from tui.cues.tones import (
    LOUDNESS_DB,
    RATE,
    RECIPES,
    TAIL_S,
    TONES,
    Note,
    Sound,
    Timbre,
    Tones,
    length_s,
    sound_named,
    tone_name,
    wav_content,
)

HEARD = [sound for sound in Sound if sound is not Sound.SILENCE]
NOTES = [(sound, note) for sound in HEARD for note in RECIPES[sound]]
FULL = 32767


def samples(content: bytes) -> list[int]:
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        found = array.array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        found.byteswap()
    return found.tolist()


def part(wave_: list[int], begin: float, end: float) -> list[int]:
    """The samples between two moments, in milliseconds."""
    return wave_[round(begin * RATE / 1000) : round(end * RATE / 1000)]


def pitch(wave_: list[int]) -> float:
    """The fundamental in Hz, from the first upward crossing of zero to the last."""
    ups = [
        at + before / (before - after)
        for at, (before, after) in enumerate(itertools.pairwise(wave_))
        if before < 0 <= after
    ]
    return RATE * (len(ups) - 1) / (ups[-1] - ups[0])


def a_weighted(wave_: list[int]) -> list[float]:
    """The samples as the ear weighs them: the four high-passes of A-weighting (IEC 61672).

    Its low-pass at 12 kHz changes nothing that is heard here.
    """
    weighed = [value / FULL for value in wave_]
    for corner in (20.6, 20.6, 107.7, 737.9):
        k = math.tan(math.pi * corner / RATE)
        gain, feedback, before, last = 1 / (1 + k), (1 - k) / (1 + k), 0.0, 0.0
        for at, value in enumerate(weighed):
            last = gain * (value - before) + feedback * last
            before = value
            weighed[at] = last
    return weighed


def levels(wave_: list[int]) -> tuple[float, float]:
    """The A-weighted level of a whole sound, and that of its loudest 125 ms, in decibels."""
    sums = list(itertools.accumulate((v * v for v in a_weighted(wave_)), initial=0.0))
    heard = max(at for at, value in enumerate(wave_) if value)
    window = RATE // 8
    loudest = max(sums[at + window] - sums[at] for at in range(0, len(wave_) - window, 100))
    return 10 * math.log10(sums[heard] / heard), 10 * math.log10(loudest / window)


@pytest.mark.parametrize("quiet", [False, True])
@pytest.mark.parametrize("sound", Sound)
def test_a_file_is_as_long_as_its_sound_and_the_silence_after_it(sound: Sound, quiet: bool) -> None:
    made = samples(wav_content(sound, quiet=quiet))
    assert len(made) / RATE == pytest.approx(length_s(sound) + TAIL_S, abs=2 / RATE)
    assert 0.03 < length_s(sound) < 3.5


START = levels(samples(wav_content(Sound.START, quiet=False)))


@pytest.mark.parametrize("name", [name for name in TONES if name != "silence"])
def test_each_tone_is_as_loud_as_the_table_says(name: str) -> None:
    # R5.loudness, as a whole and in its loudest moment
    sound, timbre = TONES[name]
    measured = levels(samples(wav_content(sound, timbre, quiet=False)))
    for level, start in zip(measured, START, strict=True):
        assert level - start == pytest.approx(LOUDNESS_DB[sound], abs=1.5)


def test_the_table_of_loudness() -> None:
    table = {
        Sound.EASE: -6,
        Sound.RELEASE: 0,
        Sound.CHANGE: 0,
        Sound.TICK: -12,
        Sound.PAUSE: 0,
        Sound.RESUME: 0,
        Sound.SETTLE: -8,
    }
    assert table.items() <= LOUDNESS_DB.items()
    announcing = [sound for sound in Sound if sound not in (Sound.TICK, Sound.SILENCE)]
    assert min(announcing, key=LOUDNESS_DB.__getitem__) is Sound.SETTLE, "the end is the softest"


@pytest.mark.parametrize("sound", [Sound.PAUSE, Sound.RESUME])
def test_a_pause_and_its_end_are_heard_from_small_loudspeakers(sound: Sound) -> None:
    pitches = [(note.hz, note.glide_to_hz or note.hz) for note in RECIPES[sound]]
    assert min(map(min, pitches)) > 300


def test_the_end_falls() -> None:
    pitches = [note.hz for note in RECIPES[Sound.SETTLE]]
    assert pitches == sorted(pitches, reverse=True)


@pytest.mark.parametrize(("sound", "note"), NOTES)
def test_pitch_of_each_note(sound: Sound, note: Note) -> None:
    made = samples(wav_content(sound, quiet=False))
    end = note.at_ms + note.length_ms
    if note.glide_to_hz is None:
        assert pitch(part(made, note.at_ms, end)) == pytest.approx(note.hz, rel=0.015)
        assert 219 <= note.hz <= 661
        return
    # A glide: near its first pitch early, near its last one late, and always between them.
    early = pitch(part(made, note.at_ms, note.at_ms + note.length_ms / 5))
    late = pitch(part(made, end - note.length_ms / 5, end))
    low, high = sorted((note.hz, note.glide_to_hz))
    assert low <= min(early, late) and max(early, late) <= high
    assert (early < late) is (note.hz < note.glide_to_hz)


@pytest.mark.parametrize("sound", HEARD)
def test_a_player_that_ends_a_little_early_cuts_only_silence(sound: Sound) -> None:
    made = samples(wav_content(sound, quiet=False))
    assert TAIL_S >= 0.1
    assert set(made[-round(TAIL_S * RATE) + 1 :]) == {0}
    assert max(map(abs, made[-round((TAIL_S + 0.02) * RATE) :])) > 0


def test_the_silent_sound_is_silent() -> None:
    assert set(samples(wav_content(Sound.SILENCE, quiet=False))) == {0}


@pytest.mark.parametrize(("sound", "note"), NOTES)
def test_each_note_fades_in_and_out(sound: Sound, note: Note) -> None:
    made = part(samples(wav_content(sound, quiet=False)), note.at_ms, note.at_ms + note.length_ms)
    peak = max(map(abs, made))
    assert abs(made[0]) <= 2
    assert abs(made[-1]) <= 2
    assert max(map(abs, part(made, 0, note.fade_in_ms / 10))) < 0.1 * peak
    assert max(map(abs, made[-len(made) // 20 :])) < 0.1 * peak


@pytest.mark.parametrize("sound", HEARD)
def test_nothing_clicks(sound: Sound) -> None:
    for timbre in Timbre:
        made = samples(wav_content(sound, timbre, quiet=False))
        # The steepest step that the highest note with its harmonics makes.
        steepest = max(map(abs, made)) * 2 * math.pi * 660 / RATE * 2.5
        assert max(abs(b - a) for a, b in itertools.pairwise(made)) <= steepest
        assert max(map(abs, made)) < 0.6 * FULL, "far from full scale"


@pytest.mark.parametrize("sound", [Sound.START, Sound.TICK, Sound.SETTLE])
def test_quiet_is_eighteen_decibels_lower(sound: Sound) -> None:
    loud, quiet = (levels(samples(wav_content(sound, quiet=each)))[0] for each in (False, True))
    assert loud - quiet == pytest.approx(18, abs=0.1)


def test_each_movement_has_its_own_timbre() -> None:
    # R5.timbre
    def harmonics(timbre: Timbre) -> list[float]:
        """The parts of the first three harmonics in the loudest moment of a hold's start."""
        made = part(samples(wav_content(Sound.START, timbre, quiet=False)), 100, 300)
        turn = 2 * math.pi * (RATE / round(RATE / 440)) / RATE
        found = []
        for n in (1, 2, 3):
            re = sum(value * math.cos(n * turn * at) for at, value in enumerate(made))
            im = sum(value * math.sin(n * turn * at) for at, value in enumerate(made))
            found.append(math.hypot(re, im))
        return [each / found[0] for each in found]

    for timbre in Timbre:
        assert harmonics(timbre) == pytest.approx(timbre.value, abs=0.02)
    of_exercise = {sound for sound, timbre in TONES.values() if timbre is Timbre.HOLLOW}
    assert {Sound.START, Sound.RELEASE, Sound.EASE, Sound.CHANGE} <= of_exercise
    assert Sound.PAUSE not in of_exercise
    for name, (sound, timbre) in TONES.items():
        assert (tone_name(sound, timbre), sound_named(name)) == (name, sound)
    assert tone_name(Sound.PAUSE, Timbre.HOLLOW) == "pause"


def test_notes_never_overlap_and_no_two_sounds_are_alike() -> None:
    for notes in RECIPES.values():
        for before, after in itertools.pairwise(notes):
            assert before.at_ms + before.length_ms <= after.at_ms
    melodies = {
        tuple((note.at_ms, note.hz, note.glide_to_hz) for note in RECIPES[sound]) for sound in HEARD
    }
    assert len(melodies) == len(HEARD)


def test_as_many_notes_as_the_bell_rings() -> None:
    counts = [len(RECIPES[s]) for s in (Sound.START, Sound.RELEASE, Sound.CHANGE, Sound.SETTLE)]
    assert counts == [1, 2, 3, 4]


def test_the_first_and_the_last_rep_are_told_before_the_glide() -> None:
    shapes = {
        sound: [note.hz for note in RECIPES[sound][:-1]]
        for sound in (Sound.EASE, Sound.FIRST, Sound.LAST, Sound.ONLY)
    }
    first, last = shapes[Sound.FIRST], shapes[Sound.LAST]
    assert (len(first), len(last), first[0] in last) == (1, 2, False)
    assert (shapes[Sound.EASE], shapes[Sound.ONLY]) == ([], [*first, *last])
    assert {RECIPES[sound][-1].glide_to_hz for sound in shapes} == {330}
    assert max(map(length_s, shapes)) < 2, "over before the hold begins"


def test_release_falls_where_the_others_stand_or_rise() -> None:
    first, second = RECIPES[Sound.RELEASE]
    assert first.hz > second.hz
    for sound in (Sound.CHANGE, Sound.RESUME):
        pitches = [note.hz for note in RECIPES[sound]]
        assert pitches == sorted(pitches)


class TestFiles:
    def test_files_are_made_once_and_kept(self, tmp_path: Path) -> None:
        folder = tmp_path / "cache" / "supine"
        files = Tones(quiet=False, folders=(lambda: folder,))
        path = files.path("start")
        assert [each.name for each in folder.iterdir()] == [path.name], "no other is waited for"
        assert list(files.make_ahead()) == list(TONES)
        assert path.read_bytes() == wav_content(Sound.START, quiet=False)
        before = {each: each.stat().st_ino for each in folder.iterdir()}
        assert len(before) == len(TONES), "nothing half made is left lying about"
        assert Tones(quiet=False, folders=(lambda: folder,)).path("start") == path
        assert {each: each.stat().st_ino for each in folder.iterdir()} == before

    def test_quiet_tones_have_files_of_their_own(self, tmp_path: Path) -> None:
        loud, quiet = (Tones(quiet=q, folders=(lambda: tmp_path,)) for q in (False, True))
        assert loud.path("tick") != quiet.path("tick")

    def test_other_recipes_have_other_file_names(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = Tones(quiet=False, folders=(lambda: tmp_path,)).path("start")
        monkeypatch.setitem(RECIPES, Sound.TICK, (Note(0, 50, 600),))
        assert Tones(quiet=False, folders=(lambda: tmp_path,)).path("start") != path

    @pytest.mark.parametrize("size", [0, 100])
    def test_a_file_that_was_cut_off_is_made_again(self, tmp_path: Path, size: int) -> None:
        path = Tones(quiet=False, folders=(lambda: tmp_path,)).path("start")
        path.write_bytes(path.read_bytes()[:size])
        again = Tones(quiet=False, folders=(lambda: tmp_path,)).path("start")
        assert again.read_bytes() == wav_content(Sound.START, quiet=False)

    def test_the_next_folder_is_used_where_one_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        bad, good = tmp_path / "file" / "cache", tmp_path / "good"
        path = Tones(quiet=False, folders=(lambda: bad, lambda: good)).path("start")
        assert path.parent == good
        with pytest.raises(OSError, match="directory"):
            Tones(quiet=False, folders=(lambda: bad, lambda: bad)).path("start")

    def test_without_a_folder_none_is_made_ahead(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        assert not list(Tones(quiet=False, folders=(lambda: tmp_path / "file",)).make_ahead())

    def test_a_full_disk_leaves_no_partial_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="space"):
            Tones(quiet=False, folders=(lambda: tmp_path,)).path("start")
        assert list(tmp_path.iterdir()) == []

    def test_tones_are_kept_in_the_platform_s_cache(self) -> None:
        assert "supine" in tones.cache_folder().parts

    def test_each_temporary_folder_is_a_new_one(self) -> None:
        folders = {tones.temporary_folder(), tones.temporary_folder()}
        assert len(folders) == 2
        assert all(folder.is_dir() for folder in folders)
