"""Older files: each step against its golden file, and whatever does not fit is carried along."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.diary import codec
from tui.diary.codec import decode
from tui.diary.migrations import STEPS, Tables, migrated
from tui.diary.raw_file import encode_tables

GOLDEN = Path(__file__).parent / "golden"
NAMES = st.sampled_from(
    ["id", "date", "day", "target", "reps", "imagined", "check", "report", "schema", "app", "x"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 1001) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)
TABLES = st.dictionaries(
    st.sampled_from(["_meta", "sessions", "days", "routines", "other"]),
    st.dictionaries(st.text(max_size=2), st.dictionaries(NAMES, VALUES) | VALUES, max_size=4),
)


def golden(name: str) -> Tables:
    tables: Tables = json.loads((GOLDEN / name).read_bytes())
    return tables


def order(value: Any) -> Any:
    """A value with the order of its names."""
    if isinstance(value, dict):
        return [(name, order(each)) for name, each in value.items()]
    return value


def test_there_is_a_step_and_a_golden_pair_for_every_older_schema() -> None:
    assert len(STEPS) == codec.SCHEMA
    for schema in range(codec.SCHEMA):
        assert golden(f"schema-{schema}.json")["_meta"]["1"]["schema"] == schema
        assert (GOLDEN / f"schema-{schema}-as-{schema + 1}.json").exists()


@pytest.mark.parametrize("schema", range(codec.SCHEMA))
def test_a_step_makes_its_golden_file_in_the_same_order(schema: int) -> None:
    before = golden(f"schema-{schema}.json")
    untouched = copy.deepcopy(before)
    after = STEPS[schema](before)
    assert order(after) == order(golden(f"schema-{schema}-as-{schema + 1}.json"))
    assert order(before) == order(untouched)
    assert migrated(before, schema) == after


def test_what_was_migrated_is_read_and_what_did_not_fit_is_named(tmp_path: Path) -> None:
    data = encode_tables(migrated(golden("schema-0.json"), 0))
    found = decode(tmp_path / "supine.json", data)
    assert found.meta.schema == 1
    sessions = found.file.sessions
    assert {key: str(sessions[key].day) for key in "123456"} == {
        key: f"2026-05-0{key}" for key in "123456"
    }
    assert [sessions[key].counted for key in "123456"] == [3, 2, 4, 0, 0, 0]
    second = sessions["2"].reps
    assert (second["neck"].target, second["shoulder-blades"].imagined) == (2, 2)
    named = {f"{problem.table} {problem.key}" for problem in found.problems}
    wrong = {f"sessions {key}" for key in (20, 21, 22, 23, 25, 26, 27, "x")}
    assert named == wrong | {"days 6", "days 7", "days 9"}


@pytest.mark.parametrize("schema", [codec.SCHEMA, codec.SCHEMA + 1, 99])
def test_the_present_schema_and_newer_ones_stay_as_they_are(schema: int) -> None:
    tables = golden("schema-0-as-1.json")
    assert migrated(tables, schema) == golden("schema-0-as-1.json")


def test_there_is_no_schema_below_zero() -> None:
    with pytest.raises(ValueError, match="no schema -1"):
        migrated({}, -1)


def test_a_record_that_could_not_be_decoded_is_carried_along_as_it_is() -> None:
    raw = msgspec.Raw(b'{"id":"\xe4"}')
    assert migrated({"sessions": {"1": raw}}, 0)["sessions"]["1"] is raw


@given(TABLES)
def test_a_migration_changes_no_input_loses_no_record_and_never_raises(tables: Tables) -> None:
    before = copy.deepcopy(tables)
    after = migrated(tables, 0)
    assert tables == before
    assert order({name: list(records) for name, records in after.items()}) == order(
        {name: list(records) for name, records in before.items()}
    )
    known = ("_meta", "sessions", "days")
    assert all(after[name] == before[name] for name in before if name not in known)


@given(
    target=st.none() | st.integers(1, 999),
    reps=st.dictionaries(st.text(min_size=1), st.integers(0, 999), min_size=1, max_size=4),
    imagined=st.sampled_from([None, False, True]),
)
def test_every_count_and_target_of_a_session_arrives(
    target: int | None, reps: dict[str, int], imagined: bool | None
) -> None:
    session: dict[str, Any] = {"id": "s", "date": "2026-05-01", "reps": reps}
    session |= {} if target is None else {"target": target}
    session |= {} if imagined is None else {"imagined": imagined}
    data = encode_tables(migrated({"sessions": {"1": session}}, 0))
    found = decode(Path("supine.json"), data)
    assert found.problems == ()
    arrived = found.file.sessions["1"]
    assert str(arrived.day) == "2026-05-01"
    assert {name: each.target for name, each in arrived.reps.items()} == dict.fromkeys(reps, target)
    assert {name: each.counted for name, each in arrived.reps.items()} == reps
    name = "imagined" if imagined else "done"
    assert all(getattr(arrived.reps[id_], name) == count for id_, count in reps.items())
