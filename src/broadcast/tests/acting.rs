use std::time::Duration;

use super::*;
use crate::broadcast::draft::{DraftChange, DraftError};
use crate::edit::Edit;
use crate::staff::audit;

async fn deeds(office: &Office) -> Vec<String> {
    let trail = audit::list(office.db.reader(), audit::Filter::default(), 50)
        .await
        .unwrap();
    let mut actions: Vec<_> = trail.into_iter().map(|row| row.action).collect();
    actions.reverse();
    actions.retain(|action| action.starts_with("broadcast."));
    actions
}

#[tokio::test]
async fn each_act_is_done_once_and_entered_in_the_trail() {
    let office = Office::new().await;
    for id in 1..=2 {
        office.contact(id, ConsentStatus::Granted).await;
    }
    let row = office.draft(|_| {}).await;
    for (what, status) in [
        (Act::Start, BroadcastStatus::Running),
        (Act::Pause, BroadcastStatus::Paused),
        (Act::Resume, BroadcastStatus::Running),
    ] {
        for _ in 0..2 {
            assert_eq!(office.act(&row, what).await.unwrap().status, status);
        }
    }
    office.look().await;
    office.settle(&[1], MessageStatus::Sent).await;
    office.look().await;
    assert_eq!(
        office.status(&row).await,
        BroadcastStatus::Running,
        "one still waits"
    );
    office.settle(&[2], MessageStatus::Failed).await;
    office.look().await;
    assert_eq!(office.status(&row).await, BroadcastStatus::Completed);
    for what in [Act::Start, Act::Pause, Act::Resume, Act::Cancel] {
        let refused = office.act(&row, what).await.unwrap_err();
        assert!(matches!(
            refused,
            ActError::WrongStatus(BroadcastStatus::Completed)
        ));
    }
    assert_eq!(
        deeds(&office).await,
        [
            "broadcast.drafted",
            "broadcast.started",
            "broadcast.paused",
            "broadcast.resumed",
            "broadcast.completed"
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_done_is_refused() {
    let office = Office::new().await;
    let row = office.draft(|_| {}).await;
    for what in [Act::Pause, Act::Resume] {
        let refused = office.act(&row, what).await.unwrap_err();
        assert!(matches!(
            refused,
            ActError::WrongStatus(BroadcastStatus::Draft)
        ));
    }
    office.act(&row, Act::Start).await.unwrap();
    office.act(&row, Act::Pause).await.unwrap();
    let refused = office.act(&row, Act::Start).await.unwrap_err();
    assert!(matches!(
        refused,
        ActError::WrongStatus(BroadcastStatus::Paused)
    ));

    let hour = Duration::from_hours(1);
    let late = office.now().plus(hour);
    let row = office.draft(|new| new.not_after = Some(late)).await;
    office.test.pass(hour * 2);
    let refused = office.act(&row, Act::Start).await.unwrap_err();
    assert!(matches!(refused, ActError::TooLate));
    let unknown = act(&office, entity::ids::BroadcastId(1), Act::Start, AUTHOR).await;
    assert!(matches!(unknown, Err(ActError::NotFound)));
}

#[tokio::test]
async fn a_scheduled_broadcast_runs_by_itself_when_its_time_has_come() {
    let office = Office::new().await;
    office.contact(1, ConsentStatus::Granted).await;
    let hour = Duration::from_hours(1);
    let at = office.now().plus(hour);
    let row = office.started(|new| new.scheduled_at = Some(at)).await;
    assert_eq!(row.status, BroadcastStatus::Scheduled);
    office.look().await;
    assert_eq!(office.status(&row).await, BroadcastStatus::Scheduled);
    office.act(&row, Act::Pause).await.unwrap();
    let row = office.act(&row, Act::Resume).await.unwrap();
    assert_eq!(row.status, BroadcastStatus::Scheduled);
    office.test.pass(hour);
    office.look().await;
    office.look().await;
    assert_eq!(office.status(&row).await, BroadcastStatus::Running);
    assert_eq!(office.messages().await.len(), 1);
}

#[tokio::test]
async fn a_cancelled_broadcast_calls_back_what_waits_and_plans_no_more() {
    let office = Office::new().await;
    for id in 1..=4 {
        office.contact(id, ConsentStatus::Granted).await;
    }
    let row = office.started(|_| {}).await;
    office.look().await;
    office.settle(&[1], MessageStatus::Sent).await;
    office.settle(&[2], MessageStatus::Sending).await;
    office.act(&row, Act::Cancel).await.unwrap();
    let status = async |contact: usize| office.messages().await[contact - 1].status;
    assert_eq!(status(1).await, MessageStatus::Sent);
    assert_eq!(status(2).await, MessageStatus::Sending);
    assert_eq!(status(3).await, MessageStatus::Cancelled);
    assert_eq!(status(4).await, MessageStatus::Cancelled);
    office.look().await;
    assert!(
        office.latest(&row).await.finished_at.is_none(),
        "one is in the hands of a lane"
    );
    // Nobody may wait for the writer that the second cancel has, least of all itself.
    let again = office.act(&row, Act::Cancel);
    let again = tokio::time::timeout(Duration::from_secs(20), again).await;
    assert!(again.expect("a second cancel ends").is_ok());

    // The provider took nothing: the lane puts it back, and it is called back as well.
    office.settle(&[2], MessageStatus::Queued).await;
    office.look().await;
    assert_eq!(status(2).await, MessageStatus::Cancelled);
    let row = office.latest(&row).await;
    assert_eq!(row.status, BroadcastStatus::Cancelled);
    assert!(row.finished_at.is_some());
    assert_eq!(office.act(&row, Act::Cancel).await.unwrap(), row);
    assert!(office.act(&row, Act::Resume).await.is_err());

    let draft = office.draft(|_| {}).await;
    let draft = office.act(&draft, Act::Cancel).await.unwrap();
    assert!(draft.finished_at.is_some(), "nothing of a draft is left");
}

#[tokio::test]
async fn what_is_too_late_expires_together() {
    let office = Office::new().await;
    for id in 1..=3 {
        office.contact(id, ConsentStatus::Granted).await;
    }
    let hour = Duration::from_hours(1);
    let last = office.now().plus(hour);
    let row = office.started(|new| new.not_after = Some(last)).await;
    office.look().await;
    office.settle(&[1], MessageStatus::Sent).await;
    office.test.pass(hour * 2);
    office.look().await;
    let statuses: Vec<_> = office
        .messages()
        .await
        .iter()
        .map(|row| row.status)
        .collect();
    let expired = MessageStatus::Expired;
    assert_eq!(statuses, [MessageStatus::Sent, expired, expired]);
    assert_eq!(office.status(&row).await, BroadcastStatus::Completed);
}

#[tokio::test]
async fn with_four_eyes_the_author_cannot_start() {
    let office = Office::new().await;
    let mut core = office.test.core.clone();
    let mut policy = (*core.policy).clone();
    policy.two_person_broadcasts = true;
    core.policy = std::sync::Arc::new(policy);
    let row = office.draft(|_| {}).await;
    let by = async |actor: &str| act(&core, row.id, Act::Start, actor).await;
    assert!(matches!(by(AUTHOR).await, Err(ActError::SecondPerson)));
    // Who changed it is an author as well.
    let change = DraftChange {
        name: Some("Libur Natal dan Tahun Baru".to_owned()),
        ..DraftChange::default()
    };
    draft::change(&core, &office.live, row.id, change, "api:lain")
        .await
        .unwrap();
    assert!(matches!(by("api:lain").await, Err(ActError::SecondPerson)));
    assert!(matches!(by(AUTHOR).await, Err(ActError::SecondPerson)));
    let third = by("api:ketiga").await.unwrap();
    assert_eq!(third.status, BroadcastStatus::Running);
}

#[tokio::test]
async fn only_a_draft_is_changed_and_counted_anew() {
    let office = Office::new().await;
    office.contact(1, ConsentStatus::Granted).await;
    office.contact(2, ConsentStatus::Unknown).await;
    let row = office.draft(|new| new.limit = Some(5)).await;
    let change = || DraftChange {
        audience: Some(Audience {
            consent: vec![ConsentStatus::Granted],
            ..Audience::default()
        }),
        content: Some(Content::Text("Lain".to_owned())),
        account: Edit::Set("sandbox".to_owned()),
        limit: Edit::Clear,
        ..DraftChange::default()
    };
    let changed = draft::change(&office, &office.live, row.id, change(), "api:lain").await;
    let changed = changed.unwrap();
    assert_eq!(draft::dry_run_of(&changed).selected, 1);
    assert_eq!(
        (changed.text.as_str(), changed.daily_limit, changed.forced),
        ("Lain", None, true)
    );
    assert_eq!(changed, office.latest(&row).await);
    office.act(&row, Act::Start).await.unwrap();
    let refused = draft::change(&office, &office.live, row.id, change(), AUTHOR).await;
    assert!(matches!(
        refused,
        Err(DraftError::NotADraft(BroadcastStatus::Running))
    ));
}
