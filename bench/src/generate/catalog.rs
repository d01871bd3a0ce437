//! What can happen: forty types of events in four kinds of visits, on five hundred pages.

use std::ops::RangeInclusive;

/// A kind of visit: a burst of events of one lead.
#[derive(Debug)]
pub(super) struct Kind {
    /// How many of all visits, by weight.
    pub(super) weight: f64,
    /// Events in one visit; the fewer, the more often.
    pub(super) events: RangeInclusive<u64>,
    /// Types of these events by weight, as many for each visit of the kind.
    pub(super) types: &'static [(&'static str, f64)],
}

/// The kinds of visits.
pub(super) const KINDS: [Kind; 4] = [
    Kind { weight: 40.0, events: 1..=16, types: &WEB_SITE },
    Kind { weight: 45.0, events: 1..=2, types: &MAIL },
    Kind { weight: 11.0, events: 3..=30, types: &PRODUCT },
    Kind { weight: 4.0, events: 1..=1, types: &OCCASIONS },
];

const WEB_SITE: [(&str, f64); 14] = [
    ("Page Viewed", 520.0),
    ("Link Clicked", 160.0),
    ("Page Scrolled", 110.0),
    ("Search Performed", 45.0),
    ("Pricing Viewed", 38.0),
    ("Video Started", 32.0),
    ("Case Study Viewed", 26.0),
    ("Video Finished", 18.0),
    ("Form Started", 14.0),
    ("White Paper Downloaded", 11.0),
    ("Form Submitted", 9.0),
    ("Calculator Used", 8.0),
    ("Chat Started", 6.0),
    ("Demo Requested", 3.0),
];

const MAIL: [(&str, f64); 8] = [
    ("Email Delivered", 560.0),
    ("Email Opened", 300.0),
    ("Email Link Clicked", 90.0),
    ("Email Bounced", 18.0),
    ("Email Replied", 12.0),
    ("Newsletter Subscribed", 10.0),
    ("Unsubscribed", 6.0),
    ("Email Forwarded", 4.0),
];

const PRODUCT: [(&str, f64); 12] = [
    ("Feature Used", 480.0),
    ("Report Viewed", 200.0),
    ("Signed In", 130.0),
    ("Dashboard Viewed", 80.0),
    ("Report Exported", 36.0),
    ("Project Created", 24.0),
    ("File Imported", 18.0),
    ("Colleague Invited", 12.0),
    ("Limit Reached", 8.0),
    ("Integration Connected", 6.0),
    ("Trial Started", 4.0),
    ("Plan Viewed", 2.0),
];

const OCCASIONS: [(&str, f64); 6] = [
    ("Ad Clicked", 560.0),
    ("Webinar Registered", 200.0),
    ("Webinar Attended", 110.0),
    ("Content Shared", 70.0),
    ("Booth Visited", 40.0),
    ("Meeting Booked", 20.0),
];

/// Names of all types, kind by kind.
pub(super) fn event_types() -> impl Iterator<Item = &'static str> {
    KINDS.iter().flat_map(|kind| kind.types).map(|(name, _)| *name)
}

/// Sections of the site: path, pages, weight of all its pages together.
const SECTIONS: [(&str, usize, f64); 13] = [
    ("", 1, 200.0),
    ("/pricing", 4, 90.0),
    ("/product", 60, 190.0),
    ("/customers", 70, 70.0),
    ("/blog", 190, 210.0),
    ("/docs", 90, 120.0),
    ("/webinars", 24, 25.0),
    ("/compare", 16, 25.0),
    ("/security", 6, 15.0),
    ("/partners", 12, 10.0),
    ("/careers", 20, 25.0),
    ("/contact", 3, 12.0),
    ("/demo", 4, 8.0),
];

/// The pages' addresses with their weights; of the pages of a section, the n-th is read n times less than the first.
pub(super) fn urls() -> Vec<(String, f64)> {
    let mut urls = Vec::new();
    for (path, pages, weight) in SECTIONS {
        let total: f64 = (1..=pages).map(|page| 1.0 / page as f64).sum();
        for page in 1..=pages {
            let last = if page == 1 { "/".to_owned() } else { format!("/{page:03}") };
            urls.push((format!("https://www.example.com{path}{last}"), weight / page as f64 / total));
        }
    }
    urls
}
