//! The tables that the demo company's leads are made from: countries, industries and the words of company names.
//!
//! All companies, people and investors are invented, and every domain ends in `.example`, which nobody can own: no
//! message can reach anybody by mistake.

use super::names::Culture;

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
