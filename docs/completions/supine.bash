# Completion of supine for bash 3.2 and newer. It offers words and files, and never runs supine.

_supine() {
    local shared='--help --file --routine --json --color'
    local take_one=' --file --routine --color --date --imagined --effort --note --from --to --reason
        --year --weeks --days --format --output -o --habit --dates --compare --like --port --host '
    local take_many=' --reps --prop --area '
    local setting='routine name prepare_s reposition_s settle_s props
        exercises.shoulder-blades.name exercises.shoulder-blades.word
        exercises.shoulder-blades.area exercises.shoulder-blades.ease_in_s
        exercises.shoulder-blades.hold_s exercises.shoulder-blades.ease_out_s
        exercises.shoulder-blades.rest_s exercises.shoulder-blades.how.do
        exercises.shoulder-blades.how.feel exercises.shoulder-blades.how.not
        exercises.neck.name exercises.neck.word exercises.neck.area exercises.neck.ease_in_s
        exercises.neck.hold_s exercises.neck.ease_out_s exercises.neck.rest_s
        exercises.neck.how.do exercises.neck.how.feel exercises.neck.how.not
        plan.start_reps plan.start_days plan.step plan.ceiling plan.rounds schedule
        day_starts_at week_starts_on sound tick quiet speech theme motion glyphs'
    local cur=${COMP_WORDS[COMP_CWORD]} command='' option='' given=0
    local options='' words='' files='' word i

    # Find the command, how many words it was given, and the option whose value is completed.
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == = ]]; then
            continue # bash splits --color=never into three words
        elif [[ $word == -* ]]; then
            option=''
            [[ $take_one$take_many == *[[:space:]]"$word"[[:space:]]* ]] && option=$word
        elif [[ -n $option ]]; then
            [[ $take_many == *[[:space:]]"$option"[[:space:]]* ]] || option=''
        elif [[ -z $command ]]; then
            command=$word
        else
            given=$((given + 1))
        fi
    done
    [[ $cur == = ]] && cur=''

    case $command in
    '')
        options='-V --version'
        words='today streak timetable plan practice serve how log forget check-in undo rest remind calendar stats
            settings routines exercises safety path doctor backup restore export import merge merge-driver'
        ;;
    streak) options='--check' ;;
    plan) options='--days' ;;
    serve) options='--port --host --origin --qr' ;;
    how) options='--plain' ;;
    practice) options='--plain' ;;
    log) options='--date --reps --imagined --effort --prop --note' ;;
    forget) words='last' ;;
    check-in)
        options='--date --area --compare --report --ack'
        words='clear mild moderate high warning'
        ;;
    undo) options='--yes' ;;
    rest) options='--date --from --to --reason --clear' ;;
    remind) words='off now' ;;
    calendar) options='--year --weeks --list --heatmap' ;;
    settings) words='list get set reset' ;;
    routines) options='--like' words='list add rename choose archive restore gentler' ;;
    exercises) words='list add rename move remove' ;;
    restore) options='--dry-run' words='last' ;;
    export) options='--format --output' ;;
    import) options='--habit --from --dates --dry-run' files=yes ;;
    merge) options='--dry-run' files=yes ;;
    merge-driver) files=yes ;;
    esac
    if [[ $command == settings && $given == 1 ]]; then
        words=$setting
    elif [[ $given != 0 && $command != merge* ]]; then
        words='' files=''
    fi

    case $option in
    '') ;;
    --file | --output | -o) words='' files=yes ;;
    --color) words='auto always never' files='' ;;
    --date | --to) words='today yesterday' files='' ;;
    --from)
        words='today yesterday' files=''
        [[ $command == import ]] && words='supine loop habitbull harsh list'
        ;;
    --dates) words='day-first month-first year-first' files='' ;;
    --effort) words='light right hard' ;;
    --like) words='default gentler copy' ;;
    --compare) words='easier same worse' ;;
    --prop) words='roll pillow towel' ;;
    --reason) words='sore ill travel other' ;;
    --format) words='json csv loop loop-zip ics' ;;
    *) words='' files='' ;;
    esac

    COMPREPLY=()
    if [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$shared $options" -- "$cur"))
    elif [[ -n $files ]]; then
        # readline completes file names itself if it can, since it knows how to quote them.
        if ! compopt -o default 2>/dev/null; then
            local IFS=$'\n'
            COMPREPLY=($(compgen -f -- "$cur"))
        fi
    else
        COMPREPLY=($(compgen -W "$words" -- "$cur"))
    fi
}

complete -F _supine supine
