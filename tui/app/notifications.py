"""Notifications: one at a time, above the keys, and a problem is not lost to what follows it."""

from __future__ import annotations

from typing import Literal

from textual import events
from textual.app import App
from textual.notifications import Notification, Notify

PROBLEM_S = 10.0
"""How long a notification about the file is shown, in seconds."""
_TOGETHER_S = 1.0
"""What is said within this time of a problem, in seconds, belongs to it."""


class NotifyingApp(App[None], inherit_bindings=False):
    """An app that shows one notification at a time, which never lies over the keys."""

    _last_problem: Notification | None = None

    @property
    def key_rows(self) -> int:
        """The rows of the keys at the bottom of the screen."""
        return 1

    def notify_problem(self, message: str, severity: Literal["warning", "error"] = "error") -> None:
        """Say that something about the file went wrong."""
        # A path in the message may look like markup, which would swallow it.
        self.notify(message, severity=severity, timeout=PROBLEM_S, markup=False)

    def on_notify(self, event: Notify) -> None:
        """Show one notification at a time: the newest. Textual adds it after this.

        With several, the rack they stand in scrolls, and what had been scrolled stays on the screen
        when they go. A problem is not lost to what is said of the same change: both are shown.
        """
        new, old = event.notification, self._last_problem
        is_recent = old is not None and new.raised_at - old.raised_at < _TOGETHER_S
        if old is not None and is_recent and new.severity == "information":
            new.message = f"{old.message}\n{new.message}"
            new.severity, new.timeout, new.markup = old.severity, old.timeout, False
        is_problem = new.timeout == PROBLEM_S and new.severity != "information"
        self._last_problem = new if is_problem else None
        self._clear_notifications()
        self.place_notifications()

    def on_resize(self, _: events.Resize) -> None:
        """Keep what is said above the keys, which have other rows once the size has changed."""
        self.call_later(self.place_notifications)

    def place_notifications(self) -> None:
        """Let what is said stand above the keys, on all screens."""
        for screen in self.screen_stack:
            for rack in screen.query("ToastRack"):
                rack.styles.margin = (0, 0, self.key_rows, 0)

    def _clear_notifications(self) -> None:
        self.clear_notifications()
        for screen in self.screen_stack:
            screen.query("ToastHolder").remove()

    def make_room(self) -> None:
        """Take away what was said, unless it is a problem, so that it does not lie over choices."""
        problem = self._last_problem
        if problem is None or problem.has_expired:
            self._clear_notifications()
