//! QvaPay, where the house sells by it: whether it takes the credentials.

use super::Patient;
use super::Verdict;
use crate::models::Found;
use crate::models::Level;
use crate::models::QvaPayFacts;

pub(super) fn qvapay(patient: &Patient<'_>) -> Verdict {
    // Of a house that sells nothing so there is nothing to say.
    match patient.settings.qvapay.clone() {
        QvaPayFacts::Off => None,
        QvaPayFacts::Unasked => Some((Level::Skipped, Found::QvaPayUnasked)),
        QvaPayFacts::Answers {
            app,
            is_active: true,
        } => Some((Level::Ok, Found::QvaPayWorks { app })),
        QvaPayFacts::Answers {
            app,
            is_active: false,
        } => Some((Level::Warning, Found::QvaPayInactive { app })),
        QvaPayFacts::Refuses { error } => Some((Level::Fault, Found::QvaPayRefuses { error })),
        // Money is not lost by it: what was paid meanwhile is seen afterwards.
        QvaPayFacts::Fails { error } => Some((Level::Warning, Found::QvaPayFails { error })),
    }
}
