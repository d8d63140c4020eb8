"""The bundled content: complete, cited, in plain words for each reader, and nobody else's sentences."""

import datetime as dt
import functools
import json
import pathlib
import re
import runpy
import subprocess
import sys
import typing as t
from collections import Counter

import attrs
import pytest
from medical_words import FORM, LONG, PLAIN, WORDS
from strategies import ALL_FACTS, BOOLS, DATES, MANY_OF, ONE_OF

import second_opinion as so
from second_opinion import packaged
from second_opinion.content import bundled
from second_opinion.edition import edition
from second_opinion.formats import HTTPS
from second_opinion.items import NO_TEXTS, Content, Item, Question, Resource
from second_opinion.profile import facts

ROOT: t.Final = pathlib.Path(__file__).parents[1]
PACKS: t.Final = ROOT / "src" / "second_opinion" / "packs"
SEED: t.Final = ROOT.parent / "shared" / "research" / "seed.txt"
CLAIMS: t.Final[dict[str, list[str]]] = json.loads((ROOT / "tests" / "claims.json").read_text("utf-8"))
ROLES: t.Final[tuple[t.Any, ...]] = ONE_OF["role"]

AT_LEAST: t.Final = {
    "topics": 40,
    "questions": 220,
    "records": 60,
    "steps": 90,
    "resources": 70,
    "terms": 120,
    "notices": 40,
}
MOST: t.Final = 7
"""No list in a text is longer."""

CODES: t.Final = {
    *(
        "id",
        "sources",
        "terms",
        "when",
        "unless",
        "except_",
        "if_unknown",
        "raised_by",
        "weight",
        "wording",
        "audience",
        "topic",
    ),
    *("sensitive", "form", "loinc", "tier", "timing", "stage", "url", "phone", "country", "status", "checked_on"),
    *("replaced_by", "kind", "sheet", "fact", "after", "options", "review_by"),
}
"""Fields that hold no text for a reader."""
SHARED: t.Final = "shared"
"""The pack of the words and sources that several packs use, and of nothing else."""
SHORT: t.Final = {"who", "takes", "holder", "lead_time", "hours", "actions"}
"""Fields whose few words many items may share: one lab or clinic holds many a record."""


@functools.cache
def packs() -> tuple[so.Pack, ...]:
    """Return the bundled packs, read strictly."""
    return tuple(so.read_pack(PACKS / f"{name}.json") for name in bundled())


@functools.cache
def every(kind: str) -> tuple[t.Any, ...]:
    """Return all that stands in one list of any bundled pack, or all its items."""
    return tuple(one for pack in packs() for one in (pack.items() if kind == "items" else getattr(pack, kind)))


@functools.cache
def spoken(role: t.Any) -> tuple[Item, ...]:
    """Return all bundled items in the words for a role."""
    return tuple(edition(so.load_catalog(), role).items.values())


def texts_of(item: Content) -> t.Iterator[tuple[str, str]]:
    """Yield each text of an item with the name of its field."""
    for field in attrs.fields(type(item)):
        value = getattr(item, field.name)
        if field.name == "stale":
            yield from value.texts
        elif field.name not in CODES and value:
            yield from ((field.name, one) for one in (value if isinstance(value, tuple) else (value,)))


def script(name: str) -> dict[str, t.Any]:
    """Return what a script defines."""
    return runpy.run_path(str(ROOT / "scripts" / f"{name}.py"))


def checked(name: str) -> tuple[int, str]:
    """Return how a script with --check ends, and what it says."""
    command = [sys.executable, str(ROOT / "scripts" / f"{name}.py"), "--check"]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    return result.returncode, result.stdout.strip()


def live() -> set[str]:
    """Return the ids of all items that a person may meet."""
    retired = {resource.id for resource in every("resources") if resource.status == "retired"}
    return {one.id for pack in packs() for one in pack.contents()} - retired


# The file


@pytest.mark.parametrize("name", bundled())
def test_a_bundled_pack_stands_up_to_a_strict_reader(name: str) -> None:
    """What is read on trust at run time passes every check here, and is the same either way."""
    strict = so.read_pack(PACKS / f"{name}.json")
    assert strict.id == name
    assert strict in so.load_catalog().packs
    assert so.Catalog(packs()) == so.load_catalog()


