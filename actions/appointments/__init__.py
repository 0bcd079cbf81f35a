"""Visits and messages: contacts, booking, triage sheet, reminders, inbox, outbox, opt-out, erasure."""
