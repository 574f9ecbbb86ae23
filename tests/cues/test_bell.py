"""The bell: how often it rings for each sound, how far apart, and which patterns are cut short.

Rules R5.bell and R5.unlike.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cues.recording import Room
from tui.cues.bell import APART_S
from tui.cues.tones import Sound


def rung(*sounds: tuple[float, Sound]) -> list[float]:
    """Return when the bell rings for sounds that begin at these seconds."""
    room = Room()
    bell = room.bell()
    for at, sound in sounds:
        room.pass_to(at)
        bell.ring(sound)
    room.pass_to(room.now + 20)
    return room.rings


@pytest.mark.parametrize(
    ("sound", "rings"),
    [
        (Sound.BEGIN, 1),
        (Sound.FIRST, 1),
        (Sound.ONLY, 1),
        (Sound.START, 1),
        (Sound.RELEASE, 2),
        (Sound.CHANGE, 3),
        (Sound.SETTLE, 4),
        (Sound.PAUSE, 1),
        (Sound.REMIND, 1),
        (Sound.RESUME, 1),
        (Sound.EASE, 0),
        (Sound.LAST, 0),
        (Sound.TICK, 0),
        (Sound.SILENCE, 0),
    ],
)
def test_rings_of_a_sound(sound: Sound, rings: int) -> None:
    assert rung((0, sound)) == pytest.approx([n * 1.2 for n in range(rings)])


def test_what_follows_one_another_by_itself_rings_unlike() -> None:
    following = (Sound.START, Sound.RELEASE, Sound.CHANGE, Sound.SETTLE)
    assert [len(rung((0, sound))) for sound in following] == [1, 2, 3, 4]


@given(st.lists(st.tuples(st.floats(0, 3), st.sampled_from(Sound)), max_size=12))
def test_rings_are_never_so_close_that_a_terminal_merges_them(
    steps: list[tuple[float, Sound]],
) -> None:
    now, sounds = 0.0, []
    for pause, sound in steps:
        now += pause
        sounds.append((now, sound))
    assert all(b - a >= APART_S - 1e-6 for a, b in pairwise(rung(*sounds)))


def test_a_ring_before_the_first_hold_does_not_hold_up_that_of_the_hold() -> None:
    room = Room()
    bell = room.bell()
    bell.ring(Sound.FIRST, 2.0)
    room.pass_to(2)
    bell.ring(Sound.START)
    room.pass_to(20)
    bell.ring(Sound.FIRST, 1.0)
    room.pass_to(21)
    bell.ring(Sound.START)
    assert room.rings == [0, 2, 21]


def test_a_newer_sound_cuts_the_older_one_short() -> None:
    room = Room()
    bell = room.bell()
    bell.ring(Sound.RELEASE)
    assert room.rings == [0.0]
    bell.silence()
    room.pass_to(5)
    assert room.rings == [0.0]
    bell.ring(Sound.SETTLE)
    room.pass_to(7.5)
    assert len(room.rings) == 1 + 3
    bell.ring(Sound.START)
    room.pass_to(20)
    assert room.rings[4:] == pytest.approx([5 + 2 * 1.2 + 1.2])


def test_a_sound_without_rings_cuts_nothing() -> None:
    room = Room()
    bell = room.bell()
    bell.ring(Sound.CHANGE)
    bell.ring(Sound.EASE)
    room.pass_to(5)
    assert len(room.rings) == 3
