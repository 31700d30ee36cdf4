"""All topics of the help, and the search in them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from ibok_bot.dialogs.helpmoney import MONEY
from ibok_bot.dialogs.helpoffice import OFFICE
from ibok_bot.dialogs.helpstaff import STAFF
from ibok_bot.dialogs.helptopic import Topic, Visitor
from ibok_bot.domain.search import Index, Page
from ibok_bot.i18n import LANGUAGES, Voice

TOPICS: tuple[Topic, ...] = (*MONEY, *OFFICE, *STAFF)
_MOST_FOUND = 5
_BY_NAME = {topic.name: topic for topic in TOPICS}

T = TypeVar("T")


def topic_named(name: str, visitor: Visitor) -> Topic | None:
    """The topic, for those who may read it."""
    topic = _BY_NAME.get(name)
    return topic if topic and topic.is_for(visitor) else None


def topics_for(visitor: Visitor, *, of_staff: bool = False) -> list[Topic]:
    """What this person may read: as a customer, or for the work of their role."""
    return [topic for topic in TOPICS if topic.access.of_staff is of_staff and topic.is_for(visitor)]


def topics_about(dialog: str, visitor: Visitor) -> list[Topic]:
    """The topics that explain a dialog; those whose button leads there come first."""
    about = [topic for topic in TOPICS if dialog in topic.dialogs and topic.is_for(visitor)]
    return sorted(about, key=lambda topic: topic.dialogs[0] != dialog)


def search(words: str, language: str, visitor: Visitor) -> list[Topic]:
    """What the help says about these words, the best first; typing errors and missing accents do no harm."""
    names = _index().search(words, language, len(TOPICS))
    return [topic for name in names if (topic := topic_named(name, visitor))][:_MOST_FOUND]


def in_twos(items: Iterable[T]) -> list[tuple[T, ...]]:
    """Two buttons a row."""
    every = list(items)
    return [tuple(every[place : place + 2]) for place in range(0, len(every), 2)]


@cache
def _index() -> Index:
    """Made when somebody first searches."""
    voices = [Voice(language) for language in LANGUAGES]
    return Index(
        Page(topic.name, voice.language, voice.plain(topic.title), voice.plain(topic.words))
        for topic in TOPICS
        for voice in voices
    )
