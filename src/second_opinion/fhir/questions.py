"""The questions of a plan as an R4 Questionnaire, which any form renderer shows with room for the answers."""

import typing as t
from collections.abc import Iterable

from second_opinion.entries import PlanItem
from second_opinion.fhir.narrative import Teller, narrative
from second_opinion.fhir.writing import BASE_URL, Ids, Resource, check
from second_opinion.items import Question
from second_opinion.plan import PrepPlan

_NAME: t.Final = "SecondOpinionQuestions"
_TO_DOCTOR: t.Final = "opening.show_doctor"

# The id of no content has a dot or an underscore, so a group is never taken for a question.
_GROUP: t.Final = "audience."

_Entries = Iterable[PlanItem[Question]]


def questions_r4(plan: PrepPlan, *, base_url: str = BASE_URL, subject_reference: str | None = None) -> Resource:
    """Return the questions of a plan as a FHIR R4 (4.0.1) Questionnaire, by audience and within it by topic.

    It is the one in the bundle that `to_fhir_r4` makes of the same values. The `linkId` of a question is the id of its
    content, and stays the same from release to release. The answers and notes of the person are not in it, nor are
    the facts of the profile and the reasons for a question; the person's own questions are.

    Raises:
        EntryError: *base_url* is no address, or *subject_reference* is no reference to a patient.
    """
    check(subject_reference, base_url, None)
    teller = Teller(plan)
    return questionnaire(teller, Ids(plan, base_url, subject_reference), base_url)


def questionnaire(teller: Teller, ids: Ids, base_url: str) -> Resource:
    """Return the Questionnaire of the plan of a teller."""
    plan, say = teller.plan, teller.say
    opening = {"linkId": _TO_DOCTOR, "text": say("show_doctor"), "type": "display"}
    return {
        "resourceType": "Questionnaire",
        "id": ids.id("questionnaire"),
        "language": plan.language,
        "text": narrative(plan.language, teller.questions),
        "url": url(ids, base_url),
        "version": version(plan),
        "name": _NAME,
        "title": say("fhir_questions_title"),
        "status": "active",
        "subjectType": ["Patient"],
        "date": plan.created.isoformat(),
        "description": "\n".join((say("show_doctor"), *teller.reviews)),
        "item": [opening, *_audiences(teller)],
    }


def url(ids: Ids, base_url: str) -> str:
    """Return the address by which the Questionnaire is known, whether or not it can be fetched there."""
    return f"{base_url.rstrip('/')}/Questionnaire/{ids.id('questionnaire')}"


def version(plan: PrepPlan) -> str:
    """Return the version of the newest content of a plan; of a plan without any, its day."""
    versions = {pack.version for pack in plan.packs}
    return max(versions, key=_number) if versions else plan.created.isoformat()


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _audiences(teller: Teller) -> t.Iterator[Resource]:
    titles = {topic.id: teller.told(topic).name for topic in teller.plan.topics}
    for audience, asked in teller.asked.items():
        link = f"{_GROUP}{audience}"
        yield _group(link, teller.say(f"audience_{audience}"), list(_topics(link, asked, titles, teller)))


def _topics(link: str, asked: _Entries, titles: dict[str, str], teller: Teller) -> t.Iterator[Resource]:
    """Yield groups by topic, that of the first question first; what has no topic in the plan stands alone."""
    groups: dict[str, list[Resource]] = {}
    for entry in asked:
        item = {"linkId": entry.item.id, "text": teller.told(entry).name, "type": "text"}
        topic = entry.item.topic
        groups.setdefault(topic if topic in titles else "", []).append(item)
    for topic, items in groups.items():
        if topic:
            yield _group(f"{link}.{topic}", titles[topic], items)
        else:
            yield from items


def _group(link: str, title: str, items: list[Resource]) -> Resource:
    return {"linkId": link, "text": title, "type": "group", "item": items}
