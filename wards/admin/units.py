"""Units and people. What wards enter and offices decide is not here: nobody edits that, the administrator neither."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.forms.models import ModelChoiceIterator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from emulation.text import search_key
from wards.domain.sheet import periods
from wards.models import Membership, Office, Officer, Period, Ward

admin.site.unregister(Group)  # a group would give nobody anything: what people may do comes from their roles


class UnnamedWard(ForeignKeyRawIdWidget):
    """The id alone: the heading of each role names its ward already, and here each would be asked for by itself."""

    def label_and_url_for_value(self, value: object) -> tuple[str, str]:
        return "", ""


class MembershipInline(admin.TabularInline):
    """All roles of one person, read at once with what they name."""

    model = Membership
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("officer", "ward", "office")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "ward":
            kwargs["widget"] = UnnamedWard(db_field.remote_field, self.admin_site)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "office":
            field.choices = [*cast(ModelChoiceIterator, field.choices)]  # else every role asks for all offices anew
        return field


class OfficerCreation(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):
        model = Officer
        fields = ("username", "full_name", "position")


class OfficerChange(UserChangeForm):
    class Meta(UserChangeForm.Meta):
        model = Officer


@admin.register(Officer)
class OfficerAdmin(UserAdmin):
    """Accounts with their roles. An account is closed (not active), never deleted: its name stands in the records."""

    form, add_form = OfficerChange, OfficerCreation
    inlines = [MembershipInline]
    list_display = ["username", "full_name", "position", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "memberships__role"]
    search_fields = ["username", "full_name"]
    filter_horizontal = ()  # neither groups nor single permissions
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["full_name", "position", "email"]}),
        (_("Account"), {"fields": ["is_active", "is_staff", "is_superuser", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": ["username", "full_name", "position", "usable_password", "password1", "password2"],
            },
        )
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Officer | None = None) -> bool:
        return False


@admin.register(Office)
class OfficeAdmin(admin.ModelAdmin):
    """The bodies that appraise."""

    list_display = ["name", "level", "parent"]
    list_select_related = ["parent"]
    prepopulated_fields = {"code": ["name"]}


class SearchedWithoutDiacritics(admin.ModelAdmin):
    """Searching for "dien bien" finds "Điện Biên": the typed words become the key that is stored."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, search_key(search_term))


@admin.register(Ward)
class WardAdmin(SearchedWithoutDiacritics):
    """Commune-level units; `manage.py import_units` brings them in."""

    list_display = ["name", "code", "area", "office", "valid_from", "valid_to"]
    list_select_related = ["office"]
    list_filter = ["kind", "office"]
    search_fields = ["search_key", "code"]
    ordering = ["sort_key"]


@admin.register(Membership)
class MembershipAdmin(SearchedWithoutDiacritics):
    """Who acts where, from when to when."""

    list_display = ["officer", "role", "ward", "office", "valid_from", "valid_to"]
    list_select_related = ["officer", "ward", "office"]
    list_filter = ["role"]
    search_fields = ["officer__username", "ward__search_key"]
    raw_id_fields = ["ward"]
    autocomplete_fields = ["officer"]


@admin.register(Period)
class PeriodAdmin(admin.ModelAdmin):
    """Deadlines can be moved, and the ledger is told. Periods are opened by `manage.py open_period`, with the wards'
    lines, and stay."""

    list_display = ["title", "criteria_set", "reference_date", "ward_deadline", "office_deadline"]
    list_select_related = ["criteria_set"]
    readonly_fields = ["criteria_set", "first_year", "last_year", "reference_date"]

    def save_model(self, request: HttpRequest, obj: Period, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        periods.tell(period=obj, by=cast(Officer, request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Period | None = None) -> bool:
        return False
