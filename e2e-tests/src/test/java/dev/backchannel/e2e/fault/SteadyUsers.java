package dev.backchannel.e2e.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.policy.seed.Intents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Users who chat at a steady pace, whatever happens, and a backend that reports their reactions: a reaction that the door
 * did not take is sent again until it is taken.
 */
final class SteadyUsers implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int USERS = 2;
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(150);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);
    private static final int LARGEST_BATCH = 50;

    private final Api policy;
    private final Api door;
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(USERS + 1);
    private final AtomicInteger conversations = new AtomicInteger();
    private final Set<String> turns = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<JsonNode> reactions = new LinkedBlockingQueue<>();
    private final List<JsonNode> sending = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicLong slowestNanos = new AtomicLong();
    private volatile boolean chatting = true;

    SteadyUsers(Api policy, Api door) {
        this.policy = policy;
        this.door = door;
        for (int user = 0; user < USERS; user++) {
            repeat(this::chat, BETWEEN_QUESTIONS);
        }
        repeat(this::report, BETWEEN_ATTEMPTS);
    }

    /** turn_ids of all answers so far. */
    Set<String> turns() {
        return Set.copyOf(turns);
    }

    /** event_ids of the reactions that were answered 202. */
    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** What should not have been: a chat that was not answered, a door that refused without saying when to come again. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** How often the door sent the backend away for a while. */
    int refusals() {
        return refusals.get();
    }

    Duration slowestAnswer() {
        return Duration.ofNanos(slowestNanos.get());
    }

    /** Nobody asks any more; what was said goes on being reported. */
    void stopChatting() {
        chatting = false;
    }

    /** Whether each answer's reaction has been acknowledged. */
    boolean allReported() {
        return acknowledged.size() == turns.size();
    }

    @Override
    public void close() {
        chatting = false;
        executor.shutdownNow();
    }

    private void repeat(Runnable work, Duration pause) {
        executor.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | AssertionError e) {
                        failures.add(e.toString());
                    }
                },
                0,
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void chat() {
        if (!chatting) {
            return;
        }
        int number = conversations.getAndIncrement();
        String conversation = "steady-" + number;
        String user = "steady-user-" + number % 50;
        long begun = System.nanoTime();
        Api.Reply reply = policy.chat(question(number), conversation, user);
        slowestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
        if (reply.status() != 200) {
            failures.add("chat " + number + ": " + reply.status() + " " + reply.body());
            return;
        }
        String turn = reply.json().get("id").asText();
        turns.add(turn);
        reactions.add(JSON.createObjectNode()
                .put("type", "thumb")
                .put("event_id", turn + "-thumb")
                .put("conversation_id", conversation)
                .put("turn_id", turn)
                .put("user_id", user)
                .put("value", number % 2 == 0 ? "up" : "down"));
    }

    /** Another one each time: what is always the same soon teaches nothing any more. */
    private static String question(int number) {
        SplittableRandom random = new SplittableRandom(number);
        return Intents.draw(random).request(random).text();
    }

    /** Only one thread reports: what is being sent is its own. */
    private void report() {
        reactions.drainTo(sending, LARGEST_BATCH - sending.size());
        if (sending.isEmpty()) {
            return;
        }
        ArrayNode batch = JSON.createArrayNode().addAll(sending);
        Api.Reply reply = door.post("/v1/events", batch.toString());
        if (reply.status() == 202) {
            Set<String> sent = new HashSet<>();
            sending.forEach(event -> sent.add(event.get("event_id").asText()));
            reply.json().get("accepted").forEach(id -> sent.remove(id.asText()));
            if (!sent.isEmpty()) {
                failures.add("not accepted: " + reply.body());
            }
            sending.forEach(event -> acknowledged.add(event.get("event_id").asText()));
            sending.clear();
            return;
        }
        refusals.incrementAndGet();
        if ((reply.status() != 503 && reply.status() != 429) || !reply.headers().containsKey("retry-after")) {
            failures.add("the door: " + reply.status() + " " + reply.headers() + " " + reply.body());
        }
    }
}
