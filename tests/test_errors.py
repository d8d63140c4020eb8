"""Errors: what they are, what they say, and what they never say."""

import copy
import datetime as dt
import json
import pickle
import typing as t

import attrs
import pytest
from strategies import MONDAY, notice, pack_data, places, plan_of, question, record, step, topic, with_value, write_pack

import second_opinion as so

PROBLEMS = (so.Problem("$.a", "is missing"), so.Problem("$.b[0]", "is empty"))

EACH: t.Final[tuple[tuple[so.SecondOpinionError, tuple[type[Exception], ...]], ...]] = (
    (so.ProfileError(PROBLEMS), (ValueError,)),
    (so.PackError(PROBLEMS, "pack.json"), (ValueError,)),
    (so.EntryError(PROBLEMS), (ValueError,)),
    (so.PlanFormatError(PROBLEMS), (ValueError,)),
    (so.UnknownIdError("ask-b", ("ask-a",), ("ask-c",)), (LookupError,)),
    (so.UnknownFormatError("docx", ("markdown", "text")), (LookupError, ValueError)),
    (so.UnknownAudienceError("nurse", ("insurer",)), (LookupError, ValueError)),
    (so.UnknownLanguageError("xx", ("en",)), (LookupError, ValueError)),
    (so.UnknownSectionError("x", ("steps",)), (LookupError, ValueError)),
    (so.UnusableDayError("expected a date, got 'today'"), (ValueError,)),
    (so.MissingExtraError("pdf"), (ImportError,)),
)
ERRORS = [error for error, _ in EACH]

each_error = pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)


def test_every_public_error_is_looked_at_here() -> None:
    """No error class is public without the rules of this file being asked of it."""
    public = {name for name in so.__all__ if name.endswith("Error")}
    assert {type(error).__name__ for error in ERRORS} | {"SecondOpinionError"} == public


@pytest.mark.parametrize(("error", "builtins"), EACH, ids=lambda value: type(value).__name__)
def test_an_error_is_also_the_built_in_one(error: Exception, builtins: tuple[type[Exception], ...]) -> None:
    """Every error is caught as `SecondOpinionError`, and as the built-in error one would expect."""
    assert isinstance(error, so.SecondOpinionError)
    assert all(isinstance(error, builtin) for builtin in builtins)


@each_error
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_can_be_sent_to_another_process(error: so.SecondOpinionError, protocol: int) -> None:
    """An error that went through pickle says the same and has the same parts."""
    again = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301 (made here)
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


@each_error
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_an_error_can_be_copied(
    error: so.SecondOpinionError, copied: t.Callable[[so.SecondOpinionError], so.SecondOpinionError]
) -> None:
    """A copy of an error says the same and has the same parts."""
    again = copied(error)
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_a_problem_says_where_and_what() -> None:
    """A problem is shown as its path and its message."""
    assert str(so.Problem("$.questions[3].audience", "is missing")) == "$.questions[3].audience: is missing"


def test_a_problem_can_be_seen_from_a_larger_document() -> None:
    """`Problem.under` puts the path of a part behind the place of that part, and keeps the message."""
    assert so.Problem("$.role", "is wrong").under("$.profile") == so.Problem("$.profile.role", "is wrong")
    assert so.Problem("$", "is wrong").under("$.packs[1]") == so.Problem("$.packs[1]", "is wrong")


def test_an_error_with_problems_has_a_line_for_each() -> None:
    """All problems are in the message, one to a line, in their order."""
    assert str(so.ProfileError(PROBLEMS)).splitlines() == [str(problem) for problem in PROBLEMS]


def test_an_error_about_a_file_names_it_on_each_line() -> None:
    """Each line begins with the file, so that a line alone can be acted on."""
    error = so.PackError(PROBLEMS, "pack.json")
    assert error.where == "pack.json"
    assert str(error).splitlines() == [f"pack.json: {problem}" for problem in PROBLEMS]


def test_an_unknown_id_names_the_nearest() -> None:
    """`UnknownIdError` says which id is unknown, and asks whether a near one was meant."""
    error = so.UnknownIdError("ask-b", ("ask-a", "ask-c"))
    assert (error.item_id, error.nearest, error.replaced_by) == ("ask-b", ("ask-a", "ask-c"), ())
    assert "'ask-b'" in str(error)
    assert "did you mean 'ask-a' or 'ask-c'?" in str(error)


def test_an_unknown_id_without_a_near_one_asks_nothing() -> None:
    """Where no id is near, the message does not pretend that there is."""
    assert "did you mean" not in str(so.UnknownIdError("ask-b"))


def test_a_retired_id_names_its_replacement_and_not_a_likeness() -> None:
    """What replaced an id is the answer; ids that only look like it would mislead."""
    said = str(so.UnknownIdError("ask-b", ("ask-a",), ("ask-new", "ask-newer")))
    assert "use 'ask-new' or 'ask-newer'" in said
    assert "ask-a" not in said


@pytest.mark.parametrize(
    "kind", [so.UnknownFormatError, so.UnknownAudienceError, so.UnknownSectionError, so.UnknownLanguageError]
)
def test_an_unknown_name_lists_the_options(kind: type[so.UnknownFormatError]) -> None:
    """A name that is none of those there are is shown with all of them, and with the one that was likely meant."""
    error = kind("markdwon", ("csv", "markdown", "text"))
    assert (error.name, error.options) == ("markdwon", ("csv", "markdown", "text"))
    assert "'markdwon' is not one of 'csv', 'markdown' or 'text'" in str(error)
    assert "did you mean 'markdown'?" in str(error)


def test_a_missing_extra_says_what_to_run() -> None:
    """The message holds the command that installs what is missing."""
    error = so.MissingExtraError("pdf")
    assert error.extra == "pdf"
    assert "pip install 'second-opinion[pdf]'" in str(error)


