"""What a merge brings, in sentences that a stranger understands."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tui.diary.merge import merge
from tui.words.merging import ONLY_TIMES, UNKNOWN, conflict_lines, is_sign_line, merge_lines

TODAY = dt.date(2026, 11, 24)
DAY, NEXT = "2026-11-22", "2026-11-23"
REPS = {"neck": {"target": 3, "done": 3}}
ROUTINE: dict[str, Any] = {
    "id": "r",
    "name": "Neck",
    "exercises": [{"id": "n", "name": "Press"}],
    "plan": {"ceiling": 10},
    "changed": "2026-11-01T00:00:00Z",
}


def at(second: int, **fields: Any) -> dict[str, Any]:
    return {**fields, "changed": f"2026-11-24T00:00:0{second}Z"}


def one(table: str, *documents: dict[str, Any]) -> dict[str, Any]:
    return {table: {str(number): each for number, each in enumerate(documents, 1)}}


def session(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "day": DAY, **fields}


UNSEEN = {"status": "stopped", "stop_reason": "interrupted"}


@pytest.mark.parametrize(
    ("ours", "theirs", "base", "lines"),
    [
        ({}, {}, None, []),
        (
            {},
            one("sessions", *map(session, "abc"))
            | one("days", {"day": DAY, "rest_reason": "ill"}, {"day": NEXT, "check": "mild"}),
            None,
            ["Only in the copy: 3 sessions, 1 rest day and 1 check-in."],
        ),
        (
            one("days", {"day": DAY, "check": "mild"}),
            one("days", {"day": DAY, "check": "warning"}, {"day": NEXT, "report": "warning"}),
            None,
            [
                "It has warning signs that aren't here yet, from Sun 22 Nov and Mon 23 Nov. "
                "Practice pauses until someone qualified has looked at them.",
                "The check-in of Sun 22 Nov differs. "
                "The worse stays: a warning sign, instead of a bit more sore.",
                "Only in the copy: 1 answer after practice.",
            ],
        ),
        (
            one("routines", at(2, **{**ROUTINE, "plan": {"ceiling": 6}})),
            one("routines", at(3, **{**ROUTINE, "plan": {"ceiling": 8}, "prepare_s": 20})),
            one("routines", ROUTINE),
            [
                "Changed only in the copy: the time to get ready (from 30 s to 20 s).",
                "Changed in both: the ceiling. The later change stays: 8, not 6.",
            ],
        ),
        (
            one("routines", ROUTINE),
            one(
                "routines",
                at(2, **{**ROUTINE, "exercises": [{"id": "x", "name": "Chin tuck"}]}),
                {"id": "s", "name": "Legs"},
            ),
            one("routines", ROUTINE),
            [
                "Only in the copy: 1 routine and 1 exercise.",
                "Removed in the copy: 1 exercise.",
            ],
        ),
        (
            one("sessions", session("a"), at(1, **session("b", note="x"))),
            one(
                "sessions",
                {"id": "a", "deleted": "2026-11-24T00:00:09Z"},
                at(2, **session("b", note="y", effort="hard")),
            ),
            None,
            [
                "Changed only in the copy: 1 session.",
                "Removed in the copy: the session of Sun 22 Nov (finished).",
                "Changed in both: the note of the session of Sun 22 Nov. "
                'The later change stays: "y", not "x".',
            ],
        ),
        (
            one("settings", at(1, sound="off", theme="a")),
            one("settings", at(2, sound="bell", quiet=True, keys={"a": "b"}, welcomed=True)),
            None,
            [
                "Changed only in the copy: your own keys and the quieter tones (from off to on).",
                "Changed in both: the sound. The later change stays: bell, not off.",
            ],
        ),
        (
            {},
            one("settings", {"sound": "off", "welcomed": True, "changed": DAY, "x": 1})
            | one("days", {"day": DAY, "report": "mild"}, {"day": NEXT, "report": "mild"}),
            None,
            ["Only in the copy: 2 answers after practice.", "Changed only in the copy: the sound."],
        ),
        ({}, {"future": {"1": {}}}, None, ["Only in the copy: 1 unknown entry."]),
        (one("sessions", session("a")), one("sessions", {"id": 7}), None, [UNKNOWN]),
        (
            one("sessions", at(9, **session("a", status="open", confirmed=False))),
            one("sessions", at(2, **session("a", status="stopped", stop_reason="pain", reps=REPS))),
            None,
            [
                "Changed in both: the outcome of the session of Sun 22 Nov. "
                "What was ended stays: stopped because of pain (3), not still running.",
            ],
        ),
        (
            one("sessions", at(9, **session("a", reps=REPS))),
            one("sessions", {"id": "a", "deleted": "2026-11-24T00:00:05Z"}),
            None,
            [
                "Removed in the copy, but more is known of it here, so it stays: "
                "the session of Sun 22 Nov (finished, 3 reps).",
            ],
        ),
        (  # what goes with the whole session is named, whichever way it is decided
            one("sessions", at(9, **session("a", confirmed=False, **UNSEEN), note="mine")),
            one("sessions", at(2, **session("a", reps=REPS))),
            None,
            [
                "Changed in both: the note of the session of Sun 22 Nov. "
                'What was ended stays, without "mine".',
                "Changed in both: the outcome of the session of Sun 22 Nov. "
                "What was ended stays: finished (3), not interrupted.",
            ],
        ),
        (
            one("sessions", at(2, **session("a"), note="mine")),
            one("sessions", at(3, **session("a"), effort="hard")),
            None,
            [
                "Changed only in the copy: 1 session.",
                "Changed in both: the note of the session of Sun 22 Nov. "
                'The later change stays, without "mine".',
            ],
        ),
        (
            one("settings", {"theme": "a"}),
            one("settings", {"theme": "b"}),
            None,
            ["Changed in both: the theme. Which is later isn't known: b stays, not a."],
        ),
        (
            one("days", {"day": DAY, "note": "x"}, {"day": NEXT, "compare": "easier"}),
            one("days", {"day": DAY, "note": "x"}, {"day": NEXT, "compare": "worse"}),
            None,
            [
                "Changed in both: the weekly answer of Mon 23 Nov. "
                "The worse stays: worse, instead of easier."
            ],
        ),
        (
            one("sessions", {"id": "a", "deleted": "2026-11-24T00:00:09Z"}),
            one("sessions", at(3, **session("a", note="x"))),
            None,
            ["Removed here, and so left out, though the copy still has it: "
                "the session of Sun 22 Nov (finished)."],
        ),
        (
            one("days", at(1, day=DAY, check="mild", areas=["neck"])),
            one("days", at(2, day=DAY, check="high", areas=["neck"], ack=True)),
            one("days", at(1, day=DAY, check="mild", areas=["neck"])),
            [
                "The check-in of Sun 22 Nov was changed in the copy, "
                "from a bit more sore to very sore or painful.",
                "Only in the copy: 1 acknowledged sign.",
            ],
        ),
        (
            one("days", *(at(1, day=f"2025-12-{n}", rest_reason="ill") for n in (28, 29, 30, 31)),
                at(1, day="2026-01-01", rest_reason="ill"), at(1, day=DAY, rest_reason="ill")),
            one("days", *(at(2, day=f"2025-12-{n}", rest_reason="sore") for n in (28, 29, 30, 31)),
                at(2, day="2026-01-01", rest_reason="sore"), at(2, day=DAY, rest_reason="sore")),
            None,
            [
                "Changed in both: the rest days of 28 Dec 2025 – 1 Jan 2026 and Sun 22 Nov. "
                "The later change stays: sore or tired, not ill.",
            ],
        ),
        (
            one("days", *(at(1, day=f"2026-11-0{n}", check="mild") for n in (3, 4, 5))),
            one("days", *(at(1, day=f"2026-11-0{n}", check="high") for n in (3, 4, 5)),
                at(1, day="2025-11-03", check="warning")),
            None,
            [
                "It has a warning sign that isn't here yet, from Mon 3 Nov 2025. "
                "Practice pauses until someone qualified has looked at it.",
                "The check-ins of 3 – 5 Nov differ. "
                "The worse stays: very sore or painful, instead of a bit more sore.",
                "Only in the copy: 1 check-in.",
            ],
        ),
        (
            one("settings", at(1, theme="a")),
            one("settings", at(2, theme="a")),
            None,
            [ONLY_TIMES],
        ),
        (
            one("settings", at(2, theme="a")),
            one("settings", at(2)),
            None,
            [],
        ),
    ],
)  # fmt: skip
def test_a_merge_is_told_in_plain_sentences(
    ours: dict[str, Any], theirs: dict[str, Any], base: dict[str, Any] | None, lines: list[str]
) -> None:
    assert merge_lines(merge(ours, theirs, base), TODAY) == lines


def test_many_changes_are_counted() -> None:
    exercises = [{"id": f"e{n}", "name": f"E{n}"} for n in range(9)]
    ours = one("routines", at(2, **{**ROUTINE, "exercises": exercises}))
    longer = [{**each, "hold_s": 7} for each in exercises]
    theirs = one("routines", at(3, **{**ROUTINE, "exercises": longer}))
    (line,) = merge_lines(merge(ours, theirs, ours), TODAY)
    assert line.startswith("Changed only in the copy: the hold of E0 of Neck (from 5 s to 7 s), ")
    assert line.endswith(" and 3 more.")


def test_names_that_a_terminal_would_obey_are_shown() -> None:
    ours, theirs = (one("routines", at(n, **{**ROUTINE, "name": f"\x1b[{n}m"})) for n in (1, 2))
    assert "\x1b" not in "".join(merge_lines(merge(ours, theirs), TODAY))


def told(ours: Any, theirs: Any, base: Any = None) -> list[str]:
    return merge_lines(merge(ours, theirs, base), TODAY)


def test_a_sign_pauses_practice_only_if_nobody_has_looked_at_it() -> None:
    sign, ack = {"day": DAY, "report": "warning"}, {"day": NEXT, "ack": True}
    comes = "It has a warning sign that isn't here yet, from Sun 22 Nov."
    pauses = "Practice pauses until someone qualified has looked at it."
    assert told({}, one("days", sign))[0] == f"{comes} {pauses}"
    assert told(one("days", {"day": DAY}), one("days", sign, ack))[0] == comes
    ahead = {"day": "2026-12-01", "ack": True}
    assert told({}, one("days", sign, ahead))[0] == f"{comes} {pauses}"
    # It is here already, said in another way.
    stop = session("s", status="stopped", stop_reason="warning")
    assert not any(comes in line for line in told(one("days", sign), one("sessions", stop)))
    # What was acknowledged here without knowing of it is said, too.
    lines = told(one("days", ack), one("days", sign))
    assert lines[:2] == [
        f"{comes} {pauses}",
        "The acknowledgement of Mon 23 Nov was given without knowing of another sign, and goes.",
    ]
    (change,) = (each for each in merge(one("days", ack), one("days", sign)).changes if each.field)
    assert (change.kind, change.identity, change.lost) == ("blind", NEXT, True)
    # None goes without a word.
    base = one("days", at(1, **sign))
    assert told(base, one("days", at(2, day=DAY)), base)[0] == (
        "Taken back in the copy: the warning sign of Sun 22 Nov."
    )


def test_an_acknowledgement_that_ends_no_pause_is_said_where_practice_is_paused() -> None:
    # R6.acknowledge
    early = "2026-11-20"
    first, second = {"day": early, "check": "warning"}, {"day": DAY, "check": "warning"}
    ack, later = {"day": NEXT, "ack": True}, {"day": "2026-11-24", "ack": True}
    stays = "Practice stays paused, though the copy has the acknowledgement of Mon 23 Nov."
    blind, pauses = "without knowing of another sign, and goes.", "looked at it."
    taken_back = "Practice pauses until someone qualified has looked at the sign."
    base = one("days", at(1, **second), at(1, **ack))
    silent: list[str] = []
    for ours, theirs, before, said in (
        # Theirs knew nothing of an earlier sign that is here.
        (one("days", first), one("days", second, ack), None, [pauses, stays]),
        (one("days", first, second), one("days", second, ack), None, [stays]),
        # It was given here, too, and knew of both; or there is a later sign, or a later answer.
        (one("days", first, second, ack), one("days", second, ack), None, silent),
        (one("days", second), one("days", {"day": early, "ack": True}), None, silent),
        (one("days", first, second, later), one("days", second, ack), None, silent),
        # Something else was said of its date here later, without knowing of it.
        (
            one("days", second, at(2, day=NEXT, note="x")),
            one("days", second, at(1, **ack)),
            None,
            [stays],
        ),
        # Ours: practice pauses, unless a later answer knew of all.
        (one("days", second, ack), one("days", first, second), None, [pauses, blind]),
        (one("days", second, ack), one("days", first, second, later), None, ["20 Nov.", blind]),
        # It was taken back there.
        (base, one("days", at(1, **second), at(2, day=NEXT)), base, [taken_back]),
    ):
        merged = merge(ours, theirs, before)
        lines = [each for each in merge_lines(merged, TODAY) if is_sign_line(each) or blind in each]
        assert len(lines) == len(said), lines
        assert all(line.endswith(words) for words, line in zip(said, lines, strict=True)), lines
        conflicts = conflict_lines(merged, TODAY)
        assert (stays in conflicts) == (stays in lines)
        if blind in "".join(lines):  # what git has merged says it, too
            assert (taken_back in conflicts) == (pauses in lines[0])


def test_what_comes_to_places_and_notes_is_said_and_long_lists_are_cut() -> None:
    ours = one("days", at(1, day=DAY, areas=["neck"], note="a"))
    theirs = one("days", at(2, day=DAY, areas=["arm"], note="b\nc"))
    assert told(ours, theirs) == [
        "Added from the copy: arm to the sore places of Sun 22 Nov and "
        "2 lines to the note of Sun 22 Nov."
    ]
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 28, 3)]
    sides = (
        one("days", *({"day": day, "check": band} for day in days)) for band in ("mild", "high")
    )
    (line,) = told(*sides)
    assert line.startswith("The check-ins of Thu 1 Jan, ")
    assert "Fri 16 Jan and 21 more days differ." in line
    many = [("clear", "mild"), ("mild", "high"), ("clear", "high"), ("mild", "moderate")] * 2
    sides = (
        one("days", *({"day": f"2026-11-0{n}", "check" if n < 5 else "report": pair[side]}
                      for n, pair in enumerate(many, 1)))
        for side in (0, 1)
    )  # fmt: skip
    assert told(*sides)[-1] == "2 more answers of how it felt differ."


def test_a_removed_session_is_told_with_how_it_went_so_that_a_person_can_say_no() -> None:
    gone = {"deleted": "2026-11-24T00:00:09Z"}
    stopped = {"status": "stopped", "stop_reason": "enough", "reps": REPS, "routine": "r"}
    ours = one("sessions", session("a", **stopped), session("b", reps=REPS, routine="s"))
    theirs = one("sessions", {"id": "a", **gone}, {"id": "b", **gone})
    both = (
        "the session of Sun 22 Nov ({}stopped early, 3 reps) and "
        "the session of Sun 22 Nov ({}finished, 3 reps)."
    )
    removed = "Removed in the copy: "
    alone, several = one("routines", ROUTINE), one("routines", ROUTINE, {"id": "s", "name": "Legs"})
    assert told(alone | ours, alone | theirs) == [removed + both.format("", "")]
    assert told(several | ours, several | theirs) == [removed + both.format("Neck, ", "Legs, ")]
    kept = "Removed here, and so left out, though the copy still has it: "
    assert told(several | theirs, several | ours) == [kept + both.format("Neck, ", "Legs, ")]
    names = [f"s{n}" for n in range(8)]
    (line,) = told(one("sessions", *map(session, names)),
                   one("sessions", *({"id": each, **gone} for each in names)))  # fmt: skip
    assert line.count("the session of") == 6 and line.endswith(" and 2 more sessions.")


def test_a_thing_is_called_what_it_is_called_here() -> None:
    theirs = at(2, **{**ROUTINE, "name": "Nacken", "exercises": []})
    assert told(one("routines", ROUTINE), one("routines", theirs), one("routines", ROUTINE)) == [
        "Changed only in the copy: the name of Neck (from Neck to Nacken).",
        "Removed in the copy: 1 exercise.",
    ]
