//! The values of notices: what a change says to the applicant, and a document to an official.

use entity::permit;

use super::merge::Merged;
use super::reminder_rules::in_address;
use super::values::{self, Values};
use super::words::status_word;
use crate::core::Core;
use crate::day::Day;

/// What the applicant is told of. The mark `partner_name` is filled by whoever knows the partner.
pub(super) fn for_applicant(core: &Core, merged: &Merged) -> Values {
    let now = core.now();
    let zone = core.policy.rules.zone;
    let today = Day::of(now, zone);
    let row = &merged.row;
    let mut values = values::of(row, &core.policy.reminders, today);
    let issued = values.get("issue_date").cloned();
    let mut set = |name: &str, value: String| values.insert(name.to_owned(), value);
    set(
        "completion_date",
        issued.unwrap_or_else(|| values::show(today)),
    );
    set("approval_date", values::show(today));
    set("update_date", values::show_time(now, zone));
    set("new_status", status_word(row.status).to_owned());
    if let Some(before) = &merged.before {
        let (old, new) = (status_word(before.status), status_word(row.status));
        set("old_status", old.to_owned());
        set(
            "update_reason",
            format!("perubahan status dari {old} menjadi {new}"),
        );
    }
    if let Some(expiry) = row.expiry_date.as_deref().and_then(values::shown) {
        set("new_expiry_date", expiry);
    }
    values
}

/// The names are those of the office's templates: plain ones in Indonesian, Meta's in English.
pub(super) fn for_official(core: &Core, row: &permit::Model, official: &str) -> Values {
    let today = values::show(Day::of(core.now(), core.policy.rules.zone));
    let pages = format!("{}/izin", core.policy.public_url);
    let id = in_address(&row.registration_id);
    let mut values = Values::new();
    let mut set = |names: &[&str], value: Option<&str>| {
        for name in names {
            if let Some(value) = value {
                values.insert((*name).to_owned(), value.to_owned());
            }
        }
    };
    set(&["jumlah"], Some("1"));
    set(&["jenis_izin", "permit_type"], row.permit_type.as_deref());
    set(
        &["nama_pemohon", "applicant_name"],
        row.applicant_name.as_deref(),
    );
    set(
        &["pendaftaran_id", "registration_id"],
        Some(&row.registration_id),
    );
    set(&["permit_number"], row.permit_number.as_deref());
    set(
        &["nama_pejabat", "official_name", "staff_name"],
        Some(official),
    );
    set(&["document_date", "request_date"], Some(&today));
    set(&["link_dashboard"], Some(&pages));
    set(&["approval_link"], Some(&format!("{pages}/{id}")));
    values
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use entity::words::{AccountKind, NoticeKind, PermitStatus};

    use super::super::fields::Given;
    use super::super::merge::merge;
    use super::super::notice::template_key;
    use super::*;
    use crate::edit::Edit;
    use crate::outbound::template_marks;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn the_marks_that_are_said_to_be_filled_are_filled_and_no_others() {
        let test = TestCore::new().await;
        let words = |words: &str| Edit::Set(words.to_owned());
        let day = |day: &str| Edit::Set(day.parse().unwrap());
        let new = Given {
            permit_number: words("503/7"),
            permit_type: words("SIUP"),
            applicant_name: words("Budi"),
            issue_date: day("2026-11-20"),
            expiry_date: day("2027-11-20"),
            ..Given::new("R1".to_owned())
        };
        let changed = Given {
            status: Some(PermitStatus::Active),
            ..Given::new("R1".to_owned())
        };
        let txn = test.core.db.begin_write().await.unwrap();
        let given = [new, changed];
        let merged = merge(&test.core, &*txn, "tests", &given).await.unwrap();
        drop(txn);
        let merged: Vec<_> = merged.into_iter().flatten().collect();
        let [new, changed] = merged.as_slice() else {
            panic!("{merged:?}");
        };
        let known = |key| BTreeSet::from_iter(template_marks::known(key).unwrap());
        for (of, kind) in [
            (new, NoticeKind::PermitReady),
            (new, NoticeKind::RenewalApproved),
            (changed, NoticeKind::StatusUpdate),
        ] {
            let values = for_applicant(&test.core, of);
            // The name of the partner comes with the number.
            let mut filled: BTreeSet<_> = values.keys().map(String::as_str).collect();
            filled.insert("partner_name");
            for account in [AccountKind::Meta, AccountKind::Fonnte] {
                assert_eq!(known(template_key(kind, account)), filled, "{kind:?}");
            }
        }
        let values = for_official(&test.core, &changed.row, "Kepala Dinas");
        let mut filled: BTreeSet<_> = values.keys().map(String::as_str).collect();
        assert_eq!(known("document_pending"), filled);
        assert_eq!(known("izin_perlu_approval"), filled);
        filled.extend(["waktu_pending", "pending_since", "pending_duration"]);
        assert_eq!(known("izin_reminder"), filled);
    }
}
