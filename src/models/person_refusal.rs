//! Why something about a person is not done.

/// A no about a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PersonRefusal {
    /// Nobody was found.
    Unknown,
    /// The author of the forwarded message does not let it name them.
    Hidden,
    /// The forwarded message comes from a channel or a group.
    ForwardNamesChat,
    /// The reason has too many characters.
    ReasonTooLong {
        most: u32,
    },
    /// The text is neither a length of time nor a date.
    BanEndUnclear,
    /// The end of the ban is too far away.
    BanTooLong {
        most_days: u32,
    },
    /// The typed reason was forgotten.
    BanForgotten,
    /// Whoever has a role is not erased.
    StaffNotErased,
    AlreadyErased,
    /// No time zone is called so.
    ZoneUnknown,
    /// No user of QvaPay is called so.
    QvapayInvalid,
    /// Somebody else said that they are that user of QvaPay.
    QvapayTaken,
}

impl From<PersonRefusal> for super::Refusal {
    fn from(refusal: PersonRefusal) -> Self {
        Self::Person(refusal)
    }
}
