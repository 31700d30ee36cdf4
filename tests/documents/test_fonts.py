"""The letters of our PDFs: found without the charts' library, with every letter of our languages."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from ibok_bot.documents import fonts

LETTERS = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ абвгґдеєжзиіїйклмнопрстуфхцчшщьюя АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ 0123456789 „”–—№•·"


@pytest.mark.parametrize(
    ("family", "style"), [(fonts.SANS, ""), (fonts.SANS, "B"), (fonts.MONO, ""), (fonts.MONO, "B")]
)
def test_every_letter_of_our_languages_is_there(family: str, style: str) -> None:
    with TTFont(fonts.path(family, style), lazy=True) as font:
        known = set(font.getBestCmap())
    assert not {letter for letter in LETTERS if ord(letter) not in known}


def test_where_the_files_are_missing_it_says_which_and_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "find_spec", lambda _name: None)
    with pytest.raises(FileNotFoundError, match=r"DejaVuSans\.ttf comes with matplotlib"):
        fonts.path(fonts.SANS)


def test_the_same_contents_give_the_same_bytes() -> None:
    def made(text: str) -> bytes:
        with fonts.blank("Próba") as pdf:
            pdf.add_page()
            pdf.set_font(fonts.SANS, "B", 12)
            pdf.cell(text=text)
            return bytes(pdf.output())

    assert made("Zażółć ґїєі") == made("Zażółć ґїєі")
    assert made("Zażółć ґїєі") != made("Zażółć ґїє")
