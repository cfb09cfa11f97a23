from registrations.models.delegation import Delegation
from registrations.models.limits import TryCount
from registrations.models.messages import RegistrationMail
from registrations.models.questions import Question
from registrations.models.registration import Consent, DoorListEntry, Registration, RegistrationEvent
from registrations.models.tokens import Token

__all__ = [
    "Consent",
    "Delegation",
    "DoorListEntry",
    "Question",
    "Registration",
    "RegistrationEvent",
    "RegistrationMail",
    "Token",
    "TryCount",
]
