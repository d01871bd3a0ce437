//! Replays made by lot: leads at weekly instants, a score, and a law by which leads are won.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use handraise_evidence::{CriterionRows, Detail, Replay, ReplayedLead, Row, Standings};
use handraise_model::values::Exact;
use handraise_model::{Model, ModelSource};

/// Two criteria, each of a source of its own.
pub(crate) fn model() -> Model {
    let text = "
        [model]
        name = 'test'
        version = 1
        [credibility]
        crm = 1.0
        scraped = 0.5
        [lead]
        country = { type = 'text', from = 'crm' }
        industry = { type = 'text', from = 'scraped' }
        [[fit]]
        name = 'Known by'
        when = \"country = 'yes'\"
        points = 30
        [[fit]]
        name = 'By lot'
        when = \"industry = 'yes'\"
        points = 10
    ";
    let checked = ModelSource::new("model.toml", text).check();
    checked.model.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

/// How a replay is made.
pub(crate) struct World {
    pub(crate) leads: u32,
    pub(crate) instants: u32,
    /// The share of leads that are won, when nothing tells them apart.
    pub(crate) base_rate: f64,
    /// Log-odds that meeting the first criterion adds.
    pub(crate) signal: f64,
    /// Log-odds that being new adds.
    pub(crate) newest: f64,
    pub(crate) replay: Replay,
}

impl Default for World {
    fn default() -> Self {
        Self { leads: 0, instants: 12, base_rate: 0.1, signal: 0.0, newest: 0.0, replay: Replay::default() }
    }
}

impl World {
    /// Makes the replay; a lead is in at each instant.
    pub(crate) fn build(mut self, seed: u64) -> Self {
        let mut lots = Lots(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let leads: Vec<[bool; 3]> = (0..self.leads)
            .map(|lead| {
                let met = [lots.next() < 0.3, lots.next() < 0.3];
                let is_new = lead % 3 == 0;
                let odds = (self.base_rate / (1.0 - self.base_rate)).ln()
                    + self.signal * (f64::from(u8::from(met[0])) - 0.3)
                    + self.newest * (f64::from(u8::from(is_new)) - 0.33);
                [met[0], met[1], lots.next() < 1.0 / (1.0 + (-odds).exp())]
            })
            .collect();
        for instant in 0..self.instants {
            for (lead, [known, lot, won]) in (0..).zip(&leads) {
                let noise = (lots.next() * 20.0) as i32;
                let total = 30 * i32::from(*known) + 10 * i32::from(*lot) + noise;
                self.push(instant, lead, total, [*known, *lot], *won);
            }
        }
        let column = |criterion: usize| {
            let cell = |lead: &[bool; 3]| Some(if lead[criterion] { "yes" } else { "no" });
            Arc::new(leads.iter().map(cell).collect::<StringArray>()) as ArrayRef
        };
        let columns = [("country", column(0)), ("industry", column(1))];
        self.replay.batches = vec![RecordBatch::try_from_iter(columns).unwrap()];
        self.replay.leads = (0..self.leads)
            .map(|lead| ReplayedLead { id: lead.to_string(), id_place: lead, ..Default::default() })
            .collect();
        self.replay.instants = (0..self.instants).map(|week| format!("week {week}")).collect();
        self.rank();
        self
    }

    fn push(&mut self, instant: u32, lead: u32, total: i32, met: [bool; 2], won: bool) {
        let points = Exact::from_points;
        self.replay.rows.push(Row {
            instant,
            lead,
            cluster: lead,
            total: points(total),
            eligible: true,
            rank: None,
            won,
            value: None,
            weight: 1.0,
        });
        self.replay.details.push(Detail {
            lead_row: lead,
            score: total,
            newest: Some(i64::from(lead.is_multiple_of(3)) * 1_000_000 + i64::from(lead)),
            later: instant >= self.instants * 3 / 4,
            ..Detail::default()
        });
        self.replay.criteria.resize_with(2, CriterionRows::default);
        for ((criterion, met), worth) in self.replay.criteria.iter_mut().zip(met).zip([30, 10]) {
            criterion.met.push(met);
            criterion.without.push(points(total - worth * i32::from(met)));
        }
    }

    /// Other scores and outcomes for all rows, in their order.
    pub(crate) fn set(&mut self, scores: &[i32], won: &[bool]) {
        let replay = &mut self.replay;
        for ((row, detail), (score, won)) in replay.rows.iter_mut().zip(&mut replay.details).zip(scores.iter().zip(won))
        {
            (row.total, row.won, detail.score) = (Exact::from_points(*score), *won, *score);
        }
        self.rank();
    }

    pub(crate) fn totals(&self) -> Vec<Exact> {
        self.replay.rows.iter().map(|row| row.total).collect()
    }

    /// How rows stand with these totals, ties in order of the leads.
    pub(crate) fn standings(&self, totals: &[Exact]) -> Standings {
        let mut ranks = vec![None; totals.len()];
        for instant in 0..self.instants {
            let mut order: Vec<usize> =
                (0..totals.len()).filter(|row| self.replay.rows[*row].instant == instant).collect();
            order.sort_by_key(|row| std::cmp::Reverse(totals[*row]));
            for (rank, row) in (1..).zip(order) {
                ranks[row] = Some(rank);
            }
        }
        Standings { totals: totals.to_vec(), ranks }
    }

    fn rank(&mut self) {
        let standings = self.standings(&self.totals());
        self.replay.rows.iter_mut().zip(standings.ranks).for_each(|(row, rank)| row.rank = rank);
    }
}

/// Numbers from 0 to 1, as xorshift makes them.
struct Lots(u64);

impl Lots {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}