def test_every_pack_file_is_loaded() -> None:
    """No pack lies in the package that nobody reads."""
    assert set(packaged.names("packs", suffix=".json")) == set(bundled())


def test_the_packs_are_in_their_one_form() -> None:
    """Packs are kept in one form, with the terms that their texts use, so that a change shows as what it is."""
    assert checked("packs") == (0, "nothing to change")


def test_the_page_for_reviewers_has_all_content() -> None:
    """The page that a clinician reads is made from the packs as they are, and has every id in it."""
    assert checked("review") == (0, "nothing to change")
    text = (ROOT / "docs" / "reference" / "all-content.md").read_text("utf-8")
    shown = {one.id for pack in packs() for one in (*pack.items(), *pack.terms, *pack.rules)}
    assert {one for one in shown if f"`{one}`" not in text} == set()


def test_no_figure_is_kept_by_a_person() -> None:
    """An amount of money is in a text only where the item says until when it holds, and gone from it after that day."""
    amount = re.compile(r"[$£€] ?[0-9]")
    for item in every("items"):
        dated = any(amount.search(text) for name, text in texts_of(attrs.evolve(item, stale=NO_TEXTS)))
        assert dated == (item.review_by is not None), item.id
        if item.review_by:
            late = item.as_of(item.review_by + dt.timedelta(1))
            assert not any(amount.search(text) for _, text in texts_of(late))
            assert item.as_of(item.review_by) == item


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.id)
def test_the_head_is_honest(pack: so.Pack) -> None:
    """A pack says its licence, the day it was checked, and that no clinician has reviewed it, unless one has."""
    assert pack.title.strip()
    assert pack.licence == "CC-BY-4.0"
    assert pack.language == "en"
    assert pack.reviewed_on is not None
    assert pack.review == "not clinically reviewed" or re.search(r"reviewed by .+, .+, on \d{4}-\d\d-\d\d", pack.review)


# What is in it


@pytest.mark.parametrize(("kind", "least"), AT_LEAST.items())
def test_there_is_enough(kind: str, least: int) -> None:
    """The packs cover the subject: so many of each kind at least, not counting what is retired."""
    found = [one for one in every(kind) if getattr(one, "status", "") != "retired"]
    assert len(found) >= least


@pytest.mark.parametrize("claim", [f"S{number:02}" for number in range(1, 84)])
def test_each_claim_of_the_seed_is_made(claim: str) -> None:
    """Each statement of the text that this content began from is made by at least one item that a plan may hold."""
    assert live() & set(CLAIMS[claim])


def test_claims_name_what_there_is() -> None:
    """The list of claims names no id that is not there, and no claim twice."""
    assert set(CLAIMS) == {f"S{number:02}" for number in range(1, 84)}
    named = [item_id for ids in CLAIMS.values() for item_id in ids]
    assert set(named) <= set(so.load_catalog())
    assert all(len(set(ids)) == len(ids) for ids in CLAIMS.values())


def test_every_item_is_cited() -> None:
    """Every item, term and rule cites a source that is there, and every source is cited by one of them."""
    citing = [one.sources for one in (*every("items"), *every("terms"), *every("rules"))]
    assert all(citing)
    assert {source for sources in citing for source in sources} == {source.id for source in every("sources")}


@pytest.mark.parametrize("pack", [pack for pack in packs() if pack.id != SHARED], ids=lambda pack: pack.id)
def test_every_source_stands_where_it_is_cited(pack: so.Pack) -> None:
    """A pack brings along no source that only other packs cite: what goes from a pack takes its sources along."""
    assert {source.id for source in pack.sources} <= _named("sources", pack)


@pytest.mark.parametrize("kind", ["sources", "terms"])
def test_what_is_shared_is_used_by_several_packs(kind: str) -> None:
    """What one pack alone uses stands in that pack; in the shared one is what several use, or a shared term cites."""
    (shared,) = [pack for pack in packs() if pack.id == SHARED]
    assert {one.id for one in getattr(shared, kind)} <= _used_by_several(kind) | _named(kind, shared)


