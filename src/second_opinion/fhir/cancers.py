"""Which cancer the codes and the words of a record speak of; where they do not say it clearly, none is made up.

A code of ICD counts for more than words. For SNOMED CT and all else the words of the name are read: whole words only,
after it is settled whether they speak of a cancer of this person at all, and whether of its spread to another place.
"""

import functools
import json
import re
import types
import typing as t
import unicodedata

import attrs

from second_opinion.fhir.coding import Coding
from second_opinion.fhir.reading import remembered
from second_opinion.packaged import read
from second_opinion.profile import CancerType

Behavior = t.Literal["primary", "secondary", "suspected", "history"]
CodeMap = t.Mapping[str, str | None]
NO_MAP: CodeMap = types.MappingProxyType({})

LONGEST = 1000  # characters of a name or a note that are read: no name of a disease is as long
SHOWN = 300
SPREAD = frozenset({"metastasis", "metastatic", "secondary"})
ICD = (
    ("icd10", re.compile(r"icd-?10(?!.*pcs)|2\.16\.840\.1\.113883\.6\.(90|3)(?![\d.])")),
    ("icd9", re.compile(r"icd-?9|2\.16\.840\.1\.113883\.6\.(103|2)(?![\d.])")),
)
MORPHOLOGY = re.compile(r"icd-?o")
# The most careful first: what one name says is no cancer, or a spread, no other name turns into a cancer.
ORDER = ("excluded", "secondary", "suspected", "history", "primary", "unspecified")


@attrs.frozen
class Cancer:
    """A cancer that a record speaks of.

    `behavior` is "suspected" also for a neoplasm of which it is not known whether it is malignant; a `type` of None
    means that the record does not say clearly which cancer it is.
    """

    behavior: Behavior
    type: CancerType | None
    words: str = attrs.field(repr=False)


_Mark = tuple[int, int, str]  # where words begin and end, and what they stand for


class _Verdict(t.NamedTuple):
    """What one code or one name says: a behavior, "excluded" or "unspecified"; the type, or "" for not known."""

    behavior: str
    type: str
    words: str = ""


def cancer_of(codings: t.Sequence[Coding], text: str = "", code_map: CodeMap = NO_MAP) -> Cancer | None:
    """Return the cancer that a record's codes and words speak of, or None where they speak of none.

    Args:
        codings: The codes of one diagnosis; their order does not matter.
        text: The diagnosis in words.
        code_map: The caller's own codes, as the code alone or as ``system|code``, each with its cancer type, or with
            None for what is no cancer. They count for more than all that is known here.
    """
    verdict = _mapped(codings, code_map) or _coded(codings, text) or _worded(codings, text)
    return _cancer(verdict) if verdict else None


def _cancer(verdict: _Verdict) -> Cancer | None:
    if verdict.behavior == "excluded":
        return None
    behavior = "suspected" if verdict.behavior == "unspecified" else verdict.behavior
    known = verdict.type if verdict.type in t.get_args(CancerType) else None
    return Cancer(t.cast("Behavior", behavior), t.cast("CancerType | None", known), verdict.words[:SHOWN])


def _mapped(codings: t.Sequence[Coding], code_map: CodeMap) -> _Verdict | None:
    found: list[_Verdict] = []
    for coding in codings if code_map else ():
        for key in (f"{coding.system}|{coding.code}", coding.code):
            if key in code_map:
                value = code_map[key]
                behavior = "excluded" if value is None else "primary"
                found.append(_Verdict(behavior, value or "", coding.display or coding.code))
                break
    return _joined(found)


def _coded(codings: t.Sequence[Coding], text: str) -> _Verdict | None:
    """Return what the codes of ICD say; the words may add the type, if they speak of a cancer of the same behavior."""
    found = [said for coding in codings if (said := _icd(coding, text))]
    verdict = _joined([said for said in found if said.behavior != "excluded"] or found)
    if verdict and _morphology(codings) == "6" and verdict.behavior == "primary":
        return verdict._replace(behavior="secondary", type="")
    if verdict and not verdict.type and verdict.behavior != "excluded":
        said = _worded(codings, text)
        return verdict._replace(type=said.type) if said and said.behavior == verdict.behavior else verdict
    return verdict


