# ruff: noqa: T201
"""The diary under torture: real processes that are killed, crowds, full disks, damaged bytes.

Run as ``python -m tests.torture [--seconds N] [--seed S]``. It takes two or three minutes; with
``--seconds`` it goes on with more kills and mutations for at least so long. It prints one line for
each part and exits 1 when anything was lost:

- **kills**: processes write as fast as they can, two at a time, and print each change once it is
  acknowledged. Each is killed (-9) at a random moment. Every acknowledged change must be in the
  file, every file and every backup must be valid, and nothing may have had to be recovered.
- **crowd**: three processes write at once while this one reads the file in a tight loop. It must
  never see anything but valid JSON, and at the end every acknowledged change must be there.
- **full disk**: a child may write no file longer than the diary is (``RLIMIT_FSIZE``), and a small
  tmpfs is filled where one may be mounted. A change is *not saved*, the old file is intact, and
  the same program saves again once there is room.
- **mutations**: valid files with flipped bits, cuts, tails, and parts of themselves put elsewhere
  are read and changed. Only `DiaryError` may come of it, and the bytes as they were must be in the
  file, in a copy, or (where they could be read) record by record in the file or in a backup.

A seed makes the mutations the same again; when a process is killed is left to the system.
The short form of all this is in the suite (`tests/diary/test_torture_short.py`).
"""

from __future__ import annotations

import argparse
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
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO
from unittest import mock

from tests.diary.files import BLADES, NECK, NOW, TARGETS, TODAY, done, make_diary, write
from tests.diary.made_up_schema import OLD_FILE, present_schema_is_2
from tui.diary import backups
from tui.diary.codec import decode
from tui.diary.diary import Diary
from tui.diary.errors import AlreadyRunning, Busy, DiaryError, NotSaved, Unreadable
from tui.diary.snapshot import Snapshot
from tui.practice.models import DEFAULT_ROUTINE, Band, Reps, Session

ROOT = Path(__file__).parents[1]
NAME = "supine.json"
STEP = dt.timedelta(hours=6)
"""How far a writer's clock moves with each change, so that days end and backups are made."""


@dataclass
class Outcome:
    """What a part counted, and what was lost, in words."""

    part: str
    counts: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def lose(self, what: str) -> None:
        """Note something that must not have happened."""
        self.lost.append(what)

    def __str__(self) -> str:
        counted = ", ".join(f"{number} {what}" for what, number in self.counts.items())
        words = "; ".join([counted, *(f"skipped: {why}" for why in self.skipped)])
        return f"{self.part}: {words}; lost {len(self.lost)}"


# The writers


def say(word: str, session: str, state: str) -> None:
    """One line to whoever watches; it is out at once, and whole."""
    os.write(1, f"{word}\t{session}\t{state}\n".encode())


def state_of(session: Session | None) -> str:
    """What a writer says of a session: its counts and its note, or that it is gone."""
    return "gone" if session is None else f"{session.counted} {session.note}"


class Moving:
    """A clock that moves with each look at it, from a moment that the writer's name decides."""

    def __init__(self, name: str) -> None:
        self.moment = NOW + int(name) * dt.timedelta(minutes=7)

    def __call__(self) -> dt.datetime:
        return self.moment

    def move(self) -> None:
        """The next change is made a while later."""
        self.moment += STEP


