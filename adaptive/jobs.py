"""Work in several processes, with bounded memory, that no single thing can bring down."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from itertools import islice
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

__all__ = ["Progress", "Workers", "processors"]

T = TypeVar("T")
J = TypeVar("J")
R = TypeVar("R")

Progress = Callable[[int, int], None]
"""Told how much is done, and how much there is in all."""

# So many jobs wait for a process that becomes free: enough that none is idle.
_QUEUED_PER_WORKER = 2

# Each takes some 140 MB, and the one that writes has no time for more.
_MOST = 8

# Starting the processes takes as long as some hundred files take.
_WORTH_STARTING = 64


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # containers and `taskset` allow fewer than there are
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """Some processes, started when there is enough to do. Use it as a context manager.

    Args:
        count: how many; by default one a processor, eight at most. With one the work is done here.
    """

    def __init__(self, count: int | None = None) -> None:
        self._count = count or min(processors(), _MOST)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def run(
        self,
        function: Callable[[J], R],
        things: Sequence[T],
        job_of: Callable[[tuple[T, ...]], J],
        *,
        batch: int,
        batch_here: int | None = None,
    ) -> Generator[tuple[J, R | None], None, None]:
        """The results of all jobs, as they come.

        Args:
            function: does a job; like jobs and results it must be picklable.
            things: what is to be done.
            job_of: makes a job of some things; called only when it is needed.
            batch: how many things are a job.
            batch_here: how many are, where the work is done in this process.

        Yields:
            Each job with its result. One that ends its process (by a fault in a library, or for
            lack of memory) is done again thing by thing; where it is one thing the result is None.
        """
        if self._count == 1 or (self._pool is None and len(things) < _WORTH_STARTING):
            for some in _batches(things, batch_here or batch):
                job = job_of(some)
                yield job, function(job)
            return
        batches = _batches(things, batch)
        while True:
            suspects = yield from self._side_by_side(function, batches, job_of)
            if not suspects:
                return
            # One of these ended its process; each by itself tells which.
            self._stop()
            for thing in suspects:
                job = job_of((thing,))
                yield job, self._alone(function, job)

    def _side_by_side(
        self,
        function: Callable[[J], R],
        batches: Iterator[tuple[T, ...]],
        job_of: Callable[[tuple[T, ...]], J],
    ) -> Generator[tuple[J, R | None], None, list[T]]:
        """Yield results until a process ends; return the things that were at work then."""
        outstanding: dict[Future[R], tuple[tuple[T, ...], J]] = {}
        suspects: list[T] = []
        while not suspects:
            for some in islice(batches, _QUEUED_PER_WORKER * self._count - len(outstanding)):
                job = job_of(some)
                try:
                    outstanding[self._started().submit(function, job)] = some, job
                except BrokenExecutor:
                    suspects += some
            if not outstanding:
                break
            for future in wait(outstanding, return_when=FIRST_COMPLETED).done:
                some, job = outstanding.pop(future)
                if isinstance(future.exception(), BrokenExecutor):
                    suspects += some
                else:
                    yield job, future.result()
        return [*suspects, *(thing for some, _ in outstanding.values() for thing in some)]

    def _alone(self, function: Callable[[J], R], job: J) -> R | None:
        try:
            return self._started().submit(function, job).result()
        except BrokenExecutor:
            self._stop()
            return None

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            import multiprocessing  # little work is done without
            from concurrent.futures import ProcessPoolExecutor

            # Fresh processes instead of copies of this one, in which threads may be at work.
            self._pool = ProcessPoolExecutor(
                self._count,
                multiprocessing.get_context("spawn"),
                initializer=_prepare,
            )
        return self._pool

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _batches(things: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    remaining = iter(things)
    while batch := tuple(islice(remaining, size)):
        yield batch


def _prepare() -> None:
    """Set up a process, before it has loaded anything."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # There is a process a processor: threads of its own would only be in the others' way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    # Arrow's own allocators give memory back after each file, only to ask for it again.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def _end_with_parent() -> None:
    """End this process where the one that started it was killed: it would wait for ever."""
    from multiprocessing import parent_process

    if parent := parent_process():
        parent.join()
        os._exit(1)
