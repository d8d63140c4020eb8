"""The document of a plan: what it says, and in which order."""

import datetime as dt
import itertools
import typing as t

import attrs
import pytest
from hypothesis import given, settings
from strategies import (
    ALL_FACTS,
    ENTRY_LISTS,
    MONDAY,
    fact_words,
    notice,
    pack,
    plan_of,
    plans,
    question,
    record,
    resource,
    source,
    step,
    term,
    topic,
)

import second_opinion as so
from second_opinion.documents import Detail, Document, Entry, Part, Picture
from second_opinion.messages import messages
from second_opinion.rendering.choice import SECTIONS, Choice
from second_opinion.rendering.document import document

SAY: t.Final = messages("en")
VISIT: t.Final = dt.date(2026, 12, 14)
WORDS_OF: t.Final = {
    "notices": "text",
    "topics": "title",
    "questions": "text",
    "records": "name",
    "steps": "title",
    "resources": "name",
}
"""The field by which a person knows an item of each list."""


def part_of(made: Document, key: str) -> list[Part]:
    """Return the section with the title of a message, and the parts of that section."""
    start = next(i for i, part in enumerate(made.parts) if part.title == SAY(key) and part.level == 2)
    rest = itertools.takewhile(lambda part: part.level > 2, made.parts[start + 1 :])
    return [made.parts[start], *rest]


def said_by(entry: Entry) -> list[str]:
    """Return the details of an entry as they are read, the label before the text."""
    return [f"{detail.label}: {detail.text}" if detail.label else detail.text for detail in entry.details]


def texts(parts: t.Iterable[Part]) -> list[str]:
    """Return what the entries of some parts say, in their order."""
    return [entry.text for part in parts for entry in part.entries]


def found(made: Document, text: str) -> Entry:
    """Return the entry of a document that starts with a text, outside the summary."""
    (entry,) = [entry for part in outside_summary(made) for entry in part.entries if entry.text.startswith(text)]
    return entry


def outside_summary(made: Document) -> list[Part]:
    """Return the parts that are not of the summary; the notices that lead it are part of it and of nothing else."""
    count = len(part_of(made, "summary"))
    return list(made.parts[count:])


def touched(plan: so.PrepPlan, item_id: str, **changes: t.Any) -> so.PrepPlan:
    """Return a plan with one entry changed."""
    lists: dict[str, t.Any] = {
        name: tuple(attrs.evolve(e, **changes) if e.id == item_id else e for e in getattr(plan, name))
        for name in ENTRY_LISTS
    }
    return attrs.evolve(plan, **lists)


def with_own_words(plan: so.PrepPlan) -> so.PrepPlan:
    """Return a plan in which every item is known by words that nothing else says."""
    lists: dict[str, t.Any] = {
        name: tuple(
            attrs.evolve(entry, item=attrs.evolve(entry.item, **{field: f"<words of {entry.id}>"}))
            for entry in getattr(plan, name)
        )
        for name, field in WORDS_OF.items()
    }
    return attrs.evolve(plan, **lists)


ALL_KINDS: t.Final = (notice(), topic(), question(), record(), step(), resource())


# The order of things


def test_sections_stand_in_their_order() -> None:
    """The summary comes first, then what to do, ask and gather, then what helps, and last what all of it rests on."""
    plan = plan_of(*ALL_KINDS, *(notice(f"notice-{n}") for n in range(3)), term(), topic("about-b", terms=("term-a",)))
    plan = attrs.evolve(plan, unanswered=("phase",))
    keys = (
        *("summary", "more_notices", "steps", "questions", "records"),
        *("topics", "resources", "terms", "unanswered", "sources"),
    )
    assert [part.title for part in document(plan).parts if part.level == 2] == [SAY(key) for key in keys]


def test_the_opening_says_what_this_is() -> None:
    """A document opens with the day it was made, the visit, that it takes no doctor's place, and its review."""
    made = document(plan_of(*ALL_KINDS, appointment=VISIT))
    assert made.title == SAY("title")
    assert made.said == (
        SAY("made", date="Monday 23 November 2026"),
        SAY("visit_ahead", date="Monday 14 December 2026"),
        SAY("not_a_doctor"),
        SAY("review_state", review="not clinically reviewed"),
    )


@pytest.mark.parametrize(
    ("visit", "key"),
    [
        (None, "visit_unknown"),
        (MONDAY - dt.timedelta(1), "visit_past"),
        (MONDAY, "visit_ahead"),
        (MONDAY + dt.timedelta(1), "visit_ahead"),
    ],
)
def test_the_visit_is_ahead_until_its_day_is_over(visit: dt.date | None, key: str) -> None:
    """A visit today or later is ahead, one before today has been, and without a date the document says so."""
    said = document(plan_of(*ALL_KINDS, appointment=visit)).said[1]
    assert said == SAY(key, **({"date": SAY.date(visit)} if visit else {}))


