"""What customers are told of itself: the first line says it all; with sums hidden no sum is in it, in any language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ibok_bot.dialogs.reminderwords import (
    MOST_NAMED,
    Words,
    cheap_hours,
    due_reminders,
    new_invoices,
    transfer_reminders,
    window_reminder,
)
from ibok_bot.dialogs.talk import Entry
from ibok_bot.domain.ids import AccountId, DueId, InvoiceId, TemplateId
from ibok_bot.domain.invoices import InvoiceKind
from ibok_bot.domain.money import Money
from ibok_bot.domain.reading_window import Window
from ibok_bot.domain.reminders import (
    CheapHours,
    DueReminder,
    InvoiceNews,
    TransferReminder,
    WindowReminder,
    WindowStage,
)
from ibok_bot.domain.tariff import Zone
from ibok_bot.domain.zones import Stretch
from ibok_bot.i18n import LANGUAGES, Voice
from ibok_bot.turns.catalogue import DIALOGS

TODAY = date(2026, 11, 24)
ME = AccountId(1)
SUM = Money(18_442)
INVOICE = InvoiceNews(ME, InvoiceId(3), "ab12", "FV/2026/11/7", InvoiceKind.SETTLEMENT, SUM, date(2026, 12, 14))
DUE = DueReminder(ME, DueId(5), "FV/2026/11/7", date(2026, 11, 27), SUM, -3)
TRANSFER = TransferReminder(ME, TemplateId(9), "Działka 18442", date(2026, 12, 10), SUM)
WINDOW = Window(date(2026, 11, 25), date(2026, 12, 5))
NIGHT = Stretch(datetime(2026, 11, 24, 21, tzinfo=UTC), datetime(2026, 11, 25, 5, tzinfo=UTC), Zone.NIGHT)
NOON = Stretch(datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 24, 14, tzinfo=UTC), Zone.NIGHT)
CHEAP = CheapHours(ME, "G12", TODAY, (NOON, NIGHT))


def due(days: int, key: int = 5) -> DueReminder:
    return replace(DUE, id=DueId(key), due_on=date(2026, 11, 24 - days), number=f"FV/{key}")


def pl(words: Words) -> list[str]:
    return Voice("pl").html(words.text).replace("\u00a0", " ").split("\n")


def every_message(*, sums: bool) -> list[Words]:
    unpayable = replace(INVOICE, due_on=None)
    several = [replace(INVOICE, id=InvoiceId(key)) for key in range(8)]
    transfers = [replace(TRANSFER, id=TemplateId(key)) for key in range(8)]
    return [
        *(new_invoices(news, sums=sums) for news in ([INVOICE], [unpayable], several[:2], several)),
        new_invoices([replace(INVOICE, kind=InvoiceKind.CORRECTION)], sums=sums),
        *(due_reminders([due(days)], TODAY, sums=sums) for days in (-3, -1, 0, 1, 3)),
        due_reminders([due(-3, 1), due(1, 2), *(due(0, key) for key in range(3, 12))], TODAY, sums=sums),
        *(transfer_reminders(some, sums=sums) for some in ([TRANSFER], transfers[:2], transfers)),
        *(window_reminder(WindowReminder(ME, WINDOW, stage)) for stage in WindowStage),
        cheap_hours([CHEAP]),
        cheap_hours([CHEAP, replace(CHEAP, group="G13")]),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_sums_hidden_no_sum_and_no_name_of_a_transfer_is_told(language: str) -> None:
    voice = Voice(language)
    for words in every_message(sums=False):
        text = voice.html(words.text)
        assert "zł" not in text
        assert "Działka" not in text
        assert not re.search(r"184[.,]42|18442", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_said_in_the_language_and_begins_with_its_own_sign(language: str) -> None:
    voice = Voice(language)
    for words in [*every_message(sums=True), *every_message(sums=False)]:
        first = voice.html(words.text).split("\n")[0]
        assert first[0] in "🧾💰🔴🔢🧮"
        assert len(first) <= 110, first
        if language != "en":
            assert first != Voice("en").html(words.text).split("\n")[0], first


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_opens_a_dialog_of_the_office_and_fits_its_row(language: str) -> None:
    known = {dialog.name for dialog in DIALOGS}
    for words in every_message(sums=True):
        assert words.buttons
        for button in words.buttons:
            assert isinstance(button, Entry)
            assert button.dialog in known
            assert len(Voice(language).plain(button.label)) <= 22


def test_an_invoice_says_how_much_and_until_when_and_opens_itself() -> None:
    words = new_invoices([INVOICE], sums=True)
    assert pl(words) == ["🧾 Nowa faktura: <b>184,42 zł</b>, termin 14.12.2026", "FV/2026/11/7"]
    assert [(button.dialog, button.item) for button in words.buttons] == [("invoice", "ab12")]
    assert pl(new_invoices([INVOICE], sums=False))[0] == "🧾 Nowa faktura, termin 14.12.2026"
    assert pl(new_invoices([replace(INVOICE, due_on=None)], sums=True))[0] == "🧾 Nowa faktura: <b>184,42 zł</b>"
    assert pl(new_invoices([replace(INVOICE, due_on=None)], sums=False))[0] == "🧾 Nowa faktura"


def test_a_correction_is_called_one_and_its_difference_is_not_shown_as_a_bill() -> None:
    words = new_invoices([replace(INVOICE, kind=InvoiceKind.CORRECTION)], sums=True)
    assert pl(words) == ["🧾 Wystawiono korektę faktury", "FV/2026/11/7"]


def test_many_invoices_are_one_message() -> None:
    several = [replace(INVOICE, id=InvoiceId(key), number=f"FV/{key}") for key in range(MOST_NAMED + 2)]
    told = pl(new_invoices(several, sums=True))
    assert told[0] == "🧾 7 nowych faktur"
    assert told[1] == "FV/0 · 184,42 zł"
    assert len(told) == 1 + MOST_NAMED + 1
    assert [button.dialog for button in new_invoices(several, sums=True).buttons] == ["invoices"]


@pytest.mark.parametrize(
    ("days", "shown", "hidden"),
    [
        (-3, "💰 Za 3 dni termin płatności: <b>184,42 zł</b>", "💰 Za 3 dni mija termin płatności"),
        (-1, "💰 Za 1 dzień termin płatności: <b>184,42 zł</b>", "💰 Za 1 dzień mija termin płatności"),
        (0, "💰 Dziś termin płatności: <b>184,42 zł</b>", "💰 Dziś mija termin płatności"),
        (1, "🔴 Po terminie 1 dzień: <b>184,42 zł</b>", "🔴 Płatność po terminie 1 dzień"),
        (2, "🔴 Po terminie 2 dni: <b>184,42 zł</b>", "🔴 Płatność po terminie 2 dni"),
    ],
)
def test_a_due_says_when_and_how_much_and_can_be_paid_at_once(days: int, shown: str, hidden: str) -> None:
    words = due_reminders([due(days)], TODAY, sums=True)
    assert pl(words) == [shown, "FV/5"]
    assert pl(due_reminders([due(days)], TODAY, sums=False)) == [hidden, "FV/5"]
    assert [(button.dialog, button.item) for button in words.buttons] == [("balance", "5"), ("balance", "")]


def test_of_several_dues_the_most_urgent_comes_first_and_equal_days_are_summed() -> None:
    told = pl(due_reminders([due(-3, 1), due(1, 2), due(-3, 3)], TODAY, sums=True))
    assert told == [
        "🔴 Po terminie 1 dzień: <b>184,42 zł</b>",
        "FV/2",
        "💰 Za 3 dni termin płatności: <b>368,84 zł</b>",
        "FV/1 · 184,42 zł",
        "FV/3 · 184,42 zł",
    ]


def test_the_window_is_told_open_and_about_to_close_with_its_last_day() -> None:
    opened, closing = (window_reminder(WindowReminder(ME, WINDOW, stage)) for stage in WindowStage)
    assert pl(opened)[0] == "🔢 Czas na odczyt licznika: przyjmujemy go do 05.12.2026"
    assert pl(closing)[0] == "🔢 Brakuje odczytu licznika, a przyjmujemy go tylko do 05.12.2026"
    assert [button.dialog for button in closing.buttons] == ["readings"]


def test_a_transfer_is_named_and_opens_ready_to_pay() -> None:
    words = transfer_reminders([TRANSFER], sums=True)
    assert pl(words) == ["💰 Pora na przelew „Działka 18442”: <b>184,42 zł</b>, do 10.12.2026"]
    assert [(button.dialog, button.item) for button in words.buttons] == [("templates", "pay-9")]
    assert pl(transfer_reminders([TRANSFER], sums=False)) == ["💰 Pora na przelew, do 10.12.2026"]
    several = transfer_reminders([TRANSFER, replace(TRANSFER, id=TemplateId(4))], sums=True)
    assert [button.item for button in several.buttons] == ["pay-4", "pay-9", ""]


def test_cheaper_hours_are_told_by_the_clock_on_the_wall() -> None:
    assert pl(cheap_hours([CHEAP])) == ["🧮 Dziś taniej: 13:00–15:00 i 22:00–6:00"]
    both = pl(cheap_hours([CHEAP, replace(CHEAP, group="G13", cheap=(NIGHT,))]))
    assert both == ["🧮 G12: Dziś taniej: 13:00–15:00 i 22:00–6:00", "🧮 G13: Dziś taniej: 22:00–6:00"]
