"""The Django app of the directory."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Label `directory`."""

    name = "actions.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
