"""All figures in one run: ``python -m tests.bench [--long]``.

Each bench prints its figures beside their floor, and what they are to reach; nothing here passes or
fails. The session runs with one repetition of each exercise, about a minute. With ``--long`` it
takes its six minutes, starting is measured more often, and another Textual program beside it.
"""

from __future__ import annotations

import subprocess
import sys

BENCHES = {
    "Starting and answering": ("start", ["5"], ["--beside"]),
    "Writing and reading": ("diary", [], []),
    "The heatmap": ("heatmap", [], []),
    "A running session": ("running_session", ["--reps", "1"], []),
}
"""What each runs, and with which options, at first and with ``--long``."""


def main() -> None:
    """Run them one after the other, each in a process of its own."""
    is_long = "--long" in sys.argv[1:]
    for title, (name, short, long) in BENCHES.items():
        print(f"\n{title}\n", flush=True)
        wanted = long if is_long else short
        subprocess.run([sys.executable, "-m", f"tests.bench.{name}", *wanted], check=False)


if __name__ == "__main__":
    main()
