"""What came of a survey: how often each answer was given, averages, and the Net Promoter Score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ibok_bot.domain.surveys import (
    NPS,
    SCALE,
    Answer,
    Free,
    Multiple,
    Nps,
    Picked,
    Question,
    Rated,
    Scale,
    Single,
    Written,
)

FEWEST = 3
"""Of an anonymous survey nothing is shown before so many have answered: one answer alone has a face."""
SKIPPED = "-"
WRITTEN = "t"
_PROMOTERS, _PASSIVES = range(9, 11), range(7, 9)


@dataclass(frozen=True, slots=True)
class Tally:
    """How one question was answered: by place of option or by mark; `skipped` were asked and passed it over."""

    counts: Mapping[int, int]
    answered: int
    skipped: int = 0

    @property
    def asked(self) -> int:
        """How many came past it."""
        return self.answered + self.skipped

    def share(self, value: int) -> int:
        """Of those who answered, in whole percent."""
        return percent(self.counts.get(value, 0), self.answered)

    @property
    def average(self) -> Decimal | None:
        """Of the marks, to two decimals."""
        if not self.answered:
            return None
        total = Decimal(sum(mark * count for mark, count in self.counts.items()))
        return (total / self.answered).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class NpsScore:
    """Who would recommend us (9 and 10), who would not (0 to 6), and who is between."""

    promoters: int
    passives: int
    detractors: int

    @property
    def score(self) -> int | None:
        """The share of promoters less that of detractors: from -100 to 100."""
        everyone = self.promoters + self.passives + self.detractors
        if not everyone:
            return None
        share = Decimal(100 * (self.promoters - self.detractors)) / everyone
        return int(share.to_integral_value(ROUND_HALF_UP))


def code(answer: Answer) -> str:
    """The answer in a few signs, by which the database counts equal ones; all words are alike."""
    match answer:
        case Picked(places):
            return ",".join(map(str, places))
        case Rated(mark):
            return str(mark)
        case Written():
            return WRITTEN
    return SKIPPED


def tally(question: Question, coded: Iterable[tuple[str, int]]) -> Tally:
    """From how often each code was given."""
    counts = dict.fromkeys(values_of(question), 0)
    answered = skipped = 0
    for given, times in coded:
        if given == SKIPPED:
            skipped += times
            continue
        answered += times
        if given != WRITTEN:
            for value in given.split(","):
                counts[int(value)] = counts.get(int(value), 0) + times
    return Tally(counts, answered, skipped)


def values_of(question: Question) -> range:
    """What can be counted of it: places of options, or marks."""
    match question:
        case Single(options=options) | Multiple(options=options):
            return range(len(options))
        case Scale():
            return SCALE
        case Nps():
            return NPS
        case Free():
            return range(0)


def nps(tallied: Tally) -> NpsScore:
    """The score of a 0 to 10 question."""
    promoters = sum(tallied.counts.get(mark, 0) for mark in _PROMOTERS)
    passives = sum(tallied.counts.get(mark, 0) for mark in _PASSIVES)
    return NpsScore(promoters, passives, tallied.answered - promoters - passives)


def percent(part: int, whole: int) -> int:
    """Rounded; 0 of nothing."""
    return int((Decimal(100 * part) / whole).to_integral_value(ROUND_HALF_UP)) if whole else 0
