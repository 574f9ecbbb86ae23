"""A plain session: what is printed and when, what typing does, and what is on the disk."""

from __future__ import annotations

import io
import subprocess
import sys

import msgspec
import pytest

from tests.cli.plain.person import PersonAtConsole, PlainPractice, Typed
from tests.diary.faults import Disk
from tests.test_house import ROOT, is_in
from tui.cli.commands.how import how_text
from tui.cli.plain.console import EndRequest
from tui.practice.models import DEFAULT_ROUTINE
from tui.words import care, safety

WHOLE = """\
0:00  2 each: a small start. About 2 minutes.
0:00  Press Enter to start. Or type a letter, then Enter: f fewer reps, m more again, i imagine \
every rep, p props, h how to do it, s when to get help, e change the last session, q quit.
0:00  Press Enter to pause. Or type a letter, then Enter: n next, b again, i imagine, q stop.
0:00  Get ready: Shoulder blades, 2 reps, lightly. Lie back and get comfortable. 30 seconds.
0:00  Do: Arms beside you, palms up. Let your shoulders sink away from your ears, then draw the \
blades gently towards your spine. Hold 5 seconds.
0:00  Feel: At most a third of your strength between the blades, and an easy breath.
0:00  Avoid: Shrugging, lifting your chest, pushing with your elbows, holding your breath.
0:30  Rep 1 of 2. Begin slowly.
0:32  Squeeze, lightly, 5 seconds. Keep breathing.
0:37  Let go, slowly.
0:40  Rest, 6 seconds. Rep 1 of 2 is done.
0:46  Rep 2 of 2. Begin slowly.
0:48  Squeeze, lightly, 5 seconds.
0:53  Let go, slowly.
0:56  Rep 2 of 2 is done.
0:56  Next: Neck, 2 reps, lightly. Take a moment to get comfortable. 15 seconds.
0:56  Do: Nose to the ceiling, chin level, head still. Press the back of your neck into the \
pillow, roll or mattress with about the weight of a hand. Hold 5 seconds.
0:56  Feel: A light effort at the back of the neck; throat, jaw and arms loose.
0:56  Avoid: Tucking your chin or poking it out, tipping your head back, clenching your teeth.
1:11  Rep 1 of 2. Begin slowly.
1:13  Press, lightly, 5 seconds. Keep breathing.
1:18  Let go, slowly.
1:21  Rest, 6 seconds. Rep 1 of 2 is done.
1:27  Rep 2 of 2. Begin slowly.
1:29  Press, lightly, 5 seconds.
1:34  Let go, slowly.
1:37  Rep 2 of 2 is done.
1:37  That was the last one. Stay lying down as long as you like.
1:47  Done. Saved: Shoulder blades 2 and Neck 2.
1:47  Press Enter if that's right, or type the numbers, such as 2 2, then Enter. Or type p for \
props, n for a note.
1:47  How was it? Press Enter for about right.
1:47  1 light
1:47  2 right
1:47  3 hard
1:47  Saved. 1 day · today is done.
1:47  Tomorrow: 2 each, if today feels fine.
"""


def test_a_whole_session_as_it_is_said(practice: PlainPractice) -> None:
    answer = practice.welcomed().run("", "")
    lines = (f"{at // 60:.0f}:{at % 60:02.0f}  {line}\n" for at, line in practice.console.printed)
    assert "".join(lines) == WHOLE
    assert (answer.code, answer.err) == (0, "")
    assert practice.done_reps == [2, 2]
    assert "confirmed" not in practice.last_session
    assert practice.last_session["effort"] == "right"
    assert (practice.last_session["via"], practice.last_session["day"]) == ("timer", "2026-11-22")


def test_the_bell_rings_for_the_same_moments_as_on_the_screen(practice: PlainPractice) -> None:
    practice.welcomed(sound="bell").run("", "")
    hold = [0.0, 5.0, 6.2]  # its start, and its release
    holds = [start + at for start in (32, 48, 73, 89) for at in hold]
    others = [0, 30, 56, 57.2, 58.4, 71, *(97 + at for at in (0, 1.2, 2.4, 3.6))]
    assert practice.console.rings == pytest.approx(sorted([*holds, *others]))


def test_without_sound_nothing_rings_and_nothing_is_waited_for(practice: PlainPractice) -> None:
    practice.welcomed(sound="off").run("", "")
    assert practice.console.rings == []
    assert practice.clock.passed_s == 107


