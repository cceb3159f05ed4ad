//! What is for the staff is for nobody else: every command and every button, tried by a stranger.

use crate::logs;
use crate::world::{ADMIN, ANA, EVA, FREE, VIP, World};
use log::Level;
use portero::demo::telegram::{JoinResult, Person};
use portero::handlers::rights;
use portero::models::{
    AuditFinding, AuditId, BroadcastId, BroadcastPostId, BroadcastSwitch, BroadcastTarget, ChatId,
    Door, FeePeriod, ImportId, InboxSeq, MemberFilter, MessageId, MigrationDraft, MigrationGift,
    MigrationId, PoolId, ProblemRef, QuickPostHow, ReactionMode, RequestId, ServerField, ServerId,
    StatsChart, StatsPeriod, StatsView, TaskId, TextKey, TokenDraft, TokenFilter, TokenId, UserId,
    VpnKind, VpnSetting,
};
use portero::screens::Action;
use portero::screens::callback::BroadcastAction;
use portero::screens::callback::MailingAction;
use portero::screens::callback::MemberAction;
use portero::screens::callback::ReactionAction;
use portero::screens::callback::ServerAction;
use portero::screens::callback::SettingsAction;
use portero::screens::callback::StatisticsAction;
use portero::utils::locale::Lang;
use serde_json::Value;

/// The staff's buttons about Stars.
const STARS: &[&str] = &["stardesk:show", "stardesk:link:250"];

/// Buttons of the state of the house and of its maintenance.
const HOUSE: &[&str] = &[
    "house:people",
    "house:vpn",
    "house:work",
    "house:machine",
    "house:chart:people",
    "house:chart:traffic",
    "house:care",
    "house:care:close",
    "house:care:open",
    "house:care:hold",
    "house:care:go_on",
    "house:care:say",
    "house:care:usual",
];

/// Buttons of plans and promotion codes.
const PLANS: &[&str] = &[
    "plan:list:0",
    "plan:new",
    "plan:new_of:3",
    "plan:make:3:1",
    "plan:make_ask:3",
    "plan:show:1",
    "plan:ask:1:price",
    "plan:ask:1:name_es",
    "plan:clear:1:data",
    "plan:length:1:1",
    "plan:products:1",
    "plan:product:1:vip:on",
    "plan:prices:1",
    "plan:price_drop:1:USD",
    "plan:who:1",
    "plan:who_set:1:new",
    "plan:sale:1:on",
    "plan:monthly:1:on",
    "plan:up:1",
    "plan:down:1",
    "plan:copy:1",
    "plan:remove:1",
    "plan:remove_yes:1",
    "promo:list:0",
    "promo:new",
    "promo:code:percent",
    "promo:made_up:days",
    "promo:show:1",
    "promo:ask:1:uses",
    "promo:clear:1:uses",
    "promo:plans:1:0",
    "promo:plan:1:all",
    "promo:plan:1:1",
    "promo:enable:1",
    "promo:disable:1",
];

/// The staff's buttons on keys.
const VPN: &[&str] = &[
    "vpn:list:kept:-:0",
    "vpn:list:trial:3:2",
    "vpn:servers",
    "vpn:search",
    "vpn:of:2001",
    "vpn:paid:5",
    "vpn:show:5",
    "vpn:history:5:1",
    "vpn:send:5",
    "vpn:file:5",
    "vpn:rename:5",
    "vpn:rotate:5",
    "vpn:rotate_yes:5",
    "vpn:hold:5",
    "vpn:release:5",
    "vpn:delete:5",
    "vpn:delete_yes:5",
    "vpn:move:5",
    "vpn:move_to:5:3",
    "vpn:terms:5",
    "vpn:days:5:30",
    "vpn:end:5",
    "vpn:no_end:5",
    "vpn:limit:5:50",
    "vpn:ask_limit:5",
    "vpn:period:5",
    "vpn:devices:5:4",
    "vpn:upgrade:5:30",
    "vpn:new",
    "vpn:new_for:2001",
    "vpn:new_server:2001:w:-:30:-:1800000000",
    "vpn:new_days:2001:o:3:30:-:1800000000",
    "vpn:ask_days:2001:w:3:30:-:1800000000",
    "vpn:new_limit:2001:w:3:-:-:1800000000",
    "vpn:preview:2001:w:3:30:100:1800000000",
    "vpn:new_name:2001:w:3:30:100:1800000000",
    "vpn:make:2001:w:3:30:100:1800000000",
    "vpn:bulk",
    "vpn:bulk_preview:-:-:7",
    "vpn:bulk_yes:w:3:7",
];

