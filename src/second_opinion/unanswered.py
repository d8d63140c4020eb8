"""Which unknown facts would change a plan, the one that would change most first."""

import typing as t
from collections import Counter

from second_opinion.edition import dating
from second_opinion.items import Anchor, RecordItem, Step
from second_opinion.profile import Answers
from second_opinion.schedule import Schedule
from second_opinion.selection import Selection

_A_LITTLE = 0.01
"""What each record counts for `records_held`, since an answer is about one of them."""


def unanswered(selection: Selection, answers: Answers, schedule: Schedule, held: frozenset[str]) -> tuple[str, ...]:
    """Return the unknown facts whose answer would change the plan, the one that would change most first."""
    influence = influence_of(selection, answers, schedule, held)
    return tuple(sorted(influence, key=lambda fact: -influence[fact]))


def influence_of(selection: Selection, answers: Answers, schedule: Schedule, held: frozenset[str]) -> dict[str, float]:
    """Return how much each unknown fact would change the plan, for those that would, in the order of the facts.

    What counts is how many items an answer is likely to bring in, take out, put in other words or in another place, or
    date, where every answer is taken to be as likely as any other.
    """
    records = [record for record, _ in selection.of(RecordItem)]
    open_ = selection.dated - Counter(dating(record) for record in records if record.id in held)
    influence = dict(selection.influence)
    for fact, amount in _dating_influence(open_, schedule).items():
        influence[fact] += amount
    stages = {step.stage for step, _ in selection.of(Step)}
    if len(stages) > 1 and not schedule.visit and stages & {"visit", "after"}:
        # A step at the visit takes the place of its day, and what comes after the opinion leads once it is there.
        influence["appointment"] += 1
        influence["opinions"] += "after" in stages and not schedule.is_over
    influence["records_held"] += _A_LITTLE * sum(record.id not in held for record in records)
    return {fact: amount for fact, amount in influence.items() if amount > 0 and fact not in answers}


def _dating_influence(dated: t.Mapping[tuple[Anchor | None, bool], int], schedule: Schedule) -> dict[str, int]:
    """Return how many steps and records an answer to each fact that dates things can give or take a date.

    A visit that is over, or an opinion that is there, takes the dates of what comes before it and is dated from today.
    """
    visit = dated.get(("visit", True), 0) + dated.get(("visit", False), 0)
    lost = dated.get(("plan", True), 0)
    return {
        "appointment": visit + lost if schedule.is_over else max(visit, lost),
        "treatment_start": dated.get(("treatment", True), 0) + dated.get(("treatment", False), 0),
        "opinions": 0 if schedule.is_over or schedule.visit else lost,
    }
