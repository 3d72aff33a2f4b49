import pytest

from service.core import passwords

EMAIL = "anna.reid@nhs.example"


@pytest.mark.parametrize(
    "password",
    [
        "herring tractor lamplight",
        "x7!kQm2#pZ9w",
        "Chaidh sinn dhachaigh",
        "пароль-как-ни-у-кого",
        "天気がいいから散歩しましょう",
        "welcome to the herring",
    ],
)
def test_a_long_password_of_any_kind_is_taken(password: str) -> None:
    assert passwords.faults_of(password, EMAIL) == ()


@pytest.mark.parametrize("password", ["", "short", "elevenchars"])
def test_a_password_of_fewer_than_twelve_characters_is_refused(password: str) -> None:
    assert "Use 12 characters or more." in passwords.faults_of(password, EMAIL)


def test_a_password_of_more_than_two_hundred_characters_is_refused() -> None:
    assert passwords.faults_of("herring tractor lamplight " * 8, EMAIL) == ("Use 200 characters or fewer.",)


@pytest.mark.parametrize("password", [EMAIL, EMAIL.upper(), f"my {EMAIL}!"])
def test_the_e_mail_is_no_password(password: str) -> None:
    assert "Do not use your e-mail address." in passwords.faults_of(password, EMAIL)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password!2026",
        "PASSWORDPASSWORD",
        "123456789012",
        "qwertyuiop123",
        "aaaaaaaaaaaaaaaa",
        "welcome-scotland-1",
        "Release-Day-2026",
        "administrator1",
    ],
)
def test_what_many_people_choose_is_refused(password: str) -> None:
    (fault,) = passwords.faults_of(password, EMAIL)
    assert fault.startswith("This is easy to guess.")


def test_a_hash_fits_its_password_alone_and_no_two_are_the_same() -> None:
    one, other = passwords.hash_of("herring tractor lamplight"), passwords.hash_of("herring tractor lamplight")
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other
    assert passwords.fits(one, "herring tractor lamplight")
    assert not passwords.fits(one, "Herring tractor lamplight")
    assert "herring" not in one


def test_a_password_fits_however_a_keyboard_composes_it() -> None:
    assert passwords.fits(passwords.hash_of("cafe\u0301 an teaghlach"), "caf\u00e9 an teaghlach")


@pytest.mark.parametrize("hashed", [None, "", "$argon2id$broken", "plain"])
def test_without_a_hash_no_password_fits(hashed: str | None) -> None:
    assert not passwords.fits(hashed, "")
    assert not passwords.fits(hashed, "herring tractor lamplight")
