"""One soft notice on the desktop at the end of a session, shown by the terminal itself.

The terminal is asked for it by a code, so it also works over ssh, where the desktop is elsewhere.
There are three codes, and each terminal knows its own: OSC 9 (iTerm2), OSC 777 (foot, Ghostty,
WezTerm, Contour) and OSC 99 (kitty, which shows it only while it is not in front). Terminals that
are not known get none: some would print it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Ask = Callable[[Sequence[str]], str]
"""Returns what a command prints; raises an OSError if it fails. As `tui.cues.remote.ask`."""

WORDS = "Done for today. Rest there as long as you like."
_TITLE = "supine"
_OSC_9, _OSC_777 = f"\x1b]9;{WORDS}\x1b\\", f"\x1b]777;notify;{_TITLE};{WORDS}\x1b\\"
_OSC_99 = (
    f"\x1b]99;i=supine:d=0:u=0:o=unfocused;{_TITLE}\x1b\\"
    f"\x1b]99;i=supine:d=1:p=body:u=0:o=unfocused;{WORDS}\x1b\\"
)
_BY_TERM = {
    "xterm-kitty": _OSC_99,
    "xterm-ghostty": _OSC_777,
    "ghostty": _OSC_777,
    "wezterm": _OSC_777,
    "foot": _OSC_777,
    "foot-extra": _OSC_777,
    "contour": _OSC_777,
}
_BY_PROGRAM = {"iTerm.app": _OSC_9, "WezTerm": _OSC_777, "ghostty": _OSC_777, "contour": _OSC_777}


def notice_code(environ: Mapping[str, str], ask: Ask) -> str:
    """Return what makes the terminal show the notice; empty if it is not known to.

    In tmux the terminal around it is asked for, and gets the code through tmux, which lets it pass
    where its option ``allow-passthrough`` is on, and drops it elsewhere.

    Args:
        environ: the environment variables.
        ask: runs a command.
    """
    term = environ.get("TERM", "")
    # GNU screen cuts longer codes into pieces. The console of Linux knows none.
    if "STY" in environ or term in ("linux", "dumb"):
        return ""
    if "TMUX" not in environ:
        program = environ.get("TERM_PROGRAM", environ.get("LC_TERMINAL", ""))
        program = {"iTerm2": "iTerm.app"}.get(program, program)
        # Another terminal that was started from that one inherits its name, but has its own TERM.
        named = _BY_PROGRAM.get(program, "") if term.startswith("xterm") else ""
        return _BY_TERM.get(term, "") or named
    try:
        outer = ask(["tmux", "display-message", "-p", "#{client_termname}"]).strip()
    except OSError:
        return ""
    code = _BY_TERM.get(outer, "")
    doubled = code.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\" if code else ""
