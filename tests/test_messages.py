"""Messages: the package's own words, each there and each in use."""

import datetime as dt
import itertools
import json
import pathlib
import re
import sys
import types
import typing as t
from collections import Counter

import attrs
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from strategies import (
    ALL_FACTS,
    ENTRY_LISTS,
    MONDAY,
    catalog,
    notice,
    plan_of,
    question,
    record,
    resource,
    source,
    step,
    term,
    topic,
)

import second_opinion as so
from second_opinion import packaged, sheets
from second_opinion.cli import commands
from second_opinion.content import LANGUAGES
from second_opinion.fhir import narrative
from second_opinion.items import RecordForm, Stage
from second_opinion.messages import Messages, messages
from second_opinion.profile import Role
from second_opinion.rendering.choice import SECTIONS, Choice
from second_opinion.rendering.document import document
from second_opinion.rules import SheetName
from second_opinion.sheets import Person

SAY: t.Final = messages("en")
FILES: t.Final[dict[str, dict[str, t.Any]]] = {
    name: json.loads(packaged.read("locales", "en", f"{name}.json"))
    for name in packaged.names("locales", "en", suffix=".json")
}
"""The messages, file by file."""
TEXTS: t.Final = {key: text for texts in FILES.values() for key, text in texts.items()}
SHARED: t.Final = {"weekdays", "months", "date", "plain_date", "review_state"}
"""What plans and sheets both say: days, and how far the words are reviewed."""

MONTHS: t.Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS: t.Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@given(st.dates())
def test_a_date_is_in_words(day: dt.date) -> None:
    """A date is its weekday, its day, the name of its month and its year: no order of numbers to be misread."""
    assert SAY.date(day) == f"{WEEKDAYS[day.isoweekday() - 1]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def test_a_known_date_has_its_weekday() -> None:
    """The fourteenth of December 2026 is a Monday."""
    assert SAY.date(dt.date(2026, 12, 14)) == "Monday 14 December 2026"


@pytest.mark.parametrize("language", ["en", "en-US", "EN-GB", "xx", "zh-Hant"])
def test_where_there_are_no_messages_english_is_used(language: str) -> None:
    """A plan in a language without messages of its own is written with the English ones."""
    plan = attrs.evolve(plan_of(topic()), language=language)
    assert document(plan).title == TEXTS["title"]


@pytest.mark.parametrize("fact", ALL_FACTS)
def test_each_fact_has_a_message(fact: str) -> None:
    """Every fact of a profile has words by which it is asked for, and no two facts have the same."""
    words = SAY(f"fact_{fact}")
    assert words.strip()
    assert [SAY(f"fact_{other}") for other in ALL_FACTS].count(words) == 1


def test_no_message_is_empty() -> None:
    """Every message says something, and keeps its blanks to itself unless it joins others."""
    for key, text in TEXTS.items():
        for one in text if isinstance(text, list) else (text,):
            assert one.strip()
            assert one == one.strip() or key in ("and", "changes_join")


def test_the_files_are_these() -> None:
    """There is a file for plans, one for sheets, and so on, in each language."""
    others = {"fhir", "fhir-plan", "fhir-forms", "html", "calendar", "spreadsheet"}
    assert set(FILES) == {"plan", "sheets", "changes", "interview", *others}
    for language in LANGUAGES:
        assert set(packaged.names("locales", language, suffix=".json")) == set(FILES)


def test_a_key_stands_in_one_file() -> None:
    """All files of a language are read together, so no key stands in two, nor twice in one."""
    keys = [key for name in FILES for key, _ in _pairs(name)]
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert len(keys) == len(TEXTS)


def _pairs(name: str) -> list[tuple[str, t.Any]]:
    """Return the keys of a file with their texts, also those that stand twice."""
    found: list[tuple[str, t.Any]] = json.loads(
        packaged.read("locales", "en", f"{name}.json"), object_pairs_hook=lambda pairs: pairs
    )
    return found


@pytest.mark.parametrize("role", ["parent", "caregiver"])
def test_a_message_for_a_role_stands_beside_one_for_all(role: str) -> None:
    """A message for a parent or a carer has other words than that for all, which is there, and the same places."""
    own = {key for key in FILES["sheets"] if key.endswith(f"_{role}")}
    assert own
    for key in own:
        base = key.removesuffix(f"_{role}")
        assert TEXTS[base] != TEXTS[key]
        assert re.findall(r"{\w*}", TEXTS[base]) == re.findall(r"{\w*}", TEXTS[key])


