"""The completions of the shells offer exactly what the command line takes.

The scripts are compared with the parser as the shells run them, as if somebody had pressed tab,
where a shell is installed. That of PowerShell is read instead.
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
from functools import cache
from pathlib import Path

import pytest

from tests.cli.command_line import CommandLine
from tui.cli.argument_parser import commands_of
from tui.cli.completions.grammar import _AFTER, _BY_DEST, grammar
from tui.cli.parser import build_parser
from tui.cli.support import USAGE
from tui.diary.diary import Diary
from tui.settings.registry import all_settings
from tui.words.topics import topic_lines

SHELLS = ("bash", "zsh", "fish", "powershell")
EVENING = dt.datetime(2026, 11, 22, 21, tzinfo=dt.UTC)
DATES = {"today", "yesterday"}
ROUTINES, EXERCISES, KEYS = {"mornings", "evenings"}, {"neck", "jaw"}, {"sound", "plan.step"}
PROGRAM = r"""#!/bin/sh
printf '<%s>' "$@" >>"${0%/*}/asked"; echo >>"${0%/*}/asked"
case "$*" in
*completions\ --values\ routines) cat "${0%/*}/routines" ;;
*completions\ --values\ exercises) echo neck; echo jaw ;;
*completions\ --values\ counts) echo neck=; echo jaw= ;;
*completions\ --values\ settings) echo sound; echo plan.step ;;
esac
"""
"""What the scripts ask at a tab; it answers for a diary that was made up."""
COUNTS = {"neck=", "jaw="}
CURSOR = "|"
"""Where the cursor stands in a line, if not at its end."""

Options = dict[str, set[str] | None]
"""The choices of each option, empty if it takes any value, and None for a switch.

The key of what stands without an option is the empty string.
"""
ALSO_OFFERED: dict[str, Options] = {
    "forget": {"": {"last"}},
    "remind": {"": {"off", "now"}},
    "restore": {"": {"last"}},
    "help": {"": {*commands_of(build_parser()), *(name for name, _ in topic_lines())}},
    "log": {"--reps": COUNTS, "--date": DATES},
    "check-in": {"--date": DATES},
    "rest": dict.fromkeys(("--date", "--from", "--to"), DATES),
}
"""Values with a meaning of their own that are not the only ones."""


def options_of(parser: argparse.ArgumentParser) -> Options:
    """Return the options of a parser, without those of its commands."""
    alone: set[str] = set()
    known: Options = {"": alone}
    for action in parser._actions:
        if action.help is argparse.SUPPRESS:
            continue
        choices = set(action.choices or ())
        if not action.option_strings:
            alone |= choices
        for name in action.option_strings:
            if name.startswith("--"):
                known[name] = None if action.nargs == 0 else choices
    return known | {"--routine": ROUTINES}


@cache
def options_of_all_commands() -> dict[str, Options]:
    """Return the options by command; the empty command is the place before one."""
    parsers = {"": build_parser(), **commands_of(build_parser())}
    return {name: options_of(each) | ALSO_OFFERED.get(name, {}) for name, each in parsers.items()}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the script of each shell, and a program that answers them."""
    folder = tmp_path_factory.mktemp("scripts")
    for shell in SHELLS:
        made = subprocess.run(
            [sys.executable, "-m", "tui", "completions", shell], capture_output=True, check=True
        )
        (folder / shell).write_bytes(made.stdout)
    program = folder / "supine"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    (folder / "routines").write_text("mornings\nevenings\n")
    return folder


def find_shell(shell: str) -> str:
    """Return the path of a shell, or skip the test if it is not installed."""
    program = None if sys.platform == "win32" else shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    return program


