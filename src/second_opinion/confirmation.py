"""What a person says of what was found in their records, in a terminal: nothing is taken that they do not accept."""

import typing as t

import click

from second_opinion import _json
from second_opinion.catalog import Catalog
from second_opinion.fhir import FhirImport
from second_opinion.fhir.findings import Finding
from second_opinion.fhir.summary import label
from second_opinion.messages import Messages, messages
from second_opinion.profile import PatientProfile, facts

ALL: t.Final = "all"
"""The word that accepts whatever holds now or did."""


def confirmed(
    found: FhirImport, catalog: Catalog, names: t.Collection[str], base: PatientProfile | None = None
) -> PatientProfile:
    """Return the profile of what is accepted: by name where there are *names*, and else by asking for each thing.

    What is said goes to standard error.

    Raises:
        ProfileError: a name is that of no fact.
        click.Abort: there is nobody to ask, or they have had enough.
    """
    say = messages(catalog.packs[0].language)
    accept = tuple(facts()) if ALL in names else names
    profile = found.draft_profile(accept or tuple(_asked(found, catalog, say)), base=base)
    _tell_taken(profile, catalog, say)
    return profile


def _asked(found: FhirImport, catalog: Catalog, say: Messages) -> t.Iterator[Finding]:
    for fact in found.facts:
        if fact.value is not None:
            words = (_words(fact.fact, fact.value, catalog, say), say(f"fhir_status_{fact.status}"), fact.note)
            click.echo("\n" + "\n".join(click.wrap_text(one, 78) for one in words if one), err=True)
            if click.confirm(say("fhir_accept"), default=False, err=True):
                yield fact
    if found.records:
        names = dict.fromkeys(_words("records_held", one.record, catalog, say) for one in found.records)
        click.echo("\n" + "\n".join(names), err=True)
        if click.confirm(say("fhir_accept_records"), default=False, err=True):
            yield from found.records


def _tell_taken(profile: PatientProfile, catalog: Catalog, say: Messages) -> None:
    known = profile.known()
    click.echo("\n" + say("fhir_taken" if known else "fhir_taken_nothing"), err=True)
    for name in known:
        value: t.Any = getattr(profile, name)
        for one in _json.to_json(value) if isinstance(value, tuple) else (value,):
            click.echo(click.wrap_text(_words(name, one, catalog, say), 78, "  ", "    "), err=True)
    click.echo(err=True)


def _words(name: str, value: t.Any, catalog: Catalog, say: Messages) -> str:  # noqa: ANN401 (the value of any fact)
    return f"{say(f'fact_{name}')}: {label(name, value, catalog, say)}"
