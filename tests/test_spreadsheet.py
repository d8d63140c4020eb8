"""The spreadsheet: a row an item, which opens as it was written, without a formula."""

import csv
import io
import json
import pathlib
import re
import shutil
import subprocess
import typing as t

import attrs
import pytest
from hostile import HOSTILE, SHORTENED, plan_with
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import (
    MONDAY,
    notice,
    plan_of,
    plans,
    question,
    record,
    resource,
    source,
    step,
    topic,
)
from test_cleaning import breaks_a_rule

import second_opinion as so
from second_opinion import packaged
from second_opinion.messages import messages
from second_opinion.rendering.choice import Choice
from second_opinion.rendering.cleaning import clean
from second_opinion.rendering.spreadsheet import spreadsheet

SAY: t.Final = messages("en")
ALL: t.Final = Choice.of()
KEYS: t.Final[dict[str, str]] = json.loads(packaged.read("locales", "en", "spreadsheet.json"))
COLUMNS: t.Final = tuple(KEYS)[:15]
GUARD: t.Final = KEYS["spreadsheet_guard"]
SIGNS: t.Final = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"

OFFICE: t.Final = shutil.which("soffice")
needs_office = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not on this machine")


def all_rows(text: str) -> list[list[str]]:
    """Return the rows of a file as a program reads them that knows of the mark of UTF-8."""
    return list(csv.reader(io.StringIO(text.encode().decode("utf-8-sig"), newline=""), strict=True))


def rows(text: str) -> list[dict[str, str]]:
    """Return the rows of the items by the keys of their columns, without the prefix."""
    named = [name.removeprefix("spreadsheet_") for name in COLUMNS]
    return [dict(zip(named, row, strict=True)) for row in all_rows(text)[1:] if row[-1]]


def notes(text: str) -> list[str]:
    """Return what is said below the items."""
    below = [row for row in all_rows(text)[1:] if not row[-1]]
    assert all(not any(row[1:]) for row in below)
    return [row[0] for row in below]


def with_answer(said: str) -> so.PrepPlan:
    """Return a plan with one question and an answer."""
    (entry,) = plan_of(question()).questions
    return attrs.evolve(plan_of(), questions=(attrs.evolve(entry, answer=said),))


def cell_of(said: str) -> str:
    """Return the cell in which an answer stands."""
    (row,) = rows(spreadsheet(with_answer(said), ALL))
    return row["answer"]


def test_a_row_an_item() -> None:
    """The items of a plan are rows, in the order of the plan, below a header; nothing comes after."""
    plan = so.build_plan(so.PatientProfile(cancer_type="breast", appointment=MONDAY), today=MONDAY)
    header, *_ = all_rows(spreadsheet(plan, ALL))
    assert header == [KEYS[name] for name in COLUMNS]
    found = rows(spreadsheet(plan, ALL))
    lists = (plan.notices, plan.steps, plan.questions, plan.records, plan.topics, plan.resources)
    assert [row["id"] for row in found] == [entry.id for entries in lists for entry in entries]
    assert [row["number"] for row in found] == [str(entry.rank) for entries in lists for entry in entries]
    assert [row["due"] for row in found] == [
        entry.due.isoformat() if entry.due else "" for entries in lists for entry in entries
    ]


def test_a_step_says_all_there_is_to_it() -> None:
    """A step's row has its stage, title, actions, who does it, its day, haste, state, notes, reasons and sources."""
    given_ = step(
        title="Call", why="Why.", actions=("Do.", "Go."), who="You", takes="A day", timing=so.Timing("visit", -90)
    )
    sourced = attrs.evolve(given_, sources=("source-a", "source-b", "source-c"))
    sources = (source(url="https://example.org/a"), source("source-b", doi="10.1000/1"), source("source-c", title="A"))
    plan = plan_of(sourced, *sources, appointment=MONDAY).update("step-a", note="A\r\nnote", answer="Yes")
    (entry,) = plan.steps
    entry = attrs.evolve(entry, because=("it is", "it was"), certainty="may_apply")
    (row,) = rows(spreadsheet(attrs.evolve(plan, steps=(entry,)), ALL))
    assert row == {
        "kind": "Step",
        "number": "1",
        "group": SAY("way_gather"),
        "title": "Call",
        "more": f"Why.\nDo.\nGo.\n{SAY('takes', takes='A day')}",
        "who": "You",
        "due": MONDAY.isoformat(),
        "rush": "yes",
        "status": KEYS["spreadsheet_open"],
        "answer": "Yes",
        "note": "A\nnote",
        "because": "it is\nit was",
        "certainty": KEYS["spreadsheet_may_apply"],
        "sources": "https://example.org/a\nhttps://doi.org/10.1000/1\nA",
        "id": "step-a",
    }


