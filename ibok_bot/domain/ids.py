"""Names for database keys, so that a payer's number can never stand where an account's is meant."""

from typing import NewType

PayerId = NewType("PayerId", int)
AccountId = NewType("AccountId", int)
SessionId = NewType("SessionId", int)
DueId = NewType("DueId", int)
TemplateId = NewType("TemplateId", int)
InvoiceId = NewType("InvoiceId", int)
PointId = NewType("PointId", int)
MeterId = NewType("MeterId", int)
RegisterId = NewType("RegisterId", int)
OperatorId = NewType("OperatorId", int)
NoticeId = NewType("NoticeId", int)
SurveyId = NewType("SurveyId", int)
SuggestionId = NewType("SuggestionId", int)
ReportId = NewType("ReportId", int)
IncidentId = NewType("IncidentId", int)
PlannedId = NewType("PlannedId", int)
"""A planned outage."""
MemberId = NewType("MemberId", int)
"""Somebody of the staff."""
ApiTokenId = NewType("ApiTokenId", int)
ChatId = NewType("ChatId", int)
"""A private conversation in a channel; in Telegram it is also the person's number."""
