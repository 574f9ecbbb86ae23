"""The completion of bash 3.2 and newer."""

from __future__ import annotations

from collections.abc import Iterator

from tui.cli.completions.grammar import Command, Grammar, Values, filled

_TEMPLATE = r"""# Completion of supine for bash. To use it: eval "$(supine completions bash)"

# Split a line into words, without evaluating anything of it. Of the last word it also says which
# quote is open, and what of it stands before the part that readline replaces.
_supine_split() {
    local text=$1 sign word='' begun='' i
    words=() quote='' before=''
    for ((i = 0; i < ${#text}; i++)); do
        sign=${text:i:1}
        if [[ -n $quote && $sign == "$quote" ]]; then
            quote=''
        elif [[ $sign == \\ && $quote != \' ]]; then
            i=$((i + 1)) begun=1 word+=${text:i:1}
        elif [[ -n $quote ]]; then
            word+=$sign
        elif [[ $sign == [\'\"] ]]; then
            quote=$sign begun=1 before=$word
        elif [[ $sign == [[:space:]] ]]; then
            [[ -n $begun ]] && words+=("$word")
            word='' begun='' before=''
        else
            begun=1 word+=$sign
            [[ $COMP_WORDBREAKS == *"$sign"* ]] && before=$word
        fi
    done
    words+=("$word")
}

# Offer words that begin as the one at the cursor does, quoted as that is.
_supine_offer() {
    local word
    while IFS= read -r word; do
        [[ -n $word && $option_is$word == "$cur"* ]] || continue
        [[ $source == counts && $word == "$cur" ]] && continue # the number comes next
        word=$option_is$word
        word=${word:${#before}}
        case $quote in
        \') [[ $word == *\'* ]] && continue ;;
        \") [[ $word == *[\"\$\`\\!]* ]] && continue ;;
        *) printf -v word %q "$word" ;;
        esac
        COMPREPLY+=("$word")
    done
}

_supine() {
    local take_one=' @ONE@ '
    local take_many=' @MANY@ '
    local shared='@SHARED@'
    local cur command='' first='' option='' option_is='' given=0 options='' offered='' source=''
    local quote='' before='' line_end=$'\n' word i at
    local -a words=() later=() diary=()

    _supine_split "${COMP_LINE:COMP_POINT}"
    later=("${words[@]}")
    # What touches the cursor is the end of the word there.
    [[ ${COMP_LINE:COMP_POINT:1} == [[:space:]] ]] || later[0]=''
    _supine_split "${COMP_LINE:0:COMP_POINT}"
    at=$((${#words[@]} - 1)) cur=${words[${#words[@]} - 1]}

    # Find the command, how many words it was given, and the option whose value is completed.
    words+=("${later[@]}")
    for ((i = 1; i < ${#words[@]}; i++)); do
        word=${words[i]}
        case $word in
        --file=* | --routine=*) ((i == at)) || diary+=("$word") ;;
        --file | --routine)
            ((i == at || i + 1 == at)) || [[ -z ${words[i + 1]} ]] ||
                diary+=("$word=${words[i + 1]}")
            ;;
        esac
        ((i < at)) || continue
        if [[ $word == -* ]]; then
            option=''
            [[ $take_one$take_many == *" $word "* ]] && option=$word
        elif [[ -n $option ]]; then
            [[ $take_many == *" $option "* ]] || option=''
        elif [[ -z $command ]]; then
            command=$word
        else
            [[ $given == 0 ]] && first=$word
            given=$((given + 1))
        fi
    done
    [[ $cur == --*=* ]] && option=${cur%%=*} option_is=${cur%%=*}=

    case $command in
@OPTIONS@
    esac
    case "$command $given $first" in
@PLACES@
    esac
    [[ -n $option ]] && offered='' source=''
    case "$command $option" in
@VALUES@
    esac

    COMPREPLY=()
    [[ $cur == -* && -z $option_is ]] && offered="$shared $options" source=''
    case $source in
    '') _supine_offer <<<"${offered// /$line_end}" ;;
    files)
        # readline completes file names itself if it can, since it knows how to quote them.
        compopt -o default 2>/dev/null ||
            _supine_offer < <(compgen -f -- "${cur#"$option_is"}")
        ;;
    *)
        [[ $source == counts ]] && compopt -o nospace 2>/dev/null
        _supine_offer < <(
            supine ${diary[@]+"${diary[@]}"} completions --values "$source" 2>/dev/null
        )
        ;;
    esac
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
    return filled(_TEMPLATE, parts)


def _option_cases(grammar: Grammar) -> Iterator[str]:
    yield f"    '') options='{' '.join(n for o in grammar.first for n in o.names)}' ;;"
    for command in grammar.commands:
        if command.options:
            yield f"    {command.name}) options='{' '.join(o.long for o in command.options)}' ;;"


def _place_cases(grammar: Grammar) -> Iterator[str]:
    yield f"    ' 0 ') offered='{' '.join(command.name for command in grammar.commands)}' ;;"
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
    return f"offered='{' '.join(values.words)}'"
