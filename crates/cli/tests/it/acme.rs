//! A small company in a folder of its own, and runs of the binary there.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The instant at which the company is scored.
pub(crate) const AS_OF: &str = "2026-01-15T18:00:00Z";

/// A model with a bit of everything.
pub(crate) const MODEL: &str = r#"[model]
name = "acme"
version = 3

[credibility]
scraped = 0.5

[data]
show = ["company"]

[lead]
country = "text"
seniority = "text"
employees = { type = "integer", from = "scraped" }

[event]
plan = "text"

[[gate]]
name = "In a country we serve"
when = "country in ('US', 'BR')"

[[exclude]]
name = "Student"
when = "seniority = 'student'"

[[fit]]
name = "Country"
of = "country"
points = { BR = 20, US = 10, else = 0 }

[[fit]]
name = "Company size"
of = "employees"
bands = [ { below = 50, points = 2 }, { below = 1000, points = 9 }, { else = true, points = 5 } ]

[[engagement]]
id = "trial"
name = "Started a free trial"
event = "Trial Started"
where = "plan <> 'student'"
points = 20
at_most = 1
half_life_days = 30
critical = true

[[engagement]]
name = "Asked for a demo"
event = "Demo Requested"
points = 15
hand_raise = true

[[engagement]]
name = "Read three pages in one session"
event = "Page Viewed"
per = "session"
at_least = 3
points = 5
group = "web"

[[engagement]]
name = "Looked at the prices"
event = "Pricing Viewed"
points = 4
group = "web"

[group.web]
max = 8

[[persona]]
name = "influencer"
when = "seniority = 'manager'"
weight = 0.5

[score]
fit_max = 30
engagement_max = 40

[grade]
fit = [20, 10, 5]
engagement = [30, 15, 5]

[[lane]]
name = "call now"
when = "eligible and days_since_hand_raise < 7"

[[lane]]
name = "sales"
when = "eligible and score >= 30"

[[lane]]
name = "nurture"
when = "eligible"

[[example]]
name = "A trial in Brazil"
lead = { country = "BR", employees = 400 }
events = [ { event = "Trial Started", days_ago = 0, plan = "pro" } ]
expect = { lane = "sales", score_at_least = 40 }
"#;

/// Its leads.
pub(crate) const LEADS: &str = "\
lead_id,company,country,seniority,employees
ana,Acme do Brasil,BR,vp,400
bob,\"Bits, Inc.\",US,manager,20
cho,=1+1,KR,vp,5000
dee,University,BR,student,
eve,Ever,US,,800
";

/// What they did.
pub(crate) const EVENTS: &str = "\
lead_id,event,timestamp,plan
ana,Trial Started,2026-01-03T09:12:00Z,pro
ana,Page Viewed,2026-01-10T10:00:00Z,
ana,Page Viewed,2026-01-10T10:05:00Z,
ana,Page Viewed,2026-01-10T10:09:00Z,
ana,Pricing Viewed,2026-01-10T10:10:00Z,
ana,Pricing Viewed,2026-01-12T10:10:00Z,
bob,Demo Requested,2026-01-14T08:00:00Z,
bob,Trial Started,2026-01-14T08:00:00Z,student
cho,Demo Requested,2026-01-15T17:59:59Z,
eve,Page Viewed,2026-01-15T18:00:00Z,
zoe,Page Viewed,2026-01-15T12:00:00Z,
";

/// What sales knows better.
pub(crate) const ADJUSTMENTS: &str = "\
lead_id,points,reason,by,at,until
ana,3,Met at the fair,Kim,2026-01-08T00:00:00Z,
";

/// A run's end.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Run {
    /// The run, if it ended with this code and without a panic.
    #[track_caller]
    pub(crate) fn ended(self, code: i32) -> Self {
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    /// The run, if standard error holds these texts.
    #[track_caller]
    pub(crate) fn saying(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(self.err.contains(text), "`{text}` is not in: {}", self.err);
        }
        self
    }
}

/// A folder with the company's files.
pub(crate) struct Acme {
    folder: TempDir,
}

impl Acme {
    /// The company.
    pub(crate) fn new() -> Self {
        let acme = Self { folder: TempDir::new().unwrap() };
        acme.write("model.toml", MODEL);
        acme.write("leads.csv", LEADS);
        acme.write("events.csv", EVENTS);
        acme.write("adjustments.csv", ADJUSTMENTS);
        acme
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, contents).unwrap();
        path
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file of the folder.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of the files that are there.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs the binary in the folder; words are separated by spaces, `'..'` keeps them together.
    pub(crate) fn run(&self, line: &str) -> Run {
        run(self.folder.path(), line, &[])
    }

    /// Runs the binary as in a terminal with colours.
    pub(crate) fn run_coloured(&self, line: &str) -> Run {
        run(self.folder.path(), line, &[("CLICOLOR_FORCE", "1")])
    }

    /// Runs the program in this folder for a terminal of a width.
    pub(crate) fn run_in_width(&self, width: usize, line: &str) -> Run {
        run(self.folder.path(), line, &[("COLUMNS", &width.to_string())])
    }

    /// Scores the company with further options.
    pub(crate) fn score(&self, options: &str) -> Run {
        self.run(&format!(
            "score model.toml --leads leads.csv --events events.csv --adjustments adjustments.csv --as-of {AS_OF} {options}"
        ))
    }
}

fn run(folder: &Path, line: &str, variables: &[(&str, &str)]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_handraise"));
    command.current_dir(folder).args(words(line)).stdin(Stdio::null());
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env("COLUMNS", "100");
    command.envs(variables.iter().copied());
    let output = command.output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    parts
        .flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect::<Vec<_>>(),
            _ => vec![part.to_owned()],
        })
        .collect()
}
