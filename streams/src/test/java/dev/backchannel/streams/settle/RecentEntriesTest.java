package dev.backchannel.streams.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

class RecentEntriesTest {
    private final KeyValueStore<String, String> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("entries"), Serdes.String(), Serdes.String())
            .withLoggingDisabled()
            .build();

    RecentEntriesTest() {
        MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
        store.init(context.getStateStoreContext(), store);
    }

    @Test
    void answersAsItsStoreDoes() {
        RecentEntries<String> entries = new RecentEntries<>(store, 3);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2_000; i++) {
            String key = "k" + random.nextInt(8);
            switch (random.nextInt(4)) {
                case 0 -> entries.put(key, "v" + i);
                case 1 -> entries.delete(key);
                case 2 -> {
                    store.delete(key);
                    entries.deleted(key);
                }
                default ->
                    assertThat(entries.get(key)).as("%s after %d steps", key, i).isEqualTo(store.get(key));
            }
        }
    }

    @Test
    void keepsTheLatestDecodedAndNoMore() {
        RecentEntries<String> entries = new RecentEntries<>(store, 2);
        String first = "first";
        entries.put("a", first);
        entries.put("b", "second");
        assertThat(entries.get("a")).isSameAs(first);

        entries.put("c", "third"); // b was used longest ago
        assertThat(entries.get("a")).isSameAs(first);
        store.put("b", "behind its back");
        assertThat(entries.get("b")).isEqualTo("behind its back");
    }
}
