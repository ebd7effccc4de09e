"""What is told of one session: its load, its class, its bests."""

from __future__ import annotations

from models import bricks, cadence_lock, classify, curves, grade, load, structure
from models.catalogue.entry import Metric
from models.scale import Scale
from models.session_load import session_load

__all__ = ["BESTS", "CLASS", "LOAD"]

LOAD = (
    Metric(
        "Load",
        ("load_tss", "tss", "load_method", "others"),
        session_load,
        "TSS",
        "all",
        "D",
        ("van Erp 2019", "Scheltinga 2026"),
        "What the session cost, by the best method that its recording allows: power, pace, "
        "heart rate, felt effort, or duration alone.",
        "Methods agree on what was harder, less on how much harder: look at the method and "
        "the threshold beside the number.",
    ),
    Metric(
        "Normalized power (NP)",
        ("normalized_power_w",),
        load.normalized_power,
        "W",
        "ride",
        "B",
        ("Allen 2010",),
        "The steady power that would have cost you as much as the real ups and downs.",
        "Says little about less than 20 minutes, and sprints weigh heavily. Windows are full "
        "30 seconds, so tools that begin with a half-filled one differ by some tenths.",
    ),
    Metric(
        "Intensity factor (IF)",
        ("intensity_factor",),
        load.intensity_factor,
        "1",
        "ride, run, swim",
        "B",
        ("Allen 2010",),
        "Normalized power, or pace, over your threshold of that day; 1 is threshold.",
        "As right or wrong as the threshold. Ours is critical power, a little above FTP, so "
        "it reads some hundredths lower than elsewhere.",
    ),
    Metric(
        "Training stress score (TSS)",
        ("power",),
        load.training_stress,
        "TSS",
        "ride",
        "B",
        ("Allen 2010", "van Erp 2019"),
        "Load by power: hours times intensity squared.",
        "Two hours easy and one hour hard may score the same and tire differently.",
    ),
    Metric(
        "Running stress (rTSS)",
        ("pace",),
        load.training_stress,
        "TSS",
        "run",
        "C",
        ("Allen 2010", "Minetti 2002"),
        "Load by pace: the same formula, with grade-adjusted speed over threshold speed.",
        "Knows nothing of wind, heat, mud or what landing costs the legs.",
    ),
    Metric(
        "Swim stress (sTSS)",
        ("pace",),
        load.swim_stress,
        "TSS",
        "swim",
        "C",
        ("elevate",),
        "Load by pace in the water, where drag makes speed dear: hours times intensity cubed, "
        "without the rests at the wall.",
        "Knows neither stroke nor drill nor paddles, and currents outdoors mislead it.",
    ),
    Metric(
        "Training impulse (TRIMP)",
        (),
        load.trimp,
        "points",
        "all",
        "B",
        ("Banister 1991", "Scheltinga 2026"),
        "Minutes weighted by how high heart rate was between rest and maximum, second by second.",
        "Heart rate lags behind short efforts and drifts with heat: intervals score too low.",
    ),
    Metric(
        "Heart-rate stress (hrTSS)",
        ("heart_rate",),
        load.heart_rate_tss,
        "TSS",
        "all",
        "C",
        ("Banister 1991", "GoldenCheetah", "Bellinger 2020"),
        "Load by heart rate: the training impulse over that of an hour at your threshold "
        "heart rate.",
        "Inherits the lag; where intervals were short, felt effort says more.",
    ),
    Metric(
        "Session RPE (sRPE)",
        (),
        load.session_rpe,
        "points",
        "all",
        "A",
        ("Foster 2001", "Haddad 2017"),
        "How hard the whole session felt, from 0 to 10, times its minutes.",
        "Ask yourself half an hour after the session, and use the scale the same way each time.",
    ),
    Metric(
        "Stress by felt effort",
        ("rpe",),
        load.rpe_stress,
        "TSS",
        "all",
        "C",
        ("Foster 2001",),
        "Load by felt effort: session RPE brought to the scale of training stress.",
        "The felt effort is well studied, the table from it to stress is a habit of coaches.",
    ),
    Metric(
        "Load by duration",
        ("duration",),
        load.duration_stress,
        "TSS",
        "all",
        "D",
        (),
        "A usual hour's load, where nothing but the length is known.",
        "A guess that keeps a session from counting nothing.",
    ),
    Metric(
        "Factor to one scale",
        (),
        Scale.factor,
        "1",
        "all",
        "D",
        ("van Erp 2019",),
        "What a lesser method is multiplied by, so that a dead power meter does not look like "
        "a change of training.",
        "Learned from your sessions that have both methods, earlier ones only; the fewer they "
        "are, the less it moves.",
    ),
    Metric(
        "Grade-adjusted speed",
        (),
        grade.grade_adjusted_speed,
        "m/s",
        "run",
        "B",
        ("Minetti 2002", "elevate"),
        "The speed on the level that would have cost as much as yours on the slope.",
        "Uphill it is measured physiology; downhill it is what runners show outdoors, and "
        "with GPS heights slopes are rough.",
    ),
)

