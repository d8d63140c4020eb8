"""What all resources are written with: ids, references, codes, dates, and texts that FHIR R4 can hold."""

import datetime as dt
import hashlib
import re
import typing as t
import uuid

from second_opinion import _json
from second_opinion.errors import EntryError, Problem
from second_opinion.formats import Form
from second_opinion.plan import PrepPlan
from second_opinion.profile import unusable_day
from second_opinion.rendering.cleaning import clean

BASE_URL: t.Final = "https://second-opinion.invalid/fhir"
"""Where the questionnaires of a plan are said to be: a host that cannot exist (RFC 2606), for want of a real one."""

LOINC: t.Final = "http://loinc.org"
SDC: t.Final = "http://hl7.org/fhir/uv/sdc/CodeSystem/temp"
PATIENT_NOTE: t.Final = "51855-5"
"""The LOINC code of a document that a patient brings along."""

Resource = dict[str, t.Any]
"""A resource, or a part of one, as `json.dumps` takes it."""

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_REFERENCE = Form(
    rf"(https?://[^\s/?#|]+/([^\s?#|]+/)?)?Patient/[A-Za-z0-9.-]{{1,64}}|urn:uuid:{_UUID}",
    "expected a reference to a Patient, as in 'Patient/123', 'https://example.org/fhir/Patient/123' or 'urn:uuid:...'",
)
_BASE_URL = Form(
    r"https?://[A-Za-z0-9._~:/@!$&()*+,;=%\[\]-]+", "expected an address, as in 'https://example.org/fhir'"
)

_VARIANT: t.Final = {f"{n:x}": "89ab"[n & 3] for n in range(16)}  # two bits of a UUID are the same in all

# The spaces that the strings of R4 may not hold; it has three of its own.
_OTHER_SPACES = re.compile(r"[^\S \n\t]")


def check(subject_reference: object, base_url: object, now: object) -> None:
    """Refuse what a caller gives where no resource can be written with it.

    Raises:
        EntryError: with all that is wrong: no reference to a patient, no address, no time, or one without its zone.
    """
    problems = (
        *(() if subject_reference is None else _unlike("subject_reference", subject_reference, _REFERENCE)),
        *_unlike("base_url", base_url, _BASE_URL),
        *(() if now is None else _not_a_time(now)),
    )
    if problems:
        raise EntryError(problems)


def _unlike(name: str, value: object, form: Form) -> tuple[Problem, ...]:
    return () if isinstance(value, str) and form.matches(value) else (Problem(f"$.{name}", form.rule),)


def _not_a_time(now: object) -> tuple[Problem, ...]:
    if not isinstance(now, dt.datetime) or now.utcoffset() is None:
        return (Problem("$.now", "expected a datetime with its zone, as from datetime.now(UTC)"),)
    trouble = unusable_day(now.date())
    return (Problem("$.now", trouble),) if trouble else ()


def said(text: str) -> str:
    """Return text as a string of R4 can hold it, without space around it; it may be empty, and is then left out."""
    return _OTHER_SPACES.sub(" ", clean(text)).strip()


def stamp(plan: PrepPlan, now: dt.datetime | None) -> str:
    """Return an instant in UTC: of *now*, or without it of the day for which the plan was made."""
    if now is None:
        return f"{plan.created.isoformat()}T00:00:00Z"
    return f"{now.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


class Ids:
    """The ids of what is written for a plan: the same each time, whatever the person ticks, answers or notes.

    They are made from the server's address and the patient's reference. Without a reference they are made from the
    day of the plan and the facts instead, so that two people seldom share them.
    """

    def __init__(self, plan: PrepPlan, base_url: str, subject_reference: str | None) -> None:
        facts = f"{plan.created} {_json.encoder()(_json.to_json(plan.profile))}"
        seed = uuid.uuid5(uuid.NAMESPACE_URL, f"{base_url.rstrip('/')} {subject_reference or facts}")
        self._start = hashlib.sha1(seed.bytes, usedforsecurity=False)

    def id(self, role: str, name: str = "") -> str:
        """Return the id of a resource, a UUID of version 5: by the part that it plays, and the id of its content."""
        # As `uuid.uuid5` has it, which takes thrice as long, half of the time of an export.
        digest = self._start.copy()
        digest.update(f"{role} {name}".encode())
        drawn = digest.hexdigest()
        return f"{drawn[:8]}-{drawn[8:12]}-5{drawn[13:16]}-{_VARIANT[drawn[16]]}{drawn[17:20]}-{drawn[20:32]}"


def urn(resource_id: str) -> str:
    """Return an id as an address, by which the other resources of a bundle refer to it."""
    return f"urn:uuid:{resource_id}"


def reference(to: str) -> Resource:
    """Return a reference to a resource."""
    return {"reference": to}


def concept(text: str, system: str = "", code: str = "") -> Resource:
    """Return a concept in our words, and by its code where there is one.

    The code has no display: what the code systems say changes with their releases, and is then called wrong.
    """
    return {"coding": [{"system": system, "code": code}], "text": text} if code else {"text": text}


def identifier(address: str) -> Resource:
    """Return an identifier that is an address."""
    return {"system": "urn:ietf:rfc:3986", "value": address}


def due_by(day: dt.date) -> Resource:
    """Return the restriction of a Task that says by when it is due.

    R5 moves this to `requestedPeriod`, and refuses a restriction here.
    """
    return {"period": {"end": day.isoformat()}}
