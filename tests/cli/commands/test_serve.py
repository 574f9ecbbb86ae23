"""``supine serve``: what it says at its start, and where it cannot listen."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command_line import CommandLine
from tui.cli.support import FINE, INTERRUPTED, NO_DATA, USAGE
from tui.words import serving

for _name in ("aiohttp", "textual_serve", "segno"):
    pytest.importorskip(_name, reason="the extra serve is not installed")

from tui.serve import listening as room  # noqa: E402
from tui.serve.listening import Address  # noqa: E402
from tui.serve.server import PageServer  # noqa: E402

PAINT = "\x1b[38;5;16;48;5;231m"


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Let no server listen; it is told to end at once. Where it would listen is kept."""
    asked: list[tuple[str, int]] = []

    async def serve_until_ended(
        server: PageServer, host: str, port: int, on_open: Callable[[list[Address]], None]
    ) -> int:
        del server
        asked.append((host, port))
        on_open([Address(host, port)])
        return 15

    monkeypatch.setattr(room, "serve_until_ended", serve_until_ended)
    return asked


def test_it_says_the_address_with_the_key_once_and_only_this_computer_has_it(
    supine: CommandLine, listening: list[tuple[str, int]]
) -> None:
    answer = supine("serve")
    first, *others = answer.out.splitlines()
    assert first.startswith("Open http://127.0.0.1:7463/?key=") and others == [serving.END_WITH]
    assert (answer.code, answer.err) == (FINE, "")
    again = supine("serve", "--port", "0", "--json")
    assert again.json["port"] == 0 and again.json["address"] not in first
    assert listening == [("127.0.0.1", 7463), ("127.0.0.1", 0)]


@pytest.mark.usefixtures("listening")
def test_other_devices_are_let_in_with_a_warning(
    supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "address_beyond", lambda ip: {"0.0.0.0": "192.0.2.7"}[ip])
    answer = supine("serve", "--host", "0.0.0.0")
    assert "http://192.0.2.7:7463/?key=" in answer.out
    assert answer.err == f"supine serve: {serving.BEYOND_THIS_MACHINE}\n"
    assert "http://[2001:db8::7]:7463/" in supine("serve", "--host", "2001:db8::7").out


@pytest.mark.usefixtures("listening")
def test_the_address_is_printed_as_a_code_too(
    supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    import segno

    plain, colored = supine("serve", "--qr"), supine("serve", "--qr", "--color", "always")
    assert plain.err == f"supine serve: {serving.ONLY_HERE}\n"
    for answer, dark in ((plain, " ▀▄█".index), (colored, "█▄▀ ".index)):
        address = answer.out.split()[1]
        drawn = answer.out.splitlines()[2:-2]
        lines = [line.removeprefix(PAINT).removesuffix("\x1b[0m") for line in drawn]
        # What is drawn is light without colours, and dark with them.
        rows = [[1 - (dark(sign) >> bit & 1) for sign in line] for line in lines for bit in (0, 1)]
        code = [list(row) for row in segno.make(address, error="l").matrix_iter(border=2)]
        assert rows[: len(code)] == code
    monkeypatch.setattr("tui.cli.commands.serve.can_encode_signs", lambda _: False)
    assert serving.NO_BLOCKS in supine("serve", "--qr").out


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        (["--port", "65536"], None, "--port must be a port from 0 to 65535, not '65536'"),
        (["--port", "-1"], None, "not '-1'"),
        (["--port", "web"], None, "--port must be a port from 0 to 65535, not 'web'"),
        ([], OSError(errno.EADDRINUSE, "in use"), serving.in_use_words(7463)),
        (["--port", "80"], OSError(errno.EACCES, "no"), serving.not_allowed_words(80)),
        (["--host", "10.1.1.1"], OSError(errno.EADDRNOTAVAIL, "no"), "'10.1.1.1' isn't an address"),
        (["--host", "a b\x1b"], socket.gaierror(-2, "no"), r"'a b\x1b' isn't an address"),
        (["--host", ""], None, "'' isn't an address"),
        (["--host", " "], None, "' ' isn't an address"),
        (["--origin", ""], None, "not ''"),
        (["--origin", "http://tablet.example"], None, "--origin must be an address such as https"),
        (
            ["--origin", "https://tablet.example/supine"],
            None,
            "not 'https://tablet.example/supine'",
        ),
        (["--origin", "https://me@tablet.example"], None, "--origin must be"),
        (["--routine", "x"], None, "x"),
    ],
)
def test_where_it_cannot_listen_it_says_so_in_one_line(
    options: list[str],
    error: OSError | None,
    words: str,
    supine: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def serve_until_ended(*_: object) -> int:
        assert error is not None
        raise error

    monkeypatch.setattr(room, "serve_until_ended", serve_until_ended)
    assert words in supine.fails(USAGE, "serve", *options)


@pytest.mark.usefixtures("listening")
def test_a_proxy_is_told_what_to_do_and_its_address_is_given(supine: CommandLine) -> None:
    answer = supine("serve", "--origin", "https://Tablet.example:443/", "--qr")
    assert answer.out.startswith("Open https://tablet.example/?key=")
    said = serving.proxied_words("http://127.0.0.1:7463")
    assert answer.err == f"supine serve: {said}\n"


def test_a_diary_that_cannot_be_read_is_not_served(supine: CommandLine, path: Path) -> None:
    path.write_text("[]")
    assert "diary.json" in supine.fails(NO_DATA, "serve")


@pytest.mark.parametrize("name", ["aiohttp", "textual_serve", "segno"])
def test_without_the_extra_it_says_how_to_get_it(
    name: str, supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in [each for each in sys.modules if each.startswith("tui.serve")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, name, None)
    assert supine.fails(USAGE, "serve") == f"supine serve: {serving.NEEDS_EXTRA}\n"


def test_ctrl_c_has_the_exit_code_of_shells(
    supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def serve_until_ended(*_: object) -> int:
        return 2

    monkeypatch.setattr(room, "serve_until_ended", serve_until_ended)
    assert supine.call("--file", str(supine.path), "serve").code == INTERRUPTED
