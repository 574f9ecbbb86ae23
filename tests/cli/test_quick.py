"""What a prompt waits for: the words read without the parser, and the end without taking apart."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.cli.main import options_without_argparse
from tui.cli.parser import build_parser
from tui.cli.support import NO, USAGE

ROOT = Path(__file__).parents[2]
WORDS = [
    *("streak", "streak", "today", "x", "", "-", "--", "-1", "2026-11-22"),
    *("--json", "--check", "--file", "--routine", "--color", "always", "-h", "--help"),
    *("--file=x", "--json=1", "--fil", "--version", "-o"),
]


@given(st.lists(st.sampled_from(WORDS), max_size=6))
@example([])
@example(["streak"])
@example(["--check", "streak"])
@example(["streak", "streak"])
@example(["--file", "x", "streak", "--json", "--check", "--routine", ""])
@example(["streak", "--file"])
@example(["--file", "--json", "streak"])
def test_what_is_read_quickly_is_what_the_parser_reads(words: list[str]) -> None:
    options = options_without_argparse(words)
    if options is not None:
        assert (vars(options), "") == read(words, None)


@pytest.mark.parametrize(
    "words",
    [[], ["streak"], ["streak", "--json"], ["streak", "--check"], ["--file", "x", "streak"]],
    ids=" ".join,
)
def test_the_plain_calls_are_read_quickly(words: list[str]) -> None:
    assert options_without_argparse(words) is not None


@given(st.lists(st.sampled_from(WORDS), max_size=5))
@example(["nonsense", "today"])
@example(["--help", "today"])
@example(["today", "--help"])
def test_a_parser_for_these_words_reads_them_as_the_whole_one_does(words: list[str]) -> None:
    assert read(words, words) == read(words, None)


def read(words: list[str], needed: list[str] | None) -> tuple[object, str]:
    """What a parser makes of words, and what it says of them."""
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            return vars(build_parser(needed).parse_args(words)), said.getvalue()
        except SystemExit as left:
            return left.code, said.getvalue()


def run(*arguments: str, file: Path) -> subprocess.CompletedProcess[str]:
    """The program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tui", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"SUPINE_FILE": str(file), "PYTHONUTF8": "1"},
        check=False,
    )


def test_the_process_ends_with_all_it_had_to_say_and_its_code(tmp_path: Path) -> None:
    file = tmp_path / "supine.json"
    answer = run("streak", "--check", file=file)
    assert answer.returncode == NO
    assert answer.stdout.startswith("0 days · ") and answer.stdout.endswith("\n")
    assert answer.stderr == ""
    many = run("calendar", "--weeks", "2000", "--json", file=file)
    assert many.returncode == 0 and many.stdout.endswith("]}\n")
    wrong = run("streak", "--nonsense", file=file)
    assert wrong.returncode == USAGE and wrong.stderr.count("\n") == 1
    file.write_bytes(b"")
    damaged = run("streak", file=file)
    assert damaged.returncode == 3 and "supine streak: cannot read" in damaged.stderr


def test_what_is_hidden_while_loading_can_be_loaded_afterwards() -> None:
    program = """
import os, sys
def leave(code):
    assert "typing_extensions" not in sys.modules
    import typing_extensions
    end(0)
end, os._exit = os._exit, leave
sys.argv[1:] = ["streak"]
from tui.cli.main import run
run()
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True)
