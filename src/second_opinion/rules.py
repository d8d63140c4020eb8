"""What a country's rules give a person who asks for records, slides, payment or a visit."""

import typing as t

import attrs

from second_opinion.conditions import Clause
from second_opinion.formats import Id
from second_opinion.items import Content

SheetName = t.Literal[
    "records_request",
    "pathology_request",
    "telling_your_doctor",
    "insurer_call",
    "second_office_call",
    "timeline",
    "note_to_doctor",
    "visit_sheet",
    "side_by_side",
]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Rule(Content):
    """A rule that a sheet leans on: its name, what it gives and where it ends, and what a letter says of it.

    The words of `letter` are signed by whoever asks: the patient, a parent, or a helper.
    """

    sheet: SheetName
    name: str
    text: str
    letter: str = ""
    when: tuple[Clause, ...] = ()
    unless: tuple[Clause, ...] = ()
    sources: tuple[Id, ...]
