"""The completion of zsh."""

from __future__ import annotations

from collections.abc import Iterator

from tui.cli.completions.grammar import FILES, Command, Grammar, Option, Values, filled

_TEMPLATE = r"""#compdef supine
# Completion of supine for zsh. To use it, write it as _supine into a folder of $fpath, or after
# compinit: source <(supine completions zsh)

# What only the diary knows; the options of compadd come before the name of the source.
_supine_values() {
    local -a found
    found=(${(f)"$(command supine $diary completions --values ${@[-1]} 2>/dev/null)"})
    [[ ${@[-1]} == counts ]] && set -- -S '' "$@"
    compadd "${@[1,-2]}" -a found
}

_supine() {
    local curcontext=$curcontext state line last
    local -A opt_args
    local -a shared commands diary
    local -i i

    # The diary of this line, before _arguments takes words away.
    for ((i = 2; i <= $#words; i++)); do
        ((i == CURRENT)) && continue
        case $words[i] in
        --file=* | --routine=*) diary+=("${(Q)words[i]}") ;;
        --file | --routine)
            ((i + 1 == CURRENT)) || [[ -z $words[i+1] ]] ||
                diary+=("$words[i]=${(Q)words[i+1]}")
            ;;
        esac
    done
    shared=(
@SHARED@
    )
    commands=(
@COMMANDS@
    )

    _arguments -C -A '-*' $shared \
@FIRST@        '1:command:->command' \
        '*::argument:->argument' && return

    if [[ $state == command ]]; then
        _describe -t commands command commands
        return
    fi
    curcontext="${curcontext%:*:*}:supine-$words[1]:"
    # An option that takes several values goes on to the next option.
    last=${${(M)words[1,CURRENT-1]:#-*}[-1]}
    if [[ $PREFIX != -* ]]; then
        case "$words[1] $last" in
@MANY@
        esac
    fi
    case $words[1] in
@CASES@
    *) _arguments $shared ;;
    esac
}

# A file found in $fpath is run as the function itself; a sourced one has to register it.
if [[ $funcstack[1] == _supine ]]; then
    _supine "$@"
else
    compdef _supine supine
fi"""


def script(grammar: Grammar) -> str:
    """Return the script."""
    commands = (f"        {_quoted(f'{each.name}:{each.help}')}" for each in grammar.commands)
    parts = {
        "SHARED": "\n".join(f"        {_option(each)}" for each in grammar.shared),
        "COMMANDS": "\n".join(commands),
        "FIRST": "".join(f"        {_option(each)} \\\n" for each in grammar.first),
        "MANY": "\n".join(_many_cases(grammar)),
        "CASES": "\n".join(_case(command) for command in grammar.commands),
    }
    return filled(_TEMPLATE, parts)


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("'", "'\\''"))


def _option(option: Option) -> str:
    """Return an option as `_arguments` of zsh takes it, in the quotes of the shell."""
    what = option.help.translate({ord(sign): f"\\{sign}" for sign in "[]:\\"})
    if option.values is None:
        if option.long in ("--help", "--version"):
            return f"'(- : *)'{{{','.join(option.names)}}}{_quoted(f'[{what}]')}"
        return _quoted(f"{option.long}[{what}]")
    takes = f"[{what}]{_message(option.values)}"
    if len(option.names) > 1:
        names = ",".join(f"{n}=" if n.startswith("--") else f"{n}+" for n in option.names)
        return f"'({' '.join(option.names)})'{{{names}}}{_quoted(takes)}"
    is_many = option.repeats or option.takes_many
    return _quoted(f"{'*' * is_many}{option.long}={takes}")


def _message(values: Values) -> str:
    """Return the end of a specification: what is meant, and what can stand there."""
    if values.words:
        return f":{values.label}:({' '.join(values.words)})"
    if values.source == FILES:
        return f":{values.label}:_files"
    return f":{values.label}:{f'_supine_values {values.source}' if values.source else ' '}"


def _many_cases(grammar: Grammar) -> Iterator[str]:
    for command in grammar.commands:
        for option in command.options:
            if option.takes_many and option.values is not None:
                values = option.values
                what = f"_message {values.label}"
                if values.words:
                    what = f"compadd {' '.join(values.words)}"
                elif values.source:
                    what = f"_supine_values {values.source}"
                yield f"        '{command.name} {option.long}') {what}; return ;;"


def _case(command: Command) -> str:
    lines = "".join(f" \\\n            {each}" for each in _specifications(command))
    if not command.after:
        return f"    {command.name}) _arguments $shared{lines} ;;"
    branches = "\n".join(
        f"        {first}) places=({' '.join(_places(places, start=2))}) ;;"
        for first, places in command.after.items()
    )
    return (
        f"    {command.name})\n        local -a places\n"
        f"        case $words[(r)({'|'.join(command.after)})] in\n{branches}\n        esac\n"
        f"        _arguments $shared $places{lines} ;;"
    )


def _specifications(command: Command) -> Iterator[str]:
    yield from map(_option, command.options)
    places = command.places[:1] if command.after else command.places
    if command.repeats:
        yield _quoted(f"*{_message(places[0])}")
    else:
        yield from _places(places, start=1)


def _places(places: tuple[Values, ...], start: int) -> Iterator[str]:
    for number, values in enumerate(places, start):
        yield _quoted(f"{number}{_message(values)}")
