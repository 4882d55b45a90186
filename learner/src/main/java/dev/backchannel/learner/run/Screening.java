package dev.backchannel.learner.run;

import dev.backchannel.avro.LearnerStep;
import dev.backchannel.learner.influence.Influence;
import dev.backchannel.learner.influence.InfluenceCap;
import dev.backchannel.learner.influence.InfluenceSettings;
import dev.backchannel.learner.log.ControlsInbox;
import dev.backchannel.learner.plan.Backlog;
import dev.backchannel.learner.plan.Incoming;
import java.util.List;
import java.util.Optional;

/**
 * Decides of each record, in the order of the log, whether it may teach. What was accounted for does not, what was announced
 * does; of the rest whoever is quarantined does not, and everybody else as far as their influence is bounded. One thread.
 */
final class Screening {
    private final InfluenceCap cap;
    private final ControlsInbox controls;
    /** Of all that was read; the standing state's is of what was stepped. */
    private Influence influence;

    /** @param influence of the last committed checkpoint */
    Screening(InfluenceSettings settings, ControlsInbox controls, Influence influence) {
        this.cap = new InfluenceCap(settings);
        this.controls = controls;
        this.influence = influence.copy();
    }

    /** An operator wants no steps for now. */
    boolean isPaused() {
        return controls.isPaused();
    }

    /** How many users may not teach. */
    int quarantined() {
        return controls.quarantined();
    }

    /** The next record, as it came or capped. @param pending a step that must be taken as it was announced */
    Incoming screen(Incoming incoming, Backlog backlog, Optional<LearnerStep> pending) {
        if (!(incoming instanceof Incoming.Teachable teachable)) {
            return incoming;
        }
        cap.hear(teachable.example(), influence);
        Optional<String> objection =
                isAnnounced(teachable, pending) ? Optional.empty() : objection(teachable, backlog, pending);
        if (objection.isEmpty()) {
            cap.take(teachable.example(), influence);
        }
        return objection.<Incoming>map(reason -> capped(teachable, reason)).orElse(incoming);
    }

    private Optional<String> objection(Incoming.Teachable teachable, Backlog backlog, Optional<LearnerStep> pending) {
        if (backlog.isAccounted(teachable)) {
            return Optional.of("decided: it was accounted for before");
        }
        Optional<LearnerStep> passed = pending.filter(step -> teachable.offset() < Composition.end(step));
        return passed.map(step -> "decided: step " + step.getStep() + " was announced without it")
                .or(() -> quarantined(teachable))
                .or(() -> cap.objection(teachable.example(), influence));
    }

    /** Whatever the rules say by now. */
    private static boolean isAnnounced(Incoming.Teachable teachable, Optional<LearnerStep> pending) {
        return pending.filter(step ->
                        step.getPreferenceIds().contains(teachable.example().id()))
                .isPresent();
    }

    private Optional<String> quarantined(Incoming.Teachable teachable) {
        return controls.quarantine(teachable.example().preference());
    }

    /**
     * Hears what operators want. Who is quarantined from now on teaches nothing of what waits, either, unless its step was
     * announced.
     *
     * @param stepped the influence of what was stepped
     */
    void listen(Backlog backlog, Influence stepped, Optional<LearnerStep> pending) {
        if (!controls.poll()) {
            return;
        }
        long announcedTo = pending.map(Composition::end).orElse(0L);
        backlog.review(incoming -> incoming instanceof Incoming.Teachable teachable && incoming.offset() >= announcedTo
                ? quarantined(teachable)
                        .<Incoming>map(reason -> capped(teachable, reason))
                        .orElse(incoming)
                : incoming);
        influence = after(stepped, backlog.waiting());
    }

    /** What {@code before} becomes with these records, which have been through {@link #screen}. */
    Influence after(Influence before, List<Incoming> range) {
        Influence after = before.copy();
        for (Incoming incoming : range) {
            if (incoming instanceof Incoming.Teachable teachable) {
                cap.hear(teachable.example(), after);
                cap.take(teachable.example(), after);
            } else if (incoming instanceof Incoming.Capped capped) {
                cap.hear(capped.example(), after);
            }
        }
        return after;
    }

    private static Incoming capped(Incoming.Teachable teachable, String reason) {
        return new Incoming.Capped(teachable.offset(), teachable.arrivedNanos(), teachable.example(), reason);
    }
}