def _icd(coding: Coding, text: str) -> _Verdict | None:
    system = coding.system[:LONGEST].lower()
    book = next((name for name, pattern in ICD if pattern.search(system)), "")
    code = coding.code[:20].upper().replace(".", "").strip()
    if not book or not re.fullmatch(r"[A-Z]?\d\w*\W*", code):
        return None
    prefixes = (code[:end] for end in range(7, 1, -1))
    behavior, cancer = next((said for prefix in prefixes if (said := _codes(book).get(prefix))), ("excluded", ""))
    return _Verdict(behavior, cancer, coding.display or text or coding.code)


@functools.cache
def _codes(book: str) -> t.Mapping[str, tuple[str, str]]:
    table: t.Mapping[str, t.Mapping[str, list[str]]] = json.loads(read("codes", "icd10.json"))[book]
    return {
        prefix: (behavior, cancer)
        for behavior, by_type in table.items()
        for cancer, prefixes in by_type.items()
        for prefix in prefixes
    }


def _morphology(codings: t.Sequence[Coding]) -> str:
    """Return how a morphology code says it behaves: 0 benign, 1 uncertain, 2 in situ, 3 malignant, 6 spread."""
    codes = (coding.code[:20] for coding in codings if MORPHOLOGY.search(coding.system[:LONGEST].lower()))
    digits = {found[1] for code in codes if (found := re.fullmatch(r"\s*\d{4}/(\d)\d?\s*", code))}
    return max(digits, default="")


def _worded(codings: t.Sequence[Coding], text: str) -> _Verdict | None:
    names = {coding.display.strip() for coding in codings} | {text.strip()}
    found = [said._replace(words=name) for name in names for said in _said(name[:LONGEST])]
    return _behaving(_joined(found), codings, max(names, key=lambda name: (len(name), name)))


def _behaving(verdict: _Verdict | None, codings: t.Sequence[Coding], words: str) -> _Verdict | None:
    """Return what the words say in the light of a morphology code, which knows how a neoplasm behaves but not where."""
    digit = _morphology(codings)
    if not digit or (verdict and verdict.behavior in {"excluded", "suspected", "history", "secondary"}):
        return verdict
    cancer = verdict.type if verdict else ""
    if digit == "6":
        return _Verdict("secondary", "", words)
    if digit in "23" or (digit == "0" and cancer == "brain"):
        return _Verdict("primary", cancer, words)
    if digit == "0":
        return _Verdict("excluded", "", words)
    return verdict or (_Verdict("suspected", "", words) if digit == "1" else None)


def _joined(found: t.Sequence[_Verdict]) -> _Verdict | None:
    """Return the most careful of several verdicts; where they name two types, none of them."""
    if not found:
        return None
    first = min(found, key=lambda said: (ORDER.index(said.behavior), -len(said.words), said.words))
    return first._replace(type=_only({said.type for said in found}))


def _only(cancers: t.AbstractSet[str]) -> str:
    """Return the one type that is named, or "" where none is, or more than one."""
    named = cancers - {""}
    return next(iter(named)) if len(named) == 1 else ""


# --- words


class _Phrases:
    """Phrases of whole words, each with what it stands for; of those that begin at a word the longest counts."""

    def __init__(self, table: t.Mapping[str, t.Iterable[str]]) -> None:
        index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for value, phrases in table.items():
            for phrase in phrases:
                tokens = _tokens(phrase)
                index.setdefault(tokens[0], []).append((tokens, value))
        self._index = {first: sorted(same, key=lambda entry: -len(entry[0])) for first, same in index.items()}

    def find(self, tokens: t.Sequence[str]) -> list[_Mark]:
        """Return where phrases begin and end, and what each stands for."""
        found: list[_Mark] = []
        at = 0
        while at < len(tokens):
            hit = self._at(tokens, at)
            found += [hit] if hit else []
            at = hit[1] if hit else at + 1
        return found

    def _at(self, tokens: t.Sequence[str], at: int) -> _Mark | None:
        for phrase, value in self._index.get(tokens[at], ()):
            if tuple(tokens[at : at + len(phrase)]) == phrase:
                return at, at + len(phrase), value
        return None


