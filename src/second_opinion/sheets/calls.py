"""Sheets to have at hand for a call, with room for what is said."""

from second_opinion.catalog import Catalog
from second_opinion.documents import Document, Part
from second_opinion.items import Audience
from second_opinion.plan import PrepPlan
from second_opinion.sheets.frame import Frame
from second_opinion.sheets.person import Person

_MOST = 7
"""How many questions fit a call."""


def insurer_call(plan: PrepPlan, person: Person | None = None, *, catalog: Catalog | None = None) -> Document:
    """Return a sheet for a call to the health insurer: who answered, the reference number, what to ask."""
    frame = Frame("insurer_call", plan, person, catalog)
    return frame.document(
        Part(frame.say("the_call"), fields=frame.fields("call_date", "number_called", "spoke_with", "reference")),
        frame.patient("insurance_number", "phone"),
        Part(frame.say("start_so"), said=(frame.say("insurer_call_opening"),)),
        _questions(frame, "insurer"),
        Part(frame.say("before_you_end"), entries=frame.ticked("ask_reference", "ask_in_writing", "ask_next")),
        Part(fields=(frame.field("they_will", lines=2), *frame.fields("call_back"))),
    )


def second_office_call(plan: PrepPlan, person: Person | None = None, *, catalog: Catalog | None = None) -> Document:
    """Return a sheet for a call to the second doctor's office: what to ask, what to send, and where to."""
    frame = Frame("second_office_call", plan, person, catalog)
    return frame.document(
        Part(frame.say("the_call"), fields=frame.fields("call_date", "office", "number_called", "spoke_with")),
        frame.patient("insurance_number", "phone"),
        Part(frame.say("start_so"), said=(frame.say("second_office_call_opening"),)),
        _questions(frame, "second_office"),
        Part(frame.say("what_they_need"), fields=frame.fields("send_where", "send_by", "contact", "visit_date")),
        Part(frame.say("before_you_end"), entries=frame.ticked("say_it_back", "ask_next")),
    )


def _questions(frame: Frame, audience: Audience) -> Part:
    asked = frame.plan.shortlist(audience, _MOST)
    return frame.listed("ask_this", frame.questions(asked), "" if asked else frame.say("no_questions"))