/// Buttons of the desk of the money, and the staff's of receipts.
const TILL: &[&str] = &[
    "till:main",
    "till:accounts",
    "till:methods",
    "till:switch:stars:vip",
    "till:rules",
    "till:minutes",
    "till:minutes:30",
    "till:second",
    "till:second:balance",
    "till:text:terms:es",
    "till:text_ask:paysupport:en",
    "till:text_reset:terms:en",
    "till:referral",
    "till:referral_none",
    "till:referral_days",
    "till:referral_days:7",
    "till:referral_credit",
    "till:friends",
    "till:friends_any",
    "till:manual",
    "till:manual_new",
    "till:manual:3",
    "till:manual_name:3:es",
    "till:manual_how:3:en",
    "till:manual_currency:3",
    "till:manual_number:3",
    "till:manual_on:3",
    "till:manual_up:3",
    "till:manual_drop:3",
    "till:manual_drop_yes:3",
    "receipt:list:waiting:0",
    "receipt:list:all:1",
    "receipt:show:5",
    "receipt:look:5",
    "receipt:sure:5",
    "receipt:ok:5",
    "receipt:amount:5",
    "receipt:no:5",
    "receipt:no:5:missing",
    "receipt:no_words:5",
];

/// Buttons of payments and of the books.
const BOOKS: &[&str] = &[
    "pay:list:held:0",
    "pay:list:refunding:0",
    "pay:list:waiting:0",
    "pay:list:done:1",
    "pay:list:back:0",
    "pay:show:1",
    "pay:orders:open:0",
    "pay:orders:review:0",
    "pay:orders:paid:2",
    "pay:orders:closed:0",
    "pay:order:1",
    "pay:find",
    "pay:release:1",
    "pay:release_yes:1",
    "pay:balance:1",
    "pay:balance_yes:1",
    "pay:balance_of:1",
    "pay:to_order:1",
    "pay:return:1",
    "pay:return_yes:1",
    "pay:refund:1",
    "pay:refund_yes:1",
    "pay:again:1",
    "ledger:main",
    "ledger:check",
    "ledger:csv",
    "ledger:balance",
    "ledger:balance:2001",
    "ledger:adjust:2001",
];

/// The staff's buttons of the support.
const TICKETS: &[&str] = &[
    "ticket:list:waiting:0",
    "ticket:show:1",
    "ticket:thread:1:0",
    "ticket:look:1:0",
    "ticket:answer:1",
    "ticket:take:1",
    "ticket:release:1",
    "ticket:helpers:1",
    "ticket:give:1:2001",
    "ticket:close:1",
    "ticket:reopen:1",
    "ticket:canned:1:0",
    "ticket:send:1:1",
    "ticket:desk",
    "ticket:texts:0",
    "ticket:text:1",
    "ticket:text_new",
    "ticket:text_edit:1",
    "ticket:text_drop:1",
    "ticket:text_drop_yes:1",
    "ticket:hours",
    "ticket:hours:5",
    "ticket:group",
    "ticket:group_use:-1009",
    "ticket:group_none",
];
/// The staff's buttons on people.
const PEOPLE: &[&str] = &[
    "person:list:all:0",
    "person:search",
    "person:show:2001",
    "person:from:2001:vip:0",
    "person:owned:2001",
    "person:history:2001:0",
    "person:ban:2001",
    "person:ban_why:2001:spam",
    "person:ban_term:2001:spam:h24",
    "person:ban_yes:2001:none:ever",
    "person:unban:2001",
    "person:note:2001",
    "person:note_clear:2001",
    "person:write:2001",
    "person:data:2001",
    "person:export:2001",
    "person:erase:2001",
    "person:erase_yes:2001",
];
/// The staff's buttons on backups.
const BACKUPS: &[&str] = &[
    "backup:desk",
    "backup:make",
    "backup:show:1",
    "backup:test:1",
    "backup:send:1",
    "backup:time",
    "backup:time_set:240",
    "backup:time_off",
    "backup:keep",
    "backup:keep_set:7",
    "backup:chat",
    "backup:chat_here",
    "backup:chat_default",
    "backup:split:on",
    "backup:split:off",
    "backup:restore",
    "backup:restore_yes",
    "backup:release",
];

