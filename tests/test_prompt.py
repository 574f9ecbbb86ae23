"""A kept line is the answer that the program would give, or it is not used."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.shell import BERLIN, EVENING, STREAK, Shell, kept_days, long_ago, new_changes, put
from tests.test_house import ROOT
from tui.diary.diary import Diary
from tui.diary.errors import DiaryError
from tui.diary.raw_file import YOUNG_NS, is_settled
from tui.diary.snapshot import Snapshot
from tui.diary.today import Today
from tui.prompt import FILE_NAME, MOST_BYTES, MOST_LINES, Prompt, cache_folder
from tui.reminders.ring import leave_mark, take_mark_away


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    put(shell.path, sessions=kept_days(EVENING.date(), 3))
    return shell


def test_the_second_time_the_line_is_kept_for_each_way_of_asking(shell: Shell) -> None:
    ways = [STREAK, ("streak", "--json"), ("--color", "never", "streak"), ("streak", "--check")]
    ways += [("--file", str(shell.path), "streak"), ("streak", f"--file={shell.path}")]
    ways.append(("streak", "--routine", "neck-and-upper-back"))
    assert [shell.ask(*way) for way in ways * 2] == [False] * len(ways) + [True] * len(ways)
    assert shell.kept_file.stat().st_mode & 0o777 == 0o600 or sys.platform == "win32"
    assert shell.cache.stat().st_mode & 0o777 == 0o700 or sys.platform == "win32"
    for number in range(MOST_LINES):
        shell.ask("streak", "--color", "auto", *["--json"] * number)
    assert shell.kept(*STREAK) is None, "the oldest have gone"
    assert len(shell.kept_file.read_text().splitlines()) == MOST_LINES


def test_an_open_day_keeps_its_exit_code(shell: Shell) -> None:
    put(shell.path, sessions=kept_days(dt.date(2026, 11, 21), 2))
    check = ("streak", "--check")
    assert [shell.ask(*check), shell.ask(*check)] == [False, True]
    assert shell.kept(*check) == ("2 days · still time today, until 03:00", 1)


def test_a_line_holds_until_the_practice_date_ends_and_not_before_it_was_made(
    shell: Shell,
) -> None:
    shell.ask(*STREAK)
    made = shell.now
    for moment, is_kept in [
        (made + dt.timedelta(seconds=1), True),
        (dt.datetime(2026, 11, 23, 2, 59, 59, 999_000, tzinfo=BERLIN), True),
        (dt.datetime(2026, 11, 23, 3, tzinfo=BERLIN), False),
        (made - dt.timedelta(seconds=1), False),
    ]:
        shell.now = moment
        assert (shell.kept(*STREAK) is not None) is is_kept, moment


@pytest.mark.parametrize("away", ["America/New_York", "Asia/Tokyo", "UTC"])
def test_a_line_is_of_one_time_zone(shell: Shell, away: str) -> None:
    shell.ask(*STREAK)
    shell.now = shell.now.astimezone(ZoneInfo(away))
    assert shell.kept(*STREAK) is None
    shell.now = EVENING
    shell.environ["TZ"] = away  # the same offsets by another name
    assert shell.kept(*STREAK) is None


def test_a_file_that_could_change_unnoticed_keeps_no_line(shell: Shell) -> None:
    shell.path.touch()
    shell.ask(*STREAK)
    assert not shell.kept_file.exists(), "younger than the clock of the file system is exact"
    whole_second = (time.time_ns() // 10**9 - 1) * 10**9
    os.utime(shell.path, ns=(whole_second, whole_second))
    shell.ask(*STREAK)
    assert not shell.kept_file.exists(), "on a file system that keeps whole seconds"
    long_ago(shell.path)
    assert [shell.ask(*STREAK), shell.ask(*STREAK)] == [False, True]


def test_nothing_is_kept_of_an_answer_with_messages_or_without_a_file(shell: Shell) -> None:
    for tables in (
        {"sessions": kept_days(EVENING.date(), 2) | {"9": {"id": "bad"}}},
        {"_meta": {"1": {"app": "supine", "schema": 99}}},
    ):
        put(shell.path, **tables)
        assert shell.uncached(*STREAK, keep=True)[2] != ""
    shell.path.write_bytes(shell.path.read_bytes()[:-9])
    long_ago(shell.path)
    shell.uncached(*STREAK, keep=True)
    shell.path.unlink()
    shell.uncached(*STREAK, keep=True)
    assert not shell.kept_file.exists()


def test_a_reminder_that_rang_without_a_desktop_is_said_at_once(shell: Shell) -> None:
    put(shell.path, sessions=kept_days(dt.date(2026, 11, 21), 2))
    assert [shell.ask(*STREAK), shell.ask(*STREAK)] == [False, True]
    today = Today.now(shell.diary.read(), shell.clock)
    leave_mark(shell.path, today)
    assert [shell.ask(*STREAK), shell.ask(*STREAK)] == [False, True]
    reminded = ("2 days · Time to lie down? 2 each today, about 2 minutes.", 0)
    assert shell.kept(*STREAK) == reminded
    take_mark_away(shell.path)
    assert [shell.ask(*STREAK), shell.ask(*STREAK)] == [False, True]

    prompt = shell.prompt("streak", "--json")

    def keep_late(*answer: Any) -> None:
        leave_mark(shell.path, today)
        prompt.keep(*answer)

    with patch.object(shell, "prompt", lambda *_: SimpleNamespace(keep=keep_late)):
        shell.uncached("streak", "--json", keep=True)
    assert shell.kept("streak", "--json") is None, "it rang after the line was made"


def test_a_path_that_depends_on_the_folder_keeps_no_line(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shell.path.parent)
    for arguments in (["--file", "diary.json"], ["--file", "~nobody-here/../diary.json"]):
        shell.uncached("streak", *arguments, keep=True)
    shell.environ["SUPINE_FILE"] = "./diary.json"
    shell.uncached(*STREAK, keep=True)
    assert not shell.kept_file.exists()


WORDS = st.sampled_from([STREAK, ("streak", "--json"), ("streak", "--check"), ("--json", "streak")])
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Tokyo"]
# Clocks go forward, back, by half an hour, and over a whole date.
BASES = [dt.datetime(*day, 12, tzinfo=dt.UTC) for day in (
    (2026, 3, 28), (2026, 10, 24), (2026, 4, 4), (2011, 12, 29), (2026, 11, 22)
)]  # fmt: skip
STARTS = ["00:00", "02:30", "03:00", "12:00", "23:59"]
STEPS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from([1, 60, 1800, 3600, 4 * 3600, 20 * 3600, 86_400])),
    st.tuples(st.just("wait"), st.integers(-90_000, 200_000)),
    st.tuples(st.just("zone"), st.sampled_from(ZONES)),
    st.tuples(st.just("write"), st.tuples(st.integers(0, 4), st.sampled_from(STARTS))),
    st.tuples(st.just("touch"), st.sampled_from(["in place", "young", "cut", "gone", "link"])),
    st.tuples(st.just("spoil"), st.integers(0, 3000)),
    st.tuples(st.just("remind"), st.booleans()),
    st.tuples(st.just("ask"), WORDS),
)


def take_step(shell: Shell, step: str, value: object) -> None:
    """Change something that the answer, or what is kept, depends on."""
    match step, value:
        case "wait", int():
            shell.now = (shell.now.astimezone(dt.UTC) + dt.timedelta(seconds=value)).astimezone(
                shell.now.tzinfo
            )
        case "zone", str():
            shell.now = shell.now.astimezone(ZoneInfo(value))
        case "write", (int() as count, str() as starts):
            shell.path.unlink(missing_ok=True)
            settings = {"1": {"day_starts_at": starts}}
            put(shell.path, settings=settings, sessions=kept_days(shell.now.date(), count))
        case "remind", True:
            with suppress(DiaryError):
                leave_mark(shell.path, Today.now(shell.diary.read(), shell.clock))
        case "remind", False:
            take_mark_away(shell.path)
        case "spoil", int() if shell.kept_file.exists():
            data = bytearray(shell.kept_file.read_bytes())
            data[value % len(data)] ^= 1 << value % 7
            shell.kept_file.write_bytes(data)
        case "touch", str() if shell.path.exists():
            data = bytearray(shell.path.read_bytes())
            if value in ("in place", "young"):
                shell.path.write_bytes(data.replace(b"true", b"1.00", 1))
            elif value == "link" and not shell.path.is_symlink():
                real = shell.path.with_name("real.json")
                shell.path.replace(real)
                shell.path.symlink_to(real)
            elif value == "cut":
                shell.path.write_bytes(data[: -len(data) // 3])
            if value != "young":
                long_ago(shell.path)
            if value == "gone":
                shell.path.unlink()


@settings(max_examples=40)
@given(st.sampled_from(BASES), st.sampled_from(ZONES), st.lists(STEPS, min_size=3, max_size=16))
def test_a_kept_line_is_always_what_the_whole_program_says(
    base: dt.datetime, zone: str, steps: list[tuple[str, object]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        shell = Shell(Path(name), base.astimezone(ZoneInfo(zone)))
        put(shell.path, sessions=kept_days(shell.now.date() - dt.timedelta(days=1), 2))
        words: tuple[str, ...] = STREAK
        shell.ask(*words)
        for step, value in steps:
            if step == "ask":
                assert isinstance(value, tuple)
                words = value
            elif not (value == "link" and sys.platform == "win32"):
                take_step(shell, step, value)
            shell.ask(*words)


# What is in the folder of kept lines


def test_what_others_put_in_its_place_is_neither_used_nor_followed(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "win32":
        pytest.skip("files have no owner and no mode there")
    shell.ask(*STREAK)
    good = shell.kept_file.read_bytes()
    assert shell.kept(*STREAK) is not None
    shell.kept_file.chmod(0o620)
    assert shell.kept(*STREAK) is None, "others could have written it"
    shell.kept_file.chmod(0o600)
    with monkeypatch.context() as as_another:
        as_another.setattr(os, "geteuid", lambda: 54_321)
        assert shell.kept(*STREAK) is None, "somebody else has written it"
    shell.kept_file.unlink()
    os.mkfifo(shell.kept_file)
    assert shell.kept(*STREAK) is None, "nobody writes to this pipe"
    shell.kept_file.unlink()
    elsewhere = shell.path.with_name("elsewhere")
    elsewhere.write_bytes(good)
    elsewhere.chmod(0o600)
    shell.kept_file.symlink_to(elsewhere)
    assert shell.kept(*STREAK) is None
    assert [shell.ask(*STREAK), shell.ask(*STREAK)] == [False, True]
    assert elsewhere.read_bytes() == good and not shell.kept_file.is_symlink()


@pytest.mark.parametrize(
    "poison",
    [
        b"",
        b"\n",
        b"\xff" * 99,
        b"0 \t\t\t\t\t\t\t",
        b"1 x",
        b"9" * MOST_BYTES,
        b"a" * MOST_BYTES * 2,
    ],
)
def test_what_makes_no_sense_is_ignored_and_replaced(shell: Shell, poison: bytes) -> None:
    shell.ask(*STREAK)
    shell.kept_file.write_bytes(poison)
    assert [shell.ask(*STREAK), shell.ask(*STREAK)] == [False, True]


def test_damage_to_the_kept_line_itself_is_noticed(shell: Shell) -> None:
    shell.ask(*STREAK)
    data = shell.kept_file.read_bytes()
    shell.kept_file.write_bytes(data.replace(b"3 days", b"8 days"))
    assert shell.kept(*STREAK) is None
    assert [shell.ask(*STREAK), shell.ask(*STREAK)] == [False, True]


def change_with_its_time_set_back(path: Path) -> None:
    """Change a file so that its time of change, size and inode stay the same."""
    before = path.stat()
    with path.open("r+b") as file:
        data = file.read().replace(b"true", b"1.00", 1)
        while path.stat().st_ctime_ns == before.st_ctime_ns:  # a few milliseconds at most
            file.seek(0)
            file.write(data)
            file.flush()
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("is_before", [True, False])
@pytest.mark.parametrize(
    "change",
    [
        lambda path: put(path, sessions=kept_days(EVENING.date(), 1)),
        change_with_its_time_set_back,
    ],
)
def test_a_file_that_changes_while_it_is_read_keeps_no_line(
    shell: Shell, change: Callable[[Path], None], is_before: bool
) -> None:
    if sys.platform == "win32" and change is change_with_its_time_set_back:
        pytest.skip("nothing but the time of change tells of it there")
    read = Diary.read

    def read_late(diary: Diary) -> Snapshot:
        snapshot = None if is_before else read(diary)
        change(shell.path)
        return snapshot or read(diary)

    with patch.object(Diary, "read", read_late):
        shell.uncached(*STREAK, keep=True)
    assert shell.kept(*STREAK) is None


@pytest.mark.parametrize(
    ("modified", "status", "is_sure"),
    [(0, 0, True), (YOUNG_NS, 0, False), (0, YOUNG_NS, False), (10**10, 0, False)],
)
def test_a_file_is_settled_if_neither_it_nor_its_status_is_young(
    modified: int, status: int, is_sure: bool
) -> None:
    found = SimpleNamespace(st_mtime_ns=modified, st_ctime_ns=status)
    assert is_settled(found, YOUNG_NS + 1) is is_sure  # type: ignore[arg-type]


def test_a_folder_that_cannot_be_written_is_ignored(shell: Shell) -> None:
    shell.cache.write_text("in the way")
    assert [shell.ask(*STREAK), shell.ask(*STREAK)] == [False, False]
    nowhere = Prompt(STREAK, shell.environ, None)
    assert nowhere.answer() is None
    nowhere.keep("a line", 0, str(shell.path), shell.path.stat(), 4e9, ("nowhere", None))
    assert sorted(each.name for each in shell.path.parent.iterdir()) == ["cache", "diary.json"]


def test_what_a_killed_program_left_is_in_nobodys_way(shell: Shell) -> None:
    shell.ask(*STREAK)
    left = shell.cache / f"{FILE_NAME}.{os.getpid()}"
    left.touch()
    old, new = (shell.cache / f"{FILE_NAME}.{name}" for name in ("1", "2"))
    old.touch()
    os.utime(old, (1e9, 1e9))
    new.touch()
    shell.ask("streak", "--json")  # removes its own, and what nobody can still be writing
    assert not old.exists() and new.exists()
    new.unlink()
    assert [shell.ask("streak", "--json"), shell.ask("streak", "--json")] == [False, True]
    assert [each.name for each in shell.cache.iterdir()] == [FILE_NAME]


def test_prompts_at_once_do_not_disturb_each_other(shell: Shell) -> None:
    ways = [("streak", *["--json"] * number) for number in range(1, 5)]
    answers = {way: shell.uncached(*way)[:2] for way in ways}
    stamp = shell.path.stat()
    wrong: list[object] = []

    def ask_often(way: tuple[str, ...]) -> None:
        for _ in range(40):
            kept = shell.kept(*way)
            if kept not in (None, answers[way]):
                wrong.append(kept)
            end = (EVENING + dt.timedelta(hours=6)).timestamp()
            shell.prompt(*way).keep(*answers[way], str(shell.path), stamp, end, ("nowhere", None))

    threads = [threading.Thread(target=ask_often, args=[way]) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert any(shell.kept(*way) for way in ways)


# Where it is


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("xdg", [None, "/x/cache", "/x/cache/", "relative", ""])
def test_the_folder_is_that_of_platformdirs(
    platform: str, xdg: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "win32" and platform != "win32":
        pytest.skip("its paths have another form")
    environ = {"HOME": "/home/mia", "LOCALAPPDATA": r"C:\Users\mia\AppData\Local"}
    if xdg is not None:
        environ["XDG_CACHE_HOME"] = xdg
    for name in ("HOME", "LOCALAPPDATA", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    found = cache_folder(platform, environ)
    if platform == "win32":
        from platformdirs import windows

        assert found == rf"{environ['LOCALAPPDATA']}\supine\Cache"
        if sys.platform == "win32":
            assert found == windows.Windows("supine", appauthor=False).user_cache_dir
        return
    if xdg == "relative":
        # It means nothing by its specification, which not all versions of platformdirs know.
        monkeypatch.delenv("XDG_CACHE_HOME")
    from platformdirs.macos import MacOS
    from platformdirs.unix import Unix

    theirs = (MacOS if platform == "darwin" else Unix)("supine", appauthor=False)
    if platform == "darwin" and "XDG" not in MacOS.__mro__[1].__name__:
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert Path(str(found)) == Path(theirs.user_cache_dir)


def test_without_a_home_nothing_is_kept() -> None:
    for platform in ("linux", "darwin", "win32"):
        assert cache_folder(platform, {}) is None
        assert cache_folder(platform, {"HOME": "here", "XDG_CACHE_HOME": "there"}) is None


# Whole processes


@pytest.fixture
def program(shell: Shell) -> Iterator[list[str]]:
    put(shell.path, sessions=kept_days(dt.date(2020, 1, 5), 4))  # long over, so no time in it
    yield [sys.executable, "-m", "tui", "--file", str(shell.path), "streak"]


def test_a_hit_is_exactly_a_miss(program: list[str], shell: Shell) -> None:
    def twice(*more: str, encoding: str = "utf-8", **options: Any) -> tuple[int, Any, Any]:
        answers: list[tuple[int, Any, Any]] = []
        for folder in ("kept", "kept", f"fresh{next(new_changes)}"):
            cache = str(shell.cache / folder)
            environ = {"XDG_CACHE_HOME": cache, "LOCALAPPDATA": cache, "PYTHONIOENCODING": encoding}
            given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
            done = subprocess.run(
                [*program, *more],
                cwd=shell.path.parent,
                env=os.environ | shell.installed() | environ,
                check=False,
                **given,
            )
            answers.append((done.returncode, done.stdout, done.stderr))
        first, again, fresh = answers
        assert first == again == fresh
        return first

    assert twice() == (0, "0 days · still time today, until 03:00\n".encode(), b"")
    assert list(shell.cache.rglob(FILE_NAME))
    checkout = str(shell.cache / "checkout")
    subprocess.run(program, cwd=ROOT, env=os.environ | {"XDG_CACHE_HOME": checkout}, check=True)
    assert not Path(checkout).exists(), "its code could change"
    if sys.platform == "linux":
        nowhere = os.environ | shell.installed() | {"XDG_CACHE_HOME": "/proc"}
        done = subprocess.run(
            program, cwd=shell.path.parent, env=nowhere, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")
    assert twice("--check")[0] == 1
    assert "·".encode() not in twice(encoding="ascii")[1]
    assert twice("--nonsense")[0] == 2
    if sys.platform == "linux":
        assert twice(preexec_fn=lambda: os.close(1)) == (0, b"", b"")
        with Path("/dev/full").open("wb") as full:
            message = b"supine: can't write output: No space left on device\n"
            assert twice(stdout=full) == (3, None, message)
