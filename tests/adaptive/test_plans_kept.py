"""Plans are kept, and any can be made again from its stored inputs."""

from datetime import timedelta

import sample_data

TODAY = sample_data.TODAY
TOMORROW = TODAY + timedelta(days=1)


def work(plan):
    return [(d["date"], b["kind"], b["start"]) for d in plan["days"] for b in d["blocks"]]


def test_each_plan_that_says_something_new_is_kept_and_asking_again_keeps_none(ask):
    ask("plan")
    ask("plan")
    assert len(ask("plan", "kept")) == 1
    ask("log", "ill", "--fever", today=TOMORROW)
    ask("plan", today=TOMORROW)
    assert [one["made"] for one in ask("plan", "kept", today=TOMORROW)] == [
        TODAY.isoformat(),
        TOMORROW.isoformat(),
    ]


def test_a_kept_plan_is_made_again_whatever_was_told_since(ask):
    told = ask("plan")
    ask("log", "ill", "--fever", today=TOMORROW)
    assert work(ask("plan", today=TOMORROW)) != work(told)
    again = ask("plan", "kept", 1, today=TOMORROW)
    assert again["same"]
    assert work(again["plan"]) == work(told)


def test_people_see_when_each_was_made_and_where_strengthening_stood(ask, kneedrive, library):
    ask("phase", "set", "strengthening", today=TODAY - timedelta(days=4))
    ask("plan")
    words = ("--library", library, "--today", TODAY)
    listed = kneedrive("plan", "kept", *words).out
    assert listed.startswith("1  made Mon 23 Nov: ")
    assert "strengthening" in listed
    assert "as it was told" in kneedrive("plan", "kept", 1, *words).out


def test_a_number_or_a_week_without_a_plan_is_said_so(ask, kneedrive, library):
    ask("plan")
    words = ("--library", library, "--today", TODAY)
    wrong = kneedrive("plan", "kept", 7, *words)
    assert wrong.status == 1
    assert "no plan number 7" in wrong.err
    assert "no plan of week 2026-W02" in kneedrive("plan", "kept", "--week", "2026-W02", *words).err
