//! Why something about the list of proxies is not done.

/// A no about the list of proxies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProxyRefusal {
    /// Not the address of a list: `http://` or `https://` with a host, and no longer than it may be.
    SourceInvalid,
    /// That address is a source already.
    SourceKnown,
    TooManySources {
        most: u32,
    },
    /// Nothing in it is a proxy.
    ListEmpty,
    ListTooBig {
        most_bytes: u64,
    },
    /// What was pasted is not read again.
    PastedOnce,
    /// A run over the list is under way.
    PassRuns,
    /// No run is under way.
    NoPass,
    /// The list is empty: nothing can be tried.
    NothingToTry,
    /// Not the address of a judge: `https://` with a host.
    JudgeInvalid,
    TooManyJudges {
        most: u32,
    },
    /// People do not see the list just now.
    Hidden,
}
