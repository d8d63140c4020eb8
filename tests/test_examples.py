"""The examples: people whose plans hold what their facts say, and programs that run."""

import datetime as dt
import functools
import pathlib
import re
import subprocess
import sys
import typing as t

import pytest

import second_opinion as so
from second_opinion import packaged
from second_opinion.edition import edition
from second_opinion.items import Item

ROOT: t.Final = pathlib.Path(__file__).parents[1]
NAMES: t.Final = packaged.names("examples", suffix=".json")
BUILT_FOR: t.Final = dt.date(2026, 11, 22)
DAYS: t.Final = (BUILT_FOR, dt.date(2026, 12, 2), dt.date(2026, 12, 12), dt.date(2027, 6, 1))
"""The day that the examples are built for, the day of a visit, a Saturday before two others, and one after them all."""

each_example = pytest.mark.parametrize("name", NAMES)
each_day = pytest.mark.parametrize("today", DAYS, ids=str)


@functools.cache
def profile_of(name: str) -> so.PatientProfile:
    """Return an example profile."""
    return so.profile_loads(packaged.read("examples", f"{name}.json"))


@functools.cache
def plan_of(name: str, today: dt.date = BUILT_FOR) -> so.PrepPlan:
    """Return the plan of an example."""
    return so.build_plan(profile_of(name), today=today)


def answers_to(profile: so.PatientProfile, fact: str, today: dt.date) -> set[t.Any] | None:
    """Return what a person answers to a fact as clauses name it, or `None` where that is unknown."""
    value: t.Any = getattr(profile, fact)
    if value in (None, ()):
        return None
    if isinstance(value, dt.date):
        return {"past" if value < today else "ahead"}
    if fact == "reading_language":
        return {value, value.partition("-")[0].lower()}
    return set(value) if isinstance(value, tuple) else {value}


@functools.cache
def catalog_items() -> tuple[Item, ...]:
    """Return all bundled items that may be in a plan."""
    items = [item for pack in so.load_catalog().packs for item in pack.items()]
    return tuple(item for item in items if not (isinstance(item, so.Resource) and item.status == "retired"))


# Every item is in or out for a reason


@each_example
@each_day
def test_every_item_is_in_or_out_as_the_facts_say(name: str, today: dt.date) -> None:
    """An item is in where all that it asks for holds, may apply where that is unknown, and is out otherwise."""
    profile = profile_of(name)
    wanted: dict[str, str] = {}
    scopes = {item.id: pack.when for pack in so.load_catalog().packs for item in pack.items()}
    for item in catalog_items():
        verdicts = [_holds(clause, profile, today) for clause in item.when]
        verdicts += [None if held is None else not held for held in (_holds(c, profile, today) for c in item.unless)]
        if isinstance(item, so.Question) and item.sensitive and not profile.wants_prognosis:
            continue
        if any(_holds(clause, profile, today) for clause in item.except_):
            continue
        if all(verdicts):
            wanted[item.id] = "applies"
        elif not all(_holds(clause, profile, today) for clause in scopes[item.id]):
            continue
        elif False not in verdicts and item.if_unknown == "show":
            wanted[item.id] = "may_apply"
    assert {entry.id: entry.certainty for entry in plan_of(name, today).entries()} == wanted


def _holds(clause: so.Clause, profile: so.PatientProfile, today: dt.date) -> bool | None:
    answers = answers_to(profile, clause.fact, today)
    return None if answers is None else bool(answers & set(clause.is_))


# What must be right for a person, said once more without the machinery of conditions

