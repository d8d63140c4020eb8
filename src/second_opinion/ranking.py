"""What comes first."""

import datetime as dt
import typing as t

from second_opinion.entries import Certainty, ItemT_co, PlanItem
from second_opinion.items import Item, RecordItem, Stage, Step, Tier
from second_opinion.profile import Answers
from second_opinion.schedule import Due, Schedule

RAISE = 20
"""What each clause of `raised_by` that holds adds to an item's weight."""

DOUBT = 10
"""What an item that only *may apply* loses: a person's few minutes go first to what is surely theirs."""

STAGES: t.Final[tuple[Stage, ...]] = t.get_args(Stage)
TIERS: t.Final[tuple[Tier, ...]] = t.get_args(Tier)

Place = tuple[t.Any, ...]
"""A sort key: smaller comes first, and the id last, so that no two places are equal."""


def place(item: Item, certainty: Certainty, answers: Answers) -> Place:
    """Return the place of an item among others of its kind, by what it weighs."""
    weight = item.weight if certainty == "applies" else item.weight - DOUBT
    for clause in item.raised_by:
        if clause.holds(answers):
            weight += RAISE
    return (-weight, item.id)


def record_place(record: RecordItem, certainty: Certainty, answers: Answers) -> Place:
    """Return the place of a record: by tier, then by what it weighs."""
    return (TIERS.index(record.tier), *place(record, certainty, answers))


def step_place(step: Step, certainty: Certainty, answers: Answers, due: Due, schedule: Schedule) -> Place:
    """Return the place of a step: by date, then by stage, then by what it weighs.

    Where there is no day to date them from, steps of a stage still come in the order in which they are to be done.
    """
    days = step.timing.days if step.timing and due.date is None else 0
    return (*step_time(step, due.date, schedule), days, *place(step, certainty, answers))


def step_time(step: Step, due: dt.date | None, schedule: Schedule) -> Place:
    """Return the place in time of a step: its date, then its stage.

    A step at the visit has the date of the visit; without a date a step comes last. What comes after the visit leads
    once that is over.
    """
    at = due or (schedule.visit if step.stage == "visit" else None) or dt.date.max
    return (schedule.is_over and step.stage != "after", at, STAGES.index(step.stage))


def with_own(entries: tuple[PlanItem[ItemT_co], ...], own: PlanItem[ItemT_co]) -> tuple[PlanItem[ItemT_co], ...]:
    """Return entries with one that a person adds: what people add leads, in the order in which they added it."""
    before = sum(entry.is_own for entry in entries)
    return (*entries[:before], own, *entries[before:])


def with_own_step(
    steps: tuple[PlanItem[Step], ...], own: PlanItem[Step], schedule: Schedule
) -> tuple[PlanItem[Step], ...]:
    """Return steps with one that a person adds: it leads those at the same time."""

    def time(entry: PlanItem[Step]) -> Place:
        return (*step_time(entry.item, entry.due, schedule), not entry.is_own)

    before = next((i for i, entry in enumerate(steps) if time(entry) > time(own)), len(steps))
    return (*steps[:before], own, *steps[before:])
