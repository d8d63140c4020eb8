"""Cleaning: what is left of a text that holds anything at all, before it is written anywhere."""

import unicodedata

import pytest
from hostile import HOSTILE
from hypothesis import example, given, settings
from hypothesis import strategies as st

from second_opinion.rendering.cleaning import clean, lines, one_line

TURNING = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
"""The characters that turn the direction of the text around them."""

anything = st.text(st.characters(), max_size=40) | st.sampled_from(sorted(HOSTILE.values(), key=len)[:150])

each_hostile = pytest.mark.parametrize("name", HOSTILE)


def breaks_a_rule(said: str) -> list[str]:
    """Return the characters that may not be in a cleaned text."""
    return [
        char
        for char in said
        if (unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t")
        or char in TURNING
        or char in "\u2028\u2029\ufeff\ufffe\uffff"
        or 0xE0000 <= ord(char) <= 0xE007F
    ]


@settings(deadline=None)
@given(anything)
@example("\r\u202e\n")
@example("A\u200d\u030a")
@example("\ud83d\ude00")
def test_a_cleaned_text_can_be_written_anywhere(text: str) -> None:
    """A cleaned text holds no control but line feed and tab, nothing unseen that misleads, and encodes as UTF-8."""
    said = clean(text)
    assert breaks_a_rule(said) == []
    assert said.encode("utf-8").decode("utf-8") == said


@each_hostile
def test_each_hostile_text_can_be_written_anywhere(name: str) -> None:
    """No hostile string keeps a control, a mark that turns text, a hidden tag or half of a character."""
    assert breaks_a_rule(clean(HOSTILE[name])) == []
    assert breaks_a_rule(one_line(HOSTILE[name])) == []


@settings(deadline=None)
@given(anything)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """A cleaned text is clean: cleaning it again gives the same, whether as a whole or as one line."""
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)
    assert one_line(clean(text)) == one_line(text)


@settings(deadline=None)
@given(st.text(st.characters(categories=("L", "N", "P", "Sm", "Sc", "So", "Zs")), max_size=40))
def test_what_people_read_is_kept(text: str) -> None:
    """Letters, numbers, signs and emoji of every script stay; only how they are composed may change."""
    assert clean(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_every_end_of_a_line_is_a_line_feed(end: str) -> None:
    """Whatever ended a line where it was typed, it is one line feed."""
    assert clean(f"a{end}b") == "a\nb"
    assert lines(f"a{end}b") == ("a", "b")
    assert one_line(f"a{end}b") == "a b"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("e\u0301", "\u00e9"),
        ("\u00bd \u2460 \ufb01", "\u00bd \u2460 \ufb01"),
        ("a\x00b\x07c\x1b[31md\x7f", "abc[31md"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("\ufeffa\ufdd0b\uffffc", "abc"),
        ("a\U000e0041b", "ab"),
        ("\ud800a\udfff", "\ufffda\ufffd"),
        ("\u05d0\u200f\u200e\u0628\u200d", "\u05d0\u200f\u200e\u0628\u200d"),
        ("\tx  y\u00a0", "\tx  y\u00a0"),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_goes_and_meaning_stays(text: str, said: str) -> None:
    """Controls go, halves of characters show as lost, letters are composed, and no letter becomes another one."""
    assert clean(text) == said


@settings(deadline=None)
@given(anything)
def test_one_line_has_single_spaces(text: str) -> None:
    """Text on one line has no line end, no tab, no blank at its ends and none that is doubled."""
    said = one_line(text)
    assert said.split() == said.split(" ") or not said
    assert said.splitlines() in ([said], [])


@settings(deadline=None)
@given(anything)
def test_lines_lose_nothing_but_blanks(text: str) -> None:
    """The lines of a text are those that are not blank, in their order, and together they say what one line says."""
    said = lines(text)
    assert all(said)
    assert " ".join(said) == one_line(text)
    assert all(line == one_line(line) for line in said)
