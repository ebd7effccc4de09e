"""Form: how an athlete runs and pedals, apart from how fast, on what slope and in what heat."""

from models.form.bins import MIN_MINUTES, FormBins
from models.form.decay import late_decay
from models.form.lines import Line, usual_cadence_spm
from models.form.off_the_bike import (
    OffTheBike,
    StartUp,
    brick_signature,
    last_cadence_rpm,
    start_up,
)
from models.form.pedalling import Ride, RideHistory
from models.form.running import COLUMNS, REPEATS, History, Run
from models.form.scores import Scores
from models.form.segments import BURN_IN, Change, segment
from models.form.signals import SIGNALS, Signal, pooled_sd, worthwhile
from models.form.stiffness import Stiffness, flight_time_s, morin

__all__ = [
    "BURN_IN",
    "COLUMNS",
    "MIN_MINUTES",
    "REPEATS",
    "SIGNALS",
    "Change",
    "FormBins",
    "History",
    "Line",
    "OffTheBike",
    "Ride",
    "RideHistory",
    "Run",
    "Scores",
    "Signal",
    "StartUp",
    "Stiffness",
    "brick_signature",
    "flight_time_s",
    "last_cadence_rpm",
    "late_decay",
    "morin",
    "pooled_sd",
    "segment",
    "start_up",
    "usual_cadence_spm",
    "worthwhile",
]
