"""What stands around a reply's own words: signs that cannot be seen, a quoted text, a signature, a reaction, emoji."""

import re
import unicodedata

from service.domain.joining import read_code

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")

_QUOTED = re.compile(r"^[ \t]*[>|][^\n]*$", re.MULTILINE)
_WROTE = re.compile(
    r"(?:^|\n)\s*(?:on\b[^\n]{0,120}\bwrote:|-{2,} ?original message|from: [^\n]*\n(?:sent|to|date): ).*", re.DOTALL
)
_SIGNED = re.compile(
    r"\n\s*(?:sent (?:from|via|with|using) |get outlook|-- ?\n|do not reply to this email).*", re.DOTALL
)
_SENT_FROM = re.compile(
    r"\bsent (?:from|via) (?:my |the )?(?:iphone|ipad|samsung|huawei|android|mobile|galaxy|outlook|phone)\b.*",
    re.DOTALL,
)
_REACTION = re.compile(
    r"^\s*(?:(?:liked|loved|disliked|emphasi[sz]ed|questioned|laughed at|removed an? [\w ]{3,20} from) [\"“„«'\u2018]"
    r"|(?:reacted )?\S{1,8} (?:to|with) [\"“„«\u2018])",
    re.DOTALL,
)
_TAPPED = re.compile(
    r"^\s*(?:liked|loved|disliked|emphasi[sz]ed|questioned|laughed at) an? (?:message|image|photo|attachment)\b"
)

# A joining code, or one with a letter too few or too many: in one, in two, or letter by letter.
_CODE_SIGN = "[cfhjklmqrtwxz012n]"
_CODE = re.compile(
    rf"\b(?:{_CODE_SIGN}{{4,6}}[\W_]{{0,3}}{_CODE_SIGN}{{4,6}}|(?:{_CODE_SIGN}[\W_]{{1,3}}){{8,10}}{_CODE_SIGN})\b"
)

_KEYCAP = re.compile("([0-9])\u20e3")
_EMOJI = {
    "THUMBSUP": "👍👌✅✔☑🆗🫡", "THUMBSDOWN": "👎❌✖", "PILLS": "💊", "SKULL": "💀☠⚰🪦", "STOPSIGN": "🛑🚫⛔✋🔕📵",
    "SOS": "🆘", "KNIFE": "🔪🗡", "BLOOD": "🩸", "GUN": "🔫", "NEEDLE": "💉", "BEER": "🍺🍻🍷🥃",
    "CRY": "😭😢😿😥☹😞😔💔",
    "LAUGH": "😂🤣😆😅😄😁😹😜😝🤪😉😊😀😃🙂😛", "ANGRY": "😡😠🤬", "FINGER": "🖕", "THANKSIGN": "🙏",
    "SLEEP": "😴💤", "KISS": "😘❤💖💕💙💜🥰😍😚",
    "ROPE": "🪢", "DOVE": "🕊👼😇", "PHONE": "📞☎📱", "FISTBUMP": "🤝👊💪🙌👏",
}  # fmt: skip
_MEANS = {sign: f" {word} " for word, signs in _EMOJI.items() for sign in signs}
_PICTURES = re.compile("[" + "".join(_MEANS) + "]")
_OTHER_PICTURES = re.compile("[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ue000-\uf8ff\ufffc\ufffd]")


def seen(raw: str) -> str:
    """In one form of each letter, without what no eye can see."""
    plain = unicodedata.normalize("NFKC", raw.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNSEEN.sub("", _CONTROL.sub(" ", plain))


def own_words(text: str) -> str:
    """Without lines that quote what went before, and without what a phone or a program puts under it."""
    for quoted in (_QUOTED, _WROTE, _SIGNED, _SENT_FROM):
        text = quoted.sub("\n", text)
    return text


def without_code(text: str) -> str:
    """Without the code on a card that somebody joins by: it is read elsewhere, and says nothing here."""
    return _CODE.sub(lambda found: found[0] if read_code(found[0]) is None else " ", text)


def is_reaction(text: str) -> bool:
    """A phone's way to say that somebody put a heart on our text: it repeats the text in quotation marks."""
    return bool(_REACTION.match(text) or _TAPPED.match(text))


def pictures_told(text: str) -> str:
    if text.isascii():
        return text
    text = _PICTURES.sub(lambda found: _MEANS[found[0]], _KEYCAP.sub(r" \1 ", text))
    return _OTHER_PICTURES.sub(" ", text)


def unaccented(text: str) -> str:
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).translate(_CROSSED)


_CROSSED = str.maketrans("łøđħıßæœ", "lodhisao")
