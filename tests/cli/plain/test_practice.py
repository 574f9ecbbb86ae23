"""``supine practice --plain``: what is asked before a session, and after it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
import pytest

from tests.cli.plain.person import TODAY, PlainPractice, Typed
from tui.cli.commands.how import how_text
from tui.cli.plain.console import EndRequest
from tui.diary.diary import Diary
from tui.practice.models import DEFAULT_ROUTINE, Band, Reps
from tui.words import advice, care, safety, session_lines


class TestBefore:
    def refuses(self, practice: PlainPractice, why: str, *, can_answer: bool = True) -> None:
        answer = practice.run(can_answer=can_answer)
        assert answer.code == 2
        assert answer.out == ""
        assert answer.err.startswith(f"supine practice: {why}")
        assert answer.err.count("\n") == 1

    def test_without_plain_it_says_what_to_type(self, practice: PlainPractice) -> None:
        assert "--plain" in practice.supine.fails(2, "practice")

    def test_the_first_run_text_is_accepted_first(self, practice: PlainPractice) -> None:
        assert practice.run("").code == 0
        assert practice.lines[0] == "Welcome to supine."
        assert practice.lines.index(safety.CALL_NOW) < practice.lines.index(care.ASK_BEFORE)
        assert not practice.supine.path.exists()
        self.refuses(practice, "please run it once in a terminal", can_answer=False)
        practice.run("y", typed={5: EndRequest.HANG_UP})
        assert practice.diary.read().settings.welcomed

    def test_it_says_why_nothing_is_left(self, practice: PlainPractice) -> None:
        practice.welcomed().run("", "")
        assert practice.run().code == 0
        assert practice.lines == ["Done for today. See you tomorrow."]

    def test_it_offers_another_round_of_a_day_that_is_done(self, practice: PlainPractice) -> None:
        # R3.rounds
        practice.welcomed().supine("settings", "set", "plan.rounds", "2")
        practice.run("", "")
        assert practice.run("n").code == 0
        assert "another round, if you like" in practice.lines[1]
        assert practice.run(can_answer=False).code == 0
        assert practice.lines == ["Done for today. See you tomorrow."]
        practice.run("y", "", "")
        assert practice.done_reps == [2, 2]
        practice.run()
        assert practice.lines == ["Done for today. See you tomorrow."]

    def test_after_a_stop_for_pain_it_says_enough(self, practice: PlainPractice) -> None:
        practice.welcomed().run("", "", typed={41: "q", 42: "5"})
        assert practice.run().code == 0
        assert practice.lines == ["That's enough for today. See how it feels tomorrow."]

    def test_how_it_feels_is_asked_where_it_is_due(self, practice: PlainPractice) -> None:
        practice.welcomed(feels=None).with_session()
        self.refuses(practice, "first say how you feel", can_answer=False)
        assert practice.run("").code == 0
        assert practice.diary.read().days == {}, "going back stores nothing"
        practice.run("0", "2", typed={5: EndRequest.HANG_UP})
        assert practice.lines[:7] == [
            f"{care.CHECK_IN} Type a number, then Enter. Enter alone goes back.",
            *(f"{n} {label}" for n, (_, label) in enumerate(care.BANDS, 1)),
            "Type a number from 1 to 5, then Enter.",
        ]
        assert practice.diary.read().days[TODAY].check is Band.MILD
        assert "Get ready: Shoulder blades, 2 reps, lightly." in practice.lines[8]

    def test_sore_offers_a_rest_day_or_the_gentler_form(self, practice: PlainPractice) -> None:
        practice.welcomed(feels=None).with_session()
        practice.run("3", "1")
        record = practice.diary.read().days[TODAY]
        assert (record.check, record.rest_reason) == (Band.MODERATE, "sore")
        assert practice.lines[-1] == care.RESTS
        assert len(practice.diary.read().sessions) == 1

    def test_very_sore_leaves_only_imagined_reps(self, practice: PlainPractice) -> None:
        practice.welcomed(feels=None).with_session()
        practice.run("4", "2", "", "", typed={5: "i"})
        assert "Get ready: Shoulder blades, 2 reps, only imagined." in practice.lines[11]
        assert practice.lines_from(5)[0] == "That key does nothing right now."
        assert practice.done_reps == [0, 0]
        assert [each["imagined"] for each in practice.last_session["reps"].values()] == [2, 2]

    @pytest.mark.parametrize(("answer", "sessions"), [("", 1), ("y", 2)])
    def test_after_a_high_check_in_only_imagining_is_offered(
        self, practice: PlainPractice, answer: str, sessions: int
    ) -> None:
        practice.welcomed(feels=None).with_session()
        practice.diary.record_feeling(TODAY, Band.HIGH)
        self.refuses(practice, "today is for rest", can_answer=False)
        practice.run(answer, typed={3: EndRequest.HANG_UP})
        assert practice.lines[0] == "Today is for rest."
        assert len(practice.diary.read().sessions) == sessions

    @pytest.mark.parametrize(("answer", "is_said"), [("", False), ("y", True)])
    def test_a_warning_sign_is_stored_once_its_words_are_accepted(
        self, practice: PlainPractice, answer: str, is_said: bool
    ) -> None:
        practice.welcomed(feels=None).with_session()
        practice.run("5", answer)
        for text in safety.sign_paragraphs(is_today=True):
            assert text in practice.lines
        assert (TODAY in practice.diary.read().days) is is_said
        assert len(practice.diary.read().sessions) == 1

    def test_a_lock_stands_on_the_date_of_the_sign(self, practice: PlainPractice) -> None:
        practice.welcomed(feels=None).with_session(days_ago=3)
        practice.diary.record_feeling(TODAY, Band.WARNING)
        assert practice.run().code == 2
        assert practice.lines[0] == safety.CALL_NOW
        assert "From tomorrow, once someone qualified" in practice.lines[-1]

    def test_a_lock_can_be_ended_from_the_day_after_the_sign(self, practice: PlainPractice) -> None:
        practice.welcomed(feels=None).with_session(days_ago=3)
        practice.diary.record_feeling(TODAY - dt.timedelta(days=1), Band.WARNING)
        assert practice.run(can_answer=False).code == 2
        assert practice.run("").code == 0
        assert practice.diary.read().days.get(TODAY) is None
        practice.run("y", "1", typed={3: EndRequest.HANG_UP})
        assert practice.diary.read().days[TODAY].ack
        assert care.ACKNOWLEDGED in practice.lines

    def test_someone_to_ask_is_named_once_in_a_week(self, practice: PlainPractice) -> None:
        # R3.ask
        practice.welcomed()
        for days in (1, 2, 3):
            practice.diary.record_feeling(TODAY - dt.timedelta(days=days), Band.HIGH)
        practice.run("", "")
        assert practice.lines[:3] == [
            f"{advice.IT_HURT} {advice.ASK_SOMEONE}",
            *safety.SIGNS,
        ]
        practice.run()
        assert not any(advice.IT_HURT in line for line in practice.lines)

    def test_a_session_left_open_is_closed_and_what_is_left_of_it_goes_on(
        self, practice: PlainPractice
    ) -> None:
        practice.welcomed(feels=None)
        here = Diary(practice.supine.path, now=practice.clock.now)
        routine = here.read().routine()
        first, second = (exercise.id for exercise in routine.exercises)
        session = here.start_session(routine, TODAY, {first: 2, second: 2})
        here.record_reps(
            session.id, {first: Reps(target=2, done=2), second: Reps(target=2, done=1)}
        )
        busy = practice.run()
        assert busy.code == 3
        assert "already running" in busy.err
        here.release_session()  # as a program that was killed does
        practice.run("y", "1", "", "")
        assert practice.lines[:2] == [
            "The last session was interrupted. What you did is saved.",
            "Today's interrupted session was saved as 2 and 1.",
        ]
        assert practice.lines[4].startswith("Get ready: Neck, 1 more, lightly.")
        assert practice.lines[5].startswith("Do: Nose to the ceiling")
        assert practice.lines[8] == "Rep 2 of 2. Begin slowly."
        assert practice.done_reps == [0, 1]


class TestChoices:
    """What can be chosen before a session, as on the home screen."""

    def test_the_number_is_lowered_and_raised_again(self, practice: PlainPractice) -> None:
        # R3.lowered
        practice.welcomed().with_session()
        practice.supine("settings", "set", "plan.start_reps", "3")
        practice.run("f", "fewer", "-", "m", "+", "m", "f", "", "", "", at_once=False)
        asked = practice.console.printed[0][1].partition(":")[0]
        said = [line for _, line in practice.console.printed[2:9]]
        assert said[0].startswith(f"{int(asked[0]) - 1} each today. About ")
        assert session_lines.NO_FEWER in said
        assert session_lines.NO_MORE in said
        assert practice.done_reps == [int(asked[0]) - 1] * 2
        reps = practice.last_session["reps"]["neck"]
        assert (reps["target"], reps["asked"]) == (int(asked[0]) - 1, int(asked[0]))

    def test_every_rep_can_be_imagined_from_the_start(self, practice: PlainPractice) -> None:
        practice.welcomed().run("i", "", "", at_once=False)
        assert practice.done_reps == [0, 0]
        assert [each["imagined"] for each in practice.last_session["reps"].values()] == [2, 2]
        assert "Get ready: Shoulder blades, 2 reps, only imagined." in practice.lines[1]

    def test_props_how_to_do_it_and_safety_come_before_the_session(
        self, practice: PlainPractice
    ) -> None:
        practice.welcomed().run("p", "4", "3 1", "h", "s", "x", "e", "q", at_once=False)
        assert practice.diary.read().routine().props == ("roll", "towel")
        assert session_lines.props_wanted(3) in practice.lines
        assert "neck roll and folded towel." in practice.lines
        for text in (*how_text(DEFAULT_ROUTINE), *safety.SIGNS, session_lines.NO_SESSION):
            assert text in practice.lines
        assert practice.diary.read().sessions == ()
        practice.run("", "", "")
        assert practice.last_session["props"] == ["roll", "towel"]
        practice.run("p", "", "p", "0", "q", at_once=False)
        assert practice.diary.read().routine().props == ("roll", "towel"), "nothing is left today"

    def test_props_and_a_note_of_this_session_are_taken_at_its_end(
        self, practice: PlainPractice
    ) -> None:
        practice.welcomed().run("p", "2", "n", "Slept Badly", "1 1", "3")
        last = practice.last_session
        assert (last["props"], last["note"], last["effort"]) == (["pillow"], "Slept Badly", "hard")
        assert practice.done_reps == [1, 1]
        assert practice.diary.read().routine().props == ()
        assert practice.supine("undo").out.startswith("Undone: the change to the session")
        assert practice.last_session["confirmed"] is False

    def test_the_last_session_can_be_changed_also_when_the_day_is_done(
        self, practice: PlainPractice
    ) -> None:
        practice.welcomed().run("", "")
        long_note = "x" * 10_001
        practice.run(
            "e", "9 x", "1 3", "", "e", "n", long_note, "Late", "n", "0", "2,2", "1", "",
            at_once=False,
        )  # fmt: skip
        assert practice.lines[0] == "Done for today. See you tomorrow."
        assert practice.lines[1] == "Sun 22 November: Shoulder blades 2 and Neck 2."
        assert any(line.startswith("Saved: 1 and 3 of 2") for line in practice.lines)
        assert session_lines.note_too_long(10_000) in practice.lines
        assert practice.done_reps == [2, 2]
        assert practice.last_session["effort"] == "light"
        assert "note" not in practice.last_session

    def test_an_unconfirmed_session_can_be_changed_where_it_is_asked_about(
        self, practice: PlainPractice
    ) -> None:
        practice.welcomed().with_session(confirmed=False)
        practice.run("e", "1 2", "", typed={3: EndRequest.HANG_UP})
        first = practice.diary.read().sessions[0]
        assert first.confirmed and first.effort == "right"
        assert [reps.counted for reps in first.reps.values()] == [1, 2]
        assert practice.done_reps == [0, 0]

    @pytest.mark.parametrize("leaves", ["q", EndRequest.INTERRUPT, EndRequest.HANG_UP])
    def test_leaving_starts_nothing(self, practice: PlainPractice, leaves: Typed) -> None:
        before = practice.welcomed().supine.path.read_bytes()
        assert practice.run(leaves, at_once=False).code == 0
        assert practice.supine.path.read_bytes() == before


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
    def test_answering_counts_and_effort_confirms_the_session(
        self,
        practice: PlainPractice,
        answers: list[Typed],
        done: list[int],
        effort: str,
        confirmed: bool,
    ) -> None:
        assert practice.welcomed().run(*answers).code == 0
        assert practice.done_reps == done
        assert practice.last_session.get("effort") == effort
        assert practice.last_session.get("confirmed", True) is confirmed
        if done == [1, 0]:
            assert practice.last_session["reps"]["shoulder-blades"]["held_s"] == 5

    @pytest.mark.parametrize(
        ("answers", "stored", "words"),
        [
            (["1"], {"compare": "easier"}, "Saved: neck easier than a month ago."),
            (["x", "3"], {"compare": "worse"}, "Saved: neck worse than a month ago."),
            ([""], {"compare_put_off": True}, "3 worse"),
            ([], {}, "3 worse"),
        ],
    )
    def test_once_a_week_it_asks_at_the_end_whether_it_helps(
        self, practice: PlainPractice, answers: list[Typed], stored: dict[str, Any], words: str
    ) -> None:
        # R7.ask
        practice.welcomed().with_session(days_ago=28).run("1", "", "", *answers)
        assert care.COMPARE in practice.lines
        assert practice.lines[-1] == words
        assert practice.last_session.get("confirmed", True), "it is confirmed before"
        assert practice.last_session["effort"] == "right"
        (day,) = practice.supine.records("days")
        assert {key: each for key, each in day.items() if key.startswith("compare")} == stored

    @pytest.mark.parametrize(
        ("days_ago", "typed"), [(27, {}), (28, {41: "q", 42: "5"})], ids=["too-early", "pain"]
    )
    def test_it_does_not_ask_that_too_early_nor_after_pain(
        self, practice: PlainPractice, days_ago: int, typed: dict[float, Typed]
    ) -> None:
        # R7.ask
        practice.welcomed().with_session(days_ago=days_ago).run("1", "", "", typed={**typed})
        assert any(line.startswith("Saved.") for line in practice.lines), "it is answered"
        assert care.COMPARE not in practice.lines

    def test_without_a_terminal_nothing_is_asked(self, practice: PlainPractice) -> None:
        assert practice.welcomed().run(can_answer=False).code == 0
        assert practice.lines[0].startswith("Get ready")
        assert practice.lines[-1] == "Done. Saved: Shoulder blades 2 and Neck 2."
        assert practice.last_session["confirmed"] is False

    def test_the_next_start_asks_whether_it_was_like_that(self, practice: PlainPractice) -> None:
        practice.welcomed().with_session(confirmed=False)
        practice.run("y", "1", typed={5: EndRequest.HANG_UP})
        assert practice.lines[0] == "Saturday's session was saved as 2 each."
        first = msgspec.json.decode(practice.supine.path.read_bytes())["sessions"]["1"]
        assert "confirmed" not in first

    @pytest.mark.parametrize(("answer", "said"), [("1", True), ("2", False)])
    def test_a_clear_check_in_confirms_and_any_other_leaves_the_question(
        self, practice: PlainPractice, answer: str, said: bool
    ) -> None:
        # R3.unconfirmed
        practice.welcomed(feels=None).with_session(confirmed=False)
        practice.run(answer, "", typed={5: EndRequest.HANG_UP})
        assert ("Earlier session confirmed: Saturday (2 each)." in practice.lines) is said
        assert ("Saturday's session was saved as 2 each." in practice.lines) is not said
        assert practice.diary.read().sessions[0].confirmed is said

    def test_json_is_one_object(self, practice: PlainPractice) -> None:
        answer = practice.welcomed().run("", "2", options=("--json",))
        assert answer.json == {
            "id": practice.last_session["id"],
            "date": "2026-11-22",
            "status": "finished",
            "stop_reason": None,
            "confirmed": True,
            "exercises": [
                {"id": each, "target": 2, "done": 2, "imagined": 0}
                for each in ("shoulder-blades", "neck")
            ],
        }

    def test_without_a_session_json_has_no_id(self, practice: PlainPractice) -> None:
        assert practice.run(EndRequest.INTERRUPT, options=("--json",)).json["id"] is None

    def test_nothing_is_asked_if_nothing_was_counted(self, practice: PlainPractice) -> None:
        practice.welcomed().run(typed={5: "q", 6: "2"})
        assert practice.lines[-1] == "Enough for now. Saved: Shoulder blades 0 and Neck 0."
