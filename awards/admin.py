"""Administration of award history; papers can be looked at, never touched."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from awards.domain import history
from awards.models import Grant, Paper, Provision
from wards.models.units import Officer


@admin.register(Grant)
class GrantAdmin(admin.ModelAdmin):
    """Grants are entered and corrected here; each version goes into the ledger."""

    list_display = ["ward", "title", "recipient", "year", "years_text", "decision_number"]
    list_select_related = ["ward"]
    list_filter = ["form", "year"]
    search_fields = ["title", "recipient", "decision_number", "ward__search_key"]
    raw_id_fields = ["ward"]

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        officer = cast(Officer, request.user)
        if not change:
            obj.recorded_by = officer
        super().save_model(request, obj, form, change)
        history.enter_in_ledger(grant=obj, by=officer)

    def has_delete_permission(self, request: HttpRequest, obj: Grant | None = None) -> bool:
        return False  # an annulled grant is a fact of its own, not a gap


class OnlyLookedAt(admin.ModelAdmin):
    """Records that come about elsewhere: here they are looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Paper | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Paper | None = None) -> bool:
        return False


@admin.register(Paper)
class PaperAdmin(OnlyLookedAt):
    """To see why a paper could not be drawn."""

    list_display = ["assessment", "kind", "revision", "state", "attempts", "requested_at", "drawn_at"]
    list_select_related = ["assessment__ward", "assessment__period"]
    list_filter = ["state", "kind"]


@admin.register(Provision)
class ProvisionAdmin(OnlyLookedAt):
    """To see who recorded which number, and from where."""

    list_display = ["title", "level", "key", "value", "citation", "confidence", "by", "at"]
    list_select_related = ["by"]
    list_filter = ["title", "level", "key"]
