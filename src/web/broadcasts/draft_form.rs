//! The form of a draft: what was typed becomes a draft, and a draft becomes a form.

use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use entity::broadcast::Model;
use entity::ids::PartnerId;

use crate::broadcast::audience::Audience;
use crate::broadcast::draft::{Content, DraftChange, DraftError, LARGEST_LIMIT, NewDraft};
use crate::database::StoreError;
use crate::edit::Edit;
use crate::lang::{Lang, Say};
use crate::time::Timestamp;
use crate::web::form::Form;

/// How a browser writes a moment without a zone.
const LOCAL: &str = "%Y-%m-%dT%H:%M";

/// What was typed, as a draft, with the partners that it names; what is wrong with it is noted in
/// the form.
pub(super) fn read(
    form: &mut Form,
    partners: Vec<PartnerId>,
    lang: Lang,
    zone: Tz,
) -> Option<NewDraft> {
    let audience = audience(form, partners, lang);
    let scheduled_at = moment(form, "scheduled_at", lang, zone);
    let not_after = moment(form, "not_after", lang, zone);
    let limit = limit(form, lang);
    let purpose = form.value("purpose").parse();
    if purpose.is_err() {
        form.fail("purpose", sentence(&DraftError::BadPurpose, lang));
    }
    let content = if form.value("isi") == "templat" {
        let key = form.given("template").map(str::to_owned);
        if key.is_none() {
            form.fail(
                "template",
                lang.pick("Pilih templat.", "Choose a template."),
            );
        }
        Content::Template(key.unwrap_or_default())
    } else {
        Content::Text(form.value("text").to_owned())
    };
    if form.is_bad() {
        return None;
    }
    Some(NewDraft {
        name: form.value("name").to_owned(),
        purpose: purpose.ok()?,
        content,
        audience,
        account: form.given("account").map(str::to_owned),
        scheduled_at,
        not_after,
        limit,
    })
}

/// The same as a change of all that a draft has.
pub(super) fn as_change(new: NewDraft) -> DraftChange {
    let edit = |value: Option<Timestamp>| value.map_or(Edit::Clear, Edit::Set);
    DraftChange {
        name: Some(new.name),
        purpose: Some(new.purpose),
        content: Some(new.content),
        audience: Some(new.audience),
        account: new.account.map_or(Edit::Clear, Edit::Set),
        scheduled_at: edit(new.scheduled_at),
        not_after: edit(new.not_after),
        limit: new.limit.map_or(Edit::Clear, Edit::Set),
    }
}

/// Whether partners are named; a choice of everybody names nobody.
pub(super) fn names_partners(form: &Form) -> bool {
    !form.has("kepada", "semua")
}

fn audience(form: &mut Form, partner_ids: Vec<PartnerId>, lang: Lang) -> Audience {
    if !names_partners(form) {
        return Audience {
            all: true,
            ..Audience::default()
        };
    }
    let mut audience = Audience {
        consent: words(form, "consent"),
        permit_type: form.all("permit_type").map(str::to_owned).collect(),
        permit_status: words(form, "permit_status"),
        partner_ids,
        ..Audience::default()
    };
    match form.given("expires_before").map(str::parse) {
        None => {}
        Some(Ok(day)) => audience.expires_before = Some(day),
        Some(Err(_)) => form.fail("expires_before", no_day(lang)),
    }
    audience
}

fn words<T: std::str::FromStr>(form: &Form, name: &str) -> Vec<T> {
    form.all(name)
        .filter_map(|word| word.parse().ok())
        .collect()
}

fn no_day(lang: Lang) -> &'static str {
    lang.pick(
        "Tanggal ini tidak ada. Tulis seperti 2026-12-31.",
        "There is no such day. Write it like 2026-12-31.",
    )
}

fn moment(form: &mut Form, name: &'static str, lang: Lang, zone: Tz) -> Option<Timestamp> {
    let text = form.given(name)?.to_owned();
    // Some browsers add seconds.
    let short = text.get(..16).unwrap_or(&text).replace(' ', "T");
    let local = NaiveDateTime::parse_from_str(&short, LOCAL).ok();
    let found = local.and_then(|local| zone.from_local_datetime(&local).earliest());
    if found.is_none() {
        form.fail(
            name,
            lang.pick(
                "Waktu ini tidak ada. Tulis seperti 2026-12-31 08:00.",
                "There is no such time. Write it like 2026-12-31 08:00.",
            ),
        );
    }
    found.map(|at| Timestamp::from_millis(at.timestamp_millis()))
}

fn limit(form: &mut Form, lang: Lang) -> Option<i64> {
    let text = form.given("limit")?.replace(['.', ' '], "");
    match text.parse() {
        Ok(limit) if (1..=LARGEST_LIMIT).contains(&limit) => Some(limit),
        _ => {
            form.fail("limit", sentence(&DraftError::BadLimit, lang));
            None
        }
    }
}

