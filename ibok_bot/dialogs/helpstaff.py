"""Help for those who work here: each topic is seen by those whose role it is for."""

from __future__ import annotations

from ibok_bot.dialogs.helptopic import Topic
from ibok_bot.dialogs.talk import Access
from ibok_bot.i18n import _

STAFF = (
    Topic(
        "staff",
        ("staff", "invitation"),
        _("🛠 Rooms of the staff"),
        _(
            "/staff opens the rooms of your role. You may be a customer in the same chat as well: the two do "
            "not mix.\n\n"
            "What you do in these rooms is written down in the audit log under your name. Access that was "
            "taken away ends at once, in the middle of a form too."
        ),
        _("staff role rooms clerk dispatcher admin audit log access invitation"),
        access=Access.STAFF,
    ),
    Topic(
        "team",
        ("team",),
        _("👥 The team"),
        _(
            "Invite somebody: give the name and the role, and pass on the link. It works once, for 24 hours. "
            "Open a member to change nothing but to take access away; it ends at once.\n\n"
            "The audit log shows who did what, newest first; nobody can change it."
        ),
        _("team member invite invitation link revoke access audit log role"),
        access=Access.ADMIN,
    ),
    Topic(
        "newnotice",
        ("newnotice", "broadcasts"),
        _("📝 Notices to customers"),
        _(
            "A notice is written step by step; you see it as customers will, and how many get it, before the "
            "button that sends it. What you have written is kept: go on later with /newnotice.\n\n"
            "Under “Notices sent” each one shows how it goes out. You can pause it, go on, stop it, change "
            "its words or take it back; Telegram allows that for 48 hours. To a large crowd it goes only when "
            "a colleague has approved it."
        ),
        _("notice write send broadcast audience crowd preview pause stop recall approve in doubt draft"),
        access=Access.CLERK,
    ),
    Topic(
        "inbox",
        ("inbox",),
        _("☎️ Answer customers"),
        _(
            "Take a conversation, and colleagues see that it is yours. Answer in your own words or with a "
            "prepared reply, with a file if need be; you see the answer before it goes.\n\n"
            "“Hand back” leaves it to colleagues, “Close” ends it. When the customer writes again, a message "
            "comes to you."
        ),
        _("inbox answer customer conversation take hand back close canned prepared reply queue"),
        access=Access.CLERK,
    ),
    Topic(
        "surveys",
        ("surveys", "suggestions"),
        _("📝 Surveys, suggestions"),
        _(
            "A survey is a TOML file: take the template, change it, send it to the bot. Mistakes are shown by "
            "line, and a preview with every question before you publish. Results are live; of a survey "
            "without names nothing is shown before three people have answered.\n\n"
            "Suggestions of customers wait in their own room; a signed one can be answered."
        ),
        _("survey file TOML template publish results suggestions answer chart NPS close"),
        access=Access.CLERK,
    ),
    Topic(
        "dispatch",
        ("dispatch",),
        _("⚡ Move faults along"),
        _(
            "The queue shows open faults, the oldest first; those past their promised time are marked. "
            "Reports of one area and kind are one incident: join and split them by hand where that is wrong.\n\n"
            "Take one, set its state and the expected time, add a note for people if need be: everybody who "
            "reported it is told at once. “Unknown” is an honest time; a promise that will not be kept is "
            "not."
        ),
        _("dispatch dispatcher queue incident fault state expected time join split note report take"),
        access=Access.DISPATCHER,
    ),
    Topic(
        "breaks",
        ("plannedoutages",),
        _("🗓 Announce breaks"),
        _(
            "A planned outage has its times and its places: metering points, streets, postcodes or towns. "
            "Before you confirm you see how many households it concerns, and a warning when less than 5 days "
            "are left.\n\n"
            "They are told when it is announced, when something in it changes for them, when it is cancelled, "
            "and on the evening before. Many at once come from a file."
        ),
        _(
            "planned outage break announce create change cancel import file CSV area street postcode "
            "households notice 5 days"
        ),
        access=Access.DISPATCHER,
    ),
)
