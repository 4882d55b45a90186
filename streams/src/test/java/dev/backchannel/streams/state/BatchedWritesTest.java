package dev.backchannel.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class BatchedWritesTest {
    private final KeyValueStore<Bytes, byte[]> disk =
            Stores.inMemoryKeyValueStore("store").get();

    @Test
    void nobodyNoticesThatWritesWait() {
        SplittableRandom random = new SplittableRandom(11);
        BatchedWrites store = new BatchedWrites(disk, 2_000);
        Map<String, String> expected = new TreeMap<>();
        for (int n = 0; n < 20_000; n++) {
            String key = "k" + random.nextInt(60);
            switch (random.nextInt(40)) {
                case 0 -> assertThat(contents(store.all())).isEqualTo(expected);
                case 1 ->
                    assertThat(contents(store.range(bytes("k2"), null)))
                            .isEqualTo(((TreeMap<String, String>) expected).tailMap("k2"));
                case 2 -> store.commit(Map.of());
                case 3, 4, 5, 6, 7, 8 -> {
                    store.put(bytes(key), null);
                    expected.remove(key);
                }
                case 9 -> assertThat(text(store.delete(bytes(key)))).isEqualTo(expected.remove(key));
                case 10 ->
                    assertThat(text(store.putIfAbsent(bytes(key), value(n))))
                            .isEqualTo(expected.putIfAbsent(key, text(value(n))));
                case 11 -> {
                    store.putAll(List.of(KeyValue.pair(bytes(key), value(n)), KeyValue.pair(bytes("k1"), null)));
                    expected.put(key, text(value(n)));
                    expected.remove("k1");
                }
                case 12, 13, 14, 15, 16, 17, 18, 19, 20 -> {
                    store.put(bytes(key), value(n));
                    expected.put(key, text(value(n)));
                }
                default -> assertThat(text(store.get(bytes(key)))).isEqualTo(expected.get(key));
            }
        }
    }

    @Test
    void whatWaitsIsBoundedAndWrittenOnTheCommit() {
        BatchedWrites store = new BatchedWrites(disk, 10_000);
        int written = 0;
        for (int n = 0; written == 0; n++) {
            store.put(bytes("k" + n), value(n));
            store.put(bytes("k" + n), value(n + 1));
            written = contents(disk.all()).size();
            assertThat(n).isLessThan(100); // of some 110 bytes each
        }
        assertThat(written).isGreaterThan(50);

        store.put(bytes("last"), value(1));
        assertThat(disk.get(bytes("last"))).isNull();
        store.commit(Map.of());
        assertThat(disk.get(bytes("last"))).isEqualTo(value(1));
    }

    @Test
    void whoWritesToTheStoreItselfFindsNothingWaiting() {
        BatchedWrites store = new BatchedWrites(disk, 10_000);
        store.put(bytes("k"), value(1));
        store.clearCache();
        disk.put(bytes("k"), value(2));

        assertThat(store.get(bytes("k"))).isEqualTo(value(2));
    }

    private static Map<String, String> contents(KeyValueIterator<Bytes, byte[]> entries) {
        List<KeyValue<Bytes, byte[]>> all = new ArrayList<>();
        try (entries) {
            entries.forEachRemaining(all::add);
        }
        Map<String, String> contents = new TreeMap<>();
        all.forEach(entry -> contents.put(text(entry.key.get()), text(entry.value)));
        return contents;
    }

    private static Bytes bytes(String key) {
        return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] value(int n) {
        return Integer.toString(n).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
