"""A document as a tagged PDF for paper and for screen readers; what it says is data to the template, never markup."""

from __future__ import annotations

import functools
import itertools
import json
import math
import operator
import os
import re
import typing as t
import unicodedata

from second_opinion import packaged
from second_opinion.documents import Detail, Document, Entry, Field, Part, Picture, Table
from second_opinion.errors import MissingExtraError
from second_opinion.formats import HTTPS
from second_opinion.rendering.choice import Paper
from second_opinion.rendering.cleaning import lines, one_line

if t.TYPE_CHECKING:
    import types

    import typst


_LETTER_REGIONS = frozenset({"BZ", "CA", "CL", "CO", "CR", "DO", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
_LONG_WORD = re.compile(r"\S{25,}")
_MAY_BREAK = "\u200b"
_CHUNK = 20
_COMMON = "\u017f"
_KEPT_TOGETHER = 700
_LONG_LABEL = 50
_SECTION = 2
_EMPTY_CELL = 16
_WIDEST = 10.0


def pdf(document: Document, *, fonts: t.Iterable[str | os.PathLike[str]] = (), paper: Paper | None = None) -> bytes:
    """Return a document as a tagged PDF: PDF/UA-1 wherever the fonts have all its characters.

    What the fonts that come along cannot show is looked for in *fonts*, files or folders, and then in the fonts of
    the machine. If none has it, a box stands in its place, and the PDF is tagged all the same but does not claim the
    standard. Without *paper* it is A4, or US Letter for the language of a region that prints on that.

    Raises:
        MissingExtraError: the extra `pdf` is not installed.
    """
    compiler = _compiler()
    data = json.dumps(_data(document, paper or _paper(document.language)), ensure_ascii=False)
    paths = tuple(os.fspath(path) for path in fonts)
    rare = _rare(data)
    for of_machine in (False, True):
        # A few characters are tried before a long plan is made in vain.
        if not rare or _standard_pdf(compiler, rare, paths, of_machine=of_machine):
            made = _standard_pdf(compiler, data, paths, of_machine=of_machine)
            if made is not None:
                return made
    return _compiled(compiler, data, paths, of_machine=True, standards=[])


def _rare(data: str) -> str:
    """Return the data of a document of the characters that not every font has, if there are any."""
    rare = sorted(letter for letter in set(data) if letter > _COMMON and unicodedata.category(letter)[0] != "M")
    return json.dumps(_data(Document("en", "-", (" ".join(rare),), ()), "a4"), ensure_ascii=False) if rare else ""


def _compiler() -> types.ModuleType:
    try:
        import typst  # noqa: PLC0415 (an extra, and only a PDF needs it)
    except ImportError:
        raise MissingExtraError("pdf") from None
    return typst


def _standard_pdf(compiler: types.ModuleType, data: str, paths: tuple[str, ...], *, of_machine: bool) -> bytes | None:
    """Return a PDF that keeps to PDF/UA-1, or `None` where it cannot: for want of a character or of a title."""
    try:
        return _compiled(compiler, data, paths, of_machine=of_machine, standards=["ua-1"])
    except compiler.TypstError:
        return None


def _compiled(
    compiler: types.ModuleType, data: str, paths: tuple[str, ...], *, of_machine: bool, standards: list[str]
) -> bytes:
    own = _fonts(paths, embedded=False, of_machine=False).families() if paths else []
    made = compiler.compile(
        _template(),
        font_paths=_fonts(paths, embedded=True, of_machine=of_machine),
        sys_inputs={"document": data, "families": json.dumps(own)},
        pdf_standards=standards,
        timestamp=0,
    )
    return t.cast("bytes", made)


@functools.cache
def _template() -> bytes:
    return packaged.read("templates", "document.typ").encode("utf-8")


@functools.lru_cache(maxsize=8)
def _fonts(paths: tuple[str, ...], *, embedded: bool, of_machine: bool) -> typst.Fonts:
    """Return fonts, found and read once; those of the machine are looked for only when they are needed."""
    import typst  # noqa: PLC0415 (an extra, and only a PDF needs it)

    return typst.Fonts(include_system_fonts=of_machine, include_embedded_fonts=embedded, font_paths=list(paths))


def _paper(language: str) -> Paper:
    return "us-letter" if _region(language) in _LETTER_REGIONS else "a4"


def _region(language: str) -> str | None:
    _, *subtags = language.split("-")
    return next((subtag.upper() for subtag in subtags if re.fullmatch("[A-Za-z]{2}", subtag)), None)


def _direction(language: str) -> str:
    primary, *subtags = language.lower().split("-")
    return "rtl" if primary in _RIGHT_TO_LEFT or {"arab", "hebr"} & set(subtags) else "ltr"


def _data(document: Document, paper: Paper) -> dict[str, t.Any]:
    primary = document.language.partition("-")[0].lower()
    return {
        "paper": paper,
        "lang": primary if re.fullmatch("[a-z]{2,3}", primary) else "en",
        "region": _region(document.language),
        "dir": _direction(document.language),
        "title": one_line(document.title),
        "heading": _shown(document.title),
        "lead": _shown(document.lead),
        "said": _each(document.said),
        "parts": _groups(document.parts, has_title=bool(one_line(document.title))),
    }


def _groups(parts: tuple[Part, ...], *, has_title: bool) -> list[list[dict[str, t.Any]]]:
    """Return the parts; those which stand beside each other on the first page, lists of the summary, are together."""
    drawn = zip(_is_card(parts), _parts(parts, has_title=has_title), strict=True)
    groups = itertools.groupby(drawn, key=operator.itemgetter(0))
    found: list[list[dict[str, t.Any]]] = []
    for is_card, members in groups:
        some = [part for _, part in members]
        found += [some] if is_card else [[part] for part in some]
    return found


def _is_card(parts: tuple[Part, ...]) -> t.Iterator[bool]:
    """Yield for each part whether it is a list of the summary, and nothing else."""
    section = ""
    for part in parts:
        section = part.section or section
        is_list = part.level > _SECTION and bool(part.entries) and not (part.picture or part.table or part.fields)
        yield section == "summary" and is_list


def _parts(parts: tuple[Part, ...], *, has_title: bool) -> t.Iterator[dict[str, t.Any]]:
    """Yield the parts; their headings go down by one level at most, and a new page begins after a plan's summary."""
    section = ""
    is_after_summary = False
    level = 1 if has_title else 0
    for part in parts:
        title = _shown(part.title)
        level = min(part.level, level + 1) if title else level
        picture = _picture(part) if part.picture and part.picture.marks else None
        section = part.section or section
        is_said_by_picture = picture is not None and _notes(part) is not None
        yield {
            "title": title,
            "level": level,
            "new_page": is_after_summary and bool(part.section),
            "small": section == "sources",
            "said": _each(part.said),
            "entries": [_entry(entry) for entry in part.entries],
            "fields": [_field(field) for field in part.fields],
            "table": _table(part.table) if part.table and part.table.header and not is_said_by_picture else None,
            "picture": picture,
        }
        is_after_summary = part.section == "summary" or (is_after_summary and not part.section)


def _entry(entry: Entry) -> dict[str, t.Any]:
    details = [_detail(detail) for detail in entry.details]
    size = len(entry.text) + len(entry.said) + sum(len(detail.text) + len(detail.label) for detail in entry.details)
    return {
        "text": _shown(entry.text),
        "said": _shown(entry.said),
        "box": entry.has_box,
        "done": entry.is_done,
        "strong": entry.is_strong,
        "room": _shown(entry.room),
        "details": details,
        "keep": size < _KEPT_TOGETHER,
    }


def _detail(detail: Detail) -> dict[str, t.Any]:
    is_link = detail.is_link and HTTPS.matches(detail.text)
    return {
        "label": _shown(detail.label),
        "lines": [detail.text] if is_link else _lines(detail.text),
        "url": detail.text if is_link else None,
    }


def _field(field: Field) -> dict[str, t.Any]:
    return {
        "label": _shown(field.label),
        "lines": _lines(field.value),
        "room": max(field.lines, 1),
        "beside": 0 < len(field.label) < _LONG_LABEL,
    }


def _table(table: Table) -> dict[str, t.Any]:
    rows = [[*row, *("",) * len(table.header)][: len(table.header)] for row in table.rows]
    return {
        "header": _each(table.header),
        "rows": [_each(row) for row in rows],
        "lines": max(table.lines, 1),
        "widths": [_width(column) for column in zip(table.header, *rows, strict=True)],
    }


def _width(column: tuple[str, ...]) -> float:
    """Return the share of a column in the width of the page; one to write in has the share of some words."""
    longest = max(len(cell) if cell else _EMPTY_CELL for cell in column)
    return round(min(math.sqrt(max(longest, _EMPTY_CELL / 2)), _WIDEST), 2)


def _picture(part: Part) -> dict[str, t.Any]:
    picture = t.cast("Picture", part.picture)
    notes = _notes(part) or ("",) * len(picture.marks)
    return {
        "kind": picture.kind,
        "alt": one_line(picture.text),
        "marks": [
            {"label": _shown(mark.label), "state": mark.state, "at": min(max(mark.at, 0.0), 1.0), "note": _shown(note)}
            for mark, note in zip(picture.marks, notes, strict=True)
        ],
    }


def _notes(part: Part) -> tuple[str, ...] | None:
    """Return the one row of a table whose header are the marks of its picture: it says no more than that does."""
    if part.picture is None or part.table is None or len(part.table.rows) != 1:
        return None
    is_same = part.table.header == tuple(mark.label for mark in part.picture.marks)
    return part.table.rows[0] if is_same else None


def _each(texts: t.Iterable[str]) -> list[str]:
    return [_shown(text) for text in texts]


def _lines(text: str) -> list[str]:
    return [_shown(line) for line in lines(text)]


def _shown(text: str) -> str:
    """Return text on one line, whose words fit on the page: an endless one may be broken."""
    return _LONG_WORD.sub(_breakable, one_line(text))


def _breakable(word: re.Match[str]) -> str:
    """Return a long word with places where it may be broken, none of them before a mark that belongs to a letter."""
    said, out, count = word[0], "", 0
    for at, letter in enumerate(said):
        if count >= _CHUNK and unicodedata.category(letter)[0] == "L" and said[at - 1].isascii():
            out, count = out + _MAY_BREAK, 0
        out, count = out + letter, count + 1
    return out
