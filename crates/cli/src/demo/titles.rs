//! Job titles, and the seniority and department they stand for.

use super::random::Random;

/// How far up a person is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Seniority {
    CLevel,
    Vp,
    Director,
    Manager,
    Individual,
    Student,
}

impl Seniority {
    /// As `leads.csv` has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::CLevel => "c_level",
            Self::Vp => "vp",
            Self::Director => "director",
            Self::Manager => "manager",
            Self::Individual => "individual",
            Self::Student => "student",
        }
    }
}

/// Where in a company a person works.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Department {
    Product,
    Engineering,
    Risk,
    Marketing,
    Operations,
    Finance,
}

impl Department {
    /// All of them.
    pub(super) const ALL: [Self; 6] =
        [Self::Product, Self::Engineering, Self::Risk, Self::Marketing, Self::Operations, Self::Finance];

    /// As `leads.csv` has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Engineering => "engineering",
            Self::Risk => "risk",
            Self::Marketing => "marketing",
            Self::Operations => "operations",
            Self::Finance => "finance",
        }
    }

    /// How many leads work there, relative to others.
    pub(super) fn weight(self) -> usize {
        match self {
            Self::Product | Self::Engineering => 24,
            Self::Risk => 16,
            Self::Marketing => 16,
            Self::Operations => 14,
            Self::Finance => 6,
        }
    }

    fn chief(self) -> &'static str {
        match self {
            Self::Product => "Chief Product Officer",
            Self::Engineering => "CTO",
            Self::Risk => "Chief Risk Officer",
            Self::Marketing => "CMO",
            Self::Operations => "COO",
            Self::Finance => "CFO",
        }
    }

    fn led(self) -> &'static [&'static str] {
        match self {
            Self::Product => &["Product", "Payments", "Growth"],
            Self::Engineering => &["Engineering", "Platform", "Security"],
            Self::Risk => &["Risk", "Fraud", "Trust & Safety"],
            Self::Marketing => &["Marketing", "CRM", "Lifecycle Marketing"],
            Self::Operations => &["Operations", "Customer Care", "Service"],
            Self::Finance => &["Finance", "Treasury"],
        }
    }

    fn crafts(self) -> &'static [&'static str] {
        match self {
            Self::Product => &["Product Owner", "Product Analyst", "Designer"],
            Self::Engineering => &["Software Engineer", "Backend Developer", "Security Engineer", "Mobile Developer"],
            Self::Risk => &["Fraud Analyst", "Risk Analyst", "Compliance Specialist"],
            Self::Marketing => &["CRM Specialist", "Content Marketer", "Campaign Specialist"],
            Self::Operations => &["Support Agent", "Operations Analyst", "Coordinator"],
            Self::Finance => &["Accountant", "Buyer"],
        }
    }
}

/// A title that somebody of that seniority may have there.
pub(super) fn title(seniority: Seniority, department: Department, random: &mut Random) -> String {
    let field = *random.pick(department.led());
    match seniority {
        Seniority::CLevel if random.chance(0.35) => (*random.pick(&["CEO", "Founder", "Co-founder & CEO"])).to_owned(),
        Seniority::CLevel => department.chief().to_owned(),
        Seniority::Vp if random.chance(0.3) => format!("SVP {field}"),
        Seniority::Vp => format!("VP {field}"),
        Seniority::Director if random.chance(0.5) => format!("Head of {field}"),
        Seniority::Director => format!("Director of {field}"),
        Seniority::Manager => format!("{field} Manager"),
        Seniority::Individual if random.chance(0.3) => format!("Senior {}", random.pick(department.crafts())),
        Seniority::Individual => (*random.pick(department.crafts())).to_owned(),
        Seniority::Student => (*random.pick(&["Student", "MSc Student", "PhD Candidate", "Intern"])).to_owned(),
    }
}
