//! The codes of buttons as they were shipped: old messages keep their buttons.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED: &[(&str, Action)] = &{
    const DRAFT: TokenDraft = TokenDraft {
        duration_hours: Some(24),
        valid_hours: 48,
        count: 5,
    };
    const LIFE: TokenDraft = TokenDraft {
        duration_hours: None,
        valid_hours: 1,
        count: 1,
    };
    [
        ("user:home", Action::Home),
        ("user:redeem_token", Action::Redeem),
        ("user:request_free", Action::RequestFree),
        ("user:cancel", Action::Cancel),
        ("user:access", Action::MyAccess),
        ("user:new_link", Action::NewLink),
        ("user:why_no_entry", Action::WhyNoEntry),
        ("user:language", Action::Languages),
        ("user:language:es", Action::SetLanguage(Lang::Es)),
        ("user:language:en", Action::SetLanguage(Lang::En)),
        ("user:help", Action::Help),
        ("user:noop", Action::Noop),
        ("admin:main", Action::Main),
        ("admin:config", Action::Config),
        ("admin:vip", Action::Desk(Door::Vip)),
        ("admin:free", Action::Desk(Door::Free)),
        ("admin:status", Action::Status),
        ("admin:ignore_offer", Action::IgnoreOffer),
        ("admin:doctor", Action::Doctor),
        ("problem:list:2", Action::Problems(2)),
        (
            "problem:retry:task:7",
            Action::RetryProblem(ProblemRef::Task(TaskId(7))),
        ),
        (
            "problem:retry:update:7",
            Action::RetryProblem(ProblemRef::Update(InboxSeq(7))),
        ),
        (
            "problem:drop:task:7",
            Action::DropProblem(ProblemRef::Task(TaskId(7))),
        ),
        (
            "problem:drop_yes:task:7",
            Action::DropProblemYes(ProblemRef::Task(TaskId(7))),
        ),
        ("vip:setup", Action::Setup(Door::Vip)),
        ("free:setup", Action::Setup(Door::Free)),
        ("vip:setup_cancel", Action::CancelSetup(Door::Vip)),
        ("free:setup_cancel", Action::CancelSetup(Door::Free)),
        (
            "vip:use:-1001234567890",
            Action::UseAs(Door::Vip, ChatId(-1_001_234_567_890)),
        ),
        (
            "free:use:-1001234567890",
            Action::UseAs(Door::Free, ChatId(-1_001_234_567_890)),
        ),
        ("vip:recheck", Action::Recheck(Door::Vip)),
        ("free:recheck", Action::Recheck(Door::Free)),
        ("free:set_wait_time", Action::SetWaitTime),
        ("free:wait:30", Action::WaitMinutes(30)),
        ("free:join_link", Action::FreeJoinLink),
        ("vip:generate_token", Action::GenerateToken),
        ("token:duration_other", Action::TokenDurationOther),
        ("token:preview:24:48:5", Action::TokenPreview(DRAFT)),
        ("token:preview:life:1:1", Action::TokenPreview(LIFE)),
        ("token:validity:24:48:5", Action::TokenValidity(DRAFT)),
        (
            "token:validity_other:24:48:5",
            Action::TokenValidityOther(DRAFT),
        ),
        ("token:count:24:48:5", Action::TokenCount(DRAFT)),
        ("token:count_other:24:48:5", Action::TokenCountOther(DRAFT)),
        ("token:note:24:48:5", Action::TokenNote(DRAFT)),
        ("token:make:24:48:5", Action::TokenMake(DRAFT)),
        ("token:list:all:0", Action::TokenList(TokenFilter::All, 0)),
        ("token:list:open:0", Action::TokenList(TokenFilter::Open, 0)),
        ("token:list:used:0", Action::TokenList(TokenFilter::Used, 0)),
        (
            "token:list:expired:0",
            Action::TokenList(TokenFilter::Expired, 0),
        ),
        (
            "token:list:revoked:0",
            Action::TokenList(TokenFilter::Revoked, 0),
        ),
        (
            "token:show:9:open:1",
            Action::TokenShow(TokenId(9), TokenFilter::Open, 1),
        ),
        (
            "token:revoke:9:open:1",
            Action::TokenRevoke(TokenId(9), TokenFilter::Open, 1),
        ),
        (
            "token:revoke_yes:9:open:1",
            Action::TokenRevokeYes(TokenId(9), TokenFilter::Open, 1),
        ),
        ("token:search", Action::TokenSearch),
        (
            "member:list:active:0",
            Action::MemberList(MemberFilter::Active, 0),
        ),
        (
            "member:list:expiring:0",
            Action::MemberList(MemberFilter::Expiring, 0),
        ),
        (
            "member:list:expired:0",
            Action::MemberList(MemberFilter::Expired, 0),
        ),
        (
            "member:list:whitelist:0",
            Action::MemberList(MemberFilter::Whitelisted, 0),
        ),
        (
            "member:list:not_entitled:0",
            Action::MemberList(MemberFilter::NotEntitled, 0),
        ),
        (
            "member:show:5:active:0",
            Action::MemberShow(UserId(5), MemberFilter::Active, 0),
        ),
        ("member:whitelist_add:5", Action::WhitelistAdd(UserId(5))),
        (
            "member:whitelist_remove:5",
            Action::WhitelistRemove(UserId(5)),
        ),
        ("queue:list:0", Action::QueueList(0)),
        ("queue:show:3", Action::QueueShow(RequestId(3))),
        ("queue:approve:3", Action::Approve(RequestId(3))),
        ("queue:decline:3", Action::Decline(RequestId(3))),
        ("queue:approve_all", Action::ApproveAll),
        ("queue:approve_all_yes", Action::ApproveAllYes),
        ("brake:do", Action::BrakeDo),
        ("brake:dry_run", Action::BrakeDryRun),
        (
            "broadcast:targets",
            Action::Broadcast(BroadcastAction::Targets),
        ),
        (
            "vip:broadcast",
            Action::Broadcast(BroadcastAction::Begin(BroadcastTarget::Door(Door::Vip))),
        ),
        (
            "free:broadcast",
            Action::Broadcast(BroadcastAction::Begin(BroadcastTarget::Door(Door::Free))),
        ),
        (
            "both:broadcast",
            Action::Broadcast(BroadcastAction::Begin(BroadcastTarget::Both)),
        ),
        (
            "broadcast:confirm:12:3",
            Action::Broadcast(BroadcastAction::Confirm(BroadcastId(12), 3)),
        ),
        (
            "broadcast:cancel:12",
            Action::Broadcast(BroadcastAction::Cancel(BroadcastId(12))),
        ),
        (
            "broadcast:change:12",
            Action::Broadcast(BroadcastAction::Change(BroadcastId(12))),
        ),
        (
            "broadcast:turn:12:3:silent",
            Action::Broadcast(BroadcastAction::Turn(
                BroadcastId(12),
                3,
                BroadcastSwitch::Silent,
            )),
        ),
        (
            "broadcast:turn:12:3:link",
            Action::Broadcast(BroadcastAction::Turn(
                BroadcastId(12),
                3,
                BroadcastSwitch::LinkPreview,
            )),
        ),
        (
            "broadcast:schedule:12:3",
            Action::Broadcast(BroadcastAction::Schedule(BroadcastId(12), 3)),
        ),
        (
            "broadcast:keep_time:12:3",
            Action::Broadcast(BroadcastAction::KeepTime(BroadcastId(12), 3)),
        ),
        (
            "broadcast:look:12",
            Action::Broadcast(BroadcastAction::Look(BroadcastId(12))),
        ),
        (
            "broadcast:scheduled:0",
            Action::Broadcast(BroadcastAction::Scheduled(0)),
        ),
        (
            "broadcast:sent:0",
            Action::Broadcast(BroadcastAction::Sent(0)),
        ),
        (
            "broadcast:show:12",
            Action::Broadcast(BroadcastAction::Show(BroadcastId(12))),
        ),
        (
            "broadcast:send_now:12",
            Action::Broadcast(BroadcastAction::SendNow(BroadcastId(12))),
        ),
        (
            "broadcast:undo:7",
            Action::Broadcast(BroadcastAction::Undo(BroadcastPostId(7))),
        ),
        (
            "broadcast:again:7",
            Action::Broadcast(BroadcastAction::Again(BroadcastPostId(7))),
        ),
        (
            "broadcast:there:7",
            Action::Broadcast(BroadcastAction::There(BroadcastPostId(7))),
        ),
        ("brake:later", Action::BrakeLater),
        (
            "config:reactions:vip",
            Action::Reaction(ReactionAction::Show(Door::Vip)),
        ),
        (
            "config:reactions:free",
            Action::Reaction(ReactionAction::Show(Door::Free)),
        ),
        (
            "reaction:mode:vip:off",
            Action::Reaction(ReactionAction::SetMode(Door::Vip, ReactionMode::Off)),
        ),
        (
            "reaction:mode:free:native",
            Action::Reaction(ReactionAction::SetMode(Door::Free, ReactionMode::Native)),
        ),
        (
            "reaction:mode:vip:buttons",
            Action::Reaction(ReactionAction::SetMode(Door::Vip, ReactionMode::Buttons)),
        ),
        (
            "reaction:mode:vip:both",
            Action::Reaction(ReactionAction::SetMode(Door::Vip, ReactionMode::Both)),
        ),
        (
            "reaction:emoji:vip",
            Action::Reaction(ReactionAction::AskEmoji(Door::Vip)),
        ),
        (
            "reaction:preview:vip",
            Action::Reaction(ReactionAction::Preview(Door::Vip)),
        ),
        ("react:0", Action::Reaction(ReactionAction::Vote(0))),
        ("react:9", Action::Reaction(ReactionAction::Vote(9))),
        ("mail:audiences", Action::Mailing(MailingAction::Audiences)),
        ("mail:list:0", Action::Mailing(MailingAction::List(0))),
        (
            "mail:show:4",
            Action::Mailing(MailingAction::Show(BroadcastId(4))),
        ),
        (
            "mail:pause:4",
            Action::Mailing(MailingAction::Pause(BroadcastId(4))),
        ),
        (
            "mail:resume:4",
            Action::Mailing(MailingAction::Resume(BroadcastId(4))),
        ),
        (
            "mail:stop:4",
            Action::Mailing(MailingAction::Stop(BroadcastId(4))),
        ),
        (
            "mail:stop_yes:4",
            Action::Mailing(MailingAction::StopYes(BroadcastId(4))),
        ),
        (
            "user:promotions_off",
            Action::Mailing(MailingAction::PromotionsOff),
        ),
        (
            "user:promotions_on",
            Action::Mailing(MailingAction::PromotionsOn),
        ),
        (
            "config:reminders",
            Action::Settings(SettingsAction::Reminders),
        ),
        (
            "config:reminders_set:2",
            Action::Settings(SettingsAction::SetReminders(2)),
        ),
        ("config:grace", Action::Settings(SettingsAction::Grace)),
        (
            "config:grace_set:24",
            Action::Settings(SettingsAction::SetGrace(24)),
        ),
        ("config:zone", Action::Settings(SettingsAction::Zone)),
        (
            "config:zone_set:0",
            Action::Settings(SettingsAction::SetZone(0)),
        ),
        (
            "config:zone_default",
            Action::Settings(SettingsAction::DefaultZone),
        ),
        (
            "config:language",
            Action::Settings(SettingsAction::Language),
        ),
        (
            "config:language_set:en",
            Action::Settings(SettingsAction::SetLanguage(Some(Lang::En))),
        ),
        (
            "config:language_default",
            Action::Settings(SettingsAction::SetLanguage(None)),
        ),
        (
            "config:retention",
            Action::Settings(SettingsAction::Retention),
        ),
        (
            "config:retention_set:90",
            Action::Settings(SettingsAction::SetRetention(90)),
        ),
        ("config:fees", Action::Settings(SettingsAction::Fees)),
        (
            "config:fee:month",
            Action::Settings(SettingsAction::AskFee(FeePeriod::Monthly)),
        ),
        (
            "config:fee:year",
            Action::Settings(SettingsAction::AskFee(FeePeriod::Yearly)),
        ),
        (
            "config:fee:life",
            Action::Settings(SettingsAction::AskFee(FeePeriod::Lifetime)),
        ),
        (
            "config:fee:90",
            Action::Settings(SettingsAction::AskFee(FeePeriod::Days(90))),
        ),
        (
            "config:fee_days",
            Action::Settings(SettingsAction::AskFeeDays),
        ),
        ("config:texts", Action::Settings(SettingsAction::Texts)),
        (
            "config:text:home:es",
            Action::Settings(SettingsAction::Text(TextKey::Home, Lang::Es)),
        ),
        (
            "config:text_set:reminder:en",
            Action::Settings(SettingsAction::AskText(TextKey::Reminder, Lang::En)),
        ),
        (
            "config:text_preview:free_join:es",
            Action::Settings(SettingsAction::PreviewText(
                TextKey::FreeAcknowledged,
                Lang::Es,
            )),
        ),
        (
            "config:text_default:link:es",
            Action::Settings(SettingsAction::DefaultText(TextKey::VipLink, Lang::Es)),
        ),
        (
            "config:text_reset:grace:es",
            Action::Settings(SettingsAction::ResetText(TextKey::Grace, Lang::Es)),
        ),
        ("config:reset", Action::Settings(SettingsAction::Reset)),
        (
            "config:reset_sure",
            Action::Settings(SettingsAction::ResetSure),
        ),
        (
            "config:reset_yes",
            Action::Settings(SettingsAction::ResetYes),
        ),
        (
            "config:card:vip",
            Action::Settings(SettingsAction::Card(Door::Vip)),
        ),
        (
            "config:card_test:free",
            Action::Settings(SettingsAction::TestChannel(Door::Free)),
        ),
        (
            "config:detach:vip",
            Action::Settings(SettingsAction::Detach(Door::Vip)),
        ),
        (
            "config:detach_yes:vip",
            Action::Settings(SettingsAction::DetachYes(Door::Vip)),
        ),
        (
            "config:post:free",
            Action::Settings(SettingsAction::AskPost(Door::Free)),
        ),
        (
            "config:post_copy:vip:9",
            Action::Settings(SettingsAction::Post(
                Door::Vip,
                QuickPostHow::Copy,
                MessageId(9),
            )),
        ),
        (
            "config:post_forward:vip:9",
            Action::Settings(SettingsAction::Post(
                Door::Vip,
                QuickPostHow::Forward,
                MessageId(9),
            )),
        ),
        (
            "admin:stats",
            Action::Statistics(StatisticsAction::Show(
                StatsView::Overview,
                StatsPeriod::Month,
            )),
        ),
        (
            "admin:stats:vip",
            Action::Statistics(StatisticsAction::Show(StatsView::Vip, StatsPeriod::Month)),
        ),
        (
            "admin:stats:free",
            Action::Statistics(StatisticsAction::Show(StatsView::Free, StatsPeriod::Month)),
        ),
        (
            "admin:stats:tokens",
            Action::Statistics(StatisticsAction::Show(
                StatsView::Tokens,
                StatsPeriod::Month,
            )),
        ),
        (
            "admin:stats:vip:today",
            Action::Statistics(StatisticsAction::Show(StatsView::Vip, StatsPeriod::Today)),
        ),
        (
            "admin:stats:refresh",
            Action::Statistics(StatisticsAction::Refresh(
                StatsView::Overview,
                StatsPeriod::Month,
            )),
        ),
        (
            "admin:stats:refresh:free:7",
            Action::Statistics(StatisticsAction::Refresh(
                StatsView::Free,
                StatsPeriod::Week,
            )),
        ),
        (
            "admin:stats:chart:moves:90",
            Action::Statistics(StatisticsAction::Chart(
                StatsChart::Moves,
                StatsPeriod::Quarter,
            )),
        ),
        (
            "admin:stats:chart:active:all",
            Action::Statistics(StatisticsAction::Chart(
                StatsChart::Active,
                StatsPeriod::All,
            )),
        ),
        (
            "admin:stats:chart:income:30",
            Action::Statistics(StatisticsAction::Chart(
                StatsChart::Income,
                StatsPeriod::Month,
            )),
        ),
        (
            "admin:stats:csv:tokens:30",
            Action::Statistics(StatisticsAction::Table(
                StatsView::Tokens,
                StatsPeriod::Month,
            )),
        ),
        (
            "admin:stats:csv:days:all",
            Action::Statistics(StatisticsAction::Days(StatsPeriod::All)),
        ),
    ]
};

