"""What the questions about a new notice share: the draft they fill in, and how its parts are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from ibok_bot.dialogs.talk import Outdated, Retry, Said
from ibok_bot.domain.broadcasts import Progress
from ibok_bot.domain.ids import MemberId, NoticeId
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.notice_draft import NEW, NoticeDraft, Sent
from ibok_bot.domain.notices import Draft, Wording
from ibok_bot.domain.posting import Outcome, Recipients, Status
from ibok_bot.domain.staff import Actor, StaffMember
from ibok_bot.i18n import Text, _, n_

IN: dict[str, Text] = {"pl": _("in Polish"), "en": _("in English"), "uk": _("in Ukrainian")}
ADD: dict[str, Text] = {"pl": _("Add Polish"), "en": _("Add English"), "uk": _("Add Ukrainian")}
GONE = _("This draft is no longer there: it was sent or thrown away. You can begin a new one.")
_LARGEST_PDF = 50 * 1000 * 1000
_WHAT_FILES = _("Only a photo or a PDF can go with a notice. Send a picture as a photo, another document as a PDF.")


class Drafts(Protocol):
    """What members of the staff are writing."""

    async def read(self, member: MemberId, item: str) -> NoticeDraft | None: ...
    async def save(self, member: MemberId, item: str, draft: NoticeDraft) -> None: ...
    async def drop(self, member: MemberId, item: str) -> bool: ...


class Notices(Protocol):
    """Notices, from the first word to the last chat."""

    def room(self, title: str, *, with_file: bool) -> int: ...
    def messages(self, draft: Draft) -> Mapping[str, str]: ...
    def needs_approval(self, recipients: Recipients) -> bool: ...
    def is_crowd(self, chats: int) -> bool: ...
    def held_until(self, draft: Draft, at: datetime | None) -> datetime | None: ...
    async def count(self, draft: Draft) -> Recipients: ...
    async def send(self, draft: Draft, by: Actor, at: datetime | None = None) -> Sent: ...
    async def edit(self, notice: NoticeId, texts: Mapping[str, Wording], by: Actor) -> Outcome: ...
    async def status(self, notice: NoticeId) -> Status | None: ...


class Desk(Protocol):
    """What writing a notice needs."""

    @property
    def staff(self) -> StaffMember: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def notices(self) -> Notices: ...
    def now(self) -> datetime: ...


async def written(desk: Desk, item: str) -> NoticeDraft:
    """The draft of whoever is at the desk. Raises Outdated where it was sent or thrown away."""
    draft = await desk.drafts.read(desk.staff.id, item)
    if draft is None:
        raise Outdated(GONE)
    return draft


async def begun(desk: Desk, item: str) -> NoticeDraft:
    """The same; a new notice may begin with nothing."""
    return NoticeDraft() if item == NEW and not await has_draft(desk, item) else await written(desk, item)


async def has_draft(desk: Desk, item: str) -> bool:
    """Whether something is written already."""
    return await desk.drafts.read(desk.staff.id, item) is not None


async def save(desk: Desk, item: str, draft: NoticeDraft) -> None:
    """Keep the draft."""
    await desk.drafts.save(desk.staff.id, item, draft)


def attached(said: Said) -> Media:
    """The photo or PDF that was sent. Raises Retry."""
    media = said.media
    if media is None:
        raise Retry(_WHAT_FILES)
    is_pdf = media.mime == "application/pdf" or (media.mime is None and (media.name or "").lower().endswith(".pdf"))
    if media.kind is not MediaKind.PHOTO and not is_pdf:
        raise Retry(_WHAT_FILES)
    if (media.size or 0) > _LARGEST_PDF:
        raise Retry(_("This file is too large: at most 50 MB, please."))
    return media


def check_room(desk: Desk, draft: NoticeDraft) -> None:
    """Whether every text fits one message. Raises Retry, which says by how much one does not."""
    for language, wording in draft.wordings.items():
        over = wording.html.length - desk.notices.room(wording.title, with_file=draft.file is not None)
        if over > 0:
            raise Retry(_too_long(over, language, with_file=draft.file is not None))


def _too_long(over: int, language: str, *, with_file: bool) -> Text:
    if with_file:
        return n_(
            "Beside a photo or file the text {language} is too long by {n} character. Shorten it, or send no file.",
            "Beside a photo or file the text {language} is too long by {n} characters. Shorten it, or send no file.",
            over,
            language=IN[language],
        )
    return n_(
        "The text {language} is too long by {n} character. Shorten it, please.",
        "The text {language} is too long by {n} characters. Shorten it, please.",
        over,
        language=IN[language],
    )


def sent_so_far(progress: Progress | None) -> int:
    """How many may have it in their chats."""
    return progress.done if progress else 0
