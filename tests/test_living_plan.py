"""A plan over weeks: a person writes, things change, the library is updated, and nothing that was written is lost."""

import collections
import datetime as dt
import json
import typing as t

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from strategies import ENTRY_LISTS, MONDAY, ids, items, pack, packs, profiles, source, term, texts

import second_opinion as so
from second_opinion.catalog import Retired
from second_opinion.items import Content, Item

FACTS: t.Final = ("role", "companion", "insurance", "opinions", "wants_prognosis", "treatment_start")
AUDIENCES: t.Final = ("current_doctor", "second_doctor", "insurer", "yourself")
STAGES: t.Final = ("decide", "arrange", "gather", "prepare", "visit", "after")
WORDS_OF: t.Final = {
    so.Topic: "title",
    so.Question: "text",
    so.RecordItem: "name",
    so.Step: "title",
    so.Resource: "name",
    so.Notice: "text",
}
FIXED: t.Final = (
    *(source(), source("source-b"), source("source-c")),
    *(term("term-a", sources=("source-a",)), term("term-b", term="scan", sources=("source-c",))),
)
"""What items rest on: it goes when nothing that is left uses it."""


@attrs.define
class Mark:
    """What a person has marked and written, as the model remembers it."""

    status: str = "open"
    answer: str | None = None
    note: str | None = None

    @classmethod
    def of(cls, entry: so.PlanItem[t.Any]) -> t.Self:
        """Return what an entry says of it."""
        return cls(entry.status, entry.answer, entry.note)


