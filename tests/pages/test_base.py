"""The frame and the macros as they are written, before any browser."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from service.domain.text import State
from tests.pages.specimen import PAGES, STATIC, create_app

TEMPLATES = sorted(PAGES.rglob("*.html"))
HOSTILE = "<script>alert('&\"')</script>"
ESCAPED = "&lt;script&gt;alert(&#39;&amp;&#34;&#39;)&lt;/script&gt;"


class Elements(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


@pytest.fixture
def client() -> FlaskClient:
    return create_app().test_client()


@pytest.fixture
def jinja() -> Environment:
    return Environment(loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined)


def framed(jinja: Environment, **context: object) -> str:
    page = '{% extends "base.html" %}{% block title %}Here{% endblock %}{% block main %}<h1>Here</h1>{% endblock %}'
    return jinja.from_string(page).render(assets="/a", **context)


def made(jinja: Environment, file: str, call: str, **context: object) -> str:
    macro = call.partition("(")[0]
    return jinja.from_string(f'{{% from "macros/{file}.html" import {macro} %}}{{{{ {call} }}}}').render(**context)


@pytest.mark.parametrize("path", ["/", "/?practice", "/bare", "/sign-in?faulty"])
def test_a_page_holds_no_script_and_no_style_of_its_own(client: FlaskClient, path: str) -> None:
    page = Elements(client.get(path).text)
    assert page.all("style") == []
    assert all(script.get("src") for script in page.all("script"))
    for tag, attributes in page.seen:
        assert not [name for name in attributes if name == "style" or name.startswith(("on", "hx-on"))], tag


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_trusts_no_words_and_names_no_address(template: Path) -> None:
    words = template.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape|\bstyle=|\bon[a-z]+=|://", words)


def test_a_page_says_its_language_and_has_one_of_each_region(client: FlaskClient) -> None:
    page = Elements(client.get("/").text)
    assert page.all("html")[0]["lang"] == "en"
    assert [len(page.all(region)) for region in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
    names = [nav["aria-label"] for nav in page.all("nav")]
    assert len(set(names)) == len(names)


def test_the_way_past_the_header_is_the_first_link_and_leads_to_the_matter(client: FlaskClient) -> None:
    page = Elements(client.get("/").text)
    assert page.all("a")[0]["href"] == "#" + str(page.all("main")[0]["id"])


def test_only_the_section_that_one_is_in_is_marked(client: FlaskClient) -> None:
    links = Elements(client.get("/").text).all("a")
    assert [link["href"] for link in links if link.get("aria-current") == "true"] == ["/"]


def test_nobody_takes_practice_for_the_real_thing(jinja: Environment) -> None:
    practice = framed(jinja, practice=True)
    assert "<title>Practice: Here" in practice
    assert "No text sent here reaches a real phone" in practice
    assert "/a/brand/mark-practice.svg" in practice
    assert "This is a practice copy." in practice


def test_the_real_thing_says_nothing_of_practice(jinja: Environment) -> None:
    assert "ractice" not in framed(jinja, practice=False)


def test_the_frame_stands_without_brand_sections_or_footer(jinja: Environment) -> None:
    page = framed(jinja)
    assert "NHS Scotland" in page
    assert "<nav" not in page


def test_a_board_puts_in_its_name_its_logo_its_colours_and_its_address(jinja: Environment) -> None:
    brand = {
        "name": "NHS Fife",
        "service": "Home again",
        "css": "/fife.css",
        "logo": "/fife.svg",
        "icon": "/f.svg",
        "home": "/log",
    }
    page = framed(jinja, brand=brand)
    assert "<title>Here – Home again – NHS Fife</title>" in page
    parts = Elements(page)
    assert parts.all("img") == [{"class": "ds_site-branding__logo-image", "src": "/fife.svg", "alt": "NHS Fife"}]
    assert {"rel": "stylesheet", "href": "/fife.css"} in parts.all("link")
    assert {"rel": "icon", "href": "/f.svg", "type": "image/svg+xml"} in parts.all("link")
    assert parts.all("a")[1]["href"] == "/log"
    assert "NHS Scotland" not in page
    assert "/a/brand/" not in page


def test_a_boards_colours_come_last_so_that_they_hold(jinja: Environment) -> None:
    sheets = [link["href"] for link in Elements(framed(jinja)).all("link") if link["rel"] == "stylesheet"]
    assert sheets == ["/a/vendor/design-system/design-system.min.css", "/a/release-day.css", "/a/brand/brand.css"]


def test_every_file_that_the_frame_asks_for_is_there(client: FlaskClient) -> None:
    page = Elements(client.get("/?practice").text)
    asked = [*(link["href"] for link in page.all("link")), *(script["src"] for script in page.all("script"))]
    assert len(asked) == 6
    for address in asked:
        with client.get(str(address)) as response:
            assert response.status_code == 200, address


def test_every_colour_that_is_used_is_defined_for_light_and_for_dark() -> None:
    ours, brand = ((STATIC / name).read_text() for name in ("release-day.css", "brand/brand.css"))
    used = set(re.findall(r"var\((--[a-z-]+)\)", ours))
    for sheet in (ours, brand):
        light, dark = sheet.split("@media (prefers-color-scheme: dark)", 1)
        dark = dark[: dark.index("\n}\n")]
        names = set(re.findall(r"^\s+(--[a-z-]+):", light, re.MULTILINE))
        same_in_both = {"--focus", "--on-focus", "--on-practice"}
        assert names - same_in_both == set(re.findall(r"(--[a-z-]+):", dark))
        assert names <= used
        used -= names
    assert used == {"--tone"}  # set by the element that uses it


def test_each_state_of_a_text_has_words_of_its_own_and_a_meaning(jinja: Environment) -> None:
    words = [made(jinja, "tag", f"state_words('{state}')") for state in State]
    assert len(set(words)) == len(State)
    assert not set(words) & set(State)
    assert all(made(jinja, "tag", f"state_meaning('{state}')").endswith(".") for state in State)


def test_a_state_from_tomorrow_is_shown_as_it_is(jinja: Environment) -> None:
    assert ">beamed</span>" in made(jinja, "tag", "state('beamed')")
    assert made(jinja, "tag", "state_words('beamed')") == "beamed"
    assert made(jinja, "tag", "state_meaning('beamed')") == ""


@pytest.mark.parametrize(
    ("file", "call"),
    [
        ("breadcrumbs", "breadcrumbs([(x, x), (x, '')])"),
        ("button", "button(x, name=x, value=x, describe=x)"),
        ("button", "button_link(x, x, describe=x)"),
        ("checkbox", "checkbox(x, x, value=x, hint=x, fault=x)"),
        ("checkbox", "checkboxes(x, x, [(x, x)], hint=x, fault=x)"),
        ("date_field", "date_field(x, x, (x, x, x), hint=x, fault=x)"),
        ("date_field", "day_field(x, x, x, hint=x, fault=x, first=x, last=x)"),
        ("error_summary", "error_summary([(x, x)], title=x)"),
        ("notification", "notification(x, title=x)"),
        ("notification", "notification_banner(x, label=x)"),
        ("pagination", "pagination(x, x, label=x, words=(x, x))"),
        ("password_field", "password_field(x, x, hint=x, fault=x)"),
        ("select_field", "select_field(x, x, [(x, x)], blank=x, hint=x, fault=x)"),
        ("summary_list", "summary_list([{'key': x, 'value': x, 'actions': [{'text': x, 'href': x, 'describe': x}]}])"),
        ("table", "table(x, [{'text': x}], [{'cells': [x], 'id': x}], id=x)"),
        ("table", "table(x, [{'text': x}], [], empty=x)"),
        ("tag", "tag(x, x)"),
        ("tag", "state(x)"),
        ("task_link", "task_link(x, x, hint=x, status=x, colour=x)"),
        ("text_field", "text_field(x, x, x, hint=x, fault=x, type=x, autocomplete=x, inputmode=x)"),
        ("timeline", "timeline([{'at': x, 'iso': x, 'title': x, 'detail': x, 'tone': x}], label=x)"),
    ],
)
def test_words_from_outside_stay_words(jinja: Environment, file: str, call: str) -> None:
    shown = made(jinja, file, call, x=HOSTILE)
    assert HOSTILE not in shown
    assert ESCAPED in shown
    assert "&amp;lt;" not in shown, "escaped twice"


def test_every_component_has_a_file_and_is_on_the_specimen() -> None:
    specimen = (Path(__file__).parent / "templates" / "specimen.html").read_text()
    components = {path.stem for path in (PAGES / "macros").iterdir()} - {"question"}
    assert components == set(re.findall(r'from "macros/(\w+)\.html"', specimen))


def test_a_cell_knows_its_heading_and_a_row_its_name(jinja: Environment) -> None:
    columns = [{"text": "Number"}, {"text": "Parts", "number": True}]
    shown = made(jinja, "table", "table('Texts', columns, rows)", columns=columns, rows=[["07700", 2]])
    page = Elements(shown)
    assert [head["scope"] for head in page.all("th")] == ["col", "col", "row"]
    assert [cell["data-heading"] for cell in page.all("td")] == ["Parts"]
    assert page.all("td")[0]["class"] == "rd-number"
    assert page.all("caption") == [{}]


def test_a_table_without_row_heads_has_cells_only(jinja: Environment) -> None:
    shown = made(jinja, "table", "table('T', [{'text': 'A'}], [['a'], ['b']], row_heads=false, caption_hidden=true)")
    page = Elements(shown)
    assert len(page.all("td")) == 2
    assert page.all("caption") == [{"class": "visually-hidden"}]


def test_at_either_end_of_the_log_there_is_one_way_to_go_and_none_when_it_fits(jinja: Environment) -> None:
    assert "Older" not in made(jinja, "pagination", "pagination(newer='/n')")
    assert "Newer" not in made(jinja, "pagination", "pagination(older='/o')")
    assert made(jinja, "pagination", "pagination()").strip() == ""


@pytest.mark.parametrize(
    ("file", "call", "element"),
    [
        ("text_field", "text_field('a', 'A', hint='H', fault='F')", "input"),
        ("password_field", "password_field('a', hint='H', fault='F')", "input"),
        ("select_field", "select_field('a', 'A', [], hint='H', fault='F')", "select"),
        ("date_field", "day_field('a', 'A', hint='H', fault='F')", "input"),
        ("date_field", "date_field('a', 'A', hint='H', fault='F')", "fieldset"),
        ("checkbox", "checkboxes('a', 'A', [], hint='H', fault='F')", "fieldset"),
        ("checkbox", "checkbox('a', 'A', hint='H', fault='F')", "input"),
    ],
)
def test_a_field_is_read_out_with_its_hint_and_its_fault(
    jinja: Environment, file: str, call: str, element: str
) -> None:
    page = Elements(made(jinja, file, call))
    assert page.all(element)[0]["aria-describedby"] == "a-hint a-fault"
    ids = [attributes["id"] for _, attributes in page.seen if "id" in attributes]
    assert {"a-hint", "a-fault"} <= set(ids)
    assert len(set(ids)) == len(ids)


def test_only_the_part_of_a_date_that_is_wrong_is_marked(jinja: Environment) -> None:
    page = Elements(made(jinja, "date_field", "date_field('a', 'A', fault='F', faulty=('month',))"))
    assert [part["id"] for part in page.all("input") if "aria-invalid" in part] == ["a-month"]


def test_a_password_is_never_written_into_a_page(jinja: Environment) -> None:
    for call, wanted in (
        ("password_field('p')", "current-password"),
        ("password_field('p', new=true)", "new-password"),
    ):
        field = Elements(made(jinja, "password_field", call)).all("input")[0]
        assert "value" not in field
        assert field["autocomplete"] == wanted
