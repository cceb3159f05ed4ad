//! Buttons of the VPN servers, their pools, and the settings of keys.

use super::UnknownAction;
use super::number;
use crate::models::PoolId;
use crate::models::SecretForm;
use crate::models::ServerField;
use crate::models::ServerId;
use crate::models::VpnKind;
use crate::models::VpnSetting;
use std::fmt;

/// What a button of this area does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ServerAction {
    /// The servers.
    List(u32),
    /// Which sort of server is added?
    Add,
    /// Ask for an interface of this machine.
    AddLocal,
    /// Ask for what `portero node` prints.
    AddNode,
    /// Ask for key and place of a server whose file is applied by hand.
    AddFile,
    /// Ask for what an Outline server prints at its installation.
    AddOutline,
    /// Ask where telemt's control interface is.
    AddTelemt,
    /// Ask for the paths of an mtprotoproxy of this machine.
    AddMtProtoFile,
    /// Ask for links to proxies that are there already.
    AddLinks,
    /// Add a pretended server, where there are such.
    AddDemo(VpnKind),
    /// One server.
    Show(ServerId),
    /// Ask it now how it is.
    Test(ServerId),
    /// Tell the people of a proxy that it is out: of that outage.
    TellPeople(ServerId, u32),
    /// What of it can be set.
    Edit(ServerId),
    /// Ask for a value.
    Ask(ServerId, ServerField),
    /// Set a value to nothing.
    Clear(ServerId, ServerField),
    /// Set one of the flags on offer, by its number.
    SetFlag(ServerId, u8),
    /// Make links in that form or no longer.
    SetForm(ServerId, SecretForm, bool),
    /// What @MTProxybot is to be told of it.
    Register(ServerId),
    /// Ask whether to make new parameters of AmneziaWG.
    AmneziaMake(ServerId),
    /// Make them.
    AmneziaMakeYes(ServerId),
    /// Ask whether to be plain WireGuard again.
    AmneziaOff(ServerId),
    /// Its address pools.
    Pools(ServerId, u32),
    /// Ask for the networks of a new pool, for trials or not.
    PoolAdd(ServerId, bool),
    /// Add one of the pools on offer, by its number.
    PoolSuggested(ServerId, bool, u8),
    /// Ask whether to remove a pool.
    PoolDrop(ServerId, PoolId),
    /// Remove it.
    PoolDropYes(ServerId, PoolId),
    /// No new keys on it.
    Drain(ServerId),
    /// New keys on it again.
    Fill(ServerId),
    /// Ask what becomes of its keys when it is removed.
    Remove(ServerId),
    /// Ask whether to move them there and remove it.
    RemoveTo(ServerId, ServerId),
    /// Do so.
    RemoveToYes(ServerId, ServerId),
    /// Ask whether to end them and remove it.
    RemoveAll(ServerId),
    /// Do so.
    RemoveAllYes(ServerId),
    /// Its whole file.
    File(ServerId),
    /// How it differs from the database.
    Drift(ServerId),
    /// Mend that.
    Repair(ServerId),
    /// What is on it and not the house's.
    Strangers(ServerId, u32),
    /// One of them, by its short name.
    Stranger(ServerId, u32),
    /// Ask whose key it is to be.
    Adopt(ServerId, u32),
    /// Leave it alone.
    Leave(ServerId, u32),
    /// Ask for an existing file of the server.
    Import(ServerId),
    /// The settings of keys.
    Settings,
    /// One of them.
    Setting(VpnSetting),
    /// Set one of the values on offer, by its number.
    Choose(VpnSetting, u8),
    /// Telegram's list of channels, for the trial.
    PickChannel,
    /// Ask whether all settings of keys are to be as in a new house.
    Reset,
    /// Make them so.
    ResetYes,
}

