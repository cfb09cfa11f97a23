"""Of what in registrations a history is kept beside what the rows themselves tell, and without whose personal data."""

from agenda.domain.history import track
from registrations.models import Delegation, Question, Registration

# Rows that are histories already (RegistrationEvent, Consent, RegistrationMail), that count (TryCount), or hold secrets (Token) have none.


def track_registrations() -> None:
    """Keep a history of delegations, registrations and questions; of addresses, telephones and needs only that they changed."""
    track(Delegation, masked=["focal_email"])
    track(Registration, masked=["email", "phone", "access_needs", "diet"], left_out=["submission"], many=["days"])
    track(Question, masked=["email"])
