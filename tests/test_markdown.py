"""Markdown: a plan on paper or on a page, in which no text can become markup."""

import itertools
import re
import typing as t
from collections import Counter

import attrs
import pytest
from hostile import HOSTILE, SHORTENED, plan_with
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from strategies import MONDAY, plan_of, question, resource, source, step, texts, topic

import second_opinion as so
from second_opinion.documents import Detail, Document, Entry, Field, Part, Table
from second_opinion.messages import messages
from second_opinion.rendering.cleaning import lines, one_line
from second_opinion.rendering.markdown import escaped

READERS: t.Final = {
    "commonmark": MarkdownIt("commonmark"),
    "gfm": MarkdownIt("gfm-like", {"linkify": False}),
}
"""Readers of Markdown: the standard, and the one with tables, strikethrough and raw HTML as on GitHub."""

HARMLESS: t.Final = "harmlesstext"
WORDLESS: t.Final = {"softbreak", "hardbreak", "text", "inline", "paragraph_open", "paragraph_close"}


def tokens(markdown: str, reader: str) -> list[Token]:
    """Return the tokens that a reader sees."""
    return READERS[reader].parse(markdown)


def within(seen: list[Token]) -> t.Iterator[Token]:
    """Yield tokens, those within a line as well."""
    for token in seen:
        yield from (token, *(token.children or ()))


def marks(seen: list[Token]) -> Counter[str]:
    """Return how often each kind of markup stands in a text."""
    return Counter(token.type for token in within(seen) if token.type not in WORDLESS)


def visible(seen: list[Token]) -> list[str]:
    """Return what a person reads, line by line, without empty ones."""
    said = ["".join(_shown(child) for child in token.children or ()) for token in seen]
    return [line for line in map(_with_single_spaces, said) if line]


def _shown(token: Token) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else token.content


def _with_single_spaces(said: str) -> str:
    return " ".join(said.split())


_SEEN: t.Final = {reader: tokens(so.render(plan_with(HARMLESS), "markdown"), reader) for reader in READERS}
MARKS: t.Final = {reader: marks(seen) for reader, seen in _SEEN.items()}
LINES: t.Final = {reader: visible(seen) for reader, seen in _SEEN.items()}


def assert_harmless(said: str, *readers: str) -> None:
    """Assert that *said*, in every place of a plan, is shown as it is and marks nothing up."""
    markdown = so.render(plan_with(said), "markdown")
    assert markdown.encode("utf-8")
    for reader in readers:
        seen = tokens(markdown, reader)
        assert marks(seen) - MARKS[reader] == Counter()
        wanted = [one_line(line.replace(HARMLESS, said)) for line in LINES[reader]]
        assert visible(seen) == [line for line in wanted if line]


def test_the_places_are_reached() -> None:
    """A plan with a text in every place shows it in headings, lists, details, notes, answers and sources."""
    lines = LINES["commonmark"]
    assert sum(HARMLESS in line for line in lines) > 60
    for label in ("answer", "note", "say", "pitfalls", "phone", "holder", "instead"):
        assert any(f"{messages('en')(label)}: {HARMLESS}" in line for line in lines)


BLANK: t.Final = [name for name, text in SHORTENED.items() if not one_line(text)]
"""Hostile strings of which nothing is left."""


@pytest.mark.parametrize("name", [name for name in SHORTENED if name not in BLANK])
def test_no_hostile_text_becomes_markup(name: str) -> None:
    """A hostile string adds no heading, list, link, image, code, table or tag, and is read as it was cleaned."""
    assert_harmless(SHORTENED[name], "gfm")


@pytest.mark.parametrize("name", BLANK)
def test_a_text_of_which_nothing_is_left_becomes_no_markup(name: str) -> None:
    """A text that is empty once it is cleaned adds no markup: what stands around it is shown as ever."""
    assert_harmless(SHORTENED[name], "gfm")


@pytest.mark.parametrize("title", ["Why C #", "a ##", "# #"])
def test_a_heading_keeps_its_last_sign(title: str) -> None:
    """A title that ends in number signs is shown with them."""
    assert_harmless(title, *READERS)


