"""A second opinion on plans: the hard rules once more, written from their words alone.

It shares nothing with the planner but the types. `violations` lists what a plan does
that it must not do; numbers stand here as plain hours so that a slip in the rulebook
shows as well.
"""

from datetime import datetime, time, timedelta
from itertools import pairwise

HOURS_BY_LEVEL = {0: 20, 1: 20, 2: 20, 3: 24, 4: 36}


def hours(earlier, later):
    return (later - earlier).total_seconds() / 3600


def is_hard(session):
    if session.session_class == "other":
        return False
    return session.session_class in ("key", "brick") or session.uncertain


def is_brief(session):
    """Easy and under ten minutes: a recording, but no training."""
    return session.session_class == "easy" and not is_hard(session) and session.duration_min < 10


def known_sessions(inputs):
    """Sessions that happened, and those that still can."""
    return [s for s in inputs.sessions if s.origin == "done" or s.start.date() >= inputs.today]


def is_race(session):
    return session.kind == "race" and not session.uncertain


def race_ends(sessions):
    """Each race leg with the end and the length in hours of its whole race."""
    for leg in sessions:
        if is_race(leg):
            legs = [
                s
                for s in sessions
                if s is leg or (is_race(s) and leg.brick_id and s.brick_id == leg.brick_id)
            ]
            length = hours(min(s.start for s in legs), max(s.end for s in legs))
            yield leg, max(last_end(s) for s in legs), length


def first_start(s):
    return s.earliest or s.start


def last_end(s):
    return (s.latest or s.start) + timedelta(minutes=s.duration_min)


def bounds(block, anchor):
    """When a block may begin and end: it moves along with a session whose start is not sure."""
    if anchor is None:
        return block.start, block.end
    early = anchor.start - first_start(anchor)
    late = (anchor.latest or anchor.start) - anchor.start
    return block.start - early, block.end + late


def hours_after(s, block, anchor):
    """Hours from a session's end to a block, at worst."""
    if s is anchor:
        return hours(s.end, block.start)
    return hours(last_end(s), bounds(block, anchor)[0])


def hours_before(s, block, anchor):
    """Hours from a block's end to a session, at worst."""
    if s is anchor:
        return hours(block.end, s.start)
    return hours(bounds(block, anchor)[1], first_start(s))


def may_follow(s, block, anchor):
    """Whether a session may start after a block has begun."""
    return s is not anchor and (s.latest or s.start) >= bounds(block, anchor)[0]


def halted(inputs, day):
    """Stop holds until it is cleared; a pause ends all that a condition does not name."""
    days = [d for d in inputs.days if inputs.today <= d <= day]
    overlays = [o for d in days for o in (inputs.condition(d).overlay, overlay_of(inputs, d))]
    if "stop" in overlays:
        return "stop"
    today = (inputs.condition(day).overlay, overlay_of(inputs, day))
    return "paused" if "paused" in today else None


def overlay_of(inputs, day):
    return inputs.phase_by_day[day].overlay


def allows(inputs, kind, day):
    state = halted(inputs, day)
    if state == "stop":
        return False
    if state == "paused":
        named = day in inputs.conditions and kind in inputs.conditions[day].allowed
        return named and kind in ("activation", "stretch")
    return kind in inputs.condition(day).allowed


def bound(inputs, name):
    """The least that the conditions of the days still open leave of a kind of work in the week."""
    told = [getattr(inputs.condition(day), name) for day in inputs.days if day >= inputs.today]
    return min((most for most in told if most is not None), default=7)


def work_days(inputs, plan, kind):
    """The days of the week with a kind of work, done or placed, and of those the placed ones."""
    placed = {b.day for b in plan.blocks if b.kind == kind}
    done = {b.start.date() for b in inputs.done_blocks if b.kind == kind} & set(inputs.days)
    return placed | done, placed


def _as_often_as_allowed(inputs, plan):
    """No more in the week than any day's condition leaves; what the athlete pinned is their word.

    Activation that prepares strengthening goes with it, and is not counted.
    """
    of_week, placed = work_days(inputs, plan, "strengthening")
    if placed and len(of_week) > bound(inputs, "strengthening_per_week"):
        yield "more strengthening than the athlete's state allows"
    of_week, placed = work_days(inputs, plan, "activation")
    pinned = {pin.day for pin in inputs.pins if pin.kind == "activation"}
    activation = all(state.phase == "activation" for state in inputs.phase_by_day.values())
    if activation and placed - pinned and len(of_week) > bound(inputs, "activation_per_week"):
        yield "activation on more days than are wanted"


