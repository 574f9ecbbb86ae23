"""`.ci/lowest.txt` installs the lowest versions that `pyproject.toml` allows."""

from __future__ import annotations

import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]


def test_the_lowest_versions_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = map(Requirement, project["dependencies"] + project["optional-dependencies"]["test"])
    bounds = {
        each.name: [Version(s.version) for s in each.specifier if s.operator == ">="]
        for each in wanted
    }
    lines = (ROOT / ".ci" / "lowest.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    assert bounds == {name: [Version(version)] for name, version in pins}
