use std::collections::BTreeMap;
use std::time::Duration;

use sea_orm::ConnectionTrait;

use super::*;
use crate::broadcast::draft::{DraftError, dry_run_of};
use crate::broadcast::planner::{plan_chunk, withheld};
use crate::outbound::message::Origin;

const KIND: Option<entity::words::AccountKind> = Some(entity::words::AccountKind::Sandbox);

fn counts(pairs: &[(&str, i64)]) -> BTreeMap<String, i64> {
    pairs
        .iter()
        .map(|(reason, count)| ((*reason).to_owned(), *count))
        .collect()
}

#[tokio::test]
async fn a_draft_says_what_it_would_come_to_and_planning_comes_to_that() {
    let office = Office::new().await;
    for id in 1..=3 {
        office.contact(id, ConsentStatus::Granted).await;
    }
    office.contact(4, ConsentStatus::Unknown).await;
    office.contact(5, ConsentStatus::Denied).await;
    office
        .contact_like(6, |row| {
            row.status = ConsentStatus::Granted;
            row.unreachable = true;
        })
        .await;
    let row = office.draft(|_| {}).await;
    let dry_run = dry_run_of(&row);
    assert_eq!((dry_run.selected, dry_run.allowed), (6, 3));
    let refused = counts(&[("no_consent", 1), ("denied", 1), ("not_on_whatsapp", 1)]);
    assert_eq!(dry_run.withheld, refused);
    assert!(office.messages().await.is_empty(), "a draft sends nothing");

    office.act(&row, Act::Start).await.unwrap();
    office.look().await;
    let messages = office.messages().await;
    let contacts: Vec<_> = messages.iter().map(|row| row.contact_id.0).collect();
    assert_eq!(contacts, [1, 2, 3]);
    assert!(messages.iter().all(|one| {
        one.status == MessageStatus::Queued
            && one.broadcast_id == Some(row.id)
            && one.actor == "api:lain"
            && one.priority == 30
    }));
    let row = office.latest(&row).await;
    assert_eq!(row.planned, 3);
    assert_eq!(withheld(&row), refused);
    assert!(row.planned_at.is_some());
}

#[tokio::test]
async fn a_number_gets_one_message_however_many_partners_and_permits_it_has() {
    let office = Office::new().await;
    let shared = office.contact(1, ConsentStatus::Granted).await;
    let nobody = office.contact(2, ConsentStatus::Granted).await;
    let budi = office.partner(11, "Budi Ginting", shared).await;
    let sari = office.partner(12, "Sari {{permit_number}}", shared).await;
    office
        .permit(21, budi, |row| {
            row.expiry_date = Some("2027-05-01".to_owned());
        })
        .await;
    office.permit(22, budi, |_| {}).await;
    office.permit(23, sari, |row| row.expiry_date = None).await;

    let text = "Yth. {{partner_name}}: {{permit_number}} ({{registration_id}}, {{permit_type}}) \
                sampai {{expiry_date}}, {{days_remaining}} hari lagi, {{permit_status}}.";
    let permit = |how: &dyn Fn(&mut Audience)| {
        let mut audience = everyone();
        how(&mut audience);
        audience
    };
    let of = |audience: Audience, text: &str| {
        let content = Content::Text(text.to_owned());
        move |new: &mut NewDraft| (new.audience, new.content) = (audience, content)
    };

    // Without a filter, the permit that ends first; who has none cannot get the text.
    let row = office.started(of(everyone(), text)).await;
    assert_eq!(dry_run_of(&row).withheld, counts(&[("missing_value", 1)]));
    office.look().await;
    let filled = "Yth. Budi Ginting: 503/22 (REG-22, SIUP) sampai 2026-12-31, 39 hari lagi, aktif.";
    assert_eq!(
        office.texts().await,
        BTreeMap::from([(1, filled.to_owned())])
    );
    let message = office.messages().await.remove(0);
    assert_eq!(message.partner_id, Some(budi));
    assert_eq!(message.permit_id.as_deref(), Some("REG-22"));

    // A name that looks like a mark is a name.
    let sari_only = permit(&|audience| audience.partner_ids = vec![sari]);
    let row = office.draft(of(sari_only, "Yth. {{partner_name}}")).await;
    assert_eq!(dry_run_of(&row).selected, 1);
    office.act(&row, Act::Start).await.unwrap();
    office.look().await;
    assert_eq!(office.texts().await[&1], "Yth. Sari {{permit_number}}");

    // Without one, the first that was entered; who has no partner has no name.
    let row = office
        .started(of(everyone(), "Yth. {{partner_name}}"))
        .await;
    office.look().await;
    let named = BTreeMap::from([(1, "Yth. Budi Ginting".to_owned())]);
    assert_eq!(office.texts().await, named);
    let row = office.latest(&row).await;
    assert_eq!(withheld(&row), counts(&[("missing_value", 1)]));

    // A filter on permits finds the permit that it means.
    let late = permit(&|audience| audience.permit_status = vec![PermitStatus::Active]);
    office.started(of(late, "{{permit_number}}")).await;
    office.look().await;
    assert_eq!(office.texts().await[&1], "503/22");

    // Who has no partner still gets what needs no name.
    let row = office.started(of(everyone(), "Kabar")).await;
    assert_eq!(dry_run_of(&row).allowed, 2);
    office.look().await;
    assert_eq!(office.texts().await[&nobody.0], "Kabar");
}

