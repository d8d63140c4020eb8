"""PDF: a plan on paper, tagged so that it can be heard as well, in which no text can become markup."""

import datetime as dt
import functools
import importlib
import io
import pathlib
import sys
import typing as t

import attrs
import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it comes without types
import pytest
from hostile import HOSTILE, SHORTENED

import second_opinion as so
from second_opinion import sheets
from second_opinion.documents import Detail, Document, Entry, Field, Mark, Part, Picture, Table
from second_opinion.errors import MissingExtraError
from second_opinion.formats import HTTPS
from second_opinion.rendering.cleaning import lines, one_line
from second_opinion.rendering.document import document

pytest.importorskip("typst", reason="the extra pdf is not installed")
from second_opinion.rendering.choice import Paper
from second_opinion.rendering.pdf import pdf

PERSON = so.PatientProfile(
    cancer_type="breast",
    phase="newly_diagnosed",
    country="US",
    insurance=("medicare",),
    appointment=dt.date(2026, 12, 14),
)
STAGES = ("Decide", "Gather", "Visit")
NOBODY_HAS_IT = "\U0010fff0"
"""A character for private use that no font shows."""


@functools.cache
def plan_document() -> Document:
    """Return the document of a typical plan."""
    return document(so.build_plan(PERSON, today=dt.date(2026, 11, 22)))


@functools.cache
def plan_pdf() -> bytes:
    """Return the PDF of a typical plan."""
    return pdf(plan_document())


def sample(**changes: t.Any) -> Document:
    """Return a document of a few lines with something of every kind."""
    way = Picture("way", "You are at part 2 of 3.", tuple(Mark(name, "ahead") for name in STAGES))
    made = Document(
        "en",
        "A plan",
        ("First words.",),
        (
            Part("Steps", 2, ("Said.",), picture=way, table=Table(STAGES, (("done", "here", "later"),)), section="x"),
            Part("List", 3, entries=(Entry("Call", (Detail("by phone", "How"),), has_box=True, room="Write here"),)),
            Part(
                "Form", 4, fields=(Field("Name"), Field("Notes", "one\ntwo"), Field("", lines=3), Field("long " * 20))
            ),
            Part("Table", 2, table=Table(("When", "What"), (("Monday", ""), ("Friday", "Ask"))), section="y"),
        ),
        "One thing.",
    )
    return attrs.evolve(made, **changes)


@functools.lru_cache(maxsize=4)
def opened(made: bytes) -> pikepdf.Pdf:
    """Return a PDF, opened, and kept so while its parts are looked at."""
    return pikepdf.open(io.BytesIO(made))


def is_standard(made: bytes) -> bool:
    """Return whether a PDF says that it keeps to PDF/UA-1."""
    return b"<pdfuaid:part>1</pdfuaid:part>" in made


def elements(made: bytes) -> list[tuple[str, int, pikepdf.Dictionary]]:
    """Return the elements of the structure tree in reading order: their kind, how deep they are, and themselves."""
    root = opened(made).Root
    return list(_within(root.StructTreeRoot.K, 0))


def _within(node: t.Any, depth: int) -> t.Iterator[tuple[str, int, pikepdf.Dictionary]]:
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _within(one, depth)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S)[1:], depth, node
        yield from _within(node.get("/K"), depth + 1)


def kinds(made: bytes) -> list[str]:
    """Return the kinds of the elements of a PDF, in reading order."""
    return [kind for kind, _, _ in elements(made)]


def read(made: bytes) -> str:
    """Return the text of all pages without white space and hyphens, which fall otherwise at the ends of lines."""
    pages = pypdfium2.PdfDocument(made)
    return packed("".join(page.get_textpage().get_text_bounded() for page in pages))


def packed(text: str) -> str:
    """Return text without white space, hyphens, and places where a word may be broken."""
    return "".join(text.split()).translate(dict.fromkeys(map(ord, "-\u00ad\u200b\ufffe\u0002")))


