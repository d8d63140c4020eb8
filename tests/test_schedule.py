"""When something is due."""

import datetime as dt
import pathlib
import typing as t

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from strategies import MONDAY, pack_data, plan_of, record, step, with_value, write_pack

import second_opinion as so

FRIDAY = MONDAY + dt.timedelta(4)
SATURDAY, SUNDAY = FRIDAY + dt.timedelta(1), FRIDAY + dt.timedelta(2)
DAY = dt.timedelta(1)

days_of_life = st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31))
Anchor = t.Literal["plan", "visit", "treatment"]


def _due(anchor: Anchor, days: int, *, today: dt.date = MONDAY, **facts: t.Any) -> tuple[dt.date | None, bool]:
    """Return when a step with a timing is due, and whether that is a rush."""
    (entry,) = plan_of(step(timing=so.Timing(anchor, days)), today=today, **facts).steps
    return entry.due, entry.rush


def test_a_step_without_timing_has_no_date() -> None:
    """What has no timing is due on no day, however near the visit is."""
    (entry,) = plan_of(step(), appointment=MONDAY + DAY, treatment_start=MONDAY).steps
    assert (entry.due, entry.rush) == (None, False)


@pytest.mark.parametrize(
    ("anchor", "days", "due"),
    [
        ("plan", 0, MONDAY),
        ("plan", 2, MONDAY + 2 * DAY),
        ("visit", -7, MONDAY + 14 * DAY),
        ("visit", 0, MONDAY + 21 * DAY),
        ("visit", 1, MONDAY + 22 * DAY),
        ("treatment", -14, MONDAY + 14 * DAY),
        ("treatment", 0, MONDAY + 28 * DAY),
    ],
)
def test_a_step_is_due_days_from_its_anchor(anchor: Anchor, days: int, due: dt.date) -> None:
    """The anchors are the day of the plan, the visit and the start of treatment; negative days are before."""
    facts = {"appointment": MONDAY + 21 * DAY, "treatment_start": MONDAY + 28 * DAY}
    assert _due(anchor, days, **facts) == (due, False)


@pytest.mark.parametrize("anchor", ["visit", "treatment"])
@pytest.mark.parametrize("days", [-30, 0, 30])
def test_without_its_anchor_a_step_has_no_date(anchor: Anchor, days: int) -> None:
    """A step before a visit or a treatment whose day is not known has no date, and no rush."""
    assert _due(anchor, days) == (None, False)


@pytest.mark.parametrize("day", [SATURDAY, SUNDAY])
def test_a_weekend_moves_back_to_friday(day: dt.date) -> None:
    """Offices are closed at the weekend, so what is due then is due on the Friday before."""
    assert _due("visit", 0, appointment=day) == (FRIDAY, False)
    assert _due("plan", (day - MONDAY).days) == (FRIDAY, False)


@pytest.mark.parametrize("today", [SATURDAY, SUNDAY])
def test_a_weekend_does_not_move_to_before_today(today: dt.date) -> None:
    """On a Saturday or a Sunday nothing moves back to the Friday that is over, and that alone is no rush."""
    assert _due("plan", 0, today=today) == (today, False)
    assert _due("visit", 0, today=SATURDAY, appointment=SUNDAY) == (SATURDAY, False)


@pytest.mark.parametrize("weekday", range(5))
def test_a_working_day_stays(weekday: int) -> None:
    """Monday to Friday, a step is due on the day that its timing says."""
    assert _due("plan", weekday) == (MONDAY + weekday * DAY, False)


def test_what_should_have_begun_is_due_today() -> None:
    """Where time is too short, a step is due today and in a rush."""
    assert _due("visit", -30, appointment=MONDAY + 7 * DAY) == (MONDAY, True)
    assert _due("visit", -8, appointment=MONDAY + 7 * DAY) == (MONDAY, True)


def test_what_is_due_today_is_no_rush() -> None:
    """A step that is due just today has all the time it usually needs."""
    assert _due("visit", -7, appointment=MONDAY + 7 * DAY) == (MONDAY, False)


