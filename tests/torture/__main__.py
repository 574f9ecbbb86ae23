# ruff: noqa: T201
"""The diary under torture: real processes that are killed, crowds, full disks, damaged bytes.

Run as ``python -m tests.torture [--seconds N] [--seed S]``. It takes two or three minutes; with
``--seconds`` it goes on with more kills and mutations for at least that long. It prints one line
for each part, and exits with 1 when anything was lost:

- **kills**: processes write as fast as they can, two at a time, and print each change once it is
  acknowledged. Each is killed (-9) at a random moment. Every acknowledged change must be in the
  file, every file and every backup must be valid, and nothing may have had to be recovered.
- **crowd**: three processes write at once while this one reads the file in a tight loop. It must
  never see anything but valid JSON, and at the end every acknowledged change must be there.
- **full disk**: a child may write no file longer than half of the diary (``RLIMIT_FSIZE``), and a
  small tmpfs is filled where one may be mounted. A change is *not saved*, the old file is intact,
  and the same program saves again once there is room.
- **mutations**: damaged files are read and changed (`tests.torture.damage`).

A seed makes the mutations the same again; when a process is killed is left to the system.
The short form of all this is in the suite (`tests/diary/test_torture_short.py`).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.torture.damage import mutations
from tests.torture.full_disk import fill_limited, fill_mounted, full_disk
from tests.torture.outcome import Outcome
from tests.torture.writers import crowd, kills, write_forever


@contextlib.contextmanager
def new_folder() -> Iterator[Path]:
    """Make a folder that is removed after the ``with`` block."""
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        yield Path(folder)


def all_parts(seconds: float, seed: int) -> Iterator[Outcome]:
    """Run every part in its full length, one after the other."""
    began = time.monotonic()
    with new_folder() as folder:
        yield kills(folder, 240, seed, until=began + seconds * 0.5)
    with new_folder() as folder:
        yield crowd(folder, 400)
    with new_folder() as folder:
        yield full_disk(folder)
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as memory:
        yield mutations(Path(memory), 30_000, seed, until=began + seconds)


def main() -> int:
    """Run all parts; return 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.0, help="go on for at least as long")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--write", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--fill", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        write_forever(Path(args.write[0]), args.write[1], int(args.write[2]))
        return 0
    if args.fill:
        fill = {"limited": fill_limited, "mounted": fill_mounted}[args.fill[0]]
        outcome = fill(Path(args.fill[1]))
        print(json.dumps([outcome.counts, outcome.lost]))
        return 0
    if sys.platform == "win32":
        print("skipped: there is no kill -9 here")
        return 0
    seed = random.randrange(2**32) if args.seed is None else args.seed
    print(f"seed {seed}", flush=True)
    is_lost = False
    for outcome in all_parts(args.seconds, seed):
        print(outcome, flush=True)
        for each in outcome.lost[:20]:
            print(f"  {each}", flush=True)
        is_lost |= bool(outcome.lost)
    return int(is_lost)


if __name__ == "__main__":
    sys.exit(main())
