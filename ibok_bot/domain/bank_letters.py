"""Which characters a bank reads in a transfer, and how anything else is said in them.

The set is what the payment code of the Polish Bank Association allows, less the signs that some banks refuse in files.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
_REFUSED = re.compile(rf"[^A-Za-z0-9{_POLISH} ,./\\#*_-]")
_SAID_OTHERWISE = str.maketrans(
    dict.fromkeys("„”“\"'’‘`«»ʼ", "")
    | dict.fromkeys("–—−‐‑", "-")
    | {";": ",", "&": " i ", "ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "đ": "d", "Đ": "D"}
)
# The resolution of the Cabinet of Ministers of Ukraine no. 55 of 27 January 2010, as passports follow it.
_LATIN = dict(zip("абвгґдезиіїйклмнопрстуф", "abvhgdezyiiiklmnoprstuf", strict=True)) | (
    {"є": "ie", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia"}
)
_LATIN_AT_THE_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_UKRAINIAN_WORD = re.compile(f"[{''.join(_LATIN)}{''.join(_LATIN).upper()}]+")
_LEGAL_FORMS = (
    (re.compile(r"spółka z ograniczoną odpowiedzialnością", re.IGNORECASE), "sp. z o.o."),
    (re.compile(r"spółka komandytowa", re.IGNORECASE), "sp.k."),
    (re.compile(r"spółka akcyjna", re.IGNORECASE), "SA"),
)


def accepted(text: str) -> str:
    """The same words in characters that every bank takes: Latin with Polish letters, digits and `, . / \\ - # * _`.

    Quotation marks go, other letters become their nearest (é is e, Ukrainian as its passports write it), any other
    sign becomes a space. Nothing else than single spaces stands between words.
    """
    text = unicodedata.normalize("NFC", text).translate(_SAID_OTHERWISE)
    text = _UKRAINIAN_WORD.sub(lambda word: _in_latin(word[0]), text)
    return " ".join(_REFUSED.sub(" ", "".join(map(_nearest, text))).split())


def abbreviated(name: str, longest: int) -> str:
    """The name, its legal form in short where it is too long otherwise: SA for spółka akcyjna."""
    for form, short in _LEGAL_FORMS if len(name) > longest else ():
        name = form.sub(short, name)
    return name


def cut(text: str, longest: int) -> str:
    """At most so many characters, whole words unless that would lose more than half of them."""
    if len(text) <= longest:
        return text
    words = text[: longest + 1].rpartition(" ")[0]
    kept = words if 2 * len(words) > longest else text[:longest]
    return kept.rstrip(" ,-/") or kept


def address_lines(address: str) -> list[str]:
    """An address that is written in one line, as it stands on an envelope: the street, then the town."""
    return [line for line in re.split(r",\s+|\n", address) if line.strip()]


def _in_latin(word: str) -> str:
    """One Ukrainian word in Latin letters; зг is zgh, so that nobody reads it as ж."""
    small = word.lower()
    latin = _LATIN_AT_THE_START.get(small[0], _LATIN[small[0]])
    latin += "".join("gh" if pair == "зг" else _LATIN[pair[1]] for pair in map("".join, pairwise(small)))
    if word.isupper() and len(word) > 1:
        return latin.upper()
    return latin.capitalize() if word[0].isupper() else latin


def _nearest(sign: str) -> str:
    """A Polish letter as it is; another one without its marks."""
    if sign in _POLISH or sign.isascii():
        return sign
    return "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
