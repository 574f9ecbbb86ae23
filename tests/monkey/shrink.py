"""The shortest sequence of events that still makes the same fault."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from tests.monkey.events import Event, Key, Resize
from tests.monkey.play import Fault, play

TRIES = 2
"""How often a sequence is played before it counts as harmless: many faults are a matter of luck."""


def shortest(events: Sequence[Event], fails: Callable[[Sequence[Event]], bool]) -> list[Event]:
    """Return a part of some events that still fails, from which nothing can be left out.

    Args:
        events: they fail, or are returned as they are.
        fails: whether some events fail.
    """
    found = list(events)
    # The end of it is often enough, and short sequences are tried faster than long ones.
    for length in (2**power for power in count()):
        if length >= len(found):
            break
        if fails(found[-length:]):
            found = found[-length:]
            break
    size = max(1, len(found) // 2)
    while True:
        at = 0
        while at < len(found):
            fewer = found[:at] + found[at + size :]
            if fewer and fails(fewer):
                found = fewer
            else:
                at += size
        if size == 1:
            break
        size //= 2
    for at, event in enumerate(found):
        while isinstance(event, Key) and event.times > 1:
            event = replace(event, times=event.times // 2)
            if not fails([*found[:at], event, *found[at + 1 :]]):
                break
            found[at] = event
    return found


def shrink(
    kind: str, events: Sequence[Event], fault: Fault, seconds: float
) -> tuple[list[Event], bool]:
    """Return the shortest events that make a fault again, and whether a fresh diary is enough.

    Without one, the diary is that of ``fault.snapshot``. Where the fault does not come again, or
    time is over, the events are those of the whole run, or as few as were found.

    Args:
        kind: the kind of diary.
        events: all that were played.
        fault: what went wrong.
        seconds: how long it may take.
    """
    until = time.monotonic() + seconds

    def fails(some: Sequence[Event], snapshot: Path | None = None) -> bool:
        return any(
            time.monotonic() < until and _is_made(kind, some, fault, snapshot) for _ in range(TRIES)
        )

    run = list(events[fault.first : fault.last + 1])
    sizes = [each for each in events[: fault.first] if isinstance(each, Resize)]
    run = [*sizes[-1:], *run]
    if fails(run):
        return shortest(run, fails), True
    return shortest(run, lambda some: fails(some, fault.snapshot)), False


def _is_made(kind: str, events: Sequence[Event], fault: Fault, snapshot: Path | None) -> bool:
    with tempfile.TemporaryDirectory(prefix="monkey-") as name:
        folder = Path(name) / "d"
        if snapshot is None:
            folder.mkdir()
        else:
            shutil.copytree(snapshot, folder)
        report = play(folder, kind, events, is_prepared=snapshot is not None)
    return any((each.kind, each.words) == (fault.kind, fault.words) for each in report.faults)
