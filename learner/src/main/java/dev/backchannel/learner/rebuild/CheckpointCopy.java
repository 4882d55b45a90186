package dev.backchannel.learner.rebuild;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.CorruptCheckpointException;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topics;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Takes a checkpoint over from another policy, under its own id, with nothing of whoever is left out in its buffers. */
final class CheckpointCopy {
    private final Topics source;
    private final Topics target;
    private final String bootstrapServers;
    private final Selection selection;
    private final LearnerStateCodec codec;
    private final LearnerState empty;

    CheckpointCopy(
            Topics source,
            Topics target,
            String bootstrapServers,
            Selection selection,
            LearnerStateCodec codec,
            LearnerState empty) {
        this.source = source;
        this.target = target;
        this.bootstrapServers = bootstrapServers;
        this.selection = selection;
        this.codec = codec;
        this.empty = empty;
    }

    /**
     * The reference policy goes with it.
     *
     * @param consumed first offset of the target that it does not cover
     */
    void run(Checkpoint checkpoint, CheckpointStore from, CheckpointStore to, long consumed) {
        if (checkpoint.getAnchor() != null) {
            Checkpoint anchor = new TopicReader(bootstrapServers)
                    .readAll(source.checkpoints).stream()
                            .filter(c -> c.getCheckpointId().equals(checkpoint.getAnchor()))
                            .findFirst()
                            .orElseThrow(() -> new LearnerStoppedException("Checkpoint " + checkpoint.getCheckpointId()
                                    + " is measured against " + checkpoint.getAnchor()
                                    + ", which is not on the checkpoints topic any more."));
            write(copied(anchor, from, to, consumed));
        }
        write(copied(checkpoint, from, to, consumed));
    }

    private Checkpoint copied(Checkpoint checkpoint, CheckpointStore from, CheckpointStore to, long consumed) {
        CheckpointContent content;
        try {
            content = from.read(checkpoint.getUri(), checkpoint.getFileDigests());
        } catch (CorruptCheckpointException e) {
            throw new LearnerStoppedException(
                    "Checkpoint " + checkpoint.getCheckpointId() + " cannot be begun with: " + e.getMessage(), e);
        }
        Map<String, byte[]> extras = new TreeMap<>(content.extras());
        extras.computeIfPresent(LearnerStateCodec.FILE, (name, bytes) -> without(bytes));
        StoredCheckpoint stored = to.write(new CheckpointContent(
                content.parentId(),
                content.baseDigest(),
                content.step(),
                content.adapter(),
                content.optimizer(),
                extras));
        return Checkpoint.newBuilder(checkpoint)
                .setPolicy(target.settings().policy())
                .setUri(stored.uri())
                .setFileDigests(stored.fileDigests())
                .setConsumedOffset(consumed)
                .setShadow(false)
                .build();
    }

    private byte[] without(byte[] state) {
        LearnerState read = codec.read(state, empty);
        return codec.write(read.without(
                read.kept(selection::leavesOut).map(Preference::getPreferenceId).collect(Collectors.toSet())));
    }

    private void write(Checkpoint record) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                KafkaAccess.to(bootstrapServers, Map.of("acks", "all")),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            String topic = target.checkpoints.name();
            producer.send(new ProducerRecord<>(
                            topic,
                            target.checkpoints.keySerde().serializer().serialize(topic, record.getCheckpointId()),
                            target.checkpoints.valueSerde().serializer().serialize(topic, record)))
                    .get();
        } catch (ExecutionException e) {
            throw new LearnerStoppedException("the checkpoint could not be taken over: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LearnerStoppedException("interrupted; run it again to go on");
        }
    }
}
