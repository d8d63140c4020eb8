"""Plans that were stored once: every later release loads them, and finds in them what was put there."""

import datetime as dt
import json
import pathlib
import typing as t

import pytest

import second_opinion as so
from second_opinion.serialize import VERSION

FILES: t.Final = sorted((pathlib.Path(__file__).parent / "old").glob("plan-*.json"))


@pytest.fixture
def first() -> so.PrepPlan:
    """Return the plan that was stored in version 1 of the format."""
    return so.loads(FILES[0].read_bytes())


def entry(plan: so.PrepPlan, item_id: str) -> so.PlanItem[t.Any]:
    """Return the entry of a plan with an id."""
    (found,) = [one for one in plan.entries() if one.id == item_id]
    return found


def test_there_is_a_plan_of_each_version() -> None:
    """For each version that the format has had there is a stored plan that says so."""
    assert [json.loads(path.read_text("utf-8"))["version"] for path in FILES] == list(range(1, VERSION + 1))
    assert [path.stem for path in FILES] == [f"plan-{version}" for version in range(1, VERSION + 1)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_stored_plan_is_kept_by_storing_it_again(path: pathlib.Path) -> None:
    """A plan that was loaded and stored again loads as the same, and in the newest version says the same."""
    plan = so.loads(path.read_bytes())
    assert so.loads(so.dumps(plan)) == plan
    stored = json.loads(path.read_text("utf-8"))
    if stored["version"] == VERSION:
        assert so.to_dict(plan) == stored
        assert list(so.to_dict(plan)) == list(stored)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["markdown", "text"])
def test_a_stored_plan_can_be_shown(path: pathlib.Path, form: t.Any) -> None:
    """An old plan is rendered in every format, with all that is in it."""
    plan = so.loads(path.read_bytes())
    said = " ".join(so.render(plan, form).split())
    texts = [entry.item.text for entry in plan.notices] + [entry.item.text for entry in plan.questions]
    assert texts
    for text in texts:
        assert text.split("<")[0].strip() in said


def test_the_first_plan_has_its_head(first: so.PrepPlan) -> None:
    """The day, the language, the pack and its review are those of that time, not of today's content."""
    assert (first.created, first.language) == (dt.date(2026, 11, 22), "en")
    (pack,) = first.packs
    assert (pack.id, pack.version, pack.reviewed_on) == ("core", "2026.11", dt.date(2026, 11, 2))
    assert pack.review == "not clinically reviewed"
    assert len(first.entries()) == 19


def test_the_first_plan_has_its_facts(first: so.PrepPlan) -> None:
    """Every fact that was known is, with its value, and no other."""
    assert first.profile.insurance == ("medicare", "private_other")
    assert first.profile.appointment == dt.date(2026, 12, 14)
    assert first.profile.is_rare is False
    assert first.profile.records_held == ("record-images",)
    assert len(first.profile.known()) == 21
    assert first.profile.fertility_matters is None


def test_the_first_plan_has_the_content_of_its_time(first: so.PrepPlan) -> None:
    """An item that is worded otherwise today, or that is gone, is in an old plan as it was."""
    topic = entry(first, "about-second-opinion").item
    assert topic.points == ("The words of an older release.", "Other words now.")
    assert entry(first, "notice-old").item.text == "An item that was taken out since."
    assert entry(first, "resource-moved").item.replaced_by == ("resource-acs-helpline",)
    assert entry(first, "record-pathology-report").item.timing == so.Timing("visit", -21)
    assert [source.id for source in first.sources] == ["source-leaflet", "source-paper"]
    assert [term.meaning for term in first.terms] == ["A small piece is taken out and looked at."]


def test_the_first_plan_has_its_dates_and_reasons(first: so.PrepPlan) -> None:
    """Dates, rushes, doubts and reasons are those that were worked out then."""
    medicare = entry(first, "ask-medicare")
    assert (medicare.because, medicare.certainty) == (("you have Medicare",), "applies")
    assert entry(first, "record-operative-report").certainty == "may_apply"
    late = entry(first, "step-send-list-ahead")
    assert (late.due, late.rush) == (dt.date(2026, 11, 22), True)
    assert entry(first, "step-compare").due == dt.date(2026, 12, 21)


def test_the_first_plan_has_what_the_person_wrote(first: so.PrepPlan) -> None:
    """Answers, notes, marks and own items are there to the letter, whatever letters they are."""
    asked = entry(first, "ask-all-options")
    assert (asked.status, asked.answer) == ("done", "Three ways.\nHe drew a picture \U0001f642")
    assert asked.note == 'ask about "watchful waiting" too'
    skipped = entry(first, "ask-medicare")
    assert (skipped.status, skipped.note, skipped.answer) == ("skipped", "", None)
    own = entry(first, "own-1")
    assert own.item.text == "Can my sister come too? <b>&\x00\ud800"
    assert {one.id for one in first.entries() if one.origin == "user"} == {"own-1", "own-2", "own-3"}
    assert entry(first, "own-2").due == dt.date(2026, 12, 13)
