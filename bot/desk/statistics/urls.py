"""Addresses of the statistics."""

from __future__ import annotations

from django.urls import URLPattern, path

from bot.desk.statistics import views

urlpatterns: list[URLPattern] = [
    path("statistics", views.page, name="statistics"),
    path("statistics/export", views.export, name="statistics-export"),
]
