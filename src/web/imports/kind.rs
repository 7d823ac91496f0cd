//! What a file that is handed in may hold, and what its pages say of it.

use crate::core::Core;
use crate::lang::Lang;
use crate::people;
use crate::permits;
use crate::sheet::{ImportError, Outcome, Source};
use crate::web::nav::Section;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Partners.
    Partners,
    /// Permits.
    Permits,
}

/// What the pages of a kind say of it.
pub(super) struct Words {
    /// The address of the list.
    pub(super) home: &'static str,
    /// The address of the page that asks for a file.
    pub(super) path: &'static str,
    /// What they are called within a sentence.
    pub(super) name: &'static str,
    /// What they are called alone.
    pub(super) title: &'static str,
    /// What saving does and does not do.
    pub(super) promise: &'static str,
}

/// A column as its page explains it.
pub(super) struct Guide {
    /// As the first row has it.
    pub(super) heading: &'static str,
    /// What belongs there, in Indonesian and English.
    about: (&'static str, &'static str),
    /// What the example has there.
    pub(super) example: &'static str,
}

impl Guide {
    /// What belongs there.
    pub(super) fn about(&self, lang: Lang) -> &'static str {
        lang.pick(self.about.0, self.about.1)
    }
}

const fn column(
    heading: &'static str,
    example: &'static str,
    id: &'static str,
    en: &'static str,
) -> Guide {
    Guide {
        heading,
        about: (id, en),
        example,
    }
}

const PARTNERS: &[Guide] = &[
    column(
        "nama",
        "Budi Ginting",
        "nama orang atau badan usaha; wajib diisi",
        "name of the person or company; needed",
    ),
    column(
        "nomor_whatsapp",
        "081200000000",
        "misalnya 0812-3456-7890; wajib diisi; boleh juga berjudul “no hp” atau “telepon”",
        "such as 0812-3456-7890; needed; may also be called “no hp” or “telepon”",
    ),
    column(
        "surel",
        "budi@example.com",
        "alamat surel; boleh kosong",
        "e-mail address; may be empty",
    ),
    column(
        "ref",
        "MITRA-0001",
        "ID mitra di program lain; boleh kosong",
        "the partner's id in another program; may be empty",
    ),
];

const PERMITS: &[Guide] = &[
    column(
        "no_pendaftaran",
        "2026/0001",
        "nomor pendaftaran; wajib diisi",
        "registration; needed",
    ),
    column(
        "no_izin",
        "503/0001/SIUP/2026",
        "nomor izin, misalnya 503/0001/SIUP/2026",
        "number of the permit, such as 503/0001/SIUP/2026",
    ),
    column(
        "jenis_izin",
        "SIUP",
        "jenis izin, misalnya SIUP",
        "type of the permit, such as SIUP",
    ),
    column(
        "nama_pemohon",
        "Budi Ginting",
        "nama pemohon",
        "name of the applicant",
    ),
    column(
        "no_hp",
        "081200000000",
        "nomor WhatsApp pemohon, misalnya 0812-3456-7890",
        "the applicant's WhatsApp number, such as 0812-3456-7890",
    ),
    column(
        "status",
        "aktif",
        "dalam proses, aktif, berakhir, diperpanjang, atau dibatalkan",
        "dalam proses (draft), aktif (active), berakhir (expired), diperpanjang (renewed) or dibatalkan (cancelled)",
    ),
    column(
        "tgl_terbit",
        "02/01/2026",
        "tanggal terbit, hari/bulan/tahun, misalnya 31/12/2026",
        "day of issue, day/month/year, such as 31/12/2026",
    ),
    column(
        "tgl_berakhir",
        "31/12/2028",
        "tanggal berakhir, hari/bulan/tahun; “seumur hidup” bila tidak pernah berakhir",
        "last day, day/month/year; “seumur hidup” if it never expires",
    ),
];