RULES: t.Final[dict[str, tuple[str, set[t.Any]]]] = {
    "Medicare": ("insurance", {"medicare", "medicare_advantage"}),
    "no insurance": ("insurance", {"uninsured"}),
    "an operation": ("treatments_had", {"surgery"}),
    "radiation": ("treatments_had", {"radiation"}),
    "a hospital stay": ("hospital_stay", {True}),
    "a child": ("age_group", {"child", "teen_or_young_adult"}),
    "an older adult": ("age_group", {"older_adult"}),
    "a parent": ("role", {"parent"}),
    "the United States": ("country", {"US"}),
    "the United Kingdom": ("country", {"GB"}),
    "a rare cancer": ("is_rare", {True}),
    "having children later": ("fertility_matters", {True}),
    "an interpreter": ("needs_interpreter", {True}),
    "an opinion from afar": ("visit_mode", {"video", "written_review"}),
}
"""What some items are only for: a fact, and the values of it that such an item asks for."""


def only_for(rule: str) -> set[str]:
    """Return the ids of the bundled items that are only for what a rule says."""
    fact, values = RULES[rule]
    return {
        item.id
        for item in catalog_items()
        if any(clause.fact == fact and set(clause.is_) <= values for clause in item.when)
    }


@pytest.mark.parametrize("rule", RULES)
def test_there_is_something_for_each_rule(rule: str) -> None:
    """The bundled content has items for each of the rules below, so none of them is empty."""
    assert only_for(rule)


@each_example
@pytest.mark.parametrize("rule", RULES)
def test_nobody_gets_what_is_for_others(name: str, rule: str) -> None:
    """What is only for some is in nobody's plan who is known not to be one of them (Medicare only with Medicare)."""
    fact, values = RULES[rule]
    answers = answers_to(profile_of(name), fact, BUILT_FOR)
    there = {entry.id: entry.certainty for entry in plan_of(name).entries() if entry.id in only_for(rule)}
    if answers is None:
        assert "applies" not in there.values()
    elif not answers & values:
        assert there == {}


@pytest.mark.parametrize(
    ("name", "certainty"),
    [
        ("granville", "applies"),
        ("jenny-m", "applies"),
        ("brian-l", None),
        ("darin", "may_apply"),
        ("caregiver-few-facts", "may_apply"),
    ],
)
def test_the_report_of_an_operation_follows_the_operation(name: str, certainty: str | None) -> None:
    """The operative report is asked for after surgery, not where treatments are known without, and else with doubt."""
    there = {entry.id: entry.certainty for entry in plan_of(name).records}
    assert there.get("record-operative-report") == certainty


@each_example
def test_nobody_is_told_about_what_may_lie_ahead_unasked(name: str) -> None:
    """Questions about prognosis are in the plan of who wants to talk about it, and of nobody else."""
    sensitive = {question.id for pack in so.load_catalog().packs for question in pack.questions if question.sensitive}
    assert sensitive
    there = {entry.id for entry in plan_of(name).questions} & sensitive
    assert bool(there) == (profile_of(name).wants_prognosis is True)


@each_example
@each_day
def test_no_day_is_over(name: str, today: dt.date) -> None:
    """Nothing is due before today; a rush is for today; and no day but today itself is on a weekend."""
    dated = [entry for entry in plan_of(name, today).entries() if entry.due is not None]
    for entry in dated:
        assert entry.due is not None
        assert entry.due >= today
        assert entry.due == today or entry.due.isoweekday() <= 5
        assert entry.due == today or not entry.rush
    assert {type(entry.item) for entry in dated} <= {so.Step, so.RecordItem}


@each_example
@each_day
def test_nothing_is_asked_for_after_the_visit(name: str, today: dt.date) -> None:
    """Before a visit all that is due for it is due by its day; once it is over, what comes after it leads."""
    plan = plan_of(name, today)
    visit = profile_of(name).appointment
    if visit is not None and visit >= today:
        before = [entry for entry in plan.steps if entry.item.timing and entry.item.timing.anchor == "visit"]
        for entry in before:
            assert entry.due is not None
            assert entry.item.stage == "after" or entry.due <= visit
    elif visit is not None:
        stages = [entry.item.stage for entry in plan.steps]
        assert stages[0] == "after"
        assert stages == sorted(stages, key=lambda stage: stage != "after")
        assert all(entry.due is None for entry in plan.records)
        assert not any(entry.rush for entry in plan.entries())