#[tokio::test]
async fn planning_goes_on_where_it_was_and_repeats_nothing() {
    let office = Office::new().await;
    for id in 1..=10 {
        office.contact(id, ConsentStatus::Granted).await;
    }
    let row = office.started(|_| {}).await;
    let chunk = plan_chunk(&office, row.id, KIND, 4).await.unwrap();
    assert_eq!((chunk.planned, chunk.is_last), (4, false));
    office.act(&row, Act::Pause).await.unwrap();
    let chunk = plan_chunk(&office, row.id, KIND, 4).await.unwrap();
    assert_eq!((chunk.planned, chunk.is_last), (0, true), "paused");
    office.act(&row, Act::Resume).await.unwrap();
    office.act(&row, Act::Start).await.unwrap();

    // Two runners at once take turns.
    let (mut one, mut other) = (office.runner(), office.runner());
    let (one, other) = tokio::join!(one.look(), other.look());
    one.unwrap();
    other.unwrap();
    let contacts: Vec<_> = office
        .messages()
        .await
        .iter()
        .map(|row| row.contact_id.0)
        .collect();
    assert_eq!(contacts, (1..=10).collect::<Vec<_>>());
    assert_eq!(office.latest(&row).await.planned, 10);

    // Even a place that was lost plans nobody twice.
    let lost = "UPDATE broadcast SET planned_to = 0, planned_at = NULL";
    let txn = office.db.begin_write().await.unwrap();
    txn.execute_unprepared(lost).await.unwrap();
    txn.commit().await.unwrap();
    office.look().await;
    assert_eq!(office.messages().await.len(), 10);
}

#[tokio::test]
async fn a_daily_limit_asks_others_every_day_the_never_asked_first() {
    let office = Office::new().await;
    let day = Duration::from_hours(24);
    let asked_before = |days: u32| Some(office.now().minus(day * days).millis());
    for (id, asked) in [(1, 100), (2, 200), (3, 31), (4, 5)] {
        let at = asked_before(asked);
        office
            .contact_like(id, |row| {
                row.status = ConsentStatus::Asked;
                row.last_asked_at = at;
                row.ask_count = 1;
            })
            .await;
    }
    for id in [5, 6] {
        office.contact(id, ConsentStatus::Unknown).await;
    }
    let question = |new: &mut NewDraft| {
        new.purpose = Purpose::OptInRequest;
        new.limit = Some(2);
    };
    let row = office.started(question).await;
    let planned = async || -> Vec<i64> {
        let messages = office.messages().await;
        messages.iter().map(|row| row.contact_id.0).collect()
    };
    for _ in 0..3 {
        office.look().await;
        assert_eq!(planned().await, [5, 6]);
    }
    assert_eq!(office.status(&row).await, BroadcastStatus::Running);
    // 10:00 in Karo; the next day begins after 14 hours.
    office.test.pass(Duration::from_hours(13));
    office.look().await;
    assert_eq!(planned().await, [5, 6]);
    office.test.pass(Duration::from_hours(1));
    office.settle(&[6], MessageStatus::Sent).await;
    office.look().await;
    // One of yesterday did not leave, and belongs to this day's share.
    assert_eq!(planned().await, [5, 6, 2]);
    office.settle(&[2, 5], MessageStatus::Sent).await;
    office.look().await;
    assert_eq!(planned().await, [5, 6, 2]);
    office.test.pass(day);
    office.look().await;
    assert_eq!(planned().await, [5, 6, 2, 1, 3]);
    let row = office.latest(&row).await;
    assert!(row.planned_at.is_some());
    assert_eq!(withheld(&row), counts(&[("asked_recently", 1)]));
    office.settle(&[1, 2, 3, 5, 6], MessageStatus::Sent).await;
    office.look().await;
    assert_eq!(office.status(&row).await, BroadcastStatus::Completed);
}

#[tokio::test]
async fn what_a_draft_cannot_be_is_said() {
    let office = Office::new().await;
    let refused = async |how: &dyn Fn(&mut NewDraft)| {
        let mut new = news();
        how(&mut new);
        draft::create(&office, &office.live, new, AUTHOR)
            .await
            .unwrap_err()
    };
    let text = |text: &str| Content::Text(text.to_owned());
    let now = office.now();
    assert!(matches!(
        refused(&|new| new.name = " ".to_owned()).await,
        DraftError::BadName
    ));
    assert!(matches!(
        refused(&|new| new.purpose = Purpose::Custom).await,
        DraftError::BadPurpose
    ));
    assert!(matches!(
        refused(&|new| new.content = text(" ")).await,
        DraftError::EmptyText(Origin::Written)
    ));
    let long = "a".repeat(4097);
    assert!(matches!(
        refused(&|new| new.content = text(&long)).await,
        DraftError::TextTooLong(Origin::Written)
    ));
    assert!(matches!(
        refused(&|new| new.content = text("{{nama}}")).await,
        DraftError::UnknownMark(Origin::Written, _)
    ));
    let missing = Content::Template("tidak_ada".to_owned());
    let missing = refused(&|new| new.content = missing.clone()).await;
    assert!(matches!(missing, DraftError::NoTemplate(_)));
    let nobody = refused(&|new| new.audience = Audience::default()).await;
    assert!(matches!(nobody, DraftError::EmptyAudience));
    let stranger = refused(&|new| new.audience.partner_ids = vec![PartnerId(9)]).await;
    assert!(matches!(stranger, DraftError::NoPartner(PartnerId(9))));
    let account = refused(&|new| new.account = Some("tidak-ada".to_owned())).await;
    assert!(matches!(account, DraftError::NoAccount(_)));
    assert!(matches!(
        refused(&|new| new.limit = Some(0)).await,
        DraftError::BadLimit
    ));
    let over = refused(&|new| new.not_after = Some(now)).await;
    assert!(matches!(over, DraftError::BadNotAfter));
    let hour = Duration::from_hours(1);
    let over = refused(&|new| {
        new.scheduled_at = Some(now.plus(hour * 2));
        new.not_after = Some(now.plus(hour));
    })
    .await;
    assert!(matches!(over, DraftError::BadNotAfter));
}
