"""The calendar: the days of a plan, read back by other programs, and telling nobody what it is about."""

import builtins
import datetime as dt
import importlib
import json
import re
import typing as t
import uuid

import attrs
import icalendar
import pytest
from hostile import HOSTILE, SHORTENED
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from medical_words import WORDS
from strategies import MONDAY, catalog, plan_of, plans, question, record, step
from test_cleaning import breaks_a_rule

import second_opinion as so
from second_opinion import packaged
from second_opinion.errors import MissingExtraError
from second_opinion.items import RecordForm, Stage
from second_opinion.messages import messages
from second_opinion.rendering.calendar import calendar
from second_opinion.rendering.choice import Choice
from second_opinion.rendering.cleaning import clean, lines, one_line

vobject: t.Final[t.Any] = importlib.import_module("vobject")

SAY: t.Final = messages("en")
ALL: t.Final = Choice.of()
VISIT: t.Final = MONDAY + dt.timedelta(21)
NOW: t.Final = dt.datetime(2026, 11, 23, 14, 5, 30, 999, tzinfo=dt.UTC)
KEYS: t.Final[dict[str, str]] = json.loads(packaged.read("locales", "en", "calendar.json"))

Seen = dict[str, tuple[str, str, str, str, tuple[dt.timedelta, ...]]]
"""Of each event its summary, description, first day and the day after, and its reminders, by its id."""


def dated(plan: so.PrepPlan, due: dt.date = MONDAY) -> so.PrepPlan:
    """Return a plan all of whose steps and records have a day."""
    steps = tuple(attrs.evolve(entry, due=due) for entry in plan.steps)
    records = tuple(attrs.evolve(entry, due=due) for entry in plan.records)
    return attrs.evolve(plan, steps=steps, records=records)


def example() -> so.PrepPlan:
    """Return the bundled plan of somebody with a visit ahead, something done and something left out."""
    profile = so.PatientProfile(cancer_type="breast", phase="newly_diagnosed", appointment=VISIT)
    plan = so.build_plan(profile, today=MONDAY).update("step-call-insurer", status="done", note="Ask; for, Ada\\Nora.")
    return plan.update("record-slides", status="skipped").add_step("Straße, 😀; call", due=VISIT)


def events(text: str) -> list[t.Any]:
    """Return the events of a file, as the library reads them."""
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def todos(text: str) -> list[t.Any]:
    """Return the to-dos of a file, as the library reads them."""
    return list(icalendar.Calendar.from_ical(text).walk("VTODO"))


def ids_by_day(text: str) -> dict[str, dt.date]:
    """Return the day of each event by its id."""
    return {str(event["UID"]): event["DTSTART"].dt for event in events(text)}


def unfolded(text: str) -> list[str]:
    """Return the lines of a file, made whole."""
    return text.replace("\r\n ", "").split("\r\n")


def names(text: str) -> list[str]:
    """Return the names of the properties of a file with their parameters, in their order."""
    return [line.partition(":")[0] for line in unfolded(text)]


def seen_by_icalendar(text: str) -> Seen:
    """Return what the library sees."""
    return {
        str(one["UID"]): (
            str(one["SUMMARY"]),
            str(one.get("DESCRIPTION", "")),
            str(one["DTSTART"].dt),
            str(one["DTEND"].dt),
            tuple(alarm["TRIGGER"].dt for alarm in one.walk("VALARM")),
        )
        for one in events(text)
    }


def seen_by_ical(text: str) -> Seen:
    """Return what the library *ical* sees."""
    return {
        str(one.uid): (
            str(one.summary),
            one.description or "",
            str(one.dtstart),
            str(one.dtend),
            tuple(alarm.trigger for alarm in one.alarm if isinstance(alarm.trigger, dt.timedelta)),
        )
        for one in IcsCalendarStream.calendar_from_ics(text).events
    }


