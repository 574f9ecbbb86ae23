# ruff: noqa: T201
"""The program under random hands, on real pseudo-terminals.

Run as ``python -m tests.monkey [--seed N] [--seeds N] [--events N] [--jobs N] [--kind NAME]``. By
default these are 100,000 events: 100 seeds of 1,000, which take about 45 minutes on two cores with
``--jobs 2``. Each seed is one kind of diary (`tests.monkey.diaries.KINDS`) and a sequence of random
keys, pastes, clicks, drags, resizes, changes of the focus, stops, and changes by another program.
The same seed makes the same events again; how they meet what the program does at that moment is
left to the machine.

The program must answer within 10 seconds after each burst of events (a tenth of a second more for
each key in it), must not end unless it was told to, must keep its memory within bounds, must be
gone within 5 seconds when it is told to end, must leave the terminal as it was, and must lose no
session and no rep.

For each fault that is new, the shortest sequence that makes it again is printed as it can be pasted
into a test. At the end, or after ctrl+c, stands a table, and the exit code is 1 if there was any
fault.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.monkey.diaries import CHANGES, KINDS
from tests.monkey.events import Event, Hand
from tests.monkey.play import Fault, Report, keys_only, play
from tests.monkey.shrink import shrink

FAULTS = ("crash", "stuck", "lost", "memory", "end")


@dataclass
class Findings:
    """What was found in all seeds, by kind of diary."""

    shrink_s: float
    reports: dict[str, list[Report]] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def is_new(self, fault: Fault) -> bool:
        """Return whether a fault is the first of its sort; from now on it is not."""
        with self.lock:
            key = fault.kind, fault.words
            is_new = key not in self.seen
            self.seen.add(key)
            return is_new

    def add(self, kind: str, report: Report) -> None:
        """Add what came of one seed."""
        with self.lock:
            self.reports.setdefault(kind, []).append(report)


def kind_of(seed: int) -> str:
    """Return the kind of diary that a seed is played on."""
    return list(KINDS)[seed % len(KINDS)]


def events_of(seed: int, count: int, kind: str) -> list[Event]:
    """Return the events of a seed."""
    return Hand(seed, list(CHANGES) if KINDS[kind].is_shared else ()).events(count)


def play_seed(seed: int, count: int, kind: str, findings: Findings) -> None:
    """Play one seed, and print what is new."""
    events = events_of(seed, count, kind)
    with tempfile.TemporaryDirectory(prefix="monkey-") as name:
        folder = Path(name) / "diary"
        folder.mkdir()
        report = play(folder, kind, events, until_fault=False)
        findings.add(kind, report)
        lines = [f"seed {seed}, {kind}: {report.events} events, {len(report.faults)} faults"]
        for fault in report.faults:
            lines.append(f"  {fault.kind} at {fault.first}-{fault.last}: {fault.words}")
            if findings.is_new(fault):
                lines.append(_indented(fault.details))
                if findings.shrink_s > 0:
                    lines += _shortest(kind, events, fault, findings.shrink_s)
    print("\n".join(lines), flush=True)


def _shortest(kind: str, events: Sequence[Event], fault: Fault, seconds: float) -> list[str]:
    found, is_fresh = shrink(kind, events, fault, seconds)
    lines = [f"    the shortest of {fault.last + 1 - fault.first} events:"]
    if not is_fresh:
        lines.append("    (not on a fresh diary: play the seed to the end of that run)")
    lines.append(f"    play(tmp_path, {kind!r}, {found!r})")
    keys = keys_only(found)
    if keys is not None:
        lines.append(f"    await press(pilot, {keys!r})")
    return lines


def _indented(text: str) -> str:
    return "\n".join(f"      {line}" for line in text.splitlines()[-40:])


def table(reports: dict[str, list[Report]]) -> str:
    """Return the figures of each kind of diary, and of all."""
    heads = ("seeds", "events", "runs", *FAULTS, "longest s", "MB")
    lines = [f"{'kind':<20}" + "".join(f"{head:>10}" for head in heads)]
    everything = [each for some in reports.values() for each in some]
    for kind, some in [*reports.items(), ("all", everything)]:
        figures = [len(some), sum(each.events for each in some), sum(each.runs for each in some)]
        for fault in FAULTS:
            figures.append(sum(x.kind == fault for each in some for x in each.faults))
        longest = max((each.longest_s for each in some), default=0)
        peak = max((each.peak_mb for each in some), default=0)
        lines.append(
            f"{kind:<20}" + "".join(f"{x:>10}" for x in figures) + f"{longest:>10.2f}{peak:>10.0f}"
        )
    return "\n".join(lines)


def main() -> int:
    """Play all seeds; return 1 when anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.monkey", description=__doc__)
    parser.add_argument("--seed", type=int, default=None, help="the first seed")
    parser.add_argument("--seeds", type=int, default=None, help="how many; 1 if one is given")
    parser.add_argument("--events", type=int, default=1000, help="how many each")
    parser.add_argument("--jobs", type=int, default=1, help="how many at a time")
    parser.add_argument("--kind", choices=list(KINDS), help="the kind of diary, for all seeds")
    parser.add_argument(
        "--shrink", type=float, default=120.0, help="seconds to shorten each new fault; 0 for none"
    )
    args = parser.parse_args()
    if sys.platform == "win32":
        print("skipped: there are no pseudo-terminals here")
        return 0
    first = random.randrange(2**32) if args.seed is None else args.seed
    seeds = args.seeds or (100 if args.seed is None else 1)
    print(f"seeds {first} to {first + seeds - 1}, {args.events} events each", flush=True)
    findings = Findings(args.shrink)
    with ThreadPoolExecutor(args.jobs) as pool:
        played = [
            pool.submit(play_seed, seed, args.events, args.kind or kind_of(seed), findings)
            for seed in range(first, first + seeds)
        ]
        try:
            for each in played:
                each.result()
        except KeyboardInterrupt:  # what goes on now is played to its end
            pool.shutdown(cancel_futures=True)
    print(table(findings.reports))
    return int(any(x.faults for some in findings.reports.values() for x in some))


if __name__ == "__main__":
    sys.exit(main())
