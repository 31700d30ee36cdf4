"""What `ibok-bot notice post` reads: texts and the file beside them, each refused with its name and the reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ibok_bot.domain.media import MediaKind
from ibok_bot.domain.notice_html import BadMarkup, SafeHtml, from_file
from ibok_bot.domain.notices import Wording
from ibok_bot.i18n import LANGUAGES

_MOST_TEXT = 200_000
_MEGABYTE = 1000 * 1000
_KINDS = (
    (b"\xff\xd8\xff", MediaKind.PHOTO, 10),
    (b"\x89PNG\r\n\x1a\n", MediaKind.PHOTO, 10),
    (b"%PDF-", MediaKind.DOCUMENT, 50),
)
"""How a file begins, how it is shown, and how many megabytes Telegram takes."""


class BadFile(ValueError):
    """A file that cannot be used: which, and why."""


def texts(title: str | None, text_file: Path | None, others: Sequence[str]) -> dict[str, Wording]:
    """The notice in each language. Raises BadFile."""
    found: dict[str, Wording] = {}
    if (title is None) != (text_file is None):
        raise BadFile("--title and --text-file belong together")
    if title is not None and text_file is not None:
        found["pl"] = Wording(title.strip(), _words(text_file, _read(text_file)))
    for given in others:
        language, equals, name = given.partition("=")
        if not equals or language not in LANGUAGES:
            raise BadFile(f"--lang {given}: write it like en=notice.en.txt; languages: {', '.join(LANGUAGES)}")
        if language in found:
            raise BadFile(f"--lang {given}: {language} was given already")
        head, _newline, rest = _read(Path(name)).lstrip("\ufeff\n").partition("\n")
        found[language] = Wording(head.strip(), _words(Path(name), rest.strip("\n")))
    if not found:
        raise BadFile("There is no text. Give --title and --text-file, or --lang pl=FILE")
    return found


def kind_of(file: Path) -> MediaKind:
    """How it is shown in the chat. Raises BadFile for what is neither JPEG, PNG nor PDF, and for what is too large."""
    try:
        with file.open("rb") as opened:
            beginning = opened.read(16)
        size = file.stat().st_size
    except OSError as error:
        raise BadFile(f"{file}: {error.strerror}") from None
    for magic, kind, most in _KINDS:
        if beginning.startswith(magic):
            if size > most * _MEGABYTE:
                raise BadFile(
                    f"{file}: it has {size / _MEGABYTE:.1f} MB, and Telegram takes at most {most} MB of these"
                )
            return kind
    raise BadFile(f"{file}: only JPEG, PNG and PDF go with a notice")


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > _MOST_TEXT:
            raise BadFile(f"{file}: it is far too long for a message")
        return file.read_text("utf-8-sig")
    except OSError as error:
        raise BadFile(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadFile(f"{file}: it is not UTF-8 text") from None


def _words(file: Path, source: str) -> SafeHtml:
    try:
        return from_file(source.strip())
    except BadMarkup as bad:
        raise BadFile(f"{file}: {bad}") from None
