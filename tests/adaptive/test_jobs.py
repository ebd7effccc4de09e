"""Work in several processes: equal results, bounded memory, and no job brings the others down."""

import os
import signal
import time
from contextlib import closing

import pytest

from adaptive import jobs


def squared(number):
    return number * number


def deadly_at_seven(numbers):
    if 7 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return numbers


def process_id(_):
    time.sleep(0.01)
    return os.getpid()


def one(some):
    (number,) = some
    return number


def results(function, numbers, count=2):
    with jobs.Workers(count) as workers:
        return dict(workers.run(function, numbers, one, batch=1))


@pytest.mark.parametrize("count", [1, 2])
def test_every_job_has_its_result_whatever_the_number_of_processes(count):
    assert results(squared, range(80), count) == {n: n * n for n in range(80)}


def test_much_work_is_done_in_other_processes_and_little_here():
    assert os.getpid() not in results(process_id, range(80)).values()
    assert set(results(process_id, range(3)).values()) == {os.getpid()}


def test_a_thing_that_ends_its_process_has_no_result_and_all_others_have():
    with jobs.Workers(2) as workers:
        done = list(workers.run(deadly_at_seven, range(100), list, batch=8))
    assert [job for job, result in done if result is None] == [[7]]
    assert sorted(n for job, _ in done for n in job) == list(range(100))


def test_processes_once_started_serve_the_next_work_too():
    with jobs.Workers(2) as workers:
        first = {pid for _, pid in workers.run(process_id, range(80), one, batch=1)}
        second = {pid for _, pid in workers.run(process_id, range(8), one, batch=1)}
    assert second <= first


def test_jobs_are_made_only_as_they_are_needed():
    made = []

    def job_of(some):
        made.append(some)
        return some[0]

    with (
        jobs.Workers(2) as workers,
        closing(workers.run(squared, range(10_000), job_of, batch=1)) as done,
    ):
        for _ in range(20):
            next(done)
    assert len(made) < 40


def test_an_error_in_a_job_is_raised_here():
    with pytest.raises(TypeError):
        results(squared, [None] * 80)
