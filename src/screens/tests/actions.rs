//! The text form of every action: it survives, it fits, and it never changes its meaning.

mod shipped;
mod shipped_api;
mod shipped_audit;
mod shipped_backups;
mod shipped_books;
mod shipped_hooks;
mod shipped_house;
mod shipped_keys;
mod shipped_people;
mod shipped_plans;
mod shipped_proxies;
mod shipped_purse;
mod shipped_roles;
mod shipped_servers;
mod shipped_shop;
mod shipped_stars;
mod shipped_support;
mod shipped_till;
mod shipped_vpn;

use super::callback::*;
use crate::models::*;
use crate::utils::locale::Lang;
use proptest::prelude::*;

fn draft_strategy() -> impl Strategy<Value = TokenDraft> {
    (
        proptest::option::of(any::<u32>()),
        any::<u32>(),
        any::<u32>(),
    )
        .prop_map(|(duration, valid, count)| TokenDraft {
            duration_hours: duration.map(i64::from),
            valid_hours: i64::from(valid),
            count,
        })
}

fn migration(number: u32, kind: usize) -> MigrationDraft {
    let gift = match kind {
        0 => MigrationGift::Hours(None),
        1 | 2 => MigrationGift::Hours(Some(i64::from(number))),
        _ => MigrationGift::Until(Timestamp(i64::from(number))),
    };
    MigrationDraft {
        gift,
        valid_days: number,
        max_uses: u32::MAX - number,
    }
}

/// One of each kind that carries something, with any content.
fn action() -> impl Strategy<Value = Action> {
    let numbers = (
        any::<i64>(),
        any::<u32>(),
        0usize..5,
        any::<bool>(),
        any::<prop::sample::Index>(),
    );
    (numbers, draft_strategy()).prop_map(|((id, page, filter, second, kind), draft)| {
        let door = if second { Door::Vip } else { Door::Free };
        let tokens = TokenFilter::ALL[filter];
        let members = MemberFilter::ALL[filter];
        let problem = if second {
            ProblemRef::Task(TaskId(id))
        } else {
            ProblemRef::Update(InboxSeq(id))
        };
        let all = [
            Action::SetLanguage(if second { Lang::Es } else { Lang::En }),
            Action::Desk(door),
            Action::Problems(page),
            Action::RetryProblem(problem),
            Action::DropProblem(problem),
            Action::DropProblemYes(problem),
            Action::Setup(door),
            Action::CancelSetup(door),
            Action::UseAs(door, ChatId(id)),
            Action::Recheck(door),
            Action::WaitMinutes(page),
            Action::TokenPreview(draft),
            Action::TokenValidity(draft),
            Action::TokenValidityOther(draft),
            Action::TokenCount(draft),
            Action::TokenCountOther(draft),
            Action::TokenNote(draft),
            Action::TokenMake(draft),
            Action::TokenList(tokens, page),
            Action::TokenShow(TokenId(id), tokens, page),
            Action::TokenRevoke(TokenId(id), tokens, page),
            Action::TokenRevokeYes(TokenId(id), tokens, page),
            Action::MemberList(members, page),
            Action::MemberShow(UserId(id), members, page),
            Action::WhitelistAdd(UserId(id)),
            Action::WhitelistRemove(UserId(id)),
            Action::QueueShow(RequestId(id)),
            Action::Approve(RequestId(id)),
            Action::Reaction(ReactionAction::Show(door)),
            Action::Reaction(ReactionAction::SetMode(door, ReactionMode::ALL[filter % 4])),
            Action::Reaction(ReactionAction::AskEmoji(door)),
            Action::Reaction(ReactionAction::Preview(door)),
            Action::Reaction(ReactionAction::Vote((page % 10) as u8)),
            Action::Member(MemberAction::Export(members)),
            Action::Member(MemberAction::Shift(UserId(id), id)),
            Action::Member(MemberAction::History(UserId(id), page)),
            Action::Member(MemberAction::Note(UserId(id))),
            Action::Member(MemberAction::BanYes(UserId(id))),
            Action::Member(MemberAction::ImportDays(ImportId(id), page)),
            Action::Member(MemberAction::ImportTell(ImportId(id), second)),
            Action::Member(MemberAction::Migrations(page)),
            Action::Member(MemberAction::MigrationPreview(migration(page, filter))),
            Action::Member(MemberAction::MigrationValid(migration(page, filter))),
            Action::Member(MemberAction::MigrationUses(migration(page, filter))),
            Action::Member(MemberAction::MigrationMake(migration(page, filter))),
            Action::Member(MemberAction::MigrationRevokeYes(MigrationId(id))),
            Action::Member(MemberAction::AuditUndo(AuditId(id))),
            Action::Member(MemberAction::AuditPeople(
                AuditId(id),
                AuditFinding::Stray,
                page,
            )),
            Action::Mailing(MailingAction::List(page)),
            Action::Mailing(MailingAction::Show(BroadcastId(id))),
            Action::Mailing(MailingAction::Pause(BroadcastId(id))),
            Action::Mailing(MailingAction::Resume(BroadcastId(id))),
            Action::Mailing(MailingAction::Stop(BroadcastId(id))),
            Action::Mailing(MailingAction::StopYes(BroadcastId(id))),
        ];
        all[kind.index(all.len())]
    })
}

