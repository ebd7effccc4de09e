"""Activities to numbers: thresholds, load, class. Pure functions; no database, no clock."""
