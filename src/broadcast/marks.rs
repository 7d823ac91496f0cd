//! The marks of a broadcast's text, as SQL: `{{partner_name}}` and the fields of a permit.

use sea_orm::DbBackend;

use crate::day::Day;
use crate::lang::{Lang, Say};
use crate::outbound::template::{Piece, pieces};
use crate::permits::words::STATUSES;
use crate::sql::Sql;

macro_rules! marks {
    ($($(#[$doc:meta])* $name:ident = $text:literal from $column:literal),+ $(,)?) => {
        /// What a text may hold a mark for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Mark {
            $($(#[$doc])* $name,)+
        }

        impl Mark {
            /// Every mark.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Where its value is: in the partner `o`, or in the permit `x`.
            const fn column(self) -> &'static str {
                match self { $(Self::$name => $column,)+ }
            }
        }
    };
}

marks! {
    /// The name of the partner.
    PartnerName = "partner_name" from "o.name",
    /// The id of the application.
    RegistrationId = "registration_id" from "x.registration_id",
    /// The number of the permit.
    PermitNumber = "permit_number" from "x.permit_number",
    /// Its type.
    PermitType = "permit_type" from "x.permit_type",
    /// Who applied.
    ApplicantName = "applicant_name" from "x.applicant_name",
    /// Where it stands.
    PermitStatus = "permit_status" from "x.status",
    /// When it was issued.
    IssueDate = "issue_date" from "x.issue_date",
    /// Its last day.
    ExpiryDate = "expiry_date" from "x.expiry_date",
    /// How many days are left.
    DaysRemaining = "days_remaining" from "x.expiry_date",
}

enum Part {
    Text(String),
    Mark(Mark),
}

/// A text whose marks are all known.
#[derive(Default)]
pub struct Text(Vec<Part>);

/// A mark that nothing fills.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no value for {{{{{0}}}}}; there are {known}", known = known())]
pub struct UnknownMark(pub String);

impl Say for UnknownMark {
    fn say(&self, lang: Lang) -> String {
        match lang {
            Lang::Id => format!(
                "tidak ada nilai untuk {{{{{}}}}}; yang ada: {}",
                self.0,
                known()
            ),
            Lang::En => self.to_string(),
        }
    }
}

fn known() -> String {
    let names: Vec<_> = Mark::ALL.iter().map(|mark| mark.name()).collect();
    names.join(", ")
}

impl Text {
    /// Reads a text.
    ///
    /// # Errors
    /// [`UnknownMark`] names the first mark that nothing fills.
    pub fn parse(text: &str) -> Result<Self, UnknownMark> {
        let part = |piece| match piece {
            Piece::Text(text) => Ok(Part::Text(text.to_owned())),
            Piece::Mark(name) => Mark::ALL
                .iter()
                .find(|mark| mark.name() == name)
                .map(|mark| Part::Mark(*mark))
                .ok_or_else(|| UnknownMark(name.to_owned())),
        };
        pieces(text).map(part).collect::<Result<_, _>>().map(Self)
    }

    fn marks(&self) -> impl Iterator<Item = Mark> {
        self.0.iter().filter_map(|part| match part {
            Part::Mark(mark) => Some(*mark),
            Part::Text(_) => None,
        })
    }

    /// Whether it is the same for everybody.
    pub fn is_plain(&self) -> bool {
        self.marks().next().is_none()
    }

    /// Whether it needs the partner.
    pub fn names_the_partner(&self) -> bool {
        self.marks().any(|mark| mark == Mark::PartnerName)
    }

    /// Whether it needs a permit.
    pub fn speaks_of_a_permit(&self) -> bool {
        self.marks().any(|mark| mark != Mark::PartnerName)
    }

    /// Writes whether a value is missing or blank: such a text is never sent. Text and condition
    /// are apart because making a text is what costs most when there are many.
    pub fn write_lacks(&self, sql: &mut Sql) {
        for (place, mark) in self.marks().enumerate() {
            sql.push(if place == 0 { "" } else { " OR " });
            match mark {
                // No partner is without a name.
                Mark::PartnerName => sql.push(mark.column()).push(" IS NULL"),
                _ => sql
                    .push("COALESCE(trim(")
                    .push(mark.column())
                    .push("), '') = ''"),
            };
        }
    }

    /// Writes whether the text, filled in, has more characters than that.
    pub fn write_is_longer_than(&self, sql: &mut Sql, most: usize) {
        let mut left = most;
        for (place, part) in self.0.iter().enumerate() {
            sql.push(if place == 0 { "" } else { " + " });
            match part {
                Part::Text(text) => {
                    left = left.saturating_sub(text.chars().count());
                    sql.push("0");
                }
                Part::Mark(mark) => {
                    sql.push("length(").push(mark.column()).push(")");
                }
            }
        }
        sql.push(" > ").push(&left.to_string());
    }

    /// Writes the text, filled in, as an expression; `NULL` where a value is missing. A value that
    /// looks like a mark is not filled again.
    pub fn write(&self, sql: &mut Sql, today: Day, backend: DbBackend) {
        if self.0.is_empty() {
            sql.push("CAST(NULL AS TEXT)");
        }
        let mut first = true;
        for part in &self.0 {
            if !first {
                sql.push(" || ");
            }
            first = false;
            match part {
                Part::Text(text) => {
                    sql.bind(text.as_str());
                }
                Part::Mark(mark) => write_value(*mark, sql, today, backend),
            }
        }
    }
}

fn write_value(mark: Mark, sql: &mut Sql, today: Day, backend: DbBackend) {
    let column = mark.column();
    match mark {
        Mark::DaysRemaining if backend == DbBackend::Sqlite => {
            sql.push("CAST(CAST(julianday(")
                .push(column)
                .push(") - julianday(")
                .bind(today.to_string())
                .push(") AS INTEGER) AS TEXT)");
        }
        Mark::DaysRemaining => {
            sql.push("CAST(CAST(")
                .push(column)
                .push(" AS DATE) - CAST(")
                .bind(today.to_string())
                .push(" AS DATE) AS TEXT)");
        }
        Mark::PermitStatus => {
            sql.push("CASE ").push(column);
            for (status, word) in STATUSES {
                sql.push(" WHEN '").push(status.as_str()).push("' THEN '");
                sql.push(word).push("'");
            }
            sql.push(" END");
        }
        _ => {
            sql.push(column);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_mark_is_named_with_those_there_are() {
        let error = Text::parse("Yth. {{partner_name}}, {{nama}}")
            .err()
            .unwrap();
        assert_eq!(error, UnknownMark("nama".to_owned()));
        let said = error.to_string();
        assert!(
            said.contains("{{nama}}") && said.contains("expiry_date"),
            "{said}"
        );
        assert!(Text::parse("{{ permit_number }} {{x").is_ok());
    }
}
