package dev.backchannel.standalone.audit;

import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.streams.ledger.LedgerReport.Imbalance;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators how the ledger stands: a heartbeat with the last balance, and an alert. Best effort. */
final class AuditReports implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditReports.class);
    private static final String COMPONENT = "ledger";
    /** Of the signals, an alert names so many. */
    private static final int NAMED = 5;

    private final Topics topics;
    private final Clock clock;
    private final KafkaProducer<byte[], byte[]> producer;

    AuditReports(Topics topics, String bootstrapServers, Clock clock) {
        this.topics = topics;
        this.clock = clock;
        this.producer = new KafkaProducer<>(
                KafkaAccess.to(
                        bootstrapServers,
                        Map.of(
                                ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000,
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void beat(LedgerReport last) {
        String policy = topics.settings().policy();
        send(
                topics.status,
                COMPONENT + "/" + policy,
                ComponentStatus.newBuilder()
                        .setComponent(COMPONENT)
                        .setInstance(policy)
                        .setState(last.balanced() ? "balanced" : "unbalanced")
                        .setFigures(Map.of(
                                "accepted", (double) last.accepted(),
                                "in.flight", (double) last.inFlight(),
                                "unaccounted", (double) last.unaccounted(),
                                "ended.twice", (double) last.endedTwice()))
                        .setAt(clock.instant())
                        .build());
    }

    /** @param confirmed some of what is wrong, at least one */
    void outOfBalance(LedgerReport report, List<Imbalance> confirmed) {
        String named = confirmed.stream()
                .limit(NAMED)
                .map(each -> each.id() + " (" + each.kind() + "): " + each.where())
                .collect(Collectors.joining("; "));
        String notes = report.notes().isEmpty() ? "" : "; note: " + String.join("; ", report.notes());
        alert(
                "ledger_unbalanced",
                report.unaccounted() + " of " + report.accepted() + " signals are in no place where they could be, and "
                        + report.endedTwice() + " ended twice: " + named + notes,
                Map.of(
                        "unaccounted", Long.toString(report.unaccounted()),
                        "ended_twice", Long.toString(report.endedTwice()),
                        "accepted", Long.toString(report.accepted()),
                        "in_flight", Long.toString(report.inFlight())));
    }

    private void alert(String name, String message, Map<String, String> details) {
        log.warn("{}: {}", name, message);
        send(
                topics.operatorEvents,
                COMPONENT,
                OperatorEvent.newBuilder()
                        .setKind(OperatorEventKind.ALERT)
                        .setName(name)
                        .setTarget(COMPONENT)
                        .setComponent(COMPONENT + "/" + topics.settings().policy())
                        .setMessage(message)
                        .setDetails(details)
                        .setAt(clock.instant())
                        .build());
    }

    private <V> void send(Topic<String, V> topic, String key, V value) {
        var unused = producer.send(
                new ProducerRecord<>(
                        topic.name(),
                        topic.keySerde().serializer().serialize(topic.name(), key),
                        topic.valueSerde().serializer().serialize(topic.name(), value)),
                (metadata, error) -> {
                    if (error != null) {
                        log.warn("a record for {} could not be sent: {}", topic.name(), error.getMessage());
                    }
                });
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
