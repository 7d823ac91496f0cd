//! Who looks at a page. What a visitor may do is in the type of a handler's argument: [`Anyone`],
//! [`Reader`], [`Sender`] or [`Admin`].

use std::future::{Ready, ready};
use std::ops::Deref;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use entity::ids::{SessionId, StaffId};
use entity::words::Role;

use super::error::PageError;
use crate::lang::Lang;
use crate::staff::session::Browser;
use crate::staff::{Principal, PrincipalKind};

/// Somebody who looks at a page, signed in or not.
#[derive(Debug)]
pub(super) struct Visitor {
    /// The language to show the page in.
    pub(super) lang: Lang,
    /// From which network address.
    pub(super) origin: String,
    /// What the browser says it is.
    pub(super) agent: String,
    /// The page, with its query.
    pub(super) path: String,
    /// What happened on the page before, told once.
    pub(super) news: Option<String>,
    /// Who it is.
    pub(super) person: Option<Person>,
    /// How many replies wait for a decision, for the navigation.
    pub(super) unclear: u64,
}

impl Visitor {
    /// Where a session of this visitor begins.
    pub(super) fn browser(&self) -> Browser<'_> {
        Browser {
            origin: &self.origin,
            agent: &self.agent,
        }
    }
}

/// Somebody who has signed in.
#[derive(Clone, Debug)]
pub(super) struct Person {
    /// The person.
    pub(super) id: StaffId,
    /// The browser.
    pub(super) session: SessionId,
    /// The name that colleagues see.
    pub(super) name: String,
    /// The address that signs in.
    pub(super) email: String,
    /// What the person may do.
    pub(super) role: Role,
    /// The person's own number, for messages on trial.
    pub(super) phone: Option<String>,
}

impl Person {
    /// The person as the modules below know those who act.
    pub(super) fn principal(&self) -> Principal {
        Principal {
            kind: PrincipalKind::Person,
            id: self.id.to_string(),
            name: self.email.clone(),
            role: self.role,
        }
    }

    /// The name under which ledger and audit trail keep what the person did.
    pub(super) fn actor(&self) -> String {
        self.principal().actor()
    }
}

/// Whoever comes, signed in or not.
#[derive(Clone, Debug)]
pub(super) struct Anyone(Rc<Visitor>);

impl Deref for Anyone {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.0
    }
}

impl FromRequest for Anyone {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let visitor = request.extensions().get::<Rc<Visitor>>().cloned();
        ready(visitor.map(Self).ok_or(PageError::SignIn))
    }
}

macro_rules! permission {
    ($(#[$doc:meta])* $name:ident: $($role:ident)|+) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub(super) struct $name {
            visitor: Rc<Visitor>,
            /// Who it is.
            pub(super) person: Person,
        }

        impl Deref for $name {
            type Target = Visitor;

            fn deref(&self) -> &Visitor {
                &self.visitor
            }
        }

        impl FromRequest for $name {
            type Error = PageError;
            type Future = Ready<Result<Self, PageError>>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let visitor = request.extensions().get::<Rc<Visitor>>().cloned();
                let found = visitor.and_then(|visitor| {
                    let person = visitor.person.clone()?;
                    Some(Self { visitor, person })
                });
                ready(match found {
                    Some(found) if matches!(found.person.role, $(Role::$role)|+) => Ok(found),
                    Some(_) => Err(PageError::Forbidden),
                    None => Err(PageError::SignIn),
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
    /// May do everything.
    Admin: Admin
);
