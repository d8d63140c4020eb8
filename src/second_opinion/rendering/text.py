"""A document as plain text, for a terminal, a message or a printer."""

import textwrap
import typing as t

from second_opinion.rendering.cleaning import lines, one_line
from second_opinion.rendering.document import Detail, Document, Entry, Part

_WIDTH = 78
_UNDERLINES = {2: "=", 3: "-", 4: "."}
_ROOM = "\n".join(["", "      " + "." * (_WIDTH - 6), "      " + "." * (_WIDTH - 6)])


def text(document: Document) -> str:
    """Return a document as plain text, at most 78 characters wide but for long words and addresses."""
    blocks = [_underlined(document.title, "="), *(_wrapped(said, "") for said in document.said)]
    blocks += [block for part in document.parts for block in _part(part)]
    return "\n\n".join(blocks) + "\n"


def _underlined(title: str, line: str) -> str:
    said = _wrapped(title, "")
    width = max(len(part) for part in said.split("\n"))
    return f"{said}\n{line * width}"


def _part(part: Part) -> t.Iterator[str]:
    yield _underlined(part.title, _UNDERLINES[part.level])
    yield from (_wrapped(said, "") for said in part.said)
    if part.entries:
        yield "\n".join(_entry(entry) for entry in part.entries)


def _entry(entry: Entry) -> str:
    mark = f"[{'x' if entry.is_done else ' '}] " if entry.has_box else "* "
    details = [line for detail in entry.details for line in _detail(detail)]
    return "\n".join([_wrapped(entry.text, mark), *details]) + (_ROOM if entry.room else "")


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
