"""Twelve invented people who apply in the demonstration, each in a voice of their own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented applicant: names, present post, referees, and what they wrote."""

    first_name: str
    last_name: str
    job_title: str
    employer: str
    referees: str
    statement: str


APPLICANTS = (
    Invented(
        "Oluwaseun", "Adebayo-Finch", "Charge nurse", "Marlbeck General Hospital", "Pat Sallow; Imran Dovecote",
        "My name is Oluwaseun and I have been a charge nurse on a 28-bed acute medical ward for four years. When I "
        "arrived, handover took fifty minutes and nobody could hear the last six patients. I sat with the night staff, "
        "we timed it for a fortnight, and together we moved the safety points to the bedside. It now takes twenty-five "
        "minutes, and missed observations fell from eleven a month to three. I manage the roster for forty-one people "
        "and a pay budget of just under two million pounds. I learned the hard way that a fair roster is one people "
        "can see being made, so ours is drawn up on the wall of the staff room. As a Nigerian man in a unit with few "
        "of us, I know what it means to be the one who is asked to explain; I try to make sure nobody else has to be. "
        "My wife says that I talk about falls bundles in my sleep. I would bring to this post patience, a liking for "
        "plain figures, and the habit of going to look before deciding. You can reach me on 07700 900411.",
    ),
    Invented(
        "Margaret", "Ward", "Sister", "St Aldwyn's Infirmary", "Sue Park; Dr T Lindqvist",
        "Thirty-one years on the wards, and I still like the first hour of a shift best. I trained when we boiled the "
        "kettles ourselves, and I have lived through four computer systems and one flood. What have I done that might "
        "be of use to you? I opened a discharge lounge out of a linen store. I took on three nurses that other wards "
        "had given up on, and two of them are sisters now. I wrote the escalation card that is still taped to every "
        "trolley here. In the last inspection our ward was the only one in the division without an action on "
        "medicines. I am not fond of meetings, but I chair the monthly mortality review because somebody should who "
        "knew the patients. Mrs Ward, the families call me, and they know where to find me. At fifty-nine I am not "
        "looking for a quiet end: I would like to leave one more ward better than I found it. I had a hip replaced in "
        "the spring and I am back to walking the fells with my husband. I am registered with the NMC and my appraisal "
        "is in date.",
    ),
    Invented(
        "Zainab", "Qureshi-Lowe", "Deputy ward manager", "Northmere Community Trust", "Helen Marchbank; Asif Rahmat",
        "I lead a team of nineteen on a rehabilitation ward where people relearn the stairs, the kettle and the "
        "telephone. What I am proudest of is something small. We noticed that patients who did not speak English well "
        "stayed four days longer, and nobody could say why. I asked the ward clerk to note when an interpreter was "
        "booked and when one came. Half the time nobody came. We now book by video at admission, and the difference in "
        "length of stay is down to one day. I presented this at our quality forum and two other wards have copied it. "
        "In budgets I am still learning: I hold the stock budget and I shadowed our matron through the last round of "
        "cost improvement. I set up a buddy scheme for internationally educated nurses, having arrived from Lahore "
        "myself, and all eleven of them passed their OSCE. I keep Ramadan and plan the roster early so that it costs "
        "nobody else a weekend. What I would want from the first three months in this post is to hear from the people "
        "who have stopped speaking up.",
    ),
    Invented(
        "Gwendolen", "Price-Hartley", "Clinical educator", "Vale of Tarrow Hospitals", "Owen Bevan; Carys Ellwood",
        "I should say at once that I have not managed a ward. I have taught on twelve of them. For the past five years "
        "I have gone wherever the incident reports told me to go, and stayed until the same report stopped coming. On "
        "one surgical unit the drains were being charted three different ways; we agreed on one, I stood at the foot "
        "of beds for six weeks, and the error rate fell by two thirds. I supervise nine practice assessors and I run "
        "the preceptorship year. I have held a budget, though a modest one: sixty thousand pounds of training money, "
        "and I came in four hundred under. I went part time when my twins were born and came back to full time last "
        "September, so I know rosters from both ends. My old headteacher at Ysgol Glan Tarrow told me that I would "
        "argue with a signpost; I like to think that I now listen to it first. If you appoint me you will get somebody "
        "who counts things, says what she has found, and does not mind being shown that she is wrong.",
    ),
    Invented(
        "Tomasz", "Zielinski", "Senior staff nurse", "Marlbeck General Hospital", "Pat Sallow; Renata Kowal",
        "Dear panel, I write short, because on my ward we write short. Ten years qualified, six of them here, four in "
        "Gdansk before. I run the night shift on a respiratory unit: non-invasive ventilation, chest drains, and this "
        "winter twelve escalation beds that were not in the plan. I was shift lead on the night that the oxygen "
        "pressure dropped. I moved nine patients in forty minutes with two porters and a list on the back of my hand, "
        "and afterwards I wrote the plan that estates now use. I am the link nurse for infection control, and our "
        "hand-hygiene audit has been above ninety-five per cent for two years. People say that I am direct. I have "
        "learned to ask one question before I give one answer, and my team tell me it helps. I have done the "
        "leadership programme for band 6 and I deputise for the manager one week in four: roster, sickness "
        "interviews, the bed meeting at eight. I have settled status. What I need to learn is the money, and I have "
        "started a course.",
    ),
    Invented(
        "Blessing", "Okonjo-Tate", "Ward manager", "Three Rivers Hospital", "Canon J Whitlow; Mercy Adeleke",
        "I give thanks for every opportunity, and I prepare for it as well. I have managed an elderly care ward of "
        "thirty beds for three years. On my first day there were nine vacancies; today there is one. I did not do it "
        "with posters. I rang every nurse who had left in two years and asked them why, and I changed what I could: "
        "the off-duty comes out eight weeks ahead, new starters have a named person for ninety days, and I do one "
        "night shift a month so that nights are not a foreign country. Our agency spend fell from forty thousand "
        "pounds a month to six. We cut falls with harm by half with a baywatch rota and better slippers. I am a single "
        "mother of two and a deacon at my church, so I know how to make a plan and what to do when it fails before "
        "breakfast. In supervision I ask each person what they would do if they were in my chair. The best idea we "
        "have had on dementia care came from a housekeeper.",
    ),
    Invented(
        "Callum", "Fairweather-Boyd", "Charge nurse", "Glenorrin Health Board", "Isla Munro; David Petrie",
        "I'm a charge nurse in an emergency department and I'd like to move to a ward, which my colleagues find funny. "
        "Here's why. In the department I'm good at the first four hours. I want to see what happens next. I coordinate "
        "shifts of up to twenty-two nurses, I'm used to deciding with half the facts, and I've learned to go back "
        "afterwards and find out what I got wrong. Last year I led our sepsis work: we got antibiotics in within the "
        "hour for nine patients in ten, from six in ten, mainly by moving the fluids cupboard and stopping blaming the "
        "doctors. I run a debrief after every death, ten minutes, tea, no slides. I'm dyslexic, so I write things as "
        "diagrams, and it turns out that most folk prefer them. I've got an MSc in advanced practice that I did on "
        "nights. My partner Jamie and I are moving south in the new year. I have managed a part of the non-pay budget "
        "and I can read a finance report without help, though not without coffee.",
    ),
    Invented(
        "Nirmala", "Subramaniam-Cole", "Deputy ward manager", "Eastwold University Hospitals", "Anne Treherne; R Iyer",
        "In eleven years as a registered nurse, seven of them in stroke care, I have tried to keep one rule: the "
        "patient's day comes before the ward's day. As deputy manager I changed mealtimes so that therapy no longer "
        "interrupts lunch, and weight loss among our patients fell by a third in six months. I am responsible for the "
        "thrombolysis pathway out of hours and for the competencies of thirty-four staff. Our door-to-needle time is "
        "the second shortest in the region, and I can tell you exactly which eight minutes we have still to find. I "
        "have managed long-term sickness, one grievance and one dismissal, each with advice and each, I believe, with "
        "kindness. I designed our e-roster rules and trained my colleagues on two other wards. I came to this country "
        "on a work visa from Chennai and for two years sent half my pay home; I mention it because I understand nurses "
        "who take too many bank shifts, and I know what to say to them. I would welcome the chance to lead a ward and "
        "to be told plainly how I am doing.",
    ),
    Invented(
        "Siobhan", "Gallagher-Reed", "Community team lead", "Lough Carrow Trust", "Deirdre Mullan; Fr P Keane",
        "What can a community nurse offer a ward? A different idea of what is possible at home, for a start. I lead "
        "fourteen district nurses over two hundred square miles. I plan visits by the tide: one road floods. In "
        "the last three years we have taken intravenous antibiotics, drains and two kinds of feeding out of the "
        "hospital and into kitchens, and our readmissions have gone down rather than up. I know every ward that sends "
        "people out on a Friday at five with no dressings. I would like to be the ward that does not. I manage a "
        "budget of eight hundred thousand pounds and a fleet of nine tired cars. When a colleague was assaulted on a "
        "visit I rewrote how we work alone, and it was taken up by the whole trust. I was a union rep for six years "
        "and learned there how to disagree and still have lunch together. I am recovering from cancer, four years "
        "clear, and it has made me impatient with paperwork and very patient with people.",
    ),
    Invented(
        "Daniel", "Rosenthal-Wray", "Charge nurse", "Harbourside Mental Health Trust", "Ruth Ambler; Yusuf Kent",
        "On an acute psychiatric ward you learn that the atmosphere is a vital sign. I have been a charge nurse for "
        "six years, the last two in charge of a male ward of eighteen beds. We reduced restraint by seventy per cent. "
        "People ask for the trick; there were about forty of them. We moved the nursing station into the lounge. We "
        "write in the notes with the patient beside us. We taught everybody, cleaners and consultants included, how "
        "to say no without closing the door. I chair the division's reducing-violence group and I train others in the "
        "Safewards model. I hold a diploma in group work. I have managed twenty-six people, a serious incident "
        "inquiry, and a refurbishment that ran nine weeks late with all the beds open. I do not work on Saturdays "
        "before nightfall and have never once found that a roster could not bear it. My partner is a teacher and he "
        "marks my reports in green. Physical health is where I have most to learn, and I have asked to spend a month "
        "with your outreach team.",
    ),
    Invented(
        "May", "Hope", "Senior staff nurse", "Bracken Hill Hospital", "Rose Field; Grace Long",
        "May I begin with a confession: I have applied for a post like this twice before. The first time I was told to "
        "get more experience of budgets, and the second time to be bolder. So I asked for both. I have held the "
        "medicines budget for our unit since last April and found nineteen thousand pounds of waste, mostly "
        "half-used boxes sent home. As for boldness, in May I stopped a list because the count was wrong, with a "
        "surgeon looking at his watch; we found the swab. I lead the pre-assessment clinic on two days and the "
        "recovery bays on two, and I supervise six associates. Last-minute cancellations fell from fourteen to five in "
        "a hundred after we began to ring people two days before. I hope to build a team where speaking up is "
        "ordinary. I am deaf in one ear and lip-read in theatre masks with windows, which the whole unit now prefers. "
        "My team would tell you that I notice who has not had a break. I would gladly show you what I have learned.",
    ),
    Invented(
        "Hung", "Nguyen-Abbott", "Ward manager", "Kestrel Valley Hospitals", "Linda Prowse; Martin Eke",
        "Summary of evidence. Leadership: ward manager, trauma and orthopaedics, twenty-four beds, five years; "
        "thirty-eight staff, turnover now seven per cent. Quality: time to theatre for hip fracture within thirty-six "
        "hours in ninety-one per cent of cases, from seventy-four; pressure damage, none of category three or above in "
        "two years. Money: balanced in four years out of five; in the fifth I overspent by two per cent on enhanced "
        "care and can account for each shift. People: two complaints about staff attitude in my first year, none since "
        "we began to shadow patients from the door. Improvement: a joint school for patients before a hip or knee "
        "replacement, now run by two volunteers who are former patients. Learning: leadership diploma, coaching "
        "certificate, and ten hours a year on a bank shift in the emergency department to keep my hands honest. "
        "Personal: my family came here by boat in 1979, and I grew up in a hostel where a health visitor taught my "
        "mother to read a thermometer; it is why I do this. What I would do first in your post is to spend a week on "
        "every kind of shift, and only then to speak.",
    ),
)  # fmt: skip
