"""How true the running session is, and what it costs: ``python -m tests.bench.running_session``.

A whole session at the defaults (107 s) on a real pseudo-terminal of 40×12. Each phase change is
stamped when its word has arrived and compared with the timetable; beside it the floor, a bare
event loop that wakes at the same moments in the same run.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import tempfile
import threading
import time
from pathlib import Path

from tests.end_to_end.terminal import Terminal
from tui.practice.models import DEFAULT_ROUTINE
from tui.practice.timetable import Phase, Work, plan_steps, timetable

WORDS = {
    Phase.PREPARE: "R E A D Y",
    Phase.EASE_IN: "E A S E",
    Phase.HOLD: "",
    Phase.EASE_OUT: "E A S E",
    Phase.REST: "R E S T",
    Phase.SETTLE: "D O N E",
}


def spaced(word: str) -> str:
    """A word as the smallest form of the hold timer writes it."""
    return " ".join(word)


def cpu_seconds(pid: int) -> float:
    """Processor time of a process so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def floor(deadlines: list[float], late: list[float]) -> None:
    """How late a bare event loop wakes for the same deadlines, in milliseconds."""

    async def wake() -> None:
        start = time.monotonic()
        for deadline in deadlines:
            await asyncio.sleep(max(0.0, start + deadline - time.monotonic()))
            late.append((time.monotonic() - start - deadline) * 1000)

    asyncio.run(wake())


def row(name: str, late: list[float]) -> str:
    """One line of the report."""
    ordered = sorted(late)
    p99 = ordered[min(len(ordered) - 1, round(0.99 * (len(ordered) - 1)))]
    drift = late[-1] - late[0]
    return f"{name:<34}{statistics.median(late):7.1f}{p99:8.1f}{ordered[-1]:8.1f}{drift:8.1f}"


def main() -> None:
    """Run it and print the table."""
    rows = timetable(
        plan_steps(DEFAULT_ROUTINE, [Work(e, 1, 2) for e in DEFAULT_ROUTINE.exercises])
    )
    words = {e.id: spaced(e.word) for e in DEFAULT_ROUTINE.exercises}
    changes = [
        (at / 1000, WORDS[step.phase] or words[step.exercise or ""])
        for at, step in rows
        if step.phase in WORDS
    ]
    late: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal(Path(folder) / "d.json", rows=12, columns=40)
        terminal.until("I have read this").press("\r").until("Start space").press(" ")
        terminal.until(changes[0][1])
        start = time.monotonic()
        beside = threading.Thread(target=floor, args=([at for at, _ in changes[1:]], bare))
        beside.start()
        sent, spent = len(terminal.raw), cpu_seconds(terminal.process.pid)
        for (_, before), (at, word) in itertools.pairwise(changes):
            while before in terminal.text or word not in terminal.text:
                terminal.read(0.005)
            late.append((time.monotonic() - start - at) * 1000)
        seconds = time.monotonic() - start
        cpu = (cpu_seconds(terminal.process.pid) - spent) / seconds
        rate = (len(terminal.raw) - sent) / seconds
        terminal.process.terminate(force=True)
        beside.join()
    print(f"{'phase shown after its deadline, ms':<34} median     p99     max   drift")
    print(row("a whole session at the defaults", late))
    print(row("floor: a bare event loop", bare))
    print(f"running: {cpu:.2%} of a core, {rate / 1000:.2f} KB/s to the terminal (40×12)")


if __name__ == "__main__":
    main()
