//! Places at which a test lets the program die, as by a power cut. They are there in debug builds
//! only, and do nothing unless the variable `FAULT_POINT` names one of them at the start:
//! `settle.before_commit`, or with the count of passes `settle.before_commit:3`.

#[cfg(debug_assertions)]
pub(crate) use armed::point;

/// In a release build nothing can be armed.
#[cfg(not(debug_assertions))]
pub(crate) const fn point(_name: &str) {}

#[cfg(debug_assertions)]
mod armed {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicI64, Ordering};

    struct Armed {
        name: String,
        passes: AtomicI64,
    }

    static ARMED: LazyLock<Option<Armed>> = LazyLock::new(|| {
        let text = std::env::var("FAULT_POINT").ok()?;
        let (name, passes) = text.split_once(':').unwrap_or((&text, "1"));
        Some(Armed {
            name: name.to_owned(),
            passes: AtomicI64::new(passes.parse().unwrap_or(1)),
        })
    });

    /// Ends the process here and now, nothing tidied up, if this is the place that is armed.
    pub(crate) fn point(name: &str) {
        if let Some(armed) = &*ARMED
            && armed.name == name
            && armed.passes.fetch_sub(1, Ordering::SeqCst) == 1
        {
            std::process::abort();
        }
    }
}
