"""A document as a page of HTML, complete in itself, or as a part of a site's own page.

The page asks for nothing from outside and runs no script, and its content security policy says so. Whatever a template
writes is cleaned and escaped, in a site's own templates as well.
"""

import base64
import functools
import hashlib
import operator
import os
import typing as t
import unicodedata

import attrs

from second_opinion import packaged
from second_opinion.documents import Detail, Document, Entry, Field, Part, Picture, Table
from second_opinion.errors import MissingExtraError
from second_opinion.formats import HTTPS, Form, Id, LanguageTag
from second_opinion.messages import messages
from second_opinion.rendering.cleaning import clean, one_line
from second_opinion.rendering.drawing import drawn

if t.TYPE_CHECKING:
    import jinja2

_SUFFIXES = (".html", ".css")
_STYLE = "style.css"
_OF_PAGE = "page.css"
_MOST_LINES = 12

_OF_ENTRY = operator.attrgetter("text", "said", "details", "room", "has_box", "is_done", "is_strong")
_OF_DETAIL = operator.attrgetter("label", "text", "is_link")

# Languages, and scripts, that are written from right to left.
_FROM_RIGHT = frozenset("ar arc ckb dv fa he iw ji ks nqo ps sd sdh syr ug ur yi".split())  # noqa: SIM905 (shorter)
_SCRIPTS_FROM_RIGHT = frozenset(("adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"))
_SCRIPT_LENGTH = 4

_TAG: t.Final[Form] = t.get_args(LanguageTag)[1]
_NAME: t.Final[Form] = t.get_args(Id)[1]


@attrs.frozen
class Placed:
    """A part where it stands in the page: its id, its heading, its rank in the document, and the level of the heading.

    What is `drawn` stands as a label in the picture, and is not said again.
    """

    id: str
    title: str
    rank: int
    level: int
    part: Part
    drawn: frozenset[str]


@attrs.frozen
class Section:
    """What stands below a heading of the second level; `name` is that of a section of a plan."""

    id: str
    name: str
    title: str
    parts: list[Placed]


@attrs.frozen
class Words:
    """What the page says of its own."""

    contents: str
    skip: str
    to_do: str
    done: str


def html(document: Document, *, fragment: bool = False, templates: str | os.PathLike[str] | None = None) -> str:
    """Return a document as a page of HTML, or, as a *fragment*, as a section for a site's own page.

    The classes and ids of a fragment start with ``so-``; `style` returns the style sheet that a site serves with it.
    *templates* is a folder with files that are used in place of the bundled ones of the same name. They find the
    bundled ones below ``bundled/``: ``{% extends "bundled/page.html" %}``.

    Raises:
        MissingExtraError: the extra "html" is not installed.
        OSError: *templates* is no folder that can be read.
    """
    environment = _environment(None if templates is None else os.fspath(templates))
    say = messages(document.language)
    sections = _sections(document, 1 if fragment else 0)
    css = _page_style(environment)
    return environment.get_template("fragment.html" if fragment else "page.html").render(
        document=document,
        lang=document.language if _TAG.matches(document.language) else "und",
        dir="rtl" if is_from_right(document.language) else "ltr",
        title=one_line(document.title),
        level=2 if fragment else 1,
        sections=sections,
        contents=[section for section in sections if section.name and section.title],
        words=Words(say("html_contents"), say("html_skip"), say("html_to_do"), say("html_done")),
        style=css,
        style_hash=_hash(css),
    )


def style() -> str:
    """Return the style sheet of a fragment: every rule in it holds below the class ``second-opinion`` only."""
    return packaged.read("templates", _STYLE)


def is_from_right(language: str) -> bool:
    """Return whether a language is written from right to left: by its script, where the tag names one."""
    primary, *rest = language.lower().split("-")
    script = next((tag for tag in rest if len(tag) == _SCRIPT_LENGTH and tag.isalpha()), "")
    return script in _SCRIPTS_FROM_RIGHT if script else primary in _FROM_RIGHT


def _sections(document: Document, deeper: int) -> list[Section]:
    """Return the parts of a document, each in its section; headings that are *deeper* stand in a site's own page."""
    sections: list[Section] = []
    used: set[str] = set()
    last = 1
    for at, part in enumerate(document.parts, 1):
        title = one_line(part.title)
        # A heading stands one level below the last at most, so that none seems to be missing.
        rank = max(2, min(part.level, last + 1))
        last = rank if title else last
        placed = Placed(_id(part, at, used), title, rank, rank + deeper, part, _labels(part.picture))
        if not sections or (rank == 2 and title):  # noqa: PLR2004 (the level of a section)
            sections.append(Section(placed.id, _name(part), title, [placed]))
        else:
            sections[-1].parts.append(placed)
    return sections


