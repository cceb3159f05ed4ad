//! Plain types shared by every layer. No I/O, and no import from another layer.

mod actor;
mod broadcast;
mod card;
mod channel;
mod doctor;
mod fee;
mod ids;
mod link;
mod member;
mod notice;
mod refusal;
mod settings;
mod task;
mod time;
mod token;
mod views;
mod wording;

pub use actor::*;
pub use broadcast::*;
pub use card::*;
pub use channel::*;
pub use doctor::*;
pub use fee::*;
pub use ids::*;
pub use link::*;
pub use member::*;
pub use notice::*;
pub use refusal::*;
pub use settings::*;
pub use task::*;
pub use time::*;
pub use token::*;
pub use views::*;
pub use wording::*;
