"""Sheets: letters, call sheets and forms made from a plan, with a person's details or with blanks."""

import datetime as dt
import inspect
import pickle
import re
import typing as t
from collections import Counter

import attrs
import pytest
from hostile import HOSTILE, SHORTENED
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.token import Token
from strategies import MONDAY, catalog, fact_words, pack, plans, profiles, question, record, rule, source, texts
from test_cleaning import breaks_a_rule
from test_markdown import marks, tokens, visible, within

import second_opinion as so
from second_opinion import sheets
from second_opinion.documents import Document, Entry, Field, Part
from second_opinion.messages import messages
from second_opinion.rendering.cleaning import one_line
from second_opinion.rules import Rule, SheetName
from second_opinion.sheets import Person

SAY: t.Final = messages("en")
NAMES: t.Final[tuple[SheetName, ...]] = t.get_args(SheetName)
ROLES: t.Final[tuple[t.Any, ...]] = ("patient", "parent", "caregiver")
COUNTRIES: t.Final = (None, "US", "GB", "CA", "AU", "NZ", "IE", "IN", "DE", "JP")
LETTERS: t.Final[tuple[SheetName, ...]] = ("records_request", "pathology_request")
CALLS: t.Final[tuple[SheetName, ...]] = ("insurer_call", "second_office_call")
VISIT: t.Final = dt.date(2026, 12, 14)

JENNY: t.Final = Person(
    name="Jenny Example",
    born=dt.date(1961, 2, 3),
    address="12 Elm Road\nSpringfield",
    phone="555-0101",
    email="jenny@example.org",
    record_number="MRN-778899",
    insurance_number="INS-445566",
    signer="Robert Signer",
)
SHOWN: t.Final = {
    "name": "Jenny Example",
    "born": "3 February 1961",
    "address": "12 Elm Road",
    "phone": "555-0101",
    "email": "jenny@example.org",
    "record_number": "MRN-778899",
    "insurance_number": "INS-445566",
    "signer": "Robert Signer",
}
"""How each detail of Jenny stands in a sheet as plain text."""

HAS: t.Final[dict[SheetName, set[str]]] = {
    **{name: {"name", "born", "address", "phone", "email", "record_number"} for name in LETTERS},
    **{name: {"name", "born", "phone", "insurance_number"} for name in CALLS},
    "telling_your_doctor": set(),
    "timeline": {"name", "born"},
    "note_to_doctor": {"name"},
    "visit_sheet": {"name"},
    "side_by_side": {"name"},
}
"""Which details stand in which sheet, for a patient; what others hand over has the signer as well."""


def plan_for(role: t.Any = None, country: str | None = None, **known: t.Any) -> so.PrepPlan:
    """Return a bundled plan for a reader in a country."""
    return so.build_plan(so.PatientProfile(role=role, country=country, **known), today=MONDAY)


def made(name: SheetName, plan: so.PrepPlan, person: Person | None = None, **options: t.Any) -> Document:
    """Return a sheet by its name."""
    document: Document = getattr(sheets, name)(plan, person, **options)
    return document


