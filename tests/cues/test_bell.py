"""The bell: how often it rings for each sound, and that a newer one cuts an older one short.

Rules R5.bell and R5.unlike.
"""

from __future__ import annotations

import pytest

from tests.cues.recording import Room
from tui.cues.bell import ring_times
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
    assert ring_times(sound) == pytest.approx(rings)


def test_no_two_sounds_ring_alike() -> None:
    patterns = [ring_times(sound) for sound in Sound if ring_times(sound)]
    assert len(set(patterns)) == len(patterns)


def test_a_newer_sound_cuts_the_older_one_short() -> None:
    room = Room()
    bell = room.bell()
    bell.ring(Sound.RELEASE)
    assert room.rings == [0.0]
    bell.silence()
    room.pass_to(5)
    assert room.rings == [0.0]
    bell.ring(Sound.FINISH)
    room.pass_to(6)
    assert len(room.rings) == 1 + 3
    bell.ring(Sound.START)
    room.pass_to(20)
    assert len(room.rings) == 1 + 3 + 1


def test_a_sound_without_rings_cuts_nothing() -> None:
    room = Room()
    bell = room.bell()
    bell.ring(Sound.CHANGE)
    bell.ring(Sound.EASE)
    room.pass_to(5)
    assert len(room.rings) == 3