def test_the_summary_holds_three_of_each() -> None:
    """The first page has the first three steps, notices, questions for the second doctor and records."""
    plan = plan_of(
        *(notice(f"notice-{n}", text=f"Mind {n}", weight=90 - n) for n in range(5)),
        *(question(f"ask-{n}", text=f"Ask {n}", weight=90 - n) for n in range(5)),
        question("ask-insurer", audience="insurer", text="Pay?", weight=99),
        *(record(f"record-{n}", name=f"Get {n}", weight=90 - n) for n in range(5)),
        *(step(f"step-{n}", title=f"Do {n}", weight=90 - n) for n in range(5)),
    )
    parts = part_of(document(plan), "summary")
    keys = ("way", "now", "remember", "ask_first", "gather_first")
    assert [part.title for part in parts[1:]] == [SAY(key) for key in keys]
    assert [texts([part]) for part in parts[2:]] == [
        [f"{does} {n}" for n in range(3)] for does in ("Do", "Mind", "Ask", "Get")
    ]


def test_the_summary_has_no_empty_list() -> None:
    """On the first page stands no heading with nothing below it."""
    for contents in ((), (step(),), (notice(), record())):
        parts = part_of(document(plan_of(*contents)), "summary")[1:]
        lists = [part for part in parts if not part.table]
        assert all(part.entries for part in lists)
        assert len(lists) == len(contents)


@pytest.mark.parametrize("status", ["done", "skipped"])
def test_the_summary_leaves_out_what_is_settled(status: str) -> None:
    """What is done or left out makes room on the first page for what comes next."""
    plan = plan_of(
        *(question(f"ask-{n}", text=f"Ask {n}", weight=90 - n) for n in range(5)),
        *(record(f"record-{n}", name=f"Get {n}", weight=90 - n) for n in range(5)),
        *(step(f"step-{n}", title=f"Do {n}", weight=90 - n) for n in range(5)),
    )
    for item_id in ("ask-0", "record-1", "step-2"):
        plan = touched(plan, item_id, status=status)
    *_, steps, questions, records = part_of(document(plan), "summary")
    assert texts([questions]) == ["Ask 1", "Ask 2", "Ask 3"]
    assert texts([records]) == ["Get 0", "Get 2", "Get 3"]
    assert texts([steps]) == ["Do 0", "Do 1", "Do 3"]


def test_the_summary_says_by_when() -> None:
    """A step on the first page has the day by which to do it."""
    plan = plan_of(
        step("step-a", timing=so.Timing("plan", 0)), step("step-b", timing=so.Timing("visit", -5)), appointment=VISIT
    )
    now = part_of(document(plan), "summary")[2]
    assert [entry.said for entry in now.entries] == [
        f"{SAY('today')}.",
        f"{SAY('by', date='Wednesday 9 December 2026')}.",
    ]


@settings(deadline=None, max_examples=30)
@given(plans())
def test_every_entry_is_there_once(plan: so.PrepPlan) -> None:
    """Every entry of a plan stands in the document exactly once outside the summary, or leads the summary."""
    plan = with_own_words(plan)
    made = document(plan)
    parts = [part for part in made.parts if part.title == SAY("remember")] + outside_summary(made)
    said = [*texts(parts), *(part.title for part in parts)]
    for entry in plan.entries():
        assert [one.startswith(f"<words of {entry.id}>") for one in said].count(True) == 1


@settings(deadline=None, max_examples=30)
@given(plans())
def test_lists_keep_the_order_of_the_plan(plan: so.PrepPlan) -> None:
    """Steps, records, topics and resources stand in the order of their ranks, settled steps after the others."""
    plan = with_own_words(plan)
    made = document(plan)
    steps = sorted(plan.steps, key=lambda entry: entry.status != "open")
    for name, entries in (("steps", steps), ("records", plan.records), ("resources", plan.resources)):
        if name == "resources" and not entries:
            continue
        said = [text.partition(">")[0] + ">" for text in texts(part_of(made, name))]
        assert said == [f"<words of {entry.id}>" for entry in entries]
    assert [part.title for part in part_of(made, "topics")[1:]] == [f"<words of {entry.id}>" for entry in plan.topics]


# Week by week


def _weeks(made: Document) -> dict[str, str]:
    """Return the rows of the table in the summary: what is to be done, by its week."""
    tables = [part.table for part in part_of(made, "summary") if part.table and part.title == SAY("time_line")]
    return {row[0]: row[1] for table in tables for row in table.rows}


def test_the_weeks_stand_on_the_first_page() -> None:
    """A table says what to do in which week, then at the visit and after it, two things and how many more."""
    plan = plan_of(
        *(step(f"step-{n}", title=f"Call {n}", timing=so.Timing("plan", 0)) for n in range(4)),
        step("step-later", title="Look", timing=so.Timing("visit", -3)),
        step("step-there", title="Ask", stage="visit"),
        step("step-then", title="Rest", stage="after", timing=so.Timing("visit", 1)),
        step("step-undated", title="Appeal"),
        appointment=VISIT,
    )
    assert _weeks(document(plan)) == {
        "This week": "Call 0. Call 1. And 2 more, below.",
        "Week of 7 December 2026": "Look.",
        "At the visit, Monday 14 December 2026": "Ask.",
        "After the visit": "Rest.",
    }


def test_what_rests_is_in_no_table() -> None:
    """Once the opinion is there, the table holds what comes after it, and not what led up to it."""
    steps = (step("step-a", stage="gather"), step("step-b", stage="visit"), step("step-c", stage="after"))
    made = document(plan_of(*steps, opinions="agree"))
    assert not {SAY("stage_line"), SAY("time_line")} & {part.title for part in made.parts}


