"""The page that people read, in a real browser: what hinders a reader is not there, and each check can find it."""

import collections
import datetime as dt
import functools
import pathlib
import re
import typing as t

import attrs
import pytest
from browser.chromium import chromium
from browser.reading import (
    DESKTOP,
    FORCED,
    PHONE,
    SETTINGS,
    ReadPage,
    Setting,
    invalid,
    missing,
    missing_validator,
    reading,
    site,
)
from hostile import HOSTILE, SHORTENED, plan_with
from strategies import MONDAY

import second_opinion as so
from second_opinion import sheets
from second_opinion.documents import Document, Entry, Part
from second_opinion.rendering.cleaning import clean
from second_opinion.rendering.document import document
from second_opinion.rendering.html import html, style

if t.TYPE_CHECKING:
    from playwright.sync_api import Browser

BOX: t.Final = ".so-box"
ROOM: t.Final = ".so-room"
PROFILE: t.Final = so.PatientProfile(
    role="patient",
    age_group="adult",
    country="US",
    cancer_type="breast",
    phase="newly_diagnosed",
    second_doctor="booked",
    appointment=dt.date(2026, 12, 14),
    insurer_requires_opinion=True,
    told_current_doctor=False,
    companion=True,
)


@functools.cache
def plan() -> so.PrepPlan:
    """Return a plan that somebody has begun to work on, as long as plans get."""
    made = so.build_plan(PROFILE, today=MONDAY)
    made = made.update(made.steps[0].id, status="done", note="Rang them on Monday.\nThey call back.")
    made = made.update(made.questions[0].id, status="done", answer="Yes: stage II, and it has not spread.")
    made = made.update(made.records[0].id, status="skipped")
    made = made.add_question("هل أحتاج إلى مترجم؟ Do I need one?", audience="second_office")
    return made.add_step("Ask my sister to come along", actions=("Call her.",), due=dt.date(2026, 12, 1))


@functools.cache
def documents() -> dict[str, Document]:
    """Return what is shown: a plan, sheets with details and with blanks, and a plan with next to nothing in it."""
    person = sheets.Person(name="Jenny Example", born=dt.date(1961, 2, 3), address="12 Elm Road\nSpringfield")
    return {
        "plan": document(plan()),
        "sample": sampled(document(plan())),
        "few": document(so.build_plan(so.PatientProfile(), today=MONDAY)),
        "letter": sheets.records_request(plan(), person, to="City Hospital"),
        "call": sheets.insurer_call(plan()),
        "visit": sheets.visit_sheet(plan(), person),
        "side-by-side": sheets.side_by_side(plan()),
        "timeline": sheets.timeline(plan()),
    }


def sampled(whole: Document) -> Document:
    """Return a document with all that there is in it, but few parts of each section, and no long lists."""
    parts: list[Part] = []
    since = 0
    for part in whole.parts:
        since = 0 if part.level == 2 else since + 1
        if since <= 2 or part.picture or part.table:
            parts.append(attrs.evolve(part, entries=tuple(map(_shortened, part.entries[:2]))))
    return attrs.evolve(whole, parts=tuple(parts))


def _shortened(entry: Entry) -> Entry:
    return attrs.evolve(entry, details=entry.details[:3])


def page_of(name: str, language: str = "en") -> str:
    """Return the page of one of the documents, as it would be in a language."""
    return html(attrs.evolve(documents()[name], language=language))


def embedded(name: str) -> str:
    """Return the page of a site with one of the documents in it."""
    return site(html(documents()[name], fragment=True), style())


@pytest.fixture(scope="module")
def browser() -> t.Iterator["Browser"]:
    """Give the browser of all tests; without one they are skipped."""
    if trouble := missing():
        pytest.skip(trouble)
    with chromium() as found:
        yield found


@pytest.fixture(scope="module", params=SETTINGS, ids=str)
def setting(request: pytest.FixtureRequest) -> Setting:
    """Give each setting."""
    return t.cast("Setting", request.param)


@pytest.fixture(scope="module")
def set_page(browser: "Browser", setting: Setting) -> t.Iterator[ReadPage]:
    """Give the page of a setting."""
    with reading(browser, setting) as page:
        yield page


@pytest.fixture(scope="module")
def desktop(browser: "Browser") -> t.Iterator[ReadPage]:
    """Give a page as on a desk."""
    with reading(browser, DESKTOP) as page:
        yield page


@pytest.fixture(scope="module")
def phone(browser: "Browser") -> t.Iterator[ReadPage]:
    """Give a page as on a phone."""
    with reading(browser, PHONE) as page:
        yield page


