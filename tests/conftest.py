"""Configuration and fixtures of the whole suite."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.idle_loop import IdleLoop, wait_for_idle

if TYPE_CHECKING:
    from textual.css.model import RuleSet

# Environment variables that the program or its libraries read. They are removed before Textual is
# imported, which reads its own at import.
INHERITED = re.compile(
    "SUPINE_FILE|DBUS_.*|TEXTUAL.*|ESCDELAY|XDG_.*|SSH_.*|TMUX.*|STY|TERM_PROGRAM.*|LC_.*|LANGUAGE"
    "|NO_COLOR|(FORCE_|CLI)COLOR.*|CLICOLOR_FORCE|COLORTERM|TTY_.*|JUPYTER_.*|UNICODE_VERSION"
    "|PYTHON(IOENCODING|UNBUFFERED|WARNINGS|DEVMODE|OPTIMIZE|SAFEPATH)"
)
EVERYWHERE = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}

# Only the tests of keeping awake look for a desktop.
NO_DESKTOP = partial(nullcontext, SimpleNamespace(active=False))

# There is no deadline for an example, since a busy machine can make any of them slow.
settings.register_profile("supine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("supine")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Use two workers per core, since tests of screens and terminals mostly wait."""
    del config
    return 2 * (os.cpu_count() or 1)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Make the environment the same for all workers and programs, whoever starts the suite."""
    del session
    for name in filter(INHERITED.fullmatch, list(os.environ)):
        del os.environ[name]
    os.environ.update(EVERYWHERE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests by hypothesis more time for their many examples.

    The limit is kept by a thread: a signal would raise in an example, and count as its failure.
    """
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.timeout(240, method="thread"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Exclude what exists by now from garbage collection, since it stays until the end."""
    del session
    gc.collect()
    gc.freeze()


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run asynchronous tests on a loop that can tell when it is idle."""
    del config, item
    return {"idle": IdleLoop}


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Set an empty home folder and a terminal of the usual size."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.cues.keep_awake.presenting", NO_DESKTOP)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("COLUMNS", "80")
        patch.setenv("LINES", "24")
        yield


@pytest.fixture(scope="session", autouse=True)
def programs_start_with_usual_signals() -> None:
    """Keep programs that tests start from inheriting ignored signals, as under nohup.

    A program inherits that a signal is ignored, but not that it is handled. So each ignored signal
    gets a handler that does nothing.
    """
    of_python = {getattr(signal, name, None) for name in ("SIGPIPE", "SIGXFSZ")}
    for number in signal.valid_signals() - of_python:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.fixture(scope="session", autouse=True)
def screens_come_to_rest() -> Iterator[None]:
    """Let Textual's pilot wait until the event loop is idle, instead of for a fixed time."""
    with pytest.MonkeyPatch.context() as patch:
        for place in ("textual.app", "textual.pilot"):
            patch.setattr(f"{place}.wait_for_idle", wait_for_idle)
        yield


@pytest.fixture(scope="session", autouse=True)
def style_sheets_are_read_once() -> Iterator[None]:
    """Parse each style sheet once for all apps with the same colours."""
    from textual.css.stylesheet import Stylesheet

    parse = Stylesheet._parse_rules
    read: dict[object, list[RuleSet]] = {}

    def parse_once(self: Stylesheet, *arguments: object, **named: object) -> list[RuleSet]:
        key = (*self._variables.items(), *arguments, *named.items())
        if key not in read:
            read[key] = parse(self, *arguments, **named)  # type: ignore[arg-type]
        return read[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parse_once)
        yield
