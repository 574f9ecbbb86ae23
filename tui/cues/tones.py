"""The tones: how each sound is made, and the folder in which their WAV files are kept.

The number and direction of the notes tell what begins, much as the number of rings does: one long
note to hold, two falling ones to let go, three rising ones for the next exercise, four soft ones
that fall at the end. A glide leads into each hold; one note before it tells the first hold of an
exercise, two tell the last. A pause glides down, and carrying on leaps up. Start and release never
sound alike (rules R5.tones, R5.unlike).

What belongs to an exercise is played in that exercise's `Timbre`, so that two movements in turn are
told apart (rules R5.timbre). Loudness is A-weighted, as the ear hears it (rules R5.loudness).
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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tui.diary.private import make_private_folder, refuse_link_of_others

RATE = 22_050
"""Samples a second; one channel of 16 bits."""
START_DB = -18.0
"""The A-weighted level of the start of a hold, in decibels of full scale."""
QUIET_DB = 18.0
"""By how many decibels the quiet tones are lower (rules R5.quiet)."""
TAIL_S = 0.15
"""Silence at the end of every file, since some players end that much too early."""
_RECIPE_VERSION = 2
"""To be counted up when `wav_content` makes other samples of the same recipes."""


class Sound(Enum):
    """Everything that is heard without words."""

    BEGIN = "begin"
    EASE = "ease"
    FIRST = "first"
    LAST = "last"
    ONLY = "only"
    START = "start"
    RELEASE = "release"
    CHANGE = "change"
    PAUSE = "pause"
    REMIND = "remind"
    RESUME = "resume"
    SETTLE = "settle"
    TICK = "tick"
    SILENCE = "silence"


class Timbre(Enum):
    """The colour of a tone: the part of each harmonic, beginning with the first.

    Harmonics above the first let small loudspeakers carry the deep notes.
    """

    ROUND = (1.0, 0.2, 0.0)
    HOLLOW = (1.0, 0.0, 0.5)


OF_EXERCISE = frozenset(
    {Sound.EASE, Sound.FIRST, Sound.LAST, Sound.ONLY, Sound.START, Sound.RELEASE, Sound.CHANGE}
)
"""The sounds that are played in the timbre of an exercise; all others are round."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note of a sound.

    It begins ``at_ms`` after the sound does. Its pitch is ``hz``, or glides from there to
    ``glide_to_hz``. The fade-out takes the second half of the note.
    """

    at_ms: int
    length_ms: int
    hz: float
    glide_to_hz: float | None = None
    fade_in_ms: int = 25


def _ease(at_ms: int) -> Note:
    return Note(at_ms, 500, 262, glide_to_hz=330, fade_in_ms=120)


_BEFORE_FIRST = (Note(0, 260, 392),)
_BEFORE_LAST = (Note(0, 180, 294), Note(220, 180, 294))
RECIPES: dict[Sound, tuple[Note, ...]] = {
    Sound.BEGIN: (Note(0, 600, 330),),
    Sound.EASE: (_ease(0),),
    Sound.FIRST: (*_BEFORE_FIRST, _ease(300)),
    Sound.LAST: (*_BEFORE_LAST, _ease(440)),
    Sound.ONLY: (*_BEFORE_FIRST, Note(300, 180, 294), Note(520, 180, 294), _ease(740)),
    Sound.START: (Note(0, 700, 440),),
    Sound.RELEASE: (Note(0, 380, 392), Note(400, 480, 294)),
    Sound.CHANGE: (Note(0, 320, 330), Note(340, 320, 392), Note(680, 450, 494)),
    Sound.PAUSE: (Note(0, 700, 494, glide_to_hz=330),),
    Sound.REMIND: (Note(0, 400, 494, glide_to_hz=330), Note(500, 400, 494, glide_to_hz=330)),
    Sound.RESUME: (Note(0, 240, 330), Note(250, 420, 494)),
    Sound.SETTLE: tuple(
        Note(at, length, hz, fade_in_ms=60)
        for at, length, hz in ((0, 480, 392), (500, 480, 349), (1000, 480, 294), (1500, 800, 247))
    ),
    Sound.TICK: (Note(0, 140, 660, fade_in_ms=8),),
    # Wakes sound servers and wireless loudspeakers before it matters (rules R5.warm-up).
    Sound.SILENCE: (Note(0, 200, 220),),
}
LOUDNESS_DB: dict[Sound, float] = {
    **dict.fromkeys((Sound.BEGIN, Sound.EASE, Sound.FIRST, Sound.LAST, Sound.ONLY), -6.0),
    **dict.fromkeys((Sound.START, Sound.RELEASE, Sound.CHANGE), 0.0),
    **dict.fromkeys((Sound.PAUSE, Sound.RESUME), 0.0),
    Sound.REMIND: -6.0,
    Sound.SETTLE: -8.0,
    Sound.TICK: -12.0,
    Sound.SILENCE: -math.inf,
}
"""How loud each sound is against `Sound.START`, A-weighted, in decibels (rules R5.loudness)."""


def tone_name(sound: Sound, timbre: Timbre = Timbre.ROUND) -> str:
    """Return the name by which `Tones` and players know a tone."""
    is_round = timbre is Timbre.ROUND or sound not in OF_EXERCISE
    return sound.value if is_round else f"{sound.value}.{timbre.name.lower()}"


def sound_named(name: str) -> Sound:
    """Return the sound of a tone's name, whatever its timbre."""
    return Sound(name.partition(".")[0])