class Tab:
    """Presses tab at the end of lines, in a current folder with a diary and nothing else."""

    def __init__(self, scripts: Path, folder: Path) -> None:
        self.scripts, self.folder = scripts, folder
        (folder / "diary.json").touch()
        path = f"{scripts}:/usr/bin:/bin"
        self.environ = {"HOME": str(folder.parent), "PATH": path, "TERM": "dumb"}

    def offers(self, shell: str, lines: Sequence[str]) -> list[set[str]]:
        """Return what a shell offers at the end of each line."""
        program = find_shell(shell)
        return self._in_zsh(program, lines) if shell == "zsh" else self._run(shell, program, lines)

    def _run(self, shell: str, program: str, lines: Sequence[str]) -> list[set[str]]:
        script = [f"source {shlex.quote(str(self.scripts / shell))}"]
        for line in lines:
            script.append("echo ==")
            if shell == "fish":
                script.append(f"complete -C {shlex.quote(line)}")
            else:
                before, _, after = line.partition(CURSOR)
                script.append(f"COMP_LINE={shlex.quote(before + after)} COMP_POINT={len(before)}")
                script.append('_supine; printf "%s\\n" "${COMPREPLY[@]}"')
        result = subprocess.run(
            [program, "-c", "\n".join(script)],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=self.environ,
            check=True,
        )
        assert result.stderr == ""
        # fish prints a tab and a description after each word.
        parts = (part.splitlines() for part in result.stdout.split("==\n")[1:])
        return [{line.partition("\t")[0] for line in part} - {""} for part in parts]

    def _in_zsh(self, program: str, lines: Sequence[str]) -> list[set[str]]:
        import pexpect  # there is none for Windows

        terminal = pexpect.spawn(
            program,
            ["-f", "-i"],
            cwd=str(self.folder),
            env=self.environ | {"SUPINE_SCRIPT": str(self.scripts / "zsh")},
            encoding="utf-8",
            echo=False,
            timeout=60,
            dimensions=(50, 300),
        )
        terminal.delaybeforesend = None
        watch = shlex.quote(str(Path(__file__).with_name("zsh_capture.zsh")))
        terminal.sendline(f"source {watch}; print READY$((1 + 1))")
        terminal.expect("READY2")
        found = []
        for line in lines:
            line, _, after = line.partition(CURSOR)
            terminal.send(f"\x15{line}{after}" + "\x02" * len(after) + "\t")
            terminal.expect("\x02")
            words = set(re.split(r"[\r\n]+", terminal.before.partition("\x01")[2])) - {""}
            # Where it has no other word to offer, zsh offers options.
            is_option = line.rpartition(" ")[2].startswith("-")
            found.append({word for word in words if is_option or not word.startswith("-")})
        terminal.close(force=True)
        return found


@pytest.fixture
def tab(scripts: Path, tmp_path: Path) -> Tab:
    folder = tmp_path / "here"
    folder.mkdir()
    return Tab(scripts, folder)


FILE = {"diary.json"}
TAKE_FILES = {"--file", "--output"}


def offered_everywhere(shell: str, tab: Tab) -> dict[str, Options]:
    """Return what a shell offers for every command and every option that takes a value."""
    commands = options_of_all_commands()
    starts = {name: f"supine {name} ".replace("  ", " ") for name in commands}
    # What stands without an option is asked first, then the options, then their values.
    places = [(c, o) for c, known in commands.items() for o in known if o and known[o] is not None]
    lines = [*starts.values(), *(f"{start}--" for start in starts.values())]
    lines += [f"{starts[command]}{option} ".replace("  ", " ") for command, option in places]
    found = tab.offers(shell, lines)
    words: dict[str, Options] = {}
    for name, alone, options in zip(commands, found, found[len(commands) :], strict=False):
        words[name] = {"": alone - FILE, **dict.fromkeys(sorted(options))}
    for (command, option), values in zip(places, found[2 * len(commands) :], strict=True):
        assert values == FILE if option in TAKE_FILES else not values & FILE
        words[command][option] = values - FILE
    return words


