"""Merging copies into the diary: what it would do, doing it, and moving the copies out of the way.

`make_plan` says what a merge of copies would do, for a person to agree to. `carry_out` does it: a
backup, one write, and then each copy is moved to the folder of backups. There it is neither listed
as a backup nor deleted. (docs/sync.md)

A copy is merged only as it was shown. One that has changed or gone since is refused, and nothing is
changed.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from tui.diary import backups
from tui.diary.atomic_write import flush_folder, write_new_file
from tui.diary.copies import decode_copy, read_copy, records_of
from tui.diary.errors import (
    ChangeRejected,
    DiaryError,
    NotSaved,
    Unconfirmed,
    Unreadable,
    reason,
)
from tui.diary.marks import mark_of
from tui.diary.merge import Merged, merge
from tui.diary.past import State, StateFinder
from tui.diary.private import PRIVATE_FILE, make_private_folder, refuse_link_of_others
from tui.diary.raw_file import Stamp, stamp_from

if TYPE_CHECKING:
    from tui.diary.backups import Backup
    from tui.diary.store import Store
    from tui.diary.undo import ChangeHistory

MOST_AT_ONCE = 50
"""The most copies that one merge takes; the others wait for the next one."""
_CHANGED = "it has changed since it was read"


class Source(Struct, frozen=True):
    """One copy as it was read.

    ``is_stranger`` says that it has no record in common with a diary that has some, ``is_moved``
    that it is moved out of the way once it is merged: it is a copy that a sync program left.
    """

    path: Path
    stamp: Stamp
    state: State
    is_stranger: bool
    is_moved: bool


class Step(Struct, frozen=True):
    """What one copy brings, after those before it."""

    source: Source
    merged: Merged


class MergePlan(Struct, frozen=True):
    """What a merge of some copies would do, in the order in which they are merged.

    ``ours`` is the diary and ``result`` what becomes of it; ``changes_diary`` says whether any copy
    has something that is missing there.
    """

    ours: State
    steps: tuple[Step, ...]
    result: State
    changes_diary: bool

    @property
    def sources(self) -> tuple[Source, ...]:
        """The copies."""
        return tuple(step.source for step in self.steps)


class MergeResult(Struct, frozen=True):
    """What a merge did: the plan as it was carried out, and where the copies are now.

    ``backup`` is the diary before the merge; None where nothing was changed, or there was no diary
    yet. ``moved`` are the copies with their new places, ``left`` those that are still where they
    were, with the reason.
    """

    plan: MergePlan
    backup: Backup | None = None
    moved: tuple[tuple[Path, Path], ...] = ()
    left: tuple[tuple[Path, str], ...] = ()


def read_sources(store: Store, files: Sequence[Path], copies: Sequence[Path]) -> list[Source]:
    """Read files that are to be merged into a diary; of two names of one file, only the first.

    Args:
        store: the diary.
        files: what to merge.
        copies: the copies beside the diary, which are moved once they are merged.

    Raises:
        Unreadable: one of them is no diary that can be merged, or the diary itself.
    """
    known = records_of(store.read().file)
    moved = {_real_name(copy) for copy in copies}
    found: list[Source] = []
    for path in dict.fromkeys(files):
        data, stamp = read_copy(path)
        with contextlib.suppress(OSError):
            if path.samefile(store.path):
                raise Unreadable(path, "it's this diary itself; name another copy of it")
            if any(path.samefile(other.path) for other in found):
                continue
        file, tables = decode_copy(path, data)
        found.append(
            Source(
                path=path,
                stamp=stamp,
                state=State.of(tables, data),
                is_stranger=bool(known) and known.isdisjoint(records_of(file)),
                is_moved=_real_name(path) in moved,
            )
        )
    return found


def make_plan(path: Path, ours: State, sources: Sequence[Source]) -> MergePlan:
    """Return what merging some copies into the diary at a path would do.

    Each is compared with the newest state that it and the diary are known to have come from. A
    state that one of them never saw would take back what it does not say, a warning sign among it.
    """
    state = ours
    finder = StateFinder(path)
    steps: list[Step] = []
    marks: set[str] = set()
    for source in sources:
        if source.state.mark in marks:  # to merge it again would change nothing
            last = steps[-1].merged
            steps.append(Step(source, Merged(last.tables, (), is_new=False)))
            continue
        marks.add(source.state.mark)
        base = finder.common(state, source.state)
        merged = merge(state.tables, source.state.tables, base)
        steps.append(Step(source, merged))
        state = state.merged_with(source.state, merged.tables)
    return MergePlan(ours, tuple(steps), state, any(step.merged.is_new for step in steps))


class _NothingNew(Exception):
    """Stops a merge that would write what is there already."""


def carry_out(store: Store, changes: ChangeHistory, plan: MergePlan) -> MergeResult:
    """Merge the copies of a plan into the diary as it is now, and move them out of the way.

    Raises:
        ChangeRejected: a copy has gone or changed since the plan. Nothing was changed.
        NotSaved, Unconfirmed, Unreadable: as `Store.change`. An unconfirmed merge moves nothing.
    """
    made: list[MergePlan] = []

    def make_merged(ours: State) -> State:
        _refuse_changed(plan.sources)
        # Another program may have changed the diary since.
        is_same = ours.mark == plan.ours.mark
        made.append(plan if is_same else make_plan(store.path, ours, plan.sources))
        if not made[-1].changes_diary:
            raise _NothingNew
        return made[-1].result

    backup: Backup | None = None
    unconfirmed: Unconfirmed | None = None
    try:
        replacement = store.merge(make_merged)
    except _NothingNew:
        pass
    except Unconfirmed as error:
        unconfirmed, replacement = error, error.result
    if made[-1].changes_diary:
        backup = replacement.backup
        changes.add_replacement("the merge", replacement)
    if unconfirmed is not None:
        # A power cut may take the merge back, and then the copies are all there is of it.
        left = tuple((each.path, str(unconfirmed)) for each in plan.sources)
        unconfirmed.result = MergeResult(made[-1], backup, left=left)
        raise unconfirmed
    moved, left = _move_copies(store.path, plan.sources)
    if backup is not None and moved:
        changes.name_copies(f"{new.parent.name}/{new.name}" for _, new in moved)
    return MergeResult(made[-1], backup, moved, left)


def _refuse_changed(sources: Sequence[Source]) -> None:
    """Refuse copies that are not what they were when they were read.

    Raises:
        ChangeRejected: one has gone or changed since.
    """
    for source in sources:
        name = source.path.name
        try:
            data, _ = read_copy(source.path)
        except Unreadable as error:
            is_there = os.path.lexists(source.path)
            why = error.reason if is_there else "it's gone; it may be merged already"
            raise ChangeRejected(f"nothing was merged: {name}: {why}") from error
        if mark_of(data) != source.state.mark:
            raise ChangeRejected(f"nothing was merged: {name} has changed since; look at it again")


def _move_copies(
    diary: Path, sources: Sequence[Source]
) -> tuple[tuple[tuple[Path, Path], ...], tuple[tuple[Path, str], ...]]:
    """Move copies that are merged to the folder of backups; return those moved, and those left.

    No file is ever replaced or deleted: a name that is taken gets a number. A copy that has changed
    since it was read stays, since what is new in it was not merged.
    """
    moved: list[tuple[Path, Path]] = []
    left: list[tuple[Path, str]] = []
    for source in sources:
        if not source.is_moved:
            continue
        try:
            moved.append((source.path, _move(diary, source)))
        except (OSError, DiaryError) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            left.append((source.path, why))
    return tuple(moved), tuple(left)


def _move(diary: Path, source: Source) -> Path:
    """Move a copy and return its new place.

    Raises:
        OSError, DiaryError: it is still where it was.
    """
    folder, path = backups.folder_of(diary), source.path
    make_private_folder(folder)
    refuse_link_of_others(folder)
    _refuse_other(path, source)
    target = _reserve(folder, path)
    try:
        try:
            os.replace(path, target)  # noqa: PTH105 - tests make the functions of os fail
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _copy_and_remove(source, target)
        else:
            _put_back_other(source, target)
    except BaseException:
        with contextlib.suppress(OSError):
            if not target.stat().st_size:  # the empty file that holds the name
                target.unlink()
        raise
    for each in (folder, path.parent):
        with contextlib.suppress(OSError):  # a power cut may bring it back, which loses nothing
            flush_folder(each)
    return target


def _reserve(folder: Path, path: Path) -> Path:
    """Make an empty file in a folder, named as another file or with a number, and return it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    for number in itertools.count(1):
        name = path.name if number == 1 else f"{path.stem}-{number}{path.suffix}"
        with contextlib.suppress(FileExistsError):
            os.close(os.open(folder / name, flags, PRIVATE_FILE))
            return folder / name
    raise AssertionError


