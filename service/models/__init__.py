"""The tables, one subject a file, without behaviour beyond properties."""

from service.models.account import ACCOUNT_ROLES, Account, AccountRole, ApiToken, SignInAttempt, SignInSession
from service.models.availability import AvailabilityException, BusyTime, Leave, WeeklyHours
from service.models.columns import UtcDateTime, new_id, utc_now
from service.models.delivery import IdempotencyRecord, ImportBatch, OutboxMessage, Revision
from service.models.organisation import Department, Division, Site, TravelTime
from service.models.panel import LIVE_PANEL_STATES, Attendance, Booking, Invitation, Panel, PanelSeat, Reserve
from service.models.panel_request import PanelRequest, RequestConflict, RequestStart
from service.models.panel_role import PANEL_ROLES, PanelRole
from service.models.person import Person, PersonProfession
from service.models.policy import Policy
from service.models.post_decision import PostDecision
from service.models.request_draft import RequestDraft
from service.models.round import Job, Round, RoundPanel
from service.models.self_description import Feature, FeatureValue, SelfDescription
from service.models.shortfall import Shortfall
from service.models.trail_event import TrailEvent, TrailHead
from service.models.training import TrainingKind, TrainingRecord
from service.models.vacancy import CAMPAIGNS, Vacancy, VacancyProfession

__all__ = [
    "ACCOUNT_ROLES", "CAMPAIGNS", "LIVE_PANEL_STATES", "PANEL_ROLES", "Account", "AccountRole", "ApiToken",
    "Attendance", "AvailabilityException", "Booking", "BusyTime", "Department", "Division", "Feature",
    "FeatureValue", "IdempotencyRecord", "ImportBatch", "Invitation", "Job", "Leave", "OutboxMessage", "Panel",
    "PanelRequest", "PanelRole", "PanelSeat", "Person", "PersonProfession", "Policy", "PostDecision",
    "RequestConflict", "RequestDraft", "RequestStart", "Reserve", "Revision", "Round", "RoundPanel",
    "SelfDescription", "Shortfall", "SignInAttempt", "SignInSession", "Site", "TrailEvent", "TrailHead",
    "TrainingKind", "TrainingRecord", "TravelTime", "UtcDateTime", "Vacancy", "VacancyProfession", "WeeklyHours",
    "new_id", "utc_now",
]  # fmt: skip
