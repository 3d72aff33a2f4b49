from collections.abc import Callable, Mapping

import pytest

from service.templates import headers

Make = Callable[..., Mapping[str, str]]
BOTH = pytest.mark.parametrize("make", [headers.for_page, headers.for_asset])


@BOTH
def test_nothing_comes_from_elsewhere_and_nothing_is_sent_elsewhere(make: Make) -> None:
    assert make(https=True)["Content-Security-Policy"].split("; ") == [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]


@BOTH
def test_a_browser_guesses_no_type_tells_no_address_and_asks_for_no_sensor(make: Make) -> None:
    made = make(https=False)
    assert made["X-Content-Type-Options"] == "nosniff"
    assert made["Referrer-Policy"] == "no-referrer"
    assert made["X-Frame-Options"] == "DENY"
    features = made["Permissions-Policy"].split(", ")
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(features)
    assert all(feature.endswith("=()") for feature in features)


def test_a_page_is_kept_nowhere_and_a_file_is_asked_for_again() -> None:
    assert headers.for_page(https=False)["Cache-Control"] == "no-store"
    assert headers.for_asset(https=False)["Cache-Control"] == "no-cache"


@BOTH
def test_only_where_there_is_https_is_a_browser_told_to_keep_to_it(make: Make) -> None:
    assert "Strict-Transport-Security" not in make(https=False)
    assert make(https=True)["Strict-Transport-Security"] == "max-age=31536000"


@BOTH
def test_what_is_handed_out_can_be_changed_by_nobody(make: Make) -> None:
    with pytest.raises(TypeError):
        make(https=False)["Cache-Control"] = "public"  # type: ignore[index]
