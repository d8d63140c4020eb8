"""Packs of content, and the catalog that several of them make together."""

import datetime as dt
import functools
import types
import typing as t
from collections import Counter
from collections.abc import Mapping

import attrs

from second_opinion.conditions import Clause, may_hold
from second_opinion.errors import PackError, Problem, UnknownIdError, did_you_mean, nearest, not_one_of, shown
from second_opinion.formats import Id, LanguageTag, PackVersion
from second_opinion.items import (
    OWN_ID,
    Content,
    Item,
    Notice,
    Question,
    RecordItem,
    Resource,
    Source,
    Step,
    Term,
    Topic,
)
from second_opinion.profile import Answers, facts
from second_opinion.rules import Rule
from second_opinion.words import FactWords, Option


@attrs.frozen
class Retired:
    """An id that once named an item, and the ids that do its work now."""

    id: Id
    replaced_by: tuple[Id, ...] = ()


@attrs.frozen(kw_only=True)
class Pack:
    """A named, versioned set of content in one language: what is written, reviewed, dated and licensed together.

    `reviewed_on` is the day on which the content was last held against its sources, `review` says by whom. A pack with
    clauses in `when` is only for people for whom all of them hold: each of its items says so too, and is not shown to
    those of whom it is not known.
    """

    id: Id
    title: str
    version: PackVersion
    language: LanguageTag
    licence: str
    reviewed_on: dt.date | None = None
    review: str
    when: tuple[Clause, ...] = ()
    sources: tuple[Source, ...] = ()
    topics: tuple[Topic, ...] = ()
    questions: tuple[Question, ...] = ()
    records: tuple[RecordItem, ...] = ()
    steps: tuple[Step, ...] = ()
    resources: tuple[Resource, ...] = ()
    terms: tuple[Term, ...] = ()
    notices: tuple[Notice, ...] = ()
    facts: tuple[FactWords, ...] = ()
    rules: tuple[Rule, ...] = ()
    retired: tuple[Retired, ...] = ()

    def may_apply(self, answers: Answers) -> bool:
        """Return whether there may be something in the pack for a person with these answers."""
        return may_hold(self.when, answers)

    def items(self) -> tuple[Item, ...]:
        """Return all that a plan may choose from."""
        return (*self.notices, *self.topics, *self.questions, *self.records, *self.steps, *self.resources)

    def contents(self) -> tuple[Content, ...]:
        """Return all content objects of the pack."""
        return (*self.items(), *self.terms, *self.sources, *self.facts, *self.rules)


def _as_tuple(packs: t.Iterable[Pack]) -> tuple[Pack, ...]:
    return tuple(packs)


@attrs.frozen(repr=False)
class Catalog(Mapping[str, Content]):
    """An immutable collection of packs: a mapping from id to content object.

    Raises:
        PackError: an id stands twice, or is referred to and not there; all such ids are named.
    """

    packs: tuple[Pack, ...] = attrs.field(converter=_as_tuple)

    def __attrs_post_init__(self) -> None:
        problems = (*_languages(self.packs), *_twice(self.packs), *_own(self.packs)) or tuple(_dangling(self))
        if problems:
            raise PackError(problems)

    def __hash__(self) -> int:
        return hash(tuple((pack.id, pack.version) for pack in self.packs))

    def __repr__(self) -> str:
        return f"Catalog({', '.join(f'{pack.id} {pack.version}' for pack in self.packs)})"

    @functools.cached_property
    def _by_id(self) -> dict[str, Content]:
        return {content.id: content for pack in self.packs for content in pack.contents()}

    @functools.cached_property
    def retired(self) -> Mapping[str, tuple[str, ...]]:
        """The ids that are no longer used, each with those that replaced it."""
        return types.MappingProxyType({gone.id: gone.replaced_by for pack in self.packs for gone in pack.retired})

    def options(self, fact: str) -> tuple[Option, ...]:
        """Return the values of a fact that packs have words for; where two have, the later one counts."""
        words = (one for pack in self.packs for one in pack.facts if one.fact == fact)
        return tuple({option.value: option for one in words for option in one.options}.values())

    def __getitem__(self, item_id: str) -> Content:
        """Return the content object with an id.

        Raises:
            UnknownIdError: there is none; the error names the nearest ids, or what replaced a retired one.
        """
        try:
            return self._by_id[item_id]
        except KeyError:
            replaced_by = self.retired.get(item_id, ())
            raise UnknownIdError(item_id, nearest(item_id, self._by_id), replaced_by) from None

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._by_id

    def __iter__(self) -> t.Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def combine(self, other: t.Self) -> t.Self:
        """Return a catalog of the packs of both; the later packs come last, and what is in both is there once.

        Raises:
            PackError: the two do not go together: they use an id for different things, or one that is not there.
        """
        return type(self)((*self.packs, *(pack for pack in other.packs if pack not in self.packs)))


