"""What the tests share: the facts of the contract, small hand-made content, and hypothesis strategies."""

import datetime as dt
import itertools
import json
import pathlib
import typing as t

import attrs
from hypothesis import strategies as st

import second_opinion as so
from second_opinion.catalog import Retired
from second_opinion.items import Content, Item, Wordings
from second_opinion.plan import PackUsed
from second_opinion.rules import Rule
from second_opinion.words import FactWords, Option

MONDAY: t.Final = dt.date(2026, 11, 23)
"""The day for which most plans in the tests are made."""


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text."""
    return tuple(text.split())


BOOLS: t.Final = (
    "is_rare",
    "hospital_stay",
    "insurer_requires_opinion",
    "told_current_doctor",
    "companion",
    "needs_interpreter",
    "fertility_matters",
    "wants_trials",
    "wants_prognosis",
    "center_far_away",
)
DATES: t.Final = ("treatment_start", "appointment")

_TREATMENTS = words(
    "surgery chemotherapy radiation immunotherapy targeted_therapy hormone_therapy stem_cell_transplant cell_therapy "
    "active_surveillance"
)
ONE_OF: t.Final[dict[str, tuple[str, ...]]] = {
    "role": ("patient", "caregiver", "parent"),
    "age_group": ("child", "teen_or_young_adult", "adult", "older_adult"),
    "cancer_type": words(
        "bladder bone brain breast cervical childhood_solid colorectal endometrial esophageal head_and_neck kidney "
        "leukemia liver lung lymphoma melanoma mesothelioma myeloma neuroendocrine ovarian pancreatic prostate sarcoma "
        "skin stomach testicular thyroid unknown_primary other"
    ),
    "phase": words(
        "suspected newly_diagnosed in_treatment after_treatment not_responding recurrence no_options_offered"
    ),
    "second_doctor": ("not_looking_yet", "searching", "booked"),
    "visit_mode": ("in_person", "video", "written_review"),
    "opinions": ("waiting", "agree", "differ"),
}
"""The facts with one value of a list, as section 4 of the design has them: the contract, not what the code says."""

MANY_OF: t.Final[dict[str, tuple[str, ...]]] = {
    "treatments_proposed": _TREATMENTS,
    "treatments_had": _TREATMENTS,
    "tests_had": words(
        "biopsy blood_tests tumor_markers ct mri pet mammogram ultrasound xray bone_scan endoscopy bone_marrow "
        "flow_cytometry biomarker_test genetic_test"
    ),
    "insurance": words(
        "private_hmo private_ppo private_other medicare medicare_advantage medicaid veterans military public_system "
        "uninsured"
    ),
    "access_needs": ("hearing", "sight", "mobility", "memory"),
    "concerns": words(
        "diagnosis_certainty side_effects cost time trials fertility work_and_daily_life travel trust quality_of_life "
        "family"
    ),
}
"""The facts with any number of values of a list."""

SOME_COUNTRIES: t.Final = ("US", "GB", "CA", "DE", "IN")
SOME_LANGUAGES: t.Final = ("en", "en-US", "es", "es-MX", "zh-Hant")

ALL_FACTS: t.Final = (
    *("role", "age_group", "cancer_type", "is_rare", "phase", "treatment_start", "treatments_proposed"),
    *("treatments_had", "tests_had", "hospital_stay", "country", "insurance", "insurer_requires_opinion"),
    *("told_current_doctor", "companion", "needs_interpreter", "fertility_matters", "wants_trials"),
    *("wants_prognosis", "center_far_away", "second_doctor", "visit_mode", "appointment", "reading_language"),
    *("access_needs", "concerns", "opinions", "records_held"),
)
"""All facts, in the order of the contract."""


# Content made by hand


def source(item_id: str = "source-a", **changes: t.Any) -> so.Source:
    """Return a source with all that is required, and *changes*."""
    given = {"title": "A leaflet", "publisher": "A charity", "kind": "charity", "seen_on": MONDAY, "licence": "CC0-1.0"}
    return so.Source(id=item_id, **{**given, **changes})


def topic(item_id: str = "about-a", **changes: t.Any) -> so.Topic:
    """Return a topic with all that is required, and *changes*."""
    return so.Topic(id=item_id, **{"sources": ("source-a",), "title": "A title", "summary": "A summary.", **changes})


def question(item_id: str = "ask-a", **changes: t.Any) -> so.Question:
    """Return a question with all that is required, and *changes*."""
    given = {"sources": ("source-a",), "text": "What now?", "audience": "second_doctor"}
    return so.Question(id=item_id, **{**given, **changes})


def record(item_id: str = "record-a", **changes: t.Any) -> so.RecordItem:
    """Return a record item with all that is required, and *changes*."""
    return so.RecordItem(id=item_id, **{"sources": ("source-a",), "name": "A report", "form": "report", **changes})


def step(item_id: str = "step-a", **changes: t.Any) -> so.Step:
    """Return a step with all that is required, and *changes*."""
    return so.Step(id=item_id, **{"sources": ("source-a",), "title": "Do it", "stage": "gather", **changes})


def resource(item_id: str = "resource-a", **changes: t.Any) -> so.Resource:
    """Return a resource with all that is required, and *changes*."""
    given = {"sources": ("source-a",), "name": "A line", "what": "They help.", "status": "live", "checked_on": MONDAY}
    return so.Resource(id=item_id, **{**given, **changes})


def notice(item_id: str = "notice-a", **changes: t.Any) -> so.Notice:
    """Return a notice with all that is required, and *changes*."""
    return so.Notice(id=item_id, **{"sources": ("source-a",), "text": "Mind this.", "kind": "safety", **changes})


def term(item_id: str = "term-a", **changes: t.Any) -> so.Term:
    """Return a term with all that is required, and *changes*."""
    return so.Term(id=item_id, **{"term": "biopsy", "meaning": "A small piece.", "sources": ("source-a",), **changes})


def rule(item_id: str = "rule-a", **changes: t.Any) -> Rule:
    """Return a rule with all that is required, and *changes*."""
    given = {"sheet": "records_request", "name": "A law", "text": "It gives you copies.", "sources": ("source-a",)}
    return Rule(id=item_id, **{**given, **changes})


def asked_for(fact: str, **changes: t.Any) -> FactWords:
    """Return words for a fact with a question and help, without options, and with *changes*."""
    given = {"id": f"fact-{fact.replace('_', '-')}", "prompt": f"What of {fact}?", "help": f"It is about {fact}."}
    return FactWords(fact=fact, label=fact, **{**given, **changes})


def entry(plan: so.PrepPlan, item_id: str) -> so.PlanItem[t.Any]:
    """Return the entry of a plan with an id."""
    (found,) = [one for one in plan.entries() if one.id == item_id]
    return found


def fact_words(fact: str, reasons: t.Mapping[t.Any, str], **wording: str) -> FactWords:
    """Return the words for a fact: value to reason; *wording* is the reason of every value for another role."""
    spoken = Wordings(tuple((t.cast("t.Any", role), "because", text) for role, text in wording.items()))
    options = tuple(Option(value=one, label=f"{one}", because=why, wording=spoken) for one, why in reasons.items())
    return FactWords(id=f"fact-{fact.replace('_', '-')}", fact=fact, label=fact, options=options)


_LIST_OF: t.Final[dict[type, str]] = {
    so.Source: "sources",
    so.Topic: "topics",
    so.Question: "questions",
    so.RecordItem: "records",
    so.Step: "steps",
    so.Resource: "resources",
    so.Term: "terms",
    so.Notice: "notices",
    FactWords: "facts",
    Rule: "rules",
    Retired: "retired",
}


def pack(*contents: Content | Retired, **head: t.Any) -> so.Pack:
    """Return a pack of some content objects; there is a ``source-a`` in it unless *contents* have sources."""
    lists: dict[str, tuple[object, ...]] = {}
    for one in contents:
        lists[_LIST_OF[type(one)]] = (*lists.get(_LIST_OF[type(one)], ()), one)
    given = {"id": "sample", "title": "A sample", "version": "2026.11", "language": "en", "licence": "CC0-1.0"}
    return so.Pack(**{**given, "review": "not clinically reviewed", "sources": (source(),), **lists, **head})


def catalog(*contents: Content | Retired, **head: t.Any) -> so.Catalog:
    """Return a catalog of one pack made by `pack`."""
    return so.Catalog((pack(*contents, **head),))


def plan_of(
    *contents: Content | Retired,
    today: dt.date = MONDAY,
    **facts: t.Any,
) -> so.PrepPlan:
    """Return the plan that some content gives to a person with some facts."""
    return so.build_plan(so.PatientProfile(**facts), catalog=catalog(*contents), today=today)


def ids(entries: t.Iterable[so.PlanItem[t.Any] | Content]) -> list[str]:
    """Return the ids of entries or of content, in their order."""
    return [entry.id for entry in entries]


def pack_data() -> dict[str, t.Any]:
    """Return a pack as its JSON is written by hand: one of every kind, and every field of each."""
    shared = {
        "sources": ["source-sample"],
        "terms": ["term-sample"],
        "when": [{"fact": "insurance", "is": ["medicare", "medicaid"]}],
        "unless": [{"fact": "companion", "is": [True]}],
        "except": [{"fact": "opinions", "is": ["agree", "differ"]}],
        "if_unknown": "show",
        "raised_by": [{"fact": "concerns", "is": ["cost"]}],
        "weight": 60,
    }
    data: dict[str, t.Any] = {
        "id": "sample-pack",
        "title": "A sample",
        "version": "2026.11",
        "language": "en",
        "licence": "CC0-1.0",
        "reviewed_on": "2026-11-02",
        "review": "not clinically reviewed",
        "when": [],
        "sources": [
            {
                "id": "source-sample",
                "title": "A leaflet",
                "publisher": "A charity",
                "url": "https://example.org/leaflet",
                "doi": "10.1136/bmj.m4087",
                "kind": "charity",
                "published": "2021-03",
                "seen_on": "2026-11-02",
                "licence": "all rights reserved",
            }
        ],
        "topics": [
            {
                "id": "about-sample",
                **shared,
                "wording": {"parent": {"title": "For a parent", "points": ["One for a parent."]}},
                "review_by": "2199-12-31",
                "stale": {"summary": "Another summary."},
                "title": "A title",
                "summary": "A summary.",
                "points": ["A point.", "Another."],
            }
        ],
        "questions": [
            {
                "id": "ask-sample",
                **shared,
                "wording": {"caregiver": {"text": "What do they need?"}},
                "review_by": "2199-12-31",
                "stale": {"why": "It may help."},
                "text": "What do I need?",
                "audience": "second_doctor",
                "why": "It helps.",
                "good_answer": "A plan.",
                "topic": "about-sample",
                "sensitive": False,
            }
        ],
        "records": [
            {
                "id": "record-sample",
                **shared,
                "wording": {},
                "review_by": "2199-12-31",
                "stale": {"pitfalls": ["It may be long."]},
                "name": "A report",
                "what": "What was found.",
                "why": "It shows the cells.",
                "holder": "The lab.",
                "say": "Please send it.",
                "form": "report",
                "lead_time": "A week.",
                "pitfalls": ["It may be short."],
                "instead": "A letter.",
                "loinc": ["11529-5"],
                "tier": "essential",
                "timing": {"anchor": "visit", "days": -10},
            }
        ],
        "steps": [
            {
                "id": "step-sample",
                **shared,
                "wording": {},
                "review_by": "2199-12-31",
                "stale": {"actions": ["Call."]},
                "title": "Call them",
                "stage": "gather",
                "why": "They need time.",
                "actions": ["Find the number.", "Call."],
                "who": "You.",
                "takes": "An hour.",
                "timing": {"anchor": "plan", "days": 2},
            }
        ],
        "resources": [
            {
                "id": "resource-sample",
                **shared,
                "wording": {},
                "review_by": "2199-12-31",
                "stale": {"what": "They help."},
                "name": "A line",
                "what": "They listen.",
                "url": "https://example.org",
                "phone": "1-800-000-0000",
                "hours": "9 to 5",
                "country": "US",
                "status": "live",
                "checked_on": "2026-11-02",
                "replaced_by": [],
                "limits": "No advice.",
            }
        ],
        "terms": [
            {
                "id": "term-sample",
                "term": "biopsy",
                "also": ["biopsies"],
                "meaning": "A small piece is taken out and looked at.",
                "sources": ["source-sample"],
            }
        ],
        "notices": [
            {
                "id": "notice-sample",
                **shared,
                "wording": {},
                "review_by": None,
                "stale": {},
                "text": "Do not wait.",
                "kind": "safety",
            },
        ],
        "facts": [
            {
                "id": "fact-sample",
                "fact": "insurance",
                "label": "Your insurance",
                "prompt": "Which insurance do you have?",
                "help": "It may stand on a card.",
                "after": ["country"],
                "when": [{"fact": "phase", "is": ["suspected", "recurrence"]}],
                "unless": [{"fact": "companion", "is": [True]}],
                "because": "your insurance is {value}",
                "options": [
                    {
                        "value": "medicare",
                        "label": "Medicare",
                        "because": "you have Medicare",
                        "wording": {"parent": {"because": "your child has Medicare"}},
                    }
                ],
                "wording": {"parent": {"prompt": "Which insurance does your child have?"}},
            }
        ],
        "rules": [
            {
                "id": "rule-sample",
                "sheet": "records_request",
                "name": "A law on records",
                "text": "It gives you copies.",
                "letter": "I ask for these under the law.",
                "when": [{"fact": "country", "is": ["US"]}],
                "unless": [{"fact": "role", "is": ["parent"]}],
                "sources": ["source-sample"],
            }
        ],
        "retired": [{"id": "ask-old", "replaced_by": ["ask-sample"]}],
    }
    # Each list is then its own, and one can be changed without the others.
    return t.cast("dict[str, t.Any]", json.loads(json.dumps(data)))


def write_pack(folder: pathlib.Path, data: t.Any = None, name: str = "sample.json") -> pathlib.Path:
    """Write *data* (by default `pack_data`) as a JSON file and return where it is."""
    path = folder / name
    path.write_text(json.dumps(pack_data() if data is None else data), encoding="utf-8")
    return path


# Values and places in JSON


def places(data: t.Any, path: str = "$") -> t.Iterator[tuple[str, tuple[str | int, ...], t.Any]]:
    """Yield the path, the keys and the value of each place in a JSON document, the whole of it first."""
    yield from _places(data, path, ())


def _places(
    data: t.Any,
    path: str,
    keys: tuple[str | int, ...],
) -> t.Iterator[tuple[str, tuple[str | int, ...], t.Any]]:
    yield path, keys, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _places(value, f"{path}.{key}", (*keys, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from _places(value, f"{path}[{i}]", (*keys, i))


def with_value(data: t.Any, keys: tuple[str | int, ...], value: t.Any) -> t.Any:
    """Return a JSON document with another value at one place."""
    if not keys:
        return value
    changed: t.Any = dict(data) if isinstance(data, dict) else list(data)
    changed[keys[0]] = with_value(data[keys[0]], keys[1:], value)
    return changed


# Strategies


def fact_values(name: str, records: t.Sequence[str] = ()) -> st.SearchStrategy[t.Any]:
    """Return a strategy for the known values of a fact."""
    if name in BOOLS:
        return st.booleans()
    if name in DATES:
        return st.dates(dt.date(2025, 1, 1), dt.date(2028, 12, 31))
    if name in ONE_OF:
        return st.sampled_from(ONE_OF[name])
    if name in MANY_OF:
        return _some(MANY_OF[name])
    if name == "records_held":
        return _some(records)
    return st.sampled_from(SOME_COUNTRIES if name == "country" else SOME_LANGUAGES)


def _some(options: t.Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    if not options:
        return st.just(())
    return st.lists(st.sampled_from(options), unique=True, min_size=1, max_size=3).map(tuple)


def profiles(facts: t.Sequence[str] = ALL_FACTS, records: t.Sequence[str] = ()) -> st.SearchStrategy[so.PatientProfile]:
    """Return a strategy for profiles in which any of *facts* may be known; *records* are those that may be held."""
    known = {name: fact_values(name, records) for name in facts}
    return st.fixed_dictionaries({}, optional=known).map(lambda values: so.PatientProfile(**values))


def clause_values(name: str) -> tuple[t.Any, ...]:
    """Return values that a clause about a fact may name."""
    if name in BOOLS:
        return (True, False)
    if name in DATES:
        return ("ahead", "past")
    if name in ("country", "reading_language"):
        return SOME_COUNTRIES if name == "country" else ("en", "es", "zh", "zh-Hant", "es-MX")
    return {**ONE_OF, **MANY_OF}[name]


CLAUSE_FACTS: t.Final = tuple(name for name in ALL_FACTS if name != "records_held")


def clauses(facts: t.Sequence[str] = CLAUSE_FACTS) -> st.SearchStrategy[so.Clause]:
    """Return a strategy for clauses about some of *facts*."""
    return st.sampled_from(facts).flatmap(
        lambda name: st.lists(st.sampled_from(clause_values(name)), unique=True, min_size=1, max_size=3).map(
            lambda values: so.Clause(name, tuple(values))
        )
    )


@st.composite
def conditions(draw: st.DrawFn, facts: t.Sequence[str] = CLAUSE_FACTS, *, once: bool = False) -> dict[str, t.Any]:
    """Return the fields of an item that say for whom it is; with *once*, no fact is asked for twice."""
    drawn = draw(st.lists(clauses(facts), max_size=4, unique_by=(lambda clause: clause.fact) if once else None))
    first, second = sorted(draw(st.tuples(*[st.integers(0, len(drawn))] * 2)))
    clauses_of = {"when": drawn[:first], "unless": drawn[first:second], "except_": drawn[second:]}
    return {
        **{name: tuple(some) for name, some in clauses_of.items()},
        "if_unknown": draw(st.sampled_from(("show", "leave_out"))),
    }


ANCHORS: t.Final = ("plan", "visit", "treatment")


def timings(anchors: t.Sequence[str] = ANCHORS) -> st.SearchStrategy[so.Timing | None]:
    """Return a strategy for timings from some of the *anchors*, or none."""
    return st.none() | st.builds(so.Timing, anchor=st.sampled_from(anchors), days=st.integers(-60, 60))


@st.composite
def items(
    draw: st.DrawFn,
    number: int,
    facts: t.Sequence[str] = CLAUSE_FACTS,
    *,
    once: bool = False,
    anchors: t.Sequence[str] = ANCHORS,
) -> Item:
    """Return an item of any kind; it cites ``source-a`` or ``source-b`` and may use ``term-a`` or ``term-b``."""
    kind = draw(st.sampled_from((topic, question, record, step, resource, notice)))
    changes: dict[str, t.Any] = {
        **draw(conditions(facts, once=once)),
        "sources": draw(st.sampled_from((("source-a",), ("source-b",), ("source-a", "source-b")))),
        "terms": draw(st.sampled_from(((), (), ("term-a",), ("term-a", "term-b")))),
        "raised_by": tuple(draw(st.lists(clauses(facts), max_size=2))),
        "weight": draw(st.integers(1, 100)),
    }
    if kind in (record, step):
        changes["timing"] = draw(timings(anchors))
    if kind is record:
        changes["tier"] = draw(st.sampled_from(("essential", "if_it_exists", "situational")))
    if kind is step:
        changes["stage"] = draw(st.sampled_from(("decide", "arrange", "gather", "prepare", "visit", "after")))
    if kind is question:
        changes["sensitive"] = draw(st.booleans())
        changes["audience"] = draw(st.sampled_from(("current_doctor", "second_doctor", "insurer")))
    if kind is notice and draw(st.booleans()):
        changes["wording"] = Wordings((("parent", "text", f"For a parent: {number}"),))
    made: Item = kind(f"item-{number}", **changes)
    return made


@st.composite
def packs(
    draw: st.DrawFn,
    facts: t.Sequence[str] = CLAUSE_FACTS,
    *,
    max_size: int = 5,
    once: bool = False,
    anchors: t.Sequence[str] = ANCHORS,
) -> so.Pack:
    """Return a pack of up to *max_size* items about some of *facts*, with the terms and sources they use."""
    numbers = range(draw(st.integers(0, max_size)))
    chosen = [draw(items(number, facts, once=once, anchors=anchors)) for number in numbers]
    terms = (term("term-a", sources=("source-a",)), term("term-b", term="scan", sources=("source-c",)))
    return pack(source(), source("source-b"), source("source-c"), *terms, *chosen)


def _is_pair(first: str, second: str) -> bool:
    return "\ud800" <= first <= "\udbff" and "\udc00" <= second <= "\udfff"


texts: t.Final = (
    (
        st.text(st.characters(categories=("L", "N", "P", "S", "Z", "Cc", "Cf", "Cs")), max_size=20)
        | st.sampled_from(
            ("", "\x00", "\ud800", "\udfff\ud83d", "😀", "\r\n", "\n\r\u2028", '"\\"', "</script>", "é\u0301")
        )
    )
    # No JSON text can tell two halves of a pair from the character that they make together.
    .filter(lambda text: not any(_is_pair(*pair) for pair in itertools.pairwise(text)))
)
"""Strategy for what people may type: lone surrogates, NUL, emoji and line ends of every kind."""


@st.composite
def plans(draw: st.DrawFn) -> so.PrepPlan:
    """Return a plan in which a person has ticked things off, written notes and answers, and added an own question."""
    chosen = draw(packs())
    profile = draw(profiles(records=ids(chosen.records)))
    plan = so.build_plan(
        profile, catalog=so.Catalog((chosen,)), today=MONDAY + dt.timedelta(draw(st.integers(-400, 400)))
    )
    typed = draw(st.lists(st.none() | texts, min_size=3, max_size=5))
    touched: dict[str, t.Any] = {name: _touched(getattr(plan, name), typed) for name in ENTRY_LISTS}
    if draw(st.booleans()):
        own = so.Question(id="own-1", text=typed[0] or "", audience="yourself")
        entry = so.PlanItem(item=own, rank=len(plan.questions) + 1, origin="user", note=typed[1])
        touched["questions"] = (*touched["questions"], entry)
    used = draw(st.sampled_from((plan.packs, (), (PackUsed("x", "2026.1", None, typed[2] or ""),))))
    return attrs.evolve(plan, **touched, packs=used)


ENTRY_LISTS: t.Final = ("notices", "topics", "questions", "records", "steps", "resources")
"""The lists of entries of a plan, in the order of the contract."""


def _touched(entries: tuple[so.PlanItem[t.Any], ...], typed: t.Sequence[str | None]) -> tuple[so.PlanItem[t.Any], ...]:
    """Return entries of which each has another of the texts for a note and an answer, and another status."""
    return tuple(
        attrs.evolve(
            entry,
            note=typed[i % len(typed)],
            answer=typed[(i + 1) % len(typed)],
            status=("done", "open", "skipped")[i % 3],
        )
        for i, entry in enumerate(entries)
    )


def json_values(values: tuple[str, ...], keys: tuple[str, ...]) -> st.SearchStrategy[t.Any]:
    """Return small JSON values of any shape, among them these texts, and objects with these keys."""
    one = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(values)
    key = st.text(max_size=6) | st.sampled_from(keys)
    return st.recursive(one, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(key, inner), max_leaves=6)