def blocked(inputs, day):
    return day in inputs.days_off and inputs.days_off[day].blocked


def windows(inputs, day):
    """The open hours of a day."""
    told = inputs.availability.by_weekday.get(day.weekday(), ((time(6), time(22)),))
    return [(datetime.combine(day, a), datetime.combine(day, b)) for a, b in told]


def overlaps(block, session):
    return session.start < block.end and session.end > block.start


def violations(inputs, plan):
    sessions = known_sessions(inputs)
    found = [v for block in plan.blocks for v in violations_of(block, inputs, plan, sessions)]
    found += [*_spacing(inputs, plan), *_minutes(inputs, plan), *_bricks(inputs, plan)]
    return [*found, *_pins(inputs, plan), *_as_often_as_allowed(inputs, plan)]


def violations_of(block, inputs, plan, sessions):
    """What is wrong with one block, seen alone."""
    yield from _any_block(block, inputs, plan)
    yield from _in_its_hours(block, inputs, plan)
    if block.kind == "strengthening":
        yield from _strengthening(block, inputs, plan, sessions)
    if block.kind == "activation":
        yield from _activation(block, inputs, plan, sessions)
    if block.kind in ("drills", "single_leg_pedalling", "transition"):
        yield from _within(block, plan, sessions)
    if block.kind == "stretch":
        yield from _stretch(block, plan, sessions)


def session_of(block, plan):
    if block.session_index is None:
        return None
    return next(d for d in plan.days if d.day == block.day).sessions[block.session_index]


def _any_block(block, inputs, plan):
    moment = inputs.now or datetime.combine(inputs.today, time())
    if block.start < moment or block.day < inputs.today:
        yield f"H17 {block.id} lies in the past"
    if not allows(inputs, block.kind, block.day):
        yield f"H15 {block.id} though the athlete's state forbids it"
    if blocked(inputs, block.day):
        yield f"H17 {block.id} on a day that is kept free"
    if block.start.date() != block.day:
        yield f"{block.id} is not on its day"
    anchor = session_of(block, plan)
    if anchor and anchor.possible:
        yield f"{block.id} hangs on what will hardly happen"
    if not block.why.endswith(".") or not block.rules:
        yield f"{block.id} has no reason"
    if not block.exercises or block.minutes <= 0:
        yield f"{block.id} holds nothing"


def _in_its_hours(block, inputs, plan):
    if block.slot != "standalone":
        return
    inside = any(a <= block.start and block.end <= b for a, b in windows(inputs, block.day))
    if block.kind != "stretch" and not inside and not on_pinned_day(inputs, block, plan):
        yield f"{block.id} is outside the open hours"
    if block.session_index is not None:
        yield f"{block.id} stands alone and with a session"


def on_pinned_day(inputs, block, plan):
    """Whether the athlete pinned this block, or the strengthening it prepares, to a time."""
    of_day = {b.kind for b in plan.blocks if b.day == block.day}
    kinds = {block.kind} | ({"strengthening"} & of_day)
    return any(p.day == block.day and p.at and p.kind in kinds for p in inputs.pins)


def level_of(block):
    return max((dose.level or 0 for dose in block.exercises), default=0)


def _strengthening(block, inputs, plan, sessions):
    anchor = session_of(block, plan)
    needed = HOURS_BY_LEVEL[level_of(block)]
    for s in sessions:
        if overlaps(block, s):
            yield f"{block.id} during a session"
        if is_hard(s) and may_follow(s, block, anchor) and hours_before(s, block, anchor) < needed:
            yield f"H2 {block.id} before {s.start}"
        if is_race(s) and s.start >= block.start:
            in_days = (s.start.date() - block.day).days
            limit = {"A": 0, "B": 72, "C": 48}[s.race_priority]
            near = s.race_priority == "A" and in_days <= 5
            if hours_before(s, block, anchor) < limit or near:
                yield f"H3 {block.id} before the race {s.start}"
    yield from _after_race(block, anchor, sessions)
    if block.day in inputs.high_load_days:
        yield f"H15 {block.id} on a day of high load"
    state = inputs.phase_by_day[block.day]
    if state.phase == "activation" or state.since == block.day:
        yield f"H6 {block.id} in {state}"
    yield from _same_day(block, inputs, plan, sessions)


