package dev.backchannel.server.page;

import dev.backchannel.server.page.Picture.Read;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the ends of the topics and then follows them, committed records only, on a thread of its own, while somebody looks.
 * While the broker is away the view stays as it is and says so.
 */
final class PageFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PageFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MOST_OF_THE_WINDOW = 20_000;

    private final Topics topics;
    private final Map<String, Object> kafka;
    private final Duration every;
    private final Slices slices;
    private final Clock clock;
    private final Picture picture;
    private final Map<String, Followed<?>> followed;
    private final Thread thread = new Thread(this::run, "page-follower");
    private @Nullable Begun begun; // the thread's own
    private long shownAt;
    private boolean complete;
    private volatile LiveView view = LiveView.NOTHING;
    private volatile boolean closing;

    /** Where every topic stood when somebody looked first. */
    private record Begun(Tails tails, Arrivals arrivals) {}

    /** @param board empty; from now on this thread's own */
    PageFollower(
            Topics topics, Map<String, Object> kafka, PageConfig config, Board board, ServedLog served, Clock clock) {
        this.topics = topics;
        this.kafka = kafka;
        this.every = config.every();
        this.slices = new Slices(config.window());
        this.clock = clock;
        this.picture = new Picture(board, slices, config.showTexts(), served);
        this.followed = Stream.of(
                        new Followed<>(topics.checkpoints, 300, 2_000, picture::checkpoint),
                        new Followed<>(topics.preferences, 80, MOST_OF_THE_WINDOW, picture::preference),
                        new Followed<>(topics.dispositions, 0, MOST_OF_THE_WINDOW, picture::disposition),
                        new Followed<>(topics.learnerSteps, 0, MOST_OF_THE_WINDOW, picture::step),
                        new Followed<>(topics.status, 200, MOST_OF_THE_WINDOW, picture::status),
                        new Followed<>(topics.operatorEvents, 150, 1_000, picture::event),
                        new Followed<>(topics.experiments, 200, 1_000, picture::experiment),
                        new Followed<>(topics.experimentMetrics, 600, 2_000, picture::metrics))
                .collect(Collectors.toMap(one -> one.topic().name(), Function.identity()));
        thread.setDaemon(true);
    }

    PageFollower start() {
        thread.start();
        return this;
    }

    LiveView view() {
        return view;
    }

    private void run() {
        try (KafkaConsumer<byte[], byte[]> consumer = open()) {
            while (!closing) {
                String problem = null;
                try {
                    follow(consumer);
                } catch (WakeupException | InterruptException e) {
                    log.debug("closing");
                } catch (RuntimeException e) {
                    log.warn("the page's topics cannot be read now: {}", e.toString());
                    problem = Cause.message(e);
                    pause();
                }
                show(problem);
            }
            Thread.interrupted(); // closing a consumer takes a moment
        } catch (RuntimeException e) {
            log.warn("the page is not followed any more", e);
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        return new KafkaConsumer<>(
                KafkaAccess.reader(
                        kafka,
                        Map.of(
                                ConsumerConfig.CLIENT_ID_CONFIG, "backchannel-page",
                                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000,
                                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000,
                                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        Begun following = begun;
        if (following == null) {
            following = begin(consumer, clock.millis());
            begun = following;
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            take(record);
        }
        complete = complete || following.tails().wereRead();
        if (due()) {
            following.arrivals().since(clock.millis(), (count, at) -> picture.interactions(count, at, at));
        }
    }

    private Begun begin(KafkaConsumer<byte[], byte[]> consumer, long now) {
        Tails tails = new Tails(consumer);
        tails.assign(List.copyOf(followed.values()), slices.oldest(now));
        Arrivals arrivals = new Arrivals(consumer, tails, topics.interactions.name());
        arrivals.past(slices, now, (count, at) -> picture.interactions(count, at, now));
        return new Begun(tails, arrivals);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null || record.key() == null) {
            return; // retention took it away; the page may go on showing it
        }
        long now = clock.millis();
        // Streams gives its records the time of what they are about: hours ago, where windows are long.
        Read read = new Read(
                record, new String(record.key(), StandardCharsets.UTF_8), complete ? now : record.timestamp(), now);
        try {
            Objects.requireNonNull(followed.get(record.topic()), record::topic).take(read);
        } catch (SerializationException e) {
            log.debug("{}-{}@{} cannot be read", record.topic(), record.partition(), record.offset());
        }
    }

    private boolean due() {
        return clock.millis() - shownAt >= every.toMillis();
    }

    private void show(@Nullable String problem) {
        if (due() || problem != null) {
            shownAt = clock.millis();
            view = picture.show(shownAt, problem, complete);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns at once; the thread ends by itself. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }
}
