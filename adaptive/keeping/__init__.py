"""What keeps a library whole: looking it over, mending it, backups, forgetting."""
