import pytest

from service.practice.twiml import Reply, replies

BOMB = b"""<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Response><Message>&b;</Message></Response>"""
FILE = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><Response><Message>&a;</Message></Response>"""


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"<Response/>", []),
        (b"<Response><Message>Hello</Message></Response>", ["Hello"]),
        (b"<Response><Message><Body>Hello</Body></Message></Response>", ["Hello"]),
        (b"<Response>\n <Message>\n  <Body> Hello </Body>\n </Message>\n</Response>", ["Hello"]),
        (b"<Response><Message>One</Message><Message>Two</Message></Response>", ["One", "Two"]),
        (b"<Response><Message>Tea &amp; &#163;5</Message></Response>", ["Tea & £5"]),
        ('<?xml version="1.0" encoding="UTF-8"?><Response><Message>Càit</Message></Response>'.encode(), ["Càit"]),
        (b"<Response><Say>Hello</Say></Response>", []),
        (b"<Response><Message>Hello<Media>http://example.org/x.png</Media></Message></Response>", ["Hello"]),
        (b"<Message>Hello</Message>", []),
    ],
)
def test_the_words_of_each_message_are_read_in_order(document: bytes, said: list[str]) -> None:
    assert [reply.body for reply in replies(document)] == said


def test_a_messages_own_callback_is_read() -> None:
    document = b'<Response><Message statusCallback="http://a/b">One</Message><Message>Two</Message></Response>'
    assert replies(document) == (Reply("One", "http://a/b"), Reply("Two", None))


@pytest.mark.parametrize("document", [BOMB, FILE])
def test_a_document_with_a_document_type_is_not_obeyed(document: bytes) -> None:
    assert replies(document) == ()


@pytest.mark.parametrize(
    "document", [b"", b"Thanks", b"<Response><Message>Hello</Message>", b"<Response>\xff</Response>"]
)
def test_a_broken_document_is_not_obeyed_not_even_its_good_part(document: bytes) -> None:
    assert replies(document) == ()
