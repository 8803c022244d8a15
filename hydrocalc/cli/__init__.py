"""The command line: one file per command; `main` parses, calls and prints."""
