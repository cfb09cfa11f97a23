"""What the desk shows of sign-in: that somebody has a second step, never its secret. Taking one away lets its owner set up another."""

from allauth.account import admin as stock_account  # registers the pages that are taken out here
from allauth.mfa import admin as stock_mfa
from django.contrib import admin

from agenda.admin.desk import DeskAdmin

admin.site.unregister(stock_account.EmailAddress)
admin.site.unregister(stock_mfa.Authenticator)


@admin.register(stock_mfa.Authenticator)
class SecondStepAdmin(DeskAdmin):
    """Second steps of staff, to be looked at, and deleted when a telephone is lost."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__username"]
    ordering = ["user__username", "type"]
    fields = readonly_fields = ["user", "type", "created_at", "last_used_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