@pytest.mark.parametrize("days", [-30, 0, 30])
def test_a_visit_that_is_over_dates_nothing(days: int) -> None:
    """A visit before today has happened: nothing is dated from it or rushed for it, before or after."""
    assert _due("visit", days, appointment=MONDAY - DAY) == (None, False)


@pytest.mark.parametrize("anchor", ["plan", "visit"])
@pytest.mark.parametrize("stage", ["decide", "arrange", "gather", "prepare", "visit"])
@pytest.mark.parametrize("facts", [{"appointment": MONDAY - DAY}, {"opinions": "agree"}, {"opinions": "differ"}])
def test_what_led_up_to_a_visit_that_is_over_has_no_date(anchor: Anchor, stage: t.Any, facts: dict[str, t.Any]) -> None:
    """After the visit, or with the opinion at hand, nothing that was to be done before it has a date any more."""
    items = (step(stage=stage, timing=so.Timing(anchor, 2)), record(timing=so.Timing(anchor, 2)))
    plan = plan_of(*items, treatment_start=MONDAY + 7 * DAY, **facts)
    assert [(entry.due, entry.rush) for entry in (*plan.steps, *plan.records)] == [(None, False)] * 2


@pytest.mark.parametrize("facts", [{"appointment": MONDAY - DAY}, {"opinions": "agree"}, {"opinions": "differ"}])
def test_a_start_of_treatment_that_is_ahead_dates_what_it_did(facts: dict[str, t.Any]) -> None:
    """What is to be done before treatment starts is dated from that day also when the visit is over."""
    items = (step(stage="decide", timing=so.Timing("treatment", -2)), record(timing=so.Timing("treatment", -2)))
    plan = plan_of(*items, treatment_start=MONDAY + 4 * DAY, **facts)
    assert [entry.due for entry in (*plan.steps, *plan.records)] == [MONDAY + 2 * DAY] * 2


@pytest.mark.parametrize("facts", [{"appointment": MONDAY - DAY}, {"opinions": "agree"}, {"opinions": "differ"}])
def test_what_comes_after_the_visit_is_dated(facts: dict[str, t.Any]) -> None:
    """What is to be done after the visit keeps its date, from the day of the plan or the start of treatment."""
    (entry,) = plan_of(step(stage="after", timing=so.Timing("plan", 2)), **facts).steps
    assert entry.due == MONDAY + 2 * DAY


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"opinions": "waiting"},
        {"opinions": "waiting", "appointment": MONDAY},
        {"opinions": "differ", "appointment": MONDAY},
        {"opinions": "agree", "appointment": MONDAY + DAY},
    ],
)
def test_a_visit_ahead_is_not_over(facts: dict[str, t.Any]) -> None:
    """While the answer is awaited, or another visit is ahead, what leads up to it is dated."""
    plan = plan_of(step(timing=so.Timing("plan", 2)), record(timing=so.Timing("plan", 2)), **facts)
    assert [entry.due for entry in (*plan.steps, *plan.records)] == [MONDAY + 2 * DAY] * 2


@pytest.mark.parametrize("days", [-30, 0, 30])
def test_a_treatment_that_has_begun_dates_nothing(days: int) -> None:
    """A treatment that started before today is not prepared for any more."""
    assert _due("treatment", days, treatment_start=MONDAY - DAY) == (None, False)


def test_a_visit_today_is_still_ahead() -> None:
    """On the day of the visit itself what comes before it is a rush, and the visit is dated."""
    assert _due("visit", 0, appointment=MONDAY) == (MONDAY, False)
    assert _due("visit", -1, appointment=MONDAY) == (MONDAY, True)


def test_a_record_is_dated_like_a_step() -> None:
    """A record has its day by which to ask for it, by the same rules."""
    timing = so.Timing("visit", -10)
    (entry,) = plan_of(record(timing=timing), appointment=MONDAY + 14 * DAY).records
    assert (entry.due, entry.rush) == (MONDAY + 4 * DAY, False)
    (entry,) = plan_of(record(timing=timing), appointment=MONDAY + 3 * DAY).records
    assert (entry.due, entry.rush) == (MONDAY, True)


