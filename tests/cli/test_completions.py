"""The completions of the shells offer what the command line takes, neither more nor less.

They are written by hand; the parser is the measure. bash and fish are asked, where they are
installed, as if somebody had pressed tab. zsh completes at a terminal only, so its file is read,
and so is that of fish, which few machines have.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tui.cli.parser import build_parser
from tui.diary.diary import Diary
from tui.settings.registry import all_settings

FOLDER = Path(__file__).parents[2] / "docs" / "completions"
FILES = {"bash": "supine.bash", "zsh": "_supine", "fish": "supine.fish"}
EVENING = dt.datetime(2026, 11, 22, 21, tzinfo=dt.UTC)
DATES = {"today", "yesterday"}

Known = dict[str, set[str] | None]
"""By option, or empty for what stands alone: its choices; none where anything goes.

A switch, which takes nothing, has None.
"""
OFFERED_TOO: dict[str, Known] = {"forget": {"": {"last"}}, "restore": {"": {"last"}}}
"""What has a meaning of its own without being the only choice."""


def known_to(parser: argparse.ArgumentParser) -> Known:
    """What a parser takes, without what the commands below it take."""
    alone: set[str] = set()
    known: Known = {"": alone}
    for action in parser._actions:
        choices = set(action.choices or ())
        if not action.option_strings:
            alone |= choices
        for name in action.option_strings:
            if name.startswith("--"):
                known[name] = None if action.nargs == 0 else choices
    return known


def wanted() -> dict[str, Known]:
    """What the command line takes, by command; empty before there is one."""
    parsers: dict[str, argparse.ArgumentParser] = {"": build_parser()}
    for action in parsers[""]._actions:
        if isinstance(action, argparse._SubParsersAction):
            parsers |= action._name_parser_map
    return {name: known_to(each) | OFFERED_TOO.get(name, {}) for name, each in parsers.items()}


def read(shell: str) -> str:
    """A completion file, with what goes on after a backslash on one line."""
    text = (FOLDER / FILES[shell]).read_text(encoding="utf-8")
    return re.sub(r" *\\\n *", " ", text)


def read_zsh() -> dict[str, Known]:
    """What zsh's file says."""
    option = r"(--[a-z-]+)(=?)\}?'?\[[^]]*\](?:\$date|:[^:']*:(?:\(([^)]*)\))?)?"
    alone = r"'1:[^:']*:(?:\(([^)]*)\))?"

    def known(text: str) -> Known:
        found: Known = {"": set(" ".join(re.findall(alone, text)).split())}
        for name, value, choices in re.findall(option, text):
            found[name] = set(choices.split()) if value else None
        return found

    text = read("zsh")
    shared, commands = (
        text.partition(f" {name}=(\n")[2].partition("\n    )")[0] for name in ("shared", "commands")
    )
    before = text.partition("_arguments -C")[2].partition("\n")[0]
    branches = dict(re.findall(r"^    ([a-z-]+)\)(.*?);;", text, re.DOTALL | re.MULTILINE))
    names = re.findall(r"^ *['\"]([a-z-]+):", commands, re.MULTILINE)
    assert set(branches) <= set(names)
    words = {name: known(shared) | known(branches.get(name, "")) for name in names}
    return {"": known(shared) | known(before) | {"": set(names)}} | words


def read_fish() -> dict[str, Known]:
    """What fish's file says."""
    text = read("fish")
    for name, value in re.findall(r"^set -l (\w+) (.*)$", text, re.MULTILINE):
        text = text.replace(f"${name}", value)
    reader = argparse.ArgumentParser()
    for flag in ("-c", "-n", "-l", "-s", "-a", "-d"):
        reader.add_argument(flag, default="")
    for flag in ("-f", "-x", "-r", "-F"):
        reader.add_argument(flag, action="store_true")
    words: dict[str, Known] = {name: {"": set()} for name in wanted()}
    for line in re.findall(r"^complete .*$", text, re.MULTILINE):
        found = reader.parse_args(shlex.split(line)[1:])
        command = re.match(r'__supine_at (?:""|([a-z-]+))', found.n)
        choices = set(found.a.split())
        for name in [command[1] or ""] if command else list(words):
            if found.l:
                words[name][f"--{found.l}"] = choices - DATES if found.x or found.r else None
            elif "; and __fish_seen" not in found.n:
                words[name][""] = (words[name][""] or set()) | choices
    return words


def program_of(shell: str) -> str:
    """Where a shell is installed; without it the test is passed over."""
    program = None if sys.platform == "win32" else shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    return program


def ask(shell: str, lines: Sequence[str], folder: Path) -> list[set[str]]:
    """What a shell offers at the end of each line, standing in a folder."""
    script = [f"source {shlex.quote(str(FOLDER / FILES[shell]))}"]
    for line in lines:
        script.append("echo ==")
        if shell == "fish":
            script.append(f"complete -C {shlex.quote(line)}")
        else:
            # As bash splits it, with an empty word where the line ends with a space.
            words = re.findall(r"=|[^\s=]+", line) + [""] * line.endswith(" ")
            script.append(f"COMP_WORDS=({shlex.join(words)}) COMP_CWORD={len(words) - 1}")
            script.append('_supine; printf "%s\\n" "${COMPREPLY[@]}"')
    result = subprocess.run(
        [program_of(shell), "-c", "\n".join(script)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "TERM": "dumb"},
        check=True,
    )
    assert result.stderr == ""
    # fish says after a tab what each word means.
    parts = (part.splitlines() for part in result.stdout.split("==\n")[1:])
    return [{line.partition("\t")[0] for line in part} - {""} for part in parts]


