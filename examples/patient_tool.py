"""A small patient tool: from the first question to two opinions side by side.

Run it with ``python examples/patient_tool.py``. The person in it is scripted and invented; with the name of a file
behind it, the plan is kept in that SQLite database. The tutorial in ``docs/tutorial/patient-tool.md`` builds it step by
step.
"""

import contextlib
import datetime as dt
import sqlite3
import sys
from collections.abc import Callable

import second_opinion as so
from second_opinion import intake, sheets

Reply = Callable[[intake.IntakeQuestion], object]


def ask(profile: so.PatientProfile, reply: Reply, today: dt.date, limit: int = 7) -> so.PatientProfile:
    """Ask for up to *limit* facts; *reply* gets a question, and returns a value, or None for "I don't know"."""
    skip: list[str] = []
    for _ in range(limit):
        questions = intake.next_questions(profile, limit=1, skip=skip, today=today)
        if not questions:
            break
        question = questions[0]
        value = reply(question)
        if value is None:
            skip.append(question.fact)
        else:
            profile = intake.answer(profile, question.fact, value)
    return profile


def show(plan: so.PrepPlan) -> None:
    """Print what to do, ask and gather first, and why."""
    for step in [entry for entry in plan.steps if entry.status == "open"][:2]:
        print("Do ", step.due or "", step.item.title)
    for question in plan.shortlist("second_doctor", limit=3):
        print("Ask", question.item.text)
    for record in [entry for entry in plan.records if entry.status == "open"][:3]:
        print("Get", record.due or "", record.item.name)
        for reason in record.because:
            print("    here because", reason)


def create(database: sqlite3.Connection) -> None:
    """Make the table, if it is not there."""
    database.execute("CREATE TABLE IF NOT EXISTS plans (person TEXT PRIMARY KEY, plan TEXT NOT NULL)")


def save(database: sqlite3.Connection, person: str, plan: so.PrepPlan) -> None:
    """Store the plan of a person in place of the one before."""
    with database:
        database.execute("INSERT OR REPLACE INTO plans VALUES (?, ?)", (person, so.dumps(plan)))


def load(database: sqlite3.Connection, person: str) -> so.PrepPlan:
    """Return the plan of a person."""
    (text,) = database.execute("SELECT plan FROM plans WHERE person = ?", (person,)).fetchone()
    return so.loads(text)


def renew(database: sqlite3.Connection, person: str, profile: so.PatientProfile, today: dt.date) -> so.Changes:
    """Bring a stored plan up to date, and return what is different, to tell the person."""
    old = load(database, person)
    new = so.refresh(old, profile=profile, today=today)
    save(database, person, new)
    return so.changes(old, new)


SCRIPT = {
    "role": "patient",
    "second_doctor": "booked",
    "appointment": "2026-12-14",
    "phase": "newly_diagnosed",
    "cancer_type": "breast",
    "country": "US",
    "insurance": ["medicare"],
}
"""What the person in this program answers."""


def main(path: str = ":memory:") -> None:
    """Go the whole way, with a scripted person."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        create(database)

        print("== A few questions")
        today = dt.date(2026, 11, 22)
        profile = ask(so.PatientProfile(), lambda question: SCRIPT.get(question.fact), today)
        print("Known:", ", ".join(profile.known()))

        print("\n== The plan")
        plan = so.build_plan(profile, today=today)
        show(plan)
        save(database, "p1", plan)

        print("\n== Some days later")
        plan = load(database, "p1")
        record = plan.records[0].id
        plan = plan.update(record, status="done", note="Came by mail.\nTwo pages.")
        plan = plan.add_question("Can I go on swimming?", audience="second_doctor")
        plan = plan.add_step("Ask Ana to drive", due=dt.date(2026, 12, 11))
        save(database, "p1", plan)
        progress = plan.progress()
        print(f"{progress.done} done, {progress.open} still open")

        print("\n== The visit is moved")
        later = intake.answer(plan.profile, "appointment", "2026-12-21")
        print(renew(database, "p1", later, dt.date(2026, 11, 30)))

        print("\n== A letter, a call, the visit")
        plan = load(database, "p1")
        person = sheets.Person(name="Jenny Example", born=dt.date(1961, 3, 4))
        letter = sheets.records_request(plan, person, to="City Hospital, medical records")
        for sheet in (letter, sheets.insurer_call(plan, person), sheets.visit_sheet(plan)):
            print("\n".join(so.render(sheet, "text").splitlines()[:2]), end="\n\n")

        print("== The opinion is there, and differs")
        first = plan.shortlist("second_doctor", limit=1)[0].id
        save(database, "p1", plan.update(first, status="done", answer="Yes, but not in the first weeks."))
        differs = intake.answer(plan.profile, "opinions", "differ")
        print(renew(database, "p1", differs, dt.date(2026, 12, 28)))
        plan = load(database, "p1")
        show(plan)

        print("\n== Side by side\n")
        sheet = sheets.side_by_side(plan, first="Dr. Adams", second="Dr. Brook")
        print(so.render(sheet, "text"))


if __name__ == "__main__":
    main(*sys.argv[1:2])
