//! Who was told that nothing can be kept just now: each person at most once in an outage.

use super::Boundary;
use super::reply;
use super::reply::Reply;
use super::reply::To;
use crate::models::UserId;
use crate::models::UserStatus;
use crate::screens::care;
use crate::services;
use crate::telegram::admins;
use crate::utils::spawn::spawn;
use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::PoisonError;

/// People remembered in one outage; beyond them nobody more is told.
const MOST_TOLD: usize = 10_000;

/// The people told in the present outage.
#[derive(Default)]
pub(super) struct Excuses(Mutex<(u64, HashSet<UserId>)>);

impl Excuses {
    /// Whether that person is to be told now. True once in each outage.
    fn is_due(&self, outage: u64, user: UserId) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.0 != outage {
            *told = (outage, HashSet::new());
        }
        told.1.len() < MOST_TOLD && told.1.insert(user)
    }
}

impl Boundary {
    /// Tells a person that what they did waits, if they were not told yet.
    pub(super) fn apologise(&self, to: To) {
        if !self.excuses.is_due(self.ctx.db.outages(), to.user) {
            return;
        }
        let (ctx, bot) = (self.ctx.clone(), self.bot.clone());
        spawn(async move {
            let person = services::home::person(&ctx, to.user).await;
            let person = person.ok().flatten();
            if person
                .as_ref()
                .is_some_and(|person| person.status == UserStatus::Banned)
            {
                return;
            }
            let reader = admins::reader_of(&ctx, person.as_ref());
            let words = if to.query.is_some() {
                Reply::alert(care::sorry_alert(reader.lang))
            } else {
                Reply::show(care::sorry(reader))
            };
            for ending in reply::deliver(&ctx, &bot, &to, words) {
                ending.await;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_told_once_in_each_outage() {
        let excuses = Excuses::default();
        let told: Vec<bool> = [(1, 7), (1, 7), (1, 8), (2, 7), (2, 7), (1, 7)]
            .into_iter()
            .map(|(outage, user)| excuses.is_due(outage, UserId(user)))
            .collect();
        assert_eq!(told, [true, false, true, true, false, true]);
    }

    #[test]
    fn a_crowd_beyond_all_measure_is_not_remembered() {
        let excuses = Excuses::default();
        let told = (0..20_000)
            .filter(|user| excuses.is_due(1, UserId(*user)))
            .count();
        assert_eq!(told, MOST_TOLD);
    }
}
