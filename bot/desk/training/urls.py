"""Addresses of the training page."""

from __future__ import annotations

from django.urls import URLPattern, path

from bot.desk.training import views

urlpatterns: list[URLPattern] = [
    path("training", views.page, name="training"),
    path("training/live", views.live, name="training-live"),
    path("training/start", views.start, name="training-start"),
    path("training/rollback", views.roll_back, name="training-rollback"),
]
