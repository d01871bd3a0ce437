//! The tables that the demo company's leads are made from: countries, industries, names and titles.
//!
//! All companies, people and investors are invented, and every domain ends in `.example`, which nobody can own: no
//! message can reach anybody by mistake.

/// A country, where its companies' home is and how its people are called.
pub(super) struct Country {
    pub(super) code: &'static str,
    pub(super) region: &'static str,
    pub(super) culture: Culture,
    /// Minutes ahead of UTC. Summer time is left out.
    pub(super) offset_minutes: i64,
    /// How many companies come from there, relative to others.
    pub(super) weight: usize,
    /// Whether Beacon can sell there.
    pub(super) served: bool,
}

/// Where names come from: an index into [`NAMES`].
#[derive(Clone, Copy)]
pub(super) enum Culture {
    English,
    Brazilian,
    Hispanic,
    German,
    French,
    Nordic,
    Polish,
    Indian,
    Chinese,
    Japanese,
    Korean,
    Indonesian,
    Nigerian,
    Kenyan,
    Arabic,
    Turkish,
}

const fn country(
    code: &'static str,
    region: &'static str,
    culture: Culture,
    offset_minutes: i64,
    weight: usize,
    served: bool,
) -> Country {
    Country { code, region, culture, offset_minutes, weight, served }
}

/// The countries that leads come from.
pub(super) const COUNTRIES: &[Country] = &[
    country("US", "NAM", Culture::English, -300, 150, true),
    country("US", "NAM", Culture::Hispanic, -480, 60, true),
    country("US", "NAM", Culture::Indian, -480, 50, true),
    country("CA", "NAM", Culture::English, -300, 35, true),
    country("BR", "LATAM", Culture::Brazilian, -180, 90, true),
    country("MX", "LATAM", Culture::Hispanic, -360, 60, true),
    country("CO", "LATAM", Culture::Hispanic, -300, 25, true),
    country("AR", "LATAM", Culture::Hispanic, -180, 20, false),
    country("GB", "EMEA", Culture::English, 0, 60, true),
    country("DE", "EMEA", Culture::German, 60, 50, true),
    country("FR", "EMEA", Culture::French, 60, 35, true),
    country("ES", "EMEA", Culture::Hispanic, 60, 30, true),
    country("NL", "EMEA", Culture::German, 60, 22, true),
    country("SE", "EMEA", Culture::Nordic, 60, 20, true),
    country("PL", "EMEA", Culture::Polish, 60, 22, true),
    country("AE", "EMEA", Culture::Arabic, 240, 15, true),
    country("NG", "EMEA", Culture::Nigerian, 60, 18, false),
    country("KE", "EMEA", Culture::Kenyan, 180, 10, false),
    country("TR", "EMEA", Culture::Turkish, 180, 22, false),
    country("IN", "APAC", Culture::Indian, 330, 75, true),
    country("SG", "APAC", Culture::Chinese, 480, 40, true),
    country("ID", "APAC", Culture::Indonesian, 420, 35, true),
    country("PH", "APAC", Culture::Hispanic, 480, 25, true),
    country("JP", "APAC", Culture::Japanese, 540, 25, true),
    country("KR", "APAC", Culture::Korean, 540, 20, true),
    country("AU", "APAC", Culture::English, 600, 25, true),
    country("CN", "APAC", Culture::Chinese, 480, 25, false),
];

/// The regions of the world that a company may work in.
pub(super) const REGIONS: &[&str] = &["NAM", "LATAM", "EMEA", "APAC"];

/// An industry and the words its companies end on.
pub(super) struct Industry {
    pub(super) name: &'static str,
    pub(super) weight: usize,
    /// How much of what Beacon sells such a company needs, 0 to 1.
    pub(super) need: f64,
    /// Whether its problem is fraud (`shield`) rather than messaging (`relay`).
    pub(super) fraud: bool,
    pub(super) endings: &'static [&'static str],
}

const fn industry(
    name: &'static str,
    weight: usize,
    need: f64,
    fraud: bool,
    endings: &'static [&'static str],
) -> Industry {
    Industry { name, weight, need, fraud, endings }
}

