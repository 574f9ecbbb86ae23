"""The bases of all screens: `SupineScreen`, and `SupineDialog` for questions and texts over it.

Both are `ShellScreen`: typed to live in a `Shell`, they release the keys that wait for them once
they are painted, and do no work of their own unless they are complete: mounted, on the stack, and
not about to go. Textual takes a screen apart over several messages, and meanwhile goes on to call
handlers, timers and callbacks. All of these are dropped here, so that no screen has to ask.

A `SupineScreen` also draws the diary: `draw` is called when the screen comes to the top, and when
the diary or the date has changed under it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from pathlib import Path, PurePath
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from textual import events, getters, messages, work
from textual.app import SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.timer import Timer
from textual.widgets import Input

from tui.app.shell import Shell
from tui.app.timers import that_rings

T = TypeVar("T")
# The class that a screen has from a width or height in cells on.
WIDTHS = [(0, "-narrow"), (64, "-medium"), (100, "-wide")]
HEIGHTS = [(0, "-short"), (20, "-medium-high"), (32, "-tall")]

_PACKAGE = Path(__file__).parents[1]
# The style sheets are inside the package when it is installed, and beside it in a checkout.
STYLES = next(
    (d for d in (_PACKAGE / "styles", _PACKAGE.parent / "styles") if (d / "app.tcss").is_file()),
    _PACKAGE,
)


def styles(*names: str) -> list[str | PurePath]:
    """Return the paths of style sheets, for `CSS_PATH`; they are read when first needed."""
    return [STYLES / f"{name}.tcss" for name in names]


_OF_ANY_SCREEN = frozenset(ModalScreen.__mro__)
"""The classes whose handlers make a screen a screen; they are called at any time."""


class ShellScreen(Screen[T]):
    """What screens and dialogs have in common."""

    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    IS_TYPED: ClassVar[bool] = False
    """Whether keys are typed here though no text field has the focus."""

    app = getters.app(Shell)

    @property
    def is_complete(self) -> bool:
        """Whether all that `compose` yields is there: it is mounted, and not about to go."""
        return self.is_mounted and self._is_kept

    @property
    def _is_kept(self) -> bool:
        """Whether the screen is on the stack, and neither it nor the app is about to go."""
        # A screen is detached once the app exits; `display` is cleared once it is being removed,
        # which begins some messages after it was taken off the stack.
        return self.is_attached and self.display and self in self.app.screen_stack

    # What is done for a screen: everything that Textual calls passes through these.

    def _get_dispatch_methods(
        self, method_name: str, message: Message
    ) -> Iterable[tuple[type, Callable[[Message], Awaitable[Any]]]]:
        """Return the handlers of a message; the screen's own ones only while it is complete.

        A resize to a size that the terminal has no longer has none. Textual's handler would lay the
        screen out in it, and announce that to the screen with another resize, and so on, for ever
        (docs/decisions/endless-resizes.md).

        Otherwise Textual's handler of a resize comes first: it gives a screen the classes of its
        size, by which it is drawn. A screen that was covered is resized only once.
        """
        handlers = super()._get_dispatch_methods(method_name, message)
        if isinstance(message, events.Resize):
            if message.size != self.app.size:
                return
            handlers = sorted(handlers, key=lambda each: each[0] not in _OF_ANY_SCREEN)
        for cls, handler in handlers:
            if cls in _OF_ANY_SCREEN or self._is_ready_for(message):
                yield cls, handler

    def _is_ready_for(self, message: Message) -> bool:
        match message:
            case events.Unmount() | messages.Prune():
                return True
            case events.Compose() | events.Mount():  # the last steps to being complete
                return self._is_kept
            case _:
                return self.is_complete

    def on_compose(self) -> None:
        """Take the classes of the size before anything is laid out.

        Textual gives them with the resize that follows the first paint, and what opens would move.
        """
        for cells, sizes in zip(self.app.size, (WIDTHS, HEIGHTS), strict=True):
            self.add_class(next(name for least, name in reversed(sizes) if cells >= least))

    def on_mount(self) -> None:
        """Keep what is said above the keys: it stays while another screen opens."""
        self.app.place_notifications()

    def on_resize(self) -> None:
        """Keep in sight what is being typed: the keyboard of a tablet takes most of the rows."""
        # After the layout for the new size, and after what screens change in the light of it.
        self.call_after_refresh(self.call_after_refresh, self._reveal_typed)

    def _reveal_typed(self) -> None:
        if isinstance(self.focused, Input):
            self.focused.scroll_visible(animate=False)

    def call_later(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        return super().call_later(self._while_complete(callback), *args, **kwargs)

    def call_after_refresh(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        return super().call_after_refresh(self._while_complete(callback), *args, **kwargs)

    def set_timer(
        self, delay: float, callback: Callable[..., Any] | None = None, **options: Any
    ) -> Timer:
        own = callback and self._while_complete(callback)
        return that_rings(super().set_timer(delay, own, **options))

    def set_interval(
        self, interval: float, callback: Callable[..., Any] | None = None, **options: Any
    ) -> Timer:
        return super().set_interval(
            interval, callback and self._while_complete(callback), **options
        )

    def _while_complete(self, callback: Callable[..., Any]) -> Callable[..., Any]:
        """Return a callback of this screen as one that does nothing unless it is complete.

        What every screen of Textual does goes on, and so does what others want to be called, such
        as the key queue: both are defined elsewhere.
        """
        own = (cls.__module__ for cls in type(self).__mro__ if cls not in _OF_ANY_SCREEN)
        if callback.__module__ not in own:
            return callback

        def call(*args: Any, **kwargs: Any) -> Any:
            return callback(*args, **kwargs) if self.is_complete else None

        return call

    async def on_prune(self, event: messages.Prune) -> None:
        """Stop the workers; Textual does it only once the widgets that they use are gone."""
        del event
        self.workers.cancel_node(self)

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """Leave the screen with a result, if it is the one on top.

        Textual takes the screen on top off the stack, whichever is dismissed. An answer that is
        given twice would take another screen away, or the last one, which raises.
        """
        return super().dismiss(result) if self.is_active else AwaitComplete()

    # Neither this handler nor one in a subclass calls super: Textual calls the handlers of all
    # classes in the MRO, those of subclasses first.
    def on_screen_resume(self) -> None:
        """Release the keys that wait for this screen, once it is painted."""
        self.call_after_refresh(self.app.key_queue.release, self)

    def offers(self) -> Iterable[SystemCommand]:
        """Return what can be done here besides the bindings, for the command palette."""
        return ()

    def key_words(self, binding: Binding) -> str:
        """Return what a key does now, for the line of keys and the palette.

        Empty where it would only say why nothing can be done.
        """
        changes = self.app.diary.changes
        is_idle = (binding.action == "undo" and changes.undoable is None) or (
            binding.action == "redo" and changes.redoable is None
        )
        return "" if is_idle else binding.description

    # The widgets below are named by strings, since importing them would delay the first paint.

    def action_page(self, pages: int) -> None:
        """Scroll the text a page down, or up where negative, and keep one line in sight."""
        body = self.query_one("VerticalScroll")
        body.scroll_relative(y=pages * max(1, body.size.height - 1), animate=False)

    async def action_cursor(self, rows: int) -> None:
        """Move the cursor of the screen's list one line down (1) or up (-1)."""
        action = "cursor_down" if rows > 0 else "cursor_up"
        await self.query_one("OptionList").run_action(action)

    def action_scroll(self, rows: int) -> None:
        """Scroll the screen's text down by some rows, or up where negative."""
        self.query_one("VerticalScroll").scroll_relative(y=rows, animate=False)


