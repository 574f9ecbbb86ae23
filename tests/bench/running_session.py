"""Measure a running session: ``python -m tests.bench.running_session [--reps 1]``.

A whole session runs on a real pseudo-terminal of 40×12 cells: six minutes with ten reps of each
exercise, 75 seconds with one. Two moments are compared with the timetable: when the process of the
player runs its first command, for every tone; and when the word of a phase has arrived on the
screen. The floor is a bare event loop that wakes at the same moments. Processor time and output are
measured, too, and then those of the home screen during ten seconds without a key.

The player is a script that records the time and then becomes an installed player, if one can play
here.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import itertools
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import wave
from pathlib import Path

import msgspec

from tests.cues.recording import Listener
from tests.end_to_end.terminal import Terminal
from tui.practice.models import DEFAULT_ROUTINE, Settings
from tui.practice.timetable import ExerciseSet, Phase, plan_steps, timetable

WORDS = {
    Phase.PREPARE: "R E A D Y",
    Phase.EASE_IN: "E A S E",
    Phase.HOLD: "",
    Phase.EASE_OUT: "E A S E",
    Phase.REST: "R E S T",
    Phase.SETTLE: "D O N E",
}
IDLE_S = 10.0
PLAYERS = ("pw-play", "paplay", "aplay", "afplay", "ffplay", "play")
# Records the time before anything else. Its last argument is the file to play.
STAMP = """#!{bash}
printf '%s %s\\n' "$EPOCHREALTIME" "${{!#}}" >> "{stamps}"
{go_on}
"""
# Writes down when the session began, to the millisecond.
BEGIN = """
import sys, time
from tui.practice.session_machine import SessionMachine
begin = SessionMachine.__init__
def stamped(self, steps, now, **options):
    with open(sys.argv[1], "w") as file:
        file.write(str(time.time() - (time.monotonic() - now / 1000)))
    begin(self, steps, now, **options)
SessionMachine.__init__ = stamped
from tui.cli.main import main
sys.exit(main(sys.argv[2:]))
"""


def spaced(word: str) -> str:
    """Return a word as the hold timer writes it in a line of text."""
    return " ".join(word)


def cpu_seconds(pid: int) -> tuple[float, float]:
    """Return the seconds of processor time of a process so far, and of its ended children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = os.sysconf("SC_CLK_TCK")
    return (int(fields[11]) + int(fields[12])) / ticks, (int(fields[13]) + int(fields[14])) / ticks


def floor(deadlines: list[float], late: list[float]) -> None:
    """Append to ``late`` by how many milliseconds a bare event loop wakes late at deadlines."""

    async def wake() -> None:
        start = time.monotonic()
        for deadline in deadlines:
            await asyncio.sleep(max(0.0, start + deadline - time.monotonic()))
            late.append((time.monotonic() - start - deadline) * 1000)

    asyncio.run(wake())


