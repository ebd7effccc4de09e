"""What is told of form: how an athlete runs and pedals, apart from how fast and where."""

from __future__ import annotations

from models.catalogue.entry import Metric
from models.contrast import contrast, reading
from models.form.decay import late_decay
from models.form.lines import Line
from models.form.off_the_bike import brick_signature, last_cadence_rpm
from models.form.pedalling import RideHistory
from models.form.running import History
from models.form.signals import pooled_sd, worthwhile
from models.form.stiffness import morin

__all__ = ["CHANGE", "FORM"]

FORM = (
    Metric(
        "Cadence at your usual speed",
        ("cadence",),
        History.scores,
        "spm",
        "run",
        "D",
        ("van Oeveren 2019",),
        "Steps a minute with speed, grade and heat taken out: what is left can be compared.",
        "Lower is read as a slower swing of the leg and only asks; higher as shorter steps, not as "
        "progress. Another watch alone moves it by up to 4.",
    ),
    Metric(
        "Slope of cadence against speed",
        ("cadence_slope_spm_per_mps", "cadence_slope_uncertainty"),
        Line.speed_slope,
        "spm, m/s",
        "run",
        "B",
        ("van Oeveren 2019",),
        "How many more steps a minute you take for each m/s more.",
        "Measured runners range from 1 to 15: none of it is right or wrong.",
    ),
    Metric(
        "Step length",
        ("step_length",),
        History.scores,
        "m",
        "run",
        "D",
        (),
        "From one footfall to the next, at your usual speed.",
        "Watches work it out from speed and cadence, so the two are one signal.",
    ),
    Metric(
        "Ground contact, vertical oscillation, vertical ratio",
        ("ground_contact", "vertical_oscillation", "vertical_ratio"),
        History.scores,
        "ms, mm, %",
        "run",
        "C",
        ("Adams 2016",),
        "How long a foot is on the ground, how far the trunk rises, and that over step length.",
        "Repeatable within one device, and not accurate. From the wrist alone it only repeats "
        "speed and cadence, which is tested and told.",
    ),
    Metric(
        "Contact balance",
        ("contact_balance",),
        History.scores,
        "pp",
        "run",
        "C",
        (),
        "The left foot's share of ground contact.",
        "Told by a strap or pod alone; half a point up or down between runs is usual.",
    ),
    Metric(
        "Leg stiffness",
        ("leg_stiffness",),
        morin,
        "kN/m",
        "run",
        "B",
        ("Morin 2005",),
        "The spring that your leg behaves like, by a pod or from contact times, mass and height.",
        "On the flat alone; worked out from contact times it is as good as these.",
    ),
    Metric(
        "Form power",
        ("form_power",),
        History.scores,
        "W",
        "run",
        "D",
        (),
        "What a Stryd pod estimates you spend on moving up and down in place.",
        "One maker's estimate; nothing is concluded from it.",
    ),
    Metric(
        "Late-run change",
        ("late_decay",),
        late_decay,
        "%",
        "run",
        "D",
        (),
        "Step length in the last fifth of a run of an hour or more, beside its fresh part, at "
        "equal speed.",
        "Most runners change by 1 % down to 2 % up; treadmills and changing speeds are left out.",
    ),
    Metric(
        "Step length off the bike",
        ("brick_shift", "off_the_bike", "shift", "settled_min", "settled_m", "n_fresh"),
        brick_signature,
        "%, min, m",
        "run",
        "B",
        ("Jensen 2007", "Olcina 2019", "Weich 2022"),
        "What the first kilometre of a brick run has over that of your runs on their own, and when "
        "it settles.",
        "To be expected are 0 to 8 % shorter steps that are gone after some five minutes. One "
        "brick tells little: six before and six after show a change of 2 %.",
    ),
    Metric(
        "Cadence before the change to the run",
        ("ride_cadence_rpm",),
        last_cadence_rpm,
        "rpm",
        "ride",
        "D",
        (),
        "That of the ride's last five minutes: a quick one makes the first steps quicker.",
        "Context for the run, no aim of its own.",
    ),
    Metric(
        "Cadence at power",
        ("cadence_at_power",),
        RideHistory.scores,
        "rpm",
        "ride",
        "D",
        (),
        "Cadence at your usual power, from minutes at half to 85 % of threshold.",
        "A habit as much as an ability; each bike, and indoors, counts by itself.",
    ),
    Metric(
        "Torque effectiveness, pedal smoothness, power phase, platform offset, balance",
        (
            *("torque_effectiveness", "pedal_smoothness", "power_phase_start"),
            *("platform_offset", "pedal_balance"),
        ),
        RideHistory.scores,
        "pp, deg, mm",
        "ride",
        "C",
        ("Bini 2016", "Edwards 2009"),
        "What pedals that measure both legs tell of the stroke.",
        "Describes, and is never called better: rounder strokes went with less efficiency, and "
        "uneven ones with no slower times.",
    ),
)

CHANGE = (
    Metric(
        "Level, baseline and change",
        ("level", "baseline", "change", "uncertainty", "n_window", "n_baseline", "explanations"),
        contrast,
        "",
        "run, ride",
        "D",
        (),
        "The last six sessions beside the half year before them, with the standard error of the "
        "difference.",
        "Sessions resemble their neighbours and levels drift, which the error allows for. Only "
        "changes of about 3 % are found reliably.",
    ),
    Metric(
        "Verdict",
        ("verdict", "direction", "confirmed"),
        reading,
        "",
        "run, ride",
        "D",
        (),
        "Whether cadence has changed: told on Mondays, after two that agree, each with new "
        "sessions.",
        "Half an unexplained alarm to one a year is to be expected where nothing has changed.",
    ),
    Metric(
        "Own band",
        ("band",),
        pooled_sd,
        "",
        "run, ride",
        "D",
        (),
        "How far a session usually lies from your own level: two of three lie within.",
        "Drawn towards what is usual for runners until you have some dozen sessions.",
    ),
    Metric(
        "Smallest worthwhile change",
        ("worthwhile_change",),
        worthwhile,
        "",
        "run, ride",
        "C",
        (),
        "A fifth of the spread between sessions, and no less than half of what measuring adds.",
        "Far less than can be told from chance within weeks.",
    ),
)
