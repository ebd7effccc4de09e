"""Synthetic athletes and their recordings, for sample data and for tests with a known truth.

An athlete (`athlete`) follows a plan of steps (`plan`) over a terrain (`terrain`) and a
`Recording` comes out: columns at 1 Hz under the names of `ingest.channels`, the laps,
pauses and pool lengths of a device. `faults` then breaks it the way sensors do. Every
draw comes from the generator that is handed in, so the same seed gives the same bytes.

`squad` draws months of many athletes as the library would keep them, each session with what it
was meant to be: `habits` say who they are, `week` what they plan, `run_training` and its
neighbours what coaches prescribe, `device` what becomes of it in a file.

This shows that the plumbing works and that an estimator finds what was put in. It is
no evidence about people.
"""

from models.simulation import faults
from models.simulation.athlete import SyntheticAthlete, draw_athlete
from models.simulation.gym import simulate_strength, simulate_swim, simulate_transition
from models.simulation.plan import Step, Stop, draw_stops, repeat, steady
from models.simulation.recording import Length, Recording, Stretch
from models.simulation.ride import simulate_ride
from models.simulation.run import simulate_run
from models.simulation.terrain import HOME, Place, Terrain, draw_terrain

__all__ = [
    "HOME",
    "Length",
    "Place",
    "Recording",
    "Step",
    "Stop",
    "Stretch",
    "SyntheticAthlete",
    "Terrain",
    "draw_athlete",
    "draw_stops",
    "draw_terrain",
    "faults",
    "repeat",
    "simulate_ride",
    "simulate_run",
    "simulate_strength",
    "simulate_swim",
    "simulate_transition",
    "steady",
]
