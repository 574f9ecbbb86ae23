"""A table as the lines it is written as, so that only what changes is ever encoded again."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode


class RawTable(dict[str, bytes]):
    """A table's records as ``"key":value`` bytes, by key; not changed once it is made."""

    __slots__ = ("_highest", "_joined")
    _joined: bytes
    _highest: int

    @classmethod
    def of(cls, records: Mapping[str, Any]) -> RawTable:
        """The lines of records, each either undecoded (``msgspec.Raw``) or a plain value.

        Raises:
            ValueError: a value has no place in JSON (not a number, infinite).
        """
        if isinstance(records, RawTable):
            return records
        return cls({key: line(key, value) for key, value in records.items()})

    def value(self, key: str) -> bytes:
        """The JSON of one record."""
        return self[key][len(_encode(key)) + 1 :]

    @property
    def joined(self) -> bytes:
        """All records, one a line."""
        try:
            return self._joined
        except AttributeError:
            self._joined = b",\n".join(self.values())
            return self._joined

    @property
    def highest(self) -> int:
        """The highest document id, 0 without any."""
        try:
            return self._highest
        except AttributeError:
            self._highest = max(map(int, filter(is_id, self)), default=0)
            return self._highest

    def changed(self, new: Mapping[str, bytes], gone: Iterable[str]) -> RawTable:
        """These lines with others in their place or behind them, and without some."""
        lines = RawTable(self)
        for name in gone:
            lines.pop(name, None)
        lines.update(new)
        if str(self.highest) in lines or not self.highest:
            # Known without looking at every line again, of which years have many.
            lines._highest = max([self.highest, *(int(name) for name in new if is_id(name))])
        return lines


def line(key: str, value: Any) -> bytes:
    """One record as it is written.

    Raises:
        ValueError: a value has no place in JSON.
    """
    if type(value) is msgspec.Raw:
        return _encode(key) + b":" + bytes(value)
    _refuse_non_numbers(value)
    return _encode(key) + b":" + _encode(value)


def _refuse_non_numbers(value: Any) -> None:
    # The encoder itself would write null in their place, and the value would be gone.
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} has no place in JSON")
    if isinstance(value, Mapping):
        for each in value.values():
            _refuse_non_numbers(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_non_numbers(each)


def is_id(key: str) -> bool:
    """Whether a key can be a document id; other keys are kept, and are in nobody's way."""
    # One way to write each number, so that no two keys are the same document.
    return key.isascii() and key.isdecimal() and (key[0] != "0" or key == "0")


def are_ids(keys: Collection[str]) -> bool:
    """Whether all keys can be document ids; years of them are looked at as one text."""
    text = ",".join(keys)
    # Between digits, as many signs that are none as there are gaps between the keys: the gaps.
    digits = text.replace(",", "")
    is_plain = digits.isascii() and digits.isdecimal() and text[:1] not in "0,"
    if is_plain and ",0" not in text and ",," not in text and text[-1] != ",":
        return len(text) - len(digits) == len(keys) - 1
    return all(map(is_id, keys))


class LazyTable(MutableMapping[Any, Any]):
    """A table as TinyDB sees it: documents by id, each decoded when it is first looked at.

    ``kind`` is what ids are to be: ``int`` for changes, ``str`` for reading, as TinyDB has it.
    """

    def __init__(self, lines: RawTable, kind: type[int] | type[str]) -> None:
        self._lines = lines
        self._kind = kind
        self._open: dict[str, Any] = {}
        self._gone: set[str] = set()

    def __contains__(self, key: object) -> bool:
        name = str(key)
        return name in self._open or (
            name in self._lines and name not in self._gone and is_id(name)
        )

    def __getitem__(self, key: Any) -> Any:
        name = str(key)
        if name not in self._open:
            if key not in self:
                raise KeyError(key)
            self._open[name] = msgspec.json.decode(self._lines.value(name))
        return self._open[name]

    def __setitem__(self, key: Any, document: Any) -> None:
        self._open[str(key)] = document
        self._gone.discard(str(key))

    def __delitem__(self, key: Any) -> None:
        if key not in self:
            raise KeyError(key)
        self._open.pop(str(key), None)
        self._gone.add(str(key))

    def __iter__(self) -> Iterator[Any]:
        kind, gone = self._kind, self._gone
        yield from [kind(name) for name in self._lines if name not in gone and is_id(name)]
        yield from [kind(name) for name in self._open if name not in self._lines]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Remove every document; what is none stays."""
        self._open.clear()
        self._gone.update(name for name in self._lines if is_id(name))

    def written(self) -> RawTable:
        """The table with what was changed; every other line is the same bytes as before."""
        new: dict[str, bytes] = {}
        for name, document in self._open.items():
            written = line(name, document)
            if name in self._lines and name not in self._gone:
                old = msgspec.json.decode(self._lines.value(name))
                if line(name, old) == written:
                    continue  # only looked at
            new[name] = written
        return self._lines.changed(new, self._gone)