def flat(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def said(document: Document) -> str:
    """Return a sheet as text on one line."""
    return flat(so.render(document, "text"))


def part(document: Document, key: str, role: str | None = None) -> Part:
    """Return the part of a sheet with a heading."""
    (found,) = (one for one in document.parts if one.title == SAY.spoken(f"sheet_{key}", role))
    return found


def fields(document: Document) -> list[Field]:
    """Return all fields of a sheet."""
    return [field for one in document.parts for field in one.fields]


def value_of(document: Document, key: str, role: str | None = None) -> list[str]:
    """Return the values of the fields with a label."""
    return [field.value for field in fields(document) if field.label == SAY.spoken(f"sheet_{key}", role)]


def listed(entries: t.Iterable[Entry]) -> list[str]:
    """Return the texts of the entries of a list."""
    return [entry.text for entry in entries]


# All sheets


def test_there_are_nine_sheets() -> None:
    """Each sheet that a rule may be for is a public function, and so are the person and the document."""
    assert len(NAMES) == 9
    assert set(sheets.__all__) == {*NAMES, "Person", "Document"}
    for name in NAMES:
        parameters = list(inspect.signature(getattr(sheets, name)).parameters.values())
        assert [one.name for one in parameters[:2]] == ["plan", "person"]
        assert all(one.kind is one.KEYWORD_ONLY for one in parameters[2:])
        assert "catalog" in {one.name for one in parameters[2:]}


@pytest.mark.parametrize("person", [None, JENNY], ids=["blank", "filled"])
@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("name", NAMES)
def test_every_sheet_is_made(name: SheetName, role: t.Any, person: Person | None) -> None:
    """Each sheet is made for each reader in each country and without one, in both formats, with no hole in it."""
    for country in COUNTRIES:
        document = made(name, plan_for(role, country), person)
        assert document.title == SAY.spoken(f"sheet_{name}_title", role)
        text, markdown = (so.render(document, form) for form in ("text", "markdown"))
        assert text.startswith(f"{document.title}\n===")
        assert markdown.startswith(f"# {document.title}\n")
        for written in (text, markdown):
            assert written.endswith("\n")
            assert not re.search(r"[{}]|\bNone\b|\bsheet_", written)
        assert flat(SAY.spoken(f"sheet_{name}_lead", role)) in flat(text)


@pytest.mark.parametrize("name", NAMES)
def test_no_part_of_a_sheet_is_empty(name: SheetName) -> None:
    """No heading of a sheet stands above nothing: it has words, a list, fields or a table, for any content."""
    for plan in (plan_for("parent", "US"), so.build_plan(so.PatientProfile(), catalog=catalog(), today=MONDAY)):
        for one in made(name, plan).parts:
            assert one.said or one.entries or one.fields or one.table


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("name", NAMES)
def test_lines_are_not_too_long(name: SheetName, role: t.Any) -> None:
    """No line of a sheet as text is wider than 78 characters, but for a word that is longer than a line."""
    for country in COUNTRIES:
        for person in (None, JENNY):
            text = so.render(made(name, plan_for(role, country), person), "text")
            for line in text.splitlines():
                assert len(line) <= 78 or max(map(len, line.split())) > 60


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_is_the_same_each_time(name: SheetName) -> None:
    """The same plan and person give the same sheet, to the letter, whatever other sheets are made in between."""
    plan = plan_for("parent", "US", insurance=("medicare",))
    first = made(name, plan, JENNY)
    made(name, plan_for("patient", "GB"))
    assert made(name, plan, attrs.evolve(JENNY)) == first
    assert so.render(made(name, plan, JENNY), "markdown") == so.render(first, "markdown")


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_that_was_stored_gives_the_same_sheet(name: SheetName) -> None:
    """A plan that is loaded from its JSON, with what the person wrote, gives the sheet that it gave before."""
    plan = (
        plan_for("caregiver", "GB", appointment=VISIT).add_record("My notes").add_question("Why?", audience="insurer")
    )
    plan = plan.update(plan.records[1].id, status="done").update(plan.questions[0].id, answer="Yes.\r\nPerhaps.")
    assert made(name, so.loads(so.dumps(plan)), JENNY) == made(name, plan, JENNY)


@settings(deadline=None, max_examples=25)
@given(plans(), st.sampled_from(NAMES))
def test_any_plan_gives_any_sheet(plan: so.PrepPlan, name: SheetName) -> None:
    """Whatever is in a plan, each sheet can be made of it and written, and the plan stays what it was."""
    before = so.dumps(plan)
    document = made(name, plan)
    assert so.render(document, "markdown").encode("utf-8")
    assert breaks_a_rule(so.render(document, "text")) == []
    assert so.dumps(plan) == before


# The person


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("name", NAMES)
def test_the_persons_details_stand_where_they_belong(name: SheetName, role: t.Any) -> None:
    """A sheet holds the details that its reader needs, and no others; who signs a letter depends on the role."""
    text = said(made(name, plan_for(role, "US"), JENNY))
    wanted = HAS[name] | ({"signer"} if name in (*LETTERS, "note_to_doctor") and role != "patient" else set())
    assert {detail for detail, shown in SHOWN.items() if shown in text} == wanted


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_lines_of_an_address_stay_lines(form: t.Any) -> None:
    """An address of several lines stands on as many, in both formats."""
    lines = so.render(made("records_request", plan_for(), JENNY), form).splitlines()
    first = next(i for i, line in enumerate(lines) if "12 Elm Road" in line)
    assert lines[first + 1].strip(" \\") == "Springfield"


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_leaves_no_trace_of_the_person(name: SheetName) -> None:
    """No detail of a person gets into the plan, into what is shown of the person, or into the catalog."""
    plan = plan_for("parent", "US")
    before = so.dumps(plan)
    made(name, plan, JENNY)
    assert so.dumps(plan) == before
    for shown in SHOWN.values():
        assert shown not in before
        assert shown not in repr(plan)
        assert shown not in repr(JENNY)
    assert repr(JENNY) == str(JENNY) == "Person(...)"


@pytest.mark.parametrize("name", NAMES)
def test_without_the_person_there_are_blanks(name: SheetName) -> None:
    """What is not given is room to write in, as many places as with a person; part of a person fills part of them."""
    plan = plan_for("patient", "US")
    blank, filled = made(name, plan), made(name, plan, JENNY)
    assert [field.label for field in fields(blank)] == [field.label for field in fields(filled)]
    assert made(name, plan, Person()) == blank
    gone = [field.label for field, other in zip(fields(blank), fields(filled), strict=True) if field != other]
    text = so.render(blank, "text")
    for label in gone:
        assert re.search(rf"^{re.escape(label)}: \.{{20,}}$", text, re.MULTILINE)
        assert f"{label}: {'.' * 60}" in so.render(blank, "markdown")
    part_of_it = made(name, plan, Person(name="Jenny Example"))
    assert sum(field.value == "Jenny Example" for field in fields(part_of_it)) == sum(
        field.value == "Jenny Example" for field in fields(filled)
    )


def test_a_person_does_not_change() -> None:
    """A person is frozen, given by name only, and equal to one with the same details."""
    assert attrs.evolve(JENNY) == JENNY
    assert attrs.evolve(JENNY, phone="1") != JENNY
    assert hash(attrs.evolve(JENNY)) == hash(JENNY)
    with pytest.raises(AttributeError):
        JENNY.name = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Person("Jenny")  # type: ignore[call-arg]
    assert pickle.loads(pickle.dumps(JENNY)) == JENNY  # noqa: S301 (made here)


PRIVATE: t.Final = "a secret of a person"


@pytest.mark.parametrize("field", [one.name for one in attrs.fields(Person)])
@pytest.mark.parametrize("wrong", [7, [PRIVATE], {PRIVATE: 1}, b"secret", dt.datetime(1961, 2, 3)], ids=repr)  # noqa: DTZ001
def test_a_detail_of_a_wrong_kind_is_refused(field: str, wrong: t.Any) -> None:
    """A detail that is not text, or a date of birth that is no date, is refused by its name and not repeated."""
    with pytest.raises(so.EntryError) as caught:
        Person(**{field: wrong})
    (problem,) = caught.value.problems
    assert problem.path == f"$.{field}"
    assert "expected" in problem.message
    assert "secret" not in str(caught.value).replace("b'secret'", "")


@pytest.mark.parametrize("born", ["1961-02-03", "3 February 1961, in Springfield", dt.date(1, 1, 1)], ids=str)
def test_a_day_of_birth_is_a_date(born: t.Any) -> None:
    """A day of birth as text, or one of another age, is refused; a text is answered and no sentence repeated."""
    with pytest.raises(so.EntryError) as caught:
        Person(born=born)
    assert [problem.path for problem in caught.value.problems] == ["$.born"]
    assert "Springfield" not in str(caught.value)


def test_all_details_that_are_wrong_are_named() -> None:
    """Whoever fills a person in sees all that is wrong with it, in one go."""
    wrong: dict[str, t.Any] = {"name": 7, "born": "yesterday", "email": None}
    with pytest.raises(so.EntryError) as caught:
        Person(**wrong)
    assert {problem.path for problem in caught.value.problems} == {"$.name", "$.born", "$.email"}


# Rules


def rules_for(name: SheetName, **known: t.Any) -> list[Rule]:
    """Return the bundled rules of a sheet that hold for somebody of whom this is known, worked out by hand."""

    def holds(one: so.Clause) -> bool:
        value = known.get(one.fact)
        return bool(set(one.is_) & (set(value) if isinstance(value, tuple) else {value}))

    rules = [one for pack in so.load_catalog().packs for one in pack.rules if one.sheet == name]
    assert not any(one.unless for one in rules)
    return [one for one in rules if all(map(holds, one.when))]


KNOWN: t.Final[tuple[dict[str, t.Any], ...]] = (
    *({"role": role, "country": country} for role in ROLES for country in COUNTRIES if country),
    *({"role": "patient", "country": "US", "insurance": (one,)} for one in ("medicare", "private_ppo", "uninsured")),
    *(
        {"role": "parent", "country": "US", "insurance": (one,)}
        for one in ("military", "veterans", "medicare_advantage")
    ),
    {"role": "caregiver", "country": "US", "insurance": ("private_hmo", "medicare"), "needs_interpreter": True},
    {"role": "patient", "country": "GB", "insurance": ("public_system",), "needs_interpreter": True},
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("known", KNOWN, ids=lambda known: " ".join(map(str, known.values())))
def test_a_sheet_says_which_rule_it_leans_on(known: dict[str, t.Any], name: SheetName) -> None:
    """A sheet names the rules of the country, says what they give, and cites each source with its address.

    It names no rule of another country or for another person; without one it says so.
    """
    document = made(name, plan_for(**known))
    leaning = document.parts[-1]
    rules = rules_for(name, **known)
    assert listed(leaning.entries) == [one.name for one in rules]
    for entry, one in zip(leaning.entries, rules, strict=True):
        details = [detail.text for detail in entry.details]
        assert details[0] == one.text
        for source_id in one.sources:
            cited = t.cast("so.Source", so.load_catalog()[source_id])
            assert any(cited.title in text and cited.publisher in text and "2026" in text for text in details)
            if cited.url:
                assert any(detail.is_link and detail.text == cited.url for detail in entry.details)
    told = flat(" ".join(leaning.said))
    keys = {"no_rule", "rules_lead", "rule_not_known", "country_not_known"}
    right = "no_rule" if name in ("timeline", "note_to_doctor") else "rules_lead" if rules else "rule_not_known"
    if rules or not has_rule(name, known["country"]):
        assert {key for key in keys if flat(SAY(f"sheet_{key}")) in told} == {right}


def has_rule(name: SheetName, country: str) -> bool:
    """Return whether there is any rule for a sheet in a country, whatever else it asks for."""
    rules = [one for pack in so.load_catalog().packs for one in pack.rules if one.sheet == name]
    return any(clause.fact == "country" and country in clause.is_ for one in rules for clause in one.when)


def test_a_sheet_does_not_say_that_there_is_no_rule_where_it_cannot_know() -> None:
    """Where a country has rules that depend on what is not known (the insurance), it is not said that there is none."""
    assert has_rule("insurer_call", "US")
    text = said(made("insurer_call", plan_for("patient", "US")))
    assert flat(SAY("sheet_rule_not_known")) not in text


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("name", NAMES)
def test_without_a_country_a_sheet_leans_on_no_rule(name: SheetName, role: t.Any) -> None:
    """Where the country is not known, no country's rule is taken for granted, and the sheet says so."""
    document = made(name, plan_for(role, None, insurance=("medicare", "private_ppo"), needs_interpreter=True))
    assert document.parts[-1].entries == ()
    key = "no_rule" if name in ("timeline", "note_to_doctor") else "country_not_known"
    assert flat(SAY(f"sheet_{key}")) in said(document)
    letters = [one.letter for pack in so.load_catalog().packs for one in pack.rules if one.letter]
    assert not any(flat(letter) in said(document) for letter in letters)


@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("country", COUNTRIES[1:])
def test_a_letter_appeals_to_the_rule_of_its_country(country: str, role: t.Any, name: SheetName) -> None:
    """The words that a rule has for a letter stand in the letter, above the signature, and no other rule's words."""
    document = made(name, plan_for(role, country))
    body = [one for each in document.parts[:-1] for one in each.said]
    ours = [one.letter for one in rules_for(name, role=role, country=country) if one.letter]
    every = {one.letter for pack in so.load_catalog().packs for one in pack.rules if one.letter}
    assert [text for text in body if text in every] == ours


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LETTERS])
def test_only_letters_have_words_of_a_rule(name: SheetName) -> None:
    """The words of a rule for a letter are used nowhere else."""
    content = catalog(rule(sheet=name, letter="By the law of the letter.", when=(so.Clause("country", ("US",)),)))
    plan = so.build_plan(so.PatientProfile(country="US"), catalog=content, today=MONDAY)
    assert "By the law of the letter." not in said(made(name, plan, catalog=content))


