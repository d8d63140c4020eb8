"""The intake as a FHIR R4 Questionnaire, which renderers that follow SDC (Structured Data Capture) can show."""

import datetime as dt
import typing as t

import attrs

from second_opinion import _json
from second_opinion.catalog import Catalog
from second_opinion.edition import edition
from second_opinion.fhir.writing import BASE_URL, Resource, check, said
from second_opinion.items import RecordItem
from second_opinion.messages import messages
from second_opinion.profile import Fact, FactValue, PatientProfile, Role, facts
from second_opinion.selection import select
from second_opinion.words import FactWords

_Options = t.Mapping[FactValue, str]


def questionnaire_r4(
    catalog: Catalog, *, profile: PatientProfile | None = None, base_url: str = BASE_URL
) -> dict[str, t.Any]:
    """Return the questions of the intake as a FHIR R4 Questionnaire, for a form renderer to show.

    Each question has the name of its fact as its ``linkId``, and its options stand in the form, so that no terminology
    server is needed. A question that makes sense only after some answers is hidden until they are given. No question
    has to be answered.

    What *profile* knows is filled in, and its role decides in whose words the questions are asked. The form then tells
    about that person, so keep it as safe as the profile.

    The form holds for any day. So where a question depends on whether a date is ahead or past, it is shown as soon as
    there is a date.

    Raises:
        EntryError: *base_url* is no address.
    """
    check(None, base_url, None)
    form = _Form(catalog, profile or PatientProfile(), base_url.rstrip("/"))
    say = messages(form.language)
    return {
        "resourceType": "Questionnaire",
        "language": form.language,
        "url": f"{form.base_url}/Questionnaire/intake-{form.role}",
        **form.version(),
        "name": f"SecondOpinionIntake{form.role.capitalize()}",
        "title": say("fhir_form_title"),
        "status": "active",
        "subjectType": ["Patient"],
        "item": [{"linkId": "about", "type": "display", "text": say("fhir_form_about")}, *form.items()],
    }


@attrs.frozen(repr=False)
class _Form:
    """What the items of a form are made from."""

    catalog: Catalog
    profile: PatientProfile
    base_url: str

    @property
    def role(self) -> Role:
        return self.profile.role or "patient"

    @property
    def language(self) -> str:
        return next((pack.language for pack in self.catalog.packs), "en")

    def version(self) -> Resource:
        """Return the element that says how new the content is: as new as its newest pack."""
        versions = [pack.version for pack in self.catalog.packs]
        return {"version": max(versions, key=_numbers)} if versions else {}

    def items(self) -> t.Iterator[Resource]:
        """Yield the questions, each after those that it depends on; one that could never be shown is left out."""
        asking = {one.fact: one for pack in self.catalog.packs for one in pack.facts if one.prompt}
        shown: set[str] = set()
        for words in _in_order(asking):
            question = self._question(words)
            if question and shown.issuperset(_deciding(words)):
                shown.add(words.fact)
                yield self._shown_when(words, question)

    def _question(self, words: FactWords) -> Resource:
        """Return a question without its condition, or nothing where none of its answers has words."""
        fact = facts()[words.fact]
        options = self._options(fact)
        kind = _type(fact, options)
        if kind == "choice" and not options:
            return {}
        prompt, help_ = words.asked(self.role)
        return {
            **_control(fact, kind),
            "linkId": fact.name,
            "text": said(prompt),
            "type": kind,
            **({"repeats": True} if _repeats(fact) else {}),
            **(self._choices(fact, options) if "choice" in kind else self._filled_in(fact)),
            **_help(fact, help_),
        }

    def _known(self, fact: Fact) -> list[t.Any]:
        """Return the values of a fact that are known, as they stand in JSON."""
        value = _json.to_json(getattr(self.profile, fact.name))
        if value is None:
            return []
        return value if _json.is_list(value) else [value]

    def _options(self, fact: Fact) -> _Options:
        """Return what may be chosen, with labels; what is known may be, even where no pack has words for it."""
        if fact.is_date:
            return {}
        labels = self._records() if fact.name == "records_held" else self._labels(fact)
        return {**labels, **{value: str(value) for value in self._known(fact) if value not in labels}}

    def _labels(self, fact: Fact) -> _Options:
        return {option.value: said(option.label) for option in self.catalog.options(fact.name)}

    def _records(self) -> _Options:
        """Return the names of the records that a plan would have, whatever the day."""
        known = self.profile.answers(dt.date.min)
        answers = {fact: values for fact, values in known.items() if not facts()[fact].is_date}
        chosen = select(edition(self.catalog, self.role), answers)
        return {item.id: said(item.name) for item, _ in chosen.of(RecordItem)}

    def _choices(self, fact: Fact, options: _Options) -> Resource:
        known = self._known(fact)
        return {
            "answerOption": [
                {
                    "valueCoding": {**self._coding(fact, value), "display": label},
                    **({"initialSelected": True} if value in known else {}),
                }
                for value, label in options.items()
            ]
        }

    def _filled_in(self, fact: Fact) -> Resource:
        known = [self._as("value", fact, value) for value in self._known(fact)]
        return {"initial": known} if known else {}

    def _coding(self, fact: Fact, value: FactValue) -> Resource:
        return {"system": f"{self.base_url}/CodeSystem/{fact.name}", "code": value}

    def _as(self, prefix: str, fact: Fact, value: t.Any) -> Resource:  # noqa: ANN401 (any value of a fact)
        """Return a value as the element by which a form holds it."""
        if isinstance(value, bool):
            return {f"{prefix}Boolean": value}
        if fact.is_date:
            return {f"{prefix}Date": value}
        if fact.values or fact.many or value in self._options(fact):
            return {f"{prefix}Coding": self._coding(fact, value)}
        return {f"{prefix}String": value}

    def _shown_when(self, words: FactWords, question: Resource) -> Resource:
        """Return a question with its condition.

        An item can ask that all of some tests pass, or any of them. Where it takes both, the question stands in groups
        without a heading, each of which asks for one of the rest.
        """
        tests = tuple(self._tests(words))
        together = [passed for passed, *others in tests if not others]
        either = [list(any_of) for any_of in tests if len(any_of) > 1]
        if either and not together:
            shown = {**question, **_enabled(either.pop(0), "any")}
        else:
            shown = {**question, **_enabled(together, "all")}
        for number, any_of in enumerate(either, 1):
            shown = {"linkId": f"{words.fact}.{number}", "type": "group", **_enabled(any_of, "any"), "item": [shown]}
        return shown

    def _tests(self, words: FactWords) -> t.Iterator[list[Resource]]:
        """Yield lists of tests, of each of which one has to pass for a question to be shown."""
        alone = not words.unless and len(words.when) == 1
        for clause in words.when:
            fact = facts()[clause.fact]
            if fact.is_date:
                yield [_answered(fact)]
            elif alone or len(clause.is_) == 1 or not _has_one_of(fact):
                yield [self._test(fact, "=", value) for value in clause.is_]
            else:
                # Tests that go together spare a group.
                yield from self._none_of(fact, [value for value in self._options(fact) if value not in clause.is_])
        for clause in words.unless:
            fact = facts()[clause.fact]
            yield from self._none_of(fact, () if fact.is_date else clause.is_)

    def _none_of(self, fact: Fact, values: t.Iterable[FactValue]) -> t.Iterator[list[Resource]]:
        """Yield the tests for an answer that is none of some values: without an answer nothing is known of it."""
        yield [_answered(fact)]
        yield from ([self._test(fact, "!=", value)] for value in values)

    def _test(self, fact: Fact, operator: str, value: FactValue) -> Resource:
        return {"question": fact.name, "operator": operator, **self._as("answer", fact, value)}