def test_what_is_counted_has_words_for_one_and_for_more() -> None:
    """A message for one thing stands beside that for more, and the number stands in that for more."""
    ones = {key.removesuffix("_one") for key in TEXTS if key.endswith("_one") and "ask_one" not in key}
    ones -= {"interview_not"}
    assert {"added_records", "redated", "interview_stopped"} <= ones
    for key in ones:
        assert "{n}" in TEXTS[f"{key}_more"]
        assert "1" in SAY.count(key, 1)
        assert "17" in SAY.count(key, 17)
    assert SAY.count("redated", 0) == SAY("redated_more", n="0")


def test_a_message_for_a_reader_is_the_nearest_there_is() -> None:
    """A reader with no words of their own, or of whom it is not known who they are, gets those for everybody."""
    say = Messages({"a": "all", "a_parent": "a parent", "b": "{x}!"})
    assert [say.spoken("a", role) for role in (None, "patient", "parent", "caregiver")] == [
        *("all", "all"),
        *("a parent", "all"),
    ]
    assert say.spoken("b", "parent", x="{y}") == "{y}!"
    with pytest.raises(KeyError):
        say.spoken("c", "parent")


def test_a_day_can_be_written_without_its_weekday() -> None:
    """A day of birth needs no weekday."""
    assert SAY.date(dt.date(1961, 2, 3), "plain_date") == "3 February 1961"


def _plans() -> t.Iterator[so.PrepPlan]:
    """Yield plans that together say all that a document can say."""
    tiers = ("essential", "if_it_exists", "situational")
    audiences = ("current_doctor", "second_office", "second_doctor", "insurer", "records_office", "yourself")
    stages = ("gather", "visit", "after")
    texts = dict.fromkeys(("what", "why", "holder", "say", "lead_time", "instead"), "Words.")
    contents = (
        *(notice(f"notice-{n}", when=(so.Clause("is_rare", (True,)),), if_unknown="show") for n in range(4)),
        topic(terms=("term-a",)),
        term(),
        source(url="https://example.org"),
        *(
            question(f"ask-{n}-{one.replace('_', '-')}", audience=one, why="Words.", good_answer="Words.")
            for one in audiences
            for n in range(6)
        ),
        *(record(f"record-{one.replace('_', '-')}", tier=one, pitfalls=("Words.",), **texts) for one in tiers),
        record("record-dated", timing=so.Timing("visit", -2)),
        record("record-late", timing=so.Timing("visit", -300)),
        *(step(f"step-{one}", stage=one, why="Words.", who="You", takes="A day") for one in stages),
        *(step(f"step-{days}", timing=so.Timing("visit", -days)) for days in (2, 300)),
        resource(status="unverified", url="https://example.org", phone="1", hours="2", limits="Words."),
    )
    for visit in (None, MONDAY - dt.timedelta(3), MONDAY + dt.timedelta(21)):
        plan = plan_of(*contents, appointment=visit)
        yield plan
        status: t.Any
        for status in ("done", "skipped"):
            changes: dict[str, t.Any] = {
                name: tuple(
                    attrs.evolve(entry, status=status, note="Words.", answer="Words.") for entry in getattr(plan, name)
                )
                for name in ENTRY_LISTS
            }
            yield attrs.evolve(plan, **changes)
    yield plan_of(*contents, is_rare=True)
    words = [f"term-{n}" for n in range(9)]
    many = (*(term(word) for word in words), topic(terms=tuple(words)), *(resource(f"resource-{n}") for n in range(9)))
    yield plan_of(topic(), phase="no_options_offered")
    for number in (3, 4):
        steps = (step(f"step-now-{n}", timing=so.Timing("plan", 0)) for n in range(number))
        yield plan_of(*many, *steps, step("step-later", timing=so.Timing("plan", 14)))
    yield so.build_plan(so.PatientProfile(), catalog=catalog(topic(), reviewed_on=MONDAY), today=MONDAY)
    for fact in ALL_FACTS:
        yield attrs.evolve(plan_of(topic()), unanswered=(fact,))


def _say_plans() -> None:
    _forget(sys.modules[document.__module__])
    for plan in _plans():
        document(plan)
        for name in SECTIONS:
            document(plan, Choice.of([name], "insurer"))


def _render(form: t.Any, **options: t.Any) -> None:
    for plan in _plans():
        so.render(plan, form, **options)
        so.render(plan, form, sections=[], **options)


def _say_calendars() -> None:
    soon = so.Timing("plan", 3)
    forms: t.Any = t.get_args(RecordForm)
    stages: t.Any = t.get_args(Stage)
    each = (
        *(record(f"record-{form}", form=form, timing=soon, what="Words.", say="Words.") for form in forms),
        *(step(f"step-{stage}", stage=stage, timing=soon, why="Words.", actions=("Words.",)) for stage in stages),
    )
    plan = plan_of(*each, appointment=MONDAY + dt.timedelta(21))
    done = plan.update("record-report", status="done", note="Words.").update("step-after", note="Words.")
    options: t.Any
    for options in ({}, {"details": True}, {"todos": True}, {"details": True, "todos": True}):
        _render("calendar", **options)
        for one in (plan, done):
            so.render(one, "calendar", **options)


