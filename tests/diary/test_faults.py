"""Every kind of change, with each of its system calls failing in turn.

Whichever call fails, and however: the file is entirely old or entirely new, the error says which,
no damaged byte is lost, and the same diary goes on working. A program that dies at a call leaves
the same behind, and perhaps a temporary file. (docs/file-format.md, promises 1, 3 and 5)
"""

from __future__ import annotations

import datetime as dt
import gzip
import os
import shutil
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.diary.faults import Killed
from tests.diary.made_up_schema import present_schema_is_2
from tests.diary.scenes import (
    SCENES,
    all_files,
    content,
    diary_in,
    linked_file,
    lost_file,
    new_folder,
    older_file,
    unnumbered,
)
from tests.diary.system import FAIL_WHEN_FULL, LASTING, How, System
from tui.diary import store
from tui.diary.codec import decode
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unconfirmed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="counts the calls made on POSIX")
LATER = dt.date(2026, 12, 24)


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder that goes with the test."""
    folder = new_folder()
    yield folder
    shutil.rmtree(folder)


@cache
def template(name: str) -> Path:
    """The folder as a scene wants it, to be copied."""
    folder = new_folder()
    SCENES[name].prepare(folder / "supine.json")
    return folder


@pytest.fixture(scope="module", autouse=True)
def _same_calls_each_time() -> Iterator[None]:
    """Read the file for every change, so that a change always makes the same calls.

    Nothing is really flushed between the failures; no power is cut here.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        patch.setattr(store, "YOUNG_NS", 10**20)
        yield
    for name in SCENES:
        shutil.rmtree(template(name))
    template.cache_clear()


@pytest.fixture(autouse=True)
def _schema(request: pytest.FixtureRequest) -> Iterator[None]:
    """For a file of an older schema, the program has a newer one."""
    if SCENES[request.node.callspec.params["name"]].prepare is older_file:
        with present_schema_is_2():
            yield
    else:
        yield


class Stage:
    """A scene in a folder of its own, up to the moment before its change."""

    def __init__(self, name: str, folder: Path) -> None:
        self.scene = SCENES[name]
        self.folder = folder
        shutil.copytree(template(name), folder, symlinks=True)
        self.diary = diary_in(folder)
        self.system = System(folder)
        with self.system.watching():
            self.scene.ready(self.diary)
        self.before = content(folder)
        self.names = {*all_files(folder)}

    def check_files(self, *, is_tidy: bool, is_alive: bool = True) -> None:
        """Check what must hold of the folder, whatever happened."""
        for path in all_files(self.folder):
            if path.name.endswith(".json.gz"):
                decode(path, gzip.decompress(path.read_bytes()))
            assert not is_tidy or not path.name.endswith(".tmp") or path in self.names
        path = self.folder / "supine.json"
        assert path.is_symlink() == (self.scene.prepare is linked_file), "it is no symlink any more"
        held = self.diary._session_lock.is_held if is_alive else False
        assert len(self.system.left_open) == held, "a descriptor was left open"
        if self.scene.damaged is not None:
            kept = [self.folder / "supine.json", *self.folder.glob("supine.json.damaged-*")]
            assert any(each.read_bytes().endswith(self.scene.damaged) for each in kept)

    def check_reads(self, diary: Diary) -> None:
        """Check that it reads what a fresh diary reads; a lost file may stay unreadable."""
        try:
            fresh = diary_in(self.folder).read()
        except DiaryError:
            assert self.scene.prepare is lost_file
        else:
            assert diary.read().file == fresh.file

    def check_goes_on(self, diary: Diary) -> None:
        """Check that it reads what a fresh diary reads, before and after the next change."""
        self.check_reads(diary)
        try:
            diary.rest(LATER, "ill")
        except DiaryError:
            assert self.scene.prepare is lost_file
        else:
            assert LATER in diary.read().days
            self.check_reads(diary)


@cache
def after(name: str) -> tuple[bytes | None, tuple[str, ...]]:
    """The file after the change of a scene, and the calls of the change."""
    folder = new_folder()
    stage = Stage(name, folder / "stage")
    with stage.system.watching():
        stage.scene.change(stage.diary)
    calls = tuple(stage.system.calls)
    result = content(stage.folder)
    stage.check_files(is_tidy=True)
    stage.check_goes_on(stage.diary)
    shutil.rmtree(folder)
    return result, calls


