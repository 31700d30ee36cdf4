"""One sending: how far it has come, and what can be done with it: approve, pause, stop, mend, take back, report."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ibok_bot.dialogs import broadcastreport, noticeform
from ibok_bot.dialogs.audiencewords import in_words
from ibok_bot.dialogs.broadcastdesk import GONE, Desk, Notices, found
from ibok_bot.dialogs.broadcastreport import MOST_NAMED, Facts
from ibok_bot.dialogs.broadcastwords import progress_lines, state, title
from ibok_bot.dialogs.noticereview import Review, previews
from ibok_bot.dialogs.noticewords import held
from ibok_bot.dialogs.talk import Ask, Button, Choice, Outdated, Retry, Row, Said, Step, Style
from ibok_bot.domain.broadcasts import BroadcastState, DeliveryState
from ibok_bot.domain.ids import MemberId
from ibok_bot.domain.notice_draft import NEW, of_posted
from ibok_bot.domain.posting import Outcome, Status
from ibok_bot.i18n import Text, Verbatim, _, lines, n_, paragraphs

_MOVING = (BroadcastState.SCHEDULED, BroadcastState.FREEZING, BroadcastState.SENDING)
_ENDED = (BroadcastState.FINISHED, BroadcastState.CANCELLED)


@dataclass(frozen=True)
class One(Step[Desk]):
    """A sending. While it moves, whoever looks at it follows it: the page keeps itself up to date."""

    notice: str

    async def ask(self, desk: Desk) -> Ask:
        """How it stands; whoever is to approve it sees the messages themselves first."""
        status = await found(desk, self.notice)
        progress = status.progress
        changing = await desk.notices.changing(progress.id) if progress else None
        if progress and (progress.state not in _ENDED or changing):
            await desk.notices.follow(progress.id, desk.visitor.channel, desk.visitor.chat)
        waits = progress is not None and progress.state is BroadcastState.AWAITING_APPROVAL
        return Ask(
            paragraphs(
                lines(_("<b>{title}</b>", title=Verbatim(title(status.notice))), state(status)),
                await _people(desk, status),
                progress_lines(progress, changing) if progress else None,
                _night(desk, status),
                await _waiting(desk, status) if waits else None,
            ),
            await _buttons(desk, status),
            crumb=_("Notice {number}", number=status.notice.id),
            before=previews(desk, status.notice) if waits else (),
            later=_LATER,
        )

    async def answer(self, said: Said, desk: Desk) -> One | Sure | Review | Report:
        """Do it, or ask first whether it is meant. Raises Retry where it cannot be done any more."""
        status = await found(desk, self.notice)
        act, _colon, seen = (said.choice or "").partition(":")
        if act not in _CHOICES:
            raise Retry(_("Please choose with a button below."))
        match act:
            case "approve":
                await _approve(desk, status, seen)
            case "reject":
                await _decided(desk, status, await desk.notices.reject(status.notice.id, desk.staff))
            case "pause":
                _happened(await desk.notices.pause(status.notice.id, desk.staff))
            case "resume":
                _happened(await desk.notices.resume(status.notice.id, desk.staff))
            case "cancel" | "recall" | "doubt":
                return Sure(self.notice, act)
            case "edit":
                return await self._edit(desk, status)
            case "copy":
                return await _copied(desk, status)
            case "report":
                return Report(self.notice)
        return self

    async def _edit(self, desk: Desk, status: Status) -> Review:
        if not await noticeform.has_draft(desk, self.notice):
            await noticeform.save(desk, self.notice, of_posted(status.notice))
        return Review(self.notice)


_LATER = ("pause", "resume", "cancel", "recall", "doubt", "edit", "copy", "report", "refresh")
_CHOICES = ("approve", "reject", *_LATER)
_ASKED: dict[str, Text] = {
    "cancel": _("Stop for good? Who has not got it yet never will. Who has it keeps it."),
    "recall": _(
        "Take it back? It goes from the board, and from the chats where it arrived in the last 48 hours. "
        "This cannot be undone."
    ),
}
_ACTS: dict[str, Text] = {"cancel": _("Stop for good"), "recall": _("Take it back")}


async def _people(desk: Desk, status: Status) -> Text:
    names = {one.member.id: one.member.name for one in await desk.team.list()}

    def named(member: MemberId | None) -> Text | None:
        return Verbatim(names[member]) if member is not None and member in names else None

    author, approved = named(status.notice.author), named(status.notice.approved_by)
    return lines(
        _("written by {name}", name=author) if author else _("posted by a system"),
        _("approved by {name}", name=approved) if approved else None,
        _("for whom: {audience}", audience=in_words(status.notice.audience)),
    )


def _night(desk: Desk, status: Status) -> Text | None:
    if status.progress is None or status.progress.state not in _MOVING:
        return None
    until = desk.notices.held_until(status.notice, status.progress.starts_at)
    return held(until) if until else None


async def _waiting(desk: Desk, status: Status) -> Text:
    recipients = await desk.notices.count(status.notice)
    if status.notice.author == desk.staff.id:
        return _("Somebody else of the staff must approve it: you wrote it yourself.")
    return n_(
        "⬆️ Above is what {n} chat would get. Read it, and decide.",
        "⬆️ Above is what {n} chats would get. Read it, and decide.",
        recipients.total,
    )


async def _buttons(desk: Desk, status: Status) -> list[Button | Row]:
    progress = status.progress
    refresh, again = Choice("refresh", _("Refresh")), Choice("copy", _("Send as a new one"))
    if progress is None:
        return [again]
    cancel = Choice("cancel", _("Stop for good"), Style.DANGER)
    if progress.state is BroadcastState.AWAITING_APPROVAL:
        if status.notice.author == desk.staff.id:
            return [refresh, cancel]
        approve = Choice(f"approve:{_fingerprint(desk, status)}", _("Approve and send"), Style.SUCCESS)
        return [approve, Choice("reject", _("Do not approve"), Style.DANGER)]
    going_on = progress.state in _MOVING or progress.state is BroadcastState.PAUSED
    rows: list[Button | Row] = []
    if progress.state in _MOVING:
        rows.append((Choice("pause", _("Pause")), refresh))
    elif going_on:
        rows.append((Choice("resume", _("Go on sending"), Style.SUCCESS), refresh))
    else:
        rows.append((Choice("report", _("Report")), refresh))
    doubtful = progress.counts.get(DeliveryState.IN_DOUBT, 0)
    if doubtful and progress.state in (BroadcastState.FINISHED, BroadcastState.SENDING):
        rows.append(Choice("doubt", n_("Send to this {n}", "Send to these {n}", doubtful)))
    out = status.notice.recalled_at is None
    words = (Choice("edit", _("Change the words")),) if out else ()
    rows.append((*words, *(() if going_on else (again,))))
    rows += [cancel] if going_on else []
    rows += [Choice("recall", _("Take it back"), Style.DANGER)] if out else []
    return [row for row in rows if row]


def _fingerprint(desk: Desk, status: Status) -> str:
    """Of what was read: words that changed since then are not approved with it."""
    read = "\n".join(f"{code}:{html}" for code, html in sorted(desk.notices.messages(status.notice).items()))
    return hashlib.sha256(read.encode()).hexdigest()[:16]


async def _approve(desk: Desk, status: Status, seen: str) -> None:
    if seen != _fingerprint(desk, status):
        raise Retry(_("The words have changed since you read them. Read it again, please, and then decide."))
    await _decided(desk, status, await desk.notices.approve(status.notice.id, desk.staff))


async def _decided(desk: Desk, status: Status, outcome: Outcome) -> None:
    """Raises Retry where somebody else decided first, and says who approved it."""
    if outcome is Outcome.DONE:
        return
    who = (await found(desk, str(status.notice.id))).notice.approved_by
    if who is None:
        raise Retry(_("It cannot be approved any more: somebody has rejected or stopped it."))
    names = {one.member.id: one.member.name for one in await desk.team.list()}
    name = Verbatim(names[who]) if who in names else _("Somebody else")
    raise Retry(_("{name} was quicker and has approved it already.", name=name))


def _happened(outcome: Outcome) -> None:
    """Raises Retry where nothing happened; that it was so already is no mistake."""
    if outcome in (Outcome.TOO_LATE, Outcome.GONE):
        raise Retry(_("It is too late for that: below is how it stands now."))


async def _copied(desk: Desk, status: Status) -> Review:
    if await noticeform.has_draft(desk, NEW):
        raise Retry(_("There is a notice that you have not sent yet. Finish it or throw it away first: /newnotice"))
    await noticeform.save(desk, NEW, of_posted(status.notice))
    return Review()


@dataclass(frozen=True)
class Sure(Step[Desk]):
    """Whether something that cannot be undone is meant."""

    notice: str
    act: str

    async def ask(self, desk: Desk) -> Ask:
        """Says what happens by it, and to how many."""
        status = await found(desk, self.notice)
        if self.act == "doubt":
            count = _doubtful(status)
            asked: Text = n_(
                "Nobody knows whether {n} chat has got it. Send it there once more? It may then be there twice.",
                "Nobody knows whether {n} chats have got it. Send it there once more? It may then be there twice.",
                count,
            )
            label: Text = n_("Send to this {n}", "Send to these {n}", count)
        else:
            asked, label = _ASKED[self.act], _ACTS[self.act]
        return Ask(
            paragraphs(_("<b>{title}</b>", title=Verbatim(title(status.notice))), asked),
            [Choice("keep", _("No, leave it")), Choice("yes", label, Style.DANGER)],
            crumb=_("Notice {number}", number=status.notice.id),
        )

    async def answer(self, said: Said, desk: Desk) -> One:
        """Do it, and back to the sending. Raises Retry where it cannot be done any more."""
        if said.one_of(["keep", "yes"]) == "keep":
            return One(self.notice)
        notice = (await found(desk, self.notice)).notice.id
        match self.act:
            case "cancel":
                _happened(await desk.notices.cancel(notice, desk.staff))
            case "recall":
                _happened(await desk.notices.recall(notice, desk.staff))
            case "doubt":
                await desk.notices.send_in_doubt(notice, desk.staff)
        return One(self.notice)


def _doubtful(status: Status) -> int:
    return status.progress.counts.get(DeliveryState.IN_DOUBT, 0) if status.progress else 0


@dataclass(frozen=True)
class Report(Step[Desk]):
    """The report: sums, a chart, and a file."""

    notice: str

    async def ask(self, desk: Desk) -> Ask:
        """As it stands now."""
        facts = await gathered(desk.notices, await found(desk, self.notice))
        return Ask(
            broadcastreport.words(facts),
            [Choice("back", _("Back to the notice"))],
            crumb=_("Report"),
            files=broadcastreport.papers(facts, desk.voice()),
        )

    async def answer(self, said: Said, desk: Desk) -> One:
        """Back to the sending."""
        said.one_of(["back"])
        return One(self.notice)


async def gathered(notices: Notices, status: Status) -> Facts:
    """What a report on it is made of. Raises Outdated where nothing was ever sent."""
    progress = status.progress
    if progress is None:
        raise Outdated(GONE)
    return Facts(
        status,
        progress,
        await notices.by_language(progress.id),
        await notices.problems(progress.id, MOST_NAMED),
    )