class _Words(t.NamedTuple):
    """The words by which a cancer, its behavior and its type are known."""

    context: _Phrases
    cut: _Phrases
    cancer: _Phrases
    levels: tuple[_Phrases, ...]
    endings: tuple[tuple[str, str], ...]
    spread_sites: frozenset[str]
    never_carcinoma: frozenset[str]


@functools.cache
def _words() -> _Words:
    data: dict[str, t.Any] = json.loads(read("codes", "cancer-words.json"))
    cancer = {"harmless": [*data["harmless"], *data["not_neoplasm"]], "malignant": data["malignant"]}
    return _Words(
        _Phrases(data["context"]),
        _Phrases({"cut": data["cut"], "with": ["with"]}),
        _Phrases(cancer | {"neoplasm": data["neoplasm"]}),
        tuple(_Phrases(level) for level in data["levels"]),
        tuple(sorted(data["endings"].items(), key=lambda entry: -len(entry[0]))),
        frozenset(data["spread_sites"]),
        frozenset(data["never_carcinoma"]),
    )


def _tokens(text: str) -> tuple[str, ...]:
    """Return the words of a text in one spelling: no capitals, accents, plurals, nor British vowels."""
    plain = unicodedata.normalize("NFKD", text).lower().replace("?", " query ")
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"['\u2019]s?\b", "", plain).replace("ae", "e").replace("oe", "e").replace("tumour", "tumor")
    return tuple(_singular(word) for word in re.findall(r"[^\W_]+", plain))


def _singular(word: str) -> str:
    plural = len(word) > 4 and word.endswith("s") and not word.endswith(("ss", "us", "is"))  # noqa: PLR2004 (lens, pons)
    return word[:-1] if plural else word


@remembered
def _said(text: str) -> tuple[_Verdict, ...]:
    clauses = re.split(r"[;\n\r]|\.(?:\s|$)", text)
    return tuple(said for clause in clauses if (said := _clause(_head(_tokens(clause)))))


