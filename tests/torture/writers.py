"""Kills and crowds: processes that write one diary, and what they acknowledged.

A writer prints a line before each change (``try``) and after it was acknowledged (``done``).
Whatever was acknowledged must be in the file, also after the writer was killed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from tests.builders import BLADES, NECK, NOW, TARGETS, done, make_diary
from tests.clock import ManualClock
from tests.torture.outcome import NAME, ROOT, Outcome
from tui.diary import backups
from tui.diary.codec import decode
from tui.diary.diary import Diary
from tui.diary.errors import AlreadyRunning, Busy, DiaryError
from tui.diary.snapshot import Snapshot
from tui.practice.models import DEFAULT_ROUTINE, Band, Reps, Session

STEP = dt.timedelta(hours=6)
"""How far a writer's clock moves with each change, so that days end and backups are made."""


def report(word: str, session: str, state: str) -> None:
    """Print a line at once, and whole, to the process that started the writer."""
    os.write(1, f"{word}\t{session}\t{state}\n".encode())


def state_of(session: Session | None) -> str:
    """The state of a session as a writer reports it: its counts and note, or ``gone``."""
    return "gone" if session is None else f"{session.counted} {session.note}"


def is_busy(operation: Callable[[], object]) -> bool:
    """Try an operation; return whether another program held the file for too long."""
    try:
        operation()
    except Busy:
        return True
    return False


def write_forever(path: Path, name: str, most: int) -> None:
    """Change a diary as fast as possible for ``most`` sessions, and report every change.

    The name is a number, by which the clock of each writer begins at a time of its own.
    """
    clock = ManualClock(NOW + int(name) * dt.timedelta(minutes=7))
    number = 0

    def new_id() -> str:
        return f"{name}-{number}"

    diary = Diary(path, now=clock.now, host="here", new_id=new_id)
    if not sys.stdin.readline():
        return  # the process that started it has ended

    def change(state: str, operation: Callable[[], object]) -> None:
        report("try", new_id(), state)
        while is_busy(operation):
            report("busy", new_id(), state)
        report("done", new_id(), state)
        clock.wall += STEP

    while number < most:
        number += 1
        session, day = new_id(), clock.now().date()
        if number % 4 == 0:
            run_session(diary, change, session, day)
        else:
            change("4 ", partial(diary.log_session, DEFAULT_ROUTINE, day, done(2)))
        if number % 3 == 0:
            change("4 noted", partial(diary.answer_session, session, reps=done(2), note="noted"))
        if number % 5 == 0:
            change("gone", partial(diary.remove_session, session))
        if number % 10 == 0:
            change("4 noted" if number % 3 == 0 else "4 ", diary.changes.undo)
        if number % 20 == 0:
            change("gone", diary.changes.redo)
        if number % 7 == 0:
            while is_busy(partial(diary.record_feeling, day, Band.MILD)):
                pass


def run_session(
    diary: Diary, change: Callable[[str, Callable[[], object]], None], name: str, day: dt.date
) -> None:
    """Start, count and end a session, unless another writer runs one."""

    def start() -> None:
        diary.close_abandoned(day)
        diary.start_session(DEFAULT_ROUTINE, day, TARGETS)

    try:
        change("0 ", start)
    except AlreadyRunning:
        change("4 ", lambda: diary.log_session(DEFAULT_ROUTINE, day, done(2)))
        return
    half = {BLADES: Reps(target=2, done=2), NECK: Reps(target=2)}
    change("2 ", lambda: diary.record_reps(name, half))
    change("4 ", lambda: diary.end_session(name, done(2), None))


class Writer:
    """A process that writes. What it acknowledged is known up to the last line it printed."""

    def __init__(self, path: Path, name: str, most: int = 1_000_000) -> None:
        command = [sys.executable, "-m", "tests.torture", "--write", str(path), name, str(most)]
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - a pipe could fill up
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=self.log, stderr=subprocess.STDOUT
        )

    def go(self) -> None:
        """Let it begin; until then it has only loaded its modules."""
        stdin = self.process.stdin
        assert stdin is not None
        with contextlib.suppress(BrokenPipeError):
            stdin.write(b"go\n")
            stdin.flush()

    def has_begun(self) -> bool:
        """Whether it has begun to write."""
        return os.fstat(self.log.fileno()).st_size > 0

    def end(self, *, kill: bool) -> list[list[str]]:
        """Kill it, or wait for its end, and return what it reported, line by line."""
        if kill:
            self.process.send_signal(signal.SIGKILL)
        code = self.process.wait()
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        reported = read_from_start(self.log)
        self.log.close()
        if code not in (0, -signal.SIGKILL):
            raise RuntimeError(f"a writer ended with {code}:\n{reported[-3000:]}")
        return [line.split("\t") for line in reported.splitlines()]