def test_every_rep_is_on_the_disk_before_it_is_said_to_be_done(practice: PlainPractice) -> None:
    practice.welcomed()
    written: list[list[int]] = []

    class Reading(PersonAtConsole):
        def print_line(self, text: str) -> None:
            super().print_line(text)
            if "of 2 is done" in text:
                written.append(practice.done_reps)

    practice.console_type = Reading
    practice.run("", "")
    assert written == [[1, 0], [2, 0], [2, 1], [2, 2]]


def test_it_loads_no_screens_and_no_event_loop() -> None:
    program = "import json, sys, tui.cli.plain.practice; print(json.dumps(sorted(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, cwd=ROOT, check=True
    )
    modules = msgspec.json.decode(result.stdout)
    assert "tui.cli.plain.runner" in modules
    assert [name for name in modules if is_in(name, "textual", "rich", "asyncio", "tui.app")] == []


class TestTyping:
    """What typed lines do (rules R4.pause to R4.prepare)."""

    def test_enter_pauses_and_goes_on(self, practice: PlainPractice) -> None:
        practice.welcomed().run(typed={10: "", 20: ""})
        assert practice.lines_from(10)[:3] == [
            "Paused. Press Enter to carry on.",
            "Carrying on. 20 seconds left.",
            "Rep 1 of 2. Begin slowly.",
        ]
        assert practice.console.printed[9][0] == 40

    def test_a_pause_in_a_hold_begins_it_again(self, practice: PlainPractice) -> None:
        practice.welcomed().run(typed={33: "", 40: ""})
        assert practice.lines_from(33)[:4] == [
            "Paused. Press Enter to carry on.",
            "Rep 1 again, in 5 seconds.",
            "Rep 1 of 2. Begin slowly.",
            "Squeeze, lightly, 5 seconds. Keep breathing.",
        ]

    def test_a_forgotten_pause_is_called_to_mind_and_ends_the_session_at_last(
        self, practice: PlainPractice
    ) -> None:
        practice.welcomed().run(typed={41: ""})
        reminder = "Still paused. Press Enter to carry on."
        reminders = [at for at, line in practice.console.printed if line == reminder]
        assert reminders == [41 + 60 * minute for minute in range(1, 6)]
        assert practice.last_session["stop_reason"] == "interrupted"
        assert practice.done_reps == [1, 0]

    def test_again_supersedes_and_counts_once(self, practice: PlainPractice) -> None:
        practice.welcomed().run(typed={42: "b"})
        assert practice.lines_from(42)[0] == "Rep 1 again, in 3 seconds."
        assert practice.done_reps == [2, 2]

    def test_next_skips_judges_or_shortens(self, practice: PlainPractice) -> None:
        practice.welcomed().run(typed={5: "n", 9: "next", 14: "N"})
        # Ready at once; then a rep that was not held; and while it is let go, nothing is rushed.
        assert practice.lines_from(5)[:2] == ["3 seconds left.", "Rep 1 of 2. Begin slowly."]
        rest = "Rest, 6 seconds. Rep 1 of 2 was skipped."
        assert practice.lines_from(9)[:2] == ["Let go, slowly.", rest]
        assert practice.lines_from(14)[0] == "2 seconds left."
        assert practice.done_reps == [1, 2]

    def test_imagined_switches_the_rest_and_relabels_the_rep_just_held(
        self, practice: PlainPractice
    ) -> None:
        practice.welcomed().run(typed={5: "i", 54: "i"})
        assert practice.lines_from(5)[:4] == [
            "Imagining, from here to the end of this exercise.",
            "Rep 1 of 2, imagined. Begin slowly.",
            "Imagine it, 5 seconds. Keep breathing.",
            "Let go, slowly.",
        ]
        assert "Rest, 6 seconds. Rep 1 of 2 was imagined." in practice.lines
        assert practice.lines_from(54)[0] == "That rep counts as done."
        reps = practice.last_session["reps"]["shoulder-blades"]
        assert (reps["done"], reps["imagined"]) == (1, 1)
        assert "Done. Saved: Shoulder blades 2 (1 imagined) and Neck 2." in practice.lines

    def test_a_second_session_says_what_the_day_comes_to(self, practice: PlainPractice) -> None:
        practice.welcomed().run("", "", typed={54: "q", 55: "3"})
        assert not any("in all" in line for line in practice.lines)
        practice.run("", "")
        assert "Today in total: 2 each." in practice.lines

    def test_more_and_less_time_to_get_ready(self, practice: PlainPractice) -> None:
        practice.welcomed().run(typed={5: "+", 6: "-", 7: "?", 41: "+"})
        assert practice.lines_from(5)[:2] == ["35 seconds left.", "24 seconds left."]
        assert "t to try the sound" in practice.lines_from(7)[0]
        assert practice.lines_from(41)[0] == "That key does nothing right now."

    def test_how_it_is_done_and_when_to_get_help_pause_and_are_read_out(
        self, practice: PlainPractice
    ) -> None:
        practice.welcomed().run(typed={5: "h", 20: "", 41: "safety", 50: ""})
        heard = practice.lines_from(5)
        how = [*how_text(DEFAULT_ROUTINE)]
        still = "Still paused. Press Enter to carry on."
        paused = "Paused. Press Enter to carry on."
        assert heard[: len(how) + 3] == [paused, *how, still, "Carrying on. 25 seconds left."]
        assert practice.lines_from(41)[1:4] == [*safety.SIGNS, still]

    def test_a_line_without_a_meaning_pauses(self, practice: PlainPractice) -> None:
        practice.welcomed().run(typed={10: "help me", 12: "n", 20: ""})
        assert practice.lines_from(10)[:3] == [
            "Paused. Press Enter to carry on.",
            "Paused. Press Enter to carry on.",
            "Carrying on. 20 seconds left.",
        ]

    def test_the_sound_can_be_tried_before_the_first_rep(self, practice: PlainPractice) -> None:
        practice.welcomed(sound="bell").run(typed={3: "t", 60: "t"})
        assert practice.console.rings[1:4] == pytest.approx([3, 5.5, 6.7])
        assert practice.lines_from(8)[:2] == [
            "Played: the terminal's bell.",
            "Nothing heard? Many terminals mute the bell; turn it on in the terminal's settings.",
        ]
        assert practice.lines_from(60)[0] == "Paused. Press Enter to carry on."


