"""The health insurance that a record speaks of."""

import functools
import typing as t

from second_opinion.fhir.chart import Chart, Resource
from second_opinion.fhir.coding import Coding
from second_opinion.fhir.findings import FactStatus, FhirFact
from second_opinion.fhir.person import country
from second_opinion.fhir.phrases import Phrases, phrases, table
from second_opinion.fhir.reading import Raw, all_words, codings, date, objects, remembered, text, texts
from second_opinion.fhir.treatments import is_before

_STATUSES: t.Final[t.Mapping[str, FactStatus]] = {"active": "current", "": "current", "cancelled": "past"}
_CLAIM_WHEN = ("billablePeriod", "created")
_MONTHS = 18
_PRIVATE = frozenset(("private_hmo", "private_ppo", "private_other"))
_PUBLIC = "public_system"
_PUBLIC_POLICY = "public_policy"
_MEDICARE = frozenset(("medicare", "medicare_advantage"))
_ABROAD = frozenset(("AU", "CA"))


def insurance(resource: Resource, chart: Chart) -> t.Iterator[FhirFact]:
    """Yield the insurance that a `Coverage` is, or that a bill names."""
    if resource.type == "Coverage":
        yield from _of_coverage(resource, chart)
    elif resource.type in {"Claim", "ExplanationOfBenefit"}:
        yield from _of_bill(resource, chart)


def _of_coverage(resource: Resource, chart: Chart) -> t.Iterator[FhirFact]:
    raw = resource.raw
    status = _STATUSES.get(text(raw, "status"))
    begins = date(raw, "period")
    if status is None or (begins is not None and begins > chart.today.isoformat()):
        return
    if any(is_before(end, chart) for end in texts(raw, "period", "end")):
        status = "past"
    yield from _facts(resource, (raw,), status, begins, chart)


def _of_bill(resource: Resource, chart: Chart) -> t.Iterator[FhirFact]:
    """Yield who paid: who did so lately still does, as far as is known."""
    raw = resource.raw
    if text(raw, "status") not in {"active", ""}:
        return
    when = date(raw, *_CLAIM_WHEN)
    status: FactStatus = "current" if when and when >= _lately(chart)[: len(when)] else "past"
    inside = [one for one in objects(raw, "contained") if text(one, "resourceType") == "Coverage"]
    named: list[Raw] = [{"type": {"text": one}} for one in texts(raw, "insurance", "coverage", "display")]
    yield from _facts(resource, (*inside, *named), status, when, chart)


def _lately(chart: Chart) -> str:
    """Return the day 18 months ago, as far as the text of a date goes."""
    months = chart.today.year * 12 + chart.today.month - 1 - _MONTHS
    return f"{months // 12:04}-{months % 12 + 1:02}-{chart.today.day:02}"


def _facts(
    resource: Resource, coverages: t.Iterable[Raw], status: FactStatus, when: str | None, chart: Chart
) -> t.Iterator[FhirFact]:
    said: dict[str, str] = {}
    for raw in coverages:
        if any(map(_is_for_other_things, all_words(raw, "type"))):
            continue
        names = _names(raw, chart)
        for value in _where_they_live(_insurances(names, codings(raw, "type")), chart):
            said.setdefault(value, "; ".join(names))
    for value, note in sorted(said.items()):
        yield FhirFact(
            fact="insurance", value=value, status=status, evidence=(resource.reference,), date=when, note=note
        )


def _names(raw: Raw, chart: Chart) -> tuple[str, ...]:
    """Return what the plan and the payer are called."""
    payers = [name for one in objects(raw, "payor") for name in texts(chart.find(one, raw), "name")]
    plans = (*texts(raw, "class", "name"), *texts(raw, "class", "value"))
    found = (*all_words(raw, "type"), *texts(raw, "payor", "display"), *payers, *plans)
    return tuple(dict.fromkeys(found))


@remembered
def _insurances(names: tuple[str, ...], known: tuple[Coding, ...]) -> frozenset[str]:
    """Return the kinds of insurance that names and codes mean; an unknown name means none."""
    by_code = [kinds for one in known if (kinds := _of_code(one)) is not None]
    if by_code and not any(by_code):
        return frozenset()
    told = (name for name in names if not _is_for_other_things(name))
    spoken = {kind for name in told for kinds in _words().found(name) for kind in kinds}
    coded = {kind for kinds in by_code for kind in kinds}
    return frozenset(_most_exact(spoken | (coded - {_PUBLIC_POLICY}))) or frozenset(coded & {_PUBLIC_POLICY})


@functools.cache
def _words() -> Phrases:
    return Phrases.of(table("insurance")["words"])


def _is_for_other_things(name: str) -> bool:
    """Return whether a name is that of insurance for teeth, a car or the like."""
    return any(phrases("insurance", "void").found(name))


def _of_code(coding: Coding) -> tuple[str, ...] | None:
    """Return the kinds that a code means, none for what is no health insurance, or `None` for an unknown code."""
    known = table("insurance")
    if "sopt" in coding.system.lower() or "221.5" in coding.system:
        starts = (coding.code[:length] for length in range(len(coding.code), 0, -1))
        return next((tuple(known["sopt"][start].split()) for start in starts if start in known["sopt"]), None)
    kinds = known["act_code"].get(coding.code.upper())
    return None if kinds is None else tuple(kinds.split())


def _most_exact(kinds: set[str]) -> set[str]:
    """Return the kinds without those that others say more exactly: a plan of Medicare may be run by a private firm."""
    if "medicare" in kinds and kinds & {"private_hmo", "private_ppo"}:
        kinds = kinds - {"medicare"} | {"medicare_advantage"}
    if "medicare_advantage" in kinds:
        kinds = kinds - {"medicare"}
    if kinds - _PRIVATE:
        return kinds - _PRIVATE
    return kinds - {"private_other"} if len(kinds) > 1 else kinds


def _where_they_live(kinds: frozenset[str], chart: Chart) -> frozenset[str]:
    """Return the kinds as a country means them: Medicare is for all in some, and "public" is several in the US."""
    if _PUBLIC_POLICY in kinds:
        return frozenset((_PUBLIC,)) if country(chart.patient()) not in {None, "US"} else frozenset()
    if kinds & _MEDICARE and country(chart.patient()) in _ABROAD:
        return kinds - _MEDICARE | {_PUBLIC}
    return kinds
