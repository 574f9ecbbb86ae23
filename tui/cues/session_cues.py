"""What is heard of a session: tones, or the bell in their place; and speech if it is wished for.

Tones carry timing and speech carries meaning, on channels of their own, so that neither waits for
the other (rules R5.channels). What could not be played is told in sentences (rules R5.told).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from itertools import cycle
from typing import Literal

from tui.cues import speech, tones
from tui.cues.bell import Bell
from tui.cues.fallback import FallbackPlayers, Order, PlayerPort, PlayerThread
from tui.cues.page import Page, PagePlayer, PageVoice
from tui.cues.players import Player, find_players
from tui.cues.process import Which
from tui.cues.tones import Sound, Timbre, Tones, sound_named, tone_name
from tui.practice.models import Routine, Settings
from tui.practice.session_events import Cue
from tui.practice.timetable import ExerciseSet, Phase
from tui.words.how import DONT_MOVE
from tui.words.phrases import listed

LAST_TICKS = 3
"""How many seconds of a hold tick when only the last ones do."""
_TRIAL_APART_S = 2.5
"""Seconds between the two sounds of the sound test."""
_BEGIN_AFTER_S = 0.8
"""Seconds that the players have to warm up before the note of the session's start."""
_FIRST_LINE_AFTER_S = 2.0
"""Seconds that the voices have to warm up before the session's first line."""
_SOUNDS: dict[Phase, Sound] = {
    Phase.PREPARE: Sound.CHANGE,
    Phase.LEAD_IN: Sound.RESUME,
    Phase.EASE_IN: Sound.EASE,
    Phase.HOLD: Sound.START,
    Phase.EASE_OUT: Sound.RELEASE,
    Phase.PAUSED: Sound.PAUSE,
    Phase.SETTLE: Sound.SETTLE,
}


def sound_of(
    cue: Cue, exercise_set: ExerciseSet | None = None, *, is_first: bool = False
) -> Sound | None:
    """Return the sound of a cue; None where there is nothing to do now (rules R5.sounds).

    Args:
        cue: what begins, or goes on.
        exercise_set: the reps that are asked of the cue's exercise, if it has one.
        is_first: whether it is the first cue of the session.
    """
    if is_first:
        return Sound.BEGIN
    if cue.resumed:
        return Sound.REMIND if cue.phase is Phase.PAUSED else Sound.RESUME
    if cue.phase is Phase.EASE_IN and exercise_set is not None:
        is_last = speech.is_last_rep(cue, exercise_set)
        if cue.rep == exercise_set.first:
            return Sound.ONLY if is_last else Sound.FIRST
        return Sound.LAST if is_last else Sound.EASE
    return _SOUNDS.get(cue.phase)


