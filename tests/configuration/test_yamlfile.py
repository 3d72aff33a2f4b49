from pathlib import Path

import pytest

from service.configuration.yamlfile import MOST_BYTES, read_yaml


def told(tmp_path: Path, raw: bytes) -> list[str]:
    """The faults of a file with this in it, as line:col: message."""
    file = tmp_path / "file.yaml"
    file.write_bytes(raw)
    return [str(fault).removeprefix(f"{file}:") for fault in read_yaml(file)[1]]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"a: 1\nb: [1\nc: 2\n", "3:2: is not YAML: "),
        (b'a: 1\nb: "x\n', "3:1: is not YAML: found unexpected end of stream (begun on line 2)"),
        (b"a: NHS: hello\n", "1:7: is not YAML: "),
        (b'a: "\\UFFFFFFFF"\n', "1:1: is not YAML"),
        (b"a: 1\nb: 2\na: 3\n", "3:1: `a` stands here already, on line 1"),
        (b"a: {b: 1, b: 2}\n", "1:11: `b` stands here already, on line 1"),
        (b"a:\n\t- 1\n", "2:1: a tab: use spaces"),
        (b"a: 'x\ty'\n", "1:6: a tab: use spaces"),
        (b"a: 1\nb: x\0y\n", "2:5: a character that cannot be seen, U+0000: leave it out"),
        (b'a: "x\\0y"\n', "1:4: a character that cannot be seen, U+0000: leave it out"),
        (b'a: "\\ud800"\n', "1:4: a character that cannot be seen, U+D800: leave it out"),
        ("a: x\u2028y\n".encode(), "1:5: a character that cannot be seen, U+2028: leave it out"),
        ("a: caf\u00e9\nb: caf".encode() + b"\xe9\n", "2:7: is not UTF-8 from here on"),
        (b"", "1:1: is empty"),
        (b"# nothing\n", "1:1: is empty"),
        (b"a: &x 1\n", "1:4: an & name: every value is written out where it is needed"),
        (b"a: *x\n", "1:4: a * reference: write the value out"),
        (b"a: !!python/name:os.system 1\n", "1:4: a ! type: leave it out"),
        (b"%YAML 1.1\n---\na: 1\n", "1:1: a line that begins with %: leave it out"),
        (b"a: 1\n---\nb: 2\n", "2:1: a second document begins here: one file holds one"),
        (b"[a]: 1\n", "1:1: a field's name must be a word"),
        (b"a: 19:00\n", '1:4: `19:00` is a number to some readers of YAML: write "19:00" in quotes'),
        (b"[" * 500 + b"]" * 500, "1:14: lies more than 12 levels deep"),
        (b"a: " + b"x" * MOST_BYTES, "1:1: is larger than 1 MB"),
    ],
)
def test_what_does_not_belong_in_a_file_is_told_with_its_place(tmp_path: Path, raw: bytes, fault: str) -> None:
    assert [line for line in told(tmp_path, raw) if line.startswith(fault)]


def test_a_file_of_references_to_references_is_not_followed(tmp_path: Path) -> None:
    layers = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]\n"]
    layers += [b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 40)]
    assert told(tmp_path, b"".join(layers))


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    document, faults = read_yaml(tmp_path)
    assert document is None
    assert [fault.message for fault in faults] == ["cannot be read: Is a directory"]


def test_a_tab_is_the_only_fault_of_a_file_that_it_breaks(tmp_path: Path) -> None:
    assert told(tmp_path, b"a:\n  b: 1\n\tc: 2\n") == ["3:1: a tab: use spaces"]


def test_a_fault_never_repeats_the_line_that_it_is_in(tmp_path: Path) -> None:
    assert "secret" not in "".join(told(tmp_path, b"a: NHS: secret words\nb: [secret\n"))


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbfa: 1\r\nb: x\r\n", b"a: 1\nb: x\n...\n", b"---\na: 1\nb: x\n"])
def test_a_byte_order_mark_windows_line_ends_and_document_marks_are_taken(tmp_path: Path, raw: bytes) -> None:
    assert told(tmp_path, raw) == []


def test_a_bare_word_is_what_yaml_1_2_says_it_is(tmp_path: Path) -> None:
    file = tmp_path / "file.yaml"
    file.write_text("a: 12\nb: no\nc: true\nd:\ne: 2026-11-30\nf: 1.5\ng: '12'\nh: ~\n2: x\n")
    document, faults = read_yaml(file)
    assert faults == ()
    assert document is not None
    expected = {"a": 12, "b": "no", "c": True, "d": None, "e": "2026-11-30", "f": 1.5, "g": "12", "h": None, "2": "x"}
    assert document.value == expected