def hindrances(page: ReadPage) -> dict[str, list[str]]:
    """Return what hinders readers of a page on a screen, by the name of the check that found it."""
    found = {name: page.found(name) for name in ("sideways", "cut", "overlaps", "smallTargets", "outOfOrder", "focus")}
    found |= {"axe": page.axe(), "headings": page.found("headings"), "active": page.found("active")}
    found |= {"boxes": page.found("boxFaults", BOX), "rooms": page.found("narrowRooms", ROOM)}
    found |= {"spaced": page.spaced(), "outside": page.outside, "errors": page.errors}
    return {name: faults for name, faults in found.items() if faults}


@pytest.mark.parametrize("name", ["sample", "letter"])
def test_nothing_hinders_a_reader(set_page: ReadPage, setting: Setting, name: str) -> None:
    """A page breaks no rule of WCAG 2.2 A and AA and no best practice, asks for nothing, and has no error."""
    set_page.show(page_of(name, setting.language))
    direction = "rtl" if setting.language == "ar" else "ltr"
    assert set_page.found("languageAndDirection") == [setting.language, direction]
    assert hindrances(set_page) == {}


def test_nothing_hinders_a_reader_of_a_whole_plan(desktop: ReadPage) -> None:
    """The same holds for a plan as long as plans get; and the tab key goes through it in its order."""
    desktop.show(page_of("plan"))
    assert hindrances(desktop) == {}
    desktop.show(page_of("sample"))
    assert desktop.walk() == []


@pytest.mark.parametrize("name", ["call", "visit", "side-by-side", "timeline"])
def test_nothing_hinders_a_reader_of_the_other_sheets(phone: ReadPage, name: str) -> None:
    """The same holds for every other document, where there is least space."""
    phone.show(page_of(name))
    assert hindrances(phone) == {}


@pytest.mark.parametrize("name", ["sample", "letter"])
def test_nothing_hinders_a_reader_in_the_page_of_a_site(phone: ReadPage, name: str) -> None:
    """The same holds for a fragment in the page of a site that has its own styles."""
    phone.show(embedded(name))
    assert hindrances(phone) == {}


@pytest.mark.parametrize("name", ["sample", "timeline"])
def test_a_screen_reader_hears_the_same_on_a_phone(desktop: ReadPage, phone: ReadPage, name: str) -> None:
    """Headings, lists and tables are what they are, with their boxes and pictures, however they are laid out."""
    desktop.show(page_of(name))
    phone.show(page_of(name))
    assert phone.heard() == desktop.heard()


def test_what_is_heard_can_differ(desktop: ReadPage, phone: ReadPage) -> None:
    """A list that is none on a phone is noticed."""
    shown = GOOD.format(head="<style>@media (width < 400px) { li { display: none } }</style>", body="")
    desktop.show(shown)
    phone.show(shown)
    assert phone.heard() != desktop.heard()


def test_boxes_and_the_focus_are_seen_in_forced_colours(browser: "Browser") -> None:
    """Where readers force their own colours, boxes, room to write and the focus are still seen."""
    with reading(browser, FORCED) as page:
        page.show(page_of("sample"))
        assert [*page.found("boxFaults", BOX), *page.found("narrowRooms", ROOM), *page.found("focus")] == []


@pytest.mark.parametrize("name", ["sample", "letter", "side-by-side"])
@pytest.mark.parametrize("is_dark", [False, True])
def test_a_page_prints_black_on_white(browser: "Browser", name: str, *, is_dark: bool) -> None:
    """All but the way around is on paper, black on white, with each box to tick, whatever the screen is like."""
    with reading(browser, Setting("A4", 680, 960, is_dark=is_dark)) as page:
        page.show(page_of(name))
        assert page.printed() == []
        assert [*page.found("boxFaults", BOX, 9), *page.found("narrowRooms", ROOM)] == []
        assert page.page.locator(BOX).count() == sum(
            entry.has_box for part in documents()[name].parts for entry in part.entries
        )


FAULTY: t.Final = """
<script data-of-the-site>window.ran = 1</script><img alt="" src="http://outside.invalid/a.png" data-of-the-site>
<style data-of-the-site>@import "http://outside.invalid/a.css"; body { background: url(http://outside.invalid/b.png) }
</style><form action="http://outside.invalid/c" data-of-the-site><button>Send</button></form>
<iframe src="http://outside.invalid/d" data-of-the-site></iframe>"""


def ran_and_asked(page: ReadPage, shown: str) -> tuple[bool, set[str]]:
    """Return whether a page with something foreign in it runs it, and what it asks for outside."""
    page.show(shown.replace("</body>", f"{FAULTY}</body>"))
    ran = page.page.evaluate("window.ran === 1")
    page.page.locator("form button").click(no_wait_after=True)
    page.page.wait_for_timeout(200)
    return ran, {address.removeprefix("http://outside.invalid/") for address in page.outside}


