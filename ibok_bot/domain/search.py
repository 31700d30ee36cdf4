"""Finding pages by a person's own words: with typing errors, without Polish letters, in any of the languages."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

LONGEST_QUESTION = 200
_MOST_WORDS = 12
_SHORT = 4
_ALIKE, _SHORT_ALIKE, _BEGINS_ALIKE = 0.78, 0.75, 0.85
_TITLE, _OTHER_LANGUAGE = 1.25, 0.9
_NEARLY_AS_GOOD = 0.45

# letters that no rule of Unicode takes apart, and Russian ones typed for Ukrainian
_LETTERS = str.maketrans({"ł": "l", "ґ": "г", "ы": "и", "э": "е"} | dict.fromkeys("'’ʼъ"))
_SAYS_NOTHING = """
a aby ale bo by byc chce chcial chcialbym cie cos czy dla do dzien dobry gdzie go i ich ile ja jak jaka jaki jakie
jest jestem juz kiedy kto ktore ma mam mi mnie moge moj moja moje mozna na nad nie o od oraz po pod poprosze prosze
przy sa sie skad tam ten to tu w we witam wam z za ze
am an and are at be by can could do does for from hello hi how i in is it me my not of on or please some that the
there this to want was we what when where which who will with would you your
або але б в ви від він вона для добрий день з за зі и із й коли ли мені мене мій моя моє ми на над не ні о об по
при про прошу та так там те ти то тут у хочу хто це чи як яка який які якщо можна де є що
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What can be found: a page's title and other words for it, in one language."""

    key: str
    language: str
    title: str
    words: str


def words_of(text: str) -> list[str]:
    """The words of a text, without case, accents and apostrophes: "Zapłacić" and "zaplacic" are one word."""
    apart = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return re.findall(r"\w+", "".join(sign for sign in apart if not unicodedata.combining(sign)))


_NOTHING = frozenset(words_of(_SAYS_NOTHING))


class Index:
    """Pages to be searched; a word that many pages have counts for less than a rare one."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self._order: dict[str, int] = {}
        self._where: dict[str, dict[str, dict[str, float]]] = {}
        for page in pages:
            self._order.setdefault(page.key, len(self._order))
            for text, weight in ((page.words, 1.0), (page.title, _TITLE)):
                for word in words_of(text):
                    if word not in _NOTHING:
                        self._where.setdefault(word, {}).setdefault(page.key, {})[page.language] = weight

    def search(self, question: str, language: str, most: int = 5) -> tuple[str, ...]:
        """Keys of the pages that answer the question, the best first; those not nearly as good are left out."""
        asked = [word for word in words_of(question[:LONGEST_QUESTION]) if word not in _NOTHING]
        scores: dict[str, float] = defaultdict(float)
        for word in dict.fromkeys(asked[:_MOST_WORDS]):
            hits = self._pages_with(word, language)
            for key, strength in hits.items():
                scores[key] += strength / sqrt(len(hits))
        least = max(scores.values(), default=0.0) * _NEARLY_AS_GOOD
        best = sorted(scores, key=lambda key: (-round(scores[key], 6), self._order[key]))
        return tuple(key for key in best if scores[key] >= least)[:most]

    def _pages_with(self, word: str, language: str) -> dict[str, float]:
        """Each page that has this word or one like it, and how well it fits."""
        found: dict[str, float] = {}
        for known, alike in self._words_like(word).items():
            for key, weights in self._where[known].items():
                weight = max(w if said == language else w * _OTHER_LANGUAGE for said, w in weights.items())
                found[key] = max(found.get(key, 0.0), alike * weight)
        return found

    def _words_like(self, word: str) -> dict[str, float]:
        """Known words that may be meant, and how alike they are, up to 1; a short word must be right."""
        if len(word) < _SHORT:
            return {word: 1.0} if word in self._where else {}
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed when somebody first searches
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        least = _SHORT_ALIKE if len(word) == _SHORT else _ALIKE
        longer = [known for known in self._where if len(known) >= _SHORT]
        found = {known: _BEGINS_ALIKE for known in longer if known.startswith(word) or word.startswith(known)}
        for known, score, _place in process.extract(
            word, longer, scorer=fuzz.ratio, score_cutoff=100 * least, limit=None
        ):
            found[known] = max(found.get(known, 0.0), score / 100)
        for known, score, _place in process.extract(
            word, longer, scorer=OSA.normalized_similarity, score_cutoff=least, limit=None
        ):
            found[known] = max(found.get(known, 0.0), score)
        return found
