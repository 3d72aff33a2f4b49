"""How a text can fail to arrive: Twilio's codes, from its error dictionary, as read in November 2026.

That 30008 means failed and its neighbours undelivered is ours: Twilio's pages name the code, not the status.
"""

from collections.abc import Mapping
from types import MappingProxyType

from service.practice.message import DeliveryError, Status

EXPIRED = DeliveryError(30036, "Validity period expired", Status.FAILED)
DELIVERY_ERRORS: Mapping[int, DeliveryError] = MappingProxyType(
    {
        error.code: error
        for error in (
            DeliveryError(30001, "Queue overflow", Status.FAILED),
            DeliveryError(30002, "Account suspended", Status.FAILED),
            DeliveryError(30003, "Unreachable destination handset", Status.UNDELIVERED),
            DeliveryError(30004, "Message blocked", Status.UNDELIVERED),
            DeliveryError(30005, "Unknown destination handset", Status.UNDELIVERED),
            DeliveryError(30006, "Landline or unreachable carrier", Status.UNDELIVERED),
            DeliveryError(30007, "Message filtered", Status.UNDELIVERED),
            DeliveryError(30008, "Unknown error", Status.FAILED),
            DeliveryError(30019, "Content size exceeds carrier limit", Status.FAILED),
            DeliveryError(30034, "Message from an unregistered number", Status.UNDELIVERED),
            EXPIRED,
            DeliveryError(30450, "Message delivery blocked", Status.FAILED),
            DeliveryError(30500, "Internal failure", Status.FAILED),
            # Twilio has no such code: what comes with it is what comes with one that nobody has heard of yet.
            DeliveryError(39999, "A code that nobody knows", Status.UNDELIVERED),
        )
    }
)
