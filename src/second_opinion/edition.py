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


class Group(t.NamedTuple):
    """Items with one and the same condition, by kind, what they use, and what else an answer would change.

    `changed_by` says how many of the items an answer to a fact is likely to take out, or put in other words or place,
    `dated` how many steps and records are dated from which anchor, apart by whether they come before the opinion.
    """

    condition: Condition
    items: tuple[tuple[type[Item], tuple[Item, ...]], ...]
    terms: frozenset[str]
    sources: frozenset[str]
    changed_by: tuple[tuple[str, float], ...]
    dated: tuple[tuple[tuple[Anchor | None, bool], int], ...]
    size: int


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
    spoken = {item.id: item.spoken_to(role) for item in written.values()}
    alike: dict[Condition, list[Item]] = {}
    branches: dict[Clause | None, list[Group]] = {}
    for item in spoken.values():
        if not (isinstance(item, Resource) and item.status == "retired"):
            alike.setdefault(item.condition(), []).append(item)
    reworded = {item.id for item in written.values() if item.wording.texts}
    options = {(fact, option.value): option for fact in facts() for option in catalog.options(fact)}
    terms = {term.id: term for pack in catalog.packs for term in pack.terms}
    sources = [source for pack in catalog.packs for source in pack.sources]
    for condition, items in alike.items():
        first = condition.when[0] if condition.when else None
        branches.setdefault(first, []).append(_group(condition, items, terms, reworded, options))
    return Edition(
        items=types.MappingProxyType(spoken),
        branches=tuple((first, tuple(groups)) for first, groups in branches.items()),
        reasons=types.MappingProxyType({value: option.reason(role) for value, option in options.items()}),
        words=types.MappingProxyType({one.fact: one for pack in catalog.packs for one in pack.facts if one.because}),
        role=role,
        terms=tuple(sorted(terms.values(), key=by_term)),
        sources=tuple(sorted(sources, key=by_title)),
    )


def by_term(term: Term) -> tuple[str, str]:
    """Return the sort key of a term in the list of those that a plan uses."""
    return term.term.lower(), term.id


def by_title(source: Source) -> tuple[str, str]:
    """Return the sort key of a source in the list of those that a plan uses."""
    return source.title.lower(), source.id


def _group(
    condition: Condition,
    items: list[Item],
    terms: Mapping[str, Term],
    reworded: set[str],
    options: Mapping[tuple[str, FactValue], Option],
) -> Group:
    by_kind: dict[type[Item], list[Item]] = {}
    for item in items:
        by_kind.setdefault(type(item), []).append(item)
    used = frozenset(term for item in items for term in item.terms)
    users: list[Item | Term] = [*items, *(terms[term] for term in used)]
    changed_by: dict[str, float] = {"role": 0}
    for clause in (clause for item in items for clause in item.raised_by):
        changed_by[clause.fact] = changed_by.get(clause.fact, 0) + clause.share()
    for clause in condition.except_:
        changed_by[clause.fact] = changed_by.get(clause.fact, 0) + _SELDOM * len(items)
    named = [options.get((clause.fact, value)) for clause in condition.when for value in clause.is_]
    in_other_words = any(option.wording.texts for option in named if option)
    changed_by["role"] += len(items) if in_other_words else len(reworded.intersection(item.id for item in items))
    return Group(
        condition=condition,
        items=tuple((kind, tuple(some)) for kind, some in by_kind.items()),
        terms=used,
        sources=frozenset(source for user in users for source in user.sources),
        changed_by=tuple((fact, amount) for fact, amount in changed_by.items() if amount),
        dated=tuple(Counter(dating(item) for item in items if isinstance(item, Step | RecordItem)).items()),
        size=len(items),
    )


def dating(item: Step | RecordItem) -> tuple[Anchor | None, bool]:
    """Return what an item is dated from, if anything, and whether it comes before the opinion."""
    return item.timing.anchor if item.timing else None, not (isinstance(item, Step) and item.stage == "after")
