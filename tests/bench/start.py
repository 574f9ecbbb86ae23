"""Measure starting: ``python -m tests.bench.start [ROUNDS] [--beside]``.

The floor of ``supine streak`` with 50 years is a Python that only imports the libraries it needs,
and that of a kept line a Python that does nothing. The script that an installer made is run as it
is; that of an older pip imports ``re`` first.
The floor of the first painted home screen, on a real pseudo-terminal of 80×24 cells, is a minimal
Textual app with a header and a footer. All take turns in one run and are compiled beforehand, so
that a busy machine slows down the floor as much as the program. Peak memory is that of the whole
process.

With ``--beside`` another well-known Textual program, harlequin, takes turns, too. It is installed
into an environment of its own; where that fails, a line says so.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import NamedTuple

from tests.bench.diary import years

ROUNDS = 15
ROWS, COLUMNS = 24, 80
PATIENCE_S = 30.0
ROOT = Path(__file__).parents[2]
FLOOR = "import argparse, msgspec, tinydb"
MINIMAL = """
from textual.app import App, ComposeResult
from textual.widgets import Footer, Header

class Minimal(App[None]):
    TITLE = "minimal"
    BINDINGS = [("q", "quit", "quit")]

    def compose(self) -> ComposeResult:
        yield Header()
        yield Footer()

Minimal().run()
"""
# A text that is on the screen once it is painted, and not before.
PAINTED = {"app": b"Neck", "minimal": b"minimal", "harlequin": b"Run Query"}
SUPINE = ["-c", "from tui.cli.main import run; run()", "--file"]
PROMPT = ["-c", "from tui.prompt import run; run()", "--file"]


class Painted(NamedTuple):
    """How long an app took to its first screen, in ms, and its peak memory in MB; 0 if unknown."""

    ms: float
    mb: float


def installed(folder: Path) -> Path:
    """Return a folder of packages that has the program, which is made in another folder."""
    packages = folder / "site-packages"
    packages.mkdir(exist_ok=True)
    for each in ("tui", "styles"):
        if not (packages / each).exists():
            (packages / each).symlink_to(ROOT / each, target_is_directory=True)
    return packages


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a plain terminal, with a folder for the compiled modules."""
    known = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "TMPDIR", "VIRTUAL_ENV")}
    return known | {
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        # As if it were installed: a checkout keeps no line.
        "PYTHONPATH": os.pathsep.join((str(installed(folder)), str(ROOT))),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }


def run_ms(arguments: list[str], folder: Path) -> float:
    """Return how long a run of Python takes, in milliseconds."""
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        env=environment(folder),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return (time.perf_counter() - begin) * 1000