/// Every button that needs a permission, each meaning something that is there.
/// The audit log, and the notices.
const TEAM: &[&str] = &[
    "audit:list:-:-:-",
    "audit:older:i5k:40:7:z",
    "audit:row:-:-:-:2s",
    "audit:who:-:-:-",
    "audit:person:-:vip:-",
    "audit:what:-:-:-",
    "audit:acts:s:-:20000.20001:keys",
    "audit:when:-:-:-",
    "audit:days:-:-:-",
    "audit:csv:-:-:-",
    "audit:json:r2:-:-",
    "audit:verify",
    "notice:desk",
    "notice:on:house",
    "notice:off:keys",
    "notice:quiet",
    "notice:quiet:1320:480",
    "notice:no_quiet",
    "notice:ask_quiet",
    "notice:private",
    "notice:only_group",
    "notice:group",
    "notice:pick",
    "notice:recheck",
    "notice:drop",
];

pub fn staff_buttons() -> Vec<Action> {
    let draft = TokenDraft {
        duration_hours: Some(24),
        valid_hours: 24,
        count: 1,
    };
    let (task, update) = (ProblemRef::Task(TaskId(1)), ProblemRef::Update(InboxSeq(1)));
    let mailing = BroadcastId(1);
    let (token, eva, request) = (TokenId(2), UserId(EVA), RequestId(1));
    let mut buttons = vec![
        Action::Main,
        Action::Config,
        Action::Status,
        Action::Doctor,
        Action::Problems(0),
        Action::RetryProblem(task),
        Action::DropProblem(task),
        Action::DropProblemYes(task),
        Action::RetryProblem(update),
        Action::DropProblemYes(update),
        Action::IgnoreOffer,
        Action::SetWaitTime,
        Action::WaitMinutes(0),
        Action::FreeJoinLink,
        Action::GenerateToken,
        Action::TokenDurationOther,
        Action::TokenPreview(draft),
        Action::TokenValidity(draft),
        Action::TokenValidityOther(draft),
        Action::TokenCount(draft),
        Action::TokenCountOther(draft),
        Action::TokenNote(draft),
        Action::TokenMake(draft),
        Action::TokenSearch,
        Action::WhitelistAdd(eva),
        Action::WhitelistRemove(eva),
        Action::QueueList(0),
        Action::QueueShow(request),
        Action::Approve(request),
        Action::Decline(request),
        Action::ApproveAll,
        Action::ApproveAllYes,
        Action::BrakeDo,
        Action::BrakeDryRun,
        Action::BrakeLater,
        Action::Mailing(MailingAction::Audiences),
        Action::Mailing(MailingAction::List(0)),
        Action::Mailing(MailingAction::Show(mailing)),
        Action::Mailing(MailingAction::Pause(mailing)),
        Action::Mailing(MailingAction::Resume(mailing)),
        Action::Mailing(MailingAction::Stop(mailing)),
        Action::Mailing(MailingAction::StopYes(mailing)),
        Action::Statistics(StatisticsAction::OVERVIEW),
        Action::Statistics(StatisticsAction::Show(StatsView::Vip, StatsPeriod::All)),
        Action::Statistics(StatisticsAction::Refresh(
            StatsView::Free,
            StatsPeriod::Week,
        )),
        Action::Statistics(StatisticsAction::Chart(
            StatsChart::Moves,
            StatsPeriod::Month,
        )),
        Action::Statistics(StatisticsAction::Table(
            StatsView::Tokens,
            StatsPeriod::Month,
        )),
        Action::Statistics(StatisticsAction::Days(StatsPeriod::All)),
    ];
    let texts = VPN
        .iter()
        .chain(PEOPLE)
        .chain(BACKUPS)
        .chain(HOUSE)
        .chain(PLANS)
        .chain(TILL);
    buttons.extend(texts.map(|data| data.parse::<Action>().expect(data)));
    buttons.extend(STARS.iter().map(|data| data.parse::<Action>().expect(data)));
    buttons.extend(
        BOOKS
            .iter()
            .chain(TICKETS)
            .map(|data| data.parse::<Action>().expect(data)),
    );
    buttons.extend(TEAM.iter().map(|data| data.parse::<Action>().expect(data)));
    let (broadcast, post) = (BroadcastId(1), BroadcastPostId(1));
    buttons.extend(
        [
            BroadcastAction::Targets,
            BroadcastAction::Begin(BroadcastTarget::Both),
            BroadcastAction::Confirm(broadcast, 1),
            BroadcastAction::Cancel(broadcast),
            BroadcastAction::Change(broadcast),
            BroadcastAction::Turn(broadcast, 1, BroadcastSwitch::Silent),
            BroadcastAction::Schedule(broadcast, 1),
            BroadcastAction::KeepTime(broadcast, 1),
            BroadcastAction::Look(broadcast),
            BroadcastAction::Scheduled(0),
            BroadcastAction::Sent(0),
            BroadcastAction::Show(broadcast),
            BroadcastAction::SendNow(broadcast),
            BroadcastAction::Undo(post),
            BroadcastAction::Again(post),
            BroadcastAction::There(post),
        ]
        .map(Action::Broadcast),
    );
    for door in [Door::Vip, Door::Free] {
        buttons.extend([
            Action::Desk(door),
            Action::Setup(door),
            Action::CancelSetup(door),
            Action::UseAs(door, ChatId(-1_001_000_000_003)),
            Action::UseAs(door, ChatId(VIP)),
            Action::Recheck(door),
            Action::Reaction(ReactionAction::Show(door)),
            Action::Reaction(ReactionAction::SetMode(door, ReactionMode::Both)),
            Action::Reaction(ReactionAction::AskEmoji(door)),
            Action::Reaction(ReactionAction::Preview(door)),
        ]);
    }
    buttons.extend(
        [
            SettingsAction::Reminders,
            SettingsAction::SetReminders(0),
            SettingsAction::Grace,
            SettingsAction::SetGrace(1),
            SettingsAction::Zone,
            SettingsAction::SetZone(0),
            SettingsAction::DefaultZone,
            SettingsAction::Language,
            SettingsAction::SetLanguage(None),
            SettingsAction::Retention,
            SettingsAction::SetRetention(90),
            SettingsAction::Fees,
            SettingsAction::AskFee(FeePeriod::Monthly),
            SettingsAction::AskFeeDays,
            SettingsAction::Texts,
            SettingsAction::Text(TextKey::Home, Lang::Es),
            SettingsAction::AskText(TextKey::Home, Lang::Es),
            SettingsAction::PreviewText(TextKey::Home, Lang::Es),
            SettingsAction::DefaultText(TextKey::Home, Lang::Es),
            SettingsAction::ResetText(TextKey::Home, Lang::Es),
            SettingsAction::Reset,
            SettingsAction::ResetSure,
            SettingsAction::ResetYes,
            SettingsAction::Card(Door::Vip),
            SettingsAction::TestChannel(Door::Vip),
            SettingsAction::Detach(Door::Vip),
            SettingsAction::DetachYes(Door::Vip),
            SettingsAction::AskPost(Door::Vip),
            SettingsAction::Post(Door::Vip, QuickPostHow::Copy, MessageId(1)),
        ]
        .map(Action::Settings),
    );
    for filter in TokenFilter::ALL {
        buttons.extend([
            Action::TokenList(filter, 0),
            Action::TokenShow(token, filter, 0),
            Action::TokenRevoke(token, filter, 0),
            Action::TokenRevokeYes(token, filter, 0),
        ]);
    }
    for filter in MemberFilter::ALL {
        buttons.extend([
            Action::MemberList(filter, 0),
            Action::MemberShow(eva, filter, 0),
        ]);
    }
    buttons.extend(servers_desk());
    buttons.extend(members_desk());
    buttons.extend(roles());
    buttons.extend(proxies_desk());
    buttons.extend(
        HOOKS
            .split_whitespace()
            .map(|data| data.parse::<Action>().expect(data)),
    );
    buttons
}

