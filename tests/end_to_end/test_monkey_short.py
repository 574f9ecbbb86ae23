"""The monkey (`tests.monkey`) for a few seconds, and that it sees what it should."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals here", allow_module_level=True)

from tests.end_to_end.terminal import Modes
from tests.monkey.diaries import NAME, Records
from tests.monkey.events import Answer, Event, Hand, Key, Wait
from tests.monkey.play import play, prepare
from tests.monkey.shrink import shortest


@pytest.mark.parametrize("kind", ["empty", "session under way"])
def test_random_hands_end_nothing(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "diary"
    folder.mkdir()
    report = play(folder, kind, Hand(22).events(120))
    assert not report.faults
    assert report.events == 120


def test_a_program_that_does_not_start_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "diary"
    folder.mkdir()
    prepare(folder, "empty")
    (folder / NAME).write_bytes(b'{"sessions": [1, 2')
    first, *rest = play(folder, "empty", [Key("c"), Answer()], is_prepared=True).faults
    assert (first.kind, first.words) == ("end", "it does not start")
    assert {fault.kind for fault in rest} == {"lost"}, "nothing can be read at the end, either"


def test_the_same_seed_is_the_same_hand_and_each_event_can_be_pasted_into_a_test() -> None:
    events = Hand(7, ["log"]).events(300)
    assert Hand(7, ["log"]).events(300) == events != Hand(8, ["log"]).events(300)
    names = {each.__name__: each for each in (*Event.__args__,)}
    assert eval(repr(events), names) == events


def _times(events: Sequence[Event]) -> int:
    return sum(each.times for each in events if isinstance(each, Key))


def test_the_shortest_sequence_is_found_wherever_it_is() -> None:
    chance = random.Random(5)
    for _ in range(20):
        events: list[Event] = [Wait(number) for number in range(chance.randint(5, 60))]
        needed = sorted(chance.sample(range(len(events)), 3))
        found = shortest(events, lambda some, n=needed: {Wait(each) for each in n} <= {*some})  # type: ignore[misc]
        assert found == [Wait(each) for each in needed]
    assert shortest([Key("x", 300)], lambda some: _times(some) >= 18) == [Key("x", 18)]


def test_lost_sessions_and_reps_are_seen(tmp_path: Path) -> None:
    path = tmp_path / NAME

    def look(records: Records, *sessions: object) -> str:
        path.write_text(json.dumps({"sessions": {str(n): x for n, x in enumerate(sessions)}}))
        return records.look()

    running = {"id": "b", "status": "open", "confirmed": False, "reps": {"neck": {"done": 2}}}
    ended = running | {"status": "stopped", "reps": {"neck": {"done": 1}}}
    for first, then, words in (
        ([{"id": "a"}, {"id": "b"}], [{"id": "b"}], "sessions are gone: ['a']"),
        ([{"id": "a"}], [{"id": "a", "deleted": True}], ""),
        ([running], [ended], "reps of b are gone: {'neck': 2} were there, and {'neck': 1} are"),
        ([running], [ended | {"confirmed": True}], ""),
    ):
        records = Records(path)
        assert look(records, *first) == ""
        assert look(records, *then) == words


def test_modes_that_are_left_on_are_seen_also_in_pieces() -> None:
    modes = Modes()
    for piece in (b"\x1b[?10", b"49h\x1b[0m", b"\x1b[?25l\x1b[>25u\x1b[?1049l", b"\x1b[?2004h"):
        modes.feed(piece)
    assert modes.left_on == ["?2004", "?25", "1 keyboard protocols"]
    modes.feed(b"\x1b[?2004l\x1b[?25h\x1b[<u")
    assert not modes.left_on
