"""What is changed in the settings is written, whenever the app is left."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from tests.app.app_support import Bench
from tui.app.main import SupineApp
from tui.app.settings.save_queue import Operation, SaveQueue
from tui.diary.diary import Diary


class LeftApp:
    """An app that is being left: it cancels its workers as soon as they begin."""

    def __init__(self, diary: Diary) -> None:
        self.diary = diary
        self.workers: list[asyncio.Future[None]] = []

    def run_worker(self, work: asyncio.Future[None], *, group: str) -> None:
        del group
        self.workers.append(work)
        work.cancel()

    async def change(self, operation: Operation) -> Any:
        return await asyncio.to_thread(operation, self.diary)


class OpenApp(LeftApp):
    """An app that goes on."""

    def run_worker(self, work: asyncio.Future[None], *, group: str) -> None:
        del group
        self.workers.append(work)


async def test_what_waits_is_written_once_and_in_order_though_the_app_is_left(
    bench: Bench,
) -> None:
    app = LeftApp(bench.diary)
    saved: list[str] = []
    queue = SaveQueue(cast("SupineApp", app), lambda key, _: saved.append(key))
    written: list[str] = []
    queue.put("sound", lambda _: written.append("sound"))
    queue.put("theme", lambda _: written.append("theme"))
    assert queue.is_busy
    await queue.finish()
    await queue.finish()
    assert written == saved == ["sound", "theme"]
    assert app.workers[0].cancelled()
    assert not queue.is_busy


async def test_a_mistake_of_the_program_in_a_change_reaches_the_app() -> None:
    app = OpenApp(Diary.__new__(Diary))
    queue = SaveQueue(cast("SupineApp", app), lambda *_: None)

    def fail(_: Diary) -> None:
        raise ZeroDivisionError

    queue.put("sound", fail)
    await queue.finish()
    with pytest.raises(ZeroDivisionError):
        await app.workers[0]
