//! TLS towards a server with a certificate of its own: the SHA-256 of the certificate is known beforehand.
//!
//! The certificate is compared while the connection is made, so that a wrong server gets to see nothing of a request.
//! Names and dates in it mean nothing here: it is this certificate or none. That the server holds its private key is
//! proved by the signatures of the handshake, which are really checked: anybody can show a copy of a certificate.

use super::vpn::BackendError;
use reqwest::Method;
use ring::digest::SHA256;
use ring::digest::digest;
use rustls::CertificateError;
use rustls::ClientConfig;
use rustls::DigitallySignedStruct;
use rustls::OtherError;
use rustls::SignatureScheme;
use rustls::client::Resumption;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::client::danger::ServerCertVerified;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::crypto::ring::default_provider;
use rustls::crypto::verify_tls12_signature;
use rustls::crypto::verify_tls13_signature;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::ServerName;
use rustls::pki_types::UnixTime;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// A connection stands within this time, or not at all.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// An answer is there, to its last byte, within this time.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// Outline's own server gives up an idle connection after five seconds.
const IDLE_WITHIN: Duration = Duration::from_secs(4);
/// The longest answer that is read: 20 000 keys of a server.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// The SHA-256 of a certificate in DER. Shown as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pin([u8; 32]);

impl Pin {
    /// Reads 64 hexadecimal digits in either case; colons and spaces between them are left out.
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = text
            .chars()
            .filter(|c| !matches!(c, ':' | ' '))
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
        let mut bytes = [0; 32];
        for byte in &mut bytes {
            *byte = digits.next()?? << 4 | digits.next()??;
        }
        digits.next().is_none().then_some(Self(bytes))
    }

    /// The pin of a certificate in DER.
    pub fn of(certificate: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest(&SHA256, certificate).as_ref());
        Self(bytes)
    }

    /// Whether both are the same, found out in the same time wherever they differ.
    fn is(&self, other: &Self) -> bool {
        let differing = self
            .0
            .iter()
            .zip(other.0)
            .fold(0, |sum, (a, b)| sum | (a ^ b));
        std::hint::black_box(differing) == 0
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A client of one server, usually one whose certificate is known. It follows no redirect and uses no proxy.
pub struct PinnedClient {
    http: reqwest::Client,
}

/// What a server answered.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpAnswer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl PinnedClient {
    /// A client that speaks only to the server with that certificate.
    ///
    /// # Errors
    /// `Unusable`, when TLS cannot be set up on this machine.
    pub fn new(pin: Pin) -> Result<Self, BackendError> {
        Self::with_time(pin, ANSWER_WITHIN)
    }

    /// The same with another limit for a whole answer.
    ///
    /// # Errors
    /// Those of [`PinnedClient::new`].
    pub fn with_time(pin: Pin, answer_within: Duration) -> Result<Self, BackendError> {
        let builder = reqwest::Client::builder()
            .use_preconfigured_tls(tls(Some(pin))?)
            .https_only(true);
        Self::built(builder, answer_within)
    }

    /// The same for a server with an ordinary certificate, or over plain HTTP.
    ///
    /// # Errors
    /// Those of [`PinnedClient::new`].
    pub fn unpinned() -> Result<Self, BackendError> {
        Self::built(reqwest::Client::builder(), ANSWER_WITHIN)
    }

    fn built(builder: reqwest::ClientBuilder, within: Duration) -> Result<Self, BackendError> {
        let http = builder
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_WITHIN)
            .timeout(within)
            .pool_idle_timeout(IDLE_WITHIN)
            .pool_max_idle_per_host(1)
            .build()
            .map_err(|error| BackendError::Unusable(error.without_url().to_string()))?;
        Ok(Self { http })
    }

    /// A request to be filled and given to [`PinnedClient::send`]. Nothing of it is logged.
    pub fn request(&self, method: Method, url: &str) -> reqwest::RequestBuilder {
        self.http.request(method, url)
    }

    /// Sends a request once and reads the whole answer, whatever its status.
    ///
    /// # Errors
    /// [`SendError`], without the address.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Result<HttpAnswer, SendError> {
        let mut response = request.send().await.map_err(SendError::of)?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(SendError::of)? {
            if body.len() + chunk.len() > LARGEST_ANSWER {
                return Err(SendError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(HttpAnswer { status, body })
    }
}

/// Why there is no answer. Holds no address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SendError {
    /// Another server answers there.
    WrongCertificate,
    /// No answer in time: nobody knows whether the server acted.
    Late,
    /// The connection was not made, or broke before the answer was there.
    Broken(String),
    /// The answer is longer than any that is meant.
    TooLong,
    /// The request itself cannot be sent.
    Unsendable(String),
}

