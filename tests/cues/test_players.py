"""The players that are installed: how each is called, and its process (rules R5.players)."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tui.cues import players
from tui.cues.players import (
    TONE_LEAST_PART,
    ProgramPlayback,
    ProgramPlayer,
    WindowsPlayer,
    find_players,
    powershell_literal,
)
from tui.cues.tones import Tones

EVERYTHING = ("pw-play", "paplay", "aplay", "afplay", "ffplay", "play", "powershell")


def everywhere(name: str) -> str | None:
    return f"/usr/bin/{name}"


@pytest.fixture
def kept(tmp_path: Path) -> Tones:
    return Tones(quiet=False, folders=(lambda: tmp_path / "o'neil",))


def commands(players: Sequence[object]) -> dict[str, list[str]]:
    """The command of each program, with the file name of the tone cut down to its sound."""
    found = {}
    for player in players:
        if isinstance(player, ProgramPlayer):
            *options, path = player.command("start")
            found[player.name] = [*options, Path(path).name.split("-")[0]]
    return found


def test_how_each_player_is_called(kept: Tones) -> None:
    assert commands(find_players(everywhere, kept, "linux")) == {
        "pw-play": ["/usr/bin/pw-play", "start"],
        "paplay": ["/usr/bin/paplay", "start"],
        "aplay": ["/usr/bin/aplay", "-q", "start"],
        "afplay": ["/usr/bin/afplay", "start"],
        "ffplay": [
            *("/usr/bin/ffplay", "-nodisp", "-autoexit", "-loglevel", "quiet"),
            "start",
        ],
        "play": ["/usr/bin/play", "-q", "start"],
    }


def test_a_relative_cache_is_no_option_of_a_player(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tones = Tones(quiet=False, folders=(lambda: Path("-rf"),))
    for player in find_players(everywhere, tones, "linux"):
        assert isinstance(player, ProgramPlayer)
        assert Path(player.command("start")[-1]).parent == tmp_path / "-rf"


def test_installed_players_are_found_best_first(kept: Tones) -> None:
    assert [p.name for p in find_players(everywhere, kept, "linux")] == list(EVERYTHING[:-1])
    assert find_players(lambda _: None, kept, "linux") == []
    one = find_players(lambda name: "/bin/play" if name == "play" else None, kept, "linux")
    assert [player.name for player in one] == ["play"]


def test_only_windows_itself_may_end_before_its_sound(kept: Tones) -> None:
    everything = find_players(everywhere, kept, "linux")
    assert {player.least_part for player in everything} == {TONE_LEAST_PART}
    assert WindowsPlayer(lambda _: None, kept).least_part == 0


def test_powershell_gets_the_path_as_a_literal(kept: Tones) -> None:
    player = find_players(
        lambda name: r"C:\ps.exe" if name == "powershell" else None, kept, "win32"
    )[-1]
    assert isinstance(player, ProgramPlayer)
    *how, script = player.command("release")
    assert how == [r"C:\ps.exe", "-NoProfile", "-NonInteractive", "-Command"]
    path = str(kept.path("release")).replace("'", "''")
    assert script == f"(New-Object System.Media.SoundPlayer '{path}').PlaySync()"


def test_no_kind_of_quote_ends_a_literal_of_powershell() -> None:
    assert powershell_literal("it's ‘so’") == "'it''s ‘‘so’’'"


def test_windows_plays_and_ends_a_tone(kept: Tones) -> None:
    played: list[str | None] = []
    player = WindowsPlayer(played.append, kept)
    running = player.start("tick")
    assert (running.poll(), played) == (0, [str(kept.path("tick"))])
    running.end()
    assert played[-1] is None

    def refuse(path: str | None) -> None:
        raise RuntimeError(path)

    with pytest.raises(OSError, match="wav"):
        WindowsPlayer(refuse, kept).start("tick")
    WindowsPlayer(refuse, kept).end()


def test_a_player_cannot_start_without_a_folder_for_the_tones(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    nowhere = Tones(quiet=False, folders=(lambda: tmp_path / "file" / "x",))
    for player in find_players(everywhere, nowhere, "linux"):
        with pytest.raises(OSError, match="directory"):
            player.start("start")


# Real processes

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


@needs_shell
class TestProgramPlayback:
    def test_the_exit_code_is_returned(self) -> None:
        process = ProgramPlayback(["sh", "-c", "exit 3"])
        process._process.wait(10)
        assert process.poll() == 3

    def test_ending_a_playback_kills_its_program_and_silences_its_server(
        self, tmp_path: Path
    ) -> None:
        silenced = tmp_path / "silenced"
        process = ProgramPlayback(["sleep", "60"], ["touch", str(silenced)])
        process.end()
        assert process.poll() == -9
        assert silenced.exists()
        process.end()  # does nothing when it has ended

    def test_a_silencing_command_that_hangs_blocks_nobody_and_is_ended(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(players, "_END_WITHIN_S", 0.3)
        pid = tmp_path / "pid"
        os.mkfifo(pid)
        process = ProgramPlayback(["sleep", "60"], ["sh", "-c", f"echo $$ > {pid}; exec sleep 60"])
        process.end()  # the command cannot have ended: nobody reads its pipe yet
        silence = int(pid.read_text())
        (waiting,) = (each for each in threading.enumerate() if each.name == "supine-silence")
        assert not waiting.daemon, "the program ends only after it"
        waiting.join(10)
        with pytest.raises(ProcessLookupError):
            os.kill(silence, 0)

    def test_a_silencing_command_that_hangs_is_ended_even_as_the_program_ends(self) -> None:
        """No process is left behind although Python starts no threads any more."""
        program = """
import atexit
from tui.cues import players
players._END_WITHIN_S = 0.2
process = players.ProgramPlayback(["sleep", "60"], ["sleep", "60"])
started = []
start = players.process.start
players.process.start = lambda command: started.append(start(command)) or started[-1]
atexit.register(lambda: print(started[0].returncode))
atexit.register(process.end)

def refuse(self):
    raise RuntimeError("can't create new thread at interpreter shutdown")

players.threading.Thread.start = refuse
"""
        result = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20
        )
        assert (result.stdout, result.stderr) == ("-9\n", "")

    def test_a_player_whose_program_cannot_be_called_cannot_start(self) -> None:
        with pytest.raises(OSError, match="null byte"):
            ProgramPlayer("x", lambda line: ["echo", line]).start("a\0b")
        with pytest.raises(FileNotFoundError):
            ProgramPlayer("x", lambda line: ["/nowhere/at/all", line]).start("")
