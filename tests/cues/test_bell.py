"""The bell: what rings how often, and that a newer sound cuts an older one short."""

from __future__ import annotations

import pytest

from tests.cues.recording import Room
from tui.cues.bell import pattern
from tui.cues.tones import Sound


@pytest.mark.parametrize(
    ("sound", "rings"),
    [
        (Sound.START, (0.0,)),
        (Sound.RELEASE, (0.0, 0.4)),
        (Sound.CHANGE, (0.0, 0.4, 0.8)),
        (Sound.FINISH, (0.0, 0.4, 0.8, 1.6, 2.0, 2.4)),
        (Sound.REMIND, (0.0, 0.4, 0.8, 1.2)),
        (Sound.EASE, ()),
        (Sound.TICK, ()),
        (Sound.PAUSE, ()),
        (Sound.RESUME, ()),
        (Sound.SILENCE, ()),
    ],
)
def test_rings_of_a_sound(sound: Sound, rings: tuple[float, ...]) -> None:
    assert pattern(sound) == pytest.approx(rings)


def test_no_two_sounds_ring_alike() -> None:
    patterns = [pattern(sound) for sound in Sound if pattern(sound)]
    assert len(set(patterns)) == len(patterns)


def test_a_newer_sound_cuts_the_older_one_short() -> None:
    room = Room()
    bell = room.bell()
    bell.sound(Sound.RELEASE)
    assert room.rings == [0.0]
    bell.sound(None)
    room.pass_to(5)
    assert room.rings == [0.0]
    bell.sound(Sound.FINISH)
    room.pass_to(6)
    assert len(room.rings) == 1 + 3
    bell.sound(Sound.START)
    room.pass_to(20)
    assert len(room.rings) == 1 + 3 + 1


def test_what_does_not_ring_cuts_nothing() -> None:
    room = Room()
    bell = room.bell()
    bell.sound(Sound.CHANGE)
    bell.sound(Sound.EASE)
    room.pass_to(5)
    assert len(room.rings) == 3
