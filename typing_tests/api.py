"""What type checkers see of the public names. Never run: mypy and pyright read it."""

import datetime as dt
import pathlib
import typing as t

import second_opinion as so
from second_opinion.catalog import Retired
from second_opinion.items import Content, Item, Wordings
from second_opinion.plan import PackUsed
from second_opinion.words import FactWords


def a_profile_has_typed_facts(profile: so.PatientProfile, today: dt.date) -> None:
    """Every fact may be unknown, and a known one has one of its values."""
    t.assert_type(profile.role, t.Literal["patient", "caregiver", "parent"] | None)
    t.assert_type(profile.is_rare, bool | None)
    t.assert_type(profile.appointment, dt.date | None)
    t.assert_type(profile.country, str | None)
    t.assert_type(profile.records_held, tuple[str, ...])
    t.assert_type(profile.access_needs, tuple[t.Literal["hearing", "sight", "mobility", "memory"], ...])
    t.assert_type(profile.known(), tuple[str, ...])
    t.assert_type(profile.answers(today), t.Mapping[str, frozenset[str | bool]])


def a_profile_is_made_of_known_values() -> so.PatientProfile:
    """Values are checked as they are written: a word that is none of them is an error, and so is a wrong type."""
    so.PatientProfile(cancer_type=("breast", "lung"))
    so.PatientProfile(cancer_type="brest")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    so.PatientProfile(cancer_type=("breast", "long"))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    so.PatientProfile(phase="recurring")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    so.PatientProfile(appointment="2026-12-14")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    so.PatientProfile("parent")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    so.PatientProfile(name="Jenny")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    return so.PatientProfile(role="parent", phase="recurrence", insurance=("medicare",), is_rare=True)


def a_profile_cannot_be_changed(profile: so.PatientProfile) -> None:
    """Objects are frozen."""
    profile.role = "parent"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]


def profiles_are_read_and_written(profile: so.PatientProfile, text: str, data: bytes) -> None:
    """A profile is read from text, bytes or values, and written as values."""
    t.assert_type(so.profile_loads(text), so.PatientProfile)
    t.assert_type(so.profile_loads(data), so.PatientProfile)
    t.assert_type(so.profile_from_dict({"role": "parent"}), so.PatientProfile)
    t.assert_type(so.profile_to_dict(profile), dict[str, t.Any])


