"""A catalog made ready for one reader, so that choosing from it is quick."""

import functools
import types
import typing as t
from collections import Counter
from collections.abc import Mapping

from second_opinion.catalog import Catalog
from second_opinion.conditions import Clause, Condition
from second_opinion.items import Anchor, Item, RecordItem, Resource, Source, Step, Term
from second_opinion.profile import FactValue, Role, facts
from second_opinion.words import FactWords, Option

_SELDOM = 0.01
"""How likely an answer is to make an exception: nobody is to be asked early for what is seldom so."""


class Group:
    """Items with one and the same condition, what they use, and what else an answer would change.

    Most people get few of the groups, so what is only asked of those that are shown is worked out when it is asked.
    """

    def __init__(self, condition: Condition, library: "Library") -> None:
        self.condition = condition
        self.alike: list[Item] = []
        self._library = library

    @functools.cached_property
    def size(self) -> int:
        """How many items there are."""
        return len(self.alike)

    @functools.cached_property
    def items(self) -> tuple[tuple[type[Item], tuple[Item, ...]], ...]:
        """The items by kind."""
        by_kind: dict[type[Item], list[Item]] = {}
        for item in self.alike:
            by_kind.setdefault(type(item), []).append(item)
        return tuple((kind, tuple(some)) for kind, some in by_kind.items())

    @functools.cached_property
    def terms(self) -> frozenset[str]:
        """The ids of the terms that the items use."""
        return frozenset(term for item in self.alike for term in item.terms)

    @functools.cached_property
    def sources(self) -> frozenset[str]:
        """The ids of the sources that the items and their terms cite."""
        users: list[Item | Term] = [*self.alike, *(self._library.terms[term] for term in self.terms)]
        return frozenset(source for user in users for source in user.sources)

    @functools.cached_property
    def changed_by(self) -> tuple[tuple[str, float], ...]:
        """By fact how many of the items an answer is likely to take out, or put in other words or another place."""
        changed_by: dict[str, float] = {"role": 0}
        for clause in (clause for item in self.alike for clause in item.raised_by):
            changed_by[clause.fact] = changed_by.get(clause.fact, 0) + clause.share()
        for clause in self.condition.except_:
            changed_by[clause.fact] = changed_by.get(clause.fact, 0) + _SELDOM * self.size
        reworded = sum(item.id in self._library.reworded for item in self.alike)
        changed_by["role"] += self.size if self._library.has_own_reasons(self.condition) else reworded
        return tuple((fact, amount) for fact, amount in changed_by.items() if amount)

    @functools.cached_property
    def dated(self) -> tuple[tuple[tuple[Anchor | None, bool], int], ...]:
        """How many steps and records are dated from which anchor, apart by whether they come before the opinion."""
        return tuple(Counter(dating(item) for item in self.alike if isinstance(item, Step | RecordItem)).items())


class Library(t.NamedTuple):
    """What groups look things up in: terms, which items have own words for a role, and the values that have words."""

    terms: Mapping[str, Term]
    reworded: frozenset[str]
    options: Mapping[tuple[str, FactValue], Option]

    def has_own_reasons(self, condition: Condition) -> bool:
        """Return whether a role has own words for what a condition asks."""
        named = (self.options.get((clause.fact, value)) for clause in condition.when for value in clause.is_)
        return any(option.wording.texts for option in named if option)


class Edition(t.NamedTuple):
    """A catalog made ready for one reader: in the reader's words, and items with the same condition side by side.

    Many items share their condition, and many conditions their first clause. So a condition is looked at once for all
    its items, and not at all where the clause that it begins with does not hold.
    """

    items: Mapping[str, Item]
    branches: tuple[tuple[Clause | None, tuple[Group, ...]], ...]
    reasons: Mapping[tuple[str, FactValue], str]
    words: Mapping[str, FactWords]
    role: Role
    terms: tuple[Term, ...]
    sources: tuple[Source, ...]

    def reason(self, fact: str, value: FactValue) -> str:
        """Return the words by which a plan says that a value of a fact counted."""
        said = self.reasons.get((fact, value)) or (fact in self.words and self.words[fact].reason(value, self.role))
        return said or f"{fact}: {value}"


@functools.lru_cache(maxsize=16)
def edition(catalog: Catalog, role: Role) -> Edition:
    """Return a catalog made ready for a reader, worked out once."""
    written = {item.id: item for pack in catalog.packs for item in pack.items()}
    scopes = {item.id: pack.when for pack in catalog.packs for item in pack.items()}
    spoken = {item.id: item.spoken_to(role) for item in written.values()}
    options = {(fact, option.value): option for fact in facts() for option in catalog.options(fact)}
    library = Library(
        terms={term.id: term for pack in catalog.packs for term in pack.terms},
        reworded=frozenset(item.id for item in written.values() if item.wording.texts),
        options=options,
    )
    groups: dict[Condition, Group] = {}
    for item in spoken.values():
        if not (isinstance(item, Resource) and item.status == "retired"):
            condition = item.condition().within(scopes[item.id])
            group = groups.get(condition) or groups.setdefault(condition, Group(condition, library))
            group.alike.append(item)
    branches: dict[Clause | None, list[Group]] = {}
    for group in groups.values():
        first = group.condition.when[0] if group.condition.when else None
        branches.setdefault(first, []).append(group)
    sources = [source for pack in catalog.packs for source in pack.sources]
    return Edition(
        items=types.MappingProxyType(spoken),
        branches=tuple((first, tuple(some)) for first, some in branches.items()),
        reasons=types.MappingProxyType({value: option.reason(role) for value, option in options.items()}),
        words=types.MappingProxyType({one.fact: one for pack in catalog.packs for one in pack.facts if one.because}),
        role=role,
        terms=tuple(sorted(library.terms.values(), key=by_term)),
        sources=tuple(sorted(sources, key=by_title)),
    )


def by_term(term: Term) -> tuple[str, str]:
    """Return the sort key of a term in the list of those that a plan uses."""
    return term.term.lower(), term.id


def by_title(source: Source) -> tuple[str, str]:
    """Return the sort key of a source in the list of those that a plan uses."""
    return source.title.lower(), source.id


def dating(item: Step | RecordItem) -> tuple[Anchor | None, bool]:
    """Return what an item is dated from, if anything, and whether it comes before the opinion."""
    return item.timing.anchor if item.timing else None, not (isinstance(item, Step) and item.stage == "after")
