"""Files of older schemas: which steps are taken, and what becomes of records that do not fit."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import TODAY, contents, make_diary
from tests.diary.made_up_schema import OLD_FILE, present_schema_is_2, rename_date
from tui.diary import backups, codec, migrations
from tui.diary.codec import decode
from tui.diary.journal import DocumentTables
from tui.diary.migrations import Migration, migrate
from tui.diary.raw_file import encode_tables

GOLDEN = OLD_FILE.parent
# Each step with its golden files: of the old form, and of the next.
GOLDEN_FILES = [("made-up-1.json", "made-up-1-as-2.json", rename_date)] + [
    (f"schema-{old}.json", f"schema-{old}-as-{old + 1}.json", step)
    for old, step in enumerate(migrations.STEPS, 1)
]
NAMES = st.sampled_from(["id", "date", "day", "schema", "app", "x"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 1001) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)
TABLES = st.dictionaries(
    st.sampled_from(["_meta", "sessions", "days", "routines", "other"]),
    st.dictionaries(st.text(max_size=2), st.dictionaries(NAMES, VALUES) | VALUES, max_size=4),
)


def golden(name: str) -> DocumentTables:
    tables: DocumentTables = json.loads((GOLDEN / name).read_bytes())
    return tables


def in_order(value: Any) -> Any:
    """A value that is equal to another one only if the names in both have the same order."""
    if isinstance(value, dict):
        return [(name, in_order(item)) for name, item in value.items()]
    return value


def test_there_is_a_step_and_a_golden_pair_for_every_older_schema() -> None:
    assert len(migrations.STEPS) == codec.SCHEMA - 1
    for old, new, _ in GOLDEN_FILES:
        assert golden(new)["_meta"]["1"]["schema"] == golden(old)["_meta"]["1"]["schema"] + 1


@pytest.mark.parametrize(("old", "new", "step"), GOLDEN_FILES)
def test_a_step_makes_its_golden_file_in_the_same_order(
    old: str, new: str, step: Migration, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = golden(old)
    untouched = copy.deepcopy(before)
    schema = before["_meta"]["1"]["schema"]
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS[: schema - 1], step))
    assert in_order(migrate(before, schema)) == in_order(golden(new))
    assert in_order(before) == in_order(untouched)


def test_the_steps_from_a_schema_on_are_taken_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    def step(name: str) -> Migration:
        return lambda tables: tables | {"taken": {**tables.get("taken", {}), name: {}}}

    monkeypatch.setattr(migrations, "STEPS", (step("1 to 2"), step("2 to 3"), step("3 to 4")))
    taken = {
        schema: migrate({"_meta": {"1": {"schema": schema}}}, schema) for schema in (1, 2, 3, 4, 9)
    }
    assert {schema: [*tables.get("taken", {})] for schema, tables in taken.items()} == {
        1: ["1 to 2", "2 to 3", "3 to 4"],
        2: ["2 to 3", "3 to 4"],
        3: ["3 to 4"],
        4: [],
        9: [],
    }
    assert [tables["_meta"]["1"]["schema"] for tables in taken.values()] == [4, 4, 4, 4, 9]


@pytest.mark.parametrize("schema", [0, -1])
def test_there_is_no_schema_below_one(schema: int) -> None:
    with pytest.raises(ValueError, match=f"no schema {schema}"):
        migrate({}, schema)


@pytest.mark.usefixtures("schema_2")
def test_a_record_that_could_not_be_decoded_is_carried_along_as_it_is() -> None:
    raw = msgspec.Raw(b'{"id":"\xe4"}')
    assert migrate({"sessions": {"1": raw}}, 1)["sessions"]["1"] is raw


@given(TABLES)
def test_a_migration_changes_no_input_and_loses_no_record_and_never_raises(
    tables: DocumentTables,
) -> None:
    before = copy.deepcopy(tables)
    with present_schema_is_2():
        after = migrate(tables, 1)
    assert tables == before
    assert in_order({name: list(records) for name, records in after.items()}) == in_order(
        {name: list(records) for name, records in before.items()}
    )
    assert all(after[name] == before[name] for name in before if name not in ("_meta", "sessions"))


@pytest.mark.usefixtures("schema_2")
def test_what_was_migrated_is_read_and_what_did_not_fit_is_named(tmp_path: Path) -> None:
    data = encode_tables(migrate(golden("made-up-1.json"), 1))
    found = decode(tmp_path / "supine.json", data)
    assert found.meta.schema == 2
    sessions = found.file.sessions
    assert {key: str(sessions[key].day) for key in "1235"} == {
        key: f"2026-05-0{key}" for key in "1235"
    }
    named = {f"{problem.table} {problem.key}" for problem in found.problems}
    assert named == {"sessions 22", "sessions x", "days 2"}


@pytest.mark.usefixtures("schema_2")
def test_an_older_file_is_migrated_in_memory_and_written_with_the_first_change(
    path: Path,
) -> None:
    path.write_bytes(OLD_FILE.read_bytes())
    diary = make_diary(path)
    assert [str(session.day) for session in diary.read().sessions] == [
        *("2026-05-01", "2026-05-02", "2026-05-03", "2026-05-05", "2026-05-07")
    ]
    assert path.read_bytes() == OLD_FILE.read_bytes(), "reading changes nothing"
    assert diary.documents()["_meta"]["1"]["schema"] == 2, "an export says which form it has"
    diary.rest(TODAY, "ill")
    kept = {backup.kind: backups.read(backup) for backup in backups.listed(path)}
    assert kept["migration"] == OLD_FILE.read_bytes()
    written, new = contents(path), golden("made-up-1-as-2.json")
    assert {name: written[name] for name in ("sessions", "routines", "unknown table")} == {
        name: new[name] for name in ("sessions", "routines", "unknown table")
    }
    meta = written["_meta"]["1"]
    assert (meta["schema"], meta["rev"], meta["machine"]) == (2, 4, "unknown field")