def a_plan_is_built(profile: so.PatientProfile, catalog: so.Catalog) -> None:
    """The catalog and the day are optional, and named."""
    t.assert_type(so.build_plan(profile), so.PrepPlan)
    t.assert_type(so.build_plan(profile, catalog=catalog, today=dt.date(2026, 11, 22)), so.PrepPlan)
    so.build_plan(profile, catalog)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def a_plan_has_typed_lists(plan: so.PrepPlan) -> None:
    """Each list of a plan knows its kind of item, so an entry's item has the fields of that kind."""
    t.assert_type(plan.notices, tuple[so.PlanItem[so.Notice], ...])
    t.assert_type(plan.topics, tuple[so.PlanItem[so.Topic], ...])
    t.assert_type(plan.questions, tuple[so.PlanItem[so.Question], ...])
    t.assert_type(plan.records, tuple[so.PlanItem[so.RecordItem], ...])
    t.assert_type(plan.steps, tuple[so.PlanItem[so.Step], ...])
    t.assert_type(plan.resources, tuple[so.PlanItem[so.Resource], ...])
    t.assert_type(plan.terms, tuple[so.Term, ...])
    t.assert_type(plan.sources, tuple[so.Source, ...])
    t.assert_type(plan.unanswered, tuple[str, ...])
    t.assert_type(plan.packs, tuple[PackUsed, ...])
    t.assert_type(plan.created, dt.date)
    t.assert_type(plan.profile, so.PatientProfile)
    t.assert_type(plan.entries(), tuple[so.PlanItem[Item], ...])
    t.assert_type(plan.shortlist("second_doctor"), tuple[so.PlanItem[so.Question], ...])
    plan.shortlist("nurse", limit=3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def an_entry_has_its_parts(entry: so.PlanItem[so.RecordItem]) -> None:
    """An entry has an item of its kind, and what was worked out and written about it."""
    t.assert_type(entry.id, str)
    t.assert_type(entry.item, so.RecordItem)
    t.assert_type(entry.item.holder, str)
    t.assert_type(entry.item.timing, so.Timing | None)
    t.assert_type(entry.because, tuple[str, ...])
    t.assert_type(entry.certainty, t.Literal["applies", "may_apply"])
    t.assert_type(entry.status, t.Literal["open", "done", "skipped"])
    t.assert_type(entry.origin, t.Literal["content", "user"])
    t.assert_type(entry.due, dt.date | None)
    t.assert_type(entry.rush, bool)
    t.assert_type(entry.rank, int)
    t.assert_type(entry.note, str | None)
    t.assert_type(entry.answer, str | None)


def an_entry_of_a_kind_is_an_entry(entry: so.PlanItem[so.Question]) -> so.PlanItem[Item]:
    """An entry with a question is an entry with an item: `PlanItem` is covariant."""
    return entry


def plans_are_stored_and_loaded(plan: so.PrepPlan, text: str, data: bytes) -> None:
    """A plan is written as text or values, and read from text, bytes or values."""
    t.assert_type(so.dumps(plan), str)
    t.assert_type(so.dumps(plan, indent=1), str)
    t.assert_type(so.loads(text), so.PrepPlan)
    t.assert_type(so.loads(data), so.PrepPlan)
    t.assert_type(so.to_dict(plan), dict[str, t.Any])
    t.assert_type(so.from_dict(so.to_dict(plan)), so.PrepPlan)


def a_plan_is_rendered(plan: so.PrepPlan) -> None:
    """The formats are known by name."""
    t.assert_type(so.render(plan, "markdown"), str)
    t.assert_type(so.render(plan, "text"), str)
    t.assert_type(so.render(plan, "html", fragment=True, sections=["steps"]), str)
    t.assert_type(so.render(plan, "pdf", paper="a4"), bytes)
    t.assert_type(so.render(plan, "calendar", details=True), str)
    t.assert_type(so.render(plan, "csv", audience="insurer"), str)
    so.render(plan, "docx")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]


def a_plan_lives(plan: so.PrepPlan, profile: so.PatientProfile, catalog: so.Catalog) -> None:
    """What a person does gives a new plan of the same type, and so does a refresh."""
    t.assert_type(plan.update("ask-all-options", status="done", answer="Three ways.", note=""), so.PrepPlan)
    t.assert_type(plan.add_question("May my sister come?", audience="second_office"), so.PrepPlan)
    t.assert_type(plan.add_record("An old letter", due=dt.date(2026, 12, 1)), so.PrepPlan)
    t.assert_type(plan.add_step("Call", stage="gather", actions=["Find the number."]), so.PrepPlan)
    t.assert_type(plan.progress(), so.Progress)
    t.assert_type(plan.progress().questions.done, int)
    t.assert_type(so.refresh(plan), so.PrepPlan)
    t.assert_type(so.refresh(plan, profile=profile, catalog=catalog, today=dt.date(2026, 11, 22)), so.PrepPlan)
    plan.update("ask-all-options", status="later")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    plan.add_question("Why?", audience="nurse")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def changes_have_parts(old: so.PrepPlan, new: so.PrepPlan) -> None:
    """What changed is there as data and in words."""
    changes = so.changes(old, new)
    t.assert_type(changes, so.Changes)
    t.assert_type(changes.added, tuple[so.PlanItem[Item], ...])
    t.assert_type(changes.redated[0].after, dt.date | None)
    t.assert_type(str(changes), str)


def an_intake_asks_and_is_answered(profile: so.PatientProfile, catalog: so.Catalog) -> None:
    """The questions of an intake have closed forms, and an answer gives a profile."""
    asked = so.intake.next_questions(profile, catalog, limit=3, skip=("role",))
    t.assert_type(asked, tuple[so.intake.IntakeQuestion, ...])
    t.assert_type(asked[0].form, t.Literal["one", "many", "date", "text"])
    t.assert_type(asked[0].options[0].value, str | bool)
    t.assert_type(so.intake.answer(profile, "phase", "recurrence"), so.PatientProfile)


