package dev.backchannel.standalone.chaos;

import java.time.Duration;
import java.util.SplittableRandom;

/** What is done next, to whom and for how long; the same for the same seed. */
final class Plan {
    /** Ways for a process to be of no use. */
    enum Act {
        /** SIGKILL; it comes back a moment later. */
        KILL,
        /** SIGSTOP, and SIGCONT when the others may have given it up. */
        PAUSE,
        /** SIGTERM, as in a roll-out. */
        STOP
    }

    /**
     * @param victim index among all processes
     * @param after the one before
     * @param lasting until it comes back
     */
    record Fault(Act act, int victim, Duration after, Duration lasting) {}

    private static final double KILLS = 0.6;
    private static final double PAUSES = 0.25;
    private static final int LONGEST_REST_MS = 6_000;
    private static final int LONGEST_ABSENCE_MS = 2_000;
    private static final int SHORTEST_PAUSE_MS = 500;
    private static final int LONGEST_PAUSE_MS = 14_000;

    private final SplittableRandom random;
    private final int processes;

    Plan(long seed, int processes) {
        this.random = new SplittableRandom(seed);
        this.processes = processes;
    }

    Fault next() {
        double draw = random.nextDouble();
        Act act = draw < KILLS ? Act.KILL : draw < KILLS + PAUSES ? Act.PAUSE : Act.STOP;
        int victim = random.nextInt(processes);
        Duration after = Duration.ofMillis(random.nextInt(LONGEST_REST_MS));
        Duration lasting = Duration.ofMillis(
                act == Act.PAUSE
                        ? random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS)
                        : random.nextInt(LONGEST_ABSENCE_MS));
        return new Fault(act, victim, after, lasting);
    }
}
