//! An event and its properties.

/// One touch of one lead.
#[derive(Clone)]
pub(in crate::demo) struct Event {
    /// Index of the lead.
    pub(in crate::demo) lead: u32,
    /// Seconds since 1970-01-01 00:00:00 UTC.
    pub(in crate::demo) at: i64,
    pub(in crate::demo) kind: Kind,
    pub(in crate::demo) path: Path,
    pub(in crate::demo) plan: Plan,
    pub(in crate::demo) channel: Channel,
    pub(in crate::demo) campaign: Campaign,
    pub(in crate::demo) topic: Topic,
}

impl Event {
    pub(super) fn new(lead: usize, at: i64, kind: Kind) -> Self {
        Self {
            lead: lead as u32,
            at,
            kind,
            path: Path::None,
            plan: Plan::None,
            channel: Channel::None,
            campaign: Campaign::None,
            topic: Topic::None,
        }
    }
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($word:ident = $text:literal,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq)]
            pub(in crate::demo) enum $name { $($word,)* }

            impl $name {
                /// As `events.csv` has it.
                pub(in crate::demo) fn text(self) -> &'static str {
                    match self { $(Self::$word => $text,)* }
                }
            }
        )*
    };
}

words! {
    /// What an event is.
    Kind {
        SessionStarted = "Session Started",
        PageViewed = "Page Viewed",
        FormSubmitted = "Form Submitted",
        DemoRequested = "Demo Requested",
        ChatStarted = "Chat Started",
        TrialStarted = "Trial Started",
        TrialEnded = "Trial Ended",
        FeatureUsed = "Feature Used",
        WhitePaperDownloaded = "White Paper Downloaded",
        WebinarRegistered = "Webinar Registered",
        WebinarAttended = "Webinar Attended",
        EmailOpened = "Email Opened",
        EmailLinkClicked = "Email Link Clicked",
        EmailReplied = "Email Replied",
        EmailForwarded = "Email Forwarded",
        ContentShared = "Content Shared",
        Unsubscribed = "Unsubscribed",
        ReviewSiteVisited = "Review Site Visited",
        CompetitorCompared = "Competitor Compared",
    }
    /// Where on the site.
    Path {
        None = "",
        Home = "/",
        Blog = "/blog/how-chargebacks-work",
        BlogTrends = "/blog/trends-2026",
        BlogMessaging = "/blog/messages-people-read",
        Docs = "/docs/api",
        DocsStart = "/docs/quickstart",
        Pricing = "/pricing",
        Cases = "/customers",
        CaseFraud = "/customers/fewer-chargebacks",
        CaseMessaging = "/customers/faster-logins",
        Shield = "/products/shield",
        Relay = "/products/relay",
        Security = "/security",
        Careers = "/careers",
        CareersJob = "/careers/open-positions",
        Contact = "/contact",
        Newsletter = "/newsletter",
        Checklist = "/guides/checklist",
    }
    /// The plan of a trial.
    Plan {
        None = "",
        Student = "student",
        Free = "free",
        Starter = "starter",
        Scale = "scale",
    }
    /// Where a visit came from.
    Channel {
        None = "",
        Direct = "direct",
        OrganicSearch = "organic search",
        PaidSearch = "paid search",
        LinkedIn = "linkedin",
        Partner = "partner",
        Referral = "referral",
        Email = "email",
        Event = "trade fair",
    }
    /// The campaign that an e-mail or an advertisement belongs to.
    Campaign {
        None = "",
        Newsletter = "newsletter",
        Outreach = "outreach",
        FraudReport = "fraud-report-2026",
        PeakSeason = "peak-season",
        Winback = "winback",
    }
    /// What a white paper or a webinar is about, or what a feature belongs to.
    Topic {
        None = "",
        Shield = "shield",
        Relay = "relay",
    }
}
