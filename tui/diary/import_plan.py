"""What an import adds to a diary; made by `tui.exchange`, carried out by the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tui.diary.journal import Document


@dataclass(frozen=True, slots=True)
class Count:
    """Records of one table: new here, there already, and not taken as they were removed here."""

    new: int = 0
    there: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import adds, each with its table, and what it leaves.

    ``removals`` are new traces of records removed there. ``repeated`` are left out because another
    record there has the same identity. ``settings_taken`` is None where there are none to take.
    """

    add: tuple[tuple[str, Document], ...]
    sessions: Count
    days: Count
    routines: Count
    settings_taken: bool | None
    tables: tuple[str, ...]
    removals: int
    repeated: int
    replace: tuple[tuple[str, Document], ...] = ()
    whole: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether the diary has all of it already."""
        return not (self.add or self.replace or self.whole or self.meta)
