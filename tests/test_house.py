"""The structure of the program: who may import whom, and what is loaded when.

`pyproject.toml` holds the import contracts; import-linter checks them here and in `.ci/run`. The
rest are promises that it cannot express: what each command loads, and what the first paint waits
for. Imports are most of the start-up time, so the modules that cost most are named.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.bench.start import installed

ROOT = Path(__file__).parents[1]
ROOMS = {
    *("app", "cli", "cues", "diary", "exchange", "practice", "reminders", "serve", "settings"),
    "words",
}


def test_the_import_contracts_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True, no_logo=True) == EXIT_STATUS_SUCCESS


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("practice/days.py", "import tui.diary.codec", "A room imports only the rooms below it"),
        ("practice/days.py", "import time", "The rules are pure"),
        ("words/care.py", "import tinydb", "Only the diary knows TinyDB"),
        ("cues/bell.py", "import textual", "Only the app knows Textual"),
        ("app/base.py", "import tui.app.screens.home", "Within the app"),
        ("cues/bell.py", "import aiohttp", "Only serve knows aiohttp"),
        ("diary/journal.py", "import tui.diary.undo", "No import circle of any length"),
    ],
)
def test_a_contract_notices_what_breaks_it(
    module: str, line: str, contract: str, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "tui", tmp_path / "tui", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "tui" / module).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    program = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(no_cache=True, no_logo=True))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    broken = [each for each in result.stdout.splitlines() if each.endswith("BROKEN")]
    assert result.returncode == 1
    assert any(each.startswith(contract) for each in broken), result.stdout


# import-linter can only forbid modules by name. The rules may import these, and nothing else.
PURE = {
    *("__future__", "bisect", "collections", "collections.abc", "dataclasses", "datetime", "enum"),
    *("functools", "math", "msgspec", "msgspec.structs", "typing"),
}


@pytest.mark.parametrize("path", sorted((ROOT / "tui/practice").glob("*.py")), ids=lambda p: p.stem)
def test_the_rules_import_nothing_that_knows_the_world(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module]
        )
        if not str(name).startswith("tui.practice")
    }
    assert imported <= PURE
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & {"now", "utcnow", "fromtimestamp"}, "the rules are given the time"


def test_the_top_of_the_package_is_its_rooms() -> None:
    # A folder without a module is what another version of the program left.
    found = (path for path in (ROOT / "tui").iterdir() if path.is_file() or any(path.glob("*.py")))
    top = {path.stem for path in found}
    assert top == ROOMS | {"__init__", "__main__", "clock", "prompt", "py"}  # py.typed


# What each command may load.
READS = [
    ["today"],
    ["today", "--json"],
    ["timetable", "--json"],
    ["plan"],
    ["streak"],
    ["streak", "--json"],
    ["calendar"],
    ["calendar", "--list"],
    ["stats"],
    ["stats", "--json"],
    ["settings"],
    ["safety"],
    ["how"],
    ["how", "--json"],
    ["routines"],
    ["exercises", "--json"],
    ["path"],
    ["remind"],
    ["completions", "zsh"],
    ["help", "files"],
    ["help", "--man"],
    ["completions", "--values", "settings"],
    ["--help"],
    ["nonsense"],
]
CHANGES = [
    ["log"],
    ["check-in", "mild"],
    ["rest", "--reason", "ill"],
    ["settings", "set", "sound", "off"],
    ["forget", "last"],
    ["undo"],
    ["routines", "gentler"],
    ["exercises", "add", "Jaw"],
    ["export"],
    ["backup"],
    ["doctor"],
    ["merge", "pyproject.toml"],
]
SCREENS = ("textual", "rich", "asyncio", "aiohttp", "segno", "tui.app", "tui.cues", "tui.serve")
TO_WRITE = (
    "tinydb",
    "secrets",
    "tui.diary.transaction",
    "tui.diary.tinydb_storage",
    "tui.diary.atomic_write",
)
# Modules of which each takes a prompt a millisecond or more, and none of which it needs.
HEAVY_FOR_A_PROMPT = (
    *("argparse", "csv", "dataclasses", "difflib", "email", "inspect", "json", "logging", "random"),
    *("socket", "ssl", "subprocess", "tempfile", "typing_extensions", "zipfile"),
    *("tui.cli.parser", "tui.cli.argument_parser", "tui.exchange", "tui.settings"),
)
MOST_OF_OURS_FOR_A_PROMPT = 37
"""Modules of this package, rooms included."""
MOST_OF_OURS_FOR_THE_FIRST_PAINT = 60
HEAVY_FOR_THE_FIRST_PAINT = (
    *("aiohttp", "argparse", "csv", "dbm", "sqlite3", "tinydb", "wakepy", "zipfile"),
    # Loaded when they are opened.
    *("tui.app.dialogs", "tui.app.palette", "tui.app.settings", "tui.cues", "tui.exchange"),
    *("tui.app.page", "tui.serve"),
    *(f"tui.app.screens.{name}" for name in ("calendar", "day", "finish", "help", "session")),
    *("tui.app.widgets.heatmap", "tui.settings", "tui.app.keys.keymap"),
)


def is_in(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


def ours(modules: list[str]) -> list[str]:
    return [name for name in modules if is_in(name, "tui")]


PROGRAM = """
import os, sys
def leave(code):
    print([code, *sorted(sys.modules)], file=sys.stderr, flush=True)
    end(code)
