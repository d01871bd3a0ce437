//! How memory is given back to the system.

/// Arrays of this many bytes and more are given back as soon as they are freed: those of whole tables, not those of a
/// batch, which would be asked for anew with every batch.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const GIVEN_BACK_BYTES: libc::c_int = 512 * 1024;

/// Lets the allocator give large arrays back to the system when they are freed.
///
/// By itself it raises the size from which it does so whenever a larger array is freed, and then keeps what others took:
/// 52 instants of a million leads with 50 million events peak at 640 MB without this, and at 600 MB with it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(unsafe_code, reason = "the C library's setting has no safe form; measured: see above")]
pub(crate) fn give_back_large_arrays() {
    // SAFETY: `mallopt` sets a number of the allocator; it is called before any other thread runs.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, GIVEN_BACK_BYTES);
    }
}

/// Elsewhere the allocator decides.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn give_back_large_arrays() {}