def asked(shell: str, folder: Path) -> dict[str, Known]:
    """What a shell offers for every command, and for every option that takes something."""
    commands = wanted()
    starts = {name: f"supine {name} ".replace("  ", " ") for name in commands}
    options = ask(shell, [f"{start}--" for start in starts.values()], folder)
    words: dict[str, Known] = {
        name: dict.fromkeys(["", *sorted(found)])
        for name, found in zip(commands, options, strict=True)
    }
    places = [(c, o) for c, known in commands.items() for o in known if known[o] is not None]
    lines = [f"{starts[command]}{option} ".replace("  ", " ") for command, option in places]
    for (command, option), found in zip(places, ask(shell, lines, folder), strict=True):
        words[command][option] = found - DATES if option else found
    return words


SOURCES: dict[str, Callable[[Path], dict[str, Known]]] = {
    "bash, asked": lambda folder: asked("bash", folder),
    "fish, asked": lambda folder: asked("fish", folder),
    "fish, read": lambda _: read_fish(),
    "zsh, read": lambda _: read_zsh(),
}


@pytest.mark.parametrize("source", SOURCES)
def test_every_command_option_and_choice_is_offered_and_no_other(
    source: str, tmp_path: Path
) -> None:
    assert SOURCES[source](tmp_path) == wanted()


def expanded(word: str) -> list[str]:
    """A word with braces as all the words it stands for."""
    found = re.search(r"\{([^}]*)\}", word)
    if found is None:
        return [word]
    before, after = word[: found.start()], word[found.end() :]
    return [each for part in found[1].split(",") for each in expanded(f"{before}{part}{after}")]


@pytest.mark.parametrize("shell", FILES)
def test_the_settings_are_those_of_the_built_in_routine(shell: str, tmp_path: Path) -> None:
    if shell == "bash":
        (keys,) = ask(shell, ["supine settings set "], tmp_path)
    else:
        begin, end = {"zsh": ("settings=(", r"\)"), "fish": ("set -l settings", "\n")}[shell]
        found = re.search(rf"{re.escape(begin)}(.*?){end}", read(shell), re.DOTALL)
        assert found is not None
        keys = {key for word in found[1].split() for key in expanded(word)}
    snapshot = Diary(tmp_path / "none.json", now=lambda: EVENING).read()
    assert keys == {row.key for row in all_settings(snapshot, snapshot.routine(), EVENING.date())}


ALL = set(wanted()) - {""}
LOG = set(wanted()["log"]) - {""}
FILE = {"diary.json"}
LINES = [
    ("supine --file log ", ALL),  # log is the file
    ("supine --json --color never ", ALL),
    ("supine --routine log ch", {"check-in"}),
    ("supine --file x --json log --", LOG),
    ("supine log --note rest --", LOG),
    ("supine log --date ", DATES),
    ("supine check-in mild ", set()),
    ("supine check-in --area neck --date today ", wanted()["check-in"][""]),
    ("supine check-in --date today mi", {"mild"}),
    ("supine rest --from ", DATES),
    ("supine log --note ", set()),
    ("supine today ", set()),
    ("supine nonsense ", set()),
    ("supine settings set plan.st", {"plan.start_reps", "plan.start_days", "plan.step"}),
    ("supine settings set sound ", set()),
    ("supine settings --json get so", {"sound"}),
    ("supine --file ", FILE),
    ("supine export -o ", FILE),
    ("supine export --output d", FILE),
    ("supine import ", FILE),
    ("supine import --dry-run d", FILE),
    ("supine import --habit ", set()),
]


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_what_is_offered_depends_on_what_stands_before(shell: str, tmp_path: Path) -> None:
    (tmp_path / "diary.json").touch()
    answers = ask(shell, [line for line, _ in LINES], tmp_path)
    offered = {line: found for (line, _), found in zip(LINES, answers, strict=True)}
    assert offered == dict(LINES)


def test_bash_knows_values_after_an_equals_sign_and_all_of_several(tmp_path: Path) -> None:
    lines = ["supine --color=", "supine --color=al", "supine --file=x log --date=y"]
    several = ["supine log --prop roll t", "supine check-in --area neck back "]
    expected = [{"auto", "always", "never"}, {"always"}, {"yesterday"}, {"towel"}, set()]
    assert ask("bash", [*lines, *several], tmp_path) == expected


@pytest.mark.parametrize("shell", FILES)
def test_the_file_reads_without_an_error(shell: str) -> None:
    checked = [program_of(shell), "-n", str(FOLDER / FILES[shell])]
    assert subprocess.run(checked, capture_output=True, text=True, check=False).stderr == ""
