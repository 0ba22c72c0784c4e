"""Reports: one file for each format; found by pdscan.plugins."""
