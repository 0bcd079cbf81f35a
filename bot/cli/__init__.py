"""The subcommands of `farol`, one module each; nothing heavy is imported before it is needed."""
