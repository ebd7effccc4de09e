"""One stream from several recordings of one session, channel by channel the better source.

In: the session that stands for the others, and these (`ingest.matching` tells which they
are), each with its cleaned stream. Out: a stream on the first one's clock. A value in it was
read by some device in that very second, or it is NaN: nothing is shifted, scaled or averaged.

A source is better where it clearly covers more of the session; else where a sensor of its own
measured the channel (a strap, a power meter); else what the first one recorded stays.
Channels that are only true beside each other come from one device.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.activity import FloatArray, Issue
from ingest.channels import CHANNELS
from ingest.matching import Recorded
from ingest.stream import Stream

__all__ = ["Combined", "combine"]

Recording = tuple[Recorded, Stream]

_CLEARLY_MORE = 0.1
# The hills of a virtual ride of ten minutes are not those of the hour around it.
_WORTH_TAKING = 0.5

# How the names begin of those channels that are only true beside another one: pedalling
# beside power, place and distance beside speed, and what a watch tells of a runner's step.
_BESIDE = {
    "power_w": (
        "cadence_rpm", "accumulated_power", "power_balance", "left_", "right_", "combined_",
    ),
    "speed_mps": (
        "distance", "latitude", "longitude", "altitude", "grade", "vertical_speed", "gps_accuracy",
    ),
    "ground_contact_ms": (
        "cadence_spm", "contact_balance", "vertical_oscillation", "vertical_ratio", "step_length",
    ),
}  # fmt: skip
# They count from the start of one recording and can't go on in the next.
_TOTALS = frozenset({"distance_m", "accumulated_power_j", "calories_kcal"})


@dataclass(frozen=True, slots=True)
class Combined:
    """A session put together from several recordings.

    `taken` names, for each channel that isn't the first session's own, the sessions its values
    came from: one, or several that one device recorded after each other. The distance of the
    whole is that of the session from which `distance_m` was taken, its ascent that of those
    from which `altitude_m` was taken, added up; else they are the first session's own.
    """

    stream: Stream
    taken: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """What one device recorded, on the clock of the whole; `ids` by channel, as in `taken`."""

    device: str
    measured: frozenset[str]
    columns: Mapping[str, FloatArray]
    coverage: Mapping[str, float]
    ids: Mapping[str, tuple[str, ...]]


def combine(primary: Recording, others: Sequence[Recording]) -> Combined:
    """The session on the primary's clock, with the better source for each channel.

    Args:
        primary: the session that stands for the others, with its stream.
        others: the other recordings, in any order; those of one device, such as the two halves
            of a ride, are one source.

    Returns:
        A stream with the rows of the primary's, and a note for each channel that came from
        elsewhere. Without others, or with copies only, it equals the primary's.
    """
    session, stream = primary
    clock_s = _seconds(session, stream)
    devices = defaultdict(list)
    for other in sorted(others, key=lambda recording: (recording[0].start, recording[0].id)):
        devices[other[0].device].append(other)
    own = _source(clock_s, [primary])
    sources = [own, *(_source(clock_s, recordings) for recordings in devices.values())]
    # Recorded under another sport, cadence counts something else.
    alien = "cadence_rpm" if session.kind == "run" else "cadence_spm"
    names = dict.fromkeys(name for source in sources for name in source.columns if name != alien)
    chosen: dict[str, _Source] = {}
    for name in sorted(names, key=lambda name: name not in _BESIDE):
        chosen[name] = _best(name, sources, chosen.get(_leader(name)))
    taken = {name: chosen[name] for name in names if chosen[name] is not own}
    notes = [_note(name, source, own) for name, source in taken.items()]
    columns = {**stream.columns, **{name: source.columns[name] for name, source in taken.items()}}
    return Combined(
        Stream(stream.elapsed_s, stream.stretch, columns, (*stream.issues, *notes)),
        {name: source.ids[name] for name, source in taken.items()},
    )


# --- sources ----------------------------------------------------------------------------


def _seconds(session: Recorded, stream: Stream) -> npt.NDArray[np.int64]:
    """(n,) the time of each row in whole seconds since 1970, as the device's clock had it.

    Clocks are not aligned. They differ by up to four seconds as a rule and by 78 in one bike
    computer indoors, but with channels that belong together taken from one device, aligning
    them changed the load of no pair of recordings that was tried, and no class.
    """
    return np.floor(session.start.timestamp() + stream.elapsed_s + 0.5).astype(np.int64)


def _source(clock_s: npt.NDArray[np.int64], recordings: Sequence[Recording]) -> _Source:
    """What the recordings of one device hold; where two overlap, the earlier one's values."""
    columns: dict[str, FloatArray] = {}
    ids: dict[str, tuple[str, ...]] = {}
    for session, stream in recordings:
        _, here, there = np.intersect1d(
            clock_s, _seconds(session, stream), assume_unique=True, return_indices=True
        )
        for name, values in stream.columns.items():
            column = columns.setdefault(name, np.full(len(clock_s), np.nan))
            new = np.isnan(column[here]) & ~np.isnan(values[there])
            if new.any() and not (name in ids and name in _TOTALS):
                column[here[new]] = values[there[new]]
                ids[name] = (*ids.get(name, ()), session.id)
    sessions = [session for session, _ in recordings]
    return _Source(
        device=sessions[0].device,
        measured=frozenset.intersection(*(session.measured for session in sessions)),
        columns=columns,
        coverage={name: _coverage(column) for name, column in columns.items()},
        ids=ids,
    )


def _coverage(column: FloatArray) -> float:
    """The share of seconds with a value; none where it is always zero, as without a sensor."""
    known = column[np.isfinite(column)]
    return len(known) / len(column) if known.any() else 0.0


# --- the choice -------------------------------------------------------------------------


def _leader(name: str) -> str:
    """The channel beside which this one is true; itself as a rule."""
    return next((lead for lead, names in _BESIDE.items() if name.startswith(names)), name)


def _best(name: str, sources: Sequence[_Source], beside: _Source | None) -> _Source:
    """The source of a channel; the first one where none is better."""
    most = max(source.coverage.get(name, 0.0) for source in sources)
    if most < _WORTH_TAKING:
        return sources[0]
    able = [s for s in sources if s.coverage.get(name, 0.0) >= most - _CLEARLY_MORE]
    if beside in able:
        return beside
    return max(able, key=lambda s: (name in s.measured, s is sources[0], s.coverage[name]))


def _note(name: str, source: _Source, own: _Source) -> Issue:
    has, had = source.coverage[name], own.coverage.get(name, 0.0)
    if had < has - _CLEARLY_MORE:
        why = f"there for {100 * has:.0f} % of the session instead of {100 * had:.0f} %"
    elif name in source.measured:
        why = f"measured by a sensor of its own for {100 * has:.0f} % of the session"
    else:
        why = f"with its {_words(_leader(name))}, for {100 * has:.0f} % of the session"
    return Issue(f"taken_{name}", "note", f"{_words(name)} from {source.device}: {why}")


def _words(name: str) -> str:
    return name.rpartition("_")[0].replace("_", " ") if name in CHANNELS else name
