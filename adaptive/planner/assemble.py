"""From decisions to a plan: blocks, what found no place, warnings and questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from adaptive import explain
from adaptive.planner import companions
from adaptive.planner.companions import Daily, Within
from adaptive.planner.hard_rules import Obstacle, spaced
from adaptive.planner.preferences import Choice, choose, within_limits
from adaptive.planner.situation import Placement, Situation
from adaptive.plans import Block, Plan, PlanDay, Unplaced
from adaptive.programme.rulebook import Rulebook
from adaptive.week import BlockKind, PlanInputs, Slot, WeekSession

__all__ = ["plan"]

# Where several rules forbid a place, the sentence names the one that explains most.
_TOLD_FIRST = ("H6", "H17", "H4", "H3", "H2", "H15")


def plan(inputs: PlanInputs, rulebook: Rulebook) -> Plan:
    """Place the psoas work of one week.

    Deterministic: the same inputs give the same plan. Nothing is placed before
    `inputs.now` (or, without it, before the end of what was done today).
    """
    situation = Situation(inputs, rulebook)
    daily = companions.daily_activation(situation)
    activation_minutes = _activation_minutes(situation, daily)
    choice = choose(situation, activation_minutes)
    drills = companions.drills(situation)
    pedalling = companions.pedalling(situation)

    draft = _Draft(situation)
    for item in daily:
        draft.add_daily(item)
    draft.add_strengthening(choice)
    draft.add_drills(drills)
    draft.add_pedalling(pedalling)
    for place in companions.transitions(situation):
        draft.add("transition", "transition", place, ("H10",), explain.transition(_session(place)))
    for place in companions.stretches(situation, draft.busy_until()):
        slot: Slot = "after" if place.session else "standalone"
        draft.add("stretch", slot, place, ("H12",), explain.stretch(place.session, place.day))

    year, week, _ = inputs.week_start.isocalendar()
    rules = situation.rules
    return Plan(
        week=f"{year}-W{week:02d}",
        first=inputs.days[0],
        last=inputs.days[-1],
        phase=inputs.phase,
        days=tuple(PlanDay(day, tuple(situation.by_day[day])) for day in inputs.days),
        blocks=tuple(sorted(draft.blocks, key=lambda block: (block.start, block.id))),
        psoas_minutes=sum(activation_minutes.values())
        + sum(option.minutes for option in choice.chosen),
        unplaced=tuple(_unplaced(situation, daily, choice, activation_minutes, drills, pedalling)),
        relaxed=choice.relaxed,
        warnings=tuple(_warnings(situation, choice)),
        questions=tuple(_questions(situation, choice)),
        cost=choice.cost
        + rules["P10"]["per_missing"] * (drills.wanted - len(drills.sessions))
        + rules["P11"]["points"] * (len(pedalling.sessions) < pedalling.wanted),
    )


def _activation_minutes(situation: Situation, daily: Sequence[Daily]) -> dict[date, float]:
    """Minutes of activation and strengthening by day that stand whatever is chosen."""
    minutes: dict[date, float] = {}
    for block in situation.done_this_week:
        day = block.start.date()
        minutes[day] = minutes.get(day, 0) + block.minutes
    for item in daily:
        if item.place:
            minutes[item.day] = minutes.get(item.day, 0) + item.place.minutes
    return minutes


def _session(place: Placement) -> WeekSession:
    assert place.session is not None  # this kind always hangs on a session
    return place.session


class _Draft:
    """The blocks of a plan as they come together."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.blocks: list[Block] = []

    def add(
        self,
        kind: BlockKind,
        slot: Slot,
        place: Placement,
        rules: tuple[str, ...],
        why: str,
        pair: str | None = None,
    ) -> None:
        book = self.situation.book
        block_type = book.block(kind, pair)
        name = f"{place.day:%Y-%m-%d}-{kind}"
        count = sum(block.id.startswith(name) for block in self.blocks)
        index = self.situation.by_day[place.day].index(place.session) if place.session else None
        self.blocks.append(
            Block(
                id=f"{name}-{count + 1}" if count else name,
                kind=kind,
                slot=slot,
                day=place.day,
                session_index=index,
                start=place.start,
                minutes=place.minutes,
                exercises=book.doses(block_type),
                rules=rules,
                why=why,
                pair=pair,
            )
        )

    def add_daily(self, item: Daily) -> None:
        if item.place is None:
            return
        hard = self.situation.hard_on(item.day)
        unsure = any(session.uncertain for session in hard)
        state = self.situation.state(item.day)
        why = explain.daily_activation(
            item.place.session,
            item.place.start,
            state,
            self.situation.phase(item.day).days,
            hard,
            self.situation.rules["H8"]["hours"],
            free=self.situation.is_rest(item.day),
        )
        rules = ("H7", *(("H8",) if hard else ()), *(("H16",) if unsure else ()))
        self.add("activation", item.slot, item.place, rules, why)

    def add_strengthening(self, choice: Choice) -> None:
        done = [b for b in self.situation.done if b.kind == "strengthening"]
        last_pair = max(done, key=lambda b: b.start).pair if done else None
        done_this_week = sum(b.kind == "strengthening" for b in self.situation.done_this_week)
        total = len(choice.chosen) + done_this_week
        for number, option in enumerate(choice.chosen, done_this_week + 1):
            last_pair = "B" if last_pair == "A" else "A"
            if option.activation:
                session = option.place.session
                before = option.activation_slot == "before"
                why = explain.preparing(session, before=before)
                self.add("activation", option.activation_slot, option.activation, ("P5",), why)
            following = self.situation.next_hard(option.place.end)
            rules = ["H4", "H2"]
            rules += ["H5"] if number > 1 else []
            rules += ["H16"] if following and following.uncertain else []
            why = explain.strengthening(
                option.place.session,
                option.place.start,
                option.place.end,
                following,
                number=number,
                total=total,
                prepared=bool(option.activation)
                or option.place.day in self.situation.activated_days,
            )
            self.add("strengthening", option.slot, option.place, tuple(rules), why, last_pair)

    def add_drills(self, drills: Within) -> None:
        minutes = self.situation.book.block("drills").minutes
        total = drills.done + len(drills.sessions)
        for number, run in enumerate(drills.sessions, drills.done + 1):
            why = explain.drills(run, number=number, total=total)
            self.add("drills", "warm_up", Placement(run.start, minutes, run), ("H11",), why)

    def add_pedalling(self, pedalling: Within) -> None:
        minutes = self.situation.book.block("single_leg_pedalling").minutes
        hours = self.situation.rules["H9"]["hours"]
        for ride in pedalling.sessions:
            start = ride.start + companions.RIDE_WARM_UP
            why = explain.pedalling(ride, hours)
            place = Placement(start, minutes, ride)
            self.add("single_leg_pedalling", "during", place, ("H9",), why)

    def busy_until(self) -> dict[date, datetime]:
        """When the last block of each day ends."""
        until: dict[date, datetime] = {}
        for block in self.blocks:
            until[block.day] = max(until.get(block.day, block.end), block.end)
        return until


