"""When customers are reminded is the supplier's to say, and nonsense is refused with the place where it stands."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from ibok_bot.config import WrongSettings
from ibok_bot.domain.reminders import Plan
from ibok_bot.supplier_file import DEFAULT, read


def written(folder: Path, section: str) -> Path:
    """The invented supplier with another section of reminders."""
    text = DEFAULT.read_text()
    start = text.index("[reminders]")
    path = folder / "supplier.toml"
    path.write_text(text[:start] + section + text[text.index("[limits]", start) :])
    return path


def test_what_the_file_says_holds_and_what_it_leaves_out_is_usual(tmp_path: Path) -> None:
    assert read(None).reminders == Plan()
    assert read(written(tmp_path, "")).reminders == Plan()
    given = read(written(tmp_path, "[reminders]\nat = 08:15:00\ndue_days = [-7, 0]\n")).reminders
    assert given == Plan(time(8, 15), (-7, 0), 2)
    assert read(written(tmp_path, "[reminders]\ndue_days = []\n")).reminders.due_days == ()


@pytest.mark.parametrize(
    "line", ["due_days = [-15]", "due_days = [15]", "closing_days = -1", 'at = "nine"', "hour = 9", "due_days = [0.5]"]
)
def test_nonsense_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(WrongSettings, match="reminders"):
        read(written(tmp_path, f"[reminders]\n{line}\n"))
