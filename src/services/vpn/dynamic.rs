//! Dynamic keys: one address per Outline key, behind which the app finds the link of the key's present server, or why it
//! does not work. Moving a key to another server changes nothing in the person's phone.
//!
//! The address holds the key's number, how often the address was made anew, and a mark of both that only this house can
//! make: nothing is kept that could leak, and guessing never reaches the database.

use crate::context::Ctx;
use crate::crud;
use crate::integrations::outline;
use crate::integrations::vpn::PeerSecret;
use crate::models::ConfigId;
use crate::models::ConfigStatus;
use crate::models::DynamicKey;
use crate::models::PeerWish;
use crate::models::Suspension;
use crate::models::Timestamp;
use crate::models::UserId;
use crate::models::VpnConfig;
use crate::models::VpnKind;
use crate::services::ServiceError;
use crate::utils::seal::SealKey;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rusqlite::{Connection, Transaction};

/// Where the house answers for a dynamic key, under its address.
pub const PATH: &str = "/k/";
/// What the marks of tokens are for.
const PURPOSE: &str = "dynamic key";
/// Bytes of the key's number.
const ID: usize = 8;
/// Bytes of the number of times the address was made anew.
const SERIAL: usize = 8;
/// Bytes of the mark: 128 bits cannot be guessed.
const MARK: usize = 16;

/// The `ssconf://` link of an Outline key; `None` where the house serves nothing or has no address of its own, and for
/// other keys.
///
/// # Errors
/// Those of the database.
pub async fn link(ctx: &Ctx, config: &VpnConfig) -> Result<Option<String>, ServiceError> {
    let Some(url) = ctx.config.public_url.as_deref() else {
        return Ok(None);
    };
    if ctx.config.http_listen.is_none() || config.kind != VpnKind::Outline {
        return Ok(None);
    }
    let id = config.id;
    let serial = (ctx.db)
        .read(move |connection| {
            Ok::<_, ServiceError>(crud::vpn_configs::link_serial(connection, id)?)
        })
        .await?;
    let place = url.trim_start_matches("https://");
    Ok(serial.map(|serial| {
        let token = token(&ctx.seal, id, serial);
        outline::named(&format!("ssconf://{place}{PATH}{token}"), &config.name)
    }))
}

/// Whose key that token is for and how it stands at `now`; `None` for a token that was not made here, was made anew since,
/// or whose key is gone. Whoever has the token may ask: it is the key.
///
/// # Errors
/// Those of the database.
pub async fn open(
    ctx: &Ctx,
    token: &str,
    now: Timestamp,
) -> Result<Option<(UserId, DynamicKey)>, ServiceError> {
    let Some((id, serial)) = opened(&ctx.seal, token) else {
        return Ok(None);
    };
    let found = (ctx.db)
        .read(move |connection| Found::read(connection, id, serial, now))
        .await?;
    Ok(match found {
        Some(found) => Some((found.user, found.key(&ctx.seal)?)),
        None => None,
    })
}

/// Makes the address of a key anew, within the act that rotates it: the old one answers nothing any more.
///
/// # Errors
/// Those of the database.
pub fn renew(tx: &Transaction<'_>, config: ConfigId) -> Result<(), ServiceError> {
    Ok(crud::vpn_configs::update_link_serial(tx, config)?)
}

/// A key as the database has it.
struct Found {
    user: UserId,
    status: ConfigStatus,
    suspension: Option<Suspension>,
    /// What is sealed of its peer, if its server lets it through.
    sealed: Option<String>,
}

impl Found {
    fn read(
        connection: &Connection,
        id: ConfigId,
        serial: i64,
        now: Timestamp,
    ) -> Result<Option<Self>, ServiceError> {
        let Some(config) = crud::vpn_configs::get(connection, id)? else {
            return Ok(None);
        };
        let is_present = crud::vpn_configs::link_serial(connection, id)? == Some(serial);
        let Some(account) = crud::vpn_accounts::get(connection, config.account)? else {
            return Ok(None);
        };
        let status = config.wanted_status(&account, now);
        if !is_present || config.kind != VpnKind::Outline || status == ConfigStatus::Revoked {
            return Ok(None);
        }
        let peer = match config.peer {
            Some(peer) => crud::vpn_peers::get(connection, peer)?,
            None => None,
        };
        Ok(Some(Self {
            user: config.user,
            status,
            suspension: config.suspension(&account, now),
            sealed: peer
                .filter(|peer| peer.settled == Some(PeerWish::Open))
                .and_then(|peer| peer.sealed),
        }))
    }

    fn key(&self, seal: &SealKey) -> Result<DynamicKey, ServiceError> {
        Ok(match (self.status, self.suspension) {
            (ConfigStatus::Expired | ConfigStatus::Revoked, _) => DynamicKey::Expired,
            (_, Some(why)) => DynamicKey::Suspended(why),
            (ConfigStatus::Pending | ConfigStatus::Active | ConfigStatus::Suspended, None) => {
                match self.access_url(seal)? {
                    Some(link) => DynamicKey::Works { link },
                    None => DynamicKey::Pending,
                }
            }
        })
    }

    fn access_url(&self, seal: &SealKey) -> Result<Option<String>, ServiceError> {
        let Some(sealed) = &self.sealed else {
            return Ok(None);
        };
        let opened = seal
            .open(sealed)
            .map_err(|error| ServiceError::Fault(error.to_string()))?;
        let secret = serde_json::from_str(&opened);
        Ok(match secret {
            Ok(PeerSecret::Outline { access_url }) => access_url.map(|url| url.0),
            Ok(PeerSecret::WireGuard { .. } | PeerSecret::MtProto { .. }) | Err(_) => None,
        })
    }
}

fn token(seal: &SealKey, id: ConfigId, serial: i64) -> String {
    let mut bytes = Vec::with_capacity(ID + SERIAL + MARK);
    bytes.extend(id.0.to_be_bytes());
    bytes.extend(serial.to_be_bytes());
    let mark = seal.mark(PURPOSE, &bytes);
    bytes.extend(&mark[..MARK]);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What a token of ours names. The marks are compared in the same time wherever they differ.
fn opened(seal: &SealKey, token: &str) -> Option<(ConfigId, i64)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (id, rest) = bytes.split_first_chunk::<ID>()?;
    let (serial, mark) = rest.split_first_chunk::<SERIAL>()?;
    let right = seal.mark(PURPOSE, &bytes[..ID + SERIAL]);
    let differing = mark
        .iter()
        .zip(&right[..MARK])
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    let is_ours = mark.len() == MARK && std::hint::black_box(differing) == 0;
    is_ours.then(|| {
        (
            ConfigId(i64::from_be_bytes(*id)),
            i64::from_be_bytes(*serial),
        )
    })
}

#[cfg(test)]
#[path = "dynamic_tests.rs"]
mod tests;
