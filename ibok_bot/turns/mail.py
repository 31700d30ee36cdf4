"""Mail that the office sends: a code, or a warning that somebody tried to use the address."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from ibok_bot.dialogs.newpassword import CODE_LASTS_MINUTES
from ibok_bot.i18n import Text, Verbatim, Voice, _, lines

_IN_SECONDS = 15


class MailFailed(Exception):
    """The mail server could not be reached or refused; worth another try later."""


@dataclass(frozen=True, slots=True)
class Mailer:
    """An SMTP account, as `smtp://user:password@host:587` or `smtps://host:465`."""

    url: str = field(repr=False)
    sender: str
    supplier: str

    async def code(self, email: str, code: str, voice: Voice) -> None:
        """The code, in the person's language. Raises MailFailed."""
        body = lines(
            _("Your code: {code}", code=code),
            _("It works for {minutes} minutes. Write it in the chat with us.", minutes=CODE_LASTS_MINUTES),
            _("If you did not ask for it, ignore this message and give the code to nobody."),
        )
        await self._send(email, _("Code for {supplier}", supplier=Verbatim(self.supplier)), body, voice)

    async def warn(self, email: str, voice: Voice) -> None:
        """To an address that has an account, when somebody tries to register with it. Raises MailFailed."""
        body = lines(
            _("Somebody tried to create a second account with this address."),
            _("If it was you, simply log in, or recover your password in the chat. Otherwise you need do nothing."),
        )
        await self._send(email, _("Your account with {supplier}", supplier=Verbatim(self.supplier)), body, voice)

    async def _send(self, email: str, subject: Text, body: Text, voice: Voice) -> None:
        import aiosmtplib  # noqa: PLC0415 - many offices send no mail

        message = EmailMessage()
        message["From"], message["To"] = self.sender, email
        message["Subject"] = voice.plain(subject)
        message.set_content(voice.plain(body))
        server = urlsplit(self.url)
        try:
            await aiosmtplib.send(
                message,
                hostname=server.hostname,
                port=server.port or (465 if server.scheme == "smtps" else 587),
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=server.scheme == "smtps",
                timeout=_IN_SECONDS,
            )
        except (aiosmtplib.SMTPException, OSError) as failed:
            raise MailFailed(type(failed).__name__) from None
