"""Sources: one file for each kind of store; found by pdscan.plugins."""
