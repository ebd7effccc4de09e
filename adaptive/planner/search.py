"""The best of all legal weeks of strengthening: exhaustive, with relaxations and pins.

A week holds some hundred options at most, of which two are chosen, so every legal pair is
looked at. Equal costs are decided by the earlier start, then by the session's id.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from adaptive.planner import hard_rules, preferences
from adaptive.planner.options import Option, Refusal, options, pinned_options, with_distance
from adaptive.planner.situation import Situation
from adaptive.week import Pin

__all__ = ["Choice", "Week", "choose", "fits", "next_pair"]

Relaxations = tuple[int, int]
"""How many options stand alone on days without training, and how many are eased."""


class Week(NamedTuple):
    """A legal set of options by start, and what it costs."""

    cost: float
    chosen: tuple[Option, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days it strengthens on."""
        return tuple(option.place.day for option in self.chosen)


@dataclass(frozen=True, slots=True)
class Choice:
    """The strengthening of the week: what was chosen, and what else there was.

    `wanted` counts what the phase still wants this week. `others` are the cheapest weeks of as
    many on other days, with no more relaxed. `options` are all legal ones of the last pair,
    `refusals` say why the other places are none. `unmet` are the pins that no legal week meets.
    """

    best: Week
    wanted: int
    others: tuple[Week, ...]
    options: tuple[Option, ...]
    refusals: tuple[Refusal, ...]
    unmet: tuple[Pin, ...]

    @property
    def chosen(self) -> tuple[Option, ...]:
        """What is placed, by start."""
        return self.best.chosen

    @property
    def relaxed(self) -> tuple[str, ...]:
        """The rules that gave way."""
        eased = any(option.eased for option in self.chosen)
        alone = any(option.slot == "standalone" for option in self.chosen)
        return (("level",) if eased else ()) + (("H4",) if alone else ())


def choose(situation: Situation, fixed: Mapping[date, float]) -> Choice:
    """The cheapest legal week, with every pin that a legal week can meet.

    Where fewer fit than the phase wants, first the level gives way, then the rule that
    strengthening follows a session: for as few as fill the week. `fixed` are the minutes of
    activation and strengthening that stand already, by day.
    """
    wanted = _wanted(situation)
    met: tuple[Pin, ...] = ()
    unmet: tuple[Pin, ...] = ()
    search: _Search | None = None
    for pin in situation.open_pins("strengthening"):
        tried = _Search(situation, fixed, wanted, (*met, pin)) if len(met) < wanted else None
        if tried and tried.weeks:
            search, met = tried, (*met, pin)
        else:
            unmet += (pin,)
    search = search or _Search(situation, fixed, wanted, met)
    spent: Relaxations = (0, 0)
    best = _cheapest(search.weeks[spent], situation)
    if len(best.chosen) < wanted:
        search = _Search(situation, fixed, wanted, met, relaxed=_may_give_way(situation))
        for relaxations in sorted(search.weeks):
            week = _cheapest(search.weeks[relaxations], situation)
            if len(week.chosen) > len(best.chosen):
                best, spent = week, relaxations
    others = (
        week
        for week in search.weeks.get(spent, {}).values()
        if len(week.chosen) == len(best.chosen) and week.days != best.days
    )
    return Choice(
        best=best,
        wanted=wanted,
        others=tuple(sorted(others, key=lambda week: (week.cost, week.days))),
        options=tuple(search.options),
        refusals=tuple(search.refusals),
        unmet=unmet,
    )


def next_pair(situation: Situation) -> str:
    """Whose turn it is, "A" or "B"."""
    done = [block for block in situation.done if block.pair]
    return "B" if done and max(done, key=lambda block: block.start).pair == "A" else "A"


def _wanted(situation: Situation) -> int:
    """How many strengthening sessions the rest of the week should still get."""
    return max(situation.strengthening_per_week - situation.count_done("strengthening"), 0)


def _may_give_way(situation: Situation) -> frozenset[str]:
    """What the programme and the athlete let give way."""
    keep = situation.inputs.settings.rest_days == "keep"
    return frozenset(situation.book.relaxation) - ({"H4"} if keep else set())


def _cheapest(weeks: Mapping[tuple[date, ...], Week], situation: Situation) -> Week:
    """The first of the cheapest; where signs of weakness lead, of those with most work."""
    weak = "weakness" in situation.inputs.emphasis
    return min(weeks.values(), key=lambda w: (-len(w.chosen) if weak else 0, w.cost, w.days))


def fits(option: Option, situation: Situation, fixed: Mapping[date, float]) -> str | None:
    """H5, H13 and H14 of one option beside what is done: the rule that it breaks, if any."""
    if not hard_rules.spaced(option.place.start, situation.strengthened, situation):
        return "H5"
    if option.minutes + fixed.get(option.place.day, 0) > situation.rules["H14"]["minutes"]:
        return "H14"
    most = hard_rules.weekly_minutes(situation) - sum(fixed.values())
    return "H13" if option.minutes > most else None