def _labels(picture: Picture | None) -> frozenset[str]:
    """Return the labels of bars: each stands above its bar, on any width of the page."""
    bars = picture.marks if picture and picture.kind == "progress" else ()
    return frozenset(mark.label for mark in bars)


def _name(part: Part) -> str:
    """Return the name of a section, where it is one that can stand in an id."""
    name = part.section.replace("_", "-")
    return name if _NAME.matches(name) else ""


def _id(part: Part, at: int, used: set[str]) -> str:
    """Return an id that no other part of the page has: from the name of a section, or from the place of a part."""
    name = _name(part)
    name = f"so-{name}" if name and f"so-{name}" not in used else f"so-part-{at}"
    used.add(name)
    return name


def _hash(css: str) -> str:
    """Return the hash of a style sheet, as a content security policy names it."""
    return base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()


@functools.lru_cache(maxsize=8)
def _environment(folder: str | None) -> "jinja2.Environment":
    """Return what finds and compiles the templates: those of a folder first, then the bundled ones."""
    try:
        import jinja2  # noqa: PLC0415 (an extra)
    except ImportError as error:
        raise MissingExtraError("html") from error
    bundled = jinja2.DictLoader(_bundled())
    loaders: list[jinja2.BaseLoader] = [jinja2.PrefixLoader({"bundled": bundled}), bundled]
    if folder is not None:
        os.scandir(folder).close()  # a folder that is not there would be passed over without a word
        loaders.insert(0, jinja2.FileSystemLoader(folder))
    environment = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_cleaned,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=folder is not None,
    )
    _extend(environment)
    return environment


def _extend(environment: t.Any) -> None:  # noqa: ANN401 (the types of its tables are not known)
    """Give the templates what they use, besides the document."""
    environment.globals |= {"draw": _draw, "heads_rows": _heads_rows}
    environment.tests |= {"address": HTTPS.matches}
    environment.filters |= {"room": _room, "entry_fields": _entry_fields, "detail_fields": _detail_fields}


def _bundled() -> dict[str, str]:
    return {
        name + suffix: packaged.read("templates", name + suffix)
        for suffix in _SUFFIXES
        for name in packaged.names("templates", suffix=suffix)
    }


def _page_style(environment: "jinja2.Environment") -> str:
    """Return the style sheet of a page, marked as what it is; a browser hashes it with line feeds."""
    import markupsafe  # noqa: PLC0415 (comes with the extra)

    loader = t.cast("jinja2.BaseLoader", environment.loader)
    files = (loader.get_source(environment, name)[0] for name in (_OF_PAGE, _STYLE))
    return markupsafe.Markup("\n".join(files).replace("\r\n", "\n").replace("\r", "\n"))  # noqa: S704 (no one typed it)


def _cleaned(value: object) -> object:
    """Return what a template is about to write, cleaned; what can be seen and is composed is clean already."""
    if type(value) is str and not (
        value.isprintable() and (value.isascii() or unicodedata.is_normalized("NFC", value))
    ):
        return clean(value)
    return value


def _entry_fields(entries: t.Iterable[Entry]) -> t.Iterator[tuple[t.Any, ...]]:
    """Return what a template writes of each entry, in one step: there are very many."""
    return map(_OF_ENTRY, entries)


def _detail_fields(details: t.Iterable[Detail]) -> t.Iterator[tuple[t.Any, ...]]:
    """Return what a template writes of each detail, in one step."""
    return map(_OF_DETAIL, details)


def _room(field: Field | Table) -> int:
    """Return how many lines of room to draw."""
    return max(1, min(field.lines, _MOST_LINES))


def _heads_rows(table: Table) -> bool:
    """Return whether the first cell of each row says what the row is about."""
    return len(table.rows) > 1 and all(row and one_line(row[0]) for row in table.rows)


def _draw(picture: Picture, name: str, direction: str) -> str:
    """Return the drawing of a picture as SVG, marked as what it is."""
    import markupsafe  # noqa: PLC0415 (comes with the extra)

    return markupsafe.Markup(drawn(picture, name, is_from_right=direction == "rtl"))  # noqa: S704 (it is escaped)
