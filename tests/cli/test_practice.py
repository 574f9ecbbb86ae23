"""``supine practice --plain``: what is said and when, what typing does, and what is on the disk."""

from __future__ import annotations

import datetime as dt
import io
import os
import queue
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from tests.cli.command_line import BERLIN, Answer, CommandLine
from tests.clock import ManualClock
from tests.diary.faults import Disk
from tui.cli.plain import console
from tui.cli.plain.console import Console, EndRequest, Event, open_console
from tui.diary.diary import Diary
from tui.practice.models import Band, Reps
from tui.words import care

EVENING = dt.datetime(2026, 11, 22, 21, 0, tzinfo=BERLIN)
TODAY = EVENING.date()
Typed = str | EndRequest
Done = dict[str, dict[str, Any]]


class Bedside(Console):
    """A console with somebody at it: what they type in a session, when, and what they answer."""

    def __init__(
        self,
        clock: ManualClock,
        typed: dict[float, Typed | Callable[[], object]],
        answers: list[Typed],
        *,
        can_answer: bool,
    ) -> None:
        super().__init__(clock, None, None, can_answer=can_answer)
        self.clock = clock
        self.said: list[tuple[float, str]] = []
        self.rings: list[float] = []
        self._typed = sorted(typed.items(), key=lambda each: each[0])
        self._answers = answers

    def print_line(self, text: str) -> None:
        super().print_line(text)
        self.said.append((self.clock.passed_s, text))

    def ring(self) -> None:
        self.rings.append(self.clock.passed_s)

    def run_in_background(self, job: Callable[[], object]) -> Callable[[], object]:
        job()
        return lambda: None

    def wait(self, milliseconds: int | None) -> Typed | None:
        if milliseconds is None:
            answer = self._answers.pop(0) if self._answers else EndRequest.HANG_UP
            self.can_answer = self.can_answer and answer is not EndRequest.HANG_UP
            return answer
        return super().wait(milliseconds)

    def _next_event(self, milliseconds: int) -> Event | None:
        with suppress(queue.Empty):
            return self._events.get_nowait()
        due = self._typed[0][0] if self._typed else float("inf")
        wait = round((due - self.clock.passed_s) * 1000) if self._typed else milliseconds + 1
        if wait > milliseconds:
            self.clock.ms += milliseconds
            return None
        self.clock.ms += max(0, wait)
        return self._typed.pop(0)[1]


