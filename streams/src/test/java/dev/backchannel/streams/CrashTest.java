package dev.backchannel.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process dies by SIGKILL while events come in; what was read is neither lost nor done twice. */
class CrashTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int LIVES = 2;

    @TempDir
    Path directory;

    private final List<String> sent = new ArrayList<>();

    @Test
    void killedUnderLoadEverySignalStillEndsOnceAndTheLoopMovesSoonAfterItIsReady() throws Exception {
        Path ready = directory.resolve("ready");
        try (RunningSystem system = new RunningSystem(directory.resolve("kafka"))) {
            Process process = null;
            for (int life = 0; life < LIVES; life++) {
                process = StreamsProcess.start(system.bootstrapServers(), directory.resolve("state"), ready);
                try {
                    await().atMost(PATIENCE).until(() -> Files.exists(ready));
                    int before = system.read(system.topics.preferences).size();
                    send(system, 120);
                    await().atMost(Duration.ofSeconds(20))
                            .until(() -> system.read(system.topics.preferences).size() > before);
                    if (life == LIVES - 1) {
                        assertEverySignalEndedOnce(system);
                    }
                } finally {
                    process.destroyForcibly().waitFor();
                }
            }
        }
    }

    private void assertEverySignalEndedOnce(RunningSystem system) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(system.read(system.topics.dispositions))
                .extracting(Disposition::getEventId)
                .containsExactlyInAnyOrderElementsOf(sent));
        List<String> mined = system.read(system.topics.dispositions).stream()
                .filter(d -> d.getOutcome() == Outcome.MINED)
                .map(Disposition::getEventId)
                .toList();
        List<Preference> preferences = system.read(system.topics.preferences);
        assertThat(preferences).extracting(Preference::getPreferenceId).doesNotHaveDuplicates();
        assertThat(preferences.stream().flatMap(p -> p.getEvidence().stream()).toList())
                .containsExactlyInAnyOrderElementsOf(mined);
        assertThat(mined).as("nothing else could become of them").hasSameSizeAs(sent);
    }

    private void send(RunningSystem system, int count) {
        for (int i = 0; i < count; i++) {
            int n = sent.size();
            String turn = "t" + n;
            system.send(event(turn, turn, n, TopologyHarness.turnOf("answer " + n, "user: question " + n)));
            String id = "e" + n;
            system.send(
                    event(id, turn, n, n % 2 == 0 ? new Edit("quite another text") : new Thumb(ThumbValue.UP, null)));
            sent.add(id);
        }
        system.flush();
    }

    private static Interaction event(String id, String turnId, int n, Object payload) {
        return Interaction.newBuilder(TopologyHarness.event(id, turnId, payload, Instant.now(), true))
                .setConversationId("c" + n)
                .build();
    }
}