impl fmt::Display for ServerAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("server:")?;
        match self {
            Self::List(page) => write!(f, "list:{page}"),
            Self::Add => f.write_str("add"),
            Self::AddLocal => f.write_str("add_local"),
            Self::AddNode => f.write_str("add_node"),
            Self::AddFile => f.write_str("add_file"),
            Self::AddOutline => f.write_str("add_outline"),
            Self::AddTelemt => f.write_str("add_telemt"),
            Self::AddMtProtoFile => f.write_str("add_mtprotoproxy"),
            Self::AddLinks => f.write_str("add_links"),
            Self::AddDemo(kind) => write!(f, "add_demo:{}", kind.name()),
            Self::Show(id) => write!(f, "show:{id}"),
            Self::Test(id) => write!(f, "test:{id}"),
            Self::TellPeople(id, outage) => write!(f, "tell:{id}:{outage}"),
            Self::Edit(id) => write!(f, "edit:{id}"),
            Self::Ask(id, field) => write!(f, "ask:{id}:{}", field.code()),
            Self::Clear(id, field) => write!(f, "clear:{id}:{}", field.code()),
            Self::SetFlag(id, number) => write!(f, "flag:{id}:{number}"),
            Self::SetForm(id, form, is_on) => {
                write!(f, "form:{id}:{}:{}", form.name(), on_name(*is_on))
            }
            Self::Register(id) => write!(f, "register:{id}"),
            Self::AmneziaMake(id) => write!(f, "amnezia:{id}"),
            Self::AmneziaMakeYes(id) => write!(f, "amnezia_yes:{id}"),
            Self::AmneziaOff(id) => write!(f, "amnezia_off:{id}"),
            Self::Pools(id, page) => write!(f, "pools:{id}:{page}"),
            Self::PoolAdd(id, is_trial) => write!(f, "pool_add:{id}:{}", sort_name(*is_trial)),
            Self::PoolSuggested(id, is_trial, number) => {
                write!(f, "pool_take:{id}:{}:{number}", sort_name(*is_trial))
            }
            Self::PoolDrop(id, pool) => write!(f, "pool_drop:{id}:{pool}"),
            Self::PoolDropYes(id, pool) => write!(f, "pool_drop_yes:{id}:{pool}"),
            Self::Drain(id) => write!(f, "drain:{id}"),
            Self::Fill(id) => write!(f, "fill:{id}"),
            Self::Remove(id) => write!(f, "remove:{id}"),
            Self::RemoveTo(id, to) => write!(f, "move:{id}:{to}"),
            Self::RemoveToYes(id, to) => write!(f, "move_yes:{id}:{to}"),
            Self::RemoveAll(id) => write!(f, "end:{id}"),
            Self::RemoveAllYes(id) => write!(f, "end_yes:{id}"),
            Self::File(id) => write!(f, "file:{id}"),
            Self::Drift(id) => write!(f, "drift:{id}"),
            Self::Repair(id) => write!(f, "repair:{id}"),
            Self::Strangers(id, page) => write!(f, "strangers:{id}:{page}"),
            Self::Stranger(id, which) => write!(f, "stranger:{id}:{which}"),
            Self::Adopt(id, which) => write!(f, "adopt:{id}:{which}"),
            Self::Leave(id, which) => write!(f, "leave:{id}:{which}"),
            Self::Import(id) => write!(f, "import:{id}"),
            Self::Settings => f.write_str("settings"),
            Self::Setting(setting) => write!(f, "set:{}", setting.code()),
            Self::Choose(setting, number) => write!(f, "pick:{}:{number}", setting.code()),
            Self::PickChannel => f.write_str("channel"),
            Self::Reset => f.write_str("reset"),
            Self::ResetYes => f.write_str("reset_yes"),
        }
    }
}

