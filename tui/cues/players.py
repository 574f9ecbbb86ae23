"""Players: programs, and Windows itself, that play a tone or speak a line.

A `Player` starts a `Playback`, which can be polled and ended. Nothing here waits for a sound, and
nothing reaches the terminal (`tui.cues.process`). Which player is used when, and what happens when
one fails, is decided in `tui.cues.fallback`.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from subprocess import Popen
from typing import Protocol

from tui.cues import process
from tui.cues.process import Which
from tui.cues.tones import Tones

_END_WITHIN_S = 1.0
"""How long to wait for the end of a killed process, or of a command that silences a server."""
_SILENCE_WAIT_S = 0.1
"""How long a new sound waits for the silencing command, which would otherwise silence it, too."""

TONE_LEAST_PART = 0.9
"""The part of a tone's length before which a player cannot have played it."""
SPEECH_LEAST_PART = 0.2
"""The same for a line. Its length is only estimated, and some let their voices speak very fast."""


class Playback(Protocol):
    """A sound that is being played, or a line that is being spoken."""

    def poll(self) -> int | None:
        """Return the exit code, 0 for success; None while it goes on."""

    def end(self) -> None:
        """End it at once; does nothing if it has ended."""


class Player(Protocol):
    """Something that plays tones or speaks lines."""

    @property
    def name(self) -> str:
        """The name under which warnings and the sound test mention it."""

    @property
    def least_part(self) -> float:
        """The part of a sound's length, 0 to 1, before which it cannot have been heard.

        Some programs report success where there is no sound at all. They end sooner than this.
        """

    def start(self, content: str) -> Playback:
        """Begin to play, and return without waiting for the end.

        Args:
            content: the name of a tone, or a line to speak.

        Raises:
            OSError: it cannot be started.
        """


class ProgramPlayback:
    """A program that is playing.

    Args:
        command: the program and its arguments.
        silence_command: a command that silences what the program has handed over to a server;
            empty for a program that plays by itself.

    Raises:
        OSError: the program is missing or cannot be started.
    """

    def __init__(self, command: Sequence[str], silence_command: Sequence[str] = ()) -> None:
        self._process = process.start(command)
        self._silence_command = silence_command

    def poll(self) -> int | None:
        """Return the exit code; None while the program runs."""
        return self._process.poll()

    def end(self) -> None:
        """Kill the program, which has nothing to lose; does nothing if it has ended."""
        if self._process.poll() is not None:
            return
        self._process.kill()
        process.ends_within(self._process, _END_WITHIN_S)
        if self._silence_command:
            with contextlib.suppress(OSError):
                _silence_server(self._silence_command)


def _silence_server(command: Sequence[str]) -> None:
    """Run a command that silences a server, and leave no process of it behind.

    Raises:
        OSError: the command cannot be started.
    """
    silencing = process.start(command)
    if process.ends_within(silencing, _SILENCE_WAIT_S):
        return
    # Not a daemon thread: Python waits for it even if supine ends meanwhile.
    thread = threading.Thread(target=_end_late, args=(silencing,), name="supine-silence")
    try:
        thread.start()
    except RuntimeError:  # the interpreter is shutting down and starts no threads any more
        _end_late(silencing)


def _end_late(silencing: Popen[bytes]) -> None:
    if not process.ends_within(silencing, _END_WITHIN_S):
        silencing.kill()
        process.ends_within(silencing, _END_WITHIN_S)


@dataclass(frozen=True, slots=True)
class ProgramPlayer:
    """A player that runs a program once for each sound.

    ``command`` returns the program and its arguments for a content. The other fields are as for
    `ProgramPlayback` and `Player`.
    """

    name: str
    command: Callable[[str], Sequence[str]]
    silence_command: Sequence[str] = ()
    least_part: float = 0.0

    def start(self, content: str) -> ProgramPlayback:
        """Start the program.

        Raises:
            OSError: it cannot be started, or the file of the tone cannot be written.
        """
        return ProgramPlayback(self.command(content), self.silence_command)


class WindowsPlayer:
    """Windows itself, which plays tones from within this program.

    Args:
        play: begins to play the WAV file at a path and ends the one before; None only ends it.
        tones: the files of the tones.
    """

    name = "Windows"
    least_part = 0.0

    def __init__(self, play: Callable[[str | None], None], tones: Tones) -> None:
        self._play = play
        self._tones = tones

    def start(self, content: str) -> Playback:
        """Begin to play a tone.

        Raises:
            OSError: it cannot be played, or its file cannot be written.
        """
        try:
            self._play(str(self._tones.path(content)))
        except RuntimeError as error:
            raise OSError(str(error)) from error
        return self

    def poll(self) -> int | None:
        """Return 0: Windows does not tell when a sound is over."""
        return 0

    def end(self) -> None:
        """End what is playing."""
        with contextlib.suppress(RuntimeError):
            self._play(None)


_PROGRAMS = (
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    ("play", "-q"),
)
"""Programs that play a WAV file, with their options, best first."""


def find_players(which: Which, tones: Tones, platform: str = sys.platform) -> list[Player]:
    """Return the installed players of tones, best first (rules R5.players).

    Args:
        which: finds an installed program.
        tones: the files of the tones.
        platform: as ``sys.platform``.
    """
    found: list[Player] = []
    if platform == "win32":
        play = _windows_play()
        if play is not None:
            found.append(WindowsPlayer(play, tones))
    for name, *options in _PROGRAMS:
        path = which(name)
        if path is not None:
            command = _command_of([path, *options], tones)
            found.append(ProgramPlayer(name, command, least_part=TONE_LEAST_PART))
    shell = which("powershell") if platform == "win32" else None
    if shell is not None:
        found.append(ProgramPlayer("PowerShell", _powershell_command_of(shell, tones)))
    return found


def _command_of(program: Sequence[str], tones: Tones) -> Callable[[str], list[str]]:
    return lambda content: [*program, str(tones.path(content))]


def _powershell_command_of(shell: str, tones: Tones) -> Callable[[str], list[str]]:
    def command(content: str) -> list[str]:
        path = powershell_literal(str(tones.path(content)))
        return powershell_command(shell, f"(New-Object System.Media.SoundPlayer {path}).PlaySync()")

    return command


def powershell_command(shell: str, script: str) -> list[str]:
    """Return the command line that runs a script in PowerShell."""
    return [shell, "-NoProfile", "-NonInteractive", "-Command", script]


def powershell_literal(text: str) -> str:
    """Return a text as a PowerShell string, which every kind of single quote would end."""
    for quote in "'‘’‚‛":
        text = text.replace(quote, quote * 2)
    return f"'{text}'"


def _windows_play() -> Callable[[str | None], None] | None:
    """Return the function of Windows that plays a WAV file; None on other systems."""
    if sys.platform != "win32":
        return None
    import winsound

    flags = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
    return lambda path: winsound.PlaySound(path, flags if path else winsound.SND_PURGE)