BESTS = (
    Metric(
        "Mean-maximal curve",
        (),
        curves.mean_maximal_curve,
        "W, m/s, bpm",
        "all",
        "B",
        ("Allen 2010", "GoldenCheetah"),
        "Your best mean power, speed and heart rate of a session over each of some 200 "
        "durations, exact.",
        "Shows what you did, which in training is seldom what you can do.",
    ),
    Metric(
        "Season best",
        (),
        curves.season_best,
        "W, m/s, bpm",
        "all",
        "B",
        ("Allen 2010",),
        "The best of many sessions at each duration, and the session that holds it.",
        "A fault that cleaning missed, or a tail wind, may hold it for a season.",
    ),
    Metric(
        "Best time over a distance",
        (),
        curves.best_over_distance,
        "s",
        "run, swim",
        "B",
        ("Smyth 2020",),
        "Your shortest time over distances such as 400 m or 5 km within a session.",
        "Only as exact as the distance: GPS cuts and lengthens corners.",
    ),
)

CLASS = (
    Metric(
        "Class and kind",
        ("class", "part_class", "kind", "reasons", "label_source"),
        classify.classify,
        "",
        "ride, run, swim",
        "D",
        ("Bellinger 2020", "Scheltinga 2026"),
        "Whether a session was easy or key, and of what kind: as you said, as the workout or a "
        "name asked for, or by rules in a coach's order: race, long, intervals, hard minutes; else "
        "easy. A brick, and what surrounds a race, is known by its neighbours.",
        "Key by its goal, not by its share of hard seconds. What you felt counts only where "
        "neither power nor pace was recorded.",
    ),
    Metric(
        "Confidence",
        ("confidence", "uncertain"),
        classify.classify,
        "1",
        "ride, run, swim",
        "D",
        (),
        "How likely the class is right, as far as doubtful thresholds go; a half at most where "
        "something else speaks against it. Uncertain sessions are planned around as if they were "
        "key.",
        "Knows of doubtful thresholds, hardly of doubtful recordings.",
    ),
    Metric(
        "Intervals",
        ("intervals", "structure", "structure_source"),
        structure.structure,
        "",
        "ride, run, swim",
        "D",
        (),
        "Stretches of work that stand out from what is around them, found without laps; where the "
        "steps of a workout or pressed laps tell them better, those.",
        "Efforts that hardly rise above the rest, and a handful of short surges, are passed over.",
    ),
    Metric(
        "Brick",
        ("brick_id",),
        bricks.find,
        "",
        "ride, run",
        "C",
        (),
        "A run straight off the bike, from one recording or two.",
        "Up to half an hour between them counts; up to an hour it is uncertain.",
    ),
    Metric(
        "Coverage and quality",
        ("coverage", "quality"),
        session_load,
        "1",
        "all",
        "D",
        (),
        "The share of seconds with readings of the load's method. Quality is low where that is "
        "small, the threshold is a population guess, or only the duration is known.",
        "Full coverage does not make a sensor right.",
    ),
    Metric(
        "Cadence lock",
        ("issues",),
        cadence_lock.confirmed,
        "",
        "run",
        "D",
        ("RunningWritings 2021",),
        "Heart rate from the wrist that was the step rate, and is left out: far from your usual "
        "heart rate at that speed, and rippling with the steps.",
        "Needs some earlier runs to know what is usual.",
    ),
)