def _after_race(block, anchor, sessions):
    for leg, end, length in race_ends(sessions):
        rest = 168 if length >= 2.5 else 72
        if leg.start <= block.start and hours(end, bounds(block, anchor)[0]) < rest:
            yield f"H15 {block.id} after the race {leg.start}"


def _same_day(block, inputs, plan, sessions):
    today = [s for s in sessions if s.start.date() == block.day]
    tomorrow = [s for s in sessions if s.start.date() == block.day + timedelta(days=1)]
    hard = [s for s in today if is_hard(s)]
    if inputs.settings.strength_days == "easy" and hard:
        yield f"H4 {block.id} on a hard day"
    if hard and any(is_hard(s) for s in tomorrow):
        yield f"H4 {block.id} between hard days"
    anchor = session_of(block, plan)
    if any(hours_after(s, block, anchor) < 6 for s in hard):
        yield f"H4 {block.id} within six hours of a hard session"
    pinned = any(p.kind == "strengthening" and p.day == block.day for p in inputs.pins)
    if anchor is None:
        training = [
            s
            for s in today
            if (s.session_class != "other" or s.family == "strength")
            and not is_brief(s)
            and not s.possible
        ]
        keep = inputs.settings.rest_days == "keep" and not pinned
        if training or keep or "H4" not in plan.relaxed:
            yield f"H4 {block.id} stands alone"
        return
    easy = anchor.session_class == "easy" and not anchor.uncertain
    allowed = (
        anchor.family == "strength"
        or (easy and anchor.family in ("run", "ride", "swim"))
        or (is_hard(anchor) and inputs.settings.strength_days == "hard" and anchor.kind != "race")
    )
    allowed = allowed and not is_brief(anchor)
    if not allowed or block.slot != "after" or block.start < anchor.end:
        yield f"H4 {block.id} does not follow an easy session"
    coming = anchor.origin != "done" and not is_hard(anchor)
    if coming and hours(anchor.end, block.start) > 1 and not pinned:
        yield f"H4 {block.id} is not within the hour after its session"


def _activation(block, inputs, plan, sessions):
    anchor = session_of(block, plan)
    begins, ends = bounds(block, anchor)
    for s in sessions:
        if overlaps(block, s):
            yield f"{block.id} during a session"
        if not is_hard(s):
            continue
        warm_up = first_start(s) - timedelta(minutes=25)
        if begins < first_start(s) and ends > warm_up and s is not anchor:
            yield f"H1 {block.id} in the warm-up of {s.start}"
        near = hours_before(s, block, anchor) < 6 and hours_after(s, block, anchor) < 6
        if s.start.date() == block.day and near:
            yield f"H8 {block.id} near {s.start}"
    if inputs.phase_by_day[block.day].phase == "activation" and block.minutes > 12:
        yield f"H7 {block.id} too long"


def _within(block, plan, sessions):
    anchor = session_of(block, plan)
    if anchor is None or anchor.origin == "done":
        yield f"{block.id} within nothing"
    elif block.kind == "drills" and (anchor.family != "run" or block.slot != "warm_up"):
        yield f"H11 {block.id} not in the warm-up of a run"
    elif block.kind == "single_leg_pedalling":
        if anchor.family != "ride" or is_hard(anchor) or anchor.session_class != "easy":
            yield f"H9 {block.id} not in an easy ride"
        if not (anchor.start <= block.start and block.end <= anchor.end):
            yield f"H9 {block.id} outside its ride"
        for s in sessions:
            if (
                is_hard(s)
                and s.family == "ride"
                and (s.latest or s.start) > first_start(anchor)
                and hours(last_end(anchor), first_start(s)) < 20
            ):
                yield f"H9 {block.id} before the hard ride {s.start}"
    if block.kind != "transition":
        yield from _after_race(block, anchor, sessions)