impl Kind {
    /// The word under which files of this kind are kept.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Partners => "partners",
            Self::Permits => "permits",
        }
    }

    pub(super) fn section(self) -> Section {
        match self {
            Self::Partners => Section::Partners,
            Self::Permits => Section::Permits,
        }
    }

    /// The address of the list they are saved to.
    pub(super) fn home(self) -> &'static str {
        match self {
            Self::Partners => "/mitra",
            Self::Permits => "/izin",
        }
    }

    /// The address of the page that asks for a file.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Partners => "/mitra/impor",
            Self::Permits => "/izin/impor",
        }
    }

    /// What its pages say of it.
    pub(super) fn words(self, lang: Lang) -> Words {
        match self {
            Self::Partners => Words {
                home: self.home(),
                path: self.path(),
                name: lang.pick("mitra", "partners"),
                title: lang.pick("Mitra", "Partners"),
                promise: lang.pick(
                    "Mitra yang sudah ada dikenali dari ref, atau dari nomor dan nama. Kolom yang kosong tidak mengubah apa pun. Impor bukan persetujuan: nomor baru belum boleh dikirimi pemberitahuan.",
                    "A partner who is known is recognised by ref, or by number and name. Empty cells change nothing. An import is no consent: new numbers get no notifications yet.",
                ),
            },
            Self::Permits => Words {
                home: self.home(),
                path: self.path(),
                name: lang.pick("izin", "permits"),
                title: lang.pick("Izin", "Permits"),
                promise: lang.pick(
                    "Izin dikenali dari nomor pendaftaran. Kolom yang kosong tidak mengubah apa pun. Mitra baru dicatat sendiri dari nomornya; itu belum berarti ia setuju.",
                    "A permit is known by its registration. Empty cells change nothing. New partners are entered by their number; that is no consent yet.",
                ),
            },
        }
    }

    /// Its columns, and what belongs there.
    pub(super) fn columns(self) -> &'static [Guide] {
        match self {
            Self::Partners => PARTNERS,
            Self::Permits => PERMITS,
        }
    }

    /// Says what would become of a file.
    pub(super) async fn check(
        self,
        core: &Core,
        source: Source,
        lang: Lang,
        progress: impl FnMut(u64, u64) + Send,
    ) -> Result<Outcome, ImportError> {
        match self {
            Self::Partners => people::import::check(core, source, lang, progress).await,
            Self::Permits => permits::import::check(core, source, lang, progress).await,
        }
    }

    /// Takes a file over.
    pub(super) async fn save(
        self,
        core: &Core,
        source: Source,
        actor: &str,
        lang: Lang,
        progress: impl FnMut(u64, u64) + Send,
    ) -> Result<Outcome, ImportError> {
        match self {
            Self::Partners => people::import::partners(core, source, actor, lang, progress).await,
            Self::Permits => permits::import::permits(core, source, actor, lang, progress).await,
        }
    }
}

/// What a field is called, by its name in reports.
pub(super) fn field(name: &str, lang: Lang) -> &str {
    match name {
        "phone" => lang.pick("Nomor WhatsApp", "Phone number"),
        "name" => lang.pick("Nama", "Name"),
        "external_ref" => lang.pick("ID program lain", "Id of another program"),
        "email" => lang.pick("Surel", "E-mail"),
        "registration_id" => lang.pick("Nomor pendaftaran", "Registration"),
        "permit_number" => lang.pick("Nomor izin", "Number of the permit"),
        "permit_type" => lang.pick("Jenis izin", "Type"),
        "applicant_name" => lang.pick("Nama pemohon", "Applicant"),
        "partner_id" => lang.pick("ID mitra", "Id of the partner"),
        "partner_external_ref" => lang.pick("Ref mitra", "The partner's id elsewhere"),
        "issue_date" => lang.pick("Tanggal terbit", "Day of issue"),
        "expiry_date" => lang.pick("Tanggal berakhir", "Last day"),
        "is_renewal" => lang.pick("Perpanjangan", "Renewal"),
        "document_status" => lang.pick("Status dokumen", "Status of the document"),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::example;
    use crate::testing::TestCore;

    #[tokio::test]
    async fn an_example_can_be_handed_in_as_it_is() {
        let test = TestCore::new().await;
        for kind in [Kind::Partners, Kind::Permits] {
            let columns: Vec<_> = kind
                .columns()
                .iter()
                .map(|column| (column.heading, column.example))
                .collect();
            let file = example::workbook(&columns).unwrap();
            let checked = kind
                .check(&test.core, Source::Bytes(file), Lang::Id, |_, _| {})
                .await;
            let report = checked.unwrap().report;
            assert_eq!(report.created, 1, "{report:?}");
            assert_eq!(report.notes, [""; 0], "every column is known");
        }
    }
}
