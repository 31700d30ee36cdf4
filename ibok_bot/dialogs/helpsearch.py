"""Looking something up in the help (szukaj w pomocy): words in, topics out, for those who have no form open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.helpdesk import NOTHING_FOUND, Visitor
from ibok_bot.dialogs.helptopics import TOPICS, in_twos, search, topic_named, topics_for
from ibok_bot.dialogs.talk import Ask, Choice, Dialog, Entry, Instead, Outdated, Said, Step
from ibok_bot.domain.search import LONGEST_QUESTION
from ibok_bot.i18n import _, lines


class Desk(Protocol):
    """What the search needs."""

    @property
    def visitor(self) -> Visitor: ...


@dataclass(frozen=True)
class Look(Step[Desk]):
    """What are you looking for?"""

    async def ask(self, desk: Desk) -> Ask:
        """By words, or with a button for each topic."""
        topics = [*topics_for(desk.visitor, of_staff=True), *topics_for(desk.visitor)]
        return Ask(
            lines(
                _("<b>What are you looking for in the help?</b>"),
                _("Write it in a few words, for example: how to pay. Or choose a topic."),
            ),
            in_twos(Choice(topic.name, topic.title) for topic in topics),
        )

    async def answer(self, said: Said, desk: Desk) -> Found | Read:
        """Words are looked up, a button opens its topic."""
        return _answer(said, desk)


@dataclass(frozen=True)
class Found(Step[Desk]):
    """What was found: the topics alone, for nobody needs to keep the words."""

    topics: tuple[str, ...]

    async def ask(self, desk: Desk) -> Ask:
        """The best first."""
        topics = [topic for name in self.topics if (topic := topic_named(name, desk.visitor))]
        if not topics:
            return Ask(NOTHING_FOUND, [Entry("contact", _("☎️ Ask a person")), Entry("helpsearch", _("🔍 All topics"))])
        return Ask(
            lines(_("<b>This may help:</b>"), _("If it does not, write it in other words.")),
            [Choice(topic.name, topic.title) for topic in topics],
            crumb=_("Found"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Found] | Read:
        """Other words give another list."""
        step = _answer(said, desk)
        return Instead(step) if isinstance(step, Found) else step


@dataclass(frozen=True)
class Read(Step[Desk]):
    """One topic."""

    topic: str

    async def ask(self, desk: Desk) -> Ask:
        """Its page, and the way to what it is about. Raises Outdated where it is not for this person."""
        topic = topic_named(self.topic, desk.visitor)
        if topic is None:
            raise Outdated(_("This page of the help is no longer here."))
        return Ask(topic.page, [Entry(topic.dialogs[0], _("➡️ Open it"))], crumb=topic.title)

    async def answer(self, said: Said, desk: Desk) -> Found | Read:
        """Words are looked up here too."""
        return _answer(said, desk)


def _answer(said: Said, desk: Desk) -> Found | Read:
    if said.choice is not None:
        return Read(said.one_of(topic.name for topic in TOPICS))
    found = search(said.line(LONGEST_QUESTION), desk.visitor.language, desk.visitor)
    return Found(tuple(topic.name for topic in found))


dialog = Dialog[Desk](
    "helpsearch",
    _("❓ Search in help"),
    Look,
    help=_("Write what you look for in a few words. Typing errors and missing accents do no harm, in any language."),
    entry=Read,
)
