"""Keys that come faster than screens: from a terminal far away, a paste, or a macro."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from textual import events
from textual.dom import DOMNode
from textual.screen import Screen

if TYPE_CHECKING:
    from tui.app import SupineApp

LONGEST_MS = 1000
"""How long a key waits for the effect of the one before it, at most."""


class KeyQueue:
    """Hands keys on one by one, each once the one before it has had its effect."""

    def __init__(self, app: SupineApp) -> None:
        self._app = app
        self._waiting: deque[events.Key] = deque()
        self._at: events.Key | None = None
        self._since = 0
        self._is_holding = False

    def hold(self) -> None:
        """Keep keys back until what opens now is there; they are meant for it."""
        self._is_holding = True

    def let_go(self, screen: Screen[Any]) -> None:
        """Give the keys that were kept back to a screen.

        Not where another has opened over it, nor while an action of its own goes on.
        """
        if self._app.screen is screen and not getattr(screen, "is_acting", False):
            self._is_holding = False
            self._app.call_later(self._next)

    async def take(self, key: events.Key) -> None:
        """Hand a key on when its turn has come."""
        self._waiting.append(key)
        if self._app.clock.monotonic() - self._since > LONGEST_MS:
            self._is_holding, self._at = False, None  # whatever became of it
        await self._next()

    async def _next(self) -> None:
        if self._at is not None or self._is_holding or not self._waiting:
            return
        app = self._app
        self._at, self._since = self._waiting.popleft(), app.clock.monotonic()
        target = app.focused or app.screen
        await app.hand_on(self._at)
        # Once behind the key itself, and once behind what it made a widget say.
        up = [each for each in target.ancestors_with_self if each is not app]
        self._follow(self._at, [*up, *up])

    def _follow(self, key: events.Key, way: list[DOMNode]) -> None:
        """Wait in the queue of everybody who may handle a key, one after the other."""
        if not way or not way[0].call_later(self._follow, key, way[1:]):
            self._app.call_later(self._end, key)

    async def _end(self, key: events.Key) -> None:
        if self._at is key:
            self._at = None
            await self._next()