/// The form of a draft; `partners` are those it names, as people do.
pub(super) fn filled(row: &Model, partners: String, zone: Tz) -> Form {
    let audience = Audience::from_json(&row.audience);
    let mut values = vec![
        ("name", row.name.clone()),
        ("purpose", row.purpose.to_string()),
        (
            "kepada",
            if audience.all { "semua" } else { "saring" }.to_owned(),
        ),
    ];
    match &row.template_key {
        Some(key) => values.extend([("isi", "templat".to_owned()), ("template", key.clone())]),
        None => values.extend([("isi", "teks".to_owned()), ("text", row.text.clone())]),
    }
    let consent = audience.consent.iter();
    values.extend(consent.map(|word| ("consent", word.to_string())));
    let kinds = audience.permit_type.into_iter();
    values.extend(kinds.map(|kind| ("permit_type", kind)));
    let statuses = audience.permit_status.iter();
    values.extend(statuses.map(|word| ("permit_status", word.to_string())));
    let days = audience.expires_before.iter();
    values.extend(days.map(|day| ("expires_before", day.to_string())));
    values.push(("partner_ids", partners));
    if row.forced {
        values.push(("account", row.account_id.clone()));
    }
    for (name, at) in [
        ("scheduled_at", row.scheduled_at),
        ("not_after", row.not_after),
    ] {
        values.extend(at.map(|at| (name, local(at, zone))));
    }
    values.extend(row.daily_limit.map(|limit| ("limit", limit.to_string())));
    Form::filled(values)
}

fn local(millis: i64, zone: Tz) -> String {
    let at = Timestamp::from_millis(millis).to_utc().with_timezone(&zone);
    at.format(LOCAL).to_string()
}

/// The form with what is wrong with it, or the error if no field is to blame.
pub(super) fn refused(form: Form, error: DraftError, lang: Lang) -> Result<Form, StoreError> {
    let field = match &error {
        DraftError::Store(_) | DraftError::NotFound => "",
        DraftError::BadName | DraftError::NotADraft(_) => "name",
        DraftError::BadPurpose => "purpose",
        DraftError::EmptyText(_) | DraftError::TextTooLong(_) | DraftError::UnknownMark(..) => {
            match form.value("isi") {
                "templat" => "template",
                _ => "text",
            }
        }
        DraftError::NoTemplate(_) | DraftError::TemplateRequired => "template",
        DraftError::EmptyAudience => "kepada",
        DraftError::TooManyPartners | DraftError::NoPartner(_) => "partner_ids",
        DraftError::TooManyChoices(list) => list,
        DraftError::NoAccount(_) | DraftError::NoProvider => "account",
        DraftError::BadNotAfter => "not_after",
        DraftError::BadLimit => "limit",
    };
    let said = sentence(&error, lang);
    match error {
        DraftError::Store(error) => Err(error),
        _ => Ok(form.failed(field, said)),
    }
}

/// An error as a sentence.
pub(super) fn sentence(error: &impl Say, lang: Lang) -> String {
    crate::web::sign_in::sentence(error, lang)
}

#[cfg(test)]
mod tests {
    use entity::words::{ConsentStatus, Purpose};

    use super::*;

    const WIB: Tz = chrono_tz::Asia::Jakarta;

    #[test]
    fn what_was_typed_becomes_a_draft_in_the_zone_of_the_office() {
        let mut form = Form::parse(
            b"name=Libur&purpose=broadcast&kepada=saring&consent=granted&permit_type=SIUP\
              &isi=teks&text=Kantor+tutup&scheduled_at=2026-11-23T08%3A00&limit=1.000",
        );
        let partners = vec![PartnerId(7), PartnerId(9)];
        let new = read(&mut form, partners, Lang::Id, WIB).unwrap();
        assert_eq!(new.purpose, Purpose::Broadcast);
        assert_eq!(new.audience.consent, [ConsentStatus::Granted]);
        assert_eq!(new.audience.partner_ids, [PartnerId(7), PartnerId(9)]);
        assert_eq!(new.limit, Some(1000));
        let at = new.scheduled_at.unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-23T01:00:00Z");
        assert_eq!(local(at.millis(), WIB), "2026-11-23T08:00");
    }

    #[test]
    fn what_cannot_be_read_is_told_beside_its_field() {
        let mut form = Form::parse(
            b"purpose=iklan&kepada=saring&expires_before=31-12&scheduled_at=besok\
              &limit=0&isi=templat",
        );
        assert!(read(&mut form, Vec::new(), Lang::Id, WIB).is_none());
        let wrong: Vec<_> = form.errors().map(|(name, _)| *name).collect();
        let expected = [
            "expires_before",
            "limit",
            "purpose",
            "scheduled_at",
            "template",
        ];
        assert_eq!(wrong, expected);
    }
}
