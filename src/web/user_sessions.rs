//! Where a person is signed in, for administrators: a lost phone or a machine that was left open is
//! signed out from elsewhere.

use actix_web::{HttpResponse, web};
use askama::Template;
use entity::ids::{SessionId, StaffId};
use entity::session::Model as SessionRow;
use entity::staff_user::Model;

use super::agent::browser;
use super::error::PageError;
use super::frame::{self, Frame};
use super::nav::Section;
use super::visitor::Admin;
use crate::services::Services;
use crate::staff::{audit, session, user};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/pengguna/{id}/sesi", web::get().to(list))
        .route("/pengguna/{id}/sesi/akhiri", web::post().to(end_all))
        .route("/pengguna/{id}/sesi/{session}/akhiri", web::post().to(end));
}

#[derive(Template)]
#[template(path = "user_sessions.html")]
struct SessionsPage {
    frame: Frame,
    row: Model,
    sessions: Vec<SessionRow>,
    here: SessionId,
}

impl SessionsPage {
    fn browser(&self, session: &SessionRow) -> String {
        browser(self.frame.lang, &session.agent)
    }
}

async fn found(services: &Services, id: i64) -> Result<Model, PageError> {
    let row = user::get(services.core.db.reader(), StaffId(id)).await?;
    row.ok_or(PageError::NotFound)
}

fn path_of(row: &Model) -> String {
    format!("/pengguna/{}/sesi", row.id)
}

async fn list(
    admin: Admin,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = found(&services, *id).await?;
    frame::show(&SessionsPage {
        frame: Frame::new(&services, &admin, Section::Users),
        sessions: session::list(&services.core, row.id).await?,
        row,
        here: admin.person.session,
    })
}

async fn end(
    admin: Admin,
    path: web::Path<(i64, i64)>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let (id, ended) = path.into_inner();
    let row = found(&services, id).await?;
    if !session::end(&services.core, row.id, SessionId(ended)).await? {
        return Err(PageError::NotFound);
    }
    let actor = admin.person.actor();
    audit::note(&services.core, &actor, "user.session_ended", &row.email).await?;
    let news = admin
        .lang
        .pick("Sesi itu sudah diakhiri.", "That session is ended.");
    Ok(frame::done(&path_of(&row), news))
}

async fn end_all(
    admin: Admin,
    id: web::Path<i64>,
    services: web::Data<Services>,
) -> Result<HttpResponse, PageError> {
    let row = found(&services, *id).await?;
    // Whoever ends one's own sessions does not mean the one that says so.
    let here = (row.id == admin.person.id).then_some(admin.person.session);
    session::end_all(&services.core, &admin.person.actor(), &row, here).await?;
    let news = admin
        .lang
        .pick("Semua sesi itu sudah diakhiri.", "All sessions are ended.");
    Ok(frame::done(&path_of(&row), news))
}