def sheets_are_documents(plan: so.PrepPlan) -> None:
    """A sheet is made from a plan and personal details, and rendered as a plan is."""
    person = so.sheets.Person(name="Jenny M.", born=dt.date(1970, 1, 2))
    t.assert_type(so.sheets.records_request(plan, person, to="City Hospital"), so.sheets.Document)
    t.assert_type(so.render(so.sheets.side_by_side(plan, first="Dr. A"), "text"), str)
    so.sheets.Person(born="1970-01-02")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def a_catalog_is_a_mapping(catalog: so.Catalog, path: pathlib.Path) -> None:
    """A catalog is a mapping by id, of packs that are read from files."""
    t.assert_type(so.load_catalog(), so.Catalog)
    t.assert_type(so.load_catalog("own.json", path, language="en"), so.Catalog)
    t.assert_type(catalog["ask-all-options"], Content)
    t.assert_type(list(catalog), list[str])
    t.assert_type(len(catalog), int)
    t.assert_type(catalog.packs, tuple[so.Pack, ...])
    t.assert_type(catalog.combine(catalog), so.Catalog)
    t.assert_type(catalog.retired, t.Mapping[str, tuple[str, ...]])
    t.assert_type(so.read_pack(path), so.Pack)
    contents: t.Mapping[str, Content] = catalog
    del contents


def a_pack_has_typed_lists(pack: so.Pack) -> None:
    """A pack holds content objects by kind."""
    t.assert_type(pack.questions, tuple[so.Question, ...])
    t.assert_type(pack.sources, tuple[so.Source, ...])
    t.assert_type(pack.facts, tuple[FactWords, ...])
    t.assert_type(pack.retired, tuple[Retired, ...])
    t.assert_type(pack.reviewed_on, dt.date | None)
    t.assert_type(pack.items(), tuple[Item, ...])
    t.assert_type(pack.contents(), tuple[Content, ...])


def content_has_typed_fields(question: so.Question, step: so.Step, resource: so.Resource, source: so.Source) -> None:
    """The fields of content objects have the types of the contract, and closed lists are literals."""
    t.assert_type(question.sensitive, bool)
    t.assert_type(question.when, tuple[so.Clause, ...])
    t.assert_type(question.wording, Wordings)
    t.assert_type(question.spoken_to("parent"), so.Question)
    t.assert_type(step.stage, t.Literal["decide", "arrange", "gather", "prepare", "visit", "after"])
    t.assert_type(step.actions, tuple[str, ...])
    t.assert_type(resource.status, t.Literal["live", "moved", "retired", "unverified"])
    t.assert_type(resource.phone, str | None)
    t.assert_type(source.seen_on, dt.date)


def content_is_made_by_name() -> so.Question:
    """Content is made with the names of its fields, and a value of a closed list is checked."""
    so.Timing("birthday", 3)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    so.Question(id="own-1", text="Why?", audience="nurse")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    return so.Question(id="own-1", text="Why?", audience="second_doctor")


def errors_have_parts(
    refused: so.PackError | so.PlanFormatError | so.ProfileError | so.EntryError,
    unknown: so.UnknownIdError,
    name: so.UnknownFormatError | so.UnknownAudienceError | so.UnknownLanguageError,
    extra: so.MissingExtraError,
) -> None:
    """What went wrong can be asked for in parts."""
    t.assert_type(refused.problems, tuple[so.Problem, ...])
    t.assert_type(refused.where, str)
    t.assert_type(refused.problems[0].path, str)
    t.assert_type(refused.problems[0].message, str)
    t.assert_type(unknown.item_id, str)
    t.assert_type(unknown.nearest, tuple[str, ...])
    t.assert_type(unknown.replaced_by, tuple[str, ...])
    t.assert_type(name.name, str)
    t.assert_type(name.options, tuple[str, ...])
    t.assert_type(extra.extra, str)
    value_error: ValueError = refused
    lookup_error: LookupError = unknown
    import_error: ImportError = extra
    del value_error, lookup_error, import_error


t.assert_type(so.__version__, str)