def other_program(folder: Path) -> Path | None:
    """Install harlequin and return the Python of its environment; None if that fails."""
    home = folder / "harlequin"
    try:
        venv.create(home, with_pip=True)
        python = home / "bin" / "python"
        install = [str(python), "-m", "pip", "install", "-q", "harlequin"]
        subprocess.run(install, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return python


def painted(
    arguments: list[str], marker: bytes, folder: Path, python: str = sys.executable
) -> Painted:
    """Start an app on a pseudo-terminal, wait for its first screen, and end it.

    Raises:
        RuntimeError: the app ended, or the marker did not come within `PATIENCE_S`.
    """
    import fcntl
    import termios

    ours, its = os.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    begin = time.perf_counter()
    process = subprocess.Popen(
        [python, *arguments],
        env=environment(folder),
        cwd=folder,
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
    )
    os.close(its)
    seen = b""
    try:
        while marker not in seen:
            if not select.select([ours], [], [], PATIENCE_S)[0] or process.poll() is not None:
                raise RuntimeError(f"no {marker!r} in {seen[-2000:].decode(errors='replace')}")
            seen += os.read(ours, 1 << 16)
        ms = (time.perf_counter() - begin) * 1000
        _drain(ours, 0.3)  # the work after the first paint counts for the memory
        return Painted(ms, _peak_mb(process.pid))
    finally:
        process.terminate()
        with contextlib.suppress(OSError):  # raised on Linux when the other side is closed
            while os.read(ours, 1 << 16):
                pass
        process.wait()
        os.close(ours)


def _drain(terminal: int, seconds: float) -> None:
    """Read until nothing comes for some seconds."""
    while select.select([terminal], [], [], seconds)[0]:
        os.read(terminal, 1 << 16)


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def row(name: str, ours: list[float], floor: list[float], reach: float | None = None) -> str:
    """Return a line of the report, with the ratio to reach."""
    ratio = statistics.median(ours) / statistics.median(floor)
    figures = (statistics.median(ours), min(ours), statistics.median(floor), min(floor))
    wanted = "" if reach is None else f"   ≤ {reach:.2f}"
    return f"{name:<42}" + "".join(f"{each:9.1f}" for each in figures) + f"{ratio:8.2f}{wanted}"


def main() -> None:
    """Measure and print the table."""
    options = sys.argv[1:]
    rounds = next((int(word) for word in options if word.isdecimal()), ROUNDS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old, none = folder / "years.json", folder / "none.json"
        years(old, 18250, dt.date.today())  # noqa: DTZ011 - the program does so, too
        minimal = folder / "minimal.py"
        minimal.write_text(MINIMAL)
        commands = {
            "nothing": ["-c", "pass"],
            "kept": [*PROMPT, str(old), "streak"],
            "kept --json": [*PROMPT, str(old), "streak", "--json"],
            "floor": ["-c", FLOOR],
            "streak": [*SUPINE, str(old), "streak"],
            "streak --json": [*SUPINE, str(old), "streak", "--json"],
        }
        script = shutil.which("supine", path=str(Path(sys.executable).parent))
        if script is not None:
            commands["script"] = [script, "--file", str(old), "streak"]
        apps = {
            "minimal": ([str(minimal)], PAINTED["minimal"], sys.executable),
            "empty": ([*SUPINE, str(none)], PAINTED["app"], sys.executable),
            "years": ([*SUPINE, str(old)], PAINTED["app"], sys.executable),
        }
        other = other_program(folder) if "--beside" in options else None
        if other is not None:
            start = [str(other.with_name("harlequin"))]
            apps["harlequin"] = (start, PAINTED["harlequin"], str(other))
        times: dict[str, list[float]] = {each: [] for each in (*commands, *apps)}
        peaks: dict[str, list[float]] = {each: [] for each in apps}
        for number in range(rounds + 1):
            for each, arguments in commands.items():
                ms = run_ms(arguments, folder)
                if number:  # the first round compiles
                    times[each].append(ms)
            for each, (arguments, marker, python) in apps.items():
                found = painted(arguments, marker, folder, python)
                if number:
                    times[each].append(found.ms)
                    peaks[each].append(found.mb)
    print(f"{'milliseconds':<42}   median      min    floor (its min)  ratio   reach")
    print(row("supine streak, kept (python -c pass)", times["kept"], times["nothing"], 1.5))
    print(row("supine streak --json, kept", times["kept --json"], times["nothing"], 1.5))
    if script is not None:
        print(row("supine streak, kept, by the script", times["script"], times["nothing"], 1.5))
    print(row("supine streak, 50 years", times["streak"], times["floor"], 2))
    print(row("supine streak --json, 50 years", times["streak --json"], times["floor"], 2))
    print(row("first painted Routine, no file", times["empty"], times["minimal"], 1.15))
    print(row("first painted Routine, 50 years", times["years"], times["minimal"], 1.3))
    if other is not None:
        print(row("beside it: harlequin, its first screen", times["harlequin"], times["minimal"]))
    print("megabytes")
    print(row("peak memory, no file", peaks["empty"], peaks["minimal"], 1.25))
    print(row("peak memory, 50 years", peaks["years"], peaks["minimal"], 1.8))
    if other is not None:
        print(row("beside it: harlequin", peaks["harlequin"], peaks["minimal"]))
    elif "--beside" in options:
        print("harlequin could not be installed")


if __name__ == "__main__":
    main()
