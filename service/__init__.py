"""Texts for people leaving prison in Scotland: see ARCHITECTURE.md for the rooms and what each may import."""
