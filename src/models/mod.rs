//! Plain types shared by every layer. No I/O, and no import from another layer.

mod actor;
mod broadcast;
mod broadcast_post;
mod channel;
mod content;
mod doctor;
mod fee;
mod ids;
mod link;
mod mailing;
mod member;
mod notice;
mod reaction;
mod refusal;
mod task;
mod time;
mod token;
mod views;

pub use actor::*;
pub use broadcast::*;
pub use broadcast_post::*;
pub use channel::*;
pub use content::*;
pub use doctor::*;
pub use fee::*;
pub use ids::*;
pub use link::*;
pub use mailing::*;
pub use member::*;
pub use notice::*;
pub use reaction::*;
pub use refusal::*;
pub use task::*;
pub use time::*;
pub use token::*;
pub use views::*;
