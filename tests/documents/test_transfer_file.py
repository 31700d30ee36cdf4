"""A file of transfers is written in the letters that banks read."""

from __future__ import annotations

from datetime import date

from ibok_bot.documents.papers import make
from ibok_bot.domain.elixir import ENCODING, ElixirPayer, elixir
from ibok_bot.domain.money import Money
from ibok_bot.domain.papers import TextFile, Transfer

ACCOUNT = "61109010140000071219812874"


def test_polish_letters_are_single_bytes_of_their_encoding() -> None:
    transfer = Transfer("Prąd Łódź SA", "", "", ACCOUNT, Money(100), "Zażółć 😀 їжак")
    text = elixir([transfer], ElixirPayer(ACCOUNT, "Jan Testowy"), date(2026, 12, 15))
    file = make(TextFile("przelewy.txt", text, encoding=ENCODING))
    assert (file.name, file.mime) == ("przelewy.txt", "text/plain")
    assert b'"Pr\xb1d \xa3\xf3d\xbc SA"' in file.data
    assert b'"Za\xbf\xf3\xb3\xe6 yizhak"' in file.data
