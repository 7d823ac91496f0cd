//! An audience as SQL: who is meant, what the gate says, and the text that each would get.

use entity::ids::ContactId;
use entity::words::Purpose;
use sea_orm::DbBackend;

use super::audience::Audience;
use super::marks::Text;
use crate::consent::gate::{Reason, Rules};
use crate::consent::gate_sql;
use crate::day::Day;
use crate::outbound::message::LONGEST_TEXT;
use crate::sql::Sql;
use crate::time::Timestamp;

/// A mark of the text has no value for this number: a blank is never sent.
pub const MISSING_VALUE: &str = "missing_value";
/// With its values the text is longer than a message may be.
pub const TEXT_TOO_LONG: &str = "text_too_long";

/// What decides who gets what.
pub struct Candidates<'a> {
    /// Whom it is for.
    pub audience: &'a Audience,
    /// What they get.
    pub text: &'a Text,
    /// Why.
    pub purpose: Purpose,
    /// Through the sandbox, or a real account.
    pub is_sandbox: bool,
    /// What the gate goes by.
    pub rules: &'a Rules,
    /// When it is asked.
    pub now: Timestamp,
    /// For which database.
    pub backend: DbBackend,
}

/// Which contacts are looked at.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// All there are.
    Everyone,
    /// Those behind the first, up to the second.
    Between(ContactId, ContactId),
    /// Those behind this one, which are read in their order until there are enough.
    Behind(ContactId),
    /// As between two, each with its `place` among them, counted from 0 on.
    Numbered(ContactId, ContactId),
    /// These.
    These(&'a [ContactId]),
}

impl Which<'_> {
    /// Whether the list by which contacts are numbered is all that is read.
    fn is_listed(self, backend: DbBackend) -> bool {
        matches!(self, Self::Numbered(..)) && backend == DbBackend::Sqlite
    }
}

/// What the gate must have said of a contact, apart from what the text lacks, for it to be looked
/// at any further. Where one of a hundred thousand is wanted, that saves looking up the others.
#[derive(Clone, Copy, Debug)]
pub enum Verdict {
    /// Whatever it says.
    Any,
    /// It may get the message.
    Allowed,
    /// It may not.
    Refused,
    /// It may not, for this reason.
    RefusedFor(Reason),
}