def _unplaced(
    situation: Situation,
    daily: Sequence[Daily],
    choice: Choice,
    minutes: dict[date, float],
    drills: Within,
    pedalling: Within,
) -> Iterator[Unplaced]:
    if situation.open_days and all(map(situation.halted, situation.open_days)):
        kind: BlockKind = "strengthening" if choice.wanted else "activation"
        yield Unplaced(kind, explain.halted(situation.inputs.phase), ("H15",))
        return
    apart = situation.rules["H8"]["hours"]
    for item in daily:
        if item.place is None:
            blocking = [o.session for o in item.obstacles if o.session]
            rules = tuple(sorted({obstacle.rule for obstacle in item.obstacles}))
            why = explain.activation_has_no_room(item.day, blocking, apart)
            yield Unplaced("activation", why, rules)
    if len(choice.chosen) < choice.wanted:
        yield _missing_strengthening(situation, choice, minutes)
    if len(drills.sessions) < drills.wanted:
        races = [obstacle.session for obstacle in drills.obstacles if obstacle.session]
        placed = drills.done + len(drills.sessions)
        why = explain.few_drills(placed, drills.done + drills.wanted, races)
        yield Unplaced("drills", why, ("H11", "H15") if races else ("H11",))
    if len(pedalling.sessions) < pedalling.wanted:
        found = [(o.rule, o.session, o.hours or 0) for o in pedalling.obstacles if o.session]
        causes = [(session, hours) for rule, session, hours in found if rule == "H9"]
        races = [session for rule, session, _ in found if rule == "H15"]
        why = explain.no_pedalling(causes, races)
        yield Unplaced("single_leg_pedalling", why, ("H9", "H15") if races else ("H9",))


