//! The reactions of a channel: their settings, and the buttons under its posts.

use super::Action;
use super::Button;
use super::callback::ReactionAction;

/// Buttons side by side at most: more are cut short on a narrow phone.
const MOST_IN_A_ROW: usize = 5;

/// The buttons under a post, each emoji with its votes, in rows of about the same length.
pub fn keyboard(counts: &[(String, i64)]) -> Vec<Vec<Button>> {
    let rows = counts.len().div_ceil(MOST_IN_A_ROW).max(1);
    let width = counts.len().div_ceil(rows).max(1);
    let buttons: Vec<Button> = (0u8..)
        .zip(counts)
        .map(|(place, (emoji, count))| {
            let label = match count {
                0 => emoji.clone(),
                some => format!("{emoji} {some}"),
            };
            Button::act(label, Action::Reaction(ReactionAction::Vote(place)))
        })
        .collect();
    buttons.chunks(width).map(<[Button]>::to_vec).collect()
}
