//! Random models and data.
