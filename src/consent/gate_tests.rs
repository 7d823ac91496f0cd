//! Every purpose against every status against every history, each verdict written down.

use entity::words::ConsentStatus::{self, Asked, Denied, Granted, Unknown};
use entity::words::Purpose::{
    self, Broadcast, Custom, Notification, OptInRequest, Reply, ServiceInfo,
};

use super::*;

const NOON: Timestamp = Timestamp::from_millis(1_795_323_600_000); // 2026-11-22 12:00 WIB
const NIGHT: Timestamp = Timestamp::from_millis(1_795_363_200_000); // 2026-11-22 23:00 WIB
const CHRISTMAS: Timestamp = Timestamp::from_millis(1_798_174_800_000); // 2026-12-25 12:00 WIB
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

fn rules() -> Rules {
    Rules {
        ask_cooldown: DAY * 30,
        ask_limit: 3,
        quiet_hours: "20:00-07:00".parse().ok(),
        holidays: "2026-12-25".parse().unwrap(),
        zone: chrono_tz::Asia::Jakarta,
    }
}

/// What happened to a number before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum History {
    Nothing,
    WroteAnHourAgo,
    WroteADayAgo,
    AskedYesterday,
    AskedLongAgo,
    AskedThreeTimesLongAgo,
}

impl History {
    const ALL: [Self; 6] = [
        Self::Nothing,
        Self::WroteAnHourAgo,
        Self::WroteADayAgo,
        Self::AskedYesterday,
        Self::AskedLongAgo,
        Self::AskedThreeTimesLongAgo,
    ];

    fn standing(self, status: ConsentStatus, now: Timestamp) -> Standing {
        let (inbound, asked, count) = match self {
            Self::Nothing => (None, None, 0),
            Self::WroteAnHourAgo => (Some(HOUR), None, 0),
            Self::WroteADayAgo => (Some(DAY), None, 0),
            Self::AskedYesterday => (None, Some(DAY), 1),
            Self::AskedLongAgo => (None, Some(DAY * 30), 1),
            Self::AskedThreeTimesLongAgo => (None, Some(DAY * 30), 3),
        };
        Standing {
            status,
            played: false,
            refused: false,
            held: false,
            unreachable: false,
            last_inbound_at: inbound.map(|ago| now.minus(ago)),
            last_played_at: None,
            last_asked_at: asked.map(|ago| now.minus(ago)),
            ask_count: count,
        }
    }
}

/// The contract, section 4.4, as a person would tabulate it: `None` means it may leave.
#[expect(
    clippy::match_same_arms,
    reason = "one line for each line of the table"
)]
fn expected(purpose: Purpose, status: ConsentStatus, history: History) -> Option<Reason> {
    use History::{AskedThreeTimesLongAgo, AskedYesterday, WroteAnHourAgo};
    match (purpose, status, history) {
        (Notification | Broadcast, Granted, _) => None,
        (Notification | Broadcast, Denied, _) => Some(Reason::Denied),
        (Notification | Broadcast, _, _) => Some(Reason::NoConsent),
        (OptInRequest, Granted, _) => Some(Reason::AlreadyGranted),
        (OptInRequest, Denied, _) => Some(Reason::Denied),
        (OptInRequest, _, AskedThreeTimesLongAgo) => Some(Reason::AskLimit),
        (OptInRequest, _, AskedYesterday) => Some(Reason::AskedRecently),
        (OptInRequest, _, _) => None,
        (ServiceInfo, Denied, _) => Some(Reason::Denied),
        (ServiceInfo, Unknown | Asked, AskedYesterday) => Some(Reason::AskedRecently),
        (ServiceInfo, _, _) => None,
        (Custom, Denied, WroteAnHourAgo) => None,
        (Custom, Denied, _) => Some(Reason::Denied),
        (Custom, _, _) => None,
        (Reply, _, WroteAnHourAgo) => None,
        (Reply, _, _) => Some(Reason::WindowClosed),
    }
}

const PURPOSES: [Purpose; 6] = [
    OptInRequest,
    ServiceInfo,
    Notification,
    Broadcast,
    Custom,
    Reply,
];

fn request(purpose: Purpose) -> Request {
    Request {
        purpose,
        confirms_stop: false,
        is_sandbox: false,
    }
}

#[test]
fn every_purpose_status_and_history_has_its_verdict() {
    let mut cases = 0;
    for purpose in PURPOSES {
        for status in [Unknown, Asked, Granted, Denied] {
            for history in History::ALL {
                let verdict = check(
                    request(purpose),
                    history.standing(status, NOON),
                    &rules(),
                    NOON,
                );
                let want =
                    expected(purpose, status, history).map_or(Verdict::Leave, Verdict::Refuse);
                assert_eq!(verdict, want, "{purpose} to {status} after {history:?}");
                cases += 1;
            }
        }
    }
    assert_eq!(cases, 144);
}