def pictures(made: bytes) -> list[bytes]:
    """Return the grey values of each page."""
    pages = pypdfium2.PdfDocument(made)
    return [page.render(scale=0.5, grayscale=True).to_pil().tobytes() for page in pages]


def links(made: bytes) -> set[str]:
    """Return the addresses to which a PDF leads."""
    notes = (note for page in opened(made).pages for note in page.get("/Annots", ()))
    return {str(note.A.URI) for note in notes if note.Subtype == "/Link"}


def test_plan_is_tagged_for_pdf_ua() -> None:
    """A plan keeps to PDF/UA-1: marked, with its language, its title shown, and pages read in their structure."""
    made = opened(plan_pdf())
    root = made.Root
    assert is_standard(plan_pdf())
    assert root.MarkInfo.Marked
    assert root.Lang == "en"
    assert root.ViewerPreferences.DisplayDocTitle
    assert made.docinfo.Title == plan_document().title
    assert {str(page.Tabs) for page in made.pages} == {"/S"}


def test_headings_stand_in_their_order_and_skip_no_level() -> None:
    """The title is the first heading; each part has one, of its level; none is more than one below that before it."""
    levels = [int(kind[1]) for kind in kinds(plan_pdf()) if kind in {"H1", "H2", "H3", "H4"}]
    assert levels == [1, *(part.level for part in plan_document().parts if part.title)]
    skipping = sample(parts=(Part("Deep", 4), Part("Deeper", 4), Part("Up", 2), Part("Down", 4)))
    made = pdf(skipping)
    assert is_standard(made)
    assert [kind for kind in kinds(made) if kind[0] == "H"] == ["H1", "H2", "H3", "H2", "H3"]


def test_bookmarks_lead_to_every_part() -> None:
    """The bookmarks are the headings: the title, below it the sections, below those their parts."""
    with pikepdf.open(io.BytesIO(plan_pdf())).open_outline() as outline:
        (root,) = outline.root
        sections = [item.title for item in root.children]
    assert root.title == plan_document().title
    assert sections == [part.title for part in plan_document().parts if part.level == 2]


def test_tables_have_a_header() -> None:
    """Each table has its header cells in a head, with columns as their scope, and as many cells a row as these."""
    found = [(kind, node) for kind, _, node in elements(pdf(sample())) if kind in {"Table", "THead", "TH", "TD"}]
    assert [kind for kind, _ in found] == ["Table", "THead", "TH", "TH", *["TD"] * 4]
    assert all(b"/Column" in node.A.unparse(resolved=True) for kind, node in found if kind == "TH")
    assert kinds(plan_pdf()).count("Table") == kinds(plan_pdf()).count("THead") >= 1


def test_short_rows_are_filled_and_long_ones_cut() -> None:
    """A row with too few cells has room for the rest; cells without a header are left out; no header, no table."""
    table = Table(("A", "B"), (("one",), ("two", "three", "unseen")))
    made = pdf(sample(parts=(Part("T", table=table), Part("None", table=Table((), (("x",),))))))
    assert kinds(made).count("TD") == 4
    assert kinds(made).count("Table") == 1
    assert "unseen" not in read(made)


def test_lists_are_lists() -> None:
    """Each entry is an item of a list with its mark as a label, and so is each of its details."""
    entries = [entry for part in plan_document().parts for entry in part.entries]
    items = len(entries) + sum(len(entry.details) for entry in entries)
    assert kinds(plan_pdf()).count("LI") == kinds(plan_pdf()).count("LBody") == items


def test_boxes_show_what_is_done() -> None:
    """What can be done has a box to tick; what is done has a ticked one; a sentence has neither."""
    entries = (Entry("open", has_box=True), Entry("done", has_box=True, is_done=True), Entry("told"))
    assert "☐open☑done•told" in read(pdf(sample(parts=(Part("List", entries=entries),))))


