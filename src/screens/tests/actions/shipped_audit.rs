//! The codes of the buttons of the audit log and of the notices as they were shipped.

use super::*;

/// Shipped once, kept for ever: old messages keep their buttons. Lines are added, never changed.
const SHIPPED_AUDIT: &[(&str, AuditAction)] = &{
    use AuditAction::*;
    const ALL: AuditFilter = AuditFilter::ALL;
    const NARROW: AuditFilter = AuditFilter {
        who: AuditWho::Involved(UserId(2001)),
        what: AuditWhat::Act(40),
        when: AuditWhen::Days(7),
    };
    const DATED: AuditFilter = AuditFilter {
        who: AuditWho::System,
        what: AuditWhat::Area(AuditArea::Vip),
        when: AuditWhen::Between(20_000, 20_001),
    };
    const BY: AuditFilter = AuditFilter {
        who: AuditWho::By(UserId(7)),
        ..ALL
    };
    const ON: AuditFilter = AuditFilter {
        who: AuditWho::On(UserId(7)),
        ..ALL
    };
    const SAME: AuditFilter = AuditFilter {
        who: AuditWho::SameTarget(36),
        ..ALL
    };
    [
        ("audit:list:-:-:-", List(ALL)),
        ("audit:list:i1jl:40:7", List(NARROW)),
        ("audit:list:s:vip:20000.20001", List(DATED)),
        ("audit:list:b7:-:-", List(BY)),
        ("audit:list:o7:-:-", List(ON)),
        ("audit:list:r10:-:-", List(SAME)),
        ("audit:older:-:-:-:10", Older(ALL, 36)),
        ("audit:row:-:-:-:10", Row(36, ALL)),
        ("audit:who:-:-:-", Who(ALL)),
        ("audit:person:-:-:-", AskPerson(ALL)),
        ("audit:what:-:-:-", What(ALL)),
        ("audit:acts:-:-:-:keys", Acts(AuditArea::Keys, ALL)),
        ("audit:when:-:-:-", When(ALL)),
        ("audit:days:-:-:-", AskDays(ALL)),
        ("audit:csv:-:-:-", Export(AuditFormat::Csv, ALL)),
        ("audit:json:-:-:-", Export(AuditFormat::Json, ALL)),
        ("audit:verify", Verify),
    ]
};

const SHIPPED_NOTICES: &[(&str, NoticeAction)] = &{
    use NoticeAction::*;
    [
        ("notice:desk", Desk),
        ("notice:on:house", On(NoticeKind::House)),
        ("notice:on:faults", On(NoticeKind::Faults)),
        ("notice:on:channels", On(NoticeKind::Channels)),
        ("notice:off:members", Off(NoticeKind::Members)),
        ("notice:off:keys", Off(NoticeKind::Keys)),
        ("notice:off:servers", Off(NoticeKind::Servers)),
        ("notice:quiet", Quiet),
        (
            "notice:quiet:1320:480",
            SetQuiet(QuietHours {
                from: 1320,
                to: 480,
            }),
        ),
        ("notice:no_quiet", NoQuiet),
        ("notice:ask_quiet", AskQuiet),
        ("notice:private", PrivateToo),
        ("notice:only_group", OnlyGroup),
        ("notice:group", Group),
        ("notice:pick", PickGroup),
        ("notice:recheck", Recheck),
        ("notice:drop", DropGroup),
    ]
};

#[test]
fn shipped_codes_of_the_audit_log_and_the_notices_keep_their_meaning() {
    for (data, action) in SHIPPED_AUDIT {
        assert_eq!(data.parse(), Ok(Action::Audit(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
    for (data, action) in SHIPPED_NOTICES {
        assert_eq!(data.parse(), Ok(Action::Notice(*action)), "{data}");
        assert_eq!(&action.to_string(), data);
    }
}

proptest! {
    #[test]
    fn any_row_of_any_filter_fits_into_a_button(
        user in 0..=i64::MAX, row in 0..=i64::MAX, act in any::<prop::sample::Index>(),
        from in 0u32..100_000, days in 0u32..9_999, mode in 0usize..4,
    ) {
        let filter = AuditFilter {
            // Telegram's numbers of people have at most 52 bits.
            who: [
                AuditWho::Involved(UserId(user >> 11)),
                AuditWho::By(UserId(user >> 11)),
                AuditWho::On(UserId(user >> 11)),
                AuditWho::SameTarget(row >> 23),
            ][mode],
            what: AuditWhat::Act(ACTS[act.index(ACTS.len())].code),
            when: AuditWhen::Between(from, from + days),
        };
        for action in [
            AuditAction::List(filter),
            AuditAction::Older(filter, row >> 23),
            AuditAction::Row(row >> 23, filter),
            AuditAction::Export(AuditFormat::Json, filter),
        ] {
            let data = Action::Audit(action).to_string();
            prop_assert!(data.len() <= DATA_BYTES, "{data}");
            prop_assert_eq!(data.parse(), Ok(Action::Audit(action)));
        }
    }
}
