"""The page of phones and its parts, drawn from the templates in `pages/`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Response, make_response, render_template

from service.practice import scene, switches_form, wording
from service.practice.phones import PAGE
from service.practice.practice import Practice
from service.practice.scene import Screen
from service.practice.switches import CallbackFault, CreateFault, OtherFault
from service.practice.validate import LONGEST_BODY


@dataclass(frozen=True)
class Wish:
    """How the browser looks at the page, as it says with each call."""

    page: int = 0  # from 0
    paused: bool = False
    since: int | None = None  # the version that it shows; None: nothing yet, or what another run had
    look: int = 0  # rises with each look by hand, because a link to the page that one is on is not followed
    faults_open: bool = False

    def query(self, **more: object) -> str:
        """What has to be said to see the same phones in the same way again."""
        asked = {"page": self.page, "paused": int(self.paused), **more}
        said = "&".join(f"{name}={value}" for name, value in asked.items() if value)
        return f"?{said}" if said else ""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a form that was sent; told in the form, beside what was typed."""

    place: str = field(default="", repr=False)  # "phone", "faults", or the E.164 number of the phone that was to text
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)  # by field
    faults: Mapping[str, str] = field(default_factory=dict)  # by field


@dataclass(frozen=True)
class View:
    """All that the templates read, whichever part is drawn."""

    wish: Wish
    token: str  # run and version that the browser shows from now on
    pages: int
    screens: tuple[Screen, ...]
    senders: Mapping[str, str] = field(repr=False)  # E.164 -> as people write it
    going_wrong: tuple[str, ...]  # a sentence for each switch that is on
    trouble: Trouble

    longest_body = LONGEST_BODY

    def screen_of(self, person: str) -> Screen | None:
        return next((screen for screen in self.screens if screen.e164 == person), None)

    @property
    def ringing(self) -> tuple[str, ...]:
        """Numbers, as people write them, on which a text came up."""
        return tuple(screen.number for screen in self.screens if screen.rings)


def whole(practice: Practice, wish: Wish, trouble: Trouble | None = None) -> Response:
    view = _view(practice, Wish(wish.page, wish.paused, None, wish.look, wish.faults_open), trouble)
    drawn = render_template(
        "practice.html",
        view=view,
        clock=scene.clock(practice.wall(), practice.shown_at),
        legend=scene.LEGEND,
        groups={"Sending": tuple(CreateFault), "Reports": tuple(CallbackFault), "Other": tuple(OtherFault)},
        words=wording.WORDS,
        values=_values(practice, view.trouble),
        limits=switches_form,
        spare=f"07700 900{500 + len(view.screens) % 500}",  # most likely nobody's phone yet
    )
    return make_response(drawn, 422 if trouble else 200)


def news(practice: Practice, wish: Wish, writer: str = "") -> Response:
    """What changed since; for the writer of a text a fresh form too."""
    view = _view(practice, wish, None)
    return make_response(render_template("news.html", view=view, writing=view.screen_of(writer)))


def form_again(practice: Practice, wish: Wish, trouble: Trouble) -> Response:
    """The form in which a text was typed, and what is wrong with it."""
    view = _view(practice, wish, trouble)
    writing = view.screen_of(trouble.place)
    return make_response(render_template("form.html", view=view, writing=writing), 422) if writing else again()


def again() -> Response:
    """For a browser that shows what is not there: a carrier before this one drew its page."""
    return Response(headers={"HX-Refresh": "true"})


def clock(wish: Wish, shown: str) -> Response:
    return make_response(render_template("clock.html", wish=wish, shown=shown))


def _view(practice: Practice, wish: Wish, trouble: Trouble | None) -> View:
    page = practice.exchange.page(wish.page)
    return View(
        wish=Wish(page.number, wish.paused, wish.since, wish.look, wish.faults_open),
        token=f"{practice.run}-{page.version}",
        pages=max(-(-page.total // PAGE), 1),
        screens=tuple(scene.screen(phone, practice.senders, practice.shown_at, wish.since) for phone in page.phones),
        senders={number: scene.written(number) for number in practice.senders},
        going_wrong=wording.summary(practice.exchange.switches()),
        trouble=trouble or Trouble(),
    )


def _values(practice: Practice, trouble: Trouble) -> Mapping[str, str]:
    return trouble.typed if trouble.place == "faults" else switches_form.in_form(practice.exchange.switches())
