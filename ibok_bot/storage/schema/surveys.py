"""Surveys, who takes part, their answers, and suggestions."""

from datetime import datetime

from sqlalchemy import ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ibok_bot.storage.schema.base import Base, Key, Moment, Name, Note, Word, ref
from ibok_bot.storage.types import Id, LongText, UtcDateTime, key_text


class Survey(Base):
    """A survey (ankieta) as its author's file defines it."""

    __tablename__ = "survey"
    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(key_text(60), unique=True)
    title: Mapped[Name]
    definition: Mapped[Note]
    anonymous: Mapped[int] = mapped_column(SmallInteger, default=0)
    valid_from: Mapped[Moment]
    valid_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tell_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when customers are to be told of it; empty when they were told, or are not to be."""


class SurveyTaking(Base):
    """That an account has begun a survey, or has sent its answers: never which, once they were sent, and never when."""

    __tablename__ = "survey_taking"
    survey_id: Mapped[int] = mapped_column(Id, ForeignKey("survey.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(
        Id, ForeignKey("account.id"), primary_key=True, autoincrement=False, index=True
    )
    answers: Mapped[str | None] = mapped_column(LongText)
    """What was chosen so far, until it is sent."""
    sent: Mapped[int] = mapped_column(SmallInteger)


class SurveyAnswer(Base):
    """One answer to one question; an anonymous one names no account, only a random respondent, and no time.

    Its key is random too: keys in order would tell who answered next to whom.
    """

    __tablename__ = "survey_answer"
    id: Mapped[Key]
    survey_id: Mapped[int] = mapped_column(Id, ref("survey"))
    respondent: Mapped[str] = mapped_column(key_text(40))
    account_id: Mapped[int | None] = mapped_column(Id, ref("account"), index=True)
    question: Mapped[str] = mapped_column(key_text(60))
    answer: Mapped[Note]
    code: Mapped[str | None] = mapped_column(key_text(60))
    """By which equal answers are counted."""
    answered_at: Mapped[Moment]
    __table_args__ = (UniqueConstraint("survey_id", "respondent", "question", name="uq_survey_answer_once"),)


class Suggestion(Base):
    """A suggestion or an opinion (sugestia), signed or anonymous."""

    __tablename__ = "suggestion"
    id: Mapped[Key]
    number: Mapped[str] = mapped_column(key_text(20), unique=True)
    account_id: Mapped[int | None] = mapped_column(Id, ref("account"), index=True)
    category: Mapped[Word]
    words: Mapped[Note]
    photo: Mapped[str | None] = mapped_column(key_text(200))
    given_at: Mapped[Moment]
    state: Mapped[Word]
    reply: Mapped[str | None] = mapped_column(String(2000))
