"""Which format some bytes are, and one module for each that reads it."""
