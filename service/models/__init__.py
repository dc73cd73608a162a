"""The tables, one subject a file, without behaviour beyond properties."""

from service.models import monitoring as _monitoring  # noqa: F401 - registers its table
from service.models.account import ACCOUNT_ROLES, Account, AccountRole, ApiToken, SignInAttempt, SignInSession
from service.models.application import (
    Application,
    ApplicationDocument,
    ApplicationImport,
    RedactedPack,
    RedactionEdit,
    Shortlisting,
)
from service.models.appointment import (
    APPOINTMENT_OUTCOMES,
    CONCERN_THEMES,
    ApplicantLink,
    AppointmentDecision,
    Concern,
    DecisionCorrection,
    Feedback,
    Justification,
    TieBreak,
)
from service.models.availability import AvailabilityException, BusyTime, Leave, WeeklyHours
from service.models.columns import UtcDateTime, new_id, utc_now
from service.models.criterion import ASSESSED_BY, CRITERION_KINDS, CriteriaRemark, Criterion
from service.models.delivery import IdempotencyRecord, ImportBatch, OutboxMessage, Revision
from service.models.interview import (
    Adjustment,
    DiscussionNote,
    Interview,
    InterviewQuestion,
    InterviewScore,
    QuestionComment,
    ScoreSheet,
)
from service.models.marking import (
    FLAG_KINDS,
    SHORTLIST_CHOICES,
    Mark,
    MarkingFlag,
    Moderation,
    Pseudonym,
    ShortlistDecision,
    Shortlister,
)
from service.models.organisation import Department, Division, Site, TravelTime
from service.models.outcome import (
    OUTCOME_STAGES,
    OUTCOMES,
    ClosedPeriod,
    ExternalApplication,
    OutcomeCorrection,
    OutcomeEvent,
    OutcomeRelease,
    OutcomeSnapshot,
    ReleaseDownload,
    ReleaseDraft,
    Target,
)
from service.models.panel import LIVE_PANEL_STATES, Attendance, Booking, Invitation, Panel, PanelSeat, Reserve
from service.models.panel_request import PanelRequest, RequestConflict, RequestStart
from service.models.panel_role import PANEL_ROLES, PanelRole
from service.models.person import Person, PersonProfession
from service.models.policy import Policy
from service.models.post_decision import CountCorrection, PostDecision
from service.models.request_draft import RequestDraft
from service.models.round import Job, Round, RoundPanel
from service.models.self_description import Feature, FeatureValue, SelfDescription
from service.models.shortfall import Shortfall
from service.models.trail_event import TrailEvent, TrailHead
from service.models.training import TrainingKind, TrainingRecord
from service.models.vacancy import CAMPAIGNS, Vacancy, VacancyProfession

__all__ = [
    "ACCOUNT_ROLES", "APPOINTMENT_OUTCOMES", "ASSESSED_BY", "CAMPAIGNS", "CONCERN_THEMES", "CRITERION_KINDS",
    "FLAG_KINDS", "LIVE_PANEL_STATES", "OUTCOMES", "OUTCOME_STAGES", "PANEL_ROLES", "SHORTLIST_CHOICES", "Account",
    "AccountRole", "Adjustment", "ApiToken", "ApplicantLink", "Application", "ApplicationDocument", "ApplicationImport",
    "AppointmentDecision", "Attendance", "AvailabilityException", "Booking", "BusyTime", "ClosedPeriod", "Concern",
    "CountCorrection", "CriteriaRemark", "Criterion", "DecisionCorrection", "Department", "DiscussionNote", "Division",
    "ExternalApplication", "Feature", "FeatureValue", "Feedback", "IdempotencyRecord", "ImportBatch", "Interview",
    "InterviewQuestion", "InterviewScore", "Invitation", "Job", "Justification", "Leave", "Mark", "MarkingFlag",
    "Moderation", "OutboxMessage", "OutcomeCorrection", "OutcomeEvent", "OutcomeRelease", "OutcomeSnapshot", "Panel",
    "PanelRequest", "PanelRole", "PanelSeat", "Person", "PersonProfession", "Policy", "PostDecision", "Pseudonym",
    "QuestionComment", "RedactedPack", "RedactionEdit", "ReleaseDownload", "ReleaseDraft", "RequestConflict",
    "RequestDraft", "RequestStart", "Reserve", "Revision", "Round", "RoundPanel", "ScoreSheet", "SelfDescription",
    "Shortfall", "ShortlistDecision", "Shortlister", "Shortlisting", "SignInAttempt", "SignInSession", "Site",
    "Target", "TieBreak", "TrailEvent", "TrailHead", "TrainingKind", "TrainingRecord", "TravelTime", "UtcDateTime",
    "Vacancy", "VacancyProfession", "WeeklyHours", "new_id", "utc_now",
]  # fmt: skip
