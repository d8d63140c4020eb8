"""A plan in a form that a person can hold."""

import typing as t

from second_opinion.documents import Document
from second_opinion.errors import UnknownFormatError
from second_opinion.plan import PrepPlan
from second_opinion.rendering.document import document
from second_opinion.rendering.markdown import markdown
from second_opinion.rendering.text import text

Format = t.Literal["markdown", "text"]
FORMATS: t.Final[tuple[Format, ...]] = t.get_args(Format)

_WRITERS = {"markdown": markdown, "text": text}


def render(plan: PrepPlan | Document, format: Format) -> str:  # noqa: A002 (the contract's word)
    """Return a plan as a document: a summary first, then steps, questions, records and what they rest on.

    The documents of `second_opinion.sheets` are rendered in the same way. What a person typed is shown as it is and
    cannot become markup.

    Raises:
        UnknownFormatError: there is no such format; the error names those there are.
    """
    if format not in FORMATS:
        raise UnknownFormatError(format, FORMATS)
    return _WRITERS[format](plan if isinstance(plan, Document) else document(plan))
