"""Whether rules or learned models class sessions better, where the intention is known.

Two squads (`models.simulation.squad`), one to learn from and one to be measured on, are seen with
the thresholds and the history of each session's day. What was seen is kept in `.benchmarks/`, so
that training again takes seconds; it is made anew when the code that sees changes.

    python benchmarks/classes.py [--athletes N] [--seed S] [--train] [--write]

`--train` writes what was learned to `models/learning/parameters.json`, with the scores.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from math import erf, sqrt
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from report import write_section

from models.evaluation import Scored, Scores, forward_in_time, intervals, scores
from models.learning import training, votes
from models.learning.examples import Example, examples, only_workouts
from models.learning.features import TIERS, row
from models.learning.model import (
    CONTRADICTION_SD,
    MODELS,
    Correction,
    Cuts,
    class_of,
    own_bias,
    probability,
)
from models.simulation.squad import draw_squad
from models.titles import meaning
from models.verdicts import Tier

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".benchmarks"
PARAMETERS = ROOT / "models" / "learning" / "parameters.json"
TRAINING_SEED, TRAINING_ATHLETES = 1, 120
VERSION = "1"

KEY_FROM = 1 / 3
"""A key session that is missed costs twice a slot that is lost for one that is not."""
CERTAIN_KEY = 0.6
LOWS = (0.3, 0.25, 0.2, 0.15, 0.1)
PROTECTED, COVERAGE = 0.98, 0.85
"""What a session may be called easy for sure at: so many keys protected, so many classes sure."""
BETTER_BY = 0.02
"""Trees must be better by this much of macro-F1 to be worth their size."""

RULES_STAY = {"T3"}
"""On real runs with heart rate alone the rules agreed with the names of workouts more often than
the model did (docs/decisions/0007); it may only make them doubt."""

WORKOUTS_ONLY = 0.2
"""Weight of those who record little else than workouts, beside those who record everything."""

SEEN_BY = ("models", "ingest")
NOT_SEEN_BY = ("model.py", "training.py", "evaluation.py")

Rows = dict[str, Any]
"""What was seen, by column; (n,) or (n, k) arrays."""


# -- seeing ----------------------------------------------------------------------------


def seen(seed: int, athletes: int) -> Rows:
    """All sessions of a squad as rows, from the cache where it holds them."""
    code = hashlib.sha256()
    for folder in SEEN_BY:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.name not in NOT_SEEN_BY:
                code.update(path.read_bytes())
    kept = CACHE / f"classes-{seed}-{athletes}-{code.hexdigest()[:12]}.npz"
    if not kept.exists():
        CACHE.mkdir(exist_ok=True)
        np.savez_compressed(kept, **columns(seed, athletes))
    with np.load(kept) as stored:
        return dict(stored)


def columns(seed: int, athletes: int) -> Rows:
    """Every athlete, and each again as one who records little else than workouts."""
    rng = np.random.default_rng(seed)
    found = []
    for athlete in draw_squad(seed, athletes):
        for one in (athlete, only_workouts(athlete, rng)):
            found += [
                seen_of(example, one.sessions[0].start)
                for example in examples(one)
                if example.tier in TIERS
            ]
    width = max(len(one["values"]) for one in found)
    for one in found:
        one["values"] = np.pad(one["values"], (0, width - len(one["values"])))
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def seen_of(example: Example, first: datetime) -> Rows:
    """One session as a row."""
    session, examined, sight = example.session, example.examined, example.sight
    told = votes.Told(meaning=meaning(session.title))
    return {
        "athlete": example.athlete,
        "start": session.start.timestamp(),
        "sport": example.profile.family,
        "tier": example.tier,
        "kind": session.kind,
        "key": session.session_class == "key",
        "case": session.case,
        "days": (session.start - first).days,
        "air_c": examined.case.seen.session.air_c,
        "margin_sd": examined.margin_sd,
        "ruled_key": examined.verdict.session_class == "key",
        "doubt": bool(examined.verdict.doubt),
        "intensity_factor": examined.case.seen.intensity_factor,
        "workouts_only": example.athlete.endswith("w"),
        "votes": votes.vote(sight, told),
        "values": row(example.tier, sight),
    }


def where(rows: Rows, keep: Any) -> Rows:  # noqa: ANN401 - a mask or indices
    """Some of the rows."""
    return {name: column[keep] for name, column in rows.items()}


# -- learning --------------------------------------------------------------------------

Told = Callable[[Rows], Any]


def true_shares(rows: Rows) -> Any:  # noqa: ANN401
    """What the athletes intended; those who record only workouts are the fewer."""
    shares = training.certain(np.array([class_of(kind) for kind in rows["kind"]]))
    return shares * np.where(rows["workouts_only"], WORKOUTS_ONLY, 1.0)[:, np.newaxis]


def weak_shares(rows: Rows) -> Any:  # noqa: ANN401
    """What labelling functions agree on."""
    return votes.shares(rows["votes"])


def learned(rows: Rows, told: Told) -> dict[tuple[str, Tier], training.TierModel]:
    """A model for each sport and tier."""
    found = {}
    for sport, tier in MODELS:
        some = where(rows, (rows["sport"] == sport) & (rows["tier"] == tier))
        found[sport, tier] = training.logistic(values_of(some, tier), told(some), groups(some))
    return found


def values_of(rows: Rows, tier: Tier) -> Any:  # noqa: ANN401
    """The features of rows of one tier."""
    return rows["values"][:, : len(training.features(tier))]


def groups(rows: Rows) -> Any:  # noqa: ANN401
    """Whose each row is, in whichever way the athlete records."""
    return np.char.rstrip(rows["athlete"], "w")


def by_model(rows: Rows, ask: Callable[[tuple[str, Tier], Rows], Any]) -> Any:  # noqa: ANN401
    """(n,) log-odds, asked of each sport and tier at once."""
    found = np.full(len(rows["key"]), np.nan)
    for sport, tier in MODELS:
        here = (rows["sport"] == sport) & (rows["tier"] == tier)
        if here.any():
            found[here] = ask((sport, tier), where(rows, here))
    return found


def cuts_for(rows: Rows, log_odds: Any, tier: Tier) -> Cuts:  # noqa: ANN401
    """Where uncertain begins, so that enough keys are protected and enough classes are sure."""
    here = (rows["tier"] == tier) & ~rows["workouts_only"]
    some, odds = where(rows, here), log_odds[here]
    best = Cuts(LOWS[0], KEY_FROM, CERTAIN_KEY)
    for low in LOWS:
        reached = scores(by_probability(some, odds, {tier: best._replace(low=low)}))
        if reached.coverage < COVERAGE:
            break
        best = best._replace(low=low)
        if reached.key_protected >= PROTECTED:
            break
    return best


# -- scoring ---------------------------------------------------------------------------


class Way(NamedTuple):
    """What one way of classing says of a session."""

    key: bool
    probability: float
    uncertain: bool


def scored(rows: Rows, ways: Iterable[Way]) -> list[Scored]:
    """Rows for `models.evaluation`."""
    names = ("athlete", "start", "tier", "key", "kind", "case", "days", "intensity_factor")
    told = zip(*(rows[name].tolist() for name in names), ways, strict=True)
    return [
        Scored(
            athlete=athlete,
            session=str(number),
            start=datetime.fromtimestamp(start, UTC),
            tier=tier,
            truth="key" if key else "easy",
            predicted="key" if way.key else "easy",
            probability=way.probability,
            uncertain=way.uncertain,
            truth_kind=kind,
            case=case,
            history_days=days,
            intensity_factor=factor,
        )
        for number, (athlete, start, tier, key, kind, case, days, factor, way) in enumerate(told)
    ]


def by_rules(rows: Rows) -> list[Scored]:
    """The rules; their probability is that under the thresholds' uncertainty."""
    ways = zip(rows["ruled_key"], rows["margin_sd"], rows["doubt"], strict=True)
    return scored(
        rows,
        (
            Way(bool(key), (1 + erf(margin / sqrt(2))) / 2, bool(abs(margin) < 1 or doubt))
            for key, margin, doubt in ways
        ),
    )


