"""What the settings screen does with the diary's file: facts, backups, an export, going back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.app.dialogs.choice import Choice, ChoiceDialog
from tui.app.dialogs.list import ListDialog
from tui.diary import backups
from tui.diary.backups import Backup
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unconfirmed
from tui.practice.dates import LocalTime
from tui.words import phrases
from tui.words.backups import backup_words, contents_words
from tui.words.copies import summary_words

if TYPE_CHECKING:
    from tui.app.shell import Shell
    from tui.diary.copies import Copy

_MOST_LISTED = 12
"""The most backups that are listed where there is room."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of the file.

    Attributes:
        path: its path.
        size: its size in bytes; None where there is no file.
        backups: its backups, the newest first.
        newest: when the newest backup was made, in words.
        newest_ones: the newest backups in words.
        problem: why the backups cannot be listed, or empty.
        copies: what copies of sync programs there are, in words.
    """

    path: str = ""
    size: int | None = None
    backups: tuple[Backup, ...] = ()
    newest: str = ""
    newest_ones: tuple[str, ...] = ()
    problem: str = ""
    copies: str = ""


def file_facts(diary: Diary, found: Sequence[Copy], local: LocalTime) -> FileFacts:
    """Look at the file and its backups; times are told in local time.

    Args:
        diary: the diary.
        found: the copies that sync programs left.
        local: returns the local time at a moment.
    """
    path = diary.path
    try:
        size: int | None = path.stat().st_size
    except OSError:
        size = None
    copies = summary_words(found)
    try:
        known = tuple(backups.listed(path))
    except DiaryError as error:
        return FileFacts(str(path), size, problem=str(error), copies=copies)
    newest = phrases.moment_words(known[0].made, local) if known else ""
    newest_ones = tuple(backup_words(each, local) for each in known[:_MOST_LISTED])
    return FileFacts(str(path), size, known, newest, newest_ones, copies=copies)


def size_words(size: int | None) -> str:
    """Return a size in bytes in words: ``312 bytes``, ``12.4 kB`` or ``5.3 MB``."""
    if size is None:
        return "no file yet"
    if size < 1_000:
        return phrases.plural(size, "byte")
    return f"{size / 1e3:,.1f} kB" if size < 1e6 else f"{size / 1e6:,.1f} MB"


async def back_up(app: Shell) -> None:
    """Saves a copy of the file as it is now."""
    # In a tuple, since None as the result of a change means that it failed.
    made = await app.change(lambda diary: (diary.store.make_backup("manual"),))
    if made is not None:
        words = f"Saved as {made[0].name}." if made[0] else "There is nothing to back up yet."
        app.notify(words, markup=False)


async def export(app: Shell) -> None:
    """Write the whole diary to a new file beside it."""
    from tui.exchange.write_export import export_beside  # few sessions export anything

    today = app.today.date
    written = await app.change(lambda diary: export_beside(diary, today))
    if written is not None:
        app.notify(f"Exported to {written}.", markup=False)


async def restore(app: Shell, facts: FileFacts) -> None:
    """Let the person choose a backup, say what going back to it means, and go back."""
    if not facts.backups:
        app.notify(
            facts.problem or "There is no backup yet; one is made before a day's first change.",
            markup=False,
        )
        return
    by_name = {each.name: each for each in facts.backups}
    options = [(name, backup_words(each, app.clock.local)) for name, each in by_name.items()]
    name = await app.push_screen_wait(ListDialog("Restore a backup", options))
    if name is None:
        return
    backup = by_name[name]
    made = phrases.moment_words(backup.made, app.clock.local)

    def contents(diary: Diary) -> tuple[str, str]:
        return contents_words(backups.snapshot_of(backup)), contents_words(diary.read())

    # Read as a change is made, so that any fault of the backup is told in the same way.
    counted = await app.change(contents)
    if counted is None:
        return
    then, now = counted
    question = ChoiceDialog(
        f"Restore the backup of {made}?",
        [Choice("y", "restore", "restore it"), Choice("n", "", "cancel")],
        f"The diary will hold {then}. What it holds now ({now}) is backed up first.",
    )
    if not await app.push_screen_wait(question):
        return

    def go_back(diary: Diary) -> tuple[Backup | None]:
        try:
            return (diary.restore(backup),)
        except Unconfirmed as unconfirmed:
            unconfirmed.result = (unconfirmed.result,)
            raise

    before = await app.change(go_back)
    if before is not None:
        back = f" What was there before is saved as {before[0].name}." if before[0] else ""
        app.notify(f"Restored the backup of {made}.{back}", markup=False)
