"""What comes back from a form: a FHIR R4 QuestionnaireResponse, read into a profile or into a plan."""

import functools
import typing as t

import attrs

from second_opinion import _json
from second_opinion.content import load_catalog
from second_opinion.errors import EntryError, Problem, ProfileError, did_you_mean, nearest, shown
from second_opinion.items import RecordItem
from second_opinion.messages import messages
from second_opinion.plan import PrepPlan
from second_opinion.profile import Fact, PatientProfile, country_code, facts


def profile_from_questionnaire_response(response: _json.Json, *, base: PatientProfile | None = None) -> PatientProfile:
    """Return the profile that a response to the Questionnaire of the intake describes.

    A fact is found by its ``linkId``, in whatever groups it stands; what else is in the response is passed over. An
    answer may be the code of an option or, as some forms send it, its label. What is not answered is as in *base*, and
    so is what is answered by a null flavor or a reason for there being no data. So *base* also keeps what a person has
    taken out of a form that was filled in from the start.

    Raises:
        ProfileError: it is no QuestionnaireResponse, it was entered in error, or an answer is not one that its fact
            can have; the error says all that is wrong, and where.

    >>> answers = [{"linkId": "phase", "answer": [{"valueCoding": {"code": "recurrence"}}]}]
    >>> profile_from_questionnaire_response({"resourceType": "QuestionnaireResponse", "item": answers}).phase
    'recurrence'
    """
    refusal = _refusal(response)
    if refusal:
        raise ProfileError((refusal,))
    given: dict[str, list[_Answer]] = {}
    for answer in _answers(response):
        if answer.link_id in facts() and not answer.is_empty():
            given.setdefault(answer.link_id, []).append(answer)
    problems: list[Problem] = []
    known: t.Any = {name: _fact_value(facts()[name], answers, problems) for name, answers in given.items()}
    if problems:
        raise ProfileError(tuple(problems))
    return attrs.evolve(base or PatientProfile(), **known)


def answers_from_questionnaire_response(plan: PrepPlan, response: _json.Json) -> PrepPlan:
    """Return the plan with the answers of a response to the Questionnaire of its questions, each marked as done.

    A question is found by its ``linkId``, which is its id in the plan. Several answers to one question are put one
    below the other. An answer takes the place of the one that was there; no answer changes nothing.

    Nothing that was answered is dropped: where one of the answers has no place in the plan, none is written.

    Raises:
        EntryError: it is no QuestionnaireResponse, it was entered in error, an answer is to no question of the plan,
            or cannot be written as text; the error says all that is wrong, and where.
    """
    refusal = _refusal(response)
    if refusal:
        raise EntryError((refusal,))
    given = [answer for answer in _answers(response) if not answer.is_empty()]
    questions = {entry.id for entry in plan.questions}
    troubles = ((answer.path, _unwritable(answer, questions)) for answer in given)
    problems = tuple(Problem(path, trouble) for path, trouble in troubles if trouble)
    if problems:
        raise EntryError(problems)
    written: dict[str, list[str]] = {}
    for answer in given:
        written.setdefault(answer.link_id, []).append(answer.text(plan.language))
    for question, texts in written.items():
        plan = plan.update(question, answer="\n".join(texts), status="done")
    return plan


def _refusal(response: _json.Json) -> Problem | None:
    """Return why something is no response that may be read."""
    if not _json.is_object(response) or response.get("resourceType") != "QuestionnaireResponse":
        kind = response.get("resourceType", "") if _json.is_object(response) else response
        return Problem("$.resourceType", f"expected a QuestionnaireResponse, got {shown(kind)}")
    if response.get("status") == "entered-in-error":
        return Problem("$.status", "says that the response was entered in error: its answers are not to be used")
    return None


def _unwritable(answer: "_Answer", questions: t.Collection[str]) -> str | None:
    """Return why an answer cannot be written under a question of a plan, or `None` where it can."""
    if answer.link_id not in questions:
        near = did_you_mean(nearest(answer.link_id, questions))
        return f"no question of this plan has the id {shown(answer.link_id)}{near}"
    return None if answer.text("en") else f"expected an answer in words, got a value of the kind {shown(answer.kind)}"


# Finding the answers


