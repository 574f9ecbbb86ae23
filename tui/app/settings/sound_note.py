"""What of the sound that is asked for cannot be heard here, said beside its setting."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from tui.cues.players import find_players
from tui.cues.process import Which
from tui.cues.session_cues import is_remote
from tui.cues.speech import find_voices
from tui.cues.tones import Tones


def sound_note(
    key: str,
    value: Any,
    sound: str,
    which: Which,
    environment: Mapping[str, str] = os.environ,
) -> str:
    """What to say of a setting's value here; empty where it is heard as it says.

    Args:
        key: the setting's key.
        value: what it shows.
        sound: the kind of sound that is chosen.
        which: finds an installed program.
        environment: tells whether the person sits elsewhere.
    """
    if key == "sound" and value == "auto" and is_remote(environment):
        return "From afar the best there is is the bell"
    if (
        key == "sound"
        and value in ("auto", "tones")
        and not find_players(which, Tones(quiet=False))
    ):
        return "No player is installed here; it will be the bell"
    if key == "speech" and value:
        if sound == "off":
            return "Nothing is said while the sound is off"
        if not find_voices(which, quiet=False):
            return "No voice is installed here, so nothing is said"
    return ""
