"""Merging gives the same bytes in whatever order, for made-up versions of the same few records."""

from __future__ import annotations

import json
from itertools import combinations, permutations
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tui.diary.merge import Merged, merge
from tui.diary.raw_file import encode_tables, to_raw_tables

Tables = dict[str, dict[str, Any]]
MOMENTS = [*(f"2026-03-01T00:00:0{second}Z" for second in range(5)), "2099-01-01T00:00:00Z"]
CHANGED_AT = st.sampled_from([None, *MOMENTS])
NOTES = st.sampled_from(["", "a", "b", "a\nb", "b\na", "c\n\na"])


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A document with some of these fields."""
    return st.fixed_dictionaries({}, optional=fields).map(
        lambda found: {name: value for name, value in found.items() if value not in (None, "")}
    )


def removed(identity: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The trace of a removed record; that of a session may say for what it had stopped."""
    known = {"stop_reason": st.sampled_from(["pain", "warning"])} if identity == "id" else {}
    return st.fixed_dictionaries(
        {identity: values, "deleted": st.sampled_from(MOMENTS)}, optional=known
    )


def with_id(
    identity: str, values: st.SearchStrategy[Any], body: st.SearchStrategy[dict[str, Any]]
) -> st.SearchStrategy[dict[str, Any]]:
    """Documents, or the traces of removed ones."""
    live = st.tuples(values, body).map(lambda both: {identity: both[0], **both[1]})
    return st.one_of(live, live, live, removed(identity, values))


IDS = st.sampled_from(["s1", "s2"])
ENDS = st.sampled_from(
    [
        {"status": "open", "confirmed": False, "host": "here"},
        {"status": "stopped", "stop_reason": "interrupted", "confirmed": False},
        {"status": "stopped", "stop_reason": "pain"},
        {"status": "stopped", "stop_reason": "warning"},
        {},
    ]
)
SESSIONS = with_id(
    "id",
    IDS,
    st.tuples(
        ENDS,
        some(
            effort=st.sampled_from(["light", "hard"]),
            note=NOTES,
            x=st.integers(0, 2),
            reps=st.sampled_from([{"neck": {"done": 1}}, {"neck": {"done": 2}}]),
            changed=CHANGED_AT,
        ),
    ).map(lambda both: {"day": "2026-03-01", **both[0], **both[1]}),
)


def days_of(*bands: str) -> st.SearchStrategy[dict[str, Any]]:
    """Records of dates."""
    band = st.sampled_from(bands)
    return with_id(
        "day",
        st.sampled_from(["2026-03-01", "2026-03-02"]),
        some(
            check=band,
            report=band,
            areas=st.lists(st.sampled_from(["neck", "arm", "jaw"]), max_size=3, unique=True),
            ack=st.just(True),
            compare=st.sampled_from(["easier", "worse"]),
            rest_reason=st.sampled_from(["ill", "travel"]),
            note=NOTES,
            x=st.integers(0, 2),
            changed=CHANGED_AT,
        ),
    )


EXERCISES = st.lists(
    st.builds(
        lambda name, hold: {"id": name, "name": name} | ({"hold_s": hold} if hold else {}),
        st.sampled_from(["n", "m", "o", "p"]),
        st.sampled_from([0, 3, 4]),
    ),
    max_size=3,
    unique_by=lambda exercise: exercise["id"],
)
ROUTINES = with_id(
    "id",
    st.sampled_from(["neck-and-upper-back", "b"]),
    some(
        name=st.sampled_from(["A", "B"]),
        exercises=EXERCISES,
        plan=some(step=st.integers(0, 2), ceiling=st.integers(2, 4), start_reps=st.integers(1, 2)),
        changed=CHANGED_AT,
    ),
)
CHOICES = some(
    sound=st.sampled_from(["bell", "off"]),
    keys=some(**{"app.quit": st.sampled_from("xy"), "go": st.sampled_from("xy")}),
    x=st.integers(0, 2),
    changed=CHANGED_AT,
)


def table(
    documents: st.SearchStrategy[dict[str, Any]], most: int = 2
) -> st.SearchStrategy[dict[str, Any]]:
    """A table of such documents under any ids."""
    return st.dictionaries(st.sampled_from(["1", "2", "3"]), documents, max_size=most)


