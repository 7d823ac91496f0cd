//! Every page, on a phone and on a desk: nothing that keeps people out, nothing in the console,
//! small enough, and not wider than the window. Pictures go to `artefacts/screens`.

use entity::words::Role;
use setuju::staff::user;

use crate::support::app::TestApp;
use crate::support::browser::{Browser, PASSWORD};
use crate::support::screen::{Screen, WIDTHS};

/// The most that a page may weigh, in bytes of HTML.
const LARGEST: usize = 60 * 1024;
const ADMIN: &str = "kadis@karokab.go.id";

/// Pages that need nobody to sign in.
const OPEN: [(&str, &str); 1] = [("masuk", "/masuk")];
/// Pages of an office, as an administrator sees them.
const PAGES: [(&str, &str); 22] = [
    ("saya", "/saya"),
    ("saya-faktor", "/saya/faktor"),
    ("penyedia", "/penyedia"),
    ("penyedia-tambah", "/penyedia/tambah"),
    ("penyedia-fonnte", "/penyedia/tambah/fonnte"),
    ("penyedia-sandbox", "/penyedia/sandbox"),
    ("penyedia-ubah", "/penyedia/sandbox/ubah"),
    ("pengaturan", "/pengaturan"),
    ("pengguna", "/pengguna"),
    ("kunci-api", "/kunci-api"),
    ("jejak-audit", "/jejak-audit"),
    ("siaran", "/siaran"),
    ("siaran-baru", "/siaran/baru"),
    ("izin", "/izin"),
    ("izin-baru", "/izin/baru"),
    ("izin-impor", "/izin/impor"),
    ("izin-pengingat", "/izin/pengingat"),
    ("templat", "/templat"),
    ("templat-baru", "/templat/baru"),
    ("templat-persetujuan", "/templat/opt_in_request"),
    ("templat-versi", "/templat/opt_in_request/versi/1"),
    ("tidak-ada", "/tidak-ada"),
];

async fn look(screen: &mut Screen, name: &str, path: &str, found: &mut Vec<String>) {
    for width in WIDTHS {
        screen.resize(width, 800).await;
        screen.go(path).await;
        let script = "return document.documentElement.scrollWidth";
        let wide = screen.run(script, serde_json::json!([])).await;
        if wide.as_u64() > Some(u64::from(width)) {
            found.push(format!("{path} at {width} px is {wide} px wide"));
        }
        for violation in screen.violations().await {
            found.push(format!("{path} at {width} px: {violation}"));
        }
        screen.picture(name, width).await;
    }
    for complaint in screen.complaints().await {
        found.push(format!("{path}: {complaint}"));
    }
}

#[tokio::test]
async fn no_page_keeps_anybody_out() {
    let app = TestApp::start(&[("SETUJU_SANDBOX", "on")]).await;
    let core = &app.beside.core;
    user::add(core, ADMIN, Role::Admin, PASSWORD).await.unwrap();
    let mut screen = Screen::open(&app.address).await;
    let mut found = Vec::new();
    for (name, path) in OPEN {
        look(&mut screen, name, path, &mut found).await;
    }
    screen.sign_in(ADMIN).await;
    for (name, path) in PAGES {
        look(&mut screen, name, path, &mut found).await;
    }
    let mut browser = Browser::new(&app);
    browser
        .post("/masuk", &[("email", ADMIN), ("password", PASSWORD)])
        .await;
    for (_, path) in PAGES.iter().chain(&OPEN) {
        let html = browser.get(path).await.html;
        if html.len() > LARGEST {
            found.push(format!("{path} weighs {} bytes", html.len()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
