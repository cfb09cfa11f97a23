"""Who may open what: an organiser, a registrar, a focal point, a participant of agency A, one of agency B, and nobody."""

import pytest
from django.contrib.auth import get_user_model

from registrations.models import Question, Registration
from tests.conftest import signed_in
from tests.factories import registered

OPEN, FORBIDDEN, TO_SIGN_IN = 200, 403, 302
DESK = {
    "/admin/registrations/delegation/": (OPEN, OPEN),
    "/admin/registrations/delegation/add/": (OPEN, FORBIDDEN),
    "/admin/registrations/delegation/{delegation}/change/": (OPEN, OPEN),
    "/admin/registrations/delegation/{delegation}/delete/": (OPEN, FORBIDDEN),
    "/admin/registrations/delegation/export.xlsx": (OPEN, OPEN),
    "/admin/registrations/delegation/export.csv": (OPEN, OPEN),
    "/admin/registrations/delegation/template.xlsx": (OPEN, FORBIDDEN),
    "/admin/registrations/delegation/import/": (OPEN, FORBIDDEN),
    "/admin/registrations/registration/": (OPEN, OPEN),
    "/admin/registrations/registration/{registration}/change/": (OPEN, OPEN),
    "/admin/registrations/registration/{registration}/decide/confirm/": (OPEN, OPEN),
    "/admin/registrations/registration/{registration}/decide/decline/": (OPEN, OPEN),
    "/admin/registrations/question/": (OPEN, OPEN),
    "/admin/registrations/question/{question}/change/": (OPEN, OPEN),
    "/admin/registrations/question/{question}/delete/": (OPEN, FORBIDDEN),
    "/admin/post_office/email/": (OPEN, OPEN),
    "/admin/post_office/email/{email}/change/": (OPEN, OPEN),
}


@pytest.fixture
def rows(symposium, agency_a):
    registration = registered(symposium, delegation=agency_a, verified=False)
    question = Question.objects.create(
        symposium=symposium, email="a@b.example", language="en", text="Why?", asked_at=registration.created_at
    )
    email = registration.mails.get().email
    return {"delegation": agency_a.pk, "registration": registration.pk, "question": question.pk, "email": email.pk}


@pytest.fixture
def people(organiser_client, registrar_client, client, agency_a, participant_a, participant_b):
    """Return the browsers of the five people and of nobody. Participants and focal points sign in nowhere; one has an account by chance."""
    by_chance = {
        name: signed_in(get_user_model().objects.create_user(name, email, "password"))
        for name, email in {
            "focal point": agency_a.focal_email,
            "participant A": participant_a.email,
            "participant B": participant_b.email,
        }.items()
    }
    return {"organiser": organiser_client, "registrar": registrar_client, **by_chance, "nobody": client}


@pytest.mark.parametrize("address", DESK)
def test_desk_opens_to_staff_as_far_as_their_group_goes(people, rows, address):
    answers = {name: browser.get(address.format(**rows)).status_code for name, browser in people.items()}
    for_organiser, for_registrar = DESK[address]
    others = dict.fromkeys(["focal point", "participant A", "participant B", "nobody"], TO_SIGN_IN)
    assert answers == {"organiser": for_organiser, "registrar": for_registrar, **others}


@pytest.mark.parametrize("name", ["focal point", "participant A", "participant B", "nobody"])
@pytest.mark.parametrize("decision", ["confirm", "decline"])
def test_decision_is_staffs_alone(people, rows, name, decision):
    people[name].post(f"/admin/registrations/registration/{rows['registration']}/decide/{decision}/", {"decided": "yes"})
    assert Registration.objects.get(pk=rows["registration"]).state == Registration.State.UNVERIFIED


@pytest.mark.parametrize("name", ["organiser", "registrar", "focal point", "participant A", "participant B", "nobody"])
def test_private_page_opens_by_its_link_alone(people, participant_a, link, name):
    assert people[name].get(f"/en/registration/{participant_a.reference}/").status_code == 404
    assert people[name].get(f"/en/registration/{participant_a.pk}/").status_code == 404
    assert people[name].get(link(participant_a)).status_code == 200


@pytest.mark.parametrize("address", ["attachment/", "emailtemplate/", "log/", "email/{email}/resend/", "email/{email}/preview/"])
def test_post_offices_own_pages_are_gone(organiser_client, rows, address):
    answer = organiser_client.get("/admin/post_office/" + address.format(**rows), follow=True)
    assert answer.status_code == 404 or answer.request["PATH_INFO"] == "/admin/"
