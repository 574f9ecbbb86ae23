"""A session as it is heard: tones, else the bell, else nothing; and speech where it is wished for.

Tones carry the timing and speech the meaning, on channels of their own, so that neither waits for
the other. What had to be given up is told in sentences, for when somebody looks again.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping

from tui.cues import speech
from tui.cues.bell import Bell, Later
from tui.cues.fallback import FallbackPlayers, Order, PlayerPort, PlayerThread
from tui.cues.players import Which, find_players
from tui.cues.tones import Sound, Tones, length
from tui.practice.models import Settings
from tui.practice.session_events import Cue
from tui.practice.timetable import ExerciseSet, Phase
from tui.words.phrases import listed

LAST_TICKS = 3
"""How many seconds of a hold tick when only the last ones do."""
_TRIAL_APART_S = 2.5
_FIRST_LINE_AFTER_S = 2.0
"""So long the voices have to warm up before the first line."""
_SOUNDS: dict[Phase, Sound] = {
    Phase.PREPARE: Sound.CHANGE,
    Phase.LEAD_IN: Sound.RESUME,
    Phase.EASE_IN: Sound.EASE,
    Phase.HOLD: Sound.START,
    Phase.EASE_OUT: Sound.RELEASE,
    Phase.PAUSED: Sound.PAUSE,
    Phase.FINISHED: Sound.FINISH,
}


def sound_of(cue: Cue, *, is_first: bool = False) -> Sound | None:
    """What is heard of a cue without words; None where nothing is to be done now.

    ``is_first`` is the session's own beginning, which whoever pressed the key knows already.
    """
    if cue.resumed:
        return Sound.REMIND if cue.phase is Phase.PAUSED else Sound.RESUME
    return None if is_first else _SOUNDS.get(cue.phase)


class Cues:
    """What is heard of one session. Nothing here waits.

    Args:
        settings: whether and how to be heard.
        works: the reps asked for, exercise by exercise.
        bell: the terminal's, which stands in for tones.
        tones: where tones are played; None for none.
        voice: where lines are said; None for none.
        clock: seconds of the clock by which orders are given.
    """

    def __init__(
        self,
        settings: Settings,
        works: Iterable[ExerciseSet],
        *,
        bell: Bell,
        tones: PlayerPort | None,
        voice: PlayerPort | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._works = {part.exercise.id: part for part in works if part.reps}
        self._bell = bell
        self._tones = tones
        self._voice = voice
        self._clock = clock
        self._is_first = True
        self._is_trying = False
        self._breathed: set[str] = set()
        self._lightened: set[str] = set()

    def warm_up(self) -> None:
        """Make the tones, and find out which players do what they should, before it matters."""
        now = self._clock()
        if self._tones is not None:
            silence = Order(Sound.SILENCE.value, now, length(Sound.SILENCE), is_trial=True)
            self._tones.order(silence)
        if self._voice is not None:
            self._voice.order(Order("", now, speech.seconds("ready"), is_trial=True))

    def sound(self, cue: Cue, remaining: int, *, imagined: bool = False) -> None:
        """Let a cue be heard.

        Args:
            cue: what begins, or goes on.
            remaining: milliseconds until the next cue if nothing interrupts.
            imagined: whether the rep at hand is imagined.
        """
        is_first, self._is_first = self._is_first, False
        self._is_trying = False
        sound = sound_of(cue, is_first=is_first)
        if cue.phase is Phase.STOPPED:
            self.silence()
        else:
            self._play(sound)
            self._say_of(cue, sound, remaining, is_first=is_first, imagined=imagined)

    def tick(self, seconds: int) -> None:
        """Let one more second of a hold be heard, of which so many are left."""
        wanted = self._settings.tick
        is_wanted = wanted == "all" or (wanted == "last3" and seconds <= LAST_TICKS)
        # The bell counts what begins; rings for seconds would be taken for that.
        if is_wanted and self._has_tones:
            self._play(Sound.TICK)

    @property
    def _has_tones(self) -> bool:
        return self._tones is not None and self._tones.player is not None

    def _play(self, sound: Sound | None) -> None:
        if sound is None:
            return
        if self._tones is not None and self._has_tones:
            now = self._clock()
            self._tones.order(Order(sound.value, now, length(sound)))
        elif self._settings.sound != "off":
            self._bell.sound(sound)

    def missed(self, what: str) -> None:
        """A tone that no player is left for."""
        self._bell.sound(Sound(what))

    def _say_of(
        self, cue: Cue, sound: Sound | None, remaining: int, *, is_first: bool, imagined: bool
    ) -> None:
        part = self._works.get(cue.exercise or "")
        options = speech.lines(cue, part, is_first=is_first, imagined=imagined)
        # Neither a pause nor the end is followed by anything at a known time.
        is_open = cue.phase in (Phase.PAUSED, Phase.FINISHED)
        room = None if is_open else remaining / 1000 - speech.BEFORE_NEXT_S
        exercise = cue.exercise
        if exercise is not None:
            if cue.phase is Phase.HOLD and not imagined and exercise not in self._lightened:
                options = speech.LIGHTLY
            elif exercise not in self._breathed:
                if cue.phase is Phase.HOLD:
                    options = speech.BREATHE
                elif cue.phase is Phase.REST:
                    options = (f"Rest, and {speech.BREATHE[0].lower()}", *options)
        line = speech.fitting(options, room)
        if line is not None and exercise is not None:
            if cue.phase in (Phase.PREPARE, Phase.EASE_IN, Phase.HOLD) and speech.is_light(line):
                self._lightened.add(exercise)
            if cue.phase in (Phase.HOLD, Phase.REST) and speech.is_breath(line):
                self._breathed.add(exercise)
        tone = 0.0 if sound is None else length(sound)
        self._say(line, _FIRST_LINE_AFTER_S if is_first else tone, room)

    def _say(self, line: str | None, after: float, room: float | None) -> None:
        """Say a line after the tone, or as early over it as its room asks."""
        if self._voice is None:
            return
        if line is None:
            self._voice.order(None)
            return
        now, long = self._clock(), speech.seconds(line)
        if room is not None:
            after = max(0.0, min(after, room - long))
        cut = None if room is None else now + room
        self._voice.order(Order(line, now + after, long, cut))

    async def trial(self, pause: Callable[[float], Awaitable[object]]) -> None:
        """Let the start of a hold and its release be heard once, until a cue comes in between.

        ``pause`` waits for so many seconds.
        """
        self._is_trying = True
        for sound, line in ((Sound.START, "This is the start."), (Sound.RELEASE, "And let go.")):
            if self._is_trying:
                self._play(sound)
                self._say(line, length(sound), None)
                await pause(_TRIAL_APART_S)

    @property
    def player_names(self) -> str:
        """What is at work now, in a few words."""
        if self._has_tones:
            assert self._tones is not None
            words = f"tones, played by {self._tones.player}"
        else:
            words = "no sound" if self._settings.sound == "off" else "the terminal's bell"
        if self._voice is not None and self._voice.player is not None:
            words += f"; speech by {self._voice.player}"
        return words

    @property
    def warnings(self) -> list[str]:
        """What was wished for and is not heard, a sentence each."""
        said = []
        if self._tones is not None:
            dropped = self._tones.given_up
            if dropped:
                now = self._tones.player or "the bell"
                said.append(f"{_listed(dropped)} did not play; {now} took over.")
            elif self._settings.sound == "tones" and not self._has_tones:
                said.append("No tones here; the bell rings instead.")
        if self._voice is not None:
            dropped = self._voice.given_up
            if dropped:
                other = self._voice.player
                instead = f"{other} took over." if other else "the rest is without speech."
                said.append(f"{_listed(dropped)} did not speak; {instead}")
            elif self._voice.player is None:
                said.append("There is no voice here.")
        return said

    def silence(self) -> None:
        """Be silent now."""
        self._bell.sound(None)
        for outlet in (self._tones, self._voice):
            if outlet is not None:
                outlet.order(None)

    def close(self, *, at_once: bool) -> None:
        """Nothing more will come; what sounds now may end by itself unless ``at_once``."""
        for outlet in (self._tones, self._voice):
            if outlet is not None:
                outlet.close(at_once=at_once)


def _listed(names: Iterable[str]) -> str:
    return listed(dict.fromkeys(names))


def is_remote(environment: Mapping[str, str]) -> bool:
    """Whether the person sits elsewhere: what this machine plays is not heard there."""
    return any(name in environment for name in ("SSH_CONNECTION", "SSH_TTY"))


def open_cues(
    settings: Settings,
    works: Iterable[ExerciseSet] = (),
    *,
    ring: Callable[[], None],
    later: Later,
    soon: Callable[[Callable[[], None]], object],
    which: Which = shutil.which,
    environment: Mapping[str, str] = os.environ,
) -> Cues:
    """The cues that the settings ask for, with what is installed here.

    Args:
        settings: whether and how to be heard.
        works: the reps asked for, exercise by exercise.
        ring: rings the terminal's bell once.
        later: calls back after some seconds, unless stopped.
        soon: calls back on the caller's own thread; may be called from any.
        which: finds an installed program.
        environment: variables that tell whether the person sits elsewhere.
    """
    wants_tones = settings.sound == "tones" or (
        settings.sound == "auto" and not is_remote(environment)
    )
    cues: Cues

    def missed(what: str) -> None:
        soon(lambda: cues.missed(what))

    players = find_players(which, Tones(quiet=settings.quiet)) if wants_tones else []
    wants_speech = settings.speech and settings.sound != "off"
    voices = speech.find_voices(which, quiet=settings.quiet) if wants_speech else []
    cues = Cues(
        settings,
        works,
        bell=Bell(ring, later),
        tones=PlayerThread(FallbackPlayers(players, missed)) if wants_tones else None,
        voice=PlayerThread(FallbackPlayers(voices)) if wants_speech else None,
    )
    return cues
