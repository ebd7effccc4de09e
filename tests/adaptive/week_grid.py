"""The cheapest legal week by brute force: every moment of a fine grid, judged by the checker.

It shares with the planner the types and the doses of a block; the rules are the checker's, the
preferences stand here once more in plain numbers.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import combinations, pairwise, product

from week_checker import (
    bound,
    first_start,
    hours,
    hours_before,
    is_brief,
    is_hard,
    known_sessions,
    may_follow,
    violations_of,
    windows,
)
from week_strategies import FULL

from adaptive.plans import Block
from adaptive.programme.prescribing import prescribe

QUARTER = timedelta(minutes=15)
STEP = timedelta(minutes=15 if FULL else 60)  # through the many open hours of a day


@dataclass(frozen=True)
class Try:
    """Strengthening at a moment, its activation if any, and whether it is lighter than could be."""

    work: Block
    lead: Block | None
    eased: bool
    away_h: float
    anchor: object

    @property
    def minutes(self):
        return self.work.minutes + (self.lead.minutes if self.lead else 0)


def lone(kind, day, index, start, minutes=15, exercises=(), slot=None):
    """A block as the checker wants it."""
    slot = slot or ("standalone" if index is None else "after")
    name = f"tried {kind} {start}"
    return Block(name, kind, slot, day, index, start, minutes, exercises, ("H4",), "Tried.")


def wanted(inputs):
    """Strengthening that phases and conditions of the days still open want, less what is done."""
    per_week = {"activation": 0, "strengthening": 2, "integration": 2, "maintenance": 1}
    days = [day for day in inputs.phase_by_day if day >= inputs.today]
    most = max((per_week[inputs.phase_by_day[day].phase] for day in days), default=0)
    most = min(most, bound(inputs, "strengthening_per_week"))
    done = [b for b in inputs.done_blocks if b.kind == "strengthening"]
    return max(0, most - sum(b.start.date() in inputs.phase_by_day for b in done))


def next_pair(inputs):
    done = sorted((b for b in inputs.done_blocks if b.pair), key=lambda b: b.start)
    return "B" if done and done[-1].pair == "A" else "A"


def doses(book, inputs, kind, day, pair=None, cap=None):
    off = inputs.days_off.get(day)
    at_hand = off.equipment if off and off.equipment is not None else inputs.equipment
    return prescribe(
        book,
        kind,
        pair,
        levels=inputs.levels,
        equipment=at_hand,
        avoid=inputs.avoid,
        condition=inputs.condition(day),
        level_cap=cap,
        emphasis=inputs.emphasis,
    )


def earliest(inputs):
    """From when on something can be placed, at the full quarter of an hour."""
    moment = inputs.now or datetime.combine(inputs.today, time())
    done = [s.end for s in inputs.sessions if s.origin == "done" and s.day == inputs.today]
    return max([moment, *done])


def quarter(moment):
    rest = (moment - datetime.combine(moment.date(), time())) % QUARTER
    return moment + (QUARTER - rest if rest else timedelta())


def rooms(inputs, day, sessions):
    """(session and its index, or None twice; starts; natural moments) of a day."""
    policy = inputs.settings.strength_days
    soon = earliest(inputs)
    for index, s in enumerate(sessions):
        easy = s.session_class == "easy" and not is_hard(s) and not is_brief(s)
        follows = s.family == "strength" or (easy and s.family in ("run", "ride", "swim"))
        hard = is_hard(s) and policy == "hard" and s.kind != "race"
        if (is_hard(s) and not hard) or not (follows or hard) or s.possible:
            continue
        first = s.end + timedelta(hours=6 if hard else 0)
        late = soon > first
        first = quarter(soon) if late else first
        if not hard:
            hour = [first + n * QUARTER for n in range(5)]
            yield s, index, [t for t in hour if t <= s.end + timedelta(hours=1)], [first]
        if hard or (late and s.origin == "done"):
            for a, b in windows(inputs, day):
                begin = max(a, first)
                count = max(0, int((b - begin) / STEP))
                yield s, index, [begin + n * STEP for n in range(count)], [begin]
    training = [
        s
        for s in sessions
        if (s.session_class != "other" or s.family == "strength")
        and not is_brief(s)
        and not s.possible
    ]
    if training or inputs.settings.rest_days == "keep":
        return
    usual = [datetime.combine(day, time(hour)) for hour in (8, 12, 18)]
    natural = []
    for a, b in windows(inputs, day):
        natural += [t for t in usual if a <= t < b] or [a]
    for a, b in windows(inputs, day):
        begin = max(a, quarter(soon))
        count = max(0, int((b - begin) / STEP))
        yield None, None, [begin + n * STEP for n in range(count)], natural


def alone_legal(inputs, plan, block):
    tried = replace(plan, relaxed=("H4", "level"))
    return not any(violations_of(block, inputs, tried, known_sessions(inputs)))


def tries(inputs, plan, book, pair):
    """Every legal try of one pair on the grid."""
    for day in plan.days:
        if day.day < inputs.today:
            continue
        pairs = [
            p for p in (pair, "AB"[pair == "A"]) if doses(book, inputs, "strengthening", day.day, p)
        ]
        if not pairs:
            continue
        works = [
            (doses(book, inputs, "strengthening", day.day, pairs[0], cap), cap) for cap in (None, 2)
        ]
        works = works[: 2 if works[0][0].level > 2 else 1]
        lead = doses(book, inputs, "activation", day.day)
        before = {}
        for s, index, starts, natural in rooms(inputs, day.day, day.sessions):
            opens = starts[0] if starts else None
            open_hours = [(a, b) for a, b in windows(inputs, day.day)]
            extra = [t + timedelta(minutes=lead.minutes) for t in starts] if lead else []
            for start in sorted({*starts, *extra}):
                if s and not is_hard(s) and natural == [starts[0]] and start > max(starts):
                    continue
                for work, cap in works:
                    block = lone("strengthening", day.day, index, start, work.minutes, work.doses)
                    late = s is None or is_hard(s) or hours(s.end, start) > 1
                    if late and not any(a <= start and block.end <= b for a, b in open_hours):
                        continue
                    if not alone_legal(inputs, plan, block):
                        continue
                    yield from with_leads(
                        inputs, plan, s, index, block, lead, opens, natural, bool(cap), before
                    )
                    break


def may_be_pinned(inputs, plan, book, start):
    """Whether strengthening at a moment breaks no rule, beside what is done and nothing else."""
    day = next(day for day in plan.days if day.day == start.date())
    done = [b.start for b in inputs.done_blocks if b.kind == "strengthening"]
    this_week = standing(inputs, plan)
    spent = sum(b.minutes for b in this_week)
    spent_today = sum(b.minutes for b in this_week if b.start.date() == day.day)
    pair = next_pair(inputs)
    for which in (pair, "AB"[pair == "A"]):
        for cap in (None, 2):
            work = doses(book, inputs, "strengthening", day.day, which, cap)
            if work is None:
                continue
            for index in (None, *range(len(day.sessions))):
                block = lone("strengthening", day.day, index, start, work.minutes, work.doses)
                fits = spent + work.minutes <= 65 and spent_today + work.minutes <= 30
                if fits and spaced([start], done) and alone_legal(inputs, plan, block):
                    return True
    return False


def with_leads(inputs, plan, s, index, block, lead, opens, natural, eased, before):
    away = min(abs(hours(t, block.start)) for t in natural)
    yield Try(block, None, eased, away, s)
    if lead is None:
        return
    if s is not None:
        if index not in before:
            start = s.start - timedelta(minutes=lead.minutes)
            first = lone("activation", block.day, index, start, lead.minutes, lead.doses, "before")
            before[index] = first if alone_legal(inputs, plan, first) else None
        if before[index]:
            yield Try(block, before[index], eased, away, s)
            return
    start = block.start - timedelta(minutes=lead.minutes)
    straight = lone("activation", block.day, index, start, lead.minutes, lead.doses)
    if start >= opens and alone_legal(inputs, plan, straight):
        begins = block.start if s else start
        yield Try(block, straight, eased, min(abs(hours(t, begins)) for t in natural), s)


def standing(inputs, plan):
    """The psoas work of the week that stands whatever strengthening is chosen."""
    done = [b for b in inputs.done_blocks if b.kind in ("activation", "strengthening")]
    daily = [b for b in plan.blocks if b.kind == "activation" and "H7" in b.rules]
    return [b for b in done if b.start.date() in inputs.phase_by_day] + daily


def cost_of(inputs, plan):
    """What the strengthening that a plan has chosen costs, worked out from its blocks alone."""
    leads = {b.day: b for b in plan.blocks if b.kind == "activation" and "H7" not in b.rules}
    placed = [b for b in plan.blocks if b.kind == "strengthening"]
    chosen = [as_try(inputs, plan, block, leads.get(block.day)) for block in placed]
    done = standing(inputs, plan)
    minutes = sum(b.minutes for b in done) + sum(one.minutes for one in chosen)
    starts = [b.start for b in (*done, *placed) if b.kind == "strengthening"]
    own = sum(own_penalty(inputs, one) for one in chosen)
    return own + week_penalty(sorted(starts), minutes)


def as_try(inputs, plan, block, lead):
    """A block of a plan, with its hours from the natural moment of the room it stands in."""
    sessions = next(day.sessions for day in plan.days if day.day == block.day)
    anchor = None if block.session_index is None else sessions[block.session_index]
    begins = lead.start if lead and anchor is None else block.start
    naturals = [
        moment
        for s, _, _, natural in rooms(inputs, block.day, sessions)
        for moment in natural
        if s is anchor and (s is None or moment <= begins)
    ]
    return Try(block, lead, False, min(abs(hours(t, begins)) for t in naturals), anchor)


def cheapest(inputs, plan, book):
    """(cost, how many) of the cheapest legal week of the grid, by how much it relaxes."""
    this_week = standing(inputs, plan)
    minutes = sum(b.minutes for b in this_week)
    of_day = Counter()
    for b in this_week:
        of_day[b.start.date()] += b.minutes
    done = [b.start for b in inputs.done_blocks if b.kind == "strengthening"]
    done_now = [t for t in done if t.date() in inputs.phase_by_day]
    phases = {state.phase for state in inputs.phase_by_day.values()}
    most = (75 if "activation" in phases else 65) - minutes
    first = next_pair(inputs)
    turns = [
        [
            (one.work.start, one.minutes, own_penalty(inputs, one), one.anchor is None, one.eased)
            for one in tries(inputs, plan, book, pair)
            if one.minutes <= most
            and one.minutes + of_day[one.work.day] <= 30
            and spaced([one.work.start], done)
        ]
        for pair in (first, "AB"[first == "A"])[: wanted(inputs)]
    ]
    best = {(0, 0): (week_penalty(done_now, minutes), 0)}

    def keep(*chosen):
        starts, lengths, own, alone, eased = zip(*chosen, strict=True)
        cost = sum(own) + week_penalty(sorted([*done_now, *starts]), minutes + sum(lengths))
        found, key = (cost, len(chosen)), (sum(alone), sum(eased))
        best[key] = min(best.get(key, found), found)

    for one in turns[0] if turns else []:
        keep(one)
    for one, two in product(*turns) if len(turns) > 1 else []:
        fits = two[0] - one[0] >= timedelta(hours=48) and one[1] + two[1] <= most
        if fits and (not done or spaced([one[0], two[0]], done)):
            keep(one, two)
    return best


def spaced(starts, done):
    """H5 from its words; what is done is not judged by itself."""
    for a, b in combinations([*starts, *done], 2):
        if (a in starts or b in starts) and abs(hours(a, b)) < 48:
            return False
    for three in combinations([*starts, *done], 3):
        dates = [t.date() for t in three]
        if any(t in starts for t in three) and (max(dates) - min(dates)).days < 7:
            return False
    return True


def week_penalty(starts, minutes):
    """The preferences about the week as a whole, from their words."""
    cost = -100 * (len(starts) >= 1) - 70 * (len(starts) >= 2)
    cost += sum(abs(hours(a, b) - 84) / 12 for a, b in pairwise(starts))
    return cost + abs(minutes - 50) / 2


def own_penalty(inputs, one):
    """The preferences about one place, from their words."""
    sessions = known_sessions(inputs)
    activated = {b.start.date() for b in inputs.done_blocks if b.kind == "activation"}
    intended = {b.start.date() for b in inputs.intended if b.kind == "strengthening"}
    block, day, cost = one.work, one.work.day, 3 * one.away_h
    after = [s for s in sessions if is_hard(s) and may_follow(s, block, one.anchor)]
    if after:
        nearest = min(after, key=first_start)
        cost += 2 * max(0, 36 - hours_before(nearest, block, one.anchor))
    cost += 8 * (one.lead is None and day not in activated)
    if one.anchor is None:
        cost += 15
    elif one.anchor.kind != "recovery":
        cost += 5
    yesterday = [s for s in sessions if s.start.date() == day - timedelta(days=1)]
    if any(s.kind == "race" for s in yesterday):
        cost += 30
    elif any(s.kind == "long" and s.family == "run" for s in yesterday):
        cost += 10
    cost += 6 * bool(inputs.previous and day.weekday() not in inputs.previous)
    cost += 12 * (day in inputs.tiring_days)
    return cost + 6 * bool(intended and day not in intended)
