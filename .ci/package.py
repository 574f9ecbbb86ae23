"""Checks what is built: ``python .ci/package.py WHEEL SDIST``. Prints what is wrong with it."""

from __future__ import annotations

import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from fnmatch import fnmatch
from pathlib import Path

PROJECT = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
IN_THE_WHEEL = (
    *("tui/py.typed", "tui/__main__.py", "tui/styles/app.tcss", "tui/serve/page/*.js"),
    *("*/licenses/LICENSE", "*/entry_points.txt", "*/share/man/man1/supine.1"),
)
NOT_IN_THE_WHEEL = ("tests/*", "docs/*", ".ci/*", "*.pyc", "*/tests/*")
IN_THE_SDIST = (
    *("*/pyproject.toml", "*/README.md", "*/CHANGELOG.md", "*/LICENSE", "*/PKG-INFO"),
    *("*/docs/guide.md", "*/docs/package_page.py", "*/styles/app.tcss", "*/tests/conftest.py"),
)


def problems(wheel: Path, sdist: Path) -> list[str]:
    """Return what is missing from the built files, or should not be in them."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
        about = Parser().parsestr(archive.read(metadata).decode())
    with tarfile.open(sdist) as source:
        sources = source.getnames()
    page = str(about.get_payload())
    found = [f"not in the wheel: {each}" for each in IN_THE_WHEEL if not matching(names, each)]
    found += [
        f"in the wheel: {name}" for each in NOT_IN_THE_WHEEL for name in matching(names, each)
    ]
    found += [f"not in the sdist: {each}" for each in IN_THE_SDIST if not matching(sources, each)]
    styles = {path.name for path in Path("styles").glob("*.tcss")}
    built = {Path(name).name for name in matching(names, "tui/styles/*")}
    if styles != built:
        found.append(f"other styles: {styles ^ built}")
    if about["Requires-Python"] != PROJECT["requires-python"]:
        found.append("another Requires-Python")
    if set(about.get_all("Classifier", [])) != set(PROJECT["classifiers"]):
        found.append("other classifiers")
    if not page.lstrip().startswith("# supine") or "](docs/" in page:
        found.append("the page about the package needs other files")
    return found


def matching(names: list[str], pattern: str) -> list[str]:
    return [name for name in names if fnmatch(name, pattern)]


if __name__ == "__main__":
    wrong = problems(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(wrong) or "the wheel and the sdist hold what they should")
    sys.exit(bool(wrong))
