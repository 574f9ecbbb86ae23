"""Every key of the app: which can be given to what, and what a broken map leaves whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.keys import Refusal, catalogue, check, effective, key_words, remapped, restored, sound

IDS = sorted(catalogue())


def test_every_binding_has_an_id_of_its_own_and_words() -> None:
    for row in catalogue().values():
        assert row.description and row.keys and "." in row.id


@pytest.mark.parametrize(
    ("wanted", "key", "why"),
    [
        ("routine.start", "q", "q is quit"),
        ("routine.start", "x", r"x is done \(Routine\)"),
        ("app.calendar", "x", "x is done"),
        ("calendar.rest", "h", "h is a week back"),
        ("heatmap.today", "v", "v is list"),
        ("app.calendar", "n", "n is note"),
        ("routine.start", "ctrl+i", "terminals send ctrl\\+i as tab"),
        ("routine.start", "ctrl+m", "as enter"),
        ("routine.start", "alt+1", "many terminals do not send"),
        ("routine.start", "ctrl+enter", "many terminals do not send"),
        ("routine.start", "escape", "stays what it is"),
        ("calendar.done", "enter", "stays what it is"),
        ("routine.start", "", "no key was given"),
        ("nothing.here", "z", "there is no key called nothing.here"),
    ],
)
def test_what_is_refused_and_why(wanted: str, key: str, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        remapped({}, wanted, key)


@pytest.mark.parametrize(
    ("wanted", "key", "expected"),
    [
        ("routine.start", "b", {"routine.start": "b"}),
        ("routine.start", "?", "question_mark"),
        ("routine.start", "n", {"routine.start": "n"}),  # next is only a session's
        ("routine.start", "F5", {"routine.start": "f5"}),
        ("app.quit", "w", {"app.quit": "w,ctrl+q,ctrl+c"}),
        ("session.pause", "p", {"session.pause": "p", "session.go-on": "p"}),
        ("routine.start", "space", {"routine.start": "space"}),
    ],
)
def test_a_free_key_is_given(wanted: str, key: str, expected: dict[str, str] | str) -> None:
    if isinstance(expected, str):
        with pytest.raises(Refusal, match=r"\? is help"):
            remapped({}, wanted, key)
    else:
        assert remapped({}, wanted, key) == expected


def test_a_key_that_was_given_away_is_free_for_others() -> None:
    keymap = remapped({}, "routine.done", "z")
    keymap = remapped(keymap, "routine.start", "x")
    with pytest.raises(Refusal, match="x is start"):
        restored(keymap, "routine.done")
    assert restored(restored(keymap, "routine.start"), "routine.done") == {}


def test_there_is_always_a_way_out() -> None:
    keymap = remapped({}, "app.quit", "w")
    assert {"ctrl+q", "ctrl+c"} <= set(effective(keymap, "app.quit"))
    for key in ("ctrl+q", "ctrl+c"):
        with pytest.raises(Refusal):
            check(keymap, "routine.start", key)


def test_a_broken_map_falls_back_binding_by_binding() -> None:
    stored = {
        "routine.start": "b",
        "routine.done": 7,
        "routine.props": "q",
        "nothing.here": "z",
        "routine.feel": "ctrl+i",
        "calendar.list": "w",
    }
    keymap, troubles = sound(stored)
    assert keymap == {"routine.start": "b", "calendar.list": "w"}
    assert [trouble.partition(":")[0] for trouble in troubles] == [
        "routine.done",
        "routine.props",
        "nothing.here",
        "routine.feel",
    ]


def test_two_that_changed_places_are_sound() -> None:
    assert sound({"routine.done": "f", "routine.feel": "x"})[1] == []


@given(st.dictionaries(st.sampled_from(IDS), st.text(max_size=8) | st.integers() | st.none()))
def test_whatever_is_stored_no_key_is_taken_twice(stored: dict[str, object]) -> None:
    keymap, troubles = sound(stored)
    assert len(keymap) + len(troubles) >= len(stored)
    for wanted, keys in keymap.items():
        for key in keys.split(","):
            if not (wanted == "app.quit" and key in ("ctrl+q", "ctrl+c")):
                assert check(keymap, wanted, key) == key


def test_keys_read_as_they_are_written_on_the_screen() -> None:
    assert key_words(["space", "question_mark", "ctrl+r", "pagedown"]) == "space, ?, ctrl+r, pgdn"