def test_every_sheet_says_how_far_it_was_reviewed() -> None:
    """Each sheet tells the state of clinical review of the packs that it takes its words from, each state once."""
    content = so.Catalog(
        (pack(review="Dr. A"), pack(id="b", sources=(), review="none"), pack(id="c", sources=(), review="none"))
    )
    plan = so.build_plan(so.PatientProfile(), catalog=content, today=MONDAY)
    for name in NAMES:
        text = said(made(name, plan, catalog=content))
        for review in ("Dr. A", "none"):
            assert text.count(flat(SAY("review_state", review=review))) == 1
        assert flat(SAY("review_state", review="not clinically reviewed")) in said(made(name, plan))


def test_a_rule_with_an_exception_is_for_others() -> None:
    """A rule counts where all of `when` hold and none of `unless`; who is not known to be another is the patient."""
    here, child = so.Clause("country", ("US",)), so.Clause("role", ("parent",))
    content = catalog(
        source(),
        source("source-b", doi="10.1136/bmj.m4087"),
        rule(when=(here,), unless=(child,), sources=("source-b",)),
    )
    named = {}
    for role in (None, *ROLES):
        plan = so.build_plan(so.PatientProfile(role=role, country="US"), catalog=content, today=MONDAY)
        named[role] = listed(made("records_request", plan, catalog=content).parts[-1].entries)
    assert named == {None: ["A law"], "patient": ["A law"], "caregiver": ["A law"], "parent": []}
    plan = so.build_plan(so.PatientProfile(role="patient", country="US"), catalog=content, today=MONDAY)
    document = made("records_request", plan, catalog=content)
    assert "https://doi.org/10.1136/bmj.m4087" in said(document)


