"""The limits that the records declare of their fields, as types of settings.

`tui.practice.models` annotates each field with its range or its length; this module reads those
annotations, so that no limit is written down twice.
"""

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


def _limits(annotation: Any) -> msgspec.Meta:
    """Return the limits in an annotation; in those of the first type, where it is a union.

    Raises:
        LookupError: it has none.
    """
    is_union = get_origin(annotation) in (Union, UnionType)
    first = get_args(annotation)[0] if is_union else annotation
    for part in get_args(first) if get_origin(first) is Annotated else ():
        if isinstance(part, msgspec.Meta):
            return part
    raise LookupError(f"{annotation} declares no limits")


def number(record: type[Record], field: str, step: int = 1) -> Number:
    """Return the type of a number in a record, with decimals where the field may be a float."""
    annotation = _hints(record)[field]
    limits = _limits(annotation)
    assert isinstance(limits.ge, int) and isinstance(limits.le, int)
    return Number(limits.ge, limits.le, step, decimals=get_origin(annotation) is not Annotated)


def text(record: type[Record], field: str, *, required: bool = False) -> Text:
    """Return the type of a line of text in a record; ``required`` forbids the empty one."""
    limits = _limits(_hints(record)[field])
    assert limits.max_length is not None
    return Text(limits.max_length, required=required or bool(limits.min_length))


def values(record: type[Record], field: str) -> tuple[str, ...]:
    """Return the values that a ``Literal`` field of a record may have."""
    annotation = _hints(record)[field]
    assert get_origin(annotation) is Literal
    return get_args(annotation)