class TestStopping:
    """Every way out asks first (rules R4.stop)."""

    @pytest.mark.parametrize(
        ("number", "reason"),
        [("2", "enough"), ("3", "interrupted"), ("4", "sore"), ("5", "pain")],
    )
    def test_whatever_the_reason_what_was_done_is_kept(
        self, practice: PlainPractice, number: str, reason: str
    ) -> None:
        answer = practice.welcomed().run("", "", typed={41: "q", 45: "9", 50: number})
        assert practice.lines_from(41)[:8] == [
            "Paused. Stop for now? Everything you've done is saved. Type a number, then Enter.",
            "1 carry on",
            *(f"{n} {label}" for n, (_, label) in enumerate(care.STOPS, 2)),
            "Type a number from 1 to 6, then Enter.",
        ]
        assert answer.code == 0
        assert practice.last_session["stop_reason"] == reason
        assert practice.done_reps == [1, 0]
        assert ("effort" in practice.last_session) is (reason in ("enough", "interrupted"))
        assert ("How was it?" in " ".join(practice.lines)) is (reason != "pain")  # R6.after-stop
        assert any(care.COLD in line for line in practice.lines) is (reason == "sore")

    @pytest.mark.parametrize("back", ["", "1"])
    def test_the_first_answer_goes_on(self, practice: PlainPractice, back: str) -> None:
        practice.welcomed().run("", "", typed={41: "q", 50: back})
        assert practice.lines_from(50)[0] == "Carrying on. 5 seconds left."
        assert practice.last_session.get("stop_reason") is None
        assert practice.done_reps == [2, 2]

    def test_a_warning_sign_is_read_and_accepted_first(self, practice: PlainPractice) -> None:
        """Rules R6.sign."""
        practice.welcomed().run(typed={41: "q", 42: "6", 43: "", 44: "6", 45: "y"})
        for text in safety.sign_paragraphs(is_today=True):
            assert text in practice.lines_from(42)
        assert practice.lines_from(43)[0].startswith("Paused. Stop for now?")
        assert practice.last_session["stop_reason"] == "warning"
        assert practice.lines[-2:] == [
            "Stopped because of a warning sign. Saved: Shoulder blades 1 and Neck 0.",
            safety.slip_words("run supine undo"),
        ]

    def test_ctrl_c_asks_and_a_second_one_ends(self, practice: PlainPractice) -> None:
        ctrl_c = EndRequest.INTERRUPT
        answer = practice.welcomed().run(typed={41: ctrl_c, 41.2: ctrl_c, 44: ctrl_c})
        assert practice.lines_from(41)[1] == "1 carry on"
        assert practice.lines_from(41.2) == ["Interrupted. Saved: Shoulder blades 1 and Neck 0."]
        assert practice.clock.passed_s == 44
        assert answer.code == 0
        session = practice.last_session
        assert (session["stop_reason"], session["confirmed"]) == ("interrupted", False)

    def test_a_session_that_is_told_to_end_is_kept_as_interrupted(
        self, practice: PlainPractice
    ) -> None:
        assert practice.welcomed().run(typed={34: EndRequest.HANG_UP}).code == 0
        assert practice.last_session["stop_reason"] == "interrupted"
        assert "host" not in practice.last_session

    def test_a_question_that_is_not_answered_ends_the_session_at_last(
        self, practice: PlainPractice
    ) -> None:
        practice.welcomed().run(typed={41: "q"})
        assert practice.lines.count("Still paused. Press Enter to carry on.") == 0
        assert practice.clock.passed_s == 41 + 15 * 60
        assert practice.last_session["stop_reason"] == "interrupted"

    def test_sleep_of_the_machine_pauses(self, practice: PlainPractice) -> None:
        def sleep() -> None:
            practice.clock.asleep += 60_000

        practice.welcomed().run(typed={35: sleep, 40: "", 41: EndRequest.HANG_UP})
        assert practice.lines_from(35)[:2] == [
            "Paused. Press Enter to carry on.",
            "Rep 1 again, in 5 seconds.",
        ]

    def test_a_pause_that_nobody_can_end_ends_the_session(self, practice: PlainPractice) -> None:
        def sleep() -> None:
            practice.clock.asleep += 60_000

        practice.welcomed().run(typed={42: sleep}, can_answer=False)
        assert practice.lines[-1] == "Interrupted. Saved: Shoulder blades 1 and Neck 0."
        assert practice.clock.passed_s < 43


