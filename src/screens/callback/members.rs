//! Buttons of the members' desk.

use super::UnknownAction;
use super::member_filter;
use super::number;
use crate::models::AuditFinding;
use crate::models::AuditId;
use crate::models::ImportId;
use crate::models::MemberFilter;
use crate::models::MigrationDraft;
use crate::models::MigrationGift;
use crate::models::MigrationId;
use crate::models::Timestamp;
use crate::models::UserId;
use std::fmt;

/// What a button of this desk does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MemberAction {
    /// Ask for whom to look.
    Search,
    /// Import, migration links, the audit.
    Tools,
    /// The people of a tab as a file.
    Export(MemberFilter),

    // One person.
    /// How long shall the access be that they are given?
    Grant(UserId),
    /// Move the end by so many days.
    Shift(UserId, i64),
    /// By how many days? To be typed.
    Days(UserId),
    /// To which date? To be typed.
    Date(UserId),
    /// Ask whether access shall be for life.
    Life(UserId),
    /// For life.
    LifeYes(UserId),
    /// Send a fresh personal link.
    Link(UserId),
    /// Ask Telegram whether they are inside.
    Look(UserId),
    /// Ask for the staff's words on them.
    Note(UserId),
    /// Take those words away.
    NoteClear(UserId),
    /// Ask for a message to be handed on.
    Write(UserId),
    /// What happened to them.
    History(UserId, u32),
    /// Ask whether to remove them now.
    Remove(UserId),
    /// Remove them.
    RemoveYes(UserId),
    /// Ask whether to ban them everywhere.
    Ban(UserId),
    /// Ban them.
    BanYes(UserId),
    /// Lift the ban.
    Unban(UserId),

    // Imports.
    /// Ask for a file.
    Import,
    /// How an import stands.
    ImportShow(ImportId),
    /// An empty end means for life.
    ImportLife(ImportId),
    /// An empty end means so many days from now.
    ImportDays(ImportId, u32),
    /// An empty end means a date, to be typed.
    ImportDate(ImportId),
    /// Whether the people hear of it.
    ImportTell(ImportId, bool),
    /// Apply it.
    ImportYes(ImportId),
    /// Give it up.
    ImportCancel(ImportId),

    // Migration links.
    /// The links there are.
    Migrations(u32),
    /// Begin to make one: what does it give?
    MigrationNew,
    /// Another length or a date, to be typed.
    MigrationOther,
    /// What would be made, and the ways to change it.
    MigrationPreview(MigrationDraft),
    /// How long does it live?
    MigrationValid(MigrationDraft),
    /// How many may use it?
    MigrationUses(MigrationDraft),
    /// Make it.
    MigrationMake(MigrationDraft),
    /// Ask whether to revoke it.
    MigrationRevoke(MigrationId),
    /// Revoke it.
    MigrationRevokeYes(MigrationId),

    // The access audit.
    /// The newest one, or what it is.
    Audit,
    /// Begin one.
    AuditBegin,
    /// How one stands.
    AuditShow(AuditId),
    /// One of its lists.
    AuditPeople(AuditId, AuditFinding, u32),
    /// Stop asking.
    AuditStop(AuditId),
    /// Ask whether to send links to those outside.
    AuditLinks(AuditId),
    /// Send them.
    AuditLinksYes(AuditId),
    /// Ask whether to remove those without a right.
    AuditRemove(AuditId),
    /// Remove them in ten minutes.
    AuditRemoveYes(AuditId),
    /// They stay.
    AuditUndo(AuditId),
}

