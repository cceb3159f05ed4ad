//! The table of the API: each way to ask something with what it needs, takes and answers. Routing, checks and
//! description come from it.

use super::answer::Answer;
use super::answer::Problem;
use super::call::Call;
use crate::models::Permission;
use crate::models::api_resource::Field;
use crate::models::api_resource::Resource;
use crate::models::api_resource::described;
use std::future::Future;
use std::pin::Pin;

/// The methods of the API.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The method of that name; HEAD is a GET whose body is not sent.
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "GET" | "HEAD" => Some(Self::Get),
            "POST" => Some(Self::Post),
            "PUT" => Some(Self::Put),
            "PATCH" => Some(Self::Patch),
            "DELETE" => Some(Self::Delete),
            _ => None,
        }
    }

    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// What a part of a body may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Takes {
    /// At most so many characters, at least one.
    Text(u32),
    /// From the first to the second, both included.
    Int(i64, i64),
    Bool,
    /// RFC 3339.
    Instant,
    /// One of these words, separated by `|`.
    OneOf(&'static str),
    /// A list of at most so many texts.
    Texts(u32),
    /// Whole numbers above zero by name: prices by currency.
    Numbers,
    /// Texts by name: names by language.
    Words,
}

/// A part of a body.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    pub name: &'static str,
    pub takes: Takes,
    pub is_required: bool,
    /// `null` takes away what is there.
    pub may_be_null: bool,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the description is made by tests")
    )]
    pub doc: &'static str,
}

/// A part that has to be there.
pub const fn need(name: &'static str, takes: Takes, doc: &'static str) -> Input {
    Input {
        name,
        takes,
        is_required: true,
        may_be_null: false,
        doc: described(doc),
    }
}

/// A part that may be left out.
pub const fn may(name: &'static str, takes: Takes, doc: &'static str) -> Input {
    Input {
        is_required: false,
        ..need(name, takes, doc)
    }
}

/// A part that may be left out, and takes something away where it is `null`.
pub const fn may_null(name: &'static str, takes: Takes, doc: &'static str) -> Input {
    Input {
        may_be_null: true,
        ..may(name, takes, doc)
    }
}

/// What it answers when all is well.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the description is made by tests")
)]
pub enum Answers {
    /// 200 and a page of the resource.
    Page(&'static Resource),
    /// 200 and one row of it.
    Row(&'static Resource),
    /// 201 and the new row.
    New(&'static Resource),
    /// 200 and an object of these fields.
    Object(&'static [Field]),
    /// 201 and an object of these fields.
    NewObject(&'static [Field]),
    /// 202: it is under way.
    Accepted,
    /// 204.
    Nothing,
}

impl Answers {
    /// The status that says so.
    pub fn status(self) -> u16 {
        match self {
            Self::Page(_) | Self::Row(_) | Self::Object(_) => 200,
            Self::New(_) | Self::NewObject(_) => 201,
            Self::Accepted => 202,
            Self::Nothing => 204,
        }
    }
}

/// Work under way.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Answer, Problem>> + Send + 'a>>;

/// How it is carried out.
#[derive(Clone, Copy)]
pub enum Run {
    /// Lists a resource.
    List(&'static Resource),
    /// Shows one row of it.
    Show(&'static Resource),
    /// Does something, for a key.
    Act(for<'a> fn(&'a Call) -> Running<'a>),
    /// Does something for whoever asks: signing in.
    Open(for<'a> fn(&'a Call) -> Running<'a>),
}

/// One way to ask something.
#[derive(Clone, Copy)]
pub struct Endpoint {
    pub method: Method,
    /// Below `/api/v1`; `{id}` stands for a whole number, any other name in braces for a text.
    pub path: &'static str,
    /// What the key must be allowed; `None` = any key may.
    pub needs: Option<Permission>,
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the description is made by tests")
    )]
    pub summary: &'static str,
    pub inputs: &'static [Input],
    pub answers: Answers,
    pub run: Run,
}

impl Endpoint {
    /// One that a key with that permission may ask, and that takes nothing.
    pub const fn of(
        method: Method,
        path: &'static str,
        needs: Permission,
        answers: Answers,
        summary: &'static str,
        run: Run,
    ) -> Self {
        Self {
            method,
            path,
            needs: Some(needs),
            summary: described(summary),
            inputs: &[],
            answers,
            run,
        }
    }

    /// The same with these parts of a body.
    pub const fn takes(self, inputs: &'static [Input]) -> Self {
        Self { inputs, ..self }
    }

    /// The path as the description shows it.
    #[cfg(test)]
    pub fn full_path(&self) -> String {
        match self.run {
            Run::List(resource) => format!("/{}", resource.name),
            Run::Show(resource) => format!("/{}/{{id}}", resource.name),
            Run::Act(_) | Run::Open(_) => self.path.to_owned(),
        }
    }

    /// The parts in braces of the path that was asked for, in order. `None` = it is another's.
    pub fn matched<'p>(&self, path: &'p str) -> Option<Vec<&'p str>> {
        let path = path.strip_prefix('/')?;
        match self.run {
            Run::List(resource) => (path == resource.name).then(Vec::new),
            Run::Show(resource) => {
                let rest = path.strip_prefix(resource.name)?;
                id_after_slash(rest).map(|id| vec![id])
            }
            Run::Act(_) | Run::Open(_) => parts_of(self.path.strip_prefix('/')?, path),
        }
    }
}

fn id_after_slash(rest: &str) -> Option<&str> {
    let id = rest.strip_prefix('/')?;
    id.parse::<i64>().ok().map(|_| id)
}

fn parts_of<'p>(ours: &str, theirs: &'p str) -> Option<Vec<&'p str>> {
    let mut parts = Vec::new();
    let (mut ours, mut theirs) = (ours.split('/'), theirs.split('/'));
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return Some(parts),
            (Some("{id}"), Some(part)) => {
                part.parse::<i64>().ok()?;
                parts.push(part);
            }
            (Some(name), Some(part)) if name.starts_with('{') && !part.is_empty() => {
                parts.push(part);
            }
            (Some(name), Some(part)) if name == part => {}
            (Some(_), Some(_)) | (Some(_), None) | (None, Some(_)) => return None,
        }
    }
}