def test_pictures_have_their_words() -> None:
    """A picture of any kind and size is one figure with its text in its place; a picture of nothing is left out."""
    kinds_of = t.get_args(Picture.__annotations__["kind"])
    sizes = (1, 3, 7, 20)
    drawn = [
        Part(
            "P",
            picture=Picture(kind, f"{kind} of {size}", tuple(Mark(f"m{n}", "here", n / 5 - 1) for n in range(size))),
        )
        for kind in kinds_of
        for size in sizes
    ]
    made = pdf(sample(parts=(*drawn, Part("None", picture=Picture("way", "nothing", ())))))
    figures = [str(node.Alt) for kind, _, node in elements(made) if kind == "Figure"]
    assert figures == [f"{kind} of {size}" for kind in kinds_of for size in sizes]
    assert is_standard(made)


def test_picture_stands_for_a_table_that_says_the_same() -> None:
    """The row below a header of the same words goes into the picture; any other table stays beside it."""
    same, *rest = sample().parts
    other = attrs.evolve(same, table=Table(("Week", "What"), (("1", "Call"),)))
    longer = attrs.evolve(same, table=Table(STAGES, (("a", "b", "c"), ("d", "e", "f"))))
    assert kinds(pdf(sample(parts=(same,)))).count("Table") == 0
    assert all(kinds(pdf(sample(parts=(part,)))).count("Table") == 1 for part in (other, longer))
    assert "later" in read(pdf(sample(parts=(same, *rest))))


@pytest.mark.parametrize("paper", t.get_args(Paper))
def test_summary_is_the_first_page(paper: Paper) -> None:
    """The lists of the summary of a typical plan stand on the first page, and a new page begins after the summary."""
    made = pdf(plan_document(), paper=paper)
    first, *others = (packed(page.get_textpage().get_text_bounded()) for page in pypdfium2.PdfDocument(made))
    parts = plan_document().parts
    after = next(n for n, part in enumerate(parts) if part.section not in {"", "summary"})
    lists = [part for part in parts[:after] if part.entries][:4]
    assert all(packed(entry.text) in first for part in lists for entry in part.entries)
    assert any(page.startswith(packed(parts[after].title)) for page in others)


def test_every_word_of_a_plan_is_on_paper() -> None:
    """Whatever the document of a plan says can be read in the PDF."""
    made = read(plan_pdf())
    plan = plan_document()
    said = [plan.title, plan.lead, *plan.said]
    for part in plan.parts:
        said += [part.title, *part.said, *(text for entry in part.entries for text in (entry.text, entry.said))]
        said += [detail.text for entry in part.entries for detail in entry.details]
    without_page_ends = [text for text in said if packed(text) not in made]
    # The few that go on from one page to the next have the foot of the page in their middle.
    assert all(packed(text)[:15] in made and packed(text)[-12:] in made for text in without_page_ends)
    assert len(without_page_ends) < 40


def test_no_page_is_blank_and_none_runs_over_its_margin() -> None:
    """Each page shows something, and nothing stands within 8 mm of the edges of the paper."""
    pages = pypdfium2.PdfDocument(plan_pdf())
    for page in pages:
        picture = page.render(scale=0.5, grayscale=True).to_pil()
        edge = int(8 / 25.4 * 72 * 0.5)
        inside = picture.crop((edge, edge, picture.width - edge, picture.height - edge))
        picture.paste(255, (edge, edge, picture.width - edge, picture.height - edge))
        assert t.cast("tuple[int, int]", inside.getextrema())[0] < 100
        assert t.cast("tuple[int, int]", picture.getextrema())[0] > 250


def test_pages_are_counted() -> None:
    """The foot of each page says its number, and how many there are."""
    pages = pypdfium2.PdfDocument(plan_pdf())
    for n, page in enumerate(pages, 1):
        assert packed(page.get_textpage().get_text_bounded()).endswith(f"{n}/{len(pages)}")


def test_endless_words_do_not_leave_the_page() -> None:
    """A word of hundreds of letters is broken at the margin, wherever it stands."""
    word = "m" * 400
    parts = (
        Part(word, 2, (word,), (Entry(word, (Detail(word, word),), room=word),), (Field(word), Field("", word))),
        Part("T", table=Table((word, "b"), ((word, ""),))),
    )
    for pixels in pictures(pdf(sample(title=word, lead=word, said=(word,), parts=parts))):
        width = int(210 / 25.4 * 72 * 0.5) + 1
        rows = [pixels[start : start + width] for start in range(0, len(pixels) - width, width)]
        assert all(min(row[-10:]) > 250 for row in rows)


