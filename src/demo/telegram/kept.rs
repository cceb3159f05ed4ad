//! The JSON form of what is kept of a world.
//!
//! Not serde's derives: for this many types they would add 200 KB to the binary. A field that is forgotten here
//! does not compile.

use super::rights::Rights;
use super::stars::{Charge, Terms};
use super::state::{
    Chat, ChatKind, JoinRequest, Link, Member, Queued, Status, Stored, StoredFile, Topic, User,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The field that is not what it should be.
pub type Damage = &'static str;

/// Something with a JSON form.
pub(super) trait Kept: Sized {
    /// Its form.
    fn kept(&self) -> Value;

    /// Out of its form; `None` if it is another thing.
    fn read(value: Value) -> Option<Self>;
}

/// Puts a field in.
pub(super) fn put(map: &mut Map<String, Value>, name: &'static str, value: Value) {
    map.insert(name.to_owned(), value);
}

/// Takes a field out. A missing one is null.
pub(super) fn part<T: Kept>(of: &mut Value, name: &'static str) -> Result<T, Damage> {
    T::read(taken(of, name)).ok_or(name)
}

fn taken(of: &mut Value, name: &str) -> Value {
    of.get_mut(name).map(Value::take).unwrap_or_default()
}

/// A list of such things.
pub(super) fn list<'a, T: Kept + 'a>(things: impl Iterator<Item = &'a T>) -> Value {
    let mut list = Vec::new();
    for thing in things {
        list.push(thing.kept());
    }
    Value::Array(list)
}

macro_rules! fields {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl Kept for $type {
            fn kept(&self) -> Value {
                let Self { $($field),* } = self;
                let mut map = Map::new();
                $(put(&mut map, stringify!($field), $field.kept());)*
                Value::Object(map)
            }

            fn read(mut value: Value) -> Option<Self> {
                Some(Self { $($field: part(&mut value, stringify!($field)).ok()?),* })
            }
        }
    };
}

macro_rules! words {
    ($type:ident { $($word:ident),* $(,)? }) => {
        impl Kept for $type {
            fn kept(&self) -> Value {
                let word = match self { $(Self::$word => stringify!($word)),* };
                Value::String(word.to_owned())
            }

            fn read(value: Value) -> Option<Self> {
                let words = [$((stringify!($word), Self::$word)),*];
                let word = value.as_str()?;
                words.into_iter().find(|(own, _)| *own == word).map(|(_, it)| it)
            }
        }
    };
}

fields!(User {
    id,
    is_bot,
    first_name,
    last_name,
    username,
    language,
    has_started,
    has_blocked,
    is_deactivated,
    is_known,
    hides_account,
    keyboard_of,
    mark,
});
fields!(Member {
    status,
    rights,
    via,
    until,
});
fields!(JoinRequest { link, at });
fields!(Chat {
    id,
    kind,
    title,
    username,
    members,
    requests,
    migrated_to,
    last_message,
    reactions,
    description,
    linked_chat,
    pinned,
    is_forum,
    topics,
});
fields!(Topic {
    name,
    creator,
    is_closed,
});
fields!(Link {
    url,
    chat,
    creator,
    name,
    expires_at,
    member_limit,
    by_request,
    is_primary,
    is_revoked,
    price,
});
fields!(Stored {
    value,
    by_bot,
    is_silent,
    keyboard,
    reactions,
    reactions_of,
    votes,
    terms,
    is_paid,
    changed,
});
fields!(Terms {
    payload,
    currency,
    total_amount,
    period,
});
fields!(Charge {
    user,
    message,
    terms,
    at,
    first,
    expires,
    is_canceled,
    is_refunded,
});
fields!(Queued {
    id,
    kind,
    at,
    value
});
words!(ChatKind {
    Private,
    Group,
    Supergroup,
    Channel,
});
words!(Status {
    Creator,
    Administrator,
    Member,
    Left,
    Kicked,
});

impl Kept for StoredFile {
    fn kept(&self) -> Value {
        let Self { name, path, bytes } = self;
        let mut map = Map::new();
        put(&mut map, "name", name.kept());
        put(&mut map, "path", path.kept());
        put(&mut map, "bytes", Value::String(hex(bytes)));
        Value::Object(map)
    }

    fn read(mut value: Value) -> Option<Self> {
        let bytes: String = part(&mut value, "bytes").ok()?;
        Some(Self {
            name: part(&mut value, "name").ok()?,
            path: part(&mut value, "path").ok()?,
            bytes: unhex(&bytes)?,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2).map(|pair| {
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        let (high, low) = (digit(pair.first()?)?, digit(pair.get(1)?)?);
        u8::try_from(high * 16 + low).ok()
    });
    pairs.collect()
}

impl Kept for Rights {
    fn kept(&self) -> Value {
        Value::Object(self.to_map())
    }

    fn read(value: Value) -> Option<Self> {
        value.is_object().then(|| Self::held(&value))
    }
}

impl Kept for Value {
    fn kept(&self) -> Value {
        self.clone()
    }

    fn read(value: Value) -> Option<Self> {
        Some(value)
    }
}

impl Kept for Map<String, Value> {
    fn kept(&self) -> Value {
        Value::Object(self.clone())
    }

    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Object(map) => Some(map),
            _ => None,
        }
    }
}

