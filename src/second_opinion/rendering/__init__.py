"""A plan in a form that a person can hold."""

import datetime as dt
import importlib
import os
import typing as t
from typing import overload

from second_opinion.documents import Document
from second_opinion.errors import UnknownFormatError
from second_opinion.items import Audience
from second_opinion.plan import PrepPlan
from second_opinion.rendering.choice import Choice, Paper, Section
from second_opinion.rendering.document import document

Format = t.Literal["markdown", "text", "html", "pdf", "calendar", "csv"]
FORMATS: t.Final[tuple[Format, ...]] = t.get_args(Format)

SheetFormat = t.Literal["markdown", "text", "html", "pdf"]
SHEET_FORMATS: t.Final[tuple[SheetFormat, ...]] = t.get_args(SheetFormat)
"""What a document can be rendered in that is made of words and not of a plan's items."""

AnyPath = str | os.PathLike[str]

_OF_PLANS: t.Final[t.Mapping[str, str]] = {"calendar": "calendar", "csv": "spreadsheet"}
"""The formats that are written from a plan's items, each with the module that does it."""


@overload
def render(
    plan: PrepPlan | Document,
    format: t.Literal["markdown", "text"],
    *,
    sections: t.Iterable[Section] | None = None,
    audience: Audience | None = None,
) -> str: ...
@overload
def render(
    plan: PrepPlan | Document,
    format: t.Literal["html"],
    *,
    sections: t.Iterable[Section] | None = None,
    audience: Audience | None = None,
    fragment: bool = False,
    templates: AnyPath | None = None,
) -> str: ...
@overload
def render(
    plan: PrepPlan | Document,
    format: t.Literal["pdf"],
    *,
    sections: t.Iterable[Section] | None = None,
    audience: Audience | None = None,
    paper: Paper | None = None,
    fonts: t.Iterable[AnyPath] = (),
) -> bytes: ...
@overload
def render(
    plan: PrepPlan,
    format: t.Literal["calendar"],
    *,
    sections: t.Iterable[Section] | None = None,
    audience: Audience | None = None,
    details: bool = False,
    todos: bool = False,
    name: str = "",
    now: dt.datetime | None = None,
) -> str: ...
@overload
def render(
    plan: PrepPlan,
    format: t.Literal["csv"],
    *,
    sections: t.Iterable[Section] | None = None,
    audience: Audience | None = None,
) -> str: ...
def render(
    plan: PrepPlan | Document,
    format: Format,  # noqa: A002 (the contract's word)
    *,
    sections: t.Iterable[Section] | None = None,
    audience: Audience | None = None,
    **options: t.Any,
) -> str | bytes:
    """Return a plan in a form that a person can hold: on a page, on paper, in a calendar or in a spreadsheet.

    *sections* says which sections are in it, and *audience* whose questions; what is left out is said. The documents of
    `second_opinion.sheets` are rendered in the same way, whole, in all formats but calendar and csv. What a person
    typed is shown as it is and cannot become markup, a formula or a link.

    Of ``"html"``, *fragment* gives a part for a page of your own, and *templates* is a folder whose files take the
    place of the package's own. Of ``"pdf"``, *paper* is its size, without it that of the language's region, and *fonts*
    are folders with fonts for other scripts. Of ``"calendar"``, *details* tells what each thing is, where without it
    nothing is given away; *todos* gives tasks in place of events; *name* tells apart the plans of two people, and *now*
    is when it is written.

    Raises:
        UnknownFormatError: there is no such format, or not of a sheet; the error names those there are.
        UnknownSectionError: there is no such section.
        UnknownAudienceError: there is no such audience.
        MissingExtraError: the format needs an extra that is not installed; the error names the command to run.
    """
    choice = Choice.of(sections, audience)
    if isinstance(plan, Document) and format not in SHEET_FORMATS:
        raise UnknownFormatError(format, SHEET_FORMATS)
    if format not in FORMATS:
        raise UnknownFormatError(format, FORMATS)
    if format in SHEET_FORMATS:
        made = plan if isinstance(plan, Document) else document(plan, choice)
        return t.cast("str | bytes", _writer(format)(made, **options))
    return t.cast("str | bytes", _writer(_OF_PLANS[format])(plan, choice, **options))


def _writer(name: str) -> t.Callable[..., t.Any]:
    """Return the function that writes a format, from the module of the same name, which is loaded when it is used."""
    return t.cast("t.Callable[..., t.Any]", getattr(importlib.import_module(f"{__name__}.{name}"), name))
