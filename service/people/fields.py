"""The columns that an import of people or of requests knows."""

from service.tables.columns import ImportField

PEOPLE_FIELDS = (
    ImportField(
        "employee_number", "Employee number",
        ("employee number", "employee no", "emp no", "emp number", "staff number", "payroll number",
         "assignment number"),
        required=True,
    ),
    ImportField("name", "Name", ("name", "full name", "employee name", "display name", "person name")),
    ImportField("first_name", "First name", ("first name", "forename", "given name", "known as")),
    ImportField("last_name", "Last name", ("last name", "surname", "family name")),
    ImportField("work_email", "Work e-mail", ("work email", "email", "email address", "work email address", "e mail")),
    ImportField("job_title", "Job title", ("job title", "position title", "position", "job role", "post title")),
    ImportField("band", "Band", ("band", "pay band", "pay grade", "grade", "afc band", "pay scale", "grade name")),
    ImportField("staff_group", "Staff group", ("staff group", "esr staff group")),
    ImportField("professions", "Professions", ("professions", "profession", "occupation", "discipline")),
    ImportField(
        "department", "Department",
        ("department", "org l4", "org l5", "ward", "team", "service", "organisation l4", "cost centre name"),
        required=True,
    ),
    ImportField("division", "Division", ("division", "directorate", "org l3", "care group", "org l2", "business unit")),
    ImportField("site", "Site", ("site", "location", "base", "work location", "site name", "workplace")),
    ImportField(
        "line_manager", "Line manager",
        ("line manager", "manager employee number", "supervisor employee number", "line manager employee number",
         "manager number", "supervisor number", "line manager email", "manager email", "manager", "supervisor"),
    ),
    ImportField("roles", "Panel roles", ("roles", "panel roles", "panel role")),
    ImportField("shadowing_done", "Shadowing done on", ("shadowing done", "shadowing done on", "shadowing date")),
    ImportField("toolkit_read", "Toolkit read on", ("toolkit read", "toolkit read on")),
    ImportField(
        "training", "Training",
        ("training", "competence name", "competence", "course", "training name", "training kind", "course name"),
    ),
    ImportField(
        "training_completed", "Training completed on",
        ("training completed", "training completed on", "completed", "date completed", "competence date from",
         "achieved", "date achieved", "completion date", "date from"),
    ),
    ImportField(
        "training_expires", "Training expires on",
        ("training expires", "training expires on", "expires", "expiry date", "competence expiry date", "trained until",
         "competence date to", "expiry", "date to"),
    ),
    ImportField("cap", "Cap", ("cap", "personal cap", "panels per period", "max panels")),
    ImportField("opening_load", "Panels before", ("opening load", "load", "panels sat", "panels in last 12 months")),
    ImportField("opening_load_on", "Counted up to", ("opening load on", "load date", "counted up to")),
    ImportField("availability", "Weekly hours", ("availability", "weekly hours", "availability pattern", "hours")),
    ImportField("left_on", "Leaving date", ("left on", "leaving date", "termination date", "end of employment")),
)  # fmt: skip
REQUEST_FIELDS = (
    ImportField(
        "reference", "Vacancy reference",
        ("vacancy reference", "reference", "vacancy ref", "job reference", "vacancy id", "vacancy number", "ref"),
        required=True,
    ),
    ImportField("title", "Title", ("title", "job title", "vacancy title", "post title", "post"), required=True),
    ImportField("band", "Band", ("band", "pay band", "pay grade", "grade", "afc band")),
    ImportField("staff_group", "Staff group", ("staff group",)),
    ImportField("professions", "Professions", ("professions", "profession", "discipline")),
    ImportField("department", "Department", ("department", "org l4", "ward", "team", "service"), required=True),
    ImportField("division", "Division", ("division", "directorate", "org l3", "care group")),
    ImportField("site", "Site", ("site", "location", "base", "interview site")),
    ImportField("campaign", "Campaign", ("campaign",)),
    ImportField("posts", "Posts", ("posts", "number of posts", "headcount", "vacancies")),
    ImportField(
        "appointing_manager", "Appointing manager",
        ("appointing manager", "recruiting manager", "hiring manager", "appointing manager email", "manager"),
    ),
    ImportField("minutes", "Minutes", ("minutes", "duration", "length", "interview minutes"), required=True),
    ImportField("online", "Online", ("online", "interview format", "format", "virtual")),
    ImportField(
        "starts", "Possible starts", ("starts", "start times", "start", "start 1", "interview date"), required=True
    ),
    ImportField("starts_2", "Second start", ("start 2", "starts 2", "second start")),
    ImportField("starts_3", "Third start", ("start 3", "starts 3", "third start")),
    ImportField("needed_by", "Needed by", ("needed by", "needed by date", "deadline")),
    ImportField("priority", "Priority", ("priority",)),
    ImportField("seats", "Seats", ("seats", "panel seats")),
)  # fmt: skip
FIELDS = {"people": PEOPLE_FIELDS, "requests": REQUEST_FIELDS}
