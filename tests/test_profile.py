"""What a person has told us: every fact of the contract, and nothing else."""

import copy
import datetime as dt
import enum
import inspect
import json
import pickle
import typing as t

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import ALL_FACTS, BOOLS, DATES, MANY_OF, MONDAY, ONE_OF, fact_values, plan_of, profiles

import second_opinion as so

DAY = dt.date(2026, 12, 14)
MANY = (*MANY_OF, "records_held")
TEXTS = ("country", "reading_language")
SINGLE = tuple(name for name in ALL_FACTS if name not in MANY)
LONE = tuple(name for name in SINGLE if name != "cancer_type")

EVERY_VALUE: t.Final[tuple[tuple[str, object], ...]] = (
    *((name, value) for name, values in ONE_OF.items() for value in values),
    *((name, (value,)) for name, values in MANY_OF.items() for value in values),
    *((name, value) for name in BOOLS for value in (True, False)),
    *((name, day) for name in DATES for day in (dt.date(1900, 1, 1), DAY, dt.date(2199, 12, 31))),
    *(("country", code) for code in ("US", "GB", "AX", "ZW", "BQ")),
    *(("reading_language", tag) for tag in ("en", "es-MX", "zh-Hant", "fil", "EN")),
    *(("records_held", (one,)) for one in ("record-slides", "a")),
)


def _problems(**facts: t.Any) -> dict[str, str]:
    """Return what is wrong with a profile: path to message."""
    with pytest.raises(so.ProfileError) as caught:
        so.PatientProfile(**facts)
    return {problem.path: problem.message for problem in caught.value.problems}


def test_the_facts_are_those_of_the_contract() -> None:
    """The fields are the facts of section 4, in its order: no name, birth date, address or identifier."""
    assert tuple(inspect.signature(so.PatientProfile).parameters) == ALL_FACTS
    assert tuple(so.profile_to_dict(so.PatientProfile())) == ALL_FACTS


def test_every_fact_may_be_unknown() -> None:
    """A profile of nothing is a profile; each fact is then `None`, or empty where it can have many values."""
    nobody = so.PatientProfile()
    assert nobody.known() == ()
    assert {name: getattr(nobody, name) for name in ALL_FACTS} == {
        name: () if name in MANY else None for name in ALL_FACTS
    }


@pytest.mark.parametrize("name", MANY)
def test_none_is_unknown_for_a_fact_with_many_values(name: str) -> None:
    """`None` means unknown for every fact, also for one that can have many values."""
    assert so.PatientProfile(**{name: t.cast("t.Any", None)}) == so.PatientProfile()


@pytest.mark.parametrize(("name", "value"), EVERY_VALUE)
def test_every_value_of_the_contract_is_accepted(name: str, value: t.Any) -> None:
    """Each value that section 4 lists is kept as it is, and makes its fact, and no other, known."""
    profile = so.PatientProfile(**{name: value})
    assert getattr(profile, name) == value
    assert profile.known() == (name,)


@pytest.mark.parametrize("name", [*ONE_OF, *MANY_OF])
def test_no_value_but_those_of_the_contract_is_accepted(name: str) -> None:
    """A value that is not listed is refused, and the message lists all that are."""
    options = {**ONE_OF, **MANY_OF}[name]
    problems = _problems(**{name: ("no such value",) if name in MANY else "no such value"})
    path = f"$.{name}[0]" if name in MANY else f"$.{name}"
    assert list(problems) == [path]
    assert all(repr(option) in problems[path] for option in options)


@pytest.mark.parametrize("name", LONE)
@pytest.mark.parametrize("wrong", ["", "?", 1.5, b"US", ["US"], ("US",), (), {}, {"US"}, object()])
def test_a_value_of_the_wrong_type_is_refused(name: str, wrong: object) -> None:
    """No value is coerced: what is not of the type of a fact is refused with its path."""
    assert list(_problems(**{name: wrong})) == [f"$.{name}"]


# One cancer, or several


@pytest.mark.parametrize("several", [("breast", "lung"), ["breast", "lung"]])
def test_several_cancers_are_kept_in_their_order(several: t.Any) -> None:
    """Two cancers are a tuple, however they are given, and come back from JSON as they were."""
    profile = so.PatientProfile(cancer_type=several)
    assert profile.cancer_type == ("breast", "lung")
    assert so.profile_from_dict(so.profile_to_dict(profile)) == profile
    assert so.PatientProfile.from_values({"cancer_type": ["breast", "lung"]}) == profile


