"""Several programs with one diary: whatever one of them acknowledged, no other one loses."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from tests.clock import ManualClock
from tests.diary.faults import Disk
from tests.diary.files import (
    BLADES,
    CHANGED,
    NECK,
    NOW,
    TARGETS,
    TODAY,
    TOMORROW,
    YESTERDAY,
    contents,
    done,
    make_diary,
    names_beside,
    records,
    write,
)
from tui.diary.diary import Diary
from tui.diary.errors import AlreadyRunning, Busy, ChangeRejected, NotFound, NotSaved
from tui.diary.lock import FileLock
from tui.diary.snapshot import Snapshot
from tui.practice.models import (
    DEFAULT_ROUTINE,
    Band,
    DayRecord,
    Prop,
    Reps,
    RestReason,
    Session,
    StopReason,
)

# One after the other


def test_each_sees_what_the_other_wrote(path: Path) -> None:
    one, other = make_diary(path, ids="a"), make_diary(path, ids="b")
    for number in range(1, 4):
        one.log_session(DEFAULT_ROUTINE, TODAY, done(number))
        assert len(other.read().sessions) == 2 * number - 1
        other.log_session(DEFAULT_ROUTINE, TODAY, done(number))
        assert len(one.read().sessions) == 2 * number
    assert [session.id for session in one.read().sessions] == ["a1", "b1", "a2", "b2", "a3", "b3"]
    assert one.read().rev == 6


def test_two_changes_of_one_record_are_both_kept(path: Path) -> None:
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
            "changed": CHANGED,
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
    assert records(path, "sessions") == [{"id": "s1", "deleted": CHANGED}]
    with pytest.raises(NotFound):
        one.answer_session("s1")


def test_what_an_editor_writes_between_two_changes_stays(path: Path) -> None:
    diary = make_diary(path)
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    text = path.read_text().replace('"via":"log"', '"via":"log","note":"by hand"')
    path.write_text(text)
    assert diary.read().sessions[0].note == "by hand"
    path.write_text(text.replace("by hand", "in hand"))  # no longer, no shorter, at once
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


def test_a_file_that_was_taken_away_begins_anew(path: Path) -> None:
    diary = make_diary(path)
    diary.log_session(DEFAULT_ROUTINE, TODAY, done(2))
    path.unlink()
    assert diary.read().sessions == ()
    diary.rest(TODAY, "ill")
    assert set(contents(path)) == {"_meta", "routines", "days"}
    assert diary.read().rev == 1


# At once


def test_another_program_that_holds_the_lock_for_too_long(
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


def test_a_lock_is_held_by_one_and_its_file_stays(tmp_path: Path) -> None:
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


def test_a_program_that_was_killed_holds_nothing(path: Path) -> None:
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


# Anything in any order


@dataclass
class Model:
    """What must be in the file: everything that was acknowledged."""

    sessions: dict[str, Session] = field(default_factory=dict)
    days: dict[dt.date, DayRecord] = field(default_factory=dict)
    props: tuple[Prop, ...] = ()
    welcomed: bool = False
    writes: int = 0
    gone: set[str] = field(default_factory=set)


DATES = st.sampled_from([YESTERDAY, TODAY, TOMORROW])
WHICH = st.integers(0, 1)
REPS = st.builds(
    lambda one, two: {BLADES: Reps(target=2, done=one), NECK: Reps(target=2, imagined=two)},
    st.integers(0, 3),
    st.integers(0, 3),
)
PROP_LISTS = st.lists(st.sampled_from(["roll", "pillow", "towel"]), max_size=3)
STOPS = st.sampled_from([None, "enough", "interrupted", "sore", "pain", "warning"])


class TwoPrograms(RuleBasedStateMachine):
    """Two diaries on one file do anything in any order, and the disk fills up now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "supine.json"
        self.clock = ManualClock(NOW)
        self.diaries = [make_diary(self.path, self.clock, ids=ids) for ids in "ab"]
        self.model = Model()
        self.running: tuple[int, str] | None = None
        self.monkeypatch = pytest.MonkeyPatch()
        self.disk = Disk(self.monkeypatch)
        self.is_full = False

    def teardown(self) -> None:
        self.monkeypatch.undo()
        for diary in self.diaries:
            diary._session_lock.release()
        shutil.rmtree(self.folder)

    @initialize(has_others=st.booleans())
    def begin(self, has_others: bool) -> None:
        if has_others:
            write(self.path, future={"1": {"a": 1.5}}, days={"4": {"day": "soon"}})
            self.model.writes = 7

    def does_fail(self) -> bool:
        """Count a write that must succeed; or say that it must not."""
        self.model.writes += not self.is_full
        return self.is_full

    @rule()
    def wait(self) -> None:
        self.clock.wait(seconds=61)

    @rule(full=st.booleans())
    def disk_fills_or_heals(self, full: bool) -> None:
        self.is_full = full and sys.platform != "win32"
        if self.is_full:
            self.disk.fill()
        else:
            self.disk.heal()

    @rule(which=WHICH, date=DATES, reps=REPS, note=st.sampled_from(["", "n ·"]))
    def log(self, which: int, date: dt.date, reps: dict[str, Reps], note: str) -> None:
        if self.does_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].log_session(DEFAULT_ROUTINE, date, reps, note=note)
        else:
            new = self.diaries[which].log_session(DEFAULT_ROUTINE, date, reps, note=note)
            assert new.id not in self.model.sessions
            self.model.sessions[new.id] = new

    @rule(which=WHICH, date=DATES, props=PROP_LISTS)
    def start(self, which: int, date: dt.date, props: list[Prop]) -> None:
        diary = self.diaries[which]
        if self.running is not None:
            if self.running[0] != which:
                with pytest.raises(AlreadyRunning):
                    diary.start_session(DEFAULT_ROUTINE, date, TARGETS, props)
            return
        if self.does_fail():
            with pytest.raises(NotSaved):
                diary.start_session(DEFAULT_ROUTINE, date, TARGETS, props)
        else:
            new = diary.start_session(DEFAULT_ROUTINE, date, TARGETS, props)
            self.model.sessions[new.id] = new
            self.running = (which, new.id)

    @precondition(lambda self: self.running is not None)
    @rule(reps=REPS)
    def record(self, reps: dict[str, Reps]) -> None:
        assert self.running is not None
        which, name = self.running
        if name in self.model.gone:
            with pytest.raises(NotFound):
                self.diaries[which].record_reps(name, reps)
        elif self.does_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].record_reps(name, reps)
        else:
            new = self.diaries[which].record_reps(name, reps)
            assert new == replace(self.model.sessions[name], reps=reps, changed=new.changed)
            self.model.sessions[name] = new

    @precondition(lambda self: self.running is not None and self.running[1] not in self.model.gone)
    @rule(reps=REPS, stop=STOPS)
    def end(self, reps: dict[str, Reps], stop: StopReason | None) -> None:
        assert self.running is not None
        which, name = self.running
        if self.does_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].end_session(name, reps, stop)
        else:
            new = self.diaries[which].end_session(name, reps, stop)
            assert (dict(new.reps), new.stop_reason, new.host) == (reps, stop, "")
            self.model.sessions[name] = new
            self.running = None

    @precondition(lambda self: self.model.sessions)
    @rule(which=WHICH, pick=st.randoms(use_true_random=False))
    def answer(self, which: int, pick: object) -> None:
        name = self._any(pick)
        if self.running and self.model.sessions[name].status == "open":
            with pytest.raises(AlreadyRunning):
                self.diaries[which].answer_session(name, effort="right")
        elif self.does_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].answer_session(name, effort="right")
        else:
            new = self.diaries[which].answer_session(name, effort="right")
            old = self.model.sessions[name]
            assert new == replace(old, effort="right", confirmed=True, changed=new.changed)
            self.model.sessions[name] = new

    @precondition(lambda self: self.model.sessions)
    @rule(which=WHICH, pick=st.randoms(use_true_random=False))
    def forget(self, which: int, pick: object) -> None:
        name = self._any(pick)
        if self.running and self.model.sessions[name].status == "open":
            with pytest.raises(AlreadyRunning):
                self.diaries[which].remove_session(name)
        elif self.does_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].remove_session(name)
        else:
            self.diaries[which].remove_session(name)
            del self.model.sessions[name]
            self.model.gone.add(name)

    def _any(self, pick: object) -> str:
        return pick.choice(sorted(self.model.sessions))  # type: ignore[attr-defined, no-any-return]

    @rule(which=WHICH)
    def close(self, which: int) -> None:
        open_ones = [s.id for s in self.model.sessions.values() if s.status == "open"]
        if self.running is None and open_ones and self.does_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].close_abandoned(TOMORROW)
            return
        closed = self.diaries[which].close_abandoned(TOMORROW)
        assert [each.id for each in closed] == ([] if self.running else open_ones)
        self.model.sessions.update((each.id, each) for each in closed)

    @precondition(lambda self: self.running is not None)
    @rule()
    def crash(self) -> None:
        """The program that runs a session is killed and started again."""
        assert self.running is not None
        which, _ = self.running
        self.diaries[which]._session_lock.release()  # as the system does for a dead program
        self.diaries[which] = make_diary(
            self.path, self.clock, ids=f"{'ab'[which]}{self.model.writes}-"
        )
        self.running = None

    @rule(which=WHICH, date=DATES, band=st.sampled_from(Band), report=st.booleans())
    def record_feeling(self, which: int, date: dt.date, band: Band, report: bool) -> None:
        old = self.model.days.get(date, DayRecord(day=date))
        counted = any(s.counted for s in self.model.sessions.values() if s.day == date)
        field = "report" if report or counted else "check"
        if getattr(old, field) is Band.WARNING is not band:
            with pytest.raises(ChangeRejected):
                self.diaries[which].record_feeling(date, band, report=report)
            return
        if self.does_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].record_feeling(date, band, report=report)
            return
        new = self.diaries[which].record_feeling(date, band, report=report)
        said = {field: band}
        assert new == replace(old, **said, changed=new.changed)
        self.model.days[date] = new

    @rule(
        which=WHICH,
        date=DATES,
        more=st.integers(0, 3),
        why=st.sampled_from(["sore", "ill", None]),
    )
    def rest(self, which: int, date: dt.date, more: int, why: RestReason | None) -> None:
        last = date + dt.timedelta(days=more)
        if self.does_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].rest(date, why, last)
            return
        marked = {record.day: record for record in self.diaries[which].rest(date, why, last)}
        for day in (date + dt.timedelta(days=n) for n in range(more + 1)):
            old = self.model.days.get(day, DayRecord(day=day))
            assert (day in marked) == (old.rest_reason != why)
            if day in marked:
                new = marked[day]
                assert new == replace(old, rest_reason=why, changed=new.changed)
                self.model.days[day] = new

    @rule(which=WHICH, props=PROP_LISTS)
    def set_props(self, which: int, props: list[Prop]) -> None:
        if self.does_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].preferences.set_props(DEFAULT_ROUTINE.id, props)
        else:
            self.diaries[which].preferences.set_props(DEFAULT_ROUTINE.id, props)
            self.model.props = tuple(props)

    @rule(which=WHICH)
    def welcome(self, which: int) -> None:
        if self.does_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].preferences.welcome()
        else:
            self.diaries[which].preferences.welcome()
            self.model.welcomed = True

    def _check(self, snapshot: Snapshot) -> None:
        assert {session.id: session for session in snapshot.sessions} == self.model.sessions
        assert dict(snapshot.days) == self.model.days
        assert snapshot.routine().props == self.model.props
        assert snapshot.settings.welcomed == self.model.welcomed
        assert snapshot.rev == self.model.writes

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        for diary in (*self.diaries, make_diary(self.path)):
            self._check(diary.read())
        assert set(names_beside(self.path)) <= {
            "supine.json",
            ".supine.json.lock",
            ".supine.json.session",
        }
        if self.model.writes == 0:
            assert not self.path.exists()
        elif self.model.writes > 7 and "future" in contents(self.path):
            assert contents(self.path)["future"] == {"1": {"a": 1.5}}
            assert contents(self.path)["days"]["4"] == {"day": "soon"}


TestTwoPrograms = TwoPrograms.TestCase
TestTwoPrograms.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