impl fmt::Display for MemberAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Search => f.write_str("member:search"),
            Self::Tools => f.write_str("member:tools"),
            Self::Export(filter) => write!(f, "member:export:{}", filter.name()),
            Self::Grant(user) => write!(f, "member:grant:{user}"),
            Self::Shift(user, days) => write!(f, "member:shift:{user}:{days}"),
            Self::Days(user) => write!(f, "member:days:{user}"),
            Self::Date(user) => write!(f, "member:date:{user}"),
            Self::Life(user) => write!(f, "member:life:{user}"),
            Self::LifeYes(user) => write!(f, "member:life_yes:{user}"),
            Self::Link(user) => write!(f, "member:link:{user}"),
            Self::Look(user) => write!(f, "member:look:{user}"),
            Self::Note(user) => write!(f, "member:note:{user}"),
            Self::NoteClear(user) => write!(f, "member:note_clear:{user}"),
            Self::Write(user) => write!(f, "member:write:{user}"),
            Self::History(user, page) => write!(f, "member:history:{user}:{page}"),
            Self::Remove(user) => write!(f, "member:remove:{user}"),
            Self::RemoveYes(user) => write!(f, "member:remove_yes:{user}"),
            Self::Ban(user) => write!(f, "member:ban:{user}"),
            Self::BanYes(user) => write!(f, "member:ban_yes:{user}"),
            Self::Unban(user) => write!(f, "member:unban:{user}"),
            Self::Import => f.write_str("member:import"),
            Self::ImportShow(id) => write!(f, "member:imp:{id}"),
            Self::ImportLife(id) => write!(f, "member:imp_life:{id}"),
            Self::ImportDays(id, days) => write!(f, "member:imp_days:{id}:{days}"),
            Self::ImportDate(id) => write!(f, "member:imp_date:{id}"),
            Self::ImportTell(id, tells) => write!(f, "member:imp_tell:{id}:{}", u8::from(*tells)),
            Self::ImportYes(id) => write!(f, "member:imp_yes:{id}"),
            Self::ImportCancel(id) => write!(f, "member:imp_cancel:{id}"),
            Self::Migrations(page) => write!(f, "member:mig:{page}"),
            Self::MigrationNew => f.write_str("member:mig_new"),
            Self::MigrationOther => f.write_str("member:mig_other"),
            Self::MigrationPreview(draft) => write!(f, "member:mig_preview:{}", DraftCode(*draft)),
            Self::MigrationValid(draft) => write!(f, "member:mig_valid:{}", DraftCode(*draft)),
            Self::MigrationUses(draft) => write!(f, "member:mig_uses:{}", DraftCode(*draft)),
            Self::MigrationMake(draft) => write!(f, "member:mig_make:{}", DraftCode(*draft)),
            Self::MigrationRevoke(id) => write!(f, "member:mig_revoke:{id}"),
            Self::MigrationRevokeYes(id) => write!(f, "member:mig_revoke_yes:{id}"),
            Self::Audit => f.write_str("member:audit"),
            Self::AuditBegin => f.write_str("member:audit_begin"),
            Self::AuditShow(id) => write!(f, "member:audit_show:{id}"),
            Self::AuditPeople(id, finding, page) => {
                write!(f, "member:audit_list:{id}:{}:{page}", finding.name())
            }
            Self::AuditStop(id) => write!(f, "member:audit_stop:{id}"),
            Self::AuditLinks(id) => write!(f, "member:audit_links:{id}"),
            Self::AuditLinksYes(id) => write!(f, "member:audit_links_yes:{id}"),
            Self::AuditRemove(id) => write!(f, "member:audit_remove:{id}"),
            Self::AuditRemoveYes(id) => write!(f, "member:audit_remove_yes:{id}"),
            Self::AuditUndo(id) => write!(f, "member:audit_undo:{id}"),
        }
    }
}

impl MemberAction {
    /// The action of those parts.
    pub fn parse(parts: &[&str]) -> Result<Self, UnknownAction> {
        let ["member", rest @ ..] = parts else {
            return Err(UnknownAction);
        };
        Self::of_person(rest)
            .or_else(|_| Self::of_import(rest))
            .or_else(|_| Self::of_migration(rest))
            .or_else(|_| Self::of_audit(rest))
    }

    fn of_person(parts: &[&str]) -> Result<Self, UnknownAction> {
        let id = |text: &str| number(text).map(UserId);
        Ok(match parts {
            ["search"] => Self::Search,
            ["tools"] => Self::Tools,
            ["export", filter] => Self::Export(member_filter(filter)?),
            ["grant", user] => Self::Grant(id(user)?),
            ["shift", user, days] => Self::Shift(id(user)?, number(days)?),
            ["days", user] => Self::Days(id(user)?),
            ["date", user] => Self::Date(id(user)?),
            ["life", user] => Self::Life(id(user)?),
            ["life_yes", user] => Self::LifeYes(id(user)?),
            ["link", user] => Self::Link(id(user)?),
            ["look", user] => Self::Look(id(user)?),
            ["note", user] => Self::Note(id(user)?),
            ["note_clear", user] => Self::NoteClear(id(user)?),
            ["write", user] => Self::Write(id(user)?),
            ["history", user, page] => Self::History(id(user)?, number(page)?),
            ["remove", user] => Self::Remove(id(user)?),
            ["remove_yes", user] => Self::RemoveYes(id(user)?),
            ["ban", user] => Self::Ban(id(user)?),
            ["ban_yes", user] => Self::BanYes(id(user)?),
            ["unban", user] => Self::Unban(id(user)?),
            _ => return Err(UnknownAction),
        })
    }

