//! What the REST API shows: resources and their fields, as plain tables. The same tables route the requests, judge their
//! parameters, and make the description of the API.

use crate::models::Permission;

/// A sentence of the description, which tests make of the tables: the program itself does without.
pub const fn described(text: &'static str) -> &'static str {
    if cfg!(test) { text } else { "" }
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A whole number.
    Int,
    Text,
    Bool,
    /// RFC 3339 in UTC, kept as Unix seconds.
    Instant,
    /// One of these words, separated by `|`.
    OneOf(&'static str),
    /// A list of texts, kept as JSON.
    Texts,
    /// Any JSON, kept as such.
    Json,
}

impl Kind {
    /// The words a field of that kind may hold, where they are counted.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        match self {
            Self::OneOf(words) => words,
            Self::Int | Self::Text | Self::Bool | Self::Instant | Self::Texts | Self::Json => "",
        }
        .split('|')
        .filter(|word| !word.is_empty())
    }
}

/// How a list can be narrowed by a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Narrowing {
    No,
    /// `?name=value`
    Equal,
    /// `?name_from=` (that or later) and `?name_to=` (before that)
    Range,
}

/// A field of a resource.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    /// Where it is kept.
    pub sql: &'static str,
    pub kind: Kind,
    pub may_be_null: bool,
    pub narrowing: Narrowing,
    /// For the description, which tests make: the program itself does without.
    #[cfg(test)]
    pub doc: &'static str,
}

impl Field {
    /// A field that is always there and narrows nothing.
    pub const fn new(
        name: &'static str,
        sql: &'static str,
        kind: Kind,
        #[cfg_attr(
            not(test),
            expect(unused_variables, reason = "the description is made by tests")
        )]
        doc: &'static str,
    ) -> Self {
        Self {
            name,
            sql,
            kind,
            may_be_null: false,
            narrowing: Narrowing::No,
            #[cfg(test)]
            doc,
        }
    }

    /// It may be absent.
    pub const fn or_null(self) -> Self {
        Self {
            may_be_null: true,
            ..self
        }
    }

    /// Lists are narrowed to one value of it.
    pub const fn equal(self) -> Self {
        Self {
            narrowing: Narrowing::Equal,
            ..self
        }
    }

    /// Lists are narrowed to a range of it.
    pub const fn range(self) -> Self {
        Self {
            narrowing: Narrowing::Range,
            ..self
        }
    }
}

/// One kind of thing that the API lists.
#[derive(Debug)]
pub struct Resource {
    /// The last part of its path, in the plural.
    pub name: &'static str,
    /// Its name in the description.
    pub title: &'static str,
    pub doc: &'static str,
    /// Who may read it.
    pub permission: Permission,
    /// Its table, with joins.
    pub from: &'static str,
    /// The number that tells one from another and orders them: the newest has the highest.
    pub key: &'static str,
    /// What holds for the rows that it shows at all; empty = all.
    pub only: &'static str,
    /// What it takes beside `permission` to see more than one's own rows; `None` = nothing more.
    pub others: Option<Permission>,
    /// What holds for rows that are somebody's own, or of their own customers, with `:own` in their place; `None` = none
    /// are.
    pub own: Option<&'static str>,
    pub fields: &'static [Field],
}

impl Resource {
    /// The place of a field of that name.
    pub fn field(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }
}

/// How a value is compared with a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    Equal,
    From,
    Before,
}

/// What a field is compared with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value {
    Int(i64),
    Text(String),
}

/// Which rows of a resource are wanted, and what of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Places of fields, as asked for; none = all.
    pub fields: Vec<usize>,
    pub filters: Vec<(usize, Compare, Value)>,
    /// From the lowest key on.
    pub is_ascending: bool,
    /// The key after which the page begins.
    pub after: Option<i64>,
    /// Rows of a page.
    pub limit: u32,
}

impl Wanted {
    /// The row with that key, whole.
    pub fn all_of_one() -> Self {
        Self {
            fields: Vec::new(),
            filters: Vec::new(),
            is_ascending: false,
            after: None,
            limit: 1,
        }
    }
}

/// A page of rows, each as JSON.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonPage {
    pub rows: Vec<String>,
    /// The key of the last one, when there are more.
    pub next: Option<i64>,
}
