"""Help in messages of their own: about the open screen, all topics, one topic, and what was found by words.

Its pages turn in place and never touch the conversation, so whoever reads them loses no form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from ibok_bot.dialogs import keyboard
from ibok_bot.dialogs.exchange import Reply
from ibok_bot.dialogs.helptopic import Topic
from ibok_bot.dialogs.helptopics import in_twos, search, topic_named, topics_about, topics_for
from ibok_bot.dialogs.keyboard import Key
from ibok_bot.dialogs.talk import AnyStep, Dialog, Entry
from ibok_bot.domain.staff import StaffMember
from ibok_bot.i18n import Text, _, joined, paragraphs

ALL, OF_STAFF = "all", "staffs"
"""The pages that list topics; no topic may be named so."""

NOTHING_FOUND = _(
    "The help says nothing about that. Try other words, look through all topics, or ask a person in the office."
)
_ALL_TOPICS = _("🔍 All topics, search")
_HOW_TO_SEARCH = _("Choose a topic. Or write /help and a few words, for example: /help how to pay")

Rows = tuple[tuple[Key, ...], ...]


class Visitor(Protocol):
    """Who asks for help, and in which language."""

    language: str

    @property
    def signed_in(self) -> bool: ...
    @property
    def staff(self) -> StaffMember | None: ...


class HelpDesk:
    """Makes the pages of help from the dialogs' own words and from the topics."""

    def __init__(self, dialogs: Mapping[str, Dialog[Any]]) -> None:
        self._dialogs = dialogs

    def here(self, dialog: Dialog[Any], step: AnyStep | None, visitor: Visitor) -> Reply:
        """What can be done on the open screen, and the topics about it."""
        about = topics_about(dialog.name, visitor)
        return Reply(
            paragraphs(joined((_("❓ Help"), dialog.title), " › "), dialog.help, step.hint if step else None),
            (*_pages(about), (keyboard.turns(ALL, _ALL_TOPICS),)),
        )

    def page(self, name: str, visitor: Visitor) -> Reply:
        """A page by its name; the list of all topics where there is none that this person may read."""
        if topic := topic_named(name, visitor):
            return Reply(topic.page, (*self._ways_on(topic), (keyboard.turns(ALL, _("🔍 All topics")),)))
        if name == OF_STAFF and visitor.staff:
            back = (keyboard.turns(ALL, _("For customers")),)
            return Reply(_listed(_("For the staff")), (*_pages(topics_for(visitor, of_staff=True)), back))
        of_staff = ((keyboard.turns(OF_STAFF, _("🛠 For the staff")),),) if visitor.staff else ()
        return Reply(_listed(_("All topics")), (*of_staff, *_pages(topics_for(visitor)), *self._entries()))

    def found(self, words: str, visitor: Visitor) -> Reply:
        """The topic that fits best at once, and those that come near."""
        topics = search(words, visitor.language, visitor)
        all_topics = (keyboard.turns(ALL, _("🔍 All topics")),)
        if not topics:
            person = self._known([Entry("contact", _("☎️ Ask a person"))])
            return Reply(paragraphs(_("❓ Help"), NOTHING_FOUND), (all_topics, *((key,) for key in person)))
        best, *others = topics
        return Reply(paragraphs(_("❓ Help"), best.page), (*self._ways_on(best), *_pages(others), all_topics))

    def _ways_on(self, topic: Topic) -> Rows:
        """The button that opens what a topic is about."""
        name = topic.dialogs[0]
        if name not in self._dialogs:
            return ()
        to_it = _("➡️ {title}", title=self._dialogs[name].title)
        return tuple((key,) for key in self._known([Entry(name, to_it)]))

    def _entries(self) -> Rows:
        return tuple((key,) for key in self._known([Entry("tour", _("❓ Short tour"))]))

    def _known(self, entries: Iterable[Entry]) -> Sequence[Key]:
        return [keyboard.entry(entry) for entry in entries if entry.dialog in self._dialogs]


def _pages(topics: Iterable[Topic]) -> Rows:
    return tuple(in_twos(keyboard.turns(topic.name, topic.title) for topic in topics))


def _listed(what: Text) -> Text:
    return paragraphs(joined((_("❓ Help"), what), " › "), _HOW_TO_SEARCH)
