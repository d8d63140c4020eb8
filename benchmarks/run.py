"""What the library costs, as ratios to something everyone knows; prints a table.

usage: python benchmarks/run.py [--runs N]

Processes are measured by the CPU time that they and the system spent for them, over that of a bare interpreter, in
turn and not one after the other, and the median counts. What runs warm is measured by process time, the best of
several rounds, the two sides of a ratio in turn. Machines differ and have neighbours; the ratios move by a tenth or so.
"""

import argparse
import compileall
import datetime as dt
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time
import tracemalloc
import typing as t

import attrs
from by_hand import ByHand

import second_opinion as so
from second_opinion.conditions import Clause

TODAY = dt.date(2026, 11, 22)
MEGABYTES = 3
PERSON = so.PatientProfile(
    role="patient",
    age_group="adult",
    cancer_type="breast",
    phase="newly_diagnosed",
    country="US",
    insurance=("medicare",),
    appointment=dt.date(2026, 12, 14),
)
EXACT = ", ".join(f"{name}={getattr(PERSON, name)!r}" for name in PERSON.known())
PROGRAMS = {
    "bare": "pass",
    "import attrs": "import attrs",
    "import second_opinion": "import second_opinion",
    "core alone": "import datetime, second_opinion as so\nfrom second_opinion import content\n"
    "heads = content.bundled()\ncontent.bundled = lambda: {'core': heads['core']}\n"
    f"print(so.dumps(so.build_plan(so.PatientProfile({EXACT}), today=datetime.date(2026, 11, 22))))",
    "cold": "import datetime, second_opinion as so\n"
    f"print(so.dumps(so.build_plan(so.PatientProfile({EXACT}), today=datetime.date(2026, 11, 22))))",
}


class Row(t.NamedTuple):
    """One line of the table: what was measured, the ratio reached, and the goal."""

    what: str
    reached: float
    goal: float

    def __str__(self) -> str:
        verdict = "met" if self.reached <= self.goal else f"missed by {self.reached / self.goal - 1:.0%}"
        return f"{self.what:58} {self.reached:8.2f} {self.goal:8.2f}  {verdict}"


def main() -> None:
    """Measure and print."""
    # As pip does when it installs; a process that has to compile the modules first would tell of that alone.
    compileall.compile_dir(pathlib.Path(so.__file__).parent, quiet=1)
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--runs", type=int, default=21, help="processes of each kind, rounds of each loop")
    runs = arguments.parse_args().runs
    print(f"{'':58} {'reached':>8} {'goal':>8}")
    for row in (*processes(runs), *loops(runs), memory(), *health_data(runs), *outputs(runs)):
        print(row, flush=True)


def processes(runs: int) -> t.Iterator[Row]:
    """Yield what importing costs, and a first plan in a cold process."""
    seconds: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(runs + 1):
        for name, program in PROGRAMS.items():
            seconds[name].append(_cpu_seconds(program))
    median = {name: statistics.median(all_[1:]) for name, all_ in seconds.items()}
    attrs_alone = median["import attrs"] - median["bare"]
    over = {name: (median[name] - median["bare"]) / attrs_alone for name in PROGRAMS}
    yield Row("import second_opinion / import attrs", over["import second_opinion"], 1.4)
    yield Row("first plan as JSON in a cold process / import attrs", over["cold"], 3.0)
    yield Row("the same / with the core pack alone", median["cold"] / median["core alone"], 1.25)


