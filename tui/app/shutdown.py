"""The end of the process for a program that was told to end, whatever holds it up."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading

from textual.driver import Driver

_EXIT_CODE = 3
"""The exit code of the command line for data that cannot be written."""


def force_exit_after(seconds: float, driver: Driver | None) -> None:
    """End this process after some seconds if it still runs, and restore the terminal.

    A disk that does not answer holds up the app's messages, and also a normal exit, for which
    Python waits for all its threads. `os._exit` waits for nothing. The event loop calls it. A
    thread calls it half a second later, should the loop have ended or hang on the terminal.

    Args:
        seconds: how long to wait.
        driver: what the terminal is restored with; None where there is none.
    """
    asyncio.get_running_loop().call_later(seconds, _exit_now, driver)
    last_resort = threading.Timer(seconds + 0.5, os._exit, (_EXIT_CODE,))
    last_resort.daemon = True
    last_resort.start()


def _exit_now(driver: Driver | None) -> None:
    # The terminal may have gone, and then neither of these works.
    with contextlib.suppress(Exception):
        if driver is not None:
            driver.stop_application_mode()
            driver.close()
    with contextlib.suppress(Exception):
        print("The disk did not answer; what was saved before stands.", file=sys.__stderr__)
    os._exit(_EXIT_CODE)