@pytest.mark.parametrize("opinions", ["agree", "differ"])
def test_with_the_opinion_no_visit_is_missed(opinions: t.Any) -> None:
    """Whoever has the opinion without a date of a visit is neither told that there is none nor asked for it."""
    made = document(attrs.evolve(plan_of(topic(), opinions=opinions), unanswered=("appointment", "phase")))
    assert SAY("visit_unknown") not in made.said
    (part,) = part_of(made, "unanswered")
    assert texts([part]) == [SAY("fact_phase")]


def test_the_way_has_a_mark() -> None:
    """A picture of the stages says what is behind, where the first open step is, and what is ahead, if one is open."""
    plan = plan_of(step("step-a", stage="decide"), step("step-b", stage="gather"))
    stages = ("Decide", "Set it up", "Gather", "Get ready", "Visit", "After")

    def marks(plan: so.PrepPlan) -> list[tuple[str, ...]]:
        tables = [part.table for part in part_of(document(plan), "summary") if part.table and part.title == SAY("way")]
        assert all(table.header == stages for table in tables)
        return [row for table in tables for row in table.rows]

    assert marks(plan) == [("You are here", *("Ahead",) * 5)]
    plan = touched(plan, "step-a", status="done")
    assert marks(plan) == [("Behind you", "Behind you", "You are here", *("Ahead",) * 3)]
    assert marks(touched(plan, "step-b", status="skipped")) == []


@pytest.mark.parametrize("facts", [{"second_doctor": "booked"}, {"appointment": VISIT}])
def test_with_a_visit_booked_the_way_has_begun(facts: dict[str, t.Any]) -> None:
    """Whoever has booked is at least at the gathering, though there may be something to decide still."""
    made = document(plan_of(step("step-a", stage="decide"), **facts))
    (table,) = [part.table for part in part_of(made, "summary") if part.table]
    assert table.rows == (("Behind you", "Behind you", "You are here", *("Ahead",) * 3),)


def test_without_weeks_a_table_has_the_stages() -> None:
    """Where all that is dated is of one week, the table goes through the stages; for one stage there is none."""
    plan = plan_of(
        *(step(f"step-{n}", title=f"Call {n}", stage="arrange", timing=so.Timing("plan", 0)) for n in range(3)),
        step("step-later", title="Look", stage="visit"),
    )
    tables = {part.title: part.table for part in part_of(document(plan), "summary") if part.table}
    table = tables[SAY("stage_line")]
    assert table is not None
    assert table.rows == (("Set it up", "Call 0. Call 1. And 1 more, below."), ("Visit", "Look."))
    early = plan_of(step("step-a", stage="gather", timing=so.Timing("plan", 0)), step("step-b", stage="decide"))
    (_, table) = [part.table for part in part_of(document(early), "summary") if part.table]
    assert [row[0] for row in table.rows] == ["Decide", "Gather"]
    alone = document(touched(plan, "step-later", status="done"))
    assert SAY("stage_line") not in [part.title for part in alone.parts]


def test_records_of_the_first_page_are_those_to_start_on() -> None:
    """Of what is essential, the first page has what is due first; what is not essential waits."""
    plan = plan_of(
        record("record-list", tier="situational", timing=so.Timing("visit", -20)),
        *(record(f"record-{n}", name=f"Get {n}", tier="essential", timing=so.Timing("visit", n - 9)) for n in range(3)),
        record("record-undated", name="Get some day", tier="essential", weight=99),
        appointment=VISIT,
    )
    *_, records = part_of(document(plan), "summary")
    assert texts([records]) == ["Get 0", "Get 1", "Get 2"]


def test_words_of_the_first_page_are_explained_there() -> None:
    """The first page explains the words that stand on it, in any of their forms, and no others."""
    plan = plan_of(
        question(text="Who read the slides?", terms=("term-a", "term-b", "term-c")),
        term(term="slide", also=("slides",), meaning="Thin."),
        term("term-b", term="read", meaning="Looked at."),
        term("term-c", term="lid", meaning="A cover."),
    )
    *_, words = part_of(document(plan), "summary")
    assert (words.title, texts([words])) == (SAY("words_here"), ["read: Looked at.", "slide: Thin."])


def test_one_week_needs_no_table() -> None:
    """Where all that is dated is of one week, or settled, there is no table."""
    now = (step(f"step-{n}", timing=so.Timing("plan", 0)) for n in range(4))
    plan = plan_of(*now, step("step-later", timing=so.Timing("plan", 14)))
    assert len(_weeks(document(plan))) == 2
    assert _weeks(document(touched(plan, "step-later", status="done"))) == {}


@settings(deadline=None, max_examples=30)
@given(plans())
def test_no_list_is_long(plan: so.PrepPlan) -> None:
    """A list of more than seven goes on below a heading of its own, which no other heading is equal to."""
    made = document(plan)
    assert max((len(part.entries) for part in made.parts), default=0) <= 7
    lists = [part.title for part in part_of(made, "sources")]
    assert len(set(lists)) == len(lists)


