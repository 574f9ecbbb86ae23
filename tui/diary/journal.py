"""What one change did to the records: each of them before and after.

A transaction keeps a journal of entries, undo takes them back, and an import says by the same
identities which records it means.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

Document = dict[str, Any]
IDENTITY = {"sessions": "id", "routines": "id", "days": "day"}
"""What names a record of a table; the settings have only one."""


class RecordChange(Struct, frozen=True):
    """One record before and after a change; ``before`` is None where there was none.

    ``key`` is the document id it had, to tell two documents of one name apart.
    """

    table: str
    before: Document | None
    after: Document
    key: str = ""

    @property
    def identity(self) -> Any:
        """What names the record within its table."""
        return self.after.get(IDENTITY.get(self.table, ""))
