//! MTProto proxies: the forms of their secrets, what a server says of itself, and how a trial of one ended.

use serde::{Deserialize, Serialize};

/// How a client disguises what it says to a proxy: the first byte of the secret in its link (TDLib, ProxySecret).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum SecretForm {
    /// Looks like a visit to a web site: `ee`, the secret, and the name of that site.
    #[serde(rename = "ee")]
    FakeTls,
    /// Padded at random: `dd` and the secret.
    #[serde(rename = "dd")]
    Secure,
    /// The secret alone: easily recognised.
    #[serde(rename = "plain")]
    Plain,
}

impl SecretForm {
    /// All of them, the one that is hardest to recognise first.
    pub const ALL: [SecretForm; 3] = [Self::FakeTls, Self::Secure, Self::Plain];

    /// The name stored in the database and in the data of buttons.
    pub fn name(self) -> &'static str {
        match self {
            Self::FakeTls => "ee",
            Self::Secure => "dd",
            Self::Plain => "plain",
        }
    }

    /// The form of that stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// What of an MTProto server goes into the links of its people.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MtProtoOptions {
    /// The forms it takes; the first is that of the button to connect.
    pub forms: Vec<SecretForm>,
    /// The site that fake TLS pretends to visit. Another one breaks every such link.
    pub domain: Option<String>,
    /// The tag that @MTProxybot gave: 32 hexadecimal digits.
    pub tag: Option<String>,
}

impl MtProtoOptions {
    /// The forms of which links can be made, the best first: fake TLS needs the name of a site. Never empty: a server
    /// that says nothing of its forms is taken to know the padded one, as all do.
    pub fn usable(&self) -> Vec<SecretForm> {
        let mut forms = self.forms.clone();
        forms.retain(|form| *form != SecretForm::FakeTls || self.domain.is_some());
        forms.sort_unstable();
        forms.dedup();
        if forms.is_empty() {
            forms.push(SecretForm::Secure);
        }
        forms
    }
}

/// How a trial of a proxy ended: whether Telegram answers through it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeOutcome {
    /// Telegram answered through it after so many milliseconds.
    Works { ms: u32 },
    /// Nothing listens there.
    Down,
    /// It closed right after the greeting: wrong secret, switched off, over, or used up.
    Refused,
    /// Whatever answered does not know this secret: another proxy, or the real site behind it.
    NotThisSecret,
    /// It knows the secret, but does not reach Telegram.
    NoTelegram,
    /// Telegram answered with that error of the transport.
    Transport(i32),
    /// It takes the connection and says nothing.
    Silent,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fake_tls_is_usable_only_with_a_site_to_visit() {
        let mut options = MtProtoOptions {
            forms: vec![SecretForm::Plain, SecretForm::FakeTls, SecretForm::Plain],
            ..MtProtoOptions::default()
        };
        assert_eq!(options.usable(), [SecretForm::Plain]);
        options.domain = Some("example.org".to_owned());
        assert_eq!(options.usable(), [SecretForm::FakeTls, SecretForm::Plain]);
        assert_eq!(MtProtoOptions::default().usable(), [SecretForm::Secure]);
    }

    #[test]
    fn forms_are_stored_by_the_names_they_have_in_links() {
        for form in SecretForm::ALL {
            assert_eq!(SecretForm::parse(form.name()), Some(form));
            let json = serde_json::to_string(&form).expect("json");
            assert_eq!(json, format!("\"{}\"", form.name()));
        }
    }
}
