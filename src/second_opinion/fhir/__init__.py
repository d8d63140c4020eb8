"""Health data in HL7 FHIR R4: a plan that portals can use, forms, and what a person's records say.

Needs nothing but the standard library and the core. All that is written is R4 (4.0.1), and so is what is read.

>>> import datetime as dt
>>> import second_opinion as so
>>> found = from_fhir_r4({"resourceType": "Condition", "code": {"text": "Breast cancer"}})
>>> profile = found.draft_profile(["cancer_type"])
>>> bundle = to_fhir_r4(so.build_plan(profile, today=dt.date(2026, 11, 22)))
>>> bundle["resourceType"], bundle["type"]
('Bundle', 'document')
"""

from second_opinion.fhir.findings import FhirEvent, FhirFact, FhirRecord
from second_opinion.fhir.imports import FhirImport, from_fhir_r4
from second_opinion.fhir.plans import to_fhir_r4, to_fhir_r4_document_reference
from second_opinion.fhir.questionnaires import questionnaire_r4
from second_opinion.fhir.questions import questions_r4
from second_opinion.fhir.responses import answers_from_questionnaire_response, profile_from_questionnaire_response
from second_opinion.fhir.summary import summary

__all__ = [
    "FhirEvent",
    "FhirFact",
    "FhirImport",
    "FhirRecord",
    "answers_from_questionnaire_response",
    "from_fhir_r4",
    "profile_from_questionnaire_response",
    "questionnaire_r4",
    "questions_r4",
    "summary",
    "to_fhir_r4",
    "to_fhir_r4_document_reference",
]