@pytest.mark.parametrize("kind", ["sources", "terms"])
def test_nothing_that_is_used_is_left_behind(kind: str) -> None:
    """What a pack uses is read with it: it stands there, or in a pack that is for everybody."""
    everywhere = {one.id for pack in packs() if not pack.when for one in getattr(pack, kind)}
    for pack in packs():
        assert _named(kind, pack) <= everywhere | {one.id for one in getattr(pack, kind)}


def _named(kind: str, pack: so.Pack) -> set[str]:
    """Return the sources or terms that a pack names: its items, and for sources its terms and rules too."""
    naming = (*pack.items(), *pack.terms, *pack.rules) if kind == "sources" else pack.items()
    return {one for item in naming for one in getattr(item, kind)}


def _used_by_several(kind: str) -> set[str]:
    """Return the sources or terms that at least two packs name."""
    used = Counter(one for pack in packs() for one in _named(kind, pack))
    return {one for one, times in used.items() if times > 1}


def test_every_term_is_used() -> None:
    """Every term is used by some item, so that the words of a plan explain what is in it and nothing else."""
    assert {term for item in every("items") for term in item.terms} == {term.id for term in every("terms")}


def test_every_source_can_be_found() -> None:
    """Every source has a title, a publisher and a licence, and nearly all of them an address or a DOI."""
    sources = every("sources")
    assert all(source.title.strip() and source.publisher.strip() and source.licence.strip() for source in sources)
    assert sum(source.url is None and source.doi is None for source in sources) <= len(sources) / 10


def test_addresses_are_secure() -> None:
    """Every address is https, to a host with a name, and without a user, a port or a mark to track by."""
    addresses = [one.url for one in (*every("sources"), *every("resources"))]
    assert any(addresses)
    for address in filter(None, addresses):
        assert HTTPS.matches(address)
        assert re.match(r"https://([a-z0-9-]+\.)+[a-z]{2,}(/|\?|$)", address)
        assert "utm_" not in address


def test_a_resource_that_is_gone_says_what_to_use() -> None:
    """A retired resource names what replaces it, and that is one that is not retired."""
    by_id = {resource.id: resource for resource in every("resources")}
    gone = [resource for resource in every("resources") if resource.status == "retired"]
    assert gone
    for resource in gone:
        assert resource.replaced_by
        assert all(by_id[other].status != "retired" for other in resource.replaced_by)


def test_a_resource_can_be_reached() -> None:
    """Every resource that was seen at work has an address or a phone number."""
    assert all(one.url or one.phone for one in every("resources") if one.status in {"live", "moved"})


def test_every_audience_and_stage_has_something() -> None:
    """There are questions for each audience, steps for each stage, records of each tier, notices of each kind."""
    assert {one.audience for one in every("questions")} == {
        *("current_doctor", "second_office", "second_doctor", "insurer", "records_office", "yourself")
    }
    assert {one.stage for one in every("steps")} == {"decide", "arrange", "gather", "prepare", "visit", "after"}
    assert {one.tier for one in every("records")} == {"essential", "if_it_exists", "situational"}
    assert {one.kind for one in every("notices")} == {"safety", "timing", "reassurance", "caution"}


# Words for facts


@pytest.mark.parametrize("fact", ALL_FACTS)
def test_every_fact_and_value_has_words(fact: str) -> None:
    """Every fact has a label, and each of its values a label and a reason that goes on from "this is here because"."""
    (words,) = [words for words in every("facts") if words.fact == fact]
    assert words.label.strip()
    values = {option.value for option in words.options}
    if fact in BOOLS:
        assert values == {True, False}
    elif fact in DATES:
        assert values == {"ahead", "past"}
    elif fact in {**ONE_OF, **MANY_OF}:
        assert values == set({**ONE_OF, **MANY_OF}[fact])
    for option in words.options:
        assert option.label.strip()
        for role in ROLES:
            assert option.reason(role) == option.reason(role).strip(" .")
            assert option.reason(role)


def test_every_value_that_counts_has_words() -> None:
    """Each value that brings an item in has words, also where any text may be the answer (countries, languages)."""
    known = {(words.fact, option.value) for words in every("facts") for option in words.options}
    told = {words.fact for words in every("facts") if words.because}
    asked = {(clause.fact, value) for item in every("items") for clause in item.when for value in clause.is_}
    assert {(fact, value) for fact, value in asked if fact not in told} <= known


