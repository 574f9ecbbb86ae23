"""``supine serve``: the app in a browser."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import signal
import socket
import sys
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from tui.cli.lines import Line, Painted, print_message
from tui.cli.output import print_answer
from tui.cli.support import FINE, INTERRUPTED, UsageError, parse_number
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.words import serving

if TYPE_CHECKING:
    import argparse

    from tui.serve.server import Address

PORT = 7463
"""The port if none is given."""
HOST = "127.0.0.1"
_QR_STYLE = "38;5;16;48;5;231"
"""Black on white, which every camera reads."""
_NO_HOST = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def serve(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Serve the app to browsers until ctrl+c."""
    del clock
    port = PORT
    if options.port is not None:
        port = parse_number(options.port, "--port", 65_535, noun="port")
    host = options.host or HOST
    try:
        import segno

        from tui.serve.child import app_command, app_environment, start_child
        from tui.serve.files import DAY_GROUND, DAY_INK, GROUND, INK, NoTerminal
        from tui.serve.gate import Gate
        from tui.serve.server import PageServer, address_beyond, serve_until_ended
    except ModuleNotFoundError as error:
        raise UsageError(serving.NEEDS_EXTRA) from error
    snapshot = diary.read()
    snapshot.routine(options.routine)
    diary.store.drop_bytes()
    arguments = ["--file", str(diary.path.absolute()), "--color", options.color]
    arguments += ["--routine", options.routine] if options.routine else []
    names = {socket.gethostname(), f"{socket.gethostname()}.local", host}
    gate = Gate(names)
    is_day = snapshot.settings.theme == "supine-day"
    try:
        server = PageServer(
            partial(start_child, app_command(arguments), app_environment(os.environ)),
            gate,
            colors=(DAY_GROUND, DAY_INK) if is_day else (GROUND, INK),
            on_trouble=lambda said: print_message("supine serve", said.splitlines()[-1]),
        )
    except NoTerminal as error:
        raise UsageError(serving.NEEDS_EXTRA) from error

    def on_open(addresses: list[Address]) -> None:
        first = addresses[0]
        ip = address_beyond(first.ip) if first.ip in ("0.0.0.0", "::") else first.ip
        name = f"[{ip}]" if ":" in ip else ip
        address = f"http://{name}:{first.port}/?key={gate.key}"
        is_here_only = all(each.is_here_only for each in addresses)

        def lines() -> Iterator[Line]:
            yield serving.opened_words(address)
            if options.qr:
                yield ""
                yield from _qr_lines(
                    [list(row) for row in segno.make(address).matrix_iter(border=2)]
                )
                yield ""
            yield serving.END_WITH

        print_answer(options, lambda: {"address": address, "port": first.port}, lines)
        if sys.stdout is not None:
            sys.stdout.flush()
        if not is_here_only:
            print_message("supine serve", serving.BEYOND_THIS_MACHINE)
        elif options.qr:
            print_message("supine serve", serving.ONLY_HERE)

    gc.freeze()
    gc.enable()
    try:
        number = asyncio.run(serve_until_ended(server, host, port, on_open))
    except socket.gaierror as error:
        raise UsageError(serving.no_host_words(host)) from error
    except OSError as error:
        raise UsageError(_refused_words(error, host, port)) from error
    return INTERRUPTED if number == signal.SIGINT else FINE


def _refused_words(error: OSError, host: str, port: int) -> str:
    """Return why a server cannot listen."""
    if error.errno == errno.EADDRINUSE:
        return serving.in_use_words(port)
    if error.errno == errno.EACCES:
        return serving.not_allowed_words(port)
    if error.errno in _NO_HOST:
        return serving.no_host_words(host)
    return f"can't listen at {host}: {error.strerror}"


def _qr_lines(modules: list[list[int]]) -> Iterator[Line]:
    """Return a code in half blocks, black on white, two rows of it in a line."""
    empty = [0] * len(modules[0])
    for upper, lower in zip(modules[::2], [*modules[1::2], empty], strict=False):
        signs = (" ▄▀█"[2 * bool(up) + bool(low)] for up, low in zip(upper, lower, strict=True))
        yield [Painted("".join(signs), _QR_STYLE)]
