"""The TinyDB storage and table do what TinyDB's own do, and leave alone what is not touched."""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tinydb import TinyDB, where
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from tests.diary.faults import Disk
from tui.diary.errors import NotSaved, Unreadable
from tui.diary.raw_file import decode_tables, encode_tables, stamp_of
from tui.diary.raw_records import are_document_ids, is_document_id
from tui.diary.tinydb_storage import AtomicStorage, DiaryTable

Operation = Callable[[Table], object]
FIELDS = st.sampled_from(["a", "b", "c"])
VALUES = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["x", "ü·", ""])
NESTED = VALUES | st.lists(VALUES, max_size=2) | st.dictionaries(FIELDS, VALUES, max_size=2)
DOCUMENTS = st.dictionaries(FIELDS, NESTED, max_size=3)
IDS = st.integers(1, 6)
ID_LISTS = st.lists(IDS, max_size=3)
CONDITIONS = st.builds(lambda field, value: where(field) == value, FIELDS, VALUES) | st.builds(
    lambda field: where(field).exists(), FIELDS
)


def comparable(result: object) -> object:
    """A result that can be compared, with the ids of its documents."""
    if isinstance(result, Document):
        return (result.doc_id, dict(result))
    if isinstance(result, list):
        return [comparable(each) for each in result]
    return result


def count_up(document: MutableMapping[str, Any]) -> None:
    """Change a document in place, so that it shows how often this happened."""
    document["n"] = document.get("n", 0) + 1
    document.pop("a", None)


def numbered(document: dict[str, Any], number: int) -> Document:
    return Document(document, number)


def memory_storage() -> MemoryStorage:
    return MemoryStorage()  # type: ignore[no-untyped-call]


def insert_multiple(docs: Iterable[dict[str, Any]]) -> Operation:
    return lambda table: table.insert_multiple(list(docs))


OPERATIONS: st.SearchStrategy[Operation] = st.one_of(
    DOCUMENTS.map(lambda doc: lambda table: table.insert(doc)),
    st.builds(numbered, DOCUMENTS, IDS).map(lambda doc: lambda table: table.insert(doc)),
    st.lists(DOCUMENTS, max_size=3).map(insert_multiple),
    st.lists(st.builds(numbered, DOCUMENTS, IDS), max_size=3).map(insert_multiple),
    st.builds(lambda doc, cond: lambda table: table.upsert(doc, cond), DOCUMENTS, CONDITIONS),
    st.builds(numbered, DOCUMENTS, IDS).map(lambda doc: lambda table: table.upsert(doc)),
    DOCUMENTS.map(lambda doc: lambda table: table.upsert(doc)),
    st.builds(lambda doc, ids: lambda table: table.update(doc, doc_ids=ids), DOCUMENTS, ID_LISTS),
    st.builds(lambda doc, cond: lambda table: table.update(doc, cond), DOCUMENTS, CONDITIONS),
    DOCUMENTS.map(lambda doc: lambda table: table.update(doc)),
    ID_LISTS.map(lambda ids: lambda table: table.update(count_up, doc_ids=ids)),
    CONDITIONS.map(lambda cond: lambda table: table.update(count_up, cond)),
    st.builds(
        lambda doc, one, two: lambda table: table.update_multiple([(doc, one), (count_up, two)]),
        DOCUMENTS,
        CONDITIONS,
        CONDITIONS,
    ),
    CONDITIONS.map(lambda cond: lambda table: table.remove(cond)),
    ID_LISTS.map(lambda ids: lambda table: table.remove(doc_ids=ids)),
    st.just(lambda table: table.remove()),
    st.just(lambda table: table.truncate()),
    CONDITIONS.map(lambda cond: lambda table: table.search(cond)),
    CONDITIONS.map(lambda cond: lambda table: table.get(cond)),
    IDS.map(lambda number: lambda table: table.get(doc_id=number)),
    ID_LISTS.map(lambda ids: lambda table: table.get(doc_ids=ids)),
    CONDITIONS.map(lambda cond: lambda table: table.contains(cond)),
    IDS.map(lambda number: lambda table: table.contains(doc_id=number)),
    CONDITIONS.map(lambda cond: lambda table: table.count(cond)),
    st.just(len),
    st.just(lambda table: table.all()),
)


def outcome(table: Table, call: Operation) -> object:
    try:
        return comparable(call(table))
    except (ValueError, RuntimeError, KeyError) as error:
        return type(error), str(error)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file.json"


def table(path: Path, name: str = "things") -> DiaryTable:
    return DiaryTable(AtomicStorage(path), name)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(OPERATIONS, st.booleans(), st.sampled_from("st")), max_size=12))
