"""How the whole suite runs."""

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

# What the program, or what it is made with, asks the environment for. Textual is imported no
# sooner than these are gone: it reads its own at once.
INHERITED = re.compile(
    "SUPINE_FILE|DBUS_.*|TEXTUAL.*|ESCDELAY|XDG_.*|SSH_.*|TMUX.*|STY|TERM_PROGRAM.*|LC_.*|LANGUAGE"
    "|NO_COLOR|(FORCE_|CLI)COLOR.*|CLICOLOR_FORCE|COLORTERM|TTY_.*|JUPYTER_.*|UNICODE_VERSION"
    "|PYTHON(IOENCODING|UNBUFFERED|WARNINGS|DEVMODE|OPTIMIZE|SAFEPATH)"
)
EVERYWHERE = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}

# Only the tests of keeping awake ask a desktop.
NO_DESKTOP = partial(nullcontext, SimpleNamespace(active=False))

# A busy machine is no fault of the example it is busy with.
settings.register_profile("supine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("supine")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers a core: tests of screens and terminals wait more than they work."""
    del config
    return 2 * (os.cpu_count() or 1)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Whoever starts the suite, and from where: its workers and their programs start alike."""
    del session
    for name in filter(INHERITED.fullmatch, list(os.environ)):
        del os.environ[name]
    os.environ.update(EVERYWHERE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Hypothesis has many examples to try, and would take being out of time for one of them."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.timeout(240, method="thread"))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What stands now stands to the end; nobody need look again whether it is garbage."""
    del session
    gc.collect()
    gc.freeze()


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests of screens know when a screen has come to rest."""
    del config, item
    return {"idle": IdleLoop}


@pytest.fixture(scope="session", autouse=True)
def nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home that is empty, and a terminal of the usual size, whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.cues.keep_awake.presenting", NO_DESKTOP)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("COLUMNS", "80")
        patch.setenv("LINES", "24")
        yield


@pytest.fixture(scope="session", autouse=True)
def programs_start_with_usual_signals() -> None:
    """What is ignored here, as under nohup, stays so, but no program of a test inherits it.

    A signal that is ignored is so for every program started, one that is handled for none.
    """
    of_python = {getattr(signal, name, None) for name in ("SIGPIPE", "SIGXFSZ")}
    for number in signal.valid_signals() - of_python:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


@pytest.fixture(scope="session", autouse=True)
def screens_come_to_rest() -> Iterator[None]:
    """Whatever a test does on a screen, it goes on when that is done, and no later."""
    with pytest.MonkeyPatch.context() as patch:
        for place in ("textual.app", "textual.pilot"):
            patch.setattr(f"{place}.wait_for_idle", wait_for_idle)
        yield


@pytest.fixture(scope="session", autouse=True)
def style_sheets_are_read_once() -> Iterator[None]:
    """Each app reads them all, and each with the same colours reads the same."""
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