class Room:
    """The command, with somebody who types."""

    def __init__(self, supine: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
        self.supine = supine
        self.clock = ManualClock(EVENING)
        self.diary = Diary(supine.path, now=lambda: EVENING, host="bed")
        self.console: Bedside
        monkeypatch.setattr("tui.clock.SystemClock", lambda: self.clock)
        monkeypatch.setattr("shutil.which", lambda _: None)  # nothing is heard of a test
        self._monkeypatch = monkeypatch

    def ready(self, **settings: Any) -> Room:
        """Whoever practises has read the welcome."""
        self.diary.preferences.welcome()
        if settings:
            self.diary.preferences.change_settings(
                lambda old: replace(old, **settings), "the sound"
            )
        return self

    def practised(self, *, days_ago: int = 1, confirmed: bool = True) -> Room:
        routine, day = self.diary.read().routine(), TODAY - dt.timedelta(days=days_ago)
        targets = {exercise.id: 2 for exercise in routine.exercises}
        session = self.diary.start_session(routine, day, targets)
        reps = {each: Reps(target=2, done=2) for each in targets}
        self.diary.end_session(session.id, reps, None)
        if confirmed:
            self.diary.answer_session(session.id)
        return self

    def __call__(
        self,
        *answers: Typed,
        typed: dict[float, Typed | Callable[[], object]] | None = None,
        can_answer: bool = True,
        words: tuple[str, ...] = (),
    ) -> Answer:
        self.console = Bedside(self.clock, typed or {}, list(answers), can_answer=can_answer)

        @contextmanager
        def opened(*_: object, **__: object) -> Iterator[Console]:
            yield self.console

        self._monkeypatch.setattr("tui.cli.plain.practice.open_console", opened)
        self.clock.began = self.clock.ms
        return self.supine.call("--file", str(self.supine.path), "practice", "--plain", *words)

    @property
    def said(self) -> list[str]:
        return [line for _, line in self.console.said]

    def said_from(self, second: float) -> list[str]:
        """What is said from a moment of the session on."""
        return [line for at, line in self.console.said if at >= second]

    @property
    def last(self) -> dict[str, Any]:
        """The last session as it stands on the disk."""
        tables = msgspec.json.decode(self.supine.path.read_bytes())
        found: dict[str, Any] = list(tables["sessions"].values())[-1]
        return found

    @property
    def done(self) -> list[int]:
        return [reps.get("done", 0) for reps in self.last["reps"].values()]


@pytest.fixture
def room(supine: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Room:
    return Room(supine, monkeypatch)


WHOLE = """\
0:00  Enter pauses. Or type a letter, then Enter: n next, b again, i imagined, q stop.
0:00  Get ready: Shoulder blades, 2 reps, lightly. Lie back and get comfortable. 30 seconds.
0:30  Rep 1 of 2. Ease in.
0:32  Squeeze, lightly, 5 seconds. Keep breathing.
0:37  Let go, slowly.
0:40  Rest, 6 seconds. Rep 1 of 2 is done.
0:46  Rep 2 of 2. Ease in.
0:48  Squeeze, lightly, 5 seconds.
0:53  Let go, slowly.
0:56  Rep 2 of 2 is done.
0:56  Next: Neck, 2 reps, lightly. Move until you lie comfortably. 15 seconds.
1:11  Rep 1 of 2. Ease in.
1:13  Press, lightly, 5 seconds. Keep breathing.
1:18  Let go, slowly.
1:21  Rest, 6 seconds. Rep 1 of 2 is done.
1:27  Rep 2 of 2. Ease in.
1:29  Press, lightly, 5 seconds.
1:34  Let go, slowly.
1:37  Rep 2 of 2 is done.
1:37  That was the last one. Stay lying as long as you like.
1:47  Done. Kept: Shoulder blades 2 and Neck 2.
1:47  Enter if that is right. Else type the numbers, such as 2 2, then Enter.
1:47  How was it? Enter alone: right.
1:47  1 light
1:47  2 right
1:47  3 hard
1:47  Kept. 1 day · today is done.
1:47  Tomorrow: 2 each.
"""


def test_a_whole_session_as_it_is_said(room: Room) -> None:
    answer = room.ready()("", "")
    lines = (f"{at // 60:.0f}:{at % 60:02.0f}  {line}\n" for at, line in room.console.said)
    assert "".join(lines) == WHOLE
    assert (answer.code, answer.err) == (0, "")
    assert room.done == [2, 2]
    assert "confirmed" not in room.last
    assert room.last["effort"] == "right"
    assert (room.last["via"], room.last["day"]) == ("timer", "2026-11-22")


def test_the_bell_rings_for_the_same_moments_as_on_the_screen(room: Room) -> None:
    room.ready(sound="bell")("", "")
    hold = [0.0, 5.0, 5.4]  # its start, and its release
    holds = [start + at for start in (32, 48, 73, 89) for at in hold]
    end = [107 + at for at in (0, 0.4, 0.8, 1.6, 2.0, 2.4)]
    assert room.console.rings == pytest.approx(sorted([*holds, 56, 56.4, 56.8, *end]))


def test_off_is_silent_and_waits_for_no_sound(room: Room) -> None:
    room.ready(sound="off")("", "")
    assert room.console.rings == []
    assert room.clock.passed_s == 107


def test_every_rep_is_on_the_disk_before_it_is_said_to_be_done(room: Room) -> None:
    room.ready()
    written: list[list[int]] = []

    class Reading(Bedside):
        def print_line(self, text: str) -> None:
            super().print_line(text)
            if "of 2 is done" in text:
                written.append(room.done)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules[__name__], "Bedside", Reading)
        room("", "")
    assert written == [[1, 0], [2, 0], [2, 1], [2, 2]]


def test_it_loads_no_screens_and_no_event_loop() -> None:
    program = "import json, sys, tui.cli.plain.practice; print(json.dumps(sorted(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    rooms = {".".join(name.split(".")[:2]) for name in msgspec.json.decode(loaded.stdout)}
    assert "tui.cues" in rooms
    assert rooms & {"textual", "rich", "asyncio", "tui.app"} == set()


class TestTyping:
    def test_enter_pauses_and_goes_on(self, room: Room) -> None:
        room.ready()(typed={10: "", 20: ""})
        assert room.said_from(10)[:3] == [
            "Paused. Enter goes on.",
            "Going on. 20 seconds left.",
            "Rep 1 of 2. Ease in.",
        ]
        assert room.console.said[4][0] == 40

    def test_a_pause_in_a_hold_begins_it_again(self, room: Room) -> None:
        room.ready()(typed={33: "", 40: ""})
        assert room.said_from(33)[:4] == [
            "Paused. Enter goes on.",
            "Rep 1 once more, from its start. 5 seconds.",
            "Rep 1 of 2. Ease in.",
            "Squeeze, lightly, 5 seconds. Keep breathing.",
        ]

    def test_a_forgotten_pause_is_called_to_mind_and_ends_at_last(self, room: Room) -> None:
        room.ready()(typed={41: ""})
        still = [at for at, line in room.console.said if line == "Still paused. Enter goes on."]
        assert still == [41 + 60 * minute for minute in range(1, 6)]
        assert room.last["stop_reason"] == "interrupted"
        assert room.done == [1, 0]

    def test_again_supersedes_and_counts_once(self, room: Room) -> None:
        room.ready()(typed={42: "b"})
        assert room.said_from(42)[0] == "Rep 1 once more, from its start. 3 seconds."
        assert room.done == [2, 2]

    def test_next(self, room: Room) -> None:
        room.ready()(typed={5: "n", 9: "next", 14: "N"})
        # Ready at once; then a rep that was not held; and while it is let go, nothing is rushed.
        assert room.said_from(5)[:2] == ["3 seconds left.", "Rep 1 of 2. Ease in."]
        rest = "Rest, 6 seconds. Rep 1 of 2 is left out."
        assert room.said_from(9)[:2] == ["Let go, slowly.", rest]
        assert room.said_from(14)[0] == "2 seconds left."
        assert room.done == [1, 2]

    def test_imagined(self, room: Room) -> None:
        room.ready()(typed={5: "i", 54: "i"})
        assert room.said_from(5)[:4] == [
            "Only imagined, to the end of this movement.",
            "Rep 1 of 2, imagined. Ease in.",
            "Imagine it, lightly, 5 seconds. Keep breathing.",
            "Let go, slowly.",
        ]
        assert "Rest, 6 seconds. Rep 1 of 2 is done, imagined." in room.said
        assert room.said_from(54)[0] == "That one was real."
        reps = room.last["reps"]["shoulder-blades"]
        assert (reps["done"], reps["imagined"]) == (1, 1)
        assert "Done. Kept: Shoulder blades 2 (1 imagined) and Neck 2." in room.said

    def test_going_on_says_what_the_day_comes_to(self, room: Room) -> None:
        room.ready()("", "", typed={54: "q", 55: "3"})
        assert not any("in all" in line for line in room.said)
        room("", "")
        assert "Today in all: 2 each." in room.said

    def test_more_and_less_time_to_get_ready(self, room: Room) -> None:
        room.ready()(typed={5: "+", 6: "-", 7: "?", 41: "+"})
        assert room.said_from(5)[:2] == ["35 seconds left.", "24 seconds left."]
        assert "t to try the sound" in room.said_from(7)[0]
        assert room.said_from(41)[0] == "That changes nothing just now."

    def test_what_means_nothing_pauses(self, room: Room) -> None:
        room.ready()(typed={10: "help me", 12: "n", 20: ""})
        assert room.said_from(10)[:3] == [
            "Paused. Enter goes on.",
            "Paused. Enter goes on.",
            "Going on. 20 seconds left.",
        ]

    def test_the_sound_can_be_tried_before_the_first_rep(self, room: Room) -> None:
        room.ready(sound="bell")(typed={3: "t", 60: "t"})
        assert room.console.rings[:3] == pytest.approx([3, 5.5, 5.9])
        assert room.said_from(8)[0] == "That was the terminal's bell."
        assert room.said_from(60)[0] == "Paused. Enter goes on."


class TestStopping:
    @pytest.mark.parametrize(
        ("number", "reason"),
        [("2", "enough"), ("3", "interrupted"), ("4", "sore"), ("5", "pain")],
    )
    def test_one_list_and_what_was_done_is_kept(self, room: Room, number: str, reason: str) -> None:
        answer = room.ready()("", "", typed={41: "q", 45: "9", 50: number})
        assert room.said_from(41)[:8] == [
            "Paused. Stop here? What you have done is kept. Type a number, then Enter.",
            "1 go on",
            *(f"{n} {label}" for n, (_, label) in enumerate(care.STOPS, 2)),
            "Type a number from 1 to 6, then Enter.",
        ]
        assert answer.code == 0
        assert room.last["stop_reason"] == reason
        assert room.done == [1, 0]
        assert ("effort" in room.last) is (reason in ("enough", "interrupted"))
        assert any(care.COLD in line for line in room.said) is (reason == "sore")

    @pytest.mark.parametrize("back", ["", "1"])
    def test_going_on(self, room: Room, back: str) -> None:
        room.ready()("", "", typed={41: "q", 50: back})
        assert room.said_from(50)[0] == "Going on. 5 seconds left."
        assert room.last.get("stop_reason") is None
        assert room.done == [2, 2]

    def test_a_warning_sign_is_read_and_accepted_first(self, room: Room) -> None:
        room.ready()(typed={41: "q", 42: "6", 43: "", 44: "6", 45: "y"})
        for text in care.SIGN:
            assert text in room.said_from(42)
        assert room.said_from(43)[0].startswith("Paused. Stop here?")
        assert room.last["stop_reason"] == "warning"
        assert room.said[-1] == "Stopped. Kept: Shoulder blades 1 and Neck 0."

    def test_ctrl_c_asks_and_a_second_one_ends(self, room: Room) -> None:
        ctrl_c = EndRequest.INTERRUPT
        answer = room.ready()(typed={41: ctrl_c, 41.2: ctrl_c, 44: ctrl_c})
        assert room.said_from(41)[1] == "1 go on"
        assert room.said_from(41.2) == ["Interrupted. Kept: Shoulder blades 1 and Neck 0."]
        assert room.clock.passed_s == 44
        assert answer.code == 0
        assert (room.last["stop_reason"], room.last["confirmed"]) == ("interrupted", False)

    def test_told_to_end_it_is_kept_as_interrupted(self, room: Room) -> None:
        assert room.ready()(typed={34: EndRequest.HANG_UP}).code == 0
        assert room.last["stop_reason"] == "interrupted"
        assert "host" not in room.last

    def test_asked_and_left_alone_it_ends(self, room: Room) -> None:
        room.ready()(typed={41: "q"})
        assert room.said.count("Still paused. Enter goes on.") == 0
        assert room.clock.passed_s == 41 + 15 * 60
        assert room.last["stop_reason"] == "interrupted"

    def test_a_machine_that_slept_pauses(self, room: Room) -> None:
        def sleep() -> None:
            room.clock.asleep += 60_000

        room.ready()(typed={35: sleep, 40: "", 41: EndRequest.HANG_UP})
        assert room.said_from(35)[:2] == [
            "Paused. Enter goes on.",
            "Rep 1 once more, from its start. 5 seconds.",
        ]

    def test_where_nobody_can_go_on_it_ends(self, room: Room) -> None:
        def sleep() -> None:
            room.clock.asleep += 60_000

        room.ready()(typed={42: sleep}, can_answer=False)
        assert room.said[-1] == "Interrupted. Kept: Shoulder blades 1 and Neck 0."
        assert room.clock.passed_s < 43


class TestAfterwards:
    @pytest.mark.parametrize(
        ("answers", "done", "effort", "confirmed"),
        [
            (["", ""], [2, 2], "right", True),
            (["", "3"], [2, 2], "hard", True),
            (["1 0", "1"], [1, 0], "light", True),
            (["3 2", "2", "x 1", "2,1", "", ""], [2, 1], "right", True),
            ([], [2, 2], None, False),
            (["", EndRequest.INTERRUPT], [2, 2], None, False),
            (["1 1", EndRequest.HANG_UP], [2, 2], None, False),
        ],
    )
    def test_counts_and_effort_confirm(
        self, room: Room, answers: list[Typed], done: list[int], effort: str, confirmed: bool
    ) -> None:
        assert room.ready()(*answers).code == 0
        assert room.done == done
        assert room.last.get("effort") == effort
        assert room.last.get("confirmed", True) is confirmed
        if done == [1, 0]:
            assert room.last["reps"]["shoulder-blades"]["held_s"] == 5

    def test_without_a_terminal_nothing_is_asked(self, room: Room) -> None:
        assert room.ready()(can_answer=False).code == 0
        assert room.said[0].startswith("Get ready")
        assert room.said[-1] == "Done. Kept: Shoulder blades 2 and Neck 2."
        assert room.last["confirmed"] is False

    def test_the_next_start_asks_whether_it_was_like_that(self, room: Room) -> None:
        room.ready().practised(confirmed=False)
        room("y", "1", typed={5: EndRequest.HANG_UP})
        assert room.said[0] == "Saturday's session is kept as it ran, 2 each."
        first = msgspec.json.decode(room.supine.path.read_bytes())["sessions"]["1"]
        assert "confirmed" not in first

    def test_one_object_for_a_program(self, room: Room) -> None:
        answer = room.ready()("", "2", words=("--json",))
        assert answer.json == {
            "id": room.last["id"],
            "date": "2026-11-22",
            "status": "finished",
            "stop_reason": None,
            "confirmed": True,
            "exercises": [
                {"id": each, "target": 2, "done": 2, "imagined": 0}
                for each in ("shoulder-blades", "neck")
            ],
        }

    def test_no_session_no_id(self, room: Room) -> None:
        assert room(EndRequest.INTERRUPT, words=("--json",)).json["id"] is None

    def test_nothing_counted_nothing_asked(self, room: Room) -> None:
        room.ready()(typed={5: "q", 6: "2"})
        assert room.said[-1] == "Enough for now. Kept: Shoulder blades 0 and Neck 0."


class TestBefore:
    def refuses(self, room: Room, why: str, *, can_answer: bool = True) -> None:
        answer = room(can_answer=can_answer)
        assert answer.code == 2
        assert answer.out == ""
        assert answer.err.startswith(f"supine practice: {why}")
        assert answer.err.count("\n") == 1

    def test_without_plain_it_says_what_would_do(self, room: Room) -> None:
        assert "--plain" in room.supine.fails(2, "practice")

    def test_the_welcome_is_read_first(self, room: Room) -> None:
        assert room("").code == 0
        assert room.said[0] == "Welcome to supine."
        assert care.WELCOME[2] in room.said
        assert not room.supine.path.exists()
        self.refuses(room, "the first time there is something to read", can_answer=False)
        room("y", typed={5: EndRequest.HANG_UP})
        assert room.diary.read().settings.welcomed

    def test_nothing_is_left(self, room: Room) -> None:
        room.ready()("", "")
        assert room().code == 0
        assert room.said == ["Today is done. Until tomorrow."]

    def test_enough_after_it_hurt(self, room: Room) -> None:
        room.ready()("", "", typed={41: "q", 42: "5"})
        assert room().code == 0
        assert room.said == ["That is enough for today. See how it feels tomorrow."]

    def test_how_it_feels_is_asked_where_it_is_due(self, room: Room) -> None:
        room.ready().practised()
        self.refuses(room, "say first how it feels", can_answer=False)
        assert room("").code == 0
        assert room.diary.read().days == {}, "going back stores nothing"
        room("0", "2", typed={5: EndRequest.HANG_UP})
        assert room.said[:7] == [
            f"{care.CHECK_IN} Type a number, then Enter. Enter alone goes back.",
            *(f"{n} {label}" for n, (_, label) in enumerate(care.BANDS, 1)),
            "Type a number from 1 to 5, then Enter.",
        ]
        assert room.diary.read().days[TODAY].check is Band.MILD
        assert "Get ready: Shoulder blades, 2 reps, lightly." in room.said[8]

    def test_sore_a_rest_day_or_the_gentler_form(self, room: Room) -> None:
        room.ready().practised()
        room("3", "1")
        record = room.diary.read().days[TODAY]
        assert (record.check, record.rest_reason) == (Band.MODERATE, "sore")
        assert room.said[-1] == care.RESTS
        assert len(room.diary.read().sessions) == 1

    def test_very_sore_only_imagined(self, room: Room) -> None:
        room.ready().practised()
        room("4", "2", "", "", typed={5: "i"})
        assert "Get ready: Shoulder blades, 2 reps, only imagined." in room.said[11]
        assert room.said_from(5)[0] == "That changes nothing just now."
        assert room.done == [0, 0]
        assert [each["imagined"] for each in room.last["reps"].values()] == [2, 2]

    @pytest.mark.parametrize(("answer", "sessions"), [("", 1), ("y", 2)])
    def test_later_on_such_a_day(self, room: Room, answer: str, sessions: int) -> None:
        room.ready().practised()
        room.diary.record_feeling(TODAY, Band.HIGH)
        self.refuses(room, "today is for rest", can_answer=False)
        room(answer, typed={3: EndRequest.HANG_UP})
        assert room.said[0] == "Today is for rest."
        assert len(room.diary.read().sessions) == sessions

    @pytest.mark.parametrize(("answer", "is_said"), [("", False), ("y", True)])
    def test_a_warning_sign_instead(self, room: Room, answer: str, is_said: bool) -> None:
        room.ready().practised()
        room("5", answer)
        for text in care.SIGN:
            assert text in room.said
        assert (TODAY in room.diary.read().days) is is_said
        assert len(room.diary.read().sessions) == 1

    def test_locked_until_somebody_was_asked(self, room: Room) -> None:
        room.ready().practised(days_ago=3)
        room.diary.record_feeling(TODAY, Band.WARNING)
        assert room().code == 2
        assert care.SIGN[-1] in room.said, "not on the same day"
        room.diary.record_feeling(TODAY - dt.timedelta(days=1), Band.WARNING)

    def test_acknowledged_from_the_day_after(self, room: Room) -> None:
        room.ready().practised(days_ago=3)
        room.diary.record_feeling(TODAY - dt.timedelta(days=1), Band.WARNING)
        assert room(can_answer=False).code == 2
        assert room("").code == 0
        assert room.diary.read().days.get(TODAY) is None
        room("y", "1", typed={3: EndRequest.HANG_UP})
        assert room.diary.read().days[TODAY].ack
        assert care.ACKNOWLEDGED in room.said

    def test_what_an_earlier_run_left_open_is_closed_and_gone_on_with(self, room: Room) -> None:
        room.ready()
        here = Diary(room.supine.path, now=room.clock.now)
        routine = here.read().routine()
        first, second = (exercise.id for exercise in routine.exercises)
        session = here.start_session(routine, TODAY, {first: 2, second: 2})
        here.record_reps(
            session.id, {first: Reps(target=2, done=2), second: Reps(target=2, done=1)}
        )
        busy = room()
        assert busy.code == 3
        assert "already running" in busy.err
        here.release_session()  # as a program that was killed does
        room("y", "1", "", "")
        assert room.said[:2] == [
            "The last session was interrupted. What was done of it is kept.",
            "Today's session is kept as it ran, 2 and 1.",
        ]
        assert room.said[4].startswith("Get ready: Neck, 1 more, lightly.")
        assert room.said[5] == "Rep 2 of 2. Ease in."
        assert room.done == [0, 1]


class TestTheDisk:
    @pytest.fixture
    def disk(self, monkeypatch: pytest.MonkeyPatch) -> Disk:
        return Disk(monkeypatch)

    def test_what_is_not_saved_is_said_at_once_and_not_called_done(
        self, room: Room, disk: Disk
    ) -> None:
        answer = room.ready()("", "", typed={33: disk.fill, 45: disk.heal})
        assert answer.err.startswith("supine practice: not saved to ")
        assert answer.err.count("\n") == 1
        assert "Rest, 6 seconds." in room.said
        assert room.said.count("Rep 2 of 2 is done.") == 2
        assert answer.code == 0
        assert room.done == [2, 2], "the next rep brings it along"

    def test_an_end_that_is_not_saved_can_be_tried_again(self, room: Room, disk: Disk) -> None:
        room.ready()

        class Healing(Bedside):
            def wait(self, milliseconds: int | None) -> Typed | None:
                if milliseconds is None:
                    disk.heal()
                return super().wait(milliseconds)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys.modules[__name__], "Bedside", Healing)
            answer = room("", "", "", typed={98: disk.fill})
        assert room.said_from(107)[0].startswith("The end could not be saved yet.")
        assert answer.code == 0
        assert room.last.get("status", "finished") == "finished"

    @pytest.mark.parametrize("answers", [["2"], [EndRequest.HANG_UP]])
    def test_or_left_as_it_is_on_the_disk(
        self, room: Room, disk: Disk, answers: list[Typed]
    ) -> None:
        answer = room.ready()(*answers, typed={60: disk.fill})
        assert answer.code == 3
        disk.heal()
        assert room.last["status"] == "open"
        assert room.done == [2, 0]
        # Nobody holds it any more.
        assert room("", "1", typed={3: EndRequest.HANG_UP}).code == 0
        assert room.said[0].startswith("The last session was interrupted.")

    def test_a_beginning_that_is_not_saved_is_none(self, room: Room, disk: Disk) -> None:
        room.ready()
        disk.fill()
        answer = room()
        assert (answer.code, room.said) == (3, [])
        assert answer.err.startswith("supine practice: not saved to ")

    def test_saved_but_not_confirmed_goes_on(self, room: Room, disk: Disk) -> None:
        room.ready()
        disk.lose_confirmation()
        assert room("", "").code == 0
        assert room.done == [2, 2]
        assert "confirmed" not in room.last

    def test_lines_that_nobody_reads_any_more_end_it_kept(self, room: Room) -> None:
        class Closed(Bedside):
            def print_line(self, text: str) -> None:
                if self.clock.passed_s > 40:
                    raise BrokenPipeError
                super().print_line(text)

        room.ready()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys.modules[__name__], "Bedside", Closed)
            with pytest.raises(io.UnsupportedOperation):  # pytest's own output is no file
                room()
        assert room.last["stop_reason"] == "interrupted"
        assert room.done == [1, 0]


