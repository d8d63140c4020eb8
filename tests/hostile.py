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
    one["id"]: one["string"] * one.get("repeat", 1)
    for one in json.loads(_FILE.read_text(encoding="utf-8"))["strings"]
}
"""What people may type, and worse: markup, addresses, controls, lone surrogates, very long texts; by their name."""

WIDE: t.Final = 2_000
"""Texts longer than this stand in one place of a plan only, to keep the tests quick."""


def plan_with(said: str) -> so.PrepPlan:
    """Return a plan with *said* in every free-text place: own items of every kind, and all that is noted to them."""
    chosen = (
        source(title=said, publisher=said, published="2021", url="https://example.org/a", licence=said),
        source("source-b", doi="10.1000/182"),
        term(term=said, meaning=said),
        notice(text="Mind this.", terms=("term-a",)),
        *(notice(f"notice-{n}", text=said, weight=n, sources=("source-a", "source-b")) for n in range(1, 5)),
        topic(title=said, summary=said, points=(said, "A point.", said)),
        question("ask-a", text=said, why=said, good_answer=said),
        *(question(f"ask-{n}", text=said, audience="yourself", weight=n) for n in range(1, 7)),
        record(
            name=said,
            what=said,
            why=said,
            holder=said,
            say=said,
            lead_time=said,
            pitfalls=(said, said),
            instead=said,
        ),
        step(title=said, why=said, actions=(said, "Call.", said), who=said, takes=said),
        resource(name=said, what=said, phone=said, hours=said, limits=said, url="https://example.org/b"),
    )
    plan = so.build_plan(so.PatientProfile(), catalog=so.Catalog((pack(*chosen),)), today=MONDAY)
    touched: dict[str, t.Any] = {
        name: tuple(
            attrs.evolve(entry, note=said or None, answer=said or None, because=(said,), origin="user")
            for entry in getattr(plan, name)
        )
        for name in ("notices", "topics", "questions", "records", "steps", "resources")
    }
    return attrs.evolve(plan, **touched, packs=(PackUsed("sample", "2026.11", None, said),))
