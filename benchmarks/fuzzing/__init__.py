"""Inputs made to break the readers, by the million: python -m benchmarks.fuzzing --help."""
