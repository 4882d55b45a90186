package dev.backchannel.e2e.fault.run;

import dev.backchannel.e2e.fault.wire.Wire;
import java.time.Duration;
import java.util.SplittableRandom;

/** What may happen to the network of one role. The other way to die, and the harder one to notice. */
enum Trouble {
    /** Longer than its session lasts, now and then: the others take over, and then it is back. */
    SILENCE {
        @Override
        void begin(Wire wire, SplittableRandom random) {
            wire.silence();
        }
    },
    DEAFNESS {
        @Override
        void begin(Wire wire, SplittableRandom random) {
            wire.deafen();
        }
    },
    MUTENESS {
        @Override
        void begin(Wire wire, SplittableRandom random) {
            wire.mute();
        }
    },
    CUT {
        @Override
        void begin(Wire wire, SplittableRandom random) {
            wire.cut();
        }
    },
    DELAY {
        @Override
        void begin(Wire wire, SplittableRandom random) {
            wire.delay(Duration.ofMillis(random.nextInt(20, 300)));
        }
    },
    DROP {
        @Override
        void begin(Wire wire, SplittableRandom random) {
            wire.drop();
        }
    };

    abstract void begin(Wire wire, SplittableRandom random);
}
