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
from itertools import zip_longest
from typing import TYPE_CHECKING

from tui.cli.lines import Line, Painted, print_message
from tui.cli.output import is_drawn_on, print_answer
from tui.cli.support import FINE, INTERRUPTED, UsageError, parse_number
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.words import serving
from tui.words.color import wants_color
from tui.words.glyphs import can_encode_signs

if TYPE_CHECKING:
    import argparse

    from tui.serve.listening import Address

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
    host = HOST if options.host is None else options.host
    if not host.strip():  # which would mean all addresses
        raise UsageError(serving.no_host_words(host))
    try:
        import segno

        from tui.serve.child import app_command, app_environment, start_child
        from tui.serve.files import DAY_GROUND, DAY_INK, GROUND, INK, NoTerminal
        from tui.serve.gate import Gate, proxy_origin
        from tui.serve.listening import address_beyond, serve_until_ended
        from tui.serve.server import PageServer
    except ModuleNotFoundError as error:
        raise UsageError(serving.NEEDS_EXTRA) from error
    snapshot = diary.read()
    snapshot.routine(options.routine)
    diary.store.drop_bytes()
    arguments = ["--file", str(diary.path.absolute()), "--color", options.color]
    arguments += ["--routine", options.routine] if options.routine else []
    names = {socket.gethostname(), f"{socket.gethostname()}.local", host}
    origin = None if options.origin is None else proxy_origin(options.origin)
    if options.origin is not None and origin is None:
        raise UsageError(serving.no_origin_words(options.origin))
    gate = Gate(names, origin=origin)
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
        name = address_beyond(first.ip) if first.ip in ("0.0.0.0", "::") else host
        name = f"[{name}]" if ":" in name else name
        address = f"{origin or f'http://{name}:{first.port}'}/?key={gate.key}"
        is_here_only = all(each.is_here_only for each in addresses)

        def lines() -> Iterator[Line]:
            yield serving.opened_words(address)
            if options.qr:
                code = segno.make(address, error="l")
                yield ""
                yield from _qr_lines([list(row) for row in code.matrix_iter(border=2)], options)
                yield ""
            yield serving.END_WITH

        print_answer(options, lambda: {"address": address, "port": first.port}, lines)
        if sys.stdout is not None:
            sys.stdout.flush()
        if not is_here_only:
            print_message("supine serve", serving.BEYOND_THIS_MACHINE)
        elif origin is not None:
            print_message("supine serve", serving.proxied_words(f"http://{name}:{first.port}"))
        elif options.qr:
            print_message("supine serve", serving.ONLY_HERE)

    if not gc.isenabled():  # from here on it runs long
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
    return f"can't listen on {host}: {error.strerror}"


def _qr_lines(modules: list[list[int]], options: argparse.Namespace) -> Iterator[Line]:
    """Return a code in half blocks, two rows of it in a line.

    It is black on white. Without colours its light parts are drawn, as if the terminal were dark;
    most cameras read it either way.

    Args:
        modules: the rows of the code, with 1 for what is dark.
        options: the options; their ``color`` counts.
    """
    if not can_encode_signs(getattr(sys.stdout, "encoding", None)):
        yield serving.NO_BLOCKS
        return
    has_color = wants_color(options.color, os.environ, is_terminal=is_drawn_on(sys.stdout))
    signs = " ▄▀█" if has_color else "█▀▄ "
    for upper, lower in zip_longest(modules[::2], modules[1::2], fillvalue=[0] * len(modules[0])):
        line = "".join(signs[2 * up + low] for up, low in zip(upper, lower, strict=True))
        yield [Painted(line, _QR_STYLE)] if has_color else line