@pytest.mark.parametrize("role", ROLES)
def test_reasons_are_told_apart(role: t.Any) -> None:
    """No two values of a fact give the same reason."""
    for words in every("facts"):
        reasons = [option.reason(role) for option in words.options]
        assert len(set(reasons)) == len(reasons)


# The texts


@pytest.mark.parametrize("role", ROLES)
def test_no_list_is_long(role: t.Any) -> None:
    """No list has more than seven points, actions or pitfalls, in the words for any reader."""
    for item in spoken(role):
        for name in ("points", "actions", "pitfalls"):
            assert len(getattr(item, name, ())) <= MOST


@pytest.mark.parametrize("role", ROLES)
def test_no_text_is_there_twice(role: t.Any) -> None:
    """No two places say the same, in the words for any reader."""
    said = Counter(text for item in spoken(role) for name, text in texts_of(item) if name not in SHORT)
    assert [text for text, times in said.items() if times > 1] == []


def test_nothing_is_there_in_other_words() -> None:
    """No two questions, notices, steps or records say nearly the same to one person, but for pairs with a reason."""
    assert checked("duplicates") == (0, "nothing too close")


PARAPHRASES: t.Final = {
    "ask-side-effects": "What side effects can I expect, and which could stay for good? When should I phone at once?",
    "ask-full-copies": "Could you give me copies of my whole cancer file?",
    "ask-goal-of-treatment": "What are we trying to reach with treatment: a cure, control or comfort?",
    "ask-stage-and-spread": "What is the stage, and has the cancer spread anywhere?",
    "ask-form-and-id": "Do I have to sign a form or show ID? Can a friend collect the copies?",
}


@pytest.mark.parametrize(("item_id", "text"), PARAPHRASES.items())
def test_a_planted_paraphrase_is_found(item_id: str, text: str) -> None:
    """A question that is asked again in other words is found, and named with the one that it repeats."""
    first, *rest = packs()
    (original,) = [question for question in every("questions") if question.id == item_id]
    planted: Question = attrs.evolve(original, id="ask-planted", text=text)
    catalog = so.Catalog((attrs.evolve(first, questions=(*first.questions, planted)), *rest))
    (problem, *_) = [one for one in script("duplicates")["problems"](catalog) if "ask-planted" in one]
    assert item_id in problem


@pytest.mark.parametrize("role", ROLES)
def test_every_text_is_tidy(role: t.Any) -> None:
    """A text has no blank at its ends, no double blank, no line end and no mark of another format."""
    for item in (*spoken(role), *every("terms"), *every("rules")):
        for _, text in texts_of(item):
            assert text == " ".join(text.split())
            assert not re.search(r"[<>{}\[\]*_`#|]|https?:|www\.", text)


ABSOLUTE: t.Final = re.compile(
    r"\b(always|never|guarantee\w*|certainly|definitely|impossible|no risk|100 ?%|every doctor|all doctors"
    r"|(will|would|won't|not|n't) (not )?be offended|(insurance|insurer|plan|medicare|medicaid) will pay"
    r"|must pay|cure[sd]? (you|it|the)|proven)\b",
    re.IGNORECASE,
)
EXCEPTIONS: t.Final[dict[str, str]] = {}
"""The texts in which an absolute word is right, by the id of their item: the words that are."""


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_absolute(role: t.Any) -> None:
    """No text promises: no "always", no "never", no doctor who "will not be offended", no insurer that "will pay"."""
    for item in (*spoken(role), *every("terms"), *every("rules")):
        for _, text in texts_of(item):
            found = {match[0].lower() for match in ABSOLUTE.finditer(text)}
            assert found <= {EXCEPTIONS.get(item.id, "")}


def test_the_exceptions_are_still_needed() -> None:
    """An exception for a word that is gone goes as well."""
    assert set(EXCEPTIONS) <= {item.id for item in (*every("items"), *every("terms"), *every("rules"))}


