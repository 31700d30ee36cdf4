"""Rich messages at the local Telegram: what it shows, what it refuses, and in which words."""

from __future__ import annotations

import msgspec
import pytest
from telegram import Message

from ibok_bot.simulator.rich import read
from ibok_bot.simulator.rich_shown import blocks_to_html
from tests.simulator.local import Json, Local

_TABLE = "<table bordered><tr><th>Data</th><td align=right>1</td></tr></table>"


def as_json(html: str) -> list[Json]:
    found: list[Json] = msgspec.to_builtins(read(html))
    return found


def first_text(html: str) -> object:
    return as_json(html)[0]["text"]


async def send(local: Local, html: str, **given: object) -> Json:
    return await local.result("sendRichMessage", chat_id=local.anna, rich_message={"html": html}, **given)


async def refusal(local: Local, html: str) -> str:
    return await local.refusal("sendRichMessage", chat_id=local.anna, rich_message={"html": html})


async def test_a_rich_message_has_blocks_and_no_text(local: Local) -> None:
    keys = {"inline_keyboard": [[{"text": "Ok", "callback_data": "1"}]]}
    message = Message.de_json(await send(local, _TABLE, reply_markup=keys, protect_content=True), None)
    assert message.text is None
    assert message.reply_markup is not None
    assert message.api_kwargs["rich_message"] == {
        "blocks": [
            {
                "type": "table",
                "is_bordered": True,
                "cells": [
                    [{"text": ["Data"], "is_header": True, "align": "center"}, {"text": ["1"], "align": "right"}]
                ],
            }
        ]
    }


async def test_text_becomes_rich_and_back_under_the_same_number(local: Local) -> None:
    number = (await local.say("Menu"))["message_id"]
    where = {"chat_id": local.anna, "message_id": number}
    rich = {"html": _TABLE, "skip_entity_detection": True}
    assert "text" not in await local.result("editmessagetext", **where, rich_message=rich)
    assert "message is not modified" in await local.refusal("editMessageText", **where, rich_message=rich)
    back = await local.result("editMessageText", **where, text="Menu")
    assert (back["message_id"], back["text"], "rich_message" in back) == (number, "Menu", False)


async def test_a_file_cannot_become_rich(local: Local) -> None:
    file = local.simulator.world.keep_file("a.pdf", "application/pdf", b"%PDF")
    number = (await local.result("sendDocument", chat_id=local.anna, document=file.id))["message_id"]
    words = await local.refusal(
        "editMessageText", chat_id=local.anna, message_id=number, rich_message={"html": "<p>x</p>"}
    )
    assert words == "Bad Request: there is no text in the message to edit"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", "rich message must be non-empty"),
        (" <b> </b>\n", "RICH_MESSAGE_EMPTY"),
        ("<blink></blink>", "RICH_MESSAGE_EMPTY"),
        ("a" * 32_769, "RICH_MESSAGE_TEXT_TOO_LONG"),
        ("<hr>" * 501, "RICH_MESSAGE_BLOCKS_TOO_MANY"),
        ("<table>" + "<tr><td>1</td></tr>" * 500 + "</table>", "RICH_MESSAGE_BLOCKS_TOO_MANY"),
        ("<ul>" + "<li>1</li>" * 250 + "</ul>", "RICH_MESSAGE_BLOCKS_TOO_MANY"),
        ("<table><tr>" + "<td>1</td>" * 21 + "</tr></table>", "RICH_MESSAGE_TABLE_COLS_TOO_MANY"),
        ("<table><tr><td colspan=21>1</td></tr></table>", "RICH_MESSAGE_TABLE_COLS_TOO_MANY"),
        ("<blockquote>" * 16 + "x" + "</blockquote>" * 16, "RICH_MESSAGE_DEPTH_INVALID"),
        ("<p>" + "<b>" * 16 + "x" + "</b>" * 16 + "</p>", "RICH_MESSAGE_DEPTH_INVALID"),
        ("<p>" + "<b>x</b>y" * 5801 + "</p>", "RICH_MESSAGE_TOO_LARGE"),
        ("<h3> </h3>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<p><br></p>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<details><summary>x</summary> </details>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<details>x</details>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<ul><li></li></ul>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<p><h3>x</h3></p>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<table><tr><td><p>x</p></td></tr></table>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<table></table>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<table>x<tr><td>y</td></tr></table>", "RICH_MESSAGE_CONTENT_REQUIRED"),
        ("<a href='ftp://x'>x</a>", "RICH_MESSAGE_URL_INVALID"),
        ("<img src='https://a.pl/b.png'>", "the tag img is not known to this local server"),
    ],
    ids=lambda value: value[:40],
)
async def test_what_is_refused(local: Local, html: str, words: str) -> None:
    assert await refusal(local, html) == f"Bad Request: {words}"
    assert local.simulator.people.messages(local.anna) == []


@pytest.mark.parametrize(
    "html",
    [
        "a" * 32_768,
        "<hr>" * 500,
        "<table>" + "<tr><td>1</td></tr>" * 499 + "</table>",
        "<table><tr>" + "<td>1</td>" * 20 + "</tr></table>",
        "<blockquote>" * 15 + "x" + "</blockquote>" * 15,
        "<p>" + "<b>x</b>y" * 5800 + "</p>",
    ],
    ids=lambda value: value[:40],
)
async def test_what_just_fits(local: Local, html: str) -> None:
    await send(local, html)


