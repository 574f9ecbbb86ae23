"""The tones: how each sound is made, and the folder in which their WAV files are kept.

The number and direction of the notes tell what begins, as the number of rings does: one long note
to hold, two falling ones to let go, three for the next exercise, three and three at the end. A
glide leads into each hold. A pause is one deep note; going on is a leap upwards. Start and release
never sound alike (rules R5.tones, R5.unlike).
"""

from __future__ import annotations

import array
import atexit
import contextlib
import hashlib
import io
import math
import os
import shutil
import stat
import sys
import tempfile
import wave
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tui.diary.private import make_private_folder, refuse_link_of_others

RATE = 22_050
"""Samples a second; one channel of 16 bits."""
PEAK = 0.5
"""The loudest sample of a note of level 1, as a part of full scale."""
QUIET_DB = 12.0
"""By how many decibels the quiet tones are lower (rules R5.quiet)."""
TAIL_S = 0.15
"""Silence at the end of every file, since some players end that much too early."""
_OVERTONE = 0.2
"""The part of the octave in each note, which lets small loudspeakers carry the deep ones."""
_RECIPE_VERSION = 1
"""To be counted up when `wav_content` makes other samples of the same recipes."""


class Sound(Enum):
    """Everything that is heard without words."""

    EASE = "ease"
    START = "start"
    RELEASE = "release"
    CHANGE = "change"
    PAUSE = "pause"
    REMIND = "remind"
    RESUME = "resume"
    FINISH = "finish"
    TICK = "tick"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Note:
    """One note of a sound.

    It begins ``at_ms`` after the sound does. Its pitch is ``hz``, or glides from there to
    ``glide_to_hz``. Level 1 is the loudest. The fade-out takes the second half of the note.
    """

    at_ms: int
    length_ms: int
    hz: float
    glide_to_hz: float | None = None
    level: float = 1.0
    fade_in_ms: int = 25


RECIPES: dict[Sound, tuple[Note, ...]] = {
    Sound.EASE: (Note(0, 500, 262, glide_to_hz=330, level=0.5, fade_in_ms=200),),
    Sound.START: (Note(0, 700, 440),),
    Sound.RELEASE: (Note(0, 360, 330), Note(400, 450, 247)),
    Sound.CHANGE: (Note(0, 320, 294), Note(350, 320, 330), Note(700, 450, 392)),
    Sound.PAUSE: (Note(0, 800, 220),),
    Sound.REMIND: (Note(0, 300, 220), Note(400, 300, 220), Note(800, 500, 220)),
    Sound.RESUME: (Note(0, 200, 220), Note(220, 380, 440)),
    Sound.FINISH: tuple(
        Note(at, 380 if at < 2400 else 900, hz, level=0.9)
        for at, hz in ((0, 330), (400, 392), (800, 494), (1600, 392), (2000, 494), (2400, 659))
    ),
    Sound.TICK: (Note(0, 40, 660, level=0.12, fade_in_ms=8),),
    # Wakes sound servers and wireless loudspeakers before it matters (rules R5.warm-up).
    Sound.SILENCE: (Note(0, 200, 220, level=0.0),),
}


def _samples(milliseconds: int) -> int:
    return RATE * milliseconds // 1000


def length_s(sound: Sound) -> float:
    """Return how long a sound is heard, in seconds; its file is longer by `TAIL_S`."""
    return max(note.at_ms + note.length_ms for note in RECIPES[sound]) / 1000


def _sample_count(sound: Sound) -> int:
    return _samples(round(1000 * (length_s(sound) + TAIL_S)))


