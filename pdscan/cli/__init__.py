"""The command line: words typed, meant, run, reported."""
