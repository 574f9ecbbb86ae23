"""A database is read together with its log, and nothing of either is changed or missed."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.exchange.foreign_files import DAY_MS, HABITS_TABLE, MEASURED, REPETITIONS_TABLE, VALUED
from tui.exchange.importers import loop_database
from tui.exchange.importers.detect import read_foreign
from tui.exchange.refusals import ImportRefused
from tui.exchange.source import SQLITE, read_source

FIRST = 20_000
"""The first date, in days from 1970."""


def add(connection: sqlite3.Connection, first: int, count: int) -> None:
    """Add done dates to a database."""
    connection.executemany(
        "insert into Repetitions (habit, timestamp, value, notes) values (1, ?, 2, '')",
        [((FIRST + first + number) * DAY_MS,) for number in range(count)],
    )
    connection.commit()


def copied_while_open(path: Path, folder: Path, *suffixes: str) -> Path:
    """Return a copy of a database, and of the files beside it with these suffixes."""
    folder.mkdir(exist_ok=True)
    for suffix in ("", *suffixes):
        shutil.copyfile(f"{path}{suffix}", folder / f"{path.name}{suffix}")
    return folder / path.name


@pytest.fixture
def with_log(tmp_path: Path) -> Path:
    """A database that holds 2 dates, and 30 more in its write-ahead log."""
    path = tmp_path / "made" / "backup.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(HABITS_TABLE.format(MEASURED))
        connection.execute(REPETITIONS_TABLE.format(VALUED))
        connection.execute("insert into Habits (id, name) values (1, 'Neck')")
        add(connection, 0, 2)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma wal_autocheckpoint = 0")
        add(connection, 2, 10)
        add(connection, 12, 20)
        return copied_while_open(path, tmp_path / "copy", "-wal", "-shm")


def dates_in(path: Path) -> int:
    found = read_foreign(read_source(path))
    assert found is not None
    (habit,) = found.habits
    assert habit.name == "Neck"
    return habit.count("done")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("suffix", ["-shm", "-journal"])
def test_what_is_only_in_the_log_is_read(with_log: Path, suffix: str) -> None:
    before = contents(with_log.parent)
    assert dates_in(with_log) == 32
    assert contents(with_log.parent) == before, "the files stay as they were"
    with_log.with_name("backup.db-shm").unlink()
    with_log.with_name(f"backup.db{suffix}").touch()
    assert dates_in(with_log) == 32


def test_all_of_a_database_may_be_in_the_log(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute(HABITS_TABLE.format(MEASURED))
        connection.execute(REPETITIONS_TABLE.format(VALUED))
        connection.execute("insert into Habits (id, name) values (1, 'Neck')")
        add(connection, 0, 5)
        copy = copied_while_open(path, tmp_path / "copy", "-wal")
    assert dates_in(copy) == 5


def test_a_log_of_a_read_only_folder_is_read(with_log: Path) -> None:
    with_log.parent.chmod(0o500)
    try:
        assert dates_in(with_log) == 32
    finally:
        with_log.parent.chmod(0o700)


@pytest.mark.parametrize("suffix", ["-shm", "-wal", "-journal"])
def test_what_lies_beside_a_database_is_refused_with_the_name_of_the_database(
    with_log: Path, suffix: str
) -> None:
    beside = with_log.with_name(f"{with_log.name}{suffix}")
    with pytest.raises(ImportRefused, match=r"to a database; import backup\.db, and"):
        read_source(beside)


def test_a_link_to_a_database_finds_the_log(with_log: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(with_log)
    assert dates_in(link) == 32


def test_a_log_that_was_written_back_says_nothing_new(tmp_path: Path, with_log: Path) -> None:
    with closing(sqlite3.connect(with_log)) as connection:
        connection.execute("pragma wal_checkpoint")
        copy = copied_while_open(with_log, tmp_path / "later", "-wal")
        add(connection, 32, 1)
        copied_while_open(with_log, tmp_path / "restarted", "-wal")
    assert dates_in(copy) == 32
    # The log begins anew, and what follows the new entry is left from before.
    assert dates_in(tmp_path / "restarted" / "backup.db") == 33
    with_log.with_name("backup.db-wal").write_bytes(b"")
    assert dates_in(with_log) == 33


def test_a_change_that_was_not_finished_is_not_read(tmp_path: Path, with_log: Path) -> None:
    with closing(sqlite3.connect(with_log)) as connection:
        connection.execute("pragma cache_size = 1")
        connection.execute("pragma cache_spill = 1")
        rows = [(1, (FIRST + number) * DAY_MS) for number in range(100, 4000)]
        connection.executemany(
            "insert into Repetitions (habit, timestamp, value, notes) values (?, ?, 2, 'x')", rows
        )
        copy = copied_while_open(with_log, tmp_path / "later", "-wal")
    assert copy.with_name("backup.db-wal").stat().st_size > 50_000, "it is in the log"
    assert dates_in(copy) == 32


def test_a_change_that_was_being_written_is_taken_back(tmp_path: Path, with_log: Path) -> None:
    with closing(sqlite3.connect(with_log)) as connection:
        connection.execute("pragma journal_mode = delete")
        connection.execute("pragma cache_size = 1")
        connection.execute("begin immediate")
        connection.execute("update Repetitions set value = 0, notes = hex(randomblob(500))")
        copy = copied_while_open(with_log, tmp_path / "later", "-journal")
    assert dates_in(copy) == 32


def damage(log: bytes, position: int) -> bytes:
    return log[:position] + bytes([log[position] ^ 1]) + log[position + 1 :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut in its last entry": lambda log: log[:-100],
    "cut after a header": lambda log: log[: 32 + 24],
    "cut in its header": lambda log: log[:20],
    "another header": lambda log: b"x" + log[1:],
    "a damaged header": lambda log: damage(log, 20),
    "a damaged first entry": lambda log: damage(log, 32 + 24 + 500),
    "a damaged last entry": lambda log: damage(log, len(log) - 500),
    "a damaged end of an entry": lambda log: damage(log, 32 + 7),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_log_that_is_damaged_is_named(name: str, with_log: Path) -> None:
    log = with_log.with_name("backup.db-wal")
    log.write_bytes(DAMAGE[name](log.read_bytes()))
    before = contents(with_log.parent)
    with pytest.raises(ImportRefused) as refused:
        dates_in(with_log)
    assert str(refused.value) == (
        f"cannot import {with_log}: its log backup.db-wal is damaged or cut short, "
        "and some of its dates are only there"
    )
    assert contents(with_log.parent) == before


def test_an_unreadable_log_is_named(with_log: Path) -> None:
    log = with_log.with_name("backup.db-wal")
    log.unlink()
    log.mkdir()
    (log / "x").touch()
    with pytest.raises(ImportRefused, match=r"backup\.db-wal: it is not a file$"):
        dates_in(with_log)


def test_a_log_of_another_database_is_named(with_log: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("pragma page_size = 1024")
        connection.execute("create table x (a)")
        connection.execute("pragma journal_mode = wal")
        connection.execute("insert into x values (1)")
        connection.commit()
        shutil.copyfile(f"{other}-wal", with_log.with_name("backup.db-wal"))
    with pytest.raises(ImportRefused, match=r"backup\.db-wal"):
        dates_in(with_log)


def test_a_database_without_anything_but_its_log_is_refused(with_log: Path) -> None:
    with_log.write_bytes(b"")
    with pytest.raises(ImportRefused, match=r"it is empty, and its log backup\.db-wal cannot be"):
        dates_in(with_log)


def test_a_database_that_is_being_written_is_tried_again(
    with_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamps = iter([[(1, 1, 1)], [(2, 1, 1)], [(3, 1, 1)], [(3, 1, 1)]])
    monkeypatch.setattr("tui.exchange.source._stamps", lambda _: next(stamps))
    assert dates_in(with_log) == 32
    monkeypatch.setattr("tui.exchange.source._stamps", lambda _: object())
    with pytest.raises(ImportRefused, match="another program is writing to it"):
        dates_in(with_log)


def test_the_copy_is_private_and_is_removed(
    with_log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    modes: list[int] = []
    check = loop_database._check_log

    def check_log(connection: sqlite3.Connection, name: str, log: bytes) -> None:
        modes.extend(entry.stat().st_mode & 0o777 for entry in folder.iterdir())
        check(connection, name, log)

    monkeypatch.setattr(loop_database, "_check_log", check_log)
    assert dates_in(with_log) == 32
    assert modes == [0o700]
    assert list(folder.iterdir()) == []


def test_without_room_for_a_copy_the_log_is_named(
    with_log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(ImportRefused, match=r"its log backup\.db-wal: no such file or directory"):
        dates_in(with_log)


def test_a_file_is_a_database_by_its_first_bytes(with_log: Path) -> None:
    assert with_log.read_bytes().startswith(SQLITE)
    no_database = with_log.with_name("x.db")
    no_database.write_text("date\n2026-11-20\n")
    with_log.with_name("x.db-wal").write_bytes(b"anything")
    found = read_foreign(read_source(no_database))
    assert found is not None
    assert found.program == "Plain list"
