//! MTProto servers: how one is added, and how it is registered with @MTProxybot.

use super::*;
use crate::models::ProbeOutcome;
use crate::models::Refusal;
use crate::models::SecretForm;
use crate::models::ServerField;
use crate::screens::refusals;

/// Telegram's bot for the channels of proxies.
const REGISTRAR: &str = "https://t.me/MTProxybot";
/// What it is told first.
const NEW_PROXY: &str = "/newproxy";

/// Asks where telemt's control interface is.
pub fn ask_telemt(reader: Reader) -> Screen {
    question(reader, "server-ask-telemt")
}

/// Asks for the paths of an mtprotoproxy of this machine.
pub fn ask_mtprotoproxy(reader: Reader) -> Screen {
    question(reader, "server-ask-mtprotoproxy")
}

/// Asks for links that are there already.
pub fn ask_proxy_links(reader: Reader) -> Screen {
    question(reader, "server-ask-links")
}

fn question(reader: Reader, key: &str) -> Screen {
    Screen::new(reader.html(key, args! {})).button(cancel(reader.lang))
}

/// What became of several pasted links: their servers, or where one is and why it was not added.
pub fn links_added(
    reader: Reader,
    done: &[Result<Server, (String, Refusal)>],
    is_message_gone: bool,
) -> Screen {
    let mut lines: Vec<String> = done
        .iter()
        .map(|one| match one {
            Ok(server) => reader.html("server-added", args! { name: &title(server) }),
            Err((place, why)) => {
                let place = html::one_line(place, 120);
                let why = refusals::sentence(reader, why);
                reader.html("server-link-refused", args! { place: &place, why: &why })
            }
        })
        .collect();
    if is_message_gone {
        lines.push(reader.html("server-added-hidden", args! {}));
    }
    let list = act(reader, "button-servers", ServerAction::List(0));
    Screen::new(lines.join("\n")).button(list)
}

/// Why a proxy was not added, by the key of its words.
pub(super) fn failure_key(outcome: ProbeOutcome) -> &'static str {
    match outcome {
        // It is no failure; it is said as the one that nobody knows more of.
        ProbeOutcome::Works { .. } | ProbeOutcome::Silent => "server-refusal-proxy-silent",
        ProbeOutcome::Down => "server-refusal-proxy-down",
        ProbeOutcome::Refused => "server-refusal-proxy-refused",
        ProbeOutcome::NotThisSecret => "server-refusal-proxy-secret",
        ProbeOutcome::NoTelegram | ProbeOutcome::Transport(_) => "server-refusal-proxy-telegram",
    }
}

/// The word for a form.
pub(super) fn form_name(reader: Reader, form: SecretForm) -> String {
    let key = match form {
        SecretForm::FakeTls => "proxy-form-tls",
        SecretForm::Secure => "proxy-form-secure",
        SecretForm::Plain => "proxy-form-plain",
    };
    reader.plain(key, args! {})
}

/// The forms of a server's links in words.
pub(super) fn forms(reader: Reader, server: &Server) -> String {
    let options = server.options.mtproto.clone().unwrap_or_default();
    let names = options.usable().into_iter();
    let names: Vec<String> = names.map(|form| form_name(reader, form)).collect();
    names.join(", ")
}

/// What of its links an MTProto server's card says.
pub(super) fn lines(reader: Reader, server: &Server) -> Vec<String> {
    let options = server.options.mtproto.clone().unwrap_or_default();
    let forms = forms(reader, server);
    let mut lines = vec![reader.html("server-proxy-forms", args! { forms: &forms })];
    if let Some(domain) = &options.domain {
        let domain = html::one_line(domain, 120);
        lines.push(reader.html("server-proxy-domain", args! { domain: &domain }));
    }
    if options.tag.is_some() {
        lines.push(reader.html("server-proxy-tag", args! {}));
    }
    if server.facts.is_uncounted {
        lines.push(reader.html("server-uncounted", args! {}));
    }
    lines
}

/// One button per form, which lets it be used or not.
pub(super) fn form_buttons(reader: Reader, server: &Server) -> Vec<Button> {
    let used = server
        .options
        .mtproto
        .as_ref()
        .map_or_else(Vec::new, |options| options.forms.clone());
    SecretForm::ALL
        .into_iter()
        .map(|form| {
            let is_used = used.contains(&form);
            let sign = if is_used { "✅" } else { "▫️" };
            let label = format!("{sign} {}", form_name(reader, form));
            let set = ServerAction::SetForm(server.id, form, !is_used);
            Button::act(label, Action::Server(set))
        })
        .collect()
}

/// What the admin is to send to @MTProxybot, who does not talk to bots, and where its tag goes.
pub fn registration(reader: Reader, server: &Server, secret: &str, is_driven: bool) -> Screen {
    let host = if server.host.contains(':') {
        format!("[{}]", server.host)
    } else {
        server.host.clone()
    };
    let place = format!("{}:{}", html::one_line(&host, 253), server.port);
    let mut parts = vec![reader.html(
        "server-register",
        args! { name: &title(server), first: NEW_PROXY, place: &place, secret: secret },
    )];
    let key = if is_driven {
        "server-register-driven"
    } else {
        "server-register-by-hand"
    };
    parts.push(reader.html(key, args! {}));
    let tag = server.options.mtproto.as_ref();
    if let Some(tag) = tag.and_then(|options| options.tag.as_ref()) {
        parts.push(reader.html("server-register-tag", args! { tag: tag }));
    }
    let copy = |text: &str| Button::Copy {
        label: format!("📋 {}", html::short_name(text)),
        text: text.to_owned(),
    };
    let open = Button::Url {
        label: reader.plain("button-register-open", args! {}),
        url: REGISTRAR.to_owned(),
    };
    let ask = ServerAction::Ask(server.id, ServerField::Tag);
    Screen::new(parts.join("\n\n"))
        .button(open)
        .row([copy(NEW_PROXY), copy(&place)])
        .button(copy(secret))
        .button(act(reader, "button-register-tag", ask))
        .button(back_to_card(reader, server.id))
}
