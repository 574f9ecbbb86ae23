"""``supine merge`` and ``supine merge-driver``, also through real git."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.builders import TODAY, YESTERDAY, contents, done, make_diary, records
from tests.cli.command_line import CommandLine
from tui.cli.support import FINE, NO, NO_DATA, USAGE
from tui.diary.diary import Diary
from tui.practice.models import DEFAULT_ROUTINE, Band
from tui.words.copies import UNCHANGED
from tui.words.imports import SIGN_LEFT_OUT

NAME = DEFAULT_ROUTINE.id


def with_ceiling(diary: Diary, reps: int) -> None:
    diary.preferences.change_routine(
        NAME, lambda old: replace(old, plan=replace(old.plan, ceiling=reps))
    )


def diverge(path: Path, other: Path) -> None:
    """Make two copies of one diary, and change both."""
    make_diary(path).log_session(DEFAULT_ROUTINE, YESTERDAY, done(2))
    shutil.copy(path, other)
    ours, theirs = make_diary(path, ids="a"), make_diary(other, ids="b")
    ours.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    with_ceiling(ours, 6)
    theirs.log_session(DEFAULT_ROUTINE, TODAY, done(3))
    theirs.rest(YESTERDAY, "ill")
    theirs.record_feeling(TODAY, Band.MODERATE)
    theirs.remove_session("s1")
    with_ceiling(theirs, 7)
    with_ceiling(theirs, 8)


def caught_half_done(path: Path, other: Path) -> tuple[Diary, Diary, str]:
    """Return two copies of a diary, made while a session ran, and the id of the session."""
    first = make_diary(path)
    session = first.start_session(DEFAULT_ROUTINE, YESTERDAY, {"shoulder-blades": 2, "neck": 2})
    first.release_session()
    shutil.copy(path, other)
    return make_diary(path, ids="a"), make_diary(other, ids="b"), session.id


def test_a_copy_is_merged_after_a_preview(path: Path, supine: CommandLine) -> None:
    other = path.with_name("stick.json")
    diverge(path, other)
    before = path.read_bytes()
    preview = supine("merge", str(other), "--dry-run")
    assert preview.out.splitlines() == [
        "stick.json:",
        "  Only in the copy: 1 session, 1 rest day and 1 answer after practice.",
        "  Removed in the copy: the session of Sat 21 Nov (finished, 4 reps).",
        "  Changed in both: the ceiling. The later change stays: 8, not 6.",
        "Nothing was written (--dry-run).",
    ]
    assert path.read_bytes() == before
    answer = supine("merge", str(other), "--json").json
    assert (answer["written"], answer["dry_run"], answer["moved"]) == (True, False, {})
    assert answer["files"][0]["words"] == [line.strip() for line in preview.out.splitlines()[1:4]]
    assert answer["files"][0]["changes"][0]["kind"] in ("added", "removed", "both")
    (routine,) = records(path, "routines")
    assert routine["plan"] == {"ceiling": 8}
    assert {each["id"] for each in records(path, "sessions")} == {"s1", "a1", "b1"}
    again = supine("merge", str(other)).out
    assert "already in your diary" in again and UNCHANGED in again
    assert supine("undo").code == FINE


def test_a_copy_that_differs_and_changes_nothing_is_not_called_the_same(
    path: Path, supine: CommandLine
) -> None:
    other = path.with_name("stick.json")
    make_diary(path).preferences.change_settings(lambda old: replace(old, theme="a"))
    other.write_text(path.read_text().replace('"a"', '"b"'))
    make_diary(path).preferences.change_settings(lambda old: replace(old, theme="c"))
    before = path.read_bytes()
    assert supine("merge", str(other), "--yes").out.splitlines() == [
        "stick.json:",
        "  Changed in both: the theme. The later change stays: c, not b.",
        UNCHANGED,
    ]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], USAGE, "required"),
        (["no-such.json"], NO_DATA, "there is no such file"),
        (["."], NO_DATA, "it's a folder"),
        (["--dry-run", "notes.txt"], NO_DATA, "it isn't a supine diary"),
    ],
)
def test_what_cannot_be_merged_is_one_line(
    path: Path,
    supine: CommandLine,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    monkeypatch.chdir(path.parent)
    path.with_name("notes.txt").write_text("{}")
    make_diary(path).rest(TODAY, "ill")
    assert words in supine.fails(code, "merge", *arguments)


def test_an_import_says_what_it_leaves_out_and_names_the_merge(
    path: Path, supine: CommandLine
) -> None:
    other = path.with_name("other device.json")
    diverge(path, other)
    answer = supine("import", str(other), "--dry-run")
    assert "An import only adds. It leaves this out, which a merge would bring:" in answer.err
    assert "Removed in the copy: the session of Sat 21 Nov (finished, 4 reps)." in answer.err
    assert f"supine merge '{other}'" in answer.err
    assert "Only in the copy" not in answer.err
    left_out = supine("import", str(path), "--json", "--dry-run").json["only_merged"]
    assert left_out == []


def test_a_strangers_diary_is_merged_only_after_a_yes(
    path: Path, supine: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Typed(io.StringIO):
        def isatty(self) -> bool:
            return True

    other = path.with_name("found.json")
    make_diary(other, ids="x").log_session(DEFAULT_ROUTINE, TODAY, done(5))
    assert supine("merge", str(other), "--dry-run").err == "", "an empty diary has nothing to lose"
    make_diary(path).log_session(DEFAULT_ROUTINE, TODAY, done(2))
    before = path.read_bytes()
    refused = supine.call("--file", str(path), "merge", str(other))
    assert (refused.code, path.read_bytes()) == (NO, before)
    assert "If it's someone else's, don't merge it" in refused.err
    assert refused.out.splitlines()[-1] == "Nothing was merged. If it's your own, add --yes."
    answer = supine.call("--file", str(path), "merge", str(other), "--json")
    assert (answer.code, answer.json["written"], answer.json["dry_run"]) == (NO, False, False)
    for typed in ("\n", "n\n"):
        monkeypatch.setattr(sys, "stdin", Typed(typed))
        asked = supine.call("--file", str(path), "merge", str(other))
        assert asked.err.splitlines()[-1] == (
            "y, then Enter: it's mine, merge it. Enter alone: leave it."
        )
        assert asked.err.splitlines()[-3:-1] == ["found.json:", "  Only in the copy: 1 session."]
        assert asked.out == "Nothing was merged.\n"
        assert path.read_bytes() == before
    monkeypatch.setattr(sys, "stdin", Typed("y\n"))
    assert "Merged." in supine("merge", str(other)).out
    supine("undo")
    monkeypatch.undo()
    assert "Merged." in supine("merge", str(other), "--yes").out


# git


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run git without the settings of the person who runs the tests."""
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "HOME": str(folder),
    }
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    return subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A diary in git, changed on two branches, as on two machines; ``main`` is checked out."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder = tmp_path / "repository"
    folder.mkdir()
    path = folder / "supine.json"
    assert git(folder, "init", "-q", "-b", "main").returncode == 0
    (folder / ".gitignore").write_text(".supine*\nsupine-backups/\n")
    make_diary(path).log_session(DEFAULT_ROUTINE, YESTERDAY, done(2))
    commit(folder)
    git(folder, "switch", "-q", "-c", "laptop")
    theirs = make_diary(path, ids="b")
    theirs.log_session(DEFAULT_ROUTINE, TODAY, done(3))
    theirs.record_feeling(TODAY, Band.HIGH)
    theirs.remove_session("s1")
    theirs.preferences.add_routine("Legs", DEFAULT_ROUTINE, TODAY)
    commit(folder)
    git(folder, "switch", "-q", "main")
    ours = make_diary(path, ids="a")
    ours.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    ours.record_feeling(TODAY, Band.MILD)
    with_ceiling(ours, 6)
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    assert git(folder, "commit", "-q", "-m", "x").returncode == 0


