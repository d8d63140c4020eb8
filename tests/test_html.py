"""A document as HTML: safe, complete in itself, and open to a site's own templates."""

import base64
import datetime as dt
import functools
import hashlib
import pathlib
import re
import sys
import typing as t
from collections import Counter
from html.parser import HTMLParser

import attrs
import pytest
from hostile import HOSTILE, SHORTENED, plan_with
from strategies import plan_of, question, step

import second_opinion as so
from second_opinion import packaged, sheets
from second_opinion.documents import Detail, Document, Entry, Field, Mark, Part, Picture, Table
from second_opinion.errors import MissingExtraError
from second_opinion.rendering import html as module
from second_opinion.rendering.cleaning import clean, one_line
from second_opinion.rendering.document import document
from second_opinion.rendering.drawing import drawn
from second_opinion.rendering.html import html, is_from_right, style

VOID: t.Final = {"meta", "br", "hr", "img", "input", "link", "wbr"}
HEADINGS: t.Final = ("h1", "h2", "h3", "h4", "h5", "h6")
WAY: t.Final = Picture("way", "The way has 3 parts.", (Mark("One", "behind"), Mark("Two", "here"), Mark("Three")))
DAYS: t.Final = Picture(
    "time_line",
    "The visit is 22 days away.",
    (Mark("Today", "here"), Mark("23 November", at=0.04), Mark("4 December", at=0.5), Mark("Visit", at=1.0)),
)
BARS: t.Final = Picture("progress", "Records: 1 of 4.", (Mark("Records: 1 of 4.", at=0.25),))


@functools.cache
def a_plan() -> so.PrepPlan:
    """Return a plan from the bundled content, with a visit ahead."""
    profile = so.PatientProfile(cancer_type="breast", country="US", appointment=dt.date(2026, 12, 14))
    return so.build_plan(profile, today=dt.date(2026, 11, 22))


