"""Cards and leaflets as one HTML file each: no script, nothing fetched."""

from service.cards import sheet
from service.cards.sheet import HandOut, Sheet
from service.cards.words import Printed
from service.templates.printing import printed

CARDS_TITLE = "Cards to cut out"  # a browser may print it on the cards' page


def cards_page(sheets: tuple[Sheet, ...], handout: HandOut) -> str:
    return printed("cards.html", title=CARDS_TITLE, sheets=sheets, handout=handout, size=sheet)


def leaflet_title(words: Printed) -> tuple[str, str]:
    """Its two lines."""
    return "Texts about your health", f"from {words.name}"


def leaflet_page(words: Printed) -> str:
    return printed("leaflet.html", title=leaflet_title(words), words=words)
