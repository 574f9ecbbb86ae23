"""``supine remind``, on a system whose programs are made up (`tests.reminders.fakes`)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.builders import write
from tests.cli.command_line import CommandLine
from tests.diary.faults import Disk
from tests.reminders.fakes import System
from tui.cli.support import NO_DATA, USAGE
from tui.reminders import system as schedulers

OTHERS = b"# mine\r\n5 4 * * * date +\\%F\nno end"


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> System:
    """A system with cron, and with no desktop."""
    made = System("crontab", crontab=OTHERS)
    home = {"HOME": str(tmp_path / "home")}
    monkeypatch.setattr(
        "tui.cli.commands.remind.Reminders",
        lambda: schedulers.Reminders(made.which, made.run, home, lambda: True),
    )
    monkeypatch.setattr("shutil.which", made.which)
    monkeypatch.setattr("tui.cli.commands.remind.run", made.run)
    monkeypatch.delenv("TZ", raising=False)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    return made


def test_a_reminder_is_set_shown_changed_and_removed(supine: CommandLine, system: System) -> None:
    assert supine("remind").out == "No reminder is set. To set one: supine remind 21:30\n"
    said = supine("remind", "9:30", "pm").out.splitlines()
    assert said[0] == "You'll be reminded at 21:30, if the day is still open. Next: today at 21:30."
    assert system.crontab is not None
    line = system.crontab.partition(b"\n")[0].decode()
    assert said[1:] == [
        f"Written to your crontab: {line}",
        "There's no desktop to notify here, so supine streak says it in your prompt.",
        "supine remind off removes it.",
    ]
    assert line.startswith("30 21 * * * ") and line.endswith(" # supine remind")
    assert f"remind now --due 21:30 --file {supine.path}" in line
    assert supine("remind").out == (
        "The reminder rings at 21:30, if the day is still open. Next: today at 21:30.\n"
        f"Written in your crontab: {line}\n"
    )
    supine("remind", "07:00", "--routine", "neck-and-upper-back")
    line = system.crontab.partition(b"\n")[0].decode()
    assert supine("remind", "--json").json == {
        "time": "07:00",
        "next": "2026-11-23T07:00:00+01:00",
        "where": f"your crontab: {line}",
        "lost": "",
    }
    assert line.endswith("--routine neck-and-upper-back # supine remind")
    assert supine("remind", "OFF").out.startswith("The reminder is off. Removed: your crontab")
    assert system.crontab == OTHERS
    assert supine("remind", "off").out == "No reminder is set.\n"
    assert supine("remind", "off", "--json").json == {"time": None, "removed": None}
    assert not supine.path.exists()


def test_a_reminder_that_will_not_ring_says_why(
    supine: CommandLine, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/gone/bin/python")
        said = supine("remind", "21:30").out.splitlines()
    lost = (
        "It won't ring: it calls /gone/bin/python, which isn't there any more. To set it again: "
        "supine remind 21:30"
    )
    assert said[2] == lost
    assert supine("remind").out.splitlines()[-1] == lost
    assert supine("remind", "--json").json["lost"] == lost
    other = supine.call("--file", f"{supine.path}2", "remind").out
    assert f"It's for the diary {supine.path}, which isn't there. To set it" in other
    assert system.crontab is not None
    system.crontab = system.crontab.replace(b"30 21 * * *", b"30 21 * * 1-5")
    changed = supine("remind")
    assert "changed by hand, so when it rings isn't known" in changed.out
    assert supine("remind", "--json").json["time"] is None


def test_a_reminder_of_what_is_not_there_or_archived_says_so(
    supine: CommandLine, system: System
) -> None:
    supine("routines", "add", "Evening")
    supine("remind", "21:30", "--routine", "EVENING")
    assert system.crontab is not None and b"--routine evening # supine remind" in system.crontab
    assert "won't ring" not in supine("remind").out
    supine("routines", "archive", "evening")
    again = "To set it again: supine remind 21:30"
    said = f"It won't ring: its routine 'evening' is archived. {again}"
    assert supine("remind").out.splitlines()[-1] == supine("remind", "--json").json["lost"] == said
    assert supine("remind", "now", "--routine", "evening", "--json").json["rang"] is False
    assert "'evening' is archived" in supine.fails(USAGE, "remind", "21:30", "--routine", "evening")
    system.crontab = system.crontab.replace(b"--routine evening", b"--routine=gone")
    assert "It won't ring: its diary has no routine 'gone' any more." in supine("remind").out
    # Asked from another diary, the one of the entry is looked at.
    other = supine.call("--file", f"{supine.path}2", "remind").out
    assert "no routine 'gone' any more" in other and f"It's for the diary {supine.path}." in other
    supine.path.unlink()
    system.crontab = system.crontab.replace(b" --routine=gone", b"")
    assert supine.call("--file", f"{supine.path}2", "remind").out.splitlines()[-1] == (
        f"It's for the diary {supine.path}, which isn't there. To set it for yours: "
        "supine remind 21:30"
    )


def test_off_takes_the_mark_away_beside_the_diary_that_it_was_set_for(
    supine: CommandLine, system: System
) -> None:
    del system
    supine("remind", "21:30")
    supine("remind", "now")
    mark = supine.path.with_name(".diary.json.reminder")
    assert mark.exists()
    supine.call("--file", f"{supine.path}2", "remind", "off")
    assert not mark.exists()


def test_a_time_that_was_changed_by_hand_rings(supine: CommandLine, system: System) -> None:
    supine("remind", "21:30")
    assert system.crontab is not None
    late = ("remind", "now", "--due", "21:30", "--json")
    assert supine(*late).json["rang"] is False  # at 20:15 that was yesterday's
    for by_hand, rings in ((b"15 20 * * *", True), (b"16 20 * * *", False), (b"@daily", True)):
        line = by_hand + system.crontab[len(b"30 21 * * *") :]
        system.crontab, before = line, system.crontab
        assert supine(*late).json["rang"] is rings
        system.crontab = before
    system.failing = {"crontab -l": "permission denied"}
    assert supine(*late).json["rang"] is False


@pytest.mark.skipif(sys.platform == "win32", reason="there is no file of the zone")
def test_it_is_said_which_clock_counts_where_the_shell_has_another_one(
    supine: CommandLine, system: System, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    del system
    monkeypatch.setattr("tui.reminders.ring.SYSTEM_ZONE", tmp_path / "none")  # so it is UTC
    monkeypatch.setenv("TZ", "Europe/Berlin")
    lines = supine("remind", "20:00").out.splitlines()  # 20:15 in Berlin is 19:15 there
    assert "Next: today at 20:00." in lines[0]
    said = "That's by the system's clock, where it's 19:15 now; TZ is 'Europe/Berlin' here."
    assert said in lines and said in supine("remind").out
    assert supine("remind", "--json").json["next"] == "2026-11-22T20:00:00+00:00"
    monkeypatch.delenv("TZ")
    assert "Next: tomorrow at 20:00." in supine("remind").out


def test_bad_input_is_one_line_and_changes_nothing(supine: CommandLine, system: System) -> None:
    for wrong, words in {
        "25:00": ["25:00"],
        "soon": ["soon"],
        "off now": ["off", "now"],
        "": [" "],
    }.items():
        message = supine.fails(USAGE, "remind", *words)
        assert f"{wrong!r} is not a time; write it as HH:MM, such as 21:30" in message
    assert "no routine 'x'" in supine.fails(USAGE, "remind", "21:30", "--routine", "x")
    assert "--due" in supine.fails(USAGE, "remind", "21:30", "--due", "21:30")
    system.failing = {"crontab -l": "permission denied"}
    for when in ([], ["21:30"], ["off"]):
        assert supine.fails(NO_DATA, "remind", *when) == (
            "supine remind: can't read your crontab (permission denied); nothing was changed\n"
        )
    system.failing = {"crontab -": "bad minute"}
    assert "can't change your crontab (bad minute)" in supine.fails(NO_DATA, "remind", "21:30")
    assert system.crontab == OTHERS
    system.programs.clear()
    assert "there is no scheduler here" in supine.fails(NO_DATA, "remind", "21:30")
    assert supine("remind").out.startswith("No reminder is set.")


def test_it_rings_only_while_today_is_open(
    supine: CommandLine, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/x")
    system.programs.add("notify-send")

    def rings(*options: str) -> str:
        before = len(system.calls)
        answer = supine("remind", "now", *options)
        assert (answer.out, answer.err) == ("", "")  # cron would mail it
        shown = [call for call in system.calls[before:] if call[0] == "notify-send"]
        return shown[0][-1] if shown else ""

    assert rings("--due", "20:15") == "Time to lie down? 2 each today, about 2 minutes."
    assert rings("--due", "20:16") == ""  # that was yesterday's
    assert supine("remind", "now", "--json").json == {
        "rang": True,
        "by": "notify-send",
        "words": "Time to lie down? 2 each today, about 2 minutes.",
    }
    supine("settings", "set", "schedule", "daily full")
    supine("log", "--reps", "neck=1")
    assert rings() == "Time to lie down? 2 and 1 more today, about 2 minutes."
    supine("log")
    assert rings() == ""
    supine.at(2026, 11, 23, 20, 15)
    supine("rest", "--reason", "ill")
    assert rings() == ""
    supine.at(2026, 11, 24, 20, 15)
    supine("check-in", "warning")
    assert rings() == ""
    assert supine("remind", "now", "--json").json == {"rang": False, "by": None, "words": None}


def test_without_a_desktop_the_next_prompt_says_it(supine: CommandLine, system: System) -> None:
    del system
    supine("log", "--date", "yesterday")
    usual = supine("streak").out
    before = supine.path.read_bytes()
    assert supine("remind", "now", "--json").json["by"] == "prompt"
    assert supine.path.read_bytes() == before  # only read
    reminded = "1 day · Time to lie down? 2 each today, about 2 minutes.\n"
    assert supine("streak").out == supine("streak").out == reminded
    assert supine("streak", "--json").json["today"] == "pending"
    supine("log", "--reps", "1")
    assert supine("streak").out == "2 days · today already counts\n"
    supine("forget", "last")
    assert supine("streak").out == reminded
    supine.at(2026, 11, 23, 20, 15)  # the mark of another day
    assert supine("streak").out == "0 days · still time today, until 03:00\n"
    supine("remind", "now")
    assert supine("streak").out.startswith("0 days · Time to lie down?")
    supine.at(2026, 11, 22, 20, 15)
    supine("remind", "off")
    assert supine("streak").out == usual
    supine.path.with_name(".diary.json.reminder").mkdir()  # in the way
    assert supine("streak").out == usual


def test_a_mark_that_cannot_be_written_is_said(
    supine: CommandLine, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    del system
    supine("log", "--date", "yesterday")
    Disk(monkeypatch).fill()
    message = supine.fails(NO_DATA, "remind", "now")
    assert "no desktop to notify, and not saved" in message


def test_a_reminder_says_nothing_of_records_that_were_ignored(
    supine: CommandLine, system: System
) -> None:
    del system
    write(supine.path, sessions={"1": {"id": "bad"}})
    assert "skipped 1 record" in supine("today").err
    assert supine("remind", "now").err == ""


def test_an_unreadable_diary_is_one_line(supine: CommandLine, system: System) -> None:
    del system
    supine.path.write_bytes(b"{")
    assert "cannot read" in supine.fails(NO_DATA, "remind", "now")
