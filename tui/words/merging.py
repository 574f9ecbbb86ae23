"""What a merge brings, in words: before it is made, and on the command line."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from tui.diary.blind_acks import acks_and_signs
from tui.diary.merge import Merged
from tui.diary.merge_changes import MergeChange
from tui.practice.models import Settings
from tui.words.merge_names import (
    DAY_PARTS,
    FIELDS,
    MOST_NAMED,
    Names,
    session_words,
    subject_of,
    values_of,
)
from tui.words.phrases import (
    capital,
    listed,
    plural,
)
from tui.words.visible import visible

UNKNOWN = "It has entries that this version of supine can't read. They're kept as they are."
ONLY_TIMES = "It only says more about when things were changed. Nothing that you see is different."
_SIGNS_COME = {
    1: "It has a warning sign that isn't here yet",
    2: "It has warning signs that aren't here yet",
}
"""How the line begins that must be seen first, for one and for several."""
_SIGNS_GO = "Taken back in the copy: the warning sign"
_PAUSES = "Practice pauses until someone qualified has looked at {}."
_STAYS = "Practice stays paused"
_PLURALS = {
    "unknown entry": "unknown entries",
    "entry": "entries",
    "answer after practice": "answers after practice",
}
_TABLE_WORDS = {"sessions": "session", "days": "date", "routines": "routine"}
_UNTOLD = {"welcomed", "dismissed", "compare_put_off"}
"""Fields that a person has not chosen."""


def merge_lines(merged: Merged, today: dt.date) -> list[str]:
    """Return what a merge brings to this diary, a sentence each; empty where it brings nothing.

    What is said first is what matters most to the body.

    Args:
        merged: the merge.
        today: the practice date; dates of other years are said with the year.
    """
    known = {*_TABLE_WORDS, "settings"}
    unread = [each for each in merged.changes if each.kind == "added" and each.kept is None]
    unread = [each for each in unread if each.table in known]
    changes = [
        each
        for each in merged.changes
        if each not in unread and (each.field or ("",))[0] not in _UNTOLD
    ]
    names = Names(merged, today)
    feelings = [each for each in changes if _is_feeling(each)]
    others = [each for each in changes if not _is_feeling(each)]
    lines = [
        *_sign_lines(merged, today, names),
        *_feeling_lines(feelings, names),
        *_listed("Only in the copy: {}.", _counts(_additions(others))),
        *_named("Added from the copy: {}.", _parts_added(others, names)),
        *_named("Changed only in the copy: {}.", _news(others, names)),
        *_listed("Removed in the copy: {}.",
                 [*_records(changes, "removed", names), *_counts(_taken_back(others))]),
        *_listed("Removed in the copy, but more is known of it here, so it stays: {}.",
                 _records(changes, "outlived", names)),
        *_listed("Removed here, but the copy knows more of it, so back again: {}.",
                 _records(changes, "returned", names)),
        *_listed("Removed here, and so left out, though the copy still has it: {}.",
                 _records(changes, "gone", names)),
    ]  # fmt: skip
    conflicts = [each for each in others if each.kind == "both" and not _added_parts(each)]
    conflicts.sort(key=lambda each: each.table != "days")  # what is of a date comes first
    both = [_both_words(*each, names) for each in _by_dates(conflicts)]
    lines += both[:MOST_NAMED]
    if len(both) > MOST_NAMED:
        lines.append(f"Changed in both: {len(both) - MOST_NAMED} more.")
    lines += [UNKNOWN] if unread else []
    return lines or ([ONLY_TIMES] if merged.is_new else [])


def _is_feeling(change: MergeChange) -> bool:
    """Return whether an answer about the body is another one than before on one of the sides."""
    is_answer = change.table == "days" and change.field[:1] in (("check",), ("report",))
    has_both = change.kept is not None and change.lost is not None
    return is_answer and change.kind in ("changed", "both") and has_both


def _by_dates(changes: Iterable[MergeChange]) -> list[tuple[MergeChange, list[str]]]:
    """Return changes, those of several dates that are the same as one, with their dates."""
    found: dict[str, tuple[MergeChange, list[str]]] = {}
    for each in changes:
        of = each.identity if each.table != "days" else ""
        key = repr((each.table, of, each.kind, each.field, each.kept, each.lost, each.why))
        found.setdefault(f"{key}{each.is_ours}", (each, []))[1].append(each.identity)
    return [*found.values()]


def _feeling_lines(changes: Iterable[MergeChange], names: Names) -> Iterator[str]:
    """Yield what becomes of answers that differ, what is new here first."""
    said = _by_dates(sorted(changes, key=lambda each: (each.is_ours, each.identity)))
    for change, dates in said[:MOST_NAMED]:
        who = capital(subject_of(change, dates, names))
        kept, lost = values_of(change, names)
        differ = "differs" if len(dates) == 1 else "differ"
        if change.kind == "both":
            yield f"{who} {differ}. The worse stays: {kept}, instead of {lost}."
        else:
            was = "was" if len(dates) == 1 else "were"
            yield f"{who} {was} changed in the copy, from {lost} to {kept}."
    if len(said) > MOST_NAMED:
        more = len(said) - MOST_NAMED
        differ = "differs" if more == 1 else "differ"
        yield f"{plural(more, 'more answer')} of how it felt {differ}."


def _sign_lines(merged: Merged, today: dt.date, names: Names) -> Iterator[str]:
    """Yield which warning signs come and go, which acknowledgements don't count, and any pause."""
    after = {
        name: {key: table.record_json(key) for key in table}
        for name, table in merged.tables.items()
        if name in ("days", "sessions")
    }
    acked, told = acks_and_signs(after)
    signs = {date for date, *_ in told}
    is_paused = _is_paused(acked, signs, today)
    blind = [each.identity for each in merged.changes if each.kind == "blind"]
    come: set[str] = set()
    # Of git's versions none is what was here before; a pause begins by what is left out.
    was_paused = not blind
    if merged.ours is not None:
        acked_before, known = acks_and_signs(merged.ours)
        before = {date for date, *_ in known}
        # One more sign of a date that had one counts as new where it costs an acknowledgement.
        more = {date for date, *_ in told - known if date < max(blind, default="")}
        if come := signs - before | more:
            pauses = _PAUSES.format("it" if len(come) == 1 else "them")
            end = f" {pauses}" if is_paused else ""
            yield f"{_SIGNS_COME[min(len(come), 2)]}, from {names.dates(come)}.{end}"
        if gone := before - signs:
            yield f"{_SIGNS_GO}{'s' if len(gone) > 1 else ''} of {names.dates(gone)}."
        was_paused = _is_paused(acked_before, before, today)
    if blind:
        what = "acknowledgement" if len(blind) == 1 else "acknowledgements"
        was, goes = ("was", "goes") if len(blind) == 1 else ("were", "go")
        unknown = "another sign" if len(come) < 2 else "other signs"
        yield (
            f"The {what} of {names.dates(blind)} {was} given without knowing of {unknown}, "
            f"and {goes}."
        )
    if is_paused and not was_paused and not come:
        yield _PAUSES.format("the sign")
    if is_paused and merged.theirs is not None:
        # Only what would have ended the pause: who gave it believes that practice goes on.
        given, _ = acks_and_signs(merged.theirs)
        if ends := _that_end_pause(given, signs, today) - {*blind}:
            what = "the acknowledgement" if len(ends) == 1 else "acknowledgements"
            yield f"{_STAYS}, though the copy has {what} of {names.dates(ends)}."


