"""What the document of a plan says, and in which order; every format draws it from here."""

import datetime as dt
import typing as t

import attrs

from second_opinion.documents import Detail, Document, Entry, Part
from second_opinion.entries import PlanItem
from second_opinion.items import Audience, Notice, Question, RecordItem, Resource, Source, Step, Tier
from second_opinion.messages import Messages, messages
from second_opinion.plan import PrepPlan
from second_opinion.schedule import Schedule

SHORTLIST = 5
"""How many questions for one audience are shown with room to write; the rest is listed below them."""

_FIRST = 3
_UNANSWERED = 6
_AUDIENCES: t.Final[tuple[Audience, ...]] = (
    "second_doctor",
    "current_doctor",
    "second_office",
    "records_office",
    "insurer",
    "yourself",
)


def document(plan: PrepPlan) -> Document:
    """Return what the document of a plan says."""
    say = messages(plan.language)
    sections = (
        _summary(plan, say),
        _notices(plan, say),
        _steps(plan, say),
        _questions(plan, say),
        _records(plan, say),
        _topics(plan, say),
        _resources(plan, say),
        _terms(plan, say),
        _unanswered(plan, say),
        _sources(plan, say),
    )
    parts = tuple(part for section in sections for part in section)
    return Document(plan.language, say("title"), _opening(plan, say), parts)


def _opening(plan: PrepPlan, say: Messages) -> tuple[str, ...]:
    reviews = dict.fromkeys(pack.review for pack in plan.packs)
    state = tuple(say("review_state", review=review) for review in reviews)
    return (say("made", date=say.date(plan.created)), _visit(plan, say), say("not_a_doctor"), *state)


def _visit(plan: PrepPlan, say: Messages) -> str:
    day = plan.profile.appointment
    if day is None:
        return say("visit_unknown")
    return say("visit_past" if day < plan.created else "visit_ahead", date=say.date(day))


