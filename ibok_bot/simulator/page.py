"""The chat page in the browser: plain files, no build step, nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

_FILES = Path(__file__).parent / "static"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def add_page(app: web.Application) -> None:
    """The page and its files."""
    app.router.add_get("/", _to_page)
    app.router.add_get("/chat", _to_page)
    app.router.add_get("/chat/", _page)
    app.router.add_get("/chat/static/{name:[a-z]+\\.(?:css|js|svg)}", _static)


async def _to_page(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/chat/")


async def _page(_request: web.Request) -> web.Response:
    return _file(_FILES / "index.html")


async def _static(request: web.Request) -> web.Response:
    path = _FILES / request.match_info["name"]
    if not path.is_file():
        raise web.HTTPNotFound
    return _file(path)


def _file(path: Path) -> web.Response:
    return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8", headers=_HEADERS)