/// The same of the settings.
fn settings_action() -> impl Strategy<Value = SettingsAction> {
    let numbers = (
        any::<u8>(),
        any::<u32>(),
        any::<i64>(),
        0usize..12,
        any::<bool>(),
    );
    (numbers, "[A-Z]{3}", 0usize..17).prop_map(
        |((small, number, id, key, second), currency, kind)| {
            let door = if second { Door::Vip } else { Door::Free };
            let lang = if second { Lang::Es } else { Lang::En };
            let how = if second {
                QuickPostHow::Copy
            } else {
                QuickPostHow::Forward
            };
            let key = TextKey::ALL[key];
            let currency = CurrencyCode::new(&currency).expect("a code");
            [
                SettingsAction::SetReminders(small),
                SettingsAction::SetGrace(number),
                SettingsAction::SetZone(small),
                SettingsAction::SetLanguage(second.then_some(lang)),
                SettingsAction::SetRetention(number),
                SettingsAction::AskFee(FeePeriod::Days(number)),
                SettingsAction::DropFee(FeePeriod::Days(number), currency),
                SettingsAction::Text(key, lang),
                SettingsAction::AskText(key, lang),
                SettingsAction::PreviewText(key, lang),
                SettingsAction::DefaultText(key, lang),
                SettingsAction::ResetText(key, lang),
                SettingsAction::Card(door),
                SettingsAction::TestChannel(door),
                SettingsAction::Detach(door),
                SettingsAction::AskPost(door),
                SettingsAction::Post(door, how, MessageId(id)),
            ][kind]
        },
    )
}

proptest! {
    #[test]
    fn a_setting_survives_its_text_form(action in settings_action()) {
        let action = Action::Settings(action);
        let data = action.to_string();
        prop_assert!(data.len() <= DATA_BYTES, "{data}");
        prop_assert_eq!(data.parse(), Ok(action));
    }

    #[test]
    fn an_action_survives_its_text_form(action in action()) {
        let data = action.to_string();
        prop_assert!(data.len() <= DATA_BYTES, "{data}");
        prop_assert_eq!(data.parse(), Ok(action));
    }

    #[test]
    fn any_text_is_understood_or_refused(data in any::<String>()) {
        if let Ok(action) = data.parse::<Action>() {
            prop_assert_eq!(action.to_string(), data);
        }
    }

    #[test]
    fn anything_alike_has_one_meaning(data in "(user|admin|vip|free|shop|token|member|queue|problem|brake|both|broadcast|mail|config|reaction|react|stats|vpn|key|server|role|support|ticket|backup|house|till|receipt|proxy|source)(:[a-z_]{1,9}|:-?[0-9+]{1,12}){0,5}") {
        if let Ok(action) = data.parse::<Action>() {
            prop_assert_eq!(action.to_string(), data);
        }
    }
}