class Page(HTMLParser):
    """A page as a parser sees it: its elements with their attributes, and the text in each place."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            self.texts.append((tag, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element of a drawing, which is closed where it is opened."""
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, which has to be the one that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text with the element in which it stands."""
        self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        """Return the attributes of all elements of some kinds."""
        return [attributes for tag, attributes in self.elements if tag in tags]

    def values(self, name: str) -> list[str]:
        """Return the values of an attribute, wherever it stands."""
        return [attributes[name] or "" for _, attributes in self.elements if name in attributes]

    def said(self, tag: str) -> list[str]:
        """Return the texts that stand right in elements of a kind."""
        return [data for where, data in self.texts if where == tag and data.strip()]


def a_document(*parts: Part, **values: t.Any) -> Document:
    """Return a document of some parts."""
    known = {"language": "en", "title": "A title", "said": ("Some words.",), "lead": "The one thing."}
    return Document(parts=parts, **{**known, **values})


def classes(page: Page) -> set[str]:
    """Return the classes of a page."""
    return {name for value in page.values("class") for name in value.split()}


@pytest.mark.parametrize("fragment", [False, True])
@pytest.mark.parametrize("name", ["plan", "side_by_side", "visit_sheet", "timeline", "records_request"])
def test_elements_are_closed_and_ids_are_unique(name: str, fragment: bool) -> None:  # noqa: FBT001 (a parameter)
    """Each element is closed in its place, each id stands once and starts with ``so-``, and each reference has one."""
    made = document(a_plan()) if name == "plan" else getattr(sheets, name)(a_plan())
    page = Page(html(made, fragment=fragment))
    assert page.open == []
    ids = Counter(page.values("id"))
    assert set(ids.values()) == {1}
    assert all(one.startswith("so-") for one in ids)
    links = [link[1:] for link in page.values("href") if link.startswith("#")]
    assert {*page.values("aria-labelledby"), *links} <= set(ids)


def test_a_page_is_complete_in_itself() -> None:
    """A page says its language, its direction, its characters and its title, and has no script and nothing outside."""
    text = html(document(a_plan()))
    page = Page(text)
    assert text.startswith("<!DOCTYPE html>")
    assert page.all("html") == [{"lang": "en", "dir": "ltr"}]
    assert {"charset": "utf-8"} in page.all("meta")
    assert page.said("title")[0] == document(a_plan()).title
    assert not page.all("script", "link", "img", "iframe", "object", "form", "base")
    assert not page.values("style")
    assert not page.values("src")
    assert "@import" not in text
    assert "url(" not in text


def test_the_policy_allows_the_style_of_the_page_and_nothing_else() -> None:
    """The policy forbids all but one style sheet, whose hash is that of the bytes between the tags."""
    text = html(document(a_plan()))
    css = re.search("<style>(.*?)</style>", text, re.DOTALL)
    assert css
    known = base64.b64encode(hashlib.sha256(css[1].encode()).digest()).decode()
    policies = [meta["content"] for meta in Page(text).all("meta") if meta.get("http-equiv")]
    assert policies == [f"default-src 'none'; style-src 'sha256-{known}'; base-uri 'none'; form-action 'none'"]


def test_a_fragment_is_one_section_with_classes_of_its_own() -> None:
    """A fragment is a section without head or style; its classes start with ``so-`` and its headings below the h1."""
    text = html(document(a_plan()), fragment=True)
    page = Page(text)
    assert page.elements[0][0] == "section"
    assert not page.all("html", "head", "body", "style", "meta", "main", "h1")
    assert all(name.startswith("so-") for name in classes(page) - {"second-opinion"})
    assert len(page.all("h2")) == 1


def test_every_rule_of_the_style_sheet_is_about_the_fragment() -> None:
    """Every selector of the sheet that a site serves starts with the class of the fragment."""
    plain = re.sub(r"/\*.*?\*/", "", style(), flags=re.DOTALL)
    selectors = [_without_lists(one.strip()) for one in re.findall(r"([^{};]+){", plain)]
    assert len(selectors) > 50
    for selector in selectors:
        if not selector.startswith("@"):
            assert all(one.strip().startswith(".second-opinion") for one in selector.split(",")), selector


def _without_lists(selector: str) -> str:
    """Return a selector without what stands in parentheses."""
    while (shorter := re.sub(r"\([^()]*\)", "", selector)) != selector:
        selector = shorter
    return selector


@pytest.mark.parametrize("name", HOSTILE)
def test_what_people_type_stays_text(name: str) -> None:
    """Whatever stands in a plan, the page has the same kinds of elements and attributes, and shows the same text."""
    said = SHORTENED[name]
    page, plain = Page(html(document(plan_with(said)))), _plain()
    assert {tag for tag, _ in page.elements} <= {tag for tag, _ in plain.elements}
    assert {key for _, some in page.elements for key in some} <= {key for _, some in plain.elements for key in some}
    links = {link for link in page.values("href") if not link.startswith("#so-")}
    assert links <= set(plain.values("href"))
    assert clean(said) in "".join(data for where, data in page.texts if where == "bdi")


@functools.cache
def _plain() -> Page:
    return Page(html(document(plan_with("Words."))))


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_typed_gets_out_of_any_place(name: str) -> None:
    """Title, lead, headings, labels, cells and pictures hold any text without a new element or attribute."""
    page, plain = (Page(html(_everywhere(said))) for said in (f"a{HOSTILE[name][:500]}", "a"))
    assert page.open == []
    found, known = ([(tag, set(some)) for tag, some in one.elements if tag != "text"] for one in (page, plain))
    assert found == known  # a label that is long may find no room, so those of a time line do not count
    text = html(_everywhere(HOSTILE[name][:500]))
    text.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)


def _everywhere(said: str) -> Document:
    pictures = (WAY, DAYS, BARS)
    marked = [
        attrs.evolve(one, text=said, marks=tuple(attrs.evolve(mark, label=said) for mark in one.marks))
        for one in pictures
    ]
    return Document(
        said,
        said,
        (said,),
        (
            Part(said, 2, (said,), (Entry(said, (Detail(said, said),), room=said, said=said),), section=said),
            Part(said, 3, fields=(Field(said, said), Field(said)), table=Table((said, said), ((said, said),) * 2)),
            *(Part(said, 3, picture=picture) for picture in marked),
        ),
        said,
    )


def test_only_a_real_address_becomes_a_link() -> None:
    """An https address that is meant as a link is one, which tells the other site nothing; other text is not."""
    real = "https://example.org/a?b=c&d=(e)"
    others = ("javascript:alert(1)", "http://example.org/", "https://example.org/ b", 'https://example.org/"x')
    details = (Detail(real, "Web", is_link=True), Detail(real), *(Detail(one, is_link=True) for one in others))
    page = Page(html(a_document(Part("A", entries=(Entry("One", details),)))))
    assert page.all("a") == [{"href": real, "rel": "noreferrer noopener"}]
    for one in others:
        assert one in page.said("bdi")


@pytest.mark.parametrize("fragment", [False, True])
def test_headings_have_no_gap(fragment: bool) -> None:  # noqa: FBT001 (a parameter)
    """A heading is at most one level below that before it, whatever levels the parts name."""
    levels = (4, 2, 4, 4, 3, 2, 3, 4)
    made = a_document(*(Part(f"Part {n}", level) for n, level in enumerate(levels)))
    page = Page(html(made, fragment=fragment))
    found = [HEADINGS.index(tag) + 1 - fragment for tag, _ in page.elements if tag in HEADINGS]
    assert found == [1, 2, 2, 3, 4, 3, 2, 3, 4]


def test_a_part_without_a_title_has_no_heading() -> None:
    """Where a title has nothing that can be seen, no empty heading is written, and no section is named by it."""
    page = Page(html(a_document(Part(fields=(Field("Name"),)), Part("\x00 \u202e"), Part("Real"))))
    assert [tag for tag, _ in page.elements if tag in HEADINGS] == ["h1", "h2"]
    assert [section["aria-labelledby"] for section in page.all("section")] == ["so-part-3"]


def test_the_contents_list_the_sections_of_a_plan() -> None:
    """Each section of a plan is listed with a link to its heading, by its name; a sheet has no such list."""
    named = [part for part in document(a_plan()).parts if part.section and part.title]
    page = Page(html(document(a_plan())))
    links = [link for link in page.values("href") if link.startswith("#")]
    assert links == ["#so-main", *(f"#so-{part.section}" for part in named)]
    assert len(page.all("nav")) == 1
    assert not Page(html(sheets.side_by_side(a_plan()))).all("nav")
    assert "so-section-summary" in classes(page)


def test_two_sections_of_one_name_have_two_ids() -> None:
    """A name that stands twice, or is none that an id can have, gives way to the place of the part."""
    names = ("summary", "summary", "../x y", "next_steps")
    page = Page(html(a_document(*(Part("A", section=name) for name in names))))
    assert [heading["id"] for heading in page.all("h2")] == ["so-summary", "so-part-2", "so-part-3", "so-next-steps"]


@pytest.mark.parametrize(
    ("language", "from_right"),
    [
        *(("en", False), ("ar", True), ("he", True), ("fa-IR", True), ("UR", True), ("es-419", False)),
        *(("az", False), ("az-Arab", True), ("az-arab-IR", True), ("ar-Latn", False), ("de-1996", False)),
    ],
)
def test_the_direction_is_that_of_the_language(language: str, from_right: bool) -> None:  # noqa: FBT001 (a parameter)
    """A page runs in the direction of its language, or of its script where the tag names one."""
    assert is_from_right(language) is from_right
    page = Page(html(a_document(language=language)))
    assert page.all("html") == [{"lang": language, "dir": "rtl" if from_right else "ltr"}]


def test_a_language_that_is_none_is_not_named() -> None:
    """A language tag that cannot be one is written as undetermined."""
    assert Page(html(a_document(language='en" onload="x'))).all("html") == [{"lang": "und", "dir": "ltr"}]


def test_a_box_says_whether_it_is_ticked_and_cannot_be_operated() -> None:
    """A box is a picture with words: to do, or done; it is no control, as nothing would be kept."""
    entries = (Entry("One", has_box=True), Entry("Two", has_box=True, is_done=True), Entry("Three"))
    page = Page(html(a_document(Part("A", entries=entries))))
    boxes = [some for some in page.all("span") if some.get("class") == "so-box"]
    assert [box["aria-label"] for box in boxes] == ["To do", "Done"]
    assert {box["role"] for box in boxes} == {"img"}
    assert not page.all("input", "button")
    assert not page.values("tabindex")


def test_an_entry_has_all_that_is_known_of_it() -> None:
    """An entry shows its text, what is said of it, its details with their labels, and room for an answer."""
    entry = Entry("Call", (Detail("555 0100\nafter 9", "Phone"), Detail("Ask")), room="Write here", said="Today.")
    page = Page(html(a_document(Part("A", entries=(entry, attrs.evolve(entry, is_strong=True))))))
    for said in ("Call", "555 0100\nafter 9", "Phone", "Ask", "Write here", "Today."):
        assert page.said("bdi").count(said) == 2
    assert len(page.all("strong")) == 1
    assert page.values("class").count("so-line") == 4


@pytest.mark.parametrize(("lines", "drawn_lines"), [(0, 1), (1, 1), (4, 4), (10**9, 12)])
def test_an_empty_field_has_room_to_write(lines: int, drawn_lines: int) -> None:
    """A field without a value has as many lines as it asks for, within reason; one with a value has none."""
    fields = (Field("Name", lines=lines), Field("Born", "1961"), Field("", "Words"))
    page = Page(html(a_document(Part("A", fields=fields))))
    assert page.values("class").count("so-line") == drawn_lines
    assert page.values("class").count("so-label") == 2
    assert {"1961", "Words"} <= set(page.said("bdi"))


def test_a_table_has_headers_a_caption_and_labels() -> None:
    """Each column has a header, each row one where its first cell says what it is about, and each cell its label."""
    table = Table(("About", "First", "Second"), (("Goal", "", "b"), ("Risk", "c", "")), lines=2)
    page = Page(html(a_document(Part("Compared", table=table))))
    assert [header["scope"] for header in page.all("th")] == ["col"] * 3 + ["row"] * 2
    assert [cell["data-label"] for cell in page.all("td")] == ["First", "Second"] * 2
    assert [cell.get("class") for cell in page.all("td")] == ["so-blank", None, None, "so-blank"]
    assert len(page.all("caption")) == 1
    assert "so-lines-2" in classes(page)


@pytest.mark.parametrize("rows", [(("a", "b"),), (("a", "b"), ("", "c")), (("a", "b"), ())])
def test_rows_without_a_name_have_no_header(rows: tuple[tuple[str, ...], ...]) -> None:
    """Where a first cell says nothing, or there is one row only, a row has no header."""
    page = Page(html(a_document(Part(table=Table(("A", "B"), rows)))))
    assert [header["scope"] for header in page.all("th")] == ["col", "col"]
    assert not page.all("caption")


def test_a_picture_stands_beside_the_words() -> None:
    """A picture has a text alternative, and a table below it; what stands above a bar is not said a second time."""
    table = Table(("One", "Two", "Three"), (("Behind you", "You are here", "Ahead"),), lines=1)
    parts = (
        Part("Way", 3, ("How to read it.",), picture=WAY, table=table),
        Part("Days", 3, picture=DAYS),
        Part("So far", 3, ("Records: 1 of 4.", "Well done."), picture=BARS),
    )
    page = Page(html(a_document(*parts)))
    assert [picture["role"] for picture in page.all("svg")] == ["img"] * 3
    assert page.said("title")[1:] == [WAY.text, DAYS.text, BARS.text]
    assert "so-below-way" in classes(page)
    assert "Records: 1 of 4." not in page.said("bdi")
    assert {"How to read it.", "Well done."} <= set(page.said("bdi"))


def test_a_way_shows_what_is_behind_and_where_one_is() -> None:
    """Of the stops of a way, each in the middle of its column, one has a ring, and those ahead are hollow."""
    page = Page(drawn(WAY, "so-a"))
    circles = page.all("circle")
    assert [one["cx"] for one in circles] == ["16.67%", "50%", "50%", "83.33%"]
    assert [one.get("class") for one in circles] == [None, "so-here", None, "so-ahead"]
    assert next(one["cx"] for one in Page(drawn(WAY, "so-a", is_from_right=True)).all("circle")) == "83.33%"


def test_a_label_on_a_time_line_covers_no_other() -> None:
    """The first and the last day have their label; another day has its own where there is room."""
    page = Page(drawn(DAYS, "so-a"))
    assert page.said("text") == ["Today", "Visit", "4 December"]
    assert [one["text-anchor"] for one in page.all("text")] == ["start", "end", "middle"]
    assert [one.get("class") for one in page.all("text")] == ["so-first", "so-last", "so-between"]
    assert len(page.all("circle")) == 5
    turned = Page(drawn(DAYS, "so-a", is_from_right=True))
    assert [one["x"] for one in turned.all("text")] == ["98%", "2%", "50%"]


@pytest.mark.parametrize(("at", "width"), [(-1.0, "0%"), (0.0, "0%"), (0.25, "25%"), (1.0, "100%"), (7.0, "100%")])
def test_a_bar_is_filled_as_far_as_it_is_done(at: float, width: str) -> None:
    """The width of what is filled is how much is done, and it starts where reading starts."""
    picture = attrs.evolve(BARS, marks=(Mark("Records", at=at),))
    assert [one["width"] for one in Page(drawn(picture, "so-a")).all("rect")] == ["100%", width]
    bar = Page(drawn(picture, "so-a", is_from_right=True)).all("rect")[1]
    assert float((bar["x"] or "")[:-1]) + float((bar["width"] or "")[:-1]) == 100


@pytest.mark.parametrize("kind", ["way", "time_line", "progress"])
def test_a_picture_may_be_empty_and_a_label_long(kind: t.Any) -> None:
    """A picture without marks is empty; a label that is too long is cut, and says so."""
    assert Page(drawn(Picture(kind, "Nothing.", ()), "so-a")).said("title") == ["Nothing."]
    page = Page(drawn(Picture(kind, "Much.", (Mark("x" * 99),)), "so-a"))
    assert all(len(said) == 48 and said.endswith("\N{HORIZONTAL ELLIPSIS}") for said in page.said("text"))


def test_a_site_replaces_a_part_of_the_page(tmp_path: pathlib.Path) -> None:
    """A file in the site's folder takes the place of the bundled one, and can build on that."""
    (tmp_path / "page.html").write_text(
        '{% extends "bundled/page.html" %}{% block footer %}<footer>{{ title }}</footer>{% endblock %}', "utf-8"
    )
    (tmp_path / "table.html").write_text(
        "{% macro table(table, title, picture) %}<p>{{ title }}{% endmacro %}", "utf-8"
    )
    (tmp_path / "style.css").write_bytes(b"p { color: red }\r\n")
    text = html(a_document(Part("A & B", table=Table(("x",), (("y",),))), title="<T>"), templates=tmp_path)
    assert "<footer>&lt;T&gt;</footer>" in text
    assert "<p>A &amp; B" in text
    assert "p { color: red }\n" in text
    assert "\r" not in text
    assert "<table" not in text
    assert "<footer>" not in html(a_document())


