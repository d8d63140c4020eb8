"""What a person has told us: facts, every one of which may be unknown."""

import datetime as dt
import functools
import types
import typing as t
from collections import Counter

import attrs

from second_opinion._json import date_of
from second_opinion.errors import Problem, ProfileError, did_you_mean, nearest, not_one_of, shown
from second_opinion.formats import CountryCode, Form, Id, LanguageTag

Role = t.Literal["patient", "caregiver", "parent"]
AgeGroup = t.Literal["child", "teen_or_young_adult", "adult", "older_adult"]
CancerType = t.Literal[
    "bladder",
    "bone",
    "brain",
    "breast",
    "cervical",
    "childhood_solid",
    "colorectal",
    "endometrial",
    "esophageal",
    "head_and_neck",
    "kidney",
    "leukemia",
    "liver",
    "lung",
    "lymphoma",
    "melanoma",
    "mesothelioma",
    "myeloma",
    "neuroendocrine",
    "ovarian",
    "pancreatic",
    "prostate",
    "sarcoma",
    "skin",
    "stomach",
    "testicular",
    "thyroid",
    "unknown_primary",
    "other",
]
Phase = t.Literal[
    "suspected",
    "newly_diagnosed",
    "in_treatment",
    "after_treatment",
    "not_responding",
    "recurrence",
    "no_options_offered",
]
Treatment = t.Literal[
    "surgery",
    "chemotherapy",
    "radiation",
    "immunotherapy",
    "targeted_therapy",
    "hormone_therapy",
    "stem_cell_transplant",
    "cell_therapy",
    "active_surveillance",
]
Test = t.Literal[
    "biopsy",
    "blood_tests",
    "tumor_markers",
    "ct",
    "mri",
    "pet",
    "mammogram",
    "ultrasound",
    "xray",
    "bone_scan",
    "endoscopy",
    "bone_marrow",
    "flow_cytometry",
    "biomarker_test",
    "genetic_test",
]
Insurance = t.Literal[
    "private_hmo",
    "private_ppo",
    "private_other",
    "medicare",
    "medicare_advantage",
    "medicaid",
    "veterans",
    "military",
    "public_system",
    "uninsured",
]
SecondDoctor = t.Literal["not_looking_yet", "searching", "booked"]
VisitMode = t.Literal["in_person", "video", "written_review"]
AccessNeed = t.Literal["hearing", "sight", "mobility", "memory"]
Concern = t.Literal[
    "diagnosis_certainty",
    "side_effects",
    "cost",
    "time",
    "trials",
    "fertility",
    "work_and_daily_life",
    "travel",
    "trust",
    "quality_of_life",
    "family",
]
Opinions = t.Literal["waiting", "agree", "differ"]

