package dev.backchannel.server.swap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.testing.RemoteStore;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCopiesTest {
    @TempDir
    Path folder;

    @Test
    void whatIsFetchedMeanwhileIsKeptAndNobodyWaitsForTidyingUp() throws Exception {
        RemoteStore store = new RemoteStore(folder);
        StoreCopies copies = new StoreCopies(store);
        CompletableFuture<Void> reading = new CompletableFuture<>();
        CompletableFuture<Void> fetched = new CompletableFuture<>();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            var slow = thread.submit(() -> {
                copies.reading(() -> {
                    reading.complete(null);
                    return fetched.join();
                });
                copies.tidy();
            });
            reading.join();
            copies.keep(() -> Set.of("served"), () -> Set.of("fetched"));
            copies.tidy();
            assertThat(store.kept()).as("while one is read").isEmpty();
            assertThat(copies.reading(() -> "at once")).isEqualTo("at once");

            fetched.complete(null);
            slow.get();
            assertThat(store.kept()).contains(Set.of("served", "fetched"));
        } finally {
            thread.shutdown();
        }
    }
}
