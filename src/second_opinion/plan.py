"""The plan: chosen items, each with its reasons, its date, and what the person has done with it."""

import datetime as dt
import typing as t

import attrs

from second_opinion.errors import UnknownAudienceError
from second_opinion.formats import Id, LanguageTag, PackVersion
from second_opinion.items import Audience, Item, Notice, Question, RecordItem, Resource, Source, Step, Term, Topic
from second_opinion.profile import PatientProfile

Certainty = t.Literal["applies", "may_apply"]
Status = t.Literal["open", "done", "skipped"]
Origin = t.Literal["content", "user"]

ItemT_co = t.TypeVar("ItemT_co", bound=Item, covariant=True)


@attrs.frozen(kw_only=True, repr=False, weakref_slot=False)
class PlanItem(t.Generic[ItemT_co]):
    """One entry of a plan.

    `because` says in a person's words which facts brought the item in; it is empty for what everyone gets. `rank` is
    the place in its list, from 1. `rush` is true where there is less time than the item usually needs. `note` and
    `answer` are the person's own words, kept to the letter; `repr` does not show them.
    """

    item: ItemT_co
    because: tuple[str, ...] = ()
    certainty: Certainty = "applies"
    due: dt.date | None = None
    rush: bool = False
    rank: int
    status: Status = "open"
    note: str | None = None
    answer: str | None = None
    origin: Origin = "content"

    @property
    def id(self) -> str:
        """The id of the item."""
        return self.item.id

    def __repr__(self) -> str:
        return f"PlanItem(id={self.id!r}, status={self.status!r})"


@attrs.frozen
class PackUsed:
    """A pack that a plan was made from, and how far its content has been reviewed."""

    id: Id
    version: PackVersion
    reviewed_on: dt.date | None
    review: str


@attrs.frozen(kw_only=True, repr=False)
class PrepPlan:
    """A personal plan: what to know, ask, gather and do, in ranked lists, with the terms and sources it uses.

    `created` is the day for which it was worked out. `unanswered` names the unknown facts that would change the plan,
    the one that would change most first. The fields stand in the order of the JSON form.
    """

    created: dt.date
    language: LanguageTag
    packs: tuple[PackUsed, ...]
    profile: PatientProfile
    notices: tuple[PlanItem[Notice], ...]
    topics: tuple[PlanItem[Topic], ...]
    questions: tuple[PlanItem[Question], ...]
    records: tuple[PlanItem[RecordItem], ...]
    steps: tuple[PlanItem[Step], ...]
    resources: tuple[PlanItem[Resource], ...]
    terms: tuple[Term, ...]
    sources: tuple[Source, ...]
    unanswered: tuple[str, ...]

    def __repr__(self) -> str:
        return f"PrepPlan(created={self.created.isoformat()}, {len(self.entries())} items)"

    def entries(self) -> tuple[PlanItem[Item], ...]:
        """Return the entries of all lists, in the order of the lists."""
        return (*self.notices, *self.topics, *self.questions, *self.records, *self.steps, *self.resources)

    def shortlist(self, audience: Audience, limit: int = 5) -> tuple[PlanItem[Question], ...]:
        """Return the first questions for an audience that are still open, at most *limit* of them.

        Raises:
            UnknownAudienceError: *audience* is not one that questions have.
        """
        if audience not in t.get_args(Audience):
            raise UnknownAudienceError(audience, t.get_args(Audience))
        waiting = [entry for entry in self.questions if entry.item.audience == audience and entry.status == "open"]
        return tuple(waiting[: max(limit, 0)])
