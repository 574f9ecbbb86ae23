"""The program as the monkey starts it: the real one, with an ear for whether it still answers.

Run as ``python -m tests.monkey.probe FILE``, on a pseudo-terminal that becomes its own. It writes
to the pipe that `PIPE` names: `ANSWER` when the key `HEARTBEAT` has come through the terminal, the
app, the key queue and the widget with the focus; the traceback of what ends it; and at SIGUSR1
where all its threads are.
"""

from __future__ import annotations

import faulthandler
import fcntl
import os
import resource
import signal
import sys
import termios
import traceback

PIPE = "MONKEY_PIPE"
LARGEST_FILE = "MONKEY_LARGEST_FILE"
"""In bytes: 0 makes a disk that takes nothing, also from root."""
HEARTBEAT, HEARTBEAT_SENT = "f20", b"\x1b[57383u"
ANSWER = b"\x06"


def main() -> None:
    """Run the program."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    pipe = int(os.environ.pop(PIPE))
    faulthandler.register(signal.SIGUSR1, file=pipe)
    largest = os.environ.pop(LARGEST_FILE, "")
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest), int(largest)))

    from textual import events

    import tui.cli.main
    from tui.app.main import SupineApp

    deliver, fatal_error = SupineApp.deliver, SupineApp._fatal_error

    def answer() -> None:
        os.write(pipe, ANSWER)

    async def deliver_or_answer(self: SupineApp, key: events.Key) -> None:
        if key.key != HEARTBEAT:
            await deliver(self, key)
        elif not (self.focused or self.screen).call_later(answer):
            self.call_later(answer)  # what had the focus is about to go

    def tell_and_end(self: SupineApp) -> None:
        os.write(pipe, traceback.format_exc().encode(errors="replace")[-20_000:])
        fatal_error(self)

    SupineApp.deliver = deliver_or_answer  # type: ignore[method-assign, assignment]
    SupineApp._fatal_error = tell_and_end  # type: ignore[method-assign]
    sys.argv = ["supine", "--file", *sys.argv[1:]]
    tui.cli.main.run()


if __name__ == "__main__":
    main()