def _say_sheets() -> None:
    """Make each sheet for each reader, of plans with and without content, in countries with and without rules."""
    person = Person(born=dt.date(1961, 2, 3))
    for role in (None, "patient", "parent", "caregiver"):
        for country in (None, "US", "JP"):
            for content in (so.load_catalog(), catalog()):
                for visit in (None, MONDAY):
                    facts: t.Any = {"role": role, "country": country, "appointment": visit, "insurance": ("medicare",)}
                    facts["told_current_doctor"] = visit is not None
                    plan = so.build_plan(so.PatientProfile(**facts), catalog=content, today=MONDAY)
                    for name in t.get_args(SheetName):
                        getattr(sheets, name)(plan, person, catalog=content)


def _say_changes() -> None:
    """Say each change: of one thing and of two of each kind, of dates, of the visit, and of none."""
    made: tuple[t.Callable[..., t.Any], ...] = (notice, topic, question, record, step, resource)
    nothing = plan_of()
    for number in (1, 2):
        for make in made:
            some = plan_of(*(make(f"one-{n}") for n in range(number)))
            said = [str(so.changes(nothing, some)), str(so.changes(some, nothing)), str(so.changes(some, some))]
            assert len(set(said)) == 3
        before, after = (
            plan_of(*(step(f"step-{n}", title=title) for n in range(number))) for title in ("One", "Another")
        )
        str(so.changes(before, after))
        moved = attrs.evolve(before, steps=tuple(attrs.evolve(entry, due=MONDAY) for entry in before.steps))
        str(so.changes(before, moved))
        visits = [attrs.evolve(before.profile, appointment=day) for day in (None, MONDAY, MONDAY + dt.timedelta(7))]
        for old, new in itertools.permutations(visits, 2):
            for steps in (before.steps, moved.steps):
                str(so.changes(attrs.evolve(before, profile=old), attrs.evolve(before, profile=new, steps=steps)))
    touched = so.build_plan(so.PatientProfile(is_rare=True), catalog=_for_the_rare(), today=MONDAY)
    touched = touched.update("about-a", note="Words.")
    kept = so.refresh(touched, profile=so.PatientProfile(is_rare=False), catalog=_for_the_rare(), today=MONDAY)
    assert [entry.because for entry in kept.topics] == [(FILES["changes"]["kept"],)]


def _for_the_rare() -> so.Catalog:
    return catalog(topic(when=(so.Clause("is_rare", (True,)),)))


def _say_interview(folder: pathlib.Path) -> None:
    """Have talks in which everything happens: each form, wrong answers, ways back, stops and ends."""

    def talk(*said: str, file: bool = False, known: t.Any = None) -> None:
        path = folder / "answers.json"
        path.unlink(missing_ok=True)
        if known is not None:
            path.write_text(json.dumps(known), encoding="utf-8")
        named = [str(path)] if file else []
        typed = "".join(f"{one}\n" for one in said)
        result = CliRunner().invoke(commands, ["interview", *named, "--today", str(MONDAY)], input=typed)
        assert result.exit_code == 0

    skipping = ("",) * 40
    talk("b", "nurse", "3", *skipping)
    talk("3", "3", "soon", "2026-12-14", *skipping)
    talk("3", "q", "n")
    talk("3", "1", "q", "y")
    for wrong in ("no such thing", "99"):
        talk("3", *(one for _ in range(40) for one in (wrong, "")))
    for known in ({}, {"role": "parent"}, {"role": "parent", "phase": "suspected"}):
        talk("q", file=True, known=known)
        talk(*skipping, file=True, known=known)
    talk("q", file=True)


