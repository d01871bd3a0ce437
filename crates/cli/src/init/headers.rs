//! What headers usually stand for: those of HubSpot and Salesforce exports, of event trackers, and common ones.
//!
//! Headers are compared by their letters and digits alone, in lower case: `Record ID - Contact`, `record_id_contact`
//! and `RecordIdContact` are one.

/// A header's letters and digits, in lower case.
pub(super) fn letters(header: &str) -> String {
    header.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two headers are one: by their letters, or as they stand where they have none.
pub(super) fn same(header: &str, other: &str) -> bool {
    header == other || !letters(header).is_empty() && letters(header) == letters(other)
}

/// Headers of the lead's id among leads, the surest first.
pub(super) const LEAD_ID: &[&str] = &[
    "leadid",
    "recordidcontact",
    "recordid",
    "contactid",
    "prospectid",
    "personid",
    "userid",
    "customerid",
    "visitorid",
    "caseid",
    "caseconceptname",
    "leadnumber",
    "lead",
    "prospect",
    "kontonummer",
    "kundennummer",
    "uuid",
    "guid",
    "id",
    "email",
    "emailaddress",
];

/// Headers of the time when a lead was created.
pub(super) const LEAD_CREATED: &[&str] = &[
    "createdate",
    "createddate",
    "createdat",
    "created",
    "createdon",
    "creationdate",
    "datecreated",
    "createtime",
    "signupdate",
    "signedupat",
    "registeredat",
    "regdate",
];

/// Headers of the account.
pub(super) const ACCOUNT_ID: &[&str] = &[
    "accountid",
    "companyid",
    "associatedcompanyid",
    "primaryassociatedcompanyid",
    "companydomainname",
    "companydomain",
    "domain",
    "websitedomain",
];

/// Headers of columns that a reader of the ranking wants to see.
pub(super) const SHOWN: &[&[&str]] = &[
    &["name", "fullname", "contactname", "leadname", "firstname"],
    &["lastname", "surname", "familyname"],
    &["company", "companyname", "companyaccount", "account", "accountname", "organization", "organisation"],
];

/// Headers of the lead's id among events.
pub(super) const EVENT_LEAD: &[&str] = &[
    "leadid",
    "recordidcontact",
    "contactid",
    "associatedcontactid",
    "whoid",
    "personid",
    "distinctid",
    "userid",
    "visitorid",
    "customerid",
    "prospectid",
    "clientid",
    "lead",
    "contact",
    "prospect",
    "leadnumber",
    "kontonummer",
    "kundennummer",
    "caseid",
    "caseconceptname",
    "anonymousid",
    "email",
    "emailaddress",
];

/// Headers of the event's type.
pub(super) const EVENT_TYPE: &[&str] = &[
    "event",
    "eventtype",
    "eventname",
    "activitytype",
    "activity",
    "conceptname",
    "type",
    "action",
    "tasksubtype",
    "engagementtype",
    "subject",
];

/// Headers of the event's time.
pub(super) const EVENT_TIME: &[&str] = &[
    "timestamp",
    "eventtime",
    "eventtimestamp",
    "occurredat",
    "occurred",
    "time",
    "timetimestamp",
    "activitydate",
    "eventdate",
    "datetime",
    "originaltimestamp",
    "sentat",
    "createdat",
    "createddate",
    "createdate",
    "date",
];

/// Headers of the event's id.
pub(super) const EVENT_ID: &[&str] = &["eventid", "messageid", "insertid", "eventuuid", "activityid", "engagementid"];

/// Headers that count the people of a company.
pub(super) const EMPLOYEES: &[&str] = &[
    "employees",
    "numberofemployees",
    "noofemployees",
    "numemployees",
    "employeecount",
    "headcount",
    "teamsize",
    "companysize",
];

/// Headers of e-mail addresses.
pub(super) const EMAIL: &[&str] = &["email", "emailaddress", "workemail", "businessemail"];

/// Whether a column says by its header that the lead wants no calls or messages, or that none arrive.
pub(super) fn opt_out(header: &str) -> bool {
    const EQUAL: &[&str] = &["dnc", "invalidemailaddress", "invalidemail"];
    const CONTAINED: &[&str] = &[
        "donotcall",
        "donotcontact",
        "donotemail",
        "donotmail",
        "dontcall",
        "dontemail",
        "optout",
        "optedout",
        "unsubscri",
        "bounce",
        "suppress",
        "blocklist",
        "blacklist",
        "werbesperre",
        "abgemeldet",
    ];
    let letters = letters(header);
    EQUAL.contains(&letters.as_str()) || CONTAINED.iter().any(|word| letters.contains(word))
}

/// Whether a header ends like that of an id or a number.
pub(super) fn ends_like_id(header: &str) -> bool {
    let letters = letters(header);
    ["id", "nr", "nummer", "number", "key"].iter().any(|end| letters.ends_with(end))
}

/// Why a column of the leads should not give points, where its header says that it may know the outcome, or that it
/// does not describe the lead.
pub(super) fn leak(header: &str) -> Option<&'static str> {
    const OUTCOME: &str = "says what became of the lead";
    const LATER: &str = "is written while somebody works on the lead, so it may know what became of it";
    const JUDGED: &str = "is somebody's judgement of the lead, so it may know what became of it";
    const OWNER: &str = "says who works on the lead, not who the lead is";
    const DOMAIN: &str = "tells companies apart and says nothing of them";
    const EQUAL: &[(&str, &str)] = &[
        ("y", OUTCOME),
        ("won", OUTCOME),
        ("iswon", OUTCOME),
        ("closed", OUTCOME),
        ("isclosed", OUTCOME),
        ("label", OUTCOME),
        ("target", OUTCOME),
        ("stage", OUTCOME),
        ("status", OUTCOME),
        ("customer", OUTCOME),
        ("iscustomer", OUTCOME),
        ("totalrevenue", OUTCOME),
        ("tags", LATER),
        ("notes", LATER),
        ("duration", LATER),
        ("rating", JUDGED),
        ("leadprofile", JUDGED),
        ("sdr", OWNER),
        ("bdr", OWNER),
        ("createdby", OWNER),
        ("domain", DOMAIN),
        ("website", DOMAIN),
        ("websiteurl", DOMAIN),
    ];
    const CONTAINED: &[(&str, &str)] = &[
        ("convert", OUTCOME),
        ("outcome", OUTCOME),
        ("closedate", OUTCOME),
        ("closevalue", OUTCOME),
        ("closedwon", OUTCOME),
        ("dealstage", OUTCOME),
        ("dealamount", OUTCOME),
        ("associateddeal", OUTCOME),
        ("opportunity", OUTCOME),
        ("becamea", OUTCOME),
        ("churn", OUTCOME),
        ("lifecyclestage", OUTCOME),
        ("leadstatus", OUTCOME),
        ("lastactivity", LATER),
        ("lastnotable", LATER),
        ("lastmodified", LATER),
        ("lastcontact", LATER),
        ("lastengagement", LATER),
        ("lasttouch", LATER),
        ("nextactivity", LATER),
        ("unqualified", LATER),
        ("disqualif", LATER),
        ("leadquality", JUDGED),
        ("score", JUDGED),
        ("asymmetrique", JUDGED),
        ("salesrep", OWNER),
        ("accountexecutive", OWNER),
        ("accountmanager", OWNER),
        ("assignedto", OWNER),
        ("ownerid", OWNER),
        ("ownername", OWNER),
        ("emaildomain", DOMAIN),
        ("companydomain", DOMAIN),
        ("websitedomain", DOMAIN),
    ];
    let letters = letters(header);
    if letters.ends_with("owner") {
        return Some(OWNER);
    }
    let equal = EQUAL.iter().find(|(word, _)| letters == *word);
    equal.or_else(|| CONTAINED.iter().find(|(word, _)| letters.contains(word))).map(|(_, why)| *why)
}

