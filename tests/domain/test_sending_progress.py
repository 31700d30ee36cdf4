"""The bar and the sums of a sending: they add up, and never say that all is done before it is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ibok_bot.domain.audience import EVERYONE
from ibok_bot.domain.broadcasts import BroadcastId, BroadcastState, DeliveryState, Progress
from ibok_bot.domain.notice_draft import Missing, NoticeDraft, Unfinished, Validity, missing
from ibok_bot.domain.notices import Category
from ibok_bot.domain.progress import BAR, Trouble, bar, group_of, share, sums

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def progress(counts: dict[DeliveryState, int]) -> Progress:
    return Progress(BroadcastId(1), BroadcastState.SENDING, sum(counts.values()), counts, 0.0, None, NOW, NOW, None)


@given(st.dictionaries(st.sampled_from(DeliveryState), st.integers(0, 10**6)))
def test_the_sums_add_up_to_the_recipients(counts: dict[DeliveryState, int]) -> None:
    found = progress(counts)
    assert sum(sums(counts).values()) == found.recipients
    assert all(sums(counts).values())
    assert 0 <= share(found) <= 100
    assert (share(found) == 100) == (found.open == 0 and found.recipients > 0)


@pytest.mark.parametrize("percent", range(101))
def test_the_bar_has_one_length_and_is_full_at_the_end_alone(percent: int) -> None:
    shown = bar(percent)
    assert len(shown) == BAR
    assert ("░" not in shown) == (percent == 100)
    assert ("▓" in shown) == (percent > 0)


def test_every_state_has_a_name_and_troubles_are_states() -> None:
    assert {group_of(state) for state in DeliveryState}
    assert {trouble.value for trouble in Trouble} <= {state.value for state in DeliveryState}


def test_a_draft_asks_for_what_is_missing_one_after_another() -> None:
    draft, asked = NoticeDraft(), []
    while (lacking := missing(draft)) is not None:
        asked.append(lacking)
        with pytest.raises(Unfinished):
            draft.notice(NOW)
        match lacking[0]:
            case Missing.TITLE:
                draft = draft.titled(lacking[1], "Tytuł")
            case Missing.TEXT:
                draft = draft.worded(lacking[1], "Treść")
            case Missing.LANGUAGES:
                draft = _with(draft.titled("uk", "Заголовок") if "uk" not in draft.texts else draft, spoken=True)
            case Missing.CATEGORY:
                draft = _with(draft, category=Category.NEWS)
            case Missing.VALIDITY:
                draft = _with(draft, validity=Validity(date(2026, 12, 1)))
            case Missing.AUDIENCE:
                draft = _with(draft, audience=EVERYONE)
    assert [part for part, _language in asked] == [
        Missing.TITLE, Missing.TEXT, Missing.LANGUAGES, Missing.TEXT, Missing.CATEGORY, Missing.VALIDITY,
        Missing.AUDIENCE,
    ]  # fmt: skip
    notice = draft.notice(NOW)
    assert list(notice.texts) == ["pl", "uk"]
    assert notice.valid_to == datetime(2026, 12, 1, 22, 59, tzinfo=UTC), "the last minute of that day in Poland"


def _with(draft: NoticeDraft, **changes: object) -> NoticeDraft:
    from msgspec.structs import replace  # noqa: PLC0415

    return replace(draft, **changes)
