"""Help: the keys of the screen beneath it, and in a few words what the program does and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.app.base import SupineDialog
from tui.app.dialogs.care import safety_contents
from tui.app.dialogs.how import figure_colours, how_to
from tui.app.keys import bindings
from tui.app.keys.bindings import key_words
from tui.app.widgets.key_footer import KeyFooter
from tui.app.widgets.title_bar import QUIET, TitleBar
from tui.words import care, how, safety

KEY_CELLS = 16
"""The least width of the column of keys."""
PLAN = (
    "Unless you changed it, you start with two reps (repetitions) of each exercise on the first "
    "two days. After each day that went well you do one more, up to ten, your full set. Missed, "
    "short, hard or sore days never raise the number. Soreness lowers it; after a break it starts "
    "lower and builds up again. The line under the exercises usually says why today's number is "
    "what it is."
)
# Rules R6.not-medical: what supine chose itself.
CHOSEN = (
    "supine began with some simple advice: a couple of reps at first, then one or two more each "
    "day, each held for several seconds, slowly. Everything else was chosen for supine, and no "
    "clinician has reviewed it: a five-second hold, the times to ease in, let go and rest, two "
    "days at the start, the ceiling of ten, and how much soreness, pain and days away lower the "
    "number. You can change the plan and the times in Settings."
)
STREAK = (
    "One rep, done or imagined, is enough for a day to count, unless your schedule asks for "
    "all of them. Rest days, days when practice is paused, and days when you are clearly more "
    "sore, or worse, don't break your streak. "
    "Steadiness looks at the last few weeks; one missed day barely changes it. A missed week "
    "lowers it by about a third, which comes back as you practise."
)
IMAGINED = (
    "If you can't do a movement, imagine it at the same pace: {imagine} in a session, or "
    "before one. An imagined rep counts for the day and the streak, but never raises the number."
)
CLICKER = (
    "A presentation clicker works from bed: forward (Page Down) pauses and carries on, back (Page "
    "Up) repeats the last rep. A mouse click pauses and carries on, too. You can stop at any "
    "time; what you did is saved and can be corrected."
)
SOUNDS = (
    "A soft note when the session starts. A gliding note when you begin a rep; one note comes "
    "before it at the first rep of an exercise, and two at the last. One clear note when the hold "
    "starts, short ticks for its last seconds, and two falling notes when you let go. Rest is "
    "silent. Three rising notes mean the next exercise, and four soft falling ones the end; "
    "nothing comes after them. A falling glide means a pause, and two rising notes mean that "
    "the session carries on. With the bell: 1 ring for a hold, 2 to let go, 3 for the next "
    "exercise, 4 at the end. One ring also comes when the session starts, before the first hold "
    "of each exercise, and when a pause starts or ends. To try the sound, {sound} "
    "before a session or while you get ready."
)
MOUSE = (
    "You can click or tap Start, days, lines, answers, arrows and the keys at the bottom; the "
    "wheel scrolls, and so does a finger drawn over the screen. In a session any click or tap "
    "pauses or carries on."
)


def key_rows(active: Iterable[ActiveBinding]) -> list[tuple[str, str]]:
    """Return the keys of each binding with what they do, without bindings that have no name.

    Disabled bindings are among them, such as most of a session's during a pause.
    """
    rows: dict[tuple[str, str], list[str]] = {}
    for each in active:
        binding = each.binding
        if binding.action == "select" and not binding.id:  # enter in any list, which Textual binds
            rows.setdefault(("", "choose this line"), []).append(binding.key)
        elif binding.id and binding.description:
            rows.setdefault((binding.id, binding.tooltip or binding.description), []).append(
                binding.key
            )
    return [(key_words(keys), description) for (_, description), keys in rows.items()]


class HelpScreen(SupineDialog[None]):
    """The keys of the screen beneath, and what there is to know.

    Args:
        title: the name of the screen beneath.
        active: its active bindings.
        file: the path of the diary.
    """

    BINDINGS = bindings.HELP

    def __init__(self, title: str, active: Sequence[ActiveBinding], file: str) -> None:
        super().__init__()
        self._title = title
        self._keys = key_rows(active)
        self._file = file

    def compose(self) -> ComposeResult:
        yield TitleBar(f"Help · {self._title}")
        with VerticalScroll(id="help", can_focus=False):
            yield Static()
        yield KeyFooter()

    def on_resize(self) -> None:
        # The text gets its width with the layout that follows.
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        self.query_one("#help > Static", Static).update(self._text())

    def _text(self) -> Content:
        parts = [Content.styled("KEYS", QUIET)]
        rows = [(self.app.written_keys(keys), description) for keys, description in self._keys]
        column = max([KEY_CELLS, *(len(keys) + 2 for keys, _ in rows)])
        for keys, description in rows:
            gap = " " * (column - len(keys))
            parts.append(Content.assemble((keys, "bold $primary"), gap, description))
        width = max(1, min(self.query_one("#help").content_size.width - 1, 76))
        parts += _section("WHEN TO STOP AND GET HELP", *safety.SIGNS, care.SORENESS)
        parts += [Content(""), Content.styled(how.HOW_TO.upper(), QUIET)]
        parts.append(how_to(self.app.today.routine, width, figure_colours(self.app)))
        for heading, paragraphs in (
            (how.WHY.upper(), (how.EXPECT,)),
            ("THE PLAN", (PLAN, CHOSEN)),
            ("THE STREAK", (STREAK,)),
            ("IMAGINED REPS", (IMAGINED.format(imagine=self.app.way_to("session.imagined")),)),
            ("WHAT YOU HEAR", (SOUNDS.format(sound=self.app.way_to("session.sound")),)),
            ("FROM BED", (CLICKER,)),
            ("MOUSE AND TOUCH", (MOUSE,)),
            ("YOUR DIARY", (f"Everything is in one file: {self._file}", safety.NOT_MEDICAL)),
        ):
            parts += _section(heading, *paragraphs)
        return Content("\n").join(parts)


def _section(heading: str, *paragraphs: str) -> list[Content]:
    text = Content("\n\n").join(safety_contents(paragraphs))
    return [Content(""), Content.styled(heading, QUIET), text]