# ISO 3166-1, the officially assigned alpha-2 codes.
_COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV
    BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES
    ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE
    IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY
    MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU
    NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM
    SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE
    VG VI VN VU WF WS YE YT ZA ZM ZW
    """.split()  # noqa: SIM905 (249 quoted codes are harder to read)
)
_USUAL_SLIPS = {"UK": "GB", "EN": "GB", "USA": "US", "AUS": "AU", "CAN": "CA", "IRL": "IE", "IND": "IN", "NZL": "NZ"}

FactValue = str | bool
Answers = t.Mapping[str, frozenset[FactValue]]


def _as_tuple(value: object) -> object:
    if value is None:
        return ()
    return tuple(t.cast("list[object]", value)) if isinstance(value, list) else value


def _many() -> t.Any:  # noqa: ANN401 (attrs.field is typed by what it stands for)
    return attrs.field(default=(), converter=_as_tuple)


def _just_one(value: CancerType | t.Sequence[CancerType] | None) -> t.Any:  # noqa: ANN401 (the profile asks)
    """Return what a list of one thing has in it; the empty list says nothing."""
    if not isinstance(value, list | tuple):
        return value
    several = tuple(value)
    return several[0] if len(several) == 1 else several or None


@attrs.frozen(kw_only=True, repr=False)
class PatientProfile:
    """All that a person has told us.

    Every fact may be unknown: `None`, or an empty tuple, means *we do not know* and is not read as *no*. There is no
    field for a name, a birth date or an address, and `repr` shows which facts are known but not what they are.

    Whoever has two cancers gives both in `cancer_type`: the plan then has what is for either.

    Raises:
        ProfileError: a value is not one that its fact can have; all such values are named at once.

    >>> PatientProfile(cancer_type="breast", insurance=("medicare",))
    PatientProfile(cancer_type=..., insurance=...)
    """

    role: Role | None = None
    age_group: AgeGroup | None = None
    cancer_type: CancerType | tuple[CancerType, ...] | None = attrs.field(default=None, converter=_just_one)
    is_rare: bool | None = None
    phase: Phase | None = None
    treatment_start: dt.date | None = None
    treatments_proposed: tuple[Treatment, ...] = _many()
    treatments_had: tuple[Treatment, ...] = _many()
    tests_had: tuple[Test, ...] = _many()
    hospital_stay: bool | None = None
    country: CountryCode | None = None
    insurance: tuple[Insurance, ...] = _many()
    insurer_requires_opinion: bool | None = None
    told_current_doctor: bool | None = None
    companion: bool | None = None
    needs_interpreter: bool | None = None
    fertility_matters: bool | None = None
    wants_trials: bool | None = None
    wants_prognosis: bool | None = None
    center_far_away: bool | None = None
    second_doctor: SecondDoctor | None = None
    visit_mode: VisitMode | None = None
    appointment: dt.date | None = None
    reading_language: LanguageTag | None = None
    access_needs: tuple[AccessNeed, ...] = _many()
    concerns: tuple[Concern, ...] = _many()
    opinions: Opinions | None = None
    records_held: tuple[Id, ...] = _many()

    def __attrs_post_init__(self) -> None:
        problems = tuple(problem for fact in facts().values() for problem in fact.problems(getattr(self, fact.name)))
        if problems:
            raise ProfileError(problems)

    @classmethod
    def from_values(cls, values: t.Mapping[str, object]) -> t.Self:
        """Return the profile with these facts, given as in JSON: lists, and days as in ``"2026-12-14"``.

        Raises:
            ProfileError: with all that is wrong: unknown facts, and values that their fact cannot have.
        """
        unknown = [
            Problem("$", f"unknown field {shown(name)}{did_you_mean(nearest(name, facts()))}")
            for name in values
            if name not in facts()
        ]
        known: t.Any = {name: fact.from_json(values[name]) for name, fact in facts().items() if name in values}
        wrong = [problem for name, value in known.items() for problem in facts()[name].problems(value)]
        if unknown or wrong:
            raise ProfileError((*wrong, *unknown))
        return cls(**known)

    def __repr__(self) -> str:
        return f"PatientProfile({', '.join(f'{name}=...' for name in self.known())})"

    def known(self) -> tuple[str, ...]:
        """Return the names of the facts that are known, in the order of the fields."""
        return tuple(name for name in facts() if getattr(self, name) not in (None, ()))

    def answers(self, today: dt.date) -> Answers:
        """Return the known facts, each with its values as conditions see them.

        A date is ``"ahead"`` (today or later) or ``"past"``; a language tag is also its primary subtag.
        """
        return {name: facts()[name].answer(getattr(self, name), today) for name in self.known()}


def country_code(text: str) -> str:
    """Return the code of a country that somebody means by *text*, as far as that is a usual slip."""
    return _USUAL_SLIPS.get(text.upper(), text.upper())


class Fact(t.NamedTuple):
    """One thing a person may tell us: the type of a field of `PatientProfile`, taken apart.

    `values` are those that a clause may name, or `None` where any text of the right `form` will do. A fact with `many`
    values is a tuple; one that is `one_or_more` is a tuple only where there are several.
    """

    name: str
    many: bool
    one_or_more: bool
    values: tuple[FactValue, ...] | None
    is_date: bool
    form: Form | None

    def from_json(self, value: object) -> object:
        """Return a value as it stands in a profile; what cannot be one is returned as it is, to be refused."""
        if self.many:
            return _as_tuple(value)
        if self.one_or_more:
            return _just_one(t.cast("t.Any", value))
        return (date_of(value) or value) if self.is_date else value

    def problems(self, value: object) -> tuple[Problem, ...]:
        """Return what is wrong with a value of this fact; `None` and the empty tuple are right for every fact."""
        path = f"$.{self.name}"
        if not self.many and not (self.one_or_more and isinstance(value, tuple)):
            return () if value is None else self._wrong(path, value)
        if not isinstance(value, tuple):
            remedy = f": write ({shown(value)},)" if isinstance(value, str) else ""
            return (Problem(path, f"expected a list, got {shown(value)}{remedy}"),)
        each = t.cast("tuple[object, ...]", value)
        wrong = tuple(problem for i, one in enumerate(each) for problem in self._wrong(f"{path}[{i}]", one))
        counts = Counter(one for one in each if isinstance(one, str))
        twice = [shown(one) for one, times in counts.items() if times > 1]
        return wrong + tuple(Problem(path, f"{one} is listed twice: list it once") for one in twice)

    def _wrong(self, path: str, value: object) -> tuple[Problem, ...]:
        message = self.refusal(value)
        return (Problem(path, message),) if message else ()

    def refusal(self, value: object) -> str | None:
        """Return why one value is not among this fact's, or `None` where it is."""
        if self.is_date:
            return unusable_day(value)
        if self.form is None:
            return self._not_listed(value)
        # A text of a class of its own would not come back from JSON as what it was.
        if type(value) is not str or not self.form.matches(value):
            return f"{shown(value)} is not {self.form.rule}{self._slip(value)}"
        if self.name == "country" and value not in _COUNTRIES:
            return f"{shown(value)} is not the code of a country{self._slip(value)}"
        return None

    def _slip(self, value: object) -> str:
        right = country_code(str(value))
        return f": write {right!r}" if self.name == "country" and right in _COUNTRIES else ""

    def clause_refusal(self, value: FactValue) -> str | None:
        """Return why a clause about this fact may not name a value, or `None` where it may."""
        return self.refusal(value) if self.form else self._not_listed(value)

    def _not_listed(self, value: object) -> str | None:
        listed = self.values or ()
        # True and 1 are equal, so the type has to be right as well.
        if any(value == one and type(value) is type(one) for one in listed):
            return None
        return f"expected true or false, got {shown(value)}" if True in listed else not_one_of(value, listed)

    def answer(self, value: t.Any, today: dt.date) -> frozenset[FactValue]:  # noqa: ANN401 (any fact's value)
        """Return a known value as conditions see it."""
        if isinstance(value, tuple):
            return frozenset(t.cast("tuple[FactValue, ...]", value))
        if self.is_date:
            return _PAST if value < today else _AHEAD
        if self.name == "reading_language":
            return frozenset((value, value.lower(), value.partition("-")[0].lower()))
        return frozenset((value,))


