"""Sounds, a voice and the screen of the device that shows the page of ``supine serve``.

The page plays the tones itself; it fetches their files once. Here a sound is only asked for. One
that arrives late is dropped by the server and by the page, and a page that is away plays nothing.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import ClassVar, Protocol

from tui.cues import speech, tones
from tui.cues.keep_awake import KeepAwake
from tui.cues.players import Playback
from tui.cues.process import Which
from tui.cues.tones import sound_named

NAME = "this page"


class Page(Protocol):
    """What sounds need of the page."""

    @property
    def can_play(self) -> bool:
        """Whether it can play sounds."""

    @property
    def can_speak(self) -> bool:
        """Whether it has a voice of the device itself."""

    @property
    def is_awake(self) -> bool:
        """Whether it keeps the device's screen on."""

    def tell(self, kind: str, **fields: object) -> None:
        """Tell it something; to be called from any thread."""


class PagePlayback:
    """A sound that the page plays, or a line that it speaks.

    The page does not tell when it is over, so it is taken to last as long as it should.
    """

    def __init__(self, length: float, end: Callable[[], None], clock: Callable[[], float]) -> None:
        self._ends_at = clock() + length
        self._end = end
        self._clock = clock

    def poll(self) -> int | None:
        """Return 0 once it should be over."""
        return 0 if self._clock() >= self._ends_at else None

    def end(self) -> None:
        """Let the page end it; does nothing if it is over."""
        if self.poll() is None:
            self._end()


@dataclass(frozen=True)
class _OfPage:
    """What plays or speaks in the page.

    ``quiet`` is whether it does so quietly, and ``clock`` returns the time in seconds.
    """

    page: Page
    _: KW_ONLY
    quiet: bool
    clock: Callable[[], float] = time.monotonic
    name: ClassVar[str] = NAME
    least_part: ClassVar[float] = 0.0


class PagePlayer(_OfPage):
    """Plays tones in the page."""

    def start(self, content: str) -> Playback:
        """Let the page play a tone."""
        self.page.tell("sound", name=content, quiet=self.quiet)
        length = tones.length_s(sound_named(content))
        return PagePlayback(length, lambda: self.page.tell("hush"), self.clock)


class PageVoice(_OfPage):
    """Speaks in the page, by a voice of the device."""

    def start(self, content: str) -> Playback:
        """Let the page speak a line; an empty one is not heard."""
        if content:
            self.page.tell("say", line=content, quiet=self.quiet)
        length = speech.length_s(content)
        return PagePlayback(length, lambda: self.page.tell("hush-voice"), self.clock)


class PageAwake(KeepAwake):
    """Keeps the device with the page awake, and this machine, where the app runs (rules R4.awake).

    It also tells the page whether a session is to be heard, for which a browser may need a touch.

    Args:
        page: the page.
        which: finds an installed program.
        is_heard: whether the session has sounds.
    """

    def __init__(self, page: Page, which: Which = shutil.which, *, is_heard: bool = False) -> None:
        super().__init__(which)
        self._page = page
        self._is_heard = is_heard

    def hold(self) -> None:
        super().hold()
        self._page.tell("awake", on=True)
        self._page.tell("listen", on=self._is_heard)

    @property
    def is_held(self) -> bool:
        """Whether the screen with the page stays on; most browsers do it only over https."""
        return self._page.is_awake

    def release(self) -> None:
        super().release()
        self._page.tell("awake", on=False)
        self._page.tell("listen", on=False)
