//! The proof sheet of a number: what it agreed to, when, in whose words, and whether the chain
//! holds; to be printed, or kept as one file.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use askama::Template;
use entity::words::ConsentStatus;

use super::error::PageError;
use super::frame::{self, Frame};
use super::nav::Section;
use super::told::{self, Told};
use super::visitor::{Reader, Visitor};
use super::words;
use crate::consent::verify;
use crate::lang::Lang;
use crate::office::{self, Office};
use crate::people::{Address, PhoneNumber};
use crate::proof::{self, Proof};
use crate::services::Services;
use crate::staff::audit;
use crate::time::Timestamp;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/bukti/{address}", web::get().to(show))
        .route("/bukti/{address}/unduh", web::get().to(download));
}

/// What stands on the sheet.
struct Sheet {
    proof: Proof,
    told: Vec<Told>,
    office: Office,
    made_by: String,
    made_at: String,
    fingerprint: String,
}

#[derive(Template)]
#[template(path = "proof.html")]
struct ProofPage {
    frame: Frame,
    sheet: Sheet,
}

#[derive(Template)]
#[template(path = "proof_file.html")]
struct ProofFile {
    frame: Frame,
    sheet: Sheet,
    style: &'static str,
}

impl Sheet {
    fn status(&self) -> ConsentStatus {
        self.proof
            .contact
            .as_ref()
            .map_or(ConsentStatus::Unknown, |contact| contact.status)
    }

    fn names(&self) -> String {
        let names: Vec<_> = self
            .proof
            .partners
            .iter()
            .map(|row| row.name.as_str())
            .collect();
        names.join(", ")
    }

    /// What holds at the moment of the sheet, in one sentence.
    fn verdict(&self, frame: &Frame) -> String {
        let lang = frame.lang;
        let who = told::who(lang, &self.proof.address);
        let contact = self.proof.contact.as_ref();
        let since = contact.and_then(|contact| contact.since);
        let since = since.map(|at| told::exact(lang, frame.zone, Timestamp::from_millis(at)));
        let since = since.unwrap_or_default();
        let source = contact.and_then(|contact| contact.source);
        let source = source
            .map(|source| words::source(lang, source))
            .unwrap_or_default();
        if contact.is_some_and(|contact| contact.played) {
            return match lang {
                Lang::Id => format!(
                    "Tidak ada persetujuan dari pemilik {who}. Yang tercatat sejak {since} diketik di simulator, bukan pernyataan warga, dan tidak berlaku untuk pesan sungguhan."
                ),
                Lang::En => format!(
                    "There is no consent of the owner of {who}. What is on record since {since} was typed in the simulator, is no statement of the citizen, and counts for no real message."
                ),
            };
        }
        match (self.status(), lang) {
            (ConsentStatus::Unknown, Lang::Id) => {
                format!("Tidak ada persetujuan maupun penolakan yang tercatat untuk {who}.")
            }
            (ConsentStatus::Unknown, Lang::En) => {
                format!("Neither consent nor refusal is on record for {who}.")
            }
            (ConsentStatus::Asked, Lang::Id) => {
                format!("Persetujuan sudah diminta dari {who} pada {since}, dan belum dijawab.")
            }
            (ConsentStatus::Asked, Lang::En) => {
                format!("Consent was asked of {who} on {since}, and there is no answer yet.")
            }
            (ConsentStatus::Granted, Lang::Id) => {
                format!("Pemilik {who} menyetujui pesan notifikasi sejak {since}, lewat {source}.")
            }
            (ConsentStatus::Granted, Lang::En) => format!(
                "The owner of {who} has agreed to notifications since {since}, by {source}."
            ),
            (ConsentStatus::Denied, Lang::Id) => format!(
                "Pemilik {who} menolak atau menghentikan pesan notifikasi sejak {since}, lewat {source}."
            ),
            (ConsentStatus::Denied, Lang::En) => {
                format!("The owner of {who} declined or withdrew on {since}, by {source}.")
            }
        }
    }

    fn faults(&self, frame: &Frame) -> Vec<(i64, &str)> {
        let faults = self.proof.faults.iter();
        faults
            .map(|fault| (fault.seq, verify::reason(fault.reason, frame.lang)))
            .collect()
    }
}

/// The number that an address names.
fn address(text: &str) -> Result<Address, PageError> {
    let is_opaque = text.starts_with("lid:") || text.starts_with("bsuid:");
    if is_opaque && text.len() <= 200 && !text.contains('\0') {
        return Ok(Address::Opaque(text.to_owned()));
    }
    let phone = PhoneNumber::parse(text).or(Err(PageError::NotFound))?;
    Ok(Address::Phone(phone))
}

async fn sheet(
    services: &Services,
    visitor: &Visitor,
    frame: &Frame,
    address: &Address,
) -> Result<Sheet, PageError> {
    let proof = proof::gather(&services.core, address).await?;
    let labels = told::Labels::read(services, frame.lang).await?;
    let person = visitor.person.as_ref();
    Ok(Sheet {
        told: told::tell_all(frame, &labels, &proof),
        office: office::find(&services.core).await?,
        made_at: told::exact(frame.lang, frame.zone, proof.at),
        made_by: person
            .map(|person| frame.names.called(&person.email))
            .unwrap_or_default(),
        fingerprint: services.core.keys.fingerprint.clone(),
        proof,
    })
}

async fn show(
    reader: Reader,
    path: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let address = address(&path)?;
    let frame = Frame::new(&services, &reader, Section::Ledger);
    let sheet = sheet(&services, &reader, &frame, &address).await?;
    frame::show(&ProofPage { frame, sheet })
}

async fn download(
    reader: Reader,
    path: web::Path<String>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let address = address(&path)?;
    let frame = Frame::new(&services, &reader, Section::Ledger);
    let sheet = sheet(&services, &reader, &frame, &address).await?;
    let actor = reader.person.actor();
    let subject = sheet.proof.contact.as_ref();
    let subject = subject.map_or_else(|| address.masked(), |contact| contact.id.to_string());
    audit::note(&services.core, &actor, "consent.proof_downloaded", &subject).await?;
    let digits: String = address
        .as_str()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let name = frame.t("bukti-persetujuan", "proof-of-consent");
    let disposition = format!("attachment; filename=\"{name}-{digits}.html\"");
    let file = ProofFile {
        style: concat!(
            include_str!("assets/base.css"),
            include_str!("assets/parts.css"),
            include_str!("assets/proof.css"),
        ),
        frame,
        sheet,
    };
    let mut response = frame::show(&file)?;
    if let Ok(value) = header::HeaderValue::from_str(&disposition) {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
