"""The routines screen: which routine is shown, another one added, one put away or brought back."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.base import HEIGHTS, WIDTHS, SupineScreen, one_at_a_time, styles
from tui.app.dialogs.choice import Choice, ChoiceDialog
from tui.app.dialogs.prompt import PromptDialog
from tui.app.keys import bindings
from tui.app.screens.home_streak import bar
from tui.app.widgets.heatmap import Heatmap
from tui.app.widgets.key_footer import KeyFooter, line_rows
from tui.app.widgets.option_list import PlainOptionList
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.diary.all_routines import active_routines
from tui.diary.today import Today
from tui.practice.models import DEFAULT_ROUTINE, Routine
from tui.settings.presets import gentler
from tui.settings.registry import routine_name
from tui.settings.value_types import InvalidValue
from tui.words import phrases
from tui.words.day_grid import ROWS

ABOUT = (
    "Each has its own plan, days and streak. How you feel and your rest days count for all of them."
)
NAME_CELLS = 26
"""A longer name of a routine is cut here, where it has no line of its own."""
_BAR_CELLS = 44
"""The cells of the bar of a routine's steadiness with its number, if there are so many."""
_NARROW_INDENT = 4
"""The cells before the further lines of a routine in a narrow terminal."""
_ROWS_AROUND = 9
"""Rows for the title, the keys, what routines are, and the air between."""
_AROUND = 10
"""The cells of a line that the list does not have."""