def read_powershell(_: str, tab: Tab) -> dict[str, Options]:
    """Return what the script of PowerShell says in its tables."""
    text = (tab.scripts / "powershell").read_text()
    of_source = {"routines": ROUTINES, "counts": COUNTS, "files": set(), "settings": KEYS}

    def quoted(text: str) -> list[str]:
        return re.findall(r"'((?:[^']|'')*)'", text)

    def table(name: str) -> dict[str, list[str]]:
        body = re.search(rf"\${name} = (?:\[ordered\])?@{{\n(.*?)\n    }}", text, re.DOTALL)
        assert body is not None
        rows = (row.partition(" = ") for row in body[1].splitlines())
        return {
            key.strip().strip("'"): re.findall(r"'((?:[^']|'')*)'", words) for key, _, words in rows
        }

    def values(pattern: str) -> set[str]:
        words = places.get(pattern, [])
        return of_source[words[0][1:]] if "<" in "".join(words) else set(words)

    options, places, tips = table("options"), table("places"), table("help")
    takes = {
        name for line in re.findall(r"\$take\w+ = @\((.*)\)", text) for name in eval(f"[{line}]")
    }
    found: dict[str, Options] = {}
    for command in options_of_all_commands():
        names = [n for n in options["*"] + options.get(command, []) if n.startswith("--")]
        assert all(tips.get(f"{command} {name}", tips.get(f" {name}")) for name in names)
        found[command] = {
            name: (values(f"{command} {name}") or values(f"* {name}")) if name in takes else None
            for name in names
        }
        found[command][""] = values(f"{command} 0 *") or values(f"{command} *")
    return found


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_option_and_choice_is_offered_and_no_other(shell: str, tab: Tab) -> None:
    read: Callable[[str, Tab], dict[str, Options]] = offered_everywhere
    assert (read_powershell if shell == "powershell" else read)(shell, tab) == (
        options_of_all_commands()
    )


ALL = set(options_of_all_commands()) - {""}
LOG = set(options_of_all_commands()["log"]) - {""}
LINES = [
    ("supine --file log ", ALL),  # here log is the value of --file
    ("supine --json --color never ", ALL),
    ("supine --routine log ch", {"check-in"}),
    ("supine --file x --json log --", LOG),
    ("supine log --note rest --", LOG),
    ("supine log --date ", DATES),
    ("supine log --imagined 1 --effort l", {"light"}),
    ("supine check-in --date today mi", {"mild"}),
    ("supine rest --from ", DATES),
    ("supine log --note ", set()),
    ("supine settings set pl", {"plan.step"}),
    ("supine settings set sound ", set()),
    ("supine settings --json get so", {"sound"}),
    ("supine routines rename ", ROUTINES),
    ("supine routines --json archive m", {"mornings"}),
    ("supine routines add ", set()),
    ("supine exercises move n", {"neck"}),
    ("supine exercises move neck ", {"up", "down"}),
    ("supine exercises remove ", EXERCISES),
    ("supine --routine mornings exercises rename ", EXERCISES),
    ("supine --file ", FILE),
    ("supine export -o ", FILE),
    ("supine export --output d", FILE),
    ("supine import ", FILE),
    ("supine import --dry-run d", FILE),
    ("supine merge a ", FILE),
    ("supine remind off ", set()),
    ("supine import --habit ", set()),
    ("supine import --from l", {"loop", "list"}),
    ("supine import x --dates ", {"day-first", "month-first", "year-first"}),
]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_is_offered_depends_on_the_words_before(shell: str, tab: Tab) -> None:
    answers = tab.offers(shell, [line for line, _ in LINES])
    offered = {line: found for (line, _), found in zip(LINES, answers, strict=True)}
    expected = dict(LINES)
    if shell == "zsh":  # it does not offer again what stands on the line
        expected["supine log --note rest --"] = LOG - {"--note"}
    assert offered == expected


