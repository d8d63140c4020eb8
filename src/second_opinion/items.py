"""The content objects: what a plan is made of, each with the sources it rests on.

All are frozen and made of tuples, so they can be shared, hashed and compared. Their texts are plain text, written
to "you", the patient, with own wording for another reader where that would be wrong.
"""

import datetime as dt
import functools
import typing as t

import attrs

from second_opinion import _json
from second_opinion.conditions import Clause, Condition, IfUnknown
from second_opinion.formats import Doi, Https, Id, LoincCode, PartialDate
from second_opinion.profile import Role

Audience = t.Literal["current_doctor", "second_office", "second_doctor", "insurer", "records_office", "yourself"]
RecordForm = t.Literal["report", "material", "images", "summary", "list", "paper"]
Tier = t.Literal["essential", "if_it_exists", "situational"]
Stage = t.Literal["decide", "arrange", "gather", "prepare", "visit", "after"]
Anchor = t.Literal["plan", "visit", "treatment"]
ResourceStatus = t.Literal["live", "moved", "retired", "unverified"]
NoticeKind = t.Literal["safety", "timing", "reassurance", "caution"]
SourceKind = t.Literal["government", "society", "charity", "paper", "center"]

OWN_ID: t.Final = "own-"
"""How the ids of items begin that people add to their plans; no content may have such an id."""


@attrs.frozen
class Timing:
    """When something is to be done: days after an anchor, or before it where negative.

    The anchors are the day the plan is made, the visit, and the start of treatment.
    """

    anchor: Anchor
    days: int


@attrs.frozen
class Wordings:
    """Own words for some readers: role, name of a text field, and what it says instead.

    In JSON an object: ``{"parent": {"text": "..."}}``.
    """

    json_type: t.ClassVar[t.Any] = dict[Role, dict[str, str | tuple[str, ...]]]

    texts: tuple[tuple[Role, str, str | tuple[str, ...]], ...] = ()

    def for_role(self, role: Role | None) -> dict[str, str | tuple[str, ...]]:
        """Return the texts for one reader by the name of their field."""
        return {name: text for reader, name, text in self.texts if reader == role}

    def to_json(self) -> _json.Json:
        """Return the form in JSON."""
        roles: dict[Role, None] = dict.fromkeys(role for role, _, _ in self.texts)
        return {role: {name: _json.to_json(text) for name, text in self.for_role(role).items()} for role in roles}

    @classmethod
    def from_json(cls, raw: _json.Json) -> t.Self:
        """Return the wordings of a value of `json_type`; a text that is a list is kept as a tuple."""
        return cls(
            tuple(
                (role, name, tuple(text) if _json.is_list(text) else text)
                for role, texts in raw.items()
                for name, text in texts.items()
            )
        )


NO_WORDINGS: t.Final = Wordings()


@attrs.frozen
class Texts:
    """Texts by the name of the field that they stand in; in JSON an object: ``{"text": "..."}``."""

    json_type: t.ClassVar[t.Any] = dict[str, str | tuple[str, ...]]

    texts: tuple[tuple[str, str | tuple[str, ...]], ...] = ()

    def to_json(self) -> _json.Json:
        """Return the form in JSON."""
        return {name: _json.to_json(text) for name, text in self.texts}

    @classmethod
    def from_json(cls, raw: _json.Json) -> t.Self:
        """Return the texts of a value of `json_type`; a text that is a list is kept as a tuple."""
        return cls(tuple((name, tuple(text) if _json.is_list(text) else text) for name, text in raw.items()))


