"""A conversation's states: whose turn it is, whatever customers and clerks do in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from ibok_bot.domain.ids import MemberId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.notice_html import from_entities
from ibok_bot.domain.threads import Standing, State, gist, is_welcome, may_be_secret

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CLERKS = st.sampled_from([MemberId(1), MemberId(2), MemberId(3)])


class Talk(RuleBasedStateMachine):
    """Customer and clerks at one conversation."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.standing, self.unanswered = NOW, Standing.begun(NOW), [NOW]

    def move(self, after: Standing | None) -> bool:
        self.now += timedelta(minutes=1)
        self.standing = after or self.standing
        return after is not None

    @rule()
    def writes(self) -> None:
        self.standing = self.standing.written(self.now)
        self.unanswered.append(self.now)
        self.now += timedelta(minutes=1)

    @rule(by=CLERKS, seen=st.none() | CLERKS)
    def takes(self, by: MemberId, seen: MemberId | None) -> None:
        before = self.standing
        if self.move(before.taken(by, seen)):
            assert before.holder == seen != by
            assert self.standing.holder == by
            assert self.standing.waiting_since == before.waiting_since

    @rule(by=CLERKS)
    def answers(self, by: MemberId) -> None:
        before = self.standing
        if self.move(before.answered(by)):
            assert before.holder == by
            self.unanswered = []

    @rule(by=CLERKS)
    def hands_back(self, by: MemberId) -> None:
        before = self.standing
        if self.move(before.handed_back(by)):
            assert before.holder == by

    @rule(by=st.none() | CLERKS)
    def closes(self, by: MemberId | None) -> None:
        before = self.standing
        if self.move(before.closed(by)):
            assert by in (None, before.holder)
            self.unanswered = []

    @invariant()
    def whoever_waits_is_seen_waiting(self) -> None:
        since = self.unanswered[0] if self.unanswered else None
        assert self.standing.waiting_since == since
        assert (self.standing.state in (State.OPEN, State.TAKEN)) == (since is not None)

    @invariant()
    def an_open_one_is_nobodys_and_a_taken_one_somebodys(self) -> None:
        if self.standing.state is State.OPEN:
            assert self.standing.holder is None
        if self.standing.state is State.TAKEN:
            assert self.standing.holder is not None


TestTalk = Talk.TestCase


@pytest.mark.parametrize(
    ("media", "welcome"),
    [
        (Media(MediaKind.PHOTO, "a"), True),
        (Media(MediaKind.PHOTO, "a", size=21_000_000), False),
        (Media(MediaKind.DOCUMENT, "a", mime="application/pdf", name="Umowa.PDF"), True),
        (Media(MediaKind.DOCUMENT, "a", mime="application/pdf", name="umowa.pdf.exe"), False),
        (Media(MediaKind.DOCUMENT, "a", mime="application/x-msdownload", name="umowa.pdf"), False),
        (Media(MediaKind.DOCUMENT, "a", mime="image/jpeg", name="licznik.jpg"), True),
        (Media(MediaKind.DOCUMENT, "a", name="pismo.docx"), True),
        (Media(MediaKind.DOCUMENT, "a", mime="application/zip", name="a.zip"), False),
        (Media(MediaKind.DOCUMENT, "a"), False),
    ],
)
def test_files_of_kinds_that_people_send_to_an_office_are_welcome(media: Media, welcome: bool) -> None:
    assert is_welcome(media) is welcome


@pytest.mark.parametrize(
    ("typed", "secret"),
    [("faktura", False), ("dlaczego tyle", False), ("hunter2", True), (" Zażółć!gęślą ", True), ("14395", True)],
)
def test_one_word_with_other_signs_than_letters_may_be_a_password(typed: str, secret: bool) -> None:
    assert may_be_secret(typed) is secret


def test_the_gist_is_one_short_line() -> None:
    assert gist(from_entities("Dzień dobry,\n\nlicznik   buczy")) == "Dzień dobry, licznik buczy"
    assert len(gist(from_entities("licznik " * 30))) <= 60
    assert gist(from_entities("")) == ""
