"""The command line: doors to the service, a few lines each."""
