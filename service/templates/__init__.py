"""Words: filling in, measuring."""
