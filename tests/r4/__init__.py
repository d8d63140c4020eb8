"""A checker of HL7 FHIR R4 (4.0.1) of our own, made from HL7's definitions: what the tests hold our output against."""
