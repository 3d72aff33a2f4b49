"""One file per command: each reads its arguments, calls the rooms below, prints."""