def test_a_site_s_own_template_is_cleaned_escaped_and_strict(tmp_path: pathlib.Path) -> None:
    """Also what a site's own template writes is cleaned and escaped, and a name that is not there is an error."""
    file = tmp_path / "fragment.html"
    file.write_text("{{ document.title }}", "utf-8")
    assert html(a_document(title="<b>\x00\u202ee\u0301"), fragment=True, templates=tmp_path) == "&lt;b&gt;\xe9"
    (other := tmp_path / "other").mkdir()
    (other / "fragment.html").write_text("{{ titel }}", "utf-8")
    with pytest.raises(Exception, match="'titel' is undefined"):
        html(a_document(), fragment=True, templates=str(other))


def test_a_folder_that_is_not_there_is_an_error(tmp_path: pathlib.Path) -> None:
    """A folder of templates that is not there is not passed over without a word."""
    with pytest.raises(OSError, match="nowhere"):
        html(a_document(), templates=tmp_path / "nowhere")


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is not installed, the error names the command that installs it."""
    module._environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(MissingExtraError, match=r"second-opinion\[html\]"):
        html(a_document())
    module._environment.cache_clear()


def test_the_same_document_gives_the_same_page() -> None:
    """Two pages of one document are the same text, and a page holds nothing of another."""
    one = html(document(plan_of(question("ask-a", text="One?"))))
    html(document(plan_of(step("do-a", title="Two"))))
    assert html(document(plan_of(question("ask-a", text="One?")))) == one
    assert "Two" not in one


def test_all_words_of_a_plan_stand_in_its_page() -> None:
    """Each text of the document of a plan is in its page, as it is or as a label of a bar."""
    plan = a_plan().update(a_plan().records[0].item.id, status="done", note="Mine.\nAnd more.")
    made = document(plan)
    page = Page(html(made))
    said = {one_line(data) for _, data in page.texts}
    for part in made.parts:
        texts = [part.title, *part.said, *(entry.text for entry in part.entries)]
        texts += [detail.text for entry in part.entries for detail in entry.details]
        texts += [cell for row in (part.table.rows if part.table else ()) for cell in row]
        assert {one_line(text) for text in texts if text} <= said


def test_the_templates_are_bundled() -> None:
    """Every template and style sheet that a page is made of is in the package."""
    assert {"page", "fragment", "document", "part", "entry", "table"} <= set(
        packaged.names("templates", suffix=".html")
    )
    assert set(packaged.names("templates", suffix=".css")) == {"page", "style"}
