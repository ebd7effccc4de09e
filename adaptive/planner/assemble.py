"""From decisions to a plan: blocks with their reasons, warnings and questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from adaptive import explain
from adaptive.condition import safety
from adaptive.planner import companions, reasons
from adaptive.planner.companions import Daily, Within
from adaptive.planner.pins import refused
from adaptive.planner.search import Choice, choose
from adaptive.planner.situation import Placement, Situation
from adaptive.plans import Alternative, Block, Plan, PlanDay
from adaptive.programme.prescribing import Prescription
from adaptive.programme.values import Rulebook
from adaptive.week import BlockKind, Pin, PlanInputs, Slot, WeekSession, week_name

__all__ = ["plan"]


def plan(inputs: PlanInputs, rulebook: Rulebook) -> Plan:
    """Place the psoas work of one week.

    Deterministic: the same inputs give the same plan. Nothing is placed before
    `inputs.now` (or, without it, before the end of what was done today).
    """
    situation = Situation(inputs, rulebook)
    daily = companions.daily_activation(situation)
    fixed = companions.fixed_minutes(situation, daily)
    choice = choose(situation, fixed)
    drills = companions.drills(situation)
    pedalling = companions.pedalling(situation)

    draft = _Draft(situation)
    draft.add_daily(daily)
    draft.add_strengthening(choice, _if_unsure_is_easy(situation, choice))
    draft.add_drills(drills)
    draft.add_pedalling(pedalling)
    draft.add_transitions()
    draft.add_stretches()

    kept = reasons.kept_free(situation, choice, fixed)
    rules = situation.rules
    return Plan(
        week=week_name(inputs.week_start),
        first=inputs.days[0],
        last=inputs.days[-1],
        phase=inputs.phase,
        days=tuple(
            PlanDay(
                day,
                tuple(situation.by_day[day]),
                tuple(block for block in inputs.done_blocks if block.start.date() == day),
            )
            for day in inputs.days
        ),
        blocks=tuple(sorted(draft.blocks, key=lambda block: (block.start, block.id))),
        psoas_minutes=sum(fixed.values()) + sum(option.minutes for option in choice.chosen),
        unplaced=tuple(reasons.unplaced(situation, daily, choice, kept, drills, pedalling)),
        relaxed=choice.relaxed,
        warnings=tuple(_warnings(situation, choice, draft.blocks)),
        questions=tuple(_questions(situation, choice)),
        cost=choice.best.cost
        + rules["P10"]["per_missing"] * (drills.wanted - len(drills.sessions))
        + rules["P11"]["points"] * (len(pedalling.sessions) < pedalling.wanted),
        free_days=tuple(reasons.free_days(situation, kept)),
        runners_up=tuple(reasons.runners_up(situation, choice, fixed)),
        advice=tuple(_advice(situation)),
    )


def _if_unsure_is_easy(situation: Situation, choice: Choice) -> dict[date, Placement]:
    """H16: by day, where strengthening may stand instead if the next uncertain session is easy.

    Only the next, as the week is planned anew once it is recorded; and only where one block
    moves to that session while the others stay, as anything else is another plan.
    """
    session = next((s for s in situation.sessions if _unsure(s, situation)), None)
    if session is None or not choice.chosen:
        return {}
    easy = session.if_easy()
    world = situation.instead(session, easy)
    fixed = companions.fixed_minutes(world, companions.daily_activation(world))
    days = {option.place.day for option in choice.chosen}
    then = choose(world, fixed).chosen
    came = [option.place for option in then if option.place.day not in days]
    gone = days - {option.place.day for option in then}
    if len(came) != 1 or len(gone) != 1 or came[0].session != easy:
        return {}
    return {gone.pop(): replace(came[0], session=session)}


def _unsure(session: WeekSession, situation: Situation) -> bool:
    return (
        session.hard
        and session.uncertain
        and not session.possible
        and session.day in situation.open_days
        and session.origin != "done"
        and session.start >= situation.earliest
    )


class _Draft:
    """The blocks of a plan as they come together."""

    def __init__(self, situation: Situation) -> None:
        self.situation = situation
        self.blocks: list[Block] = []

    def _add(
        self,
        kind: BlockKind,
        slot: Slot,
        place: Placement,
        rules: tuple[str, ...],
        why: str,
        *,
        work: Prescription | None = None,
        pair: str | None = None,
        otherwise: Alternative | None = None,
    ) -> None:
        work = work or self.situation.prescribed(kind, place.day)
        assert work is not None  # nothing is placed that holds nothing
        name = f"{place.day:%Y-%m-%d}-{kind}"
        count = sum(block.id.startswith(name) for block in self.blocks)
        pin = self._pin(kind, place)
        self.blocks.append(
            Block(
                id=f"{name}-{count + 1}" if count else name,
                kind=kind,
                slot=slot,
                day=place.day,
                session_index=self._index(place),
                start=place.start,
                minutes=place.minutes,
                exercises=work.doses,
                rules=(*rules, "H17") if pin else rules,
                why=explain.pinned(pin, why) if pin else why,
                pair=pair,
                pinned=pin is not None,
                otherwise=otherwise,
            )
        )

    def _pin(self, kind: BlockKind, place: Placement) -> Pin | None:
        """The pin that a block meets."""
        return next(
            (
                pin
                for pin in self.situation.open_pins(kind)
                if pin.day == place.day and _meets(pin, place.start)
            ),
            None,
        )

    def _index(self, place: Placement) -> int | None:
        return self.situation.by_day[place.day].index(place.session) if place.session else None

    def _instead(self, place: Placement, slot: Slot) -> Alternative:
        assert place.session is not None  # it hangs on the session that is uncertain
        when = explain.if_easy(place.session)
        return Alternative(slot, place.start, self._index(place), when)

    def add_daily(self, daily: list[Daily]) -> None:
        """Activation of the activation phase."""
        for item in daily:
            if item.place is None:
                continue
            hard = self.situation.hard_on(item.day)
            unsure = any(session.uncertain for session in hard)
            why = explain.daily_activation(
                item.place.session,
                item.place.start,
                self.situation.state(item.day),
                self.situation.phase(item.day).days,
                hard,
                self.situation.rules["H8"]["hours"],
                free=self.situation.is_rest(item.day) and not hard,
            )
            if self.situation.why_less_activation:
                why = f"{why} {explain.sentence(self.situation.why_less_activation)}"
            rules = ("H7", *(("H8",) if hard else ()), *(("H16",) if unsure else ()))
            otherwise = self._instead(item.instead, "before") if item.instead else None
            self._add("activation", item.slot, item.place, rules, why, otherwise=otherwise)

    def add_strengthening(self, choice: Choice, if_easy: dict[date, Placement]) -> None:
        """Strengthening, with the activation before it."""
        done = self.situation.count_done("strengthening")
        total = len(choice.chosen) + done
        for number, option in enumerate(choice.chosen, done + 1):
            place = option.place
            if option.lead:
                why = explain.preparing(place.session, before=option.lead_slot == "before")
                self._add("activation", option.lead_slot, option.lead, ("P5",), why)
            following = self.situation.next_hard(place)
            rules = ["H4", "H2"]
            rules += ["H5"] if number > 1 else []
            rules += ["H16"] if following and following.uncertain else []
            why = explain.strengthening(
                place.session,
                place.start,
                place.last_end,
                following,
                number=number,
                total=total,
                prepared=bool(option.lead) or place.day in self.situation.activated_days,
                chosen=option.pinned,
            )
            if self.situation.why_less_strengthening:
                why = f"{why} {explain.sentence(self.situation.why_less_strengthening)}"
            instead = if_easy.get(place.day)
            self._add(
                "strengthening",
                option.slot,
                place,
                tuple(rules),
                why,
                work=option.work,
                pair=option.pair,
                otherwise=self._instead(instead, "after") if instead else None,
            )

    def add_drills(self, drills: Within) -> None:
        """Drills at the end of warm-ups."""
        total = drills.done + len(drills.sessions)
        for number, run in enumerate(drills.sessions, drills.done + 1):
            why = explain.drills(run, number=number, total=total)
            self._within("drills", "warm_up", run, timedelta(), "H11", why)

    def add_pedalling(self, pedalling: Within) -> None:
        """Single-leg pedalling in easy rides."""
        hours = self.situation.rules["H9"]["hours"]
        for ride in pedalling.sessions:
            why = explain.pedalling(ride, hours)
            warm_up = companions.RIDE_WARM_UP
            self._within("single_leg_pedalling", "during", ride, warm_up, "H9", why)

    def _within(
        self,
        kind: BlockKind,
        slot: Slot,
        session: WeekSession,
        after: timedelta,
        rule: str,
        why: str,
    ) -> None:
        work = self.situation.prescribed(kind, session.day)
        if work:
            place = Placement(session.start + after, work.minutes, session)
            self._add(kind, slot, place, (rule,), why)

    def add_transitions(self) -> None:
        """The sequence between bike and run."""
        for place in companions.transitions(self.situation):
            assert place.session is not None  # it stands before a run
            why = explain.transition(place.session)
            self._add("transition", "transition", place, ("H10",), why)

    def add_stretches(self) -> None:
        """Static stretches, after all else of their day."""
        until: dict[date, datetime] = {}
        for block in self.blocks:
            until[block.day] = max(until.get(block.day, block.end), block.end)
        for place in companions.stretches(self.situation, until):
            slot: Slot = "after" if place.session else "standalone"
            why = explain.stretch(place.session, place.day)
            self._add("stretch", slot, place, ("H12",), why)


def _meets(pin: Pin, start: datetime) -> bool:
    """Whether a start is the pinned one; work inside sessions takes their time."""
    inside = pin.kind in {"drills", "single_leg_pedalling", "transition"}
    return inside or pin.at is None or pin.at == start.time()


def _warnings(situation: Situation, choice: Choice, blocks: list[Block]) -> Iterator[str]:
    for pin in situation.inputs.pins:
        met = any((b.kind, b.day) == (pin.kind, pin.day) and _meets(pin, b.start) for b in blocks)
        if pin in situation.open_pins(pin.kind) and not met:
            yield explain.not_as_pinned(pin, [found.why for found in refused(situation, pin)])
    if not choice.chosen:
        return
    if situation.inputs.settings.strength_days == "hard":
        yield explain.hard_days_policy()
    alone = [o.place.day for o in choice.chosen if o.slot == "standalone" and not o.pinned]
    if alone:
        yield explain.rest_days_used(alone)
    if eased := [option.place.day for option in choice.chosen if option.eased]:
        yield explain.eased(eased)
    if not situation.inputs.safety_answered:
        yield safety.standard().stop_list


def _questions(situation: Situation, choice: Choice) -> Iterator[str]:
    if choice.chosen and not situation.inputs.safety_answered:
        yield safety.standard().question


def _advice(situation: Situation) -> list[str]:
    """What a stop sign asks of the athlete, before everything else."""
    told = (
        situation.inputs.condition(day).reason
        for day in situation.open_days
        if situation.overlay(day) == "stop"
    )
    return list(dict.fromkeys(explain.sentence(words) for words in told if words))
