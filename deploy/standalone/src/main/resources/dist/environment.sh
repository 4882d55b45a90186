# What the process wants of its environment, by the command "$@"; read by the launcher.

case "${1:-} ${2:-}" in
    # A learner allocates and frees large arrays in every step. By itself glibc would give each back to the system and let the next
    # be faulted in page by page; kept, and in huge pages, they cost a tenth less time at 135 M parameters.
    "learner "* | "bench learner")
        export GLIBC_TUNABLES="${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=4294967296:glibc.malloc.top_pad=67108864}"
        ;;
    # By itself glibc has up to eight arenas for each core, and what is freed in one is of no use to another: with engine and RocksDB
    # in one process they go on growing for most of an hour (docs/soak.md). Two level off within minutes.
    *)
        export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
        ;;
esac