def by_probability(rows: Rows, log_odds: Any, cuts: Mapping[Tier, Cuts]) -> list[Scored]:  # noqa: ANN401
    """A model with its cut-offs, as `ClassModel.ask` takes them."""
    ways = []
    for odds, tier, margin in zip(log_odds, rows["tier"], rows["margin_sd"], strict=True):
        p, (low, key, high) = probability(float(odds)), cuts[str(tier)]  # type: ignore[index]
        contradicted = margin * (1 if p >= key else -1) <= -CONTRADICTION_SD
        ways.append(Way(p >= key, p, low < p < high or bool(contradicted)))
    return scored(rows, ways)


def corrected(rows: Rows, log_odds: Any, share: float, rng: np.random.Generator) -> Any:  # noqa: ANN401
    """Log-odds with each athlete's own layer, who labels a share of the sessions rightly."""
    found = log_odds.copy()
    for athlete in np.unique(rows["athlete"]):
        own = np.flatnonzero(rows["athlete"] == athlete)
        labelled: list[Correction] = []
        for place in own[np.argsort(rows["start"][own], kind="stable")]:
            found[place] += own_bias(labelled)
            if rng.random() < share:
                labelled.append(Correction(float(log_odds[place]), bool(rows["key"][place])))
    return found


COLUMNS = (
    ("macro-F1", "macro_f1"),
    ("accuracy", "accuracy"),
    ("key recall", "key_recall"),
    ("false key", "false_key_rate"),
    ("coverage", "coverage"),
    ("protected", "key_protected"),
    ("sure and right", "accuracy_certain"),
    ("ECE", "calibration_error"),
    ("Brier", "brier"),
)


