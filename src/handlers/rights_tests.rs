use super::*;
use crate::models::AuditFinding;
use crate::models::AuditId;
use crate::models::BroadcastId;
use crate::models::BroadcastPostId;
use crate::models::BroadcastSwitch;
use crate::models::BroadcastTarget;
use crate::models::ChatId;
use crate::models::ConfigId;
use crate::models::Door;
use crate::models::FeePeriod;
use crate::models::ImportId;
use crate::models::InboxSeq;
use crate::models::MemberFilter;
use crate::models::MessageId;
use crate::models::MigrationDraft;
use crate::models::MigrationGift;
use crate::models::MigrationId;
use crate::models::PoolId;
use crate::models::ProblemRef;
use crate::models::QuickPostHow;
use crate::models::ReactionMode;
use crate::models::RequestId;
use crate::models::ServerField;
use crate::models::ServerId;
use crate::models::StatsChart;
use crate::models::StatsPeriod;
use crate::models::StatsView;
use crate::models::StatusChart;
use crate::models::StatusPage;
use crate::models::TaskId;
use crate::models::TextKey;
use crate::models::TokenDraft;
use crate::models::TokenFilter;
use crate::models::TokenId;
use crate::models::UserId;
use crate::models::VpnKind;
use crate::models::VpnSetting;
use crate::screens::callback::BroadcastAction;
use crate::screens::callback::Device;
use crate::screens::callback::HouseAction;
use crate::screens::callback::KeyAction;
use crate::screens::callback::MailingAction;
use crate::screens::callback::MemberAction;
use crate::screens::callback::ReactionAction;
use crate::screens::callback::Route;
use crate::screens::callback::ServerAction;
use crate::screens::callback::SettingsAction;
use crate::screens::callback::Span;
use crate::screens::callback::StatisticsAction;
use crate::utils::locale::Lang;

#[path = "rights_buttons.rs"]
mod buttons;

use buttons::AUDIT;
use buttons::VPN;

const DRAFT: TokenDraft = TokenDraft {
    duration_hours: None,
    valid_hours: 24,
    count: 1,
};

