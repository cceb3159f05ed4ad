//! What a buyer is told of an order without asking.

use super::orders::again;
use super::orders::payment_lines;
use super::orders::ways_to_goods;
use super::words::act;
use super::words::button;
use super::words::order_name;
use crate::models::OrderCard;
use crate::models::OrderNews;
use crate::models::Payment;
use crate::models::TicketCategory;
use crate::screens::Action;
use crate::screens::Button;
use crate::screens::Reader;
use crate::screens::Screen;
use crate::screens::callback::ShopAction;
use crate::screens::callback::SupportAction;
use crate::utils::locale::args;
use crate::utils::units;

/// The news of an order, and of the payment behind it.
pub fn told(
    reader: Reader,
    news: OrderNews,
    card: &OrderCard,
    payment: Option<&Payment>,
) -> Screen {
    let order = &card.order;
    let (id, name) = (order.id.to_string(), order_name(reader, order));
    let amount = payment.map_or(&order.price, |payment| &payment.amount);
    let amount = units::money(reader.lang, amount);
    let say = |key: &str| reader.html(key, args! { id: &id, name: &name, amount: &amount });
    let see = || act(reader, "button-order", ShopAction::Order(order.id));
    match news {
        OrderNews::Fulfilled => {
            let mut lines = payment
                .map(|payment| payment_lines(reader, order, payment))
                .unwrap_or_default();
            lines.push(reader.html("order-reference", args! { code: &order.code }));
            Screen::new(format!("{}\n\n{}", say("told-fulfilled"), lines.join("\n")))
                .row(ways_to_goods(reader, order))
                .button(see())
        }
        OrderNews::Expired => {
            Screen::new(say("told-expired")).row(again(reader, card, "button-order-anew"))
        }
        OrderNews::Rejected => Screen::new(say("told-rejected"))
            .button(see())
            .button(support(reader)),
        OrderNews::Held => Screen::new(say("told-held"))
            .button(see())
            .button(support(reader)),
        OrderNews::Refunding => Screen::new(say("told-refunding"))
            .button(see())
            .button(support(reader)),
        OrderNews::Refunded => Screen::new(say("told-refunded"))
            .button(see())
            .button(support(reader)),
        OrderNews::OnBalance => Screen::new(say("told-on-balance")).button(see()),
        OrderNews::Delayed => Screen::new(say("told-delayed"))
            .button(see())
            .button(support(reader)),
    }
}

fn support(reader: Reader) -> Button {
    let action = Action::Support(SupportAction::Begin(TicketCategory::Payment));
    button(reader, "button-pay-support", action)
}
