"""A queue for keys that come faster than screens open: from a slow connection, a paste, or a macro.

A key is delivered only when the key before it has had its effect. Otherwise a fast ``space`` and
``1`` would both reach the screen on top, although the second is meant for the dialog that the first
key opens.

Keys keep their order, and none is lost: a key that comes `LONGEST_WAIT_MS` after the last delivery
ends any waiting, whatever became of the key before. With no key waiting the queue does nothing.
Only keys that have waited `STALE_MS` are dropped, except while a text is typed: a thousand keys
that open and leave screens would have to be watched for minutes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from tui.clock import Clock

LONGEST_WAIT_MS = 1000
"""Milliseconds after a delivery from which on a new key waits for nothing any more."""
STALE_MS = 5000
"""Milliseconds that a key may wait outside of a line of text; then it is dropped."""


class KeyTarget(Protocol):
    """What the queue needs of the app."""

    clock: Clock

    @property
    def screen(self) -> Screen[Any]:
        """The screen on top."""

    @property
    def focused(self) -> Widget | None:
        """The widget with the focus on that screen."""

    def call_later(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Call a function when the app has handled the messages that it has now."""

    def deliver(self, key: events.Key) -> Awaitable[None]:
        """Let a key have its effect."""


class KeyQueue:
    """Delivers keys to an app one by one."""

    def __init__(self, app: KeyTarget) -> None:
        self._app = app
        self._waiting: deque[tuple[int, events.Key]] = deque()
        """The keys, with the time at which each came."""
        self._delivered: events.Key | None = None
        """The key that was delivered and may not have had its effect yet."""
        self._delivered_at = 0
        self._is_held = False

    def hold(self) -> None:
        """Keep keys back for the screen that is opening, until `release` is called with it."""
        self._is_held = True

    def release(self, screen: Screen[Any]) -> None:
        """Deliver the keys that were kept back, now that a screen has been drawn.

        Does nothing if another screen has opened over it, or while an action of its own goes on.
        """
        if self._app.screen is screen and not getattr(screen, "is_acting", False):
            self._is_held = False
            self._app.call_later(self._next)

    async def put(self, key: events.Key) -> None:
        """Add a key; it is delivered when its turn has come, unless that takes too long."""
        now = self._app.clock.monotonic()
        self._waiting.append((now, key))
        if now - self._delivered_at > LONGEST_WAIT_MS:
            # Whatever became of the key before, or of the screen: keys must not be lost.
            self._is_held, self._delivered = False, None
        await self._next()

    async def _next(self) -> None:
        """Deliver the next key, unless keys are held or one has not had its effect yet."""
        if self._delivered is not None or self._is_held or not self._waiting:
            return
        if not getattr(self._app.screen, "is_complete", True):
            return  # it would drop the key; it releases the queue once it is painted
        now = self._app.clock.monotonic()
        if not isinstance(self._app.focused, Input):
            while self._waiting and now - self._waiting[0][0] > STALE_MS:
                self._waiting.popleft()
            if not self._waiting:
                return
        _, self._delivered = self._waiting.popleft()
        self._delivered_at = now
        target = self._app.focused or self._app.screen
        await self._app.deliver(self._delivered)
        # A key bubbles from the focused widget up to the screen, and each node handles it in its
        # own message queue. A call that waits in the same queues, one after the other, comes back
        # when the key has been handled. It goes up twice: the first time behind the key, and then
        # behind the message that a widget may have posted because of the key (an option was
        # selected, a line was submitted), which bubbles the same way.
        path = [each for each in target.ancestors_with_self if not isinstance(each, App)]
        self._follow(self._delivered, [*path, *path])

    def _follow(self, key: events.Key, path: list[DOMNode]) -> None:
        """Wait in the message queue of each node on the path in turn; then the key is done."""
        # A node that is being removed takes no calls any more.
        if not path or not path[0].call_later(self._follow, key, path[1:]):
            self._app.call_later(self._done, key)

    async def _done(self, key: events.Key) -> None:
        if self._delivered is key:
            self._delivered = None
            await self._next()
