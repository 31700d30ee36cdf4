"""The `ibok-bot` command: faults of settings and of the machine end in one clear line, never in a traceback."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Run the command line."""
    gc.disable()  # collections while modules load find nothing; the commands turn it on again
    from ibok_bot.cli import main as command_line  # noqa: PLC0415 - `python -m ibok_bot` and the script share it

    sys.exit(command_line())


if __name__ == "__main__":
    main()
