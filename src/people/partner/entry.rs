//! Entering, changing and taking away partners.

use entity::contact;
use entity::ids::{ContactId, PartnerId};
use entity::partner::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};

use super::Known;
use super::fields::{
    NewPartner, PartnerChange, PartnerError, Typed, check_email, check_name, check_ref, fold,
};
use super::search::with_contact;
use crate::core::Core;
use crate::database::StoreError;
use crate::edit::Edit;
use crate::form_sent;
use crate::people::contact as contacts;
use crate::staff::audit;

/// Enters a partner; the contact of its number is made if it is not there.
///
/// # Errors
/// [`PartnerError`] says what is wrong.
pub async fn create(core: &Core, new: NewPartner, actor: &str) -> Result<Known, PartnerError> {
    enter(core, new, None, actor).await
}

/// Enters the partner of a form; the same form sent again enters nobody, and finds the one it
/// entered.
///
/// # Errors
/// [`PartnerError`] says what is wrong.
pub async fn create_once(
    core: &Core,
    new: NewPartner,
    form: &str,
    actor: &str,
) -> Result<Known, PartnerError> {
    match enter(core, new.clone(), Some(form), actor).await {
        // The same form came twice at the same time, and the other was quicker.
        Err(PartnerError::Store(StoreError::Conflict(_))) => {
            enter(core, new, Some(form), actor).await
        }
        done => done,
    }
}

async fn enter(
    core: &Core,
    new: NewPartner,
    form: Option<&str>,
    actor: &str,
) -> Result<Known, PartnerError> {
    let name = check_name(&new.name)?;
    let phone = new.phone.as_deref().map(Typed::parse).transpose()?;
    let external_ref = new.external_ref.as_deref().map(check_ref).transpose()?;
    let email = new.email.as_deref().map(check_email).transpose()?;
    let now = core.now();

    let txn = core.db.begin_write().await?;
    if let Some(form) = form
        && let Some(made) = form_sent::made(&*txn, form).await?
    {
        let made = PartnerId(made);
        let row = Entity::find_by_id(made).one(&*txn).await;
        let row = row.map_err(StoreError::from)?;
        let row = row.ok_or(PartnerError::NotFound(made))?;
        return Ok(with_contact(&*txn, row).await?);
    }
    if let Some(external_ref) = &external_ref {
        check_free(&*txn, external_ref, None).await?;
    }
    let contact = contact_of(core, &*txn, phone.as_ref()).await?;
    let row = Model {
        id: PartnerId(core.next_id()),
        name_folded: fold(&name),
        name,
        phone: phone.map(|phone| phone.typed),
        contact_id: contact.as_ref().map(|contact| contact.id),
        external_ref,
        email,
        created_at: now.millis(),
        updated_at: now.millis(),
    };
    Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(&*txn)
        .await
        .map_err(taken)?;
    if let Some(form) = form {
        form_sent::keep(&*txn, form, row.id.0, now).await?;
    }
    let subject = row.id.to_string();
    audit::record(&*txn, core, actor, "partner.added", &subject, None).await?;
    txn.commit().await?;
    Ok((row, contact))
}

/// Changes a partner. Another number brings another contact, with the consent of that one.
///
/// # Errors
/// [`PartnerError`] says what is wrong.
pub async fn change(
    core: &Core,
    id: PartnerId,
    change: PartnerChange,
    actor: &str,
) -> Result<Known, PartnerError> {
    let name = change.name.as_deref().map(check_name).transpose()?;
    let phone = change.phone.try_map(|given| Typed::parse(&given))?;
    let external_ref = change.external_ref.try_map(|given| check_ref(&given))?;
    let email = change.email.try_map(|given| check_email(&given))?;

    let txn = core.db.begin_write().await?;
    let mut row = lock(&*txn, id).await?;
    if let Some(name) = name {
        row.name_folded = fold(&name);
        row.name = name;
    }
    match phone {
        Edit::Keep => {}
        Edit::Clear => (row.contact_id, row.phone) = (None, None),
        Edit::Set(phone) => {
            let contact = contact_of(core, &*txn, Some(&phone)).await?;
            row.contact_id = contact.map(|contact| contact.id);
            row.phone = Some(phone.typed);
        }
    }
    if let Edit::Set(external_ref) = &external_ref {
        check_free(&*txn, external_ref, Some(id)).await?;
    }
    external_ref.apply(&mut row.external_ref);
    email.apply(&mut row.email);
    row.updated_at = core.now().millis();
    Entity::update(row.clone().into_active_model().reset_all())
        .validate()
        .map_err(StoreError::from)?
        .exec(&*txn)
        .await
        .map_err(taken)?;
    let known = with_contact(&*txn, row).await?;
    let (action, subject) = ("partner.changed", id.to_string());
    audit::record(&*txn, core, actor, action, &subject, None).await?;
    txn.commit().await?;
    Ok(known)
}

/// Takes a partner away. The contact of its number and the ledger stay: they prove what was
/// agreed to.
///
/// # Errors
/// [`PartnerError::NotFound`], or the database.
pub async fn delete(core: &Core, id: PartnerId, actor: &str) -> Result<(), PartnerError> {
    let txn = core.db.begin_write().await?;
    let done = Entity::delete_by_id(id)
        .exec(&*txn)
        .await
        .map_err(StoreError::from)?;
    if done.rows_affected == 0 {
        return Err(PartnerError::NotFound(id));
    }
    let (action, subject) = ("partner.deleted", id.to_string());
    audit::record(&*txn, core, actor, action, &subject, None).await?;
    txn.commit().await?;
    Ok(())
}

async fn contact_of(
    core: &Core,
    db: &impl ConnectionTrait,
    phone: Option<&Typed>,
) -> Result<Option<contact::Model>, StoreError> {
    let Some(phone) = phone else {
        return Ok(None);
    };
    let id = ContactId(core.next_id());
    let contact = contacts::lock_or_create(db, id, &phone.address, core.now()).await?;
    Ok(Some(contact))
}

async fn lock(db: &impl ConnectionTrait, id: PartnerId) -> Result<Model, PartnerError> {
    Entity::find_by_id(id)
        .lock_exclusive()
        .one(db)
        .await
        .map_err(StoreError::from)?
        .ok_or(PartnerError::NotFound(id))
}

async fn check_free(
    db: &impl ConnectionTrait,
    external_ref: &str,
    own: Option<PartnerId>,
) -> Result<(), PartnerError> {
    let other = Entity::find()
        .filter(Column::ExternalRef.eq(external_ref))
        .one(db)
        .await
        .map_err(StoreError::from)?;
    match other {
        Some(other) if Some(other.id) != own => Err(PartnerError::RefTaken),
        _ => Ok(()),
    }
}

/// Another process may have taken the id of another program meanwhile.
fn taken(error: sea_orm::DbErr) -> PartnerError {
    match StoreError::from(error) {
        StoreError::Conflict(_) => PartnerError::RefTaken,
        error => PartnerError::Store(error),
    }
}
