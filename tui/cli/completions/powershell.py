"""The completion of PowerShell 5.1 and newer."""

from __future__ import annotations

from collections.abc import Iterator

from tui.cli.completions.grammar import Command, Grammar, Option, Values, filled

_TEMPLATE = r"""# Completion of supine for PowerShell. To use it, in $PROFILE:
# supine completions powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName supine -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $takeOne = @(@ONE@)
    $takeMany = @(@MANY@)
    # The options of each command, those of all under '*', with what they do.
    $options = @{
@OPTIONS@
    }
    # What can stand in a place: words, or after '<' what only the system or the diary knows.
    $places = [ordered]@{
@PLACES@
    }
    $help = @{
@HELP@
    }

    # Find the command, how many words it was given, the option whose value is completed, and the
    # diary and the routine that stand anywhere on the line.
    $command = ''; $first = ''; $option = ''; $given = 0; $diary = @(); $named = ''
    foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
        $word = $element.Extent.Text
        # Without the quotes; text with variables in it stays as it is, as nothing is evaluated.
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $word = $element.Value
        }
        $isAfter = $element.Extent.StartOffset -ge $cursorPosition
        if (-not $isAfter -and $element.Extent.EndOffset -ge $cursorPosition) {
            $named = '' # this is the word that is completed
            continue
        }
        if ($named -and $isAfter -eq $wasAfter) { $diary += "$named=$word" }
        $named = if ($word -cin '--file', '--routine') { $word } else { '' }
        $wasAfter = $isAfter
        if ($word -cmatch '^--(file|routine)=') { $diary += $word }
        if ($isAfter) { continue }
        if ($word -like '-*') {
            $option = ''
            if ($takeOne -ccontains $word -or $takeMany -ccontains $word) { $option = $word }
        } elseif ($option) {
            if ($takeMany -cnotcontains $option) { $option = '' }
        } elseif (-not $command) {
            $command = $word
        } else {
            if ($given -eq 0) { $first = $word }
            $given++
        }
    }

    $before = ''
    $found = @()
    if ($wordToComplete -match '^(--[a-z-]+)=(.*)$') {
        $option = $Matches[1]; $before = "$option="; $wordToComplete = $Matches[2]
    } elseif ($wordToComplete -like '-*') {
        $found = @($options['*']) + @($options[$command] | Where-Object { $_ })
        $option = ''
    }
    if (-not $found) {
        $place = if ($option) { "$command $option" } else { "$command $given $first" }
        foreach ($pattern in $places.Keys) {
            if ($place -clike $pattern) { $found = @($places[$pattern]); break }
        }
    }
    if ($found.Count -eq 1 -and $found[0] -like '<*') {
        $source = $found[0].Substring(1)
        if ($source -eq 'files') {
            $completers = [System.Management.Automation.CompletionCompleters]
            return $completers::CompleteFilename($wordToComplete)
        }
        $found = @(supine @diary completions --values $source 2>$null)
    }
    $typed = $wordToComplete.Trim([char[]](39, 34)) # quotes
    $code = [System.Management.Automation.Language.CodeGeneration]
    $found | Where-Object { $_ -and $_.StartsWith($typed, 'Ordinal') } | ForEach-Object {
        $tips = @($help["$command $_"], $help[" $_"], $_) | Where-Object { $_ }
        $result = [System.Management.Automation.CompletionResult]
        # A word of the diary may hold what PowerShell would run.
        $text = "$before$_"
        if ($text -cnotmatch '^[A-Za-z0-9][\w.=-]*$|^-[\w.=-]+$') {
            $text = "'" + $code::EscapeSingleQuotedStringContent($text) + "'"
        }
        $result::new($text, $_, 'ParameterValue', @($tips)[0])
    }
}"""


def script(grammar: Grammar) -> str:
    """Return the script."""
    parts = {
        "ONE": _list(grammar.names_that_take(many=False)),
        "MANY": _list(grammar.names_that_take(many=True)),
        "OPTIONS": "\n".join(_options(grammar)),
        "PLACES": "\n".join(_places(grammar)),
        "HELP": "\n".join(_help(grammar)),
    }
    return filled(_TEMPLATE, parts)


def _quoted(text: str) -> str:
    return "'{}'".format(text.replace("'", "''"))


def _list(words: list[str] | tuple[str, ...]) -> str:
    return ", ".join(map(_quoted, words))


def _options(grammar: Grammar) -> Iterator[str]:
    yield f"        '*' = {_list([each.long for each in grammar.shared])}"
    yield f"        '' = {_list([name for each in grammar.first for name in each.names])}"
    for command in grammar.commands:
        if command.options:
            yield f"        '{command.name}' = {_list([each.long for each in command.options])}"


def _places(grammar: Grammar) -> Iterator[str]:
    for option in grammar.shared:
        yield from _values_of("*", option)
    yield f"        ' 0 *' = {_list([command.name for command in grammar.commands])}"
    for command in grammar.commands:
        for option in command.options:
            yield from _values_of(command.name, option)
        yield from _places_of(command)


def _values_of(command: str, option: Option) -> Iterator[str]:
    for name in option.names:
        if option.values is not None and (option.values.words or option.values.source):
            yield f"        '{command} {name}' = {_words(option.values)}"


def _places_of(command: Command) -> Iterator[str]:
    for first, places in command.after.items():
        for number, values in enumerate(places, 1):
            yield f"        '{command.name} {number} {first}' = {_words(values)}"
    for number, values in enumerate(command.places):
        if values.words or values.source:
            place = "*" if command.repeats else f"{number} *"
            yield f"        '{command.name} {place}' = {_words(values)}"


def _words(values: Values) -> str:
    return f"'<{values.source}'" if values.source else _list(values.words)


def _help(grammar: Grammar) -> Iterator[str]:
    for command in grammar.commands:
        yield f"        ' {command.name}' = {_quoted(command.help)}"
    for option in (*grammar.shared, *grammar.first):
        for name in option.names:
            yield f"        ' {name}' = {_quoted(option.help)}"
    for command in grammar.commands:
        for option in command.options:
            yield f"        '{command.name} {option.long}' = {_quoted(option.help)}"
