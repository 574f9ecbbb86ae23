"""What a session's counts become when a person corrects them afterwards."""

from __future__ import annotations

from msgspec.structs import replace

from tui.practice.models import Reps


def corrected(before: Reps, done: int, imagined: int) -> Reps:
    """The reps with other counts; what was not touched stays as it was recorded.

    A rep that counts after all was neither skipped nor short. The seconds held follow the done
    reps, with the hold that was asked for each.
    """
    if (done, imagined) == (before.done, before.imagined):
        return before
    more = done + imagined - before.counted
    skipped = max(0, before.skipped - max(0, more))
    short = max(0, before.short - max(0, more - before.skipped))
    held = max(0, before.held_s + (done - before.done) * (before.hold_s or 0))
    return replace(before, done=done, imagined=imagined, skipped=skipped, short=short, held_s=held)
