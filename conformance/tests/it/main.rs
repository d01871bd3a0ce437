//! Every case on every executor, and properties over random models.

mod decay;
