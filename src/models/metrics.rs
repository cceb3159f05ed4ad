//! Families for Prometheus that are counted in the database.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// What a figure is called and means, by the conventions of Prometheus (prometheus.io/docs/practices/naming).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Family {
    pub name: &'static str,
    /// One sentence.
    pub help: &'static str,
    /// What tells its figures apart.
    pub labels: &'static [&'static str],
}

/// One figure: the values of its labels, and its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    pub labels: Vec<String>,
    pub value: f64,
}

/// Every family with its figures.
pub type Families = Vec<(&'static Family, Vec<Figure>)>;

/// What happened to payments since the house began: read from its log once, and then only what is new.
#[derive(Clone, Default, Debug)]
pub struct PaymentTotals {
    /// The last row of the log that is counted.
    pub last_event: i64,
    /// By provider, event and currency: how many payments, and their minor units together.
    pub by_kind: BTreeMap<(String, String, String), (u64, i64)>,
}

/// All of it, as it was counted last.
#[derive(Default, Debug)]
pub struct KeptFigures {
    /// `None` = never.
    pub counted_at: Option<Instant>,
    pub figures: Arc<Families>,
    pub payments: Arc<PaymentTotals>,
}

/// Whether the house can do its work, by part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Readiness {
    /// It can be read and written.
    pub database: bool,
    /// Telegram was heard lately.
    pub telegram: bool,
    /// What somebody waits for is begun in time.
    pub tasks: bool,
    /// Updates are handled in time.
    pub inbox: bool,
}

impl Readiness {
    /// Each part by its name.
    pub fn checks(&self) -> [(&'static str, bool); 4] {
        [
            ("database", self.database),
            ("telegram", self.telegram),
            ("tasks", self.tasks),
            ("inbox", self.inbox),
        ]
    }

    /// Whether all of it can.
    pub fn is_ready(&self) -> bool {
        self.checks().iter().all(|(_, is_well)| *is_well)
    }
}
