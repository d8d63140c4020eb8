"""From what a person has told us to a plan: the one pure function that the rest of the package is for."""

import datetime as dt
import typing as t

from second_opinion.catalog import Catalog
from second_opinion.content import catalog_for
from second_opinion.edition import edition
from second_opinion.entries import PlanItem
from second_opinion.errors import Problem, ProfileError, did_you_mean, either, nearest, shown
from second_opinion.items import Item, Notice, Question, RecordItem, Resource, Step, Topic
from second_opinion.plan import PackUsed, PrepPlan
from second_opinion.profile import Answers, PatientProfile
from second_opinion.ranking import place, record_place, step_place
from second_opinion.schedule import UNDATED, Due, Schedule, day_of
from second_opinion.selection import Choice, select
from second_opinion.unanswered import unanswered

_Kind = t.TypeVar("_Kind", bound=Item)
_Chosen = list[tuple[_Kind, Choice]]


def build_plan(profile: PatientProfile, *, catalog: Catalog | None = None, today: dt.date | None = None) -> PrepPlan:
    """Return the plan for a person: the items that are for them, why, in which order and by when.

    Pure: the same profile, catalog and day give an equal plan, and the same bytes of JSON, everywhere. Without a
    *catalog* it is that of the bundled packs; without *today*, the machine's local date.

    Raises:
        ProfileError: `records_held` names a record that the catalog does not have.
        UnusableDayError: *today* is not a `datetime.date`, or is centuries away.

    >>> plan = build_plan(PatientProfile(insurance=("medicare",)), today=dt.date(2026, 11, 22))
    >>> plan.shortlist("second_doctor", limit=3)[0].rank
    1
    """
    today = day_of(today)
    answers = profile.answers(today)
    catalog = catalog_for(answers, profile.records_held) if catalog is None else catalog
    ready = edition(catalog, profile.role or "patient")
    _check_records_held(profile.records_held, catalog)
    schedule = Schedule.of(profile, today)
    selection = select(ready, answers).as_of(today)
    held = frozenset(profile.records_held)
    return PrepPlan(
        created=today,
        language=catalog.packs[0].language if catalog.packs else "en",
        packs=tuple(PackUsed.of(pack) for pack in catalog.packs if pack.may_apply(answers)),
        profile=profile,
        notices=_entries(selection.of(Notice), answers),
        topics=_entries(selection.of(Topic), answers),
        questions=_entries(selection.of(Question), answers),
        records=_record_entries(selection.of(RecordItem), answers, schedule, held),
        steps=_step_entries(selection.of(Step), answers, schedule),
        resources=_entries(selection.of(Resource), answers),
        terms=tuple([term for term in ready.terms if term.id in selection.terms]),
        sources=tuple([source for source in ready.sources if source.id in selection.sources]),
        unanswered=unanswered(selection, answers, schedule, held),
    )


def _check_records_held(held: tuple[str, ...], catalog: Catalog) -> None:
    wrong = [(i, record) for i, record in enumerate(held) if not isinstance(catalog.get(record), RecordItem)]
    if wrong:
        raise ProfileError(tuple(Problem(f"$.records_held[{i}]", _no_record(record, catalog)) for i, record in wrong))


def _no_record(held: str, catalog: Catalog) -> str:
    if held in catalog.retired:
        return f"{shown(held)} was retired: use {either(catalog.retired[held])}"
    near = nearest(held, [item_id for item_id, item in catalog.items() if isinstance(item, RecordItem)])
    return f"no record is called {shown(held)}{did_you_mean(near)}"


def _entries(chosen: _Chosen[_Kind], answers: Answers) -> tuple[PlanItem[_Kind], ...]:
    ordered = sorted(chosen, key=lambda pair: place(pair[0], pair[1].certainty, answers))
    return tuple(
        [
            PlanItem(item=item, because=choice.because, certainty=choice.certainty, rank=rank)
            for rank, (item, choice) in enumerate(ordered, 1)
        ]
    )


def _record_entries(
    chosen: _Chosen[RecordItem], answers: Answers, schedule: Schedule, held: frozenset[str]
) -> tuple[PlanItem[RecordItem], ...]:
    """Return the entries of records; one that the person holds already is done, and not to be asked for by any day."""
    ordered = sorted(chosen, key=lambda pair: record_place(pair[0], pair[1].certainty, answers))
    dated = [(item, choice, UNDATED if item.id in held else schedule.record_due(item)) for item, choice in ordered]
    return _dated_entries(dated, held)


def _step_entries(chosen: _Chosen[Step], answers: Answers, schedule: Schedule) -> tuple[PlanItem[Step], ...]:
    dated = [(item, choice, schedule.step_due(item)) for item, choice in chosen]
    dated.sort(key=lambda row: step_place(row[0], row[1].certainty, answers, row[2], schedule))
    return _dated_entries(dated)


def _dated_entries(
    dated: list[tuple[_Kind, Choice, Due]], done: frozenset[str] = frozenset()
) -> tuple[PlanItem[_Kind], ...]:
    return tuple(
        [
            PlanItem(
                item=item,
                because=choice.because,
                certainty=choice.certainty,
                due=due.date,
                rush=due.rush,
                rank=rank,
                status="done" if item.id in done else "open",
            )
            for rank, (item, choice, due) in enumerate(dated, 1)
        ]
    )
