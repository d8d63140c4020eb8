"""What the document of a plan says, and in which order; every format draws it from here."""

import datetime as dt
import functools
import re
import typing as t

import attrs

from second_opinion.documents import Detail, Document, Entry, Mark, MarkState, Part, Picture, Table
from second_opinion.entries import PlanItem
from second_opinion.items import (
    Audience,
    Notice,
    NoticeKind,
    Question,
    RecordItem,
    Resource,
    Source,
    Step,
    Term,
)
from second_opinion.messages import Messages, messages
from second_opinion.plan import PrepPlan
from second_opinion.progress import Tally
from second_opinion.ranking import STAGES, TIERS
from second_opinion.rendering.choice import ALL, Choice, Section
from second_opinion.schedule import Schedule

SHORTLIST = 5
"""How many questions for one audience are shown with room to write; the rest is listed below them."""

MOST = 7
"""How long a list gets before it goes on below a heading of its own, as the CDC Clear Communication Index asks."""

_FIRST = 3
_IN_SHORT = 2
_UNANSWERED = 6
AUDIENCES: t.Final[tuple[Audience, ...]] = (
    "second_doctor",
    "current_doctor",
    "second_office",
    "records_office",
    "insurer",
    "yourself",
)
_KINDS: t.Final[tuple[NoticeKind, ...]] = ("safety", "timing", "caution", "reassurance")


def document(plan: PrepPlan, choice: Choice = ALL) -> Document:
    """Return what the document of a plan says, as far as it was chosen."""
    say = messages(plan.language)
    shown = choice.of_plan(plan)
    parts = tuple(part for name in choice.sections for part in _section(name, shown, say))
    return Document(plan.language, say("title"), _opening(plan, choice, say), parts, _lead(plan, say))