def _is_paused(acked: Iterable[str], signs: Collection[str], today: dt.date) -> bool:
    """Return whether a sign has no acknowledgement on a later date, as in `lock_spans`."""
    return bool(signs) and not _that_end_pause(acked, signs, today)


def _that_end_pause(acked: Iterable[str], signs: Collection[str], today: dt.date) -> set[str]:
    """Return the dates of the acknowledgements that are later than all signs."""
    return {date for date in acked if max(signs) < date <= today.isoformat()}


def is_sign_line(line: str) -> bool:
    """Return whether a line must be seen before all else."""
    first = (*_SIGNS_COME.values(), _SIGNS_GO, _PAUSES.split("{", 1)[0], _STAYS)
    return any(words in line for words in first)


def _parts_added(changes: Iterable[MergeChange], names: Names) -> Iterator[str]:
    """Yield what comes to the sore places and the notes of dates that have some."""
    for each in changes:
        if added := _added_parts(each):
            count = plural(len(added), "line")
            what = listed([visible(part) for part in added]) if each.field == ("areas",) else count
            yield f"{what} to {subject_of(each, [each.identity], names)}"


def _added_parts(change: MergeChange) -> list[str]:
    """Return what a change adds to a list of places or to a note, if it only adds."""
    if change.table != "days" or change.kind not in ("changed", "both") or change.is_ours:
        return []
    kept, lost = (_parts_of(change, value) for value in (change.kept, change.lost))
    return [each for each in kept if each not in lost] if lost and {*lost} <= {*kept} else []


def _parts_of(change: MergeChange, value: object) -> list[str]:
    if change.field == ("areas",) and isinstance(value, list):
        return [str(each) for each in value]
    is_note = change.field == ("note",) and isinstance(value, str)
    return str(value).split("\n") if is_note else []


