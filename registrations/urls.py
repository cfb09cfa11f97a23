"""Addresses of registration, under the language prefix."""

from django.urls import path

from registrations.views import own, questions, reading, sign_up

app_name = "registrations"
urlpatterns = [
    path("registration/<str:secret>/", own.own, name="own"),
    path("registration/<str:secret>/verify/", own.verify, name="verify"),
    path("registration/<str:secret>/accept/", own.accept, name="accept"),
    path("registration/<str:secret>/cancel/", own.cancel, name="cancel"),
    path("registration/<str:secret>/edit/", own.edit, name="edit"),
    path("registration/<str:secret>/withdraw/", own.withdraw, name="withdraw"),
    path("registration/<str:secret>/sessions/", reading.sessions, name="sessions"),
    path("registration/<str:secret>/material/<int:key>/", reading.material, name="material"),
    path("<slug:symposium>/register/", sign_up.register, name="register"),
    path("<slug:symposium>/register/sent/", sign_up.sent, name="sent"),
    path("<slug:symposium>/register/address-changed/", sign_up.address_changed, name="address-changed"),
    path("<slug:symposium>/faq/ask/", questions.ask, name="ask"),
    path("<slug:symposium>/faq/asked/", questions.asked, name="asked"),
]
