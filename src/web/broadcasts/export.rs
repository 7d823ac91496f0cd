//! The results of a broadcast as a table for spreadsheets, page by page, so that a large one takes
//! no more memory than a small one.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use bytes::Bytes;
use chrono_tz::Tz;
use entity::ids::BroadcastId;
use futures_util::stream::unfold;

use super::results::{self, Line};
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::Lang;
use crate::outbound::history::{self, Filter};
use crate::services::Services;
use crate::sheet::rejects::harmless;
use crate::staff::audit;
use crate::time::Timestamp;
use crate::web::error::PageError;
use crate::web::visitor::Reader;
use crate::web::words::Word;

/// How many rows are read at once.
const PIECE: u64 = 500;

struct Export {
    core: Core,
    lang: Lang,
    zone: Tz,
    filter: Filter,
    is_begun: bool,
    is_over: bool,
}

/// Sends the table.
pub(super) async fn send(
    reader: Reader,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = super::find(&services, BroadcastId(*id)).await?;
    let (core, actor) = (&services.core, reader.person.actor());
    audit::note(core, &actor, "broadcast.exported", &row.id.to_string()).await?;
    let export = Export {
        core: services.core.clone(),
        lang: reader.lang,
        zone: services.core.policy.rules.zone,
        filter: Filter {
            broadcast: Some(row.id),
            ..Filter::default()
        },
        is_begun: false,
        is_over: false,
    };
    let pieces = unfold(export, |mut export| async {
        if export.is_over {
            return None;
        }
        Some((export.next().await, export))
    });
    let name = format!("attachment; filename=\"siaran-{}.csv\"", row.id);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, name))
        .streaming(pieces))
}

impl Export {
    async fn next(&mut self) -> Result<Bytes, StoreError> {
        let db = self.core.db.reader();
        let rows = history::list(db, &self.filter, PIECE).await?;
        self.is_over = u64::try_from(rows.len()).unwrap_or(u64::MAX) < PIECE;
        self.filter.behind = rows.last().map(|row| self.filter.cursor_of(row));
        let lines = results::lines(db, self.lang, rows).await?;
        let mut text = String::new();
        if !self.is_begun {
            self.is_begun = true;
            let lang = self.lang;
            // With the mark, spreadsheets read UTF-8.
            text.push('\u{feff}');
            write(
                &mut text,
                [
                    lang.pick("nomor", "phone"),
                    lang.pick("nama", "name"),
                    "status",
                    lang.pick("alasan", "reason"),
                    lang.pick("waktu", "time"),
                    lang.pick("nomor_pesan", "message_id"),
                ],
            );
        }
        for line in &lines {
            self.write(&mut text, line);
        }
        Ok(text.into())
    }

    fn write(&self, text: &mut String, line: &Line) {
        let at = Timestamp::from_millis(line.at).to_utc();
        let at = at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M:%S");
        write(
            text,
            [
                line.phone.as_deref().unwrap_or_default(),
                line.name.as_deref().unwrap_or_default(),
                line.status.word(self.lang),
                &line.why,
                &at.to_string(),
                line.provider_id.as_deref().unwrap_or_default(),
            ],
        );
    }
}

/// One row; every cell is in quotation marks, and none is run as a formula.
fn write<const N: usize>(text: &mut String, cells: [&str; N]) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push('"');
        text.push_str(&harmless(cell).replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_run_as_a_formula() {
        let mut text = String::new();
        write(
            &mut text,
            ["+6281234567890", "=1+1", "Budi \"G\"", "@x", "-"],
        );
        let expected = "\"'+6281234567890\",\"'=1+1\",\"Budi \"\"G\"\"\",\"'@x\",\"'-\"\r\n";
        assert_eq!(text, expected);
    }
}
