"""Each scheduler: what is written, read back, changed and removed, and nothing else touched."""

from __future__ import annotations

import datetime as dt
import os
import plistlib
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reminders.fakes import System
from tui.reminders.cron import Cron, crontab_line, is_daemon_running
from tui.reminders.launchd import LABEL, Launchd, agent
from tui.reminders.programs import Done, Run
from tui.reminders.scheduler import NAME, ReminderProblem, Scheduler
from tui.reminders.systemd import (
    OURS,
    SERVICE,
    TIMER,
    Systemd,
    service_unit,
    timer_unit,
    unit_words,
)
from tui.reminders.task_scheduler import TaskScheduler, task

EVENING, MORNING = dt.time(21, 30), dt.time(7, 5)
HARD = ("/opt/my ü%d $HOME's/py\"thon", "-m", "tui", "--file", "/a b/`id`;#\\%\\\\.json", "", "%%")
"""A command of which every part means something to a shell, to cron or to systemd."""


def cron(system: System, *, is_running: bool = True) -> Cron:
    return Cron("/bin/crontab", system.run, lambda: is_running)


def schedulers(folder: Path) -> list[tuple[System, Scheduler]]:
    """Return every scheduler, each on a system of its own."""
    systems = [System() for _ in range(4)]
    on_cron, on_systemd, on_launchd, on_windows = systems
    every: list[Scheduler] = [
        cron(on_cron),
        Systemd("/bin/systemctl", on_systemd.run, folder / "units"),
        Launchd("/bin/launchctl", on_launchd.run, folder / "agents", 501),
        TaskScheduler("schtasks", on_windows.run),
    ]
    return list(zip(systems, every, strict=True))


def test_what_is_set_is_read_back_changed_and_removed(tmp_path: Path) -> None:
    for system, scheduler in schedulers(tmp_path):
        assert scheduler.read() is None
        scheduler.remove()  # nothing there is nothing to remove
        for time in (EVENING, MORNING):
            scheduler.install(time, HARD)
            entry = scheduler.read()
            assert entry is not None and entry.time == time and entry.lost == ""
            assert entry.command[0] == HARD[0]
            assert entry.is_program_missing
            assert entry.command == HARD
        scheduler.remove()
        assert scheduler.read() is None
        assert (system.crontab, system.active, system.tasks) == (None, set(), {})
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left == []


def test_what_a_scheduler_refuses_changes_nothing(tmp_path: Path) -> None:
    failing = ["crontab -", "systemctl --user enable", "launchctl bootstrap", "schtasks /Create"]
    for (system, scheduler), call in zip(schedulers(tmp_path), failing, strict=True):
        for before in (None, MORNING):
            if before is not None:
                scheduler.install(before, HARD)
            system.failing = {call: "line one\nnot allowed\n"}
            with pytest.raises(ReminderProblem, match=r"\(not allowed\); ") as refused:
                scheduler.install(EVENING, HARD)
            system.failing = {}
            entry = scheduler.read()
            assert (entry and entry.time) == before
            # launchd was asked to take the one before again, and refused that, too.
            is_lost = "the one before isn't loaded any more" in str(refused.value)
            assert is_lost is bool(entry and entry.lost)
            assert is_lost or str(refused.value).endswith("; nothing was changed")


def test_a_timer_that_is_refused_leaves_nothing_that_would_start_it(tmp_path: Path) -> None:
    system = System()
    scheduler = Systemd("/bin/systemctl", system.run, tmp_path)
    link = tmp_path / "timers.target.wants" / TIMER
    link.parent.mkdir()
    link.symlink_to(tmp_path / TIMER)  # as `enable` made it
    system.failing = {"systemctl --user restart": "no", "systemctl --user disable": "no"}
    with pytest.raises(ReminderProblem):
        scheduler.install(EVENING, HARD)
    assert not link.is_symlink() and not (tmp_path / TIMER).exists()


def test_a_file_that_was_edited_but_not_read_again_will_not_ring(tmp_path: Path) -> None:
    def replies(answers: dict[str, bytes], system: System) -> Run:
        def run(
            command: Sequence[str | bytes],
            given: bytes = b"",
            environ: Mapping[str, str] | None = None,
        ) -> Done:
            done = system.run(command, given, environ)
            found = (out for word, out in answers.items() if word in command)
            return Done(done.code, next(found, done.out), done.error)

        return run

    answers: dict[str, bytes] = {}
    on_systemd = Systemd("/bin/systemctl", replies(answers, System()), tmp_path)
    on_launchd = Launchd("/bin/launchctl", replies(answers, System()), tmp_path, 501)
    for scheduler, word, known, edited in (
        (on_systemd, "--property=NeedDaemonReload", b"no\n", b"yes\n"),
        (
            on_launchd,
            "print",
            b'"Minute" => 30\n"Hour" => 21\n',
            b'"Minute" => 30\n"Hour" => 20\n',
        ),
    ):
        scheduler.install(EVENING, HARD)
        for out, lost in (
            (known, ""),
            (edited, f"it was changed by hand, and {scheduler.name} hasn't read it since"),
        ):
            answers[word] = out
            entry = scheduler.read()
            assert entry is not None and entry.lost == lost


