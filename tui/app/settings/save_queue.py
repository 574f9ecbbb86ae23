"""Writing what is changed on the settings screen: in order, off the event loop, nothing lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tui.diary.diary import Diary
from tui.diary.errors import DiaryError
from tui.diary.undo import ChangeHistory, UndoStep

if TYPE_CHECKING:
    from tui.app.shell import Shell

Operation = Callable[[Diary], Any]
"""A change of the diary; what it returns is not None."""


class SaveQueue:
    """Writes one change after the other; of what waits under one key, only the newest is written.

    Args:
        app: it writes, and goes on with it when the screen is left.
        ended: called after each change, with its key and what the operation returned, or None where
            it was not saved.
    """

    def __init__(self, app: Shell, ended: Callable[[str, Any], None]) -> None:
        self._app = app
        self._ended = ended
        self._waiting: dict[str, Operation] = {}
        self._current: Operation | None = None
        self._lock = threading.Lock()
        self._is_writing = False

    def is_waiting(self, key: str) -> bool:
        """Whether a change waits under a key."""
        return key in self._waiting

    def put(self, key: str, operation: Operation) -> None:
        """Write a change as soon as those before it are written."""
        self._waiting[key] = operation
        if not self._is_writing:
            self._is_writing = True
            self._app.run_worker(self._write_all(), group="saving")

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                key = next(iter(self._waiting))
                self._current = self._take(key)
                result = await self._app.change(self._current)
                self._ended(key, result)
        finally:
            self._is_writing = False

    def _take(self, key: str) -> Operation:
        """Take a change out of the queue; called twice, also by two threads, it is made once."""
        operation = self._waiting.pop(key)
        is_begun = False

        def once(diary: Diary) -> Any:
            nonlocal is_begun
            with self._lock:
                if is_begun:
                    return None
                is_begun = True
                return operation(diary)

        return once

    async def finish(self) -> None:
        """Write what still waits, when the screen or the app is left.

        The current change comes first: its thread may have been cancelled before it began. If it is
        being made, calling it again only waits for its end.
        """
        while self._current or self._waiting:
            operation = self._current or self._take(next(iter(self._waiting)))
            self._current = None
            with suppress(DiaryError):  # nobody is there any more to be told
                await asyncio.to_thread(operation, self._app.diary)


class UndoGroup:
    """Changes that are taken back as one: steps through the values of one setting."""

    def __init__(self) -> None:
        self._step: UndoStep | None = None

    def write(self, changes: ChangeHistory, save: Callable[[], None]) -> None:
        """Save, and join the change with the group's last one, unless another came between."""
        before = changes.undoable
        save()
        after = changes.undoable
        if after is not before:
            is_next = before is not None and before is self._step
            self._step = changes.merge_last_two() if is_next else after