end, os._exit = os._exit, leave
from tui.prompt import run
try:
    run()
except SystemExit as left:
    leave(left.code)
"""


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
    code, *modules = ast.literal_eval(result.stderr.splitlines()[-1])
    wanted = {"nonsense": 2, "doctor": 1, "undo": 2, "merge": 3}
    assert code == wanted.get(command[0], 0) == result.returncode, result.stderr
    assert "tui.cli.main" in modules
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
def test_a_prompt_waits_for_nothing_heavy(command: list[str], tmp_path: Path) -> None:
    modules = loaded_by(command, tmp_path / "supine.json")
    assert [name for name in modules if is_in(name, *HEAVY_FOR_A_PROMPT)] == []
    assert len(ours(modules)) <= MOST_OF_OURS_FOR_A_PROMPT, ours(modules)


def test_a_kept_line_waits_for_nothing_at_all(tmp_path: Path) -> None:
    path = tmp_path / "supine.json"
    path.write_text('{"_meta": {"1": {"app": "supine", "schema": 1}}}')
    os.utime(path, (1e9 + 0.5, 1e9 + 0.5))
    cache = str(tmp_path / "cache")
    environ = os.environ | {"SUPINE_FILE": str(path), "XDG_CACHE_HOME": cache}

    def modules(program: str) -> set[str]:
        result = subprocess.run(
            [sys.executable, "-c", program, "streak"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environ | {"PYTHONPATH": str(installed(tmp_path))} | {"LOCALAPPDATA": cache},
            check=True,
        )
        return set(ast.literal_eval(result.stderr.splitlines()[-1])[1:])

    of_python = modules("import os, sys; print([0, *sys.modules], file=sys.stderr)")
    miss, hit = modules(PROGRAM), modules(PROGRAM)
    assert "tui.cli.main" in miss
    assert hit - of_python == {"tui", "tui.prompt"}


FIRST_PAINT = """
import gc, json, os, sys
gc.disable()
from tui.app import main as room
def leave(screen):
    history = "history" in vars(screen.app.today)
    shown = [str(each.content) for each in screen.query("#today")]
    print(json.dumps([sorted(sys.modules), history, shown]), file=sys.stderr, flush=True)
    os._exit(0)
room.HomeScreen._show_history = leave
room.SupineApp.run = lambda app, run=room.SupineApp.run: run(app, headless=True, size=(80, 24))
sys.stdin.isatty = sys.stdout.isatty = lambda: True
from tui.prompt import run
run()
"""


def first_paint(path: Path) -> tuple[list[str], bool, list[str]]:
    """What is loaded when the first screen is painted, whether history was worked out, the text."""
    result = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"SUPINE_FILE": str(path), "TERM": "xterm-256color"},
        check=True,
    )
    modules, has_looked_back, shown = json.loads(result.stderr.splitlines()[-1])
    return modules, has_looked_back, shown


def test_the_first_paint_waits_for_nothing_that_it_does_not_show(tmp_path: Path) -> None:
    # Two sessions of one day, for something to look back on.
    path = tmp_path / "supine.json"
    loaded_by(["today"], path)
    modules, has_looked_back, shown = first_paint(path)
    assert len(shown) == 1 and "Neck" in shown[0] and "Start" in shown[0]
    assert not has_looked_back  # at years of days; that comes after
    assert [name for name in modules if is_in(name, *HEAVY_FOR_THE_FIRST_PAINT)] == []
    assert len(ours(modules)) <= MOST_OF_OURS_FOR_THE_FIRST_PAINT, ours(modules)


def test_a_remapped_key_loads_no_other_screen(tmp_path: Path) -> None:
    path = tmp_path / "supine.json"
    settings = '"settings": {"1": {"keys": {"app.calendar": "f5"}}}'
    path.write_text(f'{{"_meta": {{"1": {{"app": "supine", "schema": 1}}}}, {settings}}}')
    modules, _, _ = first_paint(path)
    assert "tui.app.keys.keymap" in modules
    others = [name for name in modules if is_in(name, "tui.app.screens", "tui.app.dialogs")]
    assert others == ["tui.app.screens", "tui.app.screens.home", "tui.app.screens.home_text"]
    assert [name for name in modules if is_in(name, "tui.app.settings", "tui.settings")] == []
