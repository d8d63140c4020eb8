"""Hostile strings, and a plan that holds a text wherever a person or an application can put one."""

import json
import pathlib
import typing as t

import attrs
from strategies import MONDAY, notice, pack, question, record, resource, source, step, term, topic

import second_opinion as so
from second_opinion.plan import PackUsed

_FILE = pathlib.Path(__file__).parent / "data" / "hostile-strings.json"

HOSTILE: t.Final[dict[str, str]] = {
    one["id"]: one["string"] * one.get("repeat", 1) for one in json.loads(_FILE.read_text(encoding="utf-8"))["strings"]
}
"""What people may type, and worse: markup, addresses, controls, lone surrogates, very long texts; by their name."""

_LONG: t.Final = 2_000
"""Texts that are longer stand only where a person types, to keep the tests quick."""


def plan_with(said: str) -> so.PrepPlan:
    """Return a plan with *said* in every free-text place: in items of every kind, their notes, answers and reasons."""
    by_others = said if len(said) <= _LONG else "x"
    plan = so.build_plan(so.PatientProfile(), catalog=so.Catalog((_pack_with(said, by_others),)), today=MONDAY)
    lists = {
        name: [_touched(entry, said, by_others) for entry in getattr(plan, name)]
        for name in ("notices", "topics", "questions", "records", "steps", "resources")
    }
    changes: t.Any = {name: tuple(entries) for name, entries in lists.items()}
    return attrs.evolve(plan, **changes, packs=(PackUsed("sample", "2026.11", None, by_others),))


def _pack_with(said: str, by_others: str) -> so.Pack:
    x = by_others
    record_texts = dict.fromkeys(("name", "what", "why", "holder", "say", "lead_time", "instead"), x)
    return pack(
        source(title=x, publisher=x, licence=x, published="2021", url="https://example.org/a"),
        source("source-b", doi="10.1000/182"),
        term(term=x, meaning=x, sources=("source-b",)),
        notice("notice-first", text="Mind this.", terms=("term-a",), weight=90),
        *(notice(f"notice-{n}", text=x, weight=n) for n in range(1, 5)),
        topic(title=x, summary=x, points=(x, "A point.", x)),
        question("ask-first", text=said, why=x, good_answer=x),
        *(question(f"ask-{n}", text=x, audience="yourself", weight=n) for n in range(1, 7)),
        record(**record_texts, pitfalls=(x, x)),
        step(title=x, why=x, actions=(x, "Call.", x), who=x, takes=x),
        resource(name=x, what=x, phone=x, hours=x, limits=x, url="https://example.org/b"),
    )


def _touched(entry: so.PlanItem[t.Any], said: str, by_others: str) -> so.PlanItem[t.Any]:
    typed = said if entry.item.id == "ask-first" else by_others
    return attrs.evolve(entry, note=typed, answer=typed, because=(by_others,), origin="user")
