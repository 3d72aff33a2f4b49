"""The demo: the whole service on practice phones, as separate processes, over HTTP. It texts nobody."""