NO_TEXTS: t.Final = Texts()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Content:
    """What every content object has: an id that is unique, kept for ever and not used again.

    Two objects are equal where their JSON is. `repr` shows the id alone, since the text may be a person's own.
    """

    id: Id

    @functools.cached_property
    def json_text(self) -> str:
        """This object as JSON text, worked out once, since it cannot change."""
        return _json.encoder()(_json.to_json(self))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Content) or type(other) is not type(self):
            return NotImplemented
        return self is other or self.json_text == other.json_text

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(id={self.id!r})"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Source(Content):
    """What a statement rests on, and when it was looked at."""

    title: str
    publisher: str
    url: Https | None = None
    doi: Doi | None = None
    kind: SourceKind
    published: PartialDate | None = None
    seen_on: dt.date
    licence: str

    @property
    def address(self) -> str:
        """Where the source can be read: its address or that of its DOI; empty where there is neither."""
        return self.url or (f"https://doi.org/{self.doi}" if self.doi else "")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Term(Content):
    """A word explained; `also` lists the other forms in which it occurs."""

    term: str
    also: tuple[str, ...] = ()
    meaning: str
    sources: tuple[Id, ...]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Item(Content):
    """What every kind of item has: sources, the words it uses, for whom it is, and how much it weighs.

    `weight` runs from 1 to 100. Each clause of `raised_by` that holds lifts the item among its neighbours.
    `if_unknown` says whether an item that *may apply* is shown. A clause of `except_` (in JSON ``"except"``) takes an
    item out that is else for everybody, and asks nothing. `review_by` is the last day on which what it says is
    known to hold, for items with a figure that expires; from the next day on it has the texts of `stale` instead.
    """

    sources: tuple[Id, ...] = ()
    terms: tuple[Id, ...] = ()
    when: tuple[Clause, ...] = ()
    unless: tuple[Clause, ...] = ()
    except_: tuple[Clause, ...] = ()
    if_unknown: IfUnknown = "leave_out"
    raised_by: tuple[Clause, ...] = ()
    weight: int = 50
    wording: Wordings = NO_WORDINGS
    review_by: dt.date | None = None
    stale: Texts = NO_TEXTS

    def condition(self) -> Condition:
        """Return for whom the item is."""
        return Condition(self.when, self.unless, self.if_unknown, except_=self.except_)

    def spoken_to(self, role: Role | None) -> t.Self:
        """Return the item in the words for one reader; without own words for that role, in the patient's."""
        texts: t.Any = self.wording.for_role(role)
        return attrs.evolve(self, wording=NO_WORDINGS, **texts) if self.wording.texts else self

    def as_of(self, day: dt.date) -> t.Self:
        """Return the item as it may be shown on a day: without a figure that is no longer known to hold."""
        if self.review_by is None or day <= self.review_by:
            return self
        texts: t.Any = dict(self.stale.texts)
        return attrs.evolve(self, review_by=None, stale=NO_TEXTS, **texts)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Topic(Item):
    """Something to understand: a summary in one sentence, and a few points."""

    title: str
    summary: str
    points: tuple[str, ...] = ()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Question(Item):
    """Something to ask.

    A sensitive question is about prognosis; it is in a plan only where the person wants to talk about that.
    """

    text: str
    audience: Audience
    why: str = ""
    good_answer: str = ""
    topic: Id | None = None
    sensitive: bool = False

    def condition(self) -> Condition:
        """Return for whom the question is."""
        condition = super().condition()
        return attrs.evolve(condition, surely=(Clause("wants_prognosis", (True,)),)) if self.sensitive else condition


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RecordItem(Item):
    """Something to gather: whom to ask, what to say, and by when to ask for it."""

    name: str
    what: str = ""
    why: str = ""
    holder: str = ""
    say: str = ""
    form: RecordForm
    lead_time: str = ""
    pitfalls: tuple[str, ...] = ()
    instead: str = ""
    loinc: tuple[LoincCode, ...] = ()
    tier: Tier = "if_it_exists"
    timing: Timing | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Step(Item):
    """Something to do, in small actions, at a stage of the way."""

    title: str
    stage: Stage
    why: str = ""
    actions: tuple[str, ...] = ()
    who: str = ""
    takes: str = ""
    timing: Timing | None = None


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Resource(Item):
    """Where help is, and whether it was still there when it was last looked at.

    A retired resource is kept so that old links and prints can be explained; it is in no plan.
    """

    name: str
    what: str
    url: Https | None = None
    phone: str | None = None
    hours: str | None = None
    country: str | None = None
    status: ResourceStatus
    checked_on: dt.date
    replaced_by: tuple[Id, ...] = ()
    limits: str = ""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Notice(Item):
    """A few words that must not be missed."""

    text: str
    kind: NoticeKind
