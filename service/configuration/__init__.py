"""Reads `config/`: every file, every fault at once, each with its line and column."""
