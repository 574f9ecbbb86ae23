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


# What each command may load beyond the rooms that all of them share: ``diary`` and ``practice``.
READS = [
    ["today"],
    ["today", "--json"],
    ["timetable", "--json"],
    ["streak"],
    ["streak", "--json"],
    ["calendar"],
    ["calendar", "--list"],
    ["settings"],
    ["path"],
    ["--help"],
    ["nonsense"],
]
CHANGES = [
    ["log"],
    ["check-in", "mild"],
    ["rest", "--reason", "ill"],
    ["settings", "set", "sound", "off"],
    ["forget", "last"],
    ["export"],
    ["backup"],
    ["doctor"],
]
SCREENS = ("textual", "rich", "asyncio", "tui.app", "tui.screens", "tui.widgets", "tui.cues")
TO_WRITE = ("tinydb", "secrets", "tui.diary.tables", "tui.diary.tiny", "tui.diary.atomic")
# A prompt runs the streak at every line. With what these load themselves it has all that it needs.
OF_A_STREAK = (
    f"import {'msvcrt' if sys.platform == 'win32' else 'fcntl'}, bisect, contextlib, datetime, gc, "
    "importlib, msgspec, pathlib, threading, unicodedata"
)
OURS_OF_A_STREAK = {
    *("tui", "tui.cli", "tui.clock", "tui.commands", "tui.commands_days", "tui.situation"),
    *("tui.wording", "tui.diary", "tui.practice"),
    *(f"tui.diary.{n}" for n in ("book", "choices", "codec", "diary", "errors", "ids", "lines")),
    *(f"tui.diary.{name}" for name in ("lock", "place", "snapshot", "storage", "undo")),
    *(f"tui.practice.{name}" for name in ("asking", "dates", "days", "history", "models")),
    *(f"tui.practice.{name}" for name in ("progression", "timetable")),
}
PROGRAM = """
import json, os, sys
def leave(code):
    print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr, flush=True)
    end(code)
end, os._exit = os._exit, leave
from tui.cli import run
try:
    run()
except SystemExit as left:
    leave(left.code)
"""
LOADED = "import json, sys\nprint(json.dumps(sorted(sys.modules)))"


def loaded_by(command: list[str], path: Path) -> list[str]:
    """What the program has loaded when it ends, run as its own process on a small diary."""
    path.write_text('{"_meta": {"1": {"app": "supine", "schema": 1}}, "sessions": {"1": {"id": "x",'
                    ' "day": "2026-01-01", "kept": true}, "2": {"id": "bad"}}}')  # fmt: skip
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM, *command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"SUPINE_FILE": str(path)},
        check=False,
    )
    code, modules = json.loads(result.stderr.splitlines()[-1])
    wanted = {"nonsense": 2, "doctor": 1}
    assert code == wanted.get(command[0], 0) == result.returncode, result.stderr
    assert "tui.cli" in modules
    return [str(name) for name in modules]


@pytest.mark.parametrize("command", [*READS, *CHANGES], ids=" ".join)
def test_no_command_loads_the_screens(command: list[str], tmp_path: Path) -> None:
    modules = loaded_by(command, tmp_path / "supine.json")
    assert [name for name in modules if is_in(name, *SCREENS)] == []


@pytest.mark.parametrize("command", READS, ids=" ".join)
def test_reading_loads_nothing_that_only_a_change_needs(command: list[str], tmp_path: Path) -> None:
    modules = loaded_by(command, tmp_path / "supine.json")
    assert [name for name in modules if is_in(name, *TO_WRITE)] == []


@pytest.mark.parametrize("command", [["streak"], ["streak", "--json"]], ids=" ".join)
def test_what_a_prompt_waits_for_loads_only_what_it_needs(
    command: list[str], tmp_path: Path
) -> None:
    hidden = "import sys; sys.modules['typing_extensions'] = None"  # as the program has it, too
    needed = subprocess.run(
        [sys.executable, "-c", f"{hidden}\n{OF_A_STREAK}\n{LOADED}"],
        capture_output=True,
        text=True,
        check=True,
    )
    new = set(loaded_by(command, tmp_path / "supine.json")) - set(json.loads(needed.stdout))
    new -= OURS_OF_A_STREAK
    assert not new, (
        f"supine {' '.join(command)} now loads {', '.join(sorted(new))} as well, and a prompt "
        "waits for that at every line. Load it where it is used, or name it here with what it costs"
    )


# What the first screen needs, and nothing that follows it: dialogs, calendar, settings, palette,
# help, the heatmap, what plays sounds.
OURS_OF_THE_FIRST_PAINT = {
    *(OURS_OF_A_STREAK - {"tui.commands", "tui.commands_days"}),
    *(
        "tui.app",
        "tui.ending",
        "tui.key_queue",
        "tui.marks",
        "tui.screens",
        "tui.screens.base",
        "tui.themes",
    ),
    *("tui.screens.routine", "tui.screens.routine_text", "tui.together", "tui.widgets"),
    *("tui.widgets.key_line", "tui.widgets.lines", "tui.widgets.title_bar"),
}
FIRST_PAINT = """
import gc, json, os, sys
gc.disable()
from tui import app as room
def leave(screen):
    history = "history" in vars(screen.supine.situation)
    shown = [str(each.content) for each in screen.query("#today")]
    print(json.dumps([sorted(sys.modules), history, shown]), file=sys.stderr, flush=True)
    os._exit(0)
room.RoutineScreen._show_the_days = leave
room.SupineApp.run = lambda app, run=room.SupineApp.run: run(app, headless=True, size=(80, 24))
sys.stdin.isatty = sys.stdout.isatty = lambda: True
from tui.cli import run
run()
"""
MINIMAL = """
import json, sys, tui.cli
import textual.drivers.headless_driver
from textual.app import App
from textual.widgets import Footer, Header
class Minimal(App):
    def compose(self):
        yield Header()
        yield Footer()
        self.call_after_refresh(self.exit)
import argparse, bisect, fcntl, msgspec, signal, unicodedata
Minimal().run(headless=True)
print(json.dumps(sorted(sys.modules)))
"""


def test_the_first_paint_waits_for_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    # Two sessions of one day, for something to look back on.
    path = tmp_path / "supine.json"
    loaded_by(["today"], path)
    ours, minimal = (
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=os.environ | {"SUPINE_FILE": str(path), "TERM": "xterm-256color"},
            check=True,
        )
        for program in (FIRST_PAINT, MINIMAL)
    )
    modules, has_looked_back, shown = json.loads(ours.stderr.splitlines()[-1])
    assert len(shown) == 1 and "Neck" in shown[0] and "Start" in shown[0]
    assert not has_looked_back  # at years of days; that comes after
    new = set(modules) - set(json.loads(minimal.stdout)) - OURS_OF_THE_FIRST_PAINT
    assert not new, (
        f"the first screen now waits for {', '.join(sorted(new))} as well. Load it where it is "
        "used, or name it here with what it costs"
    )


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
