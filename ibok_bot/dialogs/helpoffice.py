"""Help about meters, faults, the office and the account: what it is called, and how it goes."""

from __future__ import annotations

from ibok_bot.dialogs.helptopic import Topic
from ibok_bot.i18n import _

OFFICE = (
    Topic(
        "readings",
        ("readings",),
        _("🔢 Give a reading"),
        _(
            "Choose the meter, then type what its display shows, whole kilowatt-hours, for example 14395. "
            "Zeros in front and spaces do no harm.\n\n"
            "If it is unlike your usual use, we say why and ask again; what the meter really shows can always "
            "be sent. You can add a photo, and change or withdraw the reading until the time for readings is "
            "over."
        ),
        _(
            "reading readings read meter give send submit report state counter kWh photo withdraw change "
            "window deadline"
        ),
    ),
    Topic(
        "meter",
        ("readings",),
        _("🔢 Codes on the meter"),
        _(
            "The display changes by itself every few seconds, or at a press of the button beside it. The code "
            "stands at the edge of the display:\n"
            "1.8.0 – all the energy taken\n"
            "1.8.1 – the day or peak zone\n"
            "1.8.2 – the night or off-peak zone\n"
            "2.8.0 – energy given to the network\n\n"
            "The meter’s number is printed beside the bar code. We ask only for the codes that your meter is "
            "settled by."
        ),
        _(
            "codes code OBIS display meter number where find 1.8.0 1.8.1 1.8.2 2.8.0 zone day night register "
            "button screen serial"
        ),
    ),
    Topic(
        "outages",
        ("outages", "outage"),
        _("⚡ No power, faults"),
        _(
            "⚠️ A broken wire, sparks, smoke, an open box: keep away and call 991 at once, day and night. "
            "Fire or danger to life: 112. A report in the chat does not replace the call.\n\n"
            "When the power is out: look at your own fuses, at the light on the staircase, and ask a "
            "neighbour. Then report it: choose what happened, the place, and a photo if you like. You get a "
            "number, and a message at each change.\n\n"
            "The network operator repairs faults; we pass your report on and tell you what they say."
        ),
        _(
            "power outage blackout no electricity no light fault failure emergency broken wire sparks dark "
            "voltage repair report neighbours 991 112"
        ),
    ),
    Topic(
        "planned",
        ("planned", "claim"),
        _("⚡ Planned breaks"),
        _(
            "Breaks that the network operator plans are announced at least 5 days ahead as a rule. They are "
            "shown under faults for your metering points, with a file for your calendar; you get a message "
            "when one is announced, when it changes, and on the evening before.\n\n"
            "After a break of more than 24 hours you may ask for a discount (bonifikata); the bot prepares "
            "the letter."
        ),
        _(
            "planned break outage interruption works announced tomorrow calendar discount compensation claim "
            "maintenance switch off"
        ),
    ),
    Topic(
        "notices",
        ("notices", "notice"),
        _("📌 The notice board"),
        _(
            "Here is what we announce: planned work, prices, law, safety. New ones bear ● and the word "
            "“unread”. “Earlier ones” are those that are over or were taken back.\n\n"
            "Which messages we send you is set in the settings. We never ask for a password or a card number "
            "in a notice."
        ),
        _("notice notices board news announcement message law prices safety unread"),
    ),
    Topic(
        "survey",
        ("survey", "suggestion"),
        _("📝 Surveys, ideas"),
        _(
            "Surveys that wait for you are in one list. You may take a break at any time; nothing counts "
            "before you press “Send the answers”. Each says before it begins whether answers are kept under "
            "your name.\n\n"
            "An idea, praise or complaint of your own can be sent at any time, signed or without a name; what "
            "is signed can be answered."
        ),
        _(
            "survey surveys questionnaire opinion idea ideas suggestion complaint praise feedback rate rating "
            "anonymous vote"
        ),
    ),
    Topic(
        "contact",
        ("contact", "letters"),
        _("☎️ Talk to a person"),
        _(
            "Phones and hours are under contact. “Write to us” asks what it is about; a person of the office "
            "answers here, and you see by when. Photos and documents may be attached.\n\n"
            "The whole conversation is kept under “My conversations”; writing in a closed one opens it again."
        ),
        _(
            "contact phone call number office hours person human consultant clerk write message chat e-mail "
            "address complaint talk agent operator help"
        ),
    ),
    Topic(
        "register",
        ("register", "privacy"),
        _("🔐 Create an account"),
        _(
            "Take any recent invoice. We ask for the customer number (upper right corner), the invoice number "
            "(at the top) and its gross amount (at the end); then for an e-mail and a password of your "
            "choice.\n\n"
            "If the data could not be confirmed, check that all three come from one and the same invoice."
        ),
        _("register registration sign up create account new customer number invoice begin start join"),
    ),
    Topic(
        "login",
        ("login", "logout"),
        _("🔐 Log in, log out"),
        _(
            "To log in write the e-mail of your account, then the password; the message with the password is "
            "deleted from the chat at once. After a time without use you are logged out by yourself.\n\n"
            "“Log out” ends the session in this chat, or everywhere."
        ),
        _("login log in sign in logout log out sign out session e-mail password enter"),
    ),
    Topic(
        "password",
        ("recovery",),
        _("🔐 Forgotten password"),
        _(
            "Choose “I forgot the password” and prove with an invoice that the account is yours; then choose "
            "a new password.\n\n"
            "In a chat that you have used before it works at once. In a new chat it works after a waiting "
            "time, and the owner of the account is told, so that nobody can take it away."
        ),
        _("password forgot forgotten recover recovery reset new change lost cannot log in"),
    ),
    Topic(
        "safety",
        ("journal", "alarm"),
        _("🔐 Safety of the account"),
        _(
            "The journal shows every session of your account and every failed try to get in, with what was "
            "wrong. After a log-in we send a message; if it was not you, press its button: the account is "
            "closed to everybody until you choose a new password.\n\n"
            "Nobody of ours asks for your password, by phone, by e-mail or in a notice."
        ),
        _(
            "safety security journal session sessions hacked stolen somebody else not me suspicious failed "
            "tries block who logged in"
        ),
    ),
    Topic(
        "settings",
        ("settings",),
        _("⚙️ Language, messages"),
        _(
            "/language changes the language in the middle of anything: the open question is asked again in "
            "the new one.\n\n"
            "In the settings you switch off messages that you do not want, hide sums from messages that a "
            "locked phone shows, and have new Telegram apps draw real tables. What concerns faults and the "
            "safety of your account always comes."
        ),
        _("settings language Polish English Ukrainian messages notifications switch off quiet hide sums tables mute"),
    ),
    Topic(
        "privacy",
        ("privacy",),
        _("🔐 Your data"),
        _(
            "/privacy shows who keeps your data, what for and how long, and which rights you have.\n\n"
            "To have data corrected or deleted, write to us or call."
        ),
        _("privacy personal data GDPR RODO delete rights clause administrator"),
    ),
    Topic(
        "bot",
        ("menu", "tour", "helpsearch"),
        _("❓ How the bot works"),
        _(
            "Press buttons, or write commands; the button beside the line where you write lists them. Only "
            "the newest message has buttons in force.\n\n"
            "↩ Back goes one step back, 🏠 Menu leaves a form, /cancel ends it and changes nothing. ❓ Help "
            "explains the screen you are on and leaves it open.\n\n"
            "You can search the help at any time: write /help and a few words, for example: /help how to pay"
        ),
        _("bot how it works menu buttons commands back cancel tour introduction begin help search use manual guide"),
    ),
)