class Life:
    """A person with a plan, the application that keeps it, and the library that is updated in between.

    Beside the plan it remembers what the person did, without looking at the plan for it. All numbers that choose
    something may be any: they are taken modulo what there is.
    """

    def __init__(self, made: so.Pack, *, stores: bool = False) -> None:
        self.stores = stores
        self.items: dict[str, Item] = {item.id: item for item in made.items()}
        self.retired: dict[str, tuple[str, ...]] = {}
        self.version = 1
        self.today = MONDAY
        self.profile = so.PatientProfile()
        self.made = 100
        self.plan = so.build_plan(self.profile, catalog=self.catalog(), today=self.today)
        self.marks: dict[str, Mark] = {}
        self.own: dict[str, tuple[Item, dt.date | None]] = {}

    def catalog(self) -> so.Catalog:
        """Return the content as it is now, in objects that are made anew."""
        used = {name for item in self.items.values() for name in (*item.terms, *item.sources)}
        terms = [one for one in FIXED if isinstance(one, so.Term) and one.id in used]
        used |= {name for one in terms for name in one.sources}
        sources = tuple(one for one in FIXED if isinstance(one, so.Source) and one.id in used)
        gone = tuple(Retired(old, new) for old, new in self.retired.items())
        contents: tuple[Content | Retired, ...] = (*terms, *(attrs.evolve(item) for item in self.items.values()), *gone)
        return so.Catalog((pack(*contents, sources=sources, version=f"2026.{self.version}"),))

    def _keep(self, plan: so.PrepPlan) -> None:
        self.plan = so.loads(so.dumps(plan)) if self.stores else plan

    # What the person does

    def write(self, number: int, status: t.Any, answer: str | None, note: str | None) -> None:
        """Mark, answer or note an entry."""
        entries = self.plan.entries()
        if entries:
            item_id = entries[number % len(entries)].id
            self._keep(self.plan.update(item_id, status=status, answer=answer, note=note))
            by_itself = Mark("done" if item_id in self.plan.profile.records_held else "open")
            mark = self.marks.setdefault(item_id, by_itself)
            mark.status = status or mark.status
            mark.answer = mark.answer if answer is None else answer
            mark.note = mark.note if note is None else note

    def add(self, kind: str, text: str, days: int | None, number: int) -> None:
        """Add an own item."""
        before = {entry.id for entry in self.plan.entries()}
        due = None if days is None else self.today + dt.timedelta(days)
        text = f"{text}."
        item: Item
        if kind == "question":
            audience: t.Any = AUDIENCES[number % len(AUDIENCES)]
            self._keep(self.plan.add_question(text, audience=audience))
            item, due = so.Question(id="own-0", text=text, audience=audience), None
        elif kind == "record":
            self._keep(self.plan.add_record(text, what=text, due=due))
            item = so.RecordItem(id="own-0", name=text, what=text, form="paper")
        else:
            stage: t.Any = STAGES[number % len(STAGES)]
            self._keep(self.plan.add_step(text, stage=stage, actions=(text,), due=due))
            item = so.Step(id="own-0", title=text, stage=stage, actions=(text,))
        (item_id,) = {entry.id for entry in self.plan.entries()} - before
        assert item_id not in self.own
        self.own[item_id] = (attrs.evolve(item, id=item_id), due)

    # What happens

    def days_pass(self, days: int) -> None:
        """Let days pass; a clock that was wrong may also be set back."""
        self.today += dt.timedelta(days)

    def tell(self, facts: so.PatientProfile, visit: int | None, held: list[int]) -> None:
        """Say all facts anew: the visit by the days from today, the records by their number."""
        records = [*(one.id for one in self.items.values() if isinstance(one, so.RecordItem))]
        records += [one.id for one in self.plan.records if not one.is_own and one.id not in records]
        self.profile = attrs.evolve(
            facts,
            appointment=None if visit is None else self.today + dt.timedelta(visit),
            records_held=tuple(dict.fromkeys(records[n % len(records)] for n in held)) if records else (),
        )

    def new_item(self, item: Item) -> str:
        """Publish a new item and return its id."""
        self.made += 1
        self.version += 1
        made = attrs.evolve(item, id=f"item-{self.made}")
        self.items[made.id] = made
        return made.id

    def reword(self, number: int, text: str) -> None:
        """Publish an item in other words."""
        if self.items:
            old = self.items[[*self.items][number % len(self.items)]]
            change: t.Any = {WORDS_OF[type(old)]: text}
            self.items[old.id] = attrs.evolve(old, **change)
            self.version += 1

    def change(self, number: int, item: Item) -> None:
        """Publish an item for other people, with another weight and on other grounds."""
        if self.items:
            old = self.items[[*self.items][number % len(self.items)]]
            kept = {
                name: getattr(item, name) for name in ("when", "unless", "if_unknown", "weight", "sources", "terms")
            }
            self.items[old.id] = attrs.evolve(old, **t.cast("t.Any", kept))
            self.version += 1

    def remove(self, number: int) -> None:
        """Take an item out, without a word."""
        if self.items:
            gone = [*self.items][number % len(self.items)]
            del self.items[gone]
            self.retired = {old: tuple(one for one in new if one != gone) for old, new in self.retired.items()}
            self.version += 1

    def retire(self, number: int, others: list[int]) -> None:
        """Retire an item, replaced by any others."""
        if self.items:
            gone = [*self.items][number % len(self.items)]
            self.remove(number)
            left = [*self.items]
            self.retired[gone] = tuple(dict.fromkeys(left[n % len(left)] for n in others)) if left else ()

    def rename(self, number: int) -> None:
        """Publish an item under another id."""
        if self.items:
            old = [*self.items][number % len(self.items)]
            new = self.new_item(self.items[old])
            self.remove([*self.items].index(old))
            self.retired[old] = (new,)

    # What the application does

    def store_and_load(self) -> None:
        """Store the plan and load it."""
        loaded = so.loads(so.dumps(self.plan, indent=1))
        assert loaded == self.plan
        self.plan = loaded

    def renew(self) -> None:
        """Bring the plan up to date, and the model too."""
        content, old = self.catalog(), self.plan
        facts: t.Any = {"profile": self.profile, "catalog": content, "today": self.today}
        self._keep(so.refresh(old, **facts))
        assert so.refresh(self.plan, **facts) == self.plan
        self._follow(old)
        self._is_up_to_date(content)
        assert not so.changes(self.plan, self.plan)
        assert str(so.changes(old, self.plan)).endswith(".")

    def _follow(self, old: so.PrepPlan) -> None:
        """Bring the model up to date: nothing is forgotten, though it may stand with what replaced it."""
        now = {entry.id: entry for entry in self.plan.entries()}
        before, held = old.profile.records_held, {*self.profile.records_held, *self.plan.profile.records_held}
        said = {one for one in held if self._has_record(one)}
        for item_id in {*before}.difference(said).intersection(ids(old.records)):
            # No fact can say any more that it is at hand, so its mark does.
            self.marks.setdefault(item_id, Mark("done"))
        old_marks, self.marks = self.marks, {}
        for item_id, mark in old_marks.items():
            replaced_by = self.retired.get(item_id, ())
            place = replaced_by[0] if item_id not in now and len(replaced_by) == 1 else item_id
            status = mark.status
            if (place in said or item_id in said) and item_id not in before:
                status = "done"
            elif item_id in before and place not in held and status == "done":
                status = "open"
            mark = attrs.evolve(mark, status=status)  # noqa: PLW2901 (the mark as it is now)
            if mark != Mark("done" if item_id in said else "open"):
                self.marks[place] = mark
                assert Mark.of(now[place]) == mark, f"what was written to {item_id} is lost"

    def _has_record(self, item_id: str) -> bool:
        """Return whether content has a record with an id, or one that replaced it."""
        return any(isinstance(self.items.get(one), so.RecordItem) for one in self.retired.get(item_id, (item_id,)))

    def _is_up_to_date(self, content: so.Catalog) -> None:
        fresh = so.build_plan(self.plan.profile, catalog=content, today=self.today)
        assert (self.plan.created, self.plan.unanswered) == (fresh.created, fresh.unanswered)
        assert self.plan.packs == fresh.packs
        for name in ENTRY_LISTS:
            now = {entry.id: entry for entry in getattr(self.plan, name)}
            new = {entry.id: entry for entry in getattr(fresh, name)}
            assert new.keys() <= now.keys()
            for item_id, entry in now.items():
                if item_id in new:
                    expected = new[item_id]
                    assert (entry.item, entry.because) == (expected.item, expected.because)
                    assert item_id in self.marks or attrs.evolve(entry, rank=expected.rank) == expected
                else:
                    assert item_id in self.own or item_id in self.marks
                    assert entry.is_own or (entry.certainty, entry.due, entry.rush) == ("may_apply", None, False)
            here = [item_id for item_id in now if item_id in new]
            kept = [item_id for item_id in now if item_id not in new and item_id not in self.own]
            if name != "steps":
                assert [*now] == [*(one for one in now if one in self.own), *new, *kept]
            else:
                untouched = [one for one in here if one not in self.marks]
                assert untouched == [one for one in new if one in untouched]

    # What always holds

    def holds(self) -> None:
        """Assert that nothing is lost, and that the plan is one."""
        entries = {entry.id: entry for entry in self.plan.entries()}
        assert len(entries) == len(self.plan.entries())
        for item_id, mark in self.marks.items():
            assert Mark.of(entries[item_id]) == mark
        own = {one.id: (one.item, one.due) for one in entries.values() if one.is_own}
        assert own == self.own
        for name in ENTRY_LISTS:
            ranks = [entry.rank for entry in getattr(self.plan, name)]
            assert ranks == list(range(1, len(ranks) + 1))
        assert so.loads(so.dumps(self.plan)) == self.plan
        self._rests_on_what_it_uses()
        for entry in entries.values():
            if entry.status == "open" and not entry.is_own:
                assert entry.due is None or entry.due >= self.plan.created
                assert not entry.rush or entry.due == self.plan.created

    def _rests_on_what_it_uses(self) -> None:
        used = {name for entry in self.plan.entries() for name in entry.item.terms}
        assert collections.Counter(ids(self.plan.terms)) == collections.Counter(used)
        cited = {name for entry in self.plan.entries() for name in entry.item.sources}
        cited |= {name for one in self.plan.terms for name in one.sources}
        assert collections.Counter(ids(self.plan.sources)) == collections.Counter(cited)


