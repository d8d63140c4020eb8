"""Sheets for talks with doctors: telling the current one, and the visit to the second."""

import typing as t

from second_opinion.catalog import Catalog
from second_opinion.documents import Document, Entry, Field, Part
from second_opinion.items import Audience
from second_opinion.plan import PrepPlan
from second_opinion.sheets.frame import Frame
from second_opinion.sheets.person import Person

_FIRST = 5
"""How many questions fit a visit."""


def telling_your_doctor(plan: PrepPlan, person: Person | None = None, *, catalog: Catalog | None = None) -> Document:
    """Return opening words for telling the current doctor, by mouth or in a message."""
    frame = Frame("telling_your_doctor", plan, person, catalog)
    asked = plan.shortlist("current_doctor", 3)
    is_told = plan.profile.told_current_doctor or plan.profile.opinions in ("agree", "differ")
    begin = ("begin_told",) if is_told else ("begin_face_to_face", "begin_on_phone", "begin_message")
    return frame.document(
        Part(frame.say("words_to_begin"), entries=frame.points(*begin)),
        frame.listed("then_ask", frame.questions(asked)),
        Part(frame.say("if_it_is_hard"), entries=frame.points("hard_nurse", "hard_companion", "hard_read_out")),
        Part(frame.say("if_not_pleased"), entries=frame.points("not_pleased_thanks", "not_pleased_records")),
    )


def note_to_doctor(
    plan: PrepPlan,
    person: Person | None = None,
    *,
    audience: Audience = "second_doctor",
    catalog: Catalog | None = None,
) -> Document:
    """Return a note to hand over at the start: please look at these questions with me.

    Raises:
        UnknownAudienceError: *audience* is not one that questions have.
    """
    frame = Frame("note_to_doctor", plan, person, catalog)
    asked = plan.shortlist(audience, _FIRST)
    return frame.document(
        Part(said=(frame.say("note_greeting"), frame.say("note_ask"), frame.say("note_few"))),
        frame.listed("my_questions", tuple(Entry(entry.item.text, has_box=True) for entry in asked)),
        Part(said=(frame.say("thank_you"),), fields=tuple(_from(frame))),
    )


def _from(frame: Frame) -> t.Iterator[Field]:
    """Yield whom a note is about and, where somebody else hands it over, from whom it is."""
    yield frame.field("name", frame.person.name)
    if frame.is_for_another:
        yield frame.field("note_from", frame.person.signer)


def visit_sheet(plan: PrepPlan, person: Person | None = None, *, catalog: Catalog | None = None) -> Document:
    """Return a sheet for the visit: the shortlist, and room to write what is said."""
    frame = Frame("visit_sheet", plan, person, catalog)
    day = plan.profile.appointment
    return frame.document(
        Part(
            frame.say("the_visit"),
            fields=(
                frame.field("date", frame.day(day) if day else ""),
                *frame.fields("doctor", "who_came"),
                frame.field("name", frame.person.name),
            ),
        ),
        Part(frame.say("at_the_start"), entries=frame.ticked("show_the_list", "ask_to_record")),
        frame.listed("my_questions", frame.questions(plan.shortlist("second_doctor", _FIRST))),
        Part(frame.say("what_i_heard"), fields=(frame.field("in_my_words", lines=3),)),
        Part(
            frame.say("before_you_leave"),
            entries=frame.ticked("say_it_back", "ask_for_report"),
            fields=frame.fields("next_step", "next_by", "whom_to_call"),
        ),
    )
