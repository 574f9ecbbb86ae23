# Completion of supine for fish 3 and newer. It offers words and files, and never runs supine.

function __supine_at -d 'Whether the command so far is this one; with an empty name, whether there is none'
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        switch $words[1]
            case --file --routine --color
                set -q words[2]; and set -e words[1] # its value
            case '-*'
            case '*'
                test "$words[1]" = "$argv[1]"
                return
        end
        set -e words[1]
    end
    test -z "$argv[1]"
end

complete -c supine -f
complete -c supine -s h -l help -d 'show help'
complete -c supine -l file -r -F -d 'the diary to use'
complete -c supine -l routine -x -d 'the routine to use'
complete -c supine -l json -d 'print one JSON object'
complete -c supine -l color -x -a 'auto always never' -d colours
complete -c supine -n '__supine_at ""' -s V -l version -d 'show the version'

complete -c supine -n '__supine_at ""' -a today -d "today's reps, why, and your streak"
complete -c supine -n '__supine_at ""' -a streak -d 'the streak in one line, for a prompt'
complete -c supine -n '__supine_at ""' -a timetable -d 'the next session, second by second'
complete -c supine -n '__supine_at ""' -a plan -d 'the numbers for the coming days, if all goes well'
complete -c supine -n '__supine_at ""' -a practice -d 'a session line by line, for screen readers and simple terminals'
complete -c supine -n '__supine_at ""' -a serve -d "the app in a browser, such as a tablet's"
complete -c supine -n '__supine_at ""' -a how -d 'how to do the exercises'
complete -c supine -n '__supine_at ""' -a log -d 'add a session you did without the timer'
complete -c supine -n '__supine_at ""' -a forget -d 'remove a session'
complete -c supine -n '__supine_at ""' -a check-in -d 'record how it feels'
complete -c supine -n '__supine_at ""' -a undo -d 'undo the last change that a command made'
complete -c supine -n '__supine_at ""' -a rest -d 'mark days as rest'
complete -c supine -n '__supine_at ""' -a remind -d 'set a daily reminder, say what is set, or remove it'
complete -c supine -n '__supine_at ""' -a calendar -d 'the days as a heatmap'
complete -c supine -n '__supine_at ""' -a stats -d 'months, weekdays, best streaks, steadiness'
complete -c supine -n '__supine_at ""' -a settings -d 'the settings of the app and of the routine'
complete -c supine -n '__supine_at ""' -a routines -d 'list, add, rename, choose, archive and restore routines'
complete -c supine -n '__supine_at ""' -a exercises -d 'list, add, rename, move and remove exercises'
complete -c supine -n '__supine_at ""' -a safety -d 'when to call for help, and when to ask someone first'
complete -c supine -n '__supine_at ""' -a path -d 'show where the diary file is'
complete -c supine -n '__supine_at ""' -a doctor -d 'whether the diary and its backups are well'
complete -c supine -n '__supine_at ""' -a backup -d 'make a backup now'
complete -c supine -n '__supine_at ""' -a restore -d 'list the backups, or go back to one'
complete -c supine -n '__supine_at ""' -a export -d 'write out the whole diary, to keep or to use elsewhere'
complete -c supine -n '__supine_at ""' -a import -d 'add what an export or another habit program holds'
complete -c supine -n '__supine_at ""' -a merge -d 'bring another copy of the diary and this one together'
complete -c supine -n '__supine_at ""' -a merge-driver -d 'merge two versions of the diary for git'

set -l date -x -a 'today yesterday'

complete -c supine -n '__supine_at streak' -l check -d 'exit 1 while today is still open'

complete -c supine -n '__supine_at practice' -l plain -d 'line by line, nothing redrawn'
complete -c supine -n '__supine_at how' -l plain -d 'only lines, without the drawings'

complete -c supine -n '__supine_at log' -l date $date -d 'the day it was done'
complete -c supine -n '__supine_at log' -l reps -x -d 'reps of every exercise, or ID=N'
complete -c supine -n '__supine_at log' -l imagined -x -d 'how many of them were imagined'
complete -c supine -n '__supine_at log' -l effort -x -a 'light right hard' -d 'how hard it felt'
complete -c supine -n '__supine_at log' -l prop -x -a 'roll pillow towel' -d 'what you had under your neck or head'
complete -c supine -n '__supine_at log' -l note -x -d 'a note, in your own words'

