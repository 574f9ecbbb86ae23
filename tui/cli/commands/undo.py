"""``supine undo``: undo the last change that a command made."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui.cli.lines import print_error_line
from tui.cli.output import print_answer
from tui.cli.support import FINE, NO, UsageError
from tui.clock import Clock
from tui.diary.diary import Diary
from tui.diary.errors import ChangeRejected, Unconfirmed
from tui.diary.kept_step import forget_step, read_step
from tui.diary.today import Today
from tui.words.phrases import step_words
from tui.words.safety import taken_back_words
from tui.words.session_lines import yes_or_no

if TYPE_CHECKING:
    import argparse

    from tui.diary.undo import UndoStep

KEPT = "Nothing was undone."


def undo(options: argparse.Namespace, diary: Diary, clock: Clock) -> int:
    """Take back the last change that a command made, and say what it was.

    At a terminal it asks before it removes a session, unless ``--yes`` is given; return 1 if the
    answer is no. A warning sign is taken back only as a wrong key (rules R6.slip).

    Raises:
        UsageError: there is nothing to undo.
        ChangeRejected: the diary has changed since. The step is forgotten.
        SignStands: it is a warning sign of more than a minute ago. The step is forgotten.
        NotSaved: the diary cannot be written.
    """
    step = read_step(diary.path)
    if step is None:
        raise UsageError("there is nothing to undo; the app has its own undo")
    diary.changes.take_over(step)
    if not options.yes and diary.changes.undo_removes_session() and not _may_remove(step):
        print_answer(options, lambda: {"undone": None, "date": None}, lambda: [KEPT])
        return NO
    try:
        diary.changes.undo()
    except (ChangeRejected, Unconfirmed):
        forget_step(diary.path)
        raise
    forget_step(diary.path)
    what = step_words(step)
    again = _sign_again(step, diary, clock) if step.sign else ""
    lines = [taken_back_words(what, again) if again else f"Undone: {what}."]
    if step.copies:
        from tui.words.copies import stay_words

        lines.append(stay_words(step))
    print_answer(options, lambda: {"undone": step.description, "date": step.day}, lambda: lines)
    return FINE


def _sign_again(step: UndoStep, diary: Diary, clock: Clock) -> str:
    """Return what records a warning sign again that was taken back, on its own date."""
    if step.backup:
        return "run supine merge again"
    is_today = step.sign == Today.now(diary.read(), clock).date
    return f"run supine check-in warning{'' if is_today else f' --date {step.sign}'}"


def _may_remove(step: UndoStep) -> bool:
    """Ask whether a session may be removed; where nobody can be asked, it may, as by `forget`."""
    if sys.stdin is None or not sys.stdin.isatty():
        return True
    print_error_line(f"This removes {step_words(step)}. {yes_or_no('remove it', 'keep it')}")
    return sys.stdin.readline().strip().lower() in ("y", "yes")