# Any of these may happen at any time

numbers: t.Final = st.integers(0, 99)
some_items: t.Final = items(0, FACTS)
actions: t.Final[dict[str, dict[str, st.SearchStrategy[t.Any]]]] = {
    "write": {
        "number": numbers,
        "status": st.none() | st.sampled_from(("open", "done", "skipped")),
        "answer": st.none() | texts,
        "note": st.none() | texts,
    },
    "add": {
        "kind": st.sampled_from(("question", "record", "step")),
        "text": texts,
        "days": st.none() | st.integers(-9, 30),
        "number": numbers,
    },
    "days_pass": {"days": st.integers(-3, 30)},
    "tell": {
        "facts": profiles(FACTS),
        "visit": st.none() | st.integers(-5, 40),
        "held": st.lists(numbers, max_size=3),
    },
    "new_item": {"item": some_items},
    "reword": {"number": numbers, "text": texts},
    "change": {"number": numbers, "item": some_items},
    "remove": {"number": numbers},
    "retire": {"number": numbers, "others": st.lists(numbers, max_size=2)},
    "rename": {"number": numbers},
    "store_and_load": {},
    "renew": {},
}
"""What can happen, each with what decides how."""


happenings: t.Final = st.one_of(
    [st.tuples(st.just(name), st.fixed_dictionaries(given_)) for name, given_ in actions.items()]
)


