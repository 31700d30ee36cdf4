"""What may be added to a report of a fault before it is sent: words, photos, a phone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ibok_bot.dialogs import outageform
from ibok_bot.dialogs.outagedraft import Desk, Draft, told, with_spot
from ibok_bot.dialogs.talk import Ask, Choice, Instead, Retry, Said, Step
from ibok_bot.domain.fault_reports import MOST_PHOTOS
from ibok_bot.domain.phone import NoPhone, phone
from ibok_bot.i18n import Text, Verbatim, _, lines, n_

LONGEST_WORDS = 1500
_TOO_MANY = _(
    "There are {most} photos already, which is as many as fit. Press “Photos” to begin anew.", most=MOST_PHOTOS
)


@dataclass(frozen=True)
class Describe(Step[Desk]):
    """What the customer sees."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask:
        """With an example."""
        return Ask(
            told(
                self.draft,
                lines(
                    _("<b>What has happened?</b> Write it in your own words."),
                    _("For example: since 17:30 the lights flicker, and there was a bang at the pole by number 12."),
                ),
            ),
            crumb=_("Words"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[outageform.Review]:
        """Back to the report."""
        return Instead(outageform.Review(replace(self.draft, description=said.line(LONGEST_WORDS))))


@dataclass(frozen=True)
class Photos(Step[Desk]):
    """Photos of the fault, one after another."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask | outageform.Review:
        """How many there are; with the last that fits it is done by itself."""
        number = len(self.draft.photos)
        away = [Choice("none", _("Without photos"))] if number else []
        return Ask(
            told(
                self.draft,
                n_("📷 <b>{n}</b> photo is added.", "📷 <b>{n}</b> photos are added.", number) if number else None,
                _how_many(number),
                _("Take photos only from where it is safe.") if self.draft.is_dangerous else None,
            ),
            [Choice("done", _("Done") if number else _("No photo")), *away],
            crumb=_("Photos"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[Photos | outageform.Review]:
        """One more, or back to the report."""
        if said.choice is None:
            more = with_photo(self.draft, said)
            return Instead(outageform.Review(more) if len(more.photos) == MOST_PHOTOS else Photos(more))
        if said.one_of(["done", "none"]) == "none":
            return Instead(outageform.Review(replace(self.draft, photos=())))
        return Instead(outageform.Review(self.draft))


@dataclass(frozen=True)
class Phone(Step[Desk]):
    """A number at which the brigade may call."""

    draft: Draft

    async def ask(self, desk: Desk) -> Ask:
        """Typed, or the person's own contact; nobody has to leave one."""
        return Ask(
            told(
                self.draft,
                lines(
                    _("<b>At which number may the brigade call?</b> For example 600 100 200."),
                    _("You may also send your own contact: the paper clip below, then “Contact”."),
                ),
            ),
            [Choice("none", _("Without a phone"))],
            crumb=_("Phone"),
        )

    async def answer(self, said: Said, desk: Desk) -> Instead[outageform.Review]:
        """Back to the report."""
        if said.choice is not None:
            said.one_of(["none"])
            return Instead(outageform.Review(replace(self.draft, phone=None)))
        return Instead(outageform.Review(replace(self.draft, phone=number(said))))


def added(draft: Draft, said: Said) -> Draft:
    """The draft with what was sent to its summary: words, a photo, a place, a phone. Raises Retry."""
    if said.spot is not None:
        return with_spot(draft, said.spot)
    if said.other == "contact":
        return replace(draft, phone=number(said))
    if said.media is not None:
        return with_photo(draft, said)
    words = said.line(LONGEST_WORDS)
    both = f"{draft.description} {words}" if draft.description else words
    if len(both) > LONGEST_WORDS:
        raise Retry(_("That is too long: at most {longest} characters, please.", longest=LONGEST_WORDS))
    return replace(draft, description=both)


def told_so_far(draft: Draft) -> Text | None:
    """What was added, read back; None where nothing was."""
    photos = len(draft.photos)
    told = (
        _("✏️ {words}", words=Verbatim(draft.description)) if draft.description else None,
        n_("📷 {n} photo", "📷 {n} photos", photos) if photos else None,
        _("☎️ {phone}", phone=Verbatim(draft.phone)) if draft.phone else None,
    )
    return lines(*told) if any(told) else None


def number(said: Said) -> str:
    """The phone that was typed or shared. Raises Retry."""
    if said.other == "contact" and said.phone is None:
        raise Retry(_("That is somebody else’s contact. Send your own, or write the number."))
    try:
        return phone(said.phone if said.phone is not None else said.line(40))
    except NoPhone:
        raise Retry(_("That is no phone number. Write nine digits like 600 100 200, or +380 50 123 45 67.")) from None


def with_photo(draft: Draft, said: Said) -> Draft:
    """One more photo, and the words below it where nothing was written yet. Raises Retry."""
    file = said.photo().file_id
    if file not in draft.photos and len(draft.photos) >= MOST_PHOTOS:
        raise Retry(_TOO_MANY)
    caption = " ".join((said.caption or "").split())[:LONGEST_WORDS]
    photos = draft.photos if file in draft.photos else (*draft.photos, file)
    return replace(draft, photos=photos, description=draft.description or caption)


def _how_many(number: int) -> Text | None:
    if number == MOST_PHOTOS:
        return None
    if not number:
        return _("Send up to {most} photos, one after another: the paper clip below, then “Photo”.", most=MOST_PHOTOS)
    return n_("Send {n} more, or press “Done”.", "Send up to {n} more, or press “Done”.", MOST_PHOTOS - number)
