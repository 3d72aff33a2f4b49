"""The worker process: what sends."""