def seen_by_vobject(text: str) -> Seen:
    """Return what the library *vobject* sees."""
    return {
        one.uid.value: (
            one.summary.value,
            one.description.value if "description" in one.contents else "",
            str(one.dtstart.value),
            str(one.dtend.value),
            tuple(alarm.trigger.value for alarm in one.contents.get("valarm", ())),
        )
        for one in vobject.readOne(text).contents["vevent"]
    }


@pytest.mark.parametrize("details", [False, True])
def test_two_other_programs_read_the_same_events(details: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    """Two more implementations see the same ids, words, days and reminders as the library that helped to write them."""
    text = calendar(example(), ALL, details=details)
    seen = seen_by_icalendar(text)
    assert len(seen) > 40
    assert seen_by_ical(text) == seen
    assert seen_by_vobject(text) == seen


def test_an_event_for_each_day() -> None:
    """Each step and record with a day, and the visit, is one event on that day, and there is no other."""
    plan = example()
    entries = [entry for entry in (*plan.steps, *plan.records) if entry.due is not None]
    days = [event["DTSTART"].dt for event in events(calendar(plan, ALL))]
    assert days == [*(entry.due for entry in entries), VISIT]
    assert all(event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(1) for event in events(calendar(plan, ALL)))


def test_what_has_no_day_is_in_no_calendar() -> None:
    """A plan without days is a calendar without events."""
    assert events(calendar(plan_of(step(), record(), question()), ALL)) == []


def test_a_reminder_rings_at_nine_on_the_day_before() -> None:
    """What is open has one reminder that is shown, fifteen hours before its day; that of a visit a week before too."""
    *others, visit = events(calendar(example(), ALL, details=True))
    for event in others:
        alarms = list(event.walk("VALARM"))
        if event["STATUS"] == "CONFIRMED":
            assert [(alarm["ACTION"], alarm["TRIGGER"].to_ical()) for alarm in alarms] == [("DISPLAY", b"-PT15H")]
            assert alarms[0]["DESCRIPTION"] == event["SUMMARY"]
        else:
            assert alarms == []
    assert [alarm["TRIGGER"].to_ical() for alarm in visit.walk("VALARM")] == [b"-PT15H", b"-P6DT15H"]


def test_no_reminder_comes_after_the_start() -> None:
    """All reminders come before, since a well-known calendar has none after the start."""
    assert all(line.startswith("TRIGGER:-P") for line in unfolded(calendar(example(), ALL)) if line.startswith("TRIG"))


def test_a_visit_takes_up_its_day_and_nothing_else_does() -> None:
    """Only a visit to go to makes a person look busy; an opinion in writing does not."""
    *others, visit = events(calendar(example(), ALL))
    assert {str(event["TRANSP"]) for event in others} == {"TRANSPARENT"}
    assert visit["TRANSP"] == "OPAQUE"
    (written,) = events(calendar(plan_of(appointment=VISIT, visit_mode="written_review"), ALL))
    assert written["TRANSP"] == "TRANSPARENT"


@pytest.mark.parametrize(("days", "number"), [(-1, 0), (0, 1), (1, 1)])
def test_only_a_visit_ahead_is_there(days: int, number: int) -> None:
    """A visit of today is there, one that is over is not."""
    assert len(events(calendar(plan_of(appointment=MONDAY + dt.timedelta(days)), ALL))) == number


@pytest.mark.parametrize(("status", "word"), [("done", "done"), ("skipped", "left out")])
def test_what_is_done_is_cancelled(status: t.Any, word: str) -> None:
    """What is done or left out keeps its id and day, and is cancelled, in words as well, without a reminder."""
    plan = dated(plan_of(step(title="Secret", why="Secret.")))
    (before,) = events(calendar(plan, ALL))
    (after,) = events(calendar(plan.update("step-a", status=status), ALL))
    assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert (after["UID"], after["DTSTART"].dt) == (before["UID"], before["DTSTART"].dt)
    assert after["SUMMARY"] == f"{before['SUMMARY']} ({word})"
    assert list(after.walk("VALARM")) == []


def test_ids_stay_when_a_plan_is_renewed() -> None:
    """A new day for the visit, another week, notes and newer words change no id, only days: importing updates."""
    contents = (
        step("step-a", timing=so.Timing("visit", -7)),
        record("record-a", timing=so.Timing("visit", -14)),
        step("step-b", timing=so.Timing("visit", 3)),
    )
    first = plan_of(*contents, appointment=VISIT)
    moved = so.PatientProfile(appointment=VISIT + dt.timedelta(7))
    said = tuple(attrs.evolve(item, weight=7) for item in contents)
    later = so.refresh(
        first.update("step-a", note="x"), profile=moved, catalog=catalog(*said), today=MONDAY + dt.timedelta(1)
    )
    old, new = ids_by_day(calendar(first, ALL)), ids_by_day(calendar(later, ALL, details=True))
    assert len(old) == 4
    assert old.keys() == new.keys()
    assert {new[one] - old[one] for one in old} == {dt.timedelta(7)}


def test_ids_never_change() -> None:
    """An id is that of releases before: one that changed would double what people have in their calendars."""
    plan = dated(plan_of(step(), appointment=VISIT))
    assert [str(event["UID"]) for event in events(calendar(plan, ALL))] == [
        "4b5830d1-8f88-52ca-b6d1-115f57191460",
        "90d544ee-4b4c-5c0e-a50e-d8aa91fb3087",
    ]
    assert [str(todo["UID"]) for todo in todos(calendar(plan, ALL, todos=True))] == [
        "b4533d94-25ce-52af-aca6-c1f7fd0dafd8"
    ]


def test_ids_tell_nothing_and_plans_can_be_told_apart() -> None:
    """An id is a hash (RFC 4122, version 5) without a diagnosis; two names give two plans that share no id."""
    one, other = (dated(plan_of(step(), record(), cancer_type=kind, appointment=VISIT)) for kind in ("lung", "skin"))
    ids = ids_by_day(calendar(one, ALL)).keys()
    assert ids == ids_by_day(calendar(other, ALL)).keys()
    assert {uuid.UUID(one).version for one in ids} == {5}
    assert not ids & ids_by_day(calendar(one, ALL, name="b3f1")).keys()
    assert not ids & {str(todo["UID"]) for todo in todos(calendar(one, ALL, todos=True))}


def test_a_later_file_counts_more() -> None:
    """Its number and its times go up from minute to minute and from day to day, and the number fits into 32 bits."""
    plan = dated(plan_of(step()))
    made = [
        *(calendar(plan, ALL, now=when) for when in (dt.datetime(1800, 1, 1, tzinfo=dt.UTC), None, NOW)),
        calendar(plan, ALL, now=NOW + dt.timedelta(minutes=1)),
        calendar(attrs.evolve(plan, created=MONDAY + dt.timedelta(1)), ALL),
        calendar(attrs.evolve(plan, created=dt.date(2199, 12, 31)), ALL),
    ]
    found = [events(text)[0] for text in made]
    numbers = [int(event["SEQUENCE"]) for event in found]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 0
    assert numbers[-1] < 2**31
    times = [event["DTSTAMP"].dt for event in found]
    assert times == [event["LAST-MODIFIED"].dt for event in found] == sorted(set(times))
    assert times[1:3] == [dt.datetime(2026, 11, 23, tzinfo=dt.UTC), NOW.replace(microsecond=0)]


def test_a_time_is_written_in_utc() -> None:
    """A time of any zone is written in UTC, and one without a zone is taken for UTC."""
    plan = dated(plan_of(step()))
    there = NOW.astimezone(dt.timezone(dt.timedelta(hours=-5)))
    text = calendar(plan, ALL, now=NOW)
    assert calendar(plan, ALL, now=there) == calendar(plan, ALL, now=NOW.replace(tzinfo=None)) == text
    assert "DTSTAMP:20261123T140530Z\r\n" in text


def test_a_calendar_is_the_same_twice() -> None:
    """The same plan gives the same bytes."""
    assert calendar(example(), ALL) == calendar(example(), ALL)


def test_nobody_who_sees_a_calendar_learns_what_it_is_about() -> None:
    """Without details no title, name, text or note is in a file, no medical word, and nothing of second opinions."""
    for kind in ("breast", "leukemia", "prostate"):
        profile = so.PatientProfile(cancer_type=kind, appointment=VISIT, insurance=("medicare",))
        plan = so.build_plan(profile, today=MONDAY)
        for entry in (*plan.steps[:3], *plan.records[:3]):
            plan = plan.update(entry.id, note="Zanzibar", answer="Zanzibar")
        plan = plan.add_step("Zanzibar", due=VISIT).add_record("Zanzibar", due=VISIT)
        for has_todos in (False, True):
            text = " ".join(unfolded(calendar(plan, ALL, todos=has_todos))).lower()
            said = set(re.findall(r"[^\W\d_]+", text))
            assert not said & (WORDS | {"zanzibar", "cancer", "tumor", "opinion", "doctor", "oncology", kind})
            titles = [*(entry.item.title for entry in plan.steps), *(entry.item.name for entry in plan.records)]
            assert [title for title in titles if title.lower() in text] == []
            assert "CLASS:PRIVATE".lower() in text


def test_each_kind_of_step_and_record_has_its_words() -> None:
    """Each stage of a step and each form of a record has a summary of its own, and one is as promised."""
    steps = tuple(step(f"step-{stage}", stage=stage) for stage in t.get_args(Stage))
    records = tuple(record(f"record-{form}", form=form) for form in t.get_args(RecordForm))
    said = [str(event["SUMMARY"]) for event in events(calendar(dated(plan_of(*steps, *records)), ALL))]
    assert len(set(said)) == len(steps) + len(records)
    assert set(said) <= set(KEYS.values())
    assert "Call the records office" in said


def test_details_are_the_words_of_the_plan() -> None:
    """With details a summary is the title, and below are actions, who, how long, whom to ask and what was written."""
    texts: dict[str, t.Any] = {"why": "Why.", "actions": ("Do.", "Go."), "who": "You", "takes": "A day"}
    said = {"what": "What.", "why": "Why.", "holder": "They", "say": "Say it.", "lead_time": "Weeks", "instead": "Else"}
    plan = plan_of(step(title="A step", **texts), record(name="A paper", **said), appointment=VISIT)
    plan = dated(plan.update("step-a", note="One\r\n\r\n two ", answer="Yes"))
    first, second, visit = events(calendar(plan, ALL, details=True))
    assert (first["SUMMARY"], second["SUMMARY"], visit["SUMMARY"]) == ("A step", "A paper", "Second opinion")
    assert first["DESCRIPTION"].split("\n") == [
        *("Why.", "Do.", "Go.", SAY("who", who="You"), SAY("takes", takes="A day")),
        *(f"{SAY('answer')}: Yes", f"{SAY('note')}: One", "two"),
    ]
    assert second["DESCRIPTION"].split("\n") == [
        *("What.", "Why.", f"{SAY('holder')}: They", f"{SAY('say')}: Say it."),
        *(f"{SAY('lead_time')}: Weeks", f"{SAY('instead')}: Else"),
    ]
    assert {str(event["CLASS"]) for event in (first, second, visit)} == {"PRIVATE"}


def test_an_event_of_which_nothing_can_be_seen_has_words() -> None:
    """A title and texts of nothing but controls give way to the neutral words."""
    (event,) = events(calendar(dated(plan_of(step(title="\x00\u202e", why="\x07 \n"))), ALL, details=True))
    assert event["SUMMARY"] == KEYS["calendar_step_gather"]
    assert event["DESCRIPTION"] == KEYS["calendar_look"]


def test_todos_are_a_file_of_their_own() -> None:
    """To-dos stand for the same steps and records, with their day and state; there are no events beside them."""
    plan = example()
    text = calendar(plan, ALL, todos=True)
    found = todos(text)
    entries = [entry for entry in (*plan.steps, *plan.records) if entry.due is not None]
    states = {"open": "NEEDS-ACTION", "done": "COMPLETED", "skipped": "CANCELLED"}
    assert [one["DUE"].dt for one in found] == [entry.due for entry in entries]
    assert [one["STATUS"] for one in found] == [states[entry.status] for entry in entries]
    assert ["PERCENT-COMPLETE" in one for one in found] == [entry.status == "done" for entry in entries]
    assert "VEVENT" not in text
    assert "VTODO" not in calendar(plan, ALL)
    read = IcsCalendarStream.calendar_from_ics(text).todos
    assert [(str(one.uid), one.due, one.summary) for one in read] == [
        (str(one["UID"]), one["DUE"].dt, one["SUMMARY"]) for one in found
    ]


@pytest.mark.parametrize(("sections", "number"), [(["steps"], 2), (["records"], 2), (["topics"], 1), (None, 3)])
def test_only_what_is_chosen_is_there(sections: t.Any, number: int) -> None:
    """Steps and records are there where their sections are; the visit always is. What is left out is said."""
    choice = Choice.of(sections)
    text = calendar(dated(plan_of(step(), record(), appointment=VISIT)), choice)
    assert len(events(text)) == number
    about = str(icalendar.Calendar.from_ical(text)["X-WR-CALDESC"]).replace("\\,", ",")
    assert about == f"{KEYS['calendar_about']} {choice.left_out(SAY)}".strip()
    assert (SAY("section_questions") in about) == (sections is not None)


def test_the_head_of_a_file() -> None:
    """A file publishes its events (no invitation), names itself, and says what it holds."""
    for has_todos in (False, True):
        head = icalendar.Calendar.from_ical(calendar(example(), ALL, todos=has_todos))
        assert {key: str(head[key]) for key in head} == {
            "VERSION": "2.0",
            "PRODID": "-//Plan//Calendar//EN",
            "CALSCALE": "GREGORIAN",
            "METHOD": "PUBLISH",
            "X-WR-CALNAME": KEYS["calendar_name"],
            "X-WR-CALDESC": KEYS["calendar_about_todos" if has_todos else "calendar_about"],
        }


def hostile_plan() -> so.PrepPlan:
    """Return a plan with a dated step and record for each hostile string, which is in all their texts."""
    plan = plan_of()
    for kind in ("steps", "records"):
        entries = []
        for number, said in enumerate(SHORTENED.values()):
            item: t.Any = (
                step(f"step-{number}", title=said, why=said, actions=(said,), who=said, takes=said)
                if kind == "steps"
                else record(f"record-{number}", name=said, what=said, why=said, holder=said, say=said)
            )
            entries.append(so.PlanItem(item=item, rank=1, due=MONDAY, note=said, answer=said))
        lists: t.Any = {kind: tuple(entries)}
        plan = attrs.evolve(plan, **lists)
    return plan


@pytest.fixture(scope="module")
def hostile_file() -> str:
    """Return the calendar with all hostile strings."""
    return calendar(hostile_plan(), ALL, details=True)


def test_no_hostile_text_becomes_a_property(hostile_file: str) -> None:
    """The lines of a file with all hostile strings are those of one with harmless words, in number, name and order."""
    lists: t.Any = {
        kind: tuple(attrs.evolve(entry, note="x", answer="x") for entry in getattr(hostile_plan(), kind))
        for kind in ("steps", "records")
    }
    harmless = calendar(attrs.evolve(plan_of(), **lists), ALL)
    assert names(hostile_file) == names(harmless)
    assert breaks_a_rule(hostile_file.replace("\r\n", "\n")) == []


def test_hostile_texts_are_read_back_as_they_were_cleaned(hostile_file: str) -> None:
    """Each of three programs sees every hostile string whole, in summaries and in descriptions."""
    seen = seen_by_icalendar(hostile_file)
    entries = (*hostile_plan().steps, *hostile_plan().records)
    assert len(seen) == len(entries)
    for entry, (summary, description, *_) in zip(entries, seen.values(), strict=True):
        said = entry.note or ""
        assert summary == one_line(said) or (not one_line(said) and summary in KEYS.values())
        assert description.count("\n".join(lines(said))) >= 4
    assert seen_by_vobject(hostile_file) == seen
    assert seen_by_ical(hostile_file) == seen


@pytest.mark.parametrize("name", [name for name, text in HOSTILE.items() if len(text) > 2_000])
def test_a_very_long_text_is_written_whole(name: str) -> None:
    """A title of a hundred thousand characters is written, and all of it."""
    (event,) = events(calendar(dated(plan_of(step(title=HOSTILE[name]))), ALL, details=True))
    assert event["SUMMARY"] == (one_line(HOSTILE[name]) or KEYS["calendar_step_gather"])


@settings(deadline=None, max_examples=80)
@given(st.text(st.characters() | st.sampled_from("\\Nn;,:\"'^\r\n\t é😀"), max_size=120))
def test_any_text_is_written_so_that_it_can_be_read(said: str) -> None:
    """Whatever is typed is read back as it was cleaned, on lines of at most 75 octets that cut no character."""
    plan = dated(plan_of(step(title=said, why=said)))
    text = calendar(plan, ALL, details=True)
    assert all(len(line) <= 75 for line in text.encode().split(b"\r\n"))
    assert all(line.decode() for line in text.encode().split(b"\r\n")[:-1])
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    (event,) = events(text)
    if one_line(said):
        assert event["SUMMARY"] == one_line(said)
        assert event["DESCRIPTION"] == "\n".join(lines(said))
    assert "SUMMARY" in event


def test_a_line_is_not_folded_within_an_escape() -> None:
    """A backslash and what it stands before are on one line, since some programs read line by line."""
    for blanks in range(80):
        text = calendar(dated(plan_of(step(title="x" * blanks + ",\\;" * 60))), ALL, details=True)
        for line in text.split("\r\n"):
            assert (len(line) - len(line.rstrip("\\"))) % 2 == 0


@settings(deadline=None, max_examples=25)
@given(plans())
def test_any_plan_is_a_calendar(plan: so.PrepPlan) -> None:
    """Any plan at all is a file that a strict program reads, with and without details, and as to-dos."""
    for details in (False, True):
        text = calendar(plan, ALL, details=details)
        read = IcsCalendarStream.calendar_from_ics(text)
        assert {str(event.uid) for event in read.events} == ids_by_day(text).keys()
        text = calendar(plan, ALL, details=details, todos=True)
        assert len(IcsCalendarStream.calendar_from_ics(text).todos) == len(todos(text))


def test_without_the_extra_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the library is not there, the error names the extra."""
    imported = builtins.__import__

    def refuse(name: str, *others: t.Any, **named: t.Any) -> t.Any:
        if name == "icalendar":
            raise ImportError(name)
        return imported(name, *others, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtraError, match=r"second-opinion\[calendar\]"):
        calendar(plan_of(), ALL)


def test_no_text_of_a_person_is_in_the_name_of_a_plan() -> None:
    """The name that tells plans apart stands nowhere in a file, and any text will do."""
    text = calendar(dated(plan_of(step())), ALL, name="Ada\ud800\x00")
    assert "Ada" not in text
    assert clean(text.replace("\r\n", "\n")) == text.replace("\r\n", "\n")
