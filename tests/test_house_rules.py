"""The house's own rules: floors, catalogue, arrows, golden trails, languages, and a light start."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from importlinter.cli import lint_imports

from ibok_bot.dialogs.talk import End, SlowStep, Step
from ibok_bot.dialogs.trail import Archive, arrows
from ibok_bot.domain.conversation import Stored
from ibok_bot.i18n import LANGUAGES
from ibok_bot.turns.catalogue import COMMANDS, DIALOGS

ROOT = Path(__file__).parent.parent
CODE = ROOT / "ibok_bot"
_MARKS = {"_": 1, "n_": 2}
_GOLDEN = {
    "menu": '[{"step":"Menu","has":{}}]',
    "register": '[{"step":"Clause","has":{}},{"step":"CustomerNumber","has":{"purpose":"registration"}},'
    '{"step":"InvoiceNumber","has":{"purpose":"registration","customer_number":"10000007"}},'
    '{"step":"GrossAmount","has":{"purpose":"registration","customer_number":"10000007","invoice_number":"FV/1"}},'
    '{"step":"Email","has":{"payer":1}},'
    '{"step":"NewPassword","has":{"payer":1,"email":"a@example.com","purpose":"registration"}},'
    '{"step":"Repeat","has":{"payer":1,"email":"a@example.com","purpose":"registration","password_hash":"h"}},'
    '{"step":"Code","has":{"payer":1,"email":"a@example.com","purpose":"registration","password_hash":"h"}}]',
    "login": '[{"step":"Email","has":{}},{"step":"Password","has":{"email":"a@example.com"}}]',
    "recovery": '[{"step":"CustomerNumber","has":{"purpose":"recovery"}}]',
    "logout": '[{"step":"Where","has":{}}]',
    "alarm": '[{"step":"NotMe","has":{"account":1,"session":2}}]',
    "balance": '[{"step":"Balance","has":{"order":"amount","page":1,"ticked":[3]}},'
    '{"step":"Paying","has":{"what":{"dues":[3],"amount":null}}},'
    '{"step":"BankFile","has":{"what":{"dues":[3],"amount":null},"account":"61109010140000071219812874"}}]',
    "templates": '[{"step":"All","has":{"page":0}},{"step":"One","has":{"key":7}},{"step":"AskDay","has":{"terms":'
    '{"name":"n","rule":"fixed","amount":{"grosze":18420},"day":10,"remind_days":null},"key":7}}]',
    "account": '[{"step":"Pasted","has":{}},{"step":"Verdict","has":{"accounts":["6110"],"more":0}}]',
    "invoices": '[{"step":"Invoices","has":{"unpaid":true,"year":2026,"point":4,"page":1}},'
    '{"step":"Filter","has":{"unpaid":true,"year":null,"point":null,"page":0}},'
    '{"step":"Consumption","has":{"point":4,"months":24}},{"step":"ChartPlace","has":{"months":24,"page":0}}]',
    "invoice": '[{"step":"Details","has":{"invoice":"ab12"}},{"step":"Why","has":{"invoice":"ab12"}},'
    '{"step":"Corrections","has":{"invoice":"ab12"}},{"step":"Check","has":{"invoice":"ab12"}},'
    '{"step":"Pdf","has":{"invoice":"ab12"}}]',
    "readings": '[{"step":"Meters","has":{"page":1}},{"step":"Value","has":{"draft":{"meter":7,"given":[],"sure":[],'
    '"photo":null,"trimmed":false,"changes":null}}},{"step":"Doubt","has":{"draft":{"meter":7,"given":[{"register":9,'
    '"value":{"wh":14395000}}],"sure":[{"register":9,"value":{"wh":14395000}}],"photo":"file","trimmed":true,'
    '"changes":{"number":"O-2026-00000007","day":"2026-11-24"}}}},{"step":"AddPhoto","has":{"draft":{"meter":7,'
    '"given":[],"sure":[],"photo":null,"trimmed":false,"changes":null}}},{"step":"Confirm","has":{"draft":{"meter":7,'
    '"given":[],"sure":[],"photo":null,"trimmed":false,"changes":null}}},'
    '{"step":"ReadingList","has":{"meter":7,"page":1}},{"step":"WhichMeter","has":{"page":0}},{"step":"Years","has":{}},'
    '{"step":"SavedYear","has":{"year":2026}},{"step":"OneReading","has":{"number":"O-2026-00000007"}},'
    '{"step":"Withdraw","has":{"number":"O-2026-00000007"}}]',
    "outages": '[{"step":"Outages","has":{}},{"step":"Door","has":{}},{"step":"Kinds","has":{"dangerous":true}},'
    '{"step":"Hazard","has":{"draft":{"kind":"other","hazard":true,"point":null,"address":"a","spot":null,'
    '"description":"","phone":null,"photos":[],"checked":[]}}},{"step":"Which","has":{"draft":{"kind":"other",'
    '"hazard":true,"point":null,"address":"a","spot":null,"description":"","phone":null,"photos":[],"checked":[]}}},'
    '{"step":"Safety","has":{"draft":{"kind":"other","hazard":true,"point":null,"address":"a","spot":null,'
    '"description":"","phone":null,"photos":[],"checked":[]}}},{"step":"Known","has":{"draft":{"kind":"other",'
    '"hazard":true,"point":null,"address":"a","spot":null,"description":"","phone":null,"photos":[],"checked":[]}}},'
    '{"step":"Review","has":{"draft":{"kind":"wire_down","hazard":false,"point":7,"address":"",'
    '"spot":{"latitude_e6":52000000,"longitude_e6":21000000},"description":"d","phone":"+48 600 100 200",'
    '"photos":["file"],"checked":["fuses_on"]}}},{"step":"Describe","has":{"draft":{"kind":"other","hazard":true,'
    '"point":null,"address":"a","spot":null,"description":"","phone":null,"photos":[],"checked":[]}}},'
    '{"step":"Photos","has":{"draft":{"kind":"other","hazard":true,"point":null,"address":"a","spot":null,'
    '"description":"","phone":null,"photos":[],"checked":[]}}},{"step":"Phone","has":{"draft":{"kind":"other",'
    '"hazard":true,"point":null,"address":"a","spot":null,"description":"","phone":null,"photos":[],"checked":[]}}},'
    '{"step":"AskPlace","has":{"draft":{"kind":"other","hazard":true,"point":null,"address":"a","spot":null,'
    '"description":"","phone":null,"photos":[],"checked":[]},"page":1}},{"step":"Check",'
    '"has":{"draft":{"kind":"other","hazard":true,"point":null,"address":"a","spot":null,"description":"",'
    '"phone":null,"photos":[],"checked":[]},"number":2}},{"step":"Advice","has":{"draft":{"kind":"other",'
    '"hazard":true,"point":null,"address":"a","spot":null,"description":"","phone":null,"photos":[],"checked":[]},'
    '"number":0,"fact":"fuse_falls"}}]',
    "outage": '[{"step":"MyReports","has":{"page":1}},{"step":"One","has":{"report":"ab12"}},{"step":"AddNote",'
    '"has":{"report":"ab12"}},{"step":"AddPhotos","has":{"report":"ab12","added":1}},{"step":"Withdraw",'
    '"has":{"report":"ab12"}},{"step":"History","has":{"report":"ab12","page":1}}]',
    "journal": '[{"step":"Sessions","has":{"page":1}},{"step":"FailedTries","has":{"page":0}},'
    '{"step":"Saved","has":{}}]',
    "tariffs": '[{"step":"Start","has":{}},{"step":"Network","has":{"goal":"typed"}},'
    '{"step":"Hours","has":{"operator":1}},{"step":"Group","has":{"operator":1}},'
    '{"step":"Months","has":{"operator":1,"group":"G12"}},'
    '{"step":"Amount","has":{"operator":1,"demand":{"group":"G12","uses":[{"zone":"day","energy":{"wh":1},'
    '"register":0}],"months":12,"phases":1,"band":null}}},'
    '{"step":"AnnualUse","has":{"operator":1,"demand":{"group":"G12","uses":[],"months":1,"phases":1,"band":null}}},'
    '{"step":"Phases","has":{"operator":1,"demand":{"group":"G12","uses":[],"months":1,"phases":1,"band":"0-500"}}}]',
    "mytariff": '[{"step":"Points","has":{"page":0}},{"step":"Own","has":{"point":"7"}},'
    '{"step":"Comparison","has":{"case":{"operator":1,"demand":{"group":"G12","uses":[],"months":12,"phases":1,'
    '"band":null},"current":"G11","share":"40","taken":{"street":"s","first":"2025-11-01","last":"2026-10-31",'
    '"whole":true}}}},{"step":"Share","has":{"case":{"operator":1,"demand":{"group":"G12","uses":[],"months":12,'
    '"phases":1,"band":null},"current":"G11","share":null,"taken":null}}},'
    '{"step":"Costs","has":{"case":{"operator":1,"demand":{"group":"G12","uses":[],"months":12,"phases":1,'
    '"band":null},"current":"G11","share":null,"taken":null},"group":"G12w"}}]',
    "notices": '[{"step":"Notices","has":{"category":"work","earlier":true,"page":1}},'
    '{"step":"Filter","has":{"earlier":false}},{"step":"One","has":{"notice":"7"}}]',
    "notice": '[{"step":"One","has":{"notice":"7"}}]',
    "survey": '[{"step":"All","has":{}},{"step":"Intro","has":{"survey":"s"}},{"step":"AskOne","has":{"survey":"s",'
    '"question":"q"}},{"step":"AskMany","has":{"survey":"s","question":"q","ticked":[0,2]}},'
    '{"step":"Review","has":{"survey":"s"}},{"step":"Change","has":{"survey":"s"}},'
    '{"step":"RateFault","has":{"report":"ab12"}}]',
    "suggestion": '[{"step":"Start","has":{}},{"step":"AskWords","has":{"category":"bot"}},{"step":"Confirm","has":'
    '{"draft":{"category":"bot","words":"w","photo":"file","signed":true}}},{"step":"AddPhoto","has":'
    '{"draft":{"category":"bot","words":"w","photo":null,"signed":true}}}]',
    "surveys": '[{"step":"All","has":{"page":1}},{"step":"Template","has":{}},{"step":"Load","has":{}},'
    '{"step":"One","has":{"survey":"s"}},{"step":"Publish","has":{"survey":"s","seen":"ab12"}},'
    '{"step":"Close","has":{"survey":"s"}},{"step":"Discard","has":{"survey":"s"}},'
    '{"step":"Results","has":{"survey":"s"}},{"step":"Result","has":{"survey":"s","question":"q","page":1}},'
    '{"step":"AsFile","has":{"survey":"s"}}]',
    "suggestions": '[{"step":"All","has":{"state":"new","page":1}},{"step":"One","has":{"number":"S-ACDEFGH"}},'
    '{"step":"AskReply","has":{"number":"S-ACDEFGH"}},'
    '{"step":"ConfirmReply","has":{"number":"S-ACDEFGH","reply":"r"}}]',
    "planned": '[{"step":"Mine","has":{"page":1}},{"step":"One","has":{"key":"7"}},{"step":"Event","has":{"key":"7"}}]',
    "claim": '[{"step":"Which","has":{}},{"step":"Claim","has":{"item":"p-7"}}]',
    "plannedoutages": '[{"step":"All","has":{"past":true,"page":1}},{"step":"One","has":{"key":"7"}},'
    '{"step":"WhichOperator","has":{}},{"step":"AskWhere","has":{"operator":1}},{"step":"AskStart",'
    '"has":{"operator":1,"area":{"places":[],"points":["590999900000000013"]}}},{"step":"AskEnd",'
    '"has":{"operator":1,"area":{"places":[],"points":["590999900000000013"]},'
    '"starts_at":"2026-12-04T07:00:00Z"}},{"step":"AskReason","has":{"terms":{"operator":1,'
    '"area":{"places":[{"postcode":"","town":"Kutno","street":"Jasna","houses":[{"first":1,"last":3,'
    '"letter":"","parity":"odd"}]}],"points":[]},"starts_at":"2026-12-04T07:00:00Z",'
    '"ends_at":"2026-12-04T13:00:00Z","reason":"r"}}},{"step":"Announce",'
    '"has":{"terms":{"operator":1,"area":{"places":[{"postcode":"","town":"Kutno","street":"Jasna",'
    '"houses":[{"first":1,"last":3,"letter":"","parity":"odd"}]}],"points":[]},'
    '"starts_at":"2026-12-04T07:00:00Z","ends_at":"2026-12-04T13:00:00Z","reason":"r"}}},'
    '{"step":"NewWhere","has":{"key":"7","version":2}},{"step":"NewStart","has":{"key":"7",'
    '"version":2}},{"step":"NewEnd","has":{"key":"7","version":2,'
    '"starts_at":"2026-12-04T07:00:00Z"}},{"step":"NewReason","has":{"key":"7","version":2}},'
    '{"step":"Change","has":{"key":"7","version":2,"terms":{"operator":1,'
    '"area":{"places":[{"postcode":"","town":"Kutno","street":"Jasna","houses":[{"first":1,"last":3,'
    '"letter":"","parity":"odd"}]}],"points":[]},"starts_at":"2026-12-04T07:00:00Z",'
    '"ends_at":"2026-12-04T13:00:00Z","reason":"r"}}},{"step":"Cancel","has":{"key":"7",'
    '"version":2}},{"step":"FromFile","has":{}},{"step":"Sure","has":{"text":"t"}}]',
    "settings": '[{"step":"Settings","has":{}}]',
    "invitation": '[{"step":"Accept","has":{"token_hash":"ab12"}}]',
    "staff": '[{"step":"Rooms","has":{}}]',
    "newnotice": '[{"step":"Begin","has":{}},{"step":"AskTitle","has":{"language":"pl","item":"new"}},'
    '{"step":"AskText","has":{"language":"pl","item":"new"}},{"step":"AskFile","has":{"item":"new"}},'
    '{"step":"MoreLanguages","has":{"item":"new"}},{"step":"AskCategory","has":{"item":"new"}},'
    '{"step":"AskUntil","has":{"item":"new"}},{"step":"AskAudience","has":{"item":"new"}},'
    '{"step":"AskValue","has":{"word":"town","item":"new"}},{"step":"Review","has":{"item":"new"}},'
    '{"step":"Change","has":{"item":"new"}},{"step":"AskTime","has":{}},{"step":"Discard","has":{"item":"new"}}]',
    "broadcasts": '[{"step":"All","has":{"before":[12]}},{"step":"One","has":{"notice":"7"}},'
    '{"step":"Sure","has":{"notice":"7","act":"recall"}},{"step":"Report","has":{"notice":"7"}},'
    '{"step":"Review","has":{"item":"7"}},{"step":"AskText","has":{"language":"uk","item":"7"}}]',
    "team": '[{"step":"All","has":{"page":1}},{"step":"Log","has":{"page":0}},{"step":"Member","has":{"key":7}},'
    '{"step":"Revoke","has":{"key":7}},{"step":"AskName","has":{}},{"step":"AskRole","has":{"name":"n"}}]',
    "contact": '[{"step":"Reach","has":{}},{"step":"Unasked","has":{"html":"a","media":null}}]',
    "letters": '[{"step":"Letters","has":{"page":1}},{"step":"Write","has":{}},{"step":"Check","has":{"html":"a",'
    '"media":{"kind":"photo","file_id":"f"}}},{"step":"One","has":{"thread":"7","page":0}},'
    '{"step":"File","has":{"thread":"7","message":9}}]',
    "inbox": '[{"step":"Queue","has":{"view":"mine","page":1}},{"step":"One","has":{"thread":"7","page":0}},'
    '{"step":"File","has":{"thread":"7","message":9}},{"step":"Prepared","has":{"thread":"7"}},'
    '{"step":"Words","has":{"thread":"7"}},{"step":"Draft","has":{"thread":"7","html":"a","media":null}}]',
    "dispatch": '[{"step":"Queue","has":{"view":"overdue","area":"00-950","page":1}},'
    '{"step":"One","has":{"case":"AW-118"}},'
    '{"step":"Reports","has":{"case":"AW-118","page":1}},{"step":"OneReport","has":{"report":"A-2417"}},'
    '{"step":"Photos","has":{"report":"A-2417"}},{"step":"Split","has":{"report":"A-2417"}},'
    '{"step":"History","has":{"case":"AW-118","page":1}},{"step":"Note","has":{"case":"AW-118"}},'
    '{"step":"ForWhom","has":{"case":"AW-118","text":"t"}},{"step":"Join","has":{"case":"AW-118"}},'
    '{"step":"JoinSure","has":{"case":"AW-118","version":3,"into":"AW-119"}},{"step":"States","has":{"case":"AW-118"}},'
    '{"step":"Draft","has":{"case":"AW-118","version":3,"into":"in_progress","expected_at":"2026-11-24T18:30:00Z",'
    '"note":"n","area":true,"changed":true}},{"step":"Words","has":{"draft":{"case":"AW-118","version":3,"into":"resolved",'
    '"expected_at":null,"note":null,"area":false,"changed":false}}},'
    '{"step":"Told","has":{"case":"AW-118","at":"2026-11-24T18:30:00Z","area":7}}]',
    "privacy": "[]",
    "tour": '[{"step":"Page","has":{"number":1}},{"step":"Page","has":{"number":2}}]',
    "helpsearch": '[{"step":"Look","has":{}},{"step":"Found","has":{"topics":["pay","late"]}},'
    '{"step":"Read","has":{"topic":"pay"}}]',
}
"""How stored trails look. Changing one makes people in the middle of that form begin again: decide it first."""


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(CODE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text())


def test_no_import_goes_up() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == 0


@pytest.mark.parametrize("dialog", DIALOGS, ids=lambda d: d.name)
def test_every_arrow_leads_to_a_step_or_an_end(dialog: object) -> None:
    for step, ways in arrows(dialog).items():
        assert ways or step is type(DIALOGS[0].start()), f"{step.__name__} leads nowhere"
        assert all(way is End or issubclass(way, (Step, SlowStep)) for way in ways)


def test_every_dialog_of_the_folder_is_in_the_catalogue() -> None:
    rooms = {path.stem for path, tree in modules() if path.parent.name == "dialogs" and _defines(tree, "dialog")}
    assert rooms == {dialog.name for dialog in DIALOGS}


def _defines(tree: ast.Module, name: str) -> bool:
    return any(isinstance(n, ast.Assign) and any(getattr(t, "id", "") == name for t in n.targets) for n in tree.body)


@pytest.mark.parametrize("name", [dialog.name for dialog in DIALOGS])
def test_golden_trails_load_and_are_written_the_same_again(name: str) -> None:
    archive = Archive(DIALOGS)
    talk = archive.load(Stored(dialog=name, trail=_GOLDEN[name], turn=3))
    assert not talk.stale
    assert archive.dump(talk).trail == _GOLDEN[name]


def test_every_command_of_the_menu_is_understood() -> None:
    known = {dialog.name for dialog in DIALOGS} | {"start", "menu", "help", "back", "cancel", "language"}
    assert {name for name, _text in COMMANDS} <= known


def sentences() -> set[tuple[str, ...]]:
    found = set()
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MARKS:
                keys = node.args[: _MARKS[node.func.id]]
                assert all(isinstance(key, ast.Constant) for key in keys), f"{path}:{node.lineno} is no plain sentence"
                found.add(tuple(str(key.value) for key in keys if isinstance(key, ast.Constant)))
    return found


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_exists_in_every_language_with_the_same_placeholders_and_tags(language: str) -> None:
    path = ROOT / "locales" / language / "LC_MESSAGES" / "ibok_bot.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    said = {m.id if isinstance(m.id, tuple) else (m.id,): m for m in catalogue if m.id}
    assert set(said) == sentences()
    for key, message in said.items():
        forms = [str(form) for form in (message.string if isinstance(message.string, tuple) else (message.string,))]
        assert len(forms) == (catalogue.num_plurals if len(key) > 1 else 1)
        for form in forms:
            assert form, f"{key} is not translated"
            assert placeholders(form) == placeholders(str(key[-1])), key
            assert sorted(re.findall(r"</?\w+>", form)) == sorted(re.findall(r"</?\w+>", str(key[-1]))), key
        assert not message.fuzzy


def test_the_start_is_light() -> None:
    """What is not used by every process is not imported at its start."""
    heavy = (
        "matplotlib",
        "alembic",
        "zxcvbn",
        "aiosmtplib",
        "email_validator",
        "asyncpg",
        "asyncmy",
        "typer",
        "fpdf",
        "icalendar",
        "num2words",
        "segno",
        "rapidfuzz",
    )
    script = f"import sys, ibok_bot.telegram_office\nprint([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert done.stdout.strip() == "[]"


def test_no_secret_of_an_operator_is_in_a_representation() -> None:
    from ibok_bot.config import Settings  # noqa: PLC0415 - the test is about this class alone

    settings = Settings(
        telegram_token="12345:abcdefghijklmnopqrstuvwxyz0123456789",  # type: ignore[arg-type]
        secret_key="a very secret key indeed",  # type: ignore[arg-type]
        smtp_url="smtp://user:hunter2@mail.example.pl",  # type: ignore[arg-type]
        mail_from="x@example.pl",
    )
    shown = repr(settings) + str(settings)
    assert "abcdefghij" not in shown
    assert "very secret" not in shown
    assert "hunter2" not in shown