def test_a_long_list_goes_on() -> None:
    """The eighth thing of a list stands below the same words with the number of the part."""
    plan = plan_of(*(resource(f"resource-{n:02}", name=f"Help {n:02}") for n in range(15)))
    parts = part_of(document(plan), "resources")
    assert [(part.title, part.level, len(part.entries)) for part in parts] == [
        (SAY("resources"), 2, 7),
        (f"{SAY('resources')}, part 2", 3, 7),
        (f"{SAY('resources')}, part 3", 3, 1),
    ]


def test_when_to_call_for_help_leads_the_notices() -> None:
    """Below the first page, notices stand by what they are for: first when to call for help."""
    kinds = ("reassurance", "caution", "timing", "safety")
    plan = plan_of(*(notice(f"notice-{n}", text=f"Mind {n}", kind=kinds[n % 4], weight=90 - n) for n in range(7)))
    _, *parts = part_of(document(plan), "more_notices")
    assert [(part.title, texts([part])) for part in parts] == [
        (SAY("notices_safety"), ["Mind 3"]),
        (SAY("notices_timing"), ["Mind 6"]),
        (SAY("notices_caution"), ["Mind 5"]),
        (SAY("notices_reassurance"), ["Mind 4"]),
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "lead"),
        ({"appointment": VISIT}, "lead"),
        ({"opinions": "waiting"}, "lead"),
        ({"appointment": MONDAY - dt.timedelta(1)}, "lead_after"),
        ({"opinions": "differ"}, "lead_after"),
        ({"phase": "no_options_offered"}, "lead_no_options"),
        ({"phase": "no_options_offered", "opinions": "agree"}, "lead_after"),
    ],
)
def test_one_thing_leads(facts: dict[str, t.Any], said: str) -> None:
    """The one thing to take away stands right below the title in every format, for before the opinion or after it."""
    plan = plan_of(*ALL_KINDS, **facts)
    assert document(plan).lead == SAY(said)
    _, lead, *_ = so.render(plan, "markdown").split("\n\n")
    assert lead == f"**{SAY(said)}**"
    _, text, *_ = so.render(plan, "text").split("\n\n")
    rule, *lines, end = text.split("\n")
    assert (rule, end) == ("-" * 78,) * 2
    assert " ".join(lines) == SAY(said)


# Steps


@settings(deadline=None, max_examples=30)
@given(plans())
def test_steps_stand_below_their_day(plan: so.PrepPlan) -> None:
    """Each step stands below a heading that names the day by which to do it, or where it belongs without one."""
    plan = with_own_words(plan)
    heading = {
        entry.text.partition(">")[0] + ">": part.title
        for part in part_of(document(plan), "steps")
        for entry in part.entries
    }
    for entry in plan.steps:
        title = heading[f"<words of {entry.id}>"]
        if entry.status != "open":
            assert title == SAY("settled")
        elif entry.due is not None:
            assert title == (SAY("today") if entry.due == plan.created else SAY("by", date=SAY.date(entry.due)))
        elif entry.item.stage == "after":
            assert title == SAY("after_visit")
        elif entry.item.stage == "visit":
            assert title.startswith(SAY("at_visit"))
        else:
            assert title in (SAY("no_date"), SAY("before_visit"))


@pytest.mark.parametrize(
    ("visit", "stage", "title"),
    [
        (None, "gather", SAY("no_date")),
        (None, "visit", SAY("at_visit")),
        (None, "after", SAY("after_visit")),
        (VISIT, "gather", SAY("no_date")),
        (VISIT, "visit", SAY("at_visit_on", date="Monday 14 December 2026")),
        (MONDAY, "visit", SAY("at_visit_on", date="Monday 23 November 2026")),
        (dt.date(2026, 11, 20), "gather", SAY("before_visit")),
        (dt.date(2026, 11, 20), "visit", SAY("before_visit")),
        (dt.date(2026, 11, 20), "after", SAY("after_visit")),
    ],
)
def test_a_step_without_a_date_stands_below_its_stage(visit: dt.date | None, stage: str, title: str) -> None:
    """A step at the visit stands below the day of the visit, and one before a visit that has been is not rushed."""
    _, part = part_of(document(plan_of(step(stage=stage), appointment=visit)), "steps")
    assert part.title == title


def test_a_rush_is_said_where_there_is_one() -> None:
    """The words about little time stand below the day whose steps are late, and below no other."""
    plan = plan_of(
        step("step-a", timing=so.Timing("visit", -60)), step("step-b", timing=so.Timing("visit", -2)), appointment=VISIT
    )
    _, late, fine = part_of(document(plan), "steps")
    assert late.said == (SAY("rush"),)
    assert fine.said == ()


def test_a_step_says_what_to_do_and_why() -> None:
    """A step goes on with why, who does it and how long it takes, and has its actions in their order."""
    plan = plan_of(step(actions=("First.", "Second."), why="It helps.", who="A helper", takes="An hour"))
    entry = found(document(plan), "Do it")
    assert entry.said == "It helps. Who does it: A helper. How long it takes: An hour."
    assert said_by(entry) == ["First.", "Second."]


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"who": "You"}, "Who does it: You."), ({"takes": "A day"}, "How long it takes: A day."), ({}, "")],
)
def test_a_step_says_who_where_that_is_known(facts: dict[str, t.Any], said: str) -> None:
    """What is not known of who does a step and how long it takes is left out."""
    assert found(document(plan_of(step(**facts))), "Do it").said == said


