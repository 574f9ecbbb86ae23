"""Every kind of change, with each of its system calls failing in turn.

Whichever call fails and however, the file is entirely old or entirely new, what was raised says
which, damaged bytes are never gone, and the same diary goes on working. A program that dies at a
call leaves the same behind, apart from a temporary file of its own.
"""

from __future__ import annotations

import builtins
import datetime as dt
import errno
import gzip
import io
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.clock import ManualClock
from tests.diary.files import (
    NOW,
    TARGETS,
    TODAY,
    TOMORROW,
    YESTERDAY,
    done,
    left_beside,
    make_diary,
    write,
)
from tests.diary.made_up_schema import OLD_FILE, present_schema_is_2
from tui.diary import backups, store
from tui.diary.codec import decode
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError, Unconfirmed
from tui.exchange.merge_plan import plan_import
from tui.practice.models import DEFAULT_ROUTINE, Band

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="counts the calls made on POSIX")

# The system

BY_PATH = ("open", "replace", "mkdir", "unlink", "stat", "lstat", "scandir", "listdir")
BY_DESCRIPTOR = ("write", "fsync", "close", "fchmod", "flock", "fcntl")
FULL = ("open", "io.open", "replace", "mkdir", "write", "fsync", "close")
"""The calls that a full disk makes fail; a broken one may make any fail."""
LASTING = ("open", "replace", "mkdir", "unlink", "write", "fsync", "fchmod")
"""The calls that leave something on the disk, for a program that dies before or after them."""
How = Literal["EIO", "ENOSPC", "short", "dead", "before", "after"]


class Killed(BaseException):
    """The program ends here, without tidying up."""


