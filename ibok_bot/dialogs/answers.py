"""Sentences that several dialogs must say in the very same words, and how waiting times are told."""

from __future__ import annotations

from datetime import timedelta

from ibok_bot.i18n import Text, _, n_

LOGIN_FAILED = _("This e-mail and password do not match an account. Check both and try again.")
"""The one answer to every failed log-in, whatever the reason."""

PROOF_FAILED = _(
    "These data could not be confirmed. Check the customer number, the invoice number and the gross amount on one "
    "and the same invoice. If you already have an account, log in or recover the password."
)
"""The one answer to every failed registration and recovery, whatever the reason."""

NOT_ME_HINT = _("Not you? Press the button below and we will close the account to everybody else.")


def too_many(wait: timedelta) -> Text:
    """How long to wait, told plainly; rounded up to a minute."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return n_(
        "Too many tries did not succeed. Please try again in {n} minute.",
        "Too many tries did not succeed. Please try again in {n} minutes.",
        minutes,
    )
