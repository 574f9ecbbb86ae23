"""Copies that sync programs left, in words: that they wait, and what became of them."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Iterable, Sequence

from tui.diary.copies import Copy, CopyKind
from tui.diary.copy_merge import MergePlan, MergeResult
from tui.diary.undo import UndoStep
from tui.words.merging import merge_lines
from tui.words.phrases import capital, listed
from tui.words.visible import visible

_MOST_TOLD = 5
"""The copies of which a preview says what is in them, one by one."""

WHAT_IS_IN_IT: dict[CopyKind, str] = {
    "news": "it has changes that are missing here",
    "known": "it would change nothing here",
    "stranger": "it has nothing in common with this diary, so it may be someone else's",
    "unreadable": "it can't be read",
}
"""What a copy holds, by its kind."""
_IN_THEM: dict[CopyKind, str] = {
    "news": "with changes that are missing here",
    "known": "that would change nothing here",
    "stranger": "that have nothing in common with it, so they may be someone else's",
    "unreadable": "that can't be read",
}
"""The same of several copies."""
_IN_SHORT: dict[CopyKind, str] = {
    "news": "to merge",
    "known": "with nothing new",
    "stranger": "perhaps not yours",
    "unreadable": "unreadable",
}
"""The same in a word or two."""
OFFERS: dict[CopyKind, str] = {
    "news": "look and merge",
    "known": "tidy away",
    "stranger": "look at it",
}
"""What can be done with a copy, by its kind; nothing with one that cannot be read."""
NO_COPIES = (
    "There's no copy to merge. A sync program leaves one next to the diary when two devices "
    "change it at the same time."
)


def most_telling(copies: Sequence[Copy]) -> CopyKind:
    """Return the kind among some copies that matters most."""
    kinds = {copy.kind for copy in copies}
    return next(kind for kind in WHAT_IS_IN_IT if kind in kinds)


def _count(copies: Iterable[Copy], kind: CopyKind) -> int:
    return sum(copy.kind == kind for copy in copies)


def waiting_words(copies: Sequence[Copy]) -> str:
    """Return that copies wait, and what is in them, as one sentence without its full stop."""
    kind = most_telling(copies)
    if len(copies) == 1:
        copy = copies[0]
        reason = f": {visible(copy.reason)}" if copy.reason else ""
        return (
            f"a sync program left a copy of the diary: {WHAT_IS_IN_IT[kind]}{reason} "
            f"({visible(copy.path.name)})"
        )
    of_the_kind = _count(copies, kind)
    what = f" {_IN_THEM[kind]}"
    if of_the_kind < len(copies):
        some = "one" if of_the_kind == 1 else f"{of_the_kind:,}"
        what = f", {some} of them {_IN_SHORT[kind]}"
    return f"a sync program left {len(copies):,} copies of the diary{what}"


def found_words(copy: Copy) -> str:
    """Return what one copy is and the command that merges it, as ``supine doctor`` says it."""
    name = visible(str(copy.path))
    if copy.kind == "unreadable":
        return f"a sync program left a copy that can't be read: {name} ({visible(copy.reason)})"
    command = f"supine merge {shlex.quote(str(copy.path))}"
    return (
        f"a sync program left a copy: {WHAT_IS_IN_IT[copy.kind]}; to merge it: {visible(command)}"
    )


def summary_words(copies: Sequence[Copy]) -> str:
    """Return how many copies wait, in few words: ``1 of 4 to merge``, or ``none``."""
    if not copies:
        return "none"
    kind = most_telling(copies)
    of_the_kind = _count(copies, kind)
    total = f" of {len(copies):,}" if of_the_kind < len(copies) else ""
    return f"{of_the_kind:,}{total} {_IN_SHORT[kind]}"


# Merging them

STRANGER = (
    "This copy has no session and no date in common with your diary. If it's someone else's, don't "
    "merge it: their sessions would be added to yours, and change what you're asked to do."
)
NOTHING_NEW = "Everything in it is already in your diary."
"""What is said of a copy that brings nothing."""
UNCHANGED = "Your diary stays the same."
"""What is said where nothing is written, also if the copy differs in what it has."""


def nothing_to_merge(found: Sequence[Copy]) -> str:
    """Return why there is nothing to merge: no copy, or none that can be read."""
    return f"{capital(waiting_words(found))}." if found else NO_COPIES


def question(plan: MergePlan) -> str:
    """Return the question that a preview asks."""
    count = len(plan.sources)
    copies = "this copy" if count == 1 else f"{count} copies"
    return f"Merge {copies}?" if plan.changes_diary else f"Move {copies} to the backups?"


def accept(plan: MergePlan) -> str:
    """Return what yes means."""
    if not plan.changes_diary:
        return "move it" if len(plan.sources) == 1 else "move them"
    return "it's mine: merge" if any(each.is_stranger for each in plan.sources) else "merge"


def preview(found: Sequence[Copy], plan: MergePlan, undo_way: str, today: dt.date) -> list[str]:
    """Return what merging would do, in paragraphs.

    Args:
        found: all copies that were found, those that cannot be read included.
        plan: the merge.
        undo_way: how it is taken back, such as ``press u``.
        today: the practice date.
    """
    paragraphs = [STRANGER] if any(each.is_stranger for each in plan.sources) else []
    said = [
        (visible(step.source.path.name), merge_lines(step.merged, today)) for step in plan.steps
    ]
    new = [(name, lines) for name, lines in said if lines]
    for name, lines in new[:_MOST_TOLD]:
        heading = [] if len(said) == 1 else [f"{name}:"]
        points = lines if len(lines) == 1 else [f"· {line}" for line in lines]
        paragraphs.append("\n".join([*heading, *points]))
    if len(new) > _MOST_TOLD:
        paragraphs.append(f"And what is new in {len(new) - _MOST_TOLD} more.")
    if len(said) == 1 and not new:
        paragraphs.append(NOTHING_NEW)
    elif known := [name for name, lines in said if not lines]:
        more = len(known) - _MOST_TOLD
        names = [*known[:_MOST_TOLD], *([f"{more} more"] if more > 0 else [])]
        paragraphs.append(f"Nothing more in {listed(names)}.")
    broken = [copy for copy in found if copy.kind == "unreadable"]
    paragraphs += [
        f"Left where it is: {visible(copy.path.name)}, because {visible(copy.reason)}."
        for copy in broken[:_MOST_TOLD]
    ]
    if later := len(found) - len(broken) - len(plan.steps):
        paragraphs.append(
            f"{later:,} more {'comes' if later == 1 else 'come'} with the next merge."
        )
    return [*paragraphs, _what_happens(plan, undo_way)]


def _what_happens(plan: MergePlan, undo_way: str) -> str:
    names = [visible(each.path.name) for each in plan.sources if each.is_moved]
    what = f"{names[0]} is" if len(names) == 1 else "The copies are"
    kept = f"{what} moved to the folder of backups; nothing is deleted." if names else ""
    if not plan.changes_diary:
        return joined_sentences(UNCHANGED, kept)
    return joined_sentences("A backup is made first.", kept, f"To undo the merge, {undo_way}.")


def merged_words(result: MergeResult, undo_words: str) -> str:
    """Return what a merge did, and where the copies are.

    Args:
        result: the merge.
        undo_words: how it is undone, such as ``To undo it, press u.``
    """
    lines = [
        *(["Merged." if result.plan.changes_diary else UNCHANGED]),
        *([_moved_words(result)] if result.moved else []),
        *(f"{visible(path.name)} is still there: {visible(why)}." for path, why in result.left),
        *([undo_words] if result.backup else []),
    ]
    return " ".join(lines)


def _moved_words(result: MergeResult) -> str:
    folder = result.moved[0][1].parent.name
    if len(result.moved) == 1:
        return f"The copy is now in {visible(folder)}."
    return f"{len(result.moved)} copies are now in {visible(folder)}."


def stay_words(step: UndoStep) -> str:
    """Return where the copies are when their merge is undone."""
    more = len(step.copies) - 1
    others = [] if not more else [f"{more} more"]
    return f"What was merged stays in {listed([visible(step.copies[0]), *others])}."


def joined_sentences(*sentences: str) -> str:
    """Return sentences with a space between them, without those that are empty."""
    return " ".join(filter(None, sentences))
