"""The rooms of the house: who may import whom, and what the command line never loads."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "tui").rglob("*.py"))


def module_of(path: Path) -> str:
    """The dotted name under which a source file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Everything a file imports, wherever in it, as dotted names with their lines."""
    package = module_of(path).split(".")
    if path.stem != "__init__":
        package = package[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            up = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*up, *([node.module] if node.module else [])])
            for alias in node.names:
                yield f"{base}.{alias.name}", node.lineno
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute | ast.Name)
            and (node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id)
            in ("import_module", "__import__")
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value), node.lineno


def is_in(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def found(path: Path, *forbidden: str, but: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for name, line in imports_of(path)
        if is_in(name, *forbidden) and not is_in(name, *but)
    ]


def each_of(room: str) -> list[Path]:
    paths = [path for path in SOURCES if is_in(module_of(path), room)]
    assert len(paths) > 2, f"{room} is not where it was"
    return paths


@pytest.mark.parametrize("path", each_of("tui.practice"), ids=module_of)
def test_practice_imports_nothing_of_ours_and_touches_no_clock_screen_or_file(path: Path) -> None:
    assert found(path, "tui", but=("tui.practice",)) == []
    outside = ("textual", "rich", "tinydb", "time", "os", "io", "pathlib", "random", "threading")
    assert found(path, *outside, "asyncio", "subprocess", "platformdirs", "tests") == []


@pytest.mark.parametrize("path", each_of("tui.diary"), ids=module_of)
def test_diary_imports_practice_and_nothing_else_of_ours(path: Path) -> None:
    assert found(path, "tui", but=("tui.diary", "tui.practice")) == []
    assert found(path, "textual", "rich", "argparse", "tests") == []


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_only_the_diary_knows_tinydb(path: Path) -> None:
    if not is_in(module_of(path), "tui.diary"):
        assert found(path, "tinydb") == []
    assert found(path, "tests") == []


COMMANDS = [
    ["today"],
    ["today", "--json"],
    ["timetable", "--json"],
    ["log"],
    ["check-in", "mild"],
    ["forget", "last"],
    ["path"],
    ["--help"],
    ["nonsense"],
]
PROGRAM = """
import json, sys
from tui.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as left:
    code = left.code
print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)
"""


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_loads_the_screens(command: list[str], tmp_path: Path) -> None:
    path = tmp_path / "supine.json"
    path.write_text('{"_meta": {"1": {"app": "supine", "schema": 1}}, "sessions": {"1": {"id": "x",'
                    ' "day": "2026-01-01", "kept": true}, "2": {"id": "bad"}}}')  # fmt: skip
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"SUPINE_FILE": str(path)},
        check=True,
    )
    code, modules = json.loads(result.stderr.splitlines()[-1])
    assert code == (2 if command == ["nonsense"] else 0), result.stderr
    assert "tui.cli" in modules
    heavy = ("textual", "rich", "asyncio", "tui.app", "tui.screens", "tui.widgets", "tui.cues")
    assert [name for name in modules if is_in(name, *heavy)] == []


def test_the_scan_sees_every_kind_of_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    path = tmp_path / "tui" / "practice" / "x.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "import tui.app as a, json\n"
        "from tui import diary\n"
        "from ..screens import routine\n"
        "from . import models\n"
        "def f():\n"
        "    from tinydb.table import Table\n"
        "    importlib.import_module('rich.text')\n"
    )
    assert list(imports_of(path)) == [
        ("tui.app", 1),
        ("json", 1),
        ("tui.diary", 2),
        ("tui.screens.routine", 3),
        ("tui.practice.models", 4),
        ("tinydb.table.Table", 6),
        ("rich.text", 7),
    ]
    assert len(found(path, "tui", but=("tui.practice",))) == 3
