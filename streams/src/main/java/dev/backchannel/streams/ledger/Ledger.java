package dev.backchannel.streams.ledger;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.BackchannelTopology;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Accounts for every signal, from the topics alone and while everything is running.
 *
 * <p>The order in which the topics are read makes it a consistent cut. A signal leaves one place and appears in the next in
 * one transaction, so each place is read before those that its signals go to: what streams has committed, its open windows,
 * what it wrote, what the learner has committed, and last what the learner wrote. A signal may then be found in two places on
 * its way, never in none; its end counts.
 */
public final class Ledger {
    /** How long streams remembers an identity, by default. */
    public static final Duration DEDUPLICATION = Duration.ofDays(7);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final String bootstrapServers;
    private final Topics topics;
    private final String applicationId;
    private final Duration deduplication;

    /** @param deduplication how long streams remembers an identity */
    public Ledger(String bootstrapServers, Topics topics, Duration deduplication) {
        this.bootstrapServers = bootstrapServers;
        this.topics = topics;
        this.applicationId = BackchannelTopology.applicationId(topics);
        this.deduplication = deduplication;
    }

    /** The balance now. */
    public static LedgerReport read(String bootstrapServers, Topics topics) {
        return new Ledger(bootstrapServers, topics, DEDUPLICATION).read();
    }

    /** @throws IllegalStateException when the broker does not answer */
    public LedgerReport read() {
        return read(Runtime.getRuntime().maxMemory());
    }

    /** @param heap bytes that there may be: what does not fit is read several times, a share of the conversations each time */
    LedgerReport read(long heap) {
        Balance balance = new Balance(Instant.now());
        try (LogReader reader = new LogReader(bootstrapServers, PATIENCE)) {
            for (Slice slice : Slice.sharing(reader.held(topics.interactions.name()), heap)) {
                reader.rewind();
                read(reader, slice, balance);
            }
        }
        return balance.report();
    }

    /**
     * Reads again until nothing is in flight, or {@code patience} has passed.
     *
     * @param progress sees each balance
     * @return the last one
     */
    public LedgerReport settle(Duration patience, Consumer<LedgerReport> progress) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            long start = System.nanoTime();
            LedgerReport report = read();
            progress.accept(report);
            long took = System.nanoTime() - start;
            long pause = Math.max(PAUSE.toNanos(), took);
            if (report.inFlight() == 0 || System.nanoTime() + pause > deadline) {
                return report;
            }
            try {
                Thread.sleep(Duration.ofNanos(pause).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return report;
            }
        }
    }

    private void read(LogReader reader, Slice slice, Balance balance) {
        String interactions = topics.interactions.name();
        Map<Integer, Long> beginnings = reader.beginnings(interactions);
        if (beginnings.isEmpty()) {
            throw new IllegalStateException(
                    "there is no topic " + interactions + " on " + bootstrapServers + "; is the topic prefix right?");
        }
        Map<Integer, Long> processedTo = reader.committed(applicationId, interactions);
        Book book = new Book(interactions, topics.settings().policy(), processedTo, cut(beginnings), deduplication);
        // A redrive takes a signal back: its mark is read before the place to which it went.
        reader.each(topics.deadLetters, (at, letter) -> book.letters().add(letter));
        readInteractions(reader, slice, book);
        book.interactionsAreRead();
        readWindows(reader, slice, book);
        reader.each(topics.dispositions, (at, end) -> book.disposition(end));
        reader.each(topics.deadLetters, (at, letter) -> book.letters().add(letter));
        reader.each(topics.preferences, (at, preference) -> {
            if (slice.has(preference.getTenant(), preference.getConversationId())) {
                book.preference(at.offset(), preference);
            }
        });
        Map<String, Checkpoint> checkpoints = new LinkedHashMap<>();
        List<LearnerStep> steps = new ArrayList<>();
        BiConsumer<ConsumerRecord<byte[], byte[]>, LearnerStep> stepSink =
                (at, step) -> steps.add(slice.of(step, book::knows));
        long rollbacks;
        do {
            rollbacks = rollbacks(steps);
            reader.bringUpToDate(topics.checkpoints, checkpoints);
            reader.each(topics.learnerSteps, stepSink);
            reader.each(topics.dispositions, (at, end) -> book.disposition(end));
            // One that came meanwhile may have reverted what these checkpoints still say is taught.
            reader.each(topics.learnerSteps, stepSink);
        } while (rollbacks(steps) > rollbacks);
        book.close(Lineage.of(List.copyOf(checkpoints.values()), steps), reader.notes(), balance);
    }

    private static long rollbacks(List<LearnerStep> steps) {
        return steps.stream().filter(CommittedSteps::isRollback).count();
    }

    /** The partitions whose first records retention has deleted. */
    private static Set<Integer> cut(Map<Integer, Long> beginnings) {
        return beginnings.entrySet().stream()
                .filter(e -> e.getValue() > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void readInteractions(LogReader reader, Slice slice, Book book) {
        reader.readOn(topics.interactions.name(), at -> {
            if (slice.hasKey(LogReader.key(at))) {
                book.interaction(
                        at.partition(),
                        at.offset(),
                        Instant.ofEpochMilli(at.timestamp()),
                        at.key() == null ? null : LogReader.key(at),
                        LogReader.decode(topics.interactions.valueSerde().deserializer(), at));
            }
        });
    }

    /** The changelog of the turns: only the last state of each counts. */
    private void readWindows(LogReader reader, Slice slice, Book book) {
        Map<String, TurnState> open = new HashMap<>();
        Deserializer<TurnState> deserializer = topics.serde(TurnState.class).deserializer();
        reader.readOn(applicationId + "-" + BackchannelTopology.TURNS_STORE + "-changelog", at -> {
            TurnState state = LogReader.decode(deserializer, at);
            if (state == null
                    || state.getPending().isEmpty()
                    || !slice.has(state.getTenant(), state.getConversationId())) {
                open.remove(LogReader.key(at));
            } else {
                open.put(LogReader.key(at), state);
            }
        });
        open.values().forEach(book::turn);
    }
}