/// The buttons of the desk of listed proxies. The list is empty here: what would need something of it is refused.
/// The one that adds the public Shadowmere is left out: it would be read.
fn proxies_desk() -> impl Iterator<Item = Action> {
    SOURCES
        .split_whitespace()
        .map(|data| data.parse().expect(data))
}

/// The buttons of webhooks. There is none here: what would need one is refused.
const HOOKS: &str = "\
    hook:list hook:add:2047 hook:show:1 hook:ping:1 hook:pause:1 hook:resume:1 hook:events:1 hook:turn:1:payment \
    hook:move:1 hook:secret:1 hook:secret_yes:1 hook:remove:1 hook:remove_yes:1 hook:dead:1 hook:replay:1 hook:replay_all:1";

const SOURCES: &str = "\
    source:desk source:run source:progress source:stop source:list:0 source:add source:ask:shadowmere:any \
    source:ask:list:http source:ask:pasted:any source:show:1 source:read:1 source:every:1 \
    source:every:1:60 source:pause:1 source:resume:1 source:refused:1 source:remove:1 source:remove_yes:1 \
    source:faults source:drop_dead source:drop_dead_yes source:drop:1 source:drop_yes:1 source:export \
    source:file:any:working source:settings source:on:telegram source:off:private source:set:at_once \
    source:set:every:20 source:type:every source:judges source:judges_usual api:list:0 api:begin api:new:21:vip:90:600 api:terms:21:vip:90:600 api:name:21:vip:90:600 api:show:1 \
    api:scopes:1:house api:allow:1:members.see api:forbid:1:members.see api:rate:1 api:rate:1:60 api:revoke:1 \
    api:revoke_yes:1";