TABLES: dict[str, st.SearchStrategy[Tables]] = {
    "sessions": st.fixed_dictionaries({"sessions": table(SESSIONS)}),
    "days": st.fixed_dictionaries({"days": table(days_of("clear", "mild", "high"))}),
    "signs": st.fixed_dictionaries({"days": table(days_of("clear", "mild", "warning"))}),
    "routines": st.fixed_dictionaries({"routines": table(ROUTINES)}),
    "settings": st.fixed_dictionaries({"settings": CHOICES.map(lambda only: {"1": only})}),
    "others": st.fixed_dictionaries(
        {
            "_meta": st.builds(
                lambda rev, write: {"1": {"app": "supine", "rev": rev, "write": write, "x": rev}},
                st.integers(1, 3),
                st.sampled_from("ab"),
            ),
            "future": st.dictionaries(st.sampled_from(["1", "k"]), st.integers(0, 3), max_size=2),
            "sessions": st.dictionaries(
                st.sampled_from(["1", "2", "k"]),
                st.sampled_from([7, {"id": 3}, {"id": "x", "day": "soon"}]),
                max_size=3,
            ),
        }
    ),
}


STYLES = st.sampled_from(["compact", "spaced", "reversed"])


def written(tables: Tables, style: str) -> Tables:
    """Tables of which each record is written with spaces, or with its names in another order."""

    def write(record: Any) -> Any:
        if style == "reversed" and isinstance(record, dict):
            record = dict(reversed(record.items()))
        text = json.dumps(record, separators=None if style == "spaced" else (",", ":"))
        return msgspec.Raw(text.encode())

    return {
        name: {key: write(record) for key, record in records.items()}
        for name, records in tables.items()
    }


def in_bytes(merged: Merged) -> bytes:
    return encode_tables(merged.tables)


def are_acks_told_apart(drawn: list[Tables]) -> bool:
    """Return whether no two files acknowledge a sign on one date at one moment.

    If only one of them knew of all signs, it depends on the order whether practice goes on.
    """
    found = [
        {(r["day"], r.get("changed", "")) for r in each["days"].values() if r.get("ack")}
        for each in drawn
    ]
    pairs = combinations(zip(drawn, found, strict=True), 2)
    return not any(one[0] != two[0] and one[1] & two[1] for one, two in pairs)


# With a base, a sign that one side took back may cost another one its acknowledgement, or not.
@pytest.mark.parametrize(
    ("kind", "has_base"),
    [(kind, has) for kind in TABLES for has in (False, True) if kind != "signs" or not has],
)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_merging_is_commutative_associative_and_idempotent(
    kind: str, has_base: bool, data: st.DataObject
) -> None:
    drawn = [data.draw(TABLES[kind]) for _ in range(3)]
    if data.draw(st.booleans()):
        drawn[1] = drawn[0]
    assume(kind != "signs" or are_acks_told_apart(drawn))
    one, two, three = (written(each, data.draw(STYLES)) for each in drawn)
    base = data.draw(st.one_of(TABLES[kind], st.sampled_from(drawn))) if has_base else None
    results = set()
    for a, b, c in permutations([one, two, three]):
        first = merge(merge(a, b, base).tables, c, base)
        second = merge(a, merge(b, c, base).tables, base)
        results |= {in_bytes(first), in_bytes(second)}
    assert len(results) == 1, [json.loads(each) for each in results]
    both = merge(one, two, base)
    for source in (one, two, both.tables):
        again = merge(both.tables, source, base)
        assert in_bytes(again) == in_bytes(both)
        assert not again.is_new


@pytest.mark.parametrize("kind", TABLES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_was_merged_without_a_base_holds_its_sources_with_none(
    kind: str, data: st.DataObject
) -> None:
    one, two, base = (data.draw(TABLES[kind]) for _ in range(3))
    both = merge(one, two)
    assert in_bytes(merge(both.tables, one)) == in_bytes(both)
    assert to_raw_tables(both.tables).keys() == {*one, *two}
    assert base is not None
