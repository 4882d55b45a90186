package dev.backchannel.standalone.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Users at a steady rate until closed. What no server acknowledges is sent again to the next one, as it is: the events'
 * identities make that harmless.
 */
public final class Traffic implements AutoCloseable {
    /** Every so many conversations one begins with an answer of ours. */
    private static final int CHAT_EVERY = 5;

    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Scripts scripts;
    private final String run;
    private final Supplier<List<URI>> doors;
    private final List<URI> servers;
    private final long pauseNanos;
    private final Door door = new Door();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean ending;
    private volatile boolean givenUp;
    private volatile int conversations;
    private final AtomicInteger unanswered = new AtomicInteger();

    /**
     * @param run goes into every id
     * @param doors where events are taken, by now
     * @param servers where questions are answered; empty: none are asked
     * @param perSecond conversations
     */
    public Traffic(String run, Supplier<List<URI>> doors, List<URI> servers, double perSecond) {
        this.run = run;
        this.scripts = new Scripts(run);
        this.doors = doors;
        this.servers = List.copyOf(servers);
        this.pauseNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        this.thread = new Thread(this::run, "traffic-" + run);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ids of events and of turns that a server said it has taken. */
    public Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** Begun so far. */
    public int conversations() {
        return conversations;
    }

    /** Questions that no server answered, though each was asked of all. */
    public int unanswered() {
        return unanswered.get();
    }

    private void run() {
        for (int number = 0; !ending; number++) {
            deliver(number, scripts.conversation(number));
            if (!servers.isEmpty() && number % CHAT_EVERY == 0) {
                chat(number);
            }
            conversations = number + 1;
            LockSupport.parkNanos(pauseNanos);
        }
    }

    private void chat(int number) {
        String conversation = run + "-chat-" + number;
        for (int i = 0; i < servers.size(); i++) {
            URI server = servers.get((number / CHAT_EVERY + i) % servers.size());
            Optional<String> turn = door.chat(server, "One tea please, no. " + number, conversation, run + "-user");
            if (turn.isPresent()) {
                acknowledged.add(turn.get());
                deliver(number, List.of(scripts.thumb(turn.get(), conversation, number)));
                return;
            }
        }
        unanswered.incrementAndGet();
    }

    /** Until they are acknowledged, or nobody waits for it any more. */
    private void deliver(int number, List<ObjectNode> events) {
        for (int attempt = number; !givenUp; attempt++) {
            List<URI> open = doors.get();
            Optional<List<String>> taken =
                    open.isEmpty() ? Optional.empty() : door.post(open.get(attempt % open.size()), events);
            if (taken.isPresent()) {
                acknowledged.addAll(taken.get());
                return;
            }
            LockSupport.parkNanos(WAIT_NANOS);
        }
    }

    /** Begins no more; waits for what was begun. */
    @Override
    public void close() {
        ending = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        givenUp = true;
    }
}