def with_failures(name: str, how: How) -> Iterator[tuple[int, str]]:
    """The calls of a scene's change that can fail in this manner, with their numbers from 1."""
    kinds = {"ENOSPC": FAIL_WHEN_FULL, "short": ("write",), "before": LASTING, "after": LASTING}
    for number, call in enumerate(after(name)[1], 1):
        # Python itself takes a failed lstat for a name that is free, and raises nothing.
        if call in kinds.get(how, (call,)) and call != "lstat":
            yield number, call


@pytest.mark.parametrize("name", SCENES)
def test_a_change_makes_every_call_that_a_durable_one_needs(name: str) -> None:
    _, calls = after(name)
    lasting = " ".join(call for call in calls if call in (*LASTING, "close"))
    assert "open fchmod write fsync close replace open fsync close" in lasting


@pytest.mark.parametrize("how", ["EIO", "ENOSPC", "short", "dead"])
@pytest.mark.parametrize("name", SCENES)
def test_whichever_call_fails_nothing_is_lost_and_the_diary_goes_on(
    name: str, how: How, scratch: Path
) -> None:
    for number, call in with_failures(name, how):
        check_failure(name, how, number, call, scratch / str(number))


def check_failure(name: str, how: How, number: int, call: str, folder: Path) -> None:
    where = f"{name}: {how} at call {number}, {call}"
    new, _ = after(name)
    stage = Stage(name, folder)
    raised: DiaryError | None = None
    with stage.system.watching(number, how):
        try:
            stage.scene.change(stage.diary)
        except DiaryError as error:
            raised = error
        except Exception as error:
            raise AssertionError(f"{where}: {error!r} is no DiaryError") from error
    found = content(folder)
    is_new = raised is None or isinstance(raised, Unconfirmed)
    is_new &= stage.scene.changes_file
    wanted = new if is_new else stage.before
    if not stage.scene.numbers_on:
        found, wanted = unnumbered(found), unnumbered(wanted)
    assert found == wanted, f"{where}: {raised!r}"
    assert raised is None or "\n" not in str(raised)
    stage.check_files(is_tidy=how != "dead")
    if raised is None or isinstance(raised, Unconfirmed):
        stage.check_goes_on(stage.diary)
    else:
        stage.check_reads(stage.diary)
        stage.scene.change(stage.diary)  # nothing of the failed one is in its way
        assert content(folder) == new, f"{where}: and again"
        stage.check_reads(stage.diary)


@pytest.mark.parametrize("how", ["before", "after"])
@pytest.mark.parametrize("name", SCENES)
def test_a_program_that_dies_at_any_call_leaves_the_old_or_the_new_file(
    name: str, how: How, scratch: Path
) -> None:
    for number, call in with_failures(name, how):
        check_crash(name, how, number, call, scratch / str(number))


def check_crash(name: str, how: How, number: int, call: str, folder: Path) -> None:
    new, _ = after(name)
    stage = Stage(name, folder)
    with stage.system.watching(number, how), pytest.raises(Killed):
        stage.scene.change(stage.diary)
    where = f"{name}: killed {how} call {number}, {call}"
    assert content(folder) in (stage.before, new), where
    stage.check_files(is_tidy=False, is_alive=False)
    stage.check_goes_on(diary_in(folder))


@pytest.mark.parametrize("name", ["log_session", "undo", "redo"])
def test_what_was_saved_without_being_confirmed_can_be_undone_and_redone(
    name: str, scratch: Path
) -> None:
    _, calls = after(name)
    stage = Stage(name, scratch / "stage")
    number = len(calls) - [*reversed(calls)].index("fsync")
    with stage.system.watching(number), pytest.raises(Unconfirmed):
        stage.scene.change(stage.diary)
    found = (stage.diary.changes.undoable, stage.diary.changes.redoable)
    assert [each is not None for each in found] == [name != "undo", name == "undo"]
    assert (stage.diary.changes.redo if name == "undo" else stage.diary.changes.undo)()
