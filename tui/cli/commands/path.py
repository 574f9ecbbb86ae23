"""``supine path``: where the diary lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.output import print_json
from tui.cli.support import FINE
from tui.clock import Clock
from tui.diary.diary import Diary

if TYPE_CHECKING:
    import argparse


def path(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """``supine path``."""
    del clock
    if options.json:
        print_json({"path": str(diary.path), "exists": diary.path.exists()})
    else:
        print(diary.path)
    return FINE