# Questions


def test_the_doctor_is_asked_to_look() -> None:
    """Before the first question stands the line that asks the doctor to look at the list together."""
    plan = plan_of(question(text="What now?"))
    first, _ = part_of(document(plan), "questions")
    assert first.said[0] == SAY("show_doctor")
    assert first.entries == ()
    for said in (so.render(plan, "text"), so.render(plan, "markdown")):
        at_list = said.rindex("What now?")
        assert SAY("show_doctor") in " ".join(said[:at_list].split())


def test_each_audience_has_its_shortlist() -> None:
    """The first five open questions for an audience have room to write; the others stand below 'if there is time'."""
    audiences = ("second_doctor", "current_doctor", "second_office", "records_office", "insurer", "yourself")
    plan = plan_of(
        *(
            question(f"ask-{audience.replace('_', '-')}-{n}", text=f"{audience} {n}", audience=audience, weight=90 - n)
            for audience in audiences
            for n in range(7)
        )
    )
    parts = part_of(document(plan), "questions")[1:]
    assert [part.title for part in parts] == [
        title for audience in audiences for title in (SAY(f"audience_{audience}"), SAY("if_time"))
    ]
    for audience, first, rest in zip(audiences, parts[::2], parts[1::2], strict=True):
        assert texts([first]) == [f"{audience} {n}" for n in range(5)]
        assert texts([rest]) == [f"{audience} {n}" for n in (5, 6)]
        assert all(entry.room for entry in first.entries)
        assert not any(entry.room for entry in rest.entries)
        assert rest.level == first.level + 1


def test_an_audience_without_questions_has_no_heading() -> None:
    """Only those who are asked something are named."""
    titles = [part.title for part in part_of(document(plan_of(question(audience="insurer"))), "questions")[1:]]
    assert titles == [SAY("audience_insurer")]


def test_an_answered_question_makes_room_for_the_next() -> None:
    """A question that is done stays with its answer, below five that are open; one left out goes to the end."""
    plan = plan_of(*(question(f"ask-{n}", text=f"Ask {n}", weight=90 - n) for n in range(8)))
    plan = touched(touched(plan, "ask-0", status="done", answer="Yes."), "ask-1", status="skipped")
    first, rest = part_of(document(plan), "questions")[1:]
    assert texts([first]) == [*(f"Ask {n}" for n in range(2, 7)), f"Ask 0 ({SAY('done')})"]
    assert texts([rest]) == [f"Ask 1 ({SAY('skipped')})", "Ask 7"]


def test_there_is_room_for_what_is_not_answered() -> None:
    """A question has room to write an answer until it has one, and then shows it."""
    plan = plan_of(question(why="To know.", good_answer="A plan."))
    assert found(document(plan), "What now?").room == SAY("write_here")
    entry = found(document(touched(plan, "ask-a", answer="Wait and see.")), "What now?")
    assert entry.room == ""
    assert entry.said == "To know."
    assert said_by(entry) == [
        f"{SAY('good_answer')}: A plan.",
        f"{SAY('answer')}: Wait and see.",
    ]


# Records


def test_a_record_says_whom_to_ask_and_how() -> None:
    """A record says what it is, why it is wanted, who has it, what to say, how long it takes, and what to mind."""
    fields: dict[str, t.Any] = {
        "what": "What was found.",
        "why": "It shows the cells.",
        "holder": "The lab.",
        "say": "Please send it.",
        "lead_time": "A week.",
        "pitfalls": ("It may be short.", "It may be late."),
        "instead": "A letter.",
    }
    entry = found(document(plan_of(record(**fields))), "A report")
    assert entry.said == "What was found. It shows the cells."
    assert said_by(entry) == [
        f"{SAY('holder')}: The lab.",
        f"{SAY('say')}: Please send it.",
        f"{SAY('lead_time')}: A week.",
        f"{SAY('pitfalls')}: It may be short. It may be late.",
        f"{SAY('instead')}: A letter.",
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [(-5, SAY("ask_by", date="Wednesday 9 December 2026")), (-60, SAY("ask_today")), (-21, SAY("ask_today"))],
)
def test_a_record_says_by_when_to_ask(days: int, said: str) -> None:
    """A record with a date says by which day to ask for it, and one that is late says today."""
    plan = plan_of(record(timing=so.Timing("visit", days)), appointment=VISIT)
    assert said_by(found(document(plan), "A report"))[0] == said


def test_a_record_without_a_date_names_no_day() -> None:
    """Nothing is said about a day where there is none, nor for a record that is at hand."""
    undated = plan_of(record(timing=so.Timing("visit", -5)))
    held = plan_of(record(timing=so.Timing("visit", -5)), appointment=VISIT, records_held=("record-a",))
    for plan in (undated, held):
        assert said_by(found(document(plan), "A report")) == []


