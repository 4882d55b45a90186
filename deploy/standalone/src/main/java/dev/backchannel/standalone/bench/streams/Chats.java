package dev.backchannel.standalone.bench.streams;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.Sampling;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Many chats at once, event by event in the order of their time. The same seed makes the same events. One thread. */
final class Chats {
    private static final List<String> PRAISE = List.of("thanks, that is perfect", "great, exactly what I needed");
    private static final List<String> DISPLEASURE =
            List.of("no, that is wrong", "that is not what I asked for", "please make it shorter, this is useless");
    private static final double VERDICTS = 0.1;
    private static final String DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final double BETWEEN_TURNS = 40;

    /** @param event what happens, at {@code at} */
    record Happening(long at, Interaction event) {}

    private record Step(long at, long order, Runnable action) {}

    private final TrafficShape shape;
    private final SplittableRandom random;
    private final TextPool texts;
    private final PriorityQueue<Step> steps =
            new PriorityQueue<>(Comparator.comparingLong(Step::at).thenComparingLong(Step::order));
    private final List<Happening> out = new ArrayList<>();
    private long order;
    private long conversations;
    private long turns;
    private long signals;
    private long derived;
    private boolean ending;
    private long now;

    Chats(TrafficShape shape, long seed, Instant start) {
        this.shape = shape;
        this.random = new SplittableRandom(seed);
        this.texts = new TextPool(random.split());
        this.now = start.toEpochMilli();
        at(now, this::begin);
    }

    /** New conversations do not begin any more; those that have begun go on to their end. */
    void end() {
        ending = true;
    }

    /** @return what happens next; empty once all has ended */
    List<Happening> next() {
        out.clear();
        while (out.isEmpty() && !steps.isEmpty()) {
            Step step = steps.poll();
            now = step.at();
            step.action().run();
        }
        return out;
    }

    long turns() {
        return turns;
    }

    /** Sent as such, repeats left out. */
    long signals() {
        return signals;
    }

    /** Follow-ups that turns carry for their predecessors. */
    long derived() {
        return derived;
    }

    private void begin() {
        if (ending) {
            return;
        }
        String id = "conversation-" + Long.toHexString(random.nextLong()) + '-' + conversations++;
        String user = "user-" + random.nextInt(1_000_000);
        turn(id, user, List.of(), text(shape.question()));
        at(after(1 / shape.conversationsPerSecond()), this::begin);
    }

    /** @param history what was said before */
    private void turn(String conversation, String user, List<Message> history, String question) {
        List<Message> messages = new ArrayList<>(history);
        messages.add(new Message("user", question));
        String turn = answered(conversation, user, messages);
        if (!history.isEmpty()) {
            derived++;
        }
        String answer = ((Turn) out.get(0).event().getPayload()).getResponse();
        react(conversation, user, turn, answer, messages);
        if (random.nextDouble() < 1 - 1 / shape.turns()) {
            List<Message> next = new ArrayList<>(messages);
            next.add(new Message("assistant", answer));
            at(after(BETWEEN_TURNS), () -> turn(conversation, user, next, said()));
        }
    }

    private void react(String conversation, String user, String turn, String answer, List<Message> messages) {
        double draw = random.nextDouble();
        draw -= shape.thumbs();
        if (draw < 0) {
            ThumbValue value = random.nextInt(4) == 0 ? ThumbValue.DOWN : ThumbValue.UP;
            signal(conversation, user, turn, new Thumb(value, null));
            return;
        }
        draw -= shape.edits();
        if (draw < 0) {
            String kept = answer.substring(0, answer.length() / 2);
            signal(conversation, user, turn, new Edit(kept + text(answer.length() / 2)));
            return;
        }
        draw -= shape.regenerations();
        if (draw < 0) {
            at(after(BETWEEN_TURNS / 4), () -> {
                String next = answered(conversation, user, messages);
                signals++;
                happens(event(conversation, user, id("signal"), turn, new Regeneration(next)));
            });
            return;
        }
        draw -= shape.acceptances();
        if (draw < 0) {
            signal(conversation, user, turn, new Acceptance());
            return;
        }
        draw -= shape.followUps();
        if (draw < 0) {
            signal(conversation, user, turn, new FollowUp(said()));
        }
    }

    private void signal(String conversation, String user, String turn, Object payload) {
        at(after(BETWEEN_TURNS / 4), () -> {
            signals++;
            happens(event(conversation, user, id("signal"), turn, payload));
        });
    }

    /** As the policy server writes it. */
    private String answered(String conversation, String user, List<Message> messages) {
        String id = id("chatcmpl");
        StringBuilder served = new StringBuilder();
        for (Message m : messages) {
            served.append("<|")
                    .append(m.getRole())
                    .append("|>\n")
                    .append(m.getContent())
                    .append("\n");
        }
        String answer = text(shape.answer());
        List<Integer> tokens = IntStream.generate(() -> random.nextInt(4096))
                .limit(answer.length() / 4)
                .boxed()
                .toList();
        Turn turn = Turn.newBuilder()
                .setMessages(messages)
                .setResponse(answer)
                .setPromptAsServed(served.append("<|assistant|>\n").toString())
                .setAnswerTokenIds(tokens)
                .setFinishReason(FinishReason.STOP)
                .setSampling(new Sampling(0.8, 0.95, 512, random.nextLong()))
                .setCheckpoint(DIGEST)
                .setArm("control")
                .setBaseDigest(DIGEST)
                .setLatencyMs(1200L)
                .setFirstTokenMs(80L)
                .build();
        turns++;
        happens(event(conversation, user, id, id, turn));
        return id;
    }

    private Interaction event(String conversation, String user, String id, String turn, Object payload) {
        return Interaction.newBuilder()
                .setEventId(id)
                .setTenant("default")
                .setConversationId(conversation)
                .setTurnId(turn)
                .setUserId(user)
                .setOccurredAt(Instant.ofEpochMilli(now))
                .setSource("policy-server")
                .setPayload(payload)
                .build();
    }

    private void happens(Interaction event) {
        out.add(new Happening(now, event));
        if (random.nextDouble() < shape.repeats()) {
            at(after(2), () -> out.add(new Happening(now, event)));
        }
    }

    private String said() {
        double draw = random.nextDouble();
        List<String> verdicts = draw < VERDICTS ? PRAISE : draw < 2 * VERDICTS ? DISPLEASURE : List.of();
        return verdicts.isEmpty() ? text(shape.question()) : verdicts.get(random.nextInt(verdicts.size()));
    }

    private String text(int mean) {
        double normal = Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
        double drawn = mean * Math.exp(shape.spread() * normal - shape.spread() * shape.spread() / 2);
        return texts.cut(random, (int) Math.max(8, Math.min(drawn, 20_000)));
    }

    private String id(String kind) {
        return kind + '-' + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }

    /** @return a time from now on, exponential with this mean */
    private long after(double seconds) {
        return now + 1 + Math.round(-Math.log(1 - random.nextDouble()) * seconds * 1000);
    }

    private void at(long time, Runnable action) {
        steps.add(new Step(time, order++, action));
    }
}
