"""Programs that make something heard: how each is called, started and ended."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tui.cues.tones import Sound, Tones

_REAP_S = 1.0
"""The longest to wait for a process that was killed, or for a server to be silenced."""
_HUSH_S = 0.1
"""So long a server is waited for at once: what is said next would be silenced, too."""

WAITS = 0.9
"""The part of its sound that a player of tones cannot be quicker than, if it was heard."""
SPEAKS = 0.2
"""The same for a line: how long that takes is a guess, and some let voices speak very fast."""

Which = Callable[[str], str | None]
"""Finds an installed program by its name, as ``shutil.which`` does."""


class Running(Protocol):
    """A player at work."""

    def poll(self) -> int | None:
        """The exit code; None while it is at work."""

    def end(self) -> None:
        """End it at once; nothing when it has ended."""


class Player(Protocol):
    """Something that makes a sound, or says a line."""

    @property
    def name(self) -> str:
        """What it is called when it is spoken of."""

    @property
    def least(self) -> float:
        """The part of a sound's length that it takes at the least; over sooner, none was heard.

        Some say that all went well where there is no sound at all.
        """

    def start(self, what: str) -> Running:
        """Begin, without waiting for the end.

        Raises:
            OSError: it cannot be started.
        """


class Process:
    """A player's process; it neither reads from the terminal nor writes to it.

    Args:
        command: the program and its arguments.
        hush: a command that silences what the program left to a server, if it does so.
    """

    def __init__(self, command: Sequence[str], silence: Sequence[str] = ()) -> None:
        self._process = _start(command)
        self._hush = silence

    def poll(self) -> int | None:
        """The exit code; None while it runs."""
        return self._process.poll()

    def end(self) -> None:
        """Kill it: there is nothing that it could lose."""
        if self._process.poll() is not None:
            return
        self._process.kill()
        _is_over(self._process, _REAP_S)
        if self._hush:
            with contextlib.suppress(OSError):
                _silence(self._hush)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # out of reach of the terminal's ctrl+c and ctrl+z
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _is_over(process: subprocess.Popen[bytes], within: float) -> bool:
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        return False
    return True


def _silence(silence: Sequence[str]) -> None:
    """Silence a server; where that takes long, nobody waits for it, and it is ended."""
    process = _start(silence)
    if _is_over(process, _HUSH_S):
        return
    # Not a daemon: it is looked after to its end, also when the program ends meanwhile.
    waiting = threading.Thread(target=_end_late, args=(process,), name="supine-hush")
    try:
        waiting.start()
    except RuntimeError:  # so late in the program's end that nothing new may begin
        _end_late(process)


def _end_late(process: subprocess.Popen[bytes]) -> None:
    if not _is_over(process, _REAP_S):
        process.kill()
        _is_over(process, _REAP_S)


@dataclass(frozen=True, slots=True)
class Program:
    """A player that is one process a sound.

    ``least`` is the part of a sound's length that the process takes at the least.
    """

    name: str
    command: Callable[[str], Sequence[str]]
    silence: Sequence[str] = ()
    least: float = 0.0

    def start(self, what: str) -> Process:
        """Begin, without waiting for the end.

        Raises:
            OSError: it cannot be started.
        """
        try:
            return Process(self.command(what), self.silence)
        except ValueError as error:  # a null byte in a name
            raise OSError(str(error)) from error


class OfWindows:
    """What Windows itself plays, from within this program.

    ``play`` begins a WAV file, ending the one before; None only ends.
    """

    name = "Windows"
    least = 0.0

    def __init__(self, play: Callable[[str | None], None], tones: Tones) -> None:
        self._play = play
        self._tones = tones

    def start(self, what: str) -> Running:
        """Begin, without waiting for the end.

        Raises:
            OSError: it cannot be played.
        """
        try:
            self._play(str(self._tones.path(Sound(what))))
        except RuntimeError as error:
            raise OSError(str(error)) from error
        return self

    def poll(self) -> int | None:
        """Nothing to wait for."""
        return 0

    def end(self) -> None:
        """Be silent."""
        with contextlib.suppress(RuntimeError):
            self._play(None)


_PLAYERS = (
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
    ("play", "-q"),
)


def find_players(which: Which, tones: Tones, platform: str = sys.platform) -> list[Player]:
    """The installed players of tones, best first; what they play is the value of a `Sound`."""
    found: list[Player] = []
    if platform == "win32":
        own = _windows_play()
        if own is not None:
            found.append(OfWindows(own, tones))
    for name, *options in _PLAYERS:
        path = which(name)
        if path is not None:
            found.append(Program(name, _playing([path, *options], tones), least=WAITS))
    shell = which("powershell") if platform == "win32" else None
    if shell is not None:
        found.append(Program("PowerShell", _playing_by_shell(shell, tones)))
    return found


def _playing(command: Sequence[str], tones: Tones) -> Callable[[str], list[str]]:
    return lambda what: [*command, str(tones.path(Sound(what)))]


def _playing_by_shell(shell: str, tones: Tones) -> Callable[[str], list[str]]:
    def command(what: str) -> list[str]:
        path = quoted(str(tones.path(Sound(what))))
        return powershell(shell, f"(New-Object System.Media.SoundPlayer {path}).PlaySync()")

    return command


def powershell(shell: str, script: str) -> list[str]:
    """A script as a command line of PowerShell."""
    return [shell, "-NoProfile", "-NonInteractive", "-Command", script]


def quoted(text: str) -> str:
    """A text as PowerShell's own literal, in which every kind of single quote ends it."""
    for quote in "'‘’‚‛":
        text = text.replace(quote, quote * 2)
    return f"'{text}'"


def _windows_play() -> Callable[[str | None], None] | None:
    if sys.platform != "win32":
        return None
    import winsound

    how = winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT
    return lambda path: winsound.PlaySound(path, how if path else winsound.SND_PURGE)
