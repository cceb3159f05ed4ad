//! Making a key: of which kind, where, under which name.

use super::act;
use super::kind_name;
use super::place;
use super::told;
use crate::models::Health;
use crate::models::InboxSeq;
use crate::models::KeyCard;
use crate::models::KeyOffer;
use crate::models::KindOffer;
use crate::models::PlaceOffer;
use crate::models::ServerId;
use crate::models::VpnKind;
use crate::models::VpnRefusal;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::Device;
use crate::screens::callback::KeyAction;
use crate::screens::cancel;
use crate::utils::html;
use crate::utils::locale::Lang;
use crate::utils::locale::args;

/// Of which kind? Only those the house has; of one that cannot be had now it says why.
pub fn kinds(reader: Reader, offer: &KeyOffer) -> Screen {
    let mut lines = Vec::new();
    let mut buttons = Vec::new();
    for offer in &offer.kinds {
        lines.push(kind_line(reader, offer.kind));
        match &offer.blocked {
            None => buttons.push(Button::act(
                kind_name(reader.lang, offer.kind),
                Action::Key(KeyAction::NewOf(offer.kind)),
            )),
            Some(why) => lines.push(blocked(reader, why)),
        }
    }
    let heading = reader.html("key-new-kind", args! {});
    Screen::new(format!("{heading}\n\n{}", lines.join("\n")))
        .row(buttons)
        .button(cancel(reader.lang))
}

/// What a kind is good for, in a line.
pub(super) fn kind_line(reader: Reader, kind: VpnKind) -> String {
    match kind {
        VpnKind::WireGuard => reader.html("key-about-wireguard", args! {}),
        VpnKind::Outline => reader.html("key-about-outline", args! {}),
        VpnKind::MtProto => reader.html("key-about-mtproto", args! {}),
    }
}

/// Why a kind cannot be had now.
pub(super) fn blocked(reader: Reader, why: &VpnRefusal) -> String {
    format!("   ⚠️ {}", told(reader, why))
}

/// Where? The place with most room comes first.
pub fn places(reader: Reader, offer: &KindOffer) -> Screen {
    let kind = kind_name(reader.lang, offer.kind);
    let text = reader.html("key-new-place", args! { kind: &kind });
    let at = |server| Action::Key(KeyAction::NewAt(offer.kind, server));
    let buttons = offer
        .places
        .iter()
        .map(|one| Button::act(place_label(reader.lang, one), at(Some(one.server))))
        .collect();
    Screen::new(text)
        .button(Button::act(
            reader.plain("button-place-any", args! {}),
            at(None),
        ))
        .grid(1, buttons)
        .button(cancel(reader.lang))
}

/// A place on its button: full, or silent, if it is.
fn place_label(lang: Lang, offer: &PlaceOffer) -> String {
    let place = place(&offer.flag, &offer.name);
    if is_full(offer) {
        lang.plain("place-full", args! { place: &place })
    } else if offer.is_down {
        lang.plain("place-down", args! { place: &place })
    } else {
        place
    }
}

/// Whether a place takes no key more.
pub fn is_full(offer: &PlaceOffer) -> bool {
    offer.room.is_some_and(|room| room <= 0)
}

/// How shall it be called? A name may be typed or chosen; `asked` = the update that asks.
pub fn name(reader: Reader, kind: VpnKind, server: Option<ServerId>, asked: InboxSeq) -> Screen {
    let spoken = kind_name(reader.lang, kind);
    let text = reader.html("key-new-name", args! { kind: &spoken });
    let devices = Device::ALL.map(|device| {
        let make = KeyAction::Make(kind, server, asked, device);
        Button::act(device_label(reader.lang, device), Action::Key(make))
    });
    Screen::new(text)
        .grid(2, devices.to_vec())
        .button(cancel(reader.lang))
}

fn device_label(lang: Lang, device: Device) -> String {
    let icon = match device {
        Device::Phone => "📱",
        Device::Laptop => "💻",
        Device::Tablet => "📲",
        Device::Television => "📺",
    };
    format!("{icon} {}", device_name(lang, device))
}

/// The name a button suggests.
pub fn device_name(lang: Lang, device: Device) -> String {
    let key = match device {
        Device::Phone => "device-phone",
        Device::Laptop => "device-laptop",
        Device::Tablet => "device-tablet",
        Device::Television => "device-television",
    };
    lang.plain(key, args! {})
}

/// The key is being made, and comes by itself; or it is there already.
pub fn preparing(reader: Reader, card: &KeyCard) -> Screen {
    let view = &card.view;
    let name = html::name(&view.config.name);
    let place = place(&view.flag, &view.server);
    let key = if view.is_settled {
        "key-made-already"
    } else if view.health == Health::Down {
        "key-preparing-down"
    } else {
        "key-preparing"
    };
    Screen::new(reader.html(key, args! { name: &name, place: &place })).button(act(
        reader,
        "button-keys",
        KeyAction::List(0),
    ))
}
