"""Help about dues, invoices and tariffs: what it is called, and how it goes."""

from __future__ import annotations

from ibok_bot.dialogs.helptopic import Topic
from ibok_bot.i18n import _

MONEY = (
    Topic(
        "pay",
        ("balance",),
        _("💰 How to pay"),
        _(
            "Open the dues: everything that is to be paid is there, what is overdue first.\n"
            "1. Tick what you want to pay, or press the green button.\n"
            "2. Copy the account, the amount and the title into your bank’s app, or show it the QR code.\n"
            "3. For the post office or the till, print the form.\n\n"
            "The bot moves no money and never asks for a card. A transfer is seen here when it has reached "
            "us."
        ),
        _(
            "pay payment pays paying bill money transfer bank cash post due dues debt balance QR amount how "
            "much owe form"
        ),
    ),
    Topic(
        "late",
        ("balance",),
        _("💰 Overdue, interest"),
        _(
            "What is past its due date is marked 🔴 with the number of days. Press “Late: what may follow” in "
            "the dues to see the interest so far, as an estimate, and what the law lets follow.\n\n"
            "If you cannot pay all at once, write to us before the next due date: a person in the office will "
            "look for a way with you. What you have paid already is under “Payments made”."
        ),
        _("overdue late interest reminder demand arrears debt instalments installments cut off disconnect"),
    ),
    Topic(
        "account",
        ("account",),
        _("💰 Is it our account?"),
        _(
            "Each customer pays to an account of their own. Paste an account number, or the text of a whole "
            "invoice or e-mail: we say whether the account is yours with us.\n\n"
            "If it is not, do not pay to it, and call us: false invoices are a common fraud."
        ),
        _("account number bank account IBAN NRB check fraud scam fake false invoice where to pay"),
    ),
    Topic(
        "templates",
        ("templates",),
        _("💰 Transfer templates"),
        _(
            "A template keeps a transfer that recurs: how much, on which day of the month, and whether we "
            "remind you. It never pays by itself; it makes the account, the QR code and the forms ready.\n\n"
            "Make one under “Templates” in the dues. A template can be changed and deleted there."
        ),
        _("template recurring monthly standing order remind reminder transfer every month"),
    ),
    Topic(
        "invoices",
        ("invoices", "invoice"),
        _("🧾 Invoices and PDF"),
        _(
            "All invoices are in one list, newest first. Press a number to see its readings, prices and sums, "
            "and save it as PDF.\n\n"
            "“Only unpaid” and “Year or place” make the list shorter; “Use on a chart” shows how much energy "
            "each bill was for."
        ),
        _("invoice invoices bill bills PDF download print copy number chart consumption history archive"),
    ),
    Topic(
        "why",
        ("invoice", "invoices"),
        _("🧾 Why is it more?"),
        _(
            "Open an invoice and press “Why did it change?”: it says in words how much comes from use, from "
            "prices, and from the number of days.\n\n"
            "“Check my bill” counts it again line by line. If something does not add up, send a reading and "
            "write to us."
        ),
        _(
            "why more expensive higher too high much dear difference compare wrong mistake error complaint "
            "estimate forecast correction"
        ),
    ),
    Topic(
        "tariffs",
        ("tariffs", "mytariff"),
        _("🧮 Compare tariffs"),
        _(
            "We reckon what your own use of the last 12 months would cost under each tariff, the cheapest "
            "first; or take numbers that you type, without logging in. Press a tariff to see every charge.\n\n"
            "The cheaper hours of your network operator are there too. Prices marked as examples are no "
            "offer."
        ),
        _(
            "tariff tariffs price prices cost cheaper cheapest calculator compare G11 G12 G12w C11 zone hours "
            "night change group"
        ),
    ),
)