    fn of_import(parts: &[&str]) -> Result<Self, UnknownAction> {
        let id = |text: &str| number(text).map(ImportId);
        Ok(match parts {
            ["import"] => Self::Import,
            ["imp", import] => Self::ImportShow(id(import)?),
            ["imp_life", import] => Self::ImportLife(id(import)?),
            ["imp_days", import, days] => Self::ImportDays(id(import)?, number(days)?),
            ["imp_date", import] => Self::ImportDate(id(import)?),
            ["imp_tell", import, "0"] => Self::ImportTell(id(import)?, false),
            ["imp_tell", import, "1"] => Self::ImportTell(id(import)?, true),
            ["imp_yes", import] => Self::ImportYes(id(import)?),
            ["imp_cancel", import] => Self::ImportCancel(id(import)?),
            _ => return Err(UnknownAction),
        })
    }

    fn of_migration(parts: &[&str]) -> Result<Self, UnknownAction> {
        Ok(match parts {
            ["mig", page] => Self::Migrations(number(page)?),
            ["mig_new"] => Self::MigrationNew,
            ["mig_other"] => Self::MigrationOther,
            ["mig_preview", rest @ ..] => Self::MigrationPreview(draft(rest)?),
            ["mig_valid", rest @ ..] => Self::MigrationValid(draft(rest)?),
            ["mig_uses", rest @ ..] => Self::MigrationUses(draft(rest)?),
            ["mig_make", rest @ ..] => Self::MigrationMake(draft(rest)?),
            ["mig_revoke", id] => Self::MigrationRevoke(MigrationId(number(id)?)),
            ["mig_revoke_yes", id] => Self::MigrationRevokeYes(MigrationId(number(id)?)),
            _ => return Err(UnknownAction),
        })
    }

    fn of_audit(parts: &[&str]) -> Result<Self, UnknownAction> {
        let id = |text: &str| number(text).map(AuditId);
        Ok(match parts {
            ["audit"] => Self::Audit,
            ["audit_begin"] => Self::AuditBegin,
            ["audit_show", audit] => Self::AuditShow(id(audit)?),
            ["audit_list", audit, name, page] => {
                let finding = [AuditFinding::Outside, AuditFinding::Stray]
                    .into_iter()
                    .find(|finding| finding.name() == *name)
                    .ok_or(UnknownAction)?;
                Self::AuditPeople(id(audit)?, finding, number(page)?)
            }
            ["audit_stop", audit] => Self::AuditStop(id(audit)?),
            ["audit_links", audit] => Self::AuditLinks(id(audit)?),
            ["audit_links_yes", audit] => Self::AuditLinksYes(id(audit)?),
            ["audit_remove", audit] => Self::AuditRemove(id(audit)?),
            ["audit_remove_yes", audit] => Self::AuditRemoveYes(id(audit)?),
            ["audit_undo", audit] => Self::AuditUndo(id(audit)?),
            _ => return Err(UnknownAction),
        })
    }
}

/// A draft in a button: `life`, `h720` or `t1800000000`, then days and uses.
struct DraftCode(MigrationDraft);

impl fmt::Display for DraftCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MigrationDraft {
            gift,
            valid_days,
            max_uses,
        } = self.0;
        match gift {
            MigrationGift::Hours(None) => f.write_str("life"),
            MigrationGift::Hours(Some(hours)) => write!(f, "h{hours}"),
            MigrationGift::Until(at) => write!(f, "t{at}"),
        }?;
        write!(f, ":{valid_days}:{max_uses}")
    }
}

fn draft(parts: &[&str]) -> Result<MigrationDraft, UnknownAction> {
    let [gift, valid_days, max_uses] = parts else {
        return Err(UnknownAction);
    };
    let gift = if *gift == "life" {
        MigrationGift::Hours(None)
    } else if let Some(hours) = gift.strip_prefix('h') {
        MigrationGift::Hours(Some(i64::from(number::<u32>(hours)?)))
    } else if let Some(at) = gift.strip_prefix('t') {
        MigrationGift::Until(Timestamp(i64::from(number::<u32>(at)?)))
    } else {
        return Err(UnknownAction);
    };
    Ok(MigrationDraft {
        gift,
        valid_days: number(valid_days)?,
        max_uses: number(max_uses)?,
    })
}
