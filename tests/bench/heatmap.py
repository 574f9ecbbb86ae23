"""Measure the heatmap: ``python -m tests.bench.heatmap``.

An app that has nothing but the heatmap of 50 years runs on a real pseudo-terminal. For each key the
processor time of all threads of the app and the bytes that it sent are measured. The floor is a key
without a meaning.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import statistics
import sys
import time
from pathlib import Path

import pexpect
from textual.app import App, ComposeResult
from textual.binding import Binding

from tests.end_to_end.terminal import ENVIRONMENT
from tui.app.base import STYLES
from tui.app.themes import THEMES
from tui.app.widgets.heatmap import Heatmap
from tui.practice.days import gather
from tui.practice.history import History
from tui.practice.models import DEFAULT_ROUTINE, DayRecord, Reps, Session

TODAY = dt.date(2026, 11, 19)
DAYS = 18_250
QUIET_S = 0.04
"""Seconds without output after which a key counts as handled."""


def fifty_years(*, is_done: bool, seed: int = 1) -> History:
    """Return years with some of everything, and with today done or open."""
    chance = random.Random(seed)
    sessions, records = [], {}
    for back in range(DAYS, -1, -1):
        day = TODAY - dt.timedelta(days=back)
        kind = chance.choices(("full", "part", "imagined", "rest", "none"), (80, 8, 4, 4, 4))[0]
        if back == 0:
            kind = "full" if is_done else "none"
        if kind == "rest":
            records[day] = DayRecord(day=day, rest_reason="travel")
        elif kind != "none":
            done, imagined = {"full": (6, 0), "part": (3, 0), "imagined": (0, 6)}[kind]
            reps = Reps(target=6, done=done, imagined=imagined)
            sessions.append(
                Session(id=f"s{back}", routine="r", day=day, reps={"a": reps, "b": reps})
            )
    days = gather("r", sessions, records, today=TODAY)
    return History(DEFAULT_ROUTINE, days, TODAY)


class Room(App[None]):
    """The heatmap alone. ``n`` shows the same years with today done or open, ``m`` other years."""

    CSS_PATH = [STYLES / "app.tcss", STYLES / "heatmap.tcss"]
    BINDINGS = [
        Binding("n", "show(1)"),
        Binding("m", "show(2)"),
        Binding("q", "quit"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(THEMES[0])
        self.theme = THEMES[0].name
        self.histories = [
            fifty_years(is_done=False),
            fifty_years(is_done=True),
            fifty_years(is_done=True, seed=2),
        ]
        self.shown = 0

    def compose(self) -> ComposeResult:
        yield Heatmap()

    def on_mount(self) -> None:
        self.show()

    def action_show(self, which: int) -> None:
        self.shown = 0 if self.shown == which else which
        self.show()

    def show(self) -> None:
        history = self.histories[self.shown]
        self.query_one(Heatmap).show(history, starts_on=0)


class Run:
    """The app in a terminal of its own."""

    def __init__(self, columns: int, rows: int) -> None:
        known = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "TMPDIR")}
        self.process = pexpect.spawn(
            sys.executable,
            ["-m", "tests.bench.heatmap", "app"],
            dimensions=(rows, columns),
            env={**known, **ENVIRONMENT},
            timeout=20,
        )
        while "Nov" not in self.read(1).decode(errors="replace"):
            pass
        self.read(1)

    def read(self, quiet_s: float = QUIET_S) -> bytes:
        """Return what it sends until nothing comes for some seconds."""
        data = b""
        while True:
            try:
                data += self.process.read_nonblocking(65536, timeout=quiet_s)
            except pexpect.TIMEOUT:
                return data

    def cpu_ms(self) -> float:
        """Return the processor time of all its threads so far, in milliseconds."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6

    def press(self, keys: str) -> list[tuple[float, int]]:
        """Return the processor time in milliseconds and the bytes sent, for each key."""
        costs = []
        for key in keys:
            before = self.cpu_ms()
            self.process.send(key)
            time.sleep(0.01)
            data = self.read()
            costs.append((self.cpu_ms() - before, len(data)))
        return costs


def row(name: str, costs: list[tuple[float, int]]) -> str:
    """Return a line of the report."""
    cpu, sent = zip(*costs, strict=True)
    return (
        f"{name:<44}{statistics.median(cpu):9.2f}{statistics.fmean(cpu):9.2f}{max(cpu):9.2f}"
        f"{statistics.median(sent):9.0f}{statistics.fmean(sent):9.0f}{max(sent):9d}"
    )


def main() -> None:
    """Measure and print the table."""
    chance = random.Random(3)
    print("to reach for a move of the cursor: 4 ms and 2,000 bytes; scrolling paints everything")
    print(f"{'per key':<44}   ms CPU     mean      max    bytes     mean      max")
    for columns, rows in ((80, 24), (120, 40)):
        run = Run(columns, rows)
        size = f"{columns}×{rows}"
        run.press("hhhhhhhhhhkkkklljjhhthhhhhh")  # to warm up, and away from the edge
        print(row(f"{size} floor: a key without a meaning", run.press("z" * 50)))
        print(row(f"{size} 200 moves by days and weeks", run.press("hkljhjlk" * 25)))
        wander = "".join(chance.choices("hjkl", (3, 2, 2, 1), k=200))
        run.press("t")
        print(row(f"{size} 200 moves wandering back, scrolling", run.press(wander)))
        print(row(f"{size} 200 moves, a week back each, scrolling", run.press("h" * 200)))
        print(row(f"{size} 30 moves, a year back each", run.press("[" * 30)))
        run.press("t")
        print(row(f"{size} show: today done, or open again", run.press("n" * 30)))
        print(row(f"{size} show: every day another", run.press("m" * 30)))
        run.process.send("q")
        run.process.close(force=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["app"]:
        Room().run()
    else:
        main()
