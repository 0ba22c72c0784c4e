"""Find persons' names: lists, cues in the text around them, and a model."""
