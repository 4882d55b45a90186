package dev.backchannel.standalone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.policy.checkpoint.CorruptCheckpointException;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import dev.backchannel.testing.store.S3Server;
import dev.backchannel.testing.store.S3Server.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a service in this process, which fails as it is told to. */
class S3StoreTest extends S3StoreContract {
    private static S3Server server;

    @BeforeAll
    static void start() throws IOException {
        server = new S3Server(BUCKET);
    }

    @AfterEach
    void heal() {
        server.away(false);
        server.objects().clear();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    S3Settings service() {
        return new S3Settings(server.endpoint(), "us-east-1", "somebody", "secret", Duration.ofSeconds(5));
    }

    @Test
    void theManifestIsWrittenLastSoAWriteThatBreaksOffIsAnOrphan() {
        S3Store learner = store("learner");
        server.fail((method, key) ->
                method.equals("PUT") && key.endsWith("optimizer.safetensors") ? Fault.CUT : Fault.NONE);
        assertThatThrownBy(() -> learner.write(StoreContents.content(1)))
                .isInstanceOf(StoreAwayException.class)
                .hasMessageContaining("optimizer.safetensors");
        assertThat(server.objects().keySet())
                .hasSize(3)
                .noneMatch(key -> key.endsWith("manifest.json") || key.endsWith("optimizer.safetensors"));

        server.away(false);
        StoredCheckpoint stored = learner.write(StoreContents.content(1));
        assertThat(store("server").read(stored.uri(), stored.fileDigests()).step())
                .isEqualTo(1);

        server.objects().keySet().removeIf(key -> key.endsWith("manifest.json"));
        assertThatThrownBy(() -> store("another").read(stored.uri(), stored.fileDigests()))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContaining("manifest.json is missing");
        learner.collectOrphans(Set.of());
        assertThat(server.objects()).isEmpty();
        assertThat(copies("learner").resolve(stored.uri())).doesNotExist();
    }

    @Test
    void aHiccupIsSatOutAndAnOutageIsTold() {
        S3Store learner = store("learner");
        server.failInTurn("PUT", Fault.ERROR_500, Fault.ERROR_500);
        StoredCheckpoint stored = learner.write(StoreContents.content(1));
        S3Store reader = store("server");
        server.fail((method, key) -> Fault.ERROR_500);
        assertThatThrownBy(() -> reader.read(stored.uri(), stored.fileDigests()))
                .isInstanceOf(StoreAwayException.class)
                .hasMessageContaining("InternalError");
        assertThatThrownBy(() -> learner.delete(stored.checkpointId())).isInstanceOf(StoreAwayException.class);
        assertThatThrownBy(() -> learner.collectOrphans(Set.of())).isInstanceOf(StoreAwayException.class);
        server.away(false);
        assertThat(reader.read(stored.uri(), stored.fileDigests()).step()).isEqualTo(1);
    }

    @Test
    void whatArrivesWrongIsFetchedAgainAndRefusedIfItStaysWrong() {
        StoredCheckpoint stored = store("learner").write(StoreContents.content(1));
        S3Store reader = store("server");
        server.fail((method, key) ->
                method.equals("GET") && key.endsWith("adapter_model.safetensors") ? Fault.WRONG_BYTE : Fault.NONE);
        assertThatThrownBy(() -> reader.read(stored.uri(), stored.fileDigests()))
                .isInstanceOf(CorruptCheckpointException.class)
                .hasMessageContainingAll("adapter_model.safetensors", "digest");
        assertThat(copies("server").resolve(stored.uri())).doesNotExist();
        server.fail((method, key) ->
                method.equals("GET") && key.endsWith("adapter_model.safetensors") ? Fault.TORN : Fault.NONE);
        assertThatThrownBy(() -> reader.read(stored.uri(), stored.fileDigests()))
                .isInstanceOf(StoreAwayException.class);
        server.failInTurn("GET", Fault.WRONG_BYTE, Fault.NONE, Fault.WRONG_BYTE);
        assertThat(reader.read(stored.uri(), stored.fileDigests()).step()).isEqualTo(1);
    }

    @Test
    void whatWasReadOnceIsReadWhileTheStoreIsAwayAndOtherCopiesMayGo() {
        S3Store learner = store("learner");
        StoredCheckpoint first = learner.write(StoreContents.content(1));
        StoredCheckpoint second = learner.write(StoreContents.content(2));
        S3Store before = store("server");
        before.read(first.uri(), first.fileDigests());
        before.read(second.uri(), second.fileDigests());
        before.keepCopies(Set.of(second.checkpointId()));

        server.away(true);
        S3Store restarted = store("server");
        assertThat(restarted.read(second.uri(), second.fileDigests()).step()).isEqualTo(2);
        assertThatThrownBy(() -> restarted.read(first.uri(), first.fileDigests()))
                .isInstanceOf(StoreAwayException.class);
        server.away(false);
        assertThat(restarted.read(first.uri(), first.fileDigests()).step()).isEqualTo(1);
    }
}
