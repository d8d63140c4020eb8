"""Plain text: a plan for a terminal, a message or a printer."""

import re
import typing as t

import attrs
import pytest
from hostile import HOSTILE, SHORTENED, plan_with
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import MONDAY, plan_of, plans, question, resource, source, step, texts, topic
from test_cleaning import breaks_a_rule

import second_opinion as so
from second_opinion.documents import Document, Entry, Field, Part, Table
from second_opinion.messages import messages
from second_opinion.rendering.cleaning import lines, one_line

WIDTH: t.Final = 78
HARMLESS: t.Final = "harmlesstext"

IN_A_ROW: t.Final = " ".join(so.render(plan_with(HARMLESS), "text").split())


def assert_harmless(said: str) -> None:
    """Assert that *said*, in every place of a plan, is shown as often as a harmless word and can be written."""
    text = so.render(plan_with(said), "text")
    assert text.encode("utf-8")
    assert breaks_a_rule(text) == []
    assert "\t" not in text
    if one_line(said):
        # Where a line stands on its own is asked below; here it is whether all are there, and in their order.
        in_a_row = " ".join(text.replace("\n    - ", " ").split())
        assert in_a_row.count(one_line(said)) >= IN_A_ROW.count(HARMLESS)


def test_the_places_are_reached() -> None:
    """A plan with a text in every place shows it in headings, lists, details, notes, answers and sources."""
    assert IN_A_ROW.count(HARMLESS) > 60


@pytest.mark.parametrize("name", SHORTENED)
def test_no_hostile_text_reaches_a_terminal(name: str) -> None:
    """A hostile string is shown as it was cleaned: no control, no turning of text, no half of a character."""
    assert_harmless(SHORTENED[name])


@settings(deadline=None, max_examples=60)
@given(texts | st.text(max_size=25))
@example("a\u202eb\u2066c")
@example("\x1b]0;title\x07\x9b31m")
def test_no_text_at_all_reaches_a_terminal_as_a_control(said: str) -> None:
    """Whatever is typed is shown as it was cleaned."""
    assert_harmless(said)


@settings(deadline=None, max_examples=30)
@given(plans())
def test_any_plan_can_be_written(plan: so.PrepPlan) -> None:
    """Any plan at all has a text that encodes as UTF-8, without controls, that ends with a line feed."""
    text = so.render(plan, "text")
    assert breaks_a_rule(text) == []
    assert text.encode("utf-8").endswith(b"\n")


@pytest.mark.parametrize("name", [name for name, text in HOSTILE.items() if len(text) > 2_000])
def test_a_very_long_text_is_written_whole(name: str) -> None:
    """A note of a hundred thousand characters is written, and all of it."""
    (entry,) = plan_of(question()).questions
    plan = attrs.evolve(plan_of(), questions=(attrs.evolve(entry, note=HOSTILE[name]),))
    assert one_line(HOSTILE[name]) in " ".join(so.render(plan, "text").split())


@pytest.mark.parametrize("said", ["[x] done\n[ ] not\n* all\n====", "a\r\n\r\nSources\n======="])
def test_a_note_cannot_look_like_the_plan(said: str) -> None:
    """Each line of a note is indented below its entry, so it looks like no heading, no box and no entry."""
    (entry,) = plan_of(question()).questions
    plan = attrs.evolve(plan_of(), questions=(attrs.evolve(entry, note=said),))
    text = so.render(plan, "text")
    for line in lines(said):
        assert re.search(rf"^ {{4,}}.*{re.escape(line)}$", text, re.MULTILINE)
        assert not re.search(rf"^{re.escape(line)}$", text, re.MULTILINE)


