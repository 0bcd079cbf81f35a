"""What runs: domain, rules, channels, the desk, and the `farol` command."""
