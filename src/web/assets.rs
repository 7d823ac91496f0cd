//! Style and scripts, in the binary. An address holds a mark of the content, so that browsers may
//! keep an asset for ever and a new version is fetched at once.

use std::sync::LazyLock;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, web};
use sha2::{Digest, Sha256};

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const PICTURE: &str = "image/svg+xml";

struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static str,
}

const ASSETS: &[Asset] = &[
    Asset {
        name: "app.css",
        kind: STYLE,
        content: concat!(
            include_str!("assets/base.css"),
            include_str!("assets/parts.css"),
            include_str!("assets/talk.css"),
            include_str!("assets/simulator.css"),
            include_str!("assets/inbox.css"),
            include_str!("assets/home.css"),
            include_str!("assets/outgoing.css"),
            include_str!("assets/partners.css"),
            include_str!("assets/proof.css"),
            include_str!("assets/citizens.css"),
        ),
    },
    Asset {
        name: "progress.js",
        kind: SCRIPT,
        content: include_str!("assets/progress.js"),
    },
    Asset {
        name: "print.js",
        kind: SCRIPT,
        content: include_str!("assets/print.js"),
    },
    Asset {
        name: "app.js",
        kind: SCRIPT,
        content: include_str!("assets/app.js"),
    },
    Asset {
        name: "kept.js",
        kind: SCRIPT,
        content: include_str!("assets/kept.js"),
    },
    Asset {
        name: "inbox.js",
        kind: SCRIPT,
        content: include_str!("assets/inbox.js"),
    },
    Asset {
        name: "live.js",
        kind: SCRIPT,
        content: include_str!("assets/live.js"),
    },
    Asset {
        name: "outgoing.js",
        kind: SCRIPT,
        content: include_str!("assets/outgoing.js"),
    },
    Asset {
        name: "mark.svg",
        kind: PICTURE,
        content: include_str!("assets/mark.svg"),
    },
];

static MARKS: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    let mark = |asset: &Asset| {
        let digest = hex::encode(Sha256::digest(asset.content));
        let short: String = digest.chars().take(12).collect();
        (asset.name, format!("/aset/{short}/{}", asset.name))
    };
    ASSETS.iter().map(mark).collect()
});

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/aset/{mark}/{name}", web::get().to(send))
        .route("/favicon.ico", web::get().to(favicon));
}

/// The address of an asset. A name that there is not is a fault of a template, which the test of
/// all pages finds as a broken link.
pub(super) fn address(name: &str) -> String {
    let found = MARKS.iter().find(|(known, _)| *known == name);
    found.map_or_else(|| format!("/aset/0/{name}"), |(_, address)| address.clone())
}

async fn send(path: web::Path<(String, String)>) -> HttpResponse {
    let (_, name) = path.into_inner();
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return HttpResponse::NotFound().finish();
    };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(asset.content)
}

async fn favicon() -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header((header::LOCATION, address("mark.svg")))
        .finish()
}
