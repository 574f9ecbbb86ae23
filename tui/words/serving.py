"""What ``supine serve`` says: on the command line, and in its page."""

from __future__ import annotations

NEEDS_EXTRA = (
    "this needs the extra supine[serve]; in supine's folder: python -m pip install '.[serve]'"
)
BEYOND_THIS_MACHINE = (
    "anyone on this network who has the address can use your diary, and the connection isn't "
    "encrypted; use it on a network you trust"
)
ONLY_HERE = "this address works on this computer only; for another device, add --host 0.0.0.0"
NO_BLOCKS = "The QR code can't be drawn here: this output can't show block characters."
END_WITH = "Press ctrl+c to end."
NO_KEY = (
    "This page is locked. Open the address that supine serve printed when it started: it holds "
    "the key."
)
FOREIGN = "supine can't be opened this way. Use the address that supine serve printed."
MISTAKE = "supine made a mistake here. What you've done is saved."
NOT_FOUND = "There is nothing here."
TOO_MANY = "This is open in many tabs already. Close one of them, then try again."
TAKEN = "supine is open in another tab, which was opened later."
CLOSED = "supine is closed. Everything you've done is saved."
SERVER_CLOSED = "supine serve has ended. Everything you've done is saved."
SLOW = (
    "If nothing else appears here, this browser is too old. The page needs one from 2021 or later."
)
PAGE_WORDS = {
    "lost": "The connection is lost. Trying again …",
    "locked": (
        "supine serve was started again, with a new key. Open the address that it printed this "
        "time."
    ),
    "again": "Open again",
    "here": "Use it here",
    "insecure": (
        "This connection isn't encrypted, so the browser may let your screen switch off, and the "
        "sound with it. Set a longer time in your device's display settings."
    ),
    "silent": "This browser can't play sounds. Follow the screen instead.",
    "sound": "Tap once for sound",
    "close": "OK",
    "keyboard": "Keyboard",
}
"""The sentences that the page itself shows, by the name under which it knows them."""


def opened_words(address: str) -> str:
    """Return where the page is."""
    return f"Open {address} in a browser."


def in_use_words(port: int) -> str:
    """Return that another program has a port."""
    return (
        f"port {port} is in use; choose another one with --port, or close the program that's "
        "using it"
    )


def not_allowed_words(port: int) -> str:
    """Return that the system does not let this program have a port."""
    return f"port {port} isn't allowed here; choose one from 1024 up with --port"


def proxied_words(address: str) -> str:
    """Return what a proxy is to do, and who can use the diary then."""
    return (
        f"the proxy should pass everything on to {address} and keep the Host header; anyone who "
        "reaches it and has the address can use your diary"
    )


def no_origin_words(text: str) -> str:
    """Return that a text is no address of https without a path."""
    return f"--origin must be an address such as https://tablet.example, not {text!r}"


def no_host_words(host: str) -> str:
    """Return that a name or number is no address of this machine."""
    return f"{host!r} isn't an address of this computer"
