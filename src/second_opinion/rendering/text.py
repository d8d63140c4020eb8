"""A document as plain text, for a terminal, a message or a printer."""

import textwrap
import typing as t

from second_opinion.documents import Detail, Document, Entry, Field, Part, Table
from second_opinion.rendering.cleaning import lines, one_line

_WIDTH = 78
_UNDERLINES = {2: "=", 3: "-", 4: "."}
_SHORTEST = 20
_RULE = "-" * _WIDTH
_ROOM = "\n".join(["", "      " + "." * (_WIDTH - 6), "      " + "." * (_WIDTH - 6)])


def text(document: Document) -> str:
    """Return a document as plain text, at most 78 characters wide but for long words and addresses."""
    lead = [f"{_RULE}\n{_wrapped(document.lead, '')}\n{_RULE}"] if document.lead else []
    blocks = [_underlined(document.title, "="), *lead, *(_wrapped(said, "") for said in document.said)]
    blocks += [block for part in document.parts for block in _part(part)]
    return "\n\n".join(blocks) + "\n"


def _underlined(title: str, line: str) -> str:
    said = _wrapped(title, "")
    width = max(len(part) for part in said.split("\n"))
    return f"{said}\n{line * width}"


def _part(part: Part) -> t.Iterator[str]:
    if part.title:
        yield _underlined(part.title, _UNDERLINES[part.level])
    yield from (_wrapped(said, "") for said in part.said)
    if part.entries:
        yield "\n".join(_entry(entry) for entry in part.entries)
    if part.fields:
        yield "\n".join(_field(field) for field in part.fields)
    if part.table:
        yield _table(part.table)


def _field(field: Field) -> str:
    label = f"{one_line(field.label)}: " if field.label else ""
    said = lines(field.value)
    if not said:
        return "\n".join([label + "." * max(_SHORTEST, _WIDTH - len(label)), *("." * _WIDTH,) * (field.lines - 1)])
    first, *rest = said
    return "\n".join([_wrapped(first, label), *(_wrapped(line, " " * len(label)) for line in rest)])


def _table(table: Table) -> str:
    """Return a table with ruled lines, and room to write in each empty cell."""
    width = (_WIDTH - 1) // len(table.header) - 3
    rule = f"+{'+'.join('-' * (width + 2) for _ in table.header)}+"
    rows = [line for row in table.rows for line in (*_row(row, width, table.lines), rule)]
    return "\n".join([rule, *_row(table.header, width, 1), rule, *rows])


def _row(cells: tuple[str, ...], width: int, height: int) -> list[str]:
    wrapped = [textwrap.wrap(one_line(cell), width) for cell in cells]
    height = max(height, *(len(cell) for cell in wrapped))
    filled = [[*cell, *[""] * (height - len(cell))] for cell in wrapped]
    return [f"| {' | '.join(part.ljust(width) for part in line)} |" for line in zip(*filled, strict=True)]


def _entry(entry: Entry) -> str:
    mark = f"[{'x' if entry.is_done else ' '}] " if entry.has_box else "* "
    details = [line for detail in entry.details for line in _detail(detail)]
    said = [_wrapped(entry.said, " " * len(mark))] if entry.said else []
    return "\n".join([_wrapped(entry.text, mark), *said, *details]) + (_ROOM if entry.room else "")


def _detail(detail: Detail) -> t.Iterator[str]:
    first, *rest = lines(detail.text) or ("",)
    yield _wrapped(f"{one_line(detail.label)}: {first}" if detail.label else first, "    - ")
    yield from (_wrapped(line, "      ") for line in rest)


def _wrapped(said: str, first: str) -> str:
    """Return text in lines of at most the width, the first after a mark and the others below its start."""
    wrapped = textwrap.fill(
        one_line(said),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped or first.rstrip()
