"""Detectors: one file for each kind of personal data; found by pdscan.plugins."""