class LivingPlan(RuleBasedStateMachine):
    """Any order of what can happen, the plan looked at after each."""

    life: Life

    @initialize(made=packs(FACTS, max_size=9))
    def begin(self, made: so.Pack) -> None:
        """Begin with any content."""
        self.life = Life(made)

    @invariant()
    def nothing_is_lost(self) -> None:
        """What the person wrote is there, and the plan is one."""
        if hasattr(self, "life"):
            self.life.holds()

    @rule(happening=happenings)
    def go_on(self, happening: tuple[str, dict[str, t.Any]]) -> None:
        """Let any of it happen."""
        name, given_ = happening
        getattr(self.life, name)(**given_)

    @rule(number=numbers, status=st.sampled_from(("open", "done", "skipped")), note=texts)
    def write(self, number: int, status: str, note: str) -> None:
        """Write something: more often than other things happen."""
        self.life.write(number, status, None, note)

    @rule()
    def renew(self) -> None:
        """Bring the plan up to date: more often than other things happen."""
        self.life.renew()


LivingPlan.TestCase.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)
TestLivingPlan = LivingPlan.TestCase

histories: t.Final = st.lists(happenings, min_size=5, max_size=25)


def lived(made: so.Pack, history: list[tuple[str, dict[str, t.Any]]], *, stores: bool) -> str:
    """Return the plan, as it is stored, at the end of a history."""
    life = Life(attrs.evolve(made), stores=stores)
    for name, given_ in history:
        getattr(life, name)(**given_)
    life.renew()
    life.holds()
    return so.dumps(life.plan)


@settings(max_examples=30, deadline=None)
@given(packs(FACTS, max_size=9), histories)
def test_equal_histories_give_equal_bytes(made: so.Pack, history: list[tuple[str, dict[str, t.Any]]]) -> None:
    """The same done in the same order gives the same bytes, whether the plan was stored after each step or not."""
    first = lived(made, history, stores=False)
    assert lived(made, history, stores=False) == first
    assert lived(made, history, stores=True) == first
    assert json.loads(first)["format"] == "second-opinion/prep-plan"
