//! The texts that come with the program: those of the office, as it wrote them.

/// A text that comes with the program.
pub struct BuiltIn {
    /// The name programs use.
    pub key: &'static str,
    /// The name people see.
    pub name: &'static str,
    /// The text.
    pub body: &'static str,
}

impl BuiltIn {
    /// The name at Meta: those written for Meta have their keys from there.
    pub fn meta_name(&self) -> Option<&'static str> {
        self.key.starts_with("izin_").then_some(self.key)
    }
}

/// The texts that come with the program.
pub const BUILT_IN: &[BuiltIn] = &[
    BuiltIn {
        key: "opt_in_request",
        name: "Permintaan persetujuan",
        body: include_str!("templates/opt_in_request.txt"),
    },
    BuiltIn {
        key: "opt_in_broadcast",
        name: "Permintaan persetujuan (siaran)",
        body: include_str!("templates/opt_in_broadcast.txt"),
    },
    BuiltIn {
        key: "service_info",
        name: "Info layanan notifikasi",
        body: include_str!("templates/service_info.txt"),
    },
    BuiltIn {
        key: "expiry_reminder",
        name: "Pengingat masa berlaku",
        body: include_str!("templates/expiry_reminder.txt"),
    },
    BuiltIn {
        key: "expiry_reminder_list",
        name: "Pengingat masa berlaku (beberapa izin)",
        body: include_str!("templates/expiry_reminder_list.txt"),
    },
    BuiltIn {
        key: "izin_peringatan_berlaku",
        name: "Pengingat masa berlaku (Meta)",
        body: include_str!("templates/izin_peringatan_berlaku.txt"),
    },
    BuiltIn {
        key: "permit_ready",
        name: "Izin selesai diproses",
        body: include_str!("templates/permit_ready.txt"),
    },
    BuiltIn {
        key: "status_update",
        name: "Perubahan status perizinan",
        body: include_str!("templates/status_update.txt"),
    },
    BuiltIn {
        key: "renewal_approved",
        name: "Perpanjangan izin disetujui",
        body: include_str!("templates/renewal_approved.txt"),
    },
    BuiltIn {
        key: "document_pending",
        name: "Dokumen baru untuk tanda tangan",
        body: include_str!("templates/document_pending.txt"),
    },
    BuiltIn {
        key: "approval_required",
        name: "Dokumen perlu persetujuan pejabat",
        body: include_str!("templates/approval_required.txt"),
    },
    BuiltIn {
        key: "reminder",
        name: "Dokumen belum diproses",
        body: include_str!("templates/reminder.txt"),
    },
    BuiltIn {
        key: "izin_selesai_diproses",
        name: "Izin selesai diproses (Meta)",
        body: include_str!("templates/izin_selesai_diproses.txt"),
    },
    BuiltIn {
        key: "izin_update_status",
        name: "Perubahan status perizinan (Meta)",
        body: include_str!("templates/izin_update_status.txt"),
    },
    BuiltIn {
        key: "izin_perpanjangan_disetujui",
        name: "Perpanjangan izin disetujui (Meta)",
        body: include_str!("templates/izin_perpanjangan_disetujui.txt"),
    },
    BuiltIn {
        key: "izin_dokumen_baru",
        name: "Dokumen baru untuk tanda tangan (Meta)",
        body: include_str!("templates/izin_dokumen_baru.txt"),
    },
    BuiltIn {
        key: "izin_perlu_approval",
        name: "Dokumen perlu persetujuan pejabat (Meta)",
        body: include_str!("templates/izin_perlu_approval.txt"),
    },
    BuiltIn {
        key: "izin_reminder",
        name: "Dokumen belum diproses (Meta)",
        body: include_str!("templates/izin_reminder.txt"),
    },
    BuiltIn {
        key: "answer_granted",
        name: "Jawaban: persetujuan dicatat",
        body: include_str!("templates/answer_granted.txt"),
    },
    BuiltIn {
        key: "answer_denied",
        name: "Jawaban: berhenti dicatat",
        body: include_str!("templates/answer_denied.txt"),
    },
    BuiltIn {
        key: "answer_help",
        name: "Jawaban: bantuan",
        body: include_str!("templates/answer_help.txt"),
    },
    BuiltIn {
        key: "answer_unclear",
        name: "Jawaban: belum jelas",
        body: include_str!("templates/answer_unclear.txt"),
    },
];
