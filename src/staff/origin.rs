//! From where somebody acts. It accompanies a request as its log span does: set once at the door,
//! read where a deed is entered in the audit trail, so that no function in between has to pass it.

use std::future::Future;

tokio::task_local! {
    static ORIGIN: String;
}

/// The longest origin that is kept; a network address has 45 signs at most (RFC 4291).
const LONGEST: usize = 64;

/// Runs what somebody asked for, from there.
pub async fn scope<T>(origin: &str, work: impl Future<Output = T>) -> T {
    let origin = origin.chars().take(LONGEST).collect();
    ORIGIN.scope(origin, work).await
}

/// From where the present deed comes; `None` for what the program does by itself.
pub fn current() -> Option<String> {
    ORIGIN.try_with(Clone::clone).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_origin_is_known_inside_its_scope_only() {
        assert_eq!(current(), None);
        let seen = scope("192.0.2.7", async { current() }).await;
        assert_eq!(seen.as_deref(), Some("192.0.2.7"));
        assert_eq!(current(), None);
    }
}
