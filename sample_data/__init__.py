"""A synthetic triathlete twelve weeks long: recordings to try kneedrive on."""
