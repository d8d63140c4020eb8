"""Write the pages for reviewers: all bundled content by pack, with its sources, and what there is for each cancer.

usage: python scripts/review.py [--check]

They are read without reading JSON. With --check it only says which would change.
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

PAGES = pathlib.Path(__file__).parents[1] / "docs" / "reference"
LEAD = """# All content, for reviewers

Every text that a person may meet, by pack, with whom it is for and what it rests on. To comment, name the pack and the
id. The page is made from the packs by `scripts/review.py`; change them, not this page.
"""
TYPES = """# Cancer types

What is different for one cancer, beside what is for everybody: how many items of each kind stand in its pack, and which
tests and choices they are about. All texts are in [all content](all-content.md). `other` has no pack: it is served by
the general ones. The page is made from the packs by `scripts/review.py`.
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
    """Write the pages, or say which would change."""
    catalog = so.load_catalog()
    pages = {"all-content.md": page(catalog), "cancer-types.md": types(catalog)}
    changed = [name for name, text in pages.items() if _would_change(PAGES / name, text)]
    print(f"changed: {', '.join(changed)}" if changed else "nothing to change")
    if "--check" in sys.argv:
        return 1 if changed else 0
    for name in changed:
        (PAGES / name).write_text(pages[name], encoding="utf-8")
    return 0


def _would_change(path: pathlib.Path, text: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != text


def types(catalog: so.Catalog) -> str:
    """Return the text of the page on cancer types: how much of each kind there is, and which tests and choices."""
    packs = {str(clause.is_[0]): pack for pack in catalog.packs for clause in pack.when if _is_one_cancer(clause)}
    table = [f"| {' | '.join(('type', *_KINDS.values(), 'Words', 'Sources'))} |", f"|{'---|' * (len(_KINDS) + 3)}"]
    for name, pack in packs.items():
        counts = [len(getattr(pack, kind)) for kind in (*_KINDS, "terms", "sources")]
        table.append(f"| [`{name}`](#{pack.id}) | {' | '.join(map(str, counts))} |")
    return "\n".join([TYPES, *table, "", *(line for pack in packs.values() for line in _type(pack))])


def _is_one_cancer(clause: Clause) -> bool:
    return clause.fact == "cancer_type" and len(clause.is_) == 1


def _type(pack: Pack) -> t.Iterator[str]:
    yield f"({pack.id})="
    yield f"## {escaped(pack.title)}\n"
    yield "Tests and papers to ask for:\n"
    yield from (f"* {escaped(_title(record))}" for record in pack.records)
    yield "\nWhat to ask:\n"
    yield from (f"* {escaped(_title(question))}" for question in pack.questions)
    yield ""


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