def table(lines: Mapping[str, Scores]) -> str:
    """The scores as a table in Markdown."""
    head = "| | n | " + " | ".join(name for name, _ in COLUMNS) + " |"
    rule = "|---" * (len(COLUMNS) + 2) + "|"
    body = [
        f"| {name} | {one.n} | " + " | ".join(f"{getattr(one, c):.3f}" for _, c in COLUMNS) + " |"
        for name, one in lines.items()
    ]
    return "\n".join([head, rule, *body])


def main() -> None:
    """Learn, measure, and write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--athletes", type=int, default=80, help="to be measured on")
    parser.add_argument("--seed", type=int, default=2, help="of those; not the training seed")
    parser.add_argument("--train", action="store_true", help="write parameters.json")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    if given.seed == TRAINING_SEED:
        parser.error(f"seed {TRAINING_SEED} is the one that is learned from")

    known, everything = seen(TRAINING_SEED, TRAINING_ATHLETES), seen(given.seed, given.athletes)
    rows = where(everything, ~everything["workouts_only"])
    models = learned(known, true_shares)
    weak = learned(where(known, ~known["workouts_only"]), weak_shares)
    out_of_fold = by_model(
        known,
        lambda which, some: training.held_out(
            lambda x, y, _, unseen: training.fitted(x, y).log_odds(unseen),
            values_of(some, which[1]),
            true_shares(some),
            groups(some),
        ),
    )
    cuts = {tier: cuts_for(known, out_of_fold, tier) for tier in TIERS}

    def ask(which: tuple[str, Tier], some: Rows) -> Any:  # noqa: ANN401
        return models[which].log_odds(values_of(some, which[1]))

    def ask_trees(which: tuple[str, Tier], some: Rows) -> Any:  # noqa: ANN401
        sport, tier = which
        taught = where(known, (known["sport"] == sport) & (known["tier"] == tier))
        return training.boosted(
            values_of(taught, tier), true_shares(taught), groups(taught), values_of(some, tier)
        )

    odds = by_model(rows, ask)
    by_way = {
        "rules": by_rules(rows),
        "logistic": by_probability(rows, odds, cuts),
        "logistic, weak labels": by_probability(
            rows,
            by_model(rows, lambda which, some: weak[which].log_odds(values_of(some, which[1]))),
            cuts,
        ),
        "boosted trees": by_probability(rows, by_model(rows, ask_trees), cuts),
        "logistic, a fifth labelled": by_probability(
            rows, corrected(rows, odds, 0.2, np.random.default_rng(0)), cuts
        ),
    }
    parts = by_tier(by_way)
    report = [
        (
            f"{given.athletes} simulated athletes (seed {given.seed}) with hidden thresholds, each "
            f"session also seen with a sensor left at home; {TRAINING_ATHLETES} others taught. "
            '"Protected" is what the plan treats as hard: key or uncertain.'
        ),
        *(f"\n{tier}\n\n{table(lines)}" for tier, lines in parts.items()),
        f"\nApart\n\n{table(apart(rows, everything, ask, cuts))}",
        *(
            f"\n{tier}: surely easy up to a probability of {one.low:.2f}, key from {one.key:.2f}, "
            f"surely key from {one.high:.2f}."
            for tier, one in cuts.items()
        ),
    ]
    text = "\n".join(report)
    print(text)
    decides = {
        tier: "model"
        if tier not in RULES_STAY and lines["logistic"].macro_f1 > lines["rules"].macro_f1
        else "rule"
        for tier, lines in parts.items()
    }
    for tier, lines in parts.items():
        if lines["boosted trees"].macro_f1 > lines["logistic"].macro_f1 + BETTER_BY:
            print(f"{tier}: trees are better by more than {BETTER_BY}: worth building in")
    print(f"\nDecides: {decides}")
    if given.train:
        content = {
            "version": VERSION,
            "training": {
                "on": "simulated athletes, whose intentions are known",
                "athletes": TRAINING_ATHLETES,
                "seed": TRAINING_SEED,
                "sessions": len(known["key"]),
            },
            "measured_on": f"{given.athletes} simulated athletes held out, seed {given.seed}",
            "scores": {
                tier: {
                    "model": lines["logistic"].to_json(),
                    "rules": lines["rules"].to_json(),
                    "intervals": intervals(
                        [one for one in by_way["logistic"] if one.tier == tier]
                    ).to_json(),
                }
                for tier, lines in parts.items()
            },
            "decides": decides,
            "cuts": {tier: [round(value, 4) for value in cuts[tier]] for tier in TIERS},
            "models": {},
        }
        for (sport, tier), model in models.items():
            content["models"].setdefault(sport, {})[tier] = training.parameters(tier, model)
        content["scores"] = rounded(content["scores"])
        PARAMETERS.write_text(compact(content), encoding="utf-8")
    if given.write:
        write_section("classes", text)


def by_tier(by_way: Mapping[str, list[Scored]]) -> dict[Tier, dict[str, Scores]]:
    """Scores by tier and way."""
    return {
        tier: {
            name: scores([one for one in ways if one.tier == tier]) for name, ways in by_way.items()
        }
        for tier in TIERS
    }


def apart(
    rows: Rows,
    everything: Rows,
    ask: Callable[[tuple[str, Tier], Rows], Any],
    cuts: Mapping[Tier, Cuts],
) -> dict[str, Scores]:
    """What is hard: the first weeks, heat, hills, who records only workouts, later sessions."""
    hilly = np.isin(rows["case"], ("hilly easy", "easy with climbs", "hard hilly run"))
    some = {
        "first 28 days": where(rows, rows["days"] < 28),
        "heat": where(rows, rows["air_c"] >= 25),
        "hills": where(rows, hilly),
        "only workouts recorded": where(everything, everything["workouts_only"]),
    }
    found = {}
    for name, part in some.items():
        found[f"{name}: rules"] = scores(by_rules(part))
        found[f"{name}: logistic"] = scores(by_probability(part, by_model(part, ask), cuts))
    later: list[Scored] = []
    starts = [datetime.fromtimestamp(start, UTC) for start in rows["start"]]
    for earlier, then in forward_in_time(rows["athlete"].tolist(), starts, folds=2):
        taught = learned(where(rows, earlier), true_shares)
        part = where(rows, then)
        odds = by_model(part, lambda which, r, m=taught: m[which].log_odds(values_of(r, which[1])))
        later += by_probability(part, odds, cuts)
    found["learned from the same athletes before"] = scores(later)
    return found


def rounded(content: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The same with four digits."""
    if isinstance(content, dict):
        return {name: rounded(value) for name, value in content.items()}
    if isinstance(content, list):
        return [rounded(value) for value in content]
    return round(content, 4) if isinstance(content, float) else content


def compact(content: Mapping[str, Any]) -> str:
    """JSON with a line for each list of numbers."""
    text = json.dumps(content, indent=1, ensure_ascii=False)
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        bare = line.strip()
        if inside:
            lines[-1] += (" " if lines[-1][-1] == "," else "") + bare
        else:
            lines.append(line)
        if bare.endswith("[") and not inside:
            inside = not bare.startswith('"coefficients"')
        elif bare.startswith("]"):
            inside = False
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
