"""From a few facts to a plan: what to ask first, what to gather, and a page to print.

Run it with ``python examples/quickstart.py``.
"""

import datetime as dt

import second_opinion as so

profile = so.PatientProfile(
    cancer_type="breast",
    phase="newly_diagnosed",
    country="US",
    insurance=("medicare",),
    appointment=dt.date(2026, 12, 14),
)
plan = so.build_plan(profile, today=dt.date(2026, 11, 22))

print("Ask the second doctor first:")
for entry in plan.shortlist("second_doctor", limit=3):
    print("-", entry.item.text)

print("\nGather:")
for record in plan.records[:3]:
    print("-", record.item.name, f"(ask by {record.due})" if record.due else "", *record.because)

print("\nTell us, and the plan fits better:", ", ".join(plan.unanswered[:3]))

stored = so.dumps(plan)
assert so.loads(stored) == plan
print(f"\nStored as {len(stored):,} characters of JSON. The page to print starts like this:\n")
print("\n".join(so.render(plan, "markdown").splitlines()[:9]))
