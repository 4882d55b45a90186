package dev.backchannel.standalone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CorruptCheckpointException;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds on every S3 service. */
abstract class S3StoreContract {
    static final String BUCKET = "checkpoints";

    @TempDir
    Path folder;

    /** A client takes a while to make. */
    private static final Map<String, S3Bucket> BUCKETS = new HashMap<>();

    abstract S3Settings service();

    /** Another process: copies of its own. */
    final S3Store store(String process) {
        return store(process, "s3://" + BUCKET + "/" + getClass().getSimpleName() + "/deep");
    }

    final S3Store store(String process, String address) {
        return new S3Store(
                BUCKETS.computeIfAbsent(address, key -> new S3Bucket(service(), S3Address.parse(key))),
                copies(process));
    }

    final Path copies(String process) {
        return folder.resolve(process);
    }

    @AfterAll
    static void closeAll() {
        BUCKETS.values().forEach(S3Bucket::close);
        BUCKETS.clear();
    }

    @Test
    void whatOneProcessWritesAnotherReads() {
        CheckpointContent content = StoreContents.content(1);
        StoredCheckpoint stored = store("learner").write(content);
        assertThat(store("learner").write(content)).isEqualTo(stored);
        S3Store server = store("server");
        for (int time = 0; time < 2; time++) {
            CheckpointContent read = server.read(stored.uri(), stored.fileDigests());
            assertThat(read.adapter()).isEqualTo(content.adapter());
            assertThat(read.optimizer()).isEqualTo(content.optimizer());
            assertThat(read.extras().get("learner.avro"))
                    .isEqualTo(content.extras().get("learner.avro"));
        }
    }

    @Test
    void whatIsDeletedOrNeverWasIsMissing() {
        S3Store learner = store("learner");
        StoredCheckpoint stored = learner.write(StoreContents.content(1));
        learner.delete(stored.checkpointId());
        learner.delete(stored.checkpointId());
        assertThat(copies("learner").resolve(stored.checkpointId())).doesNotExist();
        assertThatThrownBy(() -> store("server").read(stored.uri(), stored.fileDigests()))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll("s3://" + BUCKET, "manifest.json is missing");
        for (String outside : List.of("../" + stored.uri(), "file:///etc", stored.uri() + "/..")) {
            assertThatThrownBy(() -> store("server").read(outside, stored.fileDigests()))
                    .isInstanceOf(CorruptCheckpointException.class)
                    .hasMessageContaining("outside the store");
        }
        Map<String, String> strange = new HashMap<>(stored.fileDigests());
        strange.put("../secret", "00");
        assertThatThrownBy(() -> store("server").read(stored.uri(), strange))
                .isInstanceOf(CorruptCheckpointException.class);
    }

    @Test
    void orphansGoAndWhatIsKeptOrSomebodyElsesStays() {
        S3Store learner = store("learner");
        StoredCheckpoint kept = learner.write(StoreContents.content(1));
        StoredCheckpoint orphan = learner.write(StoreContents.content(2));
        StoredCheckpoint neighbours =
                store("neighbour", "s3://" + BUCKET + "/elsewhere").write(StoreContents.content(3));
        String staged = learner.inbox().stage(copies("learner").resolve(kept.uri()));
        learner.collectOrphans(Set.of(kept.checkpointId()));
        S3Store server = store("server");
        assertThat(server.read(kept.uri(), kept.fileDigests()).step()).isEqualTo(1);
        assertThatThrownBy(() -> server.read(orphan.uri(), orphan.fileDigests()))
                .isInstanceOf(CorruptCheckpointException.class);
        assertThat(store("other", "s3://" + BUCKET + "/elsewhere")
                        .read(neighbours.uri(), neighbours.fileDigests())
                        .step())
                .isEqualTo(3);
        assertThat(server.inbox().fetch(staged)).isNotEmptyDirectory();
    }

    @Test
    void anAdapterFromOutsideArrivesAndIsDiscarded() {
        S3Store publisher = store("publisher");
        StoredCheckpoint adapter = publisher.write(StoreContents.content(4));
        String name = publisher.inbox().stage(copies("publisher").resolve(adapter.uri()));
        S3Store learner = store("learner");
        Path fetched = learner.inbox().fetch(name);
        assertThat(fetched.resolve("adapter_model.safetensors"))
                .hasSameBinaryContentAs(
                        copies("publisher").resolve(adapter.uri()).resolve("adapter_model.safetensors"));
        assertThat(Files.exists(fetched.resolve("optimizer.safetensors"))).isFalse();
        learner.inbox().discard(name);
        assertThat(fetched).doesNotExist();
        assertThat(learner.inbox().fetch(name)).isEmptyDirectory();
        assertThatThrownBy(() -> learner.inbox().fetch("../" + name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBucketThatIsNotThereIsAStoreThatIsAway() {
        S3Store store = store("learner", "s3://no-such-bucket/x");
        assertThatThrownBy(() -> store.write(StoreContents.content(1)))
                .isInstanceOf(StoreAwayException.class)
                .hasMessageContainingAll("s3://no-such-bucket/x/", service().endpoint(), "NoSuchBucket");
    }
}
