"""Reconciliation: findings and declarations in, verdicts out; pure functions, no I/O."""