def test_every_operation_answers_and_leaves_what_stock_tinydb_would(
    operations: list[tuple[Operation, bool, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file.json"
        memory = memory_storage()
        # Two programs with the file open, each with its own tables for all the time.
        ours = [{name: table(file, name) for name in "st"} for _ in range(2)]
        for call, which, name in operations:
            # A new stock table each time, for it remembers ids and answers of its own.
            expected = outcome(Table(memory, name, cache_size=0), call)
            assert outcome(ours[which][name], call) == expected
            stock = memory.read() or {}
            for program in ours:
                for each in "st":
                    assert comparable(program[each].all()) == comparable(Table(memory, each).all())
            if file.exists():
                assert msgspec.json.decode(file.read_bytes()) == stock


@settings(max_examples=40, deadline=None)
@given(st.lists(OPERATIONS, max_size=8))
def test_a_batch_does_the_same_and_writes_once(operations: list[Operation]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file.json"
        memory = memory_storage()
        storage = AtomicStorage(file)
        with storage.batch({}):
            for call in operations:
                expected = outcome(Table(memory, "t", cache_size=0), call)
                assert outcome(DiaryTable(storage, "t"), call) == expected
                assert not file.exists()
        assert msgspec.json.decode(file.read_bytes()) == (memory.read() or {})


ODD = (
    b'{ "_meta" : {"1": {"app":"supine"}},\n'
    b'  "things": {"1": {"a":  1.0,\t"b": 1e5,\n "b": 2},\n'
    b'             "2": {"touched": true, "kept": 1.50},\n'
    b'             "7": [1,  2, "not a record"], "8": null,\n'
    b'             "9": {"u": "\\u00fc", "s": "\\/", "big": 123456789012345678901234567890,'
    b' "small": 1E-7, "zero": -0.0}},\n'
    b'  "future": {"x": {"deep": [ [ ] ]}, "y": 3.10 }, "none": {} }\n\n'
)


def raw(path: Path) -> dict[str, dict[str, bytes]]:
    tables = decode_tables(path, path.read_bytes())
    return {
        name: {key: bytes(value) for key, value in records.items()}
        for name, records in tables.items()
    }


CHANGES: list[tuple[str, Operation]] = [
    ("insert", lambda t: t.insert({"new": 1})),
    ("insert under an id", lambda t: t.insert(Document({"new": 1}, 30))),
    ("insert several", lambda t: t.insert_multiple([{"new": 1}, {"new": 2}])),
    ("update fields", lambda t: t.update({"new": 1}, doc_ids=[2])),
    ("update with a function", lambda t: t.update(count_up, doc_ids=[2])),
    ("upsert", lambda t: t.upsert(Document({"new": 1}, 2))),
    ("remove", lambda t: t.remove(doc_ids=[2])),
]


@pytest.mark.parametrize("change", [call for _, call in CHANGES], ids=[name for name, _ in CHANGES])
def test_untouched_documents_are_written_back_byte_for_byte(change: Operation, path: Path) -> None:
    path.write_bytes(ODD)
    before = raw(path)
    change(table(path))
    after = raw(path)
    assert path.read_bytes() != ODD
    for name, records in before.items():
        for key, value in records.items():
            if (name, key) != ("things", "2"):
                assert after[name][key] == value
    assert list(after) == list(before)


def test_untouched_records_stay_even_if_no_program_could_read_them(path: Path) -> None:
    path.write_bytes(b'{"things": {"1": {"a": "\xff"}, "2": {}}, "other": {"1": {"b": "\xfe"}}}')
    table(path).insert({"new": 1})
    after = raw(path)
    assert after["things"] == {"1": b'{"a": "\xff"}', "2": b"{}", "3": b'{"new":1}'}
    assert after["other"] == {"1": b'{"b": "\xfe"}'}


def test_a_record_under_a_key_that_is_no_document_id_stays_and_is_ignored(path: Path) -> None:
    path.write_bytes(b'{"things": {"x": {"a": 1.0}, "2": {"b": 2}, "": 5}}')
    things = table(path)
    assert comparable(things.all()) == [(2, {"b": 2})]
    assert len(things) == 1
    assert things.insert({"c": 3}) == 3
    things.update({"d": 4})
    things.remove(doc_ids=[2])
    assert raw(path)["things"] == {"x": b'{"a": 1.0}', "": b"5", "3": b'{"c":3,"d":4}'}
    things.truncate()
    assert raw(path)["things"] == {"x": b'{"a": 1.0}', "": b"5"}


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    "wrapped",
    [
        lambda number: {"a": number},
        lambda number: {"a": {"b": [1, {"c": number}]}},
        lambda number: {"a": (1, number)},
    ],
)
def test_numbers_that_json_does_not_have_are_refused_and_nothing_changes(
    number: float, wrapped: Callable[[float], dict[str, Any]], path: Path
) -> None:
    path.write_bytes(ODD)
    things = table(path)
    with pytest.raises(ValueError, match="no place in JSON"):
        things.insert(wrapped(number))
    with pytest.raises(ValueError, match="no place in JSON"):
        things.update(wrapped(number), doc_ids=[2])
    storage, odd = AtomicStorage(path), decode_tables(path, ODD)
    with pytest.raises(ValueError, match="no place in JSON"), storage.batch(odd):
        DiaryTable(storage, "things").insert({"fine": 1})
        DiaryTable(storage, "things").insert(wrapped(number))
    assert path.read_bytes() == ODD
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("value", [{"a": object()}, {"a": "\udcff"}, {"a": {object(): 1}}])
def test_values_that_are_not_json_are_refused_too(value: dict[str, Any], path: Path) -> None:
    path.write_bytes(ODD)
    with pytest.raises((TypeError, ValueError)):
        table(path).insert(value)
    assert path.read_bytes() == ODD


def test_stock_tinydb_opens_the_file_and_the_storage_opens_what_it_wrote(path: Path) -> None:
    things = table(path)
    assert things.insert_multiple([{"a": "ü·×"}, {"b": [1, 2.5, None]}]) == [1, 2]
    with TinyDB(path, encoding="utf-8") as stock:
        assert comparable(stock.table("things").all()) == [
            (1, {"a": "ü·×"}),
            (2, {"b": [1, 2.5, None]}),
        ]
        assert stock.tables() == {"things"}
        assert stock.table("things").insert({"c": True}) == 3
    assert comparable(things.all()) == [
        (1, {"a": "ü·×"}),
        (2, {"b": [1, 2.5, None]}),
        (3, {"c": True}),
    ]
    assert things.insert({"d": 4}) == 4


def test_tinydb_itself_runs_on_our_storage_and_table(path: Path) -> None:
    class OurTinyDB(TinyDB):
        table_class = DiaryTable

    with OurTinyDB(path, storage=AtomicStorage) as db:
        assert db.insert({"a": 1}) == 1
        assert db.table("other").insert({"b": 2}) == 1
        assert db.all() == [{"a": 1}]
        db.drop_table("other")
    assert msgspec.json.decode(path.read_bytes()) == {"_default": {"1": {"a": 1}}}


def test_each_record_is_written_on_a_line_of_its_own(path: Path) -> None:
    table(path).insert_multiple([{"a": 1, "b": [1, 2]}, {"c": 3}])
    assert path.read_text() == '{"things":{\n"1":{"a":1,"b":[1,2]},\n"2":{"c":3}\n}}\n'
    assert encode_tables({}) == b"{}\n"
    assert encode_tables({"empty": {}}) == b'{"empty":{}}\n'


def test_answers_are_not_remembered_past_another_programs_write(path: Path) -> None:
    one, other = table(path), table(path)
    assert one.search(where("a").exists()) == []
    other.insert({"a": 1})
    assert one.search(where("a").exists()) == [{"a": 1}]
    assert one.insert({"a": 2}) == 2
    assert other.insert({"a": 3}) == 3


def test_reading_makes_no_file(path: Path) -> None:
    things = table(path)
    assert things.all() == []
    assert len(things) == 0
    assert things.get(doc_id=1) is None
    assert stamp_of(path) is None
    assert not path.exists()


def test_a_batch_that_fails_writes_nothing_and_is_over(path: Path) -> None:
    path.write_bytes(ODD)
    storage, odd = AtomicStorage(path), decode_tables(path, ODD)
    with pytest.raises(KeyError), storage.batch(odd):
        DiaryTable(storage, "things").insert({"new": 1})
        raise KeyError
    assert path.read_bytes() == ODD
    assert len(DiaryTable(storage, "things")) == 5
    DiaryTable(storage, "things").insert({"new": 2})
    assert raw(path)["things"]["10"] == b'{"new":2}'


@pytest.mark.skipif(sys.platform == "win32", reason="counts the calls made on POSIX")
def test_a_batch_that_cannot_be_written_is_over_too(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(ODD)
    storage, disk = AtomicStorage(path), Disk(monkeypatch)
    odd = decode_tables(path, ODD)
    disk.fill()
    with pytest.raises(NotSaved, match="no space left on device"), storage.batch(odd):
        DiaryTable(storage, "things").insert({"new": 1})
    disk.heal()
    assert path.read_bytes() == ODD
    assert len(DiaryTable(storage, "things")) == 5


@pytest.mark.parametrize(
    "data",
    [b"", b"null", b"[]", b"3", b'{"t": []}', b'{"t": 1}', b"{", b'{"t": {"1": nul}}', b"\xff\xfe"],
)
def test_a_file_that_is_not_tables_of_records_is_refused_and_left(data: bytes, path: Path) -> None:
    path.write_bytes(data)
    with pytest.raises(Unreadable):
        table(path).all()
    with pytest.raises(Unreadable):
        table(path).insert({"a": 1})
    assert path.read_bytes() == data


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(st.dictionaries(st.text(max_size=5), st.dictionaries(st.text(max_size=3), DOCUMENTS)))
def test_encoded_tables_decode_to_the_same_tables(
    tables: dict[str, dict[str, dict[str, Any]]],
) -> None:
    data = encode_tables(tables)
    assert msgspec.json.decode(data) == tables
    assert encode_tables(decode_tables(Path("x"), data)) == data


@given(st.lists(st.text("0129 ,-٣x", max_size=3) | st.sampled_from(["0", "1", "10", "007"])))
@example([])
@example(["0"])
@example(["1", "0 2"])
@example(["1", ""])
def test_keys_are_document_ids_when_each_of_them_is_one(keys: list[str]) -> None:
    assert are_document_ids(keys) == all(map(is_document_id, keys))