class Cues:
    """What is heard of one session. No method waits for a sound to end, except `trial`.

    Args:
        settings: whether and how the session is heard.
        exercise_sets: the reps that are asked.
        routine: the routine whose exercises take turns in their timbre; None for a trial.
        bell: the terminal's bell, which rings in place of tones.
        tones: plays tones; None if no tones are wished for.
        voice: speaks lines; None if no speech is wished for.
        clock: returns the time in seconds by which orders are given.
        taught: the lines of the exercises that are taught, by id; the first one of each is spoken
            before its first rep (rules R5.taught).
    """

    def __init__(
        self,
        settings: Settings,
        exercise_sets: Iterable[ExerciseSet],
        routine: Routine | None,
        *,
        bell: Bell,
        tones: PlayerPort | None,
        voice: PlayerPort | None,
        clock: Callable[[], float] = time.monotonic,
        taught: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._taught = taught or {}
        self._settings = settings
        self._sets = {each.exercise.id: each for each in exercise_sets if each.reps}
        exercises = () if routine is None else routine.exercises
        timbres = cycle(Timbre)
        self._timbres = {exercise.id: next(timbres) for exercise in exercises}
        self._bell = bell
        self._tones = tones
        self._voice = voice
        self._channels = [channel for channel in (tones, voice) if channel is not None]
        self._clock = clock
        self._is_first = True
        self._is_end_told = False
        self._is_trial = False
        # The ids of the exercises for which a reminder was said already.
        self._breath_said: set[str] = set()
        self._effort_said: set[str] = set()

    def warm_up(self) -> None:
        """Let each channel play silence, so that a broken player is found now (rules R5.warm-up).

        The files of the tones are made meanwhile, since this starts the channel's thread.
        """
        now = self._clock()
        if self._tones is not None:
            name, length = tone_name(Sound.SILENCE), tones.length_s(Sound.SILENCE)
            self._tones.order(Order(name, now, length, is_trial=True))
        if self._voice is not None:
            self._voice.order(Order("", now, speech.length_s("ready"), is_trial=True))

    def play(self, cue: Cue, remaining: int, *, imagined: bool = False) -> None:
        """Play and speak a cue.

        Args:
            cue: what begins, or goes on.
            remaining: milliseconds until the next cue if nothing interrupts.
            imagined: whether the current rep is imagined.
        """
        is_first, self._is_first = self._is_first, False
        self._is_trial = False
        if cue.phase is Phase.STOPPED:
            self.silence()
            return
        if cue.phase is Phase.FINISHED:
            if self._is_end_told:
                return  # nothing wakes who has fallen asleep
            # There was no time to settle, so the end is told now.
            cue = Cue(Phase.SETTLE, cue.at)
        self._is_end_told |= cue.phase is Phase.SETTLE
        exercise_set = self._sets.get(cue.exercise or "")
        sound = sound_of(cue, exercise_set, is_first=is_first)
        # Neither a pause nor the end is followed by anything at a known time.
        is_open = cue.phase in (Phase.PAUSED, Phase.SETTLE)
        room_s = None if is_open else remaining / 1000 - speech.BEFORE_NEXT_S
        if is_first:
            self._play(sound, after=_BEGIN_AFTER_S)
        else:
            self._play(sound, cue.exercise, room_s=None if is_open else remaining / 1000)
        line = self._line(cue, room_s, is_first=is_first, imagined=imagined)
        after_tone = 0.0 if sound is None else tones.length_s(sound)
        self._speak(line, _FIRST_LINE_AFTER_S if is_first else after_tone, room_s)

    def tick(self, seconds_left: int) -> None:
        """Play the tick of a second of a hold, if the settings ask for it (rules R5.tick)."""
        wanted = self._settings.tick
        is_wanted = wanted == "all" or (wanted == "last3" and seconds_left <= LAST_TICKS)
        # The bell does not tick: its rings are counted.
        if is_wanted and self._has_tones:
            self._play(Sound.TICK)

    @property
    def _has_tones(self) -> bool:
        return self._tones is not None and self._tones.player_name is not None

    def _play(
        self,
        sound: Sound | None,
        exercise: str | None = None,
        *,
        after: float = 0.0,
        room_s: float | None = None,
    ) -> None:
        """Play a sound some seconds from now; None plays nothing.

        Args:
            sound: what to play.
            exercise: the id of the exercise in whose timbre it is played, if any.
            after: the seconds.
            room_s: seconds until the next cue, if that is known.
        """
        if sound is None:
            return
        if self._tones is not None and self._has_tones:
            name = tone_name(sound, self._timbres.get(exercise or "", Timbre.ROUND))
            self._tones.order(Order(name, self._clock() + after, tones.length_s(sound)))
        elif self._settings.sound != "off":
            self._bell.ring(sound, room_s)

    def ring_instead(self, content: str) -> None:
        """Ring for a tone that no player could play; ``content`` is its name."""
        self._bell.ring(sound_named(content))

    def _line(
        self, cue: Cue, room_s: float | None, *, is_first: bool, imagined: bool
    ) -> str | None:
        """Return the line to say of a cue, and remember which reminders it says."""
        exercise, phase = cue.exercise, cue.phase
        lines = speech.lines_for(
            cue, self._sets.get(exercise or ""), is_first=is_first, imagined=imagined
        )
        if phase is Phase.PREPARE and not cue.resumed:
            taught = next(iter(self._taught.get(exercise or "", ())), "")
            lines = speech.with_lesson(lines, DONT_MOVE if imagined else taught)
        if exercise is None:
            return speech.first_fitting(lines, room_s)
        if phase is Phase.HOLD and not imagined and exercise not in self._effort_said:
            lines = speech.LIGHTLY
        elif exercise not in self._breath_said:
            if phase is Phase.HOLD:
                lines = speech.BREATHE
            elif phase is Phase.REST:
                lines = (f"Rest, and {speech.BREATHE[0].lower()}", *lines)
        line = speech.first_fitting(lines, room_s)
        if line is not None:
            is_before_release = phase in (Phase.PREPARE, Phase.EASE_IN, Phase.HOLD)
            if is_before_release and speech.is_about_effort(line):
                self._effort_said.add(exercise)
            if phase in (Phase.HOLD, Phase.REST) and speech.is_about_breath(line):
                self._breath_said.add(exercise)
        return line

    def _speak(self, line: str | None, after: float, room_s: float | None) -> None:
        """Speak a line some seconds from now, or as much earlier as its room asks.

        None silences the voice.
        """
        if self._voice is None:
            return
        if line is None:
            self._voice.order(None)
            return
        now, length = self._clock(), speech.length_s(line)
        if room_s is not None:
            after = max(0.0, min(after, room_s - length))
        cut_at = None if room_s is None else now + room_s
        self._voice.order(Order(line, now + after, length, cut_at))

    async def trial(self, pause: Callable[[float], Awaitable[object]]) -> None:
        """Play the start of a hold and its release once, until a cue comes (rules R5.test).

        Args:
            pause: waits for some seconds.
        """
        self._is_trial = True
        for sound, line in (
            (Sound.START, "This is the start of a hold."),
            (Sound.RELEASE, "And let go."),
        ):
            if self._is_trial:
                self._play(sound)
                self._speak(line, tones.length_s(sound), None)
                await pause(_TRIAL_APART_S)

    @property
    def channel(self) -> Literal["tones", "bell", "off"]:
        """What carries the timing now."""
        if self._has_tones:
            return "tones"
        return "off" if self._settings.sound == "off" else "bell"

    @property
    def player_names(self) -> str:
        """What plays and speaks now, in a few words; empty if nothing does."""
        names = []
        if self._has_tones:
            assert self._tones is not None
            names.append(f"tones, by {self._tones.player_name}")
        elif self.channel == "bell":
            names.append("the terminal's bell")
        if self._voice is not None and self._voice.player_name is not None:
            names.append(f"speech by {self._voice.player_name}")
        return "; ".join(names)

    @property
    def warnings(self) -> list[str]:
        """What is wished for and not heard, one sentence each (rules R5.told)."""
        sentences = []
        if self._tones is not None:
            if self._tones.given_up:
                now = self._tones.player_name or "the bell"
                sentences.append(f"{_listed(self._tones.given_up)} didn't work, so {now} was used.")
            elif self._settings.sound == "tones" and not self._has_tones:
                sentences.append("Tones aren't available, so the bell is used.")
        if self._voice is not None:
            if self._voice.given_up:
                other = self._voice.player_name
                instead = f"{other} was used." if other else "there was no more speech."
                sentences.append(f"{_listed(self._voice.given_up)} didn't work, so {instead}")
            elif self._voice.player_name is None:
                sentences.append("No speech program found.")
        return sentences

    def silence(self) -> None:
        """End all that sounds, and drop what waits to be spoken."""
        self._bell.silence()
        for channel in self._channels:
            channel.order(None)

    def close(self, *, at_once: bool) -> None:
        """Take no more cues; what sounds now goes on to its end unless ``at_once``."""
        for channel in self._channels:
            channel.close(at_once=at_once)


def _listed(names: Iterable[str]) -> str:
    return listed(dict.fromkeys(names))


def open_cues(
    settings: Settings,
    exercise_sets: Iterable[ExerciseSet] = (),
    routine: Routine | None = None,
    *,
    bell: Bell,
    call_soon: Callable[[Callable[[], None]], object],
    which: Which = shutil.which,
    is_remote: bool = False,
    taught: Mapping[str, Sequence[str]] | None = None,
    page: Page | None = None,
) -> Cues:
    """Return the cues that the settings ask for, with what is installed (rules R5.choice).

    Args:
        settings: whether and how the session is heard.
        exercise_sets: the reps that are asked.
        routine: the routine that they belong to; None for a trial.
        bell: the terminal's bell.
        call_soon: calls a function on the caller's own thread; it is called from any thread.
        which: finds an installed program.
        is_remote: whether the terminal is remote, where this machine's sound is not heard.
        taught: the lines of the exercises that are taught; see `Cues`.
        page: the page in a browser that shows the session, and is to be heard in place of this
            machine; None if it is shown in a terminal.
    """
    wants_tones = settings.sound == "tones" or (settings.sound == "auto" and not is_remote)
    cues: Cues

    def on_missed(content: str) -> None:
        call_soon(lambda: cues.ring_instead(content))

    quiet = settings.quiet
    files = Tones(quiet=quiet)
    wants_speech = settings.speech and settings.sound != "off"
    players: list[Player]
    voices: list[Player]
    if page is None:
        players = find_players(which, files) if wants_tones else []
        voices = speech.find_voices(which, quiet=quiet) if wants_speech else []
    else:
        players = [PagePlayer(page, quiet=quiet)] if page.can_play else []
        voices = [PageVoice(page, quiet=quiet)] if page.can_speak else []
    ahead = files.make_ahead() if players and page is None else ()
    cues = Cues(
        settings,
        exercise_sets,
        routine,
        bell=bell,
        tones=PlayerThread(FallbackPlayers(players, on_missed), ahead) if wants_tones else None,
        voice=PlayerThread(FallbackPlayers(voices)) if wants_speech else None,
        taught=taught,
    )
    return cues
