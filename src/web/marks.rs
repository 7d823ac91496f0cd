//! The marks of texts, `{{partner_name}}`, as people call them.

use crate::broadcast::marks::Mark;
use crate::lang::Lang;
use crate::outbound::template_marks;

/// A mark that the program fills.
pub(super) struct Filled {
    /// As it stands in a text.
    pub(super) mark: String,
    /// How people call it.
    pub(super) name: &'static str,
}

impl Filled {
    fn new(lang: Lang, mark: &'static str) -> Self {
        Self {
            mark: format!("{{{{{mark}}}}}"),
            name: name(lang, mark),
        }
    }
}

/// What fills itself in a broadcast, and in the texts of the office.
pub(super) fn of_a_broadcast(lang: Lang) -> Vec<Filled> {
    let marks = Mark::ALL.iter();
    marks.map(|mark| Filled::new(lang, mark.name())).collect()
}

/// What fills itself in the template with this key.
pub(super) fn of_a_template(lang: Lang, key: &str) -> Vec<Filled> {
    match template_marks::known(key) {
        Some(marks) => marks
            .into_iter()
            .map(|mark| Filled::new(lang, mark))
            .collect(),
        None => of_a_broadcast(lang),
    }
}

/// How a mark is called; its own name, if it has no other.
fn name(lang: Lang, mark: &'static str) -> &'static str {
    let (id, en) = match mark {
        "partner_name" => ("Nama mitra", "Name of the partner"),
        "registration_id" | "pendaftaran_id" => ("Nomor pendaftaran", "Registration"),
        "permit_number" => ("Nomor izin", "Number of the permit"),
        "permit_type" | "jenis_izin" => ("Jenis izin", "Type of permit"),
        "applicant_name" | "nama_pemohon" => ("Nama pemohon", "Name of the applicant"),
        "status" | "permit_status" => ("Status izin", "Status of the permit"),
        "issue_date" => ("Tanggal terbit", "Day of issue"),
        "expiry_date" => ("Berlaku sampai", "Valid until"),
        "days_remaining" => ("Sisa hari", "Days left"),
        "renewal_link" => ("Tautan perpanjangan", "Link for renewal"),
        "contact_info" => ("Kontak kantor", "Contact of the office"),
        "permit_count" => ("Jumlah izin", "Number of permits"),
        "permit_list" => ("Daftar izin", "List of permits"),
        "completion_date" => ("Tanggal selesai", "Day of completion"),
        "approval_date" => ("Tanggal disetujui", "Day of approval"),
        "update_date" => ("Tanggal perubahan", "Day of the change"),
        "new_status" => ("Status baru", "New status"),
        "old_status" => ("Status lama", "Old status"),
        "update_reason" => ("Alasan perubahan", "Reason for the change"),
        "new_expiry_date" => ("Berlaku sampai (baru)", "Valid until (new)"),
        "jumlah" => ("Jumlah dokumen", "Number of documents"),
        "nama_pejabat" | "official_name" | "staff_name" => ("Nama pejabat", "Name of the official"),
        "document_date" => ("Tanggal dokumen", "Date of the document"),
        "request_date" => ("Tanggal permohonan", "Date of the application"),
        "link_dashboard" => ("Tautan ke dasbor", "Link to the dashboard"),
        "approval_link" => ("Tautan persetujuan", "Link for approval"),
        "waktu_pending" | "pending_duration" => ("Lama menunggu", "How long it waits"),
        "pending_since" => ("Menunggu sejak", "Waiting since"),
        _ => return mark,
    };
    lang.pick(id, en)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbound::template::BUILT_IN;

    #[test]
    fn every_mark_that_fills_itself_has_a_name_for_people() {
        let keys = BUILT_IN.iter().map(|text| text.key).chain(["kabar"]);
        for one in keys.flat_map(|key| of_a_template(Lang::Id, key)) {
            assert!(!one.name.contains('_'), "{}", one.mark);
            assert!(one.name.starts_with(char::is_uppercase), "{}", one.mark);
        }
    }

    #[test]
    fn a_mark_is_shown_as_it_is_written() {
        let first = of_a_broadcast(Lang::Id).remove(0);
        assert_eq!(
            (first.mark.as_str(), first.name),
            ("{{partner_name}}", "Nama mitra")
        );
    }
}
