"""Several programs with one diary: no program loses what another one acknowledged.

(docs/file-format.md, promise 2 and "Locks")
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.builders import (
    NOW,
    TARGETS,
    TODAY,
    YESTERDAY,
    changed_again,
    contents,
    done,
    make_diary,
    records,
    write,
)
from tui.diary.diary import Diary
from tui.diary.errors import AlreadyRunning, Busy, NotFound
from tui.diary.lock import FileLock, SessionLock
from tui.practice.models import (
    DEFAULT_ROUTINE,
    Band,
)

# One after the other


def test_each_program_reads_what_the_other_wrote(path: Path) -> None:
    one, other = make_diary(path, ids="a"), make_diary(path, ids="b")
    for number in range(1, 4):
        one.log_session(DEFAULT_ROUTINE, TODAY, done(number))
        assert len(other.read().sessions) == 2 * number - 1
        other.log_session(DEFAULT_ROUTINE, TODAY, done(number))
        assert len(one.read().sessions) == 2 * number
    assert [session.id for session in one.read().sessions] == ["a1", "b1", "a2", "b2", "a3", "b3"]
    assert one.read().rev == 6


def test_two_programs_can_change_one_record_and_both_changes_stay(path: Path) -> None:
    one, other = make_diary(path), make_diary(path)
    one.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    other.read()
    one.answer_session("s1", effort="hard")
    other.answer_session("s1", note="n")
    (session,) = one.read().sessions
    assert (session.effort, session.note) == ("hard", "n")
    one.record_feeling(TODAY, Band.MILD)
    other.rest(TODAY, "sore")
    one.acknowledge(TODAY)
    assert records(path, "days") == [
        {
            "day": "2026-11-22",
            "report": "mild",
            "rest_reason": "sore",
            "ack": True,
            "changed": changed_again(2),
        }
    ]


def test_a_running_session_cannot_be_removed_elsewhere(path: Path) -> None:
    one, other = make_diary(path), make_diary(path)
    one.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    for diary in (one, other):
        with pytest.raises(AlreadyRunning):
            diary.remove_session("s1")
    one.record_reps("s1", done(1))
    one.end_session("s1", done(1), None)
    other.remove_session("s1")
    assert records(path, "sessions") == [{"id": "s1", "deleted": changed_again(3)}]
    with pytest.raises(NotFound):
        one.answer_session("s1")


def test_who_only_looks_whether_a_session_runs_is_taken_for_none(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary, other = make_diary(path), SessionLock(path, lambda: NOW)
    assert other.acquire()
    monkeypatch.setattr("tui.diary.lock.time.sleep", lambda _: other.release())
    assert not diary._session_lock.is_held_anywhere()
    assert other.acquire()
    assert diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS).status == "open"


def test_what_an_editor_writes_between_two_changes_stays(path: Path) -> None:
    diary = make_diary(path)
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    text = path.read_text().replace('"via":"log"', '"via":"log","note":"by hand"')
    path.write_text(text)
    assert diary.read().sessions[0].note == "by hand"
    path.write_text(text.replace("by hand", "in hand"))  # the same length, and at once
    assert diary.read().sessions[0].note == "in hand"
    diary.answer_session("s1", effort="light")
    assert records(path, "sessions")[0]["note"] == "in hand"


def test_stock_tinydb_may_write_in_between(path: Path) -> None:
    from tinydb import TinyDB

    diary = make_diary(path)
    diary.rest(TODAY, "ill")
    with TinyDB(path) as stock:
        stock.table("days").insert({"day": "2026-11-20", "check": "mild"})
    diary.rest(YESTERDAY, "ill")
    assert list(contents(path)["days"]) == ["1", "2", "3"]
    assert len(diary.read().days) == 3


def test_after_the_file_was_deleted_a_new_one_begins(path: Path) -> None:
    diary = make_diary(path)
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    path.unlink()
    assert diary.read().sessions == ()
    diary.rest(TODAY, "ill")
    assert set(contents(path)) == {"_meta", "routines", "days"}
    assert diary.read().rev == 1


# At once


def test_a_change_is_refused_while_another_program_holds_the_lock(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.diary.store.LOCK_WAIT_S", 0.05)
    data = write(path)
    lock = FileLock(path.with_name(".supine.json.lock"))
    assert lock.acquire()
    diary = make_diary(path)
    with pytest.raises(Busy, match="another program is writing"):
        diary.rest(TODAY, "ill")
    with pytest.raises(Busy):
        diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
    assert diary.read().rev == 7, "reading takes no lock"
    assert path.read_bytes() == data
    lock.release()
    diary.rest(TODAY, "ill")
    make_diary(path).start_session(DEFAULT_ROUTINE, TODAY, TARGETS)


def test_only_one_holds_a_lock_and_the_lock_file_stays(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.acquire()
    assert one.is_held
    assert not other.acquire()
    assert not other.is_held
    one.release()
    one.release()
    assert other.acquire()
    other.release()
    assert (tmp_path / "lock").read_bytes() == b""


def test_many_writers_at_once_lose_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.diary.store.LOCK_WAIT_S", 60.0)
    monkeypatch.setattr("tui.diary.lock.RETRY_S", 0.001)
    shared = make_diary(path, ids="shared")
    diaries = [make_diary(path, ids=f"d{number}-") for number in range(3)] + [shared, shared]
    failures: list[BaseException] = []

    def work(diary: Diary, number: int) -> None:
        try:
            for day in range(8):
                date = TODAY - dt.timedelta(days=day)
                session = diary.log_session(DEFAULT_ROUTINE, date, done(number))
                assert session in diary.read().sessions
                diary.record_feeling(date, list(Band)[number % 4], areas=[str(number)])
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=(diary, number))
        for number, diary in enumerate(diaries, start=1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    snapshot = make_diary(path).read()
    assert len({session.id for session in snapshot.sessions}) == 5 * 8
    assert len(snapshot.days) == 8
    assert len(contents(path)["days"]) == 8
    assert snapshot.rev == 2 * 5 * 8


DYING = """
import datetime as dt, os, sys
from pathlib import Path
from tui.diary.diary import Diary
from tui.practice.models import DEFAULT_ROUTINE, Reps
now = lambda: dt.datetime(2026, 11, 22, 22, 10, 5, tzinfo=dt.timezone(dt.timedelta(hours=-5)))
diary = Diary(Path(sys.argv[1]), now=now, host="here", new_id=lambda: "dead")
diary.start_session(DEFAULT_ROUTINE, dt.date(2026, 11, 22), {"shoulder-blades": 2, "neck": 2})
diary.record_reps("dead", {"neck": Reps(target=2, done=1)})
diary.store._lock.acquire()
print("ready", flush=True)
sys.stdin.read()
os._exit(9)
"""


def test_a_program_that_was_killed_holds_no_lock(path: Path) -> None:
    dying = subprocess.Popen(
        [sys.executable, "-c", DYING, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert dying.stdout is not None
        assert dying.stdout.readline() == "ready\n"
        diary = make_diary(path)
        with pytest.raises(AlreadyRunning):
            diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
        assert diary.close_abandoned(TODAY) == []
    finally:
        dying.kill()
        dying.communicate()
    (closed,) = diary.close_abandoned(TODAY)
    assert (closed.id, closed.counted, closed.stop_reason) == ("dead", 1, "interrupted")
    assert not closed.confirmed
