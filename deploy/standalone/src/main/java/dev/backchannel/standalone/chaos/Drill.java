package dev.backchannel.standalone.chaos;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Does to processes what a plan says, one fault after the other, and lets nobody stay away. */
final class Drill {
    private final Plan plan;
    private final List<Victim> victims;
    private final Consumer<String> progress;
    private final Tally tally = new Tally();

    Drill(Plan plan, List<Victim> victims, Consumer<String> progress) {
        this.plan = plan;
        this.victims = victims;
        this.progress = progress;
    }

    Tally run(Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            Plan.Fault fault = plan.next();
            sleep(fault.after());
            Victim victim = victims.get(fault.victim());
            victim.prepare();
            progress.accept(fault.act() + " " + victim.name() + " for "
                    + fault.lasting().toMillis() + " ms");
            suffer(victim, fault);
            tally.count(victim.kind(), fault.act());
        }
        return tally;
    }

    private static void suffer(Victim victim, Plan.Fault fault) throws InterruptedException {
        switch (fault.act()) {
            case KILL -> {
                victim.kill();
                sleep(fault.lasting());
                victim.start();
            }
            case STOP -> {
                victim.stop();
                sleep(fault.lasting());
                victim.start();
            }
            case PAUSE -> {
                victim.pause();
                try {
                    sleep(fault.lasting());
                } finally {
                    victim.resume();
                }
            }
        }
    }

    private static void sleep(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }
}