/// The industries that leads come from.
pub(super) const INDUSTRIES: &[Industry] = &[
    industry("ecommerce", 150, 1.0, true, &["Market", "Cart", "Commerce", "Shop", "Bazaar", "Outlet"]),
    industry("fintech", 120, 1.0, true, &["Pay", "Bank", "Capital", "Ledger", "Wallet", "Credit"]),
    industry("gaming", 90, 0.95, false, &["Games", "Play", "Studios", "Arcade", "Interactive"]),
    industry("marketplace", 60, 0.7, false, &["Exchange", "Hub", "Place", "Trade"]),
    industry("logistics", 60, 0.5, false, &["Freight", "Logistics", "Fleet", "Cargo", "Couriers"]),
    industry("travel", 50, 0.5, true, &["Travel", "Stays", "Journeys", "Air"]),
    industry("software", 150, 0.35, false, &["Labs", "Cloud", "Systems", "Data", "Software", "Logic"]),
    industry("health", 60, 0.3, false, &["Health", "Care", "Clinics", "Diagnostics"]),
    industry("education", 55, 0.2, false, &["Learning", "Academy", "School", "Tutors"]),
    industry("media", 50, 0.25, false, &["Media", "TV", "Press", "Radio"]),
    industry("manufacturing", 70, 0.05, false, &["Industries", "Tools", "Works", "Components"]),
    industry("consulting", 60, 0.05, false, &["Partners", "Advisors", "Consulting", "Group"]),
    industry("public sector", 25, 0.0, false, &["Council", "Agency", "Institute"]),
];

/// The words that companies begin with.
pub(super) const BEGINNINGS: &[&str] = &[
    "Acorn", "Alba", "Amber", "Anchor", "Aspen", "Atlas", "Aurora", "Bamboo", "Birch", "Bolt", "Bravo", "Brisa",
    "Canopy", "Cedar", "Cinder", "Cobalt", "Comet", "Copper", "Coral", "Crane", "Delta", "Dune", "Echo", "Ember",
    "Fable", "Falcon", "Fern", "Fjord", "Flint", "Garnet", "Ginkgo", "Harbor", "Hazel", "Heron", "Indigo", "Iris",
    "Ivory", "Jade", "Jasper", "Juno", "Kestrel", "Kite", "Koala", "Lagoon", "Larch", "Lilac", "Lotus", "Lumen",
    "Lyra", "Mango", "Maple", "Marble", "Meridian", "Mistral", "Monsoon", "Nectar", "Nimbus", "North", "Nova", "Oak",
    "Ocean", "Onyx", "Opal", "Orbit", "Orca", "Osprey", "Otter", "Papaya", "Pebble", "Pepper", "Pixel", "Polar",
    "Poppy", "Prisma", "Quartz", "Quill", "Raven", "Ribbon", "River", "Saffron", "Sage", "Sierra", "Silver", "Sol",
    "Sparrow", "Spruce", "Summit", "Tango", "Terra", "Thistle", "Tidal", "Topaz", "Tucan", "Tulip", "Tundra", "Umbra",
    "Vela", "Velvet", "Verde", "Violet", "Willow", "Yarrow", "Zenith", "Zephyr", "Zinc",
];

/// Investors, the first four of them famous.
pub(super) const INVESTORS: &[&str] = &[
    "Redwood Peak",
    "Northbridge",
    "Kaizen Capital",
    "Andes Partners",
    "Harbour Angels",
    "Blue Lantern",
    "Seedling",
    "Fourth Floor",
    "Tidewater",
    "Monte Alto",
    "Founders Yard",
    "Lakeside Ventures",
    "Copperfield",
    "Baobab Fund",
];

/// How many of [`INVESTORS`] are famous.
pub(super) const FAMOUS_INVESTORS: usize = 4;

/// Providers of free mailboxes.
pub(super) const FREE_MAIL: &[&str] = &["gmail.example", "outlook.example", "yahoo.example", "proton.example"];

/// Companies that sell what Beacon sells.
pub(super) const COMPETITORS: &[&str] = &["Fraudwall", "Verity Gate", "Pingwave", "Textline"];

/// Universities.
pub(super) const UNIVERSITIES: &[&str] =
    &["uni-lakeside.example", "unam-sul.example", "tec-andino.example", "hill-college.example", "iit-coast.example"];

/// Given names and family names of a culture.
pub(super) struct Names {
    pub(super) given: &'static [&'static str],
    pub(super) family: &'static [&'static str],
}

