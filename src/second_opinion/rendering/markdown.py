"""A document as Markdown (CommonMark), in which no text can become markup."""

import re
import typing as t

from second_opinion.documents import Detail, Document, Entry, Field, Part, Table
from second_opinion.formats import HTTPS
from second_opinion.rendering.cleaning import lines, one_line

_ROOM = "." * 60
_MARKS = re.compile(r"[\\`*_\[\]~|$^{}#]")
_AT_START = re.compile(r"^([-+=!:?]|[0-9]{1,9}[.)])")
_SCHEMES = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp|file|javascript|data|vbscript|tel):")
_WWW = re.compile(r"(?i)(?<![a-z0-9])www\.")


def markdown(document: Document) -> str:
    """Return a document as Markdown text."""
    lead = [f"**{escaped(document.lead)}**"] if document.lead else []
    blocks = [f"# {escaped(document.title)}", *lead, *(escaped(said) for said in document.said)]
    blocks += [block for part in document.parts for block in _part(part)]
    return "\n\n".join(blocks) + "\n"


def _part(part: Part) -> t.Iterator[str]:
    if part.title:
        yield f"{'#' * part.level} {escaped(part.title)}"
    yield from (escaped(said) for said in part.said)
    if part.entries:
        yield "\n".join(line for entry in part.entries for line in _entry(entry))
    if part.fields:
        yield "\\\n".join(line for field in part.fields for line in _field(field))
    if part.table:
        yield _table(part.table)


def _field(field: Field) -> t.Iterator[str]:
    values = [escaped(line) for line in lines(field.value)] or [_ROOM] * field.lines
    yield f"{escaped(field.label)}: {values[0]}" if field.label else values[0]
    yield from values[1:]


def _table(table: Table) -> str:
    """Return a table as GitHub, pandoc and most other writers of Markdown read it."""
    rows = [table.header, ("---",) * len(table.header)]
    return "\n".join(_row(row) for row in (*rows, *table.rows))


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cell if cell == '---' else escaped(cell) or '&nbsp;' for cell in cells)} |"


def _entry(entry: Entry) -> t.Iterator[str]:
    # An empty item below a line of text would make a heading of that.
    text = escaped(entry.text) or "&nbsp;"
    box = f"[{'x' if entry.is_done else ' '}] " if entry.has_box else ""
    said = escaped(entry.said)
    line = f"- {box}**{text}**" if entry.is_strong else f"- {box}{text}"
    yield f"{line}\\\n  {said}" if said else line
    for detail in entry.details:
        yield f"  - {_detail(detail) or '&nbsp;'}"
    if entry.room:
        yield f"  - {escaped(entry.room)}: {_ROOM}"


def _detail(detail: Detail) -> str:
    label = f"{escaped(detail.label)}: " if detail.label else ""
    if detail.is_link and HTTPS.matches(detail.text):
        return f"{label}<{detail.text}>"
    return label + "\\\n    ".join(escaped(line) for line in lines(detail.text))


def escaped(text: str) -> str:
    """Return text on one line that Markdown shows as it is: no mark, tag, entity, link or address takes effect."""
    said = one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    said = _MARKS.sub(lambda mark: f"&#{ord(mark[0])};" if mark[0] in "\\^~$|{}" else "\\" + mark[0], said)
    said = _SCHEMES.sub(lambda scheme: f"{scheme[1]}&#58;", said)
    said = _WWW.sub(lambda www: f"{www[0][:-1]}&#46;", said)
    said = said.replace("@", "&#64;").replace("//", "&#47;/").replace("!\\[", "&#33;\\[")
    said = re.sub(r":(?=[\w+-]+:)", "&#58;", said)
    return _AT_START.sub(lambda start: f"{start[0][:-1]}&#{ord(start[0][-1])};", said)
