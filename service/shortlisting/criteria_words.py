"""Wording that the criteria check remarks on: curated by hand, reviewed, and meant to be changed.

Each entry is the beginning of a word or phrase in lower case (a final * lets the word go on), with what to say of it.
Facts behind the groups: words that readers associate with one gender change who feels addressed by an advertisement
(Gaucher, Friesen and Kay, Journal of Personality and Social Psychology 101, 2011); the Equality Act 2010 names the
protected characteristics, and its section 19 forbids requirements that put people who share one at a disadvantage
without a good reason; the Equality and Human Rights Commission's guidance for employers on advertising says the same of
wording. The choice of words and what is said of them is ours.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """A group of words, what is wrong with them, and what to write instead."""

    rule: str
    words: tuple[str, ...]
    message: str
    remedy: str


WORDING = (
    Wording(
        "gender_coded",
        ("aggressive*", "ambitious", "assertive*", "battle*", "boisterous", "competitive nature", "competitive spirit",
         "highly competitive", "conquer*", "dominan*", "dominate*", "driven", "fearless", "fight*", "forceful*",
         "hard-nosed", "headstrong", "hero", "heroes", "heroic", "ninja",
         "robust personality", "rockstar", "rock star", "ruthless*", "strong-willed", "thick-skinned",
         "tough", "winning mentality"),
        "Many readers hear a man in this wording.",
        "Say what the person does at work, such as “sets priorities when demands compete”.",
    ),
    Wording(
        "gender_coded",
        ("cheerful", "gentle", "loving", "motherly", "nurtur*", "sensitive nature", "submissive", "sympathetic ear",
         "warm-hearted", "yielding"),
        "Many readers hear a woman in this wording.",
        "Say what the person does at work, such as “explains a diagnosis so that the patient can decide”.",
    ),
    Wording(
        "exclusionary",
        ("he/she", "he or she", "s/he", "his/her", "his or her", "chairman", "foreman", "manpower", "man-management",
         "man management", "salesman", "workmen", "spokesman", "right-hand man", "girl friday"),
        "It names a gender.",
        "Write “they”, or a title that fits everybody, such as “chair”.",
    ),
    Wording(
        "exclusionary",
        ("digital native", "energetic", "fresh graduate", "mature person", "mature individual", "newly qualified only",
         "recent graduate", "school leaver", "young and", "young team", "young professional*", "youthful",
         "vibrant", "high energy"),
        "It suggests an age.",
        "Say which knowledge or ability the work needs, however it was gained.",
    ),
    Wording(
        "exclusionary",
        ("british national", "english as a first language", "english mother tongue", "first language english",
         "mother tongue", "native english", "native speaker", "native-level", "no accent", "without an accent",
         "accent-free", "accent free", "unaccented",
         "neutral accent", "british accent", "perfect english", "perfect spoken", "perfect written", "flawless english",
         "flawless spoken", "perfect command of", "impeccable english", "faultless english",
         "western name", "british citizen"),
        "It asks where somebody comes from rather than what they can do.",
        "Say what the person must be able to read, write or explain, and to whom.",
    ),
    Wording(
        "exclusionary",
        ("able-bodied", "able bodied", "excellent sickness record", "good sickness record", "good health record",
         "mentally strong", "perfect eyesight", "physically fit", "physically robust", "healthy individual",
         "fit and healthy", "healthy and fit", "fit and well", "fit and able", "fit and active", "physically healthy",
         "good physical health", "excellent health", "in good health", "no health problems", "no health issues",
         "no medical conditions", "full health", "low sickness",
         "good attendance record", "clean bill of health"),
        "It may shut out disabled people.",
        "Say which task the work needs, and leave how it is done open to adjustments.",
    ),
    Wording(
        "exclusionary",
        ("driving licence", "own car", "own transport", "own vehicle", "use of a car", "car owner", "car driver"),
        "It shuts out people who cannot drive, though the work may only need travel.",
        "Write “able to travel between sites”, or give the reason why only driving will do.",
    ),
    Wording(
        "exclusionary",
        ("always available", "at short notice at all times", "no commitments", "no ties", "no childcare",
         "unlimited flexibility", "complete flexibility", "total flexibility", "fully flexible", "24/7",
         "full-time only", "full time only"),
        "It may shut out people who care for somebody, or whose faith keeps a day.",
        "Name the hours and shifts that the post has.",
    ),
    Wording(
        "exclusionary",
        ("career break*", "career gap*", "continuous employment", "gap in employment", "gaps in employment",
         "unbroken employment", "unbroken career", "uninterrupted career"),
        "It shuts out people who were ill, cared for somebody or moved country.",
        "Ask for what the person can do now.",
    ),
    Wording(
        "exclusionary",
        ("russell group", "red-brick", "redbrick", "oxbridge", "oxford or cambridge", "top university",
         "leading university", "good school", "private school", "well-spoken", "well spoken", "well-groomed",
         "2:1", "first-class degree", "a-levels in", "a-levels at"),
        "It asks for a background rather than an ability.",
        "Ask for the knowledge that the work needs.",
    ),
    Wording(
        "exclusionary",
        ("christian ethos", "christian values", "church-going", "clean-shaven", "clean shaven", "no headscarf",
         "no head covering", "married", "single person", "no visible tattoos", "family man", "mumpreneur"),
        "It touches a protected characteristic.",
        "Take it out, or take advice: only a genuine occupational requirement allows it.",
    ),
    Wording(
        "exclusionary",
        ("cultural fit", "culture fit", "fit in with the team", "fits in with the team", "fit into the team",
         "fits into the team", "one of us", "like-minded", "right fit", "personality fit"),
        "“Fit” is where people choose those who are like themselves.",
        "Name what the team needs somebody to do or add.",
    ),
    Wording(
        "vague",
        ("can-do attitude", "can do attitude", "common sense", "dynamic", "flexible attitude", "flexible approach",
         "go-getter", "good attitude", "good sense of humour", "hard-working", "hard working", "hit the ground running",
         "passion*", "positive attitude", "positive outlook", "proactive", "right attitude", "self-starter",
         "self starter", "team player", "thinks outside the box", "work hard play hard", "positive approach",
         "self-motivated", "enthusias*", "people person", "professional manner", "professional attitude"),
        "Two people would mark this differently: it does not say what to look for.",
        "Say what the person did, or would do, that shows it.",
    ),
    Wording(
        "vague",
        ("excellent communicat*", "good communicat*", "effective communicat*", "strong communicat*",
         "excellent organisational", "good organisational", "strong organisational", "excellent interpersonal",
         "good interpersonal", "strong interpersonal", "excellent it skills", "good it skills", "computer literate",
         "leadership qualities", "leadership skills", "excellent written", "good written", "high standard of",
         "good standard of", "good knowledge", "sound knowledge", "good understanding", "sound understanding"),
        "“Good” to whom, and at what? Two people would mark this differently.",
        "Say with whom, about what, or to which effect.",
    ),
)  # fmt: skip
