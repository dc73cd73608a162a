"""Invented names for the demonstration trust. Nobody here exists, and no name says anything about its bearer."""

FORENAMES = (
    "Abena", "Adaeze", "Aisha", "Alasdair", "Alicja", "Amara", "Amit", "Aneurin", "Anita", "Ayesha", "Bethan", "Bilal",
    "Bronagh", "Callum", "Caroline", "Chidi", "Chloe", "Ciaran", "Daniel", "Deepa", "Demi", "Denise", "Dylan", "Ebony",
    "Efua", "Eleanor", "Emeka", "Esther", "Farah", "Fatima", "Femi", "Fiona", "Gareth", "Grace", "Gurpreet", "Hannah",
    "Harjit", "Helen", "Huw", "Ifeoma", "Imran", "Ines", "Ioan", "Isla", "Jacob", "Jaya", "Joanna", "Joseph", "Joy",
    "Kamila", "Karen", "Kavita", "Keisha", "Kemi", "Kieran", "Kofi", "Lakshmi", "Leanne", "Liam", "Lin", "Lucia",
    "Luke", "Maeve", "Magda", "Mandeep", "Marcus", "Mariam", "Mark", "Mehmet", "Mei", "Michael", "Mina", "Mohammed",
    "Nadia", "Naomi", "Natalia", "Neil", "Nia", "Niamh", "Nikhil", "Ngozi", "Obinna", "Olivia", "Omar", "Owain",
    "Patience", "Paul", "Pooja", "Priya", "Rachel", "Rahul", "Ravi", "Rebecca", "Rhian", "Rosa", "Ruth", "Sadia",
    "Samuel", "Sara", "Shanice", "Sian", "Simon", "Siobhan", "Sunita", "Suresh", "Tamara", "Tariq", "Temi", "Thandi",
    "Thomas", "Tomasz", "Uzma", "Valerie", "Victoria", "Vikram", "Wei", "Wendy", "Yasmin", "Yusuf", "Zara", "Zoe",
)  # fmt: skip
SURNAMES = (
    "Abbott", "Adeyemi", "Ahmed", "Ainsworth", "Akhtar", "Asante", "Baig", "Banerjee", "Barlow", "Begum", "Bello",
    "Bevan", "Boateng", "Bradshaw", "Brennan", "Chand", "Cheung", "Choudhury", "Clarke", "Costa", "Cowell", "Dada",
    "Daly", "Davies", "Desai", "Dhillon", "Doyle", "Eastwood", "Edwards", "Eze", "Farrell", "Fernandes", "Fletcher",
    "Forde", "Garner", "Ghosh", "Gill", "Greene", "Griffiths", "Haque", "Harding", "Hassan", "Hibbert", "Hoang",
    "Holt", "Hughes", "Hussain", "Ibrahim", "Iqbal", "Jagger", "James", "Jenkins", "Joshi", "Kamara", "Kaur", "Keane",
    "Kershaw", "Khan", "Kowalczyk", "Kumar", "Lam", "Lewis", "Lomax", "Maguire", "Mahmood", "Malik", "Marsh",
    "Mbeki", "Mensah", "Mistry", "Moran", "Morgan", "Murray", "Nair", "Nowak", "Nwosu", "Obi", "Okafor", "Oliver",
    "Osei", "Owusu", "Parry", "Patel", "Pereira", "Popescu", "Powell", "Quinn", "Rahman", "Reddy", "Rees", "Ribeiro",
    "Sandhu", "Santos", "Shah", "Sharma", "Siddiqui", "Silva", "Singh", "Stewart", "Suleiman", "Szabo", "Taylor",
    "Tembo", "Thapa", "Tran", "Turay", "Varma", "Wainwright", "Walsh", "Wilkins", "Williams", "Wong", "Yadav", "Yilmaz",
)  # fmt: skip
SITES = (("larkfield", "Larkfield General"), ("weir", "Weir Park Hospital"), ("community", "Millbrook Community Hub"))
TRAVEL = {("larkfield", "weir"): 35, ("larkfield", "community"): 20, ("weir", "community"): 45}
DIVISIONS = (
    ("medicine", "Medicine and Emergency Care"), ("surgery", "Surgery and Anaesthetics"),
    ("family", "Women, Children and Families"), ("corporate", "Corporate and Clinical Support"),
)  # fmt: skip
# department: name, division, site, usual professions
DEPARTMENTS = (
    ("Emergency Department", "medicine", "larkfield", ("nursing", "medical")),
    ("Acute Medicine", "medicine", "larkfield", ("nursing", "medical")),
    ("Cardiology", "medicine", "larkfield", ("nursing", "science")),
    ("Respiratory Medicine", "medicine", "weir", ("nursing", "ahp")),
    ("Stroke Unit", "medicine", "weir", ("nursing", "ahp")),
    ("Care of Older People", "medicine", "weir", ("nursing", "ahp")),
    ("Theatres", "surgery", "larkfield", ("nursing", "science")),
    ("Anaesthetics", "surgery", "larkfield", ("medical", "nursing")),
    ("Orthopaedics", "surgery", "weir", ("nursing", "medical")),
    ("General Surgery", "surgery", "larkfield", ("nursing", "medical")),
    ("Day Surgery", "surgery", "weir", ("nursing", "admin")),
    ("Critical Care", "surgery", "larkfield", ("nursing", "ahp")),
    ("Maternity", "family", "larkfield", ("nursing", "medical")),
    ("Children's Ward", "family", "larkfield", ("nursing", "medical")),
    ("Neonatal Unit", "family", "larkfield", ("nursing", "science")),
    ("Sexual Health", "family", "community", ("nursing", "admin")),
    ("Community Nursing", "family", "community", ("nursing", "ahp")),
    ("Physiotherapy", "corporate", "weir", ("ahp", "admin")),
    ("Radiology", "corporate", "larkfield", ("ahp", "science")),
    ("Pathology", "corporate", "larkfield", ("science", "admin")),
    ("Pharmacy", "corporate", "weir", ("science", "admin")),
    ("Digital Services", "corporate", "community", ("digital", "admin")),
    ("Finance", "corporate", "community", ("admin", "digital")),
    ("People and Culture", "corporate", "community", ("admin", "nursing")),
    ("Estates and Facilities", "corporate", "weir", ("estates", "admin")),
)  # fmt: skip
STAFF_GROUPS = {
    "nursing": "03", "medical": "01", "ahp": "04", "science": "06", "admin": "08", "digital": "08", "estates": "09",
}  # fmt: skip
TITLES = {
    "nursing": ("Staff Nurse", "Sister or Charge Nurse", "Matron", "Head of Nursing"),
    "medical": ("Clinical Fellow", "Specialty Doctor", "Consultant Lead", "Associate Medical Director"),
    "ahp": ("Therapist", "Advanced Practitioner", "Therapy Lead", "Head of Therapies"),
    "science": ("Healthcare Scientist", "Senior Scientist", "Lead Scientist", "Head of Service"),
    "admin": ("Team Administrator", "Service Coordinator", "Service Lead", "General Manager"),
    "digital": ("Analyst", "Product Owner", "Delivery Lead", "Head of Digital"),
    "estates": ("Technician", "Estates Supervisor", "Estates Lead", "Head of Estates"),
}  # fmt: skip
EXTERNALS = (
    "Expert by experience, mental health", "Expert by experience, maternity", "University partner", "Council partner",
    "Expert by experience, learning disability", "Neighbouring trust",
)  # fmt: skip