def write_forever(path: Path, name: str, most: int) -> None:
    """Change a diary as fast as possible, ``most`` sessions long, and say so.

    Each session goes from state to state. ``try`` comes before a change, ``done`` after it.
    """
    clock = Moving(name)
    number = 0

    def new_id() -> str:
        return f"{name}-{number}"

    diary = Diary(path, now=clock, host="here", new_id=new_id)
    if not sys.stdin.readline():
        return  # nobody is there any more

    def change(state: str, how: Callable[[], object]) -> None:
        say("try", new_id(), state)
        while True:
            with contextlib.suppress(Busy):
                how()
                break
            say("busy", new_id(), state)
        say("done", new_id(), state)
        clock.move()

    while number < most:
        number += 1
        session, day = new_id(), clock().date()
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
            diary.record_feeling(day, Band.MILD)


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
    """A process that writes; what it has acknowledged is known to the last line it printed."""

    def __init__(self, path: Path, name: str, most: int = 1_000_000) -> None:
        command = [sys.executable, "-m", "tests.torture", "--write", str(path), name, str(most)]
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - a pipe could fill up
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=self.log, stderr=subprocess.STDOUT
        )

    def go(self) -> None:
        """Begin; until then it has only been loading."""
        stdin = self.process.stdin
        assert stdin is not None
        with contextlib.suppress(BrokenPipeError):
            stdin.write(b"go\n")
            stdin.flush()

    def has_said(self) -> bool:
        """Whether it has begun to write."""
        return os.fstat(self.log.fileno()).st_size > 0

    def end(self, *, kill: bool) -> list[list[str]]:
        """Kill it, or wait for its end; gives back what it said, line by line."""
        if kill:
            self.process.send_signal(signal.SIGKILL)
        code = self.process.wait()
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        said = read_from_start(self.log)
        self.log.close()
        if code not in (0, -signal.SIGKILL):
            raise RuntimeError(f"a writer ended with {code}:\n{said[-3000:]}")
        return [line.split("\t") for line in said.splitlines()]


def read_from_start(log: IO[bytes]) -> str:
    """All that was written to a file that is still open."""
    log.seek(0)
    return log.read().decode()


@dataclass
class Ledger:
    """What was acknowledged of every session, and what had only been tried at the end."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    tried: dict[str, str] = field(default_factory=dict)
    changes: int = 0
    busy: int = 0

    def add(self, said: list[list[str]]) -> None:
        """Take down what one writer said."""
        for word, session, state in said:
            if word == "try":
                self.tried[session] = state
            elif word == "done":
                self.acknowledged[session] = state
                self.tried.pop(session, None)
                self.changes += 1
            else:
                self.busy += 1

    def lost(self, snapshot: Snapshot) -> list[str]:
        """What the diary does not say although it was acknowledged."""
        there = {session.id: session for session in snapshot.sessions}
        wrong = []
        for name, state in self.acknowledged.items():
            found = state_of(there.get(name))
            if found not in (state, self.tried.get(name)):
                wrong.append(f"{name} is {found!r} and not {state!r}")
        unknown = there.keys() - self.acknowledged.keys() - self.tried.keys()
        return [*wrong, *(f"nobody wrote {name}" for name in unknown)]


def check_files(path: Path, outcome: Outcome, checked: set[str]) -> Snapshot:
    """The diary, its file and its new backups, all of which must be valid."""
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
                continue  # thinned out just now, by a writer that still lives
            except (OSError, EOFError, DiaryError) as error:
                outcome.lose(f"{backup.name} is not valid: {error}")
            outcome.counts["backups valid"] += 1
            checked.add(backup.name)
    return snapshot


def kills(folder: Path, most: int, seed: int, *, until: float = 0.0) -> Outcome:
    """Kill ``most`` writers, and more until that moment (`time.monotonic`).

    Two write at the same time; each file is written by ten pairs of them, one after the other.
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
                while not any(writer.has_said() for writer in pair):
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


# A full disk

CHANGES: dict[str, Callable[[Diary], object]] = {
    "log": lambda d: d.log_session(DEFAULT_ROUTINE, TODAY, done(2), note="a note " * 20),
    "start": lambda d: d.start_session(DEFAULT_ROUTINE, TODAY, TARGETS),
    "answer": lambda d: d.answer_session("kept", note="a note " * 20),
    "forget": lambda d: d.remove_session("kept"),
    "say": lambda d: d.record_feeling(TODAY, Band.MILD, areas=["neck"]),
    "rest": lambda d: d.rest(TODAY, "ill"),
    "props": lambda d: d.preferences.set_props(DEFAULT_ROUTINE.id, ["roll"]),
    "welcome": lambda d: d.preferences.welcome(),
}


