# Reads lines, and prints what zsh offers at the end of each: run at a terminal, since it asks for one.
autoload -Uz compinit && compinit -D -u
source $SUPINE_SCRIPT
PROMPT='' RPROMPT=''
unsetopt zle_bracketed_paste 2>/dev/null
bindkey -e
bindkey '^I' complete-word
bindkey '^U' kill-whole-line
before_matches() { print -rn -- $'\x01' }
after_matches() { print -rn -- $'\x02'; watch_matches }
# zsh calls them once, and forgets them.
watch_matches() { compprefuncs=(before_matches) comppostfuncs=(after_matches) }
watch_matches
compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
        builtin compadd "$@"
        return
    fi
    local -a matches_found
    builtin compadd -A matches_found "$@"
    print -rl -- '' $matches_found
}
