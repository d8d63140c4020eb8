"""Making text safe to write: what a person typed may hold anything at all."""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")

# Controls, marks that turn the direction of text, hidden tags, and code points that are no characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    "\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return text with line feeds at the ends of lines, composed (NFC), without what cannot be seen or written.

    A lone surrogate becomes U+FFFD.
    """
    text = _SURROGATES.sub("\ufffd", text)
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """Return cleaned text on one line, with single spaces."""
    return " ".join(clean(text).split())


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of cleaned text that are not blank, each with single spaces."""
    return tuple(said for line in clean(text).split("\n") if (said := " ".join(line.split())))
