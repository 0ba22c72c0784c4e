"""Read SQL databases of any dialect as a read-only guest: open, list, sample, copy."""
