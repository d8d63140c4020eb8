"""The plan: ranked lists of entries, and what a person can do with them."""

import datetime as dt
import types
import typing as t

import attrs

from second_opinion import own
from second_opinion.entries import PlanItem, Status, ranked
from second_opinion.errors import UnknownAudienceError, UnknownIdError, nearest
from second_opinion.formats import Id, LanguageTag, PackVersion
from second_opinion.items import (
    Audience,
    Item,
    Notice,
    Question,
    RecordForm,
    RecordItem,
    Resource,
    Source,
    Stage,
    Step,
    Term,
    Tier,
    Topic,
)
from second_opinion.profile import PatientProfile
from second_opinion.ranking import with_own, with_own_step
from second_opinion.schedule import Schedule

if t.TYPE_CHECKING:
    from second_opinion.catalog import Pack
    from second_opinion.progress import Progress

ENTRY_LISTS: t.Final[t.Mapping[str, type[Item]]] = types.MappingProxyType(
    {
        "notices": Notice,
        "topics": Topic,
        "questions": Question,
        "records": RecordItem,
        "steps": Step,
        "resources": Resource,
    }
)
"""The names of the lists of entries, in the order of the plan, each with the kind of its items."""


@attrs.frozen
class PackUsed:
    """A pack that may have something for the person, and how far its content has been reviewed."""

    id: Id
    version: PackVersion
    reviewed_on: dt.date | None
    review: str

    @classmethod
    def of(cls, pack: "Pack") -> t.Self:
        """Return what a plan says of a pack."""
        return cls(pack.id, pack.version, pack.reviewed_on, pack.review)


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

    def progress(self) -> "Progress":
        """Return how many questions, records and steps are open, done and left out."""
        from second_opinion.progress import Progress, Tally  # noqa: PLC0415 (only who asks pays for it)

        return Progress(questions=Tally.of(self.questions), records=Tally.of(self.records), steps=Tally.of(self.steps))

    def update(
        self, item_id: str, *, status: Status | None = None, answer: str | None = None, note: str | None = None
    ) -> t.Self:
        """Return the plan with an entry marked, answered or noted; what is `None` stays as it was.

        Texts are kept to the letter, line ends included. An empty text takes the place of what was there.

        Raises:
            UnknownIdError: no entry of this plan has the id; the error names the nearest ids.
            EntryError: *status* is not one of those there are, a text is none or is far too long, or the plan is full.

        >>> import second_opinion as so
        >>> plan = so.build_plan(so.PatientProfile(), today=dt.date(2026, 11, 22))
        >>> plan = plan.update("ask-all-options", status="done", answer="Three ways.")
        >>> plan.progress().questions.done
        1
        """
        changed: t.Any = own.changes(status=status, answer=answer, note=note)
        name = self._list_with(item_id)
        entries = tuple(
            attrs.evolve(entry, **changed) if entry.id == item_id else entry for entry in self._entries(name)
        )
        return self._with(name, entries)

    def add_question(self, text: str, *, audience: Audience) -> t.Self:
        """Return the plan with a question of the person's own; it leads the questions for its audience.

        Raises:
            EntryError: there is no text, or no such audience.
        """
        entry = own.own_question(self._next_own_id(), text, audience)
        return self._with("questions", with_own(self.questions, entry))

    def add_record(  # noqa: PLR0913 (one for each thing that can be said of a record)
        self,
        name: str,
        *,
        what: str = "",
        holder: str = "",
        form: RecordForm = "paper",
        tier: Tier = "if_it_exists",
        due: dt.date | None = None,
    ) -> t.Self:
        """Return the plan with a record of the person's own to gather; *due* is the day to ask for it by.

        Raises:
            EntryError: with all that is wrong: no name, an unknown form or tier, a day that is none.
        """
        entry = own.own_record(self._next_own_id(), name, what=what, holder=holder, form=form, tier=tier, due=due)
        return self._with("records", with_own(self.records, entry))

    def add_step(
        self,
        title: str,
        *,
        stage: Stage = "prepare",
        why: str = "",
        actions: t.Iterable[str] = (),
        due: dt.date | None = None,
    ) -> t.Self:
        """Return the plan with a step of the person's own, in its place by date.

        The day *due* is the person's, so it stays as it is, whatever else moves.

        Raises:
            EntryError: with all that is wrong: no title, an unknown stage, a day that is none.
        """
        entry = own.own_step(self._next_own_id(), title, stage=stage, why=why, actions=actions, due=due)
        return self._with("steps", with_own_step(self.steps, entry, Schedule.of(self.profile, self.created)))

    def _next_own_id(self) -> str:
        return own.next_id([entry.id for entry in self.entries()])

    def _entries(self, name: str) -> tuple[PlanItem[Item], ...]:
        return t.cast("tuple[PlanItem[Item], ...]", getattr(self, name))

    def _list_with(self, item_id: str) -> str:
        for name in ENTRY_LISTS:
            if any(entry.id == item_id for entry in self._entries(name)):
                return name
        raise UnknownIdError(item_id, nearest(item_id, [entry.id for entry in self.entries()]))

    def _with(self, name: str, entries: tuple[PlanItem[Item], ...]) -> t.Self:
        changed: t.Any = {name: ranked(entries)}
        plan = attrs.evolve(self, **changed)
        own.check_room(plan.entries())
        return plan
