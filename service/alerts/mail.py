"""Alerts by e-mail: one plain message a letter."""

import smtplib
import ssl
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from service.alerts.words import body, subject
from service.core.vitals import Letter
from service.domain.mail import MailRoute

_TIMEOUT_S = 10.0
_WHOLE_LINES = policy.SMTP.clone(max_line_length=998)  # a folded subject is shown with its fold by some readers
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Mail:
    route: MailRoute
    public_url: str
    tls: ssl.SSLContext | None = None  # None: what this machine trusts

    def send(self, letter: Letter) -> None:
        """Raises OSError, smtplib.SMTPException (one too), ssl.SSLError (one too)."""
        route = self.route
        trusted = self.tls or ssl.create_default_context()
        with self._connected(trusted) as server:
            if not route.wrapped and (server.has_extn("starttls") or not self._may_go_in_clear):
                server.starttls(context=trusted)  # fails where the server has none
                server.ehlo()
            if route.user is not None and route.password is not None:
                server.login(route.user, route.password)
            server.send_message(self._message(letter))

    @property
    def _may_go_in_clear(self) -> bool:
        """To a relay on this machine; a password never."""
        return self.route.host in _LOCAL and self.route.password is None

    def _connected(self, trusted: ssl.SSLContext) -> smtplib.SMTP:
        route = self.route
        if route.wrapped:
            server: smtplib.SMTP = smtplib.SMTP_SSL(route.host, route.port, timeout=_TIMEOUT_S, context=trusted)
        else:
            server = smtplib.SMTP(route.host, route.port, timeout=_TIMEOUT_S)
        server.ehlo()
        return server

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(_WHOLE_LINES)
        message["From"], message["To"] = self.route.sender, letter.to or self.route.to
        message["Subject"] = subject(letter)
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=self.route.sender.split("@")[1])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office comes back
        message.set_content(body(letter, self.public_url))
        return message