@pytest.mark.parametrize(
    ("rich_message", "words"),
    [
        ({}, "exactly one of html, markdown and blocks must be given"),
        ({"html": "x", "markdown": "x"}, "exactly one of html, markdown and blocks must be given"),
        ({"markdown": "x"}, "this local server knows rich messages in HTML alone"),
        ({"html": "x", "parse_mode": "HTML"}, "parse_mode has no place in a rich message"),
        ({"html": "x", "is_rtl": 1}, "can't parse rich_message: wrong type"),
        ("x", "can't parse rich_message: it is no JSON"),
    ],
)
async def test_a_request_that_is_not_as_documented(local: Local, rich_message: object, words: str) -> None:
    said = await local.refusal("sendRichMessage", chat_id=local.anna, rich_message=rich_message)
    assert said.startswith(f"Bad Request: {words}")


async def test_what_looks_like_half_an_address_is_refused_unless_nothing_is_looked_for(local: Local) -> None:
    html = "<p>konto:anna@example</p>"
    assert await refusal(local, html) == "Bad Request: RICH_MESSAGE_EMAIL_INVALID"
    rich = {"html": html, "skip_entity_detection": True}
    await local.result("sendRichMessage", chat_id=local.anna, rich_message=rich)


async def test_parameters_of_texts_have_no_place_beside_it(local: Local) -> None:
    number = (await local.say("Menu"))["message_id"]
    for needless in ({"text": "x"}, {"parse_mode": "HTML"}, {"link_preview_options": {"is_disabled": True}}):
        words = await local.refusal(
            "editMessageText", chat_id=local.anna, message_id=number, rich_message={"html": "x"}, **needless
        )
        assert f"{next(iter(needless))} has no place in a rich message" in words


async def test_an_older_server_knows_none_of_it(local: Local) -> None:
    number = (await local.say("Menu"))["message_id"]
    for _time in range(2):
        async with local.http.post("/control/faults", json={"kind": "no_rich"}) as answer:
            assert answer.status == 200
        if _time:
            words = await local.refusal(
                "editMessageText", chat_id=local.anna, message_id=number, rich_message={"html": "x"}
            )
            assert words == "Bad Request: message text is empty"
        else:
            assert await refusal(local, "x") == "Not Found: method not found"


async def test_who_blocked_the_bot_gets_none(local: Local) -> None:
    local.simulator.people.block(local.anna, blocked=True)
    assert await refusal(local, "x") == "Forbidden: bot was blocked by the user"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a\n  b</p>", ["a b"]),
        ("<p> a <b> b </b> c </p>", ["a ", {"type": "bold", "text": ["b "]}, "c"]),
        ("<p>a <br> b</p>", ["a\nb"]),
        ("<p><code>a  b</code></p>", [{"type": "code", "text": ["a  b"]}]),
        ("<p>a <code>b</code> c</p>", ["a ", {"type": "code", "text": ["b"]}, " c"]),
        ("<p>a&nbsp;&nbsp;b</p>", ["a\u00a0\u00a0b"]),
        ("<pre>a\n  b</pre>", ["a\n  b"]),
        ("loose", ["loose"]),
        ("<font color=red>kept</font>", ["kept"]),
        ("<p>open <i>to the end", ["open ", {"type": "italic", "text": ["to the end"]}]),
        ("</b><p>x</p>", ["x"]),
        ("<p>&lt;b&gt; &amp; &#x41;&#66; &hellip; &copy;</p>", ["<b> & AB … &copy;"]),
        ("<P>X</P>", ["X"]),
        ('<p><a href="https://a.pl">x</a></p>', [{"type": "url", "text": ["x"], "url": "https://a.pl/"}]),
    ],
)
def test_it_is_read_as_a_browser_reads(html: str, text: object) -> None:
    assert first_text(html) == text


def test_lists_details_quotes_and_the_rest() -> None:
    assert as_json(
        "<ol><li><input type=checkbox checked>x</li></ol><details open><summary>s</summary><p>x</p><hr></details>"
        "<blockquote>x<cite>y</cite></blockquote><aside>x</aside><footer>x</footer>"
        '<pre><code class="language-sql">x</code></pre>'
    ) == [
        {
            "type": "list",
            "is_ordered": True,
            "items": [{"has_checkbox": True, "is_checked": True, "blocks": [{"type": "paragraph", "text": ["x"]}]}],
        },
        {
            "type": "details",
            "summary": ["s"],
            "is_open": True,
            "blocks": [{"type": "paragraph", "text": ["x"]}, {"type": "divider"}],
        },
        {"type": "blockquote", "blocks": [{"type": "paragraph", "text": ["x"]}], "credit": ["y"]},
        {"type": "pullquote", "text": ["x"]},
        {"type": "footer", "text": ["x"]},
        {"type": "pre", "text": ["x"], "language": "sql"},
    ]


def test_the_page_gets_tags_of_our_own_making_alone() -> None:
    html = blocks_to_html(
        read(
            "<p onclick='x'>&lt;script&gt; <a href=\"https://a.pl/&quot;x\">&amp;</a></p>"
            "<table><tr><th align='\"x'>a</th><td></td></tr></table>"
        )
    )
    assert html == (
        '<p>&lt;script&gt; <a href="https://a.pl/&quot;x" rel="noopener" target="_blank">&amp;</a></p>'
        '<div class="wide" role="group" aria-label="Tabela" tabindex="0"><table class="">'
        '<tr><th class="to-center to-middle" scope="col">a</th><td class="nothing"></td></tr></table></div>'
    )


async def test_the_page_is_told_that_a_message_is_rich(local: Local) -> None:
    await send(local, "<h3>Odczyty</h3>")
    async with local.http.get(f"/chat/api/people/{local.anna}/messages") as answer:
        (message,) = await answer.json()
    assert (message["rich"], message["html"]) == (True, '<h5 class="size3">Odczyty</h5>')