def _refuse_other(path: Path, source: Source) -> None:
    """Refuse a file that is not the copy that was read.

    Raises:
        NotSaved: it is another one by now.
    """
    if stamp_from(path.lstat()) != source.stamp:
        raise NotSaved(path, _CHANGED)


def _put_back_other(source: Source, target: Path) -> None:
    """Put a file back that came in the place of the copy just before it was moved."""
    if stamp_from(target.lstat()) != source.stamp:
        _give_back(target, source.path)
        raise NotSaved(source.path, _CHANGED)


def _give_back(moved: Path, path: Path) -> None:
    """Move a file back, unless its name is taken by now, or it cannot be moved."""
    with contextlib.suppress(OSError):
        path.hardlink_to(moved)  # a rename would replace what is there
        moved.unlink()


def _copy_and_remove(source: Source, target: Path) -> None:
    """Copy to another file system, then remove the copy that was read, and no other file."""
    path = source.path
    data, stamp = read_copy(path)
    if stamp != source.stamp:
        raise NotSaved(path, _CHANGED)
    write_new_file(target, data)
    # Renamed before it is looked at, since a sync program may replace it at any time.
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    path.rename(aside)
    if stamp_from(aside.lstat()) != source.stamp:
        _give_back(aside, path)
        raise NotSaved(path, _CHANGED)
    aside.unlink()


def _real_name(path: Path) -> Path:
    """Return a path with the links of its folder followed, but not the file itself."""
    return Path(os.path.realpath(path.parent)) / path.name
