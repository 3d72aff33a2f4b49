"""The sequence engine: pure functions from dates and steps to planned texts."""
