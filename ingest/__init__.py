"""Bytes to activities: reading, checking and cleaning recordings. Knows no training."""
