"""The parser, the part of it that a command needs, and the options read without argparse."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.cli.main import options_without_argparse
from tui.cli.parser import build_parser, with_settings_action

ARGUMENTS = [
    *("streak", "streak", "today", "x", "", "-", "--", "-1", "2026-11-22"),
    *("--json", "--check", "--file", "--routine", "--color", "always", "-h", "--help"),
    *("--file=x", "--json=1", "--fil", "--version", "-o"),
]


@given(st.lists(st.sampled_from(ARGUMENTS), max_size=6))
@example([])
@example(["streak"])
@example(["--check", "streak"])
@example(["streak", "streak"])
@example(["--file", "x", "streak", "--json", "--check", "--routine", ""])
@example(["streak", "--file"])
@example(["--file", "--json", "streak"])
def test_options_read_without_argparse_are_those_that_the_parser_reads(
    arguments: list[str],
) -> None:
    options = options_without_argparse(arguments)
    if options is not None:
        assert (vars(options), "") == parse(arguments, None)


@pytest.mark.parametrize(
    "arguments",
    [[], ["streak"], ["streak", "--json"], ["streak", "--check"], ["--file", "x", "streak"]],
    ids=" ".join,
)
def test_the_calls_of_a_prompt_are_read_without_argparse(arguments: list[str]) -> None:
    assert options_without_argparse(arguments) is not None


@given(st.lists(st.sampled_from(ARGUMENTS), max_size=5))
@example(["nonsense", "today"])
@example(["--help", "today"])
@example(["today", "--help"])
def test_a_parser_of_only_these_commands_reads_them_as_the_whole_one_does(
    arguments: list[str],
) -> None:
    assert parse(arguments, arguments) == parse(arguments, None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("log --rep 2", "supine log: there is no option --rep; did you mean --reps?"),
        ("log --efort=right", "supine log: there is no option --efort; did you mean --effort?"),
        ("--rotine x today", "supine: there is no option --rotine; did you mean --routine?"),
        ("log --zzz", "supine log: there is no option --zzz (see"),
        ("today --jsno", "supine today: there is no option --jsno; did you mean --json?"),
        ("log --effort hrad", "invalid choice: 'hrad'; did you mean hard? (see"),
        ("log --effort x", "invalid choice: 'x'; choose light, right or hard (see"),
        ("log --prop roll,pillow", "put spaces between them: roll pillow (see"),
        ("LOG", "there is no command 'LOG'; did you mean log?"),
        ("today extra", "unrecognized arguments: extra"),
    ],
)
def test_what_is_mistyped_is_said_with_what_was_probably_meant(typed: str, said: str) -> None:
    code, printed = parse(typed.split(), typed.split())
    assert (code, said in printed, printed.count("\n")) == (2, True, 1), printed


def test_choices_may_be_typed_in_any_case() -> None:
    options = build_parser().parse_args(
        ["log", "--effort", "RIGHT", "--prop", "Roll", "pillow", "--note", "LOG"]
    )
    assert (options.effort, options.prop, options.note) == ("right", ["roll", "pillow"], "LOG")
    assert build_parser().parse_args(["check-in", "CLEAR"]).band == "clear"
    assert with_settings_action(["settings", "GET", "sound"]) == ["settings", "GET", "sound"]


def parse(arguments: list[str], built_for: list[str] | None) -> tuple[object, str]:
    """Return the options or the exit code, and what a parser built for some arguments prints."""
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            return vars(build_parser(built_for).parse_args(arguments)), printed.getvalue()
        except SystemExit as exited:
            return exited.code, printed.getvalue()