def test_lines_of_an_action_stay_one_action() -> None:
    """An action on several lines is one entry below its step, as it is in Markdown, and not several."""
    text = so.render(plan_of(step(actions=("Call them\nat nine.", "Then rest."))), "text")
    say = messages("en")
    steps = text[text.index(f"{say('steps')}\n==") : text.index(f"{say('questions')}\n==")]
    assert re.findall(r"^ +- ", steps, re.MULTILINE) == ["    - "] * 2


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text("ab\u00e9 ", max_size=90), max_size=4).map("\n".join))
def test_lines_are_not_too_long(said: str) -> None:
    """A line has at most 78 characters, unless a word or an address in it is longer than a line."""
    for line in so.render(plan_with(said), "text").splitlines():
        assert len(line) <= WIDTH or max(map(len, line.split())) > WIDTH - 10


def test_a_long_word_is_not_broken() -> None:
    """An address that is longer than a line stands whole, to be copied."""
    address = "https://example.org/" + "-".join(["abcdefghij"] * 12)
    assert address in so.render(plan_of(source(url=address), resource(url=address)), "text").split()


def test_a_bundled_plan_keeps_to_the_width() -> None:
    """A plan from the bundled content keeps to 78 characters but for addresses."""
    text = so.render(so.build_plan(so.PatientProfile(country="US"), today=MONDAY), "text")
    long = [line for line in text.splitlines() if len(line) > WIDTH]
    assert all("https://" in line for line in long)


def test_headings_are_underlined() -> None:
    """Every heading has a line below it that is as long as the heading itself."""
    text = so.render(plan_of(question(), step()), "text").splitlines()
    for heading in (messages("en")(key) for key in ("title", "questions", "audience_second_doctor")):
        below = text[text.index(heading) + 1]
        assert len(below) == len(heading)
        assert len(set(below)) == 1


def test_a_heading_is_underlined_as_it_is_seen() -> None:
    """What cannot be seen of a heading does not count for the line below it."""
    lines_of = so.render(plan_of(topic(title="ab\u202ec\x00  d")), "text").splitlines()
    assert lines_of[lines_of.index("abc d") + 1] == "-----"


def test_what_can_be_done_has_a_box() -> None:
    """Steps, questions and records have a box to tick, ticked where they are done; a resource has none."""
    plan = plan_of(question(), step(), resource())
    done = attrs.evolve(plan, steps=tuple(attrs.evolve(entry, status="done") for entry in plan.steps))
    lines_of = so.render(done, "text").splitlines()
    assert "[ ] What now?" in lines_of
    assert "* A line" in lines_of
    assert any(line.startswith("[x] Do it") for line in lines_of)


@pytest.mark.parametrize("said", ["", " ", "\u202e"])
def test_an_entry_without_words_keeps_its_box(said: str) -> None:
    """An own question of which nothing is left still has its box, as in Markdown: details do not hang in the air."""
    text = so.render(plan_of(question(text=said)), "text")
    assert text.count("[ ]") == 1


def test_a_detail_without_words_says_nothing() -> None:
    """An action of which nothing is left is an empty line of the list, and no words stand in for it."""
    assert "    -" in so.render(plan_of(step(actions=("\u202e",))), "text").splitlines()


def test_there_is_room_to_write() -> None:
    """Below a question without an answer there are dotted lines to write on, and below an answered one none."""
    plan = plan_of(question())
    dotted = re.compile(r"^ +\.{40,}$", re.MULTILINE)
    assert len(dotted.findall(so.render(plan, "text"))) == 2
    answered = attrs.evolve(plan, questions=(attrs.evolve(plan.questions[0], answer="Yes."),))
    assert dotted.findall(so.render(answered, "text")) == []


# Documents of other kinds: fields, tables, parts without a title


def written(*parts: Part) -> list[str]:
    """Return the lines of a document of some parts, below its title."""
    return so.render(Document("en", "A title", (), parts), "text").splitlines()[3:]


def test_a_part_without_a_title_has_no_heading() -> None:
    """What has no title is written below what stands before it; nothing else is left out."""
    said = written(Part(said=("First.", "Second.")), Part("Next", entries=(Entry("A thing"),)), Part())
    assert said == ["First.", "", "Second.", "", "Next", "====", "", "* A thing"]


