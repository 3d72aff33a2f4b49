"""Twilio's error envelope, and the errors this carrier gives."""

from dataclasses import dataclass

MORE_INFO = "https://www.twilio.com/docs/errors"


@dataclass(frozen=True)
class Fault:
    code: int  # Twilio's
    message: str
    status: int = 400  # HTTP

    def envelope(self) -> dict[str, object]:
        more_info = f"{MORE_INFO}/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more_info, "status": self.status}


class TwilioError(Exception):
    def __init__(self, fault: Fault, retry_after_s: int | None = None) -> None:
        super().__init__(fault.code)
        self.fault = fault
        self.retry_after_s = retry_after_s


NOT_AUTHENTICATED = Fault(20003, "Authenticate", 401)
NOT_FINISHED = Fault(20009, "Cannot delete or redact message because delivery has not been completed.", 409)
TOO_MANY_REQUESTS = Fault(20429, "Too Many Requests", 429)
SERVER_ERROR = Fault(20500, "An internal server error has occurred", 500)
OPTED_OUT = Fault(21610, "Attempt to send to unsubscribed recipient")
NOTHING_TO_UPDATE = Fault(30400, "Parameters are not valid")
TOO_LATE_TO_CANCEL = Fault(30409, "This message cannot be canceled", 409)


def not_found(path: str) -> Fault:
    return Fault(20404, f"The requested resource {path} was not found", 404)
