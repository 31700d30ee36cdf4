"""Sentences and how each language says them: `Msg` + language -> text, with numbers, money, dates, plurals.

A sentence travels untranslated from the dialog to the edge. The text that comes out is in the small HTML
subset that every channel understands (`<b> <i> <code> <a>`): tags stand in the catalogues only, and in what
staff wrote (`SafeHtml`); every argument is escaped.
"""

from __future__ import annotations

import gettext
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import get_decimal_symbol, get_group_symbol

from ibok_bot.domain.energy import Energy
from ibok_bot.domain.money import Money
from ibok_bot.domain.notice_html import SafeHtml

LANGUAGES = ("pl", "en", "uk")
DEFAULT = "pl"
_DATES = {"pl": "dd.MM.y", "uk": "dd.MM.y", "en": "d MMM y"}
WARSAW = ZoneInfo("Europe/Warsaw")
_HERE = Path(__file__).parent
_NBSP = "\u00a0"


@dataclass(frozen=True, slots=True)
class Msg:
    """A sentence not yet translated: its English form is the catalogue key; arguments keep their types."""

    key: str
    args: tuple[tuple[str, Arg], ...] = ()
    plural: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Words that are nobody's to translate: a name, a supplier's clause, a document's number."""

    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Sentences one below the other; an empty line is `Verbatim("")`."""

    parts: tuple[Text, ...]
    between: str = "\n"


@dataclass(frozen=True, slots=True)
class Rate:
    """A price a unit, in złoty: with four decimals at least, as price lists print it (0,4000), or two for a month."""

    zloty: Decimal
    decimals: int = 4


Text = Msg | Verbatim | Lines | SafeHtml
Arg = str | int | Decimal | Rate | Money | Energy | date | datetime | Msg | Verbatim | Lines | SafeHtml


def _(key: str, /, **args: Arg) -> Msg:
    """Mark a sentence for translation; its `{names}` are filled from the arguments."""
    return Msg(key, tuple(args.items()))


def n_(one: str, many: str, n: int, /, **args: Arg) -> Msg:
    """Mark a sentence whose form depends on a count, which it may name as `{n}`."""
    return Msg(one, (("n", n), *args.items()), many, n)


def lines(*parts: Text | None) -> Lines:
    """Sentences one below the other; those that are None are left out."""
    return Lines(tuple(part for part in parts if part is not None))


def paragraphs(*parts: Text | None) -> Lines:
    """Sentences with an empty line between each two."""
    return Lines(tuple(part for part in parts if part is not None), "\n\n")


def supported(language_code: str | None) -> str:
    """The language to speak with somebody whose client says `language_code`, such as `en-GB` or None."""
    base = (language_code or DEFAULT).partition("-")[0].lower()
    return base if base in LANGUAGES else "en"


@dataclass(frozen=True)
class Voice:
    """Speaks one language, in one time zone."""

    language: str = DEFAULT
    timezone: ZoneInfo = WARSAW

    def html(self, text: Text) -> str:
        """The text as the HTML subset, arguments escaped."""
        match text:
            case Msg():
                return self._sentence(text)
            case Verbatim():
                return escape(text.text, quote=False)
            case Lines():
                return text.between.join(self.html(part) for part in text.parts)
            case SafeHtml():
                return text.html

    def plain(self, text: Text) -> str:
        """The text without markup, for button labels and toasts."""
        match text:
            case Msg():
                return self._template(text).format_map(
                    {name: self.plain(a) if isinstance(a, Text) else self.value(a) for name, a in text.args}
                )
            case Verbatim():
                return text.text
            case Lines():
                return text.between.join(self.plain(part) for part in text.parts)
            case SafeHtml():
                return text.plain

    def value(self, arg: str | int | Decimal | Rate | Money | Energy | date | datetime) -> str:
        """One argument as a person writes it: 1 234,56 zł · 14.10.2026 · 1 234 kWh."""
        match arg:
            case str():
                return arg
            case Money():
                return f"{_number(arg.zloty, self.language, ',.2f')}{_NBSP}zł"
            case Energy():
                return f"{_number(arg.kwh, self.language)}{_NBSP}{_KWH[self.language]}"
            case Rate(zloty, decimals):
                return _number(zloty, self.language, least=decimals)
            case datetime():
                local = arg.astimezone(self.timezone)
                return format_datetime(local, f"{_DATES[self.language]}, HH:mm", locale=_locale(self.language))
            case date():
                return format_date(arg, _DATES[self.language], locale=_locale(self.language))
            case _:
                return _number(Decimal(arg), self.language)

    def _sentence(self, msg: Msg) -> str:
        template = self._template(msg)
        if not msg.args:
            return template.format() if "{" in template else template
        return template.format_map(
            {
                name: self.html(arg) if isinstance(arg, Text) else escape(self.value(arg), quote=False)
                for name, arg in msg.args
            }
        )

    def _template(self, msg: Msg) -> str:
        known = catalogue(self.language)
        if msg.plural is None:
            return known.gettext(msg.key)
        # a number never stands on another line than what it counts
        return known.ngettext(msg.key, msg.plural, msg.count).replace("{n} ", f"{{n}}{_NBSP}")


_KWH = {"pl": "kWh", "en": "kWh", "uk": "кВт·год"}


@cache
def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else language)


@cache
def _signs(language: str) -> dict[int, str]:
    """What stands between thousands and before decimals, by Babel's data; never a space where a line may break."""
    locale = _locale(language)
    between, before = get_group_symbol(locale).replace(" ", _NBSP), get_decimal_symbol(locale)
    return {ord(","): between, ord("."): before}


def _number(value: Decimal, language: str, form: str = ",.5f", least: int = 0) -> str:
    """Grouped in thousands. Python's own formatting is exact and ten times as fast as reading a pattern.

    Prices have up to five decimals; zeros at the end are left out, down to the `least` number of decimals.
    """
    text = f"{value:{form}}"
    if form == ",.5f":
        whole, _point, decimals = text.partition(".")
        decimals = decimals[:least] + decimals[least:].rstrip("0")
        text = f"{whole}.{decimals}" if decimals else whole
    return text.translate(_signs(language))


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The sentences of one language. Raises FileNotFoundError when the catalogue is missing."""
    source = _locales() / language / "LC_MESSAGES" / "ibok_bot.po"
    compiled = source.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    return gettext.GNUTranslations(BytesIO(_compile(source, compiled)))


def _locales() -> Path:
    """`locales/` inside an installed package, or beside the package in a checkout."""
    inside = _HERE / "locales"
    return inside if inside.is_dir() else _HERE.parent / "locales"


def _compile(source: Path, compiled: Path) -> bytes:
    """Compile a catalogue that was edited since, and keep the result where the folder may be written."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - needed only after an edit
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with source.open("rb") as file:
        read = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    buffer = BytesIO()
    write_mo(buffer, read)
    try:
        half = compiled.with_suffix(f".{id(buffer)}.tmp")
        half.write_bytes(buffer.getvalue())
        half.replace(compiled)
    except OSError:
        return buffer.getvalue()
    return buffer.getvalue()


def joined(parts: Sequence[Text], between: str) -> Lines:
    """Texts on one line, with something between each two."""
    return Lines(tuple(parts), between)