def test_a_part_has_its_things_in_order() -> None:
    """Below a heading come what is said, the list, the fields and the table."""
    part = Part("Next", 3, ("Said.",), (Entry("Listed"),), (Field("Label", "Value"),), Table(("Head",), (("Cell",),)))
    said = written(part)
    assert said[:8] == ["Next", "----", "", "Said.", "", "* Listed", "", "Label: Value"]
    assert [line.split()[1] for line in said[8:] if re.match(r"\| \w", line)] == ["Head", "Cell"]


def test_fields_stand_one_on_a_line() -> None:
    """Each field stands on a line of its own; further lines of a value stand below its first."""
    said = written(Part(fields=(Field("Name", "A  B"), Field("Home", "1 Road\r\n\n Town "), Field("", "No label"))))
    assert said == ["Name: A B", "Home: 1 Road", "      Town", "No label"]


def test_a_field_without_a_value_is_room_to_write() -> None:
    """Where there is no value there are dots to the end of the line, on as many lines as were asked for."""
    said = written(Part(fields=(Field("Name"), Field("More", lines=3), Field("", lines=2))))
    dots = "." * WIDTH
    assert said == [f"Name: {dots[6:]}", f"More: {dots[6:]}", dots, dots, dots, dots]


@pytest.mark.parametrize("value", [" ", "\u202e", "\n"])
def test_a_field_of_which_nothing_is_left_is_room_to_write(value: str) -> None:
    """A value that is empty once it is cleaned leaves room to write, as in Markdown, and no bare label."""
    assert written(Part(fields=(Field("Name", value),))) == [f"Name: {'.' * (WIDTH - 6)}"]


def test_there_is_room_after_a_long_label_too() -> None:
    """A label that fills the line leaves at least twenty dots."""
    (line,) = written(Part(fields=(Field("x" * 70),)))
    assert line == f"{'x' * 70}: {'.' * 20}"


def test_a_value_needs_no_more_lines_than_it_has() -> None:
    """The lines of a field are for writing: where there is a value, they are not."""
    assert written(Part(fields=(Field("Name", "A", lines=3),))) == ["Name: A"]


def test_a_long_value_is_wrapped_below_its_start() -> None:
    """A value that is longer than the line goes on below its first word."""
    said = written(Part(fields=(Field("Name", "word " * 30),)))
    assert len(said) == 3
    assert all(line.startswith("      word") for line in said[1:])
    assert all(len(line) <= WIDTH for line in said)


def test_a_table_is_ruled_and_has_room() -> None:
    """Each row of a table stands between ruled lines, on at least as many lines as were asked for."""
    said = written(Part(table=Table(("One", "Two"), (("a", ""), ("", "")), lines=2)))
    rule = f"+{'-' * 37}+{'-' * 37}+"
    blank = f"| {' ' * 35} | {' ' * 35} |"
    assert said == [
        *(rule, f"| {'One':35} | {'Two':35} |"),
        *(rule, f"| {'a':35} | {' ' * 35} |", blank),
        *(rule, blank, blank, rule),
    ]


def test_a_table_has_room_without_asking() -> None:
    """Without a number of lines, each row has three."""
    said = written(Part(table=Table(("One",), (("",),))))
    assert [line[0] for line in said] == ["+", "|", "+", "|", "|", "|", "+"]


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[texts | st.text(max_size=60)] * width), min_size=1))
)
def test_a_table_keeps_its_form(table: list[tuple[str, ...]]) -> None:
    """Whatever is in a table, its lines have one length, at most 78, and each text is in its column, in order."""
    said = written(Part(table=Table(table[0], tuple(table[1:]), lines=1)))
    assert breaks_a_rule("\n".join(said)) == []
    assert len({len(line) for line in said}) == 1
    assert len(said[0]) <= WIDTH
    width = len(table[0])
    step_ = (len(said[0]) - 1) // width
    for i, column in enumerate(zip(*table, strict=True)):
        shown = "".join(line[i * step_ + 2 : (i + 1) * step_] for line in said if not line.startswith("+"))
        assert "".join(shown.split()) == "".join("".join(one_line(cell).split()) for cell in column)