complete -c supine -n '__supine_at forget' -a last -d 'the one that was added last'

set -l bands clear mild moderate high warning
complete -c supine -n "__supine_at check-in; and not __fish_seen_subcommand_from $bands" -a "$bands"
complete -c supine -n '__supine_at check-in' -l date $date -d 'the day it is about'
complete -c supine -n '__supine_at check-in' -l area -x -d 'where you feel it'
complete -c supine -n '__supine_at check-in' -l compare -x -a 'easier same worse' -d 'how your neck feels compared with a month ago'
complete -c supine -n '__supine_at check-in' -l report -d 'record it as how you felt after practising'
complete -c supine -n '__supine_at check-in' -l ack -d 'someone qualified has looked at the warning sign'

complete -c supine -n '__supine_at undo' -l yes -d 'remove a session without asking'

complete -c supine -n '__supine_at rest' -l date $date -d 'one day; can be in the future'
complete -c supine -n '__supine_at rest' -l from $date -d 'the first day of a range'
complete -c supine -n '__supine_at rest' -l to $date -d 'the last day of the range'
complete -c supine -n '__supine_at rest' -l reason -x -a 'sore ill travel other' -d 'why you rest (sore also stands for tired)'
complete -c supine -n '__supine_at rest' -l clear -d 'remove the rest marks'

complete -c supine -n '__supine_at remind' -a 'off now'

complete -c supine -n '__supine_at serve' -l port -x -d 'the port'
complete -c supine -n '__supine_at serve' -l host -x -d 'the address to listen at'
complete -c supine -n '__supine_at serve' -l origin -x -d 'the https address of a proxy'
complete -c supine -n '__supine_at serve' -l qr -d 'print the address as a code as well'
complete -c supine -n '__supine_at plan' -l days -x -d 'how many days'
complete -c supine -n '__supine_at calendar' -l year -x -d 'a calendar year'
complete -c supine -n '__supine_at calendar' -l weeks -x -d 'the last weeks'
complete -c supine -n '__supine_at calendar' -l list -d 'one line a day'
complete -c supine -n '__supine_at calendar' -l heatmap -d 'the heatmap, also in a pipe'

set -l actions list get set reset
set -l settings routine name prepare_s reposition_s settle_s props \
    exercises.{shoulder-blades,neck}.{name,word,area,how.do,how.feel,how.not,ease_in_s,hold_s,ease_out_s,rest_s} \
    plan.{start_reps,start_days,step,ceiling,rounds} schedule \
    day_starts_at week_starts_on sound tick quiet speech theme motion glyphs
complete -c supine -n "__supine_at settings; and not __fish_seen_subcommand_from $actions" -a "$actions"
complete -c supine -n "__supine_at settings; and __fish_seen_subcommand_from $actions; \
    and not __fish_seen_subcommand_from $settings" -a "$settings"

set -l routine_actions list add rename choose archive restore gentler
complete -c supine -n "__supine_at routines; and not __fish_seen_subcommand_from $routine_actions" -a "$routine_actions"
complete -c supine -n '__supine_at routines' -l like -x -a 'default gentler copy' -d 'what a new routine starts from'
set -l exercise_actions list add rename move remove
complete -c supine -n "__supine_at exercises; and not __fish_seen_subcommand_from $exercise_actions" -a "$exercise_actions"

complete -c supine -n '__supine_at restore' -a last -d 'the newest backup'
complete -c supine -n '__supine_at restore' -l dry-run -d 'only show what it would do'

complete -c supine -n '__supine_at export' -l format -x -a 'json csv loop loop-zip ics' -d 'what to write'
complete -c supine -n '__supine_at export' -s o -l output -r -F -d 'write to a new file'

complete -c supine -n '__supine_at import' -F
complete -c supine -n '__supine_at import' -l habit -x -d 'which of its habits'
complete -c supine -n '__supine_at import' -l from -x -a 'supine loop habitbull harsh list' -d 'the program that wrote it'
complete -c supine -n '__supine_at import' -l dates -x -a 'day-first month-first year-first' -d 'how its dates are written'
complete -c supine -n '__supine_at import' -l dry-run -d 'only show what it would add'

complete -c supine -n '__supine_at merge' -F
complete -c supine -n '__supine_at merge' -l dry-run -d 'only show what it would bring'
complete -c supine -n '__supine_at merge-driver' -F
