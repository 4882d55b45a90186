package dev.backchannel.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {
    @TempDir
    Path folder;

    @Test
    void flagsGoBeforeTheEnvironmentBeforeTheFileBeforeTheDefaults() throws IOException {
        Path file = Files.writeString(folder.resolve("c.properties"), "port = 1\nkafka.port = 1\npartitions = 1\n");

        Settings settings = new SettingsLoader(
                        Knobs.reference(),
                        Map.of("BACKCHANNEL_PORT", "2", "BACKCHANNEL_KAFKA_PORT", "2", "PATH", "/bin"))
                .load(Optional.of(file), Map.of("port", "3"));

        assertThat(settings.integer("port")).isEqualTo(3);
        assertThat(settings.integer("kafka.port")).isEqualTo(2);
        assertThat(settings.integer("partitions")).isEqualTo(1);
        assertThat(settings.integer("replication")).isZero();
    }

    @Test
    void yamlIsReadLikeProperties() throws IOException {
        Path file = Files.writeString(
                folder.resolve("c.yaml"), "port: 1234\nstreams:\n  windows:\n    edit: 250ms\nfsync: true\n");

        Settings settings = load(file);

        assertThat(settings.integer("port")).isEqualTo(1234);
        assertThat(settings.duration("streams.windows.edit")).isEqualTo(Duration.ofMillis(250));
        assertThat(settings.flag("fsync")).isTrue();
    }

    @Test
    void anUnknownKeyInAFileIsNamedWithTheNearestKnownOne() throws IOException {
        Path properties = Files.writeString(folder.resolve("c.properties"), "prot = 1\n");
        Path yaml = Files.writeString(folder.resolve("c.yml"), "learner:\n  batch:\n    nominall: 4\n");

        assertThatThrownBy(() -> load(properties))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("'prot'", properties.toString(), "'port'");
        assertThatThrownBy(() -> load(yaml))
                .hasMessageContainingAll("'learner.batch.nominall'", "'learner.batch.nominal'");
    }

    @Test
    void anUnknownVariableOfOursIsNamed() {
        SettingsLoader loader = new SettingsLoader(Knobs.reference(), Map.of("BACKCHANNEL_KAFKA_PROT", "1"));

        assertThatThrownBy(() -> loader.load(Optional.empty(), Map.of()))
                .hasMessageContainingAll("BACKCHANNEL_KAFKA_PROT", "BACKCHANNEL_KAFKA_PORT");
    }

    @Test
    void aBrokenFileIsNamed() throws IOException {
        Path yaml = Files.writeString(folder.resolve("c.yaml"), "a: [1\nb: {");

        assertThatThrownBy(() -> load(yaml)).isInstanceOf(UserError.class).hasMessageContaining(yaml.toString());
    }

    @Test
    void aWrongValueNamesKeyValueSourceAndForm() throws IOException {
        Path file =
                Files.writeString(folder.resolve("c.properties"), "fsync = perhaps\nstreams.windows.edit = 5 miles\n");
        Settings settings = load(file);

        assertThatThrownBy(() -> settings.flag("fsync"))
                .hasMessageContainingAll("fsync", "'perhaps'", file.toString(), "true or false");
        assertThatThrownBy(() -> settings.duration("streams.windows.edit"))
                .hasMessageContainingAll("'5 miles'", "250ms");
    }

    private static Settings load(Path file) {
        return new SettingsLoader(Knobs.reference(), Map.of()).load(Optional.of(file), Map.of());
    }
}
