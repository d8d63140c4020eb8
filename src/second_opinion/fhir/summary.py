"""What an import found, in words, for the person to look through."""

import typing as t

from second_opinion.catalog import Catalog
from second_opinion.content import load_catalog
from second_opinion.documents import Detail, Document, Entry, Part
from second_opinion.fhir.findings import FhirEvent, FhirFact, FhirRecord
from second_opinion.fhir.imports import FhirImport
from second_opinion.items import RecordItem
from second_opinion.messages import Messages, messages


def summary(found: FhirImport, catalog: Catalog | None = None) -> Document:
    """Return what was found as a document for `second_opinion.render`: facts, records in hand, and what to ask for.

    Nothing of it is in a profile yet. It holds words of the person's record: show it to them, and keep it nowhere.
    """
    catalog = load_catalog() if catalog is None else catalog
    language = catalog.packs[0].language
    say = messages(language)
    parts = (
        *_part("fhir_facts", tuple(_fact(fact, catalog, say) for fact in found.facts), say),
        *_part("fhir_records", tuple(_document(one, catalog, say) for one in found.records), say),
        *_part("fhir_events", tuple(_document(one, catalog, say) for one in found.events), say),
        *_part("fhir_warnings", tuple(Entry(warning) for warning in found.warnings), say),
    )
    return Document(language, say("fhir_title"), (say("fhir_draft"),), parts)


def _part(key: str, entries: tuple[Entry, ...], say: Messages) -> t.Iterator[Part]:
    if entries:
        yield Part(say(key), said=(say(f"{key}_lead"),), entries=entries)


def _fact(fact: FhirFact, catalog: Catalog, say: Messages) -> Entry:
    said = say(f"fhir_status_{fact.status}")
    name = f"{say(f'fact_{fact.fact}')}: {label(fact.fact, fact.value, catalog, say)}"
    details = (*_labelled("fhir_since", fact.date or "", say), *_labelled("fhir_words", fact.note, say))
    return Entry(name, (*details, _evidence(fact.evidence, say)), is_strong=True, said=said)


def label(fact: str, value: object, catalog: Catalog, say: Messages) -> str:
    """Return the value of a fact in words."""
    if value is None:
        return say("fhir_not_known")
    if fact == "records_held":
        return record_name(str(value), catalog)
    return next((option.label for option in catalog.options(fact) if option.value == value), str(value))


def record_name(record_id: str, catalog: Catalog) -> str:
    """Return what a record is called."""
    item = catalog.get(record_id)
    return item.name if isinstance(item, RecordItem) else record_id


def _document(one: FhirRecord | FhirEvent, catalog: Catalog, say: Messages) -> Entry:
    details = (
        *_labelled("fhir_words", one.title, say),
        *_labelled("fhir_date", one.date or "", say),
        *_labelled("fhir_place", one.place, say),
    )
    return Entry(record_name(one.record, catalog), (*details, _evidence(one.evidence, say)), is_strong=True)


def _labelled(key: str, text: str, say: Messages) -> tuple[Detail, ...]:
    return (Detail(text, say(key)),) if text else ()


def _evidence(names: tuple[str, ...], say: Messages) -> Detail:
    """Return the first resources that say so, and how many more there are."""
    more = (say("fhir_more", n=str(len(names) - _SHOWN)),) if len(names) > _SHOWN else ()
    return Detail(", ".join((*names[:_SHOWN], *more)), say("fhir_evidence"))


_SHOWN: t.Final = 3
