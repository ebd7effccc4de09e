"""Inputs changed by chance, by the million, until one is not taken in as it should be.

    python -m benchmarks.fuzzing fit --executions 2000000
    python -m benchmarks.fuzzing ics --seconds 600

A fault is any exception but a refusal in words, more than a second for 100 KB, or more memory than
20 times the input and 100 MB. With atheris (`pip install kneedrive[fuzz]`) what is changed next
goes by which lines were reached; without it by chance alone, or with --blind. What is found is
made small and written to a file.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from benchmarks.fuzzing.limits import Finding, execute
from benchmarks.fuzzing.targets import TARGETS, Target

_MOST_BYTES = 20_000
_ROUND = 10_000


def main() -> None:
    """Fuzz one target."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzzing", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--executions", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--blind", action="store_true", help="by chance, without atheris")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--round", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    target = TARGETS[asked.target]
    if asked.round:
        _round(target, asked)
        return
    seeds = target.seeds()
    print(f"{asked.target}: {len(seeds)} seeds, {sum(map(len, seeds)) / 1024:.0f} KiB", flush=True)
    guided = not asked.blind and importlib.util.find_spec("atheris") is not None
    if guided:
        _guided(asked, seeds)
    else:
        _blind(target, seeds, asked)


def _blind(target: Target, seeds: list[bytes], asked: argparse.Namespace) -> None:
    chance = Random(asked.seed)
    began = time.monotonic()
    pool = list(seeds)
    done = found = 0
    while done < asked.executions and time.monotonic() - began < asked.seconds:
        data = target.mutated(chance.choice(pool), chance, _MOST_BYTES)
        done += 1
        try:
            execute(target.run, data, name=asked.target)
        except Finding as finding:
            found += 1
            _keep(target, data, finding, asked)
        # Some changed inputs are changed further.
        if chance.random() < 0.01:
            pool[chance.randrange(len(pool))] = data
            pool.append(chance.choice(seeds))
        if done % 10_000 == 0:
            print(f"{done:>10,} executions, {found} findings", flush=True)
    seconds = time.monotonic() - began
    print(f"{done:,} executions in {seconds:.0f} s, {found} findings (seed {asked.seed})")
    sys.exit(bool(found))


def _guided(asked: argparse.Namespace, seeds: list[bytes]) -> None:
    """Rounds in a process each: what libFuzzer holds for a changed input it never gives back."""
    began = time.monotonic()
    done = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds):
            (Path(folder) / str(number)).write_bytes(seed)
        while done < asked.executions and time.monotonic() - began < asked.seconds:
            count = min(_ROUND, asked.executions - done)
            words = [asked.target, "--round", folder, "--executions", str(count)]
            words += ["--seed", str(asked.seed + done), "--findings", str(asked.findings)]
            ended = subprocess.run(
                [sys.executable, "-m", "benchmarks.fuzzing", *words],
                stderr=subprocess.DEVNULL,
                check=False,
            )
            if ended.returncode:
                sys.exit(f"stopped after more than {done:,} executions")
            done += count
            print(f"{done:>10,} executions, 0 findings", flush=True)
    print(
        f"{done:,} executions in {time.monotonic() - began:.0f} s, 0 findings (seed {asked.seed})"
    )


def _round(target: Target, asked: argparse.Namespace) -> None:
    """So many inputs, each made of one that reached something new."""
    import atheris

    with atheris.instrument_imports(include=["ingest"]):
        target.run(target.warm())

    def mutator(data: bytes, most: int, seed: int) -> bytes:
        chance = Random(seed)
        if chance.random() < 0.1:
            return bytes(atheris.Mutate(data, most))
        return target.mutated(data, chance, most)

    def one_input(data: bytes) -> None:
        try:
            execute(target.run, data, name=asked.target)
        except Finding as finding:
            _keep(target, data, finding, asked)
            raise

    options = [f"-runs={asked.executions}", f"-seed={asked.seed % 2**31}", "-timeout=60"]
    options += [f"-max_len={_MOST_BYTES}", "-rss_limit_mb=0"]
    options.append(f"-artifact_prefix={asked.round}/")
    atheris.Setup([sys.argv[0], *options, str(asked.round)], one_input, custom_mutator=mutator)
    atheris.Fuzz()


def _keep(target: Target, data: bytes, finding: Finding, asked: argparse.Namespace) -> None:
    """Write an input that was found, made small, and say what it does."""
    kind = str(finding).partition(":")[0]
    small = _smaller(target, data, kind, asked.target) if "took" not in kind else data
    asked.findings.mkdir(exist_ok=True)
    path = asked.findings / f"{asked.target}-{hashlib.sha256(small).hexdigest()[:10]}"
    path.write_bytes(small)
    print(f"FOUND {finding}\n  {path} ({len(small)} bytes, of {len(data)})", flush=True)


def _smaller(target: Target, data: bytes, kind: str, name: str) -> bytes:
    """As few bytes as still end alike."""
    length = len(data) // 2
    while length:
        at = 0
        while at < len(data):
            tried = data[:at] + data[at + length :]
            try:
                execute(target.run, tried, name=name)
            except Finding as finding:
                if str(finding).partition(":")[0] == kind:
                    data = tried
                    continue
            at += length
        length //= 2
    return data


if __name__ == "__main__":
    main()
