"""The Django app."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """Published answers and what belongs to them."""

    name = "actions.answers"
    label = "answers"

    def ready(self) -> None:
        """Listen to deletions: what somebody wrote to a mediator goes with them."""
        from django.db.models.signals import pre_delete

        from actions.answers.handover import forget
        from actions.appointments.models import Contact

        pre_delete.connect(forget, sender=Contact, dispatch_uid="forget_handovers")
