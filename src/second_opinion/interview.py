"""The interview in a terminal: one question at a time, with a way back, and a file to go on from."""

import contextlib
import datetime as dt
import json
import pathlib
import re
import shlex

import click

from second_opinion import intake
from second_opinion.catalog import Catalog
from second_opinion.errors import ProfileError
from second_opinion.intake import IntakeQuestion
from second_opinion.messages import Messages, messages
from second_opinion.profile import PatientProfile, country_code
from second_opinion.serialize import profile_to_dict


class _NotAnOptionError(Exception):
    """What was typed is none of the answers."""


class Interview:
    """A conversation that fills a profile, and keeps it in a file after each answer if there is one.

    What is said goes to standard error, so that a plan on standard output can be put into a file.
    """

    def __init__(
        self, profile: PatientProfile, catalog: Catalog, today: dt.date | None, file: pathlib.Path | None
    ) -> None:
        self.profile: PatientProfile = profile
        self._catalog = catalog
        self._today = today
        self._file = file
        self._say: Messages = messages(catalog.packs[0].language)
        self._before: list[tuple[PatientProfile, tuple[str, ...]]] = []
        self._skip: tuple[str, ...] = ()

    def run(self) -> bool:
        """Ask until there is no more to ask or the person stops; return whether to show the plan then."""
        if self._file and not self._file.exists():
            self._keep()
        self._welcome()
        ended = self._ask_all()
        self._end("interview_done" if ended else "interview_stopped")
        return self._file is None and (ended or self._wants_plan())

    def _ask_all(self) -> bool:
        """Return whether there is no more to ask; if not, the person has had enough for now."""
        with contextlib.suppress(click.Abort):
            while asked := intake.next_questions(
                self.profile, self._catalog, limit=1, skip=self._skip, today=self._today
            ):
                if not self._ask(asked[0]):
                    return False
            return True
        return False

    def _wants_plan(self) -> bool:
        with contextlib.suppress(click.Abort):
            return click.confirm("\n" + self._say("interview_show_plan"), default=True, err=True)
        return False

    def _end(self, key: str) -> None:
        click.echo("\n" + self._say.count(key, len(self.profile.known())), err=True)
        if self._file:
            self._tell("interview_saved")
            click.echo(f"  {self._file}", err=True)
            self._tell("interview_next")
            click.echo(f"  second-opinion plan {shlex.quote(str(self._file))} --format text", err=True)

    def _tell(self, key: str, **values: str) -> None:
        click.echo("\n" + click.wrap_text(self._say(key, **values), 78), err=True)

    def _welcome(self) -> None:
        self._tell("interview_go_on" if self.profile.known() else "interview_welcome")
        self._tell("interview_private")
        self._tell("interview_kept" if self._file else "interview_not_kept")
        if self._file:
            click.echo(f"  {self._file}", err=True)
        self._tell("interview_how")

    def _ask(self, question: IntakeQuestion) -> bool:
        """Ask one question until it is answered, skipped or taken back; return whether to go on after it."""
        self._show(question)
        words = self._say(f"interview_ask_{question.form}")
        while True:
            said = click.prompt(words, default="", show_default=False, err=True).strip()
            if self._say.means("interview_words_stop", said):
                return False
            if self._say.means("interview_words_back", said):
                if self._back():
                    return True
                self._tell("interview_no_way_back")
            elif self._take(question, "" if self._say.means("interview_words_unknown", said) else said):
                return True

    def _show(self, question: IntakeQuestion) -> None:
        self._tell("interview_number", n=str(len(self._before) + 1))
        click.echo(click.wrap_text(question.prompt, 78), err=True)
        click.echo(click.wrap_text(question.help, 78, "  ", "  ") + "\n", err=True)
        for number, option in enumerate(question.options, 1):
            click.echo(click.wrap_text(option.label, 78, f"{number:>4}  ", " " * 6), err=True)
        unknown = self._say("interview_unknown_many" if question.form == "many" else "interview_unknown")
        click.echo(f" Enter  {unknown}\n", err=True)

    def _back(self) -> bool:
        if not self._before:
            return False
        self.profile, self._skip = self._before.pop()
        self._keep()
        return True

    def _take(self, question: IntakeQuestion, said: str) -> bool:
        """Return whether what was said is an answer, and take it."""
        try:
            profile = intake.answer(self.profile, question.fact, _value(question, said)) if said else self.profile
        except (_NotAnOptionError, ProfileError):
            self._refuse(question)
            return False
        self._before.append((self.profile, self._skip))
        self._skip = self._skip if said else (*self._skip, question.fact)
        self.profile = profile
        self._keep()
        return True

    def _refuse(self, question: IntakeQuestion) -> None:
        self._tell(f"interview_not_{question.form}", most=str(len(question.options)))

    def _keep(self) -> None:
        """Write the profile to the file, whole or not at all."""
        if self._file:
            new = self._file.with_name(f"{self._file.name}.new")
            new.touch(mode=0o600)  # what is in it is nobody else's business
            new.write_text(json.dumps(profile_to_dict(self.profile), indent=1) + "\n", encoding="utf-8")
            new.replace(self._file)


def _value(question: IntakeQuestion, said: str) -> object:
    """Return the value that a person means.

    Raises:
        _NotAnOptionError: it is none of the options.
    """
    if question.form == "date":
        return said
    if question.form == "many":
        return list(dict.fromkeys(_option(question, one) for one in re.split(r"[,;\s]+", said) if one))
    return _option(question, said)


def _option(question: IntakeQuestion, said: str) -> object:
    """Return the value of an option, named by its number, its label or itself, or a code in its usual letters."""
    if said.isdecimal():
        number = int(said)
        if not 1 <= number <= len(question.options):
            raise _NotAnOptionError
        return question.options[number - 1].value
    for option in question.options:
        if said.lower() in {option.label.lower(), str(option.value).lower()}:
            return option.value
    if question.form != "text":
        raise _NotAnOptionError
    # In capitals some letters are two: a single one is no code of a country, and is not to become one.
    return country_code(said) if question.fact == "country" and said.isascii() else said
