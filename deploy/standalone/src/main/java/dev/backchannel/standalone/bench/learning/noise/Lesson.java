package dev.backchannel.standalone.bench.learning.noise;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.standalone.bench.learning.Pupil;

/** A pupil who learns from pairs made from its own answers of the moment. */
final class Lesson implements AutoCloseable {
    /** Asked before each step, at most so many times; what pairs came of it are the step's. */
    private static final int MOST_ROUNDS = 2;

    private static final int QUESTIONS_A_ROUND = 16;

    private final Pupil pupil;
    private final Editors editors;
    private final int nominal;
    private long steps;
    private int flipped;

    Lesson(PolicyModel model, LearnerConfig config, Editors editors, long seed) {
        this.pupil = new Pupil(model, config, seed);
        this.editors = editors;
        this.nominal = config.batch().nominal();
    }

    Adapter policy() {
        return pupil.policy();
    }

    /** Pairs that users made so far, unusable ones left out. */
    long pairs() {
        return pupil.taken();
    }

    /** Pairs in the steps so far of which only what was changed was compared. */
    long corrections() {
        return pupil.corrections();
    }

    int flipped() {
        return flipped;
    }

    /** Asks, then takes a step on what users made of the answers; a policy that pleases everybody stays as it is. */
    void step() {
        long first = steps * MOST_ROUNDS * QUESTIONS_A_ROUND;
        for (int round = 0; round < MOST_ROUNDS && pupil.waiting() < nominal; round++) {
            for (Editors.Edited edited :
                    editors.react(pupil.policy(), first + (long) round * QUESTIONS_A_ROUND, QUESTIONS_A_ROUND)) {
                flipped += pupil.take(edited.preference()) && edited.flipped() ? 1 : 0;
            }
        }
        steps++;
        pupil.step();
    }

    @Override
    public void close() {
        pupil.close();
    }
}