def fill_up(path: Path, fill: Callable[[], None], empty: Callable[[], None]) -> Outcome:
    """Every kind of change while the disk is full, and once it is not."""
    outcome = Outcome("full disk", Counter({"changes refused": 0, "saved with room again": 0}))
    before = path.read_bytes()
    diary = Diary(path, now=lambda: NOW, host="here")
    old = diary.read().file
    for name, change in CHANGES.items():
        fill()
        try:
            change(diary)
            outcome.lose(f"{name} was acknowledged")
        except NotSaved:
            outcome.counts["changes refused"] += 1
        if path.read_bytes() != before or diary.read().file != old:
            outcome.lose(f"{name} has changed the file")
        if left := [each.name for each in path.parent.rglob("*.tmp")]:
            outcome.lose(f"{name} has left {left}")
        empty()
        try:
            change(diary)
            outcome.counts["saved with room again"] += 1
        except DiaryError as error:
            outcome.lose(f"{name} with room again: {error}")
        if diary.read().file == old or diary.read().file != make_diary(path).read().file:
            outcome.lose(f"{name} with room again is not there")
        diary.release_session()
        path.write_bytes(before)
    return outcome


def small_diary(path: Path) -> None:
    """A diary of a few months."""
    days = [TODAY - dt.timedelta(days=back) for back in range(1, 120)]
    sessions = {
        str(key): {"id": f"s{key}", "day": str(day), "kept": True}
        for key, day in enumerate(days, 1)
    }
    sessions["500"] = {"id": "kept", "day": str(TODAY), "kept": True}
    write(path, sessions=sessions)


def fill_limited(path: Path) -> Outcome:
    """In a child: no file may be longer than the diary is now."""
    import resource

    small_diary(path)
    limit, hard = path.stat().st_size - 1, resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return fill_up(
        path,
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit // 2, hard)),
        lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard)),
    )


def fill_mounted(path: Path) -> Outcome:
    """In a child: the folder is a small tmpfs."""
    small_diary(path)
    filler = path.with_name("filler")

    def fill() -> None:
        with filler.open("ab", buffering=0) as file:
            for size in (65536, 4096, 1):
                with contextlib.suppress(OSError):
                    while file.write(bytes(size)):
                        pass

    return fill_up(path, fill, filler.unlink)


def full_disk(folder: Path) -> Outcome:
    """Both kinds of full disk, each in a child of its own."""
    outcome = Outcome("full disk", Counter({"changes refused": 0, "saved with room again": 0}))
    here = [sys.executable, "-m", "tests.torture", "--fill"]
    mount = 'mount -t tmpfs -o size=1m none "$0" && exec "$@"'
    mounted = folder / "mounted"
    mounted.mkdir()
    children = {
        "RLIMIT_FSIZE": [*here, "limited", str(folder / "limited" / NAME)],
        "tmpfs": [
            *("unshare", "--mount", "--map-root-user", "sh", "-c", mount, str(mounted)),
            *(*here, "mounted", str(mounted / NAME)),
        ],
    }
    (folder / "limited").mkdir()
    for name, command in children.items():
        if shutil.which(command[0]) is None:
            outcome.skipped.append(f"{name}, there is no {command[0]}")
            continue
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        lines = ended.stdout.splitlines()
        if not lines and name == "tmpfs":
            outcome.skipped.append(f"{name}, it may not be mounted")
        elif ended.returncode or not lines:
            outcome.lose(f"{name}: {ended.stderr[-3000:]}")
        else:
            counts, lost = json.loads(lines[-1])
            outcome.counts.update(counts)
            outcome.counts[name] += 1
            outcome.lost += [f"{name}: {each}" for each in lost]
    return outcome


# Damaged bytes


