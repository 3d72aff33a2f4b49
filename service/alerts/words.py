"""How a letter reads. A case's id, what it is in plain words, and a link: never whom it is about."""

from service.core.vitals import Letter, Notice


def subject(letter: Letter) -> str:
    first, more = letter.notices[0], len(letter.notices) - 1
    over = "over: " if first.over_at else ""
    return f"[release-day] {over}{first.words.rstrip('.')}" + (f", and {more} more" if more else "")


def body(letter: Letter, public_url: str) -> str:
    return "\n".join(_paragraph(notice, public_url) for notice in letter.notices)


def facts(letter: Letter, public_url: str) -> list[dict[str, str | None]]:
    return [
        {
            "case": notice.case,
            "what": notice.words,
            "link": public_url + notice.path,
            "since": notice.raised_at.isoformat(timespec="seconds"),
            "over": notice.over_at.isoformat(timespec="seconds") if notice.over_at else None,
        }
        for notice in letter.notices
    ]


def _paragraph(notice: Notice, public_url: str) -> str:
    since = f"since {notice.raised_at:%Y-%m-%d %H:%M} UTC"
    until = f", over {notice.over_at:%Y-%m-%d %H:%M} UTC" if notice.over_at else ""
    return f"{notice.words}\n{since}{until}\ncase {notice.case}\n{public_url}{notice.path}\n"
