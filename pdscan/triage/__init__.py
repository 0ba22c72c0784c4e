"""What people decided about verdicts, in a file they can review; nothing is hidden by it."""
