"""Many planned outages from a CSV file: read, looked at, and announced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ibok_bot.dialogs.planneddesk import Desk, warning
from ibok_bot.dialogs.talk import Ask, Choice, End, Entry, Retry, Said, SlowStep, Step, Style
from ibok_bot.domain.media import Media, MediaKind
from ibok_bot.domain.papers import TextFile
from ibok_bot.domain.planned_file import HEAD, Broken, Given, Mistake, Wrong, read
from ibok_bot.i18n import Text, _, lines, n_, paragraphs

LARGEST_FILE = 100_000
_SAMPLE = (
    f"{HEAD}\n"
    "PW/1;STO;2026-12-04 08:00;2026-12-04 14:00;00-950 Warszawa, Jasna 1-15, 20;wymiana słupa;\n"
    "PW/1;STO;2026-12-04 08:00;2026-12-04 14:00;00-950 Warszawa, Cicha;wymiana słupa;\n"
    "PW/2;STO;2026-12-08 22:00;2026-12-09 04:00;62-800 Kalisz;;cancelled\n"
)


class Tools(Protocol):
    """What reading a file needs."""

    async def fetch(self, media: Media, most: int) -> bytes | None: ...


@dataclass(frozen=True)
class FromFile(SlowStep[Desk, Tools, str]):
    """A CSV file of planned outages; its bytes are fetched before the turn begins."""

    async def ask(self, desk: Desk) -> Ask:
        """What it looks like, as a file to fill in."""
        return Ask(
            lines(
                _("<b>Send a CSV file</b>, or paste its lines."),
                _("Several lines with one number are one outage. What is not in the file stays as it is."),
                _("Nothing is announced by that: you see first what the file holds."),
            ),
            crumb=_("From a file"),
            files=(TextFile("planowane-wzor.csv", _SAMPLE, "text/csv", "utf-8-sig"),),
        )

    async def prepare(self, said: Said, tools: Tools) -> str:
        """Fetch and read it. Raises Retry with every mistake and its line."""
        text = await _text(said, tools)
        _read(text)
        return text

    async def settle(self, done: str, desk: Desk) -> Sure:
        """On to what it holds."""
        return Sure(done)


@dataclass(frozen=True)
class Sure(Step[Desk]):
    """Whether to announce all that the file holds."""

    text: str

    async def ask(self, desk: Desk) -> Ask:
        """How many outages, and of how many of them customers would hear late."""
        given = _read(self.text)
        late = [each for each in given if not each.cancelled and warning(each.starts_at, desk.now())]
        off = sum(each.cancelled for each in given)
        return Ask(
            paragraphs(
                n_("The file holds <b>{n}</b> outage", "The file holds <b>{n}</b> outages", len(given)),
                n_("{n} of them is cancelled", "{n} of them are cancelled", off) if off else None,
                n_("⚠️ Less than 5 days are left until {n} outage", "⚠️ Less than 5 days are left until {n} outages",
                   len(late)) if late else None,
                _("Customers are told of what is new or different."),
            ),
            [Choice("take", _("Announce them all"), Style.SUCCESS)],
            crumb=_("Summary"),
        )  # fmt: skip

    async def answer(self, said: Said, desk: Desk) -> End:
        """Take it in."""
        said.one_of(["take"])
        taken = await desk.planneddesk.bring_in(_read(self.text), desk.staff)
        refused = taken.refused_lines
        return End(
            lines(
                n_("✅ <b>{n}</b> outage taken in", "✅ <b>{n}</b> outages taken in", taken.changes),
                n_("{n} stands so already", "{n} stand so already", taken.unchanged) if taken.unchanged else None,
                _("Not taken in, for they are over, make no sense, or the operator is not known: lines {lines}",
                  lines=", ".join(str(line) for line in refused[:20])) if refused else None,
            ),
            [Entry("plannedoutages", _("🗓 Planned outages"))],
        )  # fmt: skip


async def _text(said: Said, tools: Tools) -> str:
    if said.text is not None:
        return said.text
    if said.media is None or said.media.kind is not MediaKind.DOCUMENT:
        raise Retry(_("Please send the file as a document: the paper clip below, then “File”."))
    data = await tools.fetch(said.media, LARGEST_FILE)
    if data is None:
        raise Retry(_("This file cannot be fetched, or it is larger than 100 kB. Please send it again."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Retry(_told([Mistake(1, Wrong.TEXT)])) from None


def _read(text: str) -> list[Given]:
    try:
        return read(text)
    except Broken as broken:
        raise Retry(_told(broken.mistakes)) from None


def _told(mistakes: Sequence[Mistake]) -> Text:
    return lines(
        _("The file cannot be used:"),
        *(_("line {line}: {why}", line=each.line, why=_WRONG[each.wrong]) for each in mistakes[:10]),
        _("Nothing was announced. Mend it and send it again."),
    )


_WRONG: dict[Wrong, Text] = {
    Wrong.TEXT: _("it is not written in UTF-8. Save it as CSV UTF-8."),
    Wrong.HEAD: _("the first line must name the columns, as in the sample file."),
    Wrong.EMPTY: _("there is no outage in it."),
    Wrong.CELLS: _("there are more or fewer columns than in the first line."),
    Wrong.NUMBER: _("the number is missing, longer than 40 signs, or has others than letters, digits and . / -"),
    Wrong.START: _("the start is no time. Write it like 2026-12-04 08:00."),
    Wrong.END: _("the end is no time. Write it like 2026-12-04 14:00."),
    Wrong.PLACE: _("the place is not understood. Write it like 00-950 Warszawa, Jasna 1-15."),
    Wrong.STATE: _("the state may be empty, announced, changed or cancelled."),
    Wrong.DIFFERS: _("it differs from an earlier line with the same number."),
    Wrong.LARGE: _("the file is too large."),
}