proptest! {
    #[test]
    fn a_servers_button_survives_its_text_form(
        id in any::<i64>(), other in any::<i64>(), page in any::<u32>(), small in any::<u8>(), second in any::<bool>(),
        field in 0usize..12, setting in 0usize..17,
    ) {
        let (server, field) = (ServerId(id), ServerField::ALL[field]);
        let setting = VpnSetting::ALL[setting];
        for action in [
            ServerAction::List(page),
            ServerAction::AddDemo(VpnKind::ALL[usize::from(small) % 3]),
            ServerAction::SetForm(server, crate::models::SecretForm::ALL[usize::from(small) % 3], second),
            ServerAction::Register(server),
            ServerAction::AmneziaMakeYes(server),
            ServerAction::Ask(server, field),
            ServerAction::Clear(server, field),
            ServerAction::SetFlag(server, small),
            ServerAction::Pools(server, page),
            ServerAction::PoolAdd(server, second),
            ServerAction::PoolSuggested(server, second, small),
            ServerAction::PoolDropYes(server, PoolId(other)),
            ServerAction::RemoveToYes(server, ServerId(other)),
            ServerAction::Strangers(server, page),
            ServerAction::Stranger(server, page),
            ServerAction::Adopt(server, page),
            ServerAction::Setting(setting),
            ServerAction::Choose(setting, small),
        ] {
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(Action::Server(action)));
        }
    }

    #[test]
    fn a_broadcasts_button_survives_its_text_form(id in any::<i64>(), revision in any::<i64>(), page in any::<u32>(), of in 0usize..8) {
        let (broadcast, post) = (BroadcastId(id), BroadcastPostId(id));
        let switch = BroadcastSwitch::ALL[of % 5];
        for action in [
            BroadcastAction::Begin(BroadcastTarget::People(Audience::ALL[of])),
            BroadcastAction::Confirm(broadcast, revision),
            BroadcastAction::Cancel(broadcast),
            BroadcastAction::Change(broadcast),
            BroadcastAction::Turn(broadcast, revision, switch),
            BroadcastAction::Schedule(broadcast, revision),
            BroadcastAction::KeepTime(broadcast, revision),
            BroadcastAction::Look(broadcast),
            BroadcastAction::Scheduled(page),
            BroadcastAction::Sent(page),
            BroadcastAction::Show(broadcast),
            BroadcastAction::SendNow(broadcast),
            BroadcastAction::Undo(post),
            BroadcastAction::Again(post),
            BroadcastAction::There(post),
        ] {
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(Action::Broadcast(action)));
        }
    }
}

#[test]
fn one_meaning_has_one_code() {
    for data in [
        "queue:list:+1",
        "queue:list:01",
        "queue:list:-1",
        "react:10",
        "react:+1",
        "user:home:",
        " user:home",
        "",
    ] {
        assert_eq!(data.parse::<Action>(), Err(UnknownAction), "{data}");
    }
}

proptest! {
    #[test]
    fn a_button_on_keys_survives_its_text_form(
        id in 0i64..=9_999_999_999,
        server in proptest::option::of(0i64..=99_999),
        days in proptest::option::of(0u32..=3_650),
        gigabytes in proptest::option::of(0u32..=1_000_000),
        kind in 0usize..3,
        page in any::<u32>(),
        filter in 0usize..7,
    ) {
        let kind = VpnKind::ALL[kind];
        let server = server.map(ServerId);
        let begun_at = Timestamp(i64::from(page));
        let draft = HandDraft { user: UserId(id), kind, server, days, gigabytes, begun_at };
        let scope = ConfigScope { filter: ConfigFilter::ALL[filter], server };
        let bulk = BulkScope { kind: Some(kind), server, days: page };
        for action in [
            VpnAction::List(scope, page),
            VpnAction::NewPreview(draft),
            VpnAction::NewServer(draft),
            VpnAction::Make(draft),
            VpnAction::BulkPreview(bulk),
            VpnAction::Limit(ConfigId(id), page),
            VpnAction::History(ConfigId(id), page),
        ] {
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(Action::Vpn(action)));
        }
    }
}