class TestConsole:
    """The real one, with pipes and signals of its own."""

    def lines(self, *parts: bytes) -> list[Event]:
        """What reading gives of these parts, each written at once, and then the end."""
        taken: list[Event] = []
        reader, writer = os.pipe()
        os.write(writer, b"".join(parts))
        os.close(writer)
        console._read_lines(reader, taken.append)
        os.close(reader)
        return taken

    def test_lines_and_the_end_of_them(self) -> None:
        end = [EndRequest.INTERRUPT, EndRequest.HANG_UP]
        assert self.lines() == end
        assert self.lines(b"n\r\n\nq", b"uit\n") == ["n", "", "quit", *end]
        assert self.lines(b"\xff\n") == ["�", *end]

    def test_a_terminal_that_has_gone_leaves_nobody(self) -> None:
        taken: list[Event] = []
        reader, writer = os.pipe()
        os.close(writer)
        os.close(reader)
        console._read_lines(reader, taken.append)
        assert taken == [EndRequest.HANG_UP]

    def test_what_a_voice_would_stumble_over(self) -> None:
        out = io.StringIO()
        console = Console(ManualClock(EVENING), out, out, can_answer=False)
        console.print_line("1 day · today is done · numb, dizzy …")
        console.ring()
        assert out.getvalue() == "1 day; today is done; numb, dizzy and the like\n\a"

    def test_a_background_job_is_waited_for(self) -> None:
        console = Console(ManualClock(EVENING), None, None, can_answer=False)
        wait = console.run_in_background(lambda: console.post("done"))
        wait()
        assert console.wait(None) == "done"

    @pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
    def test_signals_are_events_while_it_is_open(self) -> None:
        before = signal.getsignal(signal.SIGTERM)
        with open_console(ManualClock(EVENING), to_errors=False) as console:
            console.can_answer = True
            signal.raise_signal(signal.SIGINT)
            assert console.wait(None) is EndRequest.INTERRUPT
            signal.raise_signal(signal.SIGTERM)
            assert console.wait(None) is EndRequest.HANG_UP
            assert not console.can_answer
        assert signal.getsignal(signal.SIGTERM) is before
