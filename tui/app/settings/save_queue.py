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


class SaveQueue:
    """Writes one change after the other; of what waits under one key, only the newest is written.

    Args:
        app: it writes, and goes on with it when the screen is left.
        ended: called with the key and what the operation gave back, or None where it was not saved.
    """

    def __init__(self, app: Shell, ended: Callable[[str, Any], None]) -> None:
        self._app = app
        self._ended = ended
        self._waiting: dict[str, Operation] = {}
        self._is_writing = False
        self._written: Operation | None = None
        self._turn = threading.Lock()

    def is_waiting(self, key: str) -> bool:
        """Whether something newer than what was written waits under this key."""
        return key in self._waiting

    def put(self, key: str, operation: Operation) -> None:
        """Write this as soon as what came before it is written."""
        self._waiting[key] = operation
        if not self._is_writing:
            self._is_writing = True
            self._app.run_worker(self._write_all(), group="saving")

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                key = next(iter(self._waiting))
                self._written = self._next(key)
                result = await self._app.change(self._written)
                self._ended(key, result)
        finally:
            self._is_writing = False

    def _next(self, key: str) -> Operation:
        operation = self._waiting.pop(key)
        is_begun = False

        def once(diary: Diary) -> Any:
            nonlocal is_begun
            with self._turn:
                if is_begun:
                    return None
                is_begun = True
                return operation(diary)

        return once

    async def finish(self) -> None:
        """Write what still waits, after what is being written; for when the app is left.

        What was to be written just now is asked for again: its thread may be given up before it
        begins.
        """
        while self._written or self._waiting:
            operation = self._written or self._next(next(iter(self._waiting)))
            self._written = None
            with suppress(DiaryError):  # nobody is there any more to be told
                await asyncio.to_thread(operation, self._app.diary)


class UndoGroup:
    """Steps through the values of one row without leaving it: they are taken back as one."""

    def __init__(self) -> None:
        self._step: UndoStep | None = None

    def write(self, changes: ChangeHistory, save: Callable[[], None]) -> None:
        """Save, and make it one with what this visit changed before, if nothing came between."""
        before = changes.undoable
        save()
        after = changes.undoable
        if after is not before:
            is_same = before is not None and before is self._step
            self._step = changes.merge_last_two() if is_same else after
