"""Remapped keys: which key can be given to which binding, and how a faulty key map is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.app.keys.bindings import key_for, key_words
from tui.app.keys.keymap import (
    KeyRejected,
    catalogue,
    check,
    effective,
    named,
    rejected_message,
    remapped,
    reset,
    validate,
)

IDS = sorted(catalogue())


def test_every_key_that_can_be_remapped_has_a_description() -> None:
    for key in catalogue().values():
        assert key.description and key.keys and "." in key.id


@pytest.mark.parametrize(
    ("wanted", "key", "why"),
    [
        ("routine.start", "q", "q is already used for 'quit'"),
        ("routine.start", "x", r"x is already used for 'done' \(Routine\)"),
        ("app.calendar", "x", "x is already used for 'done'"),
        ("calendar.rest", "h", "h is already used for 'a week back'"),
        ("heatmap.today", "v", "v is already used for 'list, statistics'"),
        ("app.calendar", "n", "n is already used for 'note'"),
        ("routine.start", "ctrl+i", "terminals send ctrl\\+i as tab"),
        ("routine.start", "ctrl+m", "as enter"),
        ("routine.start", "alt+1", "many terminals do not send"),
        ("routine.start", "ctrl+enter", "many terminals do not send"),
        ("routine.start", "escape", "can't be changed"),
        ("calendar.done", "enter", "can't be changed"),
        ("routine.start", "", "no key was given"),
        ("nothing.here", "z", "there is no key called nothing.here"),
    ],
)
def test_a_key_that_cannot_be_given_is_rejected_with_the_reason(
    wanted: str, key: str, why: str
) -> None:
    with pytest.raises(KeyRejected, match=why):
        remapped({}, wanted, key)


@pytest.mark.parametrize(
    ("wanted", "key", "expected"),
    [
        ("routine.start", "b", {"routine.start": "b"}),
        ("routine.start", "?", "question_mark"),
        ("routine.start", "n", {"routine.start": "n"}),  # next belongs to the session only
        ("routine.start", "F5", {"routine.start": "f5"}),
        ("app.quit", "w", {"app.quit": "w,ctrl+q,ctrl+c"}),
        (
            "session.pause",
            "p",
            {"session.pause": "p,pagedown,enter", "session.go-on": "p,pagedown,enter"},
        ),
        ("session.again", "p", {"session.again": "p,pageup"}),
        ("session.again", "pageup", {"session.again": "pageup"}),
        ("routine.start", "home", {"routine.start": "home"}),  # there is no list
        ("finish.keep", "pagedown", {"finish.keep": "pagedown"}),
        ("routine.start", "space", {"routine.start": "space"}),
    ],
)
def test_a_free_key_can_be_given(wanted: str, key: str, expected: dict[str, str] | str) -> None:
    if isinstance(expected, str):
        with pytest.raises(KeyRejected, match=r"\? is already used for 'help'"):
            remapped({}, wanted, key)
    else:
        assert remapped({}, wanted, key) == expected


def test_a_key_that_was_given_away_can_be_given_to_another_binding() -> None:
    keymap = remapped({}, "routine.done", "z")
    keymap = remapped(keymap, "routine.start", "x")
    with pytest.raises(KeyRejected, match="x is already used for 'start'"):
        reset(keymap, "routine.done")
    assert reset(reset(keymap, "routine.start"), "routine.done") == {}


def test_the_app_can_always_be_quit() -> None:
    keymap = remapped({}, "app.quit", "w")
    assert {"ctrl+q", "ctrl+c"} <= set(effective(keymap, "app.quit"))
    for key in ("ctrl+q", "ctrl+c"):
        with pytest.raises(KeyRejected):
            check(keymap, "routine.start", key)


def test_each_faulty_entry_of_a_stored_key_map_is_ignored_by_itself() -> None:
    stored = {
        "routine.start": "b",
        "routine.done": 7,
        "routine.props": "q",
        "nothing.here": "z",
        "routine.feel": "ctrl+i",
        "calendar.list": "w",
    }
    keymap, problems = validate(stored)
    assert keymap == {"routine.start": "b", "calendar.list": "w"}
    assert list(problems) == ["routine.done", "routine.props", "nothing.here", "routine.feel"]
    assert rejected_message(problems) == (
        "4 keys you changed can't be used (routine.done: no key was given …); see Settings, Keys"
    )
    single = {"routine.props": problems["routine.props"]}
    assert rejected_message(single) == (
        "a key you changed can't be used (routine.props: q is already used for 'quit'); "
        "see Settings, Keys"
    )


def test_a_binding_that_falls_back_takes_its_default_key_again() -> None:
    """Start is stored with the key of done, and done with a key that is taken."""
    keymap, problems = validate({"routine.start": "x", "routine.done": "q"})
    assert keymap == {}
    assert problems == {
        "routine.start": "x is already used for 'done' (Routine)",
        "routine.done": "q is already used for 'quit' (Everywhere)",
    }


def test_a_binding_can_be_stored_with_several_keys() -> None:
    assert validate({"routine.start": "b,f5"}) == ({"routine.start": "b,f5"}, {})


@pytest.mark.parametrize(
    ("wanted", "key"),
    [
        ("session.next", "pagedown"),
        ("session.next", "enter"),
        ("session.imagined", "pageup"),
    ],
)
def test_the_keys_of_a_clicker_always_reach_the_session(wanted: str, key: str) -> None:
    keymap = remapped(remapped({}, "session.pause", "p"), "session.again", "o")
    with pytest.raises(KeyRejected):
        check(keymap, wanted, key)
    # A file that was edited by hand may leave them out.
    assert {"pagedown", "enter"} <= set(
        validate({"session.pause": "p"})[0]["session.go-on"].split(",")
    )


@pytest.mark.parametrize(
    ("wanted", "key", "why"),
    [
        ("routines.add", "up", "is already used for 'previous'"),
        ("routines.add", "home", r"home is used to move in the list \(Routines\)"),
        ("day.add", "pagedown", r"pgdn is used to move in the list \(A day\)"),
        ("keys.restore", "end", r"end is used to move in the list \(Keys\)"),
        ("app.calendar", "end", "end is used to move in the line of text"),
        ("finish.note", "home", r"home is used to move in the line of text \(Finish\)"),
        ("editor.note", "end", r"end is used to move in the line of text \(A day\)"),
        ("calendar.done", "home", "home is"),
        ("settings.find", "pageup", "pgup is already used for 'page up'"),
    ],
)
def test_a_key_of_the_focused_widget_cannot_be_given(wanted: str, key: str, why: str) -> None:
    with pytest.raises(KeyRejected, match=why):
        check({}, wanted, key)
    if wanted == "routines.add":  # also where the screen's own binding has given it up
        with pytest.raises(KeyRejected, match="is used to move in the list"):
            check({"routines.up": "w"}, wanted, key)


def test_a_binding_can_be_given_its_default_key_in_a_list() -> None:
    assert check({}, "routines.up", "up") == "up"
    assert check({}, "finish.keep", "enter") == "enter"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("K", "K"),
        ("Ctrl+W", "ctrl+w"),
        ("F5", "f5"),
        ("shift+ctrl+left", "ctrl+shift+left"),
        ("shift+up", "shift+up"),
        ("shift+tab", "shift+tab"),
        ("alt+x", "alt+x"),
        ("?", "question_mark"),
        ("plus", "plus"),
        ("é", "é"),
        ("§", "section_sign"),
        ("delete", "delete"),
        ("f24", "f24"),
    ],
)
def test_a_key_has_the_name_that_textual_gives_it(key: str, name: str) -> None:
    assert named(key) == name


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("banana", "there is no key called banana"),  # although a character has that name
        ("f25", "there is no key called f25"),
        ("foo+a", r"there is no key called foo\+a"),
        ("ctrl+banana", "there is no key called banana"),
        ("<ignore>", "there is no key called"),
        ("upper_k", "there is no key called upper_k"),
        ("shift+c", "written as a capital letter, C"),
        ("ctrl+1", r"many terminals do not send ctrl\+1"),
        ("ctrl+shift+a", "many terminals do not send"),
        ("ctrl+shift+5", "many terminals do not send"),
        ("alt+enter", "many terminals do not send"),
        ("ctrl+at", "many terminals do not send"),
        ("hyper+x", "many terminals do not send"),
        ("super+x", "many terminals do not send"),
        ("meta+x", "many terminals do not send"),
        ("shift+f3", r"terminals send shift\+f3 as f15"),
        ("alt+b", r"terminals send alt\+b as ctrl\+left"),
        ("ctrl+", "no key was given"),
    ],
)
def test_a_key_that_no_terminal_sends_is_rejected_and_the_default_stays(key: str, why: str) -> None:
    with pytest.raises(KeyRejected, match=why):
        named(key)
    keymap, problems = validate({"app.calendar": key, "routine.start": "b"})
    assert keymap == {"routine.start": "b"}
    assert list(problems) == ["app.calendar"]


def test_two_bindings_can_swap_their_keys() -> None:
    assert validate({"routine.done": "f", "routine.feel": "x"})[1] == {}


DEFAULT_KEYS = st.sampled_from(sorted({key for each in catalogue().values() for key in each.keys}))


@given(
    st.dictionaries(
        st.sampled_from(IDS),
        DEFAULT_KEYS | st.text(max_size=8) | st.integers() | st.none(),
        max_size=12,
    )
)
def test_whatever_is_stored_no_key_belongs_to_two_bindings(stored: dict[str, object]) -> None:
    keymap, problems = validate(stored)
    assert len(keymap) + len(problems) >= len(stored)
    for wanted, keys in keymap.items():
        for key in keys.split(","):
            assert check(keymap, wanted, key) == key


def test_keys_are_written_as_on_the_screen() -> None:
    assert key_words(["space", "question_mark", "ctrl+r", "pagedown"]) == "space, ?, ctrl+r, pgdn"


@pytest.mark.parametrize(
    ("binding", "keymap", "written"),
    [
        ("routine.start", {}, "space"),
        ("routine.start", {"routine.start": "up,b"}, "↑"),
        ("app.redo", {}, "ctrl+r"),
        ("app.help", {}, "?"),
        ("settings.more", {}, "←→"),
        ("settings.more", {"settings.more": "w"}, "w"),
        ("calendar.rest", {}, "o"),
    ],
)
def test_a_message_names_the_first_key_of_a_binding(
    binding: str, keymap: dict[str, str], written: str
) -> None:
    assert key_for(binding, keymap) == written


def test_every_binding_has_a_key_that_messages_can_name() -> None:
    assert all(key_for(binding, {}) for binding in IDS)
