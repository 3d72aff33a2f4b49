"""What the demo has seen so far, printed as it is seen."""

from dataclasses import dataclass, field
from datetime import datetime

import click

from service.clock import PracticeClock
from service.demo import show, story
from service.demo.client import Client, Message
from service.demo.verdict import Arrival
from service.domain.number import read_number


@dataclass
class Watch:
    client: Client
    clock: PracticeClock
    answers: dict[str, show.Told] = field(default_factory=dict)  # by prison number
    phones: dict[str, str] = field(default_factory=dict)  # prison number -> E.164
    stopped: dict[str, datetime] = field(default_factory=dict)  # prison number -> practice time of the answer
    arrivals: list[Arrival] = field(default_factory=list)
    texted_back: list[story.TextBack] = field(default_factory=list)
    serial: int = 0

    def post(self, happening: story.Happening) -> None:
        """Post an event as the prison does, and print what came of it."""
        answer = self.client.post(happening.event)
        subject = happening.event["subject"]
        self.answers.setdefault(subject, []).append((happening.event, answer))
        self.meet(subject, happening.event["data"].get("person", {}).get("mobile", ""))
        if happening.event["type"] in story.STOPS:
            self.stopped[subject] = self.clock.now()
        click.echo(show.event_line(self.clock.now(), story.name_of(subject), happening.event, answer))

    def meet(self, prison_number: str, mobile: str) -> None:
        """Remember whose phone this is, if it is one."""
        number = read_number(mobile, practice=True)
        if number.e164 is not None:
            self.phones[prison_number] = number.e164

    def look(self) -> None:
        """Print the texts that reached the carrier since the last look."""
        names = {phone: f"{story.name_of(subject)} {phone}" for subject, phone in self.phones.items()}
        for message in self.client.messages(self.serial):
            self.serial = message.serial
            at = self.clock.practice_of(message.at)
            self.arrivals.append(Arrival(at, message.to, message.words))
            click.echo(show.text_line(at, names.get(message.to, message.to), message.words))
            self._text_back(message)

    def _text_back(self, message: Message) -> None:
        """What the person with that phone says to it, if the story has anything."""
        names = {phone: story.name_of(subject) for subject, phone in self.phones.items()}
        for one in story.TEXTS_BACK:
            if names.get(message.to) == one.name and one.to in message.words and one not in self.texted_back:
                self.texted_back.append(one)
                self.client.text_back(message.to, message.sender, one.says)
                click.echo(show.reply_line(self.clock.now(), f"{one.name} {message.to}", one.says))
