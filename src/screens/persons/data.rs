//! One person's data: handed over, or erased.

use super::act;
use super::danger;
use super::to_card;
use crate::models::ErasurePlan;
use crate::models::UserId;
use crate::screens::Action;
use crate::screens::Document;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::PersonAction;
use crate::screens::confirm;
use crate::utils::html;
use crate::utils::locale::args;

/// What can be done with somebody's data.
pub fn data(reader: Reader, name: &str, user: UserId) -> Screen {
    Screen::new(reader.html("data-heading", args! { name: &html::name(name) }))
        .button(act(
            reader,
            "button-data-export",
            PersonAction::Export(user),
        ))
        .button(danger(
            reader,
            "button-data-erase",
            PersonAction::Erase(user),
        ))
        .button(to_card(reader, user))
}

/// Everything that is kept of somebody, as a file.
pub fn exported(reader: Reader, user: UserId, bytes: Vec<u8>) -> Screen {
    let document = Document {
        file_name: format!("portero-{user}.json"),
        bytes,
    };
    let id = user.to_string();
    Screen::new(reader.html("data-exported", args! { id: &id }))
        .with_document(document)
        .button(to_card(reader, user))
}

/// Shall everything be erased? What goes, what ends, and what stays.
pub fn ask_erase(reader: Reader, plan: &ErasurePlan) -> Screen {
    let mut ends = Vec::new();
    if plan.has_vip {
        ends.push(reader.html("erase-ends-vip", args! {}));
    }
    if plan.counts.keys > 0 {
        ends.push(reader.html("erase-ends-keys", args! { count: plan.counts.keys }));
    }
    if plan.counts.tickets > 0 {
        ends.push(reader.html("erase-ends-tickets", args! { count: plan.counts.tickets }));
    }
    if plan.is_banned {
        ends.push(reader.html("erase-keeps-ban", args! {}));
    }
    let mut parts = vec![reader.html("erase-ask", args! { name: &html::name(&plan.name) })];
    if !ends.is_empty() {
        parts.push(ends.join("\n"));
    }
    parts.push(reader.html("erase-keeps", args! {}));
    confirm(
        reader.lang,
        parts.join("\n\n"),
        reader.plain("button-erase-yes", args! {}),
        Action::Person(PersonAction::EraseYes(plan.user)),
        Action::Person(PersonAction::Data(plan.user)),
    )
}

/// Told to the person: what was kept of them is gone.
pub fn erased(reader: Reader) -> Screen {
    Screen::new(reader.html("erased-text", args! {}))
}