def test_items_of_each_kind_say_what_belongs_to_them() -> None:
    """Questions name whom to ask, records who has them, topics their points, help where it is, notices their kind."""
    said = {"what": "What.", "why": "Why.", "holder": "They", "say": "Say.", "lead_time": "Weeks", "instead": "Else"}
    plan = plan_of(
        notice(),
        question(why="Why.", good_answer="Good."),
        record(**said, pitfalls=("One.", "Two.")),
        topic(points=("One.", "Two.")),
        resource(url="https://example.org/b", phone="+1 2", hours="Always", limits="None.", status="unverified"),
    )
    first, asked, paper, about, place = rows(spreadsheet(plan, ALL))
    assert (first["kind"], first["group"], first["title"], first["status"]) == (
        *("Do not miss", SAY("notices_safety"), "Mind this.", ""),
    )
    assert asked["group"] == SAY("audience_second_doctor")
    assert asked["more"] == f"Why.\n{SAY('good_answer')}: Good."
    assert (paper["group"], paper["who"]) == (SAY("tier_if_it_exists"), "They")
    assert paper["more"].split("\n") == [
        *("What.", "Why.", f"{SAY('say')}: Say.", f"{SAY('lead_time')}: Weeks", f"{SAY('pitfalls')}: One. Two."),
        f"{SAY('instead')}: Else",
    ]
    assert (about["group"], about["more"]) == ("", "A summary.\nOne.\nTwo.")
    assert place["more"].split("\n") == [
        *("They help.", f"{SAY('address')}: https://example.org/b", f"{SAY('phone')}: +1 2"),
        *(f"{SAY('hours')}: Always", f"{SAY('limits')}: None.", SAY("unverified")),
        SAY("checked", date=SAY.date(MONDAY)),
    ]


@pytest.mark.parametrize(
    ("status", "said"), [("open", "to do"), ("done", SAY("done")), ("skipped", SAY("skipped"))], ids=str
)
def test_the_state_is_in_words(status: t.Any, said: str) -> None:
    """What can be done is to do, done or left out; other things have a state only where somebody gave them one."""
    plan = plan_of(step(), question(), record(), topic())
    for item_id in ("step-a", "ask-a", "record-a", "about-a"):
        plan = plan.update(item_id, status=status)
    *others, about = rows(spreadsheet(plan, ALL))
    assert [row["status"] for row in others] == [said] * 3
    assert about["status"] == ("" if status == "open" else said)


def test_only_what_is_chosen_is_there_and_the_last_row_says_so() -> None:
    """Sections and questions that are not chosen have no rows, and the last row names them."""
    plan = plan_of(step(), question(), question("ask-b", audience="insurer"), topic())
    choice = Choice.of(["questions", "steps"], "insurer")
    text = spreadsheet(plan, choice)
    assert [row["id"] for row in rows(text)] == ["step-a", "ask-b"]
    assert notes(text) == [choice.left_out(SAY)]
    assert notes(spreadsheet(plan, ALL)) == []
    assert rows(spreadsheet(plan, Choice.of(["terms"]))) == []


def test_the_form_of_the_file() -> None:
    """A file begins with the mark of UTF-8, all its cells are quoted, and all its rows end with CRLF."""
    text = spreadsheet(with_answer('a "b", c;\nd'), ALL)
    assert text.encode().startswith(b"\xef\xbb\xbf" + b'"Kind","Number"')
    assert text.endswith('"\r\n')
    assert text.count("\r\n") == 2
    assert text.count("\r") == 2
    assert '"a ""b"", c;\nd"' in text
    assert re.fullmatch(r'\ufeff(("([^"]|"")*",){14}"([^"]|"")*"\r\n)+', text)


def test_a_spreadsheet_is_the_same_twice() -> None:
    """The same plan gives the same bytes."""
    plan = plan_of(step(), question())
    assert spreadsheet(plan, ALL) == spreadsheet(plan, ALL)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "\xa0", "\u3000", "'", '"', "\u200b", "\u200d\u2060", " ' ", "\n", "\t"])
def test_no_text_is_a_formula(sign: str, before: str) -> None:
    """A text that a spreadsheet might work out has a quote before it, also behind blanks and what is not seen."""
    said = f"{before}{sign}1+cmd|' /C calc'!A0"
    assert cell_of(said) == f"'{clean(said)}"
    assert notes(spreadsheet(with_answer(said), ALL)) == [GUARD]


@pytest.mark.parametrize(
    "said", ["1/2", "2026-11-23", "3-4", "007", "10:30", "1e5", "1,5", "1234567890123456", "1 Dec", "True"]
)
@pytest.mark.parametrize("around", ["", " "])
def test_no_text_is_a_day_a_truth_or_another_number(said: str, around: str) -> None:
    """An answer that a spreadsheet would change has a quote before it: digits, a day, or true and false."""
    assert cell_of(around + said + around) == f"'{around}{said}{around}"


