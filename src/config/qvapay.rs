//! The settings of QvaPay: the app that takes money for the house.

use super::ConfigError;
use super::Secret;
use super::Source;
use super::is_loopback;
use super::url;

/// The server of QvaPay.
pub const QVAPAY: &str = "https://api.qvapay.com";

/// How the house is known to QvaPay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QvaPayAccess {
    pub app_id: String,
    pub app_secret: Secret,
    /// Without a slash at its end.
    pub api_url: String,
    pub auth: QvaPayAuth,
}

/// Where a call to QvaPay says whose it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum QvaPayAuth {
    /// In the headers `app-id` and `app-secret`.
    Header,
    /// In the body, as `app_id` and `app_secret`.
    Body,
}

impl Source<'_> {
    /// Id and secret belong together; the rest has its usual values.
    pub(super) fn qvapay(&self) -> Result<Option<QvaPayAccess>, ConfigError> {
        let id = self.parse(
            "QVAPAY_APP_ID",
            "the id of your app at QvaPay, without blanks",
            plain_word,
        )?;
        let secret = self.parse(
            "QVAPAY_APP_SECRET",
            "the secret of your app at QvaPay, without blanks",
            |text| plain_word(text).map(Secret::new),
        )?;
        let api_url = self.parse(
            "QVAPAY_API_URL",
            "an address that begins with https://, or with http:// on this machine, without a name and password",
            |text| url(text).filter(|url| url.starts_with("https://") || is_loopback(url)),
        )?;
        let auth = self.parse("QVAPAY_AUTH", "header or body", |text| match text {
            "header" => Some(QvaPayAuth::Header),
            "body" => Some(QvaPayAuth::Body),
            _ => None,
        })?;
        match (id, secret) {
            (Some(app_id), Some(app_secret)) => Ok(Some(QvaPayAccess {
                app_id,
                app_secret,
                api_url: api_url.unwrap_or_else(|| QVAPAY.into()),
                auth: auth.unwrap_or(QvaPayAuth::Header),
            })),
            (None, None) => Ok(None),
            (Some(id), None) => Err(ConfigError::new(
                "QVAPAY_APP_ID",
                &id,
                "needs QVAPAY_APP_SECRET beside it",
            )),
            (None, Some(_)) => Err(ConfigError::new(
                "QVAPAY_APP_SECRET",
                "",
                "needs QVAPAY_APP_ID beside it",
            )),
        }
    }
}

/// What may stand in a header: visible, in one piece.
fn plain_word(text: &str) -> Option<String> {
    let is_plain = text.len() <= 200 && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain.then(|| text.to_owned())
}
