"""Is it Twilio? https://www.twilio.com/docs/usage/security#validating-requests."""

from dataclasses import dataclass, field

from flask import Request
from twilio.request_validator import RequestValidator

HEADER = "X-Twilio-Signature"


@dataclass(frozen=True)
class Signature:
    auth_token: str = field(repr=False)
    public_url: str  # what Twilio calls, whatever a proxy makes of it: without a slash at its end

    def fits(self, request: Request) -> bool:
        """Over the address as Twilio called it and every form parameter. Nothing of the request is used before this."""
        validator = RequestValidator(self.auth_token)
        return bool(
            validator.validate(self.public_url + _as_sent(request), request.form, request.headers.get(HEADER, ""))
        )


def _as_sent(request: Request) -> str:
    """Path and query as they came over the wire: Werkzeug's own URL has some escapes undone, and would not fit."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    return str(raw) if raw else request.full_path.removesuffix("?")