def _additions(changes: Iterable[MergeChange]) -> dict[str, int]:
    """Return what only the copy has, counted by its name."""
    found: Counter[str] = Counter()
    for each in changes:
        if each.kind == "added" and each.table in ("sessions", "routines"):
            found[each.table[:-1]] += 1
        elif each.kind == "added" and each.table == "days":
            found.update(words for name, words in DAY_PARTS.items() if each.kept.get(name))
        elif each.kind == "added" and each.table != "settings":
            found["unknown entry"] += 1
        elif _is_addition(each):
            found[_part(each)] += 1
    return dict(sorted(found.items(), key=lambda item: _ORDER.get(item[0], len(_ORDER))))


_ORDER = {name: n for n, name in enumerate(["session", *DAY_PARTS.values(), "routine"])}


def _part(change: MergeChange) -> str:
    """Return as what a field that they changed is counted; empty if it is told by its name."""
    if change.kind != "changed":
        return ""
    if change.table == "routines":
        return "exercise" if change.field[0] == "exercises" and len(change.field) == 2 else ""
    return DAY_PARTS.get(change.field[0], "") if change.table == "days" else ""


def _is_addition(change: MergeChange) -> bool:
    return bool(_part(change)) and change.lost is None


def _is_taken_back(change: MergeChange) -> bool:
    return bool(_part(change)) and change.kept is None


def _taken_back(changes: Iterable[MergeChange]) -> Counter[str]:
    """Return what the copy took back of a date or a routine, counted by its name."""
    return Counter(_part(each) for each in changes if _is_taken_back(each))


def _records(changes: Iterable[MergeChange], kind: str, names: Names) -> list[str]:
    """Return the records that go or come back: sessions one by one, the others counted."""
    found = [each for each in changes if each.kind == kind]
    sessions = [each for each in found if each.table == "sessions"]
    sessions.sort(key=lambda each: str((each.lost or each.kept or {}).get("day")))
    more = len(sessions) - MOST_NAMED
    others = (_TABLE_WORDS.get(each.table, "entry") for each in found if each.table != "sessions")
    return [
        *(session_words(each, names) for each in sessions[:MOST_NAMED]),
        *([plural(more, "more session")] if more > 0 else []),
        *_counts(Counter(others)),
    ]


def _news(changes: Iterable[MergeChange], names: Names) -> list[str]:
    """Return what the copy changed of what is here, each by its name."""
    found: dict[str, None] = {}
    sessions = set()
    for each in changes:
        if each.kind == "added" and each.table == "settings":
            chosen = {*each.kept} & {*Settings.__struct_fields__} - _UNTOLD - {"changed"}
            found |= dict.fromkeys(FIELDS[name] for name in sorted(chosen))
    told = (each for each in changes if each.kind == "changed")
    for each, dates in _by_dates(told):
        if _is_addition(each) or _is_taken_back(each) or _added_parts(each):
            continue
        if each.table == "sessions":
            sessions.add(each.identity)
            continue
        kept, lost = values_of(each, names)
        if kept and kept == lost:  # a default that was written down
            continue
        values = f" (from {lost} to {kept})" if kept and lost else ""
        found[f"{subject_of(each, dates, names)}{values}"] = None
    return [*found, *([plural(len(sessions), "session")] if sessions else [])]


def _both_words(change: MergeChange, dates: list[str], names: Names) -> str:
    """Return what became of a field that both changed."""
    kept, lost = values_of(change, names)
    is_told = bool(kept and lost and kept != lost)
    against = "instead of" if change.why == "worse" else "not"
    end = f", without {lost}" if lost and not kept else ""
    if is_told:
        end = f": {kept}, {against} {lost}"
    match change.why:
        case "worse":
            what = f"The worse stays{end}"
        case "whole":
            what = f"The session that was stopped stays as a whole{end}"
        case "ended":
            what = f"What was ended stays{end}"
        case "later":
            what = f"The later change stays{end}"
        case _:
            whose = "the one here" if change.is_ours else "the one of the copy"
            stays = f"{kept} stays, not {lost}" if is_told else f"{whose} stays{end}"
            what = f"Which is later isn't known: {stays}"
    return f"Changed in both: {subject_of(change, dates, names)}. {capital(what)}."


def _counts(counts: Mapping[str, int]) -> list[str]:
    return [
        f"{count:,} {_PLURALS[name]}" if count > 1 and name in _PLURALS else plural(count, name)
        for name, count in counts.items()
    ]


def _listed(sentence: str, parts: Collection[str]) -> Iterator[str]:
    if parts:
        yield sentence.format(listed(parts))


def _named(sentence: str, items: Iterable[str]) -> Iterator[str]:
    if names := [*items]:
        more = len(names) - MOST_NAMED
        told = [*names[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
        yield sentence.format(listed(told))


def conflict_lines(merged: Merged, today: dt.date) -> list[str]:
    """Return only what was changed in both, and what became of it."""
    both = tuple(each for each in merged.changes if each.kind in ("both", "blind"))
    return merge_lines(Merged(merged.tables, both, is_new=False, theirs=merged.theirs), today)
