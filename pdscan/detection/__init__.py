"""Find personal data in blocks: one pass of the automaton, checks, context, counts."""
