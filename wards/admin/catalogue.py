"""Criteria sets in the administration: to read, to confirm and to retire. Their content comes from files only."""

from collections.abc import Callable, Iterable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wards.domain.criteria import catalogue
from wards.models import CriteriaSet, Criterion


class ReadOnly:
    """Nothing to add, change or delete: the database would refuse it, and the page should not offer what it refuses."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class CriterionInline(ReadOnly, admin.TabularInline):
    model = Criterion
    fields = ["number", "short", "wording", "text", "attested"]
    extra = 0


@admin.register(CriteriaSet)
class CriteriaSetAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["code", "title", "basis_number", "effective_from", "effective_to", "review_from", "status"]
    list_filter = ["kind", "status"]
    inlines = [CriterionInline]
    actions = ["confirm", "retire"]

    def view_on_site(self, obj: CriteriaSet) -> str:
        return reverse("wards:catalogue_detail", args=[obj.code])

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("wards.change_criteriaset")

    @admin.action(permissions=["decide"], description=gettext_lazy("Confirm: checked against the official text"))
    def confirm(self, request: HttpRequest, queryset: QuerySet[CriteriaSet]) -> None:
        sure = [found for found in queryset.prefetch_related("criteria") if not found.has_provisional_wording]
        if len(sure) < len(queryset):  # nobody makes law of it alone
            told = _("A set with provisional wording is replaced and confirmed by two people of an office.")
            self.message_user(request, told, messages.ERROR)
        self._decide(request, sure, catalogue.confirm)

    @admin.action(permissions=["decide"], description=gettext_lazy("Retire: offer to no new period"))
    def retire(self, request: HttpRequest, queryset: QuerySet[CriteriaSet]) -> None:
        self._decide(request, queryset, catalogue.retire)

    def _decide(self, request: HttpRequest, queryset: Iterable[CriteriaSet], act: Callable[..., None]) -> None:
        done = 0
        for criteria_set in queryset:
            try:
                act(criteria_set=criteria_set, by=request.user)
                done += 1
            except catalogue.WrongStatus:
                words = {"set": criteria_set, "status": criteria_set.get_status_display()}
                self.message_user(request, _("Not possible for %(set)s: %(status)s.") % words, messages.ERROR)
        if done:
            message = ngettext("%(count)d criteria set changed.", "%(count)d criteria sets changed.", done)
            self.message_user(request, message % {"count": done}, messages.SUCCESS)
