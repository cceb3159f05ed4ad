//! What the owner of a key gets: its file, its QR code, its link.

use super::guide;
use super::guide::App;
use super::place;
use crate::models::KeyPackage;
use crate::models::KeySecret;
use crate::models::SecretForm;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Document;
use crate::screens::Photo;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::KeyAction;
use crate::screens::qr;
use crate::utils::html;
use crate::utils::html::utf16_len;
use crate::utils::locale::Arg;
use crate::utils::locale::args;

/// The most a button puts on the clipboard, in UTF-16 units.
const COPY_UNITS: usize = 256;

/// A key that has just begun to work: its file or link, its QR code, and how to set it up.
pub fn delivered(reader: Reader, package: &KeyPackage) -> Vec<Screen> {
    let mut screens = vec![secret(reader, package)];
    screens.extend(code(reader, package));
    let app = App::of(package.kind, package.is_amnezia);
    screens.push(guide::guide(reader, app).button(to_card(reader, package)));
    screens
}

/// The file of a WireGuard key, or the link of an Outline key or of a proxy.
pub fn secret(reader: Reader, package: &KeyPackage) -> Screen {
    match &package.secret {
        KeySecret::WireGuard { conf, file_name } => {
            let words = caption(reader, package, "key-file");
            Screen::new(words).with_document(Document {
                file_name: file_name.clone(),
                bytes: conf.clone().into_bytes(),
            })
        }
        KeySecret::Outline { link, dynamic } => {
            link_text(reader, package, link, dynamic.as_deref())
        }
        KeySecret::MtProto { link, others } => proxy(reader, package, link, others),
    }
}

/// Its QR code; `None` if the text is too long for one, which phones could not read either.
pub fn code(reader: Reader, package: &KeyPackage) -> Option<Screen> {
    let png = qr::png(&package.secret.text())?;
    let key = match package.secret {
        KeySecret::WireGuard { .. } => "key-qr-wireguard",
        KeySecret::Outline { .. } => "key-qr-outline",
        KeySecret::MtProto { .. } => "key-qr-mtproto",
    };
    Some(Screen::new(caption(reader, package, key)).with_photo(Photo { png }))
}

/// Instead of a QR code that no phone could read.
pub fn no_code(reader: Reader) -> Screen {
    Screen::new(reader.html("key-qr-too-long", args! {}))
}

fn caption(reader: Reader, package: &KeyPackage, key: &str) -> String {
    let name = html::name(&package.name);
    let place = place(&package.flag, &package.server);
    let app = App::of(package.kind, package.is_amnezia).name();
    let words = reader.html(key, args! { name: &name, place: &place, app: app });
    if package.shows_once {
        format!("{words}\n\n{}", reader.html("key-once-warning", args! {}))
    } else {
        words
    }
}

fn link_text(reader: Reader, package: &KeyPackage, link: &str, dynamic: Option<&str>) -> Screen {
    let mut parts = vec![caption(reader, package, "key-link")];
    let quoted = |link: &str| format!("<code>{}</code>", html::escape(link));
    match dynamic {
        Some(dynamic) => {
            parts.push(reader.html("key-link-dynamic", &[("link", Arg::Raw(quoted(dynamic)))]));
            parts.push(reader.html("key-link-fixed", &[("link", Arg::Raw(quoted(link)))]));
        }
        None => parts.push(quoted(link)),
    }
    let best = dynamic.unwrap_or(link);
    let mut screen = Screen::new(parts.join("\n\n"));
    if utf16_len(best) <= COPY_UNITS {
        screen = screen.button(Button::Copy {
            label: reader.plain("button-key-copy", args! {}),
            text: best.to_owned(),
        });
    }
    screen.button(to_card(reader, package))
}

/// The link of a proxy, which Telegram opens by itself, and those of its other forms.
fn proxy(
    reader: Reader,
    package: &KeyPackage,
    link: &str,
    others: &[(SecretForm, String)],
) -> Screen {
    let mut parts = vec![caption(reader, package, "key-proxy")];
    for (form, other) in others {
        let key = match form {
            SecretForm::FakeTls => "key-proxy-tls",
            SecretForm::Secure => "key-proxy-secure",
            SecretForm::Plain => "key-proxy-plain",
        };
        let quoted = format!("<code>{}</code>", html::escape(other));
        parts.push(reader.html(key, &[("link", Arg::Raw(quoted))]));
    }
    let label = reader.plain("button-key-connect", args! {});
    let mut screen = Screen::new(parts.join("\n\n")).button(Button::Url {
        label,
        url: link.to_owned(),
    });
    if utf16_len(link) <= COPY_UNITS {
        screen = screen.button(Button::Copy {
            label: reader.plain("button-key-copy", args! {}),
            text: link.to_owned(),
        });
    }
    screen.button(to_card(reader, package))
}

fn to_card(reader: Reader, package: &KeyPackage) -> Button {
    let label = reader.plain("button-key-card", args! {});
    Button::act(label, Action::Key(KeyAction::Show(package.config)))
}