class RoutinesScreen(SupineScreen[None], inherit_bindings=False):
    """A line for each routine, archived ones last."""

    CSS_PATH = styles("list", "heatmap", "routines")
    NAVIGATION_KEY = "routines"
    BINDINGS = bindings.ROUTINES

    _rows = 0
    """The rows of all routines."""

    def compose(self) -> ComposeResult:
        yield TitleBar("Routines", "tap to open" if self.app.is_touched else "enter to open")
        with Vertical(classes="page"):
            yield PlainOptionList(compact=True, classes="-cut")
            yield Static(Content.styled(ABOUT, QUIET), id="about")
            yield Heatmap(has_cursor=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def on_resize(self) -> None:
        self.show()

    def draw(self) -> None:
        today = self.app.today
        is_narrow = self.size.width < WIDTHS[1][0]
        options = self.query_one(OptionList)
        archive_way = self.app.way_to("routines.archive")
        cursor, self._rows = options.highlighted, 0
        options.clear_options()
        for routine in sorted(today.snapshot.routines.values(), key=lambda each: each.archived):
            own = today.of(routine)
            line = _line(
                own,
                is_shown=routine.id == today.routine.id,
                is_narrow=is_narrow,
                archive_way=archive_way,
            )
            if self._is_tall:
                more = _more(own, self.size.width - _AROUND, is_narrow=is_narrow)
                line = Content("\n").join([line, *more, Content("")])
            self._rows += len(line.split("\n")) + line_rows(self.app) - 1
            options.add_option(Option(line, id=routine.id))
        if cursor is None:
            cursor = options.get_option_index(today.routine.id)
        options.highlighted = min(cursor, options.option_count - 1)
        self._draw_weeks()
        self.refresh_bindings()

    @property
    def _is_tall(self) -> bool:
        return self.size.height >= HEIGHTS[2][0]

    def _draw_weeks(self) -> None:
        """Draw the weeks of the routine under the cursor, if there is room beneath all of them."""
        weeks, height = self.query_one(Heatmap), self.size.height - self.app.key_rows + 1
        weeks.display = height >= self._rows + ROWS + _ROWS_AROUND
        if weeks.display:
            today = self.app.today
            starts_on = today.snapshot.settings.first_weekday
            history = today.of(self._selected).history
            weeks.show(history, starts_on=starts_on, look=self.app.day_look)

    @property
    def _selected(self) -> Routine:
        option = self.query_one(OptionList).highlighted_option
        routines = self.app.snapshot.routines
        return routines.get(option.id or "" if option else "") or next(iter(routines.values()))

    def key_words(self, binding: Binding) -> str:
        """Name what happens to the routine under the cursor; nothing that would be refused."""
        words = super().key_words(binding)
        if binding.action != "archive":
            return words
        routine = self._selected
        if routine.archived:
            return "restore"
        return words if active_routines(self.app.snapshot) != [routine] else ""

    # What keys do

    def on_option_list_option_highlighted(self) -> None:
        self._draw_weeks()
        self.refresh_bindings()  # whether the routine can be archived

    def on_option_list_option_selected(self) -> None:
        self.action_show()

    @one_at_a_time
    async def action_show(self) -> None:
        """Show the routine under the cursor and go home; an archived one is restored."""
        if await self.app.show_routine(self._selected):
            self.app.action_go("routine")

    @one_at_a_time
    async def action_archive(self) -> None:
        """Archive the routine under the cursor with all its days, or restore it."""
        routine = self._selected
        changed = await self.app.change(
            lambda diary: diary.preferences.archive_routine(
                routine.id, archived=not routine.archived
            )
        )
        if changed is not None:
            result = "is restored" if routine.archived else "is archived; its history is kept"
            self.notify(f"{routine.name} {result}.", markup=False)

    @one_at_a_time
    async def action_add(self) -> None:
        """Add a routine, after asking for its name and what it begins as."""
        today = self.app.today
        setting = routine_name(today.snapshot)

        def check(typed: str) -> str:
            try:
                return str(setting.parse(typed))
            except InvalidValue as invalid:
                raise ValueError(f"The name {invalid}.") from invalid

        name = await self.app.push_screen_wait(
            PromptDialog(
                "What is the new routine called?",
                check,
                longest=setting.longest,
                hint="a name, such as At the desk",
            )
        )
        if name is None:
            return
        shown = today.routine
        like = {"default": DEFAULT_ROUTINE, "gentler": gentler(DEFAULT_ROUTINE), "copy": shown}
        about = {key: phrases.routine_words(routine) for key, routine in like.items()}
        question = ChoiceDialog(
            f"What should {name} start from?",
            [
                Choice("1", "default", "the built-in routine", about["default"]),
                Choice("2", "gentler", "the gentler version", about["gentler"]),
                Choice("3", "copy", f"a copy of {shown.name}", about["copy"]),
            ],
        )
        answer = await self.app.push_screen_wait(question)
        if answer is None:
            return
        new = await self.app.change(
            lambda diary: diary.preferences.add_routine(name, like[answer], today.date)
        )
        if new is not None:
            self.app.show_chosen_routine()
            self.app.action_go("routine")


def _line(own: Today, *, is_shown: bool, is_narrow: bool, archive_way: str) -> Content:
    """Return the line of the routine that ``own`` is seen from."""
    routine = own.routine
    sign = ("▸ ", "$primary") if is_shown else "  "
    if routine.archived:
        about = f"archived · {archive_way} to restore"
    else:
        targets = own.plan.targets
        today = f"{phrases.counts_words(targets)} today" if targets else "rest today"
        today = "not planned today" if own.status == "off" else today
        about = f"{today} · {phrases.plural(own.history.current, 'day')}"
    if is_narrow:
        return Content.assemble(sign, routine.name, "\n    ", (about, QUIET))
    name = Content(routine.name).truncate(NAME_CELLS, ellipsis=True)
    gap = max(0, NAME_CELLS + 2 - name.cell_length)
    return Content.assemble(sign, name.pad_right(gap), (about, QUIET))


def _more(own: Today, width: int, *, is_narrow: bool) -> list[Content]:
    """Return the lines beneath that of a routine: its exercises, and its steadiness."""
    amounts = (
        f"{each.exercise.name} {each.target} × {each.exercise.hold_s:g} s"
        if each.target
        else each.exercise.name
        for each in own.plan.exercises
    )
    indent = " " * (_NARROW_INDENT if is_narrow else NAME_CELLS + 4)
    lines: list[Content] = []
    # An exercise is folded only where it is longer than a line.
    for amount in amounts:
        joined = Content.assemble(lines[-1], f" · {amount}") if lines else Content(amount)
        if lines and len(indent) + joined.cell_length <= width:
            lines[-1] = joined
        else:
            lines += Content(amount).wrap(max(1, width - len(indent)))
    lines = [Content.assemble(indent, each.rstrip().stylize(QUIET)) for each in lines]
    if words := phrases.steadiness_words(own.history):
        room = min(_BAR_CELLS, max(0, width - len(indent)))
        lines.append(Content.assemble(indent, bar(own.history.steadiness, words, room)))
    return lines
