"""What a plan says to people: XHTML for the narratives of resources, and a small page.

The reasons why something is in a plan, and what the person wrote to it, are in neither. Cached is what the content
says; what a person added is written anew each time, and stays out of what a process keeps.
"""

import datetime as dt
import functools
import html
import typing as t
from collections.abc import Callable, Iterable

import attrs

from second_opinion.entries import PlanItem
from second_opinion.fhir.writing import Resource, said
from second_opinion.formats import HTTPS
from second_opinion.items import (
    Audience,
    Content,
    Item,
    Notice,
    Question,
    RecordItem,
    Source,
    Step,
    Term,
    Topic,
)
from second_opinion.items import Resource as Help
from second_opinion.messages import Messages, messages
from second_opinion.plan import PrepPlan
from second_opinion.ranking import TIERS
from second_opinion.rendering.cleaning import lines
from second_opinion.rendering.document import AUDIENCES

_CACHED = 8192  # All that the bundled packs say to the three kinds of reader, and room for a host's own.


class Told(t.NamedTuple):
    """What there is to tell of an item: its name and description as plain text, and all of it as XHTML."""

    name: str
    description: str
    xhtml: str


@attrs.frozen
class Section:
    """A part of the narrative, in XHTML; `name` is for programs, `title` for people."""

    name: str
    title: str
    xhtml: str


# What is told of each kind of content


def _told(say: Messages, name: str, parts: Iterable[str], *details: str, more: Iterable[str] = ()) -> Told:
    """Return what is told of a name; *more* are texts that are listed, *details* are listed lines of XHTML."""
    name = said(name) or say("fhir_unnamed")
    description = said("\n".join(filter(None, parts)))
    listed = [*map(_inline, more), *details]
    text = f"<b>{_inline(name)}</b>{'<br/>' if description else ''}{_inline(description)}"
    return Told(name, said("\n".join((description, *more))), f"<p>{text}</p>{_list(listed)}")


def _notice(notice: Notice, say: Messages) -> Told:
    return _told(say, notice.text, ())


def _topic(topic: Topic, say: Messages) -> Told:
    return _told(say, topic.title, (topic.summary,), more=topic.points)


def _question(question: Question, say: Messages) -> Told:
    return _told(say, question.text, (question.why,), *_labelled(say, good_answer=question.good_answer))


def _record(record: RecordItem, say: Messages) -> Told:
    details = _labelled(
        say,
        holder=record.holder,
        say=record.say,
        lead_time=record.lead_time,
        pitfalls=" ".join(record.pitfalls),
        instead=record.instead,
    )
    return _told(say, record.name, (record.what, record.why), *details)


def _step(step: Step, say: Messages) -> Told:
    who = (_inline(say("who", who=step.who)),) if step.who else ()
    takes = (_inline(say("takes", takes=step.takes)),) if step.takes else ()
    return _told(say, step.title, (step.why,), *who, *takes, more=step.actions)


def _help(resource: Help, say: Messages) -> Told:
    details = (
        *((_link(resource.url),) if resource.url else ()),
        *_labelled(say, phone=resource.phone or "", hours=resource.hours or "", limits=resource.limits),
        *((_inline(say("unverified")),) if resource.status == "unverified" else ()),
        _inline(say("checked", date=say.date(resource.checked_on))),
    )
    return _told(say, resource.name, (resource.what,), *details)


def _term(term: Term, say: Messages) -> Told:
    return _told(say, term.term, (term.meaning,))


def _source(source: Source, say: Messages) -> Told:
    published = source.published or say("undated")
    title = say("source", title=source.title, published=published, seen=say.date(source.seen_on, "plain_date"))
    return _told(say, title, (source.publisher,), *((_link(source.address),) if source.address else ()))


_TELLERS: t.Final[dict[type[Content], Callable[[t.Any, Messages], Told]]] = {
    Notice: _notice,
    Topic: _topic,
    Question: _question,
    RecordItem: _record,
    Step: _step,
    Help: _help,
    Term: _term,
    Source: _source,
}


def _tell(item: Content, language: str) -> Told:
    return _TELLERS[type(item)](item, messages(language))


_tell_cached = functools.lru_cache(maxsize=_CACHED)(_tell)


@functools.lru_cache(maxsize=16)
def _all_of(some: tuple[Content, ...], language: str) -> str:
    """Return a list of what nobody adds to a plan: terms and sources."""
    return _list([_tell_cached(one, language).xhtml for one in some])


@functools.lru_cache
def _sentence(key: str, language: str) -> str:
    return _paragraph(messages(language)(key))


@functools.lru_cache
def _due(day: dt.date, language: str) -> str:
    say = messages(language)
    return _paragraph(say("fhir_due", date=say.date(day)))


