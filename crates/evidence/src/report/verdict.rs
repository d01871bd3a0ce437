use serde::Serialize;

/// What to make of a backtest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// The statement that it comes down to.
    pub finding: Finding,
    /// The same in a few words: "Finds buyers".
    pub headline: String,
    /// What a sales leader needs to know, one sentence each, the most important first.
    pub sentences: Vec<String>,
}

/// What a backtest comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// The lower bound of lift at the capacity, on later rows, is above 1; newest first is not clearly better there, and no
    /// probe fired.
    FindsBuyers,
    /// Buyers stand above other leads, on later rows too, but not so much among the first ones that the lower bound of
    /// lift at the capacity is above 1; and no probe fired.
    NotProvenOnTop,
    /// A paired interval says that calling the newest leads first finds more, or tells buyers apart better.
    WorseThanNewestFirst,
    /// The model cannot be told from chance, though there are wins enough to have seen a lift of 2.
    NoSignal,
    /// The leads that it puts on top are won less often than others.
    Misleads,
    /// Too few wins for any statement.
    TooLittleData,
    /// A probe fired: figures this good, or this odd, are not to be believed before it is looked into.
    LooksLeaked,
}