def _stretch(block, plan, sessions):
    anchor = session_of(block, plan)
    begins, _ = bounds(block, anchor)
    for s in sessions:
        if s.start.date() == block.day and (
            s.end > block.start if s is anchor else last_end(s) > begins
        ):
            yield f"H12 {block.id} before a session"


def _spacing(inputs, plan):
    found = []
    placed = [b for b in plan.blocks if b.kind == "strengthening"]
    starts = [(b.start, True) for b in placed]
    starts += [(b.start, False) for b in inputs.done_blocks if b.kind == "strengthening"]
    for n, (a, a_new) in enumerate(starts):
        for b, b_new in starts[n + 1 :]:
            if (a_new or b_new) and abs(hours(a, b)) < 48:
                found.append("H5 two within 48 hours")
    for first in range(-9, 7):
        window = [inputs.week_start + timedelta(days=first + n) for n in range(7)]
        inside = [new for start, new in starts if start.date() in window]
        if len(inside) > 2 and any(inside):
            found.append("H5 three within seven days")
    apart = sorted(
        (b for b in plan.blocks if b.kind in ("activation", "strengthening", "stretch")),
        key=lambda b: b.start,
    )
    if any(a.end > b.start for a, b in pairwise(apart)):
        found.append("blocks overlap")
    if len({b.id for b in plan.blocks}) != len(plan.blocks):
        found.append("two blocks share an id")
    return found


def _minutes(inputs, plan):
    found = []
    loading = [b for b in plan.blocks if b.kind in ("activation", "strengthening")]
    done = [
        b
        for b in inputs.done_blocks
        if b.kind in ("activation", "strengthening") and b.start.date() in inputs.phase_by_day
    ]
    phases = {state.phase for state in inputs.phase_by_day.values()}
    total = sum(b.minutes for b in loading + done)
    if loading and total > (75 if "activation" in phases else 65):
        found.append("H13 too many minutes")
    if abs(total - plan.psoas_minutes) > 1e-9:
        found.append("the plan's minutes are not those of its blocks")
    for day, state in inputs.phase_by_day.items():
        of_day = [b for b in loading if b.day == day]
        before = [b for b in done if b.start.date() == day]
        if of_day and sum(b.minutes for b in of_day + before) > 30:
            found.append(f"H14 {day}")
        if state.phase == "activation" and len(of_day) > 1:
            found.append(f"H7 {day}")
    return found


def _bricks(inputs, plan):
    """H10, both ways."""
    moment = inputs.now or datetime.combine(inputs.today, time())
    moment = max(
        [moment] + [s.end for s in inputs.sessions if s.origin == "done" and s.day == inputs.today]
    )
    for day in plan.days:
        for n, s in enumerate(day.sessions):
            primers = [
                b
                for b in plan.blocks_on(day.day)
                if b.kind == "transition" and b.session_index == n
            ]
            rides = [r for r in inputs.sessions if r.family == "ride" and r.brick_id == s.brick_id]
            off_the_bike = not rides or any(ride.start < s.start for ride in rides)
            brick_run = s.session_class == "brick" and s.family == "run" and off_the_bike
            coming = s.origin != "done" and s.start >= moment and day.day >= inputs.today
            open_day = allows(inputs, "transition", day.day) and not blocked(inputs, day.day)
            due = brick_run and coming and s.kind != "race" and open_day and not s.possible
            if len(primers) != due:
                yield f"H10 {len(primers)} primers before {s}"


def _pins(inputs, plan):
    """H17: a pin stands, or the plan says why not."""
    for pin in inputs.pins:
        done = any(b.kind == pin.kind and b.start.date() == pin.day for b in inputs.done_blocks)
        if pin.day < inputs.today or pin.day not in inputs.phase_by_day or done:
            continue
        inside = pin.kind in ("drills", "single_leg_pedalling", "transition")
        met = [
            b
            for b in plan.blocks
            if b.kind == pin.kind
            and b.day == pin.day
            and b.pinned
            and (inside or pin.at in (None, b.start.time()))
        ]
        if not met and not any("Your pin of" in words for words in plan.warnings):
            yield f"H17 the pin {pin} is forgotten"