def test_an_entry_that_its_scheduler_lost_says_why(tmp_path: Path) -> None:
    lost = {
        "systemd": "systemd doesn't have it loaded",
        "launchd": "launchd doesn't have it loaded",
    }
    for system, scheduler in schedulers(tmp_path):
        scheduler.install(EVENING, HARD)
        system.active.clear()
        entry = scheduler.read()
        assert entry is not None and entry.lost == lost.get(scheduler.name, "")
    system = System(crontab=crontab_line(EVENING, HARD))
    entry = cron(system, is_running=False).read()
    assert entry is not None and entry.lost == "cron doesn't seem to be running here"


# cron

OTHERS = b"# mine\r\n\\r\n5 4 * * 1 echo 100\\% \xff\nSHELL=fish\n@daily # supine reminder\nend"


def test_the_other_lines_of_a_crontab_stay_byte_for_byte() -> None:
    system = System(crontab=OTHERS)
    scheduler = cron(system)
    scheduler.install(EVENING, HARD)
    assert system.crontab is not None
    line, rest = system.crontab.split(b"\n", 1)
    assert (line, rest) == (crontab_line(EVENING, HARD), OTHERS)
    # Moved by hand to another place, where it stays.
    system.crontab = b"first\n" + line + b"\r\n" + OTHERS
    scheduler.install(MORNING, HARD)
    assert system.crontab == b"first\n" + crontab_line(MORNING, HARD) + b"\r\n" + OTHERS
    scheduler.remove()
    assert system.crontab == b"first\n" + OTHERS


@given(st.lists(st.binary(max_size=12).map(lambda x: x.replace(b"\n", b"\r")), max_size=6))
def test_any_crontab_is_what_it_was_once_the_reminder_is_off(lines: list[bytes]) -> None:
    before = b"\n".join(lines)
    system = System(crontab=before)
    scheduler = cron(system)
    scheduler.install(EVENING, HARD)
    scheduler.install(MORNING, HARD)
    assert (system.crontab or b"").count(b"# supine remind") == 1
    scheduler.remove()
    assert (system.crontab or b"") == before


def test_a_line_that_was_changed_by_hand_is_said_and_still_removed() -> None:
    for line in (
        b"30 21 * * 1-5 x # supine remind",
        b"@hourly x # supine remind",
        b"61 1 * * * x # supine remind",
    ):
        system = System(crontab=line + b"\n")
        entry = cron(system).read()
        assert entry is not None and entry.time is None
        cron(system).remove()
        assert system.crontab is None
    commented_out = System(crontab=b"#30 21 * * * x # supine remind\n")
    assert cron(commented_out).read() is None


@pytest.mark.parametrize(
    ("error", "is_none_yet"),
    [
        ("no crontab for mia\n", True),
        ("crontab: no crontab for mia\n", True),  # macOS
        ("crontab: can't open 'mia': No such file or directory\n", True),  # busybox
        ("crontab: can't open '/var/spool/cron/mia': No such file or directory\n", False),
        ("crontab: can't change directory to '/var/spool': No such file or directory\n", False),
        ("No such file or directory", False),  # crontab itself
        ("no crontab for mia: permission denied\n", False),
        ("oops\nno crontab for mia\n", False),
        ("", False),
    ],
)
def test_only_what_says_that_there_is_none_yet_is_an_empty_crontab(
    error: str, is_none_yet: bool
) -> None:
    system = System(crontab=OTHERS)
    system.failing = {"crontab -l": error}
    if is_none_yet:
        assert cron(system).read() is None
    else:
        with pytest.raises(ReminderProblem, match="can't read your crontab"):
            cron(system).install(EVENING, HARD)
        assert system.crontab == OTHERS


def test_a_crontab_that_cannot_be_read_is_not_changed() -> None:
    system = System(crontab=OTHERS)
    system.failing = {"crontab -l": "You (mia) are not allowed to use this program (crontab)\n"}
    for act in (
        cron(system).read,
        cron(system).remove,
        lambda: cron(system).install(EVENING, HARD),
    ):
        with pytest.raises(ReminderProblem) as refused:
            act()
        assert str(refused.value) == (
            "can't read your crontab (You (mia) are not allowed to use this program (crontab)); "
            "nothing was changed"
        )
    assert system.crontab == OTHERS
    system.failing = {"crontab -e": "no editor"}
    with pytest.raises(ReminderProblem, match="can't read your crontab byte for byte"):
        cron(system).install(EVENING, HARD)
    assert system.crontab == OTHERS
    with pytest.raises(ReminderProblem, match="line break"):
        crontab_line(EVENING, ["a\nb"])


