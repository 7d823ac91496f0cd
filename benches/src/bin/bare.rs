//! The least a signed webhook can be: read the body, check its HMAC, answer.
//! What Setuju does is measured against this.

use std::{
    io::{self, Write as _},
    net::SocketAddr,
};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    web::{self, Bytes, Data},
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use setuju_bench::arguments::Arguments;
use sha2::Sha256;

struct Key(Hmac<Sha256>);

async fn receive(request: HttpRequest, body: Bytes, key: Data<Key>) -> HttpResponse {
    if is_signed(&request, &body, &key.0) {
        HttpResponse::Ok().finish()
    } else {
        HttpResponse::Unauthorized().finish()
    }
}

fn is_signed(request: &HttpRequest, body: &[u8], key: &Hmac<Sha256>) -> bool {
    let mut signature = [0; 32];
    let decoded = request
        .headers()
        .get("X-Hub-Signature-256")
        .and_then(|value| value.as_bytes().strip_prefix(b"sha256="))
        .is_some_and(|text| hex::decode_to_slice(text, &mut signature).is_ok());
    let mut mac = key.clone();
    mac.update(body);
    decoded && mac.verify_slice(&signature).is_ok()
}

/// `bare --listen 127.0.0.1:PORT --secret SECRET`
#[actix_web::main]
async fn main() -> io::Result<()> {
    let arguments = Arguments::of_this_process(&["listen", "secret"])?;
    let listen: SocketAddr = arguments.required("listen")?;
    let secret: String = arguments.required("secret")?;
    let key = Data::new(Key(
        Hmac::new_from_slice(secret.as_bytes()).map_err(io::Error::other)?
    ));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(key.clone())
            .route("/readyz", web::get().to(HttpResponse::Ok))
            .default_service(web::post().to(receive))
    })
    .bind(listen)?;
    writeln!(io::stdout(), "listening on {listen}")?;
    server.run().await
}
