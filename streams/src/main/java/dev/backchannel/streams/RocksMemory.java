package dev.backchannel.streams;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * One budget of memory for every store of the process: blocks, indexes and filters that were read, and what was written and
 * is not on disk yet. Kafka's own defaults are some 100 MiB for each store of each partition.
 */
public final class RocksMemory implements RocksDBConfigSetter {
    /** Bytes of the budget, among the settings of Kafka Streams. */
    static final String BYTES = "backchannel.state.memory";

    private static final long MOST_FOR_ONE_BUFFER = 8L << 20;
    private static final int BLOCK = 8 << 10;
    private static final double BITS_PER_KEY = 10;
    /** Of what was written and is not on disk yet: most keys that are looked up are new, or were written long ago. */
    private static final double SHARE_FOR_BLOOM = 0.05;

    /** RocksDB frees it with its last user, so it is never closed. */
    private record Budget(Cache cache, WriteBufferManager writes, long buffer) {
        static Budget of(long bytes) {
            Cache cache = new LRUCache(bytes, -1, false, 0.2);
            return new Budget(
                    cache, new WriteBufferManager(bytes / 2, cache), Math.min(bytes / 8, MOST_FOR_ONE_BUFFER));
        }
    }

    private static final Map<Long, Budget> BUDGETS = new ConcurrentHashMap<>();

    /** Bytes; it is begun afresh then. RocksDB would let the list of files that were and are grow to a gigabyte. */
    private static final long MANIFEST = 1 << 20;

    private BloomFilter filter;

    @Override
    public void setConfig(String store, Options options, Map<String, Object> settings) {
        Object bytes = Objects.requireNonNull(settings.get(BYTES), () -> BYTES + " is not set for " + store);
        Budget budget = BUDGETS.computeIfAbsent(Long.valueOf(bytes.toString()), Budget::of);
        filter = new BloomFilter(BITS_PER_KEY);
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(budget.cache())
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinTopLevelIndexAndFilter(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                .setFilterPolicy(filter)
                .setBlockSize(BLOCK);
        options.setTableFormatConfig(table)
                .setWriteBufferManager(budget.writes())
                .setWriteBufferSize(budget.buffer())
                .setMaxWriteBufferNumber(3)
                .setMaxManifestFileSize(MANIFEST)
                .setMemtableWholeKeyFiltering(true)
                .setMemtablePrefixBloomSizeRatio(SHARE_FOR_BLOOM);
    }

    @Override
    public void close(String store, Options options) {
        filter.close();
    }
}