@pytest.mark.skipif(sys.platform == "win32", reason="there is no sh")
def test_a_shell_calls_exactly_the_command_of_the_line(tmp_path: Path) -> None:
    program = tmp_path / "my ü%d $HOME's" / 'prog"ram'
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nfor each; do printf "%s\\0" "$each"; done\n')
    program.chmod(0o755)
    line = crontab_line(EVENING, [str(program), *HARD[1:]])
    assert b"%" not in line  # which cron would take for the end of the command
    command = line.split(b" ", 5)[5]
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, check=True)
    assert done.stdout.split(b"\0")[:-1] == [os.fsencode(each) for each in HARD[1:]]


def test_whether_cron_runs_is_seen_only_where_processes_are(tmp_path: Path) -> None:
    assert is_daemon_running(tmp_path)  # nothing to be seen
    for number, name in (("1", "systemd"), ("7", "bash")):
        (tmp_path / number).mkdir()
        (tmp_path / number / "comm").write_text(f"{name}\n")
    assert not is_daemon_running(tmp_path)
    (tmp_path / "7" / "comm").write_text("crond\n")
    assert is_daemon_running(tmp_path)


# systemd


def test_units_of_others_are_not_touched(tmp_path: Path) -> None:
    for name in (TIMER, SERVICE):
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_text("[Unit]\n")
        system = System()
        scheduler = Systemd("/bin/systemctl", system.run, folder)
        with pytest.raises(ReminderProblem, match="wasn't written by supine"):
            scheduler.install(EVENING, HARD)
        scheduler.remove()
        assert [each.name for each in folder.iterdir()] == [name]
        assert scheduler.read() is None


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze")
def test_the_units_are_what_systemd_takes(tmp_path: Path) -> None:
    (tmp_path / SERVICE).write_bytes(os.fsencode(service_unit([sys.executable, *HARD, "a\nb"])))
    (tmp_path / TIMER).write_text(timer_unit(EVENING))
    units = [str(tmp_path / SERVICE), str(tmp_path / TIMER)]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *units],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert NAME not in done.stderr, done.stderr


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t$%")),
        min_size=1,
    )
)
def test_a_unit_gives_back_its_command(command: list[str]) -> None:
    started = service_unit(command).partition("ExecStart=")[2].rstrip("\n")
    assert "\n" not in started
    assert unit_words(started)[1:] == tuple(command)
    assert timer_unit(MORNING).startswith(OURS)


# launchd, and the Task Scheduler


def test_the_agent_is_a_property_list() -> None:
    assert plistlib.loads(agent(EVENING, HARD)) == {
        "Label": LABEL,
        "ProgramArguments": list(HARD),
        "StartCalendarInterval": {"Hour": 21, "Minute": 30},
        "ProcessType": "Background",
    }


def test_an_agent_that_was_changed_by_hand_is_said(tmp_path: Path) -> None:
    (tmp_path / f"{LABEL}.plist").write_bytes(b"<plist><dict>")
    entry = Launchd("/bin/launchctl", System().run, tmp_path, 501).read()
    assert entry is not None and (entry.time, entry.command) == (None, ())


def test_the_task_is_xml_with_the_whole_command() -> None:
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    command = (r"C:\Mia & Co\pythonw.exe", "-P", "--file", r"C:\a <b>\supine.json")
    found = ElementTree.fromstring(task(EVENING, command).partition("?>")[2])
    assert found.findtext(".//t:Command", namespaces=space) == command[0]
    arguments = found.findtext(".//t:Arguments", namespaces=space)
    assert arguments == r'-P --file "C:\a <b>\supine.json"'
    assert found.findtext(".//t:StartBoundary", namespaces=space) == "2026-01-01T21:30:00"


@given(st.lists(st.text(st.sampled_from('a \t"\\é')), max_size=4))
def test_a_task_gives_back_its_arguments(arguments: list[str]) -> None:
    system = System()
    scheduler = TaskScheduler("schtasks", system.run)
    scheduler.install(EVENING, ["x", *arguments])
    entry = scheduler.read()
    assert entry is not None and entry.command == ("x", *arguments)


def test_a_task_that_is_switched_off_says_so() -> None:
    system = System()
    scheduler = TaskScheduler("schtasks", system.run)
    off = task(EVENING, HARD).replace("<Settings>", "<Settings><Enabled>false</Enabled>")
    system.tasks[NAME] = off.encode("utf-16")
    entry = scheduler.read()
    assert entry is not None and entry.lost == "the task is switched off"
    system.tasks[NAME] = b"<"
    entry = scheduler.read()
    assert entry is not None and entry.time is None