def test_the_policy_keeps_out_what_is_foreign(desktop: ReadPage) -> None:
    """Should markup get into a page after all, no script of it runs and nothing is asked for, or sent."""
    shown = page_of("sample")
    without = re.sub(r"<meta[^>]*Content-Security-Policy[^>]*>", "", shown)
    assert without != shown
    assert ran_and_asked(desktop, without) == (True, {"a.png", "a.css", "b.png", "c?", "d"})
    assert ran_and_asked(desktop, shown) == (False, set())


def flat(text: str) -> str:
    """Return a text as compared: cleaned, and without white space, which browsers fold."""
    return "".join(clean(text).split())


def said_in(part: Part) -> t.Iterator[str]:
    """Yield every text of a part."""
    yield from (part.title, *part.said)
    yield from (text for entry in part.entries for text in said_in_entry(entry))
    yield from (text for field in part.fields for text in (field.label, field.value))
    if part.table:
        yield from (cell for row in (part.table.header, *part.table.rows) for cell in row)


def said_in_entry(entry: Entry) -> t.Iterator[str]:
    """Yield every text of an entry."""
    yield from (entry.text, entry.said)
    yield from (detail.label for detail in entry.details)
    yield from (detail.text for detail in entry.details)


def not_shown(page: ReadPage, shown: Document) -> list[str]:
    """Return the texts of a document that a reader finds too few times on a page, or changed."""
    text = flat(page.page.locator("body").inner_text())
    said = collections.Counter(flat(one) for part in shown.parts for one in said_in(part))
    said += collections.Counter(flat(one) for one in (shown.title, shown.lead, *shown.said))
    return [one[:60] for one, times in said.items() if one and text.count(one) < times]


def everything_hostile() -> so.PrepPlan:
    """Return a plan in which somebody has typed each hostile string in each place that there is to type."""
    made = plan_with("Plain.")
    for said in filter(str.strip, HOSTILE.values()):
        short = said[:300] if said[:300].strip() else "Plain."
        made = made.add_question(short, audience="yourself")
        own = next(entry.id for entry in made.questions if entry.answer is None)
        made = made.update(own, answer=said[:3000], note=short)
        made = made.add_record(short, what=short, holder=short).add_step(short, why=short, actions=(short,))
    return made


@pytest.fixture(scope="module")
def hostile_document() -> Document:
    """Give the document with every hostile string."""
    shown = document(everything_hostile())
    said = {flat(one) for part in shown.parts for one in said_in(part)}
    assert {flat(one[:3000]) for one in HOSTILE.values() if one.strip()} <= said
    return shown


@pytest.mark.parametrize("is_embedded", [False, True], ids=["a page", "a fragment without a policy"])
def test_hostile_text_is_shown_and_does_nothing(
    desktop: ReadPage, hostile_document: Document, *, is_embedded: bool
) -> None:
    """Whatever somebody has typed is read as it was typed, runs nothing, and asks for nothing."""
    shown = site(html(hostile_document, fragment=True), style()) if is_embedded else html(hostile_document)
    desktop.show(shown)
    assert (desktop.outside, desktop.errors, desktop.dialogs) == ([], [], [])
    assert desktop.found("active") == []
    assert not_shown(desktop, hostile_document) == []


def test_hostile_text_fits_a_phone(phone: ReadPage, hostile_document: Document) -> None:
    """A text without any place to break does not make a page wider than a phone."""
    phone.show(html(hostile_document))
    assert phone.found("sideways") == []


