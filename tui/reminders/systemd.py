"""The reminder as a timer of the systemd user manager: a service, and the timer that starts it."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tui.diary.errors import NotSaved, Unconfirmed
from tui.reminders.programs import Done, Run, why
from tui.reminders.scheduler import NAME, Entry, ReminderProblem

SERVICE, TIMER = f"{NAME}.service", f"{NAME}.timer"
OURS = "# Written by supine remind. supine remind off removes it."
_ON_CALENDAR = re.compile(r"OnCalendar=\*-\*-\* ([0-9]{2}):([0-9]{2}):00")
# `env` starts the command because systemd replaces no `$$` in the path of the program itself.
_ENV = "/usr/bin/env"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "%": "%%", "$": "$$"}


def unit_folder(environ: dict[str, str]) -> Path:
    """Return where a user's units are."""
    base = environ.get("XDG_CONFIG_HOME", "")
    home = environ.get("HOME", "")
    return (Path(base) if base.startswith("/") else Path(home, ".config")) / "systemd" / "user"


class Systemd:
    """The user manager of systemd.

    Args:
        program: the path of ``systemctl``.
        run: runs it.
        folder: where the units are.
    """

    name = "systemd"

    def __init__(self, program: str, run: Run, folder: Path) -> None:
        self._program = program
        self._run = run
        self._folder = folder

    def answers(self) -> bool:
        """Return whether the user manager runs and answers, as it does where the user logged in."""
        return self._systemctl("show", "--property=Version").code == 0

    def read(self) -> Entry | None:
        timer, service = self._text(TIMER), self._text(SERVICE)
        if timer is None or not timer.startswith(OURS):
            return None
        found = _ON_CALENDAR.search(timer)
        time = dt.time(int(found[1]), int(found[2])) if found else None
        started = re.search(r"^ExecStart=(.*)$", service or "", re.MULTILINE)
        command = unit_words(started[1])[1:] if started else ()
        if not self.answers():
            lost, remedy = "systemd doesn't answer for your user here", "It may where you log in."
            return Entry(time, command, str(self._folder / TIMER), lost, remedy)
        if service is None:
            lost = f"{self._folder / SERVICE} is missing"
        else:
            is_active = self._systemctl("is-active", "--quiet", TIMER).code == 0
            lost = "" if is_active else "systemd doesn't have it loaded"
            reload = self._systemctl("show", "--property=NeedDaemonReload", "--value", TIMER)
            if not lost and reload.out.strip() == b"yes":
                lost = "it was changed by hand, and systemd hasn't read it since"
        return Entry(time, command, f"{self._folder / TIMER} and {SERVICE}", lost)

    def install(self, time: dt.time, command: Sequence[str]) -> None:
        for name in (SERVICE, TIMER):
            text = self._text(name)
            if text is not None and not text.startswith(OURS):
                raise ReminderProblem(
                    f"{self._folder / name} wasn't written by supine; move it away first"
                )
        before = {name: self._text(name) for name in (SERVICE, TIMER)}
        try:
            self._put(SERVICE, service_unit(command))
            self._put(TIMER, timer_unit(time))
            self._checked(self._systemctl("daemon-reload"))
            # A timer that runs already would keep its old time.
            self._checked(self._systemctl("enable", TIMER))
            self._checked(self._systemctl("restart", TIMER))
        except ReminderProblem as problem:
            if before[TIMER] is None:
                self._disable()
            for name, text in before.items():
                with suppress(ReminderProblem):
                    self._put(name, text)
            self._systemctl("daemon-reload")
            is_kept = before[TIMER] is None or self._systemctl("restart", TIMER).code == 0
            raise not_taken(problem, is_kept=is_kept) from problem

    def remove(self) -> None:
        if self.read() is None:
            return
        self._disable()
        for name in (TIMER, SERVICE):
            self._put(name, None)
        self._systemctl("daemon-reload")

    def _disable(self) -> None:
        """Stop the timer, and take back what `enable` made."""
        self._systemctl("disable", "--now", TIMER)
        # systemctl cannot remove it where the manager does not answer.
        with suppress(OSError):
            (self._folder / "timers.target.wants" / TIMER).unlink(missing_ok=True)

    def _systemctl(self, *arguments: str) -> Done:
        return self._run([self._program, "--user", *arguments])

    def _checked(self, done: Done) -> None:
        if done.code != 0:
            reason = why(done, "systemctl failed")
            raise ReminderProblem(f"systemd didn't take it ({reason})")

    def _text(self, name: str) -> str | None:
        """Return a unit; None if there is none."""
        try:
            return os.fsdecode((self._folder / name).read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ReminderProblem(f"can't read {self._folder / name}: {error.strerror}") from error

    def _put(self, name: str, text: str | None) -> None:
        """Write a unit, or remove it."""
        put_file(self._folder / name, None if text is None else os.fsencode(text))


def put_file(path: Path, content: bytes | None) -> None:
    """Write a file whole, or remove it where there is no content.

    Raises:
        ReminderProblem: it cannot be written, or not be removed.
    """
    if content is None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise ReminderProblem(f"can't remove {path}: {error.strerror}") from error
        return
    from tui.diary.atomic_write import replace_file  # what only looks does not need it

    try:
        replace_file(path, content)
    except NotSaved as error:
        raise ReminderProblem(str(error)) from error
    except Unconfirmed:  # at the worst a power cut takes it
        pass


def not_taken(problem: ReminderProblem, *, is_kept: bool) -> ReminderProblem:
    """Return a problem of setting a reminder, with what has become of the one before."""
    kept = "nothing was changed" if is_kept else "the one before isn't loaded any more"
    return ReminderProblem(f"{problem}; {kept}")


def timer_unit(time: dt.time) -> str:
    """Return the unit of the timer. Its time is that of the wall clock, also where clocks change.

    What was missed while the machine was off does not ring later.
    """
    return (
        f"{OURS}\n[Unit]\nDescription=A reminder from supine\n\n"
        f"[Timer]\nOnCalendar=*-*-* {time:%H:%M}:00\nAccuracySec=1s\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def service_unit(command: Sequence[str]) -> str:
    """Return the unit of the service that calls a command."""
    words = " ".join(_quoted(word) for word in (_ENV, *command))
    return (
        f"{OURS}\n[Unit]\nDescription=A reminder from supine\n\n"
        f"[Service]\nType=oneshot\nExecStart={words}\n"
    )


def _quoted(word: str) -> str:
    text = "".join(_ESCAPES.get(character, character) for character in word)
    return text if re.fullmatch(r"[\w./:=@+,-]+", text, re.ASCII) else f'"{text}"'


def unit_words(line: str) -> tuple[str, ...]:
    """Return the words of a command line as the unit of a service has it."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    undo = {escaped: plain for plain, escaped in _ESCAPES.items()}
    return tuple(
        re.sub(r"\\.|%%|\$\$", lambda found: undo.get(found[0], found[0]), quoted or bare)
        for quoted, bare in words
    )
