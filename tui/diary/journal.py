"""What one change did to the records of the file: each of them before and after.

A `Transaction` keeps a journal of `RecordChange`; undo reverts them, and an import plan names
records by the same identity fields.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

Document = dict[str, Any]
"""A record as TinyDB and JSON have it: plain values by field name, unknown fields included."""
DocumentTables = dict[str, dict[str, Any]]
"""All tables of a file: documents by document id, by table name. What could not be decoded is
``msgspec.Raw`` in a document's place."""
IDENTITY = {"sessions": "id", "routines": "id", "days": "day"}
"""The field that identifies a record within each table. Document ids do not: two copies of a diary
may give one id to different records. The settings need no identity, as there is one record."""
CHANGED_AT = "changed_at"
"""The field of a merged record that holds the times of its fields (`tui.diary.change_times`)."""


def signed_date(table: str, document: Document) -> str | None:
    """Return the date of the warning sign that a document holds, as it is written; None without."""
    answers = {"sessions": ("stop_reason",), "days": ("check", "report")}.get(table, ())
    return document.get("day") if "warning" in map(document.get, answers) else None


class RecordChange(Struct, frozen=True):
    """One record before and after a change; ``before`` is None when the change added it.

    ``document_id`` is the record's key in its table, which tells two records of one identity apart.
    """

    table: str
    before: Document | None
    after: Document
    document_id: str = ""

    @property
    def identity(self) -> Any:
        """The value of the record's identity field; None for the settings."""
        return self.after.get(IDENTITY.get(self.table, ""))
