"""Rules: what a country's law or practice gives, which the sheets lean on and cite."""

import pathlib
import re
import typing as t

import pytest
from strategies import catalog, pack, pack_data, rule, source, with_value, write_pack

import second_opinion as so
from second_opinion import sheets
from second_opinion.profile import facts
from second_opinion.rules import Rule, SheetName

NAMES: t.Final[tuple[SheetName, ...]] = t.get_args(SheetName)
LEAN_ON_NONE: t.Final = {"timeline", "note_to_doctor"}
LETTERS: t.Final = {"records_request", "pathology_request"}


def bundled() -> tuple[Rule, ...]:
    """Return the bundled rules."""
    return tuple(one for each in so.load_catalog().packs for one in each.rules)


def countries(one: Rule) -> set[object]:
    """Return the countries that a rule is for."""
    return {value for clause in one.when if clause.fact == "country" for value in clause.is_}


# In a pack


def test_a_rule_is_content() -> None:
    """A rule is found in a catalog by its id, is shown by it, and is equal to one with the same content."""
    content = catalog(rule())
    assert content["rule-a"] == rule()
    assert content["rule-a"] != rule(letter="x")
    assert repr(rule()) == "Rule(id='rule-a')"
    assert rule() in pack(rule()).contents()
    assert rule() not in pack(rule()).items()
    with pytest.raises(AttributeError):
        rule().text = "x"  # type: ignore[misc]


def test_a_rule_is_in_no_plan() -> None:
    """A rule is for sheets: a plan holds neither it nor the sources that only rules cite, until a sheet is made."""
    only = source("source-law", title="A law")
    content = catalog(source(), only, rule(sources=("source-law",), when=(so.Clause("country", ("US",)),)))
    plan = so.build_plan(so.PatientProfile(country="US"), catalog=content)
    assert (plan.entries(), plan.sources) == ((), ())
    assert "A law" in so.render(sheets.records_request(plan, catalog=content), "text")


def test_a_rule_changes_nothing_that_is_asked() -> None:
    """A rule asks for no fact: what would change a plan is counted from its items."""
    plain = so.build_plan(so.PatientProfile(), catalog=catalog())
    ruled = so.build_plan(so.PatientProfile(), catalog=catalog(rule(when=(so.Clause("insurance", ("medicare",)),))))
    assert plain.unanswered == ruled.unanswered == ()


BAD: t.Final[tuple[tuple[tuple[str | int, ...], t.Any, str, str], ...]] = (
    (("sources",), [], "$.rules[0].sources", "is empty: cite at least one source"),
    (("sheet",), "letter", "$.rules[0].sheet", "'letter' is not one of 'records_request', "),
    (("sheet",), "recordsrequest", "$.rules[0].sheet", "did you mean 'records_request'"),
    (("when", 0, "fact"), "contry", "$.rules[0].when[0].fact", "did you mean 'country'"),
    (("when", 0, "is", 0), "UK", "$.rules[0].when[0].is[0]", "write 'GB'"),
    (("when", 0, "is"), [], "$.rules[0].when[0].is", "is empty: name at least one value"),
    (("when", 0, "is"), ["US", "US"], "$.rules[0].when[0].is", "lists a value twice"),
    (("unless", 0, "is", 0), "nurse", "$.rules[0].unless[0].is[0]", "'nurse' is not one of 'patient', "),
    (("text",), ["x"], "$.rules[0].text", "expected"),
    (("letter",), None, "$.rules[0].letter", "expected"),
    (("id",), "Rule 1", "$.rules[0].id", "is not "),
    (("weight",), 3, "$.rules[0]", "unknown field 'weight'"),
)


@pytest.mark.parametrize(("keys", "value", "path", "said"), BAD, ids=[f"{row[2]} {i}" for i, row in enumerate(BAD)])
def test_a_bad_rule_is_refused(
    keys: tuple[str | int, ...], value: t.Any, path: str, said: str, tmp_path: pathlib.Path
) -> None:
    """A rule that cites nothing, is for no sheet, or asks for what there is not, is refused at its place."""
    data = pack_data()
    if keys == ("weight",):
        data["rules"][0]["weight"] = value
    else:
        data = with_value(data, ("rules", 0, *keys), value)
    with pytest.raises(so.PackError) as caught:
        so.read_pack(write_pack(tmp_path, data))
    (problem,) = caught.value.problems
    assert problem.path == path
    assert said in problem.message