fn actions() -> Vec<Action> {
    let (task, update) = (ProblemRef::Task(TaskId(1)), ProblemRef::Update(InboxSeq(1)));
    let (token, user) = (TokenId(1), UserId(1));
    vec![
        Action::Home,
        Action::Redeem,
        Action::RequestFree,
        Action::Cancel,
        Action::MyAccess,
        Action::NewLink,
        Action::WhyNoEntry,
        Action::Languages,
        Action::SetLanguage(Lang::Es),
        Action::Help,
        Action::Noop,
        Action::Main,
        Action::Config,
        Action::Desk(Door::Vip),
        Action::Desk(Door::Free),
        Action::Status,
        Action::Doctor,
        Action::Problems(0),
        Action::RetryProblem(task),
        Action::DropProblem(update),
        Action::DropProblemYes(update),
        Action::Setup(Door::Vip),
        Action::CancelSetup(Door::Vip),
        Action::UseAs(Door::Vip, ChatId(-1)),
        Action::IgnoreOffer,
        Action::Recheck(Door::Free),
        Action::SetWaitTime,
        Action::WaitMinutes(5),
        Action::FreeJoinLink,
        Action::GenerateToken,
        Action::TokenDurationOther,
        Action::TokenPreview(DRAFT),
        Action::TokenValidity(DRAFT),
        Action::TokenValidityOther(DRAFT),
        Action::TokenCount(DRAFT),
        Action::TokenCountOther(DRAFT),
        Action::TokenNote(DRAFT),
        Action::TokenMake(DRAFT),
        Action::TokenList(TokenFilter::All, 0),
        Action::TokenShow(token, TokenFilter::All, 0),
        Action::TokenRevoke(token, TokenFilter::All, 0),
        Action::TokenRevokeYes(token, TokenFilter::All, 0),
        Action::TokenSearch,
        Action::MemberList(MemberFilter::Active, 0),
        Action::MemberShow(user, MemberFilter::Active, 0),
        Action::WhitelistAdd(user),
        Action::WhitelistRemove(user),
        Action::QueueList(0),
        Action::QueueShow(RequestId(1)),
        Action::Approve(RequestId(1)),
        Action::Decline(RequestId(1)),
        Action::ApproveAll,
        Action::ApproveAllYes,
        Action::BrakeDo,
        Action::BrakeDryRun,
        Action::BrakeLater,
        Action::Reaction(ReactionAction::Show(Door::Vip)),
        Action::Reaction(ReactionAction::SetMode(Door::Vip, ReactionMode::Both)),
        Action::Reaction(ReactionAction::AskEmoji(Door::Vip)),
        Action::Reaction(ReactionAction::Preview(Door::Vip)),
        Action::Reaction(ReactionAction::Vote(0)),
        Action::Settings(SettingsAction::Reminders),
        Action::Settings(SettingsAction::SetReminders(0)),
        Action::Settings(SettingsAction::Grace),
        Action::Settings(SettingsAction::SetGrace(1)),
        Action::Settings(SettingsAction::Zone),
        Action::Settings(SettingsAction::SetZone(0)),
        Action::Settings(SettingsAction::DefaultZone),
        Action::Settings(SettingsAction::Language),
        Action::Settings(SettingsAction::SetLanguage(None)),
        Action::Settings(SettingsAction::Retention),
        Action::Settings(SettingsAction::SetRetention(90)),
        Action::Settings(SettingsAction::Fees),
        Action::Settings(SettingsAction::AskFee(FeePeriod::Monthly)),
        Action::Settings(SettingsAction::AskFeeDays),
        Action::Settings(SettingsAction::Texts),
        Action::Settings(SettingsAction::Text(TextKey::Home, Lang::Es)),
        Action::Settings(SettingsAction::AskText(TextKey::Home, Lang::Es)),
        Action::Settings(SettingsAction::PreviewText(TextKey::Home, Lang::Es)),
        Action::Settings(SettingsAction::DefaultText(TextKey::Home, Lang::Es)),
        Action::Settings(SettingsAction::ResetText(TextKey::Home, Lang::Es)),
        Action::Settings(SettingsAction::Reset),
        Action::Settings(SettingsAction::ResetSure),
        Action::Settings(SettingsAction::ResetYes),
        Action::Settings(SettingsAction::Card(Door::Vip)),
        Action::Settings(SettingsAction::TestChannel(Door::Vip)),
        Action::Settings(SettingsAction::Detach(Door::Vip)),
        Action::Settings(SettingsAction::DetachYes(Door::Vip)),
        Action::Settings(SettingsAction::AskPost(Door::Vip)),
        Action::Settings(SettingsAction::Post(
            Door::Vip,
            QuickPostHow::Copy,
            MessageId(1),
        )),
        Action::House(HouseAction::Page(StatusPage::People)),
        Action::House(HouseAction::Page(StatusPage::Vpn)),
        Action::House(HouseAction::Page(StatusPage::Work)),
        Action::House(HouseAction::Page(StatusPage::Machine)),
        Action::House(HouseAction::Chart(StatusChart::People)),
        Action::House(HouseAction::Chart(StatusChart::Traffic)),
        Action::House(HouseAction::Maintenance),
        Action::House(HouseAction::Close),
        Action::House(HouseAction::Open),
        Action::House(HouseAction::Hold),
        Action::House(HouseAction::GoOn),
        Action::House(HouseAction::AskSentence),
        Action::House(HouseAction::UsualSentence),
        Action::Statistics(StatisticsAction::OVERVIEW),
        Action::Statistics(StatisticsAction::Show(StatsView::Vip, StatsPeriod::Today)),
        Action::Statistics(StatisticsAction::Refresh(StatsView::Free, StatsPeriod::All)),
        Action::Statistics(StatisticsAction::Chart(
            StatsChart::Moves,
            StatsPeriod::Week,
        )),
        Action::Statistics(StatisticsAction::Table(
            StatsView::Tokens,
            StatsPeriod::Month,
        )),
        Action::Statistics(StatisticsAction::Days(StatsPeriod::Quarter)),
    ]
    .into_iter()
    .chain(members_desk())
    .chain(people())
    .collect()
}

