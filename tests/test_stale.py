"""Figures that expire: no plan shows one as today's after the day up to which it is known to hold."""

import datetime as dt
import typing as t

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from strategies import MONDAY, catalog, notice, pack, question, topic

import second_opinion as so
from second_opinion.catalog import pack_problems
from second_opinion.cli import commands
from second_opinion.items import NO_TEXTS, Item, Texts, Wordings

DAY: t.Final = dt.timedelta(1)
DATED: t.Final = notice(text="It is $283.", review_by=MONDAY, stale=Texts((("text", "It changes each year."),)))


def shown(day: dt.date, item: Item = DATED) -> t.Any:
    """Return the item of the one entry of a plan made on a day."""
    (entry,) = so.build_plan(so.PatientProfile(), catalog=catalog(item), today=day).entries()
    return entry.item


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)))
def test_a_figure_is_shown_up_to_its_day(day: dt.date) -> None:
    """Up to the day to review it by, an item has its figure; from the next day on it has other words, and no date."""
    item = shown(day)
    assert item.text == ("It is $283." if day <= MONDAY else "It changes each year.")
    assert (item.review_by is None, item.stale == NO_TEXTS) == (day > MONDAY, day > MONDAY)


def test_a_list_of_texts_can_be_stale() -> None:
    """A field that is a list has a list of other texts, and fields without a figure stay."""
    dated = topic(points=("$283.", "Ask."), review_by=MONDAY, stale=Texts((("points", ("A sum.", "Ask.")),)))
    assert (shown(MONDAY, dated).points, shown(MONDAY + DAY, dated).points) == (("$283.", "Ask."), ("A sum.", "Ask."))
    assert shown(MONDAY + DAY, dated).title == dated.title


@pytest.mark.parametrize("day", [MONDAY, MONDAY + DAY])
def test_a_plan_with_a_figure_can_be_stored(day: dt.date) -> None:
    """What was known of a figure is stored with the plan, and read again."""
    plan = so.build_plan(so.PatientProfile(), catalog=catalog(DATED), today=day)
    assert so.loads(so.dumps(plan)) == plan
    written = so.to_dict(plan)["notices"][0]["item"]
    known: dict[str, t.Any] = {"review_by": str(MONDAY), "stale": {"text": "It changes each year."}}
    gone: dict[str, t.Any] = {"review_by": None, "stale": {}}
    assert {key: written[key] for key in known} == (known if day == MONDAY else gone)


def test_a_refresh_takes_an_old_figure_away() -> None:
    """A plan that is refreshed after the day loses the figure, also in an item that no longer applies and stays."""
    alone = so.Clause("companion", (False,))
    dated = notice(text="$283", when=(alone,), review_by=MONDAY, stale=Texts((("text", "A sum."),)))
    content = catalog(dated)
    plan = so.build_plan(so.PatientProfile(companion=False), catalog=content, today=MONDAY).update("notice-a", note="x")
    for companion in (False, True):
        profile = so.PatientProfile(companion=companion)
        for made in (content, catalog()):
            (entry,) = so.refresh(plan, profile=profile, catalog=made, today=MONDAY + DAY).notices
            assert (entry.item.text, entry.note) == ("A sum.", "x")


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (notice(review_by=MONDAY), "$.notices[0].review_by: and stale go together"),
        (notice(stale=Texts((("text", "A sum."),))), "$.notices[0].review_by: and stale go together"),
        (
            notice(review_by=MONDAY, stale=Texts((("title", "A sum."),))),
            "$.notices[0].stale: field 'title' is not one of 'text'",
        ),
        (
            notice(review_by=MONDAY, stale=Texts((("text", ("A sum.",)),))),
            "$.notices[0].stale.text: is a list where the item has a text",
        ),
    ],
    ids=["no-words", "no-day", "no-field", "a-list"],
)
def test_a_wrong_figure_is_refused(item: so.Notice, said: str) -> None:
    """A day and words for later go together, and the words stand in for texts that the item has."""
    (problem,) = pack_problems(pack(item))
    assert str(problem).startswith(said)


def test_own_words_for_a_role_do_not_keep_a_figure() -> None:
    """A text with a figure is the same for every reader: own words for a role would keep it beyond its day."""
    worded = question(
        wording=Wordings((("parent", "why", "It is $283."),)),
        review_by=MONDAY,
        stale=Texts((("why", "A sum."),)),
    )
    (problem,) = pack_problems(pack(worded))
    assert str(problem).startswith("$.questions[0].stale.why: has own words for a role")


# What is due


def check(*arguments: str) -> str:
    """Return what the command `check` says."""
    result = CliRunner().invoke(commands, ["check", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_what_is_due_is_listed() -> None:
    """The command lists the items whose day has passed, the first due first, and says how many there are."""
    dated = [item for made in so.load_catalog().packs for item in made.items() if item.review_by]
    assert dated
    first, last = (function(item.review_by for item in dated if item.review_by) for function in (min, max))
    assert check("--as-of", str(first)) == f"0 to be reviewed as of {first}\n"
    lines = check("--as-of", str(last + DAY)).splitlines()
    assert len(lines) == len(dated) + 1
    assert lines[-1] == f"{len(dated)} to be reviewed as of {last + DAY}"
    assert {line.split(": ")[1].split()[0] for line in lines[:-1]} == {item.id for item in dated}


def test_there_is_something_to_check() -> None:
    """Without a pack and without a day there is nothing to check, and the command says what it wants."""
    result = CliRunner().invoke(commands, ["check"])
    assert result.exit_code == 2
    assert "--as-of DATE" in result.output
