"""A hospital adds its own checklist and phone number to the bundled content.

Run it with ``python examples/own_pack/hospital_desk.py``; ``second-opinion check examples/own_pack`` checks the pack.
"""

import datetime as dt
import pathlib

import second_opinion as so

catalog = so.load_catalog(pathlib.Path(__file__).with_name("riverside.json"))
profile = so.PatientProfile(country="US", visit_mode="video", appointment=dt.date(2026, 12, 14))
plan = so.build_plan(profile, catalog=catalog, today=dt.date(2026, 11, 22))

print("Made from:", ", ".join(f"{pack.id} {pack.version}" for pack in plan.packs))
for record in plan.records:
    if record.id.startswith("record-riverside"):
        print(f"- {record.item.name}: ask by {record.due}")
desk = plan.resources[0].item
print(f"Call {desk.name}, {desk.phone} ({desk.hours})")
