//! Messages to many: planned together, sent one by one by the lanes.

pub mod store;
