"""Merge the copies of the diary that sync programs left, after a preview in plain words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from tui.app.dialogs.text import TextDialog
from tui.diary.copies import Copy
from tui.diary.copy_merge import MOST_AT_ONCE, MergePlan, MergeResult
from tui.diary.diary import Diary
from tui.words import copies as words
from tui.words.merging import is_sign_line

if TYPE_CHECKING:
    from tui.app.shell import Shell


async def merge_copies(app: Shell) -> None:
    """Look for copies again, say what merging them would do, and merge them if that is wanted."""
    await app.find_copies()
    found = app.copies
    ours = [copy.path for copy in found if copy.kind in ("news", "known")]
    strangers = [copy.path for copy in found if copy.kind == "stranger"]
    # What may be someone else's is never merged in one go with what is not.
    paths = ours[:MOST_AT_ONCE] or strangers[:1]
    if not paths:
        app.notify(words.nothing_to_merge(found), markup=False)
        return
    plan = await app.change(lambda diary: diary.plan_merge(paths))
    if plan is None or not await app.push_screen_wait(
        preview(found, plan, app.way_to("app.undo"), app.today.date)
    ):
        return

    def merge(diary: Diary) -> MergeResult:
        return diary.merge(plan)

    result = await app.change(merge)
    if result is not None:
        undo = f"To undo it, {app.way_to('app.undo')}."
        app.notify(words.merged_words(result, undo), markup=False)
    await app.find_copies()


def preview(found: Sequence[Copy], plan: MergePlan, undo_way: str, today: dt.date) -> TextDialog:
    """Return the question whether to merge, which says what that would do."""
    return TextDialog(
        words.question(plan),
        [
            Content("\n").join(_styled(line) for line in paragraph.splitlines())
            for paragraph in words.preview(found, plan, undo_way, today)
        ],
        accept=words.accept(plan),
        refuse="not now",
    )


def _styled(line: str) -> Content:
    """Return a line of the preview; what must be seen before all else stands out."""
    is_warning = line == words.STRANGER or is_sign_line(line)
    return Content.styled(line, "bold $text-warning") if is_warning else Content(line)
