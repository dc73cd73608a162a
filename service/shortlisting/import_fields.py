"""The columns that an import of applications knows, by the headers of recruiting systems such as Trac and NHS Jobs.

The monitoring columns are recognised only to be kept apart: their answers go to a store that shortlisting cannot read.
"""

from service.tables.columns import ImportField

_PHONES = (
    "phone", "telephone", "mobile", "mobile number", "telephone number", "phone number", "mobile telephone",
    "mobile phone", "contact number", "preferred telephone", "home telephone", "home phone", "home number",
    "work telephone", "work phone", "work number", "daytime telephone", "evening telephone", "telephone 2", "phone 2",
    "telephone 3", "phone 3", "alternative telephone",
)  # fmt: skip
PHONES = ("phone", "phone_2", "phone_3")
ADDRESS = ("address", "address_2", "address_3", "address_town", "address_county")
"""Fields that several columns hold together, in this order; `DETAILS` has one of them for each column."""
DETAILS = (
    ImportField("title", "Title", ("title", "salutation", "applicant title")),
    ImportField(
        "first_name", "First name", ("first name", "forename", "forenames", "given name", "first names", "firstname")
    ),
    ImportField("middle_name", "Middle name", ("middle name", "middle names", "other names")),
    ImportField("last_name", "Last name", ("last name", "surname", "family name", "lastname")),
    ImportField("preferred_name", "Preferred name", ("preferred name", "known as", "preferred first name")),
    ImportField("email", "E-mail", ("email", "email address", "e mail", "e mail address", "contact email")),
    ImportField("phone", "Telephone", _PHONES),
    ImportField("phone_2", "Second telephone", _PHONES),
    ImportField("phone_3", "Third telephone", _PHONES),
    ImportField(
        "address", "Address",
        ("address", "home address", "full address", "address line 1", "address 1", "postal address", "street address"),
    ),
    ImportField("address_2", "Address, second column", ("address line 2", "address 2")),
    ImportField("address_3", "Address, third column", ("address line 3", "address 3", "address line 4", "address 4")),
    ImportField(
        "address_town", "Address, town", ("town", "town or city", "town city", "city", "post town", "address town")
    ),
    ImportField("address_county", "Address, county", ("county", "address county", "region of residence")),
    ImportField("postcode", "Postcode", ("postcode", "post code", "postal code")),
    ImportField("date_of_birth", "Date of birth", ("date of birth", "dob", "birth date")),
    ImportField("nationality", "Nationality", ("nationality", "country of nationality", "citizenship")),
    ImportField("ni_number", "NI number", ("ni number", "national insurance number", "nino", "national insurance no")),
    ImportField(
        "registration_body", "Registration body",
        ("registration body", "professional body", "regulatory body", "registering body", "professional registration"),
    ),
    ImportField(
        "registration_number", "Registration number",
        ("registration number", "professional registration number", "pin", "nmc pin", "gmc number", "hcpc number",
         "registration pin", "membership number"),
    ),
    ImportField("university", "University", ("university", "place of study", "institution", "university attended")),
    ImportField("school", "School", ("school", "school attended", "secondary school")),
    ImportField("graduation_year", "Graduation year", ("graduation year", "year of graduation", "year qualified")),
    ImportField(
        "current_employer", "Current employer",
        ("current employer", "employer", "employer name", "current or most recent employer", "present employer",
         "most recent employer"),
    ),
    ImportField(
        "job_title", "Present job title",
        ("current job title", "job title", "current post", "present job title", "current or most recent job title"),
    ),
    ImportField("referees", "Referees", ("referees", "references", "referee", "referee details")),
    ImportField("referee_1", "First referee", ("referee 1", "referee 1 name", "reference 1", "first referee")),
    ImportField("referee_2", "Second referee", ("referee 2", "referee 2 name", "reference 2", "second referee")),
    ImportField("referee_3", "Third referee", ("referee 3", "referee 3 name", "reference 3", "third referee")),
)  # fmt: skip
SECTIONS = (
    ImportField(
        "statement", "Supporting statement",
        ("supporting statement", "supporting information", "personal statement", "statement",
         "suitability statement", "supporting info", "application statement"),
    ),
    ImportField(
        "employment", "Employment",
        ("employment", "employment history", "work history", "previous employment", "career history",
         "work experience"),
    ),
    ImportField(
        "education", "Education and qualifications",
        ("education", "qualifications", "education and qualifications", "education history", "academic qualifications",
         "education and professional qualifications"),
    ),
    ImportField(
        "training", "Training",
        ("training", "training courses", "training courses attended", "relevant training", "courses"),
    ),
    ImportField(
        "further", "Further information",
        ("further information", "additional information", "other information", "skills", "additional details"),
    ),
)  # fmt: skip
MONITORING = (
    ImportField(
        "ethnicity", "Ethnicity (monitoring)", ("ethnicity", "ethnic origin", "ethnic group", "ethnic category")
    ),
    ImportField("ethnicity_scheme", "Ethnicity scheme (monitoring)", ("ethnicity scheme", "ethnic scheme")),
    ImportField(
        "disability", "Disability (monitoring)", ("disability", "disability status", "disabled", "disability category")
    ),
    ImportField("gender", "Gender (monitoring)", ("gender", "gender identity", "sex")),
    ImportField("age_band", "Age band (monitoring)", ("age band", "age range", "age group")),
    ImportField("sexual_orientation", "Sexual orientation (monitoring)", ("sexual orientation", "orientation")),
    ImportField("religion", "Religion (monitoring)", ("religion", "religion or belief", "religious belief", "faith")),
    ImportField("marital_status", "Marital status (monitoring)", ("marital status", "marriage or civil partnership")),
)  # fmt: skip
APPLICATION_FIELDS = (
    ImportField(
        "reference", "Application reference",
        ("application reference", "application reference number", "application id", "applicant id", "application ref",
         "application number", "reference", "reference number", "candidate id", "candidate reference", "app id"),
        required=True,
    ),
    ImportField(
        "applied_on", "Applied on",
        ("applied on", "application date", "date applied", "date of application", "submitted", "date submitted",
         "submitted on", "submission date", "received", "date received"),
    ),
    ImportField("name", "Name", ("name", "full name", "applicant name", "applicant")),
    *DETAILS,
    *SECTIONS,
    ImportField(
        "guaranteed_interview", "Asks for a guaranteed interview",
        ("guaranteed interview", "guaranteed interview scheme", "gis", "disability confident", "two ticks",
         "disability confident scheme", "apply under guaranteed interview scheme"),
    ),
    ImportField(
        "attachments", "Attached files",
        ("attachments", "attachment", "attached files", "file name", "filename", "document", "documents", "cv",
         "cv file", "file"),
    ),
    *MONITORING,
)  # fmt: skip
