"""Run all benches: ``python -m tests.bench [--long]``.

Each bench prints its figures, the same figures of a floor, and what is to be reached. Nothing here
passes or fails. It takes a few minutes, of which the session, with one rep of each exercise, takes
one. With ``--long`` the session takes its full six minutes, starting is measured more often,
and another Textual program is measured with it.
"""

from __future__ import annotations

import subprocess
import sys

BENCHES = {
    "Starting and answering": ("start", ["5"], ["--beside"]),
    "Writing and reading": ("diary", [], []),
    "Merging": ("merge", [], []),
    "The plan": ("plan", [], []),
    "The heatmap": ("heatmap", [], []),
    "A running session": ("running_session", ["--reps", "1"], []),
}
"""By title: the module, its options, and its options with ``--long``."""


def main() -> None:
    """Run the benches one after the other, each in a process of its own."""
    is_long = "--long" in sys.argv[1:]
    for title, (name, short, long) in BENCHES.items():
        print(f"\n{title}\n", flush=True)
        options = long if is_long else short
        subprocess.run([sys.executable, "-m", f"tests.bench.{name}", *options], check=False)


if __name__ == "__main__":
    main()
