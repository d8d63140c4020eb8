"""The command line: build a plan, check a pack, print a schema. Needs the extra `cli`."""

import datetime as dt
import json
import pathlib
import sys
import typing as t

import click

import second_opinion as so
from second_opinion import packaged, sheets
from second_opinion.interview import Interview
from second_opinion.items import Audience
from second_opinion.messages import messages
from second_opinion.rendering import FORMATS, SHEET_FORMATS, Format, SheetFormat
from second_opinion.rendering.choice import SECTIONS, Section
from second_opinion.rules import SheetName

_SCHEMAS = ("pack", "plan", "profile")

_SHEETS = t.get_args(SheetName)
_PLAN_FORMATS = (*FORMATS, "json", "fhir")
_Day = click.DateTime(formats=["%Y-%m-%d"])
_File = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=pathlib.Path)
_New = click.Path(dir_okay=False, path_type=pathlib.Path)
_Existing = click.Path(exists=True, path_type=pathlib.Path)
_patient = click.option(
    "--patient", "patient_id", metavar="ID", help="Whose records to read, where a file has several people."
)
_accept = click.option(
    "--accept",
    multiple=True,
    metavar="FACT",
    help='Take a fact that was found without asking; "all" takes what is sure.',
)


class _RefusedError(click.ClickException):
    exit_code = 2


class _Commands(click.Group):
    """Commands that say what is wrong with their input, and do not show where in the program it was found."""

    def invoke(self, ctx: click.Context) -> t.Any:  # noqa: ANN401 (what click gives)
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # the reader has read enough, which click knows how to end
        except (so.SecondOpinionError, OSError) as error:
            raise _RefusedError(str(error)) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="second-opinion")
def commands() -> None:
    """Help a person with cancer get ready for a second medical opinion."""


@commands.command()
@click.argument("profile", type=_File, required=False)
@click.option("--example", metavar="NAME", help="Use an example profile; --example list names them.")
@click.option(
    "--fhir", "records", type=_File, help="Read health records (FHIR R4 JSON or NDJSON), and ask what to take."
)
@_patient
@_accept
@click.option("--format", "format_", type=click.Choice(_PLAN_FORMATS), default="markdown", show_default=True)
@click.option(
    "--section", "sections", multiple=True, type=click.Choice(SECTIONS), help="Show this section, and no other."
)
@click.option("--audience", type=click.Choice(t.get_args(Audience)), help="Show the questions for them, and no other.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=pathlib.Path), help="Write to a file.")
@click.option("--pack", "packs", type=_Existing, multiple=True, help="Add a pack, or a folder of packs.")
@click.option("--today", type=_Day, help="Plan as of this day (YYYY-MM-DD).")
def plan(  # noqa: PLR0913, PLR0917 (one for each option)
    profile: pathlib.Path | None,
    example: str | None,
    records: pathlib.Path | None,
    patient_id: str | None,
    accept: tuple[str, ...],
    format_: Format | t.Literal["json", "fhir"],
    sections: tuple[Section, ...],
    audience: Audience | None,
    output: pathlib.Path | None,
    packs: tuple[pathlib.Path, ...],
    today: dt.datetime | None,
) -> None:
    """Build the plan for the person in PROFILE, a JSON file ("-" reads it from standard input)."""
    if (profile is not None and example is not None) or (profile, example, records) == (None, None, None):
        raise click.UsageError("give a PROFILE file or --example NAME, and not both; or --fhir FILE")
    if example == "list":
        click.echo("\n".join(_examples()))
        return
    day = today.date() if today else None
    catalog = so.load_catalog(*packs) if packs else None
    person = _person(profile, example)
    if records is not None:
        person = _from_records(records, patient_id, accept, day, catalog or so.load_catalog(), person)
    made = so.build_plan(person, catalog=catalog, today=day)
    _write(_plan_in(made, format_, sections, audience), output)


def _person(profile: pathlib.Path | None, example: str | None) -> so.PatientProfile:
    if profile is None and example is None:
        return so.PatientProfile()
    return so.profile_loads(_example(example) if profile is None else _read(profile))


def _plan_in(
    made: so.PrepPlan,
    format_: Format | t.Literal["json", "fhir"],
    sections: tuple[Section, ...],
    audience: Audience | None,
) -> str | bytes:
    if format_ == "json":
        return so.dumps(made, indent=1) + "\n"
    if format_ == "fhir":
        return json.dumps(so.fhir.to_fhir_r4(made), indent=1) + "\n"
    return so.render(made, format_, sections=sections or None, audience=audience)


@commands.command("from-fhir")
@click.argument("file", type=_File)
@_patient
@_accept
@click.option("-o", "--output", type=_New, help="Write a profile of what is accepted to a file.")
@click.option("--today", type=_Day, help="Read the records as of this day (YYYY-MM-DD).")
def from_fhir(
    file: pathlib.Path,
    patient_id: str | None,
    accept: tuple[str, ...],
    output: pathlib.Path | None,
    today: dt.datetime | None,
) -> None:
    """Show what health records in FILE say (FHIR R4 as JSON or NDJSON), and make a profile of what is accepted."""
    found = _found(file, patient_id, today.date() if today else None)
    catalog = so.load_catalog()
    _write(so.render(so.fhir.summary(found, catalog), "text"), None)
    if output:
        profile = _confirmed(found, catalog, accept)
        output.write_text(json.dumps(so.profile_to_dict(profile), indent=1) + "\n", encoding="utf-8")
        click.echo(f"{messages(catalog.packs[0].language)('fhir_saved')}\n  {output}", err=True)


def _from_records(  # noqa: PLR0913, PLR0917 (what the options of two commands say)
    file: pathlib.Path,
    patient_id: str | None,
    accept: tuple[str, ...],
    day: dt.date | None,
    catalog: so.Catalog,
    base: so.PatientProfile,
) -> so.PatientProfile:
    found = _found(file, patient_id, day)
    for warning in found.warnings:
        click.echo(click.wrap_text(warning, 78), err=True)
    return _confirmed(found, catalog, accept, base)


def _found(file: pathlib.Path, patient_id: str | None, day: dt.date | None) -> "so.fhir.FhirImport":
    data = sys.stdin.buffer.read() if file == pathlib.Path("-") else file
    return so.fhir.from_fhir_r4(data, patient_id=patient_id, today=day)


def _confirmed(
    found: "so.fhir.FhirImport", catalog: so.Catalog, accept: tuple[str, ...], base: so.PatientProfile | None = None
) -> so.PatientProfile:
    from second_opinion.confirmation import ALL, confirmed  # noqa: PLC0415 (only who reads records pays for it)

    try:
        return confirmed(found, catalog, accept, base)
    except click.Abort:
        raise click.UsageError(
            f"nobody said what to take: add --accept {ALL}, or --accept and the name of a fact"
        ) from None


@commands.command()
@click.argument("file", type=_New, required=False)
@click.option("--pack", "packs", type=_Existing, multiple=True, help="Add a pack, or a folder of packs.")
@click.option("--today", type=_Day, help="Ask and plan as of this day (YYYY-MM-DD).")
def interview(file: pathlib.Path | None, packs: tuple[pathlib.Path, ...], today: dt.datetime | None) -> None:
    """Ask for what a plan needs, one question at a time, and keep the answers in FILE.

    If FILE is there already, go on where it ends. Without FILE, nothing is kept, and the plan is printed.
    """
    day = today.date() if today else None
    catalog = so.load_catalog(*packs)
    known = so.profile_loads(file.read_bytes()) if file and file.exists() else so.PatientProfile()
    conversation = Interview(known, catalog, day, file)
    if conversation.run():
        _write(so.render(so.build_plan(conversation.profile, catalog=catalog, today=day), "text"), None)


@commands.command()
@click.argument("name", type=click.Choice(_SHEETS))
@click.argument("profile", type=_File)
@click.option("--format", "format_", type=click.Choice(SHEET_FORMATS), default="markdown", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=pathlib.Path), help="Write to a file.")
@click.option("--pack", "packs", type=_Existing, multiple=True, help="Add a pack, or a folder of packs.")
@click.option("--today", type=_Day, help="Plan as of this day (YYYY-MM-DD).")
def sheet(  # noqa: PLR0913, PLR0917 (one for each option)
    name: str,
    profile: pathlib.Path,
    format_: SheetFormat,
    output: pathlib.Path | None,
    packs: tuple[pathlib.Path, ...],
    today: dt.datetime | None,
) -> None:
    """Write the sheet NAME for the person in PROFILE, with blanks for personal details."""
    catalog = so.load_catalog(*packs)
    made = so.build_plan(so.profile_loads(_read(profile)), catalog=catalog, today=today.date() if today else None)
    _write(so.render(getattr(sheets, name)(made, catalog=catalog), format_), output)