def test_a_record_that_is_held_has_no_date() -> None:
    """A record that a person has already is done, and not to be asked for by any day."""
    item = record(timing=so.Timing("visit", -10))
    (entry,) = plan_of(item, appointment=MONDAY + DAY, records_held=("record-a",)).records
    assert (entry.status, entry.due, entry.rush) == ("done", None, False)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(("plan", "visit", "treatment")),
    st.integers(-400, 400),
    days_of_life,
    st.none() | st.integers(-400, 400),
    st.none() | st.integers(-400, 400),
)
@example("visit", 0, SUNDAY, 0, None)
@example("treatment", -3, MONDAY, None, 2)
def test_the_rules_of_dates(
    anchor: Anchor, days: int, today: dt.date, visit: int | None, treatment: int | None
) -> None:
    """On any day: never in the past, never later than said, off the weekend where there is room, rushed if too late."""
    facts = {
        name: today + distance * DAY
        for name, distance in (("appointment", visit), ("treatment_start", treatment))
        if distance is not None
    }
    start = {"plan": today, "visit": facts.get("appointment"), "treatment": facts.get("treatment_start")}[anchor]
    due, rush = _due(anchor, days, today=today, **facts)
    is_over = visit is not None and visit < 0
    if (is_over and anchor != "treatment") or start is None or start < today:
        assert (due, rush) == (None, False)
        return
    said = start + days * DAY
    assert due is not None
    assert due >= today
    assert rush is (said < today)
    assert due == today if rush else said - 2 * DAY <= due <= said
    assert due.weekday() < 5 or due == today
    if not rush and said.weekday() < 5:
        assert due == said


@settings(max_examples=60, deadline=None)
@given(st.integers(-60, 60), st.integers(0, 120), days_of_life)
def test_a_later_visit_never_brings_a_date_forward(days: int, distance: int, today: dt.date) -> None:
    """With one day more until the visit, no step is due earlier, and none that was not becomes a rush."""
    assume(days + distance > -60)
    due, rush = _due("visit", days, today=today, appointment=today + distance * DAY)
    later, later_rush = _due("visit", days, today=today, appointment=today + (distance + 1) * DAY)
    assert due is not None
    assert later is not None
    assert later >= due
    assert rush or not later_rush


FIRST, LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


@pytest.mark.parametrize("today", [FIRST, LAST], ids=str)
@pytest.mark.parametrize("visit", [FIRST, LAST], ids=str)
@pytest.mark.parametrize("days", [-400, 0, 400])
def test_any_day_that_is_accepted_gives_a_plan(today: dt.date, visit: dt.date, days: int) -> None:
    """From the first to the last day that a profile may hold, a plan can reckon with it."""
    due, _ = _due("visit", days, today=today, appointment=visit)
    assert due is None or due >= today


@pytest.mark.parametrize("days", [10**9, 10**7, -(10**7)])
def test_a_timing_beyond_the_calendar_breaks_no_plan(days: int, tmp_path: pathlib.Path) -> None:
    """A slip in the timing of a pack does not make every plan with it impossible: it is refused, or has no effect."""
    data = with_value(pack_data(), ("records", 0, "timing", "days"), days)
    try:
        content = so.Catalog((so.read_pack(write_pack(tmp_path, data)),))
    except so.PackError:
        return
    plan = so.build_plan(so.PatientProfile(appointment=MONDAY + DAY), catalog=content, today=MONDAY)
    assert [entry.due is None or entry.due >= MONDAY for entry in plan.records] == [True]


@pytest.mark.parametrize(
    "wrong",
    [dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC), "2026-11-23", 20261123, dt.date.min, dt.date.max, 0, ""],
    ids=str,
)
def test_today_is_a_day(wrong: t.Any) -> None:
    """A moment in time, a text or a day centuries away is no day for which a plan can be made."""
    with pytest.raises(so.UnusableDayError, match=r"^today: "):
        plan_of(step(), today=wrong)
