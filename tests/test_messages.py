"""Messages: the renderers' own words, each there and each in use."""

import datetime as dt
import json
import typing as t

import attrs
import pytest
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
from second_opinion import packaged
from second_opinion.rendering.document import document
from second_opinion.rendering.messages import Messages, messages

SAY: t.Final = messages("en")
TEXTS: t.Final[dict[str, t.Any]] = json.loads(packaged.read("rendering", "messages", "en.json"))

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
            assert one == one.strip() or key == "and"


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
    yield so.build_plan(so.PatientProfile(), catalog=catalog(topic(), reviewed_on=MONDAY), today=MONDAY)
    for fact in ALL_FACTS:
        yield attrs.evolve(plan_of(topic()), unanswered=(fact,))


def test_every_message_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """No message lies in the file that nothing says, and nothing is said that is not in the file."""
    used: set[str] = {"weekdays", "months"}
    say = Messages.__call__

    def said(self: Messages, key: str, **values: str) -> str:
        used.add(key)
        return say(self, key, **values)

    monkeypatch.setattr(Messages, "__call__", said)
    for plan in _plans():
        document(plan)
    assert used == set(TEXTS)


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
