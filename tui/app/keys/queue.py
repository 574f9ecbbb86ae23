"""Keys that come faster than screens open: from a slow connection, a paste, or a macro.

Each key is delivered once the one before it has had its effect. Without that, a fast ``space`` and
``1`` would both reach the screen on top, although the second is meant for the dialog that the first
one opens.
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

from tui.clock import Clock

LONGEST_WAIT_MS = 1000
"""How long a key waits for the effect of the one before it, at most."""


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
        """Call back when the app has handled the messages it has now."""

    def deliver(self, key: events.Key) -> Awaitable[None]:
        """Let a key have its effect."""


class KeyQueue:
    """Delivers keys to an app one by one."""

    def __init__(self, app: KeyTarget) -> None:
        self._app = app
        self._waiting: deque[events.Key] = deque()
        self._delivered: events.Key | None = None  # and not known to have had its effect
        self._delivered_at = 0
        self._is_held = False

    def hold(self) -> None:
        """Keep keys back until the screen that is opening now is there; they are meant for it."""
        self._is_held = True

    def release(self, screen: Screen[Any]) -> None:
        """Give the keys that were kept back to a screen.

        Nothing happens if another screen has opened over it, or while an action of its own goes on.
        """
        if self._app.screen is screen and not getattr(screen, "is_acting", False):
            self._is_held = False
            self._app.call_later(self._next)

    async def put(self, key: events.Key) -> None:
        """Add a key; it is delivered when its turn has come."""
        self._waiting.append(key)
        if self._app.clock.monotonic() - self._delivered_at > LONGEST_WAIT_MS:
            self._is_held, self._delivered = False, None  # whatever became of it
        await self._next()

    async def _next(self) -> None:
        if self._delivered is not None or self._is_held or not self._waiting:
            return
        self._delivered = self._waiting.popleft()
        self._delivered_at = self._app.clock.monotonic()
        target = self._app.focused or self._app.screen
        await self._app.deliver(self._delivered)
        # A key bubbles from the focused widget up to the screen, each handling it in its own
        # message queue. Once up behind the key itself; and once more behind the message that a
        # widget may have posted because of it (an option selected, a line submitted), which
        # bubbles the same way.
        path = [each for each in target.ancestors_with_self if not isinstance(each, App)]
        self._follow(self._delivered, [*path, *path])

    def _follow(self, key: events.Key, path: list[DOMNode]) -> None:
        """Wait in the message queue of each node on the path, one after the other."""
        if not path or not path[0].call_later(self._follow, key, path[1:]):
            self._app.call_later(self._done, key)

    async def _done(self, key: events.Key) -> None:
        if self._delivered is key:
            self._delivered = None
            await self._next()
