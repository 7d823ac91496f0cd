//! Who asks, and whether it may. Permission is in the type of a handler's argument: [`Reader`],
//! [`Sender`] or [`Admin`].

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, web};
use entity::words::Role;

use super::problem::{Kind, Problem};
use crate::services::Services;
use crate::staff::{Principal, api_key, origin};

/// Demands a good key of every request, before anything else of it is looked at.
///
/// # Errors
/// [`Kind::Unauthenticated`], or [`Kind::Unavailable`] if the keys cannot be read.
pub async fn authenticate(
    services: web::Data<Services>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let key = bearer(request.request())
        .ok_or_else(|| refused("Send the key in the header Authorization: Bearer stj_…."))?;
    let principal = api_key::verify(&services.core, key)
        .await
        .map_err(Problem::from)?
        .ok_or_else(|| refused("The key is unknown or was withdrawn."))?;
    request.extensions_mut().insert(principal);
    let proxies = &services.core.policy.trusted_proxies;
    let from = proxies.origin_of(request.request());
    origin::scope(&from, next.call(request)).await
}

fn refused(detail: &str) -> Problem {
    Problem::new(Kind::Unauthenticated, detail)
}

/// RFC 6750, 2.1; the name of the scheme may be written in any case (RFC 9110, 11.1).
fn bearer(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    let key = key.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !key.is_empty()).then_some(key)
}

macro_rules! permission {
    ($(#[$doc:meta])* $name:ident: $($role:ident)|+) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name(Principal);

        impl Deref for $name {
            type Target = Principal;

            fn deref(&self) -> &Principal {
                &self.0
            }
        }

        impl FromRequest for $name {
            type Error = Problem;
            type Future = Ready<Result<Self, Problem>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                ready(match request.extensions().get::<Principal>() {
                    Some(principal) if matches!(principal.role, $(Role::$role)|+) => {
                        Ok(Self(principal.clone()))
                    }
                    Some(principal) => Err(forbidden(principal.role)),
                    None => Err(refused("A key is needed.")),
                })
            }
        }
    };
}

permission!(
    /// May read.
    Reader: Admin | Officer | Auditor
);
permission!(
    /// May enter partners and consent, and send messages.
    Sender: Admin | Officer
);
permission!(
    /// May see who was given which rights.
    Inspector: Admin | Auditor
);
permission!(
    /// May do everything.
    Admin: Admin
);

fn forbidden(role: Role) -> Problem {
    let detail = format!("A key with the role {role} may not do this.");
    Problem::new(Kind::Forbidden, detail)
}
