"""Find personal data where it lies and hold it against what was declared."""

__version__ = "0.1.0"
