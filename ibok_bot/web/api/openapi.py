"""The API's description of itself, OpenAPI 3.1, made from the endpoints' own types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from ibok_bot.web.api.arriving import JSON, KEY_HEADER, KEY_PATTERN
from ibok_bot.web.api.endpoint import BASE, Endpoint, Struct
from ibok_bot.web.api.problems import MEDIA_TYPE, Problem

Node = dict[str, Any]
"""A part of the document, which is JSON by nature."""
_REF = "#/components/schemas/{name}"
_ABOUT = (
    "Notices and faults of the customer office, for the supplier's own systems. Every request carries a token: "
    "`Authorization: Bearer ibok_…`. Times are RFC 3339 with a zone. "
    "What goes wrong is told as problem+json (RFC 9457)."
)
_SAID = {
    400: "The request is not as this description asks for.",
    401: "No token in force was given.",
    403: "The token was not made for this.",
    404: "There is no such thing.",
    409: "How the thing stands does not allow it.",
    413: "The body is too long.",
    415: "The body is no JSON.",
    422: "It has the right form but cannot be done, or the Idempotency-Key was used for another request.",
    429: "Too many requests with this token.",
    500: "A fault of ours; nothing was changed.",
    503: "The office's database cannot be reached; send the same request again.",
}
_REQUEST_ID = {"description": "The request's number, to name when you ask us.", "schema": {"type": "string"}}
_HEADERS: Mapping[int, Node] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}},
    403: {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}},
    429: {"Retry-After": {"schema": {"type": "integer"}, "required": True}},
    503: {"Retry-After": {"schema": {"type": "integer"}, "required": True}},
}


def describe(endpoints: Sequence[Endpoint], version: str) -> Node:
    """The whole document."""
    kinds = {kind for one in endpoints for kind in (one.answer, one.body, Problem) if kind is not None}
    kinds |= {one.place for one in endpoints if one.place} | {one.query for one in endpoints if one.query}
    ordered = sorted(kinds, key=lambda kind: kind.__name__)
    _refs, schemas = msgspec.json.schema_components(ordered, ref_template=_REF)
    paths: Node = {}
    for one in endpoints:
        paths.setdefault(BASE + one.path, {})[one.method.lower()] = _operation(one, schemas)
    apart = {kind.__name__ for one in endpoints for kind in (one.place, one.query) if kind}
    return {
        "openapi": "3.1.0",
        "info": {"title": "ibok-bot", "version": version, "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": {name: schema for name, schema in schemas.items() if name not in apart},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(one: Endpoint, schemas: Node) -> Node:
    summary, more = one.words
    found: Node = {
        "operationId": one.name,
        "summary": summary,
        **({"description": more} if more else {}),
        "security": [{"token": [one.scope.value] if one.scope else []}],
        "parameters": [*_parameters("path", one.place, schemas), *_parameters("query", one.query, schemas), *_key(one)],
        "responses": {str(one.status): _answer(one), **{str(status): _problem(status) for status in problems_of(one)}},
    }
    if one.body:
        content = {JSON: {"schema": {"$ref": _REF.format(name=one.body.__name__)}}}
        found["requestBody"] = {"required": True, "content": content}
    return found


def problems_of(one: Endpoint) -> Sequence[int]:
    """The problems that the endpoint may answer with."""
    found = {400, 401, 403, 429, 500, 503}
    found |= {404} if one.place else set()
    found |= {413, 415, 422} if one.body else set()
    found |= {422} if one.changes else set()
    found |= {409} if one.can_conflict else set()
    return sorted(found)


def _parameters(where: str, kind: Struct | None, schemas: Node) -> list[Node]:
    if kind is None:
        return []
    described = schemas[kind.__name__]
    return [
        {
            "name": name,
            "in": where,
            "required": name in described.get("required", []),
            "schema": {word: value for word, value in schema.items() if word != "description"},
            **({"description": schema["description"]} if "description" in schema else {}),
        }
        for name, schema in described["properties"].items()
    ]


def _key(one: Endpoint) -> list[Node]:
    if not one.changes:
        return []
    said = "A key of your own for this one thing to do, such as a UUID: for 48 hours a repeated request with the same "
    return [
        {
            "name": KEY_HEADER,
            "in": "header",
            "required": one.needs_key,
            "description": f"{said}key is not done again, but answered as before.",
            "schema": {"type": "string", "pattern": KEY_PATTERN},
            "example": "3f0d6a52-1f0e-4f4e-9c58-0c1a5a1f7b11",
        }
    ]


def _answer(one: Endpoint) -> Node:
    headers: Node = {"X-Request-Id": _REQUEST_ID}
    if one.location:
        headers["Location"] = {"schema": {"type": "string"}, "required": True}
    if one.changes:
        replayed = {"type": "string", "const": "true"}
        headers["Idempotent-Replayed"] = {"description": "It was done before.", "schema": replayed}
    schema = {"$ref": _REF.format(name=one.answer.__name__)} if one.answer.__struct_fields__ else {"type": "object"}
    return {"description": HTTPStatus(one.status).phrase, "headers": headers, "content": {JSON: {"schema": schema}}}


def _problem(status: int) -> Node:
    return {
        "description": _SAID[status],
        "headers": {"X-Request-Id": _REQUEST_ID, **_HEADERS.get(status, {})},
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(name=Problem.__name__)}}},
    }
