"""What all sheets have in common: their words, blanks to fill in, and the rules that they lean on."""

import datetime as dt
import typing as t

from second_opinion.catalog import Catalog
from second_opinion.conditions import Condition, Verdict
from second_opinion.content import load_catalog
from second_opinion.documents import Detail, Document, Entry, Field, Part
from second_opinion.entries import PlanItem
from second_opinion.items import Question, Source
from second_opinion.messages import messages
from second_opinion.own import Check
from second_opinion.plan import PrepPlan
from second_opinion.rules import Rule, SheetName
from second_opinion.sheets.person import Person

_LEAN_ON_NONE: t.Final = ("timeline", "note_to_doctor")
_HANDED_OVER: t.Final = ("records_request", "pathology_request", "note_to_doctor")


class Frame:
    """A sheet in the making: for a plan, in the words for its reader."""

    def __init__(self, name: SheetName, plan: PrepPlan, person: Person | None, catalog: Catalog | None) -> None:
        self.plan = plan
        self.person: Person = Person() if person is None else person
        check = Check()
        check.instance("person", self.person, Person)
        check.done()
        self.catalog: Catalog = load_catalog() if catalog is None else catalog
        role = plan.profile.role
        self.is_for_another: bool = role in ("parent", "caregiver") or (role is None and bool(self.person.signer))
        self.rules: tuple[Rule, ...] = self._rules(name, applies=True)
        self._undecided = self._rules(name, applies=None)
        self._name = name
        self._messages = messages(plan.language)

    def _rules(self, name: SheetName, *, applies: Verdict) -> tuple[Rule, ...]:
        profile = self.plan.profile
        answers = {**profile.answers(self.plan.created), "role": frozenset((profile.role or "patient",))}
        rules = (rule for pack in self.catalog.packs for rule in pack.rules if rule.sheet == name)
        return tuple(rule for rule in rules if Condition(rule.when, rule.unless).verdict(answers) is applies)

    def say(self, key: str, **values: str) -> str:
        """Return the words of this sheet, or of all sheets, for the plan's reader."""
        role = self.plan.profile.role
        return self._messages.spoken(f"sheet_{key}", role, **values)

    def given(self, **texts: str) -> None:
        """Raise `EntryError` if what is given for a place in a sheet is no text."""
        check = Check()
        for name, text in texts.items():
            check.text(name, text)
        check.done()

    def field(self, key: str, value: str = "", lines: int = 1) -> Field:
        """Return a field: with a value, or with room to write on some lines."""
        return Field(self.say(key), value, lines)

    def fields(self, *keys: str) -> tuple[Field, ...]:
        """Return fields to be filled in by hand."""
        return tuple(map(self.field, keys))

    def patient(self, *keys: str) -> Part:
        """Return the part that says who the patient is: the name, the date of birth, and the details named."""
        person = self.person
        born = self.day(person.born, "plain_date") if person.born else ""
        details = (self.field(key, getattr(person, key)) for key in keys)
        return Part(self.say("patient"), fields=(self.field("name", person.name), self.field("born", born), *details))

    def signature(self) -> Part:
        """Return the part with the room to sign, for the patient or for who asks in the patient's place."""
        signer = self.person.signer if self.is_for_another else self.person.name
        said = (self.say("patient_signs_too"),) if self.plan.profile.role == "caregiver" else ()
        more = self.fields("patient_signature") if said else ()
        return Part(
            said=said, fields=(self.field("signature"), self.field("signer", signer), *more, self.field("date"))
        )

    def day(self, day: dt.date, key: str = "date") -> str:
        """Return a day in words."""
        return self._messages.date(day, key)

    def labels(self, fact: str) -> list[str]:
        """Return the labels of what is known of a fact."""
        value = getattr(self.plan.profile, fact)
        known: tuple[object, ...] = t.cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,)
        return [option.label for option in self.catalog.options(fact) if option.value in known]

    def questions(self, entries: t.Iterable[PlanItem[Question]]) -> tuple[Entry, ...]:
        """Return questions with room to write down an answer, or with the answer."""
        return tuple(
            Entry(
                entry.item.text,
                (Detail(entry.answer, self.say("answer")),) if entry.answer else (),
                has_box=True,
                room="" if entry.answer else self.say("answer"),
            )
            for entry in entries
        )

    def listed(self, key: str, entries: tuple[Entry, ...], said: str = "") -> Part:
        """Return a heading with a list or, where that is empty, with room to write one."""
        room = () if entries else (Field("", lines=4),)
        return Part(self.say(key), said=(said,) if said else (), entries=entries, fields=room)

    def ticked(self, *keys: str) -> tuple[Entry, ...]:
        """Return sentences as a list with boxes to tick."""
        return tuple(Entry(self.say(key), has_box=True) for key in keys)

    def points(self, *keys: str) -> tuple[Entry, ...]:
        """Return sentences as a list."""
        return tuple(Entry(self.say(key)) for key in keys)

    def document(self, *parts: Part) -> Document:
        """Return the sheet: its title, how to use it, its parts, and what it leans on.

        How to use a letter is said at the end, so that the letter can go as it is.
        """
        is_letter = self._name in _HANDED_OVER
        lead = (self.say(f"{self._name}_lead"),)
        title = self.say(f"{self._name}_title")
        return Document(
            self.plan.language, title, () if is_letter else lead, (*parts, self._leaning(lead if is_letter else ()))
        )

    def _leaning(self, lead: tuple[str, ...]) -> Part:
        entries = tuple(Entry(rule.name, self._details(rule), is_strong=True) for rule in self.rules)
        reviews = dict.fromkeys(pack.review for pack in self.catalog.packs)
        said = (
            self.say("for_you"),
            *lead,
            self._rule_said(),
            *(self._messages("review_state", review=one) for one in reviews),
        )
        return Part(self.say("rules"), said=said, entries=entries, section="for-you")

    def _rule_said(self) -> str:
        if self._name in _LEAN_ON_NONE:
            return self.say("no_rule")
        if self.rules:
            return self.say("rules_lead")
        if not self.plan.profile.country:
            return self.say("country_not_known")
        return self.say("rule_depends" if self._undecided else "rule_not_known")

    def _details(self, rule: Rule) -> tuple[Detail, ...]:
        sources = [t.cast("Source", self.catalog[one]) for one in rule.sources]
        return (Detail(rule.text), *(detail for source in sources for detail in self._citation(source)))

    def _citation(self, source: Source) -> t.Iterator[Detail]:
        seen = self.day(source.seen_on, "plain_date")
        yield Detail(self.say("source", title=source.title, publisher=source.publisher, seen=seen), self.say("cites"))
        if source.address:
            yield Detail(source.address, is_link=True)
