"""Asking a person for facts: what to ask next, and what an answer makes of a profile."""

import datetime as dt
import math
import typing as t

import attrs

from second_opinion.catalog import Catalog
from second_opinion.conditions import Condition
from second_opinion.content import load_catalog
from second_opinion.edition import edition
from second_opinion.errors import Problem, ProfileError, not_one_of
from second_opinion.items import RecordItem
from second_opinion.profile import Answers, Fact, FactValue, PatientProfile, Role, facts
from second_opinion.schedule import Schedule, day_of
from second_opinion.selection import Selection, select
from second_opinion.unanswered import influence_of
from second_opinion.words import FactWords

AnswerForm = t.Literal["one", "many", "date", "text"]


@attrs.frozen
class IntakeOption:
    """A value that answers a question, and its label."""

    value: FactValue
    label: str


@attrs.frozen(kw_only=True)
class IntakeQuestion:
    """A question that asks a person for a fact.

    `form` says what answers it: ``"one"`` of the options, ``"many"`` of them, a ``"date"``, or a ``"text"``, for which
    the options are only the usual ones. *I do not know* is an answer as well, to every question: leave the fact as it
    is, and give it to `next_questions` as one to skip.
    """

    fact: str
    form: AnswerForm
    prompt: str
    help: str
    options: tuple[IntakeOption, ...]


def next_questions(
    profile: PatientProfile,
    catalog: Catalog | None = None,
    *,
    limit: int = 5,
    skip: t.Collection[str] = (),
    today: dt.date | None = None,
) -> tuple[IntakeQuestion, ...]:
    """Return what to ask next, at most *limit* questions, the one that would change the plan most first.

    That is counted from the conditions of the catalog. A question that opens others has a share in what those would
    change. A question is not asked before those that it depends on, nor where it makes no sense for this person: what
    they are is content (`FactWords`). *skip* names facts not to ask for, such as those that the person did not know.

    Raises:
        ProfileError: *skip* names a fact that is not one.
        UnusableDayError: *today* is not a `datetime.date`, or is centuries away.

    >>> [question.fact for question in next_questions(PatientProfile(), limit=2)]
    ['role', 'second_doctor']
    """
    skip = (skip,) if isinstance(skip, str) else skip
    _refuse_unknown(skip)
    catalog = load_catalog() if catalog is None else catalog
    today = day_of(today)
    role: Role = profile.role or "patient"
    answers = profile.answers(today)
    selection = select(edition(catalog, role), answers)
    influence = influence_of(selection, answers, Schedule.of(profile, today), frozenset(profile.records_held))
    asking = {one.fact: one for pack in catalog.packs for one in pack.facts if one.prompt}
    words = {fact: asking[fact] for fact in facts() if fact in asking}
    waits_for = {
        fact: _waits_for(one, answers, skip) for fact, one in words.items() if fact not in answers and fact not in skip
    }
    gain = {fact: _gain(fact, influence, waits_for, words) for fact in waits_for}
    if "role" in gain:
        # Who is answering decides in which words the other questions are asked.
        gain["role"] += sum(bool(words[fact].wording.texts) for fact in waits_for)
    asked = [
        fact for fact, first in waits_for.items() if gain[fact] and not first and _makes_sense(words[fact], answers)
    ]
    asked.sort(key=lambda fact: -gain[fact])
    return tuple(_question(words[fact], role, selection, catalog) for fact in asked[: max(limit, 0)])


def answer(profile: PatientProfile, fact: str, value: object) -> PatientProfile:
    """Return the profile with an answer; `None` and the empty list make a fact unknown again.

    A value is as in JSON, so that what a form sends will do: a list for a fact with many values, a day as in
    ``"2026-12-14"``.

    Raises:
        ProfileError: there is no such fact, or it cannot have the value; the error names what would do.

    >>> answer(PatientProfile(), "phase", "recurrence").phase
    'recurrence'
    """
    _refuse_unknown((fact,))
    known = None if value in ([], ()) else facts()[fact].from_json(value)
    changed: t.Any = {fact: known}
    return attrs.evolve(profile, **changed)


def _refuse_unknown(names: t.Iterable[str]) -> None:
    wrong = tuple(Problem("$", not_one_of(name, tuple(facts()))) for name in names if name not in tuple(facts()))
    if wrong:
        raise ProfileError(wrong)


def _waits_for(words: FactWords, answers: Answers, skip: t.Collection[str]) -> frozenset[str]:
    """Return the facts that are to be asked for before this one."""
    first = {*words.after, *(clause.fact for clause in (*words.when, *words.unless))}
    return frozenset(fact for fact in first if fact not in answers and fact not in skip)


def _makes_sense(words: FactWords, answers: Answers) -> bool:
    return Condition(words.when, words.unless).verdict(answers) is not False


def _gain(
    fact: str,
    influence: t.Mapping[str, float],
    waits_for: t.Mapping[str, frozenset[str]],
    words: t.Mapping[str, FactWords],
    path: tuple[str, ...] = (),
) -> float:
    """Return how much a question would change: by itself, and by its share in opening others.

    What it opens counts by how likely an answer is to open it, and less where that waits for others as well.
    """
    path = (*path, fact)
    opened = [other for other, first in waits_for.items() if fact in first and other not in path]
    return influence.get(fact, 0) + sum(
        _gain(other, influence, waits_for, words, path) * _likelihood(words[other], fact) / len(waits_for[other])
        for other in opened
    )


def _likelihood(words: FactWords, other: str) -> float:
    """Return how likely an answer to another question is to leave this one to be asked."""
    when = [clause.share() for clause in words.when if clause.fact == other]
    unless = [1 - clause.share() for clause in words.unless if clause.fact == other]
    return math.prod((*when, *unless))


def _question(words: FactWords, role: Role, selection: Selection, catalog: Catalog) -> IntakeQuestion:
    prompt, help_ = words.asked(role)
    fact = facts()[words.fact]
    return IntakeQuestion(
        fact=fact.name, form=_form(fact), prompt=prompt, help=help_, options=_options(fact, selection, catalog)
    )


def _form(fact: Fact) -> AnswerForm:
    if fact.many or fact.one_or_more:
        return "many"
    if fact.is_date:
        return "date"
    return "one" if fact.values else "text"


def _options(fact: Fact, selection: Selection, catalog: Catalog) -> tuple[IntakeOption, ...]:
    """Return what may be chosen: the values that packs have words for or, of records, those of the plan."""
    if fact.is_date:
        return ()
    if fact.name == "records_held":
        return tuple(IntakeOption(record.id, record.name) for record, _ in selection.of(RecordItem))
    return tuple(IntakeOption(option.value, option.label) for option in catalog.options(fact.name))
