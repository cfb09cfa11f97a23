"""How staff sign in: nobody makes an account by himself, only staff get in, and where the setting demands it, not without a second step."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect

from symposium.desk import speak_english

SECOND_STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
WITHOUT_SECOND_STEP = {"admin:login", "admin:logout", "admin:jsi18n"}


class StaffAdapter(DefaultAccountAdapter):
    """allauth for staff accounts, which organisers make at the desk."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "This is not the username and password of a staff account. Both know small from capital letters.",
    }

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Send nothing: this site's mail goes through the outbox, and none of allauth's is wanted."""

    def pre_login(self, request, user, **kwargs):
        if not user.is_staff:  # a passkey knows its owner without the form that would have refused
            messages.error(request, "This account is not one of staff's.")
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)


class SignInForm(LoginForm):
    """Username and password of a staff account."""

    def clean(self):
        cleaned = super().clean()
        if self.user and not self.user.is_staff:
            raise StaffAdapter().validation_error("username_password_mismatch")
        return cleaned


class StaffPages:
    """Sign-in pages speak English; the desk and the preview open after the second step, where the setting demands one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Send staff without a second step to the page where one is set up."""
        if request.path.startswith("/staff/"):
            speak_english(request)
        if not settings.STAFF_MFA_REQUIRED or not self._is_behind_second_step(request):
            return None
        user = request.user
        if not (user.is_authenticated and user.is_staff) or is_mfa_enabled(user, SECOND_STEPS):
            return None
        messages.warning(request, "Before you can work here, set up a second step for signing in: an app on your telephone, or a passkey.")
        return redirect("mfa_index")

    @staticmethod
    def _is_behind_second_step(request) -> bool:
        match = request.resolver_match
        return match.namespaces[:1] in (["admin"], ["preview"]) and match.view_name not in WITHOUT_SECOND_STEP
