package dev.backchannel.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Other;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.testing.CapturedLog;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever becomes of what was said, it stands in topics only. */
class QuietTest {
    private static final String SECRET = "Zanzibar-at-midnight";
    private static final byte[] KEY = "default/c1".getBytes(StandardCharsets.UTF_8);

    @Test
    void whatUsersSayIsNeitherInTheLogNorInTheMeters() {
        try (CapturedLog log = CapturedLog.everything();
                TopologyHarness topology = new TopologyHarness(StreamsConfig.fast())) {
            for (String turn : new String[] {"t1", "t2", "t3", "t4"}) {
                topology.turn(turn, SECRET + " is " + turn, "user: where is " + SECRET + "?");
            }
            topology.edit("edit", "t1", "to " + SECRET + ", not from it")
                    .followUp("remark", "t2", "no, I meant " + SECRET)
                    .send("thumb", "t3", new Thumb(ThumbValue.DOWN, SECRET))
                    .regenerate("again", "t4", "t5")
                    .send("other", "t4", new Other("gaze", SECRET))
                    .settle();
            for (MiningTask task : topology.tasks()) {
                topology.answer(failed(task));
            }
            topology.edit("edit", "t1", "another " + SECRET + " under a used id");
            unreadable(topology);
            topology.settle();

            assertThat(topology.preferences()).as("some of it teaches").isNotEmpty();
            assertThat(topology.deadLetters())
                    .extracting(DeadLetter::getReason)
                    .as("some of it fails")
                    .hasSizeGreaterThanOrEqualTo(5);
            assertThat(log.text()).contains("interactions-").doesNotContain(SECRET);
            assertThat(topology.meters.getMeters().stream()
                            .map(meter -> meter.getId().toString())
                            .collect(Collectors.joining("\n")))
                    .contains("backchannel.streams.preferences", "backchannel.streams.dead.letters")
                    .doesNotContain(SECRET, "u1", "default");
        }
    }

    private static void unreadable(TopologyHarness topology) {
        byte[] text = SECRET.getBytes(StandardCharsets.UTF_8);
        Interaction remark = TopologyHarness.event("cut", "t1", new FollowUp("about " + SECRET), topology.now(), true);
        byte[] whole = topology.topics.interactions.valueSerde().serializer().serialize("x", remark);
        Interaction elsewhere =
                TopologyHarness.event("elsewhere", "t1", new Edit("to " + SECRET), topology.now(), true);
        topology.raw(topology.topics.interactions, KEY, text)
                .raw(topology.topics.interactions, KEY, Arrays.copyOf(whole, whole.length - 3))
                .raw(topology.topics.miningResults, KEY, text)
                .raw(
                        topology.topics.interactions,
                        "default/another".getBytes(StandardCharsets.UTF_8),
                        topology.topics.interactions.valueSerde().serializer().serialize("x", elsewhere));
    }

    private static MiningResult failed(MiningTask task) {
        return MiningResult.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenant(task.getTenant())
                .setConversationId(task.getConversationId())
                .setTurnId(task.getTurnId())
                .setKind(task.getKind())
                .setError("the server said: " + SECRET + " is unknown")
                .build();
    }
}
