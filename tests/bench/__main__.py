"""All figures in one run: ``python -m tests.bench [--long]``.

Each bench prints its figures beside their floor; nothing here passes or fails. The session runs
with one repetition of each exercise, about a minute, and with ``--long`` for its six minutes.
"""

from __future__ import annotations

import subprocess
import sys

BENCHES = {
    "Starting and answering": ["start", "5"],
    "Writing and reading": ["diary"],
    "The heatmap": ["heatmap"],
    "A running session": ["running_session", "--reps", "1"],
}


def main() -> None:
    """Run them one after the other, each in a process of its own."""
    is_long = "--long" in sys.argv[1:]
    for title, (name, *options) in BENCHES.items():
        print(f"\n{title}\n", flush=True)
        wanted = [] if is_long else options
        subprocess.run([sys.executable, "-m", f"tests.bench.{name}", *wanted], check=False)


if __name__ == "__main__":
    main()