def full_file() -> bytes:
    """A valid file with something of everything in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        write(
            path,
            settings={"1": {"sound": "bell", "keys": {"quit": "q"}, "day_starts_at": "04:00"}},
            sessions={"1": {"id": "kept", "day": "2026-11-20", "kept": True, "x": {"y": [1.5]}}},
            days={"1": {"day": "2026-11-20", "check": "mild"}, "2": {"day": "soon"}},
            future={"1": {"a": [1.5, "ü", None]}, "key": 1},
        )
        diary = make_diary(path)
        diary.log_session(DEFAULT_ROUTINE, TODAY, done(2), note="ü·")
        diary.start_session(DEFAULT_ROUTINE, TODAY, TARGETS)
        diary.end_session("s2", done(1), "sore")
        diary.record_feeling(TODAY, Band.MILD, areas=["neck"])
        diary.remove_session("s1")
        return path.read_bytes()


PIECES = (
    *(b'"', b"{", b"}", b"[", b"]", b",", b":", b"-", b"e9", b"\\u", b"\\", b"\0", b"\xe4", b"0"),
    *(b"null", b"true", b"NaN", b"1e999", b"9" * 25, b'"":{}', b"-1", b"01", b"[" * 3000),
    *(b"0001-01-01", b"9999-12-31T23:59:59-23:59", b"2026-02-30", b"\\ud800", b'"schema":1'),
    *(
        b'"schema":3',
        b'"schema":0',
        b'"app":"todo"',
        b'"1":{},',
        b'"deleted":"x"',
        b"\xef\xbb\xbf",
    ),
)


def mutated(chance: random.Random, files: tuple[bytes, ...]) -> bytes:
    """A file with one to four things done to it."""
    data = chance.choice(files)
    for _ in range(chance.choice((1, 1, 2, 4))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 2, 7, 40, 200)))
        how = chance.randrange(9)
        if how == 0 and data:
            flipped = bytearray(data)
            flipped[min(start, len(data) - 1)] ^= 1 << chance.randrange(8)
            data = bytes(flipped)
        elif how == 1:
            data = data[:start]
        elif how == 2:
            data += chance.choice((data[start:], data[start:end], b"\0" * 64, b"}\n"))
        elif how == 3:
            data = data[:start] + data[end:]
        elif how == 4:
            data = data[:start] + data[start:end] * 2 + data[end:]
        elif how == 5:
            other = chance.choice(files)
            data = data[:start] + other[chance.randrange(len(other)) :]
        elif how == 6:
            data = data[:start] + bytes(end - start) + data[end:]
        else:
            piece = chance.choice(PIECES)
            data = data[:start] + piece + data[start if how == 7 else start + len(piece) :]
    return data


def key_renamed(chance: random.Random, data: bytes) -> bytes:
    """A valid file with one record under another key, or under the one of another record."""
    key = chance.choice([b'\n"1":', b'\n"2":', b'"key":'])
    new = chance.choice(
        [b'"-1":', b'"01":', b'"+1":', b'" 1":', b'"-0":', b'"1_0":', b'"2":', b'"":']
    )
    places = [at for at in range(len(data)) if data.startswith(key, at)]
    at = chance.choice(places)
    return data[:at] + new + data[at + len(key) :]


USES: tuple[Callable[[Diary], object], ...] = (
    *CHANGES.values(),
    lambda d: d.remove_session("last"),
    lambda d: d.close_abandoned(TODAY),
    lambda d: d.record_reps("s2", done(2)),
    lambda d: d.documents(),
    lambda d: (d.rest(TODAY, "ill"), d.changes.undo(), d.changes.redo()),
    lambda d: d.restore(backups.listed(d.path)[0]) if backups.listed(d.path) else None,
)


def all_records(data: bytes) -> Counter[str]:
    """Every record of every table as text, those under one key too; none where there is no JSON."""
    records: Counter[str] = Counter()
    with contextlib.suppress(ValueError, RecursionError):
        text = data.decode("utf-8", "surrogateescape")
        tables = json.loads(text, object_pairs_hook=lambda pairs: tuple(pairs), strict=False)
        for name, table in tables if isinstance(tables, tuple) else ():
            if name != "_meta" and isinstance(table, tuple):
                records.update(repr(pair[1]) for pair in table if isinstance(pair, tuple))
    return records


def check_kept(path: Path, data: bytes, changed: int) -> str:
    """What of these bytes can no longer be found; empty when nothing is missing.

    So many records may have been changed, as was asked.
    """
    if path.read_bytes() == data:
        return ""
    copies = [each.read_bytes() for each in path.parent.glob(f"{NAME}.damaged-*")]
    kept = [gzip.decompress(each.path.read_bytes()) for each in backups.listed(path)]
    if data in copies:
        return ""
    try:
        decode(path, data)
    except Unreadable:
        return "damaged bytes are gone"
    if data in kept:
        return ""
    there = all_records(path.read_bytes())
    for each in kept:
        there |= all_records(each)
    gone = all_records(data) - there
    return f"{sum(gone.values())} records are gone" if sum(gone.values()) > changed else ""


def check_one(folder: Path, data: bytes, valid: bytes, chance: random.Random) -> tuple[str, str]:
    """What came of reading and changing one file, and what is wrong with that."""
    path = folder / NAME
    clock = lambda: NOW  # noqa: E731
    new_id = lambda: "new"  # noqa: E731
    if chance.random() < 0.5:  # there are backups, too
        path.write_bytes(valid)
        backups.make(path, valid, "daily", NOW - dt.timedelta(days=chance.randrange(3)))
    diary = Diary(path, now=clock, new_id=new_id, host="here")
    if chance.random() < 0.3:
        with contextlib.suppress(DiaryError):
            diary.read()
    path.write_bytes(data)
    use = chance.choice(USES)
    result = "changed"
    try:
        try:
            diary.read()
            use(diary)
            fresh = Diary(path, now=clock, new_id=new_id, host="here")
            if fresh.read().file != diary.read().file:
                return result, "a fresh diary reads something else"
        except DiaryError as error:
            result = "refused"
            if "\n" in str(error):
                return result, "the message takes more than one line"
        wrong = check_kept(path, data, 1)
        diary.release_session()
        with contextlib.suppress(DiaryError):
            diary.rest(TODAY, "sore")
        return result, wrong or check_kept(path, data, 2)
    except Exception:
        return "raised", traceback.format_exc()[-1500:]


def mutations(folder: Path, most: int, seed: int, *, until: float = 0.0) -> Outcome:
    """Read and change ``most`` damaged files, and more until that moment.

    Nothing is really flushed here: no power is cut, and it would take hours.
    """
    outcome = Outcome("mutations", Counter({"mutations": 0}))
    chance = random.Random(seed)
    with present_schema_is_2(), mock.patch.object(os, "fsync", lambda _: None):
        files = (full_file(), full_file(), OLD_FILE.read_bytes())
        while outcome.counts["mutations"] < most or time.monotonic() < until:
            state = chance.getrandbits(64)
            own = random.Random(state)
            data = key_renamed(own, files[0]) if own.random() < 0.1 else mutated(own, files)
            place = Path(tempfile.mkdtemp(dir=folder))
            result, wrong = check_one(place, data, files[0], own)
            outcome.counts["mutations"] += 1
            outcome.counts[result] += 1
            if wrong:
                outcome.lose(f"{state}: {wrong}\n    {data!r:.1200}")
            shutil.rmtree(place)
    return outcome


# The command


@contextlib.contextmanager
def new_folder() -> Iterator[Path]:
    """A folder that goes again."""
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        yield Path(folder)


def all_parts(seconds: float, seed: int) -> Iterator[Outcome]:
    """Every part in its full length, one after the other."""
    began = time.monotonic()
    with new_folder() as folder:
        yield kills(folder, 240, seed, until=began + seconds * 0.5)
    with new_folder() as folder:
        yield crowd(folder, 400)
    with new_folder() as folder:
        yield full_disk(folder)
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as memory:
        yield mutations(Path(memory), 30_000, seed, until=began + seconds)


def main() -> int:
    """Run all parts; 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.0, help="go on for at least as long")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--write", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--fill", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        write_forever(Path(args.write[0]), args.write[1], int(args.write[2]))
        return 0
    if args.fill:
        fill = {"limited": fill_limited, "mounted": fill_mounted}[args.fill[0]]
        outcome = fill(Path(args.fill[1]))
        print(json.dumps([outcome.counts, outcome.lost]))
        return 0
    if sys.platform == "win32":
        print("skipped: there is no kill -9 here")
        return 0
    seed = random.randrange(2**32) if args.seed is None else args.seed
    print(f"seed {seed}", flush=True)
    is_lost = False
    for outcome in all_parts(args.seconds, seed):
        print(outcome, flush=True)
        for each in outcome.lost[:20]:
            print(f"  {each}", flush=True)
        is_lost |= bool(outcome.lost)
    return int(is_lost)


if __name__ == "__main__":
    sys.exit(main())
