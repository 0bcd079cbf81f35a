"""The Django app."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    """Published answers and what belongs to them."""

    name = "actions.answers"
    label = "answers"
