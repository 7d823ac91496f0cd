//! The gate as SQL, for whole sets of contacts at once. It says what [`gate::check`] says; a test
//! compares the two over everything that can be known of a contact.
//!
//! [`gate::check`]: super::gate::check

use entity::words::Purpose;

use super::gate::{Reason, Rules, WINDOW, is_bulk};
use crate::sql::Sql;
use crate::time::Timestamp;

/// Writes an expression over the contact `c`: the code of the reason why a message of this purpose
/// may not go to it now through the sandbox or a real account, or `NULL` if it may.
pub fn write_refusal(
    sql: &mut Sql,
    purpose: Purpose,
    is_sandbox: bool,
    rules: &Rules,
    now: Timestamp,
) {
    // For people, who was played with is unknown, or has refused.
    let (denied, granted) = if is_sandbox {
        ("c.status = 'denied'", "c.status = 'granted'")
    } else {
        (
            "(c.status = 'denied' OR (c.played AND c.refused))",
            "(c.status = 'granted' AND NOT c.played)",
        )
    };
    sql.push("CASE");
    if purpose != Purpose::Reply {
        when(sql, "c.unreachable", Reason::NotOnWhatsApp);
    }
    if is_bulk(purpose) {
        when(sql, "c.held", Reason::UnclearReply);
    }
    match purpose {
        Purpose::Notification | Purpose::Broadcast => {
            when(sql, denied, Reason::Denied);
            sql.push(" WHEN NOT ").push(granted);
            then(sql, Reason::NoConsent);
        }
        Purpose::OptInRequest => {
            when(sql, granted, Reason::AlreadyGranted);
            when(sql, denied, Reason::Denied);
            sql.push(" WHEN c.ask_count >= ")
                .bind(i64::from(rules.ask_limit));
            then(sql, Reason::AskLimit);
            when_asked_recently(sql, rules, now);
        }
        Purpose::ServiceInfo => {
            when(sql, denied, Reason::Denied);
            sql.push(" WHEN ").push(granted).push(" THEN NULL");
            when_asked_recently(sql, rules, now);
        }
        Purpose::Custom => {
            sql.push(" WHEN ").push(denied).push(" AND NOT ");
            window_is_open(sql, is_sandbox, now);
            then(sql, Reason::Denied);
        }
        Purpose::Reply => {
            sql.push(" WHEN NOT ");
            window_is_open(sql, is_sandbox, now);
            then(sql, Reason::WindowClosed);
        }
    }
    sql.push(" END");
}

fn when(sql: &mut Sql, condition: &str, reason: Reason) {
    sql.push(" WHEN ").push(condition);
    then(sql, reason);
}

fn then(sql: &mut Sql, reason: Reason) {
    sql.push(" THEN '").push(reason.code()).push("'");
}

/// Without a cool-down, nobody was asked recently.
fn when_asked_recently(sql: &mut Sql, rules: &Rules, now: Timestamp) {
    if rules.ask_cooldown.is_zero() {
        return;
    }
    sql.push(" WHEN c.last_asked_at > ")
        .bind(now.minus(rules.ask_cooldown).millis());
    then(sql, Reason::AskedRecently);
}

fn window_is_open(sql: &mut Sql, is_sandbox: bool, now: Timestamp) {
    let begins = now.minus(WINDOW).millis();
    sql.push("(COALESCE(c.last_inbound_at > ")
        .bind(begins)
        .push(", FALSE)");
    if is_sandbox {
        sql.push(" OR COALESCE(c.last_played_at > ")
            .bind(begins)
            .push(", FALSE)");
    }
    sql.push(")");
}

#[cfg(test)]
#[path = "gate_sql_tests.rs"]
mod tests;
