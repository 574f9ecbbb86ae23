"""An argument parser that says in one line what is wrong, and what may have been meant."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from tui.cli.lines import print_message
from tui.cli.support import USAGE


class Parser(argparse.ArgumentParser):
    """An argument parser with one-line errors and without abbreviated options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    @property
    def options(self) -> list[str]:
        """The options that it takes, except those that only programs give."""
        shown = (a for a in self._actions if a.help != argparse.SUPPRESS)
        return [option for action in shown for option in action.option_strings]

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """Return the options; of one that is not known, name the command and what was meant."""
        # argparse would take the value of an unknown option for the command.
        for at, word in enumerate(args or ()):
            if word.startswith("--") and word.partition("=")[0] not in (*self.options, "--"):
                self.error(_unknown_words([word], self.options))
            if stands_alone(args or (), at, word):
                break
        options, unknown = self.parse_known_args(args, namespace)
        if unknown:
            of = commands_of(self).get(options.command or "", self)
            of.error(_unknown_words(unknown, of.options))
        return options

    def _get_value(self, action: argparse.Action, arg_string: str) -> Any:
        """Return a value; one of several choices may be typed in any case."""
        value = super()._get_value(action, arg_string)
        if action.choices is None or isinstance(action, argparse._SubParsersAction):
            return value
        from tui.diary.names import known_name

        return known_name(value, action.choices) or value

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Suggest what a mistyped command or choice may have meant.

        Of commands argparse would name all.
        """
        if not action.choices or value in action.choices:
            return
        hint = _hint(value, action.choices)
        if isinstance(action, argparse._SubParsersAction):
            raise argparse.ArgumentError(None, f"there is no command {value!r}{hint}")
        if action.nargs == "+" and set(value.split(",")) <= set(action.choices):
            hint = f"; put spaces between them: {value.replace(',', ' ')}"
        from tui.words.phrases import listed

        hint = hint or f"; choose {listed(list(action.choices), 'or')}"
        raise argparse.ArgumentError(action, f"invalid choice: {value!r}{hint}")

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and where the help is, and exit."""
        print_message(self.prog, f"{message} (see {self.prog} --help)")
        self.exit(USAGE)


def _hint(typed: str, known: Iterable[str], before: str = "") -> str:
    """Return ``; did you mean hard?``, or nothing where nothing is near."""
    from tui.diary.names import near_names
    from tui.words.phrases import listed

    near = [f"{before}{name}" for name in near_names(typed, known)]
    return f"; did you mean {listed(near, 'or')}?" if near else ""


def _unknown_words(unknown: Sequence[str], known: Iterable[str]) -> str:
    """Return what is wrong with arguments that no parser took."""
    option = next((word for word in unknown if word.startswith("-")), "").partition("=")[0]
    if not option.strip("-"):
        return f"unrecognized arguments: {' '.join(unknown)}"
    # Hyphens are no letters in which one can be mistaken.
    names = [each.removeprefix("--") for each in known if each.startswith("--")]
    return f"there is no option {option}{_hint(option.lstrip('-'), names, '--')}"


def commands_of(parser: Parser) -> dict[str, Parser]:
    """Return the parsers of all commands of the whole one, by name, in order."""
    (commands,) = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    found: dict[str, Parser] = commands.choices
    return {name: each for name, each in found.items() if each is not parser}


def stands_alone(arguments: Sequence[str], at: int, word: str) -> bool:
    """Return whether a word is neither an option of all commands nor the value of one."""
    before = arguments[at - 1] if at else ""
    return not word.startswith("-") and before not in ("--file", "--routine", "--color")