impl Candidates<'_> {
    /// Writes a query in parentheses with a row for each contact that is meant: `contact_id`,
    /// `address`, `last_asked_at`, `partner_id`, `permit_id`, `text`, and `refusal`, the reason
    /// why nothing may go to it, or `NULL`; and its `place`, if it is asked for.
    pub fn write(&self, sql: &mut Sql, which: Which<'_>, verdict: Verdict) {
        let has_permit = self.text.speaks_of_a_permit() || self.audience.speaks_of_permits();
        let joins_partner = self.text.names_the_partner();
        sql.push(
            "(SELECT c.id AS contact_id, c.address AS address, c.last_asked_at AS last_asked_at, ",
        );
        if joins_partner {
            sql.push("o.id");
        } else {
            self.write_partner(sql, has_permit);
        }
        sql.push(" AS partner_id, ");
        sql.push(if has_permit {
            "x.registration_id"
        } else {
            "CAST(NULL AS TEXT)"
        });
        sql.push(" AS permit_id, ");
        self.text
            .write(sql, Day::of(self.now, self.rules.zone), self.backend);
        sql.push(" AS text, ");
        self.write_refusal(sql);
        sql.push(" AS refusal");
        // Who has no partner lacks the name, and gets nothing.
        let by_partner = joins_partner && !has_permit && which.is_listed(self.backend);
        match which {
            Which::Numbered(after, to) if by_partner => self.list_partners(sql, after, to),
            Which::Numbered(after, to) => self.write_numbered(sql, after, to),
            _ => {
                sql.push(" FROM contact c");
            }
        }
        if has_permit {
            sql.push(" LEFT JOIN permit x ON x.id = ");
            self.write_permit(sql);
        }
        if joins_partner && !by_partner {
            sql.push(" LEFT JOIN partner o ON o.id = ");
            self.write_partner(sql, has_permit);
        }
        sql.push(" WHERE ");
        match which {
            Which::Everyone => {
                sql.push("1 = 1");
            }
            Which::Numbered(..) if which.is_listed(self.backend) => {
                sql.push("1 = 1");
            }
            Which::Between(after, to) | Which::Numbered(after, to) => {
                sql.push("c.id > ")
                    .bind(after)
                    .push(" AND c.id <= ")
                    .bind(to);
            }
            Which::Behind(after) => {
                sql.push("c.id > ").bind(after);
            }
            Which::These(ids) => {
                sql.push("c.id IN ").ids(ids.iter().map(|id| id.0));
            }
        }
        self.write_verdict(sql, verdict);
        self.write_filter(sql, which);
        sql.push(")");
    }

    /// Numbers the contacts. SQLite would keep every row aside to number it, text and all, which
    /// costs as much as the rest of planning; so it numbers the ids alone, as a list.
    fn write_numbered(&self, sql: &mut Sql, after: ContactId, to: ContactId) {
        if self.backend != DbBackend::Sqlite {
            sql.push(", row_number() OVER (ORDER BY c.id) - 1 AS place FROM contact c");
            return;
        }
        sql.push(", n.key AS place FROM json_each((SELECT json_group_array(id) FROM (SELECT id ")
            .push("FROM contact WHERE id > ")
            .bind(after)
            .push(" AND id <= ")
            .bind(to)
            .push(" ORDER BY id))) n CROSS JOIN contact c ON c.id = n.value");
    }

    /// Numbers the partners instead, where each message needs one: finding them in the order of
    /// their contacts is much quicker than looking up the partner of every contact.
    fn list_partners(&self, sql: &mut Sql, after: ContactId, to: ContactId) {
        sql.push(", n.key AS place FROM json_each((SELECT json_group_array(id) FROM (SELECT ")
            .push("min(p.id) AS id FROM partner p WHERE p.contact_id > ")
            .bind(after)
            .push(" AND p.contact_id <= ")
            .bind(to);
        self.write_partner_filter(sql);
        sql.push(" GROUP BY p.contact_id ORDER BY p.contact_id))) n ")
            .push("CROSS JOIN partner o ON o.id = n.value ")
            .push("CROSS JOIN contact c ON c.id = o.contact_id");
    }

    fn write_verdict(&self, sql: &mut Sql, verdict: Verdict) {
        if matches!(verdict, Verdict::Any) {
            return;
        }
        sql.push(" AND (");
        self.write_gate(sql);
        match verdict {
            Verdict::Any | Verdict::Allowed => sql.push(") IS NULL"),
            Verdict::Refused => sql.push(") IS NOT NULL"),
            Verdict::RefusedFor(reason) => sql.push(") = ").bind(reason.code()),
        };
    }

    fn write_gate(&self, sql: &mut Sql) {
        gate_sql::write_refusal(sql, self.purpose, self.is_sandbox, self.rules, self.now);
    }

    /// What the gate says, then what the text lacks.
    fn write_refusal(&self, sql: &mut Sql) {
        if self.text.is_plain() {
            return self.write_gate(sql);
        }
        sql.push("COALESCE(");
        self.write_gate(sql);
        sql.push(", CASE WHEN ");
        self.text.write_lacks(sql);
        sql.push(" THEN '").push(MISSING_VALUE).push("' WHEN ");
        self.text.write_is_longer_than(sql, LONGEST_TEXT);
        sql.push(" THEN '").push(TEXT_TOO_LONG).push("' END)");
    }

    fn write_filter(&self, sql: &mut Sql, which: Which<'_>) {
        let audience = self.audience;
        if !audience.consent.is_empty() {
            let words = audience.consent.iter().map(|status| status.as_str());
            // By the index of the status SQLite would find everybody of it, for the few that are
            // read; the plus keeps it to the order of ids.
            let are_few = matches!(which, Which::Behind(_) | Which::Between(..));
            sql.push(if are_few && self.backend == DbBackend::Sqlite {
                " AND +c.status IN "
            } else {
                " AND c.status IN "
            })
            .words(words);
        }
        if audience.speaks_of_permits() {
            sql.push(" AND x.id IS NOT NULL");
        } else if !audience.partner_ids.is_empty() {
            sql.push(" AND EXISTS (SELECT 1 FROM partner p WHERE p.contact_id = c.id");
            self.write_partner_filter(sql);
            sql.push(")");
        } else if audience.is_empty() {
            sql.push(" AND 1 = 0");
        }
    }

    /// The partner that the message is for: the one whose permit it is, else the first that was
    /// entered of those that the filter names.
    fn write_partner(&self, sql: &mut Sql, has_permit: bool) {
        if has_permit {
            sql.push("COALESCE(x.partner_id, ");
        }
        sql.push("(SELECT min(p.id) FROM partner p WHERE p.contact_id = c.id");
        self.write_partner_filter(sql);
        sql.push(if has_permit { "))" } else { ")" });
    }

    fn write_partner_filter(&self, sql: &mut Sql) {
        if !self.audience.partner_ids.is_empty() {
            sql.push(" AND p.id IN ")
                .ids(self.audience.partner_ids.iter().map(|id| id.0));
        }
    }

    /// The permit that the message is about, of those that the filter means: one in force before
    /// others, the one that ends first.
    fn write_permit(&self, sql: &mut Sql) {
        let audience = self.audience;
        sql.push(
            "(SELECT t.id FROM partner p JOIN permit t ON t.partner_id = p.id \
             WHERE p.contact_id = c.id",
        );
        self.write_partner_filter(sql);
        if !audience.permit_type.is_empty() {
            sql.push(" AND t.permit_type IN (");
            for (place, kind) in audience.permit_type.iter().enumerate() {
                sql.push(if place == 0 { "" } else { ", " })
                    .bind(kind.as_str());
            }
            sql.push(")");
        }
        if !audience.permit_status.is_empty() {
            let words = audience.permit_status.iter().map(|status| status.as_str());
            sql.push(" AND t.status IN ").words(words);
        }
        if let Some(day) = audience.expires_before {
            sql.push(" AND t.expiry_date < ").bind(day.to_string());
        }
        sql.push(
            " ORDER BY CASE t.status WHEN 'active' THEN 0 ELSE 1 END, \
             CASE WHEN t.expiry_date IS NULL THEN 1 ELSE 0 END, t.expiry_date, t.id LIMIT 1)",
        );
    }
}