def _languages(packs: tuple[Pack, ...]) -> t.Iterator[Problem]:
    languages = {pack.language.partition("-")[0].lower() for pack in packs}
    if len(languages) > 1:
        yield Problem("$.language", f"packs in {', '.join(sorted(languages))} do not go together: use one language")


def _twice(packs: tuple[Pack, ...]) -> t.Iterator[Problem]:
    names = Counter(pack.id for pack in packs)
    if len(names) < len(packs):
        yield from (Problem("$.id", f"the pack {shown(name)} is there twice") for name in names if names[name] > 1)
        return
    ids = Counter(content.id for pack in packs for content in pack.contents())
    ids.update(gone.id for pack in packs for gone in pack.retired)
    for item_id, times in ids.items():
        if times > 1:
            yield Problem(
                "$", f"the id {shown(item_id)} stands {times} times: an id is used once, in all packs together"
            )


def _own(packs: tuple[Pack, ...]) -> t.Iterator[Problem]:
    for content in (content for pack in packs for content in pack.contents()):
        if content.id.startswith(OWN_ID):
            yield Problem("$", f"the id {shown(content.id)} begins as those of people's own items do: use another")


def _dangling(catalog: Catalog) -> t.Iterator[Problem]:
    """Yield a problem for each id that is referred to and names nothing of the right kind."""
    kinds = {
        Source: "source",
        Term: "term",
        Topic: "topic",
        Resource: "resource",
        RecordItem: "record",
        Content: "item",
    }
    for pack in catalog.packs:
        for referring, field, ids, kind in _references(pack):
            for item_id in ids:
                if not isinstance(catalog.get(item_id), kind):
                    path = f"$.{referring}.{field}"
                    near = nearest(item_id, [one.id for one in catalog.values() if isinstance(one, kind)])
                    yield Problem(path, f"{shown(item_id)} is not the id of a {kinds[kind]}{did_you_mean(near)}")


def _references(pack: Pack) -> t.Iterator[tuple[str, str, tuple[str, ...], type[Content]]]:
    for item in pack.items():
        yield item.id, "sources", item.sources, Source
        yield item.id, "terms", item.terms, Term
        if isinstance(item, Question) and item.topic:
            yield item.id, "topic", (item.topic,), Topic
        if isinstance(item, Resource):
            yield item.id, "replaced_by", item.replaced_by, Resource
        for clause in (*item.when, *item.unless, *item.except_, *item.raised_by):
            if clause.fact == "records_held":
                yield item.id, "records_held", tuple(map(str, clause.is_)), RecordItem
    citing: tuple[Term | Rule, ...] = (*pack.terms, *pack.rules)
    for one in citing:
        yield one.id, "sources", one.sources, Source
    for gone in pack.retired:
        yield gone.id, "replaced_by", gone.replaced_by, Content


def pack_problems(pack: Pack) -> tuple[Problem, ...]:
    """Return the rules of content that a pack breaks: no source, a weight out of range, facts or fields that are not.

    What is asked here can be asked of a pack alone; a `Catalog` checks what packs say of each other.
    """
    problems: list[Problem] = [
        problem for i, clause in enumerate(pack.when) for problem in clause.problems(f"$.when[{i}]")
    ]
    for kind in ("notices", "topics", "questions", "records", "steps", "resources"):
        for i, item in enumerate(t.cast("tuple[Item, ...]", getattr(pack, kind))):
            problems += (*_item_problems(item, f"$.{kind}[{i}]"), *_scope_problems(item, pack, f"$.{kind}[{i}].when"))
    for i, words in enumerate(pack.facts):
        problems += _fact_problems(words, f"$.facts[{i}]")
    for i, term in enumerate(pack.terms):
        problems += _citing_problems(term, f"$.terms[{i}]")
    for i, rule in enumerate(pack.rules):
        problems += [
            *_citing_problems(rule, f"$.rules[{i}]"),
            *_clause_problems(rule, ("when", "unless"), f"$.rules[{i}]"),
        ]
    return tuple(problems)


