"""Import a file from within the app, with the preview of ``supine import``.

A file is read, what is unclear is asked, and what it would add is shown before anything is added.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tui.app.dialogs.choice import Choice, ChoiceDialog
from tui.app.dialogs.list import ListDialog
from tui.app.dialogs.prompt import PromptDialog
from tui.diary import backups
from tui.diary.diary import Diary
from tui.diary.import_plan import ImportPlan
from tui.diary.journal import DocumentTables
from tui.diary.merge import merge
from tui.exchange.dates import ORDERS, DateOrder
from tui.exchange.importers.detect import read_foreign
from tui.exchange.importers.habits import ForeignFile, ForeignHabit
from tui.exchange.importers.into_diary import HabitImport
from tui.exchange.merge_plan import plan_import, summary
from tui.exchange.read_export import Export, read_export
from tui.exchange.refusals import ImportRefused, UnclearFormat
from tui.exchange.source import read_source
from tui.words import imports
from tui.words.visible import visible

if TYPE_CHECKING:
    from tui.app.shell import Shell

LONGEST_PATH = 4096
_ALL = "all"


async def import_file(app: Shell) -> None:
    """Ask for a file, say what it would add, and add it."""
    question = PromptDialog(
        "Import which file?", _checked, longest=LONGEST_PATH, hint="~/Downloads/habits.csv"
    )
    typed = await app.push_screen_wait(question)
    if typed is None:
        return
    found = await _read(app, Path(typed))
    if isinstance(found, ForeignFile):
        await _import_habits(app, typed, found)
    elif found is not None:
        left_out = [str(problem) for problem in found.problems]
        dropped: list[str] = []
        if found.is_diary and (
            merged := await app.change(lambda diary: merge(diary.documents(), found.tables))
        ):
            dropped = imports.dropped_lines(merged, typed, app.today.date)
        await _carry_out(
            app,
            typed,
            lambda current: plan_import(current, found.tables),
            summary,
            [*found.remarks, *([imports.left_out_words(left_out)] if left_out else []), *dropped],
            imports.NOTHING_ELSE if left_out or dropped else imports.ALL_THERE,
        )


def _checked(typed: str) -> str:
    """Return the path of a file or folder, which a terminal may have quoted."""
    text = typed.strip()
    unquoted = text[1:-1] if len(text) > 1 and text[0] == text[-1] in "'\"" else text
    for tried in (text, unquoted, unquoted.replace("\\ ", " ")):
        with suppress(OSError, RuntimeError, ValueError):  # no such home, or no path at all
            path = Path(tried).expanduser()
            if tried and path.exists():
                return str(path)
    raise ValueError(
        f"There is no file {visible(unquoted)}." if text else "Type where the file is."
    )


async def _read(app: Shell, path: Path) -> ForeignFile | Export | None:
    """Return what a file holds, after asking what is unclear; None if it cannot be read."""
    program: str | None = None
    order: DateOrder | None = None
    while True:

        def read(
            _: Diary, program: str | None = program, order: DateOrder | None = order
        ) -> ForeignFile | Export | UnclearFormat | ImportRefused:
            try:
                source = read_source(path, order)
                foreign = read_foreign(source, program)
                return read_export(source) if foreign is None else foreign
            except UnclearFormat as unclear:
                return unclear
            except ImportRefused as refused:
                if refused.orders and order is None:
                    return refused
                raise

        found = await app.change(read)
        if isinstance(found, UnclearFormat):
            question, choices = "Which program is it from?", found.choices
        elif isinstance(found, ImportRefused):
            question, choices = f"Which date is meant ({found.where})?", found.orders
        else:
            return found
        chosen = await _choose(app, question, choices)
        if chosen is None:
            return None
        if isinstance(found, UnclearFormat):
            program = chosen
        else:
            order = next(each for each in ORDERS if each == chosen)


async def _choose(app: Shell, question: str, choices: Mapping[str, str]) -> str | None:
    return await app.push_screen_wait(ListDialog(question, list(choices.items())))


async def _import_habits(app: Shell, path: str, foreign: ForeignFile) -> None:
    """Import a habit of another program, or all of them, into the shown routine."""
    habits: Sequence[ForeignHabit] = foreign.habits
    today = app.today
    if len(habits) > 1:
        choices = {
            str(n): f"{imports.shown_name(each.name)}  "
            + imports.habit_words(each.dates, each.count("done"), each.count("skipped"))
            for n, each in enumerate(habits)
        }
        choices[_ALL] = "all of them, as one"
        question = f"Which habit's days go into {today.routine.name}?"
        chosen = await _choose(app, question, choices)
        if chosen is None:
            return
        habits = habits if chosen == _ALL else [habits[int(chosen)]]
    now = app.clock.now().astimezone(dt.UTC)
    planned = HabitImport(foreign, habits, today.routine.id, today.date, now)
    names = (habit.name for habit in habits)
    lines = imports.from_to_words(
        foreign.program, names, today.routine.name, planned.dates, planned.dates_ahead
    )
    await _carry_out(
        app,
        path,
        planned.plan,
        lambda plan: summary(plan, imports.HABIT_WORDS),
        [*lines, *foreign.remarks],
        imports.ALL_THERE if planned.dates else imports.NO_DATES,
    )


async def _carry_out(
    app: Shell,
    path: str,
    make_plan: Callable[[DocumentTables], ImportPlan],
    in_words: Callable[[ImportPlan], str],
    lines: Sequence[str],
    if_empty: str,
) -> None:
    """Say what an import adds, and add it if that is wanted.

    Args:
        app: the app.
        path: the file.
        make_plan: plans the import for a diary with the given documents.
        in_words: puts a plan into one line.
        lines: what else there is to say.
        if_empty: what to say if there is nothing to add.
    """
    plan = await app.change(lambda diary: make_plan(diary.documents()))
    if plan is None:
        return
    shown = [visible(line) for line in (*lines, in_words(plan))]
    if plan.is_empty:
        app.notify("\n".join([*shown, if_empty]), markup=False)
        return
    question = ChoiceDialog(
        f"Import {visible(Path(path).name)}?",
        [Choice("y", "import", "import it"), Choice("n", "", "cancel")],
        "\n".join(shown),
    )
    if not await app.push_screen_wait(question):
        return

    def add(diary: Diary) -> tuple[ImportPlan, bool]:
        before = backups.newest(diary.path)
        # Planned again while the diary is locked, since another program may have changed it.
        added = diary.import_documents(make_plan)
        return added, backups.newest(diary.path) not in (None, before)

    done = await app.change(add)
    if done is not None:
        added, has_backup = done
        back = " To undo it, restore the newest backup, in Settings, File." if has_backup else ""
        app.notify(f"Imported: {in_words(added)}.{back}", markup=False)