def test_records_stand_below_their_tier() -> None:
    """What most doctors ask for comes first, then what there may be, then what only some need."""
    tiers = ("situational", "if_it_exists", "essential")
    plan = plan_of(*(record(f"record-{n}", name=f"Get {n}", tier=tier) for n, tier in enumerate(tiers)))
    parts = part_of(document(plan), "records")[1:]
    assert [(part.title, texts([part])) for part in parts] == [
        (SAY("tier_essential"), ["Get 2"]),
        (SAY("tier_if_it_exists"), ["Get 1"]),
        (SAY("tier_situational"), ["Get 0"]),
    ]
    assert len(part_of(document(plan_of(record(tier="essential"))), "records")) == 2


# What a person has done


@pytest.mark.parametrize("item_id", ["ask-a", "record-a", "step-a"])
def test_done_and_left_out_are_marked(item_id: str) -> None:
    """What is done is ticked and says so; what is left out says so and is not ticked; what is open says nothing."""
    plan = plan_of(*ALL_KINDS)
    words = next(entry for entry in plan.entries() if entry.id == item_id)
    text: str = next(getattr(words.item, field) for field in ("text", "name", "title") if hasattr(words.item, field))
    looks = {
        status: found(document(touched(plan, item_id, status=status)), text) for status in ("open", "done", "skipped")
    }
    assert all(entry.has_box for entry in looks.values())
    assert {status: (entry.text, entry.is_done) for status, entry in looks.items()} == {
        "open": (text, False),
        "done": (f"{text} ({SAY('done')})", True),
        "skipped": (f"{text} ({SAY('skipped')})", False),
    }


EVERY_KIND: t.Final = ["ask-a", "record-a", "step-a", "resource-a", "notice-a", "about-a"]


@pytest.mark.parametrize("item_id", EVERY_KIND)
@pytest.mark.parametrize("field", ["note", "answer"])
def test_what_a_person_wrote_is_shown(item_id: str, field: str) -> None:
    """A note or an answer to any entry is in the document, below the entry and with its label."""
    made = document(touched(plan_of(*ALL_KINDS), item_id, **{field: "my own words"}))
    details = [detail for part in made.parts for entry in part.entries for detail in entry.details]
    assert details.count(Detail("my own words", SAY(field))) == 1


# Why something is there


REASON: t.Final = SAY("because", reasons=f"you have Medicare{SAY('and')}you are rare")
ASKED: t.Final[dict[str, t.Any]] = {
    "when": (so.Clause("insurance", ("medicare",)), so.Clause("is_rare", (True,))),
    "if_unknown": "show",
}
SHOWN: t.Final = ["ask-a", "record-a", "step-a", "resource-a", "about-a", "notice-first", "notice-last"]


def _plan_of_all_kinds(**facts: t.Any) -> so.PrepPlan:
    return plan_of(
        notice("notice-first", **ASKED, weight=99),
        *(notice(f"notice-{n}", **ASKED) for n in range(2)),
        notice("notice-last", **ASKED, weight=1),
        topic(**ASKED),
        question(**ASKED),
        record(**ASKED),
        step(**ASKED),
        resource(**ASKED),
        fact_words("insurance", {"medicare": "you have Medicare"}),
        fact_words("is_rare", {True: "you are rare"}),
        **facts,
    )


def _said_of(plan: so.PrepPlan, item_id: str) -> list[str]:
    """Return all that the document says of one entry, wherever it does."""
    made = document(with_own_words(plan))
    words = f"<words of {item_id}>"
    entries = [entry for part in made.parts for entry in part.entries if entry.text.startswith(words)]
    topics = [said for part in made.parts if part.title == words for said in part.said]
    return [*(said for entry in entries for said in (entry.said, *said_by(entry))), *topics]


@pytest.mark.parametrize("item_id", SHOWN)
def test_the_reasons_are_said(item_id: str) -> None:
    """What is there because of a fact says so, in the words for that fact, and without doubt."""
    said = " ".join(_said_of(_plan_of_all_kinds(insurance=("medicare",), is_rare=True), item_id))
    assert REASON in said
    assert SAY("may_apply") not in said


@pytest.mark.parametrize("item_id", SHOWN)
def test_doubt_is_said(item_id: str) -> None:
    """What may or may not apply says so, next to it."""
    assert SAY("may_apply") in " ".join(_said_of(_plan_of_all_kinds(), item_id))


def test_what_is_for_everybody_needs_no_reason() -> None:
    """Nothing is said about reasons where an item is for everybody."""
    plan = plan_of(*ALL_KINDS)
    for entry in plan.entries():
        said = _said_of(plan, entry.id)
        assert SAY("may_apply") not in said
        assert not any(text.startswith(SAY("because", reasons="")[:-1]) for text in said)


# What helps, and what it rests on


def test_a_topic_is_a_part_of_its_own() -> None:
    """A topic has its title as heading, then its summary, then its points."""
    plan = plan_of(topic(title="What it is", summary="In short.", points=("One.", "Two.")))
    _, part = part_of(document(plan), "topics")
    assert (part.title, part.said, texts([part])) == ("What it is", ("In short.",), ["One.", "Two."])


