"""``supine path``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.output import print_answer
from tui.cli.support import FINE
from tui.clock import Clock
from tui.diary.diary import Diary

if TYPE_CHECKING:
    import argparse


def path(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Print where the diary is, whether or not it exists yet."""
    del clock
    print_answer(
        options,
        lambda: {"path": str(diary.path), "exists": diary.path.exists()},
        lambda: [str(diary.path)],
    )
    return FINE
