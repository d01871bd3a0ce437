use serde::Serialize;

/// A sign that the data knew the future.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Probe {
    /// Which.
    pub kind: ProbeKind,
    /// The data point that it is about; `null` where it is about all data.
    pub data_point: Option<String>,
    /// The figure that made it fire: what it is depends on the kind.
    pub value: f64,
    /// What was found, in a sentence.
    pub finding: String,
    /// What to do, in a sentence.
    pub help: String,
}

/// What was probed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeKind {
    /// A single data point tells winners from others better than data does that is honest: AUC over 0.90.
    SingleDataPoint,
    /// A data point is known of winners, and of leads that somebody has talked to, more often than of others.
    FilledAfterContact,
    /// Round amounts and others are won at different rates: amounts were overwritten when deals closed.
    RoundAmounts,
    /// A value of which at least 20 leads have, and all or none of them were won.
    CertainLevel,
    /// Outcomes are recorded only from much later on than leads.
    LateOutcomes,
    /// Figures by random split flatter, beside figures by time or by account.
    FlatteringSplit,
}