def test_a_resource_says_how_to_reach_it() -> None:
    """A resource says what it is, its address as a link, its phone and hours, its limits and when it was checked."""
    plan = plan_of(
        resource(
            what="They listen.",
            url="https://example.org",
            phone="1-800",
            hours="9 to 5",
            limits="No advice.",
            checked_on=dt.date(2026, 11, 2),
        )
    )
    entry = found(document(plan), "A line")
    assert not entry.has_box
    assert entry.said == "They listen."
    assert entry.details == (
        Detail("https://example.org", SAY("address"), is_link=True),
        Detail("1-800", SAY("phone")),
        Detail("9 to 5", SAY("hours")),
        Detail("No advice.", SAY("limits")),
        Detail(SAY("checked", date="Monday 2 November 2026")),
    )


@pytest.mark.parametrize("status", ["live", "moved", "unverified"])
def test_a_resource_that_could_not_be_checked_says_so(status: str) -> None:
    """Only a resource that could not be checked says so."""
    said = said_by(found(document(plan_of(resource(status=status))), "A line"))
    assert (SAY("unverified") in said) == (status == "unverified")


def test_the_terms_of_the_plan_are_explained() -> None:
    """Each term that the plan uses is there with its meaning, and no other is."""
    plan = plan_of(
        topic(terms=("term-a", "term-b")),
        term(term="biopsy", meaning="A small piece."),
        term("term-b", term="scan", meaning="A picture."),
        term("term-c", term="unused", meaning="Nothing."),
    )
    assert texts(part_of(document(plan), "terms")) == ["biopsy: A small piece.", "scan: A picture."]


def test_words_are_found_by_the_alphabet() -> None:
    """A list of words has its first and its last word as a heading, or its only one."""
    ids = tuple(f"term-{n}" for n in range(8))
    plan = plan_of(topic(terms=ids), *(term(one, term=f"word {one[-1]}") for one in ids))
    _, *parts = part_of(document(plan), "terms")
    assert [part.title for part in parts] == ["word 0 to word 6", "word 7"]


def test_the_sources_of_the_plan_are_named() -> None:
    """Each source that the plan rests on is there, below its publisher, with dates and address, and no other is."""
    plan = plan_of(
        source(title="A leaflet", publisher="A charity", published="2021-03", url="https://example.org/a"),
        source("source-b", title="B paper", publisher="A journal", doi="10.1136/bmj.m4087"),
        source("source-c", title="C book", publisher="A press"),
        source("source-d", title="D unused"),
        source("source-e", title="E paper", publisher="A journal"),
        topic(sources=("source-a", "source-b", "source-c", "source-e")),
    )
    _, part = part_of(document(plan), "sources")
    seen = "23 November 2026"
    undated = SAY("undated")
    assert [(entry.text, entry.details) for entry in part.entries] == [
        (
            "A charity",
            (
                Detail(
                    "https://example.org/a",
                    SAY("source", title="A leaflet", published="2021-03", seen=seen),
                    is_link=True,
                ),
            ),
        ),
        (
            "A journal",
            (
                Detail(
                    "https://doi.org/10.1136/bmj.m4087",
                    SAY("source", title="B paper", published=undated, seen=seen),
                    is_link=True,
                ),
                Detail(SAY("source", title="E paper", published=undated, seen=seen)),
            ),
        ),
        ("A press", (Detail(SAY("source", title="C book", published=undated, seen=seen)),)),
    ]


def test_the_review_of_each_pack_is_said() -> None:
    """For every pack the document says its version, when it was checked, and who has reviewed it, if anybody."""
    checked = pack(topic(), reviewed_on=dt.date(2026, 11, 2), review="read by Dr A. Example")
    other = pack(topic("about-b", sources=("source-z",)), source("source-z"), id="other", version="2026.10")
    third = pack(topic("about-c", sources=("source-y",)), source("source-y"), id="third")
    plan = so.build_plan(so.PatientProfile(), catalog=so.Catalog((checked, other, third)), today=MONDAY)
    part, *_ = part_of(document(plan), "sources")
    assert part.said == (
        SAY("review", packs="sample 2026.11", checked="Monday 2 November 2026", review="read by Dr A. Example"),
        SAY(
            "review",
            packs="other 2026.10, third 2026.11",
            checked=SAY("never_checked"),
            review="not clinically reviewed",
        ),
    )
    for form in t.get_args(t.Literal["markdown", "text"]):
        said = " ".join(so.render(plan, form).split())
        assert "read by Dr A. Example" in said
        assert "not clinically reviewed" in said


@pytest.mark.parametrize("count", [0, 1, 6, 7, 28])
def test_what_is_not_known_is_asked(count: int) -> None:
    """The unknown facts that would change most are asked for, in their order and six at most; if none, nothing is."""
    plan = attrs.evolve(plan_of(*ALL_KINDS), unanswered=ALL_FACTS[:count])
    made = document(plan)
    if not count:
        assert SAY("unanswered") not in [part.title for part in made.parts]
    else:
        (part,) = part_of(made, "unanswered")
        assert part.said == (SAY("unanswered_lead"),)
        assert texts([part]) == [SAY(f"fact_{fact}") for fact in ALL_FACTS[:count][:6]]


@settings(deadline=None, max_examples=20)
@given(plans())
def test_any_plan_has_a_document(plan: so.PrepPlan) -> None:
    """Any plan at all is written in every format, and equal plans are written alike."""
    for form in t.get_args(t.Literal["markdown", "text"]):
        assert so.render(plan, form) == so.render(attrs.evolve(plan), form)


