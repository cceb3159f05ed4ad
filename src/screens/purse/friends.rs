//! Friends one brought: the own link, and what they brought.

use super::copy;
use super::gifts::given_line;
use super::share;
use crate::models::ReferralReward;
use crate::models::ReferralView;
use crate::models::Reward;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::back_to;
use crate::screens::callback::PurseAction;
use crate::utils::locale::args;
use crate::utils::units;

/// The own link, the rule, and what friends brought.
pub fn friends(reader: Reader, view: &ReferralView, bot_username: &str) -> Screen {
    let back = back_to(reader.lang, Action::Purse(PurseAction::Show));
    let Some(reward) = &view.rule.reward else {
        return Screen::new(reader.html("friends-closed", args! {})).button(back);
    };
    let link = format!("https://t.me/{bot_username}?start={}", view.code);
    let mut parts = vec![
        reader.html("friends-heading", args! {}),
        rule(reader, reward),
    ];
    if let Some(most) = view.rule.most {
        parts.push(reader.html("friends-most", args! { most: most }));
    }
    parts.push(reader.html("friends-link", args! { link: &link }));
    let mut counts = vec![
        reader.html("friends-count", args! { count: view.friends }),
        reader.html("friends-rewarded", args! { count: view.rewarded }),
    ];
    if view.waiting_days > 0 {
        counts.push(reader.html("friends-waiting", args! { days: view.waiting_days }));
    }
    parts.push(counts.join("\n"));
    let words = reader.plain("friends-share-text", args! {});
    Screen::new(parts.join("\n\n"))
        .row([share(reader, &link, &words), copy(reader, &link)])
        .button(back)
}

fn rule(reader: Reader, reward: &ReferralReward) -> String {
    match reward {
        ReferralReward::Days(days) => reader.html("friends-rule-days", args! { days: *days }),
        ReferralReward::Credit(credit) => {
            let amount = units::money(reader.lang, credit);
            reader.html("friends-rule-credit", args! { amount: &amount })
        }
    }
}

/// A friend paid: their inviter hears what that brought, and not who it was.
pub fn rewarded(reader: Reader, reward: &Reward) -> Screen {
    let days = reward.days.unwrap_or(0);
    let text = match &reward.credit {
        Some(credit) => {
            let amount = units::money(reader.lang, credit);
            reader.html("notice-reward-credit", args! { amount: &amount })
        }
        None if reward.given.is_empty() => reader.html("notice-reward-waits", args! { days: days }),
        None => {
            let mut lines = vec![
                reader.html("notice-reward-days", args! { days: days }),
                String::new(),
            ];
            lines.extend(reward.given.iter().map(|part| given_line(reader, part)));
            lines.join("\n")
        }
    };
    Screen::new(text).button(Button::act(
        reader.plain("button-friends", args! {}),
        Action::Purse(PurseAction::Friends),
    ))
}
