"""Older forms of the file, brought to the present one in memory, one step at a time.

A step takes the tables of one schema as plain documents and returns those of the next. It changes
no input. Whatever does not have the form it knows, be it a field, a record or a table, it carries
along as it is: reading the result names it as a problem, and nothing is lost.

Schema 1 is the first, so there is no step yet. (docs/file-format.md, "Migrations")
"""

from __future__ import annotations

from collections.abc import Callable

from tui.diary.journal import DocumentTables

Migration = Callable[[DocumentTables], DocumentTables]

STEPS: tuple[Migration, ...] = ()
"""``STEPS[n - 1]`` brings schema n to n + 1; so there is one fewer than the present schema says.

A new step needs a pair of files in ``tests/diary/golden/``: ``schema-n.json`` in the old form, and
the same as ``schema-n-as-m.json`` in the new one.
"""


def migrate(tables: DocumentTables, schema: int) -> DocumentTables:
    """Return the tables of a file of this schema in the present form, with its schema in ``_meta``.

    A newer schema is returned as it is. A record that is not a dictionary, such as the raw bytes of
    one that cannot be decoded, is carried along.

    Raises:
        ValueError: the schema is below 1.
    """
    if schema < 1:
        raise ValueError(f"there is no schema {schema}")
    for next_schema, step in enumerate(STEPS[schema - 1 :], schema + 1):
        tables = _with_schema(step(tables), next_schema)
    return tables


def _with_schema(tables: DocumentTables, schema: int) -> DocumentTables:
    meta = {
        key: document | {"schema": schema} if isinstance(document, dict) else document
        for key, document in tables.get("_meta", {}).items()
    }
    return tables | {"_meta": meta} if meta else tables
