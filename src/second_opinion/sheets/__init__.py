"""Sheets made from a plan: letters, call sheets, and sheets for talks with doctors.

Each function returns a `Document` for `second_opinion.render`. Personal details are arguments (`Person`), stand in the
document, and are stored nowhere else; without them there are blanks to fill in by hand. Each sheet says which
country's rule it leans on, and cites it.

>>> import datetime as dt
>>> import second_opinion as so
>>> plan = so.build_plan(so.PatientProfile(country="US"), today=dt.date(2026, 11, 22))
>>> letter = records_request(plan, Person(name="Jenny M."), to="City Hospital, medical records")
>>> "Jenny M." in so.render(letter, "text")
True
"""

from second_opinion.documents import Document
from second_opinion.sheets.calls import insurer_call, second_office_call
from second_opinion.sheets.forms import side_by_side, timeline
from second_opinion.sheets.letters import pathology_request, records_request
from second_opinion.sheets.person import Person
from second_opinion.sheets.visit import note_to_doctor, telling_your_doctor, visit_sheet

__all__ = [
    "Document",
    "Person",
    "insurer_call",
    "note_to_doctor",
    "pathology_request",
    "records_request",
    "second_office_call",
    "side_by_side",
    "telling_your_doctor",
    "timeline",
    "visit_sheet",
]