@pytest.mark.parametrize("one", ["breast", ("breast",), ["breast"]])
def test_a_list_of_one_cancer_is_that_one(one: t.Any) -> None:
    """One cancer is one value, so that nothing that reads profiles has to know of lists."""
    assert so.PatientProfile(cancer_type=one) == so.PatientProfile(cancer_type="breast")
    assert so.profile_to_dict(so.PatientProfile(cancer_type=one))["cancer_type"] == "breast"
    assert so.profile_from_dict({"cancer_type": one if isinstance(one, str) else list(one)}).cancer_type == "breast"


@pytest.mark.parametrize("none", [None, (), []])
def test_no_cancer_named_is_unknown(none: t.Any) -> None:
    """No cancer at all in a list means that it is not known."""
    assert so.PatientProfile(cancer_type=none).known() == ()


@pytest.mark.parametrize("wrong", ["", "?", 1.5, b"lung", {}, {"lung"}, object(), ("US",), ["brest"]])
def test_what_is_no_cancer_is_refused(wrong: object) -> None:
    """A value that is no cancer type is refused with its path, alone or in a list of one."""
    assert list(_problems(cancer_type=wrong)) == ["$.cancer_type"]


def test_each_wrong_cancer_of_several_is_named() -> None:
    """Among several cancers, each that there is not is named with its place, and one that is there twice."""
    assert list(_problems(cancer_type=("breast", "brest", 7))) == ["$.cancer_type[1]", "$.cancer_type[2]"]
    assert "twice" in _problems(cancer_type=("breast", "breast"))["$.cancer_type"]


@pytest.mark.parametrize("name", MANY)
@pytest.mark.parametrize("wrong", ["", "medicare", 7, True, {"medicare": 1}, {"medicare"}, iter(())])
def test_many_values_are_given_as_a_list(name: str, wrong: object) -> None:
    """A fact with many values takes a tuple or a list, not a lone value, a set or an iterator."""
    problems = _problems(**{name: wrong})
    assert list(problems) == [f"$.{name}"]
    assert problems[f"$.{name}"].startswith("expected a list, got ")


def test_a_lone_value_is_shown_as_it_should_be_written() -> None:
    """The usual slip, a text where a tuple is asked for, is answered with the tuple."""
    assert "write ('medicare',)" in _problems(insurance="medicare")["$.insurance"]


@pytest.mark.parametrize("name", MANY)
@pytest.mark.parametrize("wrong", [None, 7, True, "", "?", ("a",), ["a"]])
def test_each_of_many_values_is_checked(name: str, wrong: object) -> None:
    """Each wrong value in a list is refused with its index; the right ones beside it are not."""
    right = MANY_OF[name][0] if name in MANY_OF else "record-a"
    assert list(_problems(**{name: (right, wrong)})) == [f"$.{name}[1]"]


@pytest.mark.parametrize("name", BOOLS)
@pytest.mark.parametrize("wrong", [0, 1, "true", "yes", 1.0])
def test_a_number_is_no_yes_or_no(name: str, wrong: object) -> None:
    """True and 1 are equal, but only True says yes."""
    assert list(_problems(**{name: wrong})) == [f"$.{name}"]


@pytest.mark.parametrize("name", [*ONE_OF, *TEXTS, *DATES])
@pytest.mark.parametrize("wrong", [True, False])
def test_yes_or_no_is_no_value_of_other_facts(name: str, wrong: object) -> None:
    """True and False are refused where a fact is not a yes or a no."""
    assert list(_problems(**{name: wrong})) == [f"$.{name}"]


@pytest.mark.parametrize("name", DATES)
@pytest.mark.parametrize("wrong", [dt.datetime(2026, 12, 14, tzinfo=dt.UTC), "2026-12-14", 20261214, dt.time(9)])
def test_a_day_is_a_date_and_nothing_else(name: str, wrong: object) -> None:
    """A moment in time is no day, though Python calls it one, and a text is none until it is read."""
    assert "expected a date" in _problems(**{name: wrong})[f"$.{name}"]


def test_a_text_in_place_of_a_date_is_answered() -> None:
    """Whoever writes the text of a day in Python is told to write a `datetime.date`."""
    assert "datetime.date(" in _problems(appointment="2026-12-14")["$.appointment"]