def test_a_plan_of_nothing_has_a_document() -> None:
    """Without any content there still is a document that says what it is."""
    plan = so.build_plan(so.PatientProfile(), catalog=so.Catalog(()), today=MONDAY)
    assert SAY("not_a_doctor") in document(plan).said
    assert SAY("title") in so.render(plan, "text")


@pytest.mark.parametrize("name", ["docx", "", "Markdown", "json"])
def test_an_unknown_format_is_refused(name: t.Any) -> None:
    """A format that there is not is named in the error, with those that there are."""
    with pytest.raises(so.UnknownFormatError) as caught:
        so.render(plan_of(topic()), name)
    assert caught.value.options == ("markdown", "text", "html", "pdf", "calendar", "csv")
    assert repr(name) in str(caught.value)
    assert "'calendar' or 'csv'" in str(caught.value)


@pytest.mark.parametrize("name", ["calendar", "csv"])
def test_a_sheet_is_no_list_of_items(name: t.Any) -> None:
    """A sheet has no items for a calendar or a spreadsheet, and the error names what it can be."""
    with pytest.raises(so.UnknownFormatError) as caught:
        so.render(document(plan_of(topic())), name)
    assert caught.value.options == ("markdown", "text", "html", "pdf")


def test_some_sections_are_shown() -> None:
    """Only the sections that are asked for are there, in their usual order, and what is left out is said."""
    plan = plan_of(topic(), question(), step(), record(), notice(), resource(), appointment=VISIT)
    whole = document(plan)
    some = document(plan, Choice.of(["records", "questions"]))
    assert [part.section for part in some.parts if part.section] == ["questions", "records"]
    assert all(part in whole.parts for part in some.parts)
    (said,) = set(some.said) - set(whole.said)
    assert SAY("section_steps") in said
    assert SAY("section_records") not in said
    assert document(plan, Choice.of(SECTIONS)) == whole == document(plan, Choice.of())
    assert document(plan, Choice.of(t.cast("t.Any", "records"))).parts[0].section == "records"
    with pytest.raises(so.UnknownSectionError, match="did you mean 'records'"):
        so.render(plan, "text", sections=[t.cast("t.Any", "record")])


def test_the_questions_for_one_audience_are_shown() -> None:
    """With an audience the questions for the others are left out, everywhere, and that is said."""
    plan = plan_of(question("ask-a", text="One?"), question("ask-b", text="Two?", audience="insurer"))
    shown = so.render(plan, "text", audience="insurer")
    assert "Two?" in shown
    assert "One?" not in shown
    assert SAY("section_other_questions") in " ".join(shown.split())
    with pytest.raises(so.UnknownAudienceError):
        so.render(plan, "text", audience=t.cast("t.Any", "nurse"))


def picture_of(plan: so.PrepPlan, kind: str) -> Picture | None:
    """Return the picture of a kind on the first page of a plan."""
    pictures = [part.picture for part in document(plan).parts if part.picture]
    return next((one for one in pictures if one.kind == kind), None)


def test_the_way_is_drawn() -> None:
    """The picture of the way has a mark for each stage, says in words where the person is, and marks that place."""
    picture = picture_of(plan_of(step("step-a", stage="gather"), second_doctor="booked"), "way")
    assert picture is not None
    assert [mark.state for mark in picture.marks] == ["behind", "behind", "here", "ahead", "ahead", "ahead"]
    assert SAY("way_gather") in picture.text
    assert (picture.marks[0].at, picture.marks[-1].at) == (0, 1)


def test_the_time_to_the_visit_is_drawn() -> None:
    """The time line runs from today to the visit, with the days between on which something is due."""
    days = (so.Timing("visit", -14), so.Timing("visit", -7), so.Timing("visit", -7), so.Timing("plan", 0))
    steps = [step(f"step-{n}", timing=timing) for n, timing in enumerate(days)]
    picture = picture_of(plan_of(*steps, appointment=MONDAY + dt.timedelta(28)), "time_line")
    assert picture is not None
    assert [mark.at for mark in picture.marks] == [0, 0.5, 0.75, 1]
    assert picture.marks[0].state == "here"
    assert "28" in picture.text
    assert picture_of(plan_of(*steps), "time_line") is None
    after = [step("step-x", stage="after", timing=so.Timing("plan", n)) for n in (0, 14)]
    late = [step("step-y", stage="after", timing=so.Timing("plan", 14)), after[0]]
    assert picture_of(plan_of(*late, appointment=MONDAY - dt.timedelta(3)), "time_line") is None


def test_how_far_a_person_has_come_is_drawn() -> None:
    """Once something is done, the first page says how much; what was left out does not count."""
    plan = plan_of(*(record(f"record-{n}") for n in range(4)), step("step-a"))
    assert picture_of(plan, "progress") is None
    plan = touched(touched(plan, "record-0", status="done"), "record-1", status="skipped")
    picture = picture_of(plan, "progress")
    assert picture is not None
    assert [round(mark.at, 2) for mark in picture.marks] == [0.33, 0]
    assert picture.marks[0].label == SAY("progress_records", done="1", of="3")
    assert picture.marks[0].label in picture.text
