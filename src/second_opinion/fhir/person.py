"""What a record says of the person: the band of age, the language, the country, a stay in a hospital."""

import datetime as dt
import typing as t

from second_opinion.fhir.chart import Chart, Resource
from second_opinion.fhir.findings import FhirFact
from second_opinion.fhir.phrases import phrases, table
from second_opinion.fhir.reading import Raw, all_words, codes, codings, date, objects, text, texts
from second_opinion.profile import FactValue, country_code, facts

# As most programs for adolescents and young adults count them: from 15 to 39.
_BANDS = ((65, "older_adult"), (40, "adult"), (15, "teen_or_young_adult"), (0, "child"))
_OLDEST = 130
_INTERPRETER = "interpreter-needed"
_OLD = "old"
_STAYED = frozenset(("finished", "in-progress", "onleave", "discharged", "completed"))
_MANY_LETTERS = 3


def person(raw: Raw, reference: str, chart: Chart) -> t.Iterator[FhirFact]:
    """Yield what a `Patient` says; nothing of somebody who has died."""
    if is_deceased(raw):
        return
    found: dict[str, FactValue | None] = {
        "age_group": _age_group(raw, chart),
        "country": country(raw),
        "needs_interpreter": _needs_interpreter(raw),
        "reading_language": _language(raw),
    }
    for fact, value in found.items():
        if value is not None:
            yield FhirFact(fact=fact, value=value, status="current", evidence=(reference,))


def is_deceased(raw: Raw) -> bool:
    """Return whether a `Patient` says that the person has died."""
    return raw.get("deceasedBoolean") is True or bool(text(raw, "deceasedDateTime"))


def hospital_stays(resource: Resource, chart: Chart) -> t.Iterator[FhirFact]:  # noqa: ARG001 (all readers are alike)
    """Yield that there was a stay in a hospital, where an `Encounter` was one."""
    raw = resource.raw
    if resource.type == "Encounter" and text(raw, "status") in _STAYED and _is_inpatient(raw):
        yield FhirFact(
            fact="hospital_stay",
            value=True,
            status="past",
            evidence=(resource.reference,),
            date=date(raw, "period"),
            note="; ".join(all_words(raw, "type")),
        )


def _is_inpatient(raw: Raw) -> bool:
    classes = codes(raw, "class")
    if classes & frozenset(table("person")["inpatient_classes"]):
        return True
    said = (*all_words(raw, "type"), *all_words(raw, "class"))
    return any(any(phrases("person", "inpatient").found(one)) for one in said)


# Age


def _age_group(raw: Raw, chart: Chart) -> str | None:
    """Return the band of age, unless the unknown part of a birth date leaves two of them."""
    born = date(raw, "birthDate")
    if born is None:
        return None
    known = tuple(int(part) for part in born.split("-"))
    bands = {_band((*known, *rest[len(known) :]), chart.today) for rest in ((0, 1, 1), (0, 12, 31))}
    return bands.pop() if len(bands) == 1 else None


def _band(born: tuple[int, ...], today: dt.date) -> str | None:
    age = today.year - born[0] - ((today.month, today.day) < born[1:])
    return next((band for start, band in _BANDS if start <= age < _OLDEST), None)


# Language


def _language(raw: Raw) -> str | None:
    """Return the language that the person prefers, else the first one; the record's own only where none is named."""
    spoken = list(objects(raw, "communication"))
    spoken.sort(key=lambda one: one.get("preferred") is not True)
    said = [one for each in spoken for one in _names(each, "language")]
    return next(filter(None, map(_tag, said)), None) or _tag(text(raw, "language"))


def _names(raw: Raw, name: str) -> tuple[str, ...]:
    found = [one.code for one in codings(raw, name) if one.code]
    return (*found, *all_words(raw, name))


def _tag(said: str) -> str | None:
    """Return the tag of a language that a code or a name means."""
    known = table("person")
    tag = known["languages"].get(_plain(said)) or said.replace("_", "-")
    is_code = tag.partition("-")[0].isalpha() and len(tag.partition("-")[0]) <= _MANY_LETTERS
    is_none = tag.partition("-")[0].lower() in known["no_language"]
    return tag if is_code and not is_none and facts()["reading_language"].refusal(tag) is None else None


def _plain(said: str) -> str:
    return "".join(letter for letter in said.lower() if letter.isalpha())


def _needs_interpreter(raw: Raw) -> bool | None:
    known = table("person")["interpreter"]
    for extension in objects(raw, "extension"):
        if _INTERPRETER not in text(extension, "url").lower():
            continue
        value = extension.get("valueBoolean")
        if isinstance(value, bool):
            return value
        said = (*texts(extension, "valueCode"), *_names(extension, "valueCodeableConcept"))
        answers = [known[one.lower()] for one in (*said, *_names(extension, "valueCoding")) if one.lower() in known]
        if answers:
            return bool(answers[0])
    return None


# Country


def country(raw: Raw) -> str | None:
    """Return the code of the country where the person lives: of a home before all, and of none that is left."""
    homes = [one for one in objects(raw, "address") if text(one, "use") != _OLD and not text(one, "period", "end")]
    homes.sort(key=lambda one: text(one, "use") != "home")
    return next(filter(None, (_country(text(one, "country")) for one in homes)), None)


def _country(said: str) -> str | None:
    code = table("person")["countries"].get(_plain(said)) or country_code(_plain(said))
    return code if facts()["country"].refusal(code) is None else None