/// Names, in the order of [`Culture`].
#[rustfmt::skip]
pub(super) const NAMES: &[Names] = &[
    Names {
        given: &["Olivia", "James", "Emma", "Liam", "Grace", "Noah", "Hannah", "Ethan", "Chloe", "Daniel", "Ruth", "Marcus", "Zoe", "Adam", "Amelia", "Owen", "Maya", "Isaac", "Nora", "Caleb", "Leah", "Julian", "Abigail", "Dylan", "Naomi", "Simon", "Audrey", "Miles", "Helen", "Victor"],
        family: &["Walker", "Hughes", "Bennett", "Carter", "Reid", "Sullivan", "Brooks", "Foster", "Murray", "Hayes", "Coleman", "Price", "Ward", "Ellis", "Barnes", "Chapman", "Dawson", "Fletcher", "Gibson", "Harper", "Jennings", "Knight", "Lawson", "Marsh", "Norris", "Osborne", "Parker", "Quinn", "Shaw", "Webb"],
    },
    Names {
        given: &["Ana", "João", "Beatriz", "Pedro", "Larissa", "Rafael", "Camila", "Thiago", "Juliana", "Felipe", "Letícia", "Bruno", "Marina", "Caio", "Gabriela", "Lucas", "Isabela", "Mateus", "Fernanda", "Vinícius", "Renata", "Gustavo"],
        family: &["Silva", "Souza", "Oliveira", "Costa", "Pereira", "Almeida", "Ribeiro", "Carvalho", "Rocha", "Araújo", "Barbosa", "Nunes", "Teixeira", "Moraes", "Cardoso", "Freitas", "Lopes", "Machado", "Ramos", "Duarte", "Azevedo", "Batista"],
    },
    Names {
        given: &["Sofía", "Mateo", "Valentina", "Diego", "Camila", "Andrés", "Lucía", "Javier", "Paula", "Carlos", "Elena", "Martín", "Isabel", "Luis", "Gabriela", "Tomás", "Renata", "Emilio", "Daniela", "Sebastián", "Adriana", "Rodrigo", "Mónica", "Óscar"],
        family: &["García", "Hernández", "López", "Martínez", "Torres", "Ramírez", "Vargas", "Castro", "Ortiz", "Reyes", "Navarro", "Mendoza", "Santos", "Cruz", "Jiménez", "Morales", "Rojas", "Delgado", "Aguilar", "Peña", "Salazar", "Fuentes", "Ibarra", "Molina"],
    },
    Names {
        given: &["Anna", "Lukas", "Lena", "Jonas", "Katharina", "Felix", "Sophie", "Maximilian", "Julia", "Tim", "Eva", "Jan", "Sanne", "Bas"],
        family: &["Müller", "Schneider", "Weber", "Fischer", "Wagner", "Becker", "Hoffmann", "Schäfer", "Koch", "Vogel", "de Vries", "Jansen", "Bakker", "Visser"],
    },
    Names {
        given: &["Camille", "Hugo", "Léa", "Louis", "Manon", "Antoine", "Inès", "Thomas", "Élodie", "Julien", "Claire", "Nicolas", "Amélie", "Maxime"],
        family: &["Martin", "Bernard", "Dubois", "Moreau", "Laurent", "Girard", "Lefèvre", "Roux", "Fontaine", "Chevalier", "Garnier", "Faure", "Mercier", "Blanc"],
    },
    Names {
        given: &["Astrid", "Erik", "Linnea", "Oskar", "Freja", "Anders", "Ingrid", "Nils", "Maja", "Henrik", "Sigrid", "Lars", "Elin", "Mikael"],
        family: &["Lindqvist", "Andersson", "Nyström", "Berg", "Johansson", "Ek", "Sjöberg", "Larsen", "Holm", "Dahl", "Åkesson", "Nilsson", "Lund", "Strand"],
    },
    Names {
        given: &["Zofia", "Jakub", "Maja", "Kacper", "Alicja", "Piotr", "Natalia", "Tomasz", "Ewa", "Michał", "Karolina", "Paweł", "Magda", "Wojciech"],
        family: &["Nowak", "Kowalska", "Wiśniewski", "Wójcik", "Kamińska", "Zieliński", "Szymańska", "Dąbrowski", "Kaczmarek", "Mazur", "Krawczyk", "Pawlak", "Górska", "Sikora"],
    },
    Names {
        given: &["Priya", "Arjun", "Ananya", "Rohan", "Kavya", "Vikram", "Neha", "Aditya", "Meera", "Rahul", "Divya", "Sanjay", "Isha", "Karthik", "Anjali", "Nikhil", "Pooja", "Siddharth", "Lakshmi", "Varun", "Sneha", "Manish"],
        family: &["Sharma", "Patel", "Iyer", "Reddy", "Gupta", "Nair", "Mehta", "Rao", "Singh", "Joshi", "Menon", "Kapoor", "Das", "Krishnan", "Chopra", "Banerjee", "Desai", "Pillai", "Verma", "Kulkarni", "Shetty", "Bhat"],
    },
    Names {
        given: &["Wei", "Li Ting", "Jun", "Mei", "Hao", "Xin", "Jia", "Ming", "Yan", "Kai", "Ling", "Zhi", "Hui", "Bo"],
        family: &["Tan", "Lim", "Wong", "Chen", "Lee", "Ng", "Zhang", "Liu", "Goh", "Chua", "Huang", "Teo", "Zhao", "Ong"],
    },
    Names {
        given: &["Haruto", "Yui", "Sota", "Aoi", "Ren", "Hina", "Kenji", "Sakura", "Takumi", "Emi", "Daichi", "Naoko", "Ryo", "Mika"],
        family: &["Sato", "Suzuki", "Takahashi", "Tanaka", "Watanabe", "Ito", "Yamamoto", "Nakamura", "Kobayashi", "Kato", "Yoshida", "Mori", "Hayashi", "Ikeda"],
    },
    Names {
        given: &["Minjun", "Seoyeon", "Jiho", "Hayoon", "Dohyun", "Jiwoo", "Sunwoo", "Yuna", "Taeyang", "Soojin", "Hyunwoo", "Minji", "Jaehyun", "Eunji"],
        family: &["Kim", "Lee", "Park", "Choi", "Jung", "Kang", "Cho", "Yoon", "Jang", "Lim", "Han", "Shin", "Seo", "Kwon"],
    },
    Names {
        given: &["Budi", "Siti", "Agus", "Dewi", "Rizky", "Putri", "Eko", "Ayu", "Dimas", "Intan", "Bayu", "Ratna", "Fajar", "Wulan"],
        family: &["Santoso", "Wijaya", "Pratama", "Hidayat", "Saputra", "Lestari", "Nugroho", "Setiawan", "Kusuma", "Permata", "Gunawan", "Utami", "Halim", "Susanto"],
    },
    Names {
        given: &["Chinedu", "Adaeze", "Tunde", "Ngozi", "Emeka", "Folake", "Ifeanyi", "Amina", "Segun", "Chiamaka", "Bola", "Yusuf", "Zainab", "Obinna"],
        family: &["Okafor", "Adeyemi", "Balogun", "Eze", "Okonkwo", "Bello", "Nwosu", "Abubakar", "Ojo", "Adebayo", "Uche", "Lawal", "Obi", "Danjuma"],
    },
    Names {
        given: &["Wanjiru", "Kamau", "Achieng", "Otieno", "Njeri", "Mwangi", "Akinyi", "Kiprop", "Wambui", "Juma", "Cherono", "Barasa", "Nyambura", "Omondi"],
        family: &["Kariuki", "Odhiambo", "Njoroge", "Mutua", "Wekesa", "Kimani", "Cheruiyot", "Onyango", "Maina", "Kiplagat", "Ndungu", "Okoth", "Muthoni", "Karanja"],
    },
    Names {
        given: &["Layla", "Omar", "Fatima", "Khalid", "Mariam", "Yousef", "Noor", "Hassan", "Aisha", "Tariq", "Huda", "Rashid", "Salma", "Faisal"],
        family: &["Haddad", "Al Mansoori", "Khoury", "Nasser", "Saleh", "Al Farsi", "Rahman", "Mansour", "Aziz", "Karam", "Qasim", "Hamdan", "Sayegh", "Darwish"],
    },
    Names {
        given: &["Elif", "Mehmet", "Zeynep", "Emre", "Defne", "Can", "Ayşe", "Burak", "Selin", "Kerem", "Ebru", "Deniz", "Gizem", "Onur"],
        family: &["Yılmaz", "Demir", "Şahin", "Çelik", "Kaya", "Aydın", "Öztürk", "Arslan", "Doğan", "Koç", "Kurt", "Aslan", "Polat", "Erdem"],
    },
];

/// Letters of the names above as an e-mail address writes them; other letters stay, anything else is left out.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter_map(plain).map(|letter| letter.to_ascii_lowercase()).collect()
}

fn plain(letter: char) -> Option<char> {
    let plain = match letter {
        'á' | 'ã' | 'ä' | 'å' | 'ą' | 'Å' => 'a',
        'ç' | 'Ç' | 'ć' => 'c',
        'é' | 'è' | 'ê' | 'É' => 'e',
        'ğ' => 'g',
        'í' | 'ı' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' => 'n',
        'ó' | 'ö' | 'õ' | 'Ö' | 'Ó' => 'o',
        'ş' | 'ś' | 'Ş' => 's',
        'ú' | 'ü' => 'u',
        other => other,
    };
    plain.is_ascii_alphanumeric().then_some(plain)
}
