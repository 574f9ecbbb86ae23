"""An event loop that can tell when it is idle, so that no test guesses how long to wait."""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")

SOON_S = 0.035
"""A timer due within so many seconds counts as work: Textual paints 60 times a second, or 30 times
where it lags behind."""
SOON_IN_ALL_S = 0.25
"""Seconds of such short sleeps that one wait allows in all, since some timers repeat for ever."""
THREADS_S = 0.5
"""Seconds that threads are waited for; one that a test holds up is ignored from then on."""
AT_MOST_S = 30
"""Seconds after which a wait fails; much, for a busy machine."""


class _Idleness(selectors.DefaultSelector):
    """A selector that takes a long sleep as the sign that the loop is idle."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[asyncio.Future[Any]] = set()
        self._let_be: set[asyncio.Future[Any]] = set()
        self._waiting: list[asyncio.Future[None]] = []
        self._soon_s = 0.0
        self._threads_until = 0.0

    def wait(self, idle: asyncio.Future[None]) -> None:
        """Set the result of a future as soon as the loop is idle."""
        self._waiting.append(idle)
        self._soon_s = SOON_IN_ALL_S
        self._threads_until = time.monotonic() + THREADS_S

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if not self._waiting or timeout == 0:
            return super().select(timeout)
        if timeout is not None and timeout <= SOON_S and self._soon_s > 0:
            self._soon_s -= timeout
            return super().select(timeout)
        patience = max(0, self._threads_until - time.monotonic()) if self._is_threaded else 0
        happened = super().select(patience if timeout is None else min(patience, timeout))
        if not happened and (not self._is_threaded or time.monotonic() >= self._threads_until):
            self._let_be = set(self.threads)
            waiting, self._waiting = self._waiting, []
            for idle in waiting:
                if not idle.done():
                    idle.set_result(None)
        return happened

    @property
    def _is_threaded(self) -> bool:
        return not self.threads <= self._let_be


class IdleLoop(asyncio.SelectorEventLoop):
    """An event loop that can tell when it is idle; work in its threads counts."""

    def __init__(self) -> None:
        self.idleness = _Idleness()
        super().__init__(self.idleness)

    def run_in_executor(  # type: ignore[override]
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        future = super().run_in_executor(executor, func, *args)
        self.idleness.threads.add(future)
        future.add_done_callback(self.idleness.threads.discard)
        return future


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = AT_MOST_S) -> None:
    """Wait until the running loop is idle.

    Takes the place of Textual's own, with its parameters, which sleeps 20 ms at least and then
    judges by the time that the process was at work: slow on a quiet machine, wrong on a busy one.
    """
    del min_sleep, max_sleep
    loop = asyncio.get_running_loop()
    assert isinstance(loop, IdleLoop)
    idle = loop.create_future()
    loop.idleness.wait(idle)
    await asyncio.wait_for(idle, AT_MOST_S)