_FIRST_DAY = dt.date(1900, 1, 1)
_LAST_DAY = dt.date(2199, 12, 31)


def unusable_day(value: object) -> str | None:
    """Return why a value is not a day that a plan can reckon with, or `None` where it is."""
    day = date_of(value)
    if day is not None:
        return f"expected a date, got the text {shown(value)}: write {day!r}"
    if type(value) is not dt.date:
        return f"expected a date, as in '2026-12-14', got {shown(value)}"
    if not _FIRST_DAY <= value <= _LAST_DAY:
        return f"{value} is not a day from {_FIRST_DAY} to {_LAST_DAY}"
    return None


_PAST: frozenset[FactValue] = frozenset(("past",))
_AHEAD: frozenset[FactValue] = frozenset(("ahead",))


@functools.cache
def facts() -> t.Mapping[str, Fact]:
    """Return every fact by its name, in the order of the fields of `PatientProfile`."""
    return types.MappingProxyType({field.name: _fact(field.name, field.type) for field in attrs.fields(PatientProfile)})


def _fact(name: str, annotation: object) -> Fact:
    first = t.get_args(annotation)[0]
    many = t.get_origin(annotation) is tuple
    forms = [note for note in getattr(first, "__metadata__", ()) if isinstance(note, Form)]
    is_date = first is dt.date
    values: tuple[FactValue, ...] | None = t.get_args(first)
    if is_date:
        values = ("ahead", "past")
    elif first is bool:
        values = (True, False)
    elif forms:
        values = None
    one_or_more = any(t.get_origin(part) is tuple for part in t.get_args(annotation))
    return Fact(name, many, one_or_more, values, is_date, forms[0] if forms else None)
