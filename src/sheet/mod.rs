//! Tables that offices export from their spreadsheets, CSV or Excel: read piece by piece, their
//! rows taken over by whoever knows what they are, and those that were not taken handed back.

mod damage;
pub mod example;
pub mod import;
mod package;
mod pieces;
pub mod rejects;
pub mod report;
pub mod table;
mod workbook;

pub use self::import::ImportError;
pub use self::pieces::Source;
pub use self::report::{Outcome, Rejected, Report};
