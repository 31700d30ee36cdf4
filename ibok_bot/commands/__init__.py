"""What each word of the `ibok-bot` command takes, and what it prints in a terminal or for scripts."""