def test_a_source_without_an_address_is_cited_by_its_title() -> None:
    """A source that has neither an address nor a DOI is named, and no empty link stands below it."""
    content = catalog(rule(when=(so.Clause("country", ("US",)),)))
    plan = so.build_plan(so.PatientProfile(country="US"), catalog=content, today=MONDAY)
    (entry,) = made("records_request", plan, catalog=content).parts[-1].entries
    assert [detail.is_link for detail in entry.details] == [False, False]
    assert "A leaflet" in entry.details[1].text


# Letters

FORMS: t.Final = ("report", "material", "images", "summary", "list", "paper")


def letter_plan(**known: t.Any) -> so.PrepPlan:
    """Return a plan with an essential and another record of each form, and own ones of each."""
    content = catalog(
        *(
            record(f"record-{form}-{tier[:2]}", name=f"{tier} {form}", form=form, tier=tier)
            for form in FORMS
            for tier in ("essential", "if_it_exists")
        ),
        record("record-images-st", name="situational images", form="images", tier="situational"),
    )
    plan = so.build_plan(so.PatientProfile(**known), catalog=content, today=MONDAY)
    for form in FORMS:
        plan = plan.add_record(f"own {form}", form=t.cast("t.Any", form), tier="situational")
    return plan


def test_a_records_request_lists_what_a_records_office_has() -> None:
    """It asks for reports, summaries, images, and own records but slides; what is essential or own comes as a must."""
    document = made("records_request", letter_plan())
    wanted = {*(f"essential {form}" for form in ("report", "images", "summary"))}
    own = {f"own {form}" for form in FORMS if form != "material"}
    assert set(listed(part(document, "please_send").entries)) == wanted | own
    perhaps = {f"if_it_exists {form}" for form in ("report", "images", "summary")} | {"situational images"}
    assert set(listed(part(document, "if_you_have_them").entries)) == perhaps


def test_a_pathology_request_lists_slides_and_blocks() -> None:
    """It asks for material of every tier, own material included, and for the reports on it."""
    document = made("pathology_request", letter_plan())
    names = listed(part(document, "please_send").entries)
    assert set(names[:-1]) == {"essential material", "if_it_exists material", "own material"}
    assert names[-1] == SAY("sheet_report_with_it")


