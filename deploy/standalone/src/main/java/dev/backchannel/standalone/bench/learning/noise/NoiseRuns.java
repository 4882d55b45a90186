package dev.backchannel.standalone.bench.learning.noise;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.choice.Choice;
import dev.backchannel.learner.loss.EditMask;
import dev.backchannel.learner.plan.BatchSettings;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.standalone.bench.learning.Respondent;
import dev.backchannel.standalone.demo.measure.ExamResult;
import dev.backchannel.standalone.demo.measure.HeldOut;
import dev.backchannel.standalone.demo.user.Population;
import dev.backchannel.standalone.demo.user.Questions;
import dev.backchannel.standalone.demo.user.SimulatedUser;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs one arm on one seed. A seed is a house style that all of its users wish, a set of held-out questions, a sequence of
 * other questions, and a sequence of flips; all arms share it.
 */
final class NoiseRuns {
    /** Part of every run's identity: change it when a run would come out differently from before. */
    private static final String PROTOCOL = "edits-1";

    private final PolicyModel model;
    private final LearnerConfig config;
    private final int steps;
    private final int questions;

    /**
     * @param config of the learner; each arm puts its own loss in it
     * @param steps of a run
     * @param questions held out, that satisfaction is measured on
     */
    NoiseRuns(PolicyModel model, LearnerConfig config, int steps, int questions) {
        this.model = model;
        this.config = config;
        this.steps = steps;
        this.questions = questions;
    }

    /**
     * What is to be run.
     *
     * @param supposed share of flipped pairs that an arm may suppose
     * @param noise share of pairs that are flipped
     * @param mask what the losses see of a correction
     * @param drafts right answers that a user thinks of before correcting
     */
    record Task(Arm arm, double supposed, double noise, EditMask mask, int drafts) {
        /** Of users who answer anew, and losses that see all of it. */
        Task(Arm arm, double supposed, double noise) {
            this(arm, supposed, noise, EditMask.OFF, 1);
        }
    }

    /** Names everything that the outcome depends on. */
    String identity(Task task, long seed) {
        BatchSettings batch = config.batch(); // less what has to do with the clock, which no run looks at
        return identity(
                learner(task).step(),
                List.of(batch.nominal(), batch.largest(), batch.replaysPerFresh(), batch.reservoirCapacity()),
                batch.replayShare(),
                config.sequence(),
                task.noise(),
                task.drafts(),
                seed,
                steps);
    }

    /** Of the base's own figures. */
    String identity(long seed) {
        return identity(RunFigures.BASE, seed);
    }

    private String identity(Object... of) {
        return Long.toHexString(Choice.hash(PROTOCOL, model.baseDigest(), questions, List.of(of)));
    }

    RunFigures base(long seed) {
        long begun = System.nanoTime();
        ExamResult result = new Respondent(model).sit(null, heldOut(seed));
        return figures(new RunFigures(RunFigures.BASE, 0, seed, 0, 0, 0, 0, 0, 0, 0), result, begun);
    }

    RunFigures run(Task task, long seed) {
        long begun = System.nanoTime();
        List<HeldOut> heldOut = heldOut(seed);
        Respondent respondent = new Respondent(model);
        Questions others = new Questions(heldOut.stream().map(HeldOut::asked).collect(Collectors.toSet()));
        Editors editors = new Editors(
                respondent, heldOut.get(0).user(), others, new LabelNoise(task.noise(), seed), seed, task.drafts());
        try (Lesson lesson = new Lesson(model, learner(task), editors, seed)) {
            for (int i = 0; i < steps; i++) {
                lesson.step();
            }
            RunFigures run = new RunFigures(
                    task.arm().name(),
                    task.noise(),
                    seed,
                    steps,
                    0,
                    0,
                    lesson.pairs(),
                    lesson.flipped(),
                    lesson.corrections(),
                    0);
            return figures(run, respondent.sit(lesson.policy(), heldOut), begun);
        }
    }

    private LearnerConfig learner(Task task) {
        return config.withLoss(task.arm().loss(config.loss(), task.supposed()).withEditMask(task.mask()));
    }

    private List<HeldOut> heldOut(long seed) {
        // One wish for all: what differing tastes cost is not what noise costs.
        Population house = Population.generate(20, seed);
        SimulatedUser guest = new SimulatedUser("guest", house.house());
        return HeldOut.draw(new Population(house.house(), List.of(guest)), questions, seed);
    }

    private static RunFigures figures(RunFigures run, ExamResult result, long begun) {
        double usable = result.answers().stream()
                        .filter(answer -> answer.judgement().usable())
                        .count()
                / (double) result.answers().size();
        return new RunFigures(
                run.arm(),
                run.noise(),
                run.seed(),
                run.steps(),
                result.satisfaction(),
                usable,
                run.pairs(),
                run.flipped(),
                run.corrections(),
                (System.nanoTime() - begun) / 1e9);
    }
}
