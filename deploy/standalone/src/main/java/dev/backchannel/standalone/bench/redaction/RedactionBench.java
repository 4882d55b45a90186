package dev.backchannel.standalone.bench.redaction;

import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Turn;
import dev.backchannel.redaction.Redactor;
import dev.backchannel.redaction.RedactorReader;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.BenchResult;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench redaction}: what it costs to look for personal data. */
@Command(
        name = "redaction",
        description =
                "What redaction costs an event: turns of four messages, written as the door writes them, with it and"
                        + " without, on one thread.")
public final class RedactionBench implements Callable<Integer> {
    private static final int EVENTS = 2_000;
    private static final List<String> WORDS = List.of(
            "the",
            "room",
            "is",
            "free",
            "on",
            "Monday",
            "at",
            "10:30,",
            "we",
            "would",
            "like",
            "to",
            "book",
            "it",
            "for",
            "two",
            "nights",
            "please",
            "12",
            "euro",
            "breakfast",
            "and",
            "a",
            "view",
            "of",
            "harbour.");
    private static final List<String> PERSONAL =
            List.of("ann@mail.example", "+49 30 901820", "4111 1111 1111 1111", "192.168.1.20");

    @Mixin
    BenchOutput output = new BenchOutput();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "2",
            description = "Measure each for so long, after as long to warm up (default: ${DEFAULT-VALUE}).")
    double seconds;

    @Override
    public Integer call() {
        if (!(seconds > 0 && seconds <= 600)) {
            throw UserError.usage("--seconds is " + seconds + ", but must be above 0 and at most 600");
        }
        Redactor all = RedactorReader.read("all", Optional.empty());
        Topics topics = new Topics(TopicSettings.singleBroker());
        List<Interaction> plain = events(false);
        List<Interaction> personal = events(true);
        double without = micros(topics.interactions, plain);
        double with = micros(topics.redacting(all).interactions, plain);
        double replacing = micros(topics.redacting(all).interactions, personal);
        output.print(new BenchResult("redaction")
                .put("characters", characters(plain))
                .put("withoutMicros", without)
                .put("withMicros", with)
                .put("replacingMicros", replacing)
                .put("ratio", with / without));
        return 0;
    }

    private double micros(Topic<String, Interaction> topic, List<Interaction> events) {
        once(topic, events);
        return once(topic, events);
    }

    private double once(Topic<String, Interaction> topic, List<Interaction> events) {
        long begun = System.nanoTime();
        long end = begun + (long) (seconds * 1e9);
        long written = 0;
        long bytes = 0;
        while (System.nanoTime() < end) {
            for (Interaction event : events) {
                bytes += topic.valueSerde().serializer().serialize(topic.name(), event).length;
                written++;
            }
        }
        double micros = (System.nanoTime() - begun) / 1e3 / written;
        output.progress(written + " events, " + bytes + " bytes");
        return micros;
    }

    private static long characters(List<Interaction> events) {
        return events.stream()
                        .map(event -> (Turn) event.getPayload())
                        .mapToLong(turn -> turn.getResponse().length()
                                + turn.getMessages().stream()
                                        .mapToLong(
                                                message -> message.getContent().length())
                                        .sum())
                        .sum()
                / events.size();
    }

    /** @param personal one piece of personal data in each text */
    private static List<Interaction> events(boolean personal) {
        Random random = new Random(1);
        List<Interaction> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            List<Message> messages = new ArrayList<>();
            for (int m = 0; m < 4; m++) {
                messages.add(new Message(m % 2 == 0 ? "user" : "assistant", text(random, personal)));
            }
            events.add(Interaction.newBuilder()
                    .setEventId("e" + i)
                    .setTenant("default")
                    .setConversationId("c" + i)
                    .setTurnId("t" + i)
                    .setUserId("u")
                    .setOccurredAt(Instant.EPOCH)
                    .setSource("bench")
                    .setPayload(Turn.newBuilder()
                            .setMessages(messages)
                            .setResponse(text(random, personal))
                            .build())
                    .build());
        }
        return events;
    }

    private static String text(Random random, boolean personal) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            words.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        if (personal) {
            words.set(20, PERSONAL.get(random.nextInt(PERSONAL.size())));
        }
        return String.join(" ", words);
    }
}
