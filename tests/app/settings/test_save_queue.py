"""What is changed in the settings is written, whenever the app is left."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, cast

from tests.app.app_support import Bench
from tui.app.main import SupineApp
from tui.app.settings.save_queue import Operation, SaveQueue
from tui.diary.diary import Diary


class Leaving:
    """An app that is left before the thread that writes has begun."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.tasks: list[asyncio.Task[None]] = []

    def run_worker(self, work: Coroutine[Any, Any, None], *, group: str) -> None:
        del group
        self.tasks.append(asyncio.create_task(work))

    async def change(self, operation: Operation) -> None:
        del operation
        self.tasks[0].cancel()
        await asyncio.sleep(0)


async def test_what_was_just_to_be_written_is_written_once_before_what_waits(bench: Bench) -> None:
    app = Leaving(bench.diary)
    saving = SaveQueue(cast("SupineApp", app), lambda *_: None)
    written: list[str] = []
    saving.put("sound", lambda _: written.append("sound"))
    saving.put("theme", lambda _: written.append("theme"))
    await asyncio.wait(app.tasks)
    assert app.tasks[0].cancelled() and not written
    await saving.finish()
    await saving.finish()
    assert written == ["sound", "theme"]
