"""Names as people type them: found without regard to case, and suggested after a typing mistake.

A suggestion is only made where it is probably what was meant. None is better than a silly one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MOST_SUGGESTED = 3
_SHORTEST = 3
"""Letters from which on anything is suggested; of fewer, nearly every name is near."""


def known_name(typed: str, known: Iterable[str]) -> str | None:
    """Return the name that is meant: exactly as typed, else the only one that differs in case."""
    names = list(known)
    if typed in names:
        return typed
    wanted = typed.strip().casefold()
    alike = [name for name in names if name.casefold() == wanted]
    return alike[0] if len(alike) == 1 else None


def near_names(typed: str, known: Iterable[str]) -> list[str]:
    """Return the names that were probably meant by a mistyped one, at most three; often none.

    Those are the names that begin with what was typed, and those with the fewest mistakes, if there
    are few for their length: one in 3 to 5 letters, two in 6 to 9, three in more. A mistake is a
    letter that is missing, too much or another one, or two that changed places. Of a name with dots
    the last part may be meant alone, such as ``step`` by ``plan.step``. Case is ignored.
    """
    text = typed.strip().casefold()
    if len(text) < _SHORTEST:
        return []
    ranked: list[tuple[int, str]] = []
    for name in known:
        parts = {name.casefold(), name.casefold().rpartition(".")[2]}
        mistakes = min(_rank(text, part) for part in parts)
        if mistakes <= _allowed(text):
            ranked.append((mistakes, name))
    fewest = min(ranked, default=(0, ""))[0]
    found = [name for mistakes, name in ranked if mistakes == fewest]
    return found if len(found) <= MOST_SUGGESTED else []


def _allowed(text: str) -> int:
    return 1 if len(text) <= 5 else 2 if len(text) <= 9 else 3


def _rank(text: str, name: str) -> int:
    """Return the number of mistakes, or 0 for the beginning of a name.

    One more if the name's first letter is not among the first two: that is seldom mistyped.
    """
    if name.startswith(text):
        return 0
    return _mistakes(text, name) + (name[:1] not in text[:2])


def _mistakes(one: Sequence[str], other: Sequence[str]) -> int:
    """Return in how many steps a text becomes another (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last_but_one, before = before, row
        row = [i]
        for j, its in enumerate(other, 1):
            changed = before[j - 1] + (letter != its)
            row.append(min(before[j] + 1, row[j - 1] + 1, changed))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                row[j] = min(row[j], last_but_one[j - 2] + 1)
    return row[-1]