class SupineScreen(ShellScreen[T]):
    """A screen that shows the diary."""

    NAVIGATION_KEY: ClassVar[str] = ""
    """The name under which a key goes here from other screens, if one does."""
    IS_SESSION: ClassVar[bool] = False
    """Whether this screen is a running session, which must not be left without a question."""

    _acting = ""
    """The name of the action of `one_at_a_time` that goes on; empty without one."""
    _next_action: tuple[str, Callable[[], object]] | None = None
    """Another such action, which was clicked meanwhile; keys wait in the key queue."""

    def on_mount(self) -> None:
        """Draw anew in another theme, since some colours are derived from it."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.show())

    def on_screen_resume(self) -> None:
        """Draw, at first and on coming back, when the diary or the date may have changed."""
        self.show()

    def on_screen_suspend(self) -> None:
        """Forget what was clicked before another screen opened."""
        self._next_action = None

    @property
    def is_acting(self) -> bool:
        """Whether an action of `one_at_a_time` goes on."""
        return bool(self._acting)

    def begin(self, name: str, action: Callable[[], object]) -> None:
        """Begin an action of `one_at_a_time`, at once or after the one that goes on.

        A slow disk must not cost a click, and a click that is repeated must not do a thing twice.
        """
        if not self._acting:
            self._acting = name
            self.app.key_queue.hold()  # the next keys may be meant for what this action opens
            action()
        elif name != self._acting:
            self._next_action = name, action

    def end_action(self) -> None:
        """Go on to what waited for the end of an action."""
        self._acting = ""
        self.app.key_queue.release(self)
        waiting, self._next_action = self._next_action, None
        if waiting is not None and self.is_complete and self.is_active:
            name, action = waiting
            if self.check_action(name, ()):  # it may have no meaning any more
                self.begin(name, action)

    def show(self) -> None:
        """Draw the diary as it is now, unless this screen is not composed yet, or already left."""
        if self.is_complete:
            self.draw()

    def draw(self) -> None:
        """Draw the diary as it is now; called by `show` alone, when all widgets are there."""


def session_screen(app: Shell) -> SupineScreen[Any] | None:
    """Return the screen of the running session, on top or beneath another one."""
    screens = (each for each in app.screen_stack if isinstance(each, SupineScreen))
    return next((each for each in screens if each.IS_SESSION), None)


class SupineDialog(ModalScreen[T], ShellScreen[T]):
    """A screen over another one, with a question or a text."""

    CSS_PATH = styles("list", "dialogs")

    def on_mount(self) -> None:
        """Make room for the dialog in few rows, of which it may need all."""
        if self.app.size.height < HEIGHTS[1][0]:
            self.app.make_room()


S = TypeVar("S", bound=SupineScreen[Any])
P = ParamSpec("P")


def one_at_a_time(
    action: Callable[Concatenate[S, P], Coroutine[None, None, None]],
) -> Callable[Concatenate[S, P], object]:
    """Make an action that may wait for questions and the disk, and never overlaps another one.

    A key that repeats, or a slow disk, must not do anything twice: while such an action goes on, it
    does nothing, and another one waits. The diary is read again first, since another program may
    have changed it.
    """

    async def alone(screen: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await screen.app.reload()
            await action(screen, *args, **kwargs)
        finally:
            screen.end_action()

    alone.__name__, alone.__doc__ = action.__name__, action.__doc__
    begin: Callable[Concatenate[S, P], object] = work(alone)

    def begin_in_turn(screen: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        name = action.__name__.removeprefix("action_")
        screen.begin(name, lambda: begin(screen, *args, **kwargs))

    return begin_in_turn
