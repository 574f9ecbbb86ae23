"""A made-up schema 2, to prove what migrates files while schema 1 is still the only one.

As if the present form were schema 2, and schema 1 had called the practice date of a session
``date``. ``golden/made-up-1.json`` is a file of that form, ``golden/made-up-1-as-2.json`` the same
in the present one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tui.diary import codec, copies, migrations, recovery, store, transaction
from tui.diary.journal import DocumentTables
from tui.exchange import read_export

OLD_FILE = Path(__file__).parent / "golden" / "made-up-1.json"


def rename_date(tables: DocumentTables) -> DocumentTables:
    """Bring the made-up schema 1 to schema 2."""
    return {
        name: {key: _renamed(record) for key, record in records.items()}
        if name == "sessions"
        else records
        for name, records in tables.items()
    }


def _renamed(session: Any) -> Any:
    if not isinstance(session, dict) or "day" in session:
        return session
    if not isinstance(session.get("date"), str):
        return session
    return {"day" if name == "date" else name: value for name, value in session.items()}


@contextmanager
def present_schema_is_2() -> Iterator[None]:
    """Run a ``with`` block in the program as it would be with schema 2."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "STEPS", (rename_date,))
        for module in (codec, copies, recovery, store, transaction, read_export):
            patch.setattr(module, "SCHEMA", 2)
        yield