class TestTheDisk:
    """A rep is said to be done once it is on the disk (rules R4.disk)."""

    @pytest.fixture
    def disk(self, monkeypatch: pytest.MonkeyPatch) -> Disk:
        return Disk(monkeypatch)

    def test_what_is_not_saved_is_said_at_once_and_not_called_done(
        self, practice: PlainPractice, disk: Disk
    ) -> None:
        answer = practice.welcomed().run("", "", typed={33: disk.fill, 45: disk.heal})
        assert answer.err.startswith("supine practice: not saved to ")
        assert answer.err.count("\n") == 1
        assert "Rest, 6 seconds." in practice.lines
        assert practice.lines.count("Rep 2 of 2 is done.") == 2
        assert answer.code == 0
        assert practice.done_reps == [2, 2], "the next rep brings it along"

    def test_an_end_that_is_not_saved_can_be_tried_again(
        self, practice: PlainPractice, disk: Disk
    ) -> None:
        practice.welcomed()

        class Healing(PersonAtConsole):
            def wait(self, milliseconds: int | None) -> Typed | None:
                if milliseconds is None:
                    disk.heal()
                return super().wait(milliseconds)

        practice.console_type = Healing
        answer = practice.run("", "", "", typed={98: disk.fill})
        assert practice.lines_from(107)[0].startswith("The last part couldn't be saved yet.")
        assert answer.code == 0
        assert practice.last_session.get("status", "finished") == "finished"

    @pytest.mark.parametrize("answers", [["2"], [EndRequest.HANG_UP]])
    def test_an_end_that_is_not_saved_can_be_left_as_it_is_on_the_disk(
        self, practice: PlainPractice, disk: Disk, answers: list[Typed]
    ) -> None:
        answer = practice.welcomed().run(*answers, typed={60: disk.fill})
        assert answer.code == 3
        disk.heal()
        assert practice.last_session["status"] == "open"
        assert practice.done_reps == [2, 0]
        # Nobody holds it any more.
        assert practice.run("", "1", typed={3: EndRequest.HANG_UP}).code == 0
        assert practice.lines[0].startswith("The last session was interrupted.")

    def test_a_session_whose_start_is_not_saved_does_not_begin(
        self, practice: PlainPractice, disk: Disk
    ) -> None:
        practice.welcomed()
        disk.fill()
        answer = practice.run()
        assert (answer.code, practice.lines) == (3, [])
        assert answer.err.startswith("supine practice: not saved to ")

    def test_a_write_that_the_disk_does_not_confirm_ends_no_session(
        self, practice: PlainPractice, disk: Disk
    ) -> None:
        practice.welcomed()
        disk.lose_confirmation()
        assert practice.run("", "").code == 0
        assert practice.done_reps == [2, 2]
        assert "confirmed" not in practice.last_session

    def test_a_session_whose_lines_nobody_reads_any_more_is_kept_as_interrupted(
        self, practice: PlainPractice
    ) -> None:
        class Closed(PersonAtConsole):
            def print_line(self, text: str) -> None:
                if self.clock.passed_s > 40:
                    raise BrokenPipeError
                super().print_line(text)

        practice.welcomed()
        practice.console_type = Closed
        with pytest.raises(io.UnsupportedOperation):  # pytest's own output is not a file
            practice.run()
        assert practice.last_session["stop_reason"] == "interrupted"
        assert practice.done_reps == [1, 0]