#[test]
fn at_night_what_may_leave_waits_till_seven_unless_somebody_waits_for_it() {
    for purpose in PURPOSES {
        for status in [Unknown, Asked, Granted, Denied] {
            for history in History::ALL {
                let standing = history.standing(status, NIGHT);
                let by_night = check(request(purpose), standing, &rules(), NIGHT);
                let want = match expected(purpose, status, history) {
                    Some(reason) => Verdict::Refuse(reason),
                    None if matches!(purpose, Custom | Reply) => Verdict::Leave,
                    None => Verdict::Wait(NIGHT.plus(HOUR * 8)),
                };
                assert_eq!(by_night, want, "{purpose} to {status} after {history:?}");

                let sandbox = Request {
                    is_sandbox: true,
                    ..request(purpose)
                };
                let verdict = check(sandbox, standing, &rules(), NIGHT);
                assert!(!matches!(verdict, Verdict::Wait(_)));
            }
        }
    }
}

#[test]
fn on_a_holiday_what_may_leave_waits_for_the_next_working_morning() {
    for purpose in PURPOSES {
        for status in [Unknown, Asked, Granted, Denied] {
            for history in History::ALL {
                let standing = history.standing(status, CHRISTMAS);
                let verdict = check(request(purpose), standing, &rules(), CHRISTMAS);
                let want = match expected(purpose, status, history) {
                    Some(reason) => Verdict::Refuse(reason),
                    None if matches!(purpose, Custom | Reply) => Verdict::Leave,
                    None => Verdict::Wait(CHRISTMAS.plus(HOUR * 19)),
                };
                assert_eq!(verdict, want, "{purpose} to {status} after {history:?}");

                let sandbox = Request {
                    is_sandbox: true,
                    ..request(purpose)
                };
                let verdict = check(sandbox, standing, &rules(), CHRISTMAS);
                assert!(!matches!(verdict, Verdict::Wait(_)));
            }
        }
    }
}

#[test]
fn a_yes_played_in_the_simulator_opens_the_sandbox_and_nothing_that_reaches_people() {
    let mut cases = 0;
    for purpose in PURPOSES {
        for refused in [false, true] {
            for history in History::ALL {
                let standing = Standing {
                    played: true,
                    refused,
                    ..history.standing(Granted, NOON)
                };
                let real = check(request(purpose), standing, &rules(), NOON);
                // For people it is as if nothing had been played.
                let status = if refused { Denied } else { Unknown };
                let want =
                    expected(purpose, status, history).map_or(Verdict::Leave, Verdict::Refuse);
                assert_eq!(
                    real, want,
                    "{purpose}, refused {refused}, after {history:?}"
                );

                let sandbox = Request {
                    is_sandbox: true,
                    ..request(purpose)
                };
                let verdict = check(sandbox, standing, &rules(), NOON);
                let want =
                    expected(purpose, Granted, history).map_or(Verdict::Leave, Verdict::Refuse);
                assert_eq!(verdict, want, "{purpose} in the sandbox after {history:?}");
                cases += 2;
            }
        }
    }
    assert_eq!(cases, 144);
}

#[test]
fn the_confirmation_of_a_stop_needs_no_open_window() {
    let standing = History::Nothing.standing(Denied, NOON);
    let confirmation = Request {
        confirms_stop: true,
        ..request(Reply)
    };
    assert_eq!(
        check(confirmation, standing, &rules(), NOON),
        Verdict::Leave
    );
    assert_eq!(
        check(request(Reply), standing, &rules(), NOON),
        Verdict::Refuse(Reason::WindowClosed)
    );
}

#[test]
fn an_unclear_refusal_holds_bulk_messages_but_not_what_one_person_writes_to_another() {
    for purpose in PURPOSES {
        let standing = Standing {
            held: true,
            ..History::WroteAnHourAgo.standing(Granted, NOON)
        };
        let verdict = check(request(purpose), standing, &rules(), NOON);
        let bulk = matches!(purpose, OptInRequest | ServiceInfo | Broadcast);
        assert_eq!(
            verdict == Verdict::Refuse(Reason::UnclearReply),
            bulk,
            "{purpose}"
        );
    }
}

#[test]
fn a_number_that_is_not_on_whatsapp_gets_nothing_but_an_answer_to_its_own_message() {
    for purpose in PURPOSES {
        let standing = Standing {
            unreachable: true,
            ..History::WroteAnHourAgo.standing(Granted, NOON)
        };
        let verdict = check(request(purpose), standing, &rules(), NOON);
        assert_eq!(verdict == Verdict::Leave, purpose == Reply, "{purpose}");
    }
}

#[test]
fn every_reason_has_its_own_code_and_a_sentence() {
    let mut codes: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Reason::ALL.len());
    assert!(
        Reason::ALL
            .iter()
            .all(|reason| reason.sentence().ends_with('.'))
    );
}
