package dev.backchannel.streams.ledger;

import static dev.backchannel.streams.ledger.Made.checkpoint;
import static dev.backchannel.streams.ledger.Made.edit;
import static dev.backchannel.streams.ledger.Made.end;
import static dev.backchannel.streams.ledger.Made.letter;
import static dev.backchannel.streams.ledger.Made.preference;
import static dev.backchannel.streams.ledger.Made.step;
import static dev.backchannel.streams.ledger.Made.turn;
import static dev.backchannel.streams.ledger.Made.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.TurnState;
import dev.backchannel.avro.Verdict;
import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The ledger on real topics, whose contents are made by hand; each test has topics of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class LedgerTest {
    private EmbeddedKafka kafka;
    private Admin admin;
    private int tests;
    private Topics topics;
    private String changelog;
    private String application;

    @BeforeAll
    void startKafka(@TempDir Path directory) {
        kafka = EmbeddedKafka.start(directory, 0);
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterAll
    void stopKafka() {
        admin.close();
        kafka.close();
    }

    @BeforeEach
    void freshTopics() throws Exception {
        topics = new Topics(new TopicSettings("t" + tests++ + "-", "default", 1, 1));
        new TopicAdmin(admin).createMissing(topics);
        application = topics.settings().prefix() + "backchannel-streams";
        changelog = application + "-turns-changelog";
        admin.createTopics(List.of(new NewTopic(changelog, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
    }

    @Test
    void findsEverySignalWhereverItIs() throws Exception {
        try (KafkaProducer<byte[], byte[]> plain = producer(null)) {
            for (String id : List.of("taught", "held", "neutral", "pending", "mined")) {
                write(plain, topics.interactions, "default/c1", edit(id));
            }
            write(plain, topics.interactions, "default/c1", edit("neutral"));
            write(plain, topics.interactions, "default/c1", edit("neutral", "another body"));
            plain.send(new ProducerRecord<>(topics.interactions.name(), 0, bytes("default/c1"), bytes("{poison}")));
            write(plain, topics.interactions, "default/c1", turn("t1", "hi"));
            write(plain, topics.interactions, "default/c1", turn("t2", "thanks"));
            write(plain, topics.interactions, "default/c1", edit("unread"));
        }
        try (KafkaProducer<byte[], byte[]> streams = producer("streams")) {
            streams.beginTransaction();
            state(streams, "default/c1/t0", window("t0", "lost"));
            state(streams, "default/c1/t1", window("t1", "pending", "neutral"));
            state(streams, "default/c1/t0", null);
            write(streams, topics.dispositions, "default/neutral", end("neutral", Outcome.NEUTRAL));
            write(streams, topics.dispositions, "default/t2", end("t2#follow-up", Outcome.SUPERSEDED));
            write(streams, topics.deadLetters, "k", letter(topics.interactions.name(), 0, 6));
            write(streams, topics.deadLetters, "k", letter(topics.interactions.name(), 0, 7));
            write(streams, topics.preferences, "default/c1", preference("p1", "taught"));
            write(streams, topics.preferences, "default/c1", preference("p2", "held"));
            write(streams, topics.preferences, "default/c1", preference("p3", "mined"));
            streams.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(topics.interactions.name(), 0), new OffsetAndMetadata(10)),
                    new ConsumerGroupMetadata(application));
            streams.commitTransaction();
            streams.beginTransaction();
            write(streams, topics.dispositions, "default/taught", end("taught", Outcome.EXPIRED));
            streams.flush();
            streams.abortTransaction(); // never happened
        }
        try (KafkaProducer<byte[], byte[]> learner = producer("learner")) {
            learner.beginTransaction();
            write(learner, topics.checkpoints, "a", checkpoint("a", null, 0, 0, Verdict.PASSED));
            write(learner, topics.learnerSteps, "default", step(1, "a", 0, 2, "p1"));
            write(learner, topics.dispositions, "default/held", end("held", Outcome.HELD_BACK, "p2"));
            write(learner, topics.checkpoints, "b", checkpoint("b", "a", 1, 2, Verdict.PASSED));
            learner.commitTransaction();
        }

        LedgerReport report = Ledger.read(kafka.bootstrapServers(), topics);

        assertThat(report.imbalances()).isEmpty();
        assertThat(report.balanced()).isTrue();
        assertThat(report.accepted()).isEqualTo(9);
        assertThat(report.duplicates()).isEqualTo(1);
        assertThat(report.taught()).isEqualTo(1);
        assertThat(report.heldBack()).isEqualTo(1);
        assertThat(report.disposed()).isEqualTo(2);
        assertThat(report.deadLettered()).isEqualTo(2);
        assertThat(report.byOutcome())
                .containsEntry("inAnOpenWindow", 1L)
                .containsEntry("waitingForTheLearner", 1L)
                .containsEntry("waitingForStreams", 1L);
        assertThat(report.notes()).isEmpty();
    }

    @Test
    void waitsForATransactionWhoseOffsetIsAlreadyKnown() throws Exception {
        try (KafkaProducer<byte[], byte[]> plain = producer(null);
                KafkaProducer<byte[], byte[]> streams = producer("streams2")) {
            write(plain, topics.interactions, "default/c1", edit("e1"));
            commitOffset(1);
            streams.beginTransaction();
            write(streams, topics.dispositions, "default/e1", end("e1", Outcome.NEUTRAL));
            streams.flush();

            CompletableFuture<LedgerReport> reading =
                    CompletableFuture.supplyAsync(() -> Ledger.read(kafka.bootstrapServers(), topics));
            await().during(Duration.ofSeconds(2)).until(() -> !reading.isDone());
            streams.commitTransaction();
            assertThat(reading.get(30, TimeUnit.SECONDS).disposed()).isEqualTo(1);
        }
    }

    @Test
    void settlesWhenTheLastSignalHasEnded() throws Exception {
        Ledger ledger = new Ledger(kafka.bootstrapServers(), topics, Ledger.DEDUPLICATION);
        try (KafkaProducer<byte[], byte[]> plain = producer(null)) {
            write(plain, topics.interactions, "default/c1", edit("e1"));
            plain.flush();
            assertThat(ledger.settle(Duration.ZERO, r -> {}).inFlight()).isEqualTo(1);

            List<Long> seen = new ArrayList<>();
            LedgerReport settled = ledger.settle(Duration.ofSeconds(60), report -> {
                seen.add(report.inFlight());
                if (seen.size() == 1) {
                    write(plain, topics.dispositions, "default/e1", end("e1", Outcome.NEUTRAL));
                    plain.flush();
                }
            });
            assertThat(seen).containsExactly(1L, 0L);
            assertThat(settled.disposed()).isEqualTo(1);
        }
    }

    @Test
    void aSignalThatStreamsLostIsFound() throws Exception {
        try (KafkaProducer<byte[], byte[]> plain = producer(null)) {
            write(plain, topics.interactions, "default/c1", edit("e1"));
        }
        commitOffset(1);
        LedgerReport report = Ledger.read(kafka.bootstrapServers(), topics);
        assertThat(report.balanced()).isFalse();
        assertThat(report.unaccounted()).isEqualTo(1);
        assertThat(report.imbalances().get(0).id()).isEqualTo("default/c1/e1");
    }

    @Test
    void saysWhichTopicIsMissing() {
        Topics elsewhere = new Topics(new TopicSettings("nowhere-", "default", 1, 1));
        assertThatThrownBy(() -> Ledger.read(kafka.bootstrapServers(), elsewhere))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("there is no topic nowhere-interactions");
    }

    private void commitOffset(long offset) throws Exception {
        admin.alterConsumerGroupOffsets(
                        application,
                        Map.of(new TopicPartition(topics.interactions.name(), 0), new OffsetAndMetadata(offset)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        Map<String, Object> settings = transactionalId == null
                ? Map.of("bootstrap.servers", kafka.bootstrapServers())
                : Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "transactional.id",
                        application + transactionalId);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        if (transactionalId != null) {
            producer.initTransactions();
        }
        return producer;
    }

    private static <V> void write(KafkaProducer<byte[], byte[]> to, Topic<String, V> topic, String key, V value) {
        to.send(new ProducerRecord<>(
                topic.name(), bytes(key), topic.valueSerde().serializer().serialize(topic.name(), value)));
    }

    private void state(KafkaProducer<byte[], byte[]> to, String key, TurnState state) {
        byte[] value = topics.serde(TurnState.class).serializer().serialize(changelog, state);
        to.send(new ProducerRecord<>(changelog, bytes(key), value));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
