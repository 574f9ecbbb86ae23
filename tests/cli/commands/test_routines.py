"""``supine routines`` and ``supine exercises``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import CommandLine
from tui.cli.support import USAGE

BUILT_IN = "neck-and-upper-back"


def test_routines_are_listed_added_renamed_chosen_and_archived(
    supine: CommandLine, path: Path
) -> None:
    assert supine("routines").out == (
        f"{BUILT_IN}: Neck and upper back, shown; Shoulder blades and Neck\n"
    )
    assert not path.exists()
    answer = supine("routines", "add", "In", "the", "morning", "--like", "gentler", "--json").json
    assert answer["id"] == "in-the-morning"
    assert answer["routines"][1] == {
        "id": "in-the-morning",
        "name": "In the morning",
        "shown": True,
        "archived": False,
        "exercises": ["shoulder-blades", "neck"],
    }
    assert supine("settings", "get", "plan.ceiling").out == "5\n"
    said = [
        supine("routines", *words).out
        for words in (
            ["rename", "in-the-morning", "Early"],
            ["choose", BUILT_IN],
            ["archive", BUILT_IN],
            ["archive", BUILT_IN],
            ["restore", BUILT_IN],
            ["restore", BUILT_IN],
            ["archive", "in-the-morning"],
            ["choose", "in-the-morning"],
            ["list"],
        )
    ]
    assert said == [
        "In the morning is now called Early.\n",
        "Now showing Neck and upper back.\n",
        "Neck and upper back is archived; its history is kept. Now showing Early.\n",
        "Neck and upper back is archived; its history is kept. Now showing Early.\n",
        "Neck and upper back is restored. Now showing it.\n",
        "Neck and upper back isn't archived.\n",
        "Early is archived; its history is kept. Now showing Neck and upper back.\n",
        "Early is restored. Now showing it.\n",
        f"{BUILT_IN}: Neck and upper back; Shoulder blades and Neck\n"
        "in-the-morning: Early, shown; Shoulder blades and Neck\n",
    ]
    supine("routines", "add", "Other", "--like", "copy", "--routine", "in-the-morning")
    assert supine("settings", "get", "plan.ceiling").out == "5\n"


def test_the_gentler_form_is_taken_once_and_can_be_undone(supine: CommandLine) -> None:
    assert "Starts with 1 rep" in supine("routines", "gentler").out
    assert supine("settings", "get", "plan.start_reps").out == "1\n"
    assert supine("routines", "gentler", BUILT_IN).out == (
        "Neck and upper back is already the gentler version.\n"
    )
    assert supine("undo").out == "Undone: the gentler version.\n"
    assert supine("settings", "get", "plan.start_reps").out == "2\n"


def test_exercises_are_listed_added_renamed_moved_and_removed(
    supine: CommandLine, path: Path
) -> None:
    assert supine("exercises").out == (
        "1 shoulder-blades: Shoulder blades, upper back, held for 5 s\n"
        "2 neck: Neck, back of the neck, held for 5 s\n"
    )
    assert not path.exists()
    supine("log")
    answer = supine("exercises", "add", "Lower back", "--json").json
    assert (answer["id"], answer["routine"]) == ("lower-back", BUILT_IN)
    assert answer["exercises"][2] == {
        "id": "lower-back",
        "name": "Lower back",
        "area": "",
        "word": "GENTLY",
        "ease_in_s": 2,
        "hold_s": 5,
        "ease_out_s": 3,
        "rest_s": 6,
    }
    said = [
        supine("exercises", *words).out
        for words in (
            ["rename", "neck", "Back", "of", "neck"],
            ["move", "lower-back", "1"],
            ["move", "lower-back", "1"],
            ["move", "lower-back", "down"],
            ["move", "neck", "up"],
            ["remove", "lower-back"],
        )
    ]
    assert said == [
        "Neck is now called Back of neck.\n",
        *["The order is now Lower back, Shoulder blades and Back of neck.\n"] * 2,
        "The order is now Shoulder blades, Lower back and Back of neck.\n",
        "The order is now Shoulder blades, Back of neck and Lower back.\n",
        "Removed Lower back. Past days keep its reps. To undo: supine undo\n",
    ]
    assert supine("undo").out == "Undone: the removal of Lower back.\n"
    shown = [each["id"] for each in supine("exercises", "--json").json["exercises"]]
    assert shown == ["shoulder-blades", "neck", "lower-back"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("routines add", "add needs a name"),
        ("routines add Neck and upper back", "a name "),
        (f"routines rename {BUILT_IN}", "rename needs the new name, too"),
        ("routines rename legs Neck and upper back", "a name "),
        ("routines choose", f"say which routine to choose: {BUILT_IN} or legs"),
        ("routines choose nope", "there is no routine 'nope'"),
        ("routines choose legs now", "'now' is one word too many"),
        ("routines list legs", "'legs' is one word too many"),
        ("routines rename legs Arms --like copy", "--like goes with add"),
        ("routines fold", "invalid choice"),
        ("--routine legs exercises remove leg", "is the only exercise"),
        ("exercises remove", "say which exercise to remove: shoulder-blades or neck"),
        ("exercises remove nope", "there is no exercise 'nope'"),
        ("exercises add neck", "a name "),
        ("exercises move neck", "say where to move it: up, down, or a place from 1 to 2"),
        ("exercises move neck 0", "a place from 1 to 2"),
        ("exercises move neck 3", "a place from 1 to 2"),
        ("exercises move neck down", "Neck is already last"),
        ("exercises move neck 1 2", "'2' is one word too many"),
    ],
)
def test_wrong_use_is_one_line_and_changes_nothing(
    arguments: str, words: str, supine: CommandLine
) -> None:
    supine("routines", "add", "Legs")
    supine("exercises", "add", "Leg")
    supine("exercises", "remove", "shoulder-blades")
    supine("exercises", "remove", "neck")
    supine("routines", "choose", BUILT_IN)
    answer = supine.fails(USAGE, *arguments.split())
    assert words in answer


def test_the_last_routine_in_use_is_not_archived(supine: CommandLine) -> None:
    assert "the only routine in use" in supine.fails(USAGE, "routines", "archive", BUILT_IN)
