"""Forms to fill in: the way so far on one page, and two opinions side by side."""

import typing as t

from second_opinion.catalog import Catalog
from second_opinion.documents import Document, Part, Table
from second_opinion.plan import PrepPlan
from second_opinion.sheets.frame import Frame
from second_opinion.sheets.person import Person

_BLANK_ROWS = 4
_COLUMNS: t.Final = ("column_date", "column_what", "column_where", "column_result")
_COMPARED: t.Final = (
    "diagnosis",
    "stage",
    "goal",
    "options",
    "order",
    "benefit",
    "risk",
    "timing",
    "had_seen",
)


def timeline(plan: PrepPlan, person: Person | None = None, *, catalog: Catalog | None = None) -> Document:
    """Return a page on which to fill in what has happened so far; tests and treatments that are known stand in it."""
    frame = Frame("timeline", plan, person, catalog)
    had = [*frame.labels("tests_had"), *frame.labels("treatments_had")]
    width = len(_COLUMNS)
    rows = [("", one, *[""] * (width - 2)) for one in had] + [("",) * width] * _BLANK_ROWS
    return frame.document(
        frame.patient(),
        Part(fields=(frame.field("diagnosis", ", ".join(frame.labels("cancer_type"))), *frame.fields("first_signs"))),
        Part(
            frame.say("what_happened"),
            said=(frame.say("oldest_first"),),
            table=Table(tuple(map(frame.say, _COLUMNS)), tuple(rows), lines=2),
        ),
        Part(
            frame.say("now"), fields=tuple(frame.field(key, lines=2) for key in ("how_now", "medicines", "allergies"))
        ),
    )


def side_by_side(
    plan: PrepPlan,
    person: Person | None = None,
    *,
    first: str = "",
    second: str = "",
    catalog: Catalog | None = None,
) -> Document:
    """Return a sheet on which two opinions stand side by side; *first* and *second* name the doctors."""
    frame = Frame("side_by_side", plan, person, catalog)
    frame.given(first=first, second=second)
    header = (frame.say("compared"), first or frame.say("first_doctor"), second or frame.say("second_doctor"))
    return frame.document(
        Part(fields=(frame.field("name", frame.person.name), frame.field("date"))),
        Part(
            frame.say("side_by_side_table"),
            said=(frame.say("their_words"),),
            table=Table(header, tuple((frame.say(f"compared_{key}"), "", "") for key in _COMPARED)),
        ),
        Part(
            frame.say("what_is_the_same"),
            fields=(frame.field("the_same", lines=2), frame.field("not_the_same", lines=2)),
        ),
        Part(frame.say("ask_both"), entries=frame.ticked("ask_why", "ask_missing", "ask_talk", "ask_how_long")),
        Part(frame.say("matters_most"), fields=(frame.field("in_my_words", lines=2),)),
    )
