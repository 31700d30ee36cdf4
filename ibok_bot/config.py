"""Settings from the environment or `.env`. Nonsense is refused at the start: which setting, why, and the mend."""

from __future__ import annotations

import re
import secrets
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

OFFICIAL_API = "https://api.telegram.org"
_DIALECTS = ("sqlite+aiosqlite", "postgresql+asyncpg", "mysql+asyncmy", "mariadb+asyncmy")
_SHORTEST_SECRET = 16


class WrongSettings(Exception):
    """One or more settings cannot be used; each line names one, says why, and how to mend it."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = complaints


class Settings(BaseSettings):
    """Everything an operator sets. Each field is the variable `IBOK_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="IBOK_", env_file=".env", extra="ignore", frozen=True)

    telegram_token: SecretStr | None = None
    telegram_api_url: str = OFFICIAL_API
    database_url: str = ""
    data_dir: Path = Path("var")
    secret_key: SecretStr | None = None
    listen: str = "127.0.0.1:8080"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    public_url: str | None = None
    smtp_url: SecretStr | None = None
    mail_from: str = ""
    send_rate: float = 25.0
    paid_broadcast: bool = False
    timezone: str = "Europe/Warsaw"
    supplier: Path | None = None
    log_format: Literal["console", "json"] = "console"

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not re.fullmatch(r"\d{1,20}:[A-Za-z0-9_-]{3,80}", token.get_secret_value()):
            raise ValueError("it is not a bot's token. Copy the line that @BotFather gave: digits, a colon, letters")
        return token

    @field_validator("telegram_api_url", "webhook_url", "public_url")
    @classmethod
    def _url(cls, url: str | None) -> str | None:
        if not url:
            return None
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("it is not a web address. Write it like https://office.example.pl")
        return url.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: str) -> str:
        scheme = url.partition("://")[0]
        if url and scheme not in _DIALECTS:
            raise ValueError(f"'{scheme}' is no database we speak to. Begin it with one of: {', '.join(_DIALECTS)}")
        return url

    @field_validator("secret_key", "webhook_secret")
    @classmethod
    def _secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and len(secret.get_secret_value()) < _SHORTEST_SECRET:
            raise ValueError(f"it is too short. Give at least {_SHORTEST_SECRET} random characters")
        return secret

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
            raise ValueError("Telegram allows only letters, digits, _ and - in it, at most 256")
        return secret

    @field_validator("listen")
    @classmethod
    def _listen(cls, listen: str) -> str:
        host, colon, port = listen.rpartition(":")
        if not colon or not host or not port.isdigit() or int(port) > 65535:  # noqa: PLR2004 - the last port
            raise ValueError("it is not host:port. Write it like 127.0.0.1:8080")
        return listen

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, url: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(url.get_secret_value()) if url else None
        if parts and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
            raise ValueError("it is not a mail server. Write it like smtp://user:password@mail.example.pl:587")
        return url if parts else None

    @field_validator("send_rate")
    @classmethod
    def _rate(cls, rate: float) -> float:
        if not 0 < rate <= 1000:  # noqa: PLR2004 - Telegram's own ceiling for paid broadcasts
            raise ValueError(
                "messages a second: more than 0, at most 1000. Telegram allows 30 unless broadcasts are paid"
            )
        return rate

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("it is no time zone. Write it like Europe/Warsaw") from None
        return name

    @field_validator("supplier")
    @classmethod
    def _supplier(cls, path: Path | None) -> Path | None:
        if path and not path.is_file():
            raise ValueError(f"there is no file {path}. Give the path of the supplier's TOML file")
        return path

    @model_validator(mode="after")
    def _together(self) -> Settings:
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("IBOK_WEBHOOK_SECRET: a webhook needs a secret. Set it to 32 random letters and digits")
        if self.smtp_url and not self.mail_from:
            raise ValueError("IBOK_MAIL_FROM: mail needs a sender. Set it like office@example.pl")
        return self

    @property
    def database(self) -> str:
        """The database's address; SQLite in the data folder when none is set."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'ibok.db'}"

    @property
    def embedded(self) -> bool:
        """One process with SQLite, as opposed to many machines with one database server."""
        return self.database.startswith("sqlite")

    @property
    def listens(self) -> bool:
        """Whether there is an HTTP server: for a webhook, and wherever an address for it was set."""
        return bool(self.webhook_url) or "listen" in self.model_fields_set

    @property
    def host_and_port(self) -> tuple[str, int]:
        """Where the HTTP server listens."""
        host, _colon, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @cached_property
    def secret(self) -> bytes:
        """The office's secret; for an embedded office it is made once and kept in the data folder.

        Raises WrongSettings when it is missing and several machines would each make their own.
        """
        if self.secret_key:
            return self.secret_key.get_secret_value().encode()
        if not self.embedded:
            raise WrongSettings(
                ["IBOK_SECRET_KEY: it is missing, and all machines must share one. Set it to 32 random characters"]
            )
        return _kept_secret(self.data_dir / "secret.key")


def _kept_secret(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".new")
        half.touch(mode=0o600)
        half.write_text(secrets.token_urlsafe(32))
        half.replace(path)
    return path.read_text().strip().encode()


def load() -> Settings:
    """The settings in force. Raises WrongSettings."""
    try:
        return Settings()
    except ValidationError as wrong:
        raise WrongSettings(
            [_complaint(error["loc"], error["msg"]) for error in wrong.errors(include_input=False)]
        ) from None


def _complaint(where: tuple[int | str, ...], why: str) -> str:
    """One line: the variable, why, the mend; never the value, which may be a secret."""
    bare = why.removeprefix("Value error, ")
    return f"IBOK_{str(where[0]).upper()}: {bare}" if where else bare
