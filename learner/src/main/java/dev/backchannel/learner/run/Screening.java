package dev.backchannel.learner.run;

import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.influence.Influence;
import dev.backchannel.learner.influence.InfluenceCap;
import dev.backchannel.learner.influence.InfluenceSettings;
import dev.backchannel.learner.log.ControlsInbox;
import dev.backchannel.learner.plan.Backlog;
import dev.backchannel.learner.plan.Incoming;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides of each record, in the order of the log, whether it may teach. What was accounted for does not, what was announced
 * does; of the rest whoever is erased or quarantined does not, and everybody else as far as their influence is bounded. What
 * the state still keeps of whoever is erased is named for the next step to drop. One thread.
 */
final class Screening {
    private final InfluenceCap cap;
    private final ControlsInbox controls;
    /** Of all that was read; the standing state's is of what was stepped. */
    private Influence influence;

    private @Nullable Standing searched;
    private List<String> found = List.of();

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

    /**
     * The next record, as it came or capped.
     *
     * @param pending a step that must be taken as it was announced
     */
    Incoming screen(Incoming incoming, Backlog backlog, Optional<LearnerStep> pending) {
        Optional<Incoming> erased = erased(incoming, pending);
        if (erased.isPresent()) {
            return erased.get();
        }
        if (!(incoming instanceof Incoming.Teachable teachable)) {
            return incoming;
        }
        cap.hear(teachable.example(), influence);
        Optional<String> objection =
                isAnnounced(teachable.example(), pending) ? Optional.empty() : objection(teachable, backlog, pending);
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
    private static boolean isAnnounced(Example example, Optional<LearnerStep> pending) {
        return pending.filter(step -> step.getPreferenceIds().contains(example.id()))
                .isPresent();
    }

    private Optional<Incoming> erased(Incoming incoming, Optional<LearnerStep> pending) {
        Example example = incoming instanceof Incoming.Teachable teachable
                ? teachable.example()
                : incoming instanceof Incoming.Held held ? held.example() : null;
        return example == null || isAnnounced(example, pending)
                ? Optional.empty()
                : controls.erasure(example.preference())
                        .map(reason -> new Incoming.Erased(
                                incoming.offset(), incoming.arrivedNanos(), example.preference(), reason));
    }

    /** Whether nothing of its user is to be kept. */
    boolean isErased(Preference preference) {
        return controls.erasure(preference).isPresent();
    }

    /** Ids of what is kept of users who are erased; looks only where something may have changed since the last time. */
    @SuppressWarnings("ReferenceEquality") // nothing has changed where it is the same one
    List<String> toDrop(Standing standing) {
        if (searched != standing) {
            found = controls.anyErased() ? standing.kept(this::isErased) : List.of();
            searched = standing;
        }
        return found;
    }

    private Optional<String> quarantined(Incoming.Teachable teachable) {
        return controls.quarantine(teachable.example().preference());
    }

    /**
     * Hears what operators want. Who is erased or quarantined from now on teaches nothing of what waits, either, unless its step was
     * announced.
     *
     * @param stepped the influence of what was stepped
     */
    void listen(Backlog backlog, Influence stepped, Optional<LearnerStep> pending) {
        if (!controls.poll()) {
            return;
        }
        searched = null;
        long announcedTo = pending.map(Composition::end).orElse(0L);
        backlog.review(incoming -> erased(incoming, pending)
                .orElseGet(() -> incoming instanceof Incoming.Teachable teachable && incoming.offset() >= announcedTo
                        ? quarantined(teachable)
                                .<Incoming>map(reason -> capped(teachable, reason))
                                .orElse(incoming)
                        : incoming));
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
