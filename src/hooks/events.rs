//! What an endpoint may be told of, and what each wants to hear.

use entity::hook_endpoint::Model;
use entity::words::HookKind;

use super::error::HookError;

/// What an endpoint may ask for.
pub const EVENTS: [HookKind; 4] = [
    HookKind::ConsentChanged,
    HookKind::MessageSettled,
    HookKind::AccountDown,
    HookKind::AccountUp,
];

/// Their names, as one reads them.
pub(super) fn names() -> String {
    EVENTS.map(HookKind::as_str).join(", ")
}

/// Reads the names of events.
///
/// # Errors
/// [`HookError::BadEvent`] names the first that is none.
pub fn parse_events<T: AsRef<str>>(names: &[T]) -> Result<Vec<HookKind>, HookError> {
    let one = |name: &T| {
        let kind = name.as_ref().trim().parse().ok();
        kind.filter(|kind| EVENTS.contains(kind))
            .ok_or_else(|| HookError::BadEvent(name.as_ref().to_owned()))
    };
    names.iter().map(one).collect()
}

/// The events an endpoint gets; empty for all of them.
pub fn events_of(row: &Model) -> Vec<HookKind> {
    let names = row.events.split(',').filter(|name| !name.is_empty());
    names.filter_map(|name| name.parse().ok()).collect()
}

/// Whether an endpoint gets events of this kind.
pub(super) fn wants(row: &Model, kind: HookKind) -> bool {
    let events = events_of(row);
    row.active && (events.is_empty() || events.contains(&kind))
}
