//! The codes of the support's buttons as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_SUPPORT: &[(&str, SupportAction)] = &{
    use SupportAction::*;
    const TICKET: TicketId = TicketId(12);
    [
        ("support:home", Home),
        ("support:begin:access", Begin(TicketCategory::Access)),
        ("support:begin:vpn", Begin(TicketCategory::Vpn)),
        ("support:begin:payment", Begin(TicketCategory::Payment)),
        ("support:begin:problem", Begin(TicketCategory::Problem)),
        ("support:begin:other", Begin(TicketCategory::Other)),
        ("support:list:2", List(2)),
        ("support:show:12:4294967295", Show(TICKET, u32::MAX)),
        ("support:write:12", Write(TICKET)),
        ("support:close:12", Close(TICKET)),
        ("support:rate:12:5", Rate(TICKET, 5)),
        ("support:look:12:3", Look(TICKET, 3)),
    ]
};

/// The same of the staff's side.
const SHIPPED_TICKETS: &[(&str, TicketAction)] = &{
    use TicketAction::*;
    const TICKET: TicketId = TicketId(12);
    const TEXT: CannedId = CannedId(4);
    [
        ("ticket:list:waiting:0", List(TicketFilter::Waiting, 0)),
        ("ticket:list:mine:1", List(TicketFilter::Mine, 1)),
        ("ticket:list:answered:0", List(TicketFilter::Answered, 0)),
        ("ticket:list:closed:0", List(TicketFilter::Closed, 0)),
        ("ticket:list:all:0", List(TicketFilter::All, 0)),
        ("ticket:show:12", Show(TICKET)),
        ("ticket:thread:12:1", Thread(TICKET, 1)),
        ("ticket:look:12:3", Look(TICKET, 3)),
        ("ticket:answer:12", Answer(TICKET)),
        ("ticket:take:12", Take(TICKET)),
        ("ticket:release:12", Release(TICKET)),
        ("ticket:helpers:12", Helpers(TICKET)),
        ("ticket:give:12:2001", Give(TICKET, UserId(2001))),
        ("ticket:close:12", Close(TICKET)),
        ("ticket:reopen:12", Reopen(TICKET)),
        ("ticket:canned:12:1", Canned(TICKET, 1)),
        ("ticket:send:12:4", Send(TICKET, TEXT)),
        ("ticket:desk", Desk),
        ("ticket:texts:1", CannedList(1)),
        ("ticket:text:4", CannedShow(TEXT)),
        ("ticket:text_new", CannedNew),
        ("ticket:text_edit:4", CannedEdit(TEXT)),
        ("ticket:text_drop:4", CannedDrop(TEXT)),
        ("ticket:text_drop_yes:4", CannedDropYes(TEXT)),
        ("ticket:hours", Hours),
        ("ticket:hours:24", SetHours(24)),
        ("ticket:group", Group),
        ("ticket:group_use:-1009", UseGroup(ChatId(-1009))),
        ("ticket:group_none", NoGroup),
    ]
};

#[test]
fn shipped_codes_of_the_support_keep_their_meaning() {
    for (data, action) in SHIPPED_SUPPORT {
        assert_eq!(data.parse(), Ok(Action::Support(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
    for (data, action) in SHIPPED_TICKETS {
        assert_eq!(data.parse(), Ok(Action::Ticket(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
    for bad in [
        "support:rate:12:0",
        "support:rate:12:6",
        "support:begin:x",
        "ticket:list:x:0",
    ] {
        assert_eq!(bad.parse::<Action>(), Err(UnknownAction), "{bad}");
    }
}

proptest! {
    #[test]
    fn a_button_of_the_support_survives_its_text_form(id in any::<i64>(), other in any::<i64>(), page in any::<u32>(), stars in 1u8..=5) {
        let ticket = TicketId(id);
        for action in [
            Action::Support(SupportAction::Show(ticket, page)),
            Action::Support(SupportAction::Rate(ticket, stars)),
            Action::Support(SupportAction::Look(ticket, page)),
            Action::Ticket(TicketAction::Thread(ticket, page)),
            Action::Ticket(TicketAction::Give(ticket, UserId(other))),
            Action::Ticket(TicketAction::Send(ticket, CannedId(other))),
            Action::Ticket(TicketAction::Canned(ticket, page)),
            Action::Ticket(TicketAction::SetHours(page)),
            Action::Ticket(TicketAction::UseGroup(ChatId(id))),
        ] {
            let data = action.to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{}", data);
            prop_assert_eq!(data.parse(), Ok(action));
        }
    }
}
