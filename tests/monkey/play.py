"""Playing events to the program over one kind of diary, and judging what comes of it.

A fixed test of something that was found is ``assert not play(folder, "typical", [Key("c"),
Resize(40, 12), Key("escape"), Answer()]).faults``.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.monkey.diaries import CHANGES, KINDS, NAME, Records, open_diary
from tests.monkey.events import Answer, Elsewhere, Event, Key, Resize
from tests.monkey.program import End, Ended, Program, Stuck
from tui.diary.errors import DiaryError

MOST_MB: Final = {"fifty years": 400.0}
"""The most memory of a kind of diary, in MB: twice what it takes in a thousand events."""
MOST_MB_ELSE: Final = 200.0
"""The same for every other kind."""
_HAD_TO_STOP: Final = re.compile(r"supine had to stop[^\r\n]*", re.S)
_PLACE: Final = re.compile(r'File "([^"]*?)([^/"]+)", line (\d+),? in (\S+)')
_PRIVATE: Final = re.compile(r"0x[0-9a-f]+|id='[^']*'|/tmp/\S+")
"""What differs between two runs of the same."""
_COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")
_RICH_ERROR: Final = re.compile(r"^(\w*(?:Error|Exception|Interrupt): [^\r\n]*)", re.M)


@dataclass(frozen=True)
class Fault:
    """What went wrong.

    Attributes:
        kind: ``crash``, ``stuck``, ``lost``, ``memory``, or ``end`` for one that is not clean.
        words: what, in one line; the same for the same fault.
        first: the number of the first event of that run of the program.
        last: the number of the event that it went wrong at.
        details: a traceback, or where all threads were.
        snapshot: the folder as it was when that run began.
    """

    kind: str
    words: str
    first: int
    last: int
    details: str = ""
    snapshot: Path | None = None


@dataclass
class Report:
    """What came of some events: how many there were, and the figures of all runs."""

    events: int = 0
    runs: int = 0
    longest_s: float = 0.0
    peak_mb: float = 0.0
    faults: list[Fault] = field(default_factory=list)


def prepare(folder: Path, kind: str) -> None:
    """Make a diary of a kind in an empty folder."""
    (folder / "home").mkdir()
    make = KINDS[kind].make
    if make is not None:
        make(folder / NAME)


def play(
    folder: Path,
    kind: str,
    events: Sequence[Event],
    *,
    until_fault: bool = True,
    is_prepared: bool = False,
) -> Report:
    """Play events to the program over a diary of a kind; start it again whenever it was quit.

    Args:
        folder: an empty folder, or one that is prepared.
        kind: one of `KINDS`.
        events: what happens.
        until_fault: stop at the first fault; otherwise the program is started again and goes on.
        is_prepared: the diary is there already.
    """
    if not is_prepared:
        prepare(folder, kind)
    player = _Player(folder, kind)
    try:
        for number, event in enumerate(events):
            player.do(number, event)
            if until_fault and player.report.faults:
                break
        player.finish(len(events))
    finally:
        player.close()
    return player.report


class _Player:
    def __init__(self, folder: Path, kind: str) -> None:
        self.report = Report()
        self._folder = folder
        self._path = folder / NAME
        self._kind = kind
        self._records = Records(self._path)
        self._columns, self._rows = 80, 24
        self._program: Program | None = None
        self._first = self._number = 0
        self._snapshots = 0
        self._snapshot: Path | None = None
        self._elsewhere = open_diary(self._path)

    # Events

    def do(self, number: int, event: Event) -> None:
        """Let one event happen."""
        self._number = number
        if not isinstance(event, Answer):
            self.report.events += 1
        if isinstance(event, Resize):
            self._columns, self._rows = event.columns, event.rows
        program = self._program or self._start()
        if program is None:
            return
        try:
            match event:
                case Answer():
                    program.answer()
                    self._look()
                    self._weigh(program)
                case Elsewhere(change):
                    with contextlib.suppress(DiaryError):  # it may be about what has gone
                        CHANGES[change](self._elsewhere)
                case _:
                    program.do(event)
        except Ended:
            self._judge_end(program.ended())
        except Stuck as stuck:
            self._fault("stuck", _where(str(stuck)), str(stuck))
            self._end()

    def finish(self, number: int) -> None:
        """Tell the program to end, wherever it is, and look at the diary it leaves."""
        self._number = number
        if self._program is not None:
            self._end()
        try:
            self._elsewhere.read()
        except DiaryError as error:
            self._fault("lost", f"the diary cannot be read: {error}")
        self._look()

    def close(self) -> None:
        """Kill what still runs, after an error of the monkey itself."""
        if self._program is not None:
            self._program.close()

    # Runs of the program

    def _start(self) -> Program | None:
        kind = KINDS[self._kind]
        self._first = self._number
        self._keep_snapshot()
        self._program = Program(
            self._path,
            self._folder / "home",
            self._columns,
            self._rows,
            kitty=kind.kitty,
            largest_file=0 if kind.is_read_only else None,
            environment=dict(kind.environment),
        )
        self.report.runs += 1
        try:
            self._program.until_drawn()
        except Ended:
            self._fault("end", "it does not start", self._program.output.decode(errors="replace"))
            self._forget()
        except Stuck as stuck:
            self._fault("stuck", str(stuck))
            self._end()
        return self._program

    def _keep_snapshot(self) -> None:
        """Keep the folder as it is now; those of earlier runs without a fault are not needed."""
        used = {fault.snapshot for fault in self.report.faults}
        if self._snapshot is not None and self._snapshot not in used:
            shutil.rmtree(self._snapshot)
        self._snapshots += 1
        self._snapshot = self._folder.parent / f"{self._folder.name}-{self._snapshots}"
        shutil.copytree(self._folder, self._snapshot)

    def _end(self) -> None:
        assert self._program is not None
        try:
            self._judge_end(self._program.end())
        except Stuck as stuck:
            self._fault("end", f"it does not end: {_where(str(stuck))}", str(stuck))
            self._forget()

    def _judge_end(self, end: End) -> None:
        assert self._program is not None
        output = _COLOURS.sub("", self._program.output.decode(errors="replace"))
        error = _HAD_TO_STOP.search(output) or _RICH_ERROR.search(output)
        if end.traceback:
            self._fault("crash", _words_of(end.traceback), end.traceback)
        elif error or "Traceback" in output:
            self._fault("crash", error[0] if error else "a traceback", output[-5000:])
        elif end.code != 0:
            self._fault("end", f"exit code {end.code}", output[-2000:])
        if end.left_on or not end.is_cooked:
            self._fault("end", f"left on: {end.left_on}, input as before: {end.is_cooked}")
        self._look()
        self._forget()

    def _forget(self) -> None:
        program = self._program
        assert program is not None
        self.report.longest_s = max(self.report.longest_s, program.longest_s)
        self.report.peak_mb = max(self.report.peak_mb, program.peak_mb)
        program.close()
        self._program = None

    def _look(self) -> None:
        wrong = self._records.look()
        if wrong:
            self._fault("lost", wrong)

    def _weigh(self, program: Program) -> None:
        program.measure()
        most = MOST_MB.get(self._kind, MOST_MB_ELSE)
        if program.peak_mb > most:
            self._fault("memory", f"more than {most:.0f} MB")
            self._end()

    def _fault(self, kind: str, words: str, details: str = "") -> None:
        self.report.faults.append(
            Fault(kind, words, self._first, self._number, details, self._snapshot)
        )


def _words_of(trace: str) -> str:
    """Return the error of a traceback, and its last places: of the program, and of all."""
    places = _PLACE.findall(trace)
    own = [place for place in places if "/tui/" in place[0]]
    error = _PRIVATE.sub("…", trace.strip().splitlines()[-1])[:160]
    return f"{error}, {_at(places[-1:] + own[-1:])}"


def _where(stacks: str) -> str:
    """Return where the main thread is, of a dump of all threads: in the program, and in all."""
    main = stacks[stacks.rfind("hread 0x") :]
    places = _PLACE.findall(main)
    own = [place for place in places if "/tui/" in place[0]]
    return _at(places[:1] + own[:1]) or stacks[:80]


def _at(places: Sequence[tuple[str, str, str, str]]) -> str:
    return " < ".join(f"{name}:{line} {function}" for _, name, line, function in places)


def keys_only(events: Sequence[Event]) -> list[str] | None:
    """Return the names of the keys, as a test of a screen presses them; None with other events."""
    names: list[str] = []
    for event in events:
        if isinstance(event, Key):
            names += [event.name] * event.times
        elif not isinstance(event, Answer):
            return None
    return names
