"""Records as the bytes they stand as in the file, decoded only when something looks at them.

A change decodes and encodes only the records it touches. All others are written back byte for
byte, also those that this program cannot understand or even decode. (docs/file-format.md, "What
supine does not understand") It is also what makes a change of a large file fast: encoding years of
records anew would take most of its time.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping
from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode


class RawTable(dict[str, bytes]):
    """The records of a table by key, each as the bytes ``"key":record``. Never changed once made.

    What is worked out from all records is kept, since it takes a look at every one of them.
    """

    __slots__ = ("_encoded", "_highest_id")
    _encoded: bytes
    _highest_id: int

    @classmethod
    def of(cls, records: Mapping[str, Any]) -> RawTable:
        """Return the raw table of records, each either undecoded (``msgspec.Raw``) or plain.

        Raises:
            ValueError: a value cannot be written as JSON (not a number, or infinite).
        """
        if isinstance(records, RawTable):
            return records
        return cls({key: encode_record(key, record) for key, record in records.items()})

    def record_json(self, key: str) -> bytes:
        """Return the JSON of one record, without its key.

        Raises:
            KeyError: the table has no such key.
        """
        return self[key][len(_encode(key)) + 1 :]

    @property
    def encoded(self) -> bytes:
        """All records, one a line."""
        try:
            return self._encoded
        except AttributeError:
            self._encoded = b",\n".join(self.values())
            return self._encoded

    @property
    def highest_id(self) -> int:
        """The highest document id; 0 when no key is one."""
        try:
            return self._highest_id
        except AttributeError:
            self._highest_id = max(map(int, filter(is_document_id, self)), default=0)
            return self._highest_id

    def with_changes(self, written: Mapping[str, bytes], removed: Iterable[str]) -> RawTable:
        """Return this table with records written over or added at the end, and without others."""
        table = RawTable(self)
        for key in removed:
            table.pop(key, None)
        table.update(written)
        if str(self.highest_id) in table or not self.highest_id:
            # The highest id is still there, so that only the new keys can be higher.
            table._highest_id = max(
                [self.highest_id, *(int(key) for key in written if is_document_id(key))]
            )
        return table


def encode_record(key: str, record: Any) -> bytes:
    """Return a record as it stands in the file, with its key.

    Raises:
        ValueError: a value cannot be written as JSON.
    """
    if type(record) is msgspec.Raw:
        return _encode(key) + b":" + bytes(record)
    _reject_non_finite(record)
    return _encode(key) + b":" + _encode(record)


def decode_record(record: msgspec.Raw) -> Any:
    """Return an undecoded record as plain values, or as it is where it cannot be decoded."""
    try:
        return msgspec.json.decode(record)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return record


def _reject_non_finite(value: Any) -> None:
    # msgspec would write null in place of such a number, and the value would be lost.
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} has no place in JSON")
    if isinstance(value, Mapping):
        for item in value.values():
            _reject_non_finite(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _reject_non_finite(item)


def is_document_id(key: str) -> bool:
    """Return whether a key can be a TinyDB document id: a whole number, written in one way only.

    A record under any other key stays in the file and is ignored. Were ``"01"`` accepted beside
    ``"1"``, two records would be the same document to TinyDB.
    """
    return key.isascii() and key.isdecimal() and (key[0] != "0" or key == "0")


def are_document_ids(keys: Collection[str]) -> bool:
    """Return whether all keys can be document ids.

    The keys of years of records are checked as one text, which takes half the time.
    """
    text = ",".join(keys)
    digits = text.replace(",", "")
    is_plain = digits.isascii() and digits.isdecimal() and text[:1] not in "0,"
    if is_plain and ",0" not in text and ",," not in text and text[-1] != ",":
        # Everything but digits must be the commas put between the keys, and none within a key.
        return len(text) - len(digits) == len(keys) - 1
    return all(map(is_document_id, keys))


class LazyTable(MutableMapping[Any, Any]):
    """A table as TinyDB sees it: documents by id, each decoded when it is first looked at.

    Args:
        raw_table: the records. It is not changed; `to_raw` returns a new one.
        key_type: what the ids are given as. TinyDB wants ``int`` for changes, ``str`` for reading.
    """

    def __init__(self, raw_table: RawTable, key_type: type[int] | type[str]) -> None:
        self._raw_table = raw_table
        self._key_type = key_type
        self._decoded: dict[str, Any] = {}
        self._removed: set[str] = set()

    def __contains__(self, key: object) -> bool:
        name = str(key)
        return name in self._decoded or (
            name in self._raw_table and name not in self._removed and is_document_id(name)
        )

    def __getitem__(self, key: Any) -> Any:
        name = str(key)
        if name not in self._decoded:
            if key not in self:
                raise KeyError(key)
            self._decoded[name] = msgspec.json.decode(self._raw_table.record_json(name))
        return self._decoded[name]

    def __setitem__(self, key: Any, document: Any) -> None:
        self._decoded[str(key)] = document
        self._removed.discard(str(key))

    def __delitem__(self, key: Any) -> None:
        if key not in self:
            raise KeyError(key)
        self._decoded.pop(str(key), None)
        self._removed.add(str(key))

    def __iter__(self) -> Iterator[Any]:
        key_type, removed = self._key_type, self._removed
        yield from [
            key_type(name)
            for name in self._raw_table
            if name not in removed and is_document_id(name)
        ]
        yield from [key_type(name) for name in self._decoded if name not in self._raw_table]

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def clear(self) -> None:
        """Remove every document; a record whose key is no document id stays."""
        self._decoded.clear()
        self._removed.update(name for name in self._raw_table if is_document_id(name))

    def to_raw(self) -> RawTable:
        """Return the table with the changes; every unchanged record is the same bytes as before."""
        written: dict[str, bytes] = {}
        for name, document in self._decoded.items():
            encoded = encode_record(name, document)
            if name in self._raw_table and name not in self._removed:
                old = msgspec.json.decode(self._raw_table.record_json(name))
                if encode_record(name, old) == encoded:
                    continue  # it was only looked at
            written[name] = encoded
        return self._raw_table.with_changes(written, self._removed)