OF_THE_LINE = [
    ("supine --file b.json routines choose ", "<--file=b.json>"),
    ("supine --file=b.json routines choose z", "<--file=b.json>"),
    ("supine routines choose --file b.json z", "<--file=b.json>"),
    ("supine routines choose --file=b.json z", "<--file=b.json>"),
    ("supine streak --file b.json --routine z", "<--file=b.json>"),
    ("supine --file 'c d.json' streak --routine z", "<--file=c d.json>"),
    ('supine --file "c d.json" streak --routine=z', "<--file=c d.json>"),
    ("supine --file=c\\ d.json streak --routine z", "<--file=c d.json>"),
    ("supine --file a:b=c.json streak --routine z", "<--file=a:b=c.json>"),
    ("supine --file '$(touch x)' streak --routine z", "<--file=$(touch x)>"),
    ("supine --routine mornings exercises rename ", "<--routine=mornings>"),
    (f"supine streak --routine z{CURSOR} --file b.json", "<--file=b.json>"),
    (f"supine streak --routine {CURSOR} --file b.json", "<--file=b.json>"),
]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_values_are_those_of_the_diary_that_stands_anywhere_on_the_line(
    shell: str, tab: Tab
) -> None:
    lines = [each for each in OF_THE_LINE if shell != "fish" or CURSOR not in each[0]]
    (tab.scripts / "asked").write_text("")
    tab.offers(shell, [line for line, _ in lines])
    asked = (tab.scripts / "asked").read_text().splitlines()
    assert [each.partition("<completions>")[0] for each in asked] == [each for _, each in lines]


HOSTILE = [
    *("$(touch x)", "`touch y`", "neck & back", "it's", 'say "hi"', "übung", "a:b=c", "*", "~root"),
    *("!x", "w\\n", "{1,2}", "#z"),
]
"""Ids that a person, or whoever made the diary, can have chosen; each begins differently."""


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_an_id_is_completed_as_it_is_and_never_expanded(shell: str, tab: Tab) -> None:
    import pexpect  # there is none for Windows

    program, prompt = find_shell(shell), "READY"
    (tab.scripts / "routines").write_text("".join(f"{each}\n" for each in HOSTILE))
    start = ["-f", "-i"] if shell == "zsh" else ["--noprofile", "--norc", "-i"]
    terminal = pexpect.spawn(
        program,
        start,
        cwd=str(tab.folder),
        env=tab.environ | {"PS1": "", "LC_ALL": "C.UTF-8", "HISTFILE": ""},
        encoding="utf-8",
        echo=False,
        timeout=30,
    )
    terminal.delaybeforesend = None
    if shell == "zsh":
        terminal.sendline("autoload -Uz compinit && compinit -D -u; unsetopt zle_bracketed_paste")
    else:
        terminal.sendline("bind 'set enable-bracketed-paste off' 2>/dev/null")
    terminal.sendline(f"source {shlex.quote(str(tab.scripts / shell))}; echo {prompt}$((1 + 1))")
    terminal.expect(f"{prompt}2")
    typed = [(rf"\{each[0]}" if each[0] in "$`*~!#{" else each[0], each) for each in HOSTILE]
    typed += [("neck\\ ", "neck & back"), ("'neck ", "neck & back"), ('"neck ', "neck & back")]
    typed += [("a:b", "a:b=c"), ("a:b=", "a:b=c"), ("'a:", "a:b=c")]
    try:
        for begun, meant in typed:
            (tab.scripts / "asked").write_text("")
            terminal.send(f"supine streak --routine {begun}\t\r echo {prompt}$((1 + 1))\r")
            terminal.expect(f"{prompt}2")
            asked = (tab.scripts / "asked").read_text().splitlines()[-1]
            assert asked == f"<streak><--routine><{meant}>", begun
    finally:
        (tab.scripts / "routines").write_text("mornings\nevenings\n")
        terminal.close(force=True)
    assert [each.name for each in tab.folder.iterdir()] == ["diary.json"]


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_values_are_completed_after_an_equals_sign_and_of_options_with_several(
    shell: str, tab: Tab
) -> None:
    lines = ["supine --color=", "supine --color=al", "supine --file=x log --effort=l"]
    several = ["supine log --prop roll t", "supine log --reps neck=2 j"]
    expected = [{"auto", "always", "never"}, {"always"}, {"light"}, {"towel"}, {"jaw="}]
    assert tab.offers(shell, [*lines, *several]) == expected
    if shell == "bash":  # for which the id and the number are words of their own
        pairs = ["supine log --reps neck=", "supine log --reps neck=2", "supine log --reps n"]
        assert tab.offers(shell, pairs) == [set(), set(), {"neck="}]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_script_is_valid_for_its_shell(shell: str, scripts: Path) -> None:
    checked = [find_shell(shell), "-n", str(scripts / shell)]
    assert subprocess.run(checked, capture_output=True, text=True, check=False).stderr == ""


