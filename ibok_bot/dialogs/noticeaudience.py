"""Whom a new notice is for: everyone, or conditions put together one by one, counted as they stand."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from ibok_bot.dialogs import noticereview
from ibok_bot.dialogs.audiencewords import in_words, what_is_wrong
from ibok_bot.dialogs.noticeform import IN, Desk, save, written
from ibok_bot.dialogs.talk import Ask, Choice, Retry, Row, Said, Step, Style
from ibok_bot.domain.audience import EVERYONE, Audience, CannotRead, Condition, Overdue, parse
from ibok_bot.domain.notice_draft import NEW, NoticeDraft
from ibok_bot.domain.posting import Recipients
from ibok_bot.i18n import Text, _, lines, n_, paragraphs

_KINDS: dict[str, Text] = {
    "town": _("Town"),
    "postcode": _("Postcode"),
    "operator": _("Network operator"),
    "tariff": _("Tariff group"),
    "language": _("Language"),
    "ppe": _("Metering points"),
    "overdue": _("Overdue dues"),
    "customer": _("One customer"),
}
_QUESTIONS: dict[str, Text] = {
    "town": _("Which town, or which ones? Write them with commas, for example: Warszawa, Kraków."),
    "postcode": _("Which postcodes? A beginning does too, for example: 00-950, 03-9."),
    "operator": _("In whose network? Write the operator's code, for example: STO."),
    "tariff": _("Which tariff groups? For example: G11, G12."),
    "language": _("Those who speak with us in which language? Write pl, en or uk, or several with commas."),
    "ppe": _("Which metering points? Paste their PPE codes, one a line or with commas."),
    "customer": _("Which customer? Write the customer number; it is on every invoice."),
}
_LONGEST_LIST = 4096


@dataclass(frozen=True)
class AskAudience(Step[Desk]):
    """Whom it is for: each condition is added to those before."""

    item: str = NEW

    async def ask(self, desk: Desk) -> Ask:
        """The conditions so far and how many meet them."""
        draft = await written(desk, self.item)
        if draft.audience is None:
            head: Text = lines(
                _("<b>Whom is it for?</b>"),
                _("Everyone, or those who meet a condition; several can be put together."),
            )
            first: list[Row] = [(Choice("all", _("All customers")),)]
        else:
            counted = told(await desk.notices.count(draft.notice(desk.now())))
            head = paragraphs(_("<b>Whom is it for?</b>"), in_words(draft.audience), counted)
            first = [(Choice("done", _("That is all"), Style.PRIMARY),)]
            if not draft.audience.is_everyone:
                first.append((Choice("all", _("All customers")),))
        taken = {_word(one) for one in draft.audience.conditions} if draft.audience else set()
        choices = [Choice(f"add:{word}", label) for word, label in _KINDS.items() if word not in taken]
        rows: list[Row] = [tuple(choices[place : place + 2]) for place in range(0, len(choices), 2)]
        return Ask(head, [*first, *rows], crumb=_("For whom"))

    async def answer(self, said: Said, desk: Desk) -> AskValue | AskAudience | noticereview.Review:
        """Everyone, one more condition, or on. What is typed is read as a whole audience."""
        draft = await written(desk, self.item)
        if said.choice is None:
            return await _kept(desk, self.item, draft, _read(said.line(_LONGEST_LIST)))
        ways = ["all", *(f"add:{word}" for word in _KINDS), *(["done"] if draft.audience is not None else [])]
        chosen = said.one_of(ways)
        if chosen == "done":
            return noticereview.Review(self.item)
        if chosen == "all":
            await save(desk, self.item, replace(draft, audience=EVERYONE))
            return noticereview.Review(self.item)
        word = chosen.removeprefix("add:")
        if word == "overdue":
            return await _kept(desk, self.item, draft, _joined(draft, Overdue()))
        return AskValue(word, self.item)


@dataclass(frozen=True)
class AskValue(Step[Desk]):
    """The value of one condition."""

    word: str
    item: str = NEW

    async def ask(self, desk: Desk) -> Ask:
        """With an example of a good answer."""
        await written(desk, self.item)
        return Ask(_QUESTIONS[self.word], crumb=_KINDS[self.word])

    async def answer(self, said: Said, desk: Desk) -> AskAudience:
        """Add it. Raises Retry with what is wrong and an example."""
        typed = said.text or ""
        if not typed.strip():
            raise Retry(_QUESTIONS[self.word])
        found = _read(f"{self.word}:{' '.join(typed.split())}").conditions
        if [_word(one) for one in found] != [self.word]:
            raise Retry(_QUESTIONS[self.word])
        draft = await written(desk, self.item)
        return await _kept(desk, self.item, draft, _joined(draft, found[0]))


async def _kept(desk: Desk, item: str, draft: NoticeDraft, audience: Audience) -> AskAudience:
    await save(desk, item, replace(draft, audience=audience))
    return AskAudience(item)


def _read(typed: str) -> Audience:
    try:
        return parse(typed)
    except CannotRead as refused:
        raise Retry(what_is_wrong(refused)) from None


def _joined(draft: NoticeDraft, condition: Condition) -> Audience:
    """With this condition; one of the same kind gives way to it."""
    before = draft.audience.conditions if draft.audience else ()
    return Audience((*(one for one in before if type(one) is not type(condition)), condition))


def _word(condition: Condition) -> str:
    return str(type(condition).__struct_config__.tag)


def told(recipients: Recipients) -> Text:
    """How many it goes to, by language, and how many cannot be reached."""
    if not recipients.total:
        nobody = _("⚠️ Nobody would get it: no customer fits this.")
        unreached = _("⚠️ Nobody would get it in a chat: those whom it is for do not use the bot, or have blocked it.")
        return unreached if recipients.customers else nobody
    by_language = [
        _("• {language}: {count}", language=IN[code], count=count)
        for code, count in sorted(recipients.chats.items())
        if count
    ]
    return lines(
        n_("<b>{n}</b> chat gets it:", "<b>{n}</b> chats get it:", recipients.total),
        *by_language,
        n_("{n} customer has no chat", "{n} customers have no chat", recipients.without_chat)
        if recipients.without_chat
        else None,
    )
