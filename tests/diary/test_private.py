"""Whose files are whose: everything is private, and no link of someone else is followed."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import NOW, TARGETS, TODAY, done, make_diary
from tui.cues.tones import Tones
from tui.diary import backups, recovery
from tui.diary.atomic_write import write_new_file
from tui.diary.errors import NotSaved
from tui.diary.lock import FileLock
from tui.diary.private import make_private_folder, refuse_link_of_others
from tui.exchange.write_export import export_beside

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes and links are of POSIX")
STRANGERS = b"not ours"


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A file of someone else, to which the links point."""
    file = tmp_path / "of-someone-else"
    file.write_bytes(STRANGERS)
    file.chmod(0o644)
    return file


@pytest.mark.usefixtures("open_umask")
def test_every_file_and_folder_is_private_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "home" / "data" / "supine.json"
    diary = make_diary(path)
    routine = diary.read().routine()
    diary.log_session(routine, TODAY, done(2))
    diary.start_session(routine, TODAY, TARGETS)
    diary.end_session("s2", done(1), "enough")
    manual = diary.store.make_backup("manual")
    assert manual is not None
    export_beside(diary, TODAY)
    write_new_file(tmp_path / "home" / "elsewhere" / "export.csv", b"x")
    path.write_bytes(path.read_bytes() + b"{")
    make_diary(path).read()  # leaves a copy of the damaged file
    diary.restore(manual)
    for quiet in (False, True):
        Tones(quiet=quiet, folders=(lambda: tmp_path / "home" / "cache" / "supine",)).path("ease")
    found = {each: stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "home").rglob("*")}
    for kind in ("data", "elsewhere", "cache", ".lock", ".session", ".json", "-backups", ".gz"):
        assert any(each.name.endswith(kind) for each in found), kind
    assert any(".damaged-" in each.name for each in found)
    assert any("-export-" in each.name for each in found)
    wrong = {
        each: mode for each, mode in found.items() if mode != (0o700 if each.is_dir() else 0o600)
    }
    assert wrong == {}


@pytest.mark.parametrize("points_to", ["a file", "nothing", "itself", "a pipe"])
def test_a_link_in_place_of_a_lock_is_refused(
    points_to: str, tmp_path: Path, stranger: Path
) -> None:
    lock = tmp_path / ".supine.json.lock"
    if points_to == "a pipe":
        os.mkfifo(lock)
        assert FileLock(lock).acquire()  # does not wait
        return
    target = {"a file": stranger, "nothing": tmp_path / "new", "itself": lock}[points_to]
    lock.symlink_to(target)
    with pytest.raises(NotSaved, match=r"its lock \.supine\.json\.lock is a link"):
        make_diary(tmp_path / "supine.json").log_session(
            make_diary(tmp_path / "x.json").read().routine(), TODAY, done(2)
        )
    assert sorted(each.name for each in tmp_path.iterdir()) == [lock.name, stranger.name]
    assert stranger.read_bytes() == STRANGERS


@pytest.mark.parametrize("leads_to", ["a file", "nothing"])
def test_a_link_that_takes_the_name_of_a_new_file_is_replaced_itself(
    leads_to: str, tmp_path: Path, stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link comes after the name was found to be free."""
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    path = tmp_path / "supine.json"
    copy = recovery.set_aside(path, b"x", NOW)
    copy.unlink()
    backup = backups.make(path, b"{}", "manual", NOW).path
    backup.unlink()
    export = tmp_path / "export.json"
    target = stranger if leads_to == "a file" else tmp_path / "new"
    for name in (copy, backup, export):
        name.symlink_to(target)
    assert recovery.set_aside(path, b"x", NOW) == copy
    assert backups.make(path, b"{}", "manual", NOW).path == backup
    write_new_file(export, b"x")
    for name in (copy, backup, export):
        assert not name.is_symlink()
        assert stat.S_IMODE(name.stat().st_mode) == 0o600
    assert stranger.read_bytes() == STRANGERS
    assert not (tmp_path / "new").exists()


def test_links_of_temporary_files_are_removed_themselves(tmp_path: Path, stranger: Path) -> None:
    left = tmp_path / ".supine.json.0123abcd.tmp"
    left.symlink_to(stranger)
    os.utime(stranger, (0, 0))
    recovery.remove_stale_temporaries(tmp_path / "supine.json", NOW)
    assert stranger.read_bytes() == STRANGERS


def test_a_tone_is_never_written_through_a_link(tmp_path: Path, stranger: Path) -> None:
    folder = tmp_path / "cache"

    def tones() -> Tones:
        return Tones(quiet=False, folders=(lambda: folder,))

    tone = tones().path("ease")
    size = tone.stat().st_size
    for content in (STRANGERS, bytes(size)):
        stranger.write_bytes(content)
        tone.unlink()
        tone.symlink_to(stranger)
        assert tones().path("ease") == tone
        assert not tone.is_symlink() and tone.stat().st_size == size
        assert stranger.read_bytes() == content


def test_folders_that_someone_else_has_linked_are_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, elsewhere = tmp_path / "supine.json", tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / "supine-backups"
    link.symlink_to(elsewhere)
    refuse_link_of_others(link)  # one's own is wanted
    refuse_link_of_others(elsewhere)
    of_link = os.lstat(link)
    real = os.lstat

    def lstat(name: object) -> os.stat_result:
        if name != link:
            return real(name)  # type: ignore[arg-type]
        return os.stat_result([*of_link[:4], 4321, *of_link[5:10]])

    with monkeypatch.context() as patch:
        patch.setattr(os, "lstat", lstat)
        with pytest.raises(NotSaved, match="it is a link made by someone else"):
            backups.make(path, b"{}", "manual", NOW)
        with pytest.raises(PermissionError):
            Tones(quiet=False, folders=(lambda: link,)).path("ease")
    assert list(elsewhere.iterdir()) == []


def test_a_folder_is_made_below_folders_and_not_below_a_file(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "a" / "b" / "c")
    make_private_folder(tmp_path / "a" / "b")
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        make_private_folder(tmp_path / "file")
    with pytest.raises(OSError):
        make_private_folder(tmp_path / "file" / "below")
    if sys.platform == "linux":  # where a folder that is there says that it is missing
        with pytest.raises(FileNotFoundError):
            make_private_folder(Path("/proc/supine/below"))
        with pytest.raises(NotSaved):
            make_diary(Path("/proc/supine/diary.json")).rest(TODAY, "ill")
