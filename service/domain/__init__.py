"""Plain values and rules. Imports nothing else of ours."""