def _cpu_seconds(program: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def loops(runs: int) -> t.Iterator[Row]:
    """Yield what is done again and again in a running application."""
    plan = so.build_plan(PERSON, today=TODAY)
    text, data = so.dumps(plan), so.to_dict(plan)
    by_hand = ByHand(so.load_catalog())
    _same_plan(plan, by_hand.plan(PERSON, TODAY))
    large = _ten_times(so.load_catalog())
    assert len(so.build_plan(PERSON, catalog=large, today=TODAY).entries()) == len(plan.entries())

    def build() -> object:
        return so.build_plan(PERSON, today=TODAY)

    def build_large() -> object:
        return so.build_plan(PERSON, catalog=large, today=TODAY)

    def loop() -> object:
        return by_hand.plan(PERSON, TODAY)

    yield Row("build_plan / a loop by hand over dicts with bit masks", _ratio(build, loop, runs), 3.0)
    yield Row(
        "dumps / json.dumps of the same dict", _ratio(lambda: so.dumps(plan), lambda: json.dumps(data), runs), 0.25
    )
    yield Row(
        "loads / json.loads of the same text", _ratio(lambda: so.loads(text), lambda: json.loads(text), runs), 4.0
    )
    yield Row("build_plan with ten times the content / build_plan", _ratio(build_large, build, runs), 2.0)


def health_data(runs: int) -> t.Iterator[Row]:
    """Yield what reading three megabytes of health records costs, and writing a plan as FHIR."""
    plan = so.build_plan(PERSON, today=TODAY)
    yield Row("plan as a FHIR document: ms", _milliseconds(lambda: so.fhir.to_fhir_r4(plan), runs), 1.0)
    text = json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": list(_records())})
    assert round(len(text) / 1e6) == MEGABYTES
    began = time.process_time()
    found = so.fhir.from_fhir_r4(text, today=TODAY)
    first = time.process_time() - began
    assert [fact.value for fact in found.facts if fact.fact == "cancer_type"] == ["breast"]
    yield Row("import of 3 MB of FHIR, the first one: ms", first * 1000, 500)

    def read() -> object:
        return so.fhir.from_fhir_r4(text, today=TODAY)

    yield Row("import of 3 MB of FHIR / json.loads", _ratio(read, lambda: json.loads(text), runs, times=1), 10.0)


def outputs(runs: int) -> t.Iterator[Row]:
    """Yield what it costs to write a plan in each format: of a hundred items as a page, and else of a usual one."""
    plan = so.build_plan(PERSON, today=TODAY)
    parts = {"topics": 12, "questions": 40, "records": 15, "steps": 15, "resources": 8, "notices": 10}
    hundred = attrs.evolve(plan, **{name: getattr(plan, name)[:number] for name, number in parts.items()})
    assert len(hundred.entries()) == sum(parts.values())
    yield Row("page of 100 items: ms", _milliseconds(lambda: so.render(hundred, "html"), runs), 1.0)
    yield Row("calendar: ms", _milliseconds(lambda: so.render(plan, "calendar"), runs), 10.0)
    yield Row("PDF: ms", _milliseconds(lambda: so.render(plan, "pdf"), max(runs // 4, 2)), 100.0)


def _milliseconds(function: t.Callable[[], object], runs: int) -> float:
    seconds: list[float] = []
    for _ in range(runs):
        began = time.process_time()
        function()
        seconds.append(time.process_time() - began)
    return min(seconds) * 1000


def _records() -> t.Iterator[dict[str, t.Any]]:
    """Yield the records of somebody who has been in care for long, as a server gives them."""
    labs = ("Hemoglobin", "Leukocytes", "Platelets", "Creatinine", "Glucose", "Sodium", "Potassium", "Calcium", "Urea")
    acts = ("Documentation of current medications", "Lumpectomy of breast", "Colonoscopy", "Depression screening")
    yield _entry(0, "Patient", birthDate="1961-05-04")
    yield _entry(1, "Condition", code=_concept("Malignant neoplasm of breast", "254837009"), onsetDateTime="2026-01-05")
    for n in range(2, 4200):
        day = f"20{10 + n % 16:02}-{n % 12 + 1:02}-{n % 28 + 1:02}T08:30:00Z"
        if n % 6:
            value = {"value": n % 90 + 0.5, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L"}
            code = _concept(f"{labs[n % 9]} [Mass/volume] in Blood", f"{n % 9 + 700}-5", "http://loinc.org")
            kind = [{"coding": [{"system": "http://terminology.hl7.org/category", "code": "laboratory"}]}]
            more: dict[str, t.Any] = {"status": "final", "category": kind, "effectiveDateTime": day, "issued": day}
            yield _entry(n, "Observation", code=code, valueQuantity=value, **more)
        else:
            visit = {"reference": f"urn:uuid:{n:036}"}
            more = {"status": "completed", "performedPeriod": {"start": day, "end": day}, "encounter": visit}
            yield _entry(n, "Procedure", code=_concept(acts[n % 4], f"{n % 4}2837009"), **more)


def _concept(words: str, code: str, system: str = "http://snomed.info/sct") -> dict[str, t.Any]:
    return {"coding": [{"system": system, "code": code, "display": words}], "text": words}


def _entry(number: int, kind: str, **more: object) -> dict[str, t.Any]:
    subject = {} if kind == "Patient" else {"subject": {"reference": f"urn:uuid:{0:036}"}}
    resource = {"resourceType": kind, "id": f"{number:036}", **subject, **more}
    return {"fullUrl": f"urn:uuid:{number:036}", "resource": resource, "search": {"mode": "match"}}


def _ratio(ours: t.Callable[[], object], theirs: t.Callable[[], object], runs: int, times: int = 20) -> float:
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for function, seconds in zip((ours, theirs), spent, strict=True):
            began = time.process_time()
            for _ in range(times):
                function()
            seconds.append(time.process_time() - began)
    return min(spent[0]) / min(spent[1])


def _same_plan(plan: so.PrepPlan, by_hand: dict[str, list[t.Any]]) -> None:
    ours = [(e.id, e.because, e.certainty, e.due, e.rush, e.rank) for e in plan.entries()]
    kinds = ("Notice", "Topic", "Question", "RecordItem", "Step", "Resource")
    theirs = [
        (e["item"].id, tuple(e["because"]), e["certainty"], e["due"], e["rush"], e["rank"])
        for kind in kinds
        for e in by_hand.get(kind, [])
    ]
    assert ours == theirs, "the loop by hand makes another plan"


def _ten_times(catalog: so.Catalog) -> so.Catalog:
    """Return a catalog with nine more packs, each the size of the first and about another cancer than the person's."""
    core = catalog.packs[0]
    others = ("bladder", "bone", "brain", "cervical", "colorectal", "kidney", "leukemia", "liver", "lung")
    return so.Catalog((*catalog.packs, *(_about(core, other) for other in others)))


def _about(pack: so.Pack, cancer: str) -> so.Pack:
    clause = Clause("cancer_type", (cancer,))
    lists: t.Any = {
        kind: tuple(
            attrs.evolve(item, id=f"{item.id}-{cancer}", when=(clause, *item.when)) for item in getattr(pack, kind)
        )
        for kind in ("topics", "questions", "records", "steps", "resources", "notices")
    }
    return attrs.evolve(pack, id=f"{pack.id}-{cancer}", sources=(), terms=(), facts=(), retired=(), **lists)


def memory() -> Row:
    """Return the bytes that an entry of a plan takes beyond the shared content."""
    plans = [so.build_plan(PERSON, today=TODAY)]
    tracemalloc.start()
    plans += [so.build_plan(PERSON, today=TODAY) for _ in range(50)]
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return Row("bytes for an entry of a plan in memory", taken / sum(len(plan.entries()) for plan in plans[1:]), 200)


if __name__ == "__main__":
    main()
