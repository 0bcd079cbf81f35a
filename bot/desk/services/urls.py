"""Address of the search for services."""

from __future__ import annotations

from django.urls import URLPattern, path

from bot.desk.services.views import services

urlpatterns: list[URLPattern] = [path("services", services, name="services")]
