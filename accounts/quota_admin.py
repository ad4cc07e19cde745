"""Shows operators what an account may use and uses, and lets them change its limits."""

from django.contrib import admin, messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from accounts.forms.quota import QuotaForm
from accounts.http import SeeOther
from accounts.jobs.read_only_admin import NONE, ReadOnlyAdmin
from accounts.jobs.services.make_due import make_due
from accounts.models import Account, CpuUse, Usage
from accounts.services.cpu_quota import current_day


class QuotaAdmin(ReadOnlyAdmin):
    """Adds to the page of an account what it uses of its limits, and a form for them."""

    def get_urls(self) -> list[URLPattern]:
        """Returns the addresses of the base class, and that of the form."""
        view = self.admin_site.admin_view(self.change_quota)
        return [path("<path:object_id>/quota/", view, name="accounts_account_quota"), *super().get_urls()]

    def change_quota(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Shows and saves the account's own limits; work that was deferred is due again, in case that it may go on."""
        account = self.get_object(request, object_id)
        if account is None:
            raise Http404
        form = QuotaForm(request.POST or None, instance=account)
        if request.method == "POST" and form.is_valid():
            account.save(update_fields=QuotaForm.Meta.fields)
            make_due(account.pk, provider="")
            return self._saved(request, account)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "account": account, "form": form}
        return render(request, "admin/quota.html", context)

    def _saved(self, request: HttpRequest, account: Model) -> HttpResponse:
        self.log_change(request, account, "Limits changed.")
        messages.success(request, "Limits saved.")
        return SeeOther(reverse("admin:accounts_account_change", args=[account.pk]))

    @admin.display(description="Storage")
    def stored_amounts(self, account: Account) -> str:
        usage = Usage.across_accounts.filter(owner=account).first() or Usage(owner=account)
        if (quota := account.quota) is None:
            return f"{usage.stored_bytes:,} bytes, {usage.files:,} files, {usage.rows:,} rows"
        return (
            f"{usage.stored_bytes:,} of {quota.stored_bytes:,} bytes, {usage.files:,} of {quota.files:,} files, "
            f"{usage.rows:,} of {quota.rows:,} rows"
        )

    @admin.display(description="Processor")
    def cpu_use(self, account: Account) -> str:
        if account.quota is None:
            return NONE
        used = CpuUse.across_accounts.filter(owner=account, day=current_day()).values_list("seconds", flat=True)
        return f"{used.first() or 0:,.0f} of {account.quota.cpu_s:,} seconds today"