def check_merged(path: Path) -> None:
    """Assert that a diary has what both branches of the repository have."""
    found = make_diary(path).read()
    assert {each.id for each in found.sessions} == {"a1", "b1"}
    assert found.days[TODAY].report is Band.HIGH
    assert {*found.routines} == {NAME, "legs"}
    assert found.routines[NAME].plan.ceiling == 6


def test_git_merges_a_diary_with_the_driver(repository: Path) -> None:
    path = repository / "supine.json"
    command = f'"{sys.executable}" -m tui merge-driver %O %A %B'
    lines = ['[merge "supine"]', "name = supine diary", f"driver = {json.dumps(command)}"]
    with (repository / ".git" / "config").open("a") as config:
        config.write("\n".join(lines) + "\n")
    (repository / ".gitattributes").write_text("supine.json merge=supine\n")
    commit(repository)
    merged = git(repository, "merge", "-q", "--no-edit", "laptop")
    assert merged.returncode == 0, merged.stderr + merged.stdout
    check_merged(path)
    assert git(repository, "status", "--short").stdout == ""


def test_two_sides_of_a_conflict_of_git_are_merged_when_the_file_is_read(
    repository: Path, supine: CommandLine
) -> None:
    path = repository / "supine.json"
    for style in ("merge", "diff3"):
        merged = git(repository, "-c", f"merge.conflictStyle={style}", "merge", "laptop")
        assert merged.returncode == 1 and b"<<<<<<<" in path.read_bytes()
        conflict = path.read_bytes()
        check_merged(path)
        answer = supine.call("--file", str(path), "doctor")
        assert "git left two versions of the diary in its file" in answer.out
        band = "The worse stays: very sore or painful, instead of a bit more sore."
        assert f"The answer after practice of Sun 22 Nov differs. {band}" in answer.out
        assert path.read_bytes() == conflict, "reading writes nothing"
        (copy,) = path.parent.glob("supine.json.damaged-*")
        assert copy.read_bytes() == conflict
        make_diary(path).rest(TODAY, "ill")
        check_merged(path)
        assert "sessions" in contents(path)
        git(repository, "merge", "--abort")
        copy.unlink()