fn people() -> impl Iterator<Item = Action> {
    [
        "person:list:all:0",
        "person:search",
        "person:show:5",
        "person:from:5:vip:2",
        "person:owned:5",
        "person:history:5:1",
        "person:ban:5",
        "person:ban_why:5:spam",
        "person:ban_term:5:own:h24",
        "person:ban_yes:5:none:ever",
        "person:unban:5",
        "person:note:5",
        "person:note_clear:5",
        "person:write:5",
        "person:data:5",
        "person:export:5",
        "person:erase:5",
        "person:erase_yes:5",
        "me:show",
        "me:settings",
        "me:qvapay",
        "me:qvapay_clear",
        "me:zones",
        "me:region:1:2",
        "me:zone:America/Havana",
        "me:zone_default",
        "me:reminders:0",
        "me:promotions:1",
        "me:reset",
        "me:reset_yes",
    ]
    .into_iter()
    .map(|data| data.parse().expect(data))
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
        Action::Member(MemberAction::Grant(UserId(5))),
        Action::Member(MemberAction::Shift(UserId(5), -7)),
        Action::Member(MemberAction::Days(UserId(5))),
        Action::Member(MemberAction::Date(UserId(5))),
        Action::Member(MemberAction::Life(UserId(5))),
        Action::Member(MemberAction::LifeYes(UserId(5))),
        Action::Member(MemberAction::Link(UserId(5))),
        Action::Member(MemberAction::Look(UserId(5))),
        Action::Member(MemberAction::Note(UserId(5))),
        Action::Member(MemberAction::NoteClear(UserId(5))),
        Action::Member(MemberAction::Write(UserId(5))),
        Action::Member(MemberAction::History(UserId(5), 0)),
        Action::Member(MemberAction::Remove(UserId(5))),
        Action::Member(MemberAction::RemoveYes(UserId(5))),
        Action::Member(MemberAction::Ban(UserId(5))),
        Action::Member(MemberAction::BanYes(UserId(5))),
        Action::Member(MemberAction::Unban(UserId(5))),
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
        Action::Mailing(MailingAction::Audiences),
        Action::Mailing(MailingAction::List(0)),
        Action::Mailing(MailingAction::Show(BroadcastId(1))),
        Action::Mailing(MailingAction::Pause(BroadcastId(1))),
        Action::Mailing(MailingAction::Resume(BroadcastId(1))),
        Action::Mailing(MailingAction::Stop(BroadcastId(1))),
        Action::Mailing(MailingAction::StopYes(BroadcastId(1))),
        Action::Mailing(MailingAction::PromotionsOff),
        Action::Mailing(MailingAction::PromotionsOn),
    ]
    .into_iter()
    .chain(broadcasts())
    .chain(VPN.iter().map(|data| data.parse().expect(data)))
    .chain(BOOKS.split(' ').map(|data| data.parse().expect(data)))
    .chain(TICKETS.split(' ').map(|data| data.parse().expect(data)))
    .chain(
        PROXIES
            .split_whitespace()
            .map(|data| data.parse().expect(data)),
    )
    .chain(API.split_whitespace().map(|data| data.parse().expect(data)))
    .chain(TILL.split(' ').map(|data| data.parse().expect(data)))
    .chain(
        PLANS
            .split_whitespace()
            .map(|data| data.parse().expect(data)),
    )
    .chain(SUPPORT.split(' ').map(|data| data.parse().expect(data)))
    .chain(keys())
    .chain(STARS.split(' ').map(|data| data.parse().expect(data)))
    .chain(servers_desk())
    .chain(roles())
    .chain(AUDIT.iter().map(|data| data.parse().expect(data)))
    .collect()
}

/// Buttons of proxies, for people and on their desk.
const PROXIES: &str = "\
    proxy:mine proxy:list:any:any:0 proxy:kinds:any:any proxy:countries:any:any:0 proxy:show:1:any:any:0 \
    source:desk source:run source:progress source:stop source:list:0 source:add source:ask:shadowmere:any \
    source:ask:list:http source:ask:pasted:any source:add_public source:show:1 source:read:1 source:every:1 \
    source:every:1:60 source:pause:1 source:resume:1 source:refused:1 source:remove:1 source:remove_yes:1 \
    source:faults source:drop_dead source:drop_dead_yes source:drop:1 source:drop_yes:1 source:export \
    source:file:any:working source:settings source:on:telegram source:off:private source:set:at_once \
    source:set:every:20 source:type:every source:judges source:judges_usual";

/// Buttons of the API's keys.
const API: &str = "api:list:0 api:begin api:new:21:vip:90:600 api:terms:21:vip:90:600 api:name:21:vip:90:600 api:show:1 \
    api:scopes:1:house api:allow:1:members.see api:forbid:1:members.see api:rate:1 api:rate:1:60 api:revoke:1 \
    api:revoke_yes:1";

