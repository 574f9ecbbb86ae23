"""The versions of Python and of dependencies that `pyproject.toml` promises are tried.

`.ci/lowest.txt` installs the lowest dependencies; `.ci/legs.py` runs the suite with each Python.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_the_lowest_versions_are_those_of_the_project() -> None:
    wanted = map(Requirement, PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"])
    bounds = {
        each.name: [Version(s.version) for s in each.specifier if s.operator == ">="]
        for each in wanted
    }
    lines = (ROOT / ".ci" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    assert bounds == {name: [Version(version)] for name, version in pins}


def legs(home: Path, on_path: Path) -> dict[str, str]:
    """Return what `.ci/legs.py` says of each leg, for a person with this home."""
    known = {k: v for k, v in os.environ.items() if not k.startswith(("PYENV", "UV_"))}
    run = subprocess.run(
        [sys.executable, ".ci/legs.py", "--list"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=known | {"PATH": str(on_path), "HOME": str(home)},
    )
    return dict(line.removeprefix("leg ").split(": ", 1) for line in run.stdout.splitlines())


@pytest.mark.skipif(sys.platform == "win32", reason="the interpreters here are scripts")
def test_every_declared_python_is_a_leg_or_skipped_by_name(tmp_path: Path) -> None:
    prefix = "Programming Language :: Python :: "
    declared = [each.removeprefix(prefix) for each in PROJECT["classifiers"] if prefix in each]
    first, second, *_ = (each for each in declared if each != "{}.{}".format(*sys.version_info))
    path, pyenv = tmp_path / "bin", tmp_path / ".pyenv/versions" / f"{second}.1" / "bin"
    nothing = legs(tmp_path, path)
    assert [*nothing] == [*declared, "lowest"]
    for version in (first, second):
        assert nothing[version] == f"skipped, no python{version} is found"
    for folder, version, says in (
        (path, first, first),
        (path, second, "a stand-in that does not run it"),
        (pyenv, second, second),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        python = folder / f"python{version}"
        python.write_text(f"#!/bin/sh\necho {says}\n")
        python.chmod(0o755)
    found = legs(tmp_path, path)
    assert found[first] == str(path / f"python{first}")
    assert found[second] == str(pyenv / f"python{second}")
