"""The bindings: one source for all of them, and what Textual's own widgets bind beside them.

Some of these rules would break without notice when Textual is updated.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from typing import Any

from textual.binding import Binding
from textual.widgets import Input, OptionList

import tui.app
from tui.app.keys import bindings
from tui.app.keys.bindings import Bindings
from tui.app.keys.keymap import INPUT_KEYS, LIST_KEYS, PERMANENT, catalogue

LISTS = {name: value for name, value in vars(bindings).items() if isinstance(value, list)}
"""Every list of bindings by its name in `tui.app.keys.bindings`."""


def classes_with_bindings() -> Iterator[type[Any]]:
    """Yield every class of the app that declares `BINDINGS` itself."""
    for module in pkgutil.walk_packages(tui.app.__path__, "tui.app."):
        for value in vars(importlib.import_module(module.name)).values():
            is_own = isinstance(value, type) and value.__module__ == module.name
            if is_own and "BINDINGS" in vars(value):
                yield value


def keys_of(declared: Any) -> set[str]:
    return {binding.key for binding in Binding.make_bindings(declared)}


def ids_of(declared: Bindings) -> list[str | None]:
    """Return the id of each binding as declared, with one entry for all its keys."""
    return [each.id for each in declared if isinstance(each, Binding)]


def test_every_screen_dialog_and_widget_takes_its_bindings_from_the_one_source() -> None:
    classes = list(classes_with_bindings())
    assert len(classes) >= 20
    for each in classes:
        assert any(each.BINDINGS is value for value in LISTS.values()), each


def test_every_list_of_bindings_is_used() -> None:
    used = [each.BINDINGS for each in classes_with_bindings()]
    unused = [name for name, value in LISTS.items() if not any(value is each for each in used)]
    assert unused == []


def test_every_binding_has_an_id_of_its_own() -> None:
    ids = Counter(each for value in LISTS.values() for each in ids_of(value))
    assert None not in ids
    every_dialog_has = {binding.id for binding in bindings.IN_QUESTIONS}
    twice = {each for each, count in ids.items() if count > 1}
    assert twice <= every_dialog_has


def test_permanent_keys_belong_to_bindings_that_have_them_by_default() -> None:
    for binding, keys in PERMANENT.items():
        assert set(keys) <= set(catalogue()[binding].keys)


def test_the_keys_of_a_list_are_those_that_textual_binds() -> None:
    assert keys_of(OptionList.BINDINGS) == LIST_KEYS


def test_the_keys_of_a_line_of_text_are_those_that_textual_binds() -> None:
    assert keys_of(Input.BINDINGS) & LIST_KEYS == INPUT_KEYS