impl SendError {
    fn of(error: reqwest::Error) -> Self {
        let error = error.without_url();
        if is_wrong_certificate(&error) {
            Self::WrongCertificate
        } else if error.is_timeout() {
            Self::Late
        } else if error.is_builder() {
            Self::Unsendable(root(&error))
        } else {
            Self::Broken(root(&error))
        }
    }

    /// Whether asking once more at once may help: the connection failed, rather than the server.
    pub fn is_connection(&self) -> bool {
        matches!(self, Self::Broken(_))
    }
}

impl From<SendError> for BackendError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::WrongCertificate => Self::WrongCertificate,
            SendError::Late => Self::Unreachable("no answer in time".to_owned()),
            SendError::Broken(why) => Self::Unreachable(why),
            SendError::TooLong => Self::Strange("the answer is too long".to_owned()),
            SendError::Unsendable(why) => Self::Unusable(why),
        }
    }
}

/// The certificate a server shows now, for an admin to confirm. Nothing but a handshake is sent.
///
/// # Errors
/// `Unreachable`, when there is no server or it does not speak TLS.
pub async fn fingerprint(host: &str, port: u16) -> Result<Pin, BackendError> {
    let unreachable = |why: String| BackendError::Unreachable(why);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let name = ServerName::try_from(bare.to_owned())
        .map_err(|_| BackendError::Unusable("the host is no name and no address".to_owned()))?;
    let connector = TlsConnector::from(Arc::new(tls(None)?));
    let connect = async {
        let stream = TcpStream::connect((bare, port)).await?;
        connector.connect(name, stream).await
    };
    let stream = tokio::time::timeout(CONNECT_WITHIN, connect)
        .await
        .map_err(|_| unreachable("no answer in time".to_owned()))?
        .map_err(|error| unreachable(error.to_string()))?;
    let certificates = stream.get_ref().1.peer_certificates().unwrap_or_default();
    match certificates.first() {
        Some(certificate) => Ok(Pin::of(certificate)),
        None => Err(unreachable("it shows no certificate".to_owned())),
    }
}

/// TLS that takes the pinned certificate only; without a pin any, which is to be looked at.
fn tls(pin: Option<Pin>) -> Result<ClientConfig, BackendError> {
    let provider = Arc::new(default_provider());
    let verifier = Arc::new(PinVerifier {
        pin,
        provider: provider.clone(),
    });
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| BackendError::Unusable(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// The certificate that was shown is another one than the pinned.
#[derive(Debug)]
struct WrongPin;

impl fmt::Display for WrongPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the certificate is not the pinned one")
    }
}

impl Error for WrongPin {}

#[derive(Debug)]
struct PinVerifier {
    pin: Option<Pin>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for PinVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        match &self.pin {
            Some(pin) if !pin.is(&Pin::of(end_entity)) => {
                Err(CertificateError::Other(OtherError(Arc::new(WrongPin))).into())
            }
            Some(_) | None => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// Whether our verifier's no lies at the root of an error of the HTTP client.
fn is_wrong_certificate(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(rustls::Error::InvalidCertificate(CertificateError::Other(other))) =
            error.downcast_ref()
        {
            return other.0.is::<WrongPin>();
        }
        // An I/O error does not name what it carries as its source.
        next = match error.downcast_ref::<std::io::Error>() {
            Some(carrier) => carrier
                .get_ref()
                .map(|inner| inner as &(dyn Error + 'static)),
            None => error.source(),
        };
    }
    false
}

/// The words of the innermost cause: those around it only say that a request failed.
fn root(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    innermost.to_string()
}
