"""`release-day`, and `python -m service`."""

from service.cli import release_day


def main() -> None:
    release_day(prog_name="release-day")


if __name__ == "__main__":
    main()
