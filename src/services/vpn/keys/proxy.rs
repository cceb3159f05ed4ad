//! The secrets and links of MTProto keys.

use super::make::no_randomness;
use crate::integrations::vpn::Hidden;
use crate::integrations::vpn::PeerSecret;
use crate::models::KeySecret;
use crate::models::SecretForm;
use crate::models::Server;
use crate::services::ServiceError;
use crate::utils::seal::hex;

/// What every user of the house begins with on a server: others are strangers.
const MARK: &str = "portero-";
/// Random bytes of a user's name.
const NAME_BYTES: usize = 8;
/// Bytes of a base secret.
const SECRET_BYTES: usize = 16;

/// A user of its own on a proxy: its name there, and its base secret.
pub fn new_peer() -> Result<(String, PeerSecret), ServiceError> {
    let mut name = [0; NAME_BYTES];
    getrandom::fill(&mut name).map_err(no_randomness)?;
    let mut secret = [0; SECRET_BYTES];
    getrandom::fill(&mut secret).map_err(no_randomness)?;
    // Servers refuse a secret of zeros.
    secret[0] |= u8::from(secret == [0; SECRET_BYTES]);
    let secret = Some(Hidden(hex(&secret)));
    Ok((
        format!("{MARK}{}", hex(&name)),
        PeerSecret::MtProto { secret },
    ))
}

/// The links by which a person uses a server with their secret.
pub fn links(server: &Server, secret: &Hidden) -> KeySecret {
    let options = server.options.mtproto.clone().unwrap_or_default();
    let domain = options.domain.as_deref().unwrap_or_default();
    let mut links: Vec<(SecretForm, String)> = (options.usable().into_iter())
        .map(|form| {
            let secret = match form {
                SecretForm::FakeTls => format!("ee{}{}", secret.0, hex(domain.as_bytes())),
                SecretForm::Secure => format!("dd{}", secret.0),
                SecretForm::Plain => secret.0.clone(),
            };
            let (host, port) = (&server.host, server.port);
            let link = format!("https://t.me/proxy?server={host}&port={port}&secret={secret}");
            (form, link)
        })
        .collect();
    let (_, link) = links.remove(0);
    KeySecret::MtProto {
        link,
        others: links,
    }
}
