"""Two programs do anything in any order with one file, while the disk fills up now and then.

A model holds everything that was acknowledged; after each step both programs read exactly that.
(docs/file-format.md, promises 1 and 2)
"""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from tests.builders import (
    BLADES,
    NECK,
    NOW,
    TARGETS,
    TODAY,
    TOMORROW,
    YESTERDAY,
    contents,
    make_diary,
    names_beside,
    write,
)
from tests.clock import ManualClock
from tests.diary.faults import Disk
from tui.diary import lock
from tui.diary.errors import AlreadyRunning, ChangeRejected, NotFound, NotSaved
from tui.diary.snapshot import Snapshot
from tui.practice.corrections import unconfirmed
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
        self.monkeypatch.setattr(lock, "SESSION_WAIT_S", 0.0)  # each does one thing after the other
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

    def must_fail(self) -> bool:
        """Return whether a write must fail; count one that must succeed."""
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
        if self.must_fail():
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
        if self.must_fail():
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
        elif self.must_fail():
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
        if self.must_fail():
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
        elif self.must_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].answer_session(name, effort="right")
        else:
            new = self.diaries[which].answer_session(name, effort="right")
            old = self.model.sessions[name]
            assert new == replace(old, effort="right", confirmed=True, changed=new.changed)
            self.model.sessions[name] = new

    @precondition(lambda self: self.model.sessions)
    @rule(which=WHICH, pick=st.randoms(use_true_random=False))
    def remove(self, which: int, pick: object) -> None:
        name = self._any(pick)
        if self.running and self.model.sessions[name].status == "open":
            with pytest.raises(AlreadyRunning):
                self.diaries[which].remove_session(name)
        elif self.must_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].remove_session(name)
        else:
            self.diaries[which].remove_session(name)
            removed = self.model.sessions.pop(name)
            self.model.gone.add(name)
            if removed.stop_reason == "warning":  # its sign stays
                old = self.model.days.get(removed.day, DayRecord(day=removed.day))
                new = self.diaries[which].read().days[removed.day]
                assert new == replace(old, report=Band.WARNING, changed=new.changed)
                self.model.days[removed.day] = new

    def _any(self, pick: object) -> str:
        return pick.choice(sorted(self.model.sessions))  # type: ignore[attr-defined, no-any-return]

    @rule(which=WHICH)
    def close(self, which: int) -> None:
        open_ones = [s.id for s in self.model.sessions.values() if s.status == "open"]
        if self.running is None and open_ones and self.must_fail():
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
        if self.must_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].record_feeling(date, band, report=report)
            return
        new, confirmed = self.diaries[which].record_feeling(date, band, report=report)
        answer = {field: band}
        assert new == replace(old, **answer, changed=new.changed)
        self.model.days[date] = new
        is_clear_check = field == "check" and band is Band.CLEAR
        expected = unconfirmed(self.model.sessions.values(), date) if is_clear_check else []
        assert {each.id for each in confirmed} == {each.id for each in expected}
        for each in confirmed:
            self.model.sessions[each.id] = each

    @rule(
        which=WHICH,
        date=DATES,
        more=st.integers(0, 3),
        why=st.sampled_from(["sore", "ill", None]),
    )
    def rest(self, which: int, date: dt.date, more: int, why: RestReason | None) -> None:
        last = date + dt.timedelta(days=more)
        if self.must_fail():
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
        if self.must_fail():
            with pytest.raises(NotSaved):
                self.diaries[which].preferences.set_props(DEFAULT_ROUTINE.id, props)
        else:
            self.diaries[which].preferences.set_props(DEFAULT_ROUTINE.id, props)
            self.model.props = tuple(props)

    @rule(which=WHICH)
    def welcome(self, which: int) -> None:
        if self.must_fail():
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
