"""The key queue by itself: what a screen is too slow for waits, up to a bound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, cast

import pytest
from textual import events
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tests.clock import ManualClock
from tui.app.keys.queue import STALE_MS, KeyQueue
from tui.clock import Clock


class SlowApp:
    """An app whose keys never have their effect unless it is told so."""

    def __init__(self, focused: Widget | None) -> None:
        self.clock: Clock = ManualClock(dt.datetime(2026, 11, 26, tzinfo=dt.UTC))
        self.screen: Screen[Any] = Screen()
        self.focused = focused
        self.delivered = 0
        self.waiting: list[Callable[[], Any]] = []

    def call_later(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        self.waiting.append(lambda: callback(*args, **kwargs))
        return True

    async def deliver(self, _: events.Key) -> None:
        self.delivered += 1

    async def settle(self) -> None:
        while self.waiting:
            await self.waiting.pop()()


@pytest.mark.parametrize("is_typing", [False, True])
async def test_keys_that_waited_long_are_dropped_but_a_typed_text_is_not(is_typing: bool) -> None:
    app = SlowApp(Input() if is_typing else None)
    queue = KeyQueue(app)
    cast(Any, queue)._follow = lambda key, _: app.call_later(queue._done, key)
    for _ in range(5000):
        await queue.put(events.Key("c", "c"))
    assert app.delivered == 1
    cast(ManualClock, app.clock).ms += STALE_MS + 1
    await queue.put(events.Key("c", "c"))
    await app.settle()
    assert app.delivered == (5001 if is_typing else 2)


async def test_many_keys_that_come_at_once_are_all_delivered() -> None:
    """A path that a terminal without pasting types into a dialog which still opens."""
    app = SlowApp(None)
    queue = KeyQueue(app)
    cast(Any, queue)._follow = lambda key, _: app.call_later(queue._done, key)
    for _ in range(1000):
        await queue.put(events.Key("c", "c"))
    await app.settle()
    assert app.delivered == 1000
