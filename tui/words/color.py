"""Whether colours are wanted: by the option, by the environment, or by the terminal."""

from __future__ import annotations

from collections.abc import Mapping


def wants_color(option: str, environ: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Return whether to draw in colours, on the command line and in the app.

    The first of these that says anything decides. A variable that is empty says nothing.

    1. The option: ``always`` or ``never``.
    2. ``NO_COLOR`` (https://no-color.org): no colours.
    3. ``FORCE_COLOR`` and ``CLICOLOR_FORCE``: colours, also in a pipe and on a dumb terminal. A
       ``FORCE_COLOR`` of 0 or false means none; a ``CLICOLOR_FORCE`` of 0 says nothing.
    4. What is no terminal, ``TERM=dumb``, and ``CLICOLOR=0``: no colours.

    Args:
        option: the option ``--color``: auto, always or never.
        environ: the environment variables.
        is_terminal: whether the output goes to a terminal.
    """
    if option != "auto":
        return option == "always"
    if environ.get("NO_COLOR"):
        return False
    if forced := environ.get("FORCE_COLOR"):
        return forced.lower() not in ("0", "false")
    if environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return is_terminal and environ.get("TERM") != "dumb" and environ.get("CLICOLOR") != "0"
