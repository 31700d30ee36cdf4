"""What the API says when something is wrong: problem+json (RFC 9457), with what to do now and where the mistake is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus

import msgspec
from aiohttp import web

MEDIA_TYPE = "application/problem+json"
_LONGEST_QUOTED = 200
"""The decoder's words may quote what came."""
_ENCODE = msgspec.json.Encoder()
_PATH = re.compile(r"^(?P<said>.*) - at `(?:key in )?\$(?P<path>[^`]*)`$", re.DOTALL)
_STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<place>\d+|\.\.\.)\]")


class Mistake(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing wrong: a place in the body (a JSON pointer as a URI fragment), or a parameter or header by its name."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong (RFC 9457). `type` is for programs, `detail` for people; name `request` when you ask us."""

    type: str
    title: str
    status: int
    detail: str
    request: str = ""
    errors: tuple[Mistake, ...] = ()


class Refused(Exception):
    """The request is answered with a problem."""

    def __init__(
        self, status: int, word: str, detail: str, *mistakes: Mistake, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(word)
        self.status, self.word, self.detail, self.mistakes = status, word, detail, mistakes
        self.headers = dict(headers or {})

    def response(self, request_id: str) -> web.Response:
        """As it goes out."""
        title = HTTPStatus(self.status).phrase
        problem = Problem(f"urn:ibok:{self.word}", title, self.status, self.detail, request_id, self.mistakes)
        body = _ENCODE.encode(problem)
        return web.Response(status=self.status, body=body, content_type=MEDIA_TYPE, headers=self.headers)


def does_not_fit(detail: str, *mistakes: Mistake) -> Refused:
    """What came is not what the API's description asks for."""
    return Refused(400, "bad-request", detail, *mistakes)


def makes_no_sense(detail: str, *mistakes: Mistake) -> Refused:
    """What came has the right form, but cannot be done as it stands."""
    return Refused(422, "unprocessable", detail, *mistakes)


def not_found(detail: str = "There is nothing here. /api/v1/openapi.json lists what there is.") -> Refused:
    """There is nothing by this address."""
    return Refused(404, "not-found", detail)


def not_now(detail: str) -> Refused:
    """How the thing stands does not allow it."""
    return Refused(409, "conflict", detail)


def at_fault(status: int, wait: int = 5) -> Refused:
    """It was not the caller's doing: 503 while the database cannot be reached, 500 for a fault of ours."""
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        said = "The office's database cannot be reached. Send the same request again, with the same Idempotency-Key."
        return Refused(status, "unavailable", said, headers={"Retry-After": str(wait)})
    return Refused(500, "fault", "Something went wrong on our side. Nothing was changed; tell us the request's number.")


def of_server(error: web.HTTPException) -> Refused:
    """What the server itself refuses: no such address or method, a body too long."""
    match error:
        case web.HTTPMethodNotAllowed(allowed_methods=allowed):
            methods = ", ".join(sorted(allowed))
            said = f"This address takes {methods}."
            return Refused(405, "method-not-allowed", said, headers={"Allow": methods})
        case web.HTTPNotFound():
            return not_found()
        case web.HTTPRequestEntityTooLarge():
            return Refused(413, "too-large", "The body is longer than one mebibyte; send less at a time.")
    return Refused(error.status, "refused", "The request cannot be served.")


def located(error: msgspec.ValidationError) -> tuple[str, str]:
    """What is wrong, and the JSON pointer to it, from the words of the decoder."""
    found = _PATH.match(str(error))
    if found is None:
        return str(error)[:_LONGEST_QUOTED], "#"
    steps = (step["name"] or step["place"] for step in _STEP.finditer(found["path"]))
    return found["said"][:_LONGEST_QUOTED], "#" + "".join(f"/{_escaped(step)}" for step in steps)


def _escaped(step: str) -> str:
    return "-" if step == "..." else step.replace("~", "~0").replace("/", "~1")
