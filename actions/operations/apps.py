"""The Django app."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Signs of life, and the list of the erased, which hears of every contact that is deleted."""

    name = "actions.operations"
    label = "operations"

    def ready(self) -> None:
        """Listen to deletions."""
        from django.db.models.signals import pre_delete

        from actions.appointments.models import Contact
        from actions.operations.erased import remember

        pre_delete.connect(remember, sender=Contact, dispatch_uid="remember_erased")
