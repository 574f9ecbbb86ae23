"""What the records themselves declare of their fields, so that no limit stands in two places."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from tui.practice.models import Record
from tui.settings.value_types import Number, Text


@cache
def _hints(record: type[Record]) -> dict[str, Any]:
    return get_type_hints(record, include_extras=True)


def declared(record: type[Record], field: str) -> Any:
    """The type of a record's field, with the limits that it declares."""
    return _hints(record)[field]


def limits(kind: Any) -> msgspec.Meta:
    """What a type declares of its values; of a union, what its first part does.

    Raises:
        LookupError: it declares nothing.
    """
    part = get_args(kind)[0] if get_origin(kind) in (Union, UnionType) else kind
    for each in get_args(part) if get_origin(part) is Annotated else ():
        if isinstance(each, msgspec.Meta):
            return each
    raise LookupError(f"{kind} declares no limits")


def number(record: type[Record], field: str, step: int = 1) -> Number:
    """A number as a record declares it, with decimals where it may be a float."""
    kind = declared(record, field)
    meta = limits(kind)
    assert isinstance(meta.ge, int) and isinstance(meta.le, int)
    return Number(meta.ge, meta.le, step, decimals=get_origin(kind) is not Annotated)


def text(record: type[Record], field: str, *, required: bool = False) -> Text:
    """A line of text as a record declares it."""
    meta = limits(declared(record, field))
    assert meta.max_length is not None
    return Text(meta.max_length, required=required or bool(meta.min_length))


def values(record: type[Record], field: str) -> tuple[str, ...]:
    """The values among which a record's field is one."""
    kind = declared(record, field)
    assert get_origin(kind) is Literal
    return get_args(kind)
