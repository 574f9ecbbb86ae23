"""Sounds, voice and screen of the page."""

from __future__ import annotations

import pytest

from tui.cues.bell import Bell
from tui.cues.page import PageAwake, PagePlayer, PageVoice
from tui.cues.session_cues import open_cues
from tui.cues.tones import Sound, length_s
from tui.practice.models import Settings


class FakePage:
    """A page that notes what it is told."""

    def __init__(self, *, can_play: bool = True, can_speak: bool = True) -> None:
        self.can_play = can_play
        self.can_speak = can_speak
        self.is_awake = False
        self.told: list[tuple[str, dict[str, object]]] = []

    def tell(self, kind: str, **fields: object) -> None:
        self.told.append((kind, fields))


def test_a_tone_is_asked_for_and_lasts_as_long_as_it_should() -> None:
    page, now = FakePage(), [5.0]
    playback = PagePlayer(page, quiet=True, clock=lambda: now[0]).start("release.hollow")
    assert page.told == [("sound", {"name": "release.hollow", "quiet": True})]
    now[0] += length_s(Sound.RELEASE) - 0.01
    assert playback.poll() is None
    playback.end()
    assert page.told[1:] == [("hush", {})]
    now[0] += 0.01
    assert playback.poll() == 0
    playback.end()
    assert len(page.told) == 2


def test_a_line_is_asked_for_and_an_empty_one_is_not() -> None:
    page, now = FakePage(), [5.0]
    voice = PageVoice(page, quiet=False, clock=lambda: now[0])
    assert voice.start("").poll() is None and page.told == []
    voice.start("Rest.").end()
    assert page.told == [("say", {"line": "Rest.", "quiet": False}), ("hush-voice", {})]


def test_the_screen_with_the_page_stays_on_if_the_page_says_so() -> None:
    page = FakePage()
    awake = PageAwake(page, lambda _: None, is_heard=True)
    awake.hold()
    assert not awake.is_held
    page.is_awake = True
    assert awake.is_held
    awake.release()
    assert page.told == [
        (kind, {"on": is_on}) for is_on in (True, False) for kind in ("awake", "listen")
    ]


CHOICES: list[tuple[str, bool, str, str]] = [
    # the setting; whether the page plays; what carries the timing, and how it is called
    ("auto", True, "tones", "tones, by this page; speech by this page"),
    ("tones", True, "tones", "tones, by this page; speech by this page"),
    ("auto", False, "bell", "the terminal's bell; speech by this page"),
    ("bell", True, "bell", "the terminal's bell; speech by this page"),
    ("off", True, "off", ""),
]


@pytest.mark.parametrize(("wanted", "can_play", "channel", "names"), CHOICES)
def test_in_a_page_the_page_is_heard_and_nothing_of_this_machine(
    wanted: str, can_play: bool, channel: str, names: str
) -> None:
    settings = Settings(sound=wanted, speech=True)  # type: ignore[arg-type]
    cues = open_cues(
        settings,
        bell=Bell(lambda: None, lambda *_: pytest.fail("no timer"), lambda: 0.0),
        call_soon=lambda call: call(),
        which=lambda name: pytest.fail(f"looks for {name}"),
        page=FakePage(can_play=can_play),
    )
    assert (cues.channel, cues.player_names) == (channel, names)
    assert cues.warnings == []