impl Kept for String {
    fn kept(&self) -> Value {
        Value::String(self.clone())
    }

    fn read(value: Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

impl Kept for i64 {
    fn kept(&self) -> Value {
        Value::from(*self)
    }

    fn read(value: Value) -> Option<Self> {
        value.as_i64()
    }
}

impl Kept for u64 {
    fn kept(&self) -> Value {
        Value::from(*self)
    }

    fn read(value: Value) -> Option<Self> {
        value.as_u64()
    }
}

impl Kept for bool {
    fn kept(&self) -> Value {
        Value::Bool(*self)
    }

    fn read(value: Value) -> Option<Self> {
        // What an older program did not know is not the case.
        if value.is_null() {
            return Some(false);
        }
        value.as_bool()
    }
}

impl<T: Kept> Kept for Box<T> {
    fn kept(&self) -> Value {
        T::kept(self)
    }

    fn read(value: Value) -> Option<Self> {
        T::read(value).map(Self::new)
    }
}

impl<T: Kept> Kept for Option<T> {
    fn kept(&self) -> Value {
        match self {
            Some(thing) => thing.kept(),
            None => Value::Null,
        }
    }

    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::read(value).map(Some),
        }
    }
}

impl<T: Kept> Kept for Vec<T> {
    fn kept(&self) -> Value {
        list(self.iter())
    }

    fn read(value: Value) -> Option<Self> {
        let list = match value {
            Value::Array(list) => list,
            // What an older program did not know is not there.
            Value::Null => Vec::new(),
            _ => return None,
        };
        let mut things = Self::with_capacity(list.len());
        for value in list {
            things.push(T::read(value)?);
        }
        Some(things)
    }
}

impl<T: Kept> Kept for BTreeMap<String, T> {
    fn kept(&self) -> Value {
        let mut map = Map::new();
        for (name, thing) in self {
            map.insert(name.clone(), thing.kept());
        }
        Value::Object(map)
    }

    fn read(value: Value) -> Option<Self> {
        let mut things = Self::new();
        // What an older program did not know is not there.
        if value.is_null() {
            return Some(things);
        }
        for (name, value) in Map::read(value)? {
            things.insert(name, T::read(value)?);
        }
        Some(things)
    }
}

impl<T: Kept> Kept for BTreeMap<i64, T> {
    fn kept(&self) -> Value {
        let mut map = Map::new();
        for (number, thing) in self {
            map.insert(number.to_string(), thing.kept());
        }
        Value::Object(map)
    }

    fn read(value: Value) -> Option<Self> {
        let mut things = Self::new();
        // What an older program did not know is not there.
        if value.is_null() {
            return Some(things);
        }
        for (number, value) in Map::read(value)? {
            things.insert(number.parse().ok()?, T::read(value)?);
        }
        Some(things)
    }
}

/// The members of a list that has this many.
fn members<const N: usize>(value: Value) -> Option<[Value; N]> {
    match value {
        Value::Array(list) => list.try_into().ok(),
        _ => None,
    }
}

impl<A: Kept, B: Kept> Kept for (A, B) {
    fn kept(&self) -> Value {
        Value::Array(vec![self.0.kept(), self.1.kept()])
    }

    fn read(value: Value) -> Option<Self> {
        let [a, b] = members(value)?;
        Some((A::read(a)?, B::read(b)?))
    }
}

impl<A: Kept, B: Kept, C: Kept> Kept for (A, B, C) {
    fn kept(&self) -> Value {
        Value::Array(vec![self.0.kept(), self.1.kept(), self.2.kept()])
    }

    fn read(value: Value) -> Option<Self> {
        let [a, b, c] = members(value)?;
        Some((A::read(a)?, B::read(b)?, C::read(c)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_from_their_digits_and_other_texts_do_not() {
        assert_eq!(hex(&[0, 15, 255]), "000fff");
        assert_eq!(unhex("000fFF"), Some(vec![0, 15, 255]));
        for bad in ["0", "0g", "+1", "ñ"] {
            assert_eq!(unhex(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_misses_a_part_or_has_a_wrong_one_is_not_read() {
        let terms = Terms {
            payload: "p".to_owned(),
            currency: "XTR".to_owned(),
            total_amount: 5,
            period: None,
        };
        let form = terms.kept();
        assert_eq!(Terms::read(form.clone()), Some(terms));
        for (name, value) in [("payload", Value::Null), ("total_amount", "5".into())] {
            let mut bad = form.clone();
            bad[name] = value;
            assert_eq!(Terms::read(bad), None, "{name}");
        }
        assert_eq!(Status::read("Kicked".into()), Some(Status::Kicked));
        assert_eq!(Status::read("kicked".into()), None);
    }
}