@pytest.mark.parametrize("name", DATES)
@pytest.mark.parametrize("wrong", [dt.date(1899, 12, 31), dt.date(2200, 1, 1), dt.date.min, dt.date.max], ids=str)
def test_a_day_centuries_away_is_a_slip(name: str, wrong: dt.date) -> None:
    """A day with which no plan can reckon is refused, with the days that would do."""
    problems = _problems(**{name: wrong})
    assert list(problems) == [f"$.{name}"]
    assert all(part in problems[f"$.{name}"] for part in (str(wrong), "1900-01-01", "2199-12-31"))


@pytest.mark.parametrize(
    ("wrong", "right"), [("UK", "GB"), ("uk", "GB"), ("EN", "GB"), ("USA", "US"), ("us", "US"), ("Nzl", "NZ")]
)
def test_a_usual_slip_in_a_country_is_answered(wrong: str, right: str) -> None:
    """A code that people write for a country that has another is answered with the right one."""
    assert f"write '{right}'" in _problems(country=wrong)["$.country"]


@pytest.mark.parametrize("wrong", ["XX", "ZZ", "EU", "AN", "SU", "XK", "QQ", "U", "America"])
def test_a_code_of_no_country_is_refused(wrong: str) -> None:
    """Two capitals are no country unless ISO 3166-1 assigns them; without a likely one, none is proposed."""
    assert "write" not in _problems(country=wrong)["$.country"]


