"""Write the page for reviewers: all bundled content by pack, with its sources, to be read without reading JSON.

usage: python scripts/review.py [--check]

With --check it only says whether the page would change.
"""

import pathlib
import sys
import typing as t

import second_opinion as so
from second_opinion.catalog import Pack
from second_opinion.conditions import Clause
from second_opinion.items import Item, Notice, Question, RecordItem, Resource, Source, Step, Topic
from second_opinion.rendering.markdown import escaped
from second_opinion.rules import Rule

PAGE = pathlib.Path(__file__).parents[1] / "docs" / "reference" / "all-content.md"
LEAD = """# All content, for reviewers

Every text that a person may meet, by pack, with whom it is for and what it rests on. To comment, name the pack and the
id. The page is made from the packs by `scripts/review.py`; change them, not this page.
"""
FIRST = """## For clinical review first

What tells a person to call for help, and what is said about waiting: a wrong word here could do the most harm. Each
stands again below, in its pack.
"""
_KINDS: t.Final[dict[str, str]] = {
    "notices": "Notices",
    "topics": "Topics",
    "questions": "Questions",
    "records": "Records",
    "steps": "Steps",
    "resources": "Places to find help",
}
_LABELS: t.Final[dict[str, str]] = {
    "why": "Why",
    "good_answer": "A good answer covers",
    "what": "What it is",
    "holder": "Who has it",
    "say": "What to say",
    "lead_time": "How long it takes",
    "instead": "If it cannot be had",
    "who": "Who",
    "takes": "How long it takes",
    "limits": "Please note",
    "phone": "Phone",
    "hours": "Open",
    "url": "Web",
}


def main() -> int:
    """Write the page, or say that it would change."""
    text = page(so.load_catalog())
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        print("nothing to change")
        return 0
    print("changed: all-content.md")
    if "--check" in sys.argv:
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


def page(catalog: so.Catalog) -> str:
    """Return the text of the page."""
    urgent = [item for pack in catalog.packs for item in pack.notices if item.kind in ("safety", "timing")]
    first = [line for item in urgent for line in _item(item, catalog)]
    return "\n".join([LEAD, FIRST, *first, *(line for pack in catalog.packs for line in _pack(pack, catalog))]) + "\n"


def _pack(pack: Pack, catalog: so.Catalog) -> t.Iterator[str]:
    yield f"## {escaped(pack.title)} (`{pack.id}` {pack.version})\n"
    yield f"Clinical review: {escaped(pack.review)}. Held against saved copies of its sources: {pack.reviewed_on}.\n"
    for name, title in _KINDS.items():
        items = t.cast("tuple[Item, ...]", getattr(pack, name))
        if items:
            yield f"### {title}\n"
            yield from (line for item in items for line in _item(item, catalog))
    if pack.terms:
        yield "### Words explained\n"
        yield from (f"* **{escaped(one.term)}** (`{one.id}`): {escaped(one.meaning)}" for one in pack.terms)
        yield ""
    if pack.rules:
        yield "### Rules of countries\n"
        yield from (line for rule in pack.rules for line in _rule(rule, catalog))


def _item(item: Item, catalog: so.Catalog) -> t.Iterator[str]:
    yield f"**{escaped(_title(item))}** (`{item.id}`)\n"
    for name, label in _LABELS.items():
        value = getattr(item, name, None)
        if value:
            yield f"* {label}: {escaped(str(value))}"
    for name in ("summary", "points", "actions", "pitfalls"):
        texts: t.Any = getattr(item, name, ())
        yield from (f"* {escaped(text)}" for text in ((texts,) if isinstance(texts, str) else texts))
    for role, name, text in item.wording.texts:
        yield f"* To a {role}, {name}: {escaped(text if isinstance(text, str) else ' / '.join(text))}"
    for name, text in item.stale.texts:
        yield f"* After {item.review_by}, {name}: {escaped(str(text))}"
    if isinstance(item, Step | RecordItem) and item.timing:
        yield f"* When: {item.timing.days:+d} days from the {item.timing.anchor}"
    yield f"* For: {_for_whom(item.when, (*item.unless, *item.except_))}"
    yield from _sources(item.sources, catalog)
    yield ""


def _title(item: Item) -> str:
    if isinstance(item, Question):
        return f"{item.text} (to: {item.audience.replace('_', ' ')}{', sensitive' if item.sensitive else ''})"
    if isinstance(item, Notice):
        return f"{item.text} ({item.kind})"
    if isinstance(item, Step):
        return f"{item.title} ({item.stage})"
    if isinstance(item, RecordItem):
        return f"{item.name} ({item.tier.replace('_', ' ')})"
    if isinstance(item, Resource):
        return item.name
    return t.cast("Topic", item).title


def _rule(rule: Rule, catalog: so.Catalog) -> t.Iterator[str]:
    yield f"**{escaped(rule.name)}** (`{rule.id}`, {rule.sheet.replace('_', ' ')})\n"
    yield f"* {escaped(rule.text)}"
    if rule.letter:
        yield f"* In the letter: {escaped(rule.letter)}"
    yield f"* For: {_for_whom(rule.when, rule.unless)}"
    yield from _sources(rule.sources, catalog)
    yield ""


def _for_whom(when: tuple[Clause, ...], unless: tuple[Clause, ...]) -> str:
    said = [f"{clause.fact} is {_values(clause)}" for clause in when]
    said += [f"not where {clause.fact} is {_values(clause)}" for clause in unless]
    return escaped("; ".join(said)) if said else "everybody"


def _values(clause: Clause) -> str:
    return " or ".join(str(value) for value in clause.is_)


def _sources(ids: tuple[str, ...], catalog: so.Catalog) -> t.Iterator[str]:
    for source in (t.cast("Source", catalog[one]) for one in ids):
        link = f" <{source.address}>" if source.address else ""
        yield f"* Source: {escaped(source.publisher)}: {escaped(source.title)} (seen on {source.seen_on}){link}"


if __name__ == "__main__":
    sys.exit(main())
