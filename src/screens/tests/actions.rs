//! The text form of every action: it survives, it fits, and it never changes its meaning.

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

/// One of each kind that carries something, with any content.
fn action() -> impl Strategy<Value = Action> {
    let numbers = (
        any::<i64>(),
        any::<u32>(),
        0usize..5,
        any::<bool>(),
        0usize..34,
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
            Action::Mailing(MailingAction::List(page)),
            Action::Mailing(MailingAction::Show(BroadcastId(id))),
            Action::Mailing(MailingAction::Pause(BroadcastId(id))),
            Action::Mailing(MailingAction::Resume(BroadcastId(id))),
            Action::Mailing(MailingAction::Stop(BroadcastId(id))),
            Action::Mailing(MailingAction::StopYes(BroadcastId(id))),
        ];
        all[kind]
    })
}

proptest! {
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
    fn anything_alike_has_one_meaning(data in "(user|admin|vip|free|token|member|queue|problem|brake|both|broadcast|mail|config|reaction|stats)(:[a-z_]{1,9}|:-?[0-9+]{1,12}){0,5}") {
        if let Ok(action) = data.parse::<Action>() {
            prop_assert_eq!(action.to_string(), data);
        }
    }
}

proptest! {
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
    ]
};

#[test]
fn shipped_codes_keep_their_meaning() {
    for (data, action) in SHIPPED {
        assert_eq!(data.parse(), Ok(*action), "{data}");
        assert_eq!(&action.to_string(), data);
    }
}

#[test]
fn one_meaning_has_one_code() {
    for data in [
        "queue:list:+1",
        "queue:list:01",
        "queue:list:-1",
        "user:home:",
        " user:home",
        "",
    ] {
        assert_eq!(data.parse::<Action>(), Err(UnknownAction), "{data}");
    }
}
