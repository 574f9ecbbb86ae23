"""What an import adds to a diary. `tui.exchange` makes the plan, and the store carries it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tui.diary.journal import Document

if TYPE_CHECKING:
    from tui.diary.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of one table an import has, by what happens to them.

    ``new`` are added, ``there`` are in the diary already, and ``removed`` stay out because they
    were removed from it.
    """

    new: int = 0
    there: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import adds, and what it leaves.

    ``add`` are documents to add and ``replace`` documents to write over those of the same identity,
    each with its table. ``new_tables`` are tables to add that are not known here, and ``meta``
    fields to add to ``_meta``. ``settings_taken`` says whether the settings are taken; it is None
    when the import has none. ``removals`` counts the traces to add of records that were removed
    there, ``repeated`` the records left out because another one in the import has the same
    identity. ``blind_acks`` are the dates here by document id whose acknowledgement knew nothing of
    a warning sign in the import, and is taken out.
    """

    add: tuple[tuple[str, Document], ...]
    sessions: Count
    days: Count
    routines: Count
    settings_taken: bool | None
    removals: int
    repeated: int
    replace: tuple[tuple[str, Document], ...] = ()
    new_tables: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    blind_acks: Mapping[str, Document] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[str, ...]:
        """The names of the tables to add."""
        return tuple(name for name, _ in self.new_tables)

    @property
    def is_empty(self) -> bool:
        """Whether the diary has all of it already."""
        return not (self.add or self.replace or self.new_tables or self.meta)

    def add_to(self, transaction: Transaction) -> None:
        """Write to a diary what the plan says."""
        for table in dict.fromkeys(table for table, _ in self.add):
            transaction.add_documents(table, [each for name, each in self.add if name == table])
        for table, documents in self.new_tables:
            transaction.add_table(table, documents)
        transaction.extend_meta(self.meta)
        for key, document in self.blind_acks.items():
            transaction.put("days", key, {k: v for k, v in document.items() if k != "ack"})
        for table, document in self.replace:
            found = transaction.find(table, document.get("id"))
            if found is not None:
                transaction.put(table, found[0], document)
