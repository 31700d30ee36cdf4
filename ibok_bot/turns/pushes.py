"""Messages that a turn sends to other chats: kept with the turn's transaction, sent by the delivery after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from ibok_bot.dialogs import keyboard
from ibok_bot.dialogs.talk import Entry
from ibok_bot.domain.broadcasts import Policy
from ibok_bot.domain.ids import AccountId
from ibok_bot.i18n import Text, Voice
from ibok_bot.storage.colleagues import Colleague
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.deliveries import Deliveries, OwnersChat, recovery_topic
from ibok_bot.turns.messages import Screen
from ibok_bot.turns.rendering import buttons

_ENCODE = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Push:
    """One message: to the owner's other chats, or (with a time) to this chat later."""

    account: AccountId
    text: Text
    buttons: tuple[Entry, ...]
    here_at: datetime | None = None
    kind: str = "security"
    topic: str | None = None
    supersede: bool = False
    """Whether it takes the place of older ones on its topic that were not sent yet."""
    expires_at: datetime | None = None
    urgent: bool = True
    """Whether it is sent in the quiet hours too: word of an account's safety is."""
    policy: Policy = Policy.AT_LEAST_ONCE


@dataclass(frozen=True, slots=True)
class ToColleague:
    """One message to somebody of the staff, on a topic on which only the latest counts."""

    colleague: Colleague
    text: Text
    buttons: tuple[Entry, ...]
    topic: str
    not_before: datetime
    urgent: bool
    """Whether it minds no quiet hours: who is on duty does not sleep."""


@dataclass(slots=True)
class Pushes:
    """What this turn wants said elsewhere, collected until the turn is saved."""

    wanted: list[Push | ToColleague] = field(default_factory=list)

    def tell_owner(self, account: AccountId, text: Text, buttons: Sequence[Entry] = ()) -> None:
        """To every chat linked to the account, except the one of this turn."""
        self.wanted.append(Push(account, text, tuple(buttons)))

    def tell(self, push: Push | ToColleague) -> None:
        """Any message, with its own kind, topic, expiry and urgency."""
        self.wanted.append(push)

    def tell_answer(self, account: AccountId, text: Text, buttons: Sequence[Entry] = ()) -> None:
        """An answer to what the customer has told or asked: to every chat of the account, out of the quiet hours."""
        self.wanted.append(Push(account, text, tuple(buttons), kind="service", urgent=False))

    def tell_here_later(self, account: AccountId, at: datetime, text: Text, buttons: Sequence[Entry] = ()) -> None:
        """To this chat, at a later time; dropped when the account's recovery is cancelled before."""
        self.wanted.append(Push(account, text, tuple(buttons), at, topic=recovery_topic(account)))

    async def save(self, visit: Visit, deliveries: Deliveries, timezone: ZoneInfo) -> None:
        """Write them down within the turn's transaction, each in its recipient's language."""
        for push in self.wanted:
            if isinstance(push, ToColleague):
                await _add_for_colleague(deliveries, push, timezone)
                continue
            if push.here_at is not None:
                await _add(deliveries, push, OwnersChat(visit.channel, visit.chat, visit.language), timezone)
                continue
            for chat in await deliveries.owner_chats(push.account):
                await _add(deliveries, push, chat, timezone)


async def _add(deliveries: Deliveries, push: Push, chat: OwnersChat, timezone: ZoneInfo) -> None:
    await deliveries.add(
        chat.channel,
        chat.chat,
        payload(push, Voice(chat.language, timezone)),
        kind=push.kind,
        topic=push.topic,
        not_before=push.here_at,
        expires_at=push.expires_at,
        urgent=push.urgent,
        policy=push.policy,
        account=push.account,
        supersede=push.supersede,
    )


async def _add_for_colleague(deliveries: Deliveries, push: ToColleague, timezone: ZoneInfo) -> None:
    one = push.colleague
    await deliveries.add(
        one.channel,
        one.chat,
        payload(push, Voice(one.language, timezone)),
        kind="staff",
        topic=push.topic,
        not_before=push.not_before,
        urgent=push.urgent,
        supersede=True,
    )


def payload(push: Push | ToColleague, voice: Voice) -> str:
    """The stored message, in the recipient's language."""
    keys = tuple((keyboard.entry(button),) for button in push.buttons)
    return _ENCODE.encode(Screen(voice.html(push.text), buttons(keys, voice))).decode()
