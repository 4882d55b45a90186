package dev.backchannel.e2e.fault.run;

import dev.backchannel.e2e.fault.wire.WiredBroker;
import dev.backchannel.standalone.chaos.Findings;
import dev.backchannel.standalone.chaos.Inspection;
import dev.backchannel.standalone.chaos.Traffic;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Three deaths and as many troubles of the network, at random points of a short load; then the account. */
final class FaultRun {
    static final int KILLS = 3;
    private static final int TROUBLES = 3;
    private static final int LONGEST_REST_MS = 700;
    private static final int LONGEST_TROUBLE_MS = 2_500;
    private static final double CONVERSATIONS_PER_SECOND = 25;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WiredBroker broker;
    private final Path folder;
    private final Path model;
    private final long seed;
    private final List<String> done = new ArrayList<>();

    FaultRun(WiredBroker broker, Path folder, Path model, long seed) {
        this.broker = broker;
        this.folder = folder;
        this.model = model;
        this.seed = seed;
    }

    /** What was done to whom, in order. */
    List<String> done() {
        return done;
    }

    Findings run() throws InterruptedException {
        String prefix = "run" + seed + "-";
        SplittableRandom random = new SplittableRandom(seed);
        try (Crew crew = new Crew(broker, folder.resolve("run-" + seed), model, prefix)) {
            Traffic traffic = new Traffic("run" + seed, crew::doors, List.of(), CONVERSATIONS_PER_SECOND);
            try (traffic) {
                strike(crew, random);
                crew.awaitReady();
            }
            Topics topics = new Topics(new TopicSettings(prefix, TopicSettings.DEFAULT_POLICY, 1, 1));
            return new Inspection(broker.direct(), topics).read(traffic.acknowledged(), PATIENCE);
        }
    }

    private void strike(Crew crew, SplittableRandom random) throws InterruptedException {
        int kills = KILLS;
        int troubles = TROUBLES;
        while (kills + troubles > 0) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_REST_MS));
            int victim = random.nextInt(crew.size());
            String name = crew.member(victim).kind().label();
            if (random.nextInt(kills + troubles) < kills) {
                kills--;
                done.add("kill " + name);
                crew.replace(victim);
            } else {
                troubles--;
                Trouble trouble = Trouble.values()[random.nextInt(Trouble.values().length)];
                done.add(trouble + " of " + name);
                suffer(crew.member(victim), trouble, random);
            }
        }
    }

    private static void suffer(Member member, Trouble trouble, SplittableRandom random) throws InterruptedException {
        trouble.begin(member.wire(), random);
        try {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_TROUBLE_MS));
        } finally {
            member.wire().mend();
        }
    }
}
