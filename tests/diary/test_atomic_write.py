"""Replacing a file: whichever call fails, the file is entirely old or entirely new.

(docs/file-format.md, promise 1)
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.diary.faults import Disk, FaultyOs, Killed
from tui.diary.atomic_write import replace_file
from tui.diary.errors import NotSaved, Unconfirmed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="counts the calls made on POSIX")

OLD = b'{"old": {}}\n'
NEW = b'{"new": {"1": {"a": 1}}}\n' * 40
WRITE = ["open", "fchmod", "write", "fsync", "close", "replace", "open", "fsync", "close"]


def no_file(folder: Path) -> Path:
    return folder / "supine.json"


def replacing(folder: Path) -> Path:
    path = folder / "supine.json"
    path.write_bytes(OLD)
    path.chmod(0o640)
    return path


def through_a_symlink(folder: Path) -> Path:
    elsewhere = folder / "synced"
    elsewhere.mkdir()
    real = elsewhere / "real.json"
    real.write_bytes(OLD)
    path = folder / "supine.json"
    path.symlink_to(real)
    return path


SCENES = pytest.mark.parametrize("scene", [no_file, replacing, through_a_symlink])
Scene = Callable[[Path], Path]


def content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def all_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@SCENES
def test_a_write_flushes_the_file_then_replaces_then_flushes_the_folder(
    scene: Scene, tmp_path: Path, disk: Disk
) -> None:
    path = scene(tmp_path)
    system = disk.use(FaultyOs())
    replace_file(path, NEW)
    assert path.read_bytes() == NEW
    assert system.calls == WRITE


@SCENES
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("most", [None, 97, 1000], ids=["whole", "short", "nearly whole"])
def test_whichever_call_fails_the_file_is_entirely_old_or_entirely_new(
    scene: Scene, code: int, most: int | None, tmp_path: Path, disk: Disk
) -> None:
    counting = disk.use(FaultyOs(most=most))
    (tmp_path / "count").mkdir()
    replace_file(scene(tmp_path / "count"), NEW)
    done = counting.calls.index("replace") + 1
    assert counting.calls.count("write") == (1 if most is None else -(-len(NEW) // most))

    for number in range(1, len(counting.calls) + 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = scene(folder)
        before, was_link, listed = content(path), path.is_symlink(), all_files(folder)
        old_mode = mode(path) if path.exists() else 0o600
        system = disk.use(FaultyOs(number, code, most=most))
        expected = NotSaved if number <= done else Unconfirmed
        with pytest.raises(expected) as raised:
            replace_file(path, NEW)
        assert os.strerror(code).lower() in str(raised.value)
        assert str(path) in str(raised.value)
        assert "\n" not in str(raised.value)
        assert content(path) == (before if number <= done else NEW), counting.calls[number - 1]
        assert path.is_symlink() is was_link
        assert all_files(folder) == (listed if number <= done else sorted({*listed, path}))
        assert not path.exists() or mode(path) == old_mode
        assert system.flushed_after_failure == []
        assert sorted(system.opened) == sorted(system.closed), "a descriptor was left open"


@SCENES
def test_a_program_that_dies_at_any_call_leaves_the_old_or_the_new_file(
    scene: Scene, tmp_path: Path, disk: Disk
) -> None:
    for number in range(1, len(WRITE) + 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = scene(folder)
        before = content(path)
        system = disk.use(FaultyOs(number, is_killed=True))
        with pytest.raises(Killed):
            replace_file(path, NEW)
        for descriptor in set(system.opened) - set(system.closed):
            os.close(descriptor)
        assert content(path) == (NEW if "replace" in WRITE[: number - 1] else before)
        disk.heal()
        replace_file(path, NEW)  # a temporary file that was left behind does not matter
        assert path.read_bytes() == NEW


def test_a_new_file_is_private_whatever_the_umask_says(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "supine.json"
    before = os.umask(0o777)
    try:
        path.parent.mkdir(mode=0o700)
        path.parent.chmod(0o700)
        replace_file(path, NEW)
    finally:
        os.umask(before)
    assert mode(path) == 0o600


def test_a_new_folder_is_private(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "supine.json"
    replace_file(path, NEW)
    assert mode(path.parent) == 0o700
    assert mode(path) == 0o600


@pytest.mark.parametrize("kept", [0o600, 0o640, 0o664, 0o400])
def test_the_mode_of_the_old_file_is_kept(kept: int, tmp_path: Path) -> None:
    path = replacing(tmp_path)
    path.chmod(kept)
    replace_file(path, NEW)
    assert mode(path) == kept
    assert path.read_bytes() == NEW


def test_a_symlink_stays_one_and_its_target_is_replaced(tmp_path: Path) -> None:
    path = through_a_symlink(tmp_path)
    target = path.readlink()
    replace_file(path, NEW)
    assert path.is_symlink()
    assert target.read_bytes() == NEW
    assert not target.is_symlink()
    assert all_files(tmp_path) == sorted([path, target.parent, target])


def test_the_file_that_a_symlink_points_to_is_made(tmp_path: Path) -> None:
    path, target = tmp_path / "supine.json", tmp_path / "synced" / "real.json"
    path.symlink_to(target)
    replace_file(path, NEW)
    assert path.is_symlink()
    assert target.read_bytes() == NEW


def test_a_second_hard_link_keeps_the_old_content(
    tmp_path: Path,
) -> None:
    path = replacing(tmp_path)
    other = tmp_path / "copy.json"
    os.link(path, other)
    replace_file(path, NEW)
    assert (path.read_bytes(), other.read_bytes()) == (NEW, OLD)


def test_nothing_is_saved_in_a_read_only_folder(tmp_path: Path, disk: Disk) -> None:
    path = replacing(tmp_path)
    disk.use(FaultyOs(1, errno.EACCES))  # root could write all the same
    with pytest.raises(NotSaved, match="permission denied"):
        replace_file(path, NEW)
    assert all_files(tmp_path) == [path]
    assert path.read_bytes() == OLD


def test_nothing_is_saved_in_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotSaved):
        replace_file(tmp_path / "file" / "supine.json", NEW)
    assert all_files(tmp_path) == [tmp_path / "file"]


def test_nothing_is_saved_where_a_folder_has_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "supine.json"
    path.mkdir()
    with pytest.raises(NotSaved):
        replace_file(path, NEW)
    assert all_files(tmp_path) == [path]


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_that_cannot_flush_folders_is_no_failure(
    code: int, tmp_path: Path, disk: Disk
) -> None:
    path = replacing(tmp_path)
    disk.use(FaultyOs(len(WRITE) - 1, code))
    replace_file(path, NEW)
    assert path.read_bytes() == NEW


def test_a_failed_flush_is_never_tried_again_on_the_same_descriptor(
    tmp_path: Path, disk: Disk
) -> None:
    path = replacing(tmp_path)
    system = disk.use(FaultyOs(WRITE.index("fsync") + 1))
    with pytest.raises(NotSaved):
        replace_file(path, NEW)
    assert system.calls == ["open", "fchmod", "write", "fsync", "close"]


def test_an_existing_file_under_the_temporary_name_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always(_: int) -> str:
        return "0000"

    monkeypatch.setattr("tui.diary.atomic_write.secrets.token_hex", always)
    path = replacing(tmp_path)
    other = tmp_path / ".supine.json.0000.tmp"
    other.symlink_to(tmp_path / "victim")
    with pytest.raises(NotSaved):
        replace_file(path, NEW)
    assert not (tmp_path / "victim").exists()
    assert path.read_bytes() == OLD


@pytest.mark.parametrize(
    ("refusals", "code", "is_new"), [(3, 32, True), (19, 5, True), (20, 32, False), (1, 112, False)]
)
def test_a_file_that_windows_says_is_in_use_is_tried_for_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusals: int, code: int, is_new: bool
) -> None:
    """As virus scanners and sync programs cause it; a full disk (112) is said at once."""
    left, waited, replace = refusals, [0.0], os.replace

    def refuse(temporary: Path, target: Path) -> None:
        nonlocal left
        if left:
            left -= 1
            error = PermissionError(errno.EACCES, "in use")
            error.winerror = code  # type: ignore[attr-defined,unused-ignore]
            raise error
        replace(temporary, target)

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr("time.sleep", lambda seconds: waited.append(waited.pop() + seconds))
    path = replacing(tmp_path)
    if is_new:
        replace_file(path, NEW)
    else:
        with pytest.raises(NotSaved):
            replace_file(path, NEW)
    assert path.read_bytes() == (NEW if is_new else OLD)
    assert all_files(tmp_path) == [path]
    assert waited[0] <= 1
