"""What a program says in JSON."""

import json

from flask import request


def said() -> object:
    """The body of the request at hand; None when it is no JSON, or is not called so."""
    try:
        return json.loads(request.get_data()) if request.mimetype == "application/json" else None
    except (ValueError, RecursionError):
        return None
