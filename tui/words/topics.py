"""What `supine help TOPIC` and the manual page say beside the commands and their options.

A topic is a title, what it is about, and its text: paragraphs, names with what each stands for, and
lines to put in a file.
"""

from __future__ import annotations

from typing import NamedTuple

from tui.words import care, safety


class Lines(NamedTuple):
    """Lines for a shell or a file, which stay as they are, and for what they are."""

    where: str
    text: str


Part = str | tuple[str, str] | Lines
"""A paragraph, a name with what it stands for, or lines of code."""


class Topic(NamedTuple):
    """What there is to say about something, under a title."""

    title: str
    about: str
    parts: tuple[Part, ...]


KEYS = "keys"
"""The topic that has no text here: the keys are those of the app, as the person set them."""
KEYS_ABOUT = "every key of the app, as you have set it"

TOPICS: dict[str, Topic] = {
    "files": Topic(
        "Files",
        "where everything is kept",
        (
            "Everything you record is in one file, the diary. supine path prints where it is. The "
            "first of these that is given names it:",
            ("--file PATH", "an option of every command"),
            ("SUPINE_FILE", "an environment variable"),
            ("supine.json", "in the folder for your data, ~/.local/share/supine on Linux"),
            "Beside it there can be:",
            (
                "supine-backups/",
                "the backups: one a day, and one before every import, merge and restore; supine "
                "restore lists them, and goes back to one",
            ),
            (".supine.json.lock, .supine.json.session", "locks, of a change and of a session"),
            (".supine.json.undo", "what supine undo takes back"),
            (".supine.json.reminder", "a reminder that rang without a desktop, for the prompt"),
            ("supine.json.damaged-*", "a copy of a damaged file"),
            "The sounds and the last answers of supine streak are in the folder for caches, "
            "~/.cache/supine on Linux. You can remove them at any time.",
        ),
    ),
    "environment": Topic(
        "Environment",
        "the environment variables that supine looks at",
        (
            ("SUPINE_FILE", "the diary to use, where --file is not given"),
            ("NO_COLOR", "no colours"),
            ("FORCE_COLOR, CLICOLOR_FORCE", "colours, also in a pipe"),
            ("CLICOLOR=0, TERM=dumb", "no colours; a dumb terminal gets lists, not drawings"),
            ("COLORTERM", "truecolor or 24bit: 24-bit colours"),
            ("TEXTUAL_ANIMATIONS", "none: nothing moves"),
            ("XDG_DATA_HOME, XDG_CACHE_HOME", "the folders for data and caches"),
        ),
    ),
    "exit-codes": Topic(
        "Exit status",
        "what the exit codes mean",
        (
            ("0", "fine"),
            (
                "1",
                "a question answered no: streak --check while today is open, doctor with findings, "
                "the question of undo",
            ),
            ("2", "wrong use, or a change that the diary refuses"),
            (
                "3",
                "the data or the output cannot be read or written, a session is running in another "
                "program, or a mistake of supine itself",
            ),
            ("130", "ended by ctrl+c"),
        ),
    ),
    "prompt": Topic(
        "Prompt",
        "the streak in a shell's prompt, and a reminder",
        (
            "supine streak prints one line, the number first: 12 days · still time today, until "
            "03:00. It costs a prompt about as much as starting Python, and half as much again if "
            "an older pip installed it. To see it with each prompt:",
            Lines("bash, in ~/.bashrc", "PROMPT_COMMAND+=$'\\nsupine streak'"),
            Lines(
                "zsh, in ~/.zshrc",
                "show_streak() { supine streak }\n"
                "autoload -U add-zsh-hook && add-zsh-hook precmd show_streak",
            ),
            Lines(
                "fish, in ~/.config/fish/functions/fish_right_prompt.fish",
                "function fish_right_prompt\n    echo -n (supine streak)\nend",
            ),
            Lines("tmux, in ~/.tmux.conf", "set -g status-right '#(supine streak) '"),
            "supine remind 21:30 sets a reminder for every evening on which the day is still open.",
        ),
    ),
    "completions": Topic(
        "Completions",
        "how a shell completes commands, options and your ids",
        (
            "supine completions SHELL prints the script of a shell. To use it every time:",
            Lines("bash, in ~/.bashrc", 'eval "$(supine completions bash)"'),
            Lines("zsh, in ~/.zshrc, after compinit", "source <(supine completions zsh)"),
            Lines(
                "fish, once",
                "mkdir -p ~/.config/fish/completions\n"
                "supine completions fish > ~/.config/fish/completions/supine.fish",
            ),
            Lines(
                "PowerShell, in $PROFILE",
                "supine completions powershell | Out-String | Invoke-Expression",
            ),
        ),
    ),
    "sync": Topic(
        "Sync",
        "one diary on several devices",
        (
            "Keep the file in a folder that Syncthing, Dropbox, iCloud, Nextcloud or git carries, "
            "and name it with --file or SUPINE_FILE. supine itself never sends it anywhere.",
            "If two devices change it before they meet, the sync program puts a copy beside it. "
            "The home screen says so, g shows what the copy has, and merges it after a yes. "
            "supine merge FILE does the same, and --dry-run only says what it would bring.",
            "Git merges it with supine merge-driver. Once, in the repository:",
            Lines("in .gitattributes", "supine.json merge=supine"),
            Lines(
                "in a shell",
                "git config merge.supine.driver 'supine merge-driver %O %A %B'",
            ),
        ),
    ),
    "safety": Topic(
        "Safety",
        "when to call for help, and when to ask someone first",
        (*safety.SIGNS, care.EFFORT, care.SORENESS, safety.NOT_MEDICAL),
    ),
}
"""All topics but `KEYS`, in the order of the manual page."""


def topic_lines() -> list[tuple[str, str]]:
    """Return every topic with what it is about."""
    return [*((name, topic.about) for name, topic in TOPICS.items()), (KEYS, KEYS_ABOUT)]
