"""How the whole suite runs."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet

from tests.idle_loop import IdleLoop, wait_for_idle

# A busy machine is no fault of the example it is busy with.
settings.register_profile("supine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("supine")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers a core: tests of screens and terminals wait more than they work."""
    del config
    return 2 * (os.cpu_count() or 1)


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
def screens_come_to_rest() -> Iterator[None]:
    """Whatever a test does on a screen, it goes on when that is done, and no later."""
    with pytest.MonkeyPatch.context() as patch:
        for place in ("textual.app", "textual.pilot"):
            patch.setattr(f"{place}.wait_for_idle", wait_for_idle)
        yield


@pytest.fixture(scope="session", autouse=True)
def style_sheets_are_read_once() -> Iterator[None]:
    """Each app reads them all, and each with the same colours reads the same."""
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
