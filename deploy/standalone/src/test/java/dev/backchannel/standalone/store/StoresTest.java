package dev.backchannel.standalone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.config.SettingsLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoresTest {
    private static final Map<String, String> KEYS =
            Map.of("BACKCHANNEL_S3_ACCESS_KEY", "somebody", "BACKCHANNEL_S3_SECRET_KEY", "hush");

    @Test
    void emptyIsTheFolderOfTheDataAPathAnotherFolderAndAnAddressABucket() {
        assertThat(open(Map.of(), Map.of())).isInstanceOfSatisfying(FolderStore.class, store -> assertThat(store.root())
                .isEqualTo(Path.of("/data/store")));
        assertThat(open(Map.of("store", "/elsewhere"), Map.of()))
                .isInstanceOfSatisfying(
                        FolderStore.class, store -> assertThat(store.root()).isEqualTo(Path.of("/elsewhere")));
        try (CheckpointStore store = open(Map.of("store", "s3://bucket/team/policy/"), KEYS)) {
            assertThat(store).isInstanceOf(S3Store.class);
        }
        assertThat(S3Address.parse("s3://bucket")).hasToString("s3://bucket/");
        assertThat(S3Address.parse("s3://bucket/team/policy/")).isEqualTo(new S3Address("bucket", "team/policy/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://", "s3:///prefix", "S3://bucket", "s3://Bucket/x", "gs://bucket/x"})
    void whatIsNoAddressIsNamed(String address) {
        Settings settings = settings(Map.of("store", address), KEYS);
        assertThatThrownBy(() -> Stores.check(settings))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(address, "s3://BUCKET/PREFIX");
    }

    @Test
    void aStoreThatCannotWorkIsToldBeforeAnythingStarts() {
        assertThatThrownBy(() -> Stores.check(settings(Map.of("store", "s3://bucket"), Map.of())))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("BACKCHANNEL_S3_SECRET_KEY");
        assertThatThrownBy(() -> Stores.check(
                        settings(Map.of("store", "s3://bucket", "s3.endpoint", "minio.local:9000/x"), KEYS)))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("minio.local:9000/x", "https://s3.example.com:9000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3.access-key", "s3.secret-key"})
    void keysAreRefusedOnTheCommandLine(String key) {
        assertThatThrownBy(() -> settings(Map.of(key, "hush"), Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(key, Knobs.environmentName(key))
                .hasMessageNotContaining("hush");
        assertThat(S3Settings.defaults()).hasToString("S3Settings[https://s3.amazonaws.com, us-east-1]");
    }

    private static CheckpointStore open(Map<String, String> flags, Map<String, String> environment) {
        return Stores.open(settings(flags, environment), Path.of("/data/store"), Path.of("/data/store-copies/learner"));
    }

    private static Settings settings(Map<String, String> flags, Map<String, String> environment) {
        return new SettingsLoader(Knobs.reference(), environment).load(Optional.empty(), flags);
    }
}