@commands.command()
@click.argument("packs", type=_Existing, nargs=-1)
@click.option("--as-of", type=_Day, help="List what is to be reviewed again as of this day (YYYY-MM-DD).")
def check(packs: tuple[pathlib.Path, ...], as_of: dt.datetime | None) -> None:
    """Check PACKS, files or folders, by themselves and together with the bundled packs.

    With --as-of, say which items of all packs have a figure that is no longer known to hold on that day.
    """
    if not packs and not as_of:
        raise click.UsageError("give a file or a folder of PACKS, or --as-of DATE")
    bundled = so.load_catalog().packs
    catalog = so.load_catalog(*packs)
    for pack in catalog.packs[len(bundled) :]:
        click.echo(f"{pack.id} {pack.version}: right, {len(pack.contents())} entries, {pack.review}")
    if as_of:
        _list_due(catalog, as_of.date())


def _list_due(catalog: so.Catalog, day: dt.date) -> None:
    due = [
        (item.review_by, pack.id, item.id)
        for pack in catalog.packs
        for item in pack.items()
        if item.review_by and item.review_by < day
    ]
    for review_by, pack_id, item_id in sorted(due):
        click.echo(f"{pack_id}: {item_id} was to be reviewed by {review_by}")
    click.echo(f"{len(due)} to be reviewed as of {day}")


@commands.command()
@click.argument("kind", type=click.Choice(_SCHEMAS))
def schema(kind: str) -> None:
    """Print the JSON Schema of a KIND of file."""
    click.echo(packaged.read("schemas", f"{kind}.schema.json"), nl=False)


def _examples() -> tuple[str, ...]:
    return packaged.names("examples", suffix=".json")


def _example(name: str | None) -> str:
    if name not in _examples():
        raise click.UsageError(f"no example is called {name!a}: use {', '.join(_examples())}")
    return packaged.read("examples", f"{name}.json")


def _read(path: pathlib.Path) -> bytes:
    return sys.stdin.buffer.read() if path == pathlib.Path("-") else path.read_bytes()


def _write(made: str | bytes, output: pathlib.Path | None) -> None:
    if output is not None:
        # As it is: calendars and spreadsheets have line ends of their own.
        output.write_bytes(made if isinstance(made, bytes) else made.encode("utf-8"))
    elif isinstance(made, bytes):
        if sys.stdout.isatty():
            raise click.UsageError("this is no text for a terminal: add --output FILE")
        sys.stdout.buffer.write(made)
    else:
        encoding = sys.stdout.encoding or "utf-8"
        click.echo(made.encode(encoding, "replace").decode(encoding), nl=False)