#[test]
fn shipped_codes_keep_their_meaning() {
    for (data, action) in SHIPPED {
        assert_eq!(data.parse(), Ok(*action), "{data}");
        assert_eq!(&action.to_string(), data);
    }
}

/// The same for the members' desk.
const SHIPPED_MEMBERS: &[(&str, MemberAction)] = &{
    use MemberAction::*;
    const LIFELONG: MigrationDraft = MigrationDraft {
        gift: MigrationGift::Hours(None),
        valid_days: 7,
        max_uses: 0,
    };
    const MONTH: MigrationDraft = MigrationDraft {
        gift: MigrationGift::Hours(Some(720)),
        valid_days: 7,
        max_uses: 50,
    };
    const DATED: MigrationDraft = MigrationDraft {
        gift: MigrationGift::Until(Timestamp(1_800_000_000)),
        valid_days: 7,
        max_uses: 50,
    };
    [
        ("member:search", Search),
        ("member:tools", Tools),
        ("member:export:problems", Export(MemberFilter::Problems)),
        ("member:grant:5", Grant(UserId(5))),
        ("member:shift:5:-7", Shift(UserId(5), -7)),
        ("member:days:5", Days(UserId(5))),
        ("member:date:5", Date(UserId(5))),
        ("member:life:5", Life(UserId(5))),
        ("member:life_yes:5", LifeYes(UserId(5))),
        ("member:link:5", Link(UserId(5))),
        ("member:look:5", Look(UserId(5))),
        ("member:note:5", Note(UserId(5))),
        ("member:note_clear:5", NoteClear(UserId(5))),
        ("member:write:5", Write(UserId(5))),
        ("member:history:5:0", History(UserId(5), 0)),
        ("member:remove:5", Remove(UserId(5))),
        ("member:remove_yes:5", RemoveYes(UserId(5))),
        ("member:ban:5", Ban(UserId(5))),
        ("member:ban_yes:5", BanYes(UserId(5))),
        ("member:unban:5", Unban(UserId(5))),
        ("member:import", Import),
        ("member:imp:3", ImportShow(ImportId(3))),
        ("member:imp_life:3", ImportLife(ImportId(3))),
        ("member:imp_days:3:30", ImportDays(ImportId(3), 30)),
        ("member:imp_date:3", ImportDate(ImportId(3))),
        ("member:imp_tell:3:0", ImportTell(ImportId(3), false)),
        ("member:imp_tell:3:1", ImportTell(ImportId(3), true)),
        ("member:imp_yes:3", ImportYes(ImportId(3))),
        ("member:imp_cancel:3", ImportCancel(ImportId(3))),
        ("member:mig:0", Migrations(0)),
        ("member:mig_new", MigrationNew),
        ("member:mig_other", MigrationOther),
        ("member:mig_preview:life:7:0", MigrationPreview(LIFELONG)),
        ("member:mig_valid:h720:7:50", MigrationValid(MONTH)),
        ("member:mig_uses:h720:7:50", MigrationUses(MONTH)),
        ("member:mig_make:t1800000000:7:50", MigrationMake(DATED)),
        ("member:mig_revoke:2", MigrationRevoke(MigrationId(2))),
        (
            "member:mig_revoke_yes:2",
            MigrationRevokeYes(MigrationId(2)),
        ),
        ("member:audit", Audit),
        ("member:audit_begin", AuditBegin),
        ("member:audit_show:4", AuditShow(AuditId(4))),
        (
            "member:audit_list:4:outside:0",
            AuditPeople(AuditId(4), AuditFinding::Outside, 0),
        ),
        (
            "member:audit_list:4:stray:0",
            AuditPeople(AuditId(4), AuditFinding::Stray, 0),
        ),
        ("member:audit_stop:4", AuditStop(AuditId(4))),
        ("member:audit_links:4", AuditLinks(AuditId(4))),
        ("member:audit_links_yes:4", AuditLinksYes(AuditId(4))),
        ("member:audit_remove:4", AuditRemove(AuditId(4))),
        ("member:audit_remove_yes:4", AuditRemoveYes(AuditId(4))),
        ("member:audit_undo:4", AuditUndo(AuditId(4))),
    ]
};

#[test]
fn shipped_codes_of_the_members_desk_keep_their_meaning() {
    for (data, action) in SHIPPED_MEMBERS {
        assert_eq!(data.parse(), Ok(Action::Member(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
}

#[test]
fn the_button_that_drops_a_fee_keeps_its_meaning() {
    let data = "config:fee_drop:month:USD";
    let dollars = CurrencyCode::new("USD").expect("a code");
    let action = Action::Settings(SettingsAction::DropFee(FeePeriod::Monthly, dollars));
    assert_eq!(data.parse(), Ok(action));
    assert_eq!(action.to_string(), data);
}