TONES = {
    tone_name(sound, timbre): (sound, timbre)
    for sound in Sound
    for timbre in (tuple(Timbre) if sound in OF_EXERCISE else (Timbre.ROUND,))
}
"""Every tone that there is, by its name."""


def _samples(milliseconds: int) -> int:
    return RATE * milliseconds // 1000


def length_s(sound: Sound) -> float:
    """Return how long a sound is heard, in seconds; its file is longer by `TAIL_S`."""
    return max(note.at_ms + note.length_ms for note in RECIPES[sound]) / 1000


def _sample_count(sound: Sound) -> int:
    return _samples(round(1000 * (length_s(sound) + TAIL_S)))


def _a_weight(hz: float) -> float:
    """Return by how much the A-weighting of IEC 61672 multiplies the amplitude at a pitch."""
    f2 = hz * hz
    below = (f2 + 20.6**2) * math.sqrt((f2 + 107.7**2) * (f2 + 737.9**2))
    return 10**0.1 * 12194**2 * f2 * f2 / (below * (f2 + 12194**2))


def _wave(angles: Iterable[float], timbre: Timbre) -> list[float]:
    """Return the wave of a timbre at each angle of its first harmonic, in radians."""
    # All harmonics from one sine: sin 2x = sin x · 2 cos x, and sin 3x = sin x · (4 cos² x - 1).
    first, second, third = timbre.value
    even, odd, base = 2 * second, 4 * third, first - third
    sin, cos = math.sin, math.cos
    return [sin(x) * (base + (c := cos(x)) * (even + odd * c)) for x in angles]


def _note_samples(note: Note, timbre: Timbre, level_db: float) -> list[float]:
    """Return the samples of one note, -1 to 1, faded in and out.

    Args:
        note: the note.
        timbre: its colour.
        level_db: its A-weighted level, in decibels of full scale.
    """
    count, cos = _samples(note.length_ms), math.cos
    if note.glide_to_hz is None:
        # A whole number of samples in each period, so that one period makes the whole note.
        period = round(RATE / note.hz)
        one = _wave((2 * math.pi * i / period for i in range(period)), timbre)
        samples = (one * (count // period + 1))[:count]
    else:
        turn, bend = 2 * math.pi / RATE, (note.glide_to_hz - note.hz) / (2 * count)
        samples = _wave((turn * i * (note.hz + bend * i) for i in range(count)), timbre)
    fade_in, fade_out = min(count // 2, _samples(note.fade_in_ms)), count // 2
    for i in range(fade_in):
        samples[i] *= 0.5 - 0.5 * cos(math.pi * i / fade_in)
    for i in range(fade_out):
        samples[-1 - i] *= 0.5 - 0.5 * cos(math.pi * i / fade_out)
    hz = note.hz if note.glide_to_hz is None else (note.hz + note.glide_to_hz) / 2
    harmonics = [part * part for part in timbre.value]
    heard = sum(power * _a_weight(hz * n) ** 2 for n, power in enumerate(harmonics, 1))
    mean_square = sum(value * value for value in samples) / count * heard / sum(harmonics)
    scale = 10 ** (level_db / 20) / math.sqrt(mean_square)
    return [scale * value for value in samples]


def wav_content(sound: Sound, timbre: Timbre = Timbre.ROUND, *, quiet: bool) -> bytes:
    """Return the content of a tone's WAV file."""
    level_db = START_DB + LOUDNESS_DB[sound] - (QUIET_DB if quiet else 0.0)
    samples = array.array("h", bytes(2 * _sample_count(sound)))
    for note in RECIPES[sound] if level_db > -math.inf else ():
        begin = _samples(note.at_ms)
        of_note = [round(32767 * value) for value in _note_samples(note, timbre, level_db)]
        samples[begin : begin + len(of_note)] = array.array("h", of_note)  # notes never overlap
    if sys.byteorder == "big":
        samples.byteswap()
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return content.getvalue()


def _recipe_name() -> str:
    """Return a short name of how the tones are made; it changes with anything about that."""
    timbres = [timbre.value for timbre in Timbre]
    recipe = (_RECIPE_VERSION, RATE, START_DB, QUIET_DB, TAIL_S, timbres, RECIPES, LOUDNESS_DB)
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
    """The files of the tones. Each is made when it is needed, or ahead of that.

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
        self._paths: dict[str, Path] = {}

    def path(self, name: str) -> Path:
        """Return the path of the file of a tone, by its `tone_name`; it is made if it is missing.

        Raises:
            OSError: no folder can be written.
        """
        while name not in self._paths:
            try:
                # A relative path could begin with a hyphen, as an option of a player does.
                self._paths[name] = self._file(self._folders[0]().absolute(), name)
            except OSError:
                if len(self._folders) == 1:
                    raise
                del self._folders[0]
        return self._paths[name]

    def make_ahead(self) -> Iterator[str]:
        """Make all files that are missing, one at each step, as long as a folder can be written."""
        with contextlib.suppress(OSError):
            for name in TONES:
                self.path(name)
                yield name

    def _file(self, folder: Path, name: str) -> Path:
        """Return the path of a tone's file in a folder; it is made if missing or cut off."""
        sound, timbre = TONES[name]
        path = folder / f"{name}{'-quiet' if self._quiet else ''}-{_recipe_name()}.wav"
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
                file.write(wav_content(sound, timbre, quiet=self._quiet))
            Path(new).replace(path)
        except BaseException:
            Path(new).unlink(missing_ok=True)
            raise
        return path
