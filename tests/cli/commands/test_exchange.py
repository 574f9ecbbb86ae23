"""``supine export`` and ``supine import`` with exports of supine itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders import write
from tests.cli.command_line import CommandLine
from tests.diary.faults import Disk
from tests.exchange.documents import DAY, SESSION, documents, snapshot_of, tables_of
from tui.cli.support import NO_DATA, USAGE
from tui.exchange.write_export import export_csv, export_json

BROKEN = {**SESSION, "id": "s2", "effort": 7}
EXPORT = tables_of(sessions=[{**SESSION, "note": "ö\r\n"}], days=[DAY])
PREVIEW = "sessions: 1 new · days: 1 new\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An export to import."""
    path = tmp_path / "export.json"
    path.write_bytes(export_json(EXPORT))
    return path


def imported(supine: CommandLine) -> dict[str, list[Any]]:
    """Return the sessions and days on the disk.

    The routines are left out, since a new file begins with the built-in one.
    """
    return {name: documents(supine.tables)[name] for name in ("sessions", "days")}


def test_export_prints_the_whole_diary(supine: CommandLine, path: Path) -> None:
    path.write_bytes(export_json(EXPORT))
    for options in ([], ["--format", "json"], ["--json"]):
        answer = supine("export", *options)
        assert (answer.out.encode(), answer.err) == (export_json(EXPORT), "")
    assert supine("export", "--format", "csv").out == export_csv(snapshot_of(EXPORT))


def test_a_dry_run_says_what_an_import_would_add_and_writes_nothing(
    supine: CommandLine, source: Path, path: Path
) -> None:
    answer = supine("import", str(source), "--dry-run")
    assert (answer.out, answer.err) == (f"{PREVIEW}Nothing was written (--dry-run).\n", "")
    assert not path.exists()


def test_an_import_adds_what_is_missing_and_a_second_one_nothing(
    supine: CommandLine, source: Path, path: Path
) -> None:
    answer = supine("import", str(source))
    assert (answer.out, answer.err) == (f"{PREVIEW}Imported.\n", "")
    assert imported(supine) == documents(EXPORT)
    before = path.read_bytes()
    again = supine("import", str(source))
    assert again.out.endswith("Nothing to add: everything is already in the diary.\n")
    assert path.read_bytes() == before, "no second write"
    assert not path.with_name("diary-backups").exists(), "and no backup"


def test_export_to_a_file_answers_with_one_json_object(supine: CommandLine, tmp_path: Path) -> None:
    write(supine.path, sessions={"1": SESSION})
    output = tmp_path / "x.json"
    answer = supine("export", "--json", "-o", str(output)).json
    assert answer == {"file": str(output), "format": "json", "sessions": 1}


@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_import_answers_with_one_json_object(
    supine: CommandLine, source: Path, options: list[str]
) -> None:
    source.write_bytes(export_json(tables_of(sessions=[SESSION])))
    none = {"new": 0, "there": 0, "removed": 0}
    assert supine("import", str(source), "--json", *options).json == {
        "file": str(source),
        "dry_run": bool(options),
        "written": not options,
        "documents": 1,
        "sessions": {"new": 1, "there": 0, "removed": 0},
        "days": none,
        "routines": none,
        "settings_taken": None,
        "tables": [],
        "removals": 0,
        "repeated": 0,
        "acks_removed": 0,
        "left_out": [],
        "only_merged": [],
    }


def test_csv_is_not_printed_where_json_is_asked_for(supine: CommandLine) -> None:
    assert "CSV is not JSON" in supine.fails(USAGE, "export", "--json", "--format", "csv")


def test_export_overwrites_nothing_and_keeps_its_file_private(
    supine: CommandLine, path: Path, tmp_path: Path
) -> None:
    write(path, sessions={"1": SESSION})
    folder = tmp_path / "exports"
    folder.mkdir()
    output = folder / "x.csv"
    expected = export_csv(snapshot_of(tables_of(sessions=[SESSION]))).encode()
    answer = supine("export", "--format", "csv", "-o", str(output))
    assert (answer.out, answer.err) == (f"Exported to {output} (sessions: 1).\n", "")
    assert output.read_bytes() == expected
    assert output.stat().st_mode & 0o077 == 0
    (folder / "link").symlink_to(folder / "nowhere")
    for name, reason in (
        ("x.csv", "already exists"),
        ("link", "already exists"),
        ("no/x.csv", "there is no folder"),
    ):
        assert reason in supine.fails(USAGE, "export", "-o", str(folder / name))
    assert sorted(entry.name for entry in folder.iterdir()) == ["link", "x.csv"]
    assert output.read_bytes() == expected


@pytest.mark.parametrize(("form", "words"), [("json", "will leave them"), ("csv", "are left out")])
def test_export_says_what_it_could_not_understand(
    supine: CommandLine, path: Path, form: str, words: str
) -> None:
    tables = tables_of(sessions=[SESSION, {**SESSION, "effort": 7}])
    path.write_bytes(export_json(tables))
    answer = supine("export", "--format", form)
    readable = export_csv(snapshot_of(tables_of(sessions=[SESSION])))
    assert answer.out == (export_json(tables).decode() if form == "json" else readable)
    assert answer.err.startswith("supine export: 1 record couldn't be read (sessions 2: ")
    assert words in answer.err


def test_an_import_says_what_it_could_not_understand(supine: CommandLine, source: Path) -> None:
    source.write_bytes(export_json(tables_of(sessions=[SESSION, BROKEN], days=[DAY])))
    answer = supine("import", str(source))
    assert answer.err == (
        "supine import: skipped 1 record that couldn't be read (sessions 2: "
        "Expected `str | null`, got `int` - at `$.effort`)\n"
    )
    assert answer.out.endswith("Imported.\n")
    assert imported(supine) == {"sessions": [SESSION], "days": [DAY]}
    again = supine("import", str(source))
    assert again.out.endswith("Nothing else to add.\n"), "the diary does not have all of it"
    assert len(supine("import", str(source), "--json").json["left_out"]) == 1


def test_a_refused_import_changes_nothing(supine: CommandLine, source: Path, path: Path) -> None:
    write(path, sessions={"1": SESSION})
    gone = source.with_name("gone.json")
    assert f"cannot import {gone}: no such file" in supine.fails(NO_DATA, "import", str(gone))
    source.write_bytes(json.dumps(tables_of(days=[{"day": "2026-13-01"}])).encode())
    assert f"{source}: days 1: " in supine.fails(NO_DATA, "import", str(source))


def test_a_failed_import_changes_nothing_and_prints_no_answer(
    supine: CommandLine, source: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(path, sessions={"1": {**SESSION, "id": "s9"}})
    Disk(monkeypatch).fill()
    assert "not saved to" in supine.fails(NO_DATA, "import", str(source))