def test_a_file_that_is_no_diary_stays_a_conflict_of_git(path: Path, supine: CommandLine) -> None:
    base, broken = path.with_name("base"), path.with_name("broken")
    make_diary(path).rest(TODAY, "ill")
    broken.write_text("{")
    base.write_text("")
    before = path.read_bytes()
    sides = [str(path), str(broken)]
    said = supine.fails(NO_DATA, "merge-driver", str(base), *sides)
    assert "that is the version of the other side, and it isn't a supine diary" in said
    said = supine.fails(NO_DATA, "merge-driver", str(base), *reversed(sides))
    assert "that is your own version, and" in said
    supine("merge-driver", str(base), str(path), str(path))
    assert path.read_bytes() == before


@pytest.mark.parametrize("ours", ["closed", "removed", "milder"])
def test_an_import_says_first_that_it_does_not_bring_a_warning_sign(
    path: Path, supine: CommandLine, ours: str
) -> None:
    """R6.sign-stands: a sign that this device knows nothing of is never passed over in silence."""
    other = path.with_name("phone.json")
    here, there, session = caught_half_done(path, other)
    if ours == "milder":
        there.record_feeling(YESTERDAY, Band.WARNING)
        here.record_feeling(YESTERDAY, Band.MILD)
    else:
        there.end_session(session, done(1), "warning")
        here.end_session(session, done(1), "interrupted")
    if ours == "removed":
        here.remove_session(session)
    said = supine("import", str(other), "--dry-run").err.splitlines()
    first, second, *rest = (line.removeprefix("supine import: ") for line in said)
    assert first == SIGN_LEFT_OUT
    assert second == "An import only adds. It leaves this out, which a merge would bring:"
    assert not any("stays" in line or "back again" in line for line in rest), "nothing changes here"
    assert rest[-1] == f"To bring both together: supine merge {other}"


def test_what_goes_with_a_session_that_stopped_for_a_reason_is_said_on_both_sides(
    path: Path, supine: CommandLine
) -> None:
    other = path.with_name("phone.json")
    here, there, session = caught_half_done(path, other)
    here.end_session(session, done(1), "pain")
    there.end_session(session, done(1), "interrupted")
    there.answer_session(session, note="woke up stiff")
    for mine, copy in ((path, other), (other, path)):
        said = supine.call("--file", str(mine), "merge", str(copy), "--dry-run").out
        assert "The session that was stopped stays as a whole" in said
        assert "woke up stiff" in said
