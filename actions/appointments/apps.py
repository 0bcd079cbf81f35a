"""The Django app of appointments."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    """Label `appointments`."""

    name = "actions.appointments"
    label = "appointments"
    default_auto_field = "django.db.models.BigAutoField"
