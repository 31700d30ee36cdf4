"""An audience in words, and what is wrong with one that somebody wrote."""

from __future__ import annotations

from collections.abc import Sequence

from ibok_bot.domain.audience import (
    EXAMPLE,
    Audience,
    CannotRead,
    Condition,
    Languages,
    OneCustomer,
    Operators,
    Overdue,
    Points,
    Postcodes,
    Tariffs,
    Towns,
    Wrong,
)
from ibok_bot.i18n import Text, Verbatim, _, joined, lines, n_

_MOST_NAMED = 5
_LANGUAGES: dict[str, Text] = {"pl": _("Polish"), "en": _("English"), "uk": _("Ukrainian")}


def in_words(audience: Audience) -> Text:
    """Whom it is for, a condition a line."""
    if audience.is_everyone:
        return _("All customers")
    [first, *others] = [_condition(one) for one in audience.conditions]
    return lines(first, *(_("and: {condition}", condition=one) for one in others))


def what_is_wrong(refused: CannotRead) -> Text:
    """Why a written audience makes no sense, with an example of one that does."""
    return lines(_reasons(Verbatim(refused.given))[refused.wrong], _("Example: {example}", example=Verbatim(EXAMPLE)))


def _condition(condition: Condition) -> Text:
    match condition:
        case Towns(names):
            return _("customers in {towns}", towns=_listed(names))
        case Postcodes(starts):
            return _("customers whose postcode begins with {codes}", codes=_listed(starts))
        case Operators(codes):
            return _("customers in the network of {operators}", operators=_listed(codes))
        case Tariffs(groups):
            return _("customers of the tariff {groups}", groups=_listed(groups))
        case Languages(codes):
            return _("those who speak with us in: {languages}", languages=joined([_LANGUAGES[c] for c in codes], ", "))
        case Points(codes):
            return n_("the customer of {n} metering point", "the customers of {n} metering points", len(codes))
        case Overdue():
            return _("customers with overdue dues")
        case OneCustomer(number):
            return _("the customer {number} alone", number=Verbatim(number))


def _listed(words: Sequence[str]) -> Text:
    named = Verbatim(", ".join(words[:_MOST_NAMED]))
    more = len(words) - _MOST_NAMED
    return joined([named, n_("and {n} more", "and {n} more", more)], " ") if more > 0 else named


def _reasons(given: Verbatim) -> dict[Wrong, Text]:
    return {
        Wrong.EMPTY: _("It does not say whom it is for."),
        Wrong.WORD: _("There is no condition “{given}”.", given=given),
        Wrong.TWICE: _("“{given}” stands twice. Put alternatives after a comma.", given=given),
        Wrong.WITH_ALL: _("“all” means every customer, so nothing can stand beside it."),
        Wrong.NO_VALUE: _("Nothing stands after “{given}”.", given=given),
        Wrong.TOO_MANY: _("There is too much after “{given}”.", given=given),
        Wrong.TOWN: _("“{given}” is no name of a town.", given=given),
        Wrong.POSTCODE: _("“{given}” is no postcode, nor the beginning of one. Write 00-950 or 00-9.", given=given),
        Wrong.CODE: _("“{given}” is no code of an operator or a tariff. Write STO or G12.", given=given),
        Wrong.LANGUAGE: _("“{given}” is no language of the office: pl, en, uk.", given=given),
        Wrong.PPE: _(
            "“{given}” is no PPE code: 18 digits, the first three 590, the last one checks them.", given=given
        ),
        Wrong.CUSTOMER: _("“{given}” is no customer number. It is on every invoice.", given=given),
    }
