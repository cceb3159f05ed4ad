//! The VPN servers, their pools, and the settings of keys.

mod add;
mod card;
mod edit;
mod pools;
mod proxies;
mod remove;
mod settings;
mod strangers;
pub mod watch;
mod words;

pub use add::added;
pub use add::ask_file_place;
pub use add::ask_local;
pub use add::ask_node;
pub use add::ask_outline;
pub use add::kinds;
pub use add::trust;
pub use card::card;
pub use card::drift;
pub use card::file;
pub use card::list;
pub use edit::FLAGS;
pub use edit::amnezia_off;
pub use edit::amnezia_sure;
pub use edit::ask;
pub use edit::edit;
pub use pools::ask_pool;
pub use pools::drop_sure;
pub use pools::offered;
pub use pools::pools;
pub use pools::suggestions;
pub use proxies::ask_mtprotoproxy;
pub use proxies::ask_proxy_links;
pub use proxies::ask_telemt;
pub use proxies::links_added;
pub use proxies::registration;
pub use remove::removal;
pub use remove::removal_sure;
pub use remove::removed;
pub use settings::TRIAL_CHANNEL;
pub use settings::TRIAL_GROUP;
pub use settings::pick_channel;
pub use settings::reset_sure;
pub use settings::setting;
pub use settings::settings;
pub use strangers::ask_import;
pub use strangers::ask_owner;
pub use strangers::ask_owners;
pub use strangers::imported;
pub use strangers::short_name;
pub use strangers::stranger;
pub use strangers::strangers;
pub use words::pool_refusal;
pub use words::refusal;
pub use words::why;

use super::Action;
use super::Button;
use super::Reader;
use super::Screen;
use super::back_to;
use super::callback::ServerAction;
use super::cancel;
use super::confirm;
use crate::models::Server;
use crate::models::ServerId;
use crate::models::ServerNews;
use crate::utils::html;
use crate::utils::locale::args;
use crate::utils::units;

/// A button of this desk.
fn act(reader: Reader, key: &str, action: ServerAction) -> Button {
    Button::act(reader.plain(key, args! {}), Action::Server(action))
}

/// Back to the card of a server.
fn back_to_card(reader: Reader, id: ServerId) -> Button {
    back_to(reader.lang, Action::Server(ServerAction::Show(id)))
}

/// A server's flag and name, not yet escaped.
fn title(server: &Server) -> String {
    let name = html::name(&server.name);
    if server.flag.is_empty() {
        name
    } else {
        format!("{} {name}", server.flag)
    }
}

/// A server does not answer.
pub fn went_down(reader: Reader, news: &ServerNews, why: &str) -> Screen {
    let why = words::why(reader.lang, why);
    told(reader, "server-notice-down", news, &why, 0)
}

/// A server answers again; so much work that waited for it goes on.
pub fn came_back(reader: Reader, news: &ServerNews, woken: i64) -> Screen {
    told(reader, "server-notice-up", news, "", woken)
}

/// The file of a server changed since an admin took it; so many peers are in it now.
pub fn file_changed(reader: Reader, news: &ServerNews, peers: i64) -> Screen {
    told(reader, "server-notice-file", news, "", peers)
}

fn told(reader: Reader, key: &str, news: &ServerNews, why: &str, count: i64) -> Screen {
    let name = html::name(&news.name);
    let length = units::duration(reader.lang, reader.now.since(news.since));
    let html = reader.html(
        key,
        args! { name: &name, length: &length, why: why, count: count },
    );
    let show = act(
        reader,
        "button-server-show",
        ServerAction::Show(news.server),
    );
    Screen::new(html).button(show)
}

/// Few addresses of one sort are left on a server.
pub fn pool_scarce(
    reader: Reader,
    name: &str,
    is_trial: bool,
    available: i64,
    total: i64,
) -> Screen {
    let key = if is_trial {
        "notice-pool-scarce-trial"
    } else {
        "notice-pool-scarce-paid"
    };
    let name = html::name(name);
    let text = reader.html(
        key,
        args! { name: &name, available: available, total: total },
    );
    Screen::new(text).button(act(reader, "button-servers", ServerAction::List(0)))
}
