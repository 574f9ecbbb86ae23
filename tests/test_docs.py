"""The documents: links and names that exist, and pictures of the README from made-up diaries."""

from __future__ import annotations

import argparse
import builtins
import datetime as dt
import importlib
import inspect
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from docs.package_page import package_page
from tests.code_names import ROOT, all_defined, bases, defined, has_member, modules, words
from tests.plausible import TODAY, fifty_years, year
from tui.cli.parser import build_parser
from tui.diary.codec import Meta
from tui.diary.diary import Diary
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.practice import models
from tui.practice.day_plan import plan_day
from tui.practice.days import gather
from tui.practice.history import Level
from tui.practice.progression import Reason
from tui.settings.registry import all_settings

DOCS = ROOT / "docs"
EVENING = dt.datetime.combine(TODAY, dt.time(21), dt.UTC)
SVG = "{http://www.w3.org/2000/svg}"
LONGEST = 60_000


def test_the_pictures_are_drawn_whatever_the_terminal_and_load_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(DOCS / "pictures.py"), str(tmp_path)],
        cwd=tmp_path,
        env=os.environ | {"NO_COLOR": "1", "TERM": "dumb", "TZ": "Asia/Tokyo", "COLUMNS": "40"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pictures = sorted(tmp_path.glob("*.svg"))
    assert pictures
    texts = sorted(tmp_path.glob("*.txt"))
    assert [path.stem for path in texts] == [path.stem for path in pictures]
    for fresh in texts:
        for path in (fresh, DOCS / fresh.name):
            first, *rest = path.read_text(encoding="utf-8").splitlines()
            assert first.strip() and len(rest) > 15, "a screen"
    # Byte for byte the committed ones may be those of another version of what draws the screens.
    assert [path.name for path in pictures] == sorted(path.name for path in DOCS.glob("*.svg"))
    for fresh in pictures:
        roots = []
        for path in (fresh, DOCS / fresh.name):
            text = path.read_text(encoding="utf-8")
            assert len(text) < LONGEST
            assert text.count("http") == text.count('xmlns="http://www.w3.org/2000/svg"') == 1
            assert not re.search(r"url\(|@import|href|<script|<style|/tmp|/home", text)
            roots.append(ElementTree.fromstring(text))
            assert len(roots[-1].findall(f".//{SVG}text")) > 10
            assert len(set(re.findall(r'fill="(#\w{6})"', text))) > 3, "drawn without colours"
        assert roots[0].attrib == roots[1].attrib
        assert roots[0].findtext(f"{SVG}title") == roots[1].findtext(f"{SVG}title")


def test_uv_builds_anew_when_anything_changes_that_the_package_is_made_of() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    globs = [key["file"] for key in tool["uv"]["cache-keys"]]
    covered = {path for glob in globs for path in ROOT.glob(glob)}
    target = tool["hatch"]["build"]["targets"]["wheel"]
    made_of = {ROOT / "pyproject.toml", ROOT / "README.md", *(ROOT / "docs").glob("*.txt")}
    made_of |= {ROOT / name for name in target["shared-data"]}
    made_of.add(ROOT / tool["hatch"]["metadata"]["hooks"]["custom"]["path"])
    for folder in (*target["packages"], *target["force-include"]):
        made_of |= {path for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert {path for path in made_of if "__pycache__" not in path.parts} <= covered
    assert not any("{" in glob for glob in globs), "uv knows no alternatives"


def test_the_readme_of_the_package_needs_no_other_file() -> None:
    """Nobody who reads it on a page about the package has the pictures or the documents."""
    page = package_page((ROOT / "README.md").read_text(encoding="utf-8"), ROOT)
    assert not re.search(r"!\[|\]\((?!https?://)", page)
    assert "LAST 43 WEEKS" in page and "SQUEEZE" in page, "the pictures as text"
    assert "`docs/guide.md`" in page


DOCUMENTS = sorted([ROOT / "README.md", *DOCS.rglob("*.md")])
LIBRARIES = {
    "argparse": ("ArgumentParser",),
    "rich.style": ("Style",),
    "textual.app": ("App",),
    "textual.dom": ("DOMNode",),
    "textual.drivers.linux_driver": ("LinuxDriver",),
    "textual.drivers.web_driver": ("WebDriver",),
    "textual.message": ("Message",),
    "textual.screen": ("ModalScreen", "Screen"),
    "textual.widget": ("Widget",),
    "textual.widgets": ("Digits", "Input", "OptionList", "Static"),
    "textual.worker": ("Worker",),
    "tinydb.table": ("Table",),
    "typing": ("Annotated", "Protocol"),
}
"""Classes of libraries that documents name without their module."""


def prose_of(document: Path) -> str:
    """Return a document without its blocks of code."""
    text = document.read_text(encoding="utf-8")
    return re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors_of(document: Path) -> set[str]:
    """Return the names by which links reach the headings of a document."""
    headings = re.findall(r"^#+ (.*)$", prose_of(document), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


def links_of(document: Path) -> list[str]:
    """Return where the links of a document lead, addresses of other places left out."""
    prose = re.sub(r"`[^`\n]*`", "", prose_of(document))
    found = re.findall(r"\]\(([^)\s]+)|\b(?:src|srcset|href)=\"([^\"]+)", prose)
    return [target for pair in found for target in pair if target and "://" not in target]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_links_lead_somewhere(document: Path) -> None:
    lost = []
    for link in links_of(document):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if not target.exists() or (anchor and anchor not in anchors_of(target)):
            lost.append(link)
    assert lost == []


def test_every_document_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop().resolve()
        if document not in reached and document.suffix == ".md":
            reached.add(document)
            links = [link.partition("#")[0] for link in links_of(document)]
            waiting += [document.parent / link for link in links if link]
    assert [each for each in DOCUMENTS if each.resolve() not in reached] == []


@cache
def files() -> frozenset[str]:
    """Return the files and folders of the project, by path from its root and by name alone."""
    found = set()
    for top in ("tui", "tests", "styles", "docs", ".ci"):
        for path in [ROOT / top, *(ROOT / top).rglob("*")]:
            if "__pycache__" not in path.parts:
                found |= {path.relative_to(ROOT).as_posix(), path.name}
    return frozenset({*found, "pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"})


def is_missing(name: str) -> bool:
    """Whether something that a document names is neither a file nor in the code.

    Looked at are paths, modules, members of classes, and words that can only be names of the code:
    with a capital, an underscore within, or parentheses behind them. The rest is prose.
    """
    path, _, inner = name.partition("::")
    if re.fullmatch(r"[\w.*/]+/|[\w.*/-]+\.(py|tcss|md|toml|yaml|txt|svg)|\.ci/\w+", path):
        matching = [each for each in files() if fnmatch(f"/{each}", f"*/{path.rstrip('/')}")]
        return not matching or (bool(inner) and inner not in defined(matching[0]))
    word = name.removesuffix("()")
    if word.startswith(("tui.", "tests.")):
        return not is_dotted_name(word)
    if re.fullmatch(r"[A-Z][a-z]\w*\.\w+", word) or word.startswith("DOMNode."):
        return not is_member(*word.split("."))
    if re.fullmatch(r"[A-Z][a-z]\w*|[a-z]\w+\(\)", name):
        known = {each.rpartition(".")[2] for each in all_defined()}
        return word not in known and word not in vars(builtins) and not is_of_a_library(word)
    return bool(re.fullmatch(r"[A-Z_]{3,}|_?[a-z]+_\w+", word)) and word not in words()


def is_dotted_name(name: str) -> bool:
    """Whether ``tui.diary.store.Store.read`` or its like exists."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        path, rest = "/".join(parts[:length]), ".".join(parts[length:])
        if f"{path}.py" in modules():
            return not rest or rest in defined(f"{path}.py")
        if path in files():
            return not rest
    return False


def is_member(class_name: str, member: str) -> bool:
    """Whether a class, of the project or of a library, has a member."""
    if has_member(class_name, member):
        return True
    known = [name for name in (class_name, *bases().get(class_name, ())) if is_of_a_library(name)]
    # What is set in `__init__` is no attribute of the class.
    pattern = rf"\b(?:self\.|def |    ){member}\b"
    return any(
        re.search(pattern, source_of(base))
        for name in known
        for base in library_class(name).__mro__[:-1]
    )


def source_of(found: type) -> str:
    """Return the source of a class, empty for one in C, as `Generic` is from Python 3.12 on."""
    try:
        return inspect.getsource(found)
    except OSError:
        return ""


def is_of_a_library(name: str) -> bool:
    return any(name in names for names in LIBRARIES.values())


def library_class(name: str) -> type:
    module = next(module for module, names in LIBRARIES.items() if name in names)
    found = getattr(importlib.import_module(module), name)
    assert isinstance(found, type)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_names_in_documents_exist(document: Path) -> None:
    named = dict.fromkeys(re.findall(r"`([^`\n]+)`", prose_of(document)))
    assert [name for name in named if is_missing(name)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_names_are_in_the_module_beside_them(document: Path) -> None:
    """``judge()`` (``tui/practice/history.py``) is defined there; of a class, or of its bases."""
    text = " ".join(prose_of(document).split())
    wrong = []
    for name, path in re.findall(
        r"`([\w.]+)(?:\(\))?`(?: [\w ]{0,30})? \(`(tui/[\w/]+\.py)`", text
    ):
        class_name, _, member = name.partition(".")
        is_there = name in defined(path) or (
            class_name in defined(path) and has_member(class_name, member)
        )
        is_ours = class_name in bases() or name in all_defined()
        if is_ours and not is_there:
            wrong.append(f"{name} ({path})")
    assert wrong == []


def test_tests_in_documents_exist() -> None:
    tests = {name.rpartition(".")[2] for name in all_defined()}
    named = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"`(?:[^`\s]+::)?(test_\w+)`", document.read_text(encoding="utf-8"))
    }
    assert named - tests == set()


@pytest.mark.parametrize(
    "name",
    [
        *("tui/nowhere.py", "tests/nowhere/", "nowhere.py", "tui.nowhere", "tui.clock.Nothing"),
        *("tests/test_docs.py::test_nothing", "Diary.nothing", "App.nothing", "Nothing.at_all"),
        *("NothingLikeThis", "no_such_name", "unheard_of()"),
    ],
)
def test_a_name_that_is_nowhere_is_missed(name: str) -> None:
    assert is_missing(name)


RECORDS = {
    "_meta": (Meta,),
    "settings": (models.Settings,),
    "routines": (
        *(models.Routine, models.Exercise, models.Plan),
        *(models.Daily, models.Weekdays, models.Weekly),
    ),
    "sessions": (models.Session, models.Reps),
    "days": (models.DayRecord,),
}
"""The records of each table of the file."""


def sections_of(document: Path) -> dict[str, str]:
    """Return the text under each heading of the third level, by the first word of the heading."""
    parts = re.split(r"^#{2,3} `?(?:supine )?([\w-]+).*$", document.read_text("utf-8"), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("table", RECORDS)
def test_the_file_format_lists_every_field_and_no_other(table: str) -> None:
    section = sections_of(DOCS / "file-format.md")[table]
    cells = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    listed = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    fields = {name for record in RECORDS[table] for name in record.__struct_encode_fields__}
    tags = {"kind"} if table == "routines" else set()
    assert listed == fields | tags


def test_the_command_line_lists_every_command_and_option() -> None:
    sections = sections_of(DOCS / "command-line.md")
    parser = build_parser()
    commands = next(each for each in parser._actions if isinstance(each.choices, dict))
    assert isinstance(commands.choices, dict) and commands.choices
    for name, command in commands.choices.items():
        assert isinstance(command, argparse.ArgumentParser)
        text = sections[name] + sections["Shared"]
        # The options of a command may stand in its heading as well.
        headings = re.findall(rf"^### `supine {name}.*$", prose_of(DOCS / "command-line.md"), re.M)
        options = {o for action in command._actions for o in action.option_strings if o[1] == "-"}
        missing = {option for option in options if option not in text + "".join(headings)}
        assert missing == set(), name


def test_the_command_line_lists_every_setting() -> None:
    text = sections_of(DOCS / "command-line.md")["settings"]
    snapshot = Snapshot()
    keys = {each.key for each in all_settings(snapshot, snapshot.routine(), TODAY)}
    names = {re.sub(r"^exercises\.[^.]+\.", ".", key) for key in keys}
    assert [name for name in names if f"{name}`" not in text] == []


def opened(path: Path, write: Callable[[Path], None]) -> Snapshot:
    """A made-up diary as the program reads it."""
    write(path)
    data = path.read_bytes()
    write(path)
    assert path.read_bytes() == data
    snapshot = Diary(path, now=lambda: EVENING).read()
    assert snapshot.problems == ()
    return snapshot


@pytest.fixture
def made_up_year(tmp_path: Path) -> Today:
    snapshot = opened(tmp_path / "year.json", year)
    return Today(snapshot, snapshot.routine(), TODAY, EVENING)


def test_every_target_of_the_year_is_what_the_plan_asked(made_up_year: Today) -> None:
    routine, snapshot = made_up_year.routine, made_up_year.snapshot
    for number, session in enumerate(snapshot.sessions):
        earlier = snapshot.sessions[:number]
        known = gather(routine.id, earlier, snapshot.days, today=session.day)
        asked = plan_day(routine, known, session.day).exercises
        targets = {exercise: reps.target for exercise, reps in session.reps.items()}
        assert targets == {each.exercise.id: each.target for each in asked}


def test_the_year_has_a_bit_of_everything(made_up_year: Today) -> None:
    history, sessions = made_up_year.history, made_up_year.snapshot.sessions
    verdicts = [history.verdict(TODAY - dt.timedelta(days=back)) for back in range(1, 366)]
    reasons = [verdict.reason for verdict in verdicts]
    assert {"ill", "travel", "sore", "warning", "locked"} <= set(reasons)
    assert reasons.count("ill") == 7
    assert {Level.NONE, Level.PART, Level.FULL} == {verdict.level for verdict in verdicts}
    assert any(verdict.imagined for verdict in verdicts)
    assert any(v.level is Level.NONE and not v.protected for v in verdicts)
    assert {session.effort for session in sessions} == {"light", "right", "hard"}
    assert {"enough", "interrupted"} <= {session.stop_reason for session in sessions}
    assert any(session.note for session in sessions)
    assert all(session.confirmed for session in sessions)


def test_today_is_still_open_in_the_year_and_asks_for_one_more(made_up_year: Today) -> None:
    assert made_up_year.status == "pending"
    assert {asked.reason for asked in made_up_year.plan.exercises} == {Reason.STEP}


def test_fifty_years_have_a_session_every_day(tmp_path: Path) -> None:
    snapshot = opened(tmp_path / "years.json", fifty_years)
    days = [session.day for session in snapshot.sessions]
    assert days == [TODAY - dt.timedelta(days=back) for back in range(18_250, 0, -1)]