@settings(deadline=None, max_examples=40)
@given((texts | st.text("<>&[]()!*_~`#+-=|\\:/@.\n\t 1aAwx^${}", max_size=25)).filter(bool))
@example("# a #")
@example("\u202e")
@example("a\n===\n- b\n1. c\n\n    d")
@example("[a](https://evil.invalid) <https://evil.invalid> www.evil.invalid")
@example("x\\")
@example("&lt;b&gt; &#58; &copy;")
@example("|a|b|\n|-|-|\n|c|d|")
@example("[a]: https://evil.invalid")
def test_no_text_at_all_becomes_markup(said: str) -> None:
    """Whatever is typed adds no markup in either reader, and is read as it was cleaned."""
    assert_harmless(said, *READERS)


@settings(deadline=None)
@given(texts)
def test_an_escaped_text_is_one_paragraph_that_says_it(said: str) -> None:
    """Text that is escaped is, alone in a file, one paragraph of plain text, or nothing where there is nothing."""
    for reader in READERS:
        seen = tokens(escaped(said), reader)
        assert set(marks(seen)) == set()
        assert visible(seen) == ([one_line(said)] if one_line(said) else [])


@pytest.mark.parametrize(
    "mark", ["|", "$", "^", "~", "{", "}", "<", ">", "@", "//", "www.", "https:", "mailto:", "a:b:"]
)
def test_what_other_readers_mark_up_is_not_written(mark: str) -> None:
    """Signs by which other readers make tables, formulas, mentions, links or emoji are not there as such."""
    for said in (f"x {mark} y", f"x ({mark}y", f"{mark}y", f"x {mark.upper()}y"):
        assert mark not in escaped(said).lower()


@pytest.mark.parametrize("said", ["_www.evil.invalid", "a _www.evil.invalid_"])
def test_an_address_after_an_underscore_is_no_link_either(said: str) -> None:
    """GitHub takes an address that follows an underscore, escaped or not, for a link: it is not there as such."""
    assert "www." not in escaped(said)


@pytest.mark.parametrize("start", ["=", "!!! note", "! x", ": x", "??? x", "+ x", "- x", "12. x", "3) x", "# x", "> x"])
def test_no_line_starts_with_a_sign(start: str) -> None:
    """What other readers take for a box, a definition, a list or a heading at the start of a line is not there."""
    assert re.match(r"[a-z0-9&\\]", escaped(start))
    assert not re.match(r"[0-9]+[.)]", escaped(start))


@pytest.mark.parametrize("name", [name for name, text in HOSTILE.items() if len(text) > 2_000])
def test_a_very_long_text_is_written_whole(name: str) -> None:
    """A note of a hundred thousand characters is written, and all of it."""
    (entry,) = plan_of(question()).questions
    plan = attrs.evolve(plan_of(), questions=(attrs.evolve(entry, note=HOSTILE[name]),))
    markdown = so.render(plan, "markdown")
    assert len(markdown) >= len(one_line(HOSTILE[name]))


def test_lines_of_a_note_stay_lines() -> None:
    """What a person wrote on several lines is shown on as many, in one entry of the list."""
    (entry,) = plan_of(question()).questions
    plan = attrs.evolve(plan_of(), questions=(attrs.evolve(entry, note="one\n\n- two\r\nthree"),))
    (note,) = [token for token in tokens(so.render(plan, "markdown"), "commonmark") if "three" in token.content]
    assert [child.type for child in note.children or ()].count("hardbreak") == 2


def test_what_can_be_done_has_a_box() -> None:
    """Steps, questions and records have a box to tick, ticked where they are done; a resource has none."""
    plan = plan_of(question(), step(), resource())
    done = attrs.evolve(plan, steps=tuple(attrs.evolve(entry, status="done") for entry in plan.steps))
    markdown = so.render(done, "markdown")
    assert "\n- [x] Do it" in markdown
    assert re.search(r"\n- \[ \] (\*\*)?What now\?", markdown)
    assert re.search(r"\n- (\*\*)?A line", markdown)


