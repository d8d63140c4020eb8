"""Pictures as inline SVG: drawn in the colour of the text around them, with words for who cannot see them.

Places are shares of the width and sizes are in the size of the text, so a picture fits a phone and a sheet of paper,
and nothing in it shrinks. Colour alone tells nothing: what is behind is filled, what is ahead is hollow, and here there
is a ring.
"""

import html
import typing as t

from second_opinion.documents import Mark, Picture
from second_opinion.rendering.cleaning import one_line

_LONGEST = 48

# A label takes about this share of the width of a page for each of its letters, and for the gap to the next; that is
# enough for readers who set their letters further apart.
_LETTER = 0.017
_GAP = 0.04

_BELOW = 2.9
_BAR = 2.4


def drawn(picture: Picture, name: str, *, is_from_right: bool = False) -> str:
    """Return a picture as an SVG element; *name* is an id that is safe to write, and no other picture has."""
    inside, height = _DRAW[picture.kind](picture, is_from_right)
    kind = picture.kind.replace("_", "-")
    return (
        f'<svg class="so-picture so-picture-{kind}" role="img" aria-labelledby="{name}-picture" width="100%" '
        f'height="{height:.4g}em" fill="none" stroke="currentColor" focusable="false">'
        f'<title id="{name}-picture">{_escaped(picture.text)}</title>{inside}</svg>'
    )


def _way(picture: Picture, is_from_right: bool) -> tuple[str, float]:  # noqa: FBT001 (one of three of a kind)
    """Return stops on a line, one above the middle of each column of the table that stands below, and its height."""
    width = 1 / max(len(picture.marks), 1)
    at = [(n + 0.5) * width for n in range(len(picture.marks))]
    places = [1 - place if is_from_right else place for place in at]
    return _line(picture.marks, places), 2.0


def _time_line(picture: Picture, is_from_right: bool) -> tuple[str, float]:  # noqa: FBT001 (one of three of a kind)
    """Return days on a line with labels below it where there is room for them, and its height."""
    marks = sorted(picture.marks, key=lambda mark: mark.at)
    at = [0.02 + 0.96 * min(max(mark.at, 0.0), 1.0) for mark in marks]
    places = [1 - place if is_from_right else place for place in at]
    labels = [_cut(mark.label) for mark in marks]
    names = {0: "so-first", len(marks) - 1: "so-last"}
    said = (_label(labels[n], places[n], _anchor(at[n]), names.get(n, "so-between")) for n in _free(labels, at))
    return _line(marks, places) + "".join(said), _BELOW + 0.6


def _progress(picture: Picture, is_from_right: bool) -> tuple[str, float]:  # noqa: FBT001 (one of three of a kind)
    """Return bars below each other, each below its label and filled as far as it is done, and their height."""
    bars = (_bar(n, mark, is_from_right) for n, mark in enumerate(picture.marks))
    return "".join(bars), _BAR * max(len(picture.marks), 1)


def _bar(n: int, mark: Mark, is_from_right: bool) -> str:  # noqa: FBT001 (one of three of a kind)
    done = min(max(mark.at, 0.0), 1.0)
    start, x = ("100%", _share(1 - done)) if is_from_right else ("0", "0")
    top = n * _BAR
    return (
        f'<text x="{start}" y="{top + 1:.4g}em" fill="currentColor" stroke="none">{_escaped(_cut(mark.label))}</text>'
        f'<rect x="0" y="{top + 1.35:.4g}em" width="100%" height=".55em" stroke-width="2"/>'
        f'<rect x="{x}" y="{top + 1.35:.4g}em" width="{_share(done)}" height=".55em" fill="currentColor" '
        'stroke="none"/>'
    )


_DRAW: t.Final[t.Mapping[str, t.Callable[[Picture, bool], tuple[str, float]]]] = {
    "way": _way,
    "time_line": _time_line,
    "progress": _progress,
}


def _line(marks: t.Sequence[Mark], places: t.Sequence[float]) -> str:
    """Return a line with a stop for each mark."""
    if not places:
        return ""
    line = f'<line x1="{_share(places[0])}" y1="1em" x2="{_share(places[-1])}" y2="1em" stroke-width="2"/>'
    return line + "".join(_stop(mark, place) for mark, place in zip(marks, places, strict=True))


def _stop(mark: Mark, place: float) -> str:
    x = _share(place)
    if mark.state == "here":
        return (
            f'<circle class="so-here" cx="{x}" cy="1em" r=".7em" stroke-width="2"/>'
            f'<circle cx="{x}" cy="1em" r=".38em" fill="currentColor" stroke="none"/>'
        )
    if mark.state == "behind":
        return f'<circle cx="{x}" cy="1em" r=".4em" fill="currentColor" stroke="none"/>'
    return f'<circle class="so-ahead" cx="{x}" cy="1em" r=".35em" stroke-width="2"/>'


def _anchor(at: float) -> str:
    """Return on which side of its place a label stands: near an end of the line it stays inside."""
    return "start" if at < 0.1 else "end" if at > 0.9 else "middle"  # noqa: PLR2004 (shares of the width)


def _free(labels: t.Sequence[str], at: t.Sequence[float]) -> list[int]:
    """Return which labels are shown: those of the ends, and of the others each that covers no other."""
    ends = {0, len(labels) - 1}
    free: list[int] = []
    taken: list[tuple[float, float]] = []
    for n in sorted(range(len(labels)), key=lambda n: n not in ends):
        start, end = _extent(labels[n], at[n])
        if n in ends or not any(start < stop and begin < end for begin, stop in taken):
            free.append(n)
            taken.append((start, end))
    return free


def _extent(label: str, at: float) -> tuple[float, float]:
    """Return from where to where a label reaches, on a page that is not narrow."""
    width = len(label) * _LETTER + _GAP
    before = {"start": 0.0, "middle": width / 2, "end": width}[_anchor(at)]
    return at - before, at - before + width


def _label(label: str, place: float, anchor: str, name: str) -> str:
    """Return a label below its place; on a narrow page only those at the ends of the line are seen."""
    return (
        f'<text class="{name}" x="{_share(place)}" y="{_BELOW:.4g}em" text-anchor="{anchor}" fill="currentColor" '
        f'stroke="none">{_escaped(label)}</text>'
    )


def _share(place: float) -> str:
    return f"{place * 100:.4g}%"


def _cut(text: str) -> str:
    """Return a text that is short enough for a label."""
    said = one_line(text)
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"


def _escaped(text: str) -> str:
    return html.escape(one_line(text))