def _say_records(folder: pathlib.Path) -> None:
    """Read records in which everything is found, and records that are odd, and ask what to take."""
    ada = {"resourceType": "Patient", "id": "ada", "deceasedBoolean": True}
    cancers = ("Breast cancer", "Lung cancer", "Suspected thyroid cancer", "Secondary malignant neoplasm of bone")
    conditions = [
        {"resourceType": "Condition", "id": f"c{n}", "code": {"text": words}, "onsetDateTime": "2020"}
        for n, words in enumerate((*cancers, *["Breast cancer"] * 5))
    ]
    past = {**conditions[0], "id": "past", "clinicalStatus": "resolved", "code": {"text": "Kidney cancer"}}
    report: dict[str, t.Any] = {
        "resourceType": "DiagnosticReport",
        "id": "d",
        "status": "final",
        "code": {"text": "Pathology report"},
    }
    report |= {"conclusion": "Words.", "effectiveDateTime": "2020", "performer": [{"display": "City Hospital"}]}
    operation = {"resourceType": "Procedure", "id": "p", "status": "completed", "code": {"text": "Lumpectomy"}}
    somebody = {**conditions[0], "id": "other", "subject": {"reference": "Patient/bob"}}
    file = folder / "records.json"
    for data in (
        [ada, *conditions, past, report, operation, somebody, 5],
        [ada, {"resourceType": "Patient", "id": "bob"}],
        [],
        [{"resourceType": "Condition", "id": "c", "code": {"text": "Malignant neoplastic disease"}}],
    ):
        file.write_text(json.dumps(data), encoding="utf-8")
        out = str(folder / "profile.json")
        for words in ("y", "n"):
            CliRunner().invoke(commands, ["from-fhir", str(file), "-o", out], input=f"{words}\n" * 40)
    so.fhir.from_fhir_r4([ada], patient_id="eve")
    found = so.fhir.from_fhir_r4([report, operation])
    plan = so.build_plan(so.PatientProfile(treatments_had=("surgery",)), today=MONDAY)
    found.mark_found(plan, (*found.records, *found.events))


def _forget(module: types.ModuleType) -> None:
    """Have a module say again what it said before."""
    for made in vars(module).values():
        if hasattr(made, "cache_clear"):
            made.cache_clear()


def _say_spreadsheets() -> None:
    _render("csv")
    so.render(plan_of().add_question("=1+1", audience="insurer"), "csv")


def _export_plans() -> None:
    _forget(narrative)
    for plan in _plans():
        so.fhir.to_fhir_r4(plan)
        so.fhir.to_fhir_r4_document_reference(plan)
    so.fhir.to_fhir_r4(plan_of().add_question("\x00", audience="insurer"))


def _make_forms() -> None:
    for role in (None, *t.get_args(Role)):
        so.fhir.questionnaire_r4(so.load_catalog(), profile=so.PatientProfile(role=role))
    answers = [{"linkId": "ask-a", "answer": [{"valueBoolean": said}]} for said in (True, False)]
    for answer in answers:
        response = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [answer]}
        so.fhir.answers_from_questionnaire_response(plan_of(question("ask-a")), response)


def _used(monkeypatch: pytest.MonkeyPatch, speak: t.Callable[[], None]) -> set[str]:
    """Return the keys of the messages that are said by something."""
    used: set[str] = set()
    say = Messages.__call__

    def said(self: Messages, key: str, **values: str) -> str:
        used.add(key)
        return say(self, key, **values)

    means = Messages.means

    def meant(self: Messages, key: str, text: str) -> bool:
        used.add(key)
        return means(self, key, text)

    monkeypatch.setattr(Messages, "__call__", said)
    monkeypatch.setattr(Messages, "means", meant)
    speak()
    monkeypatch.undo()
    return used


@pytest.mark.parametrize("name", FILES)
def test_every_message_is_used(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    """No message lies in a file that its documents do not say, and nothing is said that is not in the file."""
    speakers: dict[str, t.Callable[[], None]] = {
        "plan": _say_plans,
        "sheets": _say_sheets,
        "changes": _say_changes,
        "interview": lambda: _say_interview(tmp_path),
        "fhir": lambda: _say_records(tmp_path),
        "fhir-plan": _export_plans,
        "fhir-forms": _make_forms,
        "html": lambda: _render("html"),
        "calendar": _say_calendars,
        "spreadsheet": _say_spreadsheets,
    }
    spoken = _used(monkeypatch, speakers[name])
    if name not in {"plan", "sheets", "changes"}:  # these show plans, or say things in the words of plans
        spoken -= set(FILES["plan"])
    assert spoken - SHARED == set(FILES[name]) - SHARED


def test_every_way_to_write_a_day_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Days with a weekday are in plans, those without on sheets."""
    assert "date" in _used(monkeypatch, _say_plans)
    assert "plain_date" in _used(monkeypatch, _say_sheets)


def test_places_in_a_message_are_filled() -> None:
    """No brace is left in a document, and braces in what is filled in are taken as they are."""
    for plan in _plans():
        said = so.render(plan, "text")
        assert "{" not in said
        assert "}" not in said
    (entry,) = plan_of(question(why="Words.")).questions
    asked = attrs.evolve(entry, because=("you wrote {reasons} {0} {",))
    plan = attrs.evolve(plan_of(), questions=(asked,))
    assert "you wrote {reasons} {0} {" in so.render(plan, "text")