def _answered(fact: Fact) -> Resource:
    return {"question": fact.name, "operator": "exists", "answerBoolean": True}


def _enabled(tests: list[Resource], behavior: str) -> Resource:
    if len(tests) > 1:
        return {"enableWhen": tests, "enableBehavior": behavior}
    return {"enableWhen": tests} if tests else {}


def _in_order(asking: t.Mapping[str, FactWords]) -> tuple[FactWords, ...]:
    """Return the words of facts in the order of the profile, but each after those that are to be asked for first."""
    ordered: dict[str, FactWords] = {}

    def put(fact: str, waiting: tuple[str, ...] = ()) -> None:
        if fact in asking and fact not in ordered and fact not in waiting:
            words = asking[fact]
            for first in (*words.after, *_deciding(words)):
                put(first, (*waiting, fact))
            ordered[fact] = words

    for fact in facts():
        put(fact)
    return tuple(ordered.values())


def _deciding(words: FactWords) -> tuple[str, ...]:
    return tuple(clause.fact for clause in (*words.when, *words.unless))


def _repeats(fact: Fact) -> bool:
    return fact.many or fact.one_or_more


def _has_one_of(fact: Fact) -> bool:
    """Return whether a fact has one value, of a closed list."""
    return fact.values is not None and not _repeats(fact)


def _type(fact: Fact, options: _Options) -> str:
    if fact.is_date:
        return "date"
    if True in (fact.values or ()):
        return "boolean"
    if fact.values or fact.many:
        return "choice"
    return "open-choice" if options else "string"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


_CONTROLS = "http://hl7.org/fhir/questionnaire-item-control"
_ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
_ORIENTATION = "http://hl7.org/fhir/StructureDefinition/questionnaire-choiceOrientation"


def _control(fact: Fact, kind: str) -> Resource:
    """Return the extensions that put options one below the other; to renderers that do not know them nothing changes.

    The kinds of cancer are left to be a list to choose from: there are many, and few people tick more than one.
    """
    if kind != "choice" or fact.one_or_more:
        return {}
    coding = {"system": _CONTROLS, "code": "check-box" if fact.many else "radio-button"}
    control = {"url": _ITEM_CONTROL, "valueCodeableConcept": {"coding": [coding]}}
    return {"extension": [control, {"url": _ORIENTATION, "valueCode": "vertical"}]}


def _help(fact: Fact, text: str) -> Resource:
    """Return the help with a question, below it."""
    text = said(text)
    return {"item": [{"linkId": f"{fact.name}.help", "text": text, "type": "display"}]} if text else {}
