"""What can go wrong, said so that the reader knows what to do next.

Every error of this package is a `SecondOpinionError` and also the built-in error one would expect.
Messages never hold text that a person wrote: no notes, no answers, no words of an own question.
"""

from __future__ import annotations

import typing as t
from collections.abc import Collection, Iterable

import attrs


class SecondOpinionError(Exception):
    """The root of all errors that this package raises on purpose."""


@attrs.frozen
class Problem:
    """One thing that is wrong, where it is, and what would do.

    `path` is written as in JSONPath: ``$`` is the whole document, ``$.questions[3].audience`` one value in it.
    """

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"

    def under(self, prefix: str) -> Problem:
        """Return the same problem, seen from a document that holds this one at *prefix*."""
        return Problem(prefix + self.path.removeprefix("$"), self.message)


class _ProblemsError(SecondOpinionError, ValueError):
    """Something was refused whole; `problems` says all that is wrong with it, `where` names the file, if it was one."""

    def __init__(self, problems: tuple[Problem, ...], where: str = "") -> None:
        super().__init__(problems, where)
        self.problems = problems
        self.where = where

    def __str__(self) -> str:
        return "\n".join(f"{self.where}{': ' if self.where else ''}{problem}" for problem in self.problems)


class ProfileError(_ProblemsError):
    """A profile holds a value that its fact cannot have."""


class PackError(_ProblemsError):
    """A content pack, or a set of packs, breaks a rule of the format."""


class EntryError(_ProblemsError):
    """What was to be written into a plan or on a sheet cannot be; the plan is as it was."""


class PlanFormatError(_ProblemsError):
    """A text or a dict is not a plan that this release can read."""


class UnknownIdError(SecondOpinionError, KeyError):
    """No item has this id; `nearest` lists the ids that look most like it."""

    def __init__(self, item_id: str, nearest: tuple[str, ...] = (), replaced_by: tuple[str, ...] = ()) -> None:
        super().__init__(item_id, nearest, replaced_by)
        self.item_id = item_id
        self.nearest = nearest
        self.replaced_by = replaced_by

    def __str__(self) -> str:
        said = f"no item has the id {shown(self.item_id)}"
        if self.replaced_by:
            return f"{said}: it was retired, use {either(self.replaced_by)}"
        return f"{said}{did_you_mean(self.nearest)}"


class _UnknownNameError(SecondOpinionError, LookupError, ValueError):
    """A name is not one of those there are; `options` lists them."""

    _said: t.ClassVar[str]

    def __init__(self, name: str, options: tuple[str, ...]) -> None:
        super().__init__(name, options)
        self.name = name
        self.options = options

    def __str__(self) -> str:
        return f"{self._said} {not_one_of(self.name, self.options)}"


class UnknownFormatError(_UnknownNameError):
    """A plan cannot be rendered in the format that was asked for."""

    _said = "the format"


class UnknownAudienceError(_UnknownNameError):
    """No question has the audience that was asked for."""

    _said = "the audience"


class UnknownSectionError(_UnknownNameError):
    """A plan has no section of the name that was asked for."""

    _said = "the section"


class UnknownLanguageError(_UnknownNameError):
    """There is no bundled content in the language that was asked for."""

    _said = "the language"


class UnusableDayError(SecondOpinionError, ValueError):
    """The day for which a plan is to be made is not a day that it can reckon with."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return f"today: {self.message}"


class MissingExtraError(SecondOpinionError, ImportError):
    """A part of the package needs an extra that is not installed."""

    def __init__(self, extra: str) -> None:
        super().__init__(extra)
        self.extra = extra

    def __str__(self) -> str:
        return f"this needs an extra that is not installed: run  pip install 'second-opinion[{self.extra}]'"


_LONGEST = 60


def shown(value: object) -> str:
    """Return a value as it may stand in a message: of a collection, and of what a person may have written, its kind."""
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, Collection) and not isinstance(value, str):
        return f"a {type(t.cast('object', value)).__name__}"
    if isinstance(value, str) and not _is_code(value):
        return f"a text of {len(value)} characters"
    try:
        return ascii(value)[:_LONGEST]
    except ValueError:  # an integer of thousands of digits
        return "a number of very many digits"


def _is_code(text: str) -> bool:
    """Return whether a text is short and without spaces, as codes and dates are and what people write is not."""
    return len(text) < _LONGEST and text.isprintable() and " " not in text


def either(options: Iterable[object]) -> str:
    """Return options as a list to choose from: ``'a', 'b' or 'c'``."""
    *most, last = [ascii(option) for option in options] or ["nothing"]
    return f"{', '.join(most)} or {last}" if most else last


def nearest(word: object, options: Iterable[object]) -> tuple[str, ...]:
    """Return the options that look most like a word that is none of them, the likeliest first."""
    import difflib  # noqa: PLC0415 (only a mistake pays for it)

    return tuple(difflib.get_close_matches(str(word)[:100], [str(option) for option in options], n=3, cutoff=0.6))


def did_you_mean(options: Iterable[str]) -> str:
    """Return `` (did you mean 'a' or 'b'?)``, or nothing where nothing is near."""
    options = tuple(options)
    return f" (did you mean {either(options)}?)" if options else ""


def not_one_of(value: object, options: tuple[object, ...]) -> str:
    """Return the message for a value that is not among its options."""
    return f"{shown(value)} is not one of {either(options)}{did_you_mean(nearest(value, options))}"