def _section(name: Section, plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    """Yield the parts of a section; the first one has its name."""
    for n, part in enumerate(_SECTIONS[name](plan, say)):
        yield part if n else attrs.evolve(part, section=name)


def _lead(plan: PrepPlan, say: Messages) -> str:
    if _is_over(plan):
        return say("lead_after")
    return say("lead_no_options" if plan.profile.phase == "no_options_offered" else "lead")


def _opening(plan: PrepPlan, choice: Choice, say: Messages) -> tuple[str, ...]:
    left_out = choice.left_out(say)
    reviews = dict.fromkeys(pack.review for pack in plan.packs)
    state = tuple(say("review_state", review=review) for review in reviews)
    return (
        say("made", date=say.date(plan.created)),
        *_visit(plan, say),
        say("not_a_doctor"),
        *state,
        *((left_out,) if left_out else ()),
    )


def _visit(plan: PrepPlan, say: Messages) -> t.Iterator[str]:
    """Yield the words on the day of the visit; where the opinion is there without one, there is nothing to say."""
    day = plan.profile.appointment
    if day:
        yield say("visit_past" if day < plan.created else "visit_ahead", date=say.date(day))
    elif not _is_over(plan):
        yield say("visit_unknown")


def _is_over(plan: PrepPlan) -> bool:
    return Schedule.of(plan.profile, plan.created).is_over


def _summary(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    """Yield the page that stands for the whole: the three most important things of each kind, and when to do what."""
    yield Part(say("summary"))
    steps = [entry for entry in plan.steps if entry.status == "open"][:_FIRST]
    records = sorted((entry for entry in plan.records if entry.status == "open"), key=_urgency)[:_FIRST]
    notices = plan.notices[:_FIRST]
    questions = plan.shortlist("second_doctor", _FIRST)
    now = tuple(Entry(step.item.title, is_strong=True, said=f"{_when(step, plan, say)}.") for step in steps)
    yield from _way(plan, say)
    yield from _progress(plan, say)
    yield from _listed(say("now"), now, say)
    yield from _listed(say("remember"), tuple(_notice(entry, say) for entry in notices), say)
    yield from _listed(say("ask_first"), tuple(Entry(entry.item.text) for entry in questions), say)
    yield from _listed(say("gather_first"), tuple(Entry(entry.item.name) for entry in records), say)
    yield from _time_line(plan, say)
    shown = (
        *(entry.item.title for entry in steps),
        *(entry.item.text for entry in notices),
        *(entry.item.text for entry in questions),
        *(entry.item.name for entry in records),
    )
    text = " ".join(shown).casefold()
    terms = [term for term in plan.terms if _is_used(term, text)]
    yield from _listed(say("words_here"), _explained(terms[:MOST]), say)


def _urgency(entry: PlanItem[RecordItem]) -> tuple[int, dt.date]:
    """Return the sort key by which records come on the first page: what is essential, then what is due."""
    return TIERS.index(entry.item.tier), entry.due or dt.date.max


def _is_used(term: Term, text: str) -> bool:
    near = (form for form in (term.term, *term.also) if form.casefold() in text)
    return any(re.search(rf"(?<!\w){re.escape(form.casefold())}(?!\w)", text) for form in near)


def _explained(terms: t.Iterable[Term]) -> tuple[Entry, ...]:
    return tuple(Entry(f"{term.term}: {term.meaning}") for term in terms)


def _way(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    """Yield a picture of the way: its stages, and the one to which the first open step belongs."""
    here = next((entry.item.stage for entry in plan.steps if entry.status == "open"), None)
    if here:
        is_booked = plan.profile.second_doctor == "booked" or plan.profile.appointment is not None
        at = max(STAGES.index(here), STAGES.index("gather") if is_booked else 0)
        states: list[MarkState] = [_state(n, at) for n in range(len(STAGES))]
        stages = tuple(say(f"way_{stage}") for stage in STAGES)
        table = Table(stages, (tuple(say(f"way_{state}") for state in states),), lines=1)
        marks = tuple(
            Mark(stage, state, n / (len(STAGES) - 1))
            for n, (stage, state) in enumerate(zip(stages, states, strict=True))
        )
        picture = Picture("way", say("way_picture", n=str(at + 1), of=str(len(STAGES)), stage=stages[at]), marks)
        yield Part(say("way"), 3, (say("way_use"),), table=table, picture=picture)


def _state(place: int, here: int) -> MarkState:
    return "here" if place == here else "behind" if place < here else "ahead"


def _progress(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    """Yield how far the person has come, once they have begun."""
    progress = plan.progress()
    tallies = {"records": progress.records, "questions": progress.questions, "steps": progress.steps}
    shown = {name: tally for name, tally in tallies.items() if tally.total > tally.skipped}
    if progress.done:
        said = tuple(_so_far(name, tally, say) for name, tally in shown.items())
        marks = tuple(
            Mark(said, at=tally.done / (tally.total - tally.skipped))
            for said, tally in zip(said, shown.values(), strict=True)
        )
        yield Part(say("progress"), 3, said, picture=Picture("progress", " ".join(said), marks))


def _so_far(name: str, tally: Tally, say: Messages) -> str:
    return say(f"progress_{name}", done=str(tally.done), of=str(tally.total - tally.skipped))


def _listed(
    title: str, entries: tuple[Entry, ...], say: Messages, level: int = 3, said: tuple[str, ...] = ()
) -> t.Iterator[Part]:
    """Yield a part for a list, if there is anything in it, and further ones for what would make it long."""
    for start in range(0, len(entries), MOST):
        some = entries[start : start + MOST]
        if start:
            yield Part(say("part", title=title, n=str(start // MOST + 1)), max(level, 3), entries=some)
        else:
            yield Part(title, level, said, some)


def _time_line(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    """Yield a table of the weeks in which there is something to do, or of the stages where that is one week."""
    waiting = [entry for entry in plan.steps if entry.status == "open" and not _rests(entry, plan)]
    weeks: dict[str, list[str]] = {}
    for entry in waiting:
        week = _week(entry, plan, say)
        if week:
            weeks.setdefault(week, []).append(entry.item.title)
    of_stage = {stage: [entry.item.title for entry in waiting if entry.item.stage == stage] for stage in STAGES}
    stages = {say(f"way_{stage}"): titles for stage, titles in of_stage.items() if titles}
    rows, key = (weeks, "time_line") if len(weeks) > 1 else (stages, "stage_line")
    if len(rows) > 1:
        header = (say(f"{key}_column"), say("what_to_do"))
        table = Table(header, tuple((at, _in_short(rows[at], say)) for at in rows), lines=1)
        picture = _days(plan, say) if key == "time_line" else None
        yield Part(say(key), 3, (say(f"{key}_use"),), table=table, picture=picture)


def _days(plan: PrepPlan, say: Messages) -> Picture | None:
    """Return a line from the day of the plan to the visit, with the days on which something is due."""
    visit = Schedule.of(plan.profile, plan.created).visit
    if visit is None or visit <= plan.created:
        return None
    due = sorted({entry.due for entry in plan.steps if entry.status == "open" and entry.due and entry.due < visit})
    length = (visit - plan.created).days
    days = [day for day in due if day > plan.created]
    marks = (
        Mark(say("today_on", date=say.date(plan.created, "short_date")), "here", 0.0),
        *(Mark(say.date(day, "short_date"), "ahead", (day - plan.created).days / length) for day in days),
        Mark(say("visit_on", date=say.date(visit, "short_date")), "ahead", 1.0),
    )
    text = say("time_line_picture", days=str(length), n=str(len(due)))
    return Picture("time_line", text, marks)


def _rests(entry: PlanItem[Step], plan: PrepPlan) -> bool:
    """Return whether a step led up to what is over, and has no date any more."""
    return _is_over(plan) and entry.due is None and entry.item.stage != "after"


def _week(entry: PlanItem[Step], plan: PrepPlan, say: Messages) -> str | None:
    """Return the words for the week of a step, or for the visit, or for the time after it; without a date none."""
    visit = Schedule.of(plan.profile, plan.created).visit
    if entry.due is None:
        return _when(entry, plan, say) if visit and entry.item.stage == "visit" else None
    if visit and entry.due > visit:
        return say("after_visit")
    monday = entry.due - dt.timedelta(entry.due.weekday())
    return say("this_week") if monday <= plan.created else say("week_of", date=say.date(monday, "plain_date"))


def _in_short(titles: list[str], say: Messages) -> str:
    """Return the first of some titles, and how many more there are."""
    more = (say.count("and_more", len(titles) - _IN_SHORT),) if len(titles) > _IN_SHORT else ()
    return " ".join((*(f"{title}." for title in titles[:_IN_SHORT]), *more))


def _notices(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    """Yield what else is not to be missed: first when to call for help."""
    more = plan.notices[_FIRST:]
    if more:
        yield Part(say("more_notices"))
    for kind in _KINDS:
        entries = tuple(_notice(entry, say) for entry in more if entry.item.kind == kind)
        yield from _listed(say(f"notices_{kind}"), entries, say)


def _notice(entry: PlanItem[Notice], say: Messages) -> Entry:
    return Entry(entry.item.text, _written(entry, say), said=" ".join(_reasons(entry, say)))


def _steps(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    yield Part(say("steps"))
    open_ = [entry for entry in plan.steps if entry.status == "open"]
    past = [entry for entry in open_ if _rests(entry, plan)]
    waiting = [entry for entry in open_ if entry not in past]
    by_time: dict[str, list[PlanItem[Step]]] = {}
    for entry in waiting:
        by_time.setdefault(_when(entry, plan, say), []).append(entry)
    for when, entries in by_time.items():
        said = (say("rush"),) if any(entry.rush for entry in entries) else ()
        yield from _listed(when, tuple(_step(entry, say) for entry in entries), say, said=said)
    if past:
        titles = tuple(_ticked(entry, entry.item.title, (), say) for entry in past)
        yield from _listed(say("before_visit"), titles, say, said=(say("before_visit_over"),))
    settled = tuple(_step(entry, say) for entry in plan.steps if entry.status != "open")
    yield from _listed(say("settled"), settled, say)


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
    who = say("who", who=step.who) if step.who else ""
    takes = say("takes", takes=step.takes) if step.takes else ""
    actions = tuple(Detail(action) for action in step.actions)
    return _ticked(entry, step.title, actions, say, (step.why, who, takes, *_reasons(entry, say)))


def _questions(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    yield Part(say("questions"), said=(say("show_doctor"), say("few_first")))
    for audience in AUDIENCES:
        asked = [entry for entry in plan.questions if entry.item.audience == audience]
        first = plan.shortlist(audience, SHORTLIST)
        answered = [entry for entry in asked if entry.status == "done"]
        shown = (*first, *answered)
        rest = [entry for entry in asked if entry not in shown]
        yield from _listed(say(f"audience_{audience}"), tuple(_question(entry, say) for entry in shown), say)
        yield from _listed(say("if_time"), tuple(_ticked(entry, entry.item.text, (), say) for entry in rest), say, 4)


def _question(entry: PlanItem[Question], say: Messages) -> Entry:
    question = entry.item
    room = "" if entry.answer else say("write_here")
    said = (question.why, *_reasons(entry, say))
    ticked = _ticked(entry, question.text, _labelled(say, good_answer=question.good_answer), say, said)
    return attrs.evolve(ticked, room=room)


def _records(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    yield Part(say("records"))
    for tier in TIERS:
        entries = tuple(_record(entry, plan, say) for entry in plan.records if entry.item.tier == tier)
        yield from _listed(say(f"tier_{tier}"), entries, say)


def _record(entry: PlanItem[RecordItem], plan: PrepPlan, say: Messages) -> Entry:
    record = entry.item
    details = (
        *_ask_by(entry.due, plan.created, say),
        *_labelled(
            say,
            holder=record.holder,
            say=record.say,
            lead_time=record.lead_time,
            pitfalls=" ".join(record.pitfalls),
            instead=record.instead,
        ),
    )
    return _ticked(entry, record.name, details, say, (record.what, record.why, *_reasons(entry, say)))


def _ask_by(due: dt.date | None, created: dt.date, say: Messages) -> t.Iterator[Detail]:
    if due is not None:
        yield Detail(say("ask_today") if due == created else say("ask_by", date=say.date(due)))


def _topics(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    yield Part(say("topics"))
    for entry in plan.topics:
        topic = entry.item
        said = (topic.summary, *_reasons(entry, say))
        written = _written(entry, say)
        own = (Entry(say("written"), written),) if written else ()
        yield Part(topic.title, 3, said, (*(Entry(point) for point in topic.points), *own))


def _resources(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    entries = tuple(_resource(entry, say) for entry in plan.resources)
    yield from _listed(say("resources"), entries, say, 2, (say("resources_note"),))


def _resource(entry: PlanItem[Resource], say: Messages) -> Entry:
    resource = entry.item
    details = (
        *((Detail(resource.url, say("address"), is_link=True),) if resource.url else ()),
        *_labelled(say, phone=resource.phone or "", hours=resource.hours or "", limits=resource.limits),
        *((Detail(say("unverified")),) if resource.status == "unverified" else ()),
        Detail(say("checked", date=say.date(resource.checked_on))),
    )
    said = (resource.what, *_reasons(entry, say))
    return attrs.evolve(_ticked(entry, resource.name, details, say, said), has_box=False)


def _terms(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    """Yield the words explained, in lists with the first and the last word for a heading."""
    if plan.terms:
        yield Part(say("terms"))
    for start in range(0, len(plan.terms), MOST):
        first, *more = plan.terms[start : start + MOST]
        title = say("from_to", first=first.term, last=more[-1].term) if more else first.term
        yield Part(title, 3, entries=_explained((first, *more)))


def _unanswered(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    asked = [fact for fact in plan.unanswered if not (fact == "appointment" and _is_over(plan))]
    if asked:
        entries = tuple(Entry(say(f"fact_{fact}")) for fact in asked[:_UNANSWERED])
        yield Part(say("unanswered"), said=(say("unanswered_lead"),), entries=entries)


def _sources(plan: PrepPlan, say: Messages) -> t.Iterator[Part]:
    """Yield by whom the texts were reviewed, and the sources below their publishers."""
    packs: dict[tuple[dt.date | None, str], list[str]] = {}
    for pack in plan.packs:
        packs.setdefault((pack.reviewed_on, pack.review), []).append(say("pack", id=pack.id, version=pack.version))
    review = tuple(
        say("review", packs=", ".join(names), review=review, checked=say.date(day) if day else say("never_checked"))
        for (day, review), names in packs.items()
    )
    yield Part(say("sources"), said=review)
    publishers: dict[str, list[Source]] = {}
    for source in plan.sources:
        publishers.setdefault(source.publisher, []).append(source)
    entries = tuple(
        Entry(publisher, tuple(_source(source, say) for source in sources), is_strong=True)
        for publisher, sources in publishers.items()
    )
    yield from _listed(say("publishers"), entries, say)


@functools.lru_cache(maxsize=4096)
def _source(source: Source, say: Messages) -> Detail:
    published = source.published or say("undated")
    text = say("source", title=source.title, published=published, seen=say.date(source.seen_on, "plain_date"))
    return Detail(source.address, text, is_link=True) if source.address else Detail(text)


def _ticked(
    entry: PlanItem[t.Any], text: str, details: tuple[Detail, ...], say: Messages, said: tuple[str, ...] = ()
) -> Entry:
    """Return an entry that can be ticked off, with what the person has said to it."""
    state = {"done": f" ({say('done')})", "skipped": f" ({say('skipped')})"}.get(entry.status, "")
    all_details = (*details, *_written(entry, say))
    goes_on = " ".join(filter(None, said))
    is_strong = bool(details or goes_on)
    return Entry(
        text + state, all_details, has_box=True, is_done=entry.status == "done", is_strong=is_strong, said=goes_on
    )


def _written(entry: PlanItem[t.Any], say: Messages) -> tuple[Detail, ...]:
    return _labelled(say, answer=entry.answer or "", note=entry.note or "")


def _labelled(words: Messages, /, **texts: str) -> tuple[Detail, ...]:
    return tuple(Detail(text, words(label)) for label, text in texts.items() if text)


def _reasons(entry: PlanItem[t.Any], say: Messages) -> tuple[str, ...]:
    because = (say("because", reasons=say("and").join(entry.because)),) if entry.because else ()
    return (*because, say("may_apply")) if entry.certainty == "may_apply" else because


_SECTIONS: t.Final[t.Mapping[Section, t.Callable[[PrepPlan, Messages], t.Iterator[Part]]]] = {
    "summary": _summary,
    "notices": _notices,
    "steps": _steps,
    "questions": _questions,
    "records": _records,
    "topics": _topics,
    "resources": _resources,
    "terms": _terms,
    "unanswered": _unanswered,
    "sources": _sources,
}
