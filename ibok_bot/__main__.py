"""The `ibok-bot` command: faults of settings and of the machine end in one clear line, never in a traceback."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line."""
    from ibok_bot.cli import main as command_line  # noqa: PLC0415 - `python -m ibok_bot` and the script share it

    sys.exit(command_line())


if __name__ == "__main__":
    main()
