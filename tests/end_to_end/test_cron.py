"""A reminder that is set through the real cron rings, and the crontab is left as it was.

cron is given a clock that stands two seconds before a minute, so that nobody waits for one. It has
to be the system's own crontab and a cron of our own, so this is tried only where `SUPINE_TRY_CRON`
says that nothing is lost by it, as `.ci/run` does: as root, and where no cron runs.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.reminders.cron import is_daemon_running

NEEDED = ("cron", "crontab", "faketime")
RING_WITHIN_S = 45.0
OTHERS = b"# mine \\r\r\n5 4 * * * true 100\\% \xc3\xbc\n"

pytestmark = [
    pytest.mark.skipif(not os.environ.get("SUPINE_TRY_CRON"), reason="SUPINE_TRY_CRON is not set"),
    pytest.mark.skipif(not all(map(shutil.which, NEEDED)), reason=f"needs {', '.join(NEEDED)}"),
    pytest.mark.skipif(
        sys.platform == "win32" or os.geteuid() != 0 or is_daemon_running(),
        reason="needs root, and no cron that runs already",
    ),
]


@pytest.fixture
def crontab() -> Iterator[None]:
    """The crontab with other lines in it; it is put back at the end."""
    before = subprocess.run(["crontab", "-l"], capture_output=True, check=False)
    subprocess.run(["crontab", "-"], input=OTHERS, check=True)
    yield
    if before.returncode == 0:
        subprocess.run(["crontab", "-"], input=before.stdout, check=True)
    else:
        subprocess.run(["crontab", "-r"], check=True)


def supine(path: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "tui", "--file", str(path), *arguments]
    environ = {k: v for k, v in os.environ.items() if k != "DBUS_SESSION_BUS_ADDRESS"}
    environ["XDG_CONFIG_HOME"] = environ["XDG_CACHE_HOME"] = str(path.parent)
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environ).stdout


def bytes_of_crontab() -> bytes:
    """The crontab as an editor is given it; its list is not byte for byte."""
    environ = os.environ | {"VISUAL": "cat", "EDITOR": "cat"}
    return subprocess.run(["crontab", "-e"], capture_output=True, check=True, env=environ).stdout


@pytest.mark.usefixtures("crontab")
def test_a_reminder_set_through_cron_rings(tmp_path: Path) -> None:
    path = tmp_path / "my ü%d $HOME's" / "dia ry.json"
    path.parent.mkdir()
    # The minute that has begun, which cron has still before it.
    now = dt.datetime.now().astimezone()
    due = now.replace(second=0, microsecond=0)
    assert "Written to your crontab" in supine(path, "remind", f"{due:%H:%M}")
    mark = path.with_name(f".{path.name}.reminder")
    behind = (now - due).total_seconds() + 2
    command = ["faketime", "-f", f"-{behind:.0f}s", "cron", "-f"]
    cron = subprocess.Popen(command, start_new_session=True)
    try:
        until = time.monotonic() + RING_WITHIN_S
        while not mark.exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert mark.exists()
        assert "Time to lie down? 2 each today" in supine(path, "streak")
    finally:
        os.killpg(cron.pid, signal.SIGKILL)
        cron.wait()
    supine(path, "remind", "off")
    assert bytes_of_crontab() == OTHERS