@pytest.mark.parametrize("status", ["done", "skipped"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_asks_only_for_what_is_open(name: SheetName, status: t.Any) -> None:
    """What is there already, and what the person leaves out, is not asked for."""
    plan = letter_plan()
    gone = [entry for entry in plan.records if entry.item.form in ("report", "material")]
    for entry in gone:
        plan = plan.update(entry.id, status=status)
    text = said(made(name, plan))
    assert not any(entry.item.name in text for entry in gone)
    assert ("own images" in text) == (name == "records_request")


def test_each_open_record_is_asked_for_once() -> None:
    """Of a bundled plan, each open record of the right form stands in one of the two letters, once, in its order."""
    plan = plan_for("patient", "US", phase="recurrence", cancer_type="breast").add_record("Photos of the scar")
    asked = [
        text
        for name in LETTERS
        for key in ("please_send", "if_you_have_them")
        for one in made(name, plan).parts
        if one.title == SAY(f"sheet_{key}")
        for text in listed(one.entries)
    ]
    forms = {entry.item.name: entry.item.form for entry in plan.records}
    wanted = [name for name, form in forms.items() if form in ("report", "summary", "images", "material")]
    assert sorted(text for text in asked if text in forms) == sorted([*wanted, "Photos of the scar"])


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_where_nothing_is_open_there_is_room_to_write(form: t.Any) -> None:
    """A letter with nothing to list has lines to write on in its place, and no second list."""
    plan = so.build_plan(so.PatientProfile(), catalog=catalog(), today=MONDAY)
    document = made("records_request", plan)
    assert part(document, "please_send").entries == ()
    assert part(document, "please_send").fields == (Field("", lines=4),)
    assert SAY("sheet_if_you_have_them") not in said(document)
    written = so.render(document, form)
    below = written[written.index(SAY("sheet_please_send")) :]
    assert re.search(r"(^\.{60,}\\?\n){4}", below, re.MULTILINE)


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_names_the_day_of_a_visit_ahead(name: SheetName) -> None:
    """With a visit ahead the letter says its day, today included; without one it asks for an early start."""
    for day in (VISIT, MONDAY):
        text = said(made(name, plan_for(appointment=day)))
        assert flat(SAY("sheet_by_visit", date=SAY.date(day))) in text
        assert flat(SAY("sheet_soon")) not in text
    assert flat(SAY("sheet_soon")) in said(made(name, plan_for()))


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_after_the_visit_does_not_say_that_it_is_ahead(name: SheetName) -> None:
    """A letter is signed, so it says nothing that is not so: a visit that is over will not be soon."""
    text = said(made(name, plan_for(appointment=MONDAY - dt.timedelta(3))))
    assert "20 November" not in text
    assert "will be soon" not in text


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_to_whom_it_is_sent(name: SheetName) -> None:
    """The office stands after its label, on as many lines as were given; without one there is a blank."""
    plan = plan_for()
    assert value_of(made(name, plan, to="City Hospital\nRecords"), "to") == ["City Hospital\nRecords"]
    assert value_of(made(name, plan), "to") == [""]
    assert "City Hospital" in said(made(name, plan, to="City Hospital\nRecords"))


@pytest.mark.parametrize("name", LETTERS)
def test_who_signs_depends_on_the_role(name: SheetName) -> None:
    """A patient signs with their own name, whoever else is named signs otherwise; with a carer the patient does too."""
    for role in (None, *ROLES):
        document = made(name, plan_for(role, "US"), JENNY)
        signer = "Jenny Example" if role == "patient" else "Robert Signer"
        assert signer in value_of(document, "signer", role)
        assert (flat(SAY("sheet_patient_signs_too")) in said(document)) == (role == "caregiver")
        assert len(value_of(document, "patient_signature")) == (role == "caregiver")
        assert value_of(document, "signature") == [""]
    unsigned = made(name, plan_for("parent"), Person(name="Jenny Example"))
    assert value_of(unsigned, "signer", "parent") == [""]


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_is_in_the_words_for_its_reader(name: SheetName) -> None:
    """Where a message has words for a parent or a carer, the sheet for them has those and not the patient's."""
    differ = 0
    for role in ("parent", "caregiver"):
        theirs, mine = said(made(name, plan_for(role, "US"))), said(made(name, plan_for("patient", "US")))
        for key, text in _sheet_texts().items():
            other = _sheet_texts().get(f"{key}_{role}")
            if other and flat(text) in mine and text not in other:
                assert flat(other) in theirs
                assert flat(text) not in theirs
                differ += 1
    assert differ or name in ("timeline", "visit_sheet")


def _sheet_texts() -> dict[str, str]:
    return {key: text for key, text in SAY._texts.items() if key.startswith("sheet_")}


def test_a_letter_for_a_child_or_a_patient_is_not_about_its_writer() -> None:
    """A parent or a carer does not write of their own records, slides or cancer."""
    own = re.compile(
        r"\bmy (own )?(medical )?(records|slides|tissue|cancer|diagnosis|scans|tests?|treatment)\b", re.IGNORECASE
    )
    for name in LETTERS:
        for country in COUNTRIES:
            for role in ("parent", "caregiver"):
                assert not own.search(_body(made(name, plan_for(role, country))))
    assert own.search(_body(made("records_request", plan_for("patient"))))


def _body(document: Document) -> str:
    """Return what a letter says, without the part on what it leans on."""
    return said(attrs.evolve(document, parts=document.parts[:-1]))


# Calls


@pytest.mark.parametrize(("name", "audience"), [("insurer_call", "insurer"), ("second_office_call", "second_office")])
def test_a_call_sheet_has_the_questions_for_the_call(name: SheetName, audience: t.Any) -> None:
    """A call sheet lists the first seven open questions for whom is called, own ones first, with room to answer."""
    content = catalog(
        *(question(f"ask-{n}", text=f"Question {n}?", audience=audience, weight=90 - n) for n in range(9)),
        question("ask-x", text="Not here?"),
    )
    plan = so.build_plan(so.PatientProfile(), catalog=content, today=MONDAY)
    plan = (
        plan.add_question("My own?", audience=audience)
        .update("ask-1", status="done")
        .update("ask-2", answer="So far so good.")
    )
    entries = part(made(name, plan), "ask_this").entries
    assert listed(entries) == ["My own?", *(f"Question {n}?" for n in (0, 2, 3, 4, 5, 6))]
    assert all(entry.has_box for entry in entries)
    assert [entry.room for entry in entries] == [SAY("sheet_answer")] * 2 + [""] + [SAY("sheet_answer")] * 4
    assert [detail.text for detail in entries[2].details] == ["So far so good."]


@pytest.mark.parametrize("name", CALLS)
def test_a_call_without_questions_has_room_for_some(name: SheetName) -> None:
    """Where the plan has no question for the call, the sheet says so and has room to write some."""
    plan = so.build_plan(so.PatientProfile(), catalog=catalog(), today=MONDAY)
    asked = part(made(name, plan), "ask_this")
    assert (asked.entries, asked.said, asked.fields) == ((), (SAY("sheet_no_questions"),), (Field("", lines=4),))


def test_an_insurer_call_has_room_for_name_date_and_reference() -> None:
    """Who answered, when, and the reference number of the call can be written down, at the top of the sheet."""
    document = made("insurer_call", plan_for("patient", "US"))
    for key in ("call_date", "number_called", "spoke_with", "reference", "they_will", "call_back"):
        assert value_of(document, key) == [""]
    assert document.parts[0].title == SAY("sheet_the_call")
    assert {SAY("sheet_spoke_with"), SAY("sheet_reference"), SAY("sheet_call_date")} <= {
        field.label for field in document.parts[0].fields
    }


def test_a_call_to_the_second_office_has_room_for_what_it_needs() -> None:
    """What to send, where, by when, and the day of the visit can be written down."""
    document = made("second_office_call", plan_for("patient", "US"))
    for key in ("call_date", "office", "spoke_with", "send_where", "send_by", "contact", "visit_date"):
        assert value_of(document, key) == [""]


# Talks with doctors


def test_words_for_telling_the_doctor_end_in_questions() -> None:
    """After the opening words stand the first three open questions for the current doctor."""
    plan = plan_for("patient", "US")
    first = [entry.item.text for entry in plan.shortlist("current_doctor", 3)]
    assert first
    document = made("telling_your_doctor", plan)
    assert listed(part(document, "then_ask").entries) == first
    assert len(part(document, "words_to_begin").entries) == 3
    empty = so.build_plan(so.PatientProfile(), catalog=catalog(), today=MONDAY)
    assert part(made("telling_your_doctor", empty), "then_ask").fields == (Field("", lines=4),)


@pytest.mark.parametrize("name", ["note_to_doctor", "visit_sheet"])
def test_the_shortlist_for_the_visit_has_five_questions(name: SheetName) -> None:
    """The note and the sheet for the visit have the first five open questions for the second doctor, and no more."""
    plan = plan_for("patient", "US", wants_prognosis=True).add_question("My own?", audience="second_doctor")
    plan = plan.update(plan.shortlist("second_doctor")[2].id, status="skipped")
    first = [entry.item.text for entry in plan.shortlist("second_doctor", 5)]
    assert (len(first), first[0]) == (5, "My own?")
    assert listed(part(made(name, plan), "my_questions").entries) == first
    empty = so.build_plan(so.PatientProfile(), catalog=catalog(), today=MONDAY)
    assert part(made(name, empty), "my_questions").fields == (Field("", lines=4),)


@pytest.mark.parametrize("role", [None, *ROLES])
def test_a_note_asks_to_look_at_the_questions(role: t.Any) -> None:
    """The note asks the doctor to look at the questions together, and says whom it is about and who hands it over."""
    plan = plan_for(role)
    assert flat(SAY.spoken("sheet_note_ask", role)) in said(made("note_to_doctor", plan))
    assert re.search(r"please look at these questions with (me|us)", said(made("note_to_doctor", plan)))
    signed = [value_of(made("note_to_doctor", plan, person), "name") for person in (None, Person(name="A"), JENNY)]
    assert signed == [[""], ["A"], ["Jenny Example"]]
    handed = value_of(made("note_to_doctor", plan, JENNY), "note_from")
    assert handed == ([] if role == "patient" else ["Robert Signer"])
    assert len(value_of(made("note_to_doctor", plan), "note_from")) == (role in ("parent", "caregiver"))


def test_a_doctor_who_knows_is_not_told_again() -> None:
    """Where the doctor knows of it already, or the opinion is there, the talk begins with what comes next."""
    for known in ({"told_current_doctor": True}, {"opinions": "agree"}, {"opinions": "differ"}):
        assert flat(SAY("sheet_begin_told")) in said(made("telling_your_doctor", plan_for("patient", **known)))
    for known in ({}, {"told_current_doctor": False}, {"opinions": "waiting"}):
        text = said(made("telling_your_doctor", plan_for("patient", **known)))
        assert flat(SAY("sheet_begin_told")) not in text
        assert flat(SAY("sheet_begin_message")) in text


def test_what_is_given_to_a_sheet_is_checked() -> None:
    """What is no person, or no text where one is wanted, is refused with the place of it, and is not shown."""
    plan: t.Any = plan_for("patient", "US")
    wrong: t.Any
    for wrong in ("Jenny", {"name": "Jenny"}, 7):
        with pytest.raises(so.EntryError, match=r"\$\.person: expected a Person"):
            made("timeline", plan, wrong)
    for name, given_ in (("records_request", "to"), ("pathology_request", "to"), ("side_by_side", "first")):
        with pytest.raises(so.EntryError, match=rf"\$\.{given_}: expected text"):
            getattr(sheets, name)(plan, **{given_: 7})


def test_a_note_can_be_for_another_doctor() -> None:
    """With an audience the note has the questions for that one; an unknown one is answered with all."""
    plan = plan_for("patient", "US")
    document = made("note_to_doctor", plan, audience="current_doctor")
    assert listed(part(document, "my_questions").entries) == [
        entry.item.text for entry in plan.shortlist("current_doctor", 5)
    ]
    with pytest.raises(so.UnknownAudienceError, match="'second_doctor'"):
        made("note_to_doctor", plan, JENNY, audience="doctor")


def test_a_visit_sheet_has_the_day_and_room_to_write() -> None:
    """The sheet for the visit has its day if it is known, and room for who was there and what comes next."""
    with_day, without = made("visit_sheet", plan_for(appointment=VISIT)), made("visit_sheet", plan_for())
    assert SAY.date(VISIT) in value_of(with_day, "date")
    assert value_of(without, "date") == [""]
    for key in ("doctor", "who_came", "in_my_words", "next_step", "next_by", "whom_to_call"):
        assert value_of(without, key) == [""]
    assert [entry.room for entry in part(without, "my_questions").entries] == [SAY("sheet_answer")] * 5


# Forms


def cells(document: Document) -> list[list[str]]:
    """Return the rows of the table of a sheet, as a reader of Markdown with tables sees them."""
    seen = tokens(so.render(document, "markdown"), "gfm")
    assert [token.type for token in seen].count("table_open") == 1
    rows: list[list[str]] = []
    for i, token in enumerate(seen):
        if token.type == "tr_open":
            rows.append([])
        if token.type in ("th_open", "td_open"):
            rows[-1].append(flat("".join(_shown(child) for child in seen[i + 1].children or ()).replace("\xa0", " ")))
    return rows


def _shown(token: Token) -> str:
    return token.content


COLUMNS: t.Final = [SAY(f"sheet_column_{key}") for key in ("date", "what", "where", "result")]


def test_a_timeline_has_what_is_known_and_empty_rows() -> None:
    """Each test and treatment that is known has a row, in words, and there are rows to fill in by hand."""
    known: dict[str, t.Any] = {"tests_had": ("ct", "biopsy"), "treatments_had": ("surgery",)}
    document = made("timeline", plan_for(cancer_type="breast", **known))
    rows = cells(document)
    assert rows[0] == COLUMNS
    assert all(len(row) == 4 for row in rows)
    filled = [row[1] for row in rows[1:] if row[1]]
    assert len(filled) == 3
    assert {re.sub(r"\W.*", "", one).lower() for one in filled} == {"ct", "biopsy", "surgery"}
    assert all(row[0] == row[2] == row[3] == "" for row in rows[1:])
    assert sum(row == [""] * 4 for row in rows) >= 3
    assert [one.lower() for one in value_of(document, "diagnosis")] == ["breast cancer"]


def test_a_timeline_of_the_unknown_is_blank() -> None:
    """Where nothing is known, and where the packs have no words for what is, the rows are empty."""
    for plan, content in (
        (plan_for(), None),
        (plan_for(tests_had=("ct",), cancer_type="breast"), catalog(fact_words("phase", {"suspected": "so"}))),
    ):
        document = made("timeline", plan, catalog=content)
        assert {cell for row in cells(document)[1:] for cell in row} == {""}
        assert value_of(document, "diagnosis") == [""]
        for key in ("first_signs", "how_now", "medicines", "allergies"):
            assert value_of(document, key) == [""]


def test_two_opinions_stand_side_by_side() -> None:
    """Each opinion has its column, and a row for what is compared: from diagnosis to what each doctor had seen."""
    keys = ("diagnosis", "stage", "goal", "options", "order", "benefit", "risk", "timing", "had_seen")
    rows = cells(made("side_by_side", plan_for()))
    assert rows == [
        [SAY(f"sheet_{key}") for key in ("compared", "first_doctor", "second_doctor")],
        *([SAY(f"sheet_compared_{key}"), "", ""] for key in keys),
    ]
    named = cells(made("side_by_side", plan_for(), first="Dr. Adams | A", second="Dr. *Bell*"))
    assert named[0][1:] == ["Dr. Adams | A", "Dr. *Bell*"]
    assert named[1:] == rows[1:]
    assert cells(made("side_by_side", plan_for(), second="Dr. Bell"))[0][1] == SAY("sheet_first_doctor")


@pytest.mark.parametrize("name", ["timeline", "side_by_side"])
def test_a_table_has_room_to_write(name: SheetName) -> None:
    """As text, a table has ruled lines of one length, at most 78 characters, and lines to write on in each row."""
    options: dict[str, t.Any] = (
        {"first": "A very long name of a doctor with a title " * 3} if name == "side_by_side" else {}
    )
    text = so.render(made(name, plan_for(tests_had=("ct",)), **options), "text").splitlines()
    table = [line for line in text if re.match(r"[+|]", line)]
    assert len({len(line) for line in table}) == 1
    assert len(table[0]) <= 78
    heights = [len(row.split("\n")) for row in re.split(r"\n\+[-+]+\+\n", "\n".join(table))[1:-1]]
    assert all(height >= 2 for height in heights)
    assert (
        len([line for line in table if line.startswith("+")]) == len(cells(made(name, plan_for(tests_had=("ct",))))) + 1
    )


# Hostile texts

HARMLESS: t.Final = "harmlesstext"
WITH_OPTIONS: t.Final[dict[SheetName, tuple[str, ...]]] = {
    "records_request": ("to",),
    "pathology_request": ("to",),
    "side_by_side": ("first", "second"),
}


def hostile_sheet(name: SheetName, text: str) -> Document:
    """Return a sheet with a text in every place where a person can put one."""
    plan = plan_for("parent", "US")
    audience: t.Any
    for audience in ("current_doctor", "second_doctor", "second_office", "insurer"):
        plan = plan.add_question(text, audience=audience)
        plan = plan.update(plan.shortlist(audience)[1].id, answer=text, note=text)
    plan = plan.add_record(text).add_record(text, form="material").add_record(text, tier="essential", what=text)
    details = [one.name for one in attrs.fields(Person) if one.name != "born"]
    person = Person(born=dt.date(1961, 2, 3), **t.cast("t.Any", dict.fromkeys(details, text)))
    return made(name, plan, person, **dict.fromkeys(WITH_OPTIONS.get(name, ()), text))


_SEEN: t.Final = {name: tokens(so.render(hostile_sheet(name, HARMLESS), "markdown"), "gfm") for name in NAMES}
_MARKS: t.Final = {name: marks(seen) for name, seen in _SEEN.items()}
_LINES: t.Final = {name: visible(seen) for name, seen in _SEEN.items()}
_COUNTS: t.Final = {name: said(hostile_sheet(name, HARMLESS)).count(HARMLESS) for name in NAMES}
SOME: t.Final = {name: text for name, text in SHORTENED.items() if text.strip()}
"""Hostile strings that are not refused as empty."""


def assert_harmless(name: SheetName, text: str) -> None:
    """Assert that a text, wherever a person can put it, marks nothing up and is shown as it was cleaned."""
    document = hostile_sheet(name, text)
    markdown, plain = so.render(document, "markdown"), so.render(document, "text")
    assert markdown.encode("utf-8")
    assert plain.encode("utf-8")
    assert breaks_a_rule(plain) == []
    seen = tokens(markdown, "gfm")
    assert marks(seen) - _MARKS[name] == Counter()
    if one_line(text):
        wanted = [one_line(line.replace(HARMLESS, text)) for line in _LINES[name]]
        assert [one_line(line) for line in visible(seen)] == [line for line in wanted if line]
        if name != "side_by_side":  # there it stands in a narrow cell, and may be broken
            assert flat(plain.replace("\n    - ", " ")).count(one_line(text)) >= _COUNTS[name]


def test_the_places_are_reached() -> None:
    """The sheet with a text in every place shows it in fields, lists, answers and table heads."""
    assert all(count > 0 for count in _COUNTS.values())
    assert _COUNTS["records_request"] >= 8
    assert _COUNTS["side_by_side"] >= 3


@pytest.mark.parametrize("text", SOME.values(), ids=SOME)
@pytest.mark.parametrize("name", NAMES)
def test_no_hostile_text_does_harm(name: SheetName, text: str) -> None:
    """A hostile string adds no heading, list, link, image, table, cell or tag, and is read as it was cleaned."""
    assert_harmless(name, text)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(NAMES), (texts | st.text("<>&[]()!*_~`#+-=|\\:/@.\n\t 1aA^${}", max_size=25)).filter(str.strip))
def test_no_text_at_all_does_harm(name: SheetName, text: str) -> None:
    """Whatever a person types into a sheet marks nothing up and is read as it was cleaned."""
    assert_harmless(name, text)


@pytest.mark.parametrize("text", ["|", "a|b", "\\|", "---", ":--", "|---|---|", "a\nb", "\n\n", "`|`", "<br>"])
def test_no_name_of_a_doctor_breaks_the_table(text: str) -> None:
    """Whatever a doctor is called, the table keeps its rows and columns, and the name is in its cell."""
    rows = cells(made("side_by_side", plan_for(), first=text, second=text))
    assert [len(row) for row in rows] == [3] * 10
    if one_line(text):
        assert rows[0][1:] == [one_line(text)] * 2


@pytest.mark.parametrize("name", [name for name, text in HOSTILE.items() if len(text) > 2_000])
def test_a_very_long_detail_is_written_whole(name: str) -> None:
    """An address of three hundred thousand characters is written, and all of it; one still longer is refused."""
    text = HOSTILE[name][:300_000]
    document = made("records_request", plan_for(), Person(address=text))
    assert one_line(text) in said(document)
    with pytest.raises(so.EntryError, match=r"\$\.address: 300,001 characters are too long"):
        Person(address="x" * 300_001)


@settings(deadline=None, max_examples=25)
@given(profiles(), st.sampled_from(NAMES))
def test_headings_of_a_sheet_are_nested(profile: so.PatientProfile, name: SheetName) -> None:
    """A sheet has one title, and below it parts on one level, whoever it is for."""
    plan = so.build_plan(profile, today=MONDAY)
    seen = tokens(so.render(made(name, plan), "markdown"), "gfm")
    levels = [token.tag for token in seen if token.type == "heading_open"]
    assert levels[0] == "h1"
    assert set(levels[1:]) == {"h2"}


def test_addresses_of_sources_are_links() -> None:
    """The address of each source that a sheet cites is a link to exactly that address."""
    plan = plan_for("patient", "US", insurance=("medicare",))
    for name in NAMES:
        rules = rules_for(name, role="patient", country="US", insurance=("medicare",))
        cited = [t.cast("so.Source", so.load_catalog()[one]) for each in rules for one in each.sources]
        seen = within(tokens(so.render(made(name, plan), "markdown"), "commonmark"))
        found = [one.attrs["href"] for one in seen if one.type == "link_open"]
        assert found == [one.url or f"https://doi.org/{one.doi}" for one in cited if one.url or one.doi]


@pytest.mark.parametrize("wrong", ["Jenny", "1970-01-02", 5551234], ids=str)
def test_a_wrong_detail_is_not_shown(wrong: t.Any) -> None:
    """A name, a day of birth or a number that stands in the wrong place is refused, and not shown."""
    plan = plan_for("patient", "US")
    for write in (
        lambda: made("timeline", plan, wrong),
        lambda: Person(born=wrong),
        lambda: Person(phone=t.cast("t.Any", (wrong,))),
    ):
        with pytest.raises(so.EntryError) as caught:
            write()
        assert str(wrong) not in f"{caught.value} {caught.value!r}"
