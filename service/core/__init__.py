"""The application: one file per trip, on frozen values and small ports."""