OWN: t.Final = re.compile(
    r"\b(my|your|you have|I have|I've had|you've had) (own |the )?"
    r"(cancer|tumou?r|body|diagnosis|disease|illness|biops\w+|slides|scans?|stage|prognosis|chemotherapy|surgery"
    r"|symptoms|medical history|age|health|fertility|immune system|blood|tissue|samples?)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("role", ["parent", "caregiver"])
def test_it_is_not_the_readers_cancer(role: t.Any) -> None:
    """For a parent or a carer no text speaks of their own cancer, scans or body: it is somebody else's."""
    wrong = [
        (item.id, match[0])
        for item in spoken(role)
        for _, text in texts_of(item)
        for match in OWN.finditer(text.replace("My Health Record", ""))  # the name of a service
    ]
    assert wrong == []


def test_a_patient_is_spoken_to() -> None:
    """For the patient those words are there: the search above looks for what there is."""
    assert any(OWN.search(text) for item in spoken("patient") for _, text in texts_of(item))


@pytest.mark.parametrize("role", ["parent", "caregiver"])
def test_reasons_fit_the_reader(role: t.Any) -> None:
    """The reasons that a parent or a carer reads do not say that the illness is theirs."""
    about_the_person = ("age_group", "cancer_type", "phase", "treatments_had", "tests_had", "hospital_stay")
    for words in every("facts"):
        if words.fact in about_the_person:
            for option in words.options:
                assert not re.search(r"\byou (have|had|are|were)\b|\byour (cancer|treatment)\b", option.reason(role))


HARDEST: t.Final = 8
"""The highest reading grade of any item; most are far below."""
AIM: t.Final = 6
"""The reading grade that a pack as a whole keeps below."""


def grade_and_length(texts: list[str]) -> tuple[float, int]:
    """Return the Flesch-Kincaid grade of texts, and how many words they have."""
    words = [word for text in texts for word in re.findall(r"[A-Za-z0-9'-]+", text)]
    sentences = sum(max(1, len(re.findall(r"[.!?]+(?=['\")]|\s|$)", text))) for text in texts)
    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59
    return grade, len(words)


def _syllables(word: str) -> int:
    """Return about how many syllables a word has: its groups of vowels, without an e that is silent at the end."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, groups - bool(re.search(r"[^aeiouyl]es?$|[^aeioudty]ed$", word.lower()) and groups > 1))


@pytest.mark.parametrize("role", ROLES)
def test_texts_are_easy_to_read(role: t.Any) -> None:
    """No item, term, rule or question for a fact is above reading grade 8, and each pack as a whole is below 6."""
    in_their_words = {item.id: item for item in spoken(role)}
    for pack in packs():
        grades = []
        for one in (*pack.items(), *pack.terms, *pack.rules, *pack.facts):
            read = [text for _, text in texts_of(in_their_words.get(one.id, one)) if len(text.split()) >= 8]
            grades += [(one.id, *grade_and_length(read))] if read else []
        assert [one for one in grades if one[1] > HARDEST] == []
        assert sum(grade * words for _, grade, words in grades) / sum(words for *_, words in grades) < AIM


def test_what_is_hard_to_read_is_known() -> None:
    """The measure tells plain words from hard ones: the rule above is not kept by anything at all."""
    plain, _ = grade_and_length(["You can ask for your slides. The lab will send them to you."])
    hard, _ = grade_and_length(["Histopathological reinterpretation necessitates comprehensive documentation."])
    assert plain < AIM < HARDEST < hard


def unexplained(text: str, terms: t.Iterable[str]) -> set[str]:
    """Return the medical words of a text that none of the *terms* explains."""
    told = [match.span() for term in terms for match in _forms()[term].finditer(text)]
    words = re.finditer(r"\b[A-Za-z]{2,}\b(?!\.[a-z])", text)
    left = [word for word in words if not any(start <= word.start() and word.end() <= end for start, end in told)]
    return {word[0] for word in left if _is_medical(word[0])}


@functools.cache
def _forms() -> dict[str, re.Pattern[str]]:
    pattern = script("packs")["_pattern"]
    return {term.id: pattern(term) for term in every("terms")}


def _is_medical(word: str) -> bool:
    forms = {word, word.lower(), word.lower().removesuffix("s")}
    seems = word.isupper() or _syllables(word) >= LONG or any(form in WORDS or FORM.search(form) for form in forms)
    return seems and not forms & _plain()


@functools.cache
def _plain() -> set[str]:
    return {word for words in PLAIN.values() for word in words.split()}


@pytest.mark.parametrize("role", ROLES)
def test_medical_words_are_explained(role: t.Any) -> None:
    """Every medical word of an item is explained by a term that the item lists; what a resource is called stays."""
    found = {
        (item.id, word)
        for item in spoken(role)
        for name, text in texts_of(item)
        if not (isinstance(item, Resource) and name == "name")
        for word in unexplained(text, item.terms)
    }
    assert found == set()


def test_what_explains_is_explained() -> None:
    """A term is told in plain words, or in words that are terms themselves."""
    every_term = [term.id for term in every("terms")]
    assert {(one.id, word) for one in every("terms") for word in unexplained(one.meaning, every_term)} == set()


@pytest.mark.parametrize(
    "word", ["lobectomy", "Neutropenia", "nephrologist", "polyps", "adjuvant", "PICC", "comorbidity"]
)
def test_an_unexplained_word_is_found(word: str) -> None:
    """The search above knows a medical word that no text has yet, and does not take the term of another for it."""
    assert unexplained(f"The oncologist talks of {word} in an emergency.", ["term-oncologist"]) == {word}


def test_plain_words_are_excused_where_they_have_to_be() -> None:
    """A word that would not be taken for a medical one needs no excuse."""
    excused = _plain()
    for word in excused:
        assert word.isupper() or _syllables(word) >= LONG or word in WORDS or FORM.search(word)


SENSITIVE: t.Final = re.compile(
    r"how (long|much time) (do|might|may|could|will|is|there)\b|life expectancy|surviv|\bdie\b|\bdeath\b|prognosis"
    r"|outlook|chances? of (living|dying|a cure|being cured)|likely to go\b|in numbers",
    re.IGNORECASE,
)


def test_questions_about_what_may_lie_ahead_are_flagged() -> None:
    """A question about survival or time left is sensitive, so that nobody meets it who did not ask for it."""
    flagged = [question for question in every("questions") if question.sensitive]
    assert any(SENSITIVE.search(question.text) for question in flagged)
    assert [
        question.id
        for question in every("questions")
        if SENSITIVE.search(question.text) and not question.sensitive and "How long is the wait" not in question.text
    ] == []


@pytest.mark.parametrize("kind", ["notices", "topics", "steps", "questions"])
def test_nothing_unasked_speaks_of_death(kind: str) -> None:
    """Outside sensitive questions no text for everybody speaks of dying or of how long there is to live."""
    for item in every(kind):
        if not getattr(item, "sensitive", False):
            assert not any(re.search(r"\b(die|dying|death|to live)\b", text) for _, text in texts_of(item))


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


@pytest.mark.skipif(not SEED.exists(), reason="the text that this content began from is not in this repository")
def test_the_words_are_our_own() -> None:
    """No eight words in a row are those of the text that this content began from."""
    taken = _runs(SEED.read_text("utf-8"), 8)
    assert taken
    for role in ROLES:
        for item in (*spoken(role), *every("terms"), *every("rules")):
            for _, text in texts_of(item):
                assert not _runs(text, 8) & taken


# What conditions ask


def test_every_condition_can_hold() -> None:
    """No item asks for two values that cannot be true of one person at once, so none is in no plan at all."""
    for item in every("items"):
        for clause in item.when:
            if not facts()[clause.fact].many:
                others = [set(other.is_) for other in item.when if other.fact == clause.fact]
                assert set.intersection(*others)
        for clause in item.unless:
            assert not any(
                other.fact == clause.fact and set(other.is_) <= set(clause.is_)
                for other in item.when
                if not facts()[clause.fact].many
            )


@pytest.mark.parametrize("fact", [fact for fact in ALL_FACTS if fact != "records_held"])
def test_every_fact_counts(fact: str) -> None:
    """Each fact of the contract changes something: what is in a plan, its order, its words or its dates."""
    items = every("items")
    clauses = [clause for item in items for clause in (*item.when, *item.unless, *item.except_, *item.raised_by)]
    anchored = {"appointment": "visit", "treatment_start": "treatment"}
    timings = [item.timing for item in (*every("steps"), *every("records"))]
    by_date = any(timing and timing.anchor == anchored.get(fact) for timing in timings)
    by_word = fact == "role" and any(item.wording.texts for item in items)
    by_flag = fact == "wants_prognosis" and any(question.sensitive for question in every("questions"))
    assert by_date or by_word or by_flag or any(clause.fact == fact for clause in clauses)