def test_an_unusable_day_is_said_to_be_that_of_today() -> None:
    """The message names the argument, since the day is given and not read."""
    error = so.UnusableDayError("expected a date, got 'today'")
    assert error.message == "expected a date, got 'today'"
    assert str(error) == "today: expected a date, got 'today'"


def test_a_long_value_is_cut_in_a_message() -> None:
    """A value that is long, as what people write is and codes are not, is not shown."""
    with pytest.raises(so.ProfileError) as caught:
        so.PatientProfile(country=t.cast("t.Any", "x" * 100_000))
    (problem,) = caught.value.problems
    assert problem.message.startswith("a text of 100000 characters")
    assert "xx" not in problem.message


@pytest.mark.parametrize("length", [57, 58, 59])
def test_a_value_of_sixty_characters_is_shown_whole(length: int) -> None:
    """A value that takes up to 60 characters with its quotes is shown to the letter; a longer one takes 60."""
    with pytest.raises(so.ProfileError) as caught:
        so.PatientProfile(country=t.cast("t.Any", "x" * length))
    shown = caught.value.problems[0].message.partition(" is not")[0]
    assert shown == repr("x" * length) if length <= 58 else len(shown) == 60


def test_a_message_is_one_line_of_ascii() -> None:
    """A value cannot forge a second line, or turn the direction of writing, in a log."""
    with pytest.raises(so.ProfileError) as caught:
        so.PatientProfile(role=t.cast("t.Any", "patient\n$.phase: is fine\u202e\u2028"))
    assert str(caught.value).isascii()
    assert len(str(caught.value).splitlines()) == 1


# What a person wrote

MARKER = "zebra-crossing-7731"


def _marked_plan() -> so.PrepPlan:
    """Return a plan that holds a marker in all that is a person's own words."""
    plan = plan_of(topic(), question(), record(), step(), notice(), wants_prognosis=True, appointment=MONDAY)
    own = {
        "questions": so.Question(id="own-1", text=MARKER, audience="yourself", why=MARKER),
        "records": so.RecordItem(id="own-2", name=MARKER, what=MARKER, form="paper"),
        "steps": so.Step(id="own-3", title=MARKER, stage="visit", actions=(MARKER,)),
    }
    lists: dict[str, t.Any] = {
        name: tuple(attrs.evolve(entry, note=MARKER, answer=MARKER) for entry in getattr(plan, name))
        for name in ("topics", "notices", "questions", "records", "steps")
    }
    for name, item in own.items():
        lists[name] = (*lists[name], so.PlanItem(item=item, rank=9, origin="user", note=MARKER, answer=MARKER))
    return attrs.evolve(plan, **lists)


def test_no_object_shows_what_a_person_wrote() -> None:
    """`repr` and `str` of a plan, its entries, its items and its profile hold no word of the person."""
    plan = _marked_plan()
    assert MARKER in so.dumps(plan)
    objects = [plan, plan.profile, plan.entries(), [entry.item for entry in plan.entries()], plan.questions, plan.steps]
    assert all(MARKER not in repr(one) and MARKER not in str(one) for one in objects)


BROKEN: t.Final[tuple[t.Any, ...]] = (7, None, 1.5, True, [], {}, "", [MARKER], {"x": MARKER}, {MARKER[:3]: [MARKER]})


def test_no_error_shows_what_a_person_wrote() -> None:
    """Whatever is wrong with a plan, and wherever, the error does not quote notes, answers or own items."""
    data = json.loads(so.dumps(_marked_plan()))
    errors: list[so.PlanFormatError] = []
    for path, keys, value in places(data):
        # Elsewhere than in these a person writes nothing, and the wrong value is quoted to be found.
        own_words = value == MARKER or path.endswith((".item", "]", ".note", ".answer")) or path == "$"
        for broken in BROKEN if own_words else BROKEN[:7]:
            try:
                so.from_dict(with_value(data, keys, broken))
            except so.PlanFormatError as error:
                errors.append(error)
    assert len(errors) > 1000
    assert [error for error in errors if MARKER in f"{error} {error!r} {error.problems!r}"] == []


@pytest.mark.parametrize("cut", [-1, -2, -300])
def test_a_broken_text_is_not_quoted(cut: int) -> None:
    """A text that is no JSON is not quoted in the error, whatever a person wrote in it."""
    with pytest.raises(so.PlanFormatError) as caught:
        so.loads(so.dumps(_marked_plan())[:cut])
    assert MARKER not in f"{caught.value} {caught.value!r}"


def test_asking_for_what_is_not_there_quotes_no_words() -> None:
    """Errors of a plan's own methods hold nothing that the person wrote."""
    with pytest.raises(so.UnknownAudienceError) as caught:
        _marked_plan().shortlist(t.cast("t.Any", "nurse"))
    assert MARKER not in f"{caught.value} {caught.value!r}"


def test_a_refused_file_says_which(tmp_path: t.Any) -> None:
    """An error about a pack names the file as the caller wrote it."""
    path = write_pack(tmp_path, {**pack_data(), "licence": 7})
    with pytest.raises(so.PackError) as caught:
        so.read_pack(path)
    assert caught.value.where == str(path)
    assert str(caught.value) == f"{path}: $.licence: expected text, got a whole number"


def test_an_error_of_a_profile_within_a_plan_has_the_path_in_the_plan() -> None:
    """A problem of a part is named with its place in the whole document."""
    plan = plan_of(appointment=dt.date(2026, 12, 14))
    data = with_value(so.to_dict(plan), ("profile", "country"), "XX")
    with pytest.raises(so.PlanFormatError) as caught:
        so.from_dict(data)
    assert [problem.path for problem in caught.value.problems] == ["$.profile.country"]
