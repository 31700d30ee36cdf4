"""All endpoints of the API; a new room adds its own here."""

from __future__ import annotations

from ibok_bot.web.api import notices, outages, planned
from ibok_bot.web.api.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (*notices.ENDPOINTS, *outages.ENDPOINTS, *planned.ENDPOINTS)
