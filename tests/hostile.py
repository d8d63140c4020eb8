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

SHORTENED: t.Final = {name: text[:300] for name, text in HOSTILE.items()}
"""The same, no longer than may stand in every place of a plan."""


def plan_with(said: str) -> so.PrepPlan:
    """Return a plan with *said* in every free-text place: in items of every kind, their notes, answers and reasons."""
    plan = so.build_plan(so.PatientProfile(), catalog=so.Catalog((_pack_with(said),)), today=MONDAY)
    lists: dict[str, t.Any] = {
        name: tuple(
            attrs.evolve(entry, note=said, answer=said, because=(said,), origin="user") for entry in getattr(plan, name)
        )
        for name in ("notices", "topics", "questions", "records", "steps", "resources")
    }
    return attrs.evolve(plan, **lists, packs=(PackUsed("sample", "2026.11", None, said),))


def _pack_with(said: str) -> so.Pack:
    record_texts = dict.fromkeys(("name", "what", "why", "holder", "say", "lead_time", "instead"), said)
    return pack(
        source(title=said, publisher=said, licence=said, published="2021", url="https://example.org/a"),
        source("source-b", title=said, doi="10.1000/182"),
        term(term=said, meaning=said, sources=("source-b",)),
        notice("notice-first", text="Mind this.", terms=("term-a",), weight=90),
        *(notice(f"notice-{n}", text=said, weight=n) for n in range(1, 5)),
        topic(title=said, summary=said, points=(said, "A point.", said)),
        question("ask-first", text=said, why=said, good_answer=said),
        *(question(f"ask-{n}", text=said, audience="yourself", weight=n) for n in range(1, 7)),
        record(**record_texts, pitfalls=(said, said)),
        step(title=said, why=said, actions=(said, "Call.", said), who=said, takes=said),
        resource(name=said, what=said, phone=said, hours=said, limits=said, url="https://example.org/b"),
    )