def _missing_strengthening(
    situation: Situation, choice: Choice, minutes: dict[date, float]
) -> Unplaced:
    """Why each open day has no (further) strengthening, a clause a day."""
    clauses: list[tuple[date, str]] = []
    rules: list[str] = []
    if situation.inputs.today > situation.inputs.week_start:
        clauses.append((situation.inputs.week_start, explain.DAYS_PASSED))
        rules.append("H17")
    chosen_days = {option.place.day for option in choice.chosen}
    possible_days = {option.place.day for option in choice.options}
    for day in situation.open_days:
        if day in chosen_days:
            continue
        if day in possible_days:
            rule = _conflict(situation, choice, day, minutes)
            clauses.append((day, explain.obstacle(rule, day, None, None, None, None)))
            rules.append(rule)
            continue
        refusals = [refusal for refusal in choice.refusals if refusal.day == day]
        nearest = min(refusals, key=lambda refusal: len(refusal.obstacles))
        first = min(nearest.obstacles, key=lambda obstacle: _TOLD_FIRST.index(obstacle.rule))
        clauses.append((day, _clause(situation, day, nearest.session, first)))
        rules += [obstacle.rule for obstacle in nearest.obstacles]
    done = sum(block.kind == "strengthening" for block in situation.done_this_week)
    why = explain.too_little_strengthening(len(choice.chosen) + done, choice.wanted + done, clauses)
    return Unplaced("strengthening", why, tuple(dict.fromkeys(rules)))


def _conflict(situation: Situation, choice: Choice, day: date, minutes: dict[date, float]) -> str:
    """Which rule keeps a day's legal options out of the week beside the chosen ones."""
    others = [option for option in choice.options if option.place.day == day]
    if any(within_limits((*choice.chosen, option), situation, minutes) for option in others):
        return "P1"
    done = [block.start for block in situation.done if block.kind == "strengthening"]
    taken = [option.place.start for option in choice.chosen]
    apart = any(spaced([*taken, option.place.start], done, situation) for option in others)
    return "H13" if apart else "H5"


def _clause(
    situation: Situation, day: date, offered: WeekSession | None, obstacle: Obstacle
) -> str:
    if situation.halted(day):
        return explain.HALTED_ON
    if obstacle.rule == "H6":
        return explain.too_early(day, situation.state(day))
    rule = situation.rules[obstacle.rule]
    return explain.obstacle(
        obstacle.rule,
        day,
        offered,
        obstacle.session,
        obstacle.hours,
        rule.numbers.get("hours"),
    )


def _warnings(situation: Situation, choice: Choice) -> Iterator[str]:
    if not choice.chosen:
        return
    if situation.inputs.settings.strength_days == "hard":
        yield explain.hard_days_policy()
    if alone := [option.place.day for option in choice.chosen if option.slot == "standalone"]:
        yield explain.rest_days_used(alone)
    if not situation.inputs.safety_answered:
        yield situation.book.stop_list


def _questions(situation: Situation, choice: Choice) -> Iterator[str]:
    if choice.chosen and not situation.inputs.safety_answered:
        yield situation.book.safety_question