/// Buttons of plans and promotion codes.
const PLANS: &str = "plan:list:0 plan:new plan:new_of:3 plan:make:3:1 plan:make_ask:3 plan:show:1 plan:ask:1:price \
    plan:ask:1:name_es plan:clear:1:data plan:length:1:1 plan:products:1 plan:product:1:vip:on plan:prices:1 \
    plan:price_drop:1:USD plan:who:1 plan:who_set:1:new plan:sale:1:on plan:monthly:1:on plan:up:1 plan:down:1 \
    plan:copy:1 plan:remove:1 plan:remove_yes:1 promo:list:0 promo:new promo:code:percent promo:made_up:days \
    promo:show:1 promo:ask:1:uses promo:clear:1:uses promo:plans:1:0 promo:plan:1:all promo:plan:1:1 \
    promo:enable:1 promo:disable:1";

/// Buttons of the desk of the money, and of receipts on both sides.
const TILL: &str = "\
    till:main till:accounts till:methods till:switch:stars:vip till:rules till:minutes till:minutes:30 till:second \
    till:second:balance till:text:terms:es till:text_ask:paysupport:en till:text_reset:terms:en till:referral \
    till:referral_none till:referral_days till:referral_days:7 till:referral_credit till:friends \
    till:friends_any till:manual till:manual_new till:manual:3 till:manual_name:3:es till:manual_how:3:en \
    till:manual_currency:3 till:manual_number:3 till:manual_on:3 till:manual_up:3 till:manual_drop:3 \
    till:manual_drop_yes:3 receipt:list:waiting:0 receipt:list:all:1 receipt:show:5 receipt:look:5 \
    receipt:sure:5 receipt:ok:5 receipt:amount:5 receipt:no:5 receipt:no:5:missing receipt:no_words:5 \
    receipt:how:4 receipt:send:4 receipt:undo:5";

/// Buttons of payments and of the books.
const BOOKS: &str = "\
    pay:list:held:0 pay:list:refunding:0 pay:list:waiting:0 pay:list:done:1 pay:list:back:0 pay:show:1 \
    pay:orders:open:0 pay:orders:review:0 pay:orders:paid:2 pay:orders:closed:0 pay:order:1 pay:find \
    pay:release:1 pay:release_yes:1 pay:balance:1 pay:balance_yes:1 pay:balance_of:1 pay:to_order:1 pay:return:1 \
    pay:return_yes:1 pay:refund:1 pay:refund_yes:1 pay:again:1 ledger:main ledger:check ledger:csv \
    ledger:balance ledger:balance:2001 ledger:adjust:2001";

/// The staff's buttons of the support.
const TICKETS: &str = "\
    ticket:list:waiting:0 ticket:show:1 ticket:thread:1:0 ticket:look:1:0 ticket:answer:1 ticket:take:1 \
    ticket:release:1 ticket:helpers:1 ticket:give:1:2001 ticket:close:1 ticket:reopen:1 ticket:canned:1:0 \
    ticket:send:1:1 ticket:desk ticket:texts:0 ticket:text:1 ticket:text_new ticket:text_edit:1 \
    ticket:text_drop:1 ticket:text_drop_yes:1 ticket:hours ticket:hours:5 ticket:group ticket:group_use:-1009 \
    ticket:group_none";

/// A person's buttons of the support.
const SUPPORT: &str = "\
    support:home support:begin:vpn support:list:0 support:show:1:0 support:write:1 support:close:1 \
    support:rate:1:5 support:look:1:0";

