package dev.backchannel.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.ingestion.IngestionConfig;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.server.ServerConfig;
import dev.backchannel.standalone.doors.DoorsConfig;
import dev.backchannel.standalone.source.CallerConfig;
import dev.backchannel.standalone.store.S3Settings;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.worker.MiningConfig;
import dev.backchannel.topics.registry.RegistrySettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The reference file lists every knob of every role, each with a line that says what it is. */
class KnobsTest {
    /** These have a knob of their own for the whole process. */
    private static final Set<String> ELSEWHERE =
            Set.of("learner.shadow", "policy-server.shadow", "policy-server.spool.fsync");

    @Test
    void everyComponentOfEveryRolesConfigurationIsAKnobAndNothingElse() {
        Set<String> expected = new TreeSet<>();
        expected.addAll(RecordOverlay.keys("ingestion", IngestionConfig.class));
        expected.addAll(RecordOverlay.keys("streams", StreamsConfig.class));
        expected.addAll(RecordOverlay.keys("mining", MiningConfig.class));
        expected.addAll(RecordOverlay.keys("learner", LearnerConfig.class));
        expected.addAll(RecordOverlay.keys("policy-server", ServerConfig.class));
        expected.addAll(RecordOverlay.keys("s3", S3Settings.class));
        expected.addAll(RecordOverlay.keys("registry", RegistrySettings.class));
        expected.addAll(RecordOverlay.keys("doors", DoorsConfig.class));
        expected.addAll(RecordOverlay.keys("caller", CallerConfig.class));
        expected.removeAll(ELSEWHERE);

        Set<String> listed = new TreeSet<>(Knobs.reference().keys());
        listed.removeIf(
                key -> !key.matches("(ingestion|streams|mining|learner|policy-server|s3|registry|doors|caller)\\..*"));

        assertThat(listed)
                .as("a new knob wants its line, with what it does and its default, in backchannel.properties")
                .isEqualTo(expected);
    }

    @Test
    void everyKnobHasALineThatExplainsIt() throws IOException {
        List<String> lines;
        try (InputStream in = Knobs.class.getResourceAsStream(Knobs.REFERENCE)) {
            lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches("[a-z].*=.*")) {
                assertThat(lines.get(i - 1)).as(lines.get(i)).startsWith("# ").hasSizeGreaterThan(12);
            }
        }
    }

    @Test
    void whatIsSetGoesBeforeTheRolesOwnDefaultAndTheRestStays() {
        Settings settings = new SettingsLoader(Knobs.reference(), Map.of())
                .load(
                        Optional.empty(),
                        Map.of("streams.windows.thumb", "7s", "streams.store", "rocks-db", "streams.threads", "3"));

        StreamsConfig read = new RecordOverlay(settings).over("streams", StreamsConfig.fast());

        assertThat(read.windows().thumb()).hasSeconds(7);
        assertThat(read.store()).isEqualTo(dev.backchannel.streams.StoreKind.ROCKS_DB);
        assertThat(read.threads()).isEqualTo(3);
        assertThat(read.windows().edit())
                .isEqualTo(StreamsConfig.fast().windows().edit());
        assertThat(read.rules()).isEqualTo(StreamsConfig.fast().rules());
    }
}
