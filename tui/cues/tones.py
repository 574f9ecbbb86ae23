"""Soft tones that the program makes itself, and the folder they are kept in.

Number and direction of the notes say what begins, like the bell's rings: one long note to hold, two
falling ones to let go, three for the next movement, three and three at the end. A glide leads into
each hold; a pause is one deep note, going on a leap upwards. All between 220 and 660 Hz.
"""

from __future__ import annotations

import array
import atexit
import hashlib
import io
import math
import os
import shutil
import sys
import tempfile
import wave
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

RATE = 22_050
"""Samples a second; one channel of 16 bits."""
PEAK = 0.5
"""The loudest sample of the loudest note, as a part of full scale."""
QUIET_DB = 12.0
"""By how much the quiet tones are lower."""
TAIL_S = 0.15
"""Silence behind every sound: some players end that much before what they play does."""
_OVERTONE = 0.2
"""A little of the octave, so that small loudspeakers carry the deep notes."""
_RECIPE_VERSION = 1


class Sound(Enum):
    """What is heard without words."""

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
    """One note: when it begins and how long it is in milliseconds, its pitch, where that glides."""

    at: int
    long: int
    hz: float
    to: float | None = None
    level: float = 1.0
    rise: int = 25
    """Milliseconds of the fade-in; the fade-out takes the later half of the note."""


RECIPES: dict[Sound, tuple[Note, ...]] = {
    Sound.EASE: (Note(0, 500, 262, to=330, level=0.5, rise=200),),
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
    Sound.TICK: (Note(0, 40, 660, level=0.12, rise=8),),
    # Wakes sound servers and wireless loudspeakers before something matters.
    Sound.SILENCE: (Note(0, 200, 220, level=0.0),),
}


def _samples(milliseconds: int) -> int:
    return RATE * milliseconds // 1000


def length(sound: Sound) -> float:
    """How long a sound is heard, in seconds; its file is longer by ``TAIL_S``."""
    return max(note.at + note.long for note in RECIPES[sound]) / 1000


def _all_samples(sound: Sound) -> int:
    return _samples(round(1000 * (length(sound) + TAIL_S)))


def _note(note: Note) -> list[float]:
    """The samples of one note, -1 to 1, from nothing and back to nothing."""
    count, turn = _samples(note.long), 2 * math.pi / RATE
    bend = 0.0 if note.to is None else (note.to - note.hz) / (2 * count)
    scale = note.level / (1 + _OVERTONE)
    sin, cos, more = math.sin, math.cos, 2 * _OVERTONE
    wave_ = [
        # sin x + overtone · sin 2x
        scale * sin(x) * (1 + more * cos(x))
        for x in (turn * i * (note.hz + bend * i) for i in range(count))
    ]
    rise, fall = min(count // 2, _samples(note.rise)), count // 2
    for i in range(rise):
        wave_[i] *= 0.5 - 0.5 * cos(math.pi * i / rise)
    for i in range(fall):
        wave_[-1 - i] *= 0.5 - 0.5 * cos(math.pi * i / fall)
    return wave_


def make(sound: Sound, *, quiet: bool) -> bytes:
    """A sound as the content of a WAV file."""
    loud = 32767 * PEAK * (10 ** (-QUIET_DB / 20) if quiet else 1.0)
    samples = array.array("h", bytes(2 * _all_samples(sound)))
    for note in RECIPES[sound]:
        begin = _samples(note.at)
        made = array.array("h", [round(loud * value) for value in _note(note)])
        samples[begin : begin + len(made)] = made  # notes never overlap
    if sys.byteorder == "big":
        samples.byteswap()
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return content.getvalue()


def _recipe() -> str:
    """A short name for how the tones are made; another way of making them has another one."""
    what = (_RECIPE_VERSION, RATE, PEAK, QUIET_DB, TAIL_S, _OVERTONE, RECIPES)
    return hashlib.sha256(repr(what).encode()).hexdigest()[:10]


def cache_folder() -> Path:
    """Where the platform keeps what can be made again."""
    from platformdirs import user_cache_path

    return user_cache_path("supine", appauthor=False)


def temporary_folder() -> Path:
    """A folder that is removed when the program ends."""
    folder = tempfile.mkdtemp(prefix="supine-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


class Tones:
    """The tones as files, made when they are first needed and kept.

    Args:
        quiet: whether they are 12 dB lower.
        folders: where to keep them, best first; the next is asked for when one cannot be written.
    """

    def __init__(
        self,
        *,
        quiet: bool,
        folders: tuple[Callable[[], Path], ...] = (cache_folder, temporary_folder),
    ) -> None:
        self._quiet = quiet
        self._folders = list(folders)
        self._kept: dict[Sound, Path] = {}

    def path(self, sound: Sound) -> Path:
        """The file of a sound.

        Raises:
            OSError: no folder can be written.
        """
        if sound not in self._kept:
            self._keep()
        return self._kept[sound]

    def _keep(self) -> None:
        while True:
            try:
                folder = self._folders[0]()
                self._kept = {sound: self._file(folder, sound) for sound in Sound}
            except OSError:
                if len(self._folders) == 1:
                    raise
                del self._folders[0]
            else:
                return

    def _file(self, folder: Path, sound: Sound) -> Path:
        name = f"{sound.value}{'-quiet' if self._quiet else ''}-{_recipe()}.wav"
        path = folder / name
        size = 44 + 2 * _all_samples(sound)
        try:
            if path.stat().st_size == size:
                return path
        except FileNotFoundError:
            folder.mkdir(parents=True, exist_ok=True)
        # Whole or not at all, also when two sessions begin at once.
        handle, new = tempfile.mkstemp(dir=folder, prefix=".", suffix=".wav")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(make(sound, quiet=self._quiet))
            Path(new).replace(path)
        except BaseException:
            Path(new).unlink(missing_ok=True)
            raise
        return path
