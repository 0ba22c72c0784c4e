"""Reconciliation: findings and declarations in, verdicts out; pure functions, no I/O."""

from pdscan.reconcile.judgement import judge

__all__ = ["judge"]
