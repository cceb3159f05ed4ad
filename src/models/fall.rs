//! A panic that ended the last process, and what it was at.

use crate::models::InboxSeq;
use crate::models::TaskId;
use std::fmt;

/// What the bot does of itself or for somebody, one of which a panic belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Doing {
    Update(InboxSeq),
    Task(TaskId),
    /// A job by its name.
    Job(String),
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Update(seq) => write!(f, "update {}", seq.0),
            Self::Task(id) => write!(f, "task {}", id.0),
            Self::Job(name) => write!(f, "job {name}"),
        }
    }
}

impl Doing {
    fn parse(text: &str) -> Option<Self> {
        let (kind, which) = text.split_once(' ')?;
        match kind {
            "update" => Some(Self::Update(InboxSeq(which.parse().ok()?))),
            "task" => Some(Self::Task(TaskId(which.parse().ok()?))),
            "job" => Some(Self::Job(which.to_owned())),
            _ => None,
        }
    }
}

/// How the last process ended, if by a panic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fall {
    /// How many came in a row, this one included.
    pub count: u32,
    /// `None` if it belongs to nothing that would be tried again.
    pub doing: Option<Doing>,
    /// Where, and what it said.
    pub words: String,
}

impl fmt::Display for Fall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.count)?;
        match &self.doing {
            Some(doing) => writeln!(f, "{doing}")?,
            None => writeln!(f)?,
        }
        f.write_str(&self.words)
    }
}

impl Fall {
    /// Reads what `Display` writes: three lines.
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.splitn(3, '\n');
        Some(Self {
            count: lines.next()?.parse().ok()?,
            doing: Doing::parse(lines.next()?),
            words: lines.next()?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for doing in [
            Some(Doing::Update(InboxSeq(5))),
            Some(Doing::Task(TaskId(6))),
            Some(Doing::Job("vpn_ends".to_owned())),
            None,
        ] {
            let fall = Fall {
                count: 2,
                doing,
                words: "panic at src/a.rs:1:2: odd\nthing".to_owned(),
            };
            assert_eq!(Fall::parse(&fall.to_string()), Some(fall));
        }
        for text in ["", "x\n\n", "1", "1\nupdate 5"] {
            assert_eq!(Fall::parse(text), None, "{text}");
        }
    }
}
