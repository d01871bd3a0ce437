//! The workload has the shape it promises, and both models score it.