/// The buttons of the servers' desk.
fn servers_desk() -> impl Iterator<Item = Action> {
    use ServerAction as S;
    [
        S::List(0),
        S::Add,
        S::AddLocal,
        S::AddNode,
        S::AddFile,
        S::AddOutline,
        S::AddDemo(VpnKind::Outline),
        S::Show(ServerId(1)),
        S::Test(ServerId(1)),
        S::Edit(ServerId(1)),
        S::Ask(ServerId(1), ServerField::Dns),
        S::Clear(ServerId(1), ServerField::Dns),
        S::SetFlag(ServerId(1), 1),
        S::AmneziaMake(ServerId(1)),
        S::AmneziaMakeYes(ServerId(1)),
        S::AmneziaOff(ServerId(1)),
        S::Pools(ServerId(1), 0),
        S::PoolAdd(ServerId(1), true),
        S::PoolSuggested(ServerId(1), true, 1),
        S::PoolDrop(ServerId(1), PoolId(1)),
        S::PoolDropYes(ServerId(1), PoolId(1)),
        S::Drain(ServerId(1)),
        S::Fill(ServerId(1)),
        S::Remove(ServerId(1)),
        S::RemoveTo(ServerId(1), ServerId(1)),
        S::RemoveToYes(ServerId(1), ServerId(1)),
        S::RemoveAll(ServerId(1)),
        S::RemoveAllYes(ServerId(1)),
        S::File(ServerId(1)),
        S::Drift(ServerId(1)),
        S::Repair(ServerId(1)),
        S::Strangers(ServerId(1), 0),
        S::Stranger(ServerId(1), 0),
        S::Adopt(ServerId(1), 0),
        S::Leave(ServerId(1), 0),
        S::Import(ServerId(1)),
        S::Settings,
        S::Setting(VpnSetting::Grace),
        S::Choose(VpnSetting::Grace, 1),
        S::PickChannel,
        S::Reset,
        S::ResetYes,
    ]
    .into_iter()
    .map(Action::Server)
}

/// The buttons of roles: on Eva, and on the role of the supporters and one of somebody's own making.
fn roles() -> impl Iterator<Item = Action> {
    use portero::models::{InviteId, Permission as P, PermissionArea, RoleId};
    use portero::screens::callback::RoleAction as R;
    let (eva, role) = (UserId(EVA), RoleId(3));
    [
        R::List,
        R::Show(role, 0),
        R::Of(eva),
        R::Held(eva, role),
        R::Begin,
        R::Give(eva),
        R::GiveRole(eva, role),
        R::GiveFor(eva, role, 24),
        R::AskTerm(eva, role),
        R::EndIn(eva, role, 0),
        R::AskEnd(eva, role),
        R::AskHolderQuota(eva, role),
        R::Revoke(eva, role),
        R::RevokeYes(eva, role),
        R::Invite(role),
        R::InviteFor(role, 24),
        R::Invites(0),
        R::InviteDrop(InviteId(1)),
        R::Table(role, PermissionArea::Vip),
        R::Allow(RoleId(9), P::SeeServers),
        R::Forbid(RoleId(9), P::SeeServers),
        R::OwnOnly(RoleId(9), true),
        R::AskQuota(role),
        R::Create,
        R::Rename(RoleId(9)),
        R::Rank(RoleId(9)),
        R::Delete(RoleId(9)),
        R::DeleteYes(RoleId(9)),
    ]
    .into_iter()
    .map(Action::Role)
}

