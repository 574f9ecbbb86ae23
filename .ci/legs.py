"""Run the suite with every declared Python that is found, and with the lowest dependencies.

    .venv/bin/python .ci/legs.py                    all legs
    .venv/bin/python .ci/legs.py 3.13 lowest        these
    .venv/bin/python .ci/legs.py --list             say which there are

The leg of a Python has the newest dependencies. The leg ``lowest`` has exactly those of
``.ci/lowest.txt``, with the lowest Python that is found. A Python that is not found is skipped by
name. The Python that runs this is left out, since the test line has run with it, unless it is the
highest that is found: the newest dependencies are then tried with it. The virtual environments are
in ``.legs`` and are used again.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOWEST = "lowest"
_WITH_OTHERS = tuple(
    f"tests/end_to_end/test_{name}.py" for name in ("browser", "cron", "syncthing")
)
"""Tests of what other programs make of supine, which the test line runs; no Python changes that."""


def declared() -> list[str]:
    """Return the versions of Python that pyproject.toml declares, the lowest first."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.findall(r'"Programming Language :: Python :: (3\.\d+)"', text)


def version_of(python: Path | str) -> str:
    """Return the version of an interpreter; empty if it is none that runs."""
    program = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        run = subprocess.run([python, "-c", program], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""


def find(version: str) -> Path | None:
    """Return an interpreter of a version: on the path, or where tools for versions keep theirs."""

    def candidates() -> Iterator[Path]:
        if on_path := shutil.which(f"python{version}"):
            yield Path(on_path)  # which may be a stand-in that does not run
        pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
        yield from pyenv.glob(f"versions/{version}.*/bin/python{version}")
        uv = Path.home() / ".local/share/uv/python"
        uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR", uv))
        yield from uv.glob(f"cpython-{version}.*/bin/python{version}")

    return next((each for each in candidates() if version_of(each) == version), None)


def legs() -> tuple[dict[str, Path], list[str]]:
    """Return the interpreter of each leg that can be run, and a line about each leg."""
    own = "{}.{}".format(*sys.version_info)
    found = {version: python for version in declared() if (python := find(version))}
    found.setdefault(own, Path(sys.executable))
    highest, lowest = (
        pick(found, key=lambda version: int(version.partition(".")[2])) for pick in (max, min)
    )
    running: dict[str, Path] = {}
    lines = []
    for version in declared():
        if version not in found:
            lines.append(f"leg {version}: skipped, no python{version} is found")
        elif version == own and version != highest:
            lines.append(f"leg {version}: the test line runs it")
        else:
            running[version] = found[version]
            lines.append(f"leg {version}: {found[version]}")
    lines.append(f"leg {LOWEST}: {found[lowest]}")
    return running | {LOWEST: found[lowest]}, lines


def run(leg: str, python: Path) -> bool:
    """Install what a leg needs, and run the suite; return whether it passed.

    What fails runs once more, alone: a leg is to find what a version changes, and a test that only
    fails on a busy machine is found by the test line.
    """
    folder = ROOT / ".legs" / leg
    inside = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if version_of(inside) != version_of(python):
        subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
    newest = ["--upgrade", "--upgrade-strategy", "eager"]
    versions = ["-c", ".ci/lowest.txt"] if leg == LOWEST else newest
    install = ["-m", "pip", "install", "-q", *versions, "-e", ".[test]"]
    subprocess.run([inside, *install], check=True, cwd=ROOT)
    suite = [str(inside), "-m", "pytest", *(f"--ignore={each}" for each in _WITH_OTHERS)]
    if subprocess.run(suite, check=False, cwd=ROOT).returncode == 0:
        return True
    print(f"leg {leg}: what failed runs once more, alone", flush=True)
    again = [*suite, "-n0", "--last-failed", "--last-failed-no-failures", "none"]
    return subprocess.run(again, check=False, cwd=ROOT).returncode == 0


def main(arguments: Sequence[str]) -> int:
    """Run the legs that are named, or all; return the exit code."""
    pythons, lines = legs()
    print(*lines, sep="\n", flush=True)
    if "--list" in arguments:
        return 0
    failed = []
    for leg in arguments or pythons:
        if leg not in pythons:
            print(f"leg {leg}: skipped", flush=True)
            continue
        print(f"leg {leg} begins", flush=True)
        if not run(leg, pythons[leg]):
            failed.append(leg)
    print(f"legs that failed: {', '.join(failed) or 'none'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
