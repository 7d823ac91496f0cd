//! The marks that the program fills of each text that comes with it. Where whoever sends a text
//! gives the values, any mark may stand.

/// What a permit fills.
const OF_A_PERMIT: &[&str] = &[
    "partner_name",
    "registration_id",
    "permit_number",
    "permit_type",
    "applicant_name",
    "status",
    "permit_status",
    "issue_date",
    "expiry_date",
    "days_remaining",
    "renewal_link",
    "contact_info",
];

/// What the end of one permit fills.
const OF_AN_END: &[&str] = &[
    "partner_name",
    "registration_id",
    "permit_number",
    "permit_type",
    "applicant_name",
    "expiry_date",
    "days_remaining",
    "renewal_link",
    "contact_info",
];

/// What the ends of several permits fill.
const OF_SEVERAL_ENDS: &[&str] = &[
    "partner_name",
    "permit_count",
    "permit_list",
    "renewal_link",
    "contact_info",
];

/// What a change of a permit fills, for whom it was issued to.
const OF_A_CHANGE: &[&str] = &[
    "completion_date",
    "approval_date",
    "update_date",
    "new_status",
    "new_expiry_date",
];

/// What a change of where a permit stands fills besides.
const OF_A_STATUS: &[&str] = &["old_status", "update_reason"];

/// What a document fills, for officials.
const OF_A_DOCUMENT: &[&str] = &[
    "jumlah",
    "jenis_izin",
    "permit_type",
    "nama_pemohon",
    "applicant_name",
    "pendaftaran_id",
    "registration_id",
    "permit_number",
    "nama_pejabat",
    "official_name",
    "staff_name",
    "document_date",
    "request_date",
    "link_dashboard",
    "approval_link",
];

/// What documents that wait fill besides.
const OF_WAITING: &[&str] = &["waktu_pending", "pending_since", "pending_duration"];

/// The marks that the program fills of a built-in text; `None` where whoever sends it gives values.
pub fn known(key: &str) -> Option<Vec<&'static str>> {
    let parts: &[&[&str]] = match key {
        "opt_in_request" | "opt_in_broadcast" | "service_info" => &[OF_A_PERMIT],
        "expiry_reminder" | "izin_peringatan_berlaku" => &[OF_AN_END],
        "expiry_reminder_list" => &[OF_SEVERAL_ENDS],
        "permit_ready"
        | "izin_selesai_diproses"
        | "renewal_approved"
        | "izin_perpanjangan_disetujui" => &[OF_A_PERMIT, OF_A_CHANGE],
        "status_update" | "izin_update_status" => &[OF_A_PERMIT, OF_A_CHANGE, OF_A_STATUS],
        "document_pending" | "izin_dokumen_baru" | "approval_required" | "izin_perlu_approval" => {
            &[OF_A_DOCUMENT]
        }
        "reminder" | "izin_reminder" => &[OF_A_DOCUMENT, OF_WAITING],
        _ if key.starts_with("answer_") => &[],
        _ => return None,
    };
    Some(parts.concat())
}

#[cfg(test)]
mod tests {
    use super::super::template::BUILT_IN;
    use super::*;

    #[test]
    fn of_every_text_that_is_built_in_it_is_known_what_fills_it() {
        for text in BUILT_IN {
            assert!(known(text.key).is_some(), "{}", text.key);
        }
        assert_eq!(known("kabar"), None);
    }
}