def read_from_start(log: IO[bytes]) -> str:
    """Return all that was written to a file that is still open."""
    log.seek(0)
    return log.read().decode()


@dataclass
class Ledger:
    """The last acknowledged state of every session, and those that were only tried."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    tried: dict[str, str] = field(default_factory=dict)
    changes: int = 0
    busy: int = 0

    def add(self, reported: list[list[str]]) -> None:
        """Add what one writer reported."""
        for word, session, state in reported:
            if word == "try":
                self.tried[session] = state
            elif word == "done":
                self.acknowledged[session] = state
                self.tried.pop(session, None)
                self.changes += 1
            else:
                self.busy += 1

    def lost(self, snapshot: Snapshot) -> list[str]:
        """Return in words what was acknowledged and is not in the diary."""
        there = {session.id: session for session in snapshot.sessions}
        wrong = []
        for name, state in self.acknowledged.items():
            found = state_of(there.get(name))
            if found not in (state, self.tried.get(name)):
                wrong.append(f"{name} is {found!r} and not {state!r}")
        unknown = there.keys() - self.acknowledged.keys() - self.tried.keys()
        return [*wrong, *(f"nobody wrote {name}" for name in unknown)]


def check_files(path: Path, outcome: Outcome, checked: set[str]) -> Snapshot:
    """Read the diary; its file and all new backups must be valid."""
    snapshot = Snapshot()
    try:
        if path.exists():
            json.loads(path.read_bytes())
        diary = make_diary(path)
        snapshot = diary.read()
        if diary.store.recovered is not None or snapshot.problems:
            outcome.lose(f"{path} had to be recovered")
    except (ValueError, DiaryError) as error:
        outcome.lose(f"{path} is not valid: {error}")
    for backup in backups.listed(path):
        if backup.name not in checked:
            try:
                decode(backup.path, gzip.decompress(backup.path.read_bytes()))
            except FileNotFoundError:
                continue  # pruned just now, by a writer that still lives
            except (OSError, EOFError, DiaryError) as error:
                outcome.lose(f"{backup.name} is not valid: {error}")
            outcome.counts["backups valid"] += 1
            checked.add(backup.name)
    return snapshot


def kills(folder: Path, most: int, seed: int, *, until: float = 0.0) -> Outcome:
    """Kill ``most`` writers, and more until a moment given as by `time.monotonic`.

    Two write at the same time. Ten pairs write each file, one after the other.
    """
    outcome = Outcome("kills", Counter({"kills": 0, "changes acknowledged": 0}))
    chance = random.Random(seed)
    file = 0
    while outcome.counts["kills"] < most or time.monotonic() < until:
        file += 1
        path = folder / str(file) / NAME
        ledger, checked = Ledger(), set[str]()
        for turn in range(10):
            pair = [Writer(path, str(turn * 2 + each)) for each in range(2)]
            try:
                for writer in pair:
                    writer.go()
                while not any(writer.has_begun() for writer in pair):
                    time.sleep(0.001)
                for writer in pair:
                    time.sleep(chance.uniform(0, 0.12))
                    ledger.add(writer.end(kill=True))
                    outcome.counts["kills"] += 1
                    snapshot = check_files(path, outcome, checked)
            finally:
                for writer in pair:
                    writer.process.kill()
            outcome.lost += ledger.lost(snapshot)
            if outcome.counts["kills"] >= most and time.monotonic() >= until:
                break
        outcome.counts["changes acknowledged"] += ledger.changes
        outcome.counts["left unfinished"] += len(ledger.tried)
        shutil.rmtree(path.parent)
    return outcome


def crowd(folder: Path, most: int, writers: int = 3) -> Outcome:
    """Several processes write ``most`` sessions each while this one reads."""
    path = folder / NAME
    outcome = Outcome("crowd", Counter({"processes": writers}))
    processes = [Writer(path, str(number), most) for number in range(writers)]
    ledger = Ledger()
    try:
        for each in processes:
            each.go()
        while any(each.process.poll() is None for each in processes):
            try:
                json.loads(path.read_bytes())
                outcome.counts["readings"] += 1
            except FileNotFoundError:
                if outcome.counts["readings"]:
                    outcome.lose("the file was not there for a moment")
            except ValueError as error:
                outcome.lose(f"a reader saw invalid JSON: {error}")
    finally:
        for each in processes:
            ledger.add(each.end(kill=False))
    outcome.lost += ledger.lost(check_files(path, outcome, set()))
    outcome.lost += [f"{name} was given up" for name in ledger.tried]
    outcome.counts["changes acknowledged"] = ledger.changes
    outcome.counts["times busy"] = ledger.busy
    return outcome
