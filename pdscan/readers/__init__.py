"""Readers: bytes of a file in, blocks and members out; one file for each family of formats."""
