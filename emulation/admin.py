"""The logins in the administration: to read; taking out the failed ones lets a locked-out person in again."""

from django.contrib import admin
from django.http import HttpRequest

from emulation.models import FailedLogin, Login


class LoginsAdmin(admin.ModelAdmin):
    """Nobody enters or changes what was observed."""

    search_fields = ["username", "ip_address"]
    date_hierarchy = "attempt_time"
    ordering = ["-attempt_time"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(FailedLogin)
class FailedLoginAdmin(LoginsAdmin):
    list_display = ["attempt_time", "username", "ip_address", "failures_since_start"]
    fields = ["attempt_time", "username", "ip_address", "failures_since_start", "path_info", "user_agent"]


@admin.register(Login)
class LoginAdmin(LoginsAdmin):
    list_display = ["attempt_time", "logout_time", "username", "ip_address"]
    fields = ["attempt_time", "logout_time", "username", "ip_address", "path_info", "user_agent"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
