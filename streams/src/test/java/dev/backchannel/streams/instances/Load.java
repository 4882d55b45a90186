package dev.backchannel.streams.instances;

import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.FollowUp;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.streams.RunningSystem;
import dev.backchannel.streams.TopologyHarness;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Users who react in every way there is, some twice, at a steady rate until closed. */
final class Load implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

    private final RunningSystem system;
    private final Thread thread = new Thread(this::run, "load");
    private volatile boolean ending;
    private volatile int conversations;

    Load(RunningSystem system) {
        this.system = system;
        thread.start();
    }

    /** Begun so far. */
    int conversations() {
        return conversations;
    }

    private void run() {
        for (int n = 0; !ending; n++) {
            converse(n);
            conversations = n + 1;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        system.flush();
    }

    private void converse(int n) {
        String first = "user: question " + n;
        send(n, "t1", "t1", TopologyHarness.turnOf("answer " + n, first));
        switch (n % 8) {
            case 0 -> send(n, "e1", "t1", new Edit("quite another text"));
            case 1 -> send(n, "e1", "t1", new Thumb(ThumbValue.UP, null));
            case 2 -> send(n, "e1", "t1", new FollowUp("no, that is wrong"));
            case 3 -> send(n, "t2", "t2", turn("another answer", first, "answer " + n, "thanks, that is perfect"));
            case 4 -> send(n, "t2", "t2", turn("another answer", first, "answer " + n, "where is the station?"));
            case 5 -> {
                send(n, "t2", "t2", TopologyHarness.turnOf("a better answer", first));
                send(n, "e1", "t1", new Regeneration("t2"));
            }
            case 6 -> send(n, "e1", "t1", new Acceptance());
            default -> {
                send(n, "e1", "t1", new Thumb(ThumbValue.DOWN, null));
                send(n, "e2", "t1", new Edit("what I wanted"));
                send(n, "e2", "t1", new Edit("what I wanted"));
            }
        }
    }

    private static Object turn(String response, String question, String answer, String next) {
        return TopologyHarness.turnOf(response, question, "assistant: " + answer, "user: " + next);
    }

    private void send(int n, String id, String turnId, Object payload) {
        var unused = system.send(Interaction.newBuilder(TopologyHarness.event(id, turnId, payload, Instant.now(), true))
                .setConversationId("c" + n)
                .build());
    }

    @Override
    public void close() throws InterruptedException {
        ending = true;
        thread.join();
    }
}
