"""Doors of the whole house; each app brings its own (settings.APP_URLS)."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from emulation import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/", health.ready, name="health"),
    path("dang-nhap/", auth.LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("dang-xuat/", auth.LogoutView.as_view(), name="logout"),
    path("doi-mat-khau/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("doi-mat-khau/xong/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
    path("quan-tri/", admin.site.urls),
    *(path("", include(module)) for module in settings.APP_URLS),
]
