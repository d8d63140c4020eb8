"""Which items are for a person, why, and which answers would change that."""

import datetime as dt
import typing as t
from collections import Counter

from second_opinion.conditions import Condition
from second_opinion.edition import Edition, Group
from second_opinion.entries import Certainty
from second_opinion.items import Anchor, Item
from second_opinion.profile import Answers, facts

_Kind = t.TypeVar("_Kind", bound=Item)


class Choice(t.NamedTuple):
    """Why an item was chosen, in a person's words, and how sure it is that it applies."""

    because: tuple[str, ...]
    certainty: Certainty


class Selection(t.NamedTuple):
    """What is for a person: items by kind, the ids of what they use, and how much each unknown fact would change it.

    `influence` has the number of items that an answer is likely to bring in, take out, or put in other words or in
    another place, where every answer is taken to be as likely as any other; `dated` has that of `Group`.
    """

    items: t.Mapping[type[Item], list[tuple[Item, Choice]]]
    terms: frozenset[str]
    sources: frozenset[str]
    influence: t.Mapping[str, float]
    dated: Counter[tuple[Anchor | None, bool]]

    def of(self, kind: type[_Kind]) -> list[tuple[_Kind, Choice]]:
        """Return the chosen items of one kind, each with its choice."""
        return t.cast("list[tuple[_Kind, Choice]]", self.items.get(kind, []))

    def as_of(self, day: dt.date) -> "Selection":
        """Return the same with each item as it may be shown on a day."""
        items = {kind: [(item.as_of(day), choice) for item, choice in chosen] for kind, chosen in self.items.items()}
        return self._replace(items=items)


def select(edition: Edition, answers: Answers) -> Selection:
    """Return what is for a person with these answers."""
    items: dict[type[Item], list[tuple[Item, Choice]]] = {}
    terms: set[str] = set()
    sources: set[str] = set()
    influence = dict.fromkeys(facts(), 0.0)
    dated: Counter[tuple[Anchor | None, bool]] = Counter()
    for group in _within_reach(edition, answers):
        verdict = group.condition.verdict(answers)
        if verdict is None:
            for fact, share in group.condition.influence(answers).items():
                influence[fact] += share * group.size
        if group.condition.shows(verdict, answers):
            choice = Choice(_because(group.condition, answers, edition), "applies" if verdict else "may_apply")
            for kind, alike in group.items:
                items.setdefault(kind, []).extend([(item, choice) for item in alike])
            terms |= group.terms
            sources |= group.sources
            for anchored, times in group.dated:
                dated[anchored] += times
            for fact, amount in group.changed_by:
                influence[fact] += amount
    return Selection(items, frozenset(terms), frozenset(sources), influence, dated)


def _within_reach(edition: Edition, answers: Answers) -> t.Iterator[Group]:
    """Yield the groups but for those whose condition begins with a clause that does not hold."""
    for first, groups in edition.branches:
        if first is None or first.holds(answers) is not False:
            yield from groups


def _because(condition: Condition, answers: Answers, edition: Edition) -> tuple[str, ...]:
    """Return, in words, the answers that make clauses of `when` hold."""
    values = [
        (clause.fact, value)
        for clause in (*condition.when, *condition.surely)
        if clause.fact in answers
        for value in clause.is_
        if value in answers[clause.fact]
    ]
    return tuple(dict.fromkeys([edition.reason(*value) for value in values]))
