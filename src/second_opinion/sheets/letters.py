"""Letters that ask for records, and for slides and blocks."""

from second_opinion.catalog import Catalog
from second_opinion.documents import Document, Entry, Part
from second_opinion.entries import PlanItem
from second_opinion.items import RecordItem
from second_opinion.plan import PrepPlan
from second_opinion.schedule import Schedule
from second_opinion.sheets.frame import Frame
from second_opinion.sheets.person import Person

_REACHED = ("record_number", "address", "phone", "email")
_AT_A_RECORDS_OFFICE = ("report", "summary", "images")


def records_request(
    plan: PrepPlan, person: Person | None = None, *, to: str = "", catalog: Catalog | None = None
) -> Document:
    """Return a letter that asks a records office, named by *to*, for the records that are still open in the plan.

    It asks for reports, summaries and images, and for what the person has added; slides and blocks are asked for with
    `pathology_request`. Print one for each office.
    """
    frame = Frame("records_request", plan, person, catalog)
    frame.given(to=to)
    wanted = [entry for entry in _open(plan) if _is_at_a_records_office(entry)]
    surely = [entry for entry in wanted if entry.item.tier == "essential" or entry.is_own]
    perhaps = [entry for entry in wanted if entry not in surely]
    return frame.document(
        _head(frame, to),
        frame.patient(*_REACHED),
        Part(said=(frame.say("records_greeting"), frame.say("records_request_ask"), *_visit(frame))),
        frame.listed("please_send", _names(surely)),
        *((Part(frame.say("if_you_have_them"), entries=_names(perhaps)),) if perhaps else ()),
        Part(fields=frame.fields("or_straight_to")),
        Part(said=(*_rules(frame), frame.say("records_request_form"), frame.say("thank_you"))),
        frame.signature(),
    )


def pathology_request(
    plan: PrepPlan, person: Person | None = None, *, to: str = "", catalog: Catalog | None = None
) -> Document:
    """Return a letter that asks a pathology laboratory, named by *to*, to lend slides or blocks to another."""
    frame = Frame("pathology_request", plan, person, catalog)
    frame.given(to=to)
    wanted = [entry for entry in _open(plan) if entry.item.form == "material"]
    return frame.document(
        _head(frame, to),
        frame.patient(*_REACHED),
        Part(frame.say("sample"), fields=frame.fields("case_number", "sample_date", "sample_place")),
        Part(said=(frame.say("pathology_greeting"), frame.say("pathology_request_ask"), *_visit(frame))),
        Part(frame.say("please_send"), entries=(*_names(wanted), *frame.ticked("report_with_it"))),
        Part(frame.say("send_to"), fields=frame.fields("laboratory", "address", "phone", "contact")),
        Part(said=(*_rules(frame), frame.say("pathology_request_care"), frame.say("thank_you"))),
        frame.signature(),
    )


def _head(frame: Frame, to: str) -> Part:
    return Part(fields=(frame.field("date"), frame.field("to", to)))


def _visit(frame: Frame) -> tuple[str, ...]:
    """Return by when it is needed; a letter says nothing of a visit that is over."""
    schedule = Schedule.of(frame.plan.profile, frame.plan.created)
    if schedule.visit:
        return (frame.say("by_visit", date=frame.day(schedule.visit)),)
    return () if schedule.is_over else (frame.say("soon"),)


def _rules(frame: Frame) -> tuple[str, ...]:
    return tuple(rule.letter for rule in frame.rules if rule.letter)


def _open(plan: PrepPlan) -> list[PlanItem[RecordItem]]:
    return [entry for entry in plan.records if entry.status == "open"]


def _is_at_a_records_office(entry: PlanItem[RecordItem]) -> bool:
    return entry.item.form in _AT_A_RECORDS_OFFICE or (entry.is_own and entry.item.form != "material")


def _names(entries: list[PlanItem[RecordItem]]) -> tuple[Entry, ...]:
    return tuple(Entry(entry.item.name, has_box=True) for entry in entries)