/// What an event type is worth at first, by the words in its name; nothing where it looks like an outcome.
pub(super) fn first_points(event_type: &str) -> Option<i32> {
    const WORDS: &[(&str, Option<i32>)] = &[
        ("won", None),
        ("lost", None),
        ("convert", None),
        ("approved", None),
        ("declined", None),
        ("cancel", None),
        ("purchase", None),
        ("closed", None),
        ("unsubscri", Some(-10)),
        ("optout", Some(-10)),
        ("bounce", Some(-5)),
        ("spam", Some(-10)),
        ("ended", Some(1)),
        ("expired", Some(1)),
        ("demo", Some(15)),
        ("contact", Some(12)),
        ("quote", Some(12)),
        ("meeting", Some(12)),
        ("trial", Some(12)),
        ("signup", Some(10)),
        ("signedup", Some(10)),
        ("repl", Some(8)),
        ("attend", Some(6)),
        ("chat", Some(6)),
        ("pricing", Some(5)),
        ("download", Some(5)),
        ("form", Some(5)),
        ("submit", Some(5)),
        ("register", Some(4)),
        ("share", Some(3)),
        ("forward", Some(3)),
        ("click", Some(2)),
    ];
    let letters = letters(event_type);
    WORDS.iter().find(|(word, _)| letters.contains(word)).map_or(Some(1), |(_, points)| *points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_known_by_their_headers() {
        let leaks = [
            "Converted",
            "Lead Status",
            "Lifecycle Stage",
            "Tags",
            "Last Activity",
            "IsConverted",
            "Close Date",
            "Became a Customer Date",
            "Last Notable Activity",
            "Asymmetrique Activity Index",
            "HubSpot Score",
            "y",
            "Contact owner",
            "Owner",
            "HubSpot Owner ID",
            "Email Domain",
        ];
        let harmless = [
            "Ownership",
            "Industry",
            "Country/Region",
            "No. of Employees",
            "Lead Source",
            "Create Date",
            "day",
            "State",
        ];
        assert_eq!(leaks.into_iter().find(|header| leak(header).is_none()), None);
        assert_eq!(harmless.into_iter().find(|header| leak(header).is_some()), None);
        let opt_outs =
            ["DoNotCall", "HasOptedOutOfEmail", "Unsubscribed from all email", "Email Bounced Date", "Do Not Email"];
        assert_eq!(opt_outs.into_iter().find(|header| !opt_out(header)), None);
    }
}
