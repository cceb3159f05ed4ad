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
        0usize..33,
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
    fn anything_alike_has_one_meaning(data in "(user|admin|vip|free|token|member|queue|problem|brake|both|broadcast|mail|config|reaction|react|stats)(:[a-z_]{1,9}|:-?[0-9+]{1,12}){0,5}") {
        if let Ok(action) = data.parse::<Action>() {
            prop_assert_eq!(action.to_string(), data);
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
        "react:10",
        "react:+1",
        "user:home:",
        " user:home",
        "",
    ] {
        assert_eq!(data.parse::<Action>(), Err(UnknownAction), "{data}");
    }
}