@pytest.mark.parametrize("said", ["", "5", "0", "12 weeks", "a=b", "May be", "may", "'tis", "ER+", "1 of 3", "x-1"])
def test_other_texts_stay_as_they_are(said: str) -> None:
    """What nothing mistakes has no quote, and then there is no row on quotes."""
    assert cell_of(said) == said
    assert notes(spreadsheet(with_answer(said), ALL)) == []


def test_days_are_days() -> None:
    """The day and the number of an item have no quote: a spreadsheet can sort by them."""
    (row,) = rows(spreadsheet(plan_of(step(timing=so.Timing("plan", 0))), ALL))
    assert (row["due"], row["number"]) == (MONDAY.isoformat(), "1")


def assert_unchanged(said: str) -> None:
    """Assert that a text stands in every cell for texts as it was cleaned, with no more than a quote before it."""
    text = spreadsheet(plan_with(said), ALL)
    assert breaks_a_rule(text.removeprefix("\ufeff").replace("\r\n", "\n")) == []
    found = rows(text)
    assert [row["id"] for row in found] == [row["id"] for row in rows(spreadsheet(plan_with("harmless"), ALL))]
    for row in found:
        for name in ("title", "answer", "note", "because"):
            if (row["id"], name) not in {("notice-first", "title"), ("ask-first", "because")}:
                assert row[name] in (clean(said), f"'{clean(said)}")
        for cell in row.values():
            assert not cell.lstrip(' \xa0\u200b\u3000"').startswith((*SIGNS, "\t"))


@pytest.mark.parametrize("name", SHORTENED)
def test_hostile_texts_are_unchanged_for_the_reader(name: str) -> None:
    """A hostile string stands in its cells as it was cleaned, but for a quote before it, and none begins a formula."""
    assert_unchanged(SHORTENED[name])


@settings(deadline=None, max_examples=60)
@given(st.text(st.characters() | st.sampled_from(SIGNS + "'\"\r\n\t ,;"), max_size=20))
def test_any_text_is_unchanged_for_the_reader(said: str) -> None:
    """Whatever is typed is read back as it was cleaned, but for a quote before it."""
    assert_unchanged(said)


@pytest.fixture
def with_long_cells() -> t.Iterator[None]:
    """Let the reader of the tests read cells of any length."""
    limit = csv.field_size_limit(10**9)
    yield
    csv.field_size_limit(limit)


@pytest.mark.usefixtures("with_long_cells")
@pytest.mark.parametrize("name", [name for name, text in HOSTILE.items() if len(text) > 2_000])
def test_a_very_long_text_is_written_whole(name: str) -> None:
    """An answer of a hundred thousand characters is written, and all of it."""
    assert cell_of(HOSTILE[name]) in (clean(HOSTILE[name]), f"'{clean(HOSTILE[name])}")


@settings(deadline=None, max_examples=25)
@given(plans())
def test_any_plan_is_a_spreadsheet(plan: so.PrepPlan) -> None:
    """Any plan at all is a file with a row for each of its entries."""
    found = rows(spreadsheet(plan, ALL))
    assert sorted(row["id"] for row in found) == sorted(entry.id for entry in plan.entries())


def converted(text: str, folder: pathlib.Path) -> str:
    """Return the contents of a spreadsheet that LibreOffice makes of a file, as XML."""
    file = folder / "plan.csv"
    file.write_text(text, encoding="utf-8", newline="")
    # The filter is told what a person would choose: commas, quotes, UTF-8, and formulas worked out.
    reading = "CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    command = [OFFICE or "", home, "--headless", f"--infilter={reading}", "--convert-to", "fods", file.name]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    return (folder / "plan.fods").read_text(encoding="utf-8")


@needs_office
def test_an_office_program_finds_no_formula(tmp_path: pathlib.Path) -> None:
    """LibreOffice opens all hostile strings without a formula or a day; it finds a formula where there is one."""
    (entry,) = plan_of(question()).questions
    typed = (*SHORTENED.values(), "1/2", "007", "10:30", "1e5", "1 Dec", "2026-11-23")
    answers = [attrs.evolve(entry, answer=said, note=said) for said in typed]
    text = spreadsheet(attrs.evolve(plan_of(), questions=tuple(answers)), ALL)
    unguarded = text.replace("\"'=", '"=').replace("\"'+", '"+').replace("\"'-", '"-').replace("\"'@", '"@')
    for folder in ("plain", "unguarded"):
        (tmp_path / folder).mkdir()
    opened = converted(text, tmp_path / "plain")
    assert opened.count("<table:table-row") >= len(answers)
    assert "table:formula" not in opened
    # Only the number of an entry is no text.
    assert opened.count('office:value-type="float"') == len(answers)
    assert not re.search('office:value-type="(date|time|percentage|currency|boolean)"', opened)
    assert "table:formula" in converted(unguarded, tmp_path / "unguarded")
