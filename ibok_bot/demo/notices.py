"""Invented notices on the board: in force and over, for everybody and for a town, in one language and in three."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from ibok_bot.domain.audience import parse
from ibok_bot.domain.notice_html import from_markup
from ibok_bot.domain.notices import Category, Draft, Wording
from ibok_bot.storage.notices import Notices


@dataclass(frozen=True, slots=True)
class Words:
    """A notice in one language."""

    title: str
    html: str


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """A notice, whose days are counted from the day of the demo."""

    category: Category
    first: int
    last: int | None
    texts: dict[str, Words]
    audience: str = "all"
    urgent: bool = False


NOTICES = (
    NoticeFacts(
        Category.NEWS,
        -70,
        -40,
        {"pl": Words("Dzień otwarty w biurze", "Zapraszamy do biura przy ul. Jasnej 1. Pokażemy, jak czytać licznik.")},
    ),
    NoticeFacts(
        Category.LAW,
        -45,
        None,
        {
            "pl": Words(
                "Nowy wzór umowy od stycznia",
                "Od <b>1 stycznia</b> nowe umowy podpisujemy na nowym wzorze. Umowy już podpisane się nie zmieniają."
                "\n\n<blockquote>Wzór umowy można dostać w biurze obsługi albo e-mailem.</blockquote>",
            )
        },
    ),
    NoticeFacts(
        Category.PAYMENTS,
        -20,
        None,
        {
            "pl": Words(
                "Uwaga na fałszywe wezwania do zapłaty",
                "Ktoś wysyła SMS-y o rzekomej dopłacie do prądu. <b>Nie wysyłamy linków do płatności.</b> Numer "
                "rachunku zawsze można sprawdzić tutaj: należności, a potem sprawdzenie rachunku.",
            ),
            "en": Words(
                "Beware of false demands for payment",
                "Somebody sends text messages about an alleged surcharge. <b>We never send links to payments.</b> An "
                "account number can always be checked here, under dues.",
            ),
            "uk": Words(
                "Обережно: фальшиві вимоги про оплату",
                "Хтось надсилає SMS про нібито доплату за світло. <b>Ми не надсилаємо посилань на оплату.</b> Номер "
                "рахунку завжди можна перевірити тут, у розділі платежів.",
            ),
        },
        urgent=True,
    ),
    NoticeFacts(
        Category.PRICES,
        -12,
        None,
        {
            "pl": Words(
                "Tańsze godziny w taryfie G12w zimą",
                "W weekendy cała doba jest w tańszej strefie. Czy to się opłaca, policzy kalkulator: /tariffs",
            ),
            "en": Words(
                "Cheaper hours of the tariff G12w in winter",
                "At weekends the whole day is in the cheaper zone. Whether it pays, the calculator tells: /tariffs",
            ),
            "uk": Words(
                "Дешевші години в тарифі G12w узимку",
                "У вихідні вся доба в дешевшій зоні. Чи це вигідно, порахує калькулятор: /tariffs",
            ),
        },
    ),
    NoticeFacts(
        Category.WORK,
        -3,
        9,
        {
            "pl": Words(
                "Wymiana słupów przy ul. Wzorcowej",
                "Prace potrwają kilka dni, zawsze <b>między 8:00 a 14:00</b>. Wykonuje je Sieci Testowe S.A.; "
                "pytania: 22 555 09 91.",
            )
        },
        audience="town:Wzorowo",
    ),
    NoticeFacts(
        Category.SERVICE,
        -1,
        40,
        {"pl": Words("Biuro w święta", "24 i 31 grudnia biuro jest czynne do <b>13:00</b>. Ten czat działa zawsze.")},
    ),
)


async def post(conn: AsyncConnection, today: date) -> None:
    """Put them on the board."""
    shelf = Notices(conn)
    for facts in NOTICES:
        draft = Draft(
            facts.category,
            {language: Wording(words.title, from_markup(words.html)) for language, words in facts.texts.items()},
            parse(facts.audience),
            _at(today, facts.first),
            None if facts.last is None else _at(today, facts.last),
            facts.urgent,
        )
        await shelf.publish(await shelf.add(draft), draft.valid_from)


def _at(today: date, days: int) -> datetime:
    return datetime.combine(today + timedelta(days=days), time(7), tzinfo=UTC)