def test_the_script_of_powershell_closes_what_it_opens(scripts: Path) -> None:
    text = re.sub(r"'(?:[^']|'')*'|\"[^\"]*\"|#.*", "", (scripts / "powershell").read_text())
    closing = {")": "(", "]": "[", "}": "{"}
    opened: list[str] = []
    for sign in text:
        if sign in closing.values():
            opened.append(sign)
        elif sign in closing:
            assert opened.pop() == closing[sign]
    assert opened == [] and "'" not in text and '"' not in text


# Where the words come from


def test_the_values_are_those_of_the_diary(supine: CommandLine, path: Path) -> None:
    snapshot = Diary(path, now=lambda: EVENING).read()
    keys = [row.key for row in all_settings(snapshot, snapshot.routine(), EVENING.date())]

    def values(*arguments: str) -> list[str]:
        return supine("completions", *arguments).out.splitlines()

    assert values("--values", "settings") == keys
    supine("exercises", "add", "Jaw")
    supine("routines", "add", "Mornings")
    text = path.read_text().replace('"mornings"', '"a\\u0007b"')
    path.with_name("odd.json").write_text(text)
    odd = supine("--file", str(path.with_name("odd.json")), "completions", "--values", "routines")
    assert odd.out == "neck-and-upper-back\n", "it could only be offered with an escape"
    assert values("--values", "routines") == ["neck-and-upper-back", "mornings"]
    assert values("--values", "exercises") == ["shoulder-blades", "neck"]
    of_first = values("--routine", "neck-and-upper-back", "--values", "counts")
    assert of_first == ["shoulder-blades=", "neck=", "jaw="]


def test_a_shell_has_to_be_named(supine: CommandLine) -> None:
    assert "bash, zsh, fish or powershell" in supine.fails(USAGE, "completions")
    assert "invalid choice: 'tcsh'" in supine.fails(USAGE, "completions", "tcsh")
    answer = supine("completions", "bash", "--json").json
    assert answer["shell"] == "bash" and answer["script"].startswith("# Completion")


def test_an_option_takes_a_value_in_all_commands_or_in_none() -> None:
    takes: dict[str, object] = {}
    for option in grammar().options():
        what = (option.values is not None, option.takes_many)
        for name in option.names:
            assert takes.setdefault(name, what) == what, name


def test_every_meaning_that_is_known_is_of_something_that_the_parser_takes() -> None:
    actions = [a for each in commands_of(build_parser()).values() for a in each._actions]
    assert set(_BY_DEST) <= {action.dest for action in actions if action.choices is None}
    for name, after in _AFTER.items():
        first = next(a for a in commands_of(build_parser())[name]._actions if a.dest == "what")
        assert set(after) <= set(first.choices or ())


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_a_script_knows_every_command_and_is_the_same_each_time(
    supine: CommandLine, scripts: Path, shell: str
) -> None:
    answer = supine("completions", shell)
    assert answer.out == (scripts / shell).read_text(encoding="utf-8")
    assert supine("completions", shell, "--json").json["script"] == answer.out.rstrip("\n")
    commands = next(a.choices for a in build_parser()._actions if isinstance(a.choices, dict))
    assert [name for name in commands if not re.search(rf"\b{name}\b", answer.out)] == []
