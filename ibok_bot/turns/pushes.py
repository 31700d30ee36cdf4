"""Messages that a turn sends to other chats: kept with the turn's transaction, sent by the delivery after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from ibok_bot.dialogs import keyboard
from ibok_bot.dialogs.talk import Entry
from ibok_bot.domain.ids import AccountId
from ibok_bot.i18n import Text, Voice
from ibok_bot.storage.conversations import Visit
from ibok_bot.storage.deliveries import Deliveries, recovery_topic
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


@dataclass(slots=True)
class Pushes:
    """What this turn wants said elsewhere, collected until the turn is saved."""

    wanted: list[Push] = field(default_factory=list)

    def tell_owner(self, account: AccountId, text: Text, buttons: Sequence[Entry] = ()) -> None:
        """To every chat linked to the account, except the one of this turn."""
        self.wanted.append(Push(account, text, tuple(buttons)))

    def tell_here_later(self, account: AccountId, at: datetime, text: Text, buttons: Sequence[Entry] = ()) -> None:
        """To this chat, at a later time; dropped when the account's recovery is cancelled before."""
        self.wanted.append(Push(account, text, tuple(buttons), at))

    async def save(self, visit: Visit, deliveries: Deliveries, timezone: ZoneInfo) -> None:
        """Write them down within the turn's transaction, each in its recipient's language."""
        for push in self.wanted:
            if push.here_at is not None:
                await deliveries.add(
                    visit.channel,
                    visit.chat,
                    payload(push, Voice(visit.language, timezone)),
                    topic=recovery_topic(push.account),
                    not_before=push.here_at,
                )
                continue
            for chat in await deliveries.owner_chats(push.account):
                await deliveries.add(chat.channel, chat.chat, payload(push, Voice(chat.language, timezone)))


def payload(push: Push, voice: Voice) -> str:
    """The stored message, in the recipient's language."""
    keys = tuple((keyboard.entry(button),) for button in push.buttons)
    return _ENCODE.encode(Screen(voice.html(push.text), buttons(keys, voice))).decode()