@attrs.frozen(repr=False)
class _Answer:
    """One answer to an item: where it stands, and the value in it with the kind that FHIR gives it."""

    link_id: str
    path: str
    kind: str
    value: _json.Json

    def is_empty(self) -> bool:
        """Return whether nothing is said, or only why there is nothing to say."""
        if isinstance(self.value, str):
            return not self.value.strip()
        if self.kind == "Coding" and _json.is_object(self.value):
            return self._part("system") in _NO_ANSWER or not self.words()
        return self.value in (None, {}, [])

    def words(self) -> tuple[str, ...]:
        """Return the texts that may name the value, the likeliest first."""
        said = (self.value, self._part("code"), self._part("display"))
        return tuple(one.strip() for one in said if isinstance(one, str) and one.strip())

    def text(self, language: str) -> str:
        """Return the answer as a person would write it; the empty text, where it cannot be written."""
        if isinstance(self.value, bool):
            return messages(language)("fhir_form_yes" if self.value else "fhir_form_no")
        if isinstance(self.value, str | int | float):
            return str(self.value)
        if self.kind == "Quantity":
            parts = (self._part(name) for name in ("comparator", "value", "unit"))
            return " ".join(str(part) for part in parts if isinstance(part, str | int | float))
        return ("", *self.words())[-1] if self.kind == "Coding" else ""

    def _part(self, name: str) -> _json.Json:
        return self.value.get(name) if _json.is_object(self.value) else None


_NO_ANSWER: t.Final = (
    "http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
)
"""The code systems of the reasons for which there is no answer."""


def _answers(response: dict[str, _json.Json]) -> t.Iterator[_Answer]:
    """Yield the answers in a response, in their order, however deep they stand."""
    waiting = list(_members("$", response, "item"))[::-1]
    while waiting:
        path, item = waiting.pop()
        answers = list(_members(path, item, "answer"))
        yield from (answer for at, one in answers for answer in _values(item, at, one))
        inner = [(path, item), *answers]
        waiting += [one for at, holder in inner for one in _members(at, holder, "item")][::-1]


def _members(path: str, holder: _json.Json, name: str) -> t.Iterator[tuple[str, _json.Json]]:
    """Yield what is in a list of an object, each with its path; a lone object will do for a list of one."""
    found = holder.get(name) if _json.is_object(holder) else None
    members = found if _json.is_list(found) else [found]
    yield from ((f"{path}.{name}[{i}]", one) for i, one in enumerate(members) if one is not None)


def _values(item: _json.Json, path: str, answer: _json.Json) -> t.Iterator[_Answer]:
    """Yield the values of an answer: one, if it is as it should be."""
    link_id = item.get("linkId") if _json.is_object(item) else None
    name = link_id if isinstance(link_id, str) else ""
    values = answer if _json.is_object(answer) else {"value": answer}
    for key, value in values.items():
        if key.startswith("value"):
            yield _Answer(name, path, key.removeprefix("value"), value)


# What an answer says of a fact


def _fact_value(fact: Fact, answers: list[_Answer], problems: list[Problem]) -> object:
    """Return the value that is answered for a fact, and put what is wrong with it among the problems."""
    values = [(answer.path, _meant(fact, answer)) for answer in answers]
    refusals = [(path, fact.refusal(value)) for path, value in values]
    problems += [Problem(path, refusal) for path, refusal in refusals if refusal]
    right = dict.fromkeys(value for (_, value), (_, refusal) in zip(values, refusals, strict=True) if not refusal)
    if fact.many or fact.one_or_more:
        return tuple(right)
    if len(right) > 1:
        problems.append(Problem(answers[-1].path, f"is one of {len(right)} answers to {fact.name!r}: give one"))
    return next(iter(right), None)


def _meant(fact: Fact, answer: _Answer) -> t.Any:  # noqa: ANN401 (whatever was answered)
    """Return the value of a fact that an answer means, or where it means none what it says."""
    words = answer.words()
    readings = [value for word in words for value in _readings(fact, word) if value is not None]
    right = [value for value in readings if fact.refusal(value) is None]
    return next(iter((*right, *readings, *words)), answer.value)


def _readings(fact: Fact, word: str) -> t.Iterator[object]:
    """Yield what a word may mean as the value of a fact: itself, and what goes by that name."""
    if fact.is_date:
        yield _json.date_of(word.partition("T")[0])
        return
    yield word
    yield _values_by_name(fact.name).get(word.casefold())
    # In capitals some letters are two: a single one is no code of a country, and is not to become one.
    if fact.name == "country" and word.isascii():
        yield country_code(word)


@functools.cache
def _values_by_name(fact: str) -> t.Mapping[str, object]:
    """Return the values of a fact by what they are called, in small letters: by code, and by label in the catalog."""
    values = facts()[fact].values or ()
    catalog = load_catalog()
    records = [item for item in catalog.values() if isinstance(item, RecordItem)] if fact == "records_held" else []
    return {
        **(_YES_AND_NO if True in values else {}),
        **{str(value).casefold(): value for value in values},
        **{option.label.casefold(): option.value for option in catalog.options(fact)},
        **{record.name.casefold(): record.id for record in records},
    }


_YES_AND_NO: t.Final[t.Mapping[str, object]] = {"y": True, "yes": True, "n": False, "no": False}
"""The codes of HL7's table 0136, by which some forms say what is true, and their names."""
