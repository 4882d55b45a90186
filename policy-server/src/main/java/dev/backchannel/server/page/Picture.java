package dev.backchannel.server.page;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Draws what the records of each topic say on the board. One thread. */
final class Picture {
    private final Board board;
    private final PreferenceCards cards;
    private final ServedLog served;
    private final Flow flow;
    private final Feedback feedback;
    private final Lessons lessons = new Lessons();
    private final Servers servers = new Servers();

    Picture(Board board, Slices slices, boolean texts, ServedLog served) {
        this.board = board;
        this.cards = new PreferenceCards(texts);
        this.served = served;
        this.flow = new Flow(slices);
        this.feedback = new Feedback(slices);
    }

    /** A record with the time that it counts for, in epoch milliseconds. */
    record Read(ConsumerRecord<byte[], byte[]> record, String key, long at, long now) {}

    void interactions(long count, long at, long now) {
        flow.add(Stage.INTERACTIONS, at, count, now);
    }

    void preference(Read read, Preference preference) {
        String id = preference.getPreferenceId();
        long offset = read.record().offset();
        flow.add(preference.getBody() instanceof Pair ? Stage.PAIRS : Stage.LABELS, read.at(), 1, read.now());
        feedback.preference(id, offset, preference.getAcceptedAt().toEpochMilli());
        lessons.preference(id, offset, cards.card(preference), board);
    }

    void disposition(Read read, Disposition disposition) {
        if (disposition.getOutcome() == Outcome.MINED) {
            return; // a link to a preference, not an end
        }
        flow.add(Stage.DISPOSITIONS, read.at(), 1, read.now());
        if (disposition.getPreferenceId() != null) {
            feedback.disposed(disposition.getPreferenceId());
            lessons.disposed(disposition, board);
        }
    }

    void step(Read read, LearnerStep step) {
        flow.add(Stage.STEPS, read.at(), 1, read.now());
    }

    void checkpoint(Read read, Checkpoint checkpoint) {
        flow.add(Stage.CHECKPOINTS, checkpoint.getCreatedAt().toEpochMilli(), 1, read.now());
        feedback.committed(checkpoint.getCheckpointId(), checkpoint.getConsumedOffset());
        lessons.checkpoint(checkpoint, board);
        board.put(Part.CHECKPOINTS, checkpoint.getCheckpointId(), Cards.checkpoint(checkpoint));
    }

    void status(Read read, ComponentStatus status) {
        if (servers.heartbeat(read.key(), status, board)) {
            flow.add(Stage.SWAPS, status.getAt().toEpochMilli(), 1, read.now());
        }
    }

    void event(Read read, OperatorEvent event) {
        board.put(Part.EVENTS, Long.toString(read.record().offset()), Cards.event(event));
    }

    void experiment(Read read, Experiment experiment) {
        board.put(Part.EXPERIMENTS, read.key(), Cards.experiment(experiment));
    }

    void metrics(Read read, ExperimentMetrics metrics) {
        String id = metrics.getExperimentId()
                + '/'
                + metrics.getArm()
                + '/'
                + metrics.getWindowEnd().toEpochMilli();
        board.put(Part.METRICS, id, Cards.metrics(metrics));
    }

    /**
     * Everything as it is now.
     *
     * @param problem why Kafka cannot be read; null: it can
     * @param complete whether all that was there at the start has been read
     */
    LiveView show(long now, @Nullable String problem, boolean complete) {
        flow.show(board, now);
        if (complete) {
            feedback.show(served.all(), board, now);
        }
        board.put(
                Part.STATE,
                "now",
                Cards.object().put("problem", Cards.clipped(problem)).put("complete", complete));
        return board.view();
    }
}