def row(name: str, late: list[float]) -> str:
    """Return a line of the report: lateness in milliseconds, and how much it grew."""
    ordered = sorted(late)
    p99 = ordered[min(len(ordered) - 1, round(0.99 * (len(ordered) - 1)))]
    tenth = max(1, len(late) // 10)
    drift = statistics.median(late[-tenth:]) - statistics.median(late[:tenth])
    figures = f"{statistics.median(late):8.1f}{p99:8.1f}{ordered[-1]:8.1f}{drift:8.1f}"
    return f"{name:<36}{len(late):6}{figures}"


def plays(player: str) -> bool:
    """Return whether an installed player can play on this machine."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        with wave.open(file.name, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(44_100)
            sound.writeframes(bytes(4410))
        try:
            return not subprocess.run(
                [player, file.name], capture_output=True, timeout=3, check=False
            ).returncode
        except subprocess.TimeoutExpired:
            return False


def make_player(folder: Path) -> tuple[Path, Path, str]:
    """Make the player; return its folder, the file in which it records, and the real player."""
    bash = shutil.which("bash")
    assert bash is not None, "needs bash 5"
    real = next(filter(plays, filter(None, map(shutil.which, PLAYERS))), None)
    programs, stamps = folder / "bin", folder / "stamps"
    programs.mkdir()
    name = Path(real).name if real else "aplay"
    player = programs / name
    # Without a player it sleeps as long as the sound takes: 44,100 bytes a second.
    stand_in = 'exec sleep "$(($(wc -c < "${!#}") / 441))e-2"'
    go_on = f'exec "{real}" "$@"' if real else stand_in
    player.write_text(STAMP.format(bash=bash, stamps=stamps, go_on=go_on))
    player.chmod(0o755)
    return programs, stamps, name if real else "a script in the place of a player"


def diary(reps: int, tick: str) -> dict[str, object]:
    """Return the tables of a diary in which today asks for some reps of each exercise."""
    ids = [exercise.id for exercise in DEFAULT_ROUTINE.exercises]
    done = {
        "id": "before",
        "routine": DEFAULT_ROUTINE.id,
        "day": dt.datetime.now().astimezone().date() - dt.timedelta(days=2),
        "reps": {id_: {"target": reps, "done": reps} for id_ in ids},
    }
    plan = {"start_reps": min(5, reps), "start_days": 14, "step": 0}
    routine = msgspec.to_builtins(DEFAULT_ROUTINE) | {"plan": plan}
    return {
        "_meta": {"1": {"app": "supine", "schema": 1}},
        "settings": {"1": {"welcomed": True, "sound": "tones", "tick": tick}},
        "routines": {"1": routine},
        "sessions": {"1": done},
    }


def idle(file: Path) -> tuple[float, float]:
    """Return what the home screen takes without a key: part of a core, and bytes a second."""
    terminal = Terminal(file, rows=24, columns=80)
    terminal.until("steadiness")
    end = time.monotonic() + 2  # until what follows the first paint is done
    while time.monotonic() < end:
        terminal.read(0.1)
    begin, sent, spent = (
        time.monotonic(),
        len(terminal.output),
        sum(cpu_seconds(terminal.process.pid)),
    )
    while time.monotonic() < begin + IDLE_S:
        terminal.read(0.1)
    share = (sum(cpu_seconds(terminal.process.pid)) - spent) / IDLE_S
    terminal.process.terminate(force=True)
    return share, (len(terminal.output) - sent) / IDLE_S


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=10, help="of each exercise, 1 to 10")
    parser.add_argument("--tick", choices=("all", "last3", "off"), default="last3")
    options = parser.parse_args()
    reps = max(1, min(10, options.reps))
    sets = [ExerciseSet(exercise, 1, reps) for exercise in DEFAULT_ROUTINE.exercises]
    words = {e.id: spaced(e.word) for e in DEFAULT_ROUTINE.exercises}
    changes = [
        (at / 1000, WORDS[step.phase] or words[step.exercise or ""])
        for at, step in timetable(plan_steps(DEFAULT_ROUTINE, sets))
        if step.phase in WORDS
    ]
    settings = Settings(sound="tones", tick=options.tick)
    # Every tone and when it is due, up to the last phase.
    due = [
        heard
        for heard in Listener(settings, reps=reps).to(changes[-1][0] + 1).heard
        if heard.at > 0
    ]
    shown: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs, stamps, player = make_player(folder)
        file, zero = folder / "d.json", folder / "zero"
        file.write_bytes(msgspec.json.encode(diary(reps, options.tick)))
        terminal = Terminal(
            file,
            rows=12,
            columns=40,
            program=["-c", BEGIN, str(zero)],
            PATH=f"{programs}{os.pathsep}{os.environ['PATH']}",
            XDG_CACHE_HOME=str(folder / "cache"),
        )
        terminal.until("Start space").press(" ").until("with usual?").press("1").until(
            changes[0][1]
        )
        start, began = time.monotonic(), float(zero.read_text())
        beside = threading.Thread(target=floor, args=([at for at, _ in changes[1:]], bare))
        beside.start()
        pid = terminal.process.pid
        sent, spent = len(terminal.output), cpu_seconds(pid)
        for (_, before), (at, word) in itertools.pairwise(changes):
            while before in terminal.text or word not in terminal.text:
                terminal.read(0.005)
            shown.append((time.time() - began - at) * 1000)
        seconds = time.monotonic() - start
        used = [(now - then) / seconds for now, then in zip(cpu_seconds(pid), spent, strict=True)]
        rate = (len(terminal.output) - sent) / seconds
        terminal.process.terminate(force=True)
        beside.join()
        alone, lines = idle(file)
        played = [line.split(" ", 1) for line in stamps.read_text().splitlines()]
    made = [(float(at), Path(path).name.split("-")[0]) for at, path in played]
    made = [(at, sound) for at, sound in made if sound != "silence"]
    assert [sound for _, sound in made] == [each.what for each in due], "not every tone was played"
    heard = [(at - began - each.at) * 1000 for (at, _), each in zip(made, due, strict=True)]
    print(f"{seconds:.0f} s, {reps} of each; tones by {player}, ticks {options.tick}")
    print(f"{'after its deadline, ms':<36}{'n':>6}  median     p99     max   drift   reach")
    print(row("the player's process at work", heard) + "   p99 ≤ 20, no drift")
    print(row("phase shown on the screen", shown))
    print(row("floor: a bare event loop", bare))
    print(
        f"running: {used[0]:.2%} of a core, players {used[1]:.2%}; "
        f"{rate / 1000:.2f} KB/s to the terminal (40×12); reach ≤ 2.5 %, ≤ 4 KB/s"
    )
    print(f"idle Routine: {alone:.2%} of a core, {lines:.0f} bytes/s (80×24); reach ≤ 0.3 %")


if __name__ == "__main__":
    main()
