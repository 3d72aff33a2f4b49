"""A real browser for tests: Debian's Chromium, driven by playwright, watched while it works.

`tests/conftest.py` takes the fixture for every folder. Where the machine has no browser,
its tests skip and say what is missing; REQUIRE_BROWSER=1, which .ci/run sets, makes that a failure.
"""

import importlib
import importlib.util
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

AXE = Path(__file__).parent / "pages" / "vendor" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]

# As root it has no sandbox of its own; and it shall not call home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE_MS = 15_000
# Its own calendar writes 23/12/2026 in screenshots, if the package chromium-l10n is there; no test depends on it.
BRITISH = {"LANGUAGE": "en_GB"}

Scheme = Literal["light", "dark"]


@dataclass
class Watched:
    """A page, and what it did that it should not have done."""

    page: "Page"
    outside: list[str] = field(default_factory=list)  # addresses it asked for beyond its own origin
    complaints: list[str] = field(default_factory=list)  # errors and warnings of the console: a broken CSP is one

    def sideways(self) -> int:
        """Pixels by which the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def barriers(self) -> list[str]:
        """What axe finds wrong by WCAG 2.0, 2.1 and 2.2, A and AA: the rule, the element, what is wrong with it."""
        if not self.page.evaluate("typeof axe !== 'undefined'"):
            self.page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
        found: Mapping[str, Any] = self.page.evaluate("tags => axe.run({runOnly: tags})", WCAG)
        return [
            f"{rule['id']}: {node['html']}: {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One a pytest process."""
    program = shutil.which("chromium") or ""
    missing = [
        name
        for name, there in (
            ("playwright (requirements-dev.lock)", importlib.util.find_spec("playwright")),
            ("chromium (apt-get install chromium)", program),
        )
        if not there
    ]
    if missing:
        reason = f"no browser: {' and '.join(missing)} missing"
        if _environment().get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with importlib.import_module("playwright.sync_api").sync_playwright() as playwright:
        started: Browser = playwright.chromium.launch(
            executable_path=program, args=ARGUMENTS, env={**_environment(), **BRITISH}
        )
        try:
            yield started
        finally:
            started.close()


def _environment() -> Mapping[str, str]:
    return os.environ  # noqa: TID251  a switch of the tests and what Chromium inherits, no setting of the service


@contextmanager
def watched(
    browser: "Browser", origin: str, *, width: int = 1280, scheme: Scheme = "light", javascript: bool = True
) -> Iterator[Watched]:
    """A fresh page without cookies; afterwards it must have asked nobody else and complained of nothing.

    Args:
        browser: the fixture.
        origin: scheme, host and port, the only ones that the page may ask.
        width: of the screen, in css pixels.
        scheme: what the person asked of their system.
        javascript: whether the browser runs any.
    """
    with browser.new_context(
        base_url=origin,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=javascript,
        reduced_motion="reduce",  # so that axe measures no colour on its way to another
        locale="en-GB",
        timezone_id="Europe/London",
    ) as context:
        context.set_default_timeout(PATIENCE_MS)
        seen = Watched(context.new_page())

        def asked(address: str) -> None:
            if "{0.scheme}://{0.netloc}".format(urlsplit(address)) != origin:
                seen.outside.append(address)

        def said(message: "ConsoleMessage") -> None:
            if message.type in {"error", "warning"}:
                seen.complaints.append(message.text)

        context.on("request", lambda request: asked(request.url))
        context.on("console", said)
        context.on("weberror", lambda error: seen.complaints.append(str(error.error)))
        yield seen
        assert seen.outside == []
        assert seen.complaints == []
