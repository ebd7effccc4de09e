"""The psoas programme as data (TOML), and the rulebook that loads and checks it."""