def test_all_countries_are_there() -> None:
    """ISO 3166-1 has 249 officially assigned codes of two letters."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    accepted = 0
    for code in (first + second for first in letters for second in letters):
        try:
            so.PatientProfile(country=code)
        except so.ProfileError:
            continue
        accepted += 1
    assert accepted == 249


@pytest.mark.parametrize("wrong", ["UK", "US"])
def test_only_a_country_gets_the_advice_for_countries(wrong: str) -> None:
    """What is no record id is not answered with the code of a country."""
    assert "write" not in _problems(records_held=(wrong,))["$.records_held[0]"]


def test_all_problems_are_named_at_once() -> None:
    """Whoever corrects a profile sees all that is wrong with it, each with its path, in the order of the facts."""
    problems = _problems(
        records_held=("Slides",), role="uncle", insurance=("medicare", "aetna", 7), companion=1, appointment="soon"
    )
    expected = ["$.role", "$.insurance[1]", "$.insurance[2]", "$.companion", "$.appointment", "$.records_held[0]"]
    assert list(problems) == expected


@pytest.mark.parametrize("name", MANY)
def test_a_value_stands_once(name: str) -> None:
    """A value listed twice is refused and named; one problem for it, however often it stands."""
    first, second = MANY_OF.get(name, ("record-a", "record-b"))[:2]
    problems = _problems(**{name: (first, second, first, first)})
    assert list(problems) == [f"$.{name}"]
    assert problems[f"$.{name}"].startswith(f"{first!r} ")


def test_a_list_is_kept_as_a_tuple() -> None:
    """A list is accepted and kept as a tuple, so that the profile cannot change and is equal to one from a tuple."""
    given = ["medicare", "medicaid"]
    profile = so.PatientProfile(insurance=t.cast("t.Any", given))
    given.append("veterans")
    assert profile.insurance == ("medicare", "medicaid")
    assert profile == so.PatientProfile(insurance=("medicare", "medicaid"))
    assert hash(profile) == hash(so.PatientProfile(insurance=("medicare", "medicaid")))


def test_the_order_of_values_is_kept() -> None:
    """What a person named first stays first."""
    assert so.PatientProfile(concerns=("time", "cost")).concerns == ("time", "cost")


def test_a_fact_that_does_not_exist_is_refused() -> None:
    """A name, a birth date or any other field is no fact."""
    with pytest.raises(TypeError):
        t.cast("t.Any", so.PatientProfile)(name="Ann")


def test_facts_are_given_by_name() -> None:
    """No fact is given by its position, where two could be mixed up."""
    with pytest.raises(TypeError):
        so.PatientProfile(*t.cast("t.Any", ("patient",)))


def test_a_profile_does_not_change() -> None:
    """A profile is frozen: a fact cannot be set, and no other attribute can be added."""
    profile = so.PatientProfile()
    for name in ("role", "diagnosis"):
        with pytest.raises(AttributeError):
            setattr(profile, name, "patient")


@settings(max_examples=60, deadline=None)
@given(profiles(records=("record-a", "record-b")))
def test_a_profile_survives_copying(profile: so.PatientProfile) -> None:
    """A profile is equal to its copies, to its pickle and to what `attrs.evolve` makes of it, with an equal hash."""
    copies = [copy.deepcopy(profile), pickle.loads(pickle.dumps(profile)), attrs.evolve(profile)]  # noqa: S301 (made here)
    assert copies == [profile] * 3
    assert {hash(one) for one in copies} == {hash(profile)}


@settings(max_examples=60, deadline=None)
@given(profiles(records=("record-a", "record-b")))
def test_repr_shows_no_value(profile: so.PatientProfile) -> None:
    """`repr` names the facts that are known, in their order, and not what they are."""
    known = [name for name in ALL_FACTS if getattr(profile, name) not in (None, ())]
    assert repr(profile) == str(profile) == f"PatientProfile({', '.join(f'{name}=...' for name in known)})"


@settings(max_examples=60, deadline=None)
@given(profiles(records=("record-a", "record-b")))
def test_known_names_what_was_told(profile: so.PatientProfile) -> None:
    """`known` lists the facts that are neither `None` nor empty, in the order of the contract; False is an answer."""
    assert list(profile.known()) == [name for name in ALL_FACTS if getattr(profile, name) not in (None, ())]


def test_no_is_an_answer() -> None:
    """A fact that is known to be false is known."""
    assert so.PatientProfile(companion=False).known() == ("companion",)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_profiles_with_other_facts_are_not_equal(data: st.DataObject) -> None:
    """Two profiles are equal only if each fact is."""
    name = data.draw(st.sampled_from(ALL_FACTS))
    value = data.draw(fact_values(name, ("record-a", "record-b")))
    assert so.PatientProfile(**{name: value}) != so.PatientProfile()


# As JSON


@settings(max_examples=100, deadline=None)
@given(profiles(records=("record-a", "record-b")))
def test_a_profile_comes_back_from_json(profile: so.PatientProfile) -> None:
    """A profile that was written is read as an equal one, from values and from text."""
    data = so.profile_to_dict(profile)
    assert so.profile_from_dict(data) == profile
    assert so.profile_loads(json.dumps(data)) == profile
    assert so.profile_loads(json.dumps(data).encode()) == profile


def test_the_form_of_a_profile_in_json() -> None:
    """In JSON a date is its ISO text, many values are a list, and what is unknown is null or an empty list."""
    data = so.profile_to_dict(so.PatientProfile(appointment=DAY, insurance=("medicare",), companion=False))
    assert data["appointment"] == "2026-12-14"
    assert data["insurance"] == ["medicare"]
    assert data["companion"] is False
    assert data["role"] is None
    assert data["concerns"] == []


@pytest.mark.parametrize("name", ALL_FACTS)
def test_null_is_unknown(name: str) -> None:
    """In JSON null stands for an unknown value, and where there may be many, an empty list as well."""
    assert so.profile_from_dict({name: None}) == so.PatientProfile()
    if name not in SINGLE:
        assert so.profile_from_dict({name: []}) == so.PatientProfile()


def test_a_fact_that_is_not_in_json_is_unknown() -> None:
    """An empty object is a profile of nothing."""
    assert so.profile_from_dict({}) == so.PatientProfile()


WRONG_JSON: t.Final[tuple[tuple[str, t.Any, str], ...]] = (
    ("role", 7, "$.role"),
    ("role", "uncle", "$.role"),
    ("role", True, "$.role"),
    ("companion", 1, "$.companion"),
    ("companion", "true", "$.companion"),
    ("companion", 1.0, "$.companion"),
    ("insurance", "medicare", "$.insurance"),
    ("insurance", {"medicare": True}, "$.insurance"),
    ("insurance", ["medicare", None], "$.insurance[1]"),
    ("insurance", ["aetna"], "$.insurance[0]"),
    ("appointment", "14 December 2026", "$.appointment"),
    ("appointment", "2026-13-01", "$.appointment"),
    ("appointment", "2026-12-1", "$.appointment"),
    ("appointment", "20261214", "$.appointment"),
    ("appointment", "2026-W50-1", "$.appointment"),
    ("appointment", "2026-12-14T09:00", "$.appointment"),
    ("appointment", 20261214, "$.appointment"),
    ("appointment", ["2026-12-14"], "$.appointment"),
    ("reading_language", "e", "$.reading_language"),
    ("country", 1, "$.country"),
    ("country", "us", "$.country"),
    ("records_held", ["Slides"], "$.records_held[0]"),
)


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [pytest.param(*row) for row in WRONG_JSON],
    ids=repr,
)
def test_a_wrong_value_in_json_is_refused(name: str, value: t.Any, path: str) -> None:
    """A profile in JSON is read strictly: nothing is coerced, and each refusal has its path."""
    with pytest.raises(so.ProfileError) as caught:
        so.profile_from_dict({name: value})
    assert [problem.path for problem in caught.value.problems] == [path]


BY_THE_PROFILE: t.Final[tuple[tuple[str, t.Any, str], ...]] = (
    ("country", "UK", "$.country"),
    ("insurance", ["medicare", "medicare"], "$.insurance"),
)


@pytest.mark.parametrize(("name", "value", "path"), BY_THE_PROFILE)
def test_what_the_type_allows_and_the_fact_does_not_is_refused(name: str, value: t.Any, path: str) -> None:
    """A value in JSON of the right type that the fact cannot have is refused as it is in Python."""
    with pytest.raises(so.ProfileError) as caught:
        so.profile_from_dict({name: value})
    assert [problem.path for problem in caught.value.problems] == [path]


@pytest.mark.parametrize(("wrong", "right"), [("UK", "GB"), ("USA", "US"), ("us", "US")])
def test_a_usual_slip_in_a_country_is_answered_in_json(wrong: str, right: str) -> None:
    """The advice for a country is the same for a profile from JSON."""
    with pytest.raises(so.ProfileError) as caught:
        so.profile_from_dict({"country": wrong})
    assert f"write '{right}'" in caught.value.problems[0].message


def test_all_problems_in_json_are_named_at_once() -> None:
    """A profile in JSON is refused with all that is wrong with it."""
    with pytest.raises(so.ProfileError) as caught:
        so.profile_from_dict({"role": "uncle", "phase": 7, "insurence": [], "concerns": ["time", "weather"]})
    paths = sorted(problem.path for problem in caught.value.problems)
    assert paths == ["$", "$.concerns[1]", "$.phase", "$.role"]


def test_problems_of_both_kinds_are_named_at_once() -> None:
    """A wrong type does not hide a country that does not exist, nor a value that stands twice."""
    with pytest.raises(so.ProfileError) as caught:
        so.profile_from_dict({"role": "uncle", "country": "XX", "insurance": ["medicare", "medicare"]})
    assert sorted(problem.path for problem in caught.value.problems) == ["$.country", "$.insurance", "$.role"]


def test_a_misspelt_fact_is_answered() -> None:
    """A field that does not exist is refused with the one that was likely meant."""
    with pytest.raises(so.ProfileError) as caught:
        so.profile_from_dict({"insurence": ["medicare"]})
    (problem,) = caught.value.problems
    assert problem.path == "$"
    assert "did you mean 'insurance'?" in problem.message


@pytest.mark.parametrize("wrong", [None, [], "profile", 7, True, [{}]])
def test_a_profile_in_json_is_an_object(wrong: t.Any) -> None:
    """Anything but an object is refused as a whole."""
    with pytest.raises(so.ProfileError) as caught:
        so.profile_from_dict(wrong)
    (problem,) = caught.value.problems
    assert problem.path == "$"
    assert "expected an object" in problem.message


@pytest.mark.parametrize(
    "text", ["", " \n", "{", "{'role': 'parent'}", "role: parent", b"\xff", '{"role": NaN}', "{}{}"]
)
def test_a_text_that_is_no_json_is_refused(text: str | bytes) -> None:
    """A text that cannot be read is a `ProfileError` too."""
    with pytest.raises(so.ProfileError):
        so.profile_loads(text)


def test_a_fact_that_stands_twice_in_a_text_is_refused() -> None:
    """People write profiles by hand, and of two values for one fact neither may win silently."""
    with pytest.raises(so.ProfileError, match="'role' stands twice"):
        so.profile_loads('{"role": "parent", "role": "patient"}')


# Values that are text, but of a class of their own


class Country(enum.StrEnum):
    """What an application may have for countries."""

    US = "US"


def test_a_text_of_an_own_class_is_refused_or_written() -> None:
    """What a profile accepts can be written and read again: a text of a subclass of `str` must not break that."""
    try:
        plan = plan_of(country=Country.US)
    except so.ProfileError:
        return
    assert so.loads(so.dumps(plan)) == plan


def test_a_plan_shows_no_profile() -> None:
    """The `repr` of a plan tells nothing of the person."""
    said = repr(plan_of(cancer_type="breast", appointment=DAY))
    assert "breast" not in said
    assert DAY.isoformat() not in said
    assert MONDAY.isoformat() in said
