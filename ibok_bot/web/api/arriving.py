"""What arrives in a request, read by the types that an endpoint asks for; what does not fit is said with its place."""

from __future__ import annotations

import re
from datetime import datetime
from typing import get_args

import msgspec
from aiohttp import web

from ibok_bot.web.api.endpoint import Endpoint, Struct
from ibok_bot.web.api.problems import Mistake, Refused, does_not_fit, located, not_found

JSON = "application/json"
KEY_HEADER = "Idempotency-Key"
KEY_PATTERN = r"^[A-Za-z0-9._:+/=-]{1,100}$"
_KEY = re.compile(KEY_PATTERN)
_CLOCK = re.compile("[Tt ]")


def place(endpoint: Endpoint, request: web.Request) -> msgspec.Struct | None:
    """The parts of the path. Raises Refused."""
    if endpoint.place is None:
        return None
    try:
        return msgspec.convert(dict(request.match_info), endpoint.place, strict=False)
    except msgspec.ValidationError:
        raise not_found() from None


def query(endpoint: Endpoint, request: web.Request) -> msgspec.Struct | None:
    """What stands after the question mark: every name once, and none that is not known. Raises Refused."""
    given = request.query
    known = {field.encode_name for field in msgspec.structs.fields(endpoint.query)} if endpoint.query else set[str]()
    for name in given:
        if name not in known:
            raise _wrong_parameter(name, f"There is no such parameter; known are: {', '.join(sorted(known)) or 'none'}")
        if len(given.getall(name)) > 1:
            raise _wrong_parameter(name, "It stands twice; give it once.")
    if endpoint.query is None:
        return None
    for field in msgspec.structs.fields(endpoint.query):
        if field.encode_name in given and _is_time(field.type) and not _CLOCK.search(given[field.encode_name]):
            raise _wrong_parameter(field.encode_name, "It is no time: write it as 2026-11-24T18:30:00Z.")
    try:
        return msgspec.convert(dict(given), endpoint.query, strict=False)
    except msgspec.ValidationError as error:
        said, pointer = located(error)
        raise _wrong_parameter(pointer.removeprefix("#/"), said) from None


async def body(endpoint: Endpoint, request: web.Request) -> msgspec.Struct | None:
    """The body, as JSON. Raises Refused, and the server's own refusal of one that is too long."""
    if endpoint.body is None:
        return None
    if request.content_type != JSON:
        headers = {"Accept": JSON} | ({"Accept-Post": JSON} if endpoint.method == "POST" else {})
        said = f"The body must be JSON: send Content-Type: {JSON}."
        raise Refused(415, "unsupported-media-type", said, headers=headers)
    return decoded(await request.read(), endpoint.body)


def decoded(source: bytes, kind: Struct) -> msgspec.Struct:
    """The body as a value of this kind. Raises Refused."""
    try:
        return msgspec.json.decode(source, type=kind)
    except msgspec.ValidationError as error:
        said, pointer = located(error)
        raise does_not_fit("The body is not as it should be.", Mistake(said, pointer=pointer)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise does_not_fit("The body is no JSON in UTF-8.", Mistake("It cannot be read", pointer="#")) from None


def key(endpoint: Endpoint, request: web.Request) -> str | None:
    """The Idempotency-Key, with or without the quotes that its standard asks for. Raises Refused."""
    if not endpoint.changes:
        return None
    given = request.headers.getall(KEY_HEADER, [])
    bare = given[0].strip().removeprefix('"').removesuffix('"') if len(given) == 1 else ""
    if _KEY.fullmatch(bare):
        return bare
    if not given and not endpoint.needs_key:
        return None
    said = "Give one key of your own for each thing to do, such as a UUID: 1 to 100 letters, digits and . _ : + / = -"
    raise does_not_fit("The Idempotency-Key is missing or wrong.", Mistake(said, header=KEY_HEADER))


def _is_time(kind: object) -> bool:
    """Whether it is a time, for which the decoder would also take a bare number."""
    return kind is datetime or any(_is_time(part) for part in get_args(kind))


def _wrong_parameter(name: str, said: str) -> Refused:
    return does_not_fit("A parameter of the address is not as it should be.", Mistake(said, parameter=name))
