//! Looking at a page at every width: what keeps people out, what does not fit, and a picture.

use serde_json::json;

use crate::support::screen::{Screen, WIDTHS};

/// Opens a page at every width, looks at it, and notes what is wrong with it.
pub(super) async fn look(screen: &mut Screen, name: &str, path: &str, found: &mut Vec<String>) {
    screen.resize(WIDTHS[0], 800).await;
    screen.go(path).await;
    look_here(screen, name, found).await;
}

/// Looks at the page that is shown, which no address leads to.
pub(super) async fn look_here(screen: &mut Screen, name: &str, found: &mut Vec<String>) {
    for width in WIDTHS {
        screen.resize(width, 800).await;
        inspect(screen, name, width, found).await;
    }
    complaints(screen, name, found).await;
}

/// Looks at what is shown at this width.
pub(super) async fn inspect(screen: &Screen, name: &str, width: u32, found: &mut Vec<String>) {
    let script = "return document.documentElement.scrollWidth";
    let wide = screen.run(script, json!([])).await;
    if wide.as_u64() > Some(u64::from(width)) {
        found.push(format!("{name} at {width} px is {wide} px wide"));
    }
    for violation in screen.violations().await {
        found.push(format!("{name} at {width} px: {violation}"));
    }
    screen.picture(name, width).await;
}

async fn complaints(screen: &mut Screen, name: &str, found: &mut Vec<String>) {
    for complaint in screen.complaints().await {
        found.push(format!("{name}: {complaint}"));
    }
}