GOOD: t.Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ color: #111; background: #fff; font: 1rem/1.5 sans-serif; margin: 1rem }}
a {{ display: inline-block; min-height: 24px; min-width: 24px }} a:focus {{ outline: 3px solid #00f }}
.so-box {{ display: inline-block; width: 16px; height: 16px; border: 2px solid #111 }}
.so-room {{ height: 30px; border-bottom: 1px solid #111 }}
</style>{head}</head>
<body><main><h1>A page</h1><p class="said">Said first.</p><h2 id="a">Part</h2>
<ul><li class="one"><span class="so-box" role="img" aria-label="to do"></span> Call the office
<p class="so-room">Answer</p></li></ul>
<p><a class="first" href="#a">A link</a></p><p><a href="#a">Another link</a></p>{body}</main></body></html>"""

Finder = t.Callable[[ReadPage], list[str]]
FOUND: t.Final[dict[str, Finder]] = {
    **{
        name: functools.partial(lambda name, page: t.cast("list[str]", page.found(name)), name)
        for name in ("sideways", "cut", "overlaps", "smallTargets", "outOfOrder", "headings", "active", "focus")
    },
    "axe": ReadPage.axe,
    "boxes": lambda page: t.cast("list[str]", page.found("boxFaults", BOX)),
    "rooms": lambda page: t.cast("list[str]", page.found("narrowRooms", ROOM)),
    "walk": ReadPage.walk,
    "printed": ReadPage.printed,
    "outside": lambda page: page.outside,
    "errors": lambda page: page.errors,
    "dialogs": lambda page: page.dialogs,
    "spaced": ReadPage.spaced,
}
"""Each check, alone."""

FAULTS: t.Final[tuple[tuple[str, str, str], ...]] = (
    ("axe", "<style>.said { color: #aaa }</style>", ""),
    ("axe", "", "<p><input></p>"),
    ("sideways", "", "<p style='width: 900px'>Wide</p>"),
    ("sideways", "", "<div style='overflow: auto'><p style='width: 900px'>Wide</p></div>"),
    ("cut", "", "<p style='overflow: hidden; height: 10px'>Cut at its foot</p>"),
    ("cut", "", "<svg width=50 height=20 role=img><title>T</title><text x=0 y=15>A long text leaves it</text></svg>"),
    ("overlaps", "", "<p>Below</p><p style='margin-top: -36px'>Lies on it</p>"),
    ("smallTargets", "<style>a { display: inline; font-size: 10px; min-height: 0 }</style>", ""),
    ("outOfOrder", "<style>main { display: flex; flex-direction: column-reverse }</style>", ""),
    ("headings", "", "<h4>Too deep</h4>"),
    ("headings", "", "<h1>A second one</h1>"),
    ("active", "", "<p onclick=''>Does something</p>"),
    ("active", "", "<p><a href='javascript:0'>Does something</a></p>"),
    ("active", "", "<script></script>"),
    ("boxes", "<style>.so-box { border-color: #eee }</style>", ""),
    ("boxes", "<style>.so-box { width: 2px }</style>", ""),
    ("rooms", "<style>.so-room { height: 5px }</style>", ""),
    ("focus", "<style>a:focus { outline: none }</style>", ""),
    ("focus", "<style>a:focus { outline-color: #eee }</style>", ""),
    ("walk", "<style>a:focus { outline: none }</style>", ""),
    ("walk", "", "<p><a href='#a' tabindex=1>First before its turn</a></p>"),
    ("focus", "", "<p style='position: fixed; inset: 0; background: #fff'>Covers all</p>"),
    ("focus", "", "<p><a href='#a' style='position: fixed; left: -300px'>Away</a></p>"),
    ("printed", "<style>@media print { .said { display: none } }</style>", ""),
    ("printed", "<style>@media print { .said { color: #888 } }</style>", ""),
    ("printed", "<style>body { background: #000; color: #fff }</style>", ""),
    ("outside", "", "<img alt='' src='http://outside.invalid/'>"),
    ("errors", "<script>throw Error('x')</script>", ""),
    ("dialogs", "<script>alert(1)</script>", ""),
    ("spaced", "", "<p style='overflow: hidden; white-space: nowrap; width: 7em'>Fits as it is</p>"),
)
"""Faults, each with the check that is to find it, and what it takes in the head and in the body of a good page."""


@pytest.mark.parametrize("name", FOUND)
def test_a_good_page_passes_each_check(phone: ReadPage, name: str) -> None:
    """What the checks find is the fault: in a page without any they find nothing."""
    phone.show(GOOD.format(head="", body=""))
    assert FOUND[name](phone) == []


@pytest.mark.parametrize(("name", "head", "body"), FAULTS)
def test_each_check_finds_its_fault(phone: ReadPage, name: str, head: str, body: str) -> None:
    """A page with a fault made on purpose does not pass."""
    phone.show(GOOD.format(head=head, body=body))
    assert FOUND[name](phone) != []


def test_only_the_spacing_hides_what_fits_without(phone: ReadPage) -> None:
    """It is the spacing of text that is tried: what fits as it is, and not with that, is found with it alone."""
    _, head, body = next(fault for fault in FAULTS if fault[0] == "spaced")
    phone.show(GOOD.format(head=head, body=body))
    assert phone.found("cut") == []
    assert phone.spaced() != []


def test_the_comparison_of_texts_finds_a_change(desktop: ReadPage) -> None:
    """A text that is missing on a page, or changed, is noticed."""
    desktop.show(page_of("few").replace("</h1>", "</h1><template>", 1))
    assert not_shown(desktop, documents()["few"]) != []


def test_pages_are_valid_html(tmp_path: pathlib.Path) -> None:
    """A second tool, the Nu checker, finds every page and fragment valid, and a page that is not, not."""
    if trouble := missing_validator():
        pytest.skip(trouble)
    pages = {name: page_of(name) for name in ("plan", "letter", "side-by-side")}
    pages |= {"fragment": embedded("plan"), "hostile": html(document(plan_with(SHORTENED["html-01"])))}
    pages |= {"good": GOOD.format(head="", body=""), "bad": GOOD.format(head="", body="<p><ul></p><a id=a>x</i>")}
    found = invalid(pages, tmp_path)
    assert found.pop("bad") != []
    assert {name: faults for name, faults in found.items() if faults} == {}
