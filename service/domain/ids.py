"""Names for the identifiers, so that one can never be passed for another."""

from typing import NewType

BoardCode = NewType("BoardCode", str)  # nine characters, "S08000031": the Scottish health board codes of 2019
PrisonSlug = NewType("PrisonSlug", str)  # "low-moss": the name without HMP and YOI
PersonId = NewType("PersonId", str)  # "p-" and random: the only name for a person that may leave this service
NumberId = NewType("NumberId", str)
ReleaseId = NewType("ReleaseId", str)
TextId = NewType("TextId", str)
AttemptId = NewType("AttemptId", str)  # stands in the status callback's address, so it is URL-safe
StepId = NewType("StepId", str)  # "02_gp": neutral, because it may be read over a shoulder
SequenceId = NewType("SequenceId", str)
VersionId = NewType("VersionId", str)  # of a published sequence
AppointmentId = NewType("AppointmentId", str)  # ours; the appointment system's own name for it is kept as an index only
MessageSid = NewType("MessageSid", str)  # Twilio's: SM or MM and 32 hex digits
