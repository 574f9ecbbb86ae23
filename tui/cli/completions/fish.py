"""The completion of fish 3 and newer."""

from __future__ import annotations

from collections.abc import Iterator

from tui.cli.completions.grammar import FILES, Command, Grammar, Option, Values, filled

_TEMPLATE = r"""# Completion of supine for fish. To use it: supine completions fish | source

function __supine_words -d 'The command so far, how many words it was given, and the first of them'
    set -l take_one @ONE@
    set -l take_many @MANY@
    set -l words (commandline -opc)
    set -l command ''
    set -l first ''
    set -l option ''
    set -l given 0
    for word in $words[2..-1]
        switch $word
            case '-*'
                set option ''
                contains -- $word $take_one $take_many; and set option $word
            case '*'
                if test -n "$option"
                    contains -- $option $take_many; or set option ''
                else if test -z "$command"
                    set command $word
                else
                    test $given = 0; and set first $word
                    set given (math $given + 1)
                end
        end
    end
    echo "$command $given $first"
end

function __supine_at -d 'Whether the words so far match a pattern'
    string match -q -- $argv[1] (__supine_words)
end

function __supine_values -d 'What only the diary knows'
    set -l diary
    set -l words (commandline -opc)
    set -l all (commandline -op)
    set -l here (commandline -t)
    set -l after (math (count $words) + 1)
    test -n "$here"; and set after (math $after + 1)
    set -a words ''
    test $after -le (count $all); and set -a words $all[$after..-1]
    for number in (seq 2 (count $words))
        set -l next $words[(math $number + 1)]
        switch $words[$number]
            case '--file=*' '--routine=*'
                set -a diary $words[$number]
            case --file --routine
                test -n "$next"; and set -a diary $words[$number]=$next
        end
    end
    command supine $diary completions --values $argv[1] 2>/dev/null
end

complete -c supine -f
@LINES@"""


def script(grammar: Grammar) -> str:
    """Return the script."""
    lines = [
        *(_option_line("", each) for each in grammar.shared),
        *(_option_line(" 0 *", each) for each in grammar.first),
        *(_line(" 0 *", f"-a {each.name} -d {_quoted(each.help)}") for each in grammar.commands),
    ]
    for command in grammar.commands:
        lines += _command_lines(command)
    parts = {
        "ONE": " ".join(grammar.names_that_take(many=False)),
        "MANY": " ".join(grammar.names_that_take(many=True)),
        "LINES": "\n".join(lines),
    }
    return filled(_TEMPLATE, parts)


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("\\", "\\\\").replace("'", "\\'"))


def _line(pattern: str, what: str) -> str:
    where = f"-n {_quoted(f'__supine_at {_quoted(pattern)}')} " if pattern else ""
    return f"complete -c supine {where}{what}"


def _option_line(pattern: str, option: Option) -> str:
    names = (f"-s {n[1]}" if len(n) == 2 else f"-l {n.removeprefix('--')}" for n in option.names)
    takes = "" if option.values is None else f" {_offered(option.values)}"
    return _line(pattern, f"{' '.join(names)}{takes} -d {_quoted(option.help)}")


def _offered(values: Values) -> str:
    """Return the flags of `complete` for a value of an option."""
    if values.source == FILES:
        return "-r -F"
    return f"-x -a {_words(values)}" if values.words or values.source else "-x"


def _words(values: Values) -> str:
    if values.source:
        return f"'(__supine_values {values.source})'"
    return _quoted(" ".join(values.words))


def _command_lines(command: Command) -> Iterator[str]:
    for option in command.options:
        yield _option_line(f"{command.name} *", option)
    for number, values in enumerate(command.places):
        if values.words or values.source:
            yield _place_line(f"{command.name} {'' if command.repeats else f'{number} '}*", values)
    for first, places in command.after.items():
        for number, values in enumerate(places, 1):
            yield _place_line(f"{command.name} {number} {first}", values)


def _place_line(pattern: str, values: Values) -> str:
    return _line(pattern, "-F" if values.source == FILES else f"-a {_words(values)}")
