"""The completions of the shells offer exactly what the command line takes.

They are written by hand and compared with the parser. bash and fish are run, if they are installed,
as if somebody had pressed tab. zsh completes only at a terminal, so its file is parsed instead, and
so is that of fish, which few machines have.
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

Options = dict[str, set[str] | None]
"""The choices of each option, empty if it takes any value, and None for a switch.

The key of what stands without an option is the empty string.
"""
ALSO_OFFERED: dict[str, Options] = {
    "forget": {"": {"last"}},
    "remind": {"": {"off", "now"}},
    "restore": {"": {"last"}},
}
"""Values with a meaning of their own that are not the only ones."""


def options_of(parser: argparse.ArgumentParser) -> Options:
    """Return the options of a parser, without those of its commands."""
    alone: set[str] = set()
    known: Options = {"": alone}
    for action in parser._actions:
        if action.help == argparse.SUPPRESS:
            continue
        choices = set(action.choices or ())
        if not action.option_strings:
            alone |= choices
        for name in action.option_strings:
            if name.startswith("--"):
                known[name] = None if action.nargs == 0 else choices
    return known


def options_of_all_commands() -> dict[str, Options]:
    """Return the options by command; the empty command is the place before one."""
    parsers: dict[str, argparse.ArgumentParser] = {"": build_parser()}
    for action in parsers[""]._actions:
        if isinstance(action, argparse._SubParsersAction):
            parsers |= action._name_parser_map
    return {name: options_of(each) | ALSO_OFFERED.get(name, {}) for name, each in parsers.items()}


def file_text(shell: str) -> str:
    """Return a completion file, with lines joined that end with a backslash."""
    text = (FOLDER / FILES[shell]).read_text(encoding="utf-8")
    return re.sub(r" *\\\n *", " ", text)


def parse_zsh_file() -> dict[str, Options]:
    """Return what the file of zsh offers."""
    option = r"(--[a-z-]+)(=?)\}?'?\[[^]]*\](?:\$date|:[^:']*:(?:\(([^)]*)\))?)?"
    alone = r"'1:[^:']*:(?:\(([^)]*)\))?"

    def known(text: str) -> Options:
        found: Options = {"": set(" ".join(re.findall(alone, text)).split())}
        for name, value, choices in re.findall(option, text):
            found[name] = set(choices.split()) if value else None
        return found

    text = file_text("zsh")
    shared, commands = (
        text.partition(f" {name}=(\n")[2].partition("\n    )")[0] for name in ("shared", "commands")
    )
    before = text.partition("_arguments -C")[2].partition("\n")[0]
    branches = dict(re.findall(r"^    ([a-z-]+)\)(.*?);;", text, re.DOTALL | re.MULTILINE))
    names = re.findall(r"^ *['\"]([a-z-]+):", commands, re.MULTILINE)
    assert set(branches) <= set(names)
    words = {name: known(shared) | known(branches.get(name, "")) for name in names}
    return {"": known(shared) | known(before) | {"": set(names)}} | words


def parse_fish_file() -> dict[str, Options]:
    """Return what the file of fish offers."""
    text = file_text("fish")
    for name, value in re.findall(r"^set -l (\w+) (.*)$", text, re.MULTILINE):
        text = text.replace(f"${name}", value)
    reader = argparse.ArgumentParser()
    for flag in ("-c", "-n", "-l", "-s", "-a", "-d"):
        reader.add_argument(flag, default="")
    for flag in ("-f", "-x", "-r", "-F"):
        reader.add_argument(flag, action="store_true")
    words: dict[str, Options] = {name: {"": set()} for name in options_of_all_commands()}
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


def find_shell(shell: str) -> str:
    """Return the path of a shell, or skip the test if it is not installed."""
    program = None if sys.platform == "win32" else shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    return program


def complete(shell: str, lines: Sequence[str], folder: Path) -> list[set[str]]:
    """Return what a shell offers at the end of each line, with a current folder."""
    script = [f"source {shlex.quote(str(FOLDER / FILES[shell]))}"]
    for line in lines:
        script.append("echo ==")
        if shell == "fish":
            script.append(f"complete -C {shlex.quote(line)}")
        else:
            # bash passes the words like this, with an empty one if the line ends with a space.
            words = re.findall(r"=|[^\s=]+", line) + [""] * line.endswith(" ")
            script.append(f"COMP_WORDS=({shlex.join(words)}) COMP_CWORD={len(words) - 1}")
            script.append('_supine; printf "%s\\n" "${COMPREPLY[@]}"')
    result = subprocess.run(
        [find_shell(shell), "-c", "\n".join(script)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "TERM": "dumb"},
        check=True,
    )
    assert result.stderr == ""
    # fish prints a tab and a description after each word.
    parts = (part.splitlines() for part in result.stdout.split("==\n")[1:])
    return [{line.partition("\t")[0] for line in part} - {""} for part in parts]


def complete_everything(shell: str, folder: Path) -> dict[str, Options]:
    """Return what a shell offers for every command and every option that takes a value."""
    commands = options_of_all_commands()
    starts = {name: f"supine {name} ".replace("  ", " ") for name in commands}
    options = complete(shell, [f"{start}--" for start in starts.values()], folder)
    words: dict[str, Options] = {
        name: dict.fromkeys(["", *sorted(found)])
        for name, found in zip(commands, options, strict=True)
    }
    places = [(c, o) for c, known in commands.items() for o in known if known[o] is not None]
    lines = [f"{starts[command]}{option} ".replace("  ", " ") for command, option in places]
    for (command, option), found in zip(places, complete(shell, lines, folder), strict=True):
        words[command][option] = found - DATES if option else found
    return words


SOURCES: dict[str, Callable[[Path], dict[str, Options]]] = {
    "bash, run": lambda folder: complete_everything("bash", folder),
    "fish, run": lambda folder: complete_everything("fish", folder),
    "fish, parsed": lambda _: parse_fish_file(),
    "zsh, parsed": lambda _: parse_zsh_file(),
}


@pytest.mark.parametrize("source", SOURCES)
def test_every_command_option_and_choice_is_offered_and_no_other(
    source: str, tmp_path: Path
) -> None:
    assert SOURCES[source](tmp_path) == options_of_all_commands()


def expand_braces(word: str) -> list[str]:
    """Return all words that a word with braces stands for."""
    found = re.search(r"\{([^}]*)\}", word)
    if found is None:
        return [word]
    before, after = word[: found.start()], word[found.end() :]
    return [
        each for part in found[1].split(",") for each in expand_braces(f"{before}{part}{after}")
    ]


@pytest.mark.parametrize("shell", FILES)
def test_the_settings_are_those_of_the_built_in_routine(shell: str, tmp_path: Path) -> None:
    if shell == "bash":
        (keys,) = complete(shell, ["supine settings set "], tmp_path)
    else:
        begin, end = {"zsh": ("settings=(", r"\)"), "fish": ("set -l settings", "\n")}[shell]
        found = re.search(rf"{re.escape(begin)}(.*?){end}", file_text(shell), re.DOTALL)
        assert found is not None
        keys = {key for word in found[1].split() for key in expand_braces(word)}
    snapshot = Diary(tmp_path / "none.json", now=lambda: EVENING).read()
    assert keys == {row.key for row in all_settings(snapshot, snapshot.routine(), EVENING.date())}


ALL = set(options_of_all_commands()) - {""}
LOG = set(options_of_all_commands()["log"]) - {""}
FILE = {"diary.json"}
LINES = [
    ("supine --file log ", ALL),  # here log is the value of --file
    ("supine --json --color never ", ALL),
    ("supine --routine log ch", {"check-in"}),
    ("supine --file x --json log --", LOG),
    ("supine log --note rest --", LOG),
    ("supine log --date ", DATES),
    ("supine check-in mild ", set()),
    ("supine check-in --area neck --date today ", options_of_all_commands()["check-in"][""]),
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
    ("supine import --from l", {"loop", "list"}),
    ("supine import x --dates ", {"day-first", "month-first", "year-first"}),
]


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_what_is_offered_depends_on_the_words_before(shell: str, tmp_path: Path) -> None:
    (tmp_path / "diary.json").touch()
    answers = complete(shell, [line for line, _ in LINES], tmp_path)
    offered = {line: found for (line, _), found in zip(LINES, answers, strict=True)}
    assert offered == dict(LINES)


def test_bash_completes_values_after_an_equals_sign_and_of_options_with_several(
    tmp_path: Path,
) -> None:
    lines = ["supine --color=", "supine --color=al", "supine --file=x log --date=y"]
    several = ["supine log --prop roll t", "supine check-in --area neck back "]
    expected = [{"auto", "always", "never"}, {"always"}, {"yesterday"}, {"towel"}, set()]
    assert complete("bash", [*lines, *several], tmp_path) == expected


@pytest.mark.parametrize("shell", FILES)
def test_each_file_is_valid_for_its_shell(shell: str) -> None:
    checked = [find_shell(shell), "-n", str(FOLDER / FILES[shell])]
    assert subprocess.run(checked, capture_output=True, text=True, check=False).stderr == ""
