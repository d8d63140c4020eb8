"""Plans that were stored once: every later release loads them, and finds in them what was put there."""

import datetime as dt
import json
import pathlib
import typing as t

import pytest
from strategies import entry

import second_opinion as so
from second_opinion import packaged
from second_opinion.migrations import OLDEST, VERSION

OLD: t.Final = pathlib.Path(__file__).parent / "old"
FILES: t.Final = sorted(OLD.glob("plan-*.json"))


@pytest.fixture
def synthetic() -> so.PrepPlan:
    """Return the plan that was made up in version 0 of the format."""
    return so.loads((OLD / "plan-0.json").read_bytes())


@pytest.fixture
def first() -> so.PrepPlan:
    """Return the plan that was stored in version 1 of the format."""
    return so.loads((OLD / "plan-1.json").read_bytes())


def test_there_is_a_plan_of_each_version() -> None:
    """For each version that the format has had there is a stored plan that says so."""
    assert [json.loads(path.read_text("utf-8"))["version"] for path in FILES] == list(range(OLDEST, VERSION + 1))
    assert [path.stem for path in FILES] == [f"plan-{version}" for version in range(OLDEST, VERSION + 1)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_stored_plan_is_kept_by_storing_it_again(path: pathlib.Path) -> None:
    """A plan that was loaded and stored again loads as the same, and in the newest version says the same."""
    plan = so.loads(path.read_bytes())
    assert so.loads(so.dumps(plan)) == plan
    stored = json.loads(path.read_text("utf-8"))
    if stored["version"] == VERSION:
        assert _without_new_fields(so.to_dict(plan), stored) == stored
        assert list(so.to_dict(plan)) == list(stored)


def _without_new_fields(now: t.Any, then: t.Any) -> t.Any:
    """Return JSON without the keys that an item of an older release did not have, where they say nothing."""
    if isinstance(now, dict):
        known = t.cast("dict[str, t.Any]", now)
        return {key: _without_new_fields(one, then.get(key)) for key, one in known.items() if one or key in then}
    if isinstance(now, list):
        return [_without_new_fields(*pair) for pair in zip(now, then, strict=True)]
    return now


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


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_stored_plan_goes_on(path: pathlib.Path) -> None:
    """An old plan is renewed with the content of today, and nothing that the person wrote is lost."""
    plan = so.loads(path.read_bytes())
    again = so.refresh(plan, today=dt.date(2027, 1, 4))
    # A mark that says no more than that a record is at hand is a fact, and may go where that record is not needed.
    written = [one for one in plan.entries() if one.note is not None or one.answer is not None or one.is_own]
    assert len(written) > 3
    for one in written:
        now = entry(again, one.id)
        assert (now.status, now.answer, now.note, now.is_own) == (one.status, one.answer, one.note, one.is_own)
    assert so.loads(so.dumps(again.add_question("And?", audience="yourself").add_step("Go"))).created.year == 2027


# Version 0


def test_the_plan_of_version_0_has_all_that_it_had_otherwise() -> None:
    """The file has what was otherwise then: the name of the day, reasons as one text, *todo*, and no rush."""
    stored = json.loads((OLD / "plan-0.json").read_text("utf-8"))
    lists = ("notices", "topics", "questions", "records", "steps", "resources")
    entries = [one for name in lists for one in stored[name]]
    assert all(stored[name] for name in lists)
    assert ("made_on" in stored, "created" in stored) == (True, False)
    assert {type(one["because"]) for one in entries} == {str}
    assert {one["status"] for one in entries} == {"todo", "done", "skipped"}
    assert not any("rush" in one for one in entries)


def test_the_plan_of_version_0_has_its_head_and_facts(synthetic: so.PrepPlan) -> None:
    """The day, the pack and the facts are those of the file."""
    assert (synthetic.created, synthetic.language) == (dt.date(2025, 6, 30), "en")
    assert [(pack.id, pack.version) for pack in synthetic.packs] == [("core", "2025.6")]
    assert synthetic.profile == so.PatientProfile(
        role="parent",
        cancer_type="leukemia",
        phase="newly_diagnosed",
        country="GB",
        insurance=("public_system",),
        appointment=dt.date(2025, 7, 14),
        records_held=("record-list-of-medicines",),
    )
    assert len(synthetic.entries()) == 11
    assert synthetic.unanswered == ("age_group",)


def test_the_plan_of_version_0_has_its_reasons_marks_and_dates(synthetic: so.PrepPlan) -> None:
    """One reason is one, an empty one is none; what was to do is open; nothing is a rush."""
    reasons = {one.id: one.because for one in synthetic.entries() if one.because}
    assert reasons == {
        "ask-all-options": ("you are a parent",),
        "ask-cost": ("you have public health care",),
        "resource-line": ("you are in the United Kingdom",),
    }
    assert {one.id: one.status for one in synthetic.entries() if one.status != "open"} == {
        "notice-fever": "done",
        "ask-all-options": "done",
        "ask-school": "skipped",
        "record-list-of-medicines": "done",
        "step-book-travel": "skipped",
    }
    assert {one.id: one.due for one in synthetic.entries() if one.due} == {
        "record-bone-marrow-report": dt.date(2025, 7, 4),
        "step-book-travel": dt.date(2025, 7, 2),
    }
    assert [one.id for one in synthetic.entries() if one.certainty == "may_apply"] == ["ask-school"]
    assert not any(one.rush for one in synthetic.entries())


def test_the_plan_of_version_0_has_what_the_person_wrote(synthetic: so.PrepPlan) -> None:
    """Answers, notes and the own item are there to the letter."""
    asked = entry(synthetic, "ask-all-options")
    assert (asked.answer, asked.note) == ("Two ways.\r\nShe drew both.", "kind \u2764")
    assert entry(synthetic, "record-bone-marrow-report").answer == "Asked on Monday."
    assert entry(synthetic, "about-second-opinion").note == ""
    own = entry(synthetic, "own-1")
    assert own.item.text == "Can his brother visit?\r\n<i>Tom\x00 & \U0001f642\udc00"
    assert (own.is_own, own.note) == (True, "he asked\tme")
    assert synthetic.add_question("And?", audience="yourself").questions[1].id == "own-2"


# Version 1


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


# Newer ones


def remedy(packs: t.Any, version: int = VERSION + 1) -> str:
    """Return what the error says to do about a plan of a newer version that was made from some packs."""
    with pytest.raises(so.PlanFormatError) as caught:
        so.from_dict({"format": "second-opinion/prep-plan", "version": version, "packs": packs, "colour": "red"})
    (problem,) = caught.value.problems
    assert problem.path == "$.version"
    said, _, remedy = problem.message.partition(": ")
    assert said == f"{version} is newer than {VERSION}, the newest that this release reads"
    return remedy


@pytest.mark.parametrize(
    ("version", "release"),
    [("2027.3", "2027.3"), ("2027.03", "2027.3"), ("2027.11.2", "2027.11.2"), ("2028.10.0", "2028.10.0")],
)
def test_a_newer_plan_names_the_release_that_reads_it(version: str, release: str) -> None:
    """A plan of a newer version says by its pack *core* which release made it: that one, or a newer one, reads it."""
    packs = [{"id": "breast", "version": "2030.1"}, {"id": "core", "version": version, "colour": "red"}]
    assert remedy(packs) == f"it was made by second-opinion {release}, so upgrade to that or a newer one"


@pytest.mark.parametrize(
    "packs",
    [
        None,
        7,
        "core",
        {},
        {"id": "core", "version": "2027.3"},
        [],
        ["core", None, ["core"]],
        [{"id": "breast", "version": "2027.3"}],
        [{"version": "2027.3"}],
        [{"id": "core"}],
        [{"id": "core", "version": 2027.3}],
        [{"id": "core", "version": "3.1"}],
        [{"id": "core", "version": "2027.3\n"}],
        [{"id": "core", "version": None}],
        [{"id": "core", "version": "\uff12027.3"}],
    ],
    ids=ascii,
)
def test_a_newer_plan_without_its_release_says_to_upgrade(packs: t.Any) -> None:
    """Where a newer plan does not say which release made it, the error says what helps all the same."""
    assert remedy(packs) == "upgrade second-opinion"


def test_a_newer_plan_with_a_release_of_any_length_is_refused() -> None:
    """A version of thousands of digits is no release, and breaks no reading."""
    assert "upgrade" in remedy([{"id": "core", "version": f"2027.1.{'9' * 5000}"}])


def test_a_newer_plan_without_packs_says_to_upgrade() -> None:
    """A newer plan need not even have packs."""
    with pytest.raises(so.PlanFormatError, match="upgrade second-opinion"):
        so.from_dict({"format": "second-opinion/prep-plan", "version": 10**6})


def test_the_pack_core_has_the_version_of_the_release() -> None:
    """The message about newer plans rests on this: year and month of the pack *core* are those of the package."""
    core = json.loads(packaged.read("packs", "core.json"))
    assert [int(part) for part in core["version"].split(".")[:2]] == [
        int(part) for part in so.__version__.split(".")[:2]
    ]
    assert so.build_plan(so.PatientProfile(), today=dt.date(2026, 11, 22)).packs[0].id == "core"
