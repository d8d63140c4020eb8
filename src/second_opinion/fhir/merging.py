"""Many resources that say the same become one fact, and what they say together."""

import datetime as dt
import typing as t

import attrs

from second_opinion.fhir.findings import FactStatus, FhirFact
from second_opinion.profile import facts

_RANK: t.Final[tuple[FactStatus, ...]] = ("current", "past", "not_confirmed", "secondary")
_NEW: t.Final = dt.timedelta(days=90)
_MOST_NOTES: t.Final = 3


def merged(found: t.Iterable[FhirFact]) -> tuple[FhirFact, ...]:
    """Return each fact once with all that says so, in the order of the profile, what holds now first."""
    groups: dict[tuple[str, object, bool], list[FhirFact]] = {}
    for fact in found:
        groups.setdefault((fact.fact, fact.value, fact.status == "secondary"), []).append(fact)
    once = [_one(group) for group in groups.values()]
    named = {(fact.fact, status) for fact in once if fact.value is not None for status in _not_above(fact.status)}
    kept = [fact for fact in once if fact.value is not None or (fact.fact, fact.status) not in named]
    order = {name: place for place, name in enumerate(facts())}
    return tuple(sorted(kept, key=lambda fact: (order[fact.fact], _RANK.index(fact.status), str(fact.value))))


def _not_above(status: FactStatus) -> tuple[FactStatus, ...]:
    """Return the states that say no more than this one; that a cancer has spread does not say which it is."""
    return _RANK[_RANK.index(status) : _RANK.index("secondary")]


def _one(group: list[FhirFact]) -> FhirFact:
    """Return one fact for several with the same value: the state that is surest, and when it first began."""
    status = min((fact.status for fact in group), key=_RANK.index)
    leading = next(fact for fact in group if fact.status == status)
    evidence = dict.fromkeys(name for fact in group for name in fact.evidence)
    dates = [fact.date for fact in group if fact.date]
    notes = dict.fromkeys(fact.note for fact in (leading, *group) if fact.note)
    note = " | ".join(list(notes)[:_MOST_NOTES])
    return attrs.evolve(leading, evidence=tuple(evidence), date=min(dates, default=None), note=note)


def phase(found: t.Iterable[FhirFact], today: dt.date) -> FhirFact | None:
    """Return at which point of the way the facts together put the person, as far as they do."""
    found = tuple(found)
    cancers = {status: [one for one in found if (one.fact, one.status) == ("cancer_type", status)] for status in _RANK}
    treated = [one for one in found if one.fact == "treatments_had" and one.status in {"current", "past"}]
    going_on = [one for one in treated if one.status == "current"]
    if cancers["current"]:
        new = [one for one in cancers["current"] if one.date and one.date >= (today - _NEW).isoformat()]
        if going_on:
            return _phase("in_treatment", going_on)
        return _phase("newly_diagnosed", new) if new and not treated else None
    if cancers["past"]:
        return _phase("after_treatment", treated) if treated and not going_on else None
    return (
        None if cancers["secondary"] or not cancers["not_confirmed"] else _phase("suspected", cancers["not_confirmed"])
    )


def _phase(value: str, because: list[FhirFact]) -> FhirFact:
    evidence = tuple(dict.fromkeys(name for fact in because for name in fact.evidence))
    return FhirFact(fact="phase", value=value, status="current", evidence=evidence)
