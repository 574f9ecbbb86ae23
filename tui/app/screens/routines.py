"""The routines: which one is shown, another one added, one put away or brought back."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.base import WIDTHS, SupineScreen, one_at_a_time, styles
from tui.app.dialogs.choice import Choice, ChoiceDialog
from tui.app.dialogs.prompt import PromptDialog
from tui.app.keys import bindings
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.option_list import PlainOptionList
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.diary.diary import Diary
from tui.diary.today import Today
from tui.practice.models import DEFAULT_ROUTINE, Routine
from tui.settings.presets import GENTLER, gentler
from tui.settings.registry import routine_name
from tui.settings.value_types import InvalidValue
from tui.words import phrases


class RoutinesScreen(SupineScreen[None], inherit_bindings=False):
    """A line a routine; enter shows it."""

    CSS_PATH = styles("routines")
    NAVIGATION_KEY = "routines"
    BINDINGS = bindings.ROUTINES

    def compose(self) -> ComposeResult:
        """The list, and what enter does."""
        yield TitleBar("Routines", "enter shows one")
        with Vertical(id="routines"):
            yield PlainOptionList(compact=True, classes="-cut")
            yield Static(
                Content.styled(
                    "Each has its own plan, days and streak. How you feel, and rest, count for "
                    "all of them.",
                    QUIET,
                )
            )
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        """Where there is less room, a routine takes two lines."""
        self.show()

    def draw(self) -> None:
        """Draw the routines as they are now."""
        today = self.app.today
        routines = list(today.snapshot.routines.values())
        options = self.query_one(OptionList)
        cursor = options.highlighted
        options.clear_options()
        for routine in sorted(routines, key=lambda each: each.archived):
            seen = Today(today.snapshot, routine, today.date, today.ends_at)
            is_shown = routine.id == today.routine.id
            line = _line(seen, is_shown=is_shown, is_narrow=self.size.width < WIDTHS[1][0])
            options.add_option(Option(line, id=routine.id))
        if cursor is None:
            cursor = options.get_option_index(today.routine.id)
        options.highlighted = min(cursor, options.option_count - 1)
        self.refresh_bindings()

    @property
    def _chosen(self) -> Routine:
        option = self.query_one(OptionList).highlighted_option
        routines = self.app.snapshot.routines
        return routines.get(option.id or "" if option else "") or next(iter(routines.values()))

    # What keys do

    def on_option_list_option_selected(self) -> None:
        """Enter or a click shows a routine."""
        self.action_show()

    @one_at_a_time
    async def action_show(self) -> None:
        """Show the routine of the line and go home; one that was put away comes back."""
        if await self.app.show_routine(self._chosen):
            self.app.action_go("routine")

    @one_at_a_time
    async def action_archive(self) -> None:
        """Put the routine of the line away with all its days, or bring it back."""
        routine = self._chosen
        archive: Callable[[Diary], Routine] = lambda diary: diary.preferences.archive_routine(  # noqa: E731
            routine.id, archived=not routine.archived
        )
        if await self.app.change(archive) is not None:
            gone = "is put away; its days stay" if not routine.archived else "is back"
            self.notify(f"{routine.name} {gone}.", markup=False)

    @one_at_a_time
    async def action_add(self) -> None:
        """Add a routine: what it is called, and what it begins as."""
        today = self.app.today
        taken = routine_name(today.snapshot)

        def check(typed: str) -> str:
            try:
                return str(taken.parse(typed))
            except InvalidValue as unfit:
                raise ValueError(f"A name {unfit}.") from unfit

        question = "What is the new routine called?"
        name = await self.app.push_screen_wait(PromptDialog(question, check, longest=taken.longest))
        if name is None:
            return
        shown = today.routine
        kind = await self.app.push_screen_wait(
            ChoiceDialog(
                f"How does {name} begin?",
                [
                    Choice("1", "default", "like the built-in routine"),
                    Choice("2", "gentler", "the gentler form"),
                    Choice("3", "copy", f"a copy of {shown.name}"),
                ],
                GENTLER,
            )
        )
        if kind is None:
            return
        like = {
            "default": DEFAULT_ROUTINE,
            "gentler": gentler(DEFAULT_ROUTINE),
            "copy": shown,
        }[kind]
        new = await self.app.change(
            lambda diary: diary.preferences.add_routine(name, like, today.date)
        )
        if new is not None:
            self.app.show_chosen_routine()
            self.app.action_go("routine")


def _line(seen: Today, *, is_shown: bool, is_narrow: bool) -> Content:
    routine = seen.routine
    sign = ("▸ ", "$primary") if is_shown else "  "
    if routine.archived:
        about = "put away · z brings it back"
    else:
        targets = seen.plan.targets
        today = f"{phrases.counts_words(targets)} today" if targets else "rest today"
        today = "not planned today" if seen.status == "off" else today
        about = f"{today} · {phrases.plural(seen.history.current, 'day')}"
    if is_narrow:
        return Content.assemble(sign, routine.name, "\n    ", (about, QUIET))
    name = Content(routine.name).truncate(26, ellipsis=True)
    return Content.assemble(sign, name.pad_right(max(0, 28 - name.cell_length)), (about, QUIET))