class System:
    """The calls that a program makes of the system for the files of one folder.

    ``calls`` names those of the last use, ``left_open`` the descriptors that it has open.
    """

    def __init__(self, folder: Path) -> None:
        self.calls: list[str] = []
        self.left_open: set[int] = set()
        self._folder = os.path.realpath(folder)
        self._fail_at = 0
        self._how: How = "EIO"
        self._is_dead = self._is_full = False
        self._real: dict[str, Callable[..., Any]] = {}

    @contextmanager
    def watching(self, fail_at: int = 0, how: How = "EIO") -> Iterator[None]:
        """Every call of a `with` block is one of this system.

        The ``fail_at``-th fails in the manner of ``how``: with an error; as a ``short`` write
        after which the disk is full; with an error that all later ones have too (``dead``); or
        the program dies ``before`` or ``after`` it, and nothing reaches the disk any more.
        """
        import fcntl

        self.calls, self._fail_at, self._how = [], fail_at, how
        self._is_dead = self._is_full = False

        with pytest.MonkeyPatch.context() as patch:
            for name in (*BY_PATH, *BY_DESCRIPTOR):
                holder: Any = fcntl if name in ("flock", "fcntl") else os
                self._real[name] = getattr(holder, name)
                patch.setattr(holder, name, self._watched(name))
            # Where pathlib and others look for it differs from one Python to the next.
            patch.setattr(io, "open", self._open_to_read)
            patch.setattr(builtins, "open", self._open_to_read)
            yield
        if self._is_dead and how != "dead":
            while self.left_open:  # as the system does for a program that died
                os.close(self.left_open.pop())

    def _watched(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            real = self._real[name]
            if name in BY_DESCRIPTOR:
                is_ours = args[0] in self.left_open
            else:
                is_ours = bool(args) and self._is_in_folder(args[0])
            return self._made(name, real, args, kwargs) if is_ours else real(*args, **kwargs)

        return call

    def _is_in_folder(self, path: Any) -> bool:
        return isinstance(path, str | os.PathLike) and os.fspath(path).startswith(self._folder)

    def _open_to_read(self, file: Any, *args: Any, **kwargs: Any) -> Any:
        real = builtins_open
        if not self._is_in_folder(file):
            return real(file, *args, **kwargs)
        if (*args[:1], kwargs.get("mode")) != ("rb", None) and kwargs.get("mode") != "rb":
            return real(file, *args, **kwargs)  # only the tests write so
        found = self._made("io.open", real, (file, *args), kwargs)
        with found:
            return Content(self._made("read", found.read, (), {}))

    def _made(
        self, name: str, real: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        self.calls.append(name)
        is_failing = len(self.calls) == self._fail_at
        if name == "close":
            self.left_open.discard(args[0])
            real(*args)  # a close that reports an error has closed nevertheless
        if self._is_dead:
            self._die()
        if is_failing or self._is_full:
            self._fail(name, real, args)
        if name in ("close", "fsync") or (name == "fcntl" and args[1] == FULL_FSYNC):
            result = None
        elif name == "write" and is_failing and self._how == "short":
            result, self._is_full = real(args[0], args[1][: len(args[1]) // 2]), True
        else:
            try:
                result = real(*args, **kwargs)
            except OSError:
                if is_failing and self._how == "after":
                    self._die()
                raise
        if name == "open":
            assert isinstance(result, int)
            self.left_open.add(result)
        if is_failing and self._how == "after":
            self._die()
        return result

    def _die(self) -> None:
        self._is_dead = True
        if self._how in ("before", "after"):
            raise Killed
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    def _fail(self, name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if self._how in ("before", "dead"):
            if name == "write" and self._how == "before":
                real(args[0], args[1][: len(args[1]) // 2])  # some of it may be there
            self._die()
        if self._how == "ENOSPC" or (self._is_full and name in FULL):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if self._how == "EIO":
            raise OSError(errno.EIO, os.strerror(errno.EIO))


FULL_FSYNC = 51  # macOS's F_FULLFSYNC
builtins_open = io.open


class Content(io.BytesIO):
    """What was read of a file, as the file that it was read from."""


# The kinds of change


@dataclass
class Scene:
    """One kind of change: the folder before it, what the diary did before, and the change."""

    change: Callable[[Diary], object]
    prepare: Callable[[Path], None]
    ready: Callable[[Diary], object] = lambda diary: diary.read()
    changes_file: bool = True
    numbers_on: bool = True
    """False where the write is numbered anew when the file before it could not be read."""
    damaged: bytes | None = None


BEFORE = NOW - dt.timedelta(days=40)
DAMAGED = (
    b'{"_meta":{"1":{"app":"supine","schema":1,"rev":3,"write":"0"}},"sessions":{"1":{"id":"lost'
)
IMPORTED: dict[str, dict[str, Any]] = {
    "sessions": {"9": {"id": "imported", "day": "2026-10-01", "kept": True, "via": "import"}},
    "days": {"1": {"day": "2026-10-01", "check": "mild"}},
    "future": {"1": {"b": 1}},
}


def nothing(_: Path) -> None:
    """No file yet, nor its folder's backups."""


def some_file(path: Path) -> None:
    """A file with something of everything, an open session among it, backed up today already."""
    write(
        path,
        settings={"1": {"sound": "bell", "future": 1}},
        days={"1": {"day": "2026-11-20", "report": "warning"}, "2": {"day": "soon"}},
        future={"1": {"a": 1.5}},
        sessions={
            "1": {"id": "old", "day": "2026-11-20", "reps": {"neck": {"done": 2}}, "new": [1]},
            "2": {"id": "open", "day": "2026-11-21", "start": "2026-11-21T08:00:00-05:00",
                  "status": "open", "confirmed": False, "host": "here",
                  "changed": "2026-11-21T13:00:00Z"},
            "3": {"id": 7},
        },
    )  # fmt: skip
    backups.make(path, path.read_bytes(), "daily", NOW)


def yesterdays_file(path: Path) -> None:
    """The same, last backed up so long ago that there is something to thin out and to sweep."""
    some_file(path)
    data = path.read_bytes()
    for each in backups.listed(path):
        each.path.unlink()
    for number in range(14):
        backups.make(path, data, "daily", BEFORE + dt.timedelta(days=number))
    stale = path.with_name(f".{path.name}.00c0ffee.tmp")
    stale.write_bytes(b"{")
    os.utime(stale, (0, 0))


def linked_file(path: Path) -> None:
    """A symlink to the file."""
    real = path.parent / "synced" / "real.json"
    real.parent.mkdir()
    some_file(real)
    path.symlink_to(os.path.join("synced", "real.json"))  # noqa: PTH118 - relative to the copy


def old_file(path: Path) -> None:
    """A file of an older, made-up schema."""
    path.write_bytes(OLD_FILE.read_bytes())


def cut_file(path: Path) -> None:
    """A file of which nothing can be salvaged, with a backup of it as it was whole."""
    some_file(path)
    path.write_bytes(DAMAGED)


def file_with_tail(path: Path) -> None:
    """A file followed by the rest of a longer one."""
    some_file(path)
    path.write_bytes(path.read_bytes() + TAIL)


def file_with_tail_untouched(path: Path) -> None:
    """The same, with no backup of today yet."""
    file_with_tail(path)
    shutil.rmtree(backups.folder_of(path))


def lost_file(path: Path) -> None:
    """A file that cannot be recovered, as its backups are elsewhere."""
    cut_file(path)
    backups.folder_of(path).rename(path.with_name("elsewhere"))


TAIL = b'"day":"2026-11-19"}}}\n'


def restore(diary: Diary) -> None:
    """Go back to the oldest backup there is."""
    diary.restore(backups.listed(diary.path)[-1])


def restore_from_elsewhere(diary: Diary) -> None:
    """Go back to a backup that does not lie where backups lie."""
    found = diary.path.with_name("elsewhere") / "20261123T031005Z-daily.json.gz"
    diary.restore(backups.Backup(found, NOW, "daily", 0))


def add_imported(diary: Diary) -> None:
    """Import three records."""
    diary.import_documents(lambda here: plan_import(here, IMPORTED))


def log(diary: Diary) -> None:
    """Add a session."""
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2), note="ü·", effort="hard")


def start(diary: Diary) -> None:
    """Start a session, once the open one is closed."""
    diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS, ["roll"])


def logged_and_undone(diary: Diary) -> None:
    """Have something to do again."""
    log(diary)
    diary.changes.undo()


def unreadable(diary: Diary) -> None:
    """Look at a file that cannot be read."""
    with pytest.raises(DiaryError):
        diary.read()


SCENES: dict[str, Scene] = {
    "the first change": Scene(log, nothing),
    "the first change of a day": Scene(log, yesterdays_file),
    "through a symlink": Scene(log, linked_file),
    "start_session": Scene(start, some_file),
    "record_reps": Scene(lambda diary: diary.record_reps("open", done(1)), some_file),
    "end_session": Scene(
        lambda diary: diary.end_session("new", done(2), "enough"), some_file, start
    ),
    "answer_session": Scene(lambda d: d.answer_session("old", effort="light", note="n"), some_file),
    "log_session": Scene(log, some_file),
    "forget_session": Scene(lambda diary: diary.remove_session("old"), some_file),
    "forget_session, open": Scene(lambda diary: diary.remove_session("open"), some_file),
    "close_abandoned": Scene(lambda diary: diary.close_abandoned(TODAY), some_file),
    "say": Scene(lambda diary: diary.record_feeling(TODAY, Band.MILD, areas=["neck"]), some_file),
    "acknowledge": Scene(lambda diary: diary.acknowledge(dt.date(2026, 11, 20)), some_file),
    "rest": Scene(lambda diary: diary.rest(TODAY, "ill"), some_file),
    "welcome": Scene(lambda diary: diary.preferences.welcome(), some_file),
    "set_props": Scene(lambda d: d.preferences.set_props(DEFAULT_ROUTINE.id, ["towel"]), some_file),
    "undo": Scene(lambda diary: diary.changes.undo(), some_file, log),
    "redo": Scene(lambda diary: diary.changes.redo(), some_file, logged_and_undone),
    "keep": Scene(lambda diary: diary.store.make_backup("manual"), some_file, changes_file=False),
    "restore": Scene(restore, yesterdays_file, log, numbers_on=False),
    "restore over damage": Scene(restore, cut_file, damaged=DAMAGED),
    "restore over damage not looked at": Scene(restore, cut_file, lambda _: None, damaged=DAMAGED),
    "restore over what is lost": Scene(
        restore_from_elsewhere, lost_file, unreadable, damaged=DAMAGED
    ),
    "import_documents": Scene(add_imported, some_file),
    "migration": Scene(log, old_file),
    "migration of what was not looked at": Scene(log, old_file, lambda _: None),
    "salvage": Scene(log, file_with_tail, damaged=TAIL),
    "salvage of what was not looked at": Scene(
        log, file_with_tail_untouched, lambda _: None, damaged=TAIL
    ),
    "from a backup": Scene(log, cut_file, damaged=DAMAGED),
    "from a backup, not looked at": Scene(log, cut_file, lambda _: None, damaged=DAMAGED),
}
SHARED_MEMORY = Path("/dev/shm")
LATER = dt.date(2026, 12, 24)


def diary_in(folder: Path) -> Diary:
    """A diary whose new sessions are all called so; a scene makes only one."""
    return Diary(
        folder / "supine.json", now=ManualClock(NOW).now, host="here", new_id=lambda: "new"
    )


def masked(data: bytes) -> bytes:
    """A file's bytes without what is random in them."""
    return re.sub(rb'"write":"[0-9a-f]{8}"', b'"write":""', data)


def unnumbered(data: bytes | None) -> bytes | None:
    """A file's bytes without the number of the write."""
    return data and re.sub(rb'"rev":[0-9]+', b'"rev":0', data)


def content(folder: Path) -> bytes | None:
    """The file's bytes, masked; None without one."""
    path = folder / "supine.json"
    return masked(path.read_bytes()) if path.exists() else None


def everything(folder: Path) -> list[Path]:
    return [Path(at, name) for at, _, names in os.walk(folder) for name in names]


def new_folder() -> Path:
    """An empty folder, in memory where that is possible."""
    return Path(tempfile.mkdtemp(dir=SHARED_MEMORY if SHARED_MEMORY.is_dir() else None))


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder that goes with the test."""
    folder = new_folder()
    yield folder
    shutil.rmtree(folder)


@cache
def template(name: str) -> Path:
    """A folder as a scene wants it; it is copied."""
    folder = new_folder()
    SCENES[name].prepare(folder / "supine.json")
    return folder


@pytest.fixture(scope="module", autouse=True)
def _steady() -> Iterator[None]:
    """What was read is never trusted for long, so that a change always makes the same calls.

    Nor is anything really flushed between the failures; no power is cut here.
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
    """A scene with an older file needs a program with a newer schema."""
    name = getattr(request.node, "callspec", None) and request.node.callspec.params.get("name")
    if name in SCENES and SCENES[name].prepare is old_file:
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
        self.names = {*everything(folder)}

    def check_files(self, *, is_tidy: bool, is_alive: bool = True) -> None:
        """Whatever happened, this must hold of what lies in the folder."""
        for path in everything(self.folder):
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
        """It reads what a fresh diary reads; what cannot be read can go on being unreadable."""
        try:
            fresh = diary_in(self.folder).read()
        except DiaryError:
            assert self.scene.prepare is lost_file
        else:
            assert diary.read().file == fresh.file

    def check_goes_on(self, diary: Diary) -> None:
        """It reads what a fresh diary reads, before and after the next change."""
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
    """The calls of a scene's change that can fail so, with their numbers from 1."""
    kinds = {"ENOSPC": FULL, "short": ("write",), "before": LASTING, "after": LASTING}
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
def test_what_was_saved_without_being_confirmed_can_be_taken_back_and_done_again(
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


# Anything in any order


def edited(how: Callable[[dict[str, dict[str, Any]]], object]) -> Callable[[Diary], object]:
    """What another program does with the file, without a lock and as it likes it."""

    def edit(diary: Diary) -> None:
        with suppress(FileNotFoundError):
            tables = json.loads(diary.path.read_bytes())
            how(tables)
            diary.path.write_text(json.dumps(tables, indent=1))

    return edit


def note_by_hand(tables: dict[str, dict[str, Any]]) -> None:
    """Another program changes every session."""
    for session in tables.get("sessions", {}).values():
        session["note"] = "by hand"


def start_and_let_go(diary: Diary) -> None:
    """A session that is abandoned."""
    start(diary)
    diary.release_session()


def backdated(diary: Diary) -> None:
    """A sync program puts another file in its place, with that one's time."""
    with suppress(FileNotFoundError):
        other = diary.path.with_name("incoming")
        other.write_bytes(diary.path.read_bytes().replace(b'"n"', b'"m"'))
        os.utime(other, (1_600_000_000, 1_600_000_000))
        other.replace(diary.path)


def go_back(diary: Diary) -> None:
    """Back to the oldest backup, once there is one."""
    if found := backups.listed(diary.path):
        diary.restore(found[-1])


def add(table: str, key: str, record: Any) -> Callable[[Diary], object]:
    """Another program adds a record, or writes over one."""
    return edited(lambda tables: tables.setdefault(table, {}).__setitem__(key, record))


def run(diary: Diary) -> None:
    """A session from its start to its end."""
    name = diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS).id
    try:
        diary.record_reps(name, done(1))
        diary.end_session(name, done(2), "enough")
    finally:
        diary.release_session()


USES: dict[str, Callable[[Diary], object]] = {
    "log": log,
    "log back": lambda d: d.log_session(DEFAULT_ROUTINE, YESTERDAY, done(1), note="n"),
    "run": run,
    "start and let go": start_and_let_go,
    "answer": lambda d: d.answer_session(d.read().session("last").id, effort="hard", note="n"),
    "forget": lambda d: d.remove_session("last"),
    "forget it": lambda d: d.remove_session(d.read().session("last").id),
    "close": lambda d: d.close_abandoned(TOMORROW),
    "say": lambda d: d.record_feeling(TODAY, Band.MILD, areas=["neck"]),
    "warn": lambda d: d.record_feeling(YESTERDAY, Band.WARNING),
    "acknowledge": lambda d: d.acknowledge(TODAY),
    "rest": lambda d: d.rest(TODAY, "ill"),
    "unrest": lambda d: d.rest(TODAY, None),
    "welcome": lambda d: d.preferences.welcome(),
    "props": lambda d: d.preferences.set_props(DEFAULT_ROUTINE.id, ["roll", "towel"]),
    "undo": lambda d: d.changes.undo(),
    "redo": lambda d: d.changes.redo(),
    "keep": lambda d: d.store.make_backup("manual"),
    "import": add_imported,
    "restore": go_back,
    "edit: a note": edited(note_by_hand),
    "edit: a day twice": add("days", "70", {"day": "2026-11-22", "check": "high", "x": 1}),
    "edit: a session": add("sessions", "80", {"id": "out", "day": "2026-11-22", "x": {"y": 1}}),
    "edit: no day": add("sessions", "81", {"id": "nameless"}),
    "edit: broken": add("sessions", "82", {"id": 7}),
    "edit: settings": add("settings", "1", {"sound": 3, "welcomed": True, "x": 1}),
    "edit: no number": add("sessions", "one", {"id": "key", "day": "2026-11-22"}),
    "edit: drop": edited(lambda tables: tables.pop("days", None)),
    "backdate": backdated,
}  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*USES]), st.integers(0, 1)), max_size=12))
def test_after_any_changes_what_is_held_is_what_a_fresh_diary_reads(
    uses: list[tuple[str, int]],
) -> None:
    folder = new_folder()
    path = folder / "supine.json"
    try:
        diaries = [make_diary(path, ids=ids) for ids in "ab"]
        for use, which in uses:
            with suppress(DiaryError):
                USES[use](diaries[which])
            fresh = make_diary(path).read()
            for diary in diaries:
                found = diary.read()
                assert found.file == fresh.file
                assert {*found.problems} == {*fresh.problems}
                assert (found.rev, found.schema) == (fresh.rev, fresh.schema)
                assert diary.documents() == json.loads(
                    path.read_bytes() if path.exists() else b"{}"
                )
            assert {*left_beside(path)} <= {
                path.name,
                f".{path.name}.lock",
                f".{path.name}.session",
            }
    finally:
        shutil.rmtree(folder)