fn servers_desk() -> impl Iterator<Item = Action> {
    use ServerAction as S;
    [
        S::List(0),
        S::Add,
        S::AddLocal,
        S::AddNode,
        S::AddFile,
        S::AddOutline,
        S::AddTelemt,
        S::AddMtProtoFile,
        S::AddLinks,
        S::SetForm(ServerId(3), crate::models::SecretForm::FakeTls, true),
        S::Register(ServerId(3)),
        S::AddDemo(VpnKind::Outline),
        S::Show(ServerId(3)),
        S::Test(ServerId(3)),
        S::Edit(ServerId(3)),
        S::Ask(ServerId(3), ServerField::Dns),
        S::Clear(ServerId(3), ServerField::Dns),
        S::SetFlag(ServerId(3), 1),
        S::AmneziaMake(ServerId(3)),
        S::AmneziaMakeYes(ServerId(3)),
        S::AmneziaOff(ServerId(3)),
        S::Pools(ServerId(3), 0),
        S::PoolAdd(ServerId(3), true),
        S::PoolSuggested(ServerId(3), true, 1),
        S::PoolDrop(ServerId(3), PoolId(4)),
        S::PoolDropYes(ServerId(3), PoolId(4)),
        S::Drain(ServerId(3)),
        S::Fill(ServerId(3)),
        S::Remove(ServerId(3)),
        S::RemoveTo(ServerId(3), ServerId(3)),
        S::RemoveToYes(ServerId(3), ServerId(3)),
        S::RemoveAll(ServerId(3)),
        S::RemoveAllYes(ServerId(3)),
        S::File(ServerId(3)),
        S::Drift(ServerId(3)),
        S::Repair(ServerId(3)),
        S::Strangers(ServerId(3), 0),
        S::Stranger(ServerId(3), 0),
        S::Adopt(ServerId(3), 0),
        S::Leave(ServerId(3), 0),
        S::Import(ServerId(3)),
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

fn roles() -> impl Iterator<Item = Action> {
    use crate::models::InviteId;
    use crate::models::Permission as P;
    use crate::models::PermissionArea;
    use crate::models::RoleId;
    use crate::screens::callback::RoleAction as R;
    let (user, role) = (UserId(5), RoleId(3));
    [
        R::List,
        R::Show(role, 0),
        R::Of(user),
        R::Held(user, role),
        R::Begin,
        R::Give(user),
        R::GiveRole(user, role),
        R::GiveFor(user, role, 24),
        R::AskTerm(user, role),
        R::EndIn(user, role, 0),
        R::AskEnd(user, role),
        R::AskHolderQuota(user, role),
        R::Revoke(user, role),
        R::RevokeYes(user, role),
        R::Invite(role),
        R::InviteFor(role, 24),
        R::Invites(0),
        R::InviteDrop(InviteId(1)),
        R::Table(role, PermissionArea::Vip),
        R::Allow(role, P::SeeMembers),
        R::Forbid(role, P::SeeMembers),
        R::OwnOnly(role, true),
        R::AskQuota(role),
        R::Create,
        R::Rename(role),
        R::Rank(role),
        R::Delete(role),
        R::DeleteYes(role),
    ]
    .into_iter()
    .map(Action::Role)
}

fn broadcasts() -> impl Iterator<Item = Action> {
    let (id, post) = (BroadcastId(1), BroadcastPostId(1));
    [
        BroadcastAction::Targets,
        BroadcastAction::Begin(BroadcastTarget::Both),
        BroadcastAction::Confirm(id, 1),
        BroadcastAction::Cancel(id),
        BroadcastAction::Change(id),
        BroadcastAction::Turn(id, 1, BroadcastSwitch::Pin),
        BroadcastAction::Schedule(id, 1),
        BroadcastAction::KeepTime(id, 1),
        BroadcastAction::Look(id),
        BroadcastAction::Scheduled(0),
        BroadcastAction::Sent(0),
        BroadcastAction::Show(id),
        BroadcastAction::SendNow(id),
        BroadcastAction::Undo(post),
        BroadcastAction::Again(post),
        BroadcastAction::There(post),
    ]
    .into_iter()
    .map(Action::Broadcast)
}

/// Buttons of Stars.
const STARS: &str = "\
    stars:list stars:show:4 stars:stop:4 stars:stop_yes:4 stars:allow:4 stardesk:show stardesk:link:250";

fn keys() -> impl Iterator<Item = Action> {
    let (id, kind) = (ConfigId(1), VpnKind::Outline);
    [
        KeyAction::List(0),
        KeyAction::New,
        KeyAction::NewOf(kind),
        KeyAction::NewAt(kind, None),
        KeyAction::Make(kind, None, InboxSeq(1), Device::Phone),
        KeyAction::Trial,
        KeyAction::TrialOf(kind),
        KeyAction::Show(id),
        KeyAction::File(id),
        KeyAction::Qr(id),
        KeyAction::Link(id),
        KeyAction::Guide(id),
        KeyAction::Rename(id),
        KeyAction::Rotate(id),
        KeyAction::RotateYes(id),
        KeyAction::Pause(id),
        KeyAction::Resume(id),
        KeyAction::Delete(id),
        KeyAction::DeleteYes(id),
        KeyAction::Routing(id),
        KeyAction::SetRouting(id, Route::NoLan),
        KeyAction::AskNetworks(id),
        KeyAction::Usage,
        KeyAction::Traffic(Span::Week, None),
    ]
    .into_iter()
    .map(Action::Key)
}

#[test]
fn what_is_for_people_needs_nothing_and_everything_else_a_permission() {
    for action in actions() {
        let data = action.to_string();
        let is_for_people = [
            "user:", "react:", "key:", "support:", "me:", "stars:", "proxy:",
        ]
        .iter()
        .chain(&["receipt:how:", "receipt:send:", "receipt:undo:"])
        .any(|area| data.starts_with(area));
        assert_eq!(permission_of(&action).is_none(), is_for_people, "{action}");
    }
}

#[test]
fn a_button_shown_for_an_applied_press_needs_no_more_than_the_press() {
    use crate::handlers::presses::parent;
    for action in actions() {
        let shown = parent(action);
        let is_for_people = permission_of(&action).is_none();
        assert!(
            !is_for_people || permission_of(&shown).is_none(),
            "{action}"
        );
        assert_eq!(
            parent(shown),
            shown,
            "{action}: only looking, and at an end"
        );
    }
}

#[test]
fn the_command_menu_and_the_help_know_what_each_command_needs() {
    for (name, _, needs) in crate::screens::help::STAFF_COMMANDS {
        let command = Command::read(&format!("/{name}"), "portero_bot").expect(name);
        assert_eq!(permission_of_command(&command), Some(*needs), "{name}");
    }
}

#[test]
fn each_command_that_needs_a_permission_stands_in_the_menu_and_the_help() {
    use teloxide::utils::command::BotCommands;
    // Old names of commands that stand there by their own.
    const ALIASES: [&str; 2] = ["admin_panel", "broadcast_vip"];
    for named in Command::bot_commands() {
        let name = named.command.trim_start_matches('/');
        let command = Command::read(&format!("/{name}"), "portero_bot").expect(name);
        let shown = crate::screens::help::STAFF_COMMANDS.iter();
        let is_shown = shown.map(|(shown, ..)| *shown).any(|shown| shown == name);
        let is_staffs = permission_of_command(&command).is_some();
        assert_eq!(is_shown, is_staffs && !ALIASES.contains(&name), "/{name}");
    }
}

#[test]
fn staff_commands_need_a_permission() {
    for (text, permission) in [
        ("/admin", Some(Permission::SeePanel)),
        ("/admin_panel", Some(Permission::SeePanel)),
        ("/setup_vip_channel", Some(Permission::Configure)),
        ("/set_wait_time", Some(Permission::Configure)),
        ("/generate_token", Some(Permission::MakeTokens)),
        ("/admin_stats", Some(Permission::SeeStatistics)),
        ("/doctor", Some(Permission::SeeStatus)),
        ("/audit", Some(Permission::SeeAudit)),
        ("/audit verify", Some(Permission::SeeAudit)),
        ("/servers", Some(Permission::SeeServers)),
        ("/maintenance", Some(Permission::Maintain)),
        ("/user @ana", Some(Permission::SeePeople)),
        ("/users", Some(Permission::SeePeople)),
        ("/profile", None),
        ("/settings", None),
        ("/roles", Some(Permission::SeeRoles)),
        ("/grant @ana support 1d", Some(Permission::GrantRoles)),
        ("/revoke", Some(Permission::GrantRoles)),
        ("/tickets", Some(Permission::SeeTickets)),
        ("/support", None),
        ("/paysupport", None),
        ("/backup", Some(Permission::ManageBackups)),
        ("/broadcast", Some(Permission::Broadcast)),
        ("/broadcast_vip", Some(Permission::Broadcast)),
        ("/start v_ABC", None),
        ("/status", None),
        ("/vip ABC", None),
        ("/vpn", None),
        ("/keys", None),
        ("/trial", None),
        ("/usage", None),
        ("/proxy", None),
    ] {
        let command = Command::read(text, "portero_bot").expect(text);
        assert_eq!(permission_of_command(&command), permission, "{text}");
    }
}
