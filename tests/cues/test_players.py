"""The players that are installed: how each is called, and what is real about their processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tui.cues import players
from tui.cues.players import WAITS, OfWindows, Process, Program, find_players, quoted
from tui.cues.tones import Sound, Tones

EVERYTHING = ("pw-play", "paplay", "aplay", "afplay", "ffplay", "play", "powershell")


def everywhere(name: str) -> str | None:
    return f"/usr/bin/{name}"


@pytest.fixture
def kept(tmp_path: Path) -> Tones:
    return Tones(quiet=False, folders=(lambda: tmp_path / "o'neil",))


def commands(players: Sequence[object]) -> dict[str, list[str]]:
    """What each would run, with the file last of all left out of its folder."""
    found = {}
    for player in players:
        if isinstance(player, Program):
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


def test_best_first_and_only_what_is_there(kept: Tones) -> None:
    assert [p.name for p in find_players(everywhere, kept, "linux")] == list(EVERYTHING[:-1])
    assert find_players(lambda _: None, kept, "linux") == []
    one = find_players(lambda name: "/bin/play" if name == "play" else None, kept, "linux")
    assert [player.name for player in one] == ["play"]


def test_only_windows_itself_is_over_before_what_it_plays(kept: Tones) -> None:
    everything = find_players(everywhere, kept, "linux")
    assert {player.least for player in everything} == {WAITS}
    assert OfWindows(lambda _: None, kept).least == 0


def test_powershell_takes_the_path_as_it_is(kept: Tones) -> None:
    player = find_players(
        lambda name: r"C:\ps.exe" if name == "powershell" else None, kept, "win32"
    )[-1]
    assert isinstance(player, Program)
    *how, script = player.command("release")
    assert how == [r"C:\ps.exe", "-NoProfile", "-NonInteractive", "-Command"]
    path = str(kept.path(Sound.RELEASE)).replace("'", "''")
    assert script == f"(New-Object System.Media.SoundPlayer '{path}').PlaySync()"


def test_no_quote_ends_a_text_for_powershell() -> None:
    assert quoted("it's ‘so’") == "'it''s ‘‘so’’'"


def test_what_windows_plays_itself(kept: Tones) -> None:
    played: list[str | None] = []
    player = OfWindows(played.append, kept)
    running = player.start("tick")
    assert (running.poll(), played) == (0, [str(kept.path(Sound.TICK))])
    running.end()
    assert played[-1] is None

    def refuse(path: str | None) -> None:
        raise RuntimeError(path)

    with pytest.raises(OSError, match="wav"):
        OfWindows(refuse, kept).start("tick")
    OfWindows(refuse, kept).end()


def test_a_folder_nobody_can_write_is_a_player_that_cannot_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    nowhere = Tones(quiet=False, folders=(lambda: tmp_path / "file" / "x",))
    for player in find_players(everywhere, nowhere, "linux"):
        with pytest.raises(OSError, match="directory"):
            player.start("start")


# Real processes

needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")


@needs_shell
class TestProcesses:
    def test_the_exit_code_comes_through(self) -> None:
        process = Process(["sh", "-c", "exit 3"])
        process._process.wait(10)
        assert process.poll() == 3

    def test_it_has_nothing_to_do_with_the_terminal(self) -> None:
        asking = Process(["sh", "-c", "if read line || [ -t 1 ] || [ -t 2 ]; then exit 3; fi"])
        asking._process.wait(10)
        assert asking.poll() == 0, "nothing to read, and nobody sees what it prints"
        apart = Process(["sleep", "60"])
        assert os.getsid(apart._process.pid) != os.getsid(0)
        apart.end()

    def test_ending_it_ends_it_and_hushes_its_server(self, tmp_path: Path) -> None:
        hushed = tmp_path / "hushed"
        process = Process(["sleep", "60"], ["touch", str(hushed)])
        process.end()
        assert process.poll() == -9
        assert hushed.exists()
        process.end()  # nothing, once more

    def test_a_server_that_cannot_be_silenced_holds_nobody_up_and_leaves_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(players, "_REAP_S", 0.3)
        pid = tmp_path / "pid"
        os.mkfifo(pid)
        process = Process(["sleep", "60"], ["sh", "-c", f"echo $$ > {pid}; exec sleep 60"])
        process.end()  # nobody reads from the pipe yet, so this has come back before that
        silence = int(pid.read_text())
        (waiting,) = (each for each in threading.enumerate() if each.name == "supine-hush")
        assert not waiting.daemon, "the program ends after it"
        waiting.join(10)
        with pytest.raises(ProcessLookupError):
            os.kill(silence, 0)

    def test_nor_at_the_very_end_of_the_program(self) -> None:
        """When no thread may begin any more, a server that hangs is still not left behind."""
        program = """
import atexit
from tui.cues import players
players._REAP_S = 0.2
process = players.Process(["sleep", "60"], ["sleep", "60"])
begun = []
start = players._start
players._start = lambda command: begun.append(start(command)) or begun[-1]
atexit.register(lambda: print(begun[0].returncode))
atexit.register(process.end)

def refuse(self):
    raise RuntimeError("can't create new thread at interpreter shutdown")

players.threading.Thread.start = refuse
"""
        result = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=20
        )
        assert (result.stdout, result.stderr) == ("-9\n", "")

    def test_a_name_that_no_program_takes_is_one_that_cannot_start(self) -> None:
        with pytest.raises(OSError, match="null byte"):
            Program("x", lambda line: ["echo", line]).start("a\0b")
        with pytest.raises(FileNotFoundError):
            Program("x", lambda line: ["/nowhere/at/all", line]).start("")
