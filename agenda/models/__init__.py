from agenda.models.organisations import Honorific, Organisation, OrganisationRole, Person
from agenda.models.pages import FaqEntry, KeyFigure, NewsItem, Page, Statement
from agenda.models.programme import Material, Session, SessionOrganisation, SessionSpeaker, Tlp
from agenda.models.release import ProgrammeRelease, ReleasedRecord
from agenda.models.symposium import Day, Room, Symposium

__all__ = [
    "Day",
    "FaqEntry",
    "Honorific",
    "KeyFigure",
    "Material",
    "NewsItem",
    "Organisation",
    "OrganisationRole",
    "Page",
    "Person",
    "ProgrammeRelease",
    "ReleasedRecord",
    "Room",
    "Session",
    "SessionOrganisation",
    "SessionSpeaker",
    "Statement",
    "Symposium",
    "Tlp",
]