impl ServerAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["server", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Ok(match rest {
            ["list", page] => Self::List(number(page)?),
            ["add"] => Self::Add,
            ["add_local"] => Self::AddLocal,
            ["add_node"] => Self::AddNode,
            ["add_file"] => Self::AddFile,
            ["add_outline"] => Self::AddOutline,
            ["add_telemt"] => Self::AddTelemt,
            ["add_mtprotoproxy"] => Self::AddMtProtoFile,
            ["add_links"] => Self::AddLinks,
            ["add_demo", kind] => Self::AddDemo(VpnKind::parse(kind).ok_or(UnknownAction)?),
            ["show", id] => Self::Show(server(id)?),
            ["test", id] => Self::Test(server(id)?),
            ["tell", id, outage] => Self::TellPeople(server(id)?, number(outage)?),
            ["edit", id] => Self::Edit(server(id)?),
            ["ask", id, field] => {
                Self::Ask(server(id)?, ServerField::parse(field).ok_or(UnknownAction)?)
            }
            ["clear", id, field] => {
                Self::Clear(server(id)?, ServerField::parse(field).ok_or(UnknownAction)?)
            }
            ["flag", id, place] => Self::SetFlag(server(id)?, number(place)?),
            ["form", id, form, is_on] => Self::SetForm(
                server(id)?,
                SecretForm::parse(form).ok_or(UnknownAction)?,
                on(is_on)?,
            ),
            ["register", id] => Self::Register(server(id)?),
            ["amnezia", id] => Self::AmneziaMake(server(id)?),
            ["amnezia_yes", id] => Self::AmneziaMakeYes(server(id)?),
            ["amnezia_off", id] => Self::AmneziaOff(server(id)?),
            ["pools", id, page] => Self::Pools(server(id)?, number(page)?),
            ["pool_add", id, is_trial] => Self::PoolAdd(server(id)?, sort(is_trial)?),
            ["pool_take", id, is_trial, place] => {
                Self::PoolSuggested(server(id)?, sort(is_trial)?, number(place)?)
            }
            ["pool_drop", id, pool] => Self::PoolDrop(server(id)?, number(pool).map(PoolId)?),
            ["pool_drop_yes", id, pool] => {
                Self::PoolDropYes(server(id)?, number(pool).map(PoolId)?)
            }
            ["drain", id] => Self::Drain(server(id)?),
            ["fill", id] => Self::Fill(server(id)?),
            ["remove", id] => Self::Remove(server(id)?),
            ["move", id, to] => Self::RemoveTo(server(id)?, server(to)?),
            ["move_yes", id, to] => Self::RemoveToYes(server(id)?, server(to)?),
            ["end", id] => Self::RemoveAll(server(id)?),
            ["end_yes", id] => Self::RemoveAllYes(server(id)?),
            ["file", id] => Self::File(server(id)?),
            ["drift", id] => Self::Drift(server(id)?),
            ["repair", id] => Self::Repair(server(id)?),
            ["strangers", id, page] => Self::Strangers(server(id)?, number(page)?),
            ["stranger", id, which] => Self::Stranger(server(id)?, number(which)?),
            ["adopt", id, which] => Self::Adopt(server(id)?, number(which)?),
            ["leave", id, which] => Self::Leave(server(id)?, number(which)?),
            ["import", id] => Self::Import(server(id)?),
            ["settings"] => Self::Settings,
            ["set", setting] => Self::Setting(VpnSetting::parse(setting).ok_or(UnknownAction)?),
            ["pick", setting, place] => Self::Choose(
                VpnSetting::parse(setting).ok_or(UnknownAction)?,
                number(place)?,
            ),
            ["channel"] => Self::PickChannel,
            ["reset"] => Self::Reset,
            ["reset_yes"] => Self::ResetYes,
            _ => return Err(UnknownAction),
        })
    }
}

fn server(text: &str) -> Result<ServerId, UnknownAction> {
    number(text).map(ServerId)
}

fn on_name(is_on: bool) -> &'static str {
    if is_on { "on" } else { "off" }
}

fn on(name: &str) -> Result<bool, UnknownAction> {
    match name {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(UnknownAction),
    }
}

fn sort_name(is_trial: bool) -> &'static str {
    if is_trial { "trial" } else { "paid" }
}

fn sort(name: &str) -> Result<bool, UnknownAction> {
    match name {
        "trial" => Ok(true),
        "paid" => Ok(false),
        _ => Err(UnknownAction),
    }
}