fn members_desk() -> Vec<Action> {
    let draft = || MigrationDraft {
        gift: MigrationGift::Hours(None),
        valid_days: 7,
        max_uses: 0,
    };
    vec![
        Action::Member(MemberAction::Search),
        Action::Member(MemberAction::Tools),
        Action::Member(MemberAction::Export(MemberFilter::Problems)),
        Action::Member(MemberAction::Grant(UserId(EVA))),
        Action::Member(MemberAction::Shift(UserId(EVA), -7)),
        Action::Member(MemberAction::Days(UserId(EVA))),
        Action::Member(MemberAction::Date(UserId(EVA))),
        Action::Member(MemberAction::Life(UserId(EVA))),
        Action::Member(MemberAction::LifeYes(UserId(EVA))),
        Action::Member(MemberAction::Link(UserId(EVA))),
        Action::Member(MemberAction::Look(UserId(EVA))),
        Action::Member(MemberAction::Note(UserId(EVA))),
        Action::Member(MemberAction::NoteClear(UserId(EVA))),
        Action::Member(MemberAction::Write(UserId(EVA))),
        Action::Member(MemberAction::History(UserId(EVA), 0)),
        Action::Member(MemberAction::Remove(UserId(EVA))),
        Action::Member(MemberAction::RemoveYes(UserId(EVA))),
        Action::Member(MemberAction::Ban(UserId(EVA))),
        Action::Member(MemberAction::BanYes(UserId(EVA))),
        Action::Member(MemberAction::Unban(UserId(EVA))),
        Action::Member(MemberAction::Import),
        Action::Member(MemberAction::ImportShow(ImportId(3))),
        Action::Member(MemberAction::ImportLife(ImportId(3))),
        Action::Member(MemberAction::ImportDays(ImportId(3), 30)),
        Action::Member(MemberAction::ImportDate(ImportId(3))),
        Action::Member(MemberAction::ImportTell(ImportId(3), false)),
        Action::Member(MemberAction::ImportTell(ImportId(3), true)),
        Action::Member(MemberAction::ImportYes(ImportId(3))),
        Action::Member(MemberAction::ImportCancel(ImportId(3))),
        Action::Member(MemberAction::Migrations(0)),
        Action::Member(MemberAction::MigrationNew),
        Action::Member(MemberAction::MigrationOther),
        Action::Member(MemberAction::MigrationPreview(draft())),
        Action::Member(MemberAction::MigrationValid(draft())),
        Action::Member(MemberAction::MigrationUses(draft())),
        Action::Member(MemberAction::MigrationMake(draft())),
        Action::Member(MemberAction::MigrationRevoke(MigrationId(2))),
        Action::Member(MemberAction::MigrationRevokeYes(MigrationId(2))),
        Action::Member(MemberAction::Audit),
        Action::Member(MemberAction::AuditBegin),
        Action::Member(MemberAction::AuditShow(AuditId(4))),
        Action::Member(MemberAction::AuditPeople(
            AuditId(4),
            AuditFinding::Outside,
            0,
        )),
        Action::Member(MemberAction::AuditPeople(
            AuditId(4),
            AuditFinding::Stray,
            0,
        )),
        Action::Member(MemberAction::AuditStop(AuditId(4))),
        Action::Member(MemberAction::AuditLinks(AuditId(4))),
        Action::Member(MemberAction::AuditLinksYes(AuditId(4))),
        Action::Member(MemberAction::AuditRemove(AuditId(4))),
        Action::Member(MemberAction::AuditRemoveYes(AuditId(4))),
        Action::Member(MemberAction::AuditUndo(AuditId(4))),
    ]
}

#[test]
fn no_button_is_forgotten_here() {
    let source = include_str!("../../src/screens/callback.rs");
    let from = source
        .find("impl fmt::Display for Action")
        .expect("the codec");
    let text = &source[from..from + source[from..].find("\n}\n").expect("its end")];
    let word = |text: &str| {
        let name = text.split(|c: char| !c.is_ascii_alphanumeric()).next();
        name.unwrap_or_default().to_owned()
    };
    let tried: Vec<String> = staff_buttons()
        .iter()
        .map(|action| word(&format!("{action:?}")))
        .collect();
    let all: Vec<(String, &str)> = text
        .split("Self::")
        .skip(1)
        .map(|arm| (word(arm), arm))
        .collect();
    assert!(all.len() > 50, "{all:?}");
    for (name, arm) in all {
        // The buttons of one's own things are everybody's.
        let own = ["Key", "Profile", "Support", "Shop", "Purse", "Proxy"];
        let is_for_people = arm.contains("\"user:") || own.contains(&name.as_str());
        assert!(
            is_for_people || tried.contains(&name),
            "{name} is not tried"
        );
    }
}

