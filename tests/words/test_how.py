"""How the movements are done, and their drawings (rules R4.how, R4.drawings)."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tui.practice.models import DEFAULT_ROUTINE, LONGEST_HOW, Exercise
from tui.words import drawings
from tui.words.how import (
    ALWAYS,
    HOW_PARTS,
    LABELS,
    LIE_FLAT,
    LYING,
    OWN_EFFORT,
    PROPS_ARE_FINE,
    built_in_lines,
    closing,
    how_lines,
    is_shown_held,
    labelled,
    opening,
    openings,
    with_hold,
    with_line,
)
from tui.words.phrases import PROP_WORDS

BLADES, NECK = DEFAULT_ROUTINE.exercises
OWN = Exercise(id="chin-tuck", name="Chin tuck")


def test_the_built_in_exercises_have_all_three_lines_within_the_limit_and_nothing_in_the_file() -> (
    None
):
    for exercise in DEFAULT_ROUTINE.exercises:
        assert exercise.how is None
        assert all(0 < len(line) <= LONGEST_HOW for line in how_lines(exercise))
    assert "away from your ears" in how_lines(BLADES)[0]
    assert "chin level" in how_lines(NECK)[0]


@pytest.mark.parametrize(
    ("before", "number", "text", "after"),
    [
        (NECK, 0, "Slowly.", ("Slowly.", *built_in_lines("neck")[1:])),
        (NECK, 2, "", built_in_lines("neck")[:2]),
        (replace(NECK, how=("Slowly.",)), 0, "", ()),
        (replace(NECK, how=("x", *built_in_lines("neck")[1:])), 0, built_in_lines("neck")[0], None),
        (OWN, 2, "Don't nod.", ("", "", "Don't nod.")),
        (OWN, 0, "", None),
        (replace(OWN, how=("Tuck.",)), 0, "", None),
    ],
)
def test_a_line_is_changed_alone_and_the_text_that_came_with_the_program_is_left_out(
    before: Exercise, number: int, text: str, after: tuple[str, ...] | None
) -> None:
    how = with_line(before, number, text)
    assert how == after
    changed = how_lines(replace(before, how=how))
    expected = [*how_lines(before)]
    expected[number] = text
    assert [*changed] == expected


def test_an_exercise_without_lines_is_not_spoken_of() -> None:
    assert [*labelled(how_lines(OWN))] == []
    assert closing((OWN,)) == closing(()) == ()
    own = replace(OWN, how=("Tuck.", "", "Don't nod."))
    assert [*labelled(how_lines(own))] == [("Do", "Tuck."), ("Avoid", "Don't nod.")]
    assert closing((own,)) == closing((own, NECK)) == (ALWAYS, OWN_EFFORT)
    assert closing((BLADES, NECK)) == (ALWAYS,)
    assert opening((own,)) == ()
    assert opening((own, NECK)) == (LYING, PROPS_ARE_FINE)
    assert openings(own, is_first=True) == ((),)
    assert openings(NECK, is_first=True)[-1] == (LIE_FLAT,)


def test_the_neck_is_pressed_with_the_weight_of_a_hand_and_nothing_else_is_said_of_its_force() -> (
    None
):
    # R6.effort: how strong each movement is, is said of that movement alone.
    said = " ".join([*built_in_lines("neck"), *opening((NECK,)), *closing((NECK,))])
    assert "weight of a hand" in said and "strength" not in said
    assert "third of your strength" in " ".join(built_in_lines("shoulder-blades"))
    assert [label for label, _ in labelled(how_lines(NECK))] == [LABELS[part] for part in HOW_PARTS]


def test_what_to_do_ends_with_how_long_to_hold() -> None:
    nothing = ("", "", "")
    assert with_hold(nothing, 5) == nothing
    assert with_hold(("Tuck", "Light.", ""), 4.5) == ("Tuck. Hold 4.5 seconds.", "Light.", "")
    assert with_hold(how_lines(NECK), 5)[0] == f"{how_lines(NECK)[0]} Hold 5 seconds."


def test_the_props_that_are_offered_are_those_that_can_be_ticked() -> None:
    assert all(words in PROPS_ARE_FINE for words in PROP_WORDS.values())


def test_one_drawing_is_shown_at_the_pace_of_the_movement() -> None:
    shown = "".join("-#"[is_shown_held(NECK, second)] for second in range(-10, 20))
    assert shown == "-----#####" * 3
    assert "".join("-#"[is_shown_held(replace(NECK, hold_s=2), n)] for n in range(9)) == "-----##--"


@pytest.mark.parametrize("in_blocks", [True, False])
@pytest.mark.parametrize("exercise", [BLADES, NECK], ids=lambda each: str(each.id))
def test_a_drawing_is_a_rectangle_and_only_what_moves_is_warm(
    exercise: Exercise, in_blocks: bool
) -> None:
    assert drawings.has_drawing(exercise.id) and not drawings.has_drawing(OWN.id)
    relaxed, held = (
        drawings.figure(exercise.id, is_held=is_held, in_blocks=in_blocks)
        for is_held in (False, True)
    )
    assert relaxed != held
    for rows in (relaxed, held):
        assert len(rows) == drawings.ROWS + 1
        for row in rows:
            assert len("".join(part.text for part in row)) == drawings.WIDTH
            assert in_blocks or all(part.text.isascii() for part in row)
        colours = {colour for row in rows for part in row for colour in part[1:]}
        grey = {"body", "behind"} if in_blocks else {"body"}
        assert colours == {"", "moving", "caption", *grey}
    large = drawings.both_figures(exercise.id, in_blocks=True, is_large=True)
    assert len(large) == 2 * drawings.ROWS + 1
    assert {len("".join(part.text for part in row)) for row in large} == {4 * drawings.WIDTH + 2}
    both = drawings.both_figures(exercise.id, in_blocks=in_blocks, gap=3)
    assert {len("".join(part.text for part in row)) for row in both} == {2 * drawings.WIDTH + 3}


@pytest.mark.parametrize("exercise", [BLADES, NECK], ids=lambda each: str(each.id))
def test_without_colours_what_moves_has_signs_of_its_own(exercise: Exercise) -> None:
    for is_held in (False, True):
        for row in drawings.figure(exercise.id, is_held=is_held, in_blocks=False):
            for part in row:
                if part.ink != "caption":
                    assert (set(part.text) <= set("#<>v")) == (part.ink == "moving")
