"""The admin's site: the desk's own signing in, roles, language and trace instead of Django's."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import URLPattern, URLResolver
from django.utils import translation
from django.utils.decorators import method_decorator

from bot.desk.accounts.roles import View, enters, role_required, roles_of
from bot.desk.accounts.signing_in import sign_out
from bot.desk.language import interface_language
from bot.desk.models import Role

NOT_HERE = frozenset({"password_change", "password_change_done", "view_on_site"})  # the desk has its own, or none


class Tables(AdminSite):
    """Open to administrators who are wholly signed in; Django's flags `is_staff` and `is_superuser` open nothing."""

    site_title = site_header = "Farol"
    site_url = "/desk/"
    index_template = "desk/tables/index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the account is active, has given its second factor as the desk demands, and is an administrator's."""
        user = request.user
        return bool(user.is_active) and enters(request) and Role.ADMINISTRATOR in roles_of(user)

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Each page asks as every page of the desk does, and is shown in the language of the interface."""
        shown = super().admin_view(view, cacheable)

        def in_language(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with translation.override(interface_language(request)):
                response: HttpResponse = shown(request, *args, **kwargs)
                # Rendered here: a template would else be filled after the language is left.
                return response.render() if isinstance(response, SimpleTemplateResponse) else response

        return role_required(Role.ADMINISTRATOR)(in_language)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's own addresses, but for passwords and 'view on site'."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in NOT_HERE]

    @method_decorator(role_required(Role.ADMINISTRATOR))
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one sign-in page, the desk's."""
        return redirect("tables:index")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """As at the desk."""
        return sign_out(request)

    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """None: Django's log stays empty, what is done here stands in the desk's trace."""
        return LogEntry.objects.none()


site = Tables(name="tables")
