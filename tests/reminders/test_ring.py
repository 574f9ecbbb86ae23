"""When a reminder rings, what it says, and where it is shown."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.builders import make_diary
from tests.clock import ManualClock
from tests.reminders.fakes import System
from tui.diary.today import Today
from tui.reminders.ring import can_notify, is_too_late, next_ring, notify, session_bus
from tui.reminders.system import Reminders
from tui.reminders.times import InvalidTime, parse_time

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def _no_zone_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ``TZ`` the system's zone is that of the clock."""
    monkeypatch.delenv("TZ", raising=False)


def at(*moment: int) -> ManualClock:
    year, month, day, hour, minute = moment
    return ManualClock(dt.datetime(year, month, day, hour, minute, tzinfo=BERLIN))


# Times


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("21:30", (21, 30)),
        ("9:05", (9, 5)),
        ("21.30", (21, 30)),
        ("21", (21, 0)),
        ("9 pm", (21, 0)),
        ("9:30pm", (21, 30)),
        ("9 P.M.", (21, 0)),
        ("12 am", (0, 0)),
        ("12:15 pm", (12, 15)),
        ("00:00", (0, 0)),
        (" 7am ", (7, 0)),
    ],
)
def test_times_are_taken_as_people_write_them(typed: str, time: tuple[int, int]) -> None:
    assert parse_time(typed) == dt.time(*time)


@pytest.mark.parametrize(
    "typed", ["25:00", "24:00", "21:60", "13 pm", "0 am", "nine", "", "21:3", "-1", "٢١:٣٠", "2130"]
)
def test_what_is_no_time_is_refused_with_how_to_write_one(typed: str) -> None:
    with pytest.raises(InvalidTime, match="is not a time; write it as HH:MM, such as 21:30"):
        parse_time(typed)


@pytest.mark.parametrize(
    ("now", "time", "rings"),
    [
        ((2026, 11, 22, 20, 0), (21, 30), "2026-11-22T21:30:00+01:00"),
        ((2026, 11, 22, 21, 30), (21, 30), "2026-11-23T21:30:00+01:00"),
        # The wall clock counts: in spring 02:30 is skipped, and the clocks show 03:00 next.
        ((2026, 3, 28, 12, 0), (2, 30), "2026-03-29T03:00:00+02:00"),
        ((2026, 3, 28, 22, 0), (21, 30), "2026-03-29T21:30:00+02:00"),
        ((2026, 10, 24, 22, 0), (21, 30), "2026-10-25T21:30:00+01:00"),
    ],
)
def test_it_rings_next_when_the_wall_clock_shows_its_time(
    now: tuple[int, ...], time: tuple[int, int], rings: str
) -> None:
    assert next_ring(dt.time(*time), at(*now)).isoformat() == rings


def test_a_machine_that_slept_does_not_ring_for_the_day_before(tmp_path: Path) -> None:
    snapshot = make_diary(tmp_path / "none.json").read()
    for now, due, is_late in [
        ((2026, 11, 22, 21, 30), (21, 30), False),
        ((2026, 11, 23, 2, 59), (21, 30), False),  # the practice day lasts to 03:00
        ((2026, 11, 23, 3, 0), (21, 30), True),
        ((2026, 11, 23, 8, 0), (21, 30), True),
        ((2026, 11, 23, 8, 0), (7, 0), False),
        ((2026, 11, 23, 2, 0), (1, 0), False),
        ((2026, 11, 23, 4, 0), (1, 0), True),
    ]:
        clock = at(*now)
        assert is_too_late(dt.time(*due), Today.now(snapshot, clock), clock) is is_late, now


# Notifications

WORDS = "Time to lie down? 4 each today, about 3 minutes."


def test_the_first_program_that_shows_it_is_used() -> None:
    bus = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/x"}
    mac = System("osascript")
    assert notify(WORDS, mac.which, mac.run, {}) == "osascript"
    assert mac.calls[0][-1] == WORDS and WORDS not in mac.calls[0][:-1]
    linux = System("notify-send")
    assert notify(WORDS, linux.which, linux.run, bus) == "notify-send"
    assert linux.calls[0][-2:] == ["supine", WORDS]
    windows = System("powershell")
    assert notify(WORDS, windows.which, windows.run, {}) == "powershell"
    assert windows.environ == {"SUPINE_WORDS": WORDS}


def test_without_a_desktop_nothing_shows_it(tmp_path: Path) -> None:
    nowhere = {"XDG_RUNTIME_DIR": str(tmp_path)}
    linux = System("notify-send")
    assert notify(WORDS, linux.which, linux.run, nowhere) == ""
    assert not can_notify(linux.which, nowhere)
    assert linux.calls == []  # it would start a bus of its own
    linux.failing = {"notify-send": "no daemon"}
    assert notify(WORDS, linux.which, linux.run, {"DBUS_SESSION_BUS_ADDRESS": "x"}) == ""


def test_what_cron_starts_finds_the_bus_of_the_desktop(tmp_path: Path) -> None:
    environ = {"XDG_RUNTIME_DIR": str(tmp_path)}
    assert session_bus(environ) == ""
    (tmp_path / "bus").touch()
    assert session_bus(environ) == f"unix:path={tmp_path}/bus"
    linux = System("notify-send")
    assert notify(WORDS, linux.which, linux.run, environ) == "notify-send"
    assert linux.environ == {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path}/bus"}
    assert session_bus({}, user=4_000_000_000) == ""


# The schedulers of a system


def reminders(system: System, home: Path) -> Reminders:
    return Reminders(system.which, system.run, {"HOME": str(home)}, lambda: True)


def test_the_schedulers_are_tried_in_order_and_leave_one_reminder(tmp_path: Path) -> None:
    command = ("/bin/sh", "-c", "true")
    system = System("crontab")
    on_cron = reminders(system, tmp_path).set(dt.time(21, 30), command)
    assert on_cron.where.startswith("your crontab: 30 21 * * * ")
    system.programs.add("systemctl")
    on_systemd = reminders(system, tmp_path).set(dt.time(8), command)
    units = tmp_path / ".config" / "systemd" / "user"
    assert on_systemd.where == f"{units}/supine-remind.timer and supine-remind.service"
    assert system.crontab is None  # it does not ring twice
    # Where the user manager does not answer, cron takes over, and what systemd has is said.
    system.failing = {"systemctl": "no bus"}
    found = reminders(system, tmp_path).find()
    assert found is not None and found.lost == "systemd doesn't answer for your user here"
    reminders(system, tmp_path).set(dt.time(9), command)
    assert list(units.iterdir()) == []
    assert system.crontab is not None and system.crontab.startswith(b"0 9 * * * /bin/sh")
    assert reminders(system, tmp_path).remove() is not None
    assert reminders(system, tmp_path).remove() is None
