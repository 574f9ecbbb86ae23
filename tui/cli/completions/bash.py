"""The completion of bash 3.2 and newer."""

from __future__ import annotations

from collections.abc import Iterator

from tui.cli.completions.grammar import Command, Grammar, Values

_TEMPLATE = r"""# Completion of supine for bash. To use it: eval "$(supine completions bash)"

_supine() {
    local take_one=' @ONE@ '
    local take_many=' @MANY@ '
    local shared='@SHARED@'
    local cur=${COMP_WORDS[COMP_CWORD]} command='' first='' option='' given=0
    local options='' words='' source='' before='' word i
    local -a diary=()

    # Find the command, how many words it was given, and the option whose value is completed.
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == = ]]; then
            continue # bash splits --color=never and neck=2 into three words
        elif [[ $word == -* ]]; then
            option=''
            [[ $take_one$take_many == *" $word "* ]] && option=$word
        elif [[ -n $option ]]; then
            [[ $option == --file || $option == --routine ]] && diary+=("$option=$word")
            [[ $take_many == *" $option "* ]] || option=''
        elif [[ -z $command ]]; then
            command=$word
        else
            [[ $given == 0 ]] && first=$word
            given=$((given + 1))
        fi
    done
    [[ ${COMP_WORDS[COMP_CWORD - 1]} == = ]] && before=${COMP_WORDS[COMP_CWORD - 2]}
    [[ $cur == = ]] && before=${COMP_WORDS[COMP_CWORD - 1]} cur=''

    case $command in
@OPTIONS@
    esac
    case "$command $given $first" in
@PLACES@
    esac
    [[ -n $option ]] && words='' source=''
    case "$command $option" in
@VALUES@
    esac
    [[ -n $before && $before != -* ]] && words='' source='' # the number of ID=N

    COMPREPLY=()
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$shared $options" -- "$cur"))
        return
    fi
    case $source in
    '') ;;
    files)
        # readline completes file names itself if it can, since it knows how to quote them.
        if ! compopt -o default 2>/dev/null; then
            local IFS=$'\n'
            COMPREPLY=($(compgen -f -- "$cur"))
        fi
        return
        ;;
    *)
        words=$(supine ${diary[@]+"${diary[@]}"} completions --values "$source" 2>/dev/null)
        [[ $source == counts ]] && compopt -o nospace 2>/dev/null
        ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
}

complete -F _supine supine"""


def script(grammar: Grammar) -> str:
    """Return the script."""
    parts = {
        "ONE": " ".join(grammar.names_that_take(many=False)),
        "MANY": " ".join(grammar.names_that_take(many=True)),
        "SHARED": " ".join(option.long for option in grammar.shared),
        "OPTIONS": "\n".join(_option_cases(grammar)),
        "PLACES": "\n".join(_place_cases(grammar)),
        "VALUES": "\n".join(_value_cases(grammar)),
    }
    text = _TEMPLATE
    for name, part in parts.items():
        text = text.replace(f"@{name}@", part)
    return text


def _option_cases(grammar: Grammar) -> Iterator[str]:
    yield f"    '') options='{' '.join(n for o in grammar.first for n in o.names)}' ;;"
    for command in grammar.commands:
        if command.options:
            yield f"    {command.name}) options='{' '.join(o.long for o in command.options)}' ;;"


def _place_cases(grammar: Grammar) -> Iterator[str]:
    yield f"    ' 0 ') words='{' '.join(command.name for command in grammar.commands)}' ;;"
    for command in grammar.commands:
        yield from _places_of(command)


def _places_of(command: Command) -> Iterator[str]:
    for first, places in command.after.items():
        for number, values in enumerate(places, 1):
            yield f"    '{command.name} {number} {first}') {_assigned(values)} ;;"
    for number, values in enumerate(command.places):
        if values.words or values.source:
            place = f"{command.name} " if command.repeats else f"{command.name} {number} "
            yield f"    '{place}'*) {_assigned(values)} ;;"


def _value_cases(grammar: Grammar) -> Iterator[str]:
    for option in grammar.shared:
        yield from _values_of("*", option.names, option.values)
    for command in grammar.commands:
        for option in command.options:
            yield from _values_of(command.name, option.names, option.values)


def _values_of(command: str, names: tuple[str, ...], values: Values | None) -> Iterator[str]:
    if values is not None and (values.words or values.source):
        before = "*' " if command == "*" else f"'{command} "
        patterns = " | ".join(f"{before}{name}'" for name in names)
        yield f"    {patterns}) {_assigned(values)} ;;"


def _assigned(values: Values) -> str:
    if values.source:
        return f"source={values.source}"
    return f"words='{' '.join(values.words)}'"
