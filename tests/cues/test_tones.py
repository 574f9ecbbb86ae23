"""The tones: length_s, loudness, pitch and fades, and the folder that keeps them.

Rules R5.tones, R5.unlike and R5.quiet.
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
from tui.cues.tones import RATE, RECIPES, TAIL_S, Note, Sound, Tones, length_s, wav_content

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


def loudness(wave_: list[int]) -> float:
    """Decibels of the mean power."""
    return 10 * math.log10(sum(value * value for value in wave_) / len(wave_))


@pytest.mark.parametrize("quiet", [False, True])
@pytest.mark.parametrize("sound", Sound)
def test_a_file_is_as_long_as_its_sound_and_the_silence_after_it(sound: Sound, quiet: bool) -> None:
    made = samples(wav_content(sound, quiet=quiet))
    assert len(made) / RATE == pytest.approx(length_s(sound) + TAIL_S, abs=2 / RATE)
    assert 0.03 < length_s(sound) < 3.5


@pytest.mark.parametrize(("sound", "note"), NOTES)
def test_loudness_of_each_note(sound: Sound, note: Note) -> None:
    made = part(samples(wav_content(sound, quiet=False)), note.at_ms, note.at_ms + note.length_ms)
    peak = max(map(abs, made)) / FULL
    assert 0.75 * note.level * tones.PEAK <= peak <= note.level * tones.PEAK


@pytest.mark.parametrize(("sound", "note"), NOTES)
def test_pitch_of_each_note(sound: Sound, note: Note) -> None:
    made = samples(wav_content(sound, quiet=False))
    end = note.at_ms + note.length_ms
    if note.glide_to_hz is None:
        assert pitch(part(made, note.at_ms, end)) == pytest.approx(note.hz, rel=0.01)
        assert 219 <= note.hz <= 661
        return
    # A glide: near its first pitch early, near its last one late, and always between them.
    early = pitch(part(made, note.at_ms, note.at_ms + note.length_ms / 5))
    late = pitch(part(made, end - note.length_ms / 5, end))
    assert note.hz <= early < late <= note.glide_to_hz


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
    made = samples(wav_content(sound, quiet=False))
    # The steepest step that the highest note with its overtone makes.
    steepest = tones.PEAK * FULL * 2 * math.pi * 660 / RATE * 1.4
    assert max(abs(b - a) for a, b in itertools.pairwise(made)) <= steepest


@pytest.mark.parametrize("sound", HEARD)
def test_quiet_is_twelve_decibels_lower(sound: Sound) -> None:
    by = loudness(samples(wav_content(sound, quiet=False))) - loudness(
        samples(wav_content(sound, quiet=True))
    )
    assert by == pytest.approx(12, abs=0.1)


def test_a_tick_is_much_softer_than_a_start() -> None:
    tick, start = (samples(wav_content(sound, quiet=False)) for sound in (Sound.TICK, Sound.START))
    assert max(tick) < max(start) / 5


def test_notes_never_overlap_and_no_two_sounds_are_alike() -> None:
    for notes in RECIPES.values():
        for before, after in itertools.pairwise(notes):
            assert before.at_ms + before.length_ms <= after.at_ms
    melodies = {
        tuple((note.at_ms, note.hz, note.glide_to_hz) for note in RECIPES[sound]) for sound in HEARD
    }
    assert len(melodies) == len(HEARD)


def test_as_many_notes_as_the_bell_rings() -> None:
    counts = [len(RECIPES[s]) for s in (Sound.START, Sound.RELEASE, Sound.CHANGE, Sound.FINISH)]
    assert counts == [1, 2, 3, 6]


def test_release_falls_where_the_others_stand_or_rise() -> None:
    first, second = RECIPES[Sound.RELEASE]
    assert first.hz > second.hz
    for sound in (Sound.CHANGE, Sound.RESUME):
        pitches = [note.hz for note in RECIPES[sound]]
        assert pitches == sorted(pitches)


class TestFiles:
    def test_files_are_made_once_and_kept(self, tmp_path: Path) -> None:
        folder = tmp_path / "cache" / "supine"
        path = Tones(quiet=False, folders=(lambda: folder,)).path(Sound.START)
        assert path.read_bytes() == wav_content(Sound.START, quiet=False)
        before = {each: each.stat().st_ino for each in folder.iterdir()}
        assert len(before) == len(Sound), "nothing half made is left lying about"
        assert Tones(quiet=False, folders=(lambda: folder,)).path(Sound.START) == path
        assert {each: each.stat().st_ino for each in folder.iterdir()} == before

    def test_quiet_tones_have_files_of_their_own(self, tmp_path: Path) -> None:
        loud, quiet = (Tones(quiet=q, folders=(lambda: tmp_path,)) for q in (False, True))
        assert loud.path(Sound.TICK) != quiet.path(Sound.TICK)

    def test_other_recipes_have_other_file_names(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = Tones(quiet=False, folders=(lambda: tmp_path,)).path(Sound.START)
        monkeypatch.setitem(RECIPES, Sound.TICK, (Note(0, 50, 600),))
        assert Tones(quiet=False, folders=(lambda: tmp_path,)).path(Sound.START) != path

    @pytest.mark.parametrize("size", [0, 100])
    def test_a_file_that_was_cut_off_is_made_again(self, tmp_path: Path, size: int) -> None:
        path = Tones(quiet=False, folders=(lambda: tmp_path,)).path(Sound.START)
        path.write_bytes(path.read_bytes()[:size])
        again = Tones(quiet=False, folders=(lambda: tmp_path,)).path(Sound.START)
        assert again.read_bytes() == wav_content(Sound.START, quiet=False)

    def test_the_next_folder_is_used_where_one_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        bad, good = tmp_path / "file" / "cache", tmp_path / "good"
        path = Tones(quiet=False, folders=(lambda: bad, lambda: good)).path(Sound.START)
        assert path.parent == good
        with pytest.raises(OSError, match="directory"):
            Tones(quiet=False, folders=(lambda: bad, lambda: bad)).path(Sound.START)

    def test_a_full_disk_leaves_no_partial_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="space"):
            Tones(quiet=False, folders=(lambda: tmp_path,)).path(Sound.START)
        assert list(tmp_path.iterdir()) == []

    def test_tones_are_kept_in_the_platform_s_cache(self) -> None:
        assert "supine" in tones.cache_folder().parts

    def test_each_temporary_folder_is_a_new_one(self) -> None:
        folders = {tones.temporary_folder(), tones.temporary_folder()}
        assert len(folders) == 2
        assert all(folder.is_dir() for folder in folders)
