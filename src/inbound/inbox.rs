//! The inbox: what people wrote, and the decisions of staff on replies that no rule could read.

use entity::ids::{ContactId, EventId, InboundId};
use entity::inbound_message::{ActiveModel, Column, Entity, Model};
use entity::words::{EventKind, EventSource, InboundKind};
use entity::{contact, message};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::consent::decision::{self, Outcome};
use crate::consent::ledger::{self, Entry, Evidence};
use crate::consent::register::{LONGEST_NOTE, check_note};
use crate::consent::reply::Intent;
use crate::core::Core;
use crate::database::StoreError;
use crate::lang::{Lang, Say};
use crate::people::{self, Address, PhoneNumber};
use crate::staff::audit;
use crate::time::Timestamp;