class _Priced(NamedTuple):
    """An option with all that the search looks at, worked out once."""

    option: Option
    own: float
    start: datetime
    day: date
    minutes: float
    alone: bool
    eased: bool


class _Search:
    """All legal weeks that meet some pins: the cheapest of every set of days.

    `weeks` holds them by how much they relax.
    """

    def __init__(
        self,
        situation: Situation,
        fixed: Mapping[date, float],
        wanted: int,
        pins: Sequence[Pin],
        relaxed: frozenset[str] = frozenset(),
    ) -> None:
        self.situation = situation
        self.fixed = fixed
        self.options: list[Option] = []
        self.refusals: list[Refusal] = []
        self.weeks: dict[Relaxations, dict[tuple[date, ...], Week]] = {}
        self._pins = pins
        self._relaxed = relaxed
        self._done = sorted(
            block.start for block in situation.done_this_week if block.kind == "strengthening"
        )
        gains = situation.rules["P1"]
        self._gains = gains["first"] + gains["second"]
        self._try_all(self._turns(wanted))

    def _turns(self, wanted: int) -> list[list[_Priced]]:
        """For the first and the second strengthening the options, each with its own cost.

        The pairs of exercises alternate, from week to week as well.
        """
        first = next_pair(self.situation)
        pairs = [first, "A" if first == "B" else "B"][:wanted]
        turns: set[datetime] = set()
        if wanted > 1:
            found = [o for pair in pairs for o in self._legal(pair, turns)]
            turns = with_distance(found, self.situation)
        return [self._priced(self._legal(pair, turns)) for pair in pairs]

    def _legal(self, pair: str, turns: set[datetime]) -> list[Option]:
        """The options of one pair; a pinned day offers what the pin leaves."""
        found, refusals = options(self.situation, pair, self._relaxed, turns)
        for pin in self._pins:
            found = [option for option in found if option.place.day != pin.day]
            found += pinned_options(self.situation, pair, pin, turns)[0]
        self.refusals = refusals
        self.options = found
        return found

    def _priced(self, found: list[Option]) -> list[_Priced]:
        """Those that fit beside what is done, in the order that decides between equal costs."""
        return [
            _Priced(
                option,
                sum(points for _, points in preferences.of_option(option, self.situation)),
                option.place.start,
                option.place.day,
                option.minutes,
                alone=option.slot == "standalone" and not option.pinned,
                eased=option.eased and not option.pinned,
            )
            for option in sorted(found, key=_order)
            if fits(option, self.situation, self.fixed) is None
        ]

    def _try_all(self, turns: list[list[_Priced]]) -> None:
        pinned = {pin.day for pin in self._pins}
        apart = timedelta(hours=self.situation.rules["H5"]["hours"])
        most = hard_rules.weekly_minutes(self.situation) - sum(self.fixed.values())
        if not pinned:
            self._keep()
        firsts, seconds = [*turns, [], []][:2]
        for first in firsts:
            if pinned <= {first.day}:
                self._keep(first)
            rested = bisect_left(seconds, first.start + apart, key=lambda one: one.start)
            for second in seconds[rested:]:
                if first.minutes + second.minutes <= most and pinned <= {first.day, second.day}:
                    self._keep(first, second)

    def _keep(self, *chosen: _Priced) -> None:
        """Note a week if it is legal and the cheapest of its days and relaxations so far.

        What the options cost by themselves less what P1 gives is no more than the whole cost, so
        most weeks need no second look.
        """
        relaxes = sum(one.alone for one in chosen), sum(one.eased for one in chosen)
        days = tuple([one.day for one in chosen])
        own = sum([one.own for one in chosen])
        best = self.weeks.get(relaxes, {}).get(days)
        if best and own + self._gains >= best.cost:
            return
        new = [one.start for one in chosen]
        done = self.situation.strengthened
        if len(new) > 1 and not hard_rules.spaced(new[1], [new[0], *done], self.situation):
            return
        minutes = sum(self.fixed.values()) + sum(one.minutes for one in chosen)
        together = preferences.of_week(sorted([*self._done, *new]), minutes, self.situation)
        cost = round(own + sum(points for _, points in together), 6)
        if best is None or cost < best.cost:
            week = Week(cost, tuple(one.option for one in chosen))
            self.weeks.setdefault(relaxes, {})[days] = week


def _order(option: Option) -> tuple[datetime, str, int]:
    """Earlier first, then by the session's id, then activation before the session."""
    session = option.place.session
    rank = 2 if option.lead is None else option.lead_slot != "before"
    return option.place.start, (session.id or "") if session else "", rank
