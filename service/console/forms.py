"""That a form came from a page of ours, in this very session: its token, and the Origin that the browser names."""

import hmac
from urllib.parse import urlsplit

from flask import request
from werkzeug.exceptions import Forbidden

from service.console.session import form_token
from service.console.terms import Terms

_LARGEST = 16 * 1024  # bytes


def check(terms: Terms, *, token: bool) -> None:
    """Raises Forbidden. `token` False: the secret in the address does the token's work."""
    request.max_content_length = _LARGEST
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc not in (request.host, urlsplit(terms.public_url).netloc):
        message = "This form came from another site. Nothing was changed."
        raise Forbidden(message)
    if token and not hmac.compare_digest(request.form.get("csrf_token", "").encode(), form_token().encode()):
        message = "This page was open for too long, or in another session. Go back, load it again, and send it again."
        raise Forbidden(message)