@each_example
def test_what_is_at_hand_is_done(name: str) -> None:
    """A record that the person holds is done and due by no day; no other record is."""
    held = set(profile_of(name).records_held)
    records = plan_of(name).records
    assert {entry.id for entry in records if entry.status == "done"} == held
    assert all(entry.due is None for entry in records if entry.id in held)


@each_example
def test_every_reason_is_in_words(name: str) -> None:
    """What is there because of a fact says which, in words and not in the names of facts and values."""
    profile = profile_of(name)
    for entry in plan_of(name).entries():
        asked = [clause for clause in _written(entry.id).when if _holds(clause, profile, BUILT_FOR)]
        assert bool(entry.because) == bool(asked) or (isinstance(entry.item, so.Question) and entry.item.sensitive)
        assert not any("_" in reason or ":" in reason for reason in entry.because)


@functools.cache
def _written(item_id: str) -> Item:
    return next(item for item in catalog_items() if item.id == item_id)


@each_example
def test_the_words_are_for_the_reader(name: str) -> None:
    """A plan holds the wording for the person who reads it, and that wording alone."""
    spoken = edition(so.load_catalog(), profile_of(name).role or "patient").items
    for entry in plan_of(name).entries():
        assert entry.item == spoken[entry.id]
        assert not entry.item.wording.texts


@each_example
@each_day
def test_the_plan_of_an_example_can_be_stored(name: str, today: dt.date) -> None:
    """The plan of an example is stored and loaded without loss, and the bytes are the same each time."""
    text = so.dumps(plan_of(name, today))
    assert so.loads(text) == plan_of(name, today)
    assert so.dumps(so.loads(text)) == text


@each_example
def test_what_would_help_is_unknown(name: str) -> None:
    """A plan asks for facts that are unknown, and for each of them once."""
    unanswered = plan_of(name).unanswered
    assert not set(unanswered) & set(profile_of(name).known())
    assert len(set(unanswered)) == len(unanswered)
    assert unanswered


# The files and the programs


def test_the_examples_are_described() -> None:
    """Each example is described in the README beside it, and nothing else is called one there."""
    readme = packaged.read("examples", "README.md")
    described = re.findall(r"^\| `([a-z-]+)\.json` \|", readme, re.MULTILINE)
    assert sorted(described) == list(NAMES)


def test_the_profiles_are_the_files_of_the_package() -> None:
    """`examples/profiles` holds the files that come with the package."""
    folder = ROOT / "examples" / "profiles"
    assert tuple(sorted(path.stem for path in folder.glob("*.json"))) == NAMES
    for name in NAMES:
        assert (folder / f"{name}.json").read_text("utf-8") == packaged.read("examples", f"{name}.json")


@each_example
def test_a_profile_has_its_facts_in_order(name: str) -> None:
    """An example holds known facts only, in the order of the contract, and can be written as it stands."""
    given = [fact for fact, value in so.profile_to_dict(profile_of(name)).items() if value not in (None, [])]
    text = packaged.read("examples", f"{name}.json")
    at = [text.index(f'"{fact}"') for fact in given]
    assert at == sorted(at)
    assert list(profile_of(name).known()) == given


SCRIPTS: t.Final = sorted([*ROOT.glob("examples/*.py"), *ROOT.glob("examples/own_pack/*.py")])


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_example_program_runs(script: pathlib.Path, tmp_path: pathlib.Path) -> None:
    """Each program among the examples runs from any folder, without a warning, and prints something."""
    result = subprocess.run(
        [sys.executable, "-W", "error", script], check=False, capture_output=True, text=True, cwd=tmp_path
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.strip()


def test_the_example_packs_go_with_the_bundled_ones() -> None:
    """A pack among the examples is right, alone and together with the bundled content."""
    paths = sorted(ROOT.glob("examples/own_pack/*.json"))
    catalog = so.load_catalog(*paths)
    assert len(catalog.packs) == len(so.load_catalog().packs) + len(paths)