/// Everything in the database that a stranger must not change.
pub fn contents(world: &World) -> Vec<(String, Vec<String>)> {
    let database = world.database();
    let mut names = database
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .expect("tables");
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))
        .expect("tables")
        .map(|name| name.expect("a name"))
        // People are refreshed and counted, updates stored; jobs and the heartbeat go on by themselves.
        .filter(|name: &String| {
            ![
                "users",
                "inbox",
                "job_runs",
                "house_state",
                "activity_daily",
            ]
            .contains(&name.as_str())
        })
        .collect();
    assert!(names.len() > 15, "{names:?}");
    names
        .into_iter()
        .map(|name| {
            let mut rows = database
                .prepare(&format!("SELECT * FROM {name}"))
                .expect("a table");
            let columns = rows.column_count();
            let rows = rows
                .query_map([], |row| {
                    (0..columns)
                        .map(|column| row.get_ref(column).map(|value| format!("{value:?}")))
                        .collect::<Result<Vec<_>, _>>()
                })
                .expect("rows")
                .map(|row| row.expect("a row").join("|"))
                .collect();
            (name, rows)
        })
        .collect()
}

/// A house in which every button means something.
pub async fn furnished() -> World {
    let world = World::new().await;
    world.emulator.add_channel(-1_001_000_000_003, "Otro");
    world.emulator.set_owner(-1_001_000_000_003, ANA);
    world.emulator.set_bot_rights(
        -1_001_000_000_003,
        portero::demo::telegram::Rights::full(),
        ANA,
    );
    let tokens = world.tokens(3, Some(24)).await;
    let link = world.redeem(&world.eva, &tokens[0]).await;
    assert_eq!(world.eva.join(&link), JoinResult::Joined);
    world.eva.expect("🎉").await;
    let waiting = world.emulator.add_person(4201, "Leo", None, "es");
    waiting.send("/free");
    waiting.expect("Solicitud recibida").await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world.settled().await;
    world.app().ctx.task_added.notify_one();
    world
        .emulator
        .wait(
            |_| {
                let sql = "SELECT count(*) FROM tasks WHERE state = 'due' AND due_at <= 1800000000";
                (world.value::<i64>(sql) == 0).then_some(())
            },
            "quiet",
        )
        .await;
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn every_staff_button_pressed_by_a_stranger_is_refused_with_an_alert_and_logged() {
    let world = furnished().await;
    let before = contents(&world);
    let mut mark = world.emulator.mark();
    for (number, action) in staff_buttons().into_iter().enumerate() {
        let permission = rights::permission_of(&action).expect("a permission");
        // A fresh person each twenty presses: the flood filter would answer instead.
        let stranger = stranger(&world, number / 20);
        let answer = stranger
            .answer_to(&stranger.press_raw(&action.to_string()))
            .await;
        assert!(
            answer.show_alert && answer.text == "🚷 Eso es solo para el equipo.",
            "{action}: {answer:?}"
        );
        let line = format!(
            "[{}] tried {action} without the permission {}",
            stranger.id,
            permission.name()
        );
        assert_eq!(
            logs::at(Level::Warn, &line).len(),
            1,
            "{action} is not logged"
        );
        world.settled().await;
        let calls = world.emulator.calls_since(mark);
        mark = world.emulator.mark();
        let others: Vec<_> = calls
            .iter()
            // The command menus are published by themselves a while after the start.
            .filter(|call| {
                !["getUpdates", "answerCallbackQuery", "setMyCommands"]
                    .contains(&call.method.as_str())
            })
            .collect();
        assert!(others.is_empty(), "{action}: {others:#?}");
    }
    assert_eq!(contents(&world), before);
    world.finish().await;
}

/// Somebody who pressed Start once, in Spanish.
fn stranger(world: &World, number: usize) -> Person {
    let id = 4_300 + i64::try_from(number).expect("small");
    if world.emulator.people().iter().any(|known| known.id == id) {
        world.emulator.person(id)
    } else {
        world.emulator.add_person(id, "Nadie", None, "es")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_staff_command_typed_by_a_stranger_is_refused_with_words_and_logged() {
    let world = furnished().await;
    let before = contents(&world);
    for (number, text) in [
        "/admin",
        "/admin_panel",
        "/setup_vip_channel",
        "/set_wait_time",
        "/generate_token",
        "/doctor",
        "/servers",
        "/maintenance",
        "/roles",
        "/grant @ana support 1d",
        "/revoke @ana",
        "/audit",
        "/audit verify",
        "/admin_stats",
        "/Admin@portero_bot",
        "/generate_token 500",
    ]
    .into_iter()
    .enumerate()
    {
        let stranger = stranger(&world, number);
        stranger.send(text);
        stranger.expect("Eso es solo para el equipo").await;
        let name = text.split(' ').next().unwrap_or_default();
        let line = format!("[{}] tried {name} without the permission", stranger.id);
        assert_eq!(logs::at(Level::Warn, &line).len(), 1, "{text}");
    }
    assert_eq!(contents(&world), before);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn status_shows_a_stranger_nothing_of_the_house() {
    let world = furnished().await;
    world.ana.send("/status");
    let shown = world.ana.expect("¡Hola").await;
    assert!(!shown.text.contains("Memoria"), "{shown}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picked_or_forwarded_chat_of_a_stranger_configures_nothing() {
    let world = furnished().await;
    let before = contents(&world);
    world.ana.share_chat_only(1, -1_001_000_000_003);
    world.ana.expect("Eso es solo para el equipo").await;
    world.ana.send_forward_of_channel_post(-1_001_000_000_003);
    world.ana.expect("No entendí").await;
    world.ana.send("@canal_vip");
    world.ana.expect("Ya no recuerdo").await;
    world
        .ana
        .start(Some("own_0123456789abcdef0123456789abcdef"));
    world.ana.expect("No conozco ese enlace de dueño").await;
    world.settled().await;
    assert_eq!(contents(&world), before);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_made_the_bot_admin_of_their_own_channel_is_offered_nothing() {
    let world = World::new().await;
    world.ana.start(None);
    world.ana.expect("¡Hola").await;
    world.emulator.add_channel(-1_001_000_000_004, "Ajeno");
    world.emulator.set_owner(-1_001_000_000_004, ANA);
    let mark = world.emulator.mark();
    world
        .ana
        .add_bot(-1_001_000_000_004, portero::demo::telegram::Rights::full());
    world.settled().await;
    let said: Vec<_> = world
        .emulator
        .calls_since(mark)
        .into_iter()
        .filter(|call| call.method == "sendMessage")
        .collect();
    assert!(said.is_empty(), "{said:#?}");
    let config: i64 = world.value("SELECT vip_channel_id FROM bot_config");
    assert_eq!(config, VIP);
    world.finish().await;
}

/// Whether the chat with that person has a command menu of its own.
fn has_menu(menus: &[(String, Value)], id: i64) -> bool {
    menus.iter().any(|(scope, list)| {
        let is_set = list.as_array().is_some_and(|list| !list.is_empty());
        let mut numbers = scope.split(|c: char| !c.is_ascii_digit());
        numbers.any(|number| number == id.to_string()) && is_set
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_who_lost_the_role_is_a_stranger_even_in_the_middle_of_a_question() {
    let mut world = World::new().await;
    world.menus(|menus| has_menu(menus, ADMIN)).await;
    world.admin.press_raw("free:set_wait_time");
    world.admin.expect("¿Cuántos minutos").await;
    world
        .database()
        .execute("DELETE FROM user_roles", [])
        .expect("deleted");
    world.admin.send("30");
    world.admin.expect("Eso es solo para el equipo").await;
    assert_eq!(
        world.value::<i64>("SELECT wait_time_minutes FROM bot_config"),
        5
    );
    // The settings decide at the next start: another admin now, and the old one's menu goes.
    world
        .settings
        .insert("ADMIN_USER_IDS".to_owned(), ANA.to_string());
    world.ana.start(None);
    world.settled().await;
    world.restart().await;
    world.ana.send("/admin");
    world.ana.expect("Panel de Administración").await;
    world.admin.send("/admin");
    world.admin.expect("Eso es solo para el equipo").await;
    world
        .menus(|menus| has_menu(menus, ANA) && !has_menu(menus, ADMIN))
        .await;
    assert_eq!(
        world.value::<i64>("SELECT free_channel_id FROM bot_config"),
        FREE
    );
    world.finish().await;
}
