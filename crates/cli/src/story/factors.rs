//! What a contribution is the product of: points, credibility and decay.

use handraise_engine::{CriterionDetail, CriterionId, ExplainedCriterion, Occurrence};
use handraise_model::Model;
use handraise_model::values::Credibility;

/// What the occurrences of a criterion, or the band of it that was taken, offer, and how far that is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Factors {
    /// Points and credibility; none where no band was taken.
    offered: Option<(i32, Credibility)>,
}

impl Factors {
    /// Those of a criterion.
    pub(super) fn of(model: &Model, criterion: &ExplainedCriterion) -> Self {
        let offered = match (criterion.criterion, &criterion.detail) {
            (CriterionId::Fit(index), CriterionDetail::Fit { taken, .. }) => taken
                .and_then(|taken| model.fit()[index].bands.get(taken))
                .map(|band| (band.points.value, band.credibility)),
            (CriterionId::Engagement(index), _) => {
                let criterion = &model.engagement()[index];
                Some((criterion.points.value, criterion.credibility))
            }
            _ => None,
        };
        Self { offered }
    }

    /// Points before credibility and decay.
    pub(super) fn points(&self) -> Option<i32> {
        self.offered.map(|(points, _)| points)
    }

    /// `0.80`.
    pub(super) fn credibility(&self) -> Option<String> {
        self.offered
            .map(|(_, credibility)| format!("{}.{:02}", credibility.hundredths() / 100, credibility.hundredths() % 100))
    }

    /// `8 × 0.8`; none where the points count in full.
    pub(super) fn of_fit(&self) -> Option<String> {
        self.product(1000)
    }

    /// `8 × 0.7 × 0.768`; none where the points count in full.
    pub(super) fn of_occurrence(&self, occurrence: &Occurrence) -> Option<String> {
        self.product(occurrence.multiplier)
    }

    fn product(&self, multiplier: u32) -> Option<String> {
        let (points, credibility) = self.offered.filter(|(points, _)| *points != 0)?;
        let mut factors = vec![points.to_string()];
        if credibility != Credibility::FULL {
            let text = self.credibility()?;
            factors.push(text.trim_end_matches('0').trim_end_matches('.').to_owned());
        }
        if multiplier != 1000 {
            factors.push(format!("{}.{:03}", multiplier / 1000, multiplier % 1000));
        }
        (factors.len() > 1).then(|| factors.join(" × "))
    }
}
