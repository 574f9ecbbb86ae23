"""``supine safety``: the signs for which to call for help, or to ask someone first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.output import print_answer
from tui.cli.support import FINE
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.words import care
from tui.words import safety as words

if TYPE_CHECKING:
    import argparse


def safety(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print the safety words, those for an emergency call first (rules R6.order).

    The diary is not read, so that they are printed whatever state the file is in.
    """
    del diary, clock
    said = {
        "call_now": words.CALL_NOW,
        "ask_first": words.ASK_FIRST,
        "effort": care.EFFORT,
        "soreness": care.SORENESS,
        "not_medical": words.NOT_MEDICAL,
    }
    print_answer(options, lambda: said, said.values)
    return FINE
