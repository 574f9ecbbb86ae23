"""The ringing of a reminder: whether it is wanted now, what it says, and where it is shown.

It is shown by the desktop. Without one it leaves a mark beside the diary, and ``supine streak``
says it at the next prompt.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from tui.clock import Clock
from tui.diary.paths import reminder_mark_path
from tui.diary.today import Today
from tui.practice import dates
from tui.practice.history import TodayState
from tui.reminders.programs import Run, Which

SYSTEM_ZONE = Path("/etc/localtime")
_LONGEST_MARK = 400

# The text comes in a variable, so that nothing in it can be taken for a command.
_TOAST = """
$ErrorActionPreference = 'Stop'
$m = [Windows.UI.Notifications.ToastNotificationManager,Windows.UI.Notifications,ContentType=WindowsRuntime]
$x = $m::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)
$t = $x.GetElementsByTagName('text')
$null = $t.Item(0).AppendChild($x.CreateTextNode('supine'))
$null = $t.Item(1).AppendChild($x.CreateTextNode($env:SUPINE_WORDS))
$id = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
$m::CreateToastNotifier($id).Show([Windows.UI.Notifications.ToastNotification]::new($x))
"""  # noqa: E501


def is_wanted(today: Today) -> bool:
    """Return whether today is still open and something is left to do.

    So it is not on a day that is done, off, or for rest, nor after a warning sign, nor while a
    session runs, nor for an archived routine.
    """
    if today.routine.archived:
        return False
    is_open = today.history.today_state is TodayState.PENDING and not today.plan.is_locked
    is_running = any(s.status == "open" and s.day == today.date for s in today.snapshot.sessions)
    return is_open and not is_running and any(each.reps for each in today.sets_left())


def is_too_late(due: dt.time, today: Today, clock: Clock) -> bool:
    """Return whether the practice date on which a reminder was due has ended by now.

    A machine that slept at that time rings when it wakes, which may be the next morning.
    """
    now = clock.now()
    local_date = clock.local(now).date()
    begins = (dates.day_begin(local_date - n * dates.ONE_DAY, due, clock.local) for n in range(2))
    last = next(moment for moment in begins if moment <= now)
    starts = dates.day_start(today.snapshot.settings.day_starts_at)
    return dates.practice_date(last, starts, clock.local) != today.date


def next_ring(time: dt.time, clock: Clock) -> dt.datetime:
    """Return when a time of day comes next by the clock of the system's schedulers."""
    now, local = clock.now(), system_time(clock)
    date = local(now).date()
    moments = (dates.day_begin(date + n * dates.ONE_DAY, time, local) for n in range(3))
    return next(moment for moment in moments if moment > now)


def system_time(clock: Clock) -> dates.LocalTime:
    """Return what gives the local time of the system's zone: schedulers know no ``TZ`` of a shell.

    A system without a zone keeps UTC.
    """
    if "TZ" not in os.environ or sys.platform == "win32":
        return clock.local
    from zoneinfo import ZoneInfo  # seldom needed

    zone: dt.tzinfo = dt.UTC
    with suppress(OSError, ValueError), SYSTEM_ZONE.open("rb") as file:
        zone = ZoneInfo.from_file(file)
    return lambda moment: moment.astimezone(zone)


def notify(words: str, which: Which, run: Run, environ: Mapping[str, str]) -> str:
    """Show words as a notification of the desktop, and return by what; empty without a desktop."""
    for name, command, variables in _ways(words, environ):
        program = which(name)
        if program is not None and run([program, *command], environ=variables).code == 0:
            return name
    return ""


def can_notify(which: Which, environ: Mapping[str, str]) -> bool:
    """Return whether there seems to be a desktop that shows notifications."""
    return any(which(name) is not None for name, _, _ in _ways("", environ))


def _ways(
    words: str, environ: Mapping[str, str]
) -> list[tuple[str, Sequence[str], Mapping[str, str]]]:
    script = ("on run argv", 'display notification (item 1 of argv) with title "supine"', "end run")
    lines = [part for line in script for part in ("-e", line)]
    ways: list[tuple[str, Sequence[str], Mapping[str, str]]] = [("osascript", [*lines, words], {})]
    bus = session_bus(environ)
    if bus:
        options = ["--app-name=supine", "--", "supine", words]
        ways.append(("notify-send", options, {"DBUS_SESSION_BUS_ADDRESS": bus}))
    toast = ["-NoProfile", "-NonInteractive", "-Command", _TOAST]
    return [*ways, ("powershell", toast, {"SUPINE_WORDS": words})]


def session_bus(environ: Mapping[str, str], user: int | None = None) -> str:
    """Return the address of the desktop's message bus, or nothing without one.

    cron tells its commands no address, and then it is the socket that systemd gives each user who
    is logged in. A notification needs nothing else, no DISPLAY either: the desktop listens there.
    """
    if known := environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return known
    user = getattr(os, "getuid", int)() if user is None else user
    folder = environ.get("XDG_RUNTIME_DIR") or f"/run/user/{user}"
    return f"unix:path={folder}/bus" if Path(folder, "bus").exists() else ""


def leave_mark(diary: Path, today: Today) -> None:
    """Leave the date on which a reminder rang, for the next prompt.

    Raises:
        NotSaved: it cannot be written.
        Unconfirmed: the disk did not confirm it.
    """
    from tui.diary.atomic_write import write_new_file  # seldom needed

    write_new_file(reminder_mark_path(diary), _mark(today))


def take_mark_away(diary: Path) -> None:
    """Remove the mark; one that cannot be removed means nothing after its date."""
    with suppress(OSError):
        reminder_mark_path(diary).unlink(missing_ok=True)


def is_marked(diary: Path, today: Today) -> bool:
    """Return whether a reminder rang today without a desktop, and is still wanted."""
    try:
        with reminder_mark_path(diary).open("rb") as file:
            mark = file.read(_LONGEST_MARK)
    except OSError:
        return False
    return mark == _mark(today) and is_wanted(today)


def _mark(today: Today) -> bytes:
    return f"{today.date} {today.routine.id}\n".encode(errors="surrogatepass")[:_LONGEST_MARK]