def test_all_that_is_wrong_with_rules_is_named(tmp_path: pathlib.Path) -> None:
    """Each rule that is bad has its own problem, with its number, in one go with those of items."""
    good = pack_data()["rules"][0]
    bad = {**good, "id": "rule-bad", "sources": [], "when": [{"fact": "phase", "is": ["cured"]}]}
    data = {**pack_data(), "rules": [good, bad, {**bad, "id": "rule-worse"}]}
    data = with_value(data, ("steps", 0, "weight"), 0)
    with pytest.raises(so.PackError) as caught:
        so.read_pack(write_pack(tmp_path, data))
    assert {problem.path for problem in caught.value.problems} == {
        "$.steps[0].weight",
        *(f"$.rules[{i}].{place}" for i in (1, 2) for place in ("sources", "when[0].is[0]")),
    }


def test_a_pack_of_ones_own_may_bring_rules(tmp_path: pathlib.Path) -> None:
    """A rule of an added pack stands on the sheets beside those of the bundled packs."""
    content = so.load_catalog(write_pack(tmp_path))
    plan = so.build_plan(so.PatientProfile(role="patient", country="US"), catalog=content)
    text = so.render(sheets.records_request(plan, catalog=content), "text")
    assert "A law on records" in text
    assert "I ask for these under the law." in text
    assert "HIPAA" in text
    assert "A law on records" not in so.render(sheets.records_request(plan), "text")


# The bundled rules


def test_there_are_rules() -> None:
    """There are rules for every sheet that leans on one, for none that leans on none, and for several countries."""
    assert {one.sheet for one in bundled()} == set(NAMES) - LEAN_ON_NONE
    by_country = {
        country: {one.sheet for one in bundled() if country in countries(one)}
        for country in ("US", "GB", "CA", "AU", "NZ", "IE", "IN")
    }
    assert all("records_request" in names for names in by_country.values())
    assert by_country["US"] == set(NAMES) - LEAN_ON_NONE


@pytest.mark.parametrize("one", bundled(), ids=lambda one: one.id)
def test_every_rule_is_for_a_country(one: Rule) -> None:
    """No rule is taken for that of the world: each asks for its country, and for nothing that no profile can have."""
    assert countries(one)
    assert sum(clause.fact == "country" for clause in one.when) == 1
    for clause in (*one.when, *one.unless):
        assert not any(facts()[clause.fact].clause_refusal(value) for value in clause.is_)


@pytest.mark.parametrize("one", bundled(), ids=lambda one: one.id)
def test_every_rule_is_cited(one: Rule) -> None:
    """Each rule cites sources that are there, each once, with a title and a publisher to look it up by."""
    assert len(set(one.sources)) == len(one.sources) > 0
    for source_id in one.sources:
        cited = so.load_catalog()[source_id]
        assert isinstance(cited, so.Source)
        assert cited.title.strip()
        assert cited.publisher.strip()


@pytest.mark.parametrize("one", bundled(), ids=lambda one: one.id)
def test_every_rule_is_in_a_few_words(one: Rule) -> None:
    """A rule has a short name, says in one to four sentences what it gives, and promises nothing."""
    assert one.name.strip()
    assert len(one.name) <= 70
    assert 1 <= len(re.findall(r"[.!?](?:\s|$)", one.text)) <= 5
    assert len(one.text.split()) <= 75
    assert not re.search(r"\b(always|never|guarantee\w*|100 ?%)\b", f"{one.text} {one.letter}")


@pytest.mark.parametrize("one", bundled(), ids=lambda one: one.id)
def test_only_letters_are_written_for(one: Rule) -> None:
    """A rule has words for a letter only where its sheet is one; they fit whoever signs, and end as sentences do."""
    assert one.sheet in LETTERS or not one.letter
    if one.letter:
        assert re.fullmatch(r"[A-Z].*\.", one.letter)
        assert not re.search(r"\bmy (child|son|daughter|patient|own)\b|\bwe\b", one.letter)
        by_role = {value for clause in one.when if clause.fact == "role" for value in clause.is_}
        assert by_role or not re.search(r"\bmy (records|slides|tissue|cancer)\b", one.letter)


def test_every_letter_in_these_countries_has_words_of_its_law() -> None:
    """For each country with a rule on records, a patient's letter says which rule it is."""
    for country in {country for one in bundled() if one.sheet == "records_request" for country in countries(one)}:
        mine = [one for one in bundled() if one.sheet == "records_request" and country in countries(one)]
        assert any(one.letter for one in mine if not any(clause.fact == "role" for clause in one.when))


def test_names_are_told_apart() -> None:
    """No two rules of one sheet have the same name or text, nor two of one country the same words for a letter."""
    for sheet in NAMES:
        mine = [one for one in bundled() if one.sheet == sheet]
        assert len({one.name for one in mine}) == len({one.text for one in mine}) == len(mine)
        for country in {country for one in mine for country in countries(one)}:
            letters = [one.letter for one in mine if one.letter and country in countries(one)]
            assert len(set(letters)) == len(letters)
