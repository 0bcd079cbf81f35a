"""Services that organisations offer, found at the desk as in chat: the same rows in the same order."""
