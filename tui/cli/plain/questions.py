"""Questions as lines, and the answers that are typed to them.

`Questions` asks; `SessionForm` asks everything about one session, as Finish and the session editor
do on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tui.cli.plain.console import Console
from tui.practice.corrections import recounted
from tui.practice.models import EFFORTS, LONGEST_NOTE, PROPS, Effort, Prop, Reps, Session
from tui.words import care, phrases, session_lines


class PersonLeft(Exception):
    """The person left without answering; the question stays unanswered."""


class Questions:
    """Asks a person at a console.

    Each method raises `PersonLeft` if the person leaves in place of an answer.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self.print = console.print_lines

    def read_line(self) -> str:
        """Return the next line as it is typed."""
        line = self._console.wait(None)
        if not isinstance(line, str):
            raise PersonLeft
        return line

    def read_answer(self) -> str:
        """Return the next line in small letters."""
        return self.read_line().lower()

    def choose(self, answers: Sequence[str]) -> int | None:
        """Return the index of the chosen answer, or None for Enter alone."""
        self.print(*session_lines.numbered(answers))
        while True:
            typed = self.read_answer()
            if not typed:
                return None
            if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(answers):
                return int(typed) - 1
            self.print(session_lines.number_wanted(len(answers)))

    def confirms(self, yes: str, no: str) -> bool:
        """Return whether the answer is yes; Enter alone is no."""
        self.print(session_lines.yes_or_no(yes, no))
        return self.read_answer() in ("y", "yes")

    def props(self, chosen: Sequence[Prop]) -> tuple[Prop, ...]:
        """Return what lies under neck or head; Enter alone leaves it as it is."""
        self.print(session_lines.props_question(phrases.props_words(chosen)))
        self.print(*session_lines.numbered(phrases.PROP_WORDS[prop] for prop in PROPS))
        numbered = {str(number): prop for number, prop in enumerate(PROPS, 1)}
        while True:
            typed = self.read_answer().replace(",", " ").split()
            if not typed:
                return tuple(chosen)
            if typed == ["0"]:
                return ()
            if all(each in numbered for each in typed):
                return tuple(prop for number, prop in numbered.items() if number in typed)
            self.print(session_lines.props_wanted(len(PROPS)))

    def note(self, before: str) -> str:
        """Return a note; Enter alone leaves it as it is."""
        self.print(session_lines.note_question(before))
        while True:
            typed = self.read_line().strip()
            if len(typed) <= LONGEST_NOTE:
                return "" if typed == "0" else typed or before
            self.print(session_lines.note_too_long(LONGEST_NOTE))


class SessionForm:
    """Asks for counts, props, note and effort of one session.

    Args:
        questions: asks them.
        session: the session as it is recorded.
        most: the highest count that may be typed, by exercise id; other exercises are not asked.
    """

    def __init__(self, questions: Questions, session: Session, most: Mapping[str, int]) -> None:
        self._questions = questions
        self._session = session
        self._recorded = {exercise: session.reps[exercise].counted for exercise in most}
        self._most = {exercise: max(most[exercise], n) for exercise, n in self._recorded.items()}

    def ask(self, usual_effort: Effort | None) -> Session:
        """Return the session as the person answers.

        Args:
            usual_effort: what Enter alone says of the effort.

        Raises:
            PersonLeft: the person left; nothing of the answers is to be kept.
        """
        answered = self._ask_counts()
        if care.is_asked_effort(self._session):  # not after pain (rules R6.after-stop)
            self._questions.print(session_lines.effort_question(usual_effort or ""))
            number = self._questions.choose(EFFORTS)
            effort = usual_effort if number is None else EFFORTS[number]
            answered = replace(answered, effort=effort)
        return answered

    def _ask_counts(self) -> Session:
        """Return the session with the counts, the props and the note that are typed."""
        questions, answered = self._questions, self._session
        question = session_lines.counts_question(self._recorded.values())
        questions.print(question)
        while True:
            typed = questions.read_answer()
            if typed in ("p", "props"):
                answered = replace(answered, props=questions.props(answered.props))
                questions.print(question)
            elif typed in ("n", "note"):
                answered = replace(answered, note=questions.note(answered.note))
                questions.print(question)
            elif not typed:
                return answered
            elif (reps := self._typed_counts(typed)) is not None:
                return replace(answered, reps=reps)
            else:
                questions.print(session_lines.counts_wanted(self._most.values()))

    def _typed_counts(self, typed: str) -> dict[str, Reps] | None:
        """Return the reps with the counts that are typed; None if they are not valid."""
        words, before = typed.replace(",", " ").split(), self._session.reps
        if len(words) != len(self._most) or not all(w.isascii() and w.isdigit() for w in words):
            return None
        counts = dict(zip(self._most, map(int, words), strict=True))
        if any(count > self._most[exercise] for exercise, count in counts.items()):
            return None
        return {
            exercise: recounted(reps, counts.get(exercise, reps.counted))
            for exercise, reps in before.items()
        }
