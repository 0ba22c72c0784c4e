"""File stores on other machines: one way to list and read them, whatever protocol they speak."""