_MOST = 100
"""The greatest weight."""

_FAR = 3660
"""The most days between something and what it is dated from: ten years."""


def _item_problems(item: Item, path: str) -> t.Iterator[Problem]:
    yield from _citing_problems(item, path)
    if not 1 <= item.weight <= _MOST:
        yield Problem(f"{path}.weight", f"{item.weight} is not from 1 to {_MOST}")
    yield from _clause_problems(item, ("when", "unless", "except_", "raised_by"), path)
    timing = item.timing if isinstance(item, Step | RecordItem) else None
    if timing and abs(timing.days) > _FAR:
        yield Problem(f"{path}.timing.days", f"{timing.days} is not from -{_FAR} to {_FAR}")
    yield from _wording_problems(item, path)
    yield from _stale_problems(item, path)


def _scope_problems(item: Item, pack: Pack, path: str) -> t.Iterator[Problem]:
    """Yield a problem for each clause of a pack that an item leaves out: who reads the item alone has to see it."""
    for clause in pack.when:
        own = [one for one in item.when if one.fact == clause.fact]
        if not any(set(one.is_) <= set(clause.is_) for one in own):
            listed = ", ".join(shown(value) for value in clause.is_)
            yield Problem(path, f"the pack is only for {clause.fact} {listed}: say so in each item, or not of the pack")


def _citing_problems(thing: Item | Term | Rule, path: str) -> t.Iterator[Problem]:
    if not thing.sources:
        yield Problem(f"{path}.sources", "is empty: cite at least one source")


def _clause_problems(thing: Content, names: tuple[str, ...], path: str) -> t.Iterator[Problem]:
    for name in names:
        for i, clause in enumerate(t.cast("tuple[Clause, ...]", getattr(thing, name))):
            yield from clause.problems(f"{path}.{name.rstrip('_')}[{i}]")


_NO_WORDS = frozenset(field.name for field in attrs.fields(Item)) | {
    *("topic", "url", "replaced_by", "loinc", "fact", "label", "after")
}


def _text_fields(thing: Item | FactWords | Option) -> dict[str, type]:
    return {
        field.name: type(getattr(thing, field.name))
        for field in attrs.fields(type(thing))
        if field.name not in _NO_WORDS and field.type in (str, tuple[str, ...])
    }


def _wording_problems(thing: Item | FactWords | Option, path: str) -> t.Iterator[Problem]:
    for role, name, text in thing.wording.texts:
        yield from _text_problems(thing, f"{path}.wording.{role}", name, text)


def _text_problems(thing: Item | FactWords | Option, path: str, name: str, text: object) -> t.Iterator[Problem]:
    texts = _text_fields(thing)
    if name not in texts:
        yield Problem(path, f"field {not_one_of(name, tuple(texts))}")
    elif type(text) is not texts[name]:
        yield Problem(f"{path}.{name}", "is a list where the item has a text, or the reverse")


def _stale_problems(item: Item, path: str) -> t.Iterator[Problem]:
    if (item.review_by is None) != (not item.stale.texts):
        yield Problem(f"{path}.review_by", "and stale go together: a day, and what to say after it")
    own = {name for _, name, _ in item.wording.texts}
    for name, text in item.stale.texts:
        yield from _text_problems(item, f"{path}.stale", name, text)
        if name in own:
            yield Problem(
                f"{path}.stale.{name}", "has own words for a role, which would keep the figure: use one for all"
            )


def _fact_problems(words: FactWords, path: str) -> t.Iterator[Problem]:
    if words.fact not in facts():
        yield Problem(f"{path}.fact", not_one_of(words.fact, tuple(facts())))
        return
    for i, fact in enumerate(words.after):
        if fact not in facts():
            yield Problem(f"{path}.after[{i}]", not_one_of(fact, tuple(facts())))
    yield from _clause_problems(words, ("when", "unless"), path)
    yield from _wording_problems(words, path)
    for i, option in enumerate(words.options):
        refusal = facts()[words.fact].clause_refusal(option.value)
        if refusal:
            yield Problem(f"{path}.options[{i}].value", refusal)
        yield from _wording_problems(option, f"{path}.options[{i}]")