def _summary(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    """Yield the page that stands for the whole: what to do now, and the three most important things of each kind."""
    yield Part(say("summary"))
    steps = [entry for entry in plan.steps if entry.status == "open"][:_FIRST]
    records = [entry for entry in plan.records if entry.status == "open"][:_FIRST]
    questions = plan.shortlist("second_doctor", _FIRST)
    now = tuple(Entry(step.item.title, (Detail(_when(step, plan, say)),), is_strong=True) for step in steps)
    yield from _listed(say("now"), now)
    yield from _listed(say("remember"), tuple(_notice(entry, say) for entry in plan.notices[:_FIRST]))
    yield from _listed(say("ask_first"), tuple(Entry(entry.item.text) for entry in questions))
    yield from _listed(say("gather_first"), tuple(Entry(entry.item.name) for entry in records))


def _listed(title: str, entries: tuple[Entry, ...], level: int = 3) -> t.Iterator[Part]:
    """Yield a part for a list, if there is anything in it."""
    if entries:
        yield Part(title, level, entries=entries)


def _notices(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    yield from _listed(say("more_notices"), tuple(_notice(entry, say) for entry in plan.notices[_FIRST:]), 2)


def _notice(entry: PlanItem[Notice], say: Messages) -> Entry:
    return Entry(entry.item.text, (*_reasons(entry, say), *_written(entry, say)))


def _steps(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    yield Part(say("steps"))
    is_over = Schedule.of(plan.profile, plan.created).is_over
    open_ = [entry for entry in plan.steps if entry.status == "open"]
    past = [entry for entry in open_ if is_over and entry.due is None and entry.item.stage != "after"]
    waiting = [entry for entry in open_ if entry not in past]
    by_time: dict[str, list[PlanItem[Step]]] = {}
    for entry in waiting:
        by_time.setdefault(_when(entry, plan, say), []).append(entry)
    for when, entries in by_time.items():
        said = (say("rush"),) if any(entry.rush for entry in entries) else ()
        yield Part(when, 3, said, tuple(_step(entry, say) for entry in entries))
    if past:
        titles = tuple(_ticked(entry, entry.item.title, (), say) for entry in past)
        yield Part(say("before_visit"), 3, (say("before_visit_over"),), titles)
    yield from _listed(say("settled"), tuple(_step(entry, say) for entry in plan.steps if entry.status != "open"))


def _when(entry: PlanItem[Step], plan: PrepPlan, say: Messages) -> str:
    """Return the heading under which a step stands."""
    if entry.due is not None:
        return say("today") if entry.due == plan.created else say("by", date=say.date(entry.due))
    day = plan.profile.appointment
    if entry.item.stage == "visit" and day is not None:
        return say("at_visit_on", date=say.date(day))
    return say({"visit": "at_visit", "after": "after_visit"}.get(entry.item.stage, "no_date"))


def _step(entry: PlanItem[Step], say: Messages) -> Entry:
    step = entry.item
    details = (
        *(Detail(action) for action in step.actions),
        *_labelled(say, why=step.why, who=step.who, takes=step.takes),
        *_reasons(entry, say),
    )
    return _ticked(entry, step.title, details, say)


def _questions(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    yield Part(say("questions"), said=(say("show_doctor"), say("few_first")))
    for audience in _AUDIENCES:
        asked = [entry for entry in plan.questions if entry.item.audience == audience]
        first = plan.shortlist(audience, SHORTLIST)
        answered = [entry for entry in asked if entry.status == "done"]
        shown = (*first, *answered)
        rest = [entry for entry in asked if entry not in shown]
        yield from _listed(say(f"audience_{audience}"), tuple(_question(entry, say) for entry in shown))
        yield from _listed(say("if_time"), tuple(_ticked(entry, entry.item.text, (), say) for entry in rest), 4)


def _question(entry: PlanItem[Question], say: Messages) -> Entry:
    question = entry.item
    details = (*_labelled(say, why=question.why, good_answer=question.good_answer), *_reasons(entry, say))
    room = "" if entry.answer else say("write_here")
    return attrs.evolve(_ticked(entry, question.text, details, say), room=room)


def _records(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    yield Part(say("records"))
    for tier in t.get_args(Tier):
        entries = tuple(_record(entry, plan, say) for entry in plan.records if entry.item.tier == tier)
        yield from _listed(say(f"tier_{tier}"), entries)


def _record(entry: PlanItem[RecordItem], plan: PrepPlan, say: Messages) -> Entry:
    record = entry.item
    details = (
        *_ask_by(entry.due, plan.created, say),
        *_labelled(
            say,
            what=record.what,
            why=record.why,
            holder=record.holder,
            say=record.say,
            lead_time=record.lead_time,
            pitfalls=" ".join(record.pitfalls),
            instead=record.instead,
        ),
        *_reasons(entry, say),
    )
    return _ticked(entry, record.name, details, say)


def _ask_by(due: dt.date | None, created: dt.date, say: Messages) -> t.Iterator[Detail]:
    if due is not None:
        yield Detail(say("ask_today") if due == created else say("ask_by", date=say.date(due)))


def _topics(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    yield Part(say("topics"))
    for entry in plan.topics:
        topic = entry.item
        said = (topic.summary, *(detail.text for detail in _reasons(entry, say)))
        written = _written(entry, say)
        own = (Entry(say("written"), written),) if written else ()
        yield Part(topic.title, 3, said, (*(Entry(point) for point in topic.points), *own))


def _resources(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    yield Part(say("resources"), entries=tuple(_resource(entry, say) for entry in plan.resources))


def _resource(entry: PlanItem[Resource], say: Messages) -> Entry:
    resource = entry.item
    details = (
        Detail(resource.what),
        *((Detail(resource.url, say("address"), is_link=True),) if resource.url else ()),
        *_labelled(say, phone=resource.phone or "", hours=resource.hours or "", limits=resource.limits),
        *((Detail(say("unverified")),) if resource.status == "unverified" else ()),
        Detail(say("checked", date=say.date(resource.checked_on))),
        *_reasons(entry, say),
    )
    return _ticked(entry, resource.name, details, say, has_box=False)


def _terms(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    yield from _listed(say("terms"), tuple(Entry(f"{term.term}: {term.meaning}") for term in plan.terms), 2)


def _unanswered(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    if plan.unanswered:
        entries = tuple(Entry(say(f"fact_{fact}")) for fact in plan.unanswered[:_UNANSWERED])
        yield Part(say("unanswered"), said=(say("unanswered_lead"),), entries=entries)


def _sources(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    review = tuple(
        say(
            "review",
            pack=pack.id,
            version=pack.version,
            review=pack.review,
            checked=say.date(pack.reviewed_on) if pack.reviewed_on else say("never_checked"),
        )
        for pack in plan.packs
    )
    yield Part(say("sources"), said=review, entries=tuple(_source(source, say) for source in plan.sources))


def _source(source: Source, say: Messages) -> Entry:
    text = say(
        "source",
        title=source.title,
        publisher=source.publisher,
        published=source.published or say("undated"),
        seen=say.date(source.seen_on),
    )
    return Entry(text, (Detail(source.address, is_link=True),) if source.address else ())


def _ticked(
    entry: PlanItem[t.Any], text: str, details: tuple[Detail, ...], say: Messages, *, has_box: bool = True
) -> Entry:
    """Return an entry that can be ticked off, with what the person has said to it."""
    state = {"done": f" ({say('done')})", "skipped": f" ({say('skipped')})"}.get(entry.status, "")
    all_details = (*details, *_written(entry, say))
    return Entry(text + state, all_details, has_box, entry.status == "done", is_strong=bool(details))


def _written(entry: PlanItem[t.Any], say: Messages) -> tuple[Detail, ...]:
    return _labelled(say, answer=entry.answer or "", note=entry.note or "")


def _labelled(words: Messages, /, **texts: str) -> tuple[Detail, ...]:
    return tuple(Detail(text, words(label)) for label, text in texts.items() if text)


def _reasons(entry: PlanItem[t.Any], say: Messages) -> tuple[Detail, ...]:
    because = (Detail(say("because", reasons=say("and").join(entry.because))),) if entry.because else ()
    return (*because, Detail(say("may_apply"))) if entry.certainty == "may_apply" else because