def test_links_are_addresses_that_start_with_https() -> None:
    """An address is a link if it starts with https:// and was meant as one; any other text is text."""
    bad = (
        "javascript:alert(1)",
        "http://example.org",
        "file:///etc/passwd",
        "https://exa mple.org",
        "https://a.org/<b>",
    )
    details = (Detail("https://example.org/a?b=c#d", is_link=True), Detail("https://example.org/no"))
    entry = Entry("See", (*details, *(Detail(text, is_link=True) for text in bad)))
    assert links(pdf(sample(parts=(Part("L", entries=(entry,)),)))) == {"https://example.org/a?b=c#d"}
    assert all(address.startswith("https://") for address in links(plan_pdf()))


def test_same_document_is_the_same_bytes() -> None:
    """A PDF holds no time, no chance, and nothing of the machine."""
    assert pdf(plan_document()) == plan_pdf()
    assert b"CreationDate" not in plan_pdf()


@pytest.mark.parametrize(
    ("language", "said", "direction"),
    [
        ("en", "en", "/L2R"),
        ("es-MX", "es-MX", "/L2R"),
        ("ar", "ar", "/R2L"),
        ("zh-Hant-TW", "zh-TW", "/L2R"),
        ("pa-Arab", "pa", "/R2L"),
        ("", "en", "/L2R"),
    ],
)
def test_language_and_its_direction(language: str, said: str, direction: str) -> None:
    """The language is that of the document, and pages turn the way it is written."""
    made = opened(pdf(sample(language=language)))
    assert made.Root.Lang == said
    assert made.Root.ViewerPreferences.Direction == direction


def test_paper_is_that_of_the_region() -> None:
    """Paper is A4, or US Letter for a region that prints on it, unless it is said."""
    sizes = {"a4": (595, 842), "us-letter": (612, 792)}

    def size(made: bytes) -> tuple[int, int]:
        width, height = pypdfium2.PdfDocument(made)[0].get_size()
        return round(width), round(height)

    assert size(pdf(sample())) == size(pdf(sample(language="en-GB"))) == sizes["a4"]
    assert size(pdf(sample(language="en-US"))) == size(pdf(sample(), paper="us-letter")) == sizes["us-letter"]


def test_right_to_left_is_mirrored() -> None:
    """In a language written from the right, the ink of a short line stands at the right."""
    (page,) = pypdfium2.PdfDocument(pdf(sample(language="he", title="שלום", said=(), parts=(), lead="")))
    picture = page.render(scale=0.5, grayscale=True).to_pil().crop((0, 0, 298, 200))
    left, right = (picture.crop(box).getextrema() for box in ((0, 0, 149, 200), (149, 0, 298, 200)))
    assert t.cast("tuple[int, int]", left)[0] > 250
    assert t.cast("tuple[int, int]", right)[0] < 150


@pytest.mark.parametrize("text", [NOBODY_HAS_IT, f"A note {NOBODY_HAS_IT} within"])
def test_what_no_font_shows_does_not_stop_a_plan(text: str) -> None:
    """A character that no font has leaves a PDF without the claim to the standard, but tagged, with all the rest."""
    made = pdf(sample(said=("Before.", text, "After.")))
    assert not is_standard(made)
    assert opened(made).Root.MarkInfo.Marked
    assert "H1" in kinds(made)
    assert "After." in read(made)


def test_emoji_do_not_stop_a_plan() -> None:
    """A plan with emoji and scripts from all over the world is written, tagged, and all words around them are there."""
    made = pdf(sample(said=("😀 flag 🇨🇦 and 中文", "हिन्दी عربى ภาษา")))
    assert opened(made).Root.MarkInfo.Marked
    assert "flag" in read(made)


