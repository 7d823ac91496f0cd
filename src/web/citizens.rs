//! The page for citizens: what is sent, how to say yes, how to stop, and what the law gives them;
//! and the poster for the counter. It is public, and holds nothing personal.

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, web};
use askama::Template;

use super::error::PageError;
use super::frame::{self, Frame};
use super::me::qr;
use super::nav::Section;
use super::talk;
use super::visitor::{Anyone, Visitor};
use crate::lang::Lang;
use crate::office::{self, Office};
use crate::services::Services;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/warga", web::get().to(show))
        .route("/warga/poster", web::get().to(poster));
}

/// How one says yes.
struct Yes {
    /// What one writes.
    sentence: String,
    /// To whom, as one dials it.
    number: Option<String>,
    /// Opens WhatsApp with the sentence.
    link: Option<String>,
    /// The link as a picture.
    picture: String,
}

#[derive(Template)]
#[template(path = "citizens.html")]
struct CitizensPage {
    frame: Frame,
    office: Office,
    yes: Yes,
}

#[derive(Template)]
#[template(path = "citizens_poster.html")]
struct PosterPage {
    frame: Frame,
    office: Office,
    yes: Yes,
    /// Where this page is, without its scheme.
    address: String,
}

fn yes(services: &Services, office: &Office, lang: Lang) -> Yes {
    let reading = services.live.latest();
    let number = office.number(reading.choose(None).map(AsRef::as_ref));
    let sentence = office.sentence();
    let text: String = form_urlencoded::byte_serialize(sentence.as_bytes()).collect();
    let text = text.replace('+', "%20");
    let link = number
        .as_ref()
        .map(|number| format!("https://wa.me/{}?text={text}", number.digits()));
    Yes {
        sentence,
        picture: link.as_deref().map(qr).unwrap_or_default(),
        number: number.map(|number| talk::address(lang, number.as_str())),
        link,
    }
}

async fn frame_and_office(
    services: &Services,
    visitor: &Visitor,
) -> Result<(Frame, Office), PageError> {
    // Another process may have just added the account.
    services.live.refresh().await?;
    let office = office::find(&services.core).await?;
    Ok((Frame::new(services, visitor, Section::Citizens), office))
}

/// Whoever has not signed in gets the same page as everybody else.
fn cached(visitor: &Visitor, mut response: HttpResponse) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("Cookie"));
    if visitor.person.is_none() && visitor.news.is_none() {
        let value = HeaderValue::from_static("public, max-age=300");
        headers.insert(header::CACHE_CONTROL, value);
    }
    response
}

async fn show(visitor: Anyone, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    let (frame, office) = frame_and_office(&services, &visitor).await?;
    let yes = yes(&services, &office, visitor.lang);
    let page = CitizensPage { frame, office, yes };
    Ok(cached(&visitor, frame::show(&page)?))
}

async fn poster(visitor: Anyone, services: web::Data<Services>) -> Result<HttpResponse, PageError> {
    let (frame, office) = frame_and_office(&services, &visitor).await?;
    let yes = yes(&services, &office, visitor.lang);
    let url = &services.core.policy.public_url;
    let host = url.split_once("://").map_or(url.as_str(), |(_, host)| host);
    let page = PosterPage {
        address: format!("{host}/warga"),
        frame,
        office,
        yes,
    };
    Ok(cached(&visitor, frame::show(&page)?))
}
