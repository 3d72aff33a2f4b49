"""The demo as a newcomer meets it: the link, the phones, a STOP, and what the delivery log says of it."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.browser import watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PROJECT = Path(__file__).parents[2]
SAM = "07700 900101"
PATIENCE_S = 120.0
PATIENCE_MS = PATIENCE_S * 1000
WIDTHS = [390, 1280]


class Demo:
    """A running demo, and what it has printed so far."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.printed = ""

    def after(self, label: str) -> str:
        """The address that it prints after this label."""
        found = self._line(rf"{label}: (\S+)")
        return found.group(1)

    def _line(self, pattern: str) -> "re.Match[str]":
        ends = time.monotonic() + PATIENCE_S
        assert self.process.stdout is not None
        while time.monotonic() < ends:
            found = re.search(pattern, self.printed)
            if found:
                return found
            self.printed += self.process.stdout.readline()
        pytest.fail(self.printed)


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """In a folder of its own, because one demo at a time plays in a checkout."""
    for name in ("config", "samples"):
        (folder / name).symlink_to(PROJECT / name)
    words = [sys.executable, "-m", "service", "demo"]
    with subprocess.Popen(words, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            yield Demo(process)
        finally:
            process.terminate()


def test_texts_arrive_a_stop_is_typed_and_the_log_shows_what_it_cancelled(browser: "Browser", tmp_path: Path) -> None:
    with demo(tmp_path) as running:
        link, phones = urlsplit(running.after("Open")), urlsplit(running.after("Phones"))
        carrier = f"{phones.scheme}://{phones.netloc}"
        with watched(browser, carrier) as seen:
            seen.page.goto("/practice")
            phone = seen.page.get_by_role("article", name=SAM)
            phone.get_by_text("Hello from NHS Greater Glasgow and Clyde").wait_for(timeout=PATIENCE_MS)
            phone.get_by_role("textbox").fill("stop")
            phone.get_by_role("button", name=f"Send as {SAM}").click()
            phone.get_by_text("unsubscribed").wait_for()
            assert seen.barriers() == []
        with watched(browser, f"{link.scheme}://{link.netloc}") as seen:
            seen.page.goto(link.path)
            seen.page.get_by_role("main").get_by_role("button").first.click()
            seen.page.get_by_role("heading", level=1).wait_for()
            seen.page.goto("/texts?state=cancelled")
            seen.page.get_by_role("main").get_by_text("stop", exact=False).first.wait_for()
            assert seen.page.get_by_role("row").count() > 11  # twelve steps but the welcome, and the heads
            assert seen.barriers() == []
            for width in WIDTHS:
                seen.page.set_viewport_size({"width": width, "height": 900})
                assert seen.sideways() == 0
            seen.page.goto(link.path)
            assert "used" in seen.page.get_by_role("main").inner_text().casefold()
            seen.complaints.clear()  # the browser tells of the 410 itself
