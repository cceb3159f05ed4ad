//! The screens of the plans that are sold.

use super::Reader;
use super::refusals::Say;
use crate::models::PlanFault;
use crate::utils::locale::args;
use crate::utils::units;

/// The words of a no about a plan.
pub(super) fn fault(reader: Reader, fault: &PlanFault, say: Say<'_>) -> String {
    match fault {
        PlanFault::NameInvalid { most } => say("refusal-plan-name", args! { most: *most }),
        PlanFault::NoProduct => say("refusal-plan-no-product", args! {}),
        PlanFault::TooMany { most } => say("refusal-plans-many", args! { most: *most }),
        PlanFault::TooManyPrices { most } => say("refusal-plan-prices", args! { most: *most }),
        PlanFault::NoPrice => say("refusal-plan-no-price", args! {}),
        PlanFault::LengthInvalid => say("refusal-plan-length", args! {}),
        PlanFault::CountInvalid { most } => {
            let most = units::number(reader.lang, i64::from(*most));
            say("refusal-plan-count", args! { most: &most })
        }
        PlanFault::DataInvalid => say("refusal-plan-data", args! {}),
        PlanFault::MonthlyNeeds { most } => {
            let most = units::number(reader.lang, *most);
            say("refusal-plan-monthly", args! { most: &most })
        }
    }
}
