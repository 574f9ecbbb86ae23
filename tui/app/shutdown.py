"""The end that comes whatever happens, for a program that was told to end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading

from textual.driver import Driver

_CODE = 3
"""As the command line ends when the data cannot be written."""


def force_exit_after(seconds: float, driver: Driver | None) -> None:
    """End this process after some seconds if it is still there, the terminal as it was found.

    A disk that does not answer holds up messages to the app, and threads that Python waits for at
    its own end. This waits for neither: it is called by the event loop or, where that has ended or
    cannot write to the terminal either, half a second later by a thread.
    """
    asyncio.get_running_loop().call_later(seconds, _end_anyhow, driver)
    last = threading.Timer(seconds + 0.5, os._exit, (_CODE,))
    last.daemon = True
    last.start()


def _end_anyhow(driver: Driver | None) -> None:
    # The terminal may have gone.
    with contextlib.suppress(Exception):
        if driver is not None:
            driver.stop_application_mode()
            driver.close()
    with contextlib.suppress(Exception):
        print("The disk did not answer; what was saved before stands.", file=sys.__stderr__)
    os._exit(_CODE)
