"""What the console is told of the outside."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Terms:
    secret_key: str = field(repr=False)  # signs the sessions
    public_url: str  # where people reach the service, without a slash at its end
    at_home: bool  # only somebody at this machine can
    phones_url: str | None  # where the practice phones are; None: the carrier is a real one

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")