def _note_samples(note: Note) -> list[float]:
    """Return the samples of one note, -1 to 1, faded in and out."""
    count, turn = _samples(note.length_ms), 2 * math.pi / RATE
    bend = 0.0 if note.glide_to_hz is None else (note.glide_to_hz - note.hz) / (2 * count)
    scale = note.level / (1 + _OVERTONE)
    sin, cos, double = math.sin, math.cos, 2 * _OVERTONE
    samples = [
        # sin x + overtone · sin 2x, since sin 2x = 2 · sin x · cos x
        scale * sin(x) * (1 + double * cos(x))
        for x in (turn * i * (note.hz + bend * i) for i in range(count))
    ]
    fade_in, fade_out = min(count // 2, _samples(note.fade_in_ms)), count // 2
    for i in range(fade_in):
        samples[i] *= 0.5 - 0.5 * cos(math.pi * i / fade_in)
    for i in range(fade_out):
        samples[-1 - i] *= 0.5 - 0.5 * cos(math.pi * i / fade_out)
    return samples


def wav_content(sound: Sound, *, quiet: bool) -> bytes:
    """Return the content of a sound's WAV file."""
    scale = 32767 * PEAK * (10 ** (-QUIET_DB / 20) if quiet else 1.0)
    samples = array.array("h", bytes(2 * _sample_count(sound)))
    for note in RECIPES[sound]:
        begin = _samples(note.at_ms)
        of_note = array.array("h", [round(scale * value) for value in _note_samples(note)])
        samples[begin : begin + len(of_note)] = of_note  # notes never overlap
    if sys.byteorder == "big":
        samples.byteswap()
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return content.getvalue()


def _recipe_name() -> str:
    """Return a short name of how the tones are made; it changes with anything about that."""
    recipe = (_RECIPE_VERSION, RATE, PEAK, QUIET_DB, TAIL_S, _OVERTONE, RECIPES)
    return hashlib.sha256(repr(recipe).encode()).hexdigest()[:10]


def cache_folder() -> Path:
    """Return the platform's folder for files that can be made again."""
    from platformdirs import user_cache_path

    return user_cache_path("supine", appauthor=False)


def temporary_folder() -> Path:
    """Return a new folder that is removed when the program ends."""
    folder = tempfile.mkdtemp(prefix="supine-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


class Tones:
    """The files of the tones, which are made when the first of them is needed.

    Args:
        quiet: whether they are lower by `QUIET_DB`.
        folders: functions that return where to keep them, best first. The next one is called when a
            folder cannot be written.
    """

    def __init__(
        self,
        *,
        quiet: bool,
        folders: tuple[Callable[[], Path], ...] = (cache_folder, temporary_folder),
    ) -> None:
        self._quiet = quiet
        self._folders = list(folders)
        self._paths: dict[Sound, Path] = {}

    def path(self, sound: Sound) -> Path:
        """Return the path of a sound's file.

        Raises:
            OSError: no folder can be written.
        """
        if sound not in self._paths:
            self._make_all()
        return self._paths[sound]

    def _make_all(self) -> None:
        """Make all files that are missing, in the first folder that can be written."""
        while True:
            try:
                # A relative path could begin with a hyphen, as an option of a player does.
                folder = self._folders[0]().absolute()
                self._paths = {sound: self._file(folder, sound) for sound in Sound}
            except OSError:
                if len(self._folders) == 1:
                    raise
                del self._folders[0]
            else:
                return

    def _file(self, folder: Path, sound: Sound) -> Path:
        """Return the path of a sound's file in a folder; it is made if missing or cut off."""
        name = f"{sound.value}{'-quiet' if self._quiet else ''}-{_recipe_name()}.wav"
        path = folder / name
        size = 44 + 2 * _sample_count(sound)  # after the header, two bytes a sample
        make_private_folder(folder)
        refuse_link_of_others(folder)
        with contextlib.suppress(FileNotFoundError):
            found = path.lstat()
            if stat.S_ISREG(found.st_mode) and found.st_size == size:
                return path
        # Written whole or not at all, also when two sessions start at once.
        handle, new = tempfile.mkstemp(dir=folder, prefix=".", suffix=".wav")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(wav_content(sound, quiet=self._quiet))
            Path(new).replace(path)
        except BaseException:
            Path(new).unlink(missing_ok=True)
            raise
        return path
