//! Setuju.