def _head(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words up to what a thing is due to, or comes with, if it comes with a cancer there."""
    for begin, _, value in _words().cut.find(tokens):
        if value == "cut" or _cancers(tokens[:begin]):
            return tokens[:begin]
    return tokens


def _cancers(tokens: t.Sequence[str]) -> list[tuple[int, str]]:
    """Return where words stand for a cancer, or for a neoplasm that may be benign."""
    found = _words().cancer.find(tokens)
    taken = {at for begin, end, _ in found for at in range(begin, end)}
    ended = [(at, "malignant") for at, word in enumerate(tokens) if at not in taken and _ending(word) is not None]
    return sorted([(begin, value) for begin, _, value in found if value != "harmless"] + ended)


@remembered
def _ending(word: str) -> str | None:
    return next((cancer for ending, cancer in _words().endings if word.endswith(ending)), None)


def _clause(tokens: tuple[str, ...]) -> _Verdict | None:
    marks = [(begin, end, value) for begin, end, value in _words().context.find(tokens) if value != "-"]
    says = {value for _, _, value in marks}
    cancers = _cancers(tokens)
    if not cancers and not says & {"metastasis", "metastatic"}:
        return None
    if "excluded" in says:
        return _Verdict("excluded", "")
    if "benign" in says and _type(tokens) != "brain":
        return _Verdict("excluded", "")
    grade = "primary" if "benign" in says else _grade(cancers)
    verdict = _spread(tokens, marks) or _Verdict(grade, "unknown_primary" if "unknown" in says else _type(tokens))
    return verdict._replace(behavior=_doubted(verdict.behavior, marks, cancers))


def _grade(cancers: t.Sequence[tuple[int, str]]) -> str:
    return "primary" if any(value == "malignant" for _, value in cancers) else "unspecified"


def _doubted(behavior: str, marks: t.Sequence[_Mark], cancers: t.Sequence[tuple[int, str]]) -> str:
    """Return "suspected" or "history" where words say so: the history before the cancer, not one of something else."""
    values = {value for _, _, value in marks}
    spread = [begin for begin, _, value in marks if value in SPREAD]
    first = min([at for at, _ in cancers] + spread)
    if "suspected" in values:
        return "suspected"
    return "history" if any(value == "history" and begin < first for begin, _, value in marks) else behavior


def _spread(tokens: tuple[str, ...], marks: t.Sequence[_Mark]) -> _Verdict | None:
    """Return what words say of a spread: its own site is not the cancer, but they may name where it came from."""
    begin, end, value = next((mark for mark in marks if mark[2] in SPREAD), (0, 0, ""))
    if not value:
        return None
    before, after = tokens[:begin], tokens[end:]
    if value == "metastatic":
        return _metastatic(before, after, marks)
    origin = _origin(tokens[begin:]) or (_named(before, after) if value == "metastasis" else "")
    return _Verdict("secondary", "unknown_primary" if _unknown(marks) else origin)


def _metastatic(before: tuple[str, ...], after: tuple[str, ...], marks: t.Sequence[_Mark]) -> _Verdict:
    """Return the cancer that has spread, where it is named: who has metastatic breast cancer has breast cancer."""
    if _unknown(marks):
        return _Verdict("primary", "unknown_primary")
    if _cancers(before) and (_type(before) or "primary" in before):
        spread = after[:1] == ("to",) and "primary" not in before
        return _Verdict("secondary" if spread else "primary", _type(before))
    if "from" in after:
        return _Verdict("secondary", _origin(after))
    cancer = _spreading(_until(after, ("to", "in", "of", "involving")))
    return _Verdict("primary" if cancer else "secondary", cancer)


def _unknown(marks: t.Sequence[_Mark]) -> bool:
    return any(value == "unknown" for _, _, value in marks)


def _origin(tokens: tuple[str, ...]) -> str:
    return _type(tokens[tokens.index("from") + 1 :]) if "from" in tokens else ""


def _named(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """Return the type of a cancer that is named next to its metastases."""
    head = _until(before, ("involving",))
    return _type(head) if _cancers(head) else _spreading(_until(after, ("to", "in", "involving")))


def _spreading(tokens: tuple[str, ...]) -> str:
    """Return the type of a cancer, unless the words may mean the place to which it has spread."""
    clear = _grade(_cancers(tokens)) == "primary" and not _words().spread_sites & set(tokens)
    return _type(tokens) if clear else ""


def _until(tokens: tuple[str, ...], stops: tuple[str, ...]) -> tuple[str, ...]:
    return tokens[: next((at for at, word in enumerate(tokens) if word in stops), len(tokens))]


def _type(tokens: tuple[str, ...]) -> str:
    """Return the type of a cancer: a kind of tissue says more than a place, and two kinds or two places say nothing."""
    words = _words()
    for phrases in words.levels:
        found = phrases.find(tokens)
        named = {value for _, _, value in found if value != "-"}
        if phrases is words.levels[0]:
            named = (named | _endings(tokens, found)) - {""}
        if named:
            cancer = _only(named)
            return "" if cancer in words.never_carcinoma and _carcinoma(tokens) else cancer
    return ""


def _endings(tokens: tuple[str, ...], found: t.Sequence[_Mark]) -> set[str]:
    taken = {at for begin, end, _ in found for at in range(begin, end)}
    return {_ending(word) or "" for at, word in enumerate(tokens) if at not in taken}


def _carcinoma(tokens: tuple[str, ...]) -> bool:
    return any(word.endswith("carcinoma") for word in tokens)
