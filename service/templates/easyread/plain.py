"""Rules 21, 22, 25 and 26: plain words for the same things, said straight and kindly."""

import re
from collections.abc import Iterator

from service.templates.easyread.blanks import without_blanks
from service.templates.easyread.clauses import sentences
from service.templates.easyread.findings import Finding, Words, error, warning

_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being) (?:not |also |still |now |then )?"
    r"([a-z]+ed|[a-z]+en|told|sent|kept|held|made|said|seen|found|put|paid)\b",
    re.IGNORECASE,
)
# States, not deeds; "it is called", which is how one names a thing; and words that only end so.
_STATES = (
    "called closed worried tired scared married allowed pleased interested needed"
    " open even then when often listen children women seven ten eleven red bed"
)
_NEGATIVE = re.compile(
    r"\b(?:not|no|never|cannot|none|nobody|nothing|nowhere|without|neither|nor)\b|n't\b", re.IGNORECASE
)
_SAID_NO = re.compile(r"\b(?:say|says|said|for) no\b|\bno caller id\b", re.IGNORECASE)  # the answer, not a negation
_ORDERS = {
    re.compile(r"\bshould\b", re.IGNORECASE): 'write "you can", or what to do',
    re.compile(r"\bmust\b", re.IGNORECASE): 'write "please", or what to do',
    re.compile(r"\bfailure to\b", re.IGNORECASE): "say what to do",
}

_JARGON = {
    "registration": "joining", "register": "join", "registers": "joins", "registered": "joined",
    "registering": "joining",
    "primary care": "doctor", "prescription": "medicine", "prescriptions": "medicine", "medication": "medicine",
    "attend": "come", "attends": "comes", "attended": "came", "attending": "coming", "attendance": "coming",
    "assistance": "help", "assist": "help", "contact": "call", "contacts": "calls", "contacted": "called",
    "commence": "start", "commences": "starts", "require": "need", "requires": "needs", "required": "needed",
    "regarding": "about", "prior to": "before", "referral": "say who will see you", "referrals": "say who will see you",
    "refer": "send", "referred": "sent", "service user": "you", "service users": "you", "patient": "you",
    "discharge": "going home", "discharged": "went home", "dna": "did not come", "facilitate": "help",
    "support worker": "someone from our team", "general practitioner": "doctor (GP)", "enquire": "ask",
    "advise": "tell", "inform us": "tell us", "utilise": "use", "ensure": "make sure", "receive": "get",
}  # fmt: skip
_JARGON_WORD = re.compile(rf"\b(?:{'|'.join(sorted(_JARGON, key=len, reverse=True))})\b", re.IGNORECASE)

_BLAME = re.compile(
    r"\b(?:failed|failure|fails?|missed (?:it |this |your (?:appointment )?)?again|(?:will|may|can) be charged"
    r"|costs? (?:the )?(?:NHS|us|money|\u00a3\s?\d[\d,.]*)|wast(?:e|ed|es|ing)|no[- ]show"
    r"|(?:did|do) not (?:attend|turn up)|(?:lose|lost) your (?:place|appointment)|your (?:own )?fault"
    r"|consequences?|warning|penalty|fine of|taken off (?:our|the) list|you ignored)\b",
    re.IGNORECASE,
)

_SAME = (
    ("doctor", "surgery", "practice"),
    ("chemist", "pharmacy"),
    ("text", "message"),
    ("medicine", "tablets", "pills"),
)
_CHEMIST = re.compile(r"\bchemist \(pharmacy\)", re.IGNORECASE)  # the pair that people are taught


def voice_and_orders(words: Words) -> Iterator[Finding]:
    for found in _PASSIVE.finditer(without_blanks(words.template)):
        if found[1].casefold() not in _STATES.split():
            yield warning(21, found[0], f"`{found[0]}` does not say who does it", 'write "we" or "you", and the verb')
    for sentence in sentences(without_blanks(words.template)):
        many = _NEGATIVE.findall(_SAID_NO.sub("", sentence))
        if len(many) > 1:
            yield warning(21, many[1], f"a sentence with {len(many)} negatives", "say what is so")
    for order, instead in _ORDERS.items():
        for found in order.finditer(words.template):
            yield warning(21, found[0], f"`{found[0]}` gives orders", instead)


def jargon(words: Words) -> Iterator[Finding]:
    for found in _JARGON_WORD.finditer(without_blanks(words.template)):
        easy = _JARGON[found[0].casefold()]
        yield warning(22, found[0], f"`{found[0]}` is an office's word", f'write "{easy}"')


def blame(words: Words) -> Iterator[Finding]:
    for found in _BLAME.finditer(without_blanks(words.template)):
        yield error(25, found[0], f"`{found[0]}` blames or threatens", "say what the person can do now")


def same_things(words: Words) -> Iterator[Finding]:
    text = _CHEMIST.sub("chemist", without_blanks(words.template)).casefold()
    for group in _SAME:
        used = [word for word in group if re.search(rf"\b{word}s?\b", text)]
        if len(used) > 1:
            told = f"{' and '.join(f'`{word}`' for word in used)} may be taken for different things"
            yield warning(26, " ".join(used), told, "use one word throughout")