def test_given_fonts_are_used(tmp_path: pathlib.Path) -> None:
    """Files and folders of fonts can be named; a folder without any changes nothing."""
    assert pdf(sample(), fonts=[tmp_path]) == pdf(sample())


def test_font_that_is_given_shows_what_the_others_lack() -> None:
    """A file with a font, or its folder, is enough for a script that the fonts which come along do not have."""
    file = _file_with("DejaVu Sans")
    for path in (file, file.parent):
        made = pdf(sample(said=("ߊߓߊ",)), fonts=[path])
        assert is_standard(made)
        assert b"DejaVuSans" in b"".join(str(name).encode() for name in _font_names(made))


def _file_with(family: str) -> pathlib.Path:
    import typst

    paths = [font.path for font in typst.Fonts().fonts() if font.family == family and font.path]
    if not paths:
        pytest.skip(f"this machine has no font {family}")
    return pathlib.Path(paths[0])


def _font_names(made: bytes) -> set[str]:
    return {str(one.BaseFont) for one in opened(made).objects if _is_font(one)}


def _is_font(one: t.Any) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"


def test_without_a_title_there_is_still_a_pdf() -> None:
    """A document whose title is blank is written, tagged, and begins with its first part."""
    made = pdf(sample(title=" \x00"))
    assert [kind for kind in kinds(made) if kind[0] == "H"][:2] == ["H1", "H2"]


@pytest.mark.parametrize("start", range(0, len(HOSTILE), 70))
def test_hostile_texts_are_text(start: int) -> None:
    """What people type is shown as they typed it, in every place: no markup, no file read, no link, no script."""
    texts = list(SHORTENED.values())[start : start + 70]
    parts = [_everywhere(text) for text in texts]
    made = pdf(sample(parts=tuple(parts)))
    assert links(made) <= {text for text in texts if HTTPS.matches(text)}
    catalog = opened(made).Root
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(catalog.keys())
    assert "/EmbeddedFiles" not in catalog.get("/Names", {})
    found = read(made)
    plain = [packed(one_line(text)) for text in texts if text.isascii()]
    assert all(text in found for text in plain if len(text) < 60)


def _everywhere(text: str) -> Part:
    entry = Entry(text, (Detail(text, text), Detail(text, text, is_link=True)), has_box=True, room=text, said=text)
    picture = Picture("time_line", text, (Mark(text), Mark("here", "here")))
    fields = (Field(text, text), Field(text))
    return Part(text, 3, (text,), (entry,), fields, Table((text, "x"), ((text, ""),)), picture)


def test_template_marks_mean_nothing() -> None:
    """Marks of the template's own language come out as they were typed."""
    marks = (
        '#read("/etc/passwd") *bold* $x^2$ _it_ @ref <label> \\u{41} = Head `raw` #import "@preview/a:1.0.0": * -- "q"'
    )
    made = pdf(sample(said=(marks,), title=marks))
    assert read(made).count(packed(marks)) >= 2
    assert is_standard(made)


def test_longest_text_is_written() -> None:
    """A note of a quarter of a million characters is written whole, on as many pages as it needs."""
    longest = max(HOSTILE.values(), key=len)
    made = pdf(sample(parts=(Part("Note", entries=(Entry("Long", (Detail(longest),)),)),)))
    assert len(pypdfium2.PdfDocument(made)) > 20
    assert len(lines(longest)[0]) > 1000


def test_sheets_are_written_as_plans_are() -> None:
    """A sheet keeps to the standard; its lines to write on are no part of what is read out."""
    plan = so.build_plan(PERSON, today=dt.date(2026, 11, 22))
    made = pdf(sheets.timeline(plan))
    assert is_standard(made)
    assert len(pypdfium2.PdfDocument(made)) == 1
    assert "Figure" not in kinds(made)


def test_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra the error names the command that installs it."""
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtraError, match=r"second-opinion\[pdf\]"):
        pdf(sample())


def test_import_does_not_load_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who imports the module has not loaded the extra."""
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.delitem(sys.modules, "second_opinion.rendering.pdf")
    assert importlib.import_module("second_opinion.rendering.pdf").pdf is not pdf
