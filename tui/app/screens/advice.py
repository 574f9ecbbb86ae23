"""What the key beside a piece of advice does (rules R3.ask, R3.suggest, R7.advice)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.app.dialogs import care
from tui.practice.advice import Advice, Kind
from tui.practice.models import Weekly
from tui.settings.schedule import with_schedule

if TYPE_CHECKING:
    from tui.app.shell import Shell


async def follow(app: Shell, advice: Advice) -> None:
    """Show the safety words, open the settings of the holds, or set the schedule."""
    today = app.today
    if advice.kind in (Kind.ASK, Kind.NOT_EASIER):
        await app.push_screen_wait(care.safety_words())
        return
    if advice.times is None:
        app.show_setting(f"exercises.{today.routine.exercises[0].id}.hold_s")
        return
    entry = Weekly(
        since=today.date,
        times=advice.times,
        week_starts_on=today.snapshot.settings.week_starts_on,
    )
    written = await app.change(
        lambda diary: diary.preferences.follow_advice(
            today.routine.id, lambda old: with_schedule(old, entry), advice.kind, today.date
        )
    )
    if written is not None:
        undo = app.way_to("app.undo")
        app.notify(f"Saved: {advice.times} days a week, from today. To undo it, {undo}.")