def test_headings_are_nested() -> None:
    """A document has one title, and no heading is more than one level below the one before it."""
    plan = so.build_plan(so.PatientProfile(wants_prognosis=True, country="US"), today=MONDAY)
    headings = [token for token in tokens(so.render(plan, "markdown"), "commonmark") if token.type == "heading_open"]
    levels = [int(token.tag[1]) for token in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_addresses_of_content_are_links() -> None:
    """The address of a source and of a resource is a link to exactly that address, and a DOI one to its resolver."""
    plan = plan_of(
        source(url="https://example.org/a?b=c&d=%20#e", doi="10.1/x"),
        source("source-b", doi="10.1136/bmj.m4087"),
        resource(url="https://example.org/(c)-~d,e;f@g!*+$h", sources=("source-a", "source-b")),
    )
    found = [one for one in within(tokens(so.render(plan, "markdown"), "commonmark")) if one.type == "link_open"]
    assert [one.attrs["href"] for one in found] == [
        "https://example.org/(c)-~d,e;f@g!*+$h",
        "https://example.org/a?b=c&d=%20#e",
        "https://doi.org/10.1136/bmj.m4087",
    ]


@pytest.mark.parametrize("doi", ["10.1000/a(b)c", "10.1000/a<b", "10.1000/a'b", "10.1000/a|b", "10.1000/`a`"])
def test_a_doi_is_a_link_or_plain_text(doi: str) -> None:
    """A DOI that no address can hold is shown as text: it marks nothing up."""
    markdown = so.render(plan_of(source(doi=doi), topic()), "markdown")
    seen = tokens(markdown, "gfm")
    assert set(marks(seen)) <= set(MARKS["gfm"])
    assert any(line.endswith(f"https://doi.org/{doi}") for line in visible(seen))


@pytest.mark.parametrize("bad", ["\u202e", "\x01", "\x7f", "\ud800", "\ufeff"])
def test_an_address_holds_nothing_unseen(bad: str) -> None:
    """No control, turning mark or half of a character reaches the page by way of an address."""
    markdown = so.render(plan_of(resource(url=f"https://example.org/{bad}a")), "markdown")
    assert bad not in markdown
    assert markdown.encode("utf-8")


# Documents of other kinds: fields, tables, parts without a title


def written(*parts: Part) -> str:
    """Return a document of some parts as Markdown."""
    return so.render(Document("en", "A title", (), parts), "markdown")


def rows(markdown: str, reader: str = "gfm") -> list[list[str]]:
    """Return the cells of the tables in a text, row by row, as a reader shows them."""
    found: list[list[str]] = []
    seen = tokens(markdown, reader)
    for i, token in enumerate(seen):
        if token.type == "tr_open":
            found.append([])
        if token.type in ("th_open", "td_open"):
            shown = "".join(_shown(child) for child in seen[i + 1].children or ())
            found[-1].append(_with_single_spaces(shown.replace("\xa0", " ")))
    return found


def test_a_part_without_a_title_has_no_heading() -> None:
    """What has no title is written below what stands before it; nothing else is left out."""
    said = written(Part(said=("First.", "Second.")), Part("Next", entries=(Entry("A thing"),)), Part())
    assert said == "# A title\n\nFirst.\n\nSecond.\n\n## Next\n\n- A thing\n"


def test_a_part_has_its_things_in_order() -> None:
    """Below a heading come what is said, the list, the fields and the table."""
    part = Part("Next", 2, ("Said.",), (Entry("Listed"),), (Field("Label", "Value"),), Table(("Head",), (("Cell",),)))
    shown = ["Next", "Said.", "Listed", "Label: Value", "Head", "Cell"]
    assert visible(tokens(written(part), "gfm"))[1:] == shown


def test_fields_stand_one_on_a_line() -> None:
    """Each field stands on a line of its own, its value after its label; a value of several lines keeps them."""
    said = written(Part(fields=(Field("Name", "A B"), Field("Address", "1 Road\r\n\n Town "), Field("", "No label"))))
    (paragraph,) = [token for token in tokens(said, "commonmark") if token.type == "inline"][1:]
    kinds = [child.type for child in paragraph.children or ()]
    assert kinds.count("hardbreak") == 3
    shown = "".join("\n" if child.type == "hardbreak" else child.content for child in paragraph.children or ())
    assert shown.split("\n") == ["Name: A B", "Address: 1 Road", "Town", "No label"]


@pytest.mark.parametrize("value", ["", " ", "\u202e", "\n"])
def test_a_field_without_a_value_is_room_to_write(value: str) -> None:
    """Where there is no value, or nothing is left of it, there are dots on as many lines as were asked for."""
    dots = "." * 60
    said = written(Part(fields=(Field("Name", value), Field("More", value, lines=3), Field("", value, lines=2))))
    block = [line.strip("\\") for line in said.splitlines()[2:]]
    assert block == [f"Name: {dots}", f"More: {dots}", dots, dots, dots, dots]


def test_a_value_needs_no_more_lines_than_it_has() -> None:
    """The lines of a field are for writing: where there is a value, they are not."""
    assert "..." not in written(Part(fields=(Field("Name", "A", lines=3),)))


def test_a_table_has_its_cells() -> None:
    """A table is read with its header and rows, and an empty cell is empty."""
    table = Table(("One", "Two"), (("a", ""), ("", "b"), ("", "")))
    said = written(Part("Next", table=table))
    assert rows(said) == [["One", "Two"], ["a", ""], ["", "b"], ["", ""]]
    assert "<" not in said
    assert visible(tokens(said, "gfm"))[2:4] == ["One", "Two"]


CELLS: t.Final = st.text("ab|-:`*_[]()<>\\&#\n\t ~+=1.\u202e", max_size=8) | texts


@settings(deadline=None, max_examples=80)
@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[CELLS] * width), min_size=1, max_size=4)))
@example([("---",), ("---",), ("---",)])
@example([("---", ":-:"), ("|", "||")])
@example([("a\\", "b"), ("\\|", "`|`")])
@example([("", ""), ("", "")])
def test_whatever_is_in_a_cell_stays_in_it(table: list[tuple[str, ...]]) -> None:
    """Any texts in a table are read as so many rows of so many cells, each with its own text and no markup."""
    said = written(Part(said=("Before.",), table=Table(table[0], tuple(table[1:]))), Part(said=("After.",)))
    assert rows(said) == [[one_line(cell) for cell in row] for row in table]
    harmless = written(
        Part(said=("Before.",), table=Table(("x",) * len(table[0]), (("x",) * len(table[0]),) * (len(table) - 1))),
        Part(said=("After.",)),
    )
    assert marks(tokens(said, "gfm")) == marks(tokens(harmless, "gfm"))


@settings(deadline=None, max_examples=80)
@given(texts, texts)
def test_whatever_is_in_a_field_stays_text(label: str, value: str) -> None:
    """Any label and value are read as text, in every reader."""
    said = written(Part(said=("Before.",), fields=(Field("Known", "x"), Field(label, value))), Part(said=("After.",)))
    for reader in READERS:
        seen = tokens(said, reader)
        assert set(marks(seen)) == {"heading_open", "heading_close"}
        shown = [one_line(line) for line in visible(seen)]
        if lines(value):
            first, *rest = lines(value)
            labelled = f"{one_line(label)}: {first}" if label else first
            assert shown[2] == one_line(" ".join(("Known: x", labelled, *rest)))


def test_an_entry_may_have_an_address_without_a_label() -> None:
    """A detail that is an address is a link, with a label before it where there is one."""
    details = (Detail("https://example.org/a", is_link=True), Detail("https://example.org/b", "Web", is_link=True))
    said = written(Part(entries=(Entry("A law", details, is_strong=True),)))
    assert "  - <https://example.org/a>\n  - Web: <https://example.org/b>\n" in said
