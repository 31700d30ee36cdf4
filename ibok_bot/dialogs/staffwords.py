"""How roles and acts of the staff are called, in the same words everywhere."""

from __future__ import annotations

from ibok_bot.domain.staff import Act, AuditEntry, Role, Side
from ibok_bot.i18n import Text, Verbatim, _, lines

ROLE: dict[Role, Text] = {
    Role.CLERK: _("clerk"),
    Role.DISPATCHER: _("dispatcher"),
    Role.ADMIN: _("administrator"),
}
ROLE_MAY: dict[Role, Text] = {
    Role.CLERK: _("a clerk speaks with customers: notices, surveys, suggestions"),
    Role.DISPATCHER: _("a dispatcher moves faults and planned outages along"),
    Role.ADMIN: _("an administrator may do all of this, and says who belongs to the staff"),
}
ACT: dict[Act, Text] = {
    Act.STAFF_INVITED: _("invited"),
    Act.STAFF_JOINED: _("joined"),
    Act.STAFF_REVOKED: _("took access away"),
    Act.TOKEN_MADE: _("made a token"),
    Act.TOKEN_REVOKED: _("revoked a token"),
    Act.NOTICE_POSTED: _("posted a notice"),
    Act.NOTICE_APPROVED: _("approved a notice"),
    Act.NOTICE_EDITED: _("edited a notice"),
    Act.NOTICE_PAUSED: _("paused a notice"),
    Act.NOTICE_RESUMED: _("resumed a notice"),
    Act.NOTICE_CANCELLED: _("cancelled a notice"),
    Act.NOTICE_RECALLED: _("recalled a notice"),
    Act.REPORT_MOVED: _("moved a report along"),
    Act.INCIDENT_MOVED: _("moved an incident along"),
    Act.OUTAGE_ANNOUNCED: _("announced an outage"),
    Act.OUTAGE_CHANGED: _("changed an outage"),
    Act.OUTAGE_CANCELLED: _("cancelled an outage"),
    Act.SURVEY_OPENED: _("opened a survey"),
    Act.SURVEY_CLOSED: _("closed a survey"),
    Act.SUGGESTION_ANSWERED: _("answered a suggestion"),
    Act.THREAD_TAKEN: _("took a conversation"),
    Act.THREAD_HANDED_BACK: _("handed a conversation back"),
    Act.THREAD_ANSWERED: _("answered a customer"),
    Act.THREAD_CLOSED: _("closed a conversation"),
    Act.DATA_IMPORTED: _("imported data"),
    Act.DATA_EXPORTED: _("exported data"),
}


def who(entry: AuditEntry) -> Text:
    """On whose account it was done."""
    match entry.side:
        case Side.MEMBER:
            return Verbatim(entry.who)
        case Side.TOKEN:
            return _("system {name}", name=Verbatim(entry.who))
    return _("console")


def told(entry: AuditEntry) -> Text:
    """A line of the audit log."""
    head = _("<b>{at}</b>, {who}", at=entry.at, who=who(entry))
    if not entry.subject:
        return lines(head, ACT[entry.act])
    return lines(head, _("{what}: {subject}", what=ACT[entry.act], subject=Verbatim(entry.subject)))