class Teller:
    """Tells of one plan: of each entry with its date and how far it has come, and of the whole in sections."""

    def __init__(self, plan: PrepPlan) -> None:
        self.plan = plan
        self.say: Messages = messages(plan.language)
        self._language = plan.language

    def told(self, entry: PlanItem[Item]) -> Told:
        """Return what there is to tell of the item of an entry."""
        return (_tell if entry.origin == "user" else _tell_cached)(entry.item, self._language)

    def xhtml(self, entry: PlanItem[Item]) -> str:
        """Return all there is to tell of an entry, with its date and how far it has come."""
        xhtml = self.told(entry).xhtml
        is_plain = entry.due is None and entry.status == "open" and entry.certainty == "applies"
        return xhtml if is_plain else xhtml + self._state(entry)

    def _sentence(self, key: str) -> str:
        return _sentence(key, self._language)

    def _state(self, entry: PlanItem[Item]) -> str:
        doubt = self._sentence("may_apply") if entry.certainty == "may_apply" else ""
        if entry.status != "open":
            return doubt + self._sentence(f"fhir_{entry.status}")
        due = _due(entry.due, self._language) if entry.due else ""
        return f"{doubt}{due}{self._sentence('fhir_rush')}" if entry.rush else doubt + due

    @functools.cached_property
    def reviews(self) -> tuple[str, ...]:
        """How far clinicians have looked at what the plan says."""
        reviews = dict.fromkeys(pack.review for pack in self.plan.packs)
        return tuple(said(self.say("review_state", review=review)) for review in reviews)

    @functools.cached_property
    def opening(self) -> str:
        """The first words: when the plan was made, who has looked at its words, and what it is not."""
        return self._state_of_content + self._sentence("fhir_not_a_doctor")

    @functools.cached_property
    def _state_of_content(self) -> str:
        return paragraphs(self.say("made", date=self.say.date(self.plan.created)), *self.reviews)

    @functools.cached_property
    def asked(self) -> dict[Audience, list[PlanItem[Question]]]:
        """The questions by audience."""
        asked: dict[Audience, list[PlanItem[Question]]] = {audience: [] for audience in AUDIENCES}
        for entry in self.plan.questions:
            asked[entry.item.audience].append(entry)
        return {audience: entries for audience, entries in asked.items() if entries}

    @functools.cached_property
    def questions(self) -> str:
        """The questions by audience, with the words that ask the doctor to look at them."""
        groups = ((f"audience_{audience}", entries) for audience, entries in self.asked.items())
        return self._sentence("show_doctor") + self._grouped(groups)

    @functools.cached_property
    def to_know(self) -> tuple[Section, ...]:
        """What there is to know: what must not be missed, topics, and where help is."""
        listed = (
            ("notices", "fhir_notices", self.plan.notices),
            ("topics", "topics", self.plan.topics),
            ("resources", "resources", self.plan.resources),
        )
        return tuple(Section(name, self.say(title), self._listed(some)) for name, title, some in listed if some)

    def to_do(self) -> t.Iterator[Section]:
        """Yield what there is to ask, to gather and to do."""
        plan = self.plan
        tiers = ((f"tier_{tier}", [r for r in plan.records if r.item.tier == tier]) for tier in TIERS)
        if plan.questions:
            yield Section("questions", self.say("questions"), self.questions)
        if plan.records:
            yield Section("records", self.say("records"), self._grouped(tiers))
        if plan.steps:
            yield Section("steps", self.say("steps"), self._listed(plan.steps))

    def rests_on(self) -> t.Iterator[Section]:
        """Yield the words explained, and what the plan rests on and how far it was reviewed, which is always said."""
        if self.plan.terms:
            yield Section("terms", self.say("terms"), _all_of(self.plan.terms, self._language))
        sources = _all_of(self.plan.sources, self._language)
        yield Section("sources", self.say("sources"), self._state_of_content + sources)

    def sections(self) -> tuple[Section, ...]:
        """Return all that the plan says, what must not be missed first."""
        is_first = [section.name == "notices" for section in self.to_know].count(True)
        return (*self.to_know[:is_first], *self.to_do(), *self.to_know[is_first:], *self.rests_on())

    def _grouped(self, groups: Iterable[tuple[str, list[t.Any]]]) -> str:
        return "".join([_heading(3, self.say(title)) + self._listed(entries) for title, entries in groups if entries])

    def _listed(self, entries: Iterable[PlanItem[Item]]) -> str:
        return _list([self.xhtml(entry) for entry in entries])


# XHTML


def narrative(language: str, xhtml: str) -> Resource:
    """Return the narrative of a resource; it says more than the elements do."""
    div = f'<div xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}">{xhtml}</div>'
    return {"status": "additional", "div": div}


def headed(sections: Iterable[Section]) -> str:
    """Return sections below their titles."""
    return "".join([_heading(2, section.title) + section.xhtml for section in sections])


_STYLE: t.Final = "body{max-width:42em;margin:1em auto;padding:0 1em;font:1em/1.5 sans-serif;overflow-wrap:anywhere}"


def page(language: str, title: str, xhtml: str) -> str:
    """Return a whole page that loads nothing; it is HTML and XHTML at once."""
    return (
        f'<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" lang="{language}" xml:lang="{language}">'
        f'<head><meta charset="utf-8"/><title>{_inline(title)}</title><style>{_STYLE}</style></head>'
        f"<body>{_heading(1, title)}{xhtml}</body></html>\n"
    )


def _inline(text: str) -> str:
    return "<br/>".join([html.escape(line, quote=False) for line in lines(text)])


@functools.lru_cache
def _heading(level: int, title: str) -> str:
    # All titles are this package's own words, so nothing of a person is kept.
    return f"<h{level}>{_inline(title)}</h{level}>"


def _paragraph(text: str) -> str:
    return f"<p>{_inline(text)}</p>"


def paragraphs(*texts: str) -> str:
    """Return texts as paragraphs."""
    return "".join(map(_paragraph, texts))


def _list(entries: list[str]) -> str:
    return f"<ul><li>{'</li><li>'.join(entries)}</li></ul>" if entries else ""


def _labelled(words: Messages, /, **texts: str) -> tuple[str, ...]:
    return tuple(f"{_inline(words(label))}: {_inline(text)}" for label, text in texts.items() if text)


def _link(address: str) -> str:
    shown = _inline(address)
    return f'<a href="{html.escape(address)}">{shown}</a>' if HTTPS.matches(address) else shown
